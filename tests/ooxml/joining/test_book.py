"""Sheets that are taken into another workbook: what they show, say and compute there."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from openpyxl.workbook import Workbook as Opened

from zipingbiao.ooxml.joining.book import JoinedBook, link_to
from zipingbiao.ooxml.joining.source import Source

_PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f64540"
    "0000000049454e44ae426082"
)


@lru_cache  # its bytes tell when it was made
def front() -> bytes:
    """A workbook with one sheet of its own."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        book.add_worksheet("目录").write("A1", "目录", book.add_format({"bold": True}))
    return file.getvalue()


@lru_cache
def rich(colour: str = "#FF0000") -> bytes:
    """A workbook with a form, a list that the form reads, and all that may hang on a sheet."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        form, other = book.add_worksheet("自评表"), book.add_worksheet("名单")
        red = book.add_format({"font_color": colour, "num_format": '0.0"万元"', "border": 1})
        form.write("A1", "标题", book.add_format({"bold": True, "font_size": 18}))
        form.write_rich_string("A2", book.add_format({"bold": True}), "粗", "细")
        form.write_number("B3", 66, red)
        form.write_formula("B4", "=B3*2", red, 132)
        form.write_formula("B5", "=名单!A1", None, "甲单位")
        form.write_formula("B6", "=总额+1", None, 67)
        form.write_formula("B7", "='[别的.xlsx]表'!A1", None, 5)
        form.write_formula("C6", '=INDIRECT("名单!A1")', None, "甲单位")
        form.write_formula("B8", '="名单!A1"&B3', None, "名单!A166")
        other.write("A1", "甲单位")
        form.data_validation("C3", {"validate": "list", "source": "=名单!$A$1:$A$3"})
        form.data_validation("C4", {"validate": "list", "source": ["是", "否"]})
        form.conditional_format(
            "B3:B4", {"type": "cell", "criteria": ">", "value": 1, "format": red}
        )
        form.write_comment("A1", "请核")
        form.insert_image("F1", "点.png", {"image_data": io.BytesIO(_PIXEL)})
        form.add_table("H1:I3", {"name": "支付", "data": [[1, 2], [3, 4]]})
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": "=自评表!$B$3:$B$4"})
        chart.add_series({"values": "=名单!$A$1:$A$2"})
        form.insert_chart("K1", chart)
        form.print_area("A1:I20")
        form.repeat_rows(0)
        form.write_url("A9", "internal:名单!A1", string="到名单")
        form.write_url("A10", "internal:自评表!B3", string="到金额")
        form.write_url("A11", "https://example.com/", string="网")
        form.merge_range("D1:E1", "合并")
        book.define_name("总额", "=自评表!$B$3")
        book.define_name("没用到", "=名单!$A$1")
    return file.getvalue()


def joined(*books: tuple[bytes, Mapping[str, str]], order: Sequence[str] = ()) -> bytes:
    """A workbook of sheets of others."""
    book = JoinedBook(front(), "第 &P 页")
    for data, sheets in books:
        book.add(Source(data), sheets)
    return book.save(front(), order or [name for _, sheets in books for name in sheets.values()])


def opened(data: bytes) -> Opened:
    """A workbook as openpyxl has it."""
    return openpyxl.load_workbook(io.BytesIO(data))


def text(data: bytes, name: str) -> str:
    """A part of a workbook as text."""
    return zipfile.ZipFile(io.BytesIO(data)).read(name).decode()


def test_texts_numbers_and_looks_come_along() -> None:
    found = opened(joined((rich(), {"自评表": "甲"})))
    assert found.sheetnames == ["目录", "甲"]
    sheet = found["甲"]
    assert (sheet["A1"].value, sheet["A1"].font.sz, sheet["A1"].font.b) == ("标题", 18, True)
    assert (sheet["A2"].value, sheet["B3"].value) == ("粗细", 66)
    assert sheet["B3"].number_format == '0.0"万元"'
    assert sheet["B3"].font.color.rgb == "FFFF0000"
    assert [str(one) for one in sheet.merged_cells.ranges] == ["D1:E1"]
    assert sheet["A1"].comment.text == "请核"
    assert found["目录"]["A1"].font.b


def test_a_formula_stays_where_all_that_it_reads_came_along() -> None:
    data = joined((rich(), {"自评表": "甲"}))
    sheet = opened(data)["甲"]
    assert sheet["B4"].value == "=B3*2"
    assert sheet["B8"].value == '="名单!A1"&B3'
    assert (sheet["B5"].value, sheet["B7"].value) == ("甲单位", 5)
    assert sheet["B6"].value == "=总额+1"
    assert "'甲'!$B$3" in text(data, "xl/workbook.xml")


def test_formulas_between_sheets_that_come_along_follow_their_names() -> None:
    both = {"自评表": "甲 1", "名单": "甲 2"}
    sheet = opened(joined((rich(), both)))["甲 1"]
    assert sheet["B5"].value == "='甲 2'!A1"


def test_what_is_lost_is_told() -> None:
    told = JoinedBook(front()).add(Source(rich()), {"自评表": "甲"})
    assert told == [
        "图表、控件里有 1 处引用了没有收入的工作表，不再更新。",
        "3 个公式引用了没有收入的工作表或别的文件，已换成它们的值。",
        "2 处条件格式、下拉列表或链接引用了没有收入的内容，没有保留。",
    ]
    both = {"自评表": "甲", "名单": "乙"}
    assert JoinedBook(front()).add(Source(rich()), both) == [
        "2 个公式引用了没有收入的工作表或别的文件，已换成它们的值。"
    ]


def test_a_formula_that_was_never_calculated_is_told_apart() -> None:
    book = openpyxl.Workbook()
    book.active.title = "自评表"
    book.create_sheet("数据")["A1"] = 5
    book["自评表"]["A1"] = "=数据!A1"
    file = io.BytesIO()
    book.save(file)
    [told] = JoinedBook(front()).add(Source(file.getvalue()), {"自评表": "甲"})
    assert told.startswith("1 个这样的公式没有保存过结果，成了空白。")


def test_lists_of_choices_and_links_stay_where_they_lead_somewhere() -> None:
    sheet = opened(joined((rich(), {"自评表": "甲"})))["甲"]
    assert [one.formula1 for one in sheet.data_validations.dataValidation] == ['"是,否"']
    links = {cell: (link.location, link.target) for cell, link in _links(sheet).items()}
    assert links == {"A10": ("'甲'!B3", None), "A11": (None, "https://example.com/")}


def _links(sheet: Any) -> dict[str, Any]:
    return {cell.coordinate: cell.hyperlink for row in sheet for cell in row if cell.hyperlink}


def test_two_workbooks_do_not_mix() -> None:
    data = joined((rich(), {"自评表": "甲"}), (rich("#0000FF"), {"自评表": "乙"}))
    found = opened(data)
    colours = [found[name]["B3"].font.color.rgb for name in ("甲", "乙")]
    assert colours == ["FFFF0000", "FF0000FF"]
    tables = [table for name in ("甲", "乙") for table in found[name].tables]
    assert tables == ["支付", "支付_2"]
    numbers = re.findall(r'<table [^>]*?\bid="(\d+)"', text(data, "xl/tables/table1.xml"))
    numbers += re.findall(r'<table [^>]*?\bid="(\d+)"', text(data, "xl/tables/table2.xml"))
    assert numbers == ["1", "2"]
    names = zipfile.ZipFile(io.BytesIO(data)).namelist()
    assert len([name for name in names if "media/" in name]) == 1, "the same picture twice"
    assert len([name for name in names if "charts/chart" in name]) == 2


def test_charts_show_what_came_along_and_nothing_else() -> None:
    chart = text(joined((rich(), {"自评表": "甲"})), "xl/charts/chart1.xml")
    found = re.findall(r"<c:f>([^<]*)</c:f>", chart)
    assert found == ["'甲'!$B$3:$B$4", "#REF!"]


def test_the_printed_area_and_page_numbers_come_along() -> None:
    data = joined((rich(), {"自评表": "甲"}))
    sheet = opened(data)["甲"]
    assert sheet.print_area == "'甲'!$A$1:$I$20"
    assert sheet.print_title_rows == "$1:$1"
    assert "&amp;C第 &amp;P 页" in text(data, "xl/worksheets/sheet2.xml")


def test_sheets_stand_in_the_order_that_is_wanted() -> None:
    data = joined((rich(), {"自评表": "甲", "名单": "乙"}), order=["乙", "甲"])
    found = opened(data)
    assert found.sheetnames == ["目录", "乙", "甲"]
    assert found["甲"].print_area == "'甲'!$A$1:$I$20"


@pytest.mark.parametrize("kind", ["transitional", "strict"])
def test_strict_files_become_usual_ones(kind: str) -> None:
    data = rich()
    if kind == "strict":
        data = _strict(data)
    made = joined((data, {"自评表": "甲"}))
    assert b"purl.oclc.org" not in zipfile.ZipFile(io.BytesIO(made)).read(
        "xl/worksheets/sheet2.xml"
    )
    assert opened(made)["甲"]["B3"].value == 66


def _strict(data: bytes) -> bytes:
    """A workbook in the namespaces of ISO 29500."""
    old = zipfile.ZipFile(io.BytesIO(data))
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name.endswith((".xml", ".rels")) and not name.startswith(("docProps", "[")):
                content = re.sub(
                    rb"http://schemas\.openxmlformats\.org/(officeDocument|spreadsheetml|drawingml)"
                    rb"/2006/",
                    rb"http://purl.oclc.org/ooxml/\1/",
                    content,
                )
            new.writestr(name, content)
    return file.getvalue()


def test_any_prefix_is_understood() -> None:
    old = zipfile.ZipFile(io.BytesIO(rich()))
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name in ("xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml"):
                content = re.sub(rb"<(/?)(?=[a-zA-Z])", rb"<\1x:", content)
                content = content.replace(b" xmlns=", b" xmlns:x=", 1)
            new.writestr(name, content)
    sheet = opened(joined((file.getvalue(), {"自评表": "甲"})))["甲"]
    assert (sheet["A1"].value, sheet["A2"].value, sheet["A1"].font.sz) == ("标题", "粗细", 18)
    assert sheet["B5"].value == "甲单位"


def test_equal_inputs_give_equal_bytes() -> None:
    one, other = (joined((rich(), {"自评表": "甲"})) for _ in range(2))
    assert one == other


def test_a_link_within_the_workbook_quotes_the_sheet() -> None:
    assert link_to("甲's", "B3") == "#'甲''s'!B3"
