"""Cells of a sheet part: edited ones are written anew, all others stay as they were."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zipingbiao.errors import UnreadableFile
from zipingbiao.ooxml.address import Area
from zipingbiao.ooxml.cells import parse_sheet
from zipingbiao.ooxml.editor.cells import BoundCellError, CellFormula, SheetCells
from zipingbiao.ooxml.grid import CellError, Scalar

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def sheet(data: str, head: str = "") -> str:
    return f'<worksheet xmlns="{MAIN}">{head}<sheetData>{data}</sheetData><tail/></worksheet>'


def edited(xml: str, address: str, value: Scalar, formula: str | None = None) -> str:
    cells = SheetCells(xml.encode())
    cells.write(address, value, formula)
    return cells.markup()


ROW = '<row r="2" ht="20"><c r="A2" s="3" t="s"><v>0</v></c><c r="C2"><f>A2</f><v>1</v></c></row>'


@pytest.mark.parametrize(
    ("address", "value", "formula", "expected"),
    [
        ("A2", 5, None, '<row r="2" ht="20"><c r="A2" s="3"><v>5</v></c><c r="C2">'),
        ("A2", 0.5, "ROUND(C2,1)", '<c r="A2" s="3"><f>ROUND(C2,1)</f><v>0.5</v></c>'),
        ("A2", "a<b", None, '<c r="A2" s="3" t="inlineStr"><is><t xml:space="preserve">a&lt;b</t>'),
        ("A2", "x", "T(C2)", '<c r="A2" s="3" t="str"><f>T(C2)</f><v>x</v></c>'),
        ("A2", CellError("#DIV/0!"), "1/0", '<c r="A2" s="3" t="e"><f>1/0</f><v>#DIV/0!</v></c>'),
        ("A2", None, None, '<c r="A2" s="3"></c>'),
        ("A2", True, None, '<c r="A2" s="3" t="b"><v>1</v></c>'),
        ("B2", 5, None, '</c><c r="B2"><v>5</v></c><c r="C2"><f>A2</f>'),
        ("D2", 5, None, '<f>A2</f><v>1</v></c><c r="D2"><v>5</v></c></row>'),
        ("B1", 5, None, '<sheetData><row r="1"><c r="B1"><v>5</v></c></row><row r="2"'),
        ("B9", 5, None, '</row><row r="9"><c r="B9"><v>5</v></c></row></sheetData>'),
    ],
)
def test_a_cell_is_written_where_it_belongs(
    address: str, value: Scalar, formula: str | None, expected: str
) -> None:
    assert expected in edited(sheet(ROW), address, value, formula)


@pytest.mark.parametrize(
    ("xml", "expected"),
    [
        (sheet('<row r="3"/>'), '<row r="3"><c r="B3"><v>5</v></c></row>'),
        (sheet(""), '<sheetData><row r="3"><c r="B3"><v>5</v></c></row></sheetData>'),
        (f'<worksheet xmlns="{MAIN}"><sheetData/></worksheet>', '<row r="3"><c r="B3"><v>5</v>'),
        (
            f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData/></x:worksheet>',
            '<x:sheetData><x:row r="3"><x:c r="B3"><x:v>5</x:v></x:c></x:row></x:sheetData>',
        ),
        (
            sheet("<row><c/></row><row/><row><c><v>1</v></c><c/></row>"),
            "<c><v>1</v></c><c><v>5</v></c>",
        ),
        (sheet('<row r="3" s="7" customFormat="1"/>'), '<c r="B3" s="7"><v>5</v></c>'),
        (sheet("", '<cols><col min="2" max="4" style="4"/></cols>'), '<c r="B3" s="4"><v>5</v>'),
    ],
)
def test_a_cell_is_written_however_the_sheet_is(xml: str, expected: str) -> None:
    assert expected in edited(xml, "B3", 5)


def test_a_new_style_changes_nothing_else() -> None:
    cells = SheetCells(sheet(ROW).encode())
    cells.restyle("C2", 9)
    assert cells.style("C2") == 9
    assert cells.markup() == sheet(ROW).replace('<c r="C2">', '<c r="C2" s="9">')


def test_a_formula_keeps_its_text_when_its_value_changes() -> None:
    cells = SheetCells(sheet(ROW).encode())
    cells.recache("C2", 2.5)
    assert cells.markup() == sheet(ROW).replace("<v>1</v>", "<v>2.5</v>")


SHARED = (
    '<row r="1"><c r="A1"><f t="shared" ref="A1:A3" si="0">B1*2</f><v>2</v></c></row>'
    '<row r="2"><c r="A2"><f t="shared" si="0"/><v>4</v></c></row>'
    '<row r="3"><c r="A3"><f t="shared" si="0"/><v>6</v></c></row>'
)


def test_formulas_that_share_a_text_get_their_own_when_it_goes() -> None:
    cells = SheetCells(sheet(SHARED).encode())
    texts = {address: formula.text for address, formula in cells.formulas.items()}
    assert texts == {"A1": "B1*2", "A2": "B2*2", "A3": "B3*2"}
    cells.write("A1", 7)
    cells.recache("A3", 9)
    xml = cells.markup()
    assert '<c r="A1"><v>7</v></c>' in xml
    assert '<c r="A2"><f>B2*2</f><v>4</v></c>' in xml
    assert '<c r="A3"><f>B3*2</f><v>9</v></c>' in xml


def test_a_follower_of_a_shared_formula_is_written_alone() -> None:
    assert edited(sheet(SHARED), "A2", 1).count("shared") == 2


@pytest.mark.parametrize("kind", ["array", "dataTable"])
def test_a_cell_of_an_array_formula_is_refused(kind: str) -> None:
    xml = sheet(f'<row r="1"><c r="A1"><f t="{kind}" ref="A1:A3">B1:B3</f><v>1</v></c></row>')
    cells = SheetCells(xml.encode())
    for address in ("A1", "A3"):
        with pytest.raises(BoundCellError):
            cells.write(address, 1)
    cells.write("A4", 1)


ADDRESSES = st.builds("{}{}".format, st.sampled_from("ABCDE"), st.integers(1, 6))
NUMBERS = st.dictionaries(ADDRESSES, st.integers(0, 99), max_size=12)


def laid_out(numbers: dict[str, int]) -> str:
    rows: dict[int, list[str]] = {}
    for address in sorted(numbers, key=lambda name: (int(name[1:]), name[0])):
        cell = f'<c r="{address}"><v>{numbers[address]}</v></c>'
        rows.setdefault(int(address[1:]), []).append(cell)
    return sheet("".join(f'<row r="{n}">{"".join(cells)}</row>' for n, cells in rows.items()))


@given(NUMBERS, NUMBERS)
def test_edits_are_there_and_all_else_is_left(
    before: dict[str, int], edits: dict[str, int]
) -> None:
    cells = SheetCells(laid_out(before).encode())
    for address, value in edits.items():
        cells.write(address, value)
    assert cells.markup() == laid_out(before | edits)


@given(NUMBERS)
def test_what_is_not_edited_is_the_same_text(numbers: dict[str, int]) -> None:
    xml = laid_out(numbers)
    assert SheetCells(xml.encode()).markup() == xml
    found, _ = parse_sheet(xml.encode())
    assert len(found) == len(numbers)


SPILLED = (
    '<row r="1"><c r="A1" cm="1" vm="2"><f t="array" ref="A1:A2">B1:B2*2</f><v>2</v></c></row>'
    '<row r="2"><c r="A2"><v>4</v></c></row>'
)


def test_a_formula_that_spills_stays_one_when_its_values_change() -> None:
    cells = SheetCells(sheet(SPILLED).encode())
    assert cells.formulas == {"A1": CellFormula("B1:B2*2", Area(1, 1, 2, 1), spills=True)}
    cells.recache("A1", 6)
    cells.recache("A2", 8)
    xml = cells.markup()
    assert '<c r="A1" cm="1"><f t="array" ref="A1:A2">B1:B2*2</f><v>6</v></c>' in xml
    assert '<c r="A2"><v>8</v></c>' in xml


def test_a_restyled_cell_keeps_all_else() -> None:
    cells = SheetCells(sheet(SPILLED).encode())
    cells.restyle("A1", 7)
    assert cells.markup() == sheet(SPILLED.replace('vm="2"', 'vm="2" s="7"'))


@pytest.mark.parametrize("address", ["A1", "A2"])
def test_a_cell_of_an_array_formula_cannot_be_written(address: str) -> None:
    with pytest.raises(BoundCellError):
        SheetCells(sheet(SPILLED).encode()).write(address, 5)


def test_a_part_that_is_damaged_says_so() -> None:
    with pytest.raises(UnreadableFile, match="工作表无法解析"):
        SheetCells(sheet("<row>").encode())


def test_chinese_before_a_cell_moves_nothing() -> None:
    row = '<row r="1"><c r="A1" t="inlineStr"><is><t>绩效</t></is></c><c r="B1"><v>1</v></c></row>'
    assert edited(sheet(row), "B1", 2) == sheet(row).replace("<v>1</v>", "<v>2</v>")


def test_a_part_in_another_encoding_is_written_in_utf8() -> None:
    head = '<?xml version="1.0" encoding="GBK"?>'
    xml = head + sheet('<row r="1"><c r="A1" t="str"><v>绩效</v></c></row>')
    cells = SheetCells(xml.encode("gbk"))
    cells.write("B1", 5)
    assert cells.markup().startswith('<?xml version="1.0" encoding="UTF-8"?>')
    assert '<v>绩效</v></c><c r="B1"><v>5</v></c>' in cells.markup()
