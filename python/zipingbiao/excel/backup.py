"""A copy of a book as it stands, made before a command changes what people typed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from zipingbiao.errors import CallError, OutputError, Place
from zipingbiao.places import user_folder

if TYPE_CHECKING:
    import xlwings as xw

    from zipingbiao.excel.host import Host

#: The folder inside the user's own for copies that can't stand beside their book.
_APART = "备份"


def home_of(book: xw.Book) -> Path | None:
    """The folder in which a book lies; None for one never saved, or one in the cloud."""
    try:
        path = Path(book.fullname)
    except Exception:  # xlwings raises many kinds for a book in the cloud that it can't place
        return None
    return path.parent if path.is_absolute() and path.parent.is_dir() else None


def backup(book: xw.Book, host: Host, folder: Path | None = None) -> Path:
    """Copy a book as it stands, unsaved changes included; where the copy is.

    It goes into ``folder``, else beside the book, else (never saved, in the cloud, in a folder
    where nothing may be written) into the user's own folder. Raises OutputError where ``folder``
    is not there, CallError where the program refuses.
    """
    if folder is not None and not folder.is_dir():
        cure = "请在「设置」里改正备份文件夹，或先建立它。"
        raise OutputError("备份文件夹不存在，没有改动工作簿。", Place(str(folder)), cure)
    refused = CallError(
        "备份没有写成，没有改动工作簿。", cure="请先把工作簿另存到自己的电脑上，再试一次。"
    )
    for place in _places(book, folder):
        target = _free(place, book.name, datetime.now())
        try:
            host.save_copy(book, target)
        except CallError as error:
            refused = error
        if target.is_file():
            return target
    raise refused


@contextmanager
def told_of(copy: Path) -> Iterator[None]:
    """A block that changes what was copied: where it fails midway, the user hears of the copy."""
    try:
        yield
    except Exception as error:
        error.add_note(f"工作簿可能只改了一部分，改动前的备份在：{copy}。")
        raise


def _places(book: xw.Book, folder: Path | None) -> Iterator[Path]:
    """Where the copy may go, the best place first."""
    home = home_of(book)
    if folder is not None:
        yield folder
        return
    if home is not None:
        yield home
    yield _apart()


def _apart() -> Path:
    folder = user_folder() / _APART
    folder.mkdir(exist_ok=True)
    return folder


def _free(folder: Path, name: str, now: datetime) -> Path:
    """原名.备份-20240131-093000.xlsx; numbered where two fall into one second."""
    stem, ending = os.path.splitext(name)
    if not ending[1:].isalnum() or not ending.isascii():  # 「1.总表」 has no ending
        stem, ending = name, ".xlsx"
    base = f"{stem}.备份-{now:%Y%m%d-%H%M%S}"
    names = (base if number == 1 else f"{base}-{number}" for number in count(1))
    paths = (folder / f"{one}{ending}" for one in names)
    return next(path for path in paths if not path.exists())
