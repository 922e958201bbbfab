"""The parts of a workbook that is edited: styles, notes, the mark, the further sheet."""

from __future__ import annotations

import re
from io import BytesIO
from zipfile import ZipFile

import openpyxl
import pytest

from zipingbiao.ooxml import xmltext
from zipingbiao.ooxml.address import area_of
from zipingbiao.ooxml.cells import parse_sheet
from zipingbiao.ooxml.editor.book import EditedBook
from zipingbiao.ooxml.editor.cells import CellFormula, SheetCells
from zipingbiao.ooxml.editor.notes import AUTHOR, add_notes, notes_of
from zipingbiao.ooxml.editor.recalculation import compute
from zipingbiao.ooxml.editor.stamp import stamp_copy, stamp_list
from zipingbiao.ooxml.editor.styles import StyleList
from zipingbiao.ooxml.editor.tables import Column, Line, Table, add_table, empty_book
from zipingbiao.ooxml.grid import CellError
from zipingbiao.ooxml.origin import Origin, is_own_output, origin_of
from zipingbiao.ooxml.package import Package
from zipingbiao.ooxml.relations import CONTENT_TYPES
from zipingbiao.ooxml.xlsx import read_xlsx

CORE = "docProps/core.xml"
ORIGIN = Origin("a" * 32, "b" * 32)


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
    book = EditedBook(rich)
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
    assert origin_of(data) is None
    book = EditedBook(data)
    stamp_copy(book, Origin("0" * 32, "1" * 32))
    stamp_copy(book, ORIGIN)
    done = book.save()
    assert origin_of(done) == ORIGIN
    assert not is_own_output(done)
    assert openpyxl.load_workbook(BytesIO(done)).properties.keywords.count("zipingbiao") == 1


def test_key_words_that_are_there_stay(rich: bytes) -> None:
    book = openpyxl.load_workbook(BytesIO(rich))
    book.properties.keywords = "甲，乙"
    book.save(out := BytesIO())
    edited = EditedBook(out.getvalue())
    stamp_copy(edited, Origin("0" * 32, "1" * 32))
    stamp_copy(edited, ORIGIN)
    found = openpyxl.load_workbook(BytesIO(edited.save())).properties.keywords
    assert found == f"{ORIGIN.mark} 甲，乙"


# Styles


def test_a_filled_style_keeps_all_else_of_the_cell(rich: bytes) -> None:
    book = EditedBook(rich)
    styles, part = StyleList(book), book.sheets["表 1"].part
    cells = SheetCells(book.parts[part])
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
    edited = EditedBook(out.getvalue())
    styles = StyleList(edited)
    cells = SheetCells(edited.parts[edited.sheets["表 1"].part])
    text, rate, amount = (cells.style(address) for address in ("A20", "A21", "A22"))
    assert [styles.code(styles.for_number(one)) for one in (text, rate, amount)] == [
        "General", "General", "0.00",
    ]  # fmt: skip
    assert [styles.code(styles.for_rate(one)) for one in (text, rate, amount)] == [
        "0.00%", "0.0%", "0.00%",
    ]  # fmt: skip


# Notes


def test_notes_are_added_and_those_that_are_there_are_kept(rich: bytes) -> None:
    book = EditedBook(rich)
    part = book.sheets["表 1"].part
    add_notes(book, part, {"B5": "新的\n第二行", "A1": "a < b & \x07c"})
    sheet = openpyxl.load_workbook(BytesIO(book.save()))["表 1"]
    assert sheet["B5"].comment.text.startswith("原有批注")
    assert sheet["B5"].comment.text.endswith("新的\n第二行")
    assert sheet["A1"].comment.text == "a < b & ␇c"
    assert sheet["A1"].comment.author == AUTHOR
    assert sheet["C9"].comment.text == "别处的批注"
    assert notes_of(book.parts, part)["A1"] == "a < b & ␇c"


def test_every_note_has_one_box_of_its_own(rich: bytes) -> None:
    book = EditedBook(rich)
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
    book = EditedBook(rich)
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
    book = EditedBook(rich)
    styles = StyleList(book)
    assert add_table(book, styles, TABLE) == "问题清单"
    assert add_table(book, styles, TABLE) == "问题清单（2）"
    styles.save()
    opened = openpyxl.load_workbook(BytesIO(book.save()))
    assert opened.sheetnames == ["表 1", "另一张", "问题清单", "问题清单（2）"]
    sheet = opened["问题清单"]
    assert [cell.value for cell in sheet[4]] == ["a & b", "B5␁"]
    assert sheet["A4"].fill.fgColor.rgb == "FFFFC7CE"
    assert sheet["B4"].hyperlink.location == "'表 1'!B5"
    assert opened.active.title == "表 1"


