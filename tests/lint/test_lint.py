"""The lint notices each fault that is planted, and finds none where there is none."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import PatternFill
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.table import Table

from lint.workbook import added, faults
from ooxml.hostile import unzipped, zipped

BOOK, SHEET = "xl/workbook.xml", "xl/worksheets/sheet1.xml"
STYLES, RELS = "xl/styles.xml", "xl/worksheets/_rels/sheet1.xml.rels"
TYPES, NOTES = "[Content_Types].xml", "xl/comments/comment1.xml"


@pytest.fixture(scope="module")
def good() -> bytes:
    """A workbook with some of everything that the lint looks at."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "自评表"
    sheet.append(["指标", "得分", None, "列一", "列二"])
    sheet.append(["接访", 5, "=B2*2", "a", "b"])
    sheet["C3"] = '=HYPERLINK(A2,"看")'
    sheet["A4"].hyperlink = "https://example.com/"
    sheet["A5"].hyperlink = Hyperlink(ref="A5", location="'自评表'!A1")
    sheet.merge_cells("A7:B8")
    sheet.column_dimensions["A"].width = 20
    sheet["B2"].comment = Comment("说明", "某某")
    choice = DataValidation("list", '"是,否"')
    choice.add("B9:B10")
    sheet.add_data_validation(choice)
    fill = PatternFill("solid", bgColor="FFC7CE")
    sheet.conditional_formatting.add("B2:B3", CellIsRule("greaterThan", ["1"], fill=fill))
    sheet.add_table(Table(displayName="明细", ref="D1:E2"))
    sheet.print_title_rows = "1:1"
    sheet.oddHeader.center.text = "自评"
    sheet.row_breaks.append(openpyxl.worksheet.pagebreak.Break(5))
    sheet.row_breaks.append(openpyxl.worksheet.pagebreak.Break(9))
    book.create_sheet("乙")
    book.save(out := BytesIO())
    return out.getvalue()


def test_there_is_nothing_to_find(good: bytes) -> None:
    assert faults(good) == []


