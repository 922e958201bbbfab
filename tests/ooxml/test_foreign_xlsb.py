from __future__ import annotations

import struct
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from office import Office
from ooxml import hostile
from ooxml.hostile import brt, brt_cell, brt_row, wide
from zipingbiao.errors import UnreadableFile
from zipingbiao.ooxml.foreign.xlsb import read_xlsb, rk_number
from zipingbiao.ooxml.grid import CellError, PlainCell, PlainSheet
from zipingbiao.ooxml.opening import open_workbook
from zipingbiao.ooxml.package import Package

_FORMATS = ["0.0%", 'yyyy"年"m"月"d"日"']
#: What follows the value of a formula: flags, and the formula 0 as tokens.
_FORMULA = struct.pack("<HI", 0, 3) + b"\x1e\x00\x00" + bytes(4)


def _number(value: float) -> bytes:
    return struct.pack("<d", value)


_CELLS = [
    brt_row(0),
    brt_cell(2, 0, struct.pack("<i", 66 << 2 | 2)),
    brt_cell(5, 1, _number(0.859), 1),
    brt_cell(7, 2, struct.pack("<I", 0)),
    brt_cell(7, 3, struct.pack("<I", 1)),
    brt_cell(6, 4, wide("行内")),
    brt_row(4),
    brt_cell(1, 0, b"", 1),
    brt_cell(3, 1, b"\x07"),
    brt_cell(4, 2, b"\x01"),
    brt_cell(5, 3, _number(44196), 2),
    brt_row(5),
    brt_cell(9, 0, _number(12.5) + _FORMULA, 1),
    brt_cell(8, 1, wide("达标") + _FORMULA),
    brt_cell(10, 2, b"\x00" + _FORMULA),
    brt_cell(11, 3, b"\x2a" + _FORMULA),
    brt_cell(8, 4, wide("") + _FORMULA),
]
_MERGES = [brt(176, struct.pack("<4I", 6, 7, 0, 2))]
_STRINGS = [
    brt(19, b"\0" + wide("共享")),
    brt(19, b"\1" + wide("富文本") + struct.pack("<IHHHH", 2, 0, 0, 1, 0)),
]
_DATA = hostile.xlsb(
    {"表一": (0, _CELLS, _MERGES), "藏": (1, [], []), "深藏": (2, [], [])}, _STRINGS, _FORMATS
)


def _read(data: bytes) -> tuple[PlainSheet, ...]:
    return read_xlsb(Package.open(data))


def test_cells_of_every_type_keep_value_and_looks() -> None:
    assert _read(_DATA)[0].cells == {
        "A1": PlainCell(66, "66"),
        "B1": PlainCell(0.859, "85.9%"),
        "C1": PlainCell("共享", "共享"),
        "D1": PlainCell("富文本", "富文本"),
        "E1": PlainCell("行内", "行内"),
        "B5": PlainCell(CellError("#DIV/0!"), "#DIV/0!"),
        "C5": PlainCell(True, "TRUE"),
        "D5": PlainCell(44196, "2020年12月31日"),
        "A6": PlainCell(12.5, "1250.0%"),
        "B6": PlainCell("达标", "达标"),
        "C6": PlainCell(False, "FALSE"),
        "D6": PlainCell(CellError("#N/A"), "#N/A"),
    }


def test_names_states_and_merges_are_told() -> None:
    assert [(sheet.name, sheet.hidden, sheet.merges) for sheet in _read(_DATA)] == [
        ("表一", False, ("A7:C8",)),
        ("藏", True, ()),
        ("深藏", True, ()),
    ]


def test_cells_without_a_column_stand_right_of_the_one_before() -> None:
    cells = [
        brt_row(0),
        brt_cell(2, 3, struct.pack("<i", 1 << 2 | 2)),
        brt(13, struct.pack("<I", 1) + struct.pack("<i", 2 << 2 | 2)),
        brt(17, struct.pack("<I", 0) + wide("短")),
    ]
    [sheet] = _read(hostile.xlsb({"S": (0, cells, [])}, formats=_FORMATS))
    assert sheet.cells == {
        "D1": PlainCell(1, "1"),
        "E1": PlainCell(2, "200.0%"),
        "F1": PlainCell("短", "短"),
    }


def test_a_value_in_the_last_cell_costs_nothing() -> None:
    cells = [brt_row(1_048_575), brt_cell(5, 16_383, _number(1))]
    [sheet] = _read(hostile.xlsb({"S": (0, cells, [])}))
    assert dict(sheet.cells) == {"XFD1048576": PlainCell(1, "1")}


def test_a_cell_outside_the_grid_is_refused() -> None:
    cells = [brt_row(1_048_576), brt_cell(5, 0, _number(1))]
    with pytest.raises(UnreadableFile, match="超出"):
        _read(hostile.xlsb({"S": (0, cells, [])}))


def test_the_date_system_of_1904_is_shown_as_it_is_meant() -> None:
    cells = [brt_row(0), brt_cell(5, 0, _number(44196 - 1462), 2)]
    [sheet] = _read(hostile.xlsb({"S": (0, cells, [])}, formats=_FORMATS, date1904=True))
    assert sheet.shown("A1") == "2020年12月31日"


@given(st.integers(-(2**29), 2**29 - 1), st.booleans())
def test_packed_integers_are_unpacked(number: int, hundredths: bool) -> None:
    packed = struct.pack("<i", number << 2 | 2 | hundredths)
    assert rk_number(packed) == (number / 100 if hundredths else number)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_packed_floats_keep_their_upper_30_bits(number: float) -> None:
    (upper,) = struct.unpack("<q", struct.pack("<d", number))
    kept = upper & ~0x3FFFFFFFF
    expected = struct.unpack("<d", struct.pack("<q", kept))[0]
    assert rk_number(struct.pack("<q", kept)[4:]) == expected


def test_another_reader_sees_the_same_values(tmp_path: Path) -> None:
    calamine = pytest.importorskip("python_calamine", reason="没有 python-calamine，不与之比较")
    path = tmp_path / "a.xlsb"
    path.write_bytes(_DATA)
    theirs = calamine.CalamineWorkbook.from_path(path).get_sheet_by_name("表一").to_python()
    ours = _read(_DATA)[0]
    assert theirs[0] == [66, 0.859, "共享", "富文本", "行内"]
    assert [ours.value(f"{column}1") for column in "ABCDE"] == theirs[0]
    assert theirs[4][2] is ours.value("C5") is True


def test_libreoffice_sees_the_same_sheet(office: Office, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsb"
    path.write_bytes(_DATA)
    ours = _read(_DATA)[0]
    theirs = open_workbook(office.convert(path, "xlsx"), "a.xlsx").sheets[0]
    assert theirs.merges == ours.merges
    for place, cell in ours.cells.items():
        if "6" not in place:  # LibreOffice calculates row 6 anew
            assert (theirs.value(place), theirs.shown(place)) == (cell.value, cell.shown), place


@given(st.data())
def test_wrong_bytes_in_a_sheet_give_sheets_or_a_clear_refusal(data: st.DataObject) -> None:
    parts = hostile.unzipped(_DATA)
    name = data.draw(st.sampled_from([name for name in parts if name.endswith(".bin")]))
    content = parts[name]
    place = data.draw(st.integers(0, len(content)))
    wrong = data.draw(st.binary(max_size=5))
    parts[name] = content[:place] + wrong + content[place + data.draw(st.integers(0, 5)) :]
    changed = hostile.zipped(parts)
    assert hostile.outcome(lambda: _read(changed)) in {"read", "ZPB903", "ZPB907"}
