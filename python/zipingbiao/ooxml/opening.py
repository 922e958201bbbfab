"""Open any workbook an agency sends: read its bytes, see what it is, give its sheets.

The file is opened for reading only, read at once and closed: it is never written to, and
nobody who has it open in Excel is disturbed.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path

from zipingbiao.errors import Place, UnreadableFile, ZpbError, system_reason
from zipingbiao.ooxml.foreign.apart import read_apart
from zipingbiao.ooxml.grid import UNREAD, PlainSheet, Sheet, Workbook
from zipingbiao.ooxml.package import Package
from zipingbiao.ooxml.sniff import (
    CONVERTED_KINDS,
    DOCUMENT_ENDINGS,
    READABLE_ENDINGS,
    TEXT_ENDINGS,
    TITLES,
    Kind,
    ending_of,
    kind_of,
    verdict,
)
from zipingbiao.ooxml.xlsx import read_xlsx

#: Bytes of one file. Official forms have some 20 KB, with scans pasted in some 10 MB.
MAX_FILE_SIZE = 64 * 1024 * 1024
#: Bytes of a document that is read here; larger ones are read in a process that may die of them.
_SMALL = 2 * 1024 * 1024

_MERE_TEXT = "文本里没有自评表，也没有看得懂、可以互相核对的金额或比例，没有检查。"
_OTHER_KIND = "如其中有自评表，请另存为 Excel 工作簿或 Word 文档后放入文件夹。"


class SkippedFileError(ZpbError):
    """A file of another kind (picture, text …), or without any table: listed, but no failure."""


def open_workbook(path: Path, shown_path: str) -> Workbook:
    """Open a file, whatever its ending. ``shown_path`` is how messages name it.

    Raises UnreadableFile (ZPB901–904, 907), or SkippedFileError where the file does not even claim
    to be a workbook.
    """
    return open_workbook_bytes(read_file(path, shown_path), shown_path)


def open_workbook_bytes(data: bytes, shown_path: str, *, texts: bool = False) -> Workbook:
    """As `open_workbook`, for a caller that has read the file already.

    ``texts``: open documents without tables as well, and files of plain text; what others are
    told of those is their `Workbook.refusal`.
    """
    found = verdict(shown_path, data)
    if texts and found.kind == Kind.TEXT and ending_of(shown_path) in TEXT_ENDINGS:
        refusal = SkippedFileError(_MERE_TEXT, Place(path=shown_path), _OTHER_KIND)
        return Workbook((_page(data),), refusal=refusal)
    if found.status == "skipped":
        raise SkippedFileError(found.reason or "", Place(path=shown_path), _OTHER_KIND)
    if found.status == "unreadable":
        raise UnreadableFile(found.code or "ZPB901", found.reason or "", shown_path)
    try:
        sheets = _sheets(found.kind, data)
    except UnreadableFile as error:
        raise UnreadableFile(error.code, error.reason, shown_path) from None
    except SkippedFileError as error:
        raise SkippedFileError(error.reason, Place(path=shown_path), error.cure) from None
    if found.kind in DOCUMENT_ENDINGS and not any(map(_has_tables, sheets)):
        reason = _unread(sheets) or f"{TITLES[found.kind]}里没有表格，未读取。"
        refusal = SkippedFileError(reason, Place(path=shown_path), _SCANNED)
        if texts:
            return Workbook(sheets, found.misnamed, refusal)
        raise refusal
    return Workbook(sheets, found.misnamed)


def _page(data: bytes) -> PlainSheet:
    """A file of plain text as a sheet: a row for each line."""
    from zipingbiao.ooxml.documents.blocks import Line
    from zipingbiao.ooxml.documents.charset import text_of
    from zipingbiao.ooxml.documents.laying import laid_out
    from zipingbiao.ooxml.foreign.cells import Tally

    return laid_out([Line(text_of(data))], Tally()).sheet


_SCANNED = "如自评表是图片，请放入 Word 或 Excel 原件。"


def book_of_document(data: bytes, shown_path: str, *, texts: bool = False) -> bytes | None:
    """An ``.xlsx`` with the sheets that a document becomes; None for what is no document.

    ``texts``: of a document without tables as well.

    Raises UnreadableFile and SkippedFileError as `open_workbook_bytes` does.
    """
    if kind_of(data) not in DOCUMENT_ENDINGS:
        return None
    from zipingbiao.ooxml.documents.book import book_of

    sheets = open_workbook_bytes(data, shown_path, texts=texts).sheets
    return book_of([sheet for sheet in sheets if isinstance(sheet, PlainSheet)])


def _unread(sheets: Iterable[Sheet]) -> str:
    """Why the pages of a document could not be read; nothing where they could."""
    notices = (one for sheet in sheets if isinstance(sheet, PlainSheet) for one in sheet.notices)
    return next((one.reason for one in notices if one.code == UNREAD), "")


def _has_tables(sheet: Sheet) -> bool:
    return isinstance(sheet, PlainSheet) and bool(sheet.tables)


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
        raise UnreadableFile("ZPB903", refusal(error), shown_path) from None


#: A large one is a scan as a rule, and no failure.
_MOSTLY_SCANS = DOCUMENT_ENDINGS[Kind.PDF]


def _too_large(shown_path: str) -> ZpbError:
    reason = f"文件大于 {MAX_FILE_SIZE // 1024 // 1024} MB"
    if ending_of(shown_path) in READABLE_ENDINGS - _MOSTLY_SCANS:
        return UnreadableFile("ZPB907", f"{reason}。", shown_path)
    return SkippedFileError(
        f"{reason}，扩展名不是工作簿或文档的，未读取。", Place(path=shown_path), _OTHER_KIND
    )


def refusal(error: OSError) -> str:
    """Why the system refuses, as a sentence."""
    if isinstance(error, PermissionError):
        return "没有读取权限，或文件正被其他程序独占。"
    if isinstance(error, FileNotFoundError):
        return "文件不存在，可能刚被移走。"
    return f"系统无法读取文件（{system_reason(error)}）。"


def _sheets(kind: Kind, data: bytes) -> tuple[Sheet, ...]:
    if kind == Kind.XLSX:
        return read_xlsx(Package.open(data))
    if kind == Kind.PDF and find_spec("pdfplumber") is None:
        raise SkippedFileError("读 PDF 要靠 pdfplumber，这台电脑上没有，未读取。", cure=_INSTALL)
    if kind in CONVERTED_KINDS:
        kind, data = Kind.DOCX, _converted(kind, data)
    return _read_here(kind, data) or read_apart(kind, data)


def _read_here(kind: Kind, data: bytes) -> tuple[Sheet, ...]:
    """The sheet of a document too small to do harm; of any other nothing, nor when it did harm."""
    if kind not in (Kind.DOCX, Kind.HTML):
        return ()
    if (Package.open(data).size if kind == Kind.DOCX else len(data)) > _SMALL:
        return ()
    from zipingbiao.ooxml.foreign.worker import read

    try:
        return read(kind, data)
    except ZpbError:
        raise
    except Exception:  # the process of its own says what comes of it
        return ()


def _converted(kind: Kind, data: bytes) -> bytes:
    from zipingbiao.ooxml.documents.converting import as_docx, find_soffice

    program = find_soffice()
    if program is None:
        reason = f"{TITLES[kind]}要靠 LibreOffice 打开，这台电脑上没有，未读取。"
        raise SkippedFileError(reason, cure=_SAVE_AS)
    return as_docx(kind, data, program)


_INSTALL = "请放入 Word 或 Excel 原件，或安装：pip install zipingbiao[pdf]。"
_SAVE_AS = "请用 Word 或 WPS 另存为 .docx，或安装 LibreOffice。"
