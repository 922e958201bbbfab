"""A book as it stands, as a file: so that it is read by the same code as on the command line."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from zipingbiao.errors import OutputError, Place, system_reason
from zipingbiao.ooxml.sniff import EDITABLE_ENDINGS, WORKBOOK_ENDINGS

if TYPE_CHECKING:
    import xlwings as xw

    from zipingbiao.excel.host import Host

_PREFIX = "zpb-"


@contextmanager
def snapshot(book: xw.Book, host: Host, *, editable: bool = False) -> Iterator[Path]:
    """A temporary copy of a book, unsaved changes included, named like the book.

    ``editable`` asks for a format whose cells can be edited one by one; Excel writes the book's
    own format whatever is asked. Raises OutputError where it can't be written, CallError where
    the program refuses.
    """
    with _folder() as folder:
        path = folder / file_name(book)
        if editable and path.suffix.lower() not in EDITABLE_ENDINGS:
            path = path.with_suffix(".xlsx")
        host.save_copy(book, path)
        if not path.is_file():
            raise OutputError(
                "没有能保存工作簿的临时副本。", Place(str(path)), "请检查磁盘空间和权限。"
            )
        yield path


def file_name(book: xw.Book) -> str:
    """The name of a book as a file; one that was never saved has no ending yet."""
    name = book.name
    return name if Path(name).suffix.lower() in WORKBOOK_ENDINGS else f"{name}.xlsx"


@contextmanager
def _folder() -> Iterator[Path]:
    try:
        made = tempfile.TemporaryDirectory(prefix=_PREFIX, ignore_cleanup_errors=True)
    except OSError as error:
        cure = "请检查磁盘空间和权限。"
        raise OutputError(f"临时文件写不了（{system_reason(error)}）。", cure=cure) from error
    with made as name:
        yield Path(name)
