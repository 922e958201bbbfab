"""Documents as PDF, made by LibreOffice in one go for many. Equal documents give equal bytes."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

from zipingbiao.errors import CallError, UnreadableFile
from zipingbiao.ooxml.documents.converting import (
    BOOK_PDF,
    PDF,
    SECONDS,
    convert,
    find_soffice,
)

#: Documents that LibreOffice is given at a time, and the seconds for each after the first.
_BATCH, _EACH = 16, 5.0
#: What a PDF says of when it was made, and which of all PDFs it is.
_DATE = re.compile(rb"/(?:CreationDate|ModDate)\(D:(\d{14}[^)]*)\)")
_IDENTITY = re.compile(rb"/ID \[ ?<([0-9A-F]{32})>\s*<([0-9A-F]{32})> ?\]")
_CHECKSUM = re.compile(rb"/DocChecksum /([0-9A-F]{32})")
_NEW_YEAR = b"19800101000000Z"

Made = bytes | UnreadableFile


def office() -> str:
    """LibreOffice's program. Raises CallError where it is not installed."""
    program = find_soffice()
    if program is None:
        cure = "请安装 LibreOffice，或用 --format docx 导出，再在 Word 或 WPS 里另存为 PDF。"
        raise CallError("导出 PDF 要靠 LibreOffice，这台电脑上没有。", cure=cure)
    return program


def pdfs_of(documents: Iterable[tuple[str, bytes]], program: str) -> Iterator[tuple[str, Made]]:
    """The PDF of each document (``.docx``), by its name; the error where there is none."""
    waiting = iter(documents)
    while batch := dict(islice(waiting, _BATCH)):
        made = _together(batch, program)
        for name, document in batch.items():
            yield name, made.get(name) or _alone(document, program)


def _together(documents: Mapping[str, bytes], program: str) -> dict[str, Made]:
    """What LibreOffice makes of some documents; nothing where it fails over one of them."""
    files = {f"{number}.docx": data for number, data in enumerate(documents.values())}
    try:
        made = convert(files, PDF, program, SECONDS + _EACH * len(files))
    except UnreadableFile:
        return {}
    found = (made.get(file) for file in files)
    return {name: timeless(one) for name, one in zip(documents, found, strict=True) if one}


def _alone(document: bytes, program: str) -> Made:
    try:
        made = convert({"0.docx": document}, PDF, program)
    except UnreadableFile as error:
        return error
    if not made:
        return UnreadableFile("ZPB903", "LibreOffice 没有转出 PDF。")
    return timeless(made["0.docx"])


def pdf_of_book(book: bytes, sheets: int, program: str) -> bytes:
    """The PDF of a workbook, with a bookmark for each sheet that is printed.

    Raises UnreadableFile: ZPB903 where LibreOffice can't make it, ZPB907 where it takes too long.
    """
    made = convert({"0.xlsx": book}, BOOK_PDF, program, SECONDS + _EACH * sheets)
    if not made:
        raise UnreadableFile("ZPB903", "LibreOffice 没有转出 PDF。")
    return timeless(made["0.xlsx"])


def timeless(pdf: bytes) -> bytes:
    """A PDF that does not tell when it was made; as long as before, for it says where all lies."""
    at = pdf.rfind(b"trailer")
    info = max(pdf.rfind(b"/CreationDate(D:"), 0)
    if at < info or not info:
        return pdf
    head, middle, tail = pdf[:info], pdf[info:at], pdf[at:]
    middle = _DATE.sub(_undated, middle)
    name = hashlib.sha256(head).hexdigest()[:32].upper().encode()
    for pattern in (_IDENTITY, _CHECKSUM):
        tail = pattern.sub(lambda match: _renamed(match, name), tail)
    return head + middle + tail


def _undated(match: re.Match[bytes]) -> bytes:
    written = _NEW_YEAR.ljust(len(match[1]), b"'")[: len(match[1])]
    return match[0].replace(match[1], written)


def _renamed(match: re.Match[bytes], name: bytes) -> bytes:
    return re.sub(rb"[0-9A-F]{32}", name, match[0])
