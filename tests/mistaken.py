"""Workbooks with mistakes, and one with all that a careless program would lose."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import openpyxl
import xlsxwriter
from openpyxl.comments import Comment

from zipingbiao.layouts import get_layout
from zipingbiao.model import FundLine, Goal, Header, Indicator, SelfEvaluation, Total
from zipingbiao.rules.finding import Finding


def wrong_form(project: str = "信访维稳经费", unit: str = "青山县信访局") -> SelfEvaluation:
    """A national form whose rate, points of the rate and total are wrong."""
    return SelfEvaluation(
        layout="national-project",
        title="项目支出绩效自评表",
        year=2023,
        header=Header(project, "青山县人民政府", unit, "万元"),
        funds=(
            FundLine("年度资金总额", 176.45, 176.45, None, 151.2, 0.859, 10, 8),
            FundLine("当年财政拨款", 176.45, 176.45, None, 151.2, 0.8569),
            FundLine("上年结转资金"),
            FundLine("其他资金"),
        ),
        goals=(Goal("接待来访群众。", "接待来访群众，化解信访事项。"),),
        indicators=(
            Indicator("产出指标", "数量指标", "接访次数", None, "≥210", "220", None, 50, 50, "/"),
            Indicator("效益指标", "社会效益指标", "化解率", None, "≥90%", "95%", None, 30, 30, "/"),
            Indicator(
                "满意度指标", "服务对象满意度指标", "群众满意度", None, "≥90%", "93%（问卷）",
                None, 10, 10, "/",
            ),
        ),
        total=Total(100, 97),
    )  # fmt: skip


def workbook(*forms: SelfEvaluation) -> bytes:
    """The forms in one workbook, as the data have it."""
    return get_layout("national-project").write(list(forms), given=True).data


def worded_otherwise(data: bytes) -> bytes:
    """The same form with a label that no layout has."""
    book = openpyxl.load_workbook(BytesIO(data))
    [cell] = [cell for row in book.worksheets[0] for cell in row if cell.value == "主管部门"]
    cell.value = "归口股室"
    made = BytesIO()
    book.save(made)
    return made.getvalue()


def put_note(path: Path, cell: str, text: str) -> None:
    """Write a note into a cell of the first sheet, as a person does."""
    book = openpyxl.load_workbook(path)
    book.worksheets[0][cell].comment = Comment(text, "审核人")
    book.save(path)


def finding(
    cell: str | None,
    severity: str = "error",
    sheet: str = "表 1",
    code: str = "ZPB001",
    **more: str,
) -> Finding:
    """A finding that somebody might have."""
    return Finding(
        code=code,
        severity=severity,
        path="书.xlsx",
        sheet=sheet,
        cell=cell,
        field=more.get("field", "funds[0].rate"),
        project="<甲>",
        printed=more.get("printed", "85.9%"),
        expected="85.69%",
        template="印作 {printed}，应为 {expected}；{why}。",
        args={"why": more.get("why", "a < b & c")},
    )


def rich_workbook() -> bytes:
    """A workbook with all that a careless program would lose."""
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("表 1")
        other = book.add_worksheet("另一张")
        percent = book.add_format({"num_format": "0.0%", "bold": True, "border": 1})
        sheet.write("A1", "标题", book.add_format({"bold": True}))
        sheet.merge_range("A2:C2", "合并", percent)
        sheet.write_row("A4", [1, 2, 3])
        sheet.write_formula("D4", "=SUM(A4:C4)", None, 6)
        sheet.write("B5", 0.859, percent)
        sheet.write_comment("B5", "原有批注")
        sheet.write_comment("C9", "别处的批注", {"visible": True})
        sheet.insert_button("F2", {"caption": "按钮"})
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": "='表 1'!$A$4:$C$4"})
        sheet.insert_chart("F5", chart)
        sheet.conditional_format("A4:C4", {"type": "data_bar"})
        sheet.data_validation("A8", {"validate": "list", "source": ["甲", "乙"]})
        sheet.write_url("A9", "internal:'另一张'!A1")
        sheet.protect("", {"objects": True})
        sheet.set_landscape()
        other.write("A1", "另一张")
        book.define_name("合计", "='表 1'!$D$4")
    return out.getvalue()
