"""Marks in many cells at once: one rule for all that are coloured alike, and nothing left of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import xlwings as xw

from excel.desk import note_in
from zipingbiao.errors import CallError
from zipingbiao.excel.marks import CHECK, FIX, Mark, clear, put

if TYPE_CHECKING:
    from zipingbiao.excel.office.host import OfficeHost

PINK, YELLOW = "FFC7CE", "FFEB9C"


def mark(cell: str, tag: str = "error", colour: str = PINK) -> Mark:
    return Mark(cell, tag, colour, f"{cell} 不对")


def colours(cells: xw.Range) -> list[tuple[int, int, int] | None]:
    return [rule.fill_color for rule in cells.conditional_formats]


def shown(cells: xw.Range) -> int:
    """How many rules LibreOffice itself shows on some cells."""
    count: int = cells.impl.api.ConditionalFormat.Count
    return count


def styles(book: xw.Book) -> tuple[str, ...]:
    names: tuple[str, ...] = book.impl.api.StyleFamilies.getByName("CellStyles").ElementNames
    return names


def test_cells_that_are_coloured_alike_share_a_rule(sheet: xw.Sheet, host: OfficeHost) -> None:
    sheet["D4"].font.size = 20
    marks = [mark("A1"), mark("C9"), mark("B2", "warn", YELLOW), mark("D4")]
    assert put(sheet, CHECK, marks, host) == []
    assert [colours(sheet[one.cell]) for one in marks] == [
        [(255, 199, 206)], [(255, 199, 206)], [(255, 235, 156)], [(255, 199, 206)],
    ]  # fmt: skip
    assert [shown(sheet[cell]) for cell in ("A1", "B2", "B3", "C9")] == [1, 1, 0, 1]
    assert len(sheet.used_range.conditional_formats) <= 3
    assert [note_in(sheet, one.cell) for one in marks] == [
        f"「自评表」检查\n{one.text}\n「自评表」——" for one in marks
    ]


def test_merged_cells_are_coloured_whole(sheet: xw.Sheet, host: OfficeHost) -> None:
    for area in ("B2:D3", "B5:D6", "F2:F9"):
        sheet[area].merge()
    put(sheet, CHECK, [mark("B2"), mark("B5"), mark("F2"), mark("H2")], host)
    assert [shown(sheet[cell]) for cell in ("D3", "D6", "F9", "E2", "H2", "H3")] == [
        1, 1, 1, 0, 1, 0,
    ]  # fmt: skip


def test_what_stood_there_stays(book: xw.Book, sheet: xw.Sheet, host: OfficeHost) -> None:
    before = styles(book)
    theirs = '=$A1="迟报"'
    sheet["A1:A9"].conditional_formats.add_custom(theirs, font_bold=True)
    kept = styles(book)
    sheet["A2"].add_note("审核人：请核对")
    marks = [mark("A1"), mark("A2"), mark("C1")]
    assert put(sheet, CHECK, marks, host) == ["A2"]
    put(sheet, FIX, [mark("C1", "fix", "C6EFCE")], host)
    assert len(colours(sheet["C1"])) == 2
    assert clear(book, host, [CHECK])[1] == []
    assert colours(sheet["C1"]) == [(198, 239, 206)]
    clear(book, host)
    assert [rule.formula for rule in sheet.used_range.conditional_formats] == [theirs]
    assert [note.text for note in sheet.notes] == ["审核人：请核对"]
    assert styles(book) == kept != before


def test_cells_forget_the_rules_that_were_taken_away(
    book: xw.Book, sheet: xw.Sheet, host: OfficeHost
) -> None:
    """LibreOffice gives the number of a list that is gone to the next one."""
    put(sheet, CHECK, [mark("A1"), mark("B1", "warn", YELLOW)], host)
    clear(book, host)
    put(sheet, CHECK, [mark("C1", "warn", YELLOW), mark("D1")], host)
    assert [shown(sheet[cell]) for cell in ("A1", "B1", "C1", "D1")] == [0, 0, 1, 1]
    next(iter(sheet["C1"].conditional_formats)).delete()
    sheet["E1"].conditional_formats.add_custom('=1<>""', fill_color="#FF0000")
    assert [shown(sheet[cell]) for cell in ("C1", "D1", "E1")] == [0, 1, 1]


def test_a_protected_sheet_takes_no_marks(sheet: xw.Sheet, host: OfficeHost) -> None:
    sheet.impl.api.protect("")
    with pytest.raises(CallError, match="工作表受保护，不能改"):
        put(sheet, CHECK, [mark("A1")], host)
    assert colours(sheet["A1"]) == []
