"""Small templates for tests, drawn cell by cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO

import openpyxl
import xlsxwriter

from zipingbiao.model import SelfEvaluation
from zipingbiao.template.compile import compile_template
from zipingbiao.template.reading.anchors import shape_of
from zipingbiao.template.writing.engine import Engine
from zipingbiao.template.writing.render import FormWriter, Rendered, write_workbook

SHEET = "自评表"
#: A small form that can be read back: title, project, indicators, total.
CELLS: Mapping[str, str] = {
    "A1": "项目支出绩效自评表",
    "A2": "项目名称",
    "B2": "{{ header.project }}",
    "A3": "一级指标", "B3": "二级指标", "C3": "三级指标",
    "D3": "年度指标值", "E3": "分值", "F3": "得分",
    "A4": "{{ indicator.level1|merge }}", "B4": "{{ indicator.level2|merge }}",
    "C4": "{{ indicator.level3 }}", "D4": "{{ indicator.target }}",
    "E4": "{{ indicator.weight }}", "F4": "{{ indicator.score }}",
    "A5": "总分", "F5": '=IF(COUNT(F4:F4)=0,"",SUM(F4:F4))',
}  # fmt: skip
NOTES: Mapping[str, str] = {"A1": "{{ title }}", "F5": "{{ total.score }}"}
MERGES: Sequence[str] = ("A1:F1", "B2:F2", "A5:E5")


def draft(
    cells: Mapping[str, str | float] = CELLS,
    notes: Mapping[str, str] = NOTES,
    merges: Sequence[str] = MERGES,
    sheet: str = SHEET,
) -> bytes:
    """A template with these cells (``=…`` is a formula), notes and merged areas."""
    made = BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True})
    page = book.add_worksheet(sheet)
    for area in merges:
        page.merge_range(area, "")
    for address, content in cells.items():
        if isinstance(content, str) and content.startswith("="):
            page.write_formula(address, content)
        elif isinstance(content, str):
            page.write_string(address, content)
        else:
            page.write_number(address, content)
    for address, note in notes.items():
        page.write_comment(address, note)
    book.close()
    return made.getvalue()


def writer_of(template: bytes, blanks: Mapping[str, str] = {}) -> tuple[Engine, FormWriter]:
    """What writes forms into a template."""
    compiled = compile_template(template, "form.xlsx")
    form = compiled.form
    return Engine(compiled), FormWriter(form, shape_of(form, {}), blanks, "万元")


def write(template: bytes, form: SelfEvaluation, *, given: bool = True) -> Rendered:
    """A form written into a template."""
    engine, writer = writer_of(template)
    return write_workbook(engine, [writer], [form], given=given)


def cells_of(data: bytes, sheet: str = SHEET, *, values: bool = True) -> dict[str, object]:
    """What stands in the cells of a workbook: values, or formulas."""
    page = openpyxl.load_workbook(BytesIO(data), data_only=values)[sheet]
    return {
        cell.coordinate: cell.value
        for row in page.iter_rows()
        for cell in row
        if cell.value is not None
    }


def merges_of(data: bytes, sheet: str = SHEET) -> set[str]:
    """The merged areas of a sheet."""
    page = openpyxl.load_workbook(BytesIO(data))[sheet]
    return {str(area) for area in page.merged_cells.ranges}
