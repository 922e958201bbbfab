"""The one reader of worksheet parts: every way of writing one, every place in it."""

from __future__ import annotations

import pytest

from zipingbiao.errors import UnreadableFile
from zipingbiao.ooxml.cells import parse_sheet
from zipingbiao.ooxml.sheetxml import SheetReader

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def part(data: str, tail: str = "") -> bytes:
    xml = f'<worksheet xmlns="{MAIN}"><sheetData>{data}</sheetData>{tail}</worksheet>'
    return xml.encode()


ODD = (
    '<row r="2"  note="a>b"><c   s="3" r="B2"><f>A1</f><v>1</v></c><c/></row><!-- <c> -->'
    '<row><c t="inlineStr"><is><t>办</t><rPh><t>ban</t></rPh><r><t>公</t></r></is></c></row>'
    '<row r="9"/>'
)


def test_rows_and_cells_without_an_address_follow_the_one_before() -> None:
    rows = list(SheetReader(part(ODD)))
    assert [row.number for row in rows] == [2, 3, 9]

    places = [(cell.row, cell.column) for row in rows for cell in row.cells]
    assert places == [(2, 2), (2, 3), (3, 1)]


def test_every_place_is_that_of_the_element() -> None:
    data = part(ODD)
    rows = list(SheetReader(data))
    assert [data[row.start : row.end][:4] for row in rows] == [b"<row"] * 3
    assert [data[row.start : row.end][-6:] for row in rows] == [
        b"</row>",
        b"</row>",
        b'r="9"/>'[-6:],
    ]
    cells = [data[cell.start : cell.end].decode() for row in rows for cell in row.cells]
    assert cells == [
        '<c   s="3" r="B2"><f>A1</f><v>1</v></c>',
        "<c/>",
        '<c t="inlineStr"><is><t>办</t><rPh><t>ban</t></rPh><r><t>公</t></r></is></c>',
    ]


def test_what_a_cell_holds_is_taken_apart() -> None:
    first, second, third = (cell for row in SheetReader(part(ODD)) for cell in row.cells)
    assert (first.style, first.kind, first.formula, first.value) == (3, "", "A1", "1")
    assert (second.formula, second.value, second.inline) == (None, None, None)
    assert (third.kind, third.words) == ("inlineStr", "办公")
    assert third.inline == "<t>办</t><rPh><t>ban</t></rPh><r><t>公</t></r>"


@pytest.mark.parametrize(
    ("xml", "inside"),
    [
        (part(""), b""),
        (part("<row/>"), b"<row/>"),
        (f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData /></x:worksheet>'.encode(), b""),
    ],
)
def test_the_rows_stand_between_two_places(xml: bytes, inside: bytes) -> None:
    reader = SheetReader(xml)
    list(reader)
    assert reader.data is not None
    assert xml[reader.data.start : reader.data.end] == inside


def test_a_part_longer_than_one_step_is_read_whole() -> None:
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(1, 5001))
    data = part(rows)
    found = [cell for row in SheetReader(data) for cell in row.cells]
    assert [int(cell.value or 0) for cell in found] == list(range(1, 5001))
    assert all(data[cell.end - 4 : cell.end] == b"</c>" for cell in found)


def test_both_ways_of_reading_give_the_same() -> None:
    rows = (
        '<row r="1"><c r="A1" s="2"><v>1</v></c><c r="B1" t="s"><v>0</v></c></row>'
        '<row r="2"><c r="A2"><f>A1*2</f></c><c r="B2" t="inlineStr"><is><t>a&lt;b</t></is></c>'
        "</row>"
    )
    merges = '<mergeCells count="1"><mergeCell ref="A3:B3"/></mergeCells>'
    fast = parse_sheet(part(rows, merges))
    assert fast == parse_sheet(part(f"<!-- -->{rows}", merges))
    assert fast.merges == ("A3:B3",)


def test_entities_are_refused() -> None:
    xml = b'<!DOCTYPE a [<!ENTITY b "c">]>' + part("")
    with pytest.raises(UnreadableFile, match="实体声明"):
        list(SheetReader(xml))
