"""Notes of cells."""

from __future__ import annotations

import pytest
import xlwings as xw

from zipingbiao.errors import CallError

TEXT = "自评表\n执行率印作 80.00%，应为 85.00%。"


def test_a_note_says_what_it_was_given(sheet: xw.Sheet) -> None:
    note = sheet["B2"].add_note(TEXT)
    assert note.text == TEXT
    assert sheet.notes["B2"].text == TEXT
    assert sheet.notes["B2"].location.address == "$B$2"
    note.text = "改过"
    assert sheet.notes["B2"].text == "改过"
    assert sheet["B3"].note is None


def test_the_notes_of_a_sheet_come_row_by_row(sheet: xw.Sheet) -> None:
    for address in ("C3", "A9", "A3"):
        sheet[address].add_note(address)
    assert [note.text for note in sheet.notes] == ["A3", "C3", "A9"]
    for note in list(sheet.notes)[:2]:
        note.delete()
    assert [note.location.address for note in sheet.notes] == ["$A$9"]


def test_deleting_a_note_leaves_the_cell(sheet: xw.Sheet) -> None:
    sheet["A1"].value = "95%"
    sheet["A1"].add_note(TEXT).delete()
    assert sheet["A1"].value == 0.95
    assert sheet["A1"].number_format == "0%"


def test_notes_are_saved_with_the_book(saved: xw.Book) -> None:
    app, path = saved.app, saved.fullname
    saved.sheets[0]["B2"].add_note(TEXT)
    saved.save()
    saved.close()
    assert app.books.open(path).sheets[0].notes["B2"].text == TEXT


def test_a_protected_sheet_takes_no_note(sheet: xw.Sheet) -> None:
    note = sheet["A1"].add_note(TEXT)
    sheet.impl.api.protect("")
    for change in (lambda: sheet["B1"].add_note(TEXT), note.delete):
        with pytest.raises(CallError, match="工作表受保护，不能改"):
            change()
    assert len(sheet.notes) == 1