def test_a_table_may_be_a_workbook_of_its_own() -> None:
    book = EditedBook(empty_book())
    styles = StyleList(book)
    add_table(book, styles, TABLE)
    styles.save()
    stamp_list(book)
    assert is_own_output(book.save())
    assert openpyxl.load_workbook(BytesIO(book.save())).sheetnames == ["问题清单"]


# Calculation


def formula_of(text: str) -> CellFormula:
    """``{A1:A2} SUM(…)`` is an array formula that fills an area, ``{A1#} …`` one that spills."""
    area, _, inside = text.removeprefix("{").partition("} ")
    if not text.startswith("{"):
        return CellFormula(text)
    return CellFormula(inside, area_of(area.rstrip("#")), area.endswith("#"))


def computed(rich: bytes, formulas: dict[str, str], written: dict[str, float]) -> dict[str, object]:
    book = EditedBook(rich)
    found = compute(
        book.text(book.workbook),
        read_xlsx(Package.open(rich)),
        {("表 1", cell): formula_of(text) for cell, text in formulas.items()},
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
        ({"D4": "SUM(A:C)"}, {"A4": 10}, {"D4": pytest.approx(15.859)}),
        ({"D5": "合计*2", "D4": "SUM(A4:C4)"}, {"A4": 10}, {"D4": 15, "D5": 30}),
        ({"D4": "'表 1'!A4+另一张!Z1"}, {"A4": 10}, {"D4": 10}),
        ({"A5": "A4/2"}, {"A5": 7}, {"A5": 0.5}),
        ({"D4": "WEBSERVICE(A4)"}, {"A4": 10}, {"?D4": None}),
        # what leads back to itself, and what hangs on something unknown, is unknown
        ({"D4": "D5+A4", "D5": "D4"}, {"A4": 1}, {"?D4": None, "?D5": None}),
        ({"D4": "WEBSERVICE(A4)", "D5": "D4+1"}, {"A4": 10}, {"?D4": None, "?D5": None}),
        ({"D4": "WEBSERVICE(A4)", "D5": "IFERROR(D4,1)"}, {"A4": 1}, {"?D4": None, "?D5": None}),
        ({"D4": "没有的名称+A4"}, {"A4": 10}, {"D4": CellError("#NAME?")}),
        # array formulas: their values go where they fill cells, and what reads those follows
        ({"D4": "{D4} SUM(A4:C4*2)"}, {"A4": 10}, {"D4": 30}),
        ({"E4": "{E4:E5} A4*{1;2}", "F4": "E5+1"}, {"A4": 10}, {"E4": 10, "E5": 20, "F4": 21}),
        ({"E4": "{E4:G4} A4:B4*2"}, {"A4": 10}, {"E4": 20, "F4": 4, "G4": CellError("#N/A")}),
        ({"E4": "{E4:E6} A4"}, {"A4": 10}, {"E4": 10, "E5": 10, "E6": 10}),
        ({"D4": "{D4#} SUM(ROUND(A4:C4,1))"}, {"A4": 10}, {"D4": 15}),
        ({"E4": "{E4:F4#} A4:C4*2", "G4": "F4"}, {"A4": 10}, {"?E4": None, "?G4": None}),
        ({"D4": "{D4} SUM(ROW(A1:A3))+A4"}, {"A4": 10}, {"?D4": None}),
        ({"E4": "{A1:XFD1048576} A4"}, {"A4": 10}, {"?E4": None}),
    ],
)
def test_formulas_that_depend_on_an_edit_are_computed(
    formulas: dict[str, str], written: dict[str, float], expected: dict[str, object], rich: bytes
) -> None:
    assert computed(rich, formulas, written) == expected


def test_the_cells_of_the_rich_workbook_are_understood(rich: bytes) -> None:
    book = EditedBook(rich)
    part = book.sheets["表 1"].part
    cells = SheetCells(book.parts[part])
    assert cells.formulas == {"D4": CellFormula("SUM(A4:C4)")}
    assert cells.markup() == book.text(part)
    assert len(parse_sheet(xmltext.encode(cells.markup()))[0]) > 5


# Partial styles, signatures, threads


def with_styles(rich: bytes, *gone: str) -> bytes:
    """The workbook without some lists of its styles; ``*`` leaves a bare part."""
    book = EditedBook(rich)
    part = book.related(book.workbook, "styles") or ""
    xml = book.text(part)
    for name in gone:
        xml = re.sub(rf"<{name}[ >].*?</{name}>", "", xml, flags=re.DOTALL)
    if "*" in gone:
        xml = '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>'
    book.put(part, xml)
    return book.save()


PARTIAL = [("fonts",), ("fills",), ("borders",), ("cellStyles",), ("fonts", "fills"), ("*",)]


