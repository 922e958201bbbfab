from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ooxml import hostile
from zipingbiao.errors import UnreadableFile
from zipingbiao.ooxml.foreign.xls import read_xls
from zipingbiao.ooxml.grid import CellError, PlainCell


def test_cells_of_every_type_keep_value_and_looks() -> None:
    sheet = hostile.OldSheet("表一")
    sheet.number(0, 0, 0.859, 1)
    sheet.number(0, 1, 66)
    sheet.number(0, 2, 44196, 2)
    sheet.text(1, 0, "≥48")
    sheet.boolean(1, 1, True)
    sheet.error(1, 2, 0x07)
    [read] = read_xls(hostile.xls(sheet, formats=["0.0%", 'yyyy"年"m"月"d"日"']))
    assert read.name == "表一"
    assert read.cells == {
        "A1": PlainCell(0.859, "85.9%"),
        "B1": PlainCell(66, "66"),
        "C1": PlainCell(44196, "2020年12月31日"),
        "A2": PlainCell("≥48", "≥48"),
        "B2": PlainCell(True, "TRUE"),
        "C2": PlainCell(CellError("#DIV/0!"), "#DIV/0!"),
    }
    assert isinstance(read.value("B1"), int)
    assert isinstance(read.value("C2"), CellError)


def test_formulas_give_the_value_they_were_saved_with() -> None:
    sheet = hostile.OldSheet("Sheet1")
    sheet.formula(0, 0, struct.pack("<d", 3.5))
    sheet.formula(1, 0, b"\0\0\0\0\0\0\xff\xff", "达标")
    sheet.formula(2, 0, b"\1\0\1\0\0\0\xff\xff")
    sheet.formula(3, 0, b"\2\0\x2a\0\0\0\xff\xff")
    sheet.formula(4, 0, b"\3\0\0\0\0\0\xff\xff")
    [read] = read_xls(hostile.xls(sheet))
    assert {place: cell.value for place, cell in read.cells.items()} == {
        "A1": 3.5,
        "A2": "达标",
        "A3": True,
        "A4": CellError("#N/A"),
    }, "an empty text is nothing"


def test_merges_and_hidden_sheets_are_told() -> None:
    sheet, hidden = hostile.OldSheet("甲"), hostile.OldSheet("乙", hidden=True)
    sheet.merge(0, 2, 1, 3)
    read = read_xls(hostile.xls(sheet, hidden))
    assert [(one.name, one.hidden, one.merges) for one in read] == [
        ("甲", False, ("B1:D3",)),
        ("乙", True, ()),
    ]


def test_the_date_system_of_1904_is_shown_as_it_is_meant() -> None:
    sheet = hostile.OldSheet("Sheet1")
    sheet.number(0, 0, 44196 - 1462, 1)
    [read] = read_xls(hostile.xls(sheet, formats=["yyyy-mm-dd"], date1904=True))
    assert read.shown("A1") == "2020-12-31"


@pytest.mark.parametrize("codepage", [936, None])
def test_excel_95_in_chinese_is_read(codepage: int | None) -> None:
    sheet = hostile.OldSheet("自评表", biff8=False)
    sheet.text(0, 0, "绩效".encode("gb18030"))
    sheet.number(1, 0, 5)
    stream = hostile.old_stream([sheet], codepage=codepage)
    [read] = read_xls(hostile.ole({"Book": stream}))
    assert (read.name, read.value("A1"), read.value("A2")) == ("自评表", "绩效", 5)
    assert read.merges == ()


def test_the_last_cell_of_the_old_grid_is_read() -> None:
    sheet = hostile.OldSheet("Sheet1")
    sheet.number(65535, 255, 1)
    [read] = read_xls(hostile.xls(sheet))
    assert dict(read.cells) == {"IV65536": PlainCell(1, "1")}


def test_a_password_is_named_even_if_nobody_looked_before() -> None:
    stream = hostile.old_stream([hostile.OldSheet("Sheet1")], first=hostile.record(0x2F, bytes(54)))
    with pytest.raises(UnreadableFile) as caught:
        read_xls(hostile.ole({"Workbook": stream}))
    assert caught.value.code == "ZPB902"


_SHEET = hostile.OldSheet("Sheet1")
_SHEET.number(0, 0, 1.5)
_SHEET.text(1, 0, "自评")
_SHEET.merge(0, 1, 1, 2)
_DATA = hostile.xls(_SHEET, formats=["0.0%"])


@given(st.integers(512, 512 + 900), st.binary(min_size=1, max_size=4))
def test_wrong_bytes_give_sheets_or_a_clear_refusal(place: int, wrong: bytes) -> None:
    changed = _DATA[:place] + wrong + _DATA[place + len(wrong) :]
    assert hostile.outcome(lambda: read_xls(changed)) in {"read", "ZPB902", "ZPB903", "ZPB907"}
