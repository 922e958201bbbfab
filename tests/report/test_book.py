"""The parts of a workbook that is edited: styles, notes, the mark, the further sheet."""

from __future__ import annotations

import re
from io import BytesIO
from zipfile import ZipFile

import openpyxl
import pytest

from zipingbiao.ooxml import xmltext
from zipingbiao.ooxml.cells import parse_sheet
from zipingbiao.ooxml.package import Package, is_own_output
from zipingbiao.ooxml.relations import CONTENT_TYPES
from zipingbiao.ooxml.xlsx import read_xlsx
from zipingbiao.report.book.calculation import compute
from zipingbiao.report.book.cells import SheetCells
from zipingbiao.report.book.notes import AUTHOR, add_notes, notes_of
from zipingbiao.report.book.parts import Book
from zipingbiao.report.book.stamp import stamp
from zipingbiao.report.book.styles import StyleList
from zipingbiao.report.book.tables import Column, Line, Table, add_table, empty_book

CORE = "docProps/core.xml"


def rezipped(data: bytes, drop: str = "", **renamed: str) -> bytes:
    """The zip without the parts and their mention that ``drop`` names; texts replaced."""
    out = BytesIO()
    with ZipFile(BytesIO(data)) as old, ZipFile(out, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            if drop and name == drop:
                continue
            if name.endswith(".rels") or name == CONTENT_TYPES:
                lines = re.split(rb"(?<=>)(?=<)", text)
                text = b"".join(one for one in lines if not drop or drop.encode() not in one)
            for before, after in renamed.items():
                there = before.replace("__", "/") + ".xml"
                text = text.replace(there.encode(), after.encode())
                name = name.replace(there, after)
            new.writestr(name, text)
    return out.getvalue()


def test_a_book_that_is_not_edited_keeps_every_part(rich: bytes) -> None:
    book = Book(rich)
    again = Package.open(book.save())
    assert {name: again.read(name) for name in again.names} == book.parts
    assert book.save() == book.save()


@pytest.mark.parametrize("case", ["as it is", "without the part", "under another name"])
def test_the_mark_is_seen_wherever_the_properties_were(case: str, rich: bytes) -> None:
    data = {
        "as it is": lambda: rich,
        "without the part": lambda: rezipped(rich, CORE),
        "under another name": lambda: rezipped(rich, docProps__core="docProps/x1.xml"),
    }[case]()
    assert not is_own_output(data)
    book = Book(data)
    stamp(book)
    stamp(book)
    done = book.save()
    assert is_own_output(done)
    assert openpyxl.load_workbook(BytesIO(done)).properties.keywords.count("zipingbiao") == 1


def test_key_words_that_are_there_stay(rich: bytes) -> None:
    book = openpyxl.load_workbook(BytesIO(rich))
    book.properties.keywords = "甲，乙"
    book.save(out := BytesIO())
    edited = Book(out.getvalue())
    stamp(edited)
    found = openpyxl.load_workbook(BytesIO(edited.save())).properties.keywords
    assert found == "zipingbiao-output 甲，乙"


# Styles


def test_a_filled_style_keeps_all_else_of_the_cell(rich: bytes) -> None:
    book = Book(rich)
    styles, part = StyleList(book), book.sheets["表 1"].part
    cells = SheetCells(book.tokens(part))
    for address in ("B5", "A1", "Z99"):
        cells.restyle(address, styles.filled(cells.style(address), "FFC7CE"))
    assert styles.filled(0, "FFC7CE") == styles.filled(0, "FFC7CE")
    styles.save()
    book.put(part, cells.markup())
    sheet = openpyxl.load_workbook(BytesIO(book.save()))["表 1"]
    before = openpyxl.load_workbook(BytesIO(rich))["表 1"]
    for address in ("B5", "A1", "Z99"):
        assert sheet[address].fill.fgColor.rgb == "FFFFC7CE"
        assert repr(sheet[address].font) == repr(before[address].font)
        assert repr(sheet[address].border) == repr(before[address].border)
        assert sheet[address].number_format == before[address].number_format
        assert sheet[address].value == before[address].value
    assert repr(sheet["A4"].fill) == repr(before["A4"].fill)


def test_number_formats_suit_what_is_written(rich: bytes) -> None:
    book = openpyxl.load_workbook(BytesIO(rich))
    for address, code in {"A20": "@", "A21": "0.0%", "A22": "0.00"}.items():
        book["表 1"][address] = "x"
        book["表 1"][address].number_format = code
    book.save(out := BytesIO())
    edited = Book(out.getvalue())
    styles = StyleList(edited)
    cells = SheetCells(edited.tokens(edited.sheets["表 1"].part))
    text, rate, amount = (cells.style(address) for address in ("A20", "A21", "A22"))
    assert [styles.code(styles.for_number(one)) for one in (text, rate, amount)] == [
        "General", "General", "0.00",
    ]  # fmt: skip
    assert [styles.code(styles.for_rate(one)) for one in (text, rate, amount)] == [
        "0.00%", "0.0%", "0.00%",
    ]  # fmt: skip


# Notes


def test_notes_are_added_and_those_that_are_there_are_kept(rich: bytes) -> None:
    book = Book(rich)
    part = book.sheets["表 1"].part
    add_notes(book, part, {"B5": "新的\n第二行", "A1": "a < b & \x07c"})
    sheet = openpyxl.load_workbook(BytesIO(book.save()))["表 1"]
    assert sheet["B5"].comment.text.startswith("原有批注")
    assert sheet["B5"].comment.text.endswith("新的\n第二行")
    assert sheet["A1"].comment.text == "a < b & c"
    assert sheet["A1"].comment.author == AUTHOR
    assert sheet["C9"].comment.text == "别处的批注"
    assert notes_of(book.parts, part)["A1"] == "a < b & c"


def test_every_note_has_one_box_of_its_own(rich: bytes) -> None:
    book = Book(rich)
    part = book.sheets["表 1"].part
    cells = {f"H{row}": "x" for row in range(1, 1200)}
    add_notes(book, part, cells | {"B5": "x"})
    [drawing] = [name for name in book.parts if "vmlDrawing" in name]
    vml = book.text(drawing)
    numbers = re.findall(r'<v:shape id="_x0000_s(\d+)"', vml)
    assert len(numbers) == len(set(numbers)) == 2 + 1 + 1199
    assert "按钮" in vml
    [data] = re.findall(r'<o:idmap [^>]*data="([\d,]+)"', vml)
    assert {int(number) // 1024 for number in numbers} <= set(map(int, data.split(",")))


def test_a_sheet_without_notes_gets_its_first(rich: bytes) -> None:
    book = Book(rich)
    part = book.sheets["另一张"].part
    add_notes(book, part, {"A1": "甲"})
    add_notes(book, part, {"A1": "乙", "B1": "丙"})
    texts = notes_of(book.parts, part)
    assert texts == {"A1": "甲\n————\n乙", "B1": "丙"}
    xml = book.text(part)
    assert xml.index("<pageMargins") < xml.index("<legacyDrawing")
    drawings = sorted(name for name in book.parts if name.endswith(".vml"))
    blocks = [re.findall(r'idmap [^>]*data="(\d+)"', book.text(name))[0] for name in drawings]
    assert len(set(blocks)) == len(blocks) == 2


# The further sheet


TABLE = Table(
    "问题清单",
    "标题",
    "说明",
    [Column("甲", 10), Column("乙", 20, centred=True)],
    [Line(["a & b", "B5\x01"], (0, "FFC7CE"), (1, "'表 1'!B5")), Line(["c", "d"])],
)


def test_a_table_stands_behind_the_other_sheets(rich: bytes) -> None:
    book = Book(rich)
    styles = StyleList(book)
    assert add_table(book, styles, TABLE) == "问题清单"
    assert add_table(book, styles, TABLE) == "问题清单（2）"
    styles.save()
    opened = openpyxl.load_workbook(BytesIO(book.save()))
    assert opened.sheetnames == ["表 1", "另一张", "问题清单", "问题清单（2）"]
    sheet = opened["问题清单"]
    assert [cell.value for cell in sheet[4]] == ["a & b", "B5"]
    assert sheet["A4"].fill.fgColor.rgb == "FFFFC7CE"
    assert sheet["B4"].hyperlink.location == "'表 1'!B5"
    assert opened.active.title == "表 1"


def test_a_table_may_be_a_workbook_of_its_own() -> None:
    book = Book(empty_book())
    styles = StyleList(book)
    add_table(book, styles, TABLE)
    styles.save()
    stamp(book)
    assert openpyxl.load_workbook(BytesIO(book.save())).sheetnames == ["问题清单"]


# Calculation


def computed(rich: bytes, formulas: dict[str, str], written: dict[str, float]) -> dict[str, object]:
    found = compute(
        Book(rich),
        read_xlsx(Package.open(rich)),
        {("表 1", cell): text for cell, text in formulas.items()},
        {("表 1", cell): value for cell, value in written.items()},
    )
    values: dict[str, object] = {cell: value for (_, cell), value in found.values.items()}
    return values | {f"?{cell}": None for _, cell in found.unsure}


@pytest.mark.parametrize(
    ("formulas", "written", "expected"),
    [
        ({"D4": "SUM(A4:C4)"}, {"A4": 10}, {"D4": 15}),
        ({"D4": "SUM(A4:C4)", "D5": "D4*2"}, {"A4": 10}, {"D4": 15, "D5": 30}),
        ({"D4": "SUM(A4:C4)", "D5": "B5*2"}, {"A4": 10}, {"D4": 15}),
        ({"D4": "SUM(A:C)"}, {"A4": 10}, {"D4": 15 + 0.859}),
        ({"D5": "合计*2", "D4": "SUM(A4:C4)"}, {"A4": 10}, {"D4": 15, "D5": 30}),
        ({"D4": "'表 1'!A4+另一张!Z1"}, {"A4": 10}, {"D4": 10}),
        ({"A5": "A4/2"}, {"A5": 7}, {"A5": 0.5}),
        ({"D4": "WEBSERVICE(A4)"}, {"A4": 10}, {"?D4": None}),
        ({"D4": "D5+A4", "D5": "D4"}, {"A4": 1}, {"?D4": None, "D4": 7, "D5": 6}),
    ],
)
def test_formulas_that_depend_on_an_edit_are_computed(
    formulas: dict[str, str], written: dict[str, float], expected: dict[str, object], rich: bytes
) -> None:
    assert computed(rich, formulas, written) == pytest.approx(expected)


def test_the_cells_of_the_rich_workbook_are_understood(rich: bytes) -> None:
    book = Book(rich)
    part = book.sheets["表 1"].part
    cells = SheetCells(book.tokens(part))
    assert cells.formulas == {"D4": "SUM(A4:C4)"}
    assert cells.markup() == book.text(part)
    assert len(parse_sheet(xmltext.encode(cells.markup()))[0]) > 5
