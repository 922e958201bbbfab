"""Open any workbook an agency sends: read its bytes, see what it is, give its sheets.

The file is opened for reading only, read at once and closed: it is never written to, and
nobody who has it open in Excel is disturbed.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

from zipingbiao.errors import Place, UnreadableFile, ZpbError
from zipingbiao.ooxml.foreign.apart import read_apart
from zipingbiao.ooxml.grid import Sheet, Workbook
from zipingbiao.ooxml.package import Package
from zipingbiao.ooxml.sniff import WORKBOOK_ENDINGS, Kind, ending_of, verdict
from zipingbiao.ooxml.xlsx import read_xlsx

#: Bytes of one file. Official forms have some 20 KB, with scans pasted in some 10 MB.
MAX_FILE_SIZE = 64 * 1024 * 1024


class SkippedFileError(ZpbError):
    """A file of another kind (Word, PDF, picture, text …): listed, but no failure."""


def open_workbook(path: Path, shown_path: str) -> Workbook:
    """Open a file, whatever its ending. ``shown_path`` is how messages name it.

    Raises UnreadableFile (ZPB901–904, 907), or SkippedFileError where the file does not even claim
    to be a workbook.
    """
    return open_workbook_bytes(read_file(path, shown_path), shown_path)


def open_workbook_bytes(data: bytes, shown_path: str) -> Workbook:
    """As `open_workbook`, for a caller that has read the file already."""
    found = verdict(shown_path, data)
    if found.status == "skipped":
        raise SkippedFileError(found.reason or "", Place(path=shown_path))
    if found.status == "unreadable":
        raise UnreadableFile(found.code or "ZPB901", found.reason or "", shown_path)
    try:
        return Workbook(_sheets(found.kind, data), found.misnamed)
    except UnreadableFile as error:
        raise UnreadableFile(error.code, error.reason, shown_path) from None


def read_file(path: Path, shown_path: str) -> bytes:
    """The bytes of a file.

    Raises UnreadableFile: ZPB907 beyond `MAX_FILE_SIZE` (SkippedFileError where the ending is no
    workbook's: films and scans are no failure), ZPB903 where the system refuses.
    """
    try:
        found = os.stat(path)
        if not stat.S_ISREG(found.st_mode):
            raise UnreadableFile("ZPB903", "这不是普通文件。", shown_path)
        if found.st_size > MAX_FILE_SIZE:
            raise _too_large(shown_path)
        with open(path, "rb", buffering=0) as file:
            return file.read()
    except OSError as error:
        raise UnreadableFile("ZPB903", _refusal(error), shown_path) from None


def _too_large(shown_path: str) -> ZpbError:
    reason = f"文件大于 {MAX_FILE_SIZE // 1024 // 1024} MB"
    if ending_of(shown_path) in WORKBOOK_ENDINGS:
        return UnreadableFile("ZPB907", f"{reason}。", shown_path)
    return SkippedFileError(f"{reason}，扩展名不是工作簿的，未读取。", Place(path=shown_path))


def _refusal(error: OSError) -> str:
    if isinstance(error, PermissionError):
        return "没有读取权限，或文件正被其他程序独占。"
    if isinstance(error, FileNotFoundError):
        return "文件不存在，可能刚被移走。"
    return f"系统无法读取文件（{error.strerror}）。"


def _sheets(kind: Kind, data: bytes) -> tuple[Sheet, ...]:
    if kind == Kind.XLSX:
        return read_xlsx(Package.open(data))
    return read_apart(kind, data)
