"""Where ranges are, how they are merged, named and linked."""

from __future__ import annotations

import pytest
import xlwings as xw

from zipingbiao.errors import CallError


@pytest.mark.parametrize(
    ("asked", "address"),
    [
        ("B2", "$B$2"),
        ("b2:a1", "$A$1:$B$2"),
        ("$A$1:$C$3", "$A$1:$C$3"),
        ("A:C", "$A:$C"),
        ("2:3", "$2:$3"),
    ],
)
def test_an_address_is_understood(sheet: xw.Sheet, asked: str, address: str) -> None:
    assert sheet[asked].address == address


def test_ranges_are_reached_in_every_way(sheet: xw.Sheet) -> None:
    assert sheet.range((2, 3)).address == "$C$2"
    assert sheet.range((1, 1), (3, 2)).address == "$A$1:$B$3"
    assert sheet.range("A1", "B3").shape == (3, 2)
    assert sheet[0, 1].address == "$B$1"
    assert sheet.cells[1:3, 0:2].address == "$A$2:$B$3"
    block = sheet["B2:D4"]
    assert block(2, 3).address == "$D$3"
    assert [cell.address for cell in block[0, :]] == ["$B$2", "$C$2", "$D$2"]
    assert block.rows[1].address == "$B$3:$D$3"
    assert block.columns[2].address == "$D$2:$D$4"
    assert block.offset(1, 1).address == "$C$3:$E$5"
    assert block.resize(1, 2).address == "$B$2:$C$2"
    assert block.last_cell.address == "$D$4"
    assert (block.row, block.column, block.count) == (2, 2, 9)
    assert block == sheet["B2:D4"]
    assert block != sheet["B2:D5"]


def test_an_address_is_written_as_asked_for(saved: xw.Book) -> None:
    cell = saved.sheets[0]["B2"]
    assert cell.get_address(False, False) == "B2"
    assert cell.get_address(include_sheetname=True) == "Sheet1!$B$2"
    assert cell.get_address(external=True) == "[自评表.xlsx]Sheet1!$B$2"
    listed = saved.sheets.add("问题 清单")["A1"]
    assert listed.get_address(include_sheetname=True) == "'问题 清单'!$A$1"


def test_what_is_no_address_is_told(sheet: xw.Sheet) -> None:
    with pytest.raises(CallError, match="「没有这个」不是单元格地址，也不是名称"):
        sheet["没有这个"].clear()


def test_merging_keeps_the_first_cell_only(sheet: xw.Sheet) -> None:
    sheet["A1:B2"].value = [[1, 2], [3, 4]]
    sheet["A1:B2"].merge()
    assert sheet["A1:B2"].value == [[1.0, None], [None, None]]
    assert sheet["B2"].merge_area.address == "$A$1:$B$2"
    assert sheet["B2"].merge_cells
    assert sheet["B2:C3"].merge_cells
    assert not sheet["C3"].merge_cells
    assert sheet["C3"].merge_area.address == "$C$3"
    sheet["B2"].unmerge()
    assert not sheet["A1:B2"].merge_cells


def test_merging_across_merges_each_row(sheet: xw.Sheet) -> None:
    sheet["A1:B2"].merge(across=True)
    assert sheet["A2"].merge_area.address == "$A$2:$B$2"


def test_a_link_leads_where_it_says(sheet: xw.Sheet) -> None:
    sheet["A1"].add_hyperlink("#Sheet1!B7", "到第 7 行")
    assert sheet["A1"].value == "到第 7 行"
    assert sheet["A1"].hyperlink == "#Sheet1!B7"
    with pytest.raises(ValueError, match=r"no hyperlink in \$B\$1"):
        sheet["B1"].hyperlink.strip()


def test_names_stand_for_cells(book: xw.Book) -> None:
    sheet = book.sheets[0]
    sheet["B2:B3"].name = "金额"
    assert book.names["金额"].refers_to == "=Sheet1!$B$2:$B$3"
    assert book.names["金额"].refers_to_range == sheet["B2:B3"]
    assert sheet["金额"].address == "$B$2:$B$3"
    named = sheet["B2:B3"].name
    assert named is not None
    assert named.name == "金额"
    assert sheet["B2"].name is None
    sheet["A1"].formula = "=SUM(金额)"
    sheet["B2"].value = [[1], [2]]
    assert sheet["A1"].value == 3.0
    assert sheet["A1"].formula == "=SUM(金额)"
    book.names.add("税率", "=0.03")
    with pytest.raises(CallError, match="名称「税率」不是一块单元格"):
        book.names["税率"].refers_to_range.clear()
    del book.names["金额"]
    assert "金额" not in book.names


def test_the_selection_is_what_was_selected(book: xw.Book) -> None:
    first = book.sheets[0]
    second = book.sheets.add("乙", after=first)
    first["B2:C3"].select()
    assert book.sheets.active == first
    assert book.app.selection == first["B2:C3"]
    second["A1"].select()
    assert book.selection == second["A1"]
