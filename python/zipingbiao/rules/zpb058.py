"""ZPB058 各表单位名称不一

检查什么
    同一个文件的几张表里，单位名称不同，其中一个是另一个的简称，或与多数表的只差一个字。

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

from zipingbiao.domain.owners import is_one_sign_off
from zipingbiao.rules.corpus import Corpus, unit_of
from zipingbiao.rules.finding import INFO, Hit
from zipingbiao.rules.registry import FILE, rule
from zipingbiao.rules.view import FormView


@rule(
    "ZPB058",
    name="各表单位名称不一",
    severity=INFO,
    message="单位名称印作「{printed}」，同一文件的其他表印作「{expected}」，请统一用全称。",
    across=FILE,
)
def unit_names_differ(corpus: Corpus) -> Iterator[Hit]:
    """A unit whose other forms in the same file give it a longer name, or one a sign apart."""
    files: dict[str, list[FormView]] = {}
    for form in corpus.forms:
        if form.brief.header.unit:
            files.setdefault(form.brief.source.path, []).append(form)
    for forms in files.values():
        names = {unit_of(form): form.brief.header.unit for form in forms}
        if len(names) < 2:
            continue
        counts = Counter(map(unit_of, forms))
        usual = [name for name, count in counts.items() if count == max(counts.values()) > 1]
        for form in forms:
            own = unit_of(form)
            longer = [name for name in names if name != own and _short_for(own, name)]
            longer = longer or [name for name in usual if is_one_sign_off(own, name)]
            if longer:
                full = names[max(longer, key=len)]
                yield form.hit("header.unit", form.brief.header.unit, full)


def _short_for(short: str, full: str) -> bool:
    """Whether a name ends as a longer one does: 县信访局 and 青龙满族自治县信访局."""
    return full.endswith(short) and len(short) > 2
