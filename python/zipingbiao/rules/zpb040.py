"""ZPB040 单位名称不一致

检查什么
    表头的主管部门与实施单位，一个是另一个的简称；非财政项目的主管部门填成了财政局；单位名称前带着预
    算编码。

依据
    财预〔2020〕10号附件：主管部门填一级预算部门全称，实施单位填具体实施项目的单位全称。

为什么
    汇总时同一个单位会被当成两个；财政局是审核单位，不是别的部门的主管部门。

反例
    header = {project = "信访维稳经费", unit = "青龙满族自治县信访局", department = "信访局"}

正例
    [header]
    project = "信访维稳经费"
    unit = "青龙满族自治县信访局"
    department = "青龙满族自治县信访局"

如何修改
    统一用单位全称；去掉预算编码。

参数
    无。
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from zipingbiao.rules.finding import INFO, Hit
from zipingbiao.rules.registry import rule
from zipingbiao.rules.view import FormView
from zipingbiao.values.text import fold

_CODE = re.compile(r"^\d{3,}\s*[-—－]?\s*(?=[\u4e00-\u9fff])")
_FINANCE = re.compile("财政[局厅部]|财政金融局|财政和")
_CODED = "「{printed}」前带着预算编码，应为「{expected}」。"
_SUPERVISOR = (
    "主管部门填了「{printed}」，而实施单位是「{unit}」；财政部门是审核单位，请核对主管部门。"
)


@rule(
    "ZPB040",
    name="单位名称不一致",
    severity=INFO,
    message="「{printed}」像是「{expected}」的简称，请统一用全称。",
)
def unit_name_inconsistent(form: FormView) -> Iterator[Hit]:
    """Names of units that are short, coded or those of the reviewers."""
    header = form.form.header
    for field, name in (("department", header.department), ("unit", header.unit)):
        if name and (code := _CODE.match(name)):
            bare = name[code.end() :]
            yield form.hit(f"header.{field}", name, bare, template=_CODED)
    department, unit = _bare(header.department), _bare(header.unit)
    if not department or not unit or department == unit:
        return
    if _FINANCE.search(department) and not _FINANCE.search(unit) and "财政" not in unit:
        yield form.hit(
            "header.department", header.department, template=_SUPERVISOR, unit=header.unit
        )
    elif unit.endswith(department):
        yield form.hit("header.department", header.department, header.unit)
    elif department.endswith(unit):
        yield form.hit("header.unit", header.unit, header.department)


def _bare(name: str | None) -> str:
    """A name folded, without its budget code."""
    return fold(_CODE.sub("", name or ""))
