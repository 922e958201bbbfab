"""The cells of an ``.xlsx``, however its XML is written."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from ooxml.hostile import sheet_xml, unzipped, zipped
from zipingbiao.errors import UnreadableFile
from zipingbiao.ooxml import cells as cell_module
from zipingbiao.ooxml.cells import parse_sheet
from zipingbiao.ooxml.grid import CellError, Sheet
from zipingbiao.ooxml.package import Package
from zipingbiao.ooxml.strings import rich_text, shared_items, unescape
from zipingbiao.ooxml.xlsx import read_xlsx

_NS = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def template_parts() -> dict[str, bytes]:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target)
    sheet = book.add_worksheet("自评表")
    sheet.write("A1", "文字", book.add_format({"num_format": "0.0%"}))
    sheet.write("A2", 1, book.add_format({"num_format": "yyyy-mm-dd"}))
    book.close()
    return unzipped(target.getvalue())


PARTS = template_parts()


def sheet_of(rows: str, strings: str | None = None, **parts: str) -> Sheet:
    """A sheet with these rows, and perhaps these shared strings."""
    changed: dict[str, str | bytes] = dict(PARTS)
    changed["xl/worksheets/sheet1.xml"] = (
        f"<worksheet {_NS}><sheetData>{rows}</sheetData></worksheet>"
    )
    if strings is not None:
        changed["xl/sharedStrings.xml"] = f"<sst {_NS}>{strings}</sst>"
    changed.update({f"xl/{name}.xml": text for name, text in parts.items()})
    (sheet,) = read_xlsx(Package.open(zipped(changed)))
    return sheet


CELLS: list[tuple[str, Any, str]] = [
    ('<c r="A1"><v>66</v></c>', 66, "66"),
    ('<c r="A1"><v>66.0</v></c>', 66, "66"),
    ('<c r="A1" s="1"><v>0.859</v></c>', 0.859, "85.9%"),
    ('<c r="A1" s="2"><v>44165</v></c>', 44165, "2020-11-30"),
    ('<c r="A1" t="n"><v>1E-3</v></c>', 0.001, "0.001"),
    ('<c r="A1" t="s"><v>0</v></c>', "文字", "文字"),
    ('<c r="A1" t="str"><f>A2&amp;"x"</f><v>a&lt;b</v></c>', "a<b", "a<b"),
    ('<c r="A1" t="b"><v>1</v></c>', True, "TRUE"),
    ('<c r="A1" t="b"><v>0</v></c>', False, "FALSE"),
    ('<c r="A1" t="e"><f>1/0</f><v>#DIV/0!</v></c>', CellError("#DIV/0!"), "#DIV/0!"),
    ('<c r="A1"><f>SUM(A2:A3)</f><v>12</v></c>', 12, "12"),
    ('<c r="A1"><f t="shared" ref="A1:A2" si="0">A2</f><v>12</v></c>', 12, "12"),
    ('<c r="A1"><f t="shared" si="0"/><v>12</v></c>', 12, "12"),
    ('<c r="A1" t="inlineStr"><is><t xml:space="preserve"> 甲 </t></is></c>', " 甲 ", " 甲 "),
    ('<c r="A1" t="inlineStr"><is><r><t>甲</t></r><r><t>乙</t></r></is></c>', "甲乙", "甲乙"),
    ('<c r="A1"/>', None, ""),
    ('<c r="A1"></c>', None, ""),
    ('<c r="A1"><v></v></c>', None, ""),
    ('<c r="A1"><v/></c>', None, ""),
    ('<c r="A1" t="s"><v></v></c>', None, ""),
    ('<c r="A1" cm="1" s="1"><v>1</v></c>', 1, "100.0%"),
    ('<c r="A1" t="s" s="1"><v>0</v></c>', "文字", "文字"),
    ('<c s="1" r="A1"><v>0.5</v></c>', 0.5, "50.0%"),
    ("<c><v>3</v></c>", 3, "3"),
    ("<c r='A1'><v>3</v></c>", 3, "3"),
    ('<c r="A1"><!-- 3 --><v>4</v></c>', 4, "4"),
    ('<c r="A1" t="str"><v><![CDATA[<甲>]]></v></c>', "<甲>", "<甲>"),
    ('<c r="A1"><v>十</v></c>', CellError("十"), "十"),
]


@pytest.mark.parametrize(("markup", "value", "shown"), CELLS, ids=[cell[0] for cell in CELLS])
def test_a_cell_is_what_its_xml_says(markup: str, value: Any, shown: str) -> None:
    sheet = sheet_of(f'<row r="1">{markup}</row>')
    assert sheet.value("A1") == value
    assert type(sheet.value("A1")) is type(value)
    assert sheet.shown("A1") == shown
    assert ("A1" in sheet.addresses) == (value is not None)


@pytest.mark.parametrize(
    ("markup", "uncached"),
    [
        ('<c r="A1"><f>SUM(A2)</f></c>', True),
        ('<c r="A1"><f>SUM(A2)</f><v></v></c>', True),
        ('<c r="A1"><f>SUM(A2)</f><v>0</v></c>', False),
        ('<c r="A1" t="str"><f>""</f><v></v></c>', False),
        ('<c r="A1"><v>1</v></c>', False),
    ],
)
def test_a_formula_without_value_is_told_from_one_that_gives_nothing(
    markup: str, uncached: bool
) -> None:
    sheet = sheet_of(f'<row r="1">{markup}</row>')
    assert sheet.uncached("A1") == uncached
    assert not sheet.uncached("Z9")


def test_rows_and_cells_without_addresses_follow_each_other() -> None:
    rows = (
        "<row><c><v>1</v></c><c><v>2</v></c></row><row><c r='C2'><v>3</v></c><c><v>4</v></c></row>"
    )
    sheet = sheet_of(rows)
    assert {a: sheet.value(a) for a in sheet.addresses} == {"A1": 1, "B1": 2, "C2": 3, "D2": 4}


def test_prefixed_names_are_read_too() -> None:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    text = (
        f'<x:worksheet xmlns:x="{main}"><x:sheetData><x:row r="1"><x:c r="B1"><x:v>7</x:v></x:c>'
        '</x:row></x:sheetData><x:mergeCells><x:mergeCell ref="B1:C1"/></x:mergeCells>'
        "</x:worksheet>"
    )
    sheet = sheet_of("", **{"worksheets/sheet1": text})
    assert sheet.value("B1") == 7
    assert sheet.merges == ("B1:C1",)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_other_encodings_are_read_too(encoding: str) -> None:
    head = '<?xml version="1.0" encoding="utf-16"?>' if encoding == "utf-16" else ""
    text = head + sheet_xml('<row r="1"><c r="A1"><v>7</v></c></row>')
    assert list(parse_sheet(text.encode(encoding)).cells) == ["A1"]


@pytest.mark.parametrize(
    ("strings", "texts"),
    [
        ("<si><t>甲</t></si><si><t>乙</t></si>", ["甲", "乙"]),
        ("<si><t xml:space='preserve'> 甲 </t></si>", [" 甲 "]),
        ('<si><t xml:space="preserve"> 甲\n</t></si><si><t>乙</t></si>', [" 甲\n", "乙"]),
        ("<si><r><rPr><b/></rPr><t>甲</t></r><r><t>乙</t></r></si><si><t/></si>", ["甲乙", ""]),
        ("<si/><si><t>a&amp;b&#x4E00;_x000D_</t></si>", ["", "a&b一\r"]),
        ("<si><t>漢</t><rPh sb='0' eb='1'><t>かん</t></rPh></si>", ["漢"]),
        ("<si><t><![CDATA[<si>]]></t></si>", ["<si>"]),
        ("", []),
    ],
)
def test_shared_strings(strings: str, texts: list[str]) -> None:
    assert shared_items(f"<sst {_NS}>{strings}</sst>".encode()) == texts


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=5)))
def test_any_texts_come_back_as_shared_strings(texts: list[str]) -> None:
    def escape(text: str) -> str:
        text = re.sub(r"_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", text)
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")

    items = "".join(f"<si><t>{escape(text)}</t></si>" for text in texts)
    assert shared_items(f"<sst {_NS}>{items}</sst>".encode()) == texts


def test_entities_and_escapes() -> None:
    assert unescape("&lt;&gt;&amp;&quot;&apos;&#65;&#x42;_x0043_") == "<>&\"'ABC"
    assert unescape("100_000") == "100_000"
    assert rich_text("<t>a</t>") == "a"


_CELL = st.builds(
    lambda place, kind, value: (place, kind, value),
    st.tuples(st.integers(1, 6), st.integers(1, 4)),
    st.sampled_from(["", ' t="n"', ' t="str"', ' t="b"', ' t="e"', ' s="1"', ' s="2" t="n"']),
    st.sampled_from(["1", "0", "2.5", "#N/A", "x"]),
)


@given(st.lists(_CELL, unique_by=lambda cell: cell[0]), st.booleans())
def test_the_fast_way_and_the_slow_way_agree(cells: list[Any], formula: bool) -> None:
    rows: dict[int, str] = {}
    for (row, column), kind, value in sorted(cells):
        inner = f"<f>1+1</f><v>{value}</v>" if formula else f"<v>{value}</v>"
        rows[row] = rows.get(row, "") + f'<c r="{"ABCD"[column - 1]}{row}"{kind}>{inner}</c>'
    inside = "".join(f'<row r="{row}">{text}</row>' for row, text in rows.items())
    merges = '<mergeCells count="1"><mergeCell ref="A1:B2"/></mergeCells>'
    data = sheet_xml(inside).replace("</worksheet>", f"{merges}</worksheet>")
    fast, slow = parse_sheet(data.encode()), cell_module._parse_slowly(data.encode())
    assert fast.merges == slow.merges == ("A1:B2",)
    assert {a: cell_module.parted(raw)[1:] for a, raw in fast.cells.items()} == {
        a: cell_module.parted(raw)[1:] for a, raw in slow.cells.items()
    }


BAD: dict[str, Mapping[str, str]] = {
    "a shared string that is not there": {"rows": '<row r="1"><c r="A1" t="s"><v>9</v></c></row>'},
    "a negative number of a shared string": {
        "rows": '<row r="1"><c r="A1" t="s"><v>-1</v></c></row>'
    },
    "a part cut off": {"worksheets/sheet1": f"<worksheet {_NS}><sheetData><row"},
    "an address that is none": {"rows": '<row r="1"><c r="1A"><v>1</v></c></row>'},
    "strings cut off": {
        "rows": '<row r="1"><c r="A1" t="s"><v>0</v></c></row>',
        "sharedStrings": f"<sst {_NS}><si><t>甲</t></si><si><t>乙",
    },
    "entities in a sheet": {"worksheets/sheet1": f'<!DOCTYPE a [<!ENTITY b "c">]>{sheet_xml("")}'},
    "entities in the strings": {
        "rows": '<row r="1"><c r="A1" t="s"><v>0</v></c></row>',
        "sharedStrings": f'<!DOCTYPE a [<!ENTITY b "c">]><sst {_NS}><si><t>&b;</t></si></sst>',
    },
    "a workbook that is no XML": {"workbook": "<workbook"},
}


@pytest.mark.parametrize("bad", BAD)
def test_what_is_damaged_is_refused_by_code(bad: str) -> None:
    given_parts = dict(BAD[bad])
    rows = given_parts.pop("rows", "")
    with pytest.raises(UnreadableFile) as caught:
        sheet_of(rows, **given_parts)
    assert caught.value.code == "ZPB903"


@pytest.mark.parametrize("style", ["99", "x", "-1", ""])
def test_a_style_that_does_not_exist_shows_as_general(style: str) -> None:
    sheet = sheet_of(f'<row r="1"><c r="A1" s="{style}"><v>0.5</v></c></row>')
    assert sheet.shown("A1") == "0.5"


def test_dates_of_1904_and_hidden_sheets() -> None:
    book = PARTS["xl/workbook.xml"].decode()
    book = book.replace("<workbookPr ", '<workbookPr date1904="1" ').replace(
        'sheetId="1"', 'sheetId="1" state="veryHidden"'
    )
    sheet = sheet_of('<row r="1"><c r="A1" s="2"><v>42703</v></c></row>', workbook=book)
    assert sheet.hidden
    assert sheet.shown("A1") == "2020-11-30"
    assert sheet.name == "自评表"


def test_too_many_cells_are_over_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zipingbiao.ooxml.xlsx.MAX_CELLS", 2)
    with pytest.raises(UnreadableFile) as caught:
        sheet_of(
            '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>1</v></c><c r="C1"><v>1</v></c></row>'
        )
    assert caught.value.code == "ZPB907"


def test_a_cell_far_out_costs_nothing() -> None:
    sheet = sheet_of('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')
    assert list(sheet.addresses) == ["XFD1048576"]


def test_texts_of_any_kind_are_told_at_once() -> None:
    rows = (
        '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="str"><v>乙</v></c>'
        '<c r="C1"><v>1</v></c><c r="D1" t="inlineStr"><is><t>丁</t></is></c>'
        '<c r="E1" t="b"><v>1</v></c></row>'
    )
    sheet = sheet_of(rows)
    assert sheet.worded() == {"A1": "文字", "B1": "乙", "D1": "丁"}  # type: ignore[attr-defined]
    assert sheet.numbers(["A1", "B1", "C1", "Z1"]) == [None, None, 1, None]  # type: ignore[attr-defined]
