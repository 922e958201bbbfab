"""XML Spreadsheet 2003: cells, formats and merged areas as Excel shows them."""

from __future__ import annotations

import pytest

from zipingbiao.errors import UnreadableFile
from zipingbiao.ooxml.foreign.worker import read
from zipingbiao.ooxml.grid import PlainSheet
from zipingbiao.ooxml.opening import open_workbook_bytes

_STYLES = (
    '<Styles><Style ss:ID="Default"/><Style ss:ID="p"><NumberFormat ss:Format="0.0%"/></Style>'
    '<Style ss:ID="q" ss:Parent="p"/><Style ss:ID="f"><NumberFormat ss:Format="Fixed"/></Style>'
    '<Style ss:ID="d"><NumberFormat ss:Format="Short Date"/></Style></Styles>'
)

_PERCENT, _CHILD, _FIXED, _DATE = (f'ss:StyleID="{name}"' for name in "pqfd")
_SECOND, _WIDE = 'ss:Index="2"', 'ss:MergeAcross="1"'


def book(rows: str, more: str = "", options: str = "") -> bytes:
    space = "urn:schemas-microsoft-com:office"
    return (
        '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
        f'<Workbook xmlns="{space}:spreadsheet" xmlns:ss="{space}:spreadsheet" '
        f'xmlns:x="{space}:excel">{_STYLES}'
        f'<Worksheet ss:Name="自评表"><Table>{rows}</Table>{options}</Worksheet>{more}</Workbook>'
    ).encode()


def cell(kind: str, text: str, attributes: str = "") -> str:
    return f'<Cell {attributes}><Data ss:Type="{kind}">{text}</Data></Cell>'


def sheet(rows: str) -> PlainSheet:
    [found] = read("xml2003", book(rows))
    return found


def test_cells_are_shown_as_their_formats_say() -> None:
    found = sheet(
        f"<Row>{cell('String', '甲&#10;乙')}{cell('Number', '0.859', _PERCENT)}"
        f"{cell('Number', '0.5', _CHILD)}{cell('Number', '66', _FIXED)}"
        f"{cell('DateTime', '2024-12-31T00:00:00.000', _DATE)}"
        f"{cell('Boolean', '1')}{cell('Error', '#DIV/0!')}{cell('Number', 'x')}</Row>"
    )
    assert [found.shown(f"{column}1") for column in "ABCDEFGH"] == [
        *("甲\n乙", "85.9%", "50.0%", "66.00", "2024/12/31", "TRUE", "#DIV/0!", "x"),
    ]
    assert (found.value("B1"), found.value("D1")) == (0.859, 66)


def test_places_that_are_told_and_merged_areas() -> None:
    found = sheet(
        f'<Row ss:Index="3">{cell("String", "甲", _SECOND)}'
        f"{cell('String', '乙', _WIDE)}"
        f'{cell("String", "丙")}</Row><Row ss:Span="1"/><Row>{cell("String", "丁")}</Row>'
    )
    assert {place: found.shown(place) for place in found.addresses} == {
        "B3": "甲",
        "C3": "乙",
        "E3": "丙",
        "A6": "丁",
    }
    assert found.merges == ("C3:D3",)


def test_comments_are_no_content_and_a_formula_may_lack_its_value() -> None:
    found = sheet(
        '<Row><Cell><Data ss:Type="String">甲</Data><Comment><Data>批注</Data></Comment></Cell>'
        '<Cell ss:Formula="=1+1"/><Cell/></Row>'
    )
    assert {place: found.shown(place) for place in found.addresses} == {"A1": "甲", "B1": ""}
    assert found.uncached("B1")


def test_hidden_sheets_are_hidden() -> None:
    hidden = "<x:WorksheetOptions><x:Visible>SheetHidden</x:Visible></x:WorksheetOptions>"
    [found] = read("xml2003", book(f"<Row>{cell('String', '甲')}</Row>", options=hidden))
    assert found.hidden


def test_under_the_name_of_a_workbook_it_is_read_and_told() -> None:
    found = open_workbook_bytes(book(f"<Row>{cell('String', '甲')}</Row>"), "导出.xls")
    assert (found.misnamed, found.sheets[0].shown("A1")) == (".xml", "甲")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (book("<Row><Cell>"), "ZPB903"),
        (book("").replace(b"<Workbook", b"<!DOCTYPE a [<!ENTITY b 'c'>]><Workbook"), "ZPB903"),
        (book(f'<Row ss:Index="9999999">{cell("String", "甲")}</Row>'), "ZPB907"),
    ],
)
def test_a_bad_one_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(UnreadableFile) as caught:
        open_workbook_bytes(data, "a.xls")
    assert caught.value.code == code
