"""Where copies of workbooks are written to, and that nothing is written over by mistake."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from zipingbiao.errors import OutputError, Place
from zipingbiao.ooxml.package import is_own_output, write_beside
from zipingbiao.ooxml.sniff import EDITABLE_ENDINGS, Kind, kind_of
from zipingbiao.report.book.parts import Book

CHECKED, MENDED = "检查", "修正"
_MACROS = "macroEnabled"


def is_editable(data: bytes) -> bool:
    """Whether a workbook is made of parts that can be edited (``.xlsx``, ``.xlsm``)."""
    return kind_of(data) == Kind.XLSX


def copy_name(path: Path, mark: str, data: bytes) -> str:
    """``甲.xlsx`` → ``甲.修正.xlsx``; the ending is that of the copy's true kind."""
    return f"{path.stem}.{mark}{_ending(path, data)}"


def _ending(path: Path, data: bytes) -> str:
    ending = path.suffix.lower()
    if not is_editable(data):
        return ".xlsx"
    if ending in EDITABLE_ENDINGS:
        return path.suffix
    book = Book(data)
    return ".xlsm" if _MACROS in book.content_type(book.workbook) else ".xlsx"


def refuse_strangers(targets: Iterable[Path]) -> None:
    """Raise OutputError where a file stands in the way that is none of this program's outputs."""
    for path in targets:
        if path.is_file() and not is_own_output(path.read_bytes()):
            cure = "请把它移走，或用 -o 换一个位置。"
            raise OutputError(
                "这里已有一份不是本程序写出的文件，没有覆盖。", Place(str(path)), cure
            )


def write_copy(path: Path, data: bytes) -> None:
    """Write a copy; its folder is made where it is missing. Raises OutputError."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        cure = "请换一个输出位置。"
        raise OutputError(f"无法建立文件夹（{error.strerror}）。", Place(str(path)), cure) from None
    write_beside(path, data)