@pytest.mark.parametrize("gone", PARTIAL, ids="+".join)
def test_styles_that_lack_lists_get_them(gone: tuple[str, ...], rich: bytes) -> None:
    book = EditedBook(with_styles(rich, *gone))
    styles, part = StyleList(book), book.sheets["表 1"].part
    cells = SheetCells(book.parts[part])
    cells.restyle("B5", styles.filled(cells.style("B5"), "FFC7CE"))
    book.put(part, cells.markup())
    add_table(book, styles, TABLE)
    styles.save()
    made = openpyxl.load_workbook(BytesIO(book.save()))
    sheet = made["表 1"]
    assert sheet["B5"].fill.fgColor.rgb == "FFFFC7CE"
    assert made["问题清单"]["A1"].font.sz == 16
    assert sheet["A1"].font.sz == 11, "no cell takes a font that was made for others"
    order = re.findall(r"<(\w+) count=", book.text(book.related(book.workbook, "styles") or ""))
    wanted = ["numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles"]
    assert [name for name in order if name in wanted] == [one for one in wanted if one in order]


def test_a_list_that_is_not_needed_is_not_added(rich: bytes) -> None:
    data = with_styles(rich, "fonts")
    book = EditedBook(data)
    StyleList(book).save()
    assert "<fonts" not in book.text(book.related(book.workbook, "styles") or "")


def signed(rich: bytes) -> bytes:
    """The workbook with a digital signature."""
    book = EditedBook(rich)
    kind = "http://schemas.openxmlformats.org/package/2006/relationships/digital-signature"
    book.parts["_xmlsignatures/origin.sigs"] = b""
    book.put("_xmlsignatures/sig1.xml", "<Signature/>")
    book.declare("_xmlsignatures/sig1.xml", "application/sig+xml")
    book.relate("_xmlsignatures/origin.sigs", "_xmlsignatures/sig1.xml", f"{kind}/signature")
    book.relate("", "_xmlsignatures/origin.sigs", f"{kind}/origin")
    return book.save()


def test_a_signature_goes_as_no_edit_leaves_it_valid(rich: bytes) -> None:
    book = EditedBook(signed(rich))
    assert book.was_signed
    saved = Package.open(book.save())
    assert not [name for name in saved.names if "sig" in name]
    assert b"origin" not in saved.read("_rels/.rels")
    assert b"sig1" not in saved.read(CONTENT_TYPES)
    assert not EditedBook(rich).was_signed


THREADED = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"


def threaded(rich: bytes) -> bytes:
    """The workbook with a thread of two in B5."""
    book = EditedBook(rich)
    sheet = book.sheets["表 1"].part
    said = (
        '<threadedComment ref="B5" dT="2024-01-01T00:00:00.00" personId="{P}" id="{A}">'
        '<text>再核</text></threadedComment><threadedComment ref="B5" '
        'dT="2024-01-02T00:00:00.00" personId="{P}" id="{B}" parentId="{A}"><text>好</text>'
        "</threadedComment>"
    )
    part = "xl/threadedComments/threadedComment1.xml"
    book.put(part, f'<ThreadedComments xmlns="{THREADED}">{said}</ThreadedComments>')
    book.relate(
        sheet, part, "http://schemas.microsoft.com/office/2017/10/relationships/threadedComment"
    )
    return book.save()


def test_a_note_is_an_answer_where_the_cell_has_a_thread(rich: bytes) -> None:
    data = threaded(rich)
    book = EditedBook(data)
    sheet = book.sheets["表 1"].part
    add_notes(book, sheet, {"B5": "应为 85.69% & 改", "D9": "别处"})
    xml = book.text("xl/threadedComments/threadedComment1.xml")
    answers = re.findall(r"<threadedComment [^>]*parentId=[^>]*>.*?</threadedComment>", xml)
    assert len(answers) == 2
    assert 'ref="B5" dT="2024-01-02T00:00:00.00"' in answers[1]
    assert 'parentId="{A}"' in answers[1]
    assert "应为 85.69% &amp; 改" in answers[1]
    assert "D9" not in xml
    person = book.text(book.related(book.workbook, "person") or "")
    assert f'displayName="{AUTHOR}"' in person
    key = re.search(r'personId="(.*?)"', answers[1])
    assert key is not None
    assert f'id="{key[1]}"' in person
    assert "应为 85.69% & 改" in notes_of(book.parts, sheet)["B5"], "for older programs"
    assert book.content_type(book.related(book.workbook, "person") or "")


def test_two_answers_come_from_one_person(rich: bytes) -> None:
    book = EditedBook(threaded(rich))
    sheet = book.sheets["表 1"].part
    add_notes(book, sheet, {"B5": "一"})
    add_notes(book, sheet, {"B5": "二"})
    assert book.text(book.related(book.workbook, "person") or "").count("<person ") == 1
    assert book.text("xl/threadedComments/threadedComment1.xml").count("parentId") == 3
