"""Where copies of workbooks are written to, and that nothing is written over by mistake."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path

from zipingbiao.errors import OutputError, Place, UnreadableFile, system_reason
from zipingbiao.ooxml.editor.parts import EditedPackage
from zipingbiao.ooxml.opening import SkippedFileError, open_workbook_bytes
from zipingbiao.ooxml.origin import is_own_output, origin_of
from zipingbiao.ooxml.sniff import EDITABLE_ENDINGS, WORD_ENDINGS, Kind, kind_of
from zipingbiao.saving import write_beside

_MACROS = "macroEnabled"
#: Bytes of a file's name that every system takes.
_LONGEST_NAME = 255


def is_editable(data: bytes) -> bool:
    """Whether a workbook is made of parts that can be edited (``.xlsx``, ``.xlsm``)."""
    return kind_of(data) == Kind.XLSX


def is_word(data: bytes) -> bool:
    """Whether a document is made of parts that can be edited (``.docx``, ``.docm``)."""
    return kind_of(data) == Kind.DOCX


def is_signed(data: bytes) -> bool:
    """Whether a file has digital signatures; a copy has none, as it is another file."""
    return (is_editable(data) or is_word(data)) and EditedPackage(data).was_signed


def copy_name(path: Path, mark: str, data: bytes, *, in_word: bool = False) -> str:
    """``甲.xlsx`` → ``甲.修正.xlsx``; the ending is that of the copy's true kind.

    ``in_word``: the copy is a Word document as its original is, else it is a workbook.

    A name that would be too long for a file is shortened; it stays one of its own.
    """
    ending = _word_ending(path, data) if in_word else _ending(path, data)
    tail = f".{mark}{ending}"
    stem = path.stem
    raw = os.fsencode(stem)
    if len(raw) + len(tail.encode()) <= _LONGEST_NAME:
        return f"{stem}{tail}"
    tail = f"~{hashlib.sha256(raw).hexdigest()[:6]}{tail}"
    room = _LONGEST_NAME - len(tail.encode())
    return f"{raw[:room].decode(errors='ignore')}{tail}"


def _ending(path: Path, data: bytes) -> str:
    ending = path.suffix.lower()
    if not is_editable(data):
        return ".xlsx"
    if ending in EDITABLE_ENDINGS:
        return path.suffix
    return ".xlsm" if _has_macros(data) else ".xlsx"


def _word_ending(path: Path, data: bytes) -> str:
    if path.suffix.lower() in WORD_ENDINGS:
        return path.suffix
    return ".docm" if _has_macros(data) else ".docx"


def _has_macros(data: bytes) -> bool:
    package = EditedPackage(data)
    return _MACROS in package.content_type(package.main)


def refuse_strangers(targets: Iterable[Path]) -> None:
    """Raise OutputError where a file stands in the way that holds somebody's work."""
    for path in targets:
        if path.is_file() and not _is_ours(path, path.read_bytes()):
            cure = "请把它移走，或换一个位置写出。"
            reason = "这里已有一份不是本程序写出、或写出后有人改过的文件，没有覆盖。"
            raise OutputError(reason, Place(str(path)), cure)


def _is_ours(path: Path, data: bytes) -> bool:
    """Whether a file is as this program wrote it, all that was typed into it included."""
    if is_own_output(data):
        return True
    origin = origin_of(data)
    if origin and kind_of(data) == Kind.PDF:
        return True  # what is made to be printed is changed by nobody
    try:
        sheets = open_workbook_bytes(data, str(path)).sheets if origin else ()
    except (UnreadableFile, SkippedFileError):
        return False
    return bool(origin and origin.cells and origin.is_untouched(sheets))


def write_copy(path: Path, data: bytes) -> None:
    """Write a copy; its folder is made where it is missing. Raises OutputError."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        cure = "请换一个输出位置。"
        reason = f"无法建立文件夹（{system_reason(error)}）。"
        raise OutputError(reason, Place(str(path)), cure) from None
    write_beside(path, data)
