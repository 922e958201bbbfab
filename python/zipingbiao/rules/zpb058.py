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

from collections.abc import Iterator

from zipingbiao.rules.corpus import Corpus
from zipingbiao.rules.finding import INFO, Hit
from zipingbiao.rules.names import cut_short
from zipingbiao.rules.registry import FILE, rule
from zipingbiao.rules.view import FormView

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
            for form, name, full in cut_short(named):
                if getattr(form.brief.header, field):
                    yield form.hit(f"header.{field}", name, full, what=_NAMES[field])


def _name(form: FormView, field: str) -> str:
    """What a form calls its unit, which may stand as the department, or its department."""
    header = form.brief.header
    return (header.unit or header.department if field == "unit" else header.department) or ""
