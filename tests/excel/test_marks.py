"""Colours and notes of ours, beside those of others."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from excel.desk import Desk
from excel.fake_cells import FakeComError, FakeRange
from zipingbiao.errors import CallError
from zipingbiao.excel.marks import (
    CHECK,
    FIX,
    KINDS,
    Mark,
    clear,
    note_of,
    opened,
    put,
    rest_of,
)

TEXTS = st.text("甲乙ZPB01：忽略「」—\n 。", min_size=1).filter(
    lambda text: "「自评表」" not in text and text.strip()
)
#: What a note of ours says: none of its lines asks for something to be ignored.
BODIES = TEXTS.filter(lambda text: "忽略" not in text)
MARK = Mark("B2", "error", "FFC7CE", "【错误】ZPB001 执行率不符")


@given(BODIES, st.sampled_from(KINDS))
def test_of_a_note_of_ours_nothing_is_left(text: str, kind: str) -> None:
    assert rest_of(note_of(kind, text)) == ""


@given(TEXTS)
def test_of_a_note_of_others_all_is_left(text: str) -> None:
    assert rest_of(text) == text


@given(TEXTS, BODIES, TEXTS)
def test_what_people_write_before_and_after_ours_stays(before: str, ours: str, after: str) -> None:
    note = f"{before}\n{note_of(CHECK, ours)}\n{after}"
    assert rest_of(note) == f"{before}\n{after}"


@given(BODIES, BODIES)
def test_the_other_kind_stays(checked: str, mended: str) -> None:
    note = f"{note_of(FIX, mended)}\n{note_of(CHECK, checked)}"
    assert rest_of(note, [CHECK]) == note_of(FIX, mended)
    assert rest_of(note, [FIX]) == note_of(CHECK, checked)


def test_what_is_to_be_ignored_stays_even_in_a_note_whose_end_is_gone() -> None:
    note = note_of(CHECK, "【错误】ZPB001 执行率不符").rpartition("\n")[0]
    assert rest_of(f"{note}\n忽略 ZPB001：已批复") == "忽略 ZPB001：已批复"


def test_line_ends_of_other_programs_are_understood() -> None:
    assert rest_of(note_of(CHECK, "甲\n乙").replace("\n", "\r\n")) == ""


def test_a_cell_keeps_its_own_format_and_gets_a_colour_on_top(desk: Desk) -> None:
    book = desk.app.books.add()
    sheet = book.sheets[0]
    sheet["B2"].color = "#00FF00"
    assert put(sheet, CHECK, [MARK], desk.host) == []
    assert sheet["B2"].color == (0, 255, 0)
    [rule] = sheet["B2"].conditional_formats
    assert rule.fill_color == (255, 199, 206)
    assert rule.formula == '="zpb:error"<>""'


def test_a_merged_cell_is_coloured_whole(desk: Desk) -> None:
    sheet = desk.app.books.add().sheets[0]
    sheet["B2:D3"].merge()
    put(sheet, CHECK, [MARK], desk.host)
    assert len(sheet["D3"].conditional_formats) == 1
    assert sheet["B2"].note is not None


def test_a_note_of_others_stays_and_is_reported(desk: Desk) -> None:
    sheet = desk.app.books.add().sheets[0]
    sheet["B2"].add_note("审核人：请核对")
    assert put(sheet, CHECK, [MARK], desk.host) == ["B2"]
    assert [note.text for note in sheet.notes] == ["审核人：请核对"]


def test_where_a_threaded_comment_stands_the_colour_alone_is_put(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(cell: FakeRange, text: str) -> None:
        raise FakeComError

    monkeypatch.setattr(FakeRange, "add_note", refused)
    sheet = desk.app.books.add().sheets[0]
    assert put(sheet, CHECK, [MARK], desk.host) == ["B2"]
    assert len(sheet["B2"].conditional_formats) == 1


def test_other_failures_of_notes_are_not_swallowed(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(cell: FakeRange, text: str) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(FakeRange, "add_note", broken)
    with pytest.raises(ZeroDivisionError):
        put(desk.app.books.add().sheets[0], CHECK, [MARK], desk.host)


def test_clearing_takes_ours_and_leaves_the_rest(desk: Desk) -> None:
    book = desk.app.books.add()
    sheet = book.sheets[0]
    sheet["A1"].add_note("别人的")
    sheet["A1:B2"].conditional_formats.add_custom("=B2>1", fill_color="#00FF00")
    before = desk.dump()
    put(sheet, FIX, [MARK._replace(tag="fix"), MARK._replace(cell="A1", tag="fix")], desk.host)
    put(sheet, CHECK, [MARK, MARK._replace(cell="C3", tag="warn")], desk.host)
    assert clear(book, desk.host, [CHECK]) == (4, [])
    assert [note.text for note in sheet.notes] == ["别人的", note_of(FIX, MARK.text)]
    assert clear(book, desk.host) == (3, [])
    assert desk.dump() == before
    assert clear(book, desk.host) == (0, [])


def test_a_sheet_with_a_password_keeps_its_marks_and_is_named(desk: Desk) -> None:
    book = desk.app.books.add()
    put(book.sheets[0], CHECK, [MARK], desk.host)
    book.sheets[0].impl.own.protection.sheet = True
    desk.host.secret = {"Sheet1"}
    assert clear(book, desk.host) == (0, ["Sheet1"])
    assert len(book.sheets[0].notes) == 1


def test_a_failure_while_marking_is_not_taken_for_a_password(desk: Desk) -> None:
    sheet = desk.app.books.add().sheets[0]

    def mark() -> None:
        with opened(sheet, desk.host) as is_open:
            assert is_open
            raise CallError("不行。")

    with pytest.raises(CallError, match="不行"):
        mark()
