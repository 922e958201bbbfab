"""ZPB085 同一单位各文件的主管部门写法不一

检查什么
    同一个单位报来的几个文件里，主管部门的名称不同，其中一个是另一个的简称。同一个文件里的由 ZPB058
    报告。

依据
    财预〔2020〕10号附件：主管部门、实施单位填全称。

为什么
    按主管部门汇总、退回时，同一个单位的表会分到两处。

反例
    [[forms]]
    header = {project = "甲项目", department = "青弋县文化和旅游局", unit = "青弋县博物馆"}
    source = {path = "甲.xlsx"}

    [[forms]]
    header = {project = "乙项目", department = "县文旅局", unit = "青弋县博物馆"}
    source = {path = "乙.xlsx"}

正例
    [[forms]]
    header = {project = "甲项目", department = "青弋县文化和旅游局", unit = "青弋县博物馆"}
    source = {path = "甲.xlsx"}

    [[forms]]
    header = {project = "乙项目", department = "青弋县文化和旅游局", unit = "青弋县博物馆"}
    source = {path = "乙.xlsx"}

如何修改
    统一用主管部门的全称。

参数
    无。
"""

from __future__ import annotations

from collections.abc import Iterator

from zipingbiao.rules.corpus import Corpus
from zipingbiao.rules.finding import INFO, Hit
from zipingbiao.rules.names import cut_short
from zipingbiao.rules.registry import UNIT, rule


@rule(
    "ZPB085",
    name="同一单位各文件的主管部门写法不一",
    severity=INFO,
    message="主管部门印作「{printed}」，本单位的其他文件印作「{expected}」，请统一用全称。",
    across=UNIT,
)
def department_names_differ(corpus: Corpus) -> Iterator[Hit]:
    """A department to which the unit's other files give a longer name."""
    for forms in corpus.by_unit:
        named = [(one, name) for one in forms if (name := one.brief.header.department)]
        for form, name, full in cut_short(named):
            path = form.brief.source.path
            if not any(one.brief.source.path == path for one, other in named if other == full):
                yield form.hit("header.department", name, full)
