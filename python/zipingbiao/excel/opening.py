"""Files and open books: what may be written where, and how it is opened for the user."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from zipingbiao.errors import CallError, OutputError, Place
from zipingbiao.ooxml.sniff import WORKBOOK_ENDINGS

if TYPE_CHECKING:
    import xlwings as xw


def open_namesake(app: xw.App, path: Path) -> xw.Book | None:
    """The open book that is called as a file is; Excel never opens a second one of that name."""
    name = path.name.casefold()
    return next((book for book in app.books if book.name.casefold() == name), None)


def open_book(app: xw.App, path: Path) -> xw.Book:
    """Open a file for the user, or bring it to the front. Raises CallError naming the file."""
    place = Place(str(path))
    book = open_namesake(app, path)
    if book is None:
        try:
            book = app.books.open(str(path))
        except Exception as error:  # each engine raises its own
            cure = "请手工打开这个文件。"
            raise CallError("文件已写好，但没有打开。", place, cure) from error
    elif not _is_at(book, path):
        cure = "请先关闭那份工作簿，再打开这个文件。"
        raise CallError("文件已写好，但另有一份同名的工作簿开着。", place, cure)
    book.activate()
    return book


def _is_at(book: xw.Book, path: Path) -> bool:
    try:
        return os.path.samefile(book.fullname, path)
    except Exception:  # a book in the cloud, or none of a file: it is another
        return False


def target_path(path: Path, ending: str = ".xlsx") -> Path:
    """What the user named, with the ending that the file will have.

    Raises CallError where they want another format.
    """
    given = path.suffix.lower()
    if given == ending:
        return path
    if given in WORKBOOK_ENDINGS | {".csv", ".pdf", ".doc", ".docx", ".wps"}:
        raise CallError(f"文件名应以 {ending} 结尾。", Place(str(path)), "请改文件名，再试一次。")
    return path.with_name(path.name + ending)


def check_free(app: xw.App, path: Path) -> None:
    """See that a file can be written. Raises CallError or OutputError saying what is in the way."""
    place = Place(str(path))
    if open_namesake(app, path) is not None:
        cure = "请先关闭它，或换一个文件名。"
        raise CallError("有一份同名的工作簿正开着，没有写入。", place, cure)
    if not path.parent.is_dir():
        raise OutputError("无法写入，文件夹不存在。", place, "请换一个位置。")
    if path.is_dir():
        raise OutputError("无法写入，这是一个文件夹。", place, "请换一个文件名。")
    if _is_used(path):
        cure = "请先关闭它，或换一个文件名。"
        raise OutputError("无法写入，文件正被占用或没有权限。", place, cure)


def _is_used(path: Path) -> bool:
    """Whether a file is open in some program, or may not be written."""
    if (path.parent / f".~lock.{path.name}#").exists():  # LibreOffice
        return True
    try:
        with path.open("r+b"):
            return False
    except FileNotFoundError:
        return False
    except OSError:
        return True
