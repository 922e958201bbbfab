"""Would Excel or Word repair it? ``faults`` of a file; ``added`` by a copy, beyond its original."""

from __future__ import annotations

import re
from collections import Counter
from zipfile import BadZipFile

from lint.package import check_workbook, open_book
from lint.sheet import check_sheet

_DOCUMENT = "word/document.xml"


def faults(data: bytes) -> list[str]:
    """All that is wrong, as ``place: what``; of a Word document only its package is judged."""
    try:
        book = open_book(data)
    except BadZipFile as error:
        return [f"zip: {error}"]
    if _DOCUMENT not in book.parts and check_workbook(book) is not None:
        for title, part in book.sheets:
            check_sheet(book, title, part)
    return book.faults


def added(original: bytes, copy: bytes) -> list[str]:
    """The faults of a copy of kinds that its original has fewer of."""
    had, found = (Counter(map(_kind, faults(data))) for data in (original, copy))
    return [fault for fault in faults(copy) if found[_kind(fault)] > had[_kind(fault)]]


def _kind(fault: str) -> str:
    """A fault without where it is and of what."""
    return re.sub(r"[A-Z]{0,3}\d+|'[^']*'", "", fault.partition(": ")[2])
