"""ZPB063 表头缺项

检查什么
    表头的项目名称、实施单位（填报单位）、年度、金额单位有没有空着。只核对版式里有的栏目。

依据
    各版式的表样：表头各栏均须填写。

为什么
    没有单位和年度，汇总时不知道是谁的、哪一年的；没有金额单位，元和万元会差一万倍。

反例
    header = {project = "信访维稳经费", department = "某县信访局", money_unit = "万元"}

正例
    [header]
    project = "信访维稳经费"
    department = "某县信访局"
    unit = "某县信访局"
    money_unit = "万元"

如何修改
    补填空着的栏目。

参数
    无。
"""

from __future__ import annotations

from collections.abc import Iterator

from zipingbiao.rules.finding import INFO, WARN, Hit
from zipingbiao.rules.registry import rule
from zipingbiao.rules.view import FormView

_NAMES = {
    "header.project": "项目名称",
    "header.unit": "实施单位（填报单位）",
    "header.money_unit": "金额单位",
    "year": "年度",
    "header.department": "主管部门",
    "header.headcount": "人员编制（人数）",
    "header.subordinates": "下属单位个数",
}
#: What the figures don't hang on.
_MINOR = ("header.department", "header.headcount", "header.subordinates")


@rule(
    "ZPB063",
    name="表头缺项",
    severity=WARN,
    message="表头没有填写{name}。",
)
def header_incomplete(form: FormView) -> Iterator[Hit]:
    """A blank field of the head that the layout has."""
    one = form.form
    values = {
        "header.project": one.header.project,
        "header.unit": one.header.unit,
        "header.money_unit": one.header.money_unit,
        "year": one.year,
        "header.department": one.header.department,
        "header.headcount": one.header.headcount,
        "header.subordinates": one.header.subordinates,
    }
    for path, value in values.items():
        if value is None and path in form.fields:
            at = path if form.cell(path) else "title"
            severity = INFO if path in _MINOR else None
            yield form.hit(path, None, _NAMES[path], severity=severity, at=at, name=_NAMES[path])
