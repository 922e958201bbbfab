"""A copy of the open book: everything in it, and gone afterwards."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
import xlwings as xw

from excel.desk import Desk
from zipingbiao.errors import CallError, OutputError
from zipingbiao.excel.snapshot import file_name, snapshot


def test_the_copy_holds_unsaved_changes_and_is_named_like_the_book(desk: Desk) -> None:
    book = desk.open(name="甲.xlsx")
    with desk.host.unlocked(book.sheets[0]):
        book.sheets[0]["C3"].value = "新的项目"
    with snapshot(book, desk.host) as path:
        assert path.name == "甲.xlsx"
        assert openpyxl.load_workbook(path).worksheets[0]["C3"].value == "新的项目"
    assert not path.parent.exists()
    assert not desk.host.is_saved(book)


def test_a_book_that_was_never_saved_gets_an_ending(desk: Desk) -> None:
    book = desk.app.books.add()
    assert file_name(book) == "工作簿1.xlsx"


@pytest.mark.parametrize("name", ["1.总表", "a.b", "甲"])
def test_a_point_in_a_name_is_no_ending(desk: Desk, name: str) -> None:
    book = desk.app.books.add()
    book.impl.fullname = name
    assert file_name(book) == f"{name}.xlsx"


@pytest.mark.parametrize(
    ("name", "copy"), [("甲.xls", "甲.xlsx"), ("甲.ods", "甲.xlsx"), ("甲.xlsm", "甲.xlsm")]
)
def test_a_copy_that_is_to_be_edited_has_an_editable_format(
    desk: Desk, name: str, copy: str
) -> None:
    book = desk.app.books.add()
    book.impl.fullname = name
    with snapshot(book, desk.host, editable=True) as path:
        assert path.name == copy
    with snapshot(book, desk.host) as path:
        assert path.name == name


def test_the_copy_is_gone_after_a_failure_too(desk: Desk) -> None:
    book = desk.open()
    with pytest.raises(ZeroDivisionError), snapshot(book, desk.host) as path:
        raise ZeroDivisionError
    assert not path.parent.exists()


def test_a_refusal_of_the_program_goes_through(desk: Desk) -> None:
    desk.host.refusal = CallError("存不了。")
    with pytest.raises(CallError, match="存不了"), snapshot(desk.open(), desk.host):
        pass


def test_a_copy_that_was_not_written_is_told(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing(book: xw.Book, path: Path) -> None:
        """Say nothing, write nothing."""

    monkeypatch.setattr(desk.host, "save_copy", nothing)
    failing = pytest.raises(OutputError, match="没有能保存工作簿的临时副本")
    with failing, snapshot(desk.open(), desk.host):
        pass


def test_where_no_temporary_file_can_be_made_the_sentence_says_why(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(**_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("tempfile.TemporaryDirectory", full)
    told = "临时文件写不了（磁盘已满）。请检查磁盘空间和权限。"
    with pytest.raises(OutputError, match=told), snapshot(desk.open(), desk.host):
        pass
