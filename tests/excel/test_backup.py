"""A copy before a change: where it goes, how it is named, what is said where it can't be made."""

from __future__ import annotations

import re
from pathlib import Path
from typing import cast

import pytest
import xlwings as xw

from zipingbiao.errors import CallError, OutputError
from zipingbiao.excel.backup import backup, home_of
from zipingbiao.excel.host import Host
from zipingbiao.places import USER_VARIABLE

STAMP = r"\.备份-\d{8}-\d{6}(-\d+)?"


class Book:
    """A book of which nothing but its name and place is known."""

    def __init__(self, fullname: str) -> None:
        self.path = fullname

    @property
    def fullname(self) -> str:
        if "://" in self.path:
            raise xw.XlwingsError("Couldn't find your OneDrive")
        return self.path

    @property
    def name(self) -> str:
        return re.split(r"[\\/]", self.path)[-1]


class Copier:
    """A host that can do nothing but copy; some folders it refuses."""

    def __init__(self, *refused: Path) -> None:
        self.refused = refused

    def save_copy(self, book: xw.Book, path: Path) -> None:
        if path.parent in self.refused:
            raise CallError("这里不能写。")
        path.write_bytes(b"copy")


class Mute(Copier):
    """A host that says it copies, and does not."""

    def save_copy(self, book: xw.Book, path: Path) -> None:
        pass


def make(book: Book, folder: Path | None = None, host: Copier | None = None) -> Path:
    return backup(cast(xw.Book, book), cast(Host, host or Copier()), folder)


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's own folder."""
    folder = tmp_path / "自己"
    monkeypatch.setenv(USER_VARIABLE, str(folder))
    return folder


@pytest.fixture
def book(tmp_path: Path) -> Book:
    """A book that was saved."""
    folder = tmp_path / "各单位"
    folder.mkdir()
    return Book(str(folder / "信访局.xlsm"))


def test_the_copy_stands_beside_the_book_under_its_name_and_ending(book: Book) -> None:
    made = make(book)
    assert made.parent == Path(book.path).parent
    assert re.fullmatch(rf"信访局{STAMP}\.xlsm", made.name)


def test_two_copies_in_one_second_are_two_files(book: Book) -> None:
    made = [make(book) for _ in range(4)]
    assert len(set(made)) == 4
    assert all(path.is_file() for path in made)


def test_a_folder_that_is_asked_for_gets_the_copy(book: Book, tmp_path: Path) -> None:
    assert make(book, tmp_path).parent == tmp_path


@pytest.mark.parametrize("fullname", ["工作簿1", "https://d.docs.live.net/abc/自评表.xlsx"])
def test_a_book_without_a_folder_here_is_copied_into_the_users_own(
    fullname: str, own: Path
) -> None:
    made = make(Book(fullname))
    assert made.parent == own / "备份"
    assert made.suffix == ".xlsx"
    assert home_of(cast(xw.Book, Book(fullname))) is None


def test_a_folder_where_nothing_may_be_written_is_left_alone(book: Book, own: Path) -> None:
    assert make(book, host=Copier(Path(book.path).parent)).parent == own / "备份"


@pytest.mark.parametrize("name", ["1.总表", "预算 v2."])
def test_a_dot_in_a_name_makes_no_ending(name: str, own: Path) -> None:
    assert re.fullmatch(rf"{re.escape(name)}{STAMP}\.xlsx", make(Book(name)).name)


def test_a_folder_that_is_not_there_is_told(book: Book, tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="备份文件夹不存在，没有改动工作簿。请在「设置」里改正"):
        make(book, tmp_path / "没有")


def test_what_the_program_refuses_everywhere_is_told(book: Book, own: Path, tmp_path: Path) -> None:
    with pytest.raises(CallError, match="这里不能写。"):
        make(book, host=Copier(Path(book.path).parent, own / "备份"))
    with pytest.raises(CallError, match="这里不能写。"):
        make(book, tmp_path, Copier(tmp_path))


def test_a_copy_that_did_not_come_about_is_told(book: Book, own: Path) -> None:
    with pytest.raises(CallError, match="备份没有写成，没有改动工作簿。请先把"):
        make(book, host=Mute())
