"""ZPB058 各表单位名称不一

检查什么
    同一个文件的几张表里，单位名称（主管部门）不同，其中一个是另一个的简称，或与多数表的只差一个字。

依据
    财预〔2020〕10号附件：实施单位填全称。

为什么
    汇总时同一个单位会被当成两个。

反例
    [[forms]]
    header = {project = "甲项目", unit = "青龙满族自治县信访局"}

    [[forms]]
    header = {project = "乙项目", unit = "县信访局"}

正例
    [[forms]]
    header = {project = "甲项目", unit = "青龙满族自治县信访局"}

    [[forms]]
    header = {project = "乙项目", unit = "青龙满族自治县信访局"}

如何修改
    统一用单位全称。

参数
    无。
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from zipingbiao.domain.owners import is_one_sign_off, may_be_one_office
from zipingbiao.rules.corpus import Corpus
from zipingbiao.rules.finding import INFO, Hit
from zipingbiao.rules.registry import FILE, rule
from zipingbiao.rules.view import FormView
from zipingbiao.values.text import fold

_NAMES = {"unit": "单位名称", "department": "主管部门"}


@rule(
    "ZPB058",
    name="各表单位名称不一",
    severity=INFO,
    message="{what}印作「{printed}」，同一文件的其他表印作「{expected}」，请统一用全称。",
    across=FILE,
)
def unit_names_differ(corpus: Corpus) -> Iterator[Hit]:
    """A unit, or department, to which other forms in the file give a longer name, or one a sign
    apart.
    """
    files: dict[str, list[FormView]] = {}
    for form in corpus.forms:
        files.setdefault(form.brief.source.path, []).append(form)
    for forms in files.values():
        for field in _NAMES:
            named = [(form, name) for form in forms if (name := _name(form, field))]
            yield from _among(named, field)


def _name(form: FormView, field: str) -> str:
    """What a form calls its unit, which may stand as the department, or its department."""
    header = form.brief.header
    return (header.unit or header.department if field == "unit" else header.department) or ""


def _among(named: list[tuple[FormView, str]], field: str) -> Iterator[Hit]:
    names = {fold(name): name for _, name in named}
    if len(names) < 2:
        return
    counts = Counter(fold(name) for _, name in named)
    usual = [name for name, count in counts.items() if count == max(counts.values()) > 1]
    for form, name in named:
        own = fold(name)
        longer = [one for one in names if one != own and _is_short_for(own, one)]
        longer = longer or [one for one in usual if is_one_sign_off(own, one)]
        if longer and getattr(form.brief.header, field):
            full = names[max(longer, key=len)]
            yield form.hit(f"header.{field}", name, full, what=_NAMES[field])


def _is_short_for(short: str, full: str) -> bool:
    """Whether a name is a longer one cut short: 县信访局 of 青龙满族自治县信访局, 县文旅局."""
    if len(short) >= len(full) or len(short) < 3:
        return False
    return full.endswith(short) or may_be_one_office(short, full)