PLANTED: list[tuple[str, str, str, str]] = [
    (BOOK, 'name="乙"', 'name="自评表"', "names are one to Excel"),
    (BOOK, 'name="乙"', 'name="甲：乙"', "forbidden sign"),
    (BOOK, 'name="乙"', 'name="’乙"', "quote at an end"),
    (BOOK, 'name="乙"', f'name="{"𠮷" * 16}"', "sheet name of 32 units"),
    (BOOK, 'name="乙"', 'name="History"', "keeps for itself"),
    (BOOK, 'sheetId="2"', 'sheetId="1"', "sheetId 1 stands there twice"),
    (BOOK, 'state="visible" r:id="rId2"', 'state="visible" r:id="rId99"', "has no part"),
    (BOOK, 'activeTab="0"', 'activeTab="7"', "beyond the last sheet"),
    (BOOK, "'自评表'!$1:$1", "①表!$1:$1", "without quotes"),
    (BOOK, "'自评表'!$1:$1", "'丙'!$1:$1", "which is not there"),
    (BOOK, 'localSheetId="0"', 'localSheetId="9"', "sheet that is not there"),
    (BOOK, 'name="_xlnm.Print_Titles"', 'name="1 表"', "is no name"),
    (BOOK, "</workbook>", "</work>", "not well-formed"),
    (SHEET, "<f>B2*2</f>", "<f>ZPB_RATE(1,2)</f>", "calculated without it"),
    (SHEET, "<f>B2*2</f>", "<f>=B2*2</f>", "begins with ="),
    (SHEET, "<f>B2*2</f>", "<f>SUM(B2</f>", "brackets"),
    (SHEET, "<f>B2*2</f>", "<f>SUM（B2）</f>", "full-width"),
    (SHEET, "<f>B2*2</f>", f'<f>"{"长" * 256}"</f>', "a text of 256 units in a formula"),
    (SHEET, "<f>B2*2</f>", f"<f>{'1+' * 4096}1</f>", "a formula of"),
    (SHEET, '<row r="2"', '<row r="1"', "stands behind row"),
    (SHEET, '<c r="B2"', '<c r="A2"', "wrong place in row 2"),
    (SHEET, '<c r="B2"', '<c r="B2" s="99"', "style 99"),
    (SHEET, '<c r="B2" t="n"', '<c r="B2" t="x"', "no such kind"),
    (SHEET, "<v>5</v>", "<v>五</v>", "is no number"),
    (SHEET, 't="n"><v>5</v>', 't="s"><v>999</v>', "shared text 999"),
    (SHEET, '<mergeCell ref="A7:B8"/>', '<mergeCell ref="A7"/>', "no area to be merged"),
    (SHEET, '<mergeCell ref="A7:B8"/>', '<mergeCell ref="B8:A7"/>', "no area to be merged"),
    (
        SHEET, 'count="1"><mergeCell ref="A7:B8"/>',
        'count="2"><mergeCell ref="A7:B8"/><mergeCell ref="B8:C9"/>', "merged areas meet",
    ),
    (SHEET, '<mergeCell ref="A7:B8"/>', "", "mergeCells is empty"),
    (SHEET, '<mergeCell ref="A7:B8"/>', '<mergeCell ref="D1:E1"/>', "merged cells in the table"),
    (SHEET, '<mergeCells count="1">', '<mergeCells count="3">', "3 told, 1 there"),
    (SHEET, 'sqref="B9:B10"', 'sqref=""', "validation of no area"),
    (SHEET, '"是,否"', f'"{"是" * 256}"', "list to choose from"),
    (SHEET, 'priority="1"', 'priority="0"', "of priority 0"),
    (SHEET, 'dxfId="0"', 'dxfId="5"', "format 5 of a condition"),
    (SHEET, 'location="\'自评表\'!A1"', 'location="\'丙\'!A1"', "leads to no sheet"),
    (SHEET, 'r:id="rId1"', 'r:id="rId77"', "leads nowhere"),
    (SHEET, "&amp;C自评", "&amp;C" + "长" * 254, "header or footer"),
    (SHEET, 'id="5"', 'id="10"', "rowBreaks out of order"),
    (SHEET, "<legacyDrawing", "<oddDrawing", "no place in a sheet"),
    (SHEET, 'max="1"', 'max="16385"', "overlap others or are none"),
    (STYLES, 'fontId="0"', 'fontId="40"', "fontId 40"),
    (STYLES, 'numFmtId="0"', 'numFmtId="200"', "number format 200"),
    (STYLES, '<fonts count="', '<fonts count="9', "told"),
    (RELS, 'Id="rId1"', 'Id="rId2"', "stands there twice"),
    (TYPES, "/xl/worksheets/sheet2.xml", "/xl/worksheets/sheet9.xml", "is not there"),
    (NOTES, 'ref="B2"', 'ref="C2"', "different cells"),
    (NOTES, 'authorId="0"', 'authorId="3"', "author who is not there"),
]  # fmt: skip


@pytest.mark.parametrize(("part", "old", "new", "said"), PLANTED)
def test_a_planted_fault_is_found(part: str, old: str, new: str, said: str, good: bytes) -> None:
    parts = unzipped(good)
    xml = parts[part].decode().replace(" />", "/>")
    assert old in xml
    bad = zipped({**parts, part: xml.replace(old, new, 1)})
    found = faults(bad)
    assert any(said in fault for fault in found), found
    assert any(said in fault for fault in added(good, bad))
    assert added(bad, bad) == []


def empty_notes(parts: dict[str, str | bytes]) -> None:
    parts[NOTES] = '<comments xmlns="x"><authors/><commentList/></comments>'


def long_link(parts: dict[str, str | bytes]) -> None:
    sheet = parts[SHEET]
    assert isinstance(sheet, bytes)
    parts[SHEET] = sheet.replace("接访".encode(), ("长" * 256).encode())


def folder(parts: dict[str, str | bytes]) -> None:
    parts["xl/"] = b""


def backslash(parts: dict[str, str | bytes]) -> None:
    parts["xl\\a.xml"] = "<a/>"


def other_case(parts: dict[str, str | bytes]) -> None:
    parts["XL/workbook.xml"] = "<a/>"


def no_workbook(parts: dict[str, str | bytes]) -> None:
    del parts["xl/workbook.xml"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (empty_notes, "without any note"),
        (long_link, "a link of 256 units"),
        (folder, "folder xl/"),
        (backslash, "misspelt name"),
        (other_case, "stands there 2 times"),
        (no_workbook, "no workbook"),
    ],
)
def test_a_package_that_is_wrong_is_found(
    change: Callable[[dict[str, str | bytes]], None], said: str, good: bytes
) -> None:
    parts: dict[str, str | bytes] = dict(unzipped(good))
    change(parts)
    found = faults(zipped(parts))
    assert any(said in fault for fault in found), found


def test_what_is_no_zip_is_told() -> None:
    assert faults(b"PK\3\4") != []
