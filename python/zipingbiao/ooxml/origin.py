"""What an output of ours says of itself: that it is none of the inputs, or what it is a copy of.

A corrected or marked copy comes back from an agency as often as not. It carries the hash of its
original and a digest of its input cells as they were written: so it is known whether a person had
a hand in it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple

from zipingbiao.errors import UnreadableFile
from zipingbiao.ooxml.address import Area, area_of, cell_place
from zipingbiao.ooxml.grid import CellError, Scalar, Sheet
from zipingbiao.ooxml.ownlist import LIST_NAME, is_list_name
from zipingbiao.ooxml.package import Package
from zipingbiao.ooxml.xlsx import XlsxSheet

#: The words in the names of copies: ``甲.检查.xlsx``, ``甲.修正.xlsx``.
CHECKED, MENDED = "检查", "修正"
#: Stands among the key words of every workbook that is an output and no input.
OWN_OUTPUT = "zipingbiao-output"
#: What our summaries are entitled. Copies of earlier versions bear the same mark as they do.
SUMMARY_TITLE = "绩效自评汇总"
#: Which working sheets a summary has, for one who reads it again; stands among its key words.
SUMMARY_SCHEMA = 1
_SCHEMA = "zipingbiao-summary"
_SCHEMA_OF = re.compile(rf"{_SCHEMA}-(\d{{1,9}})(?:-(\d+-[0-9a-f]{{16}}))?")
#: Stands among the key words of every draft of a report: its tables are no forms, its text is text.
DRAFT = "zipingbiao-draft"
#: Stands among the key words of every letter that goes with what is sent back: it is no input.
NOTICE = "zipingbiao-notice"
_COPY = "zipingbiao-copy"
#: One word for all programs: some part key words at colons, commas and blanks.
_MARK = re.compile(rf"{_COPY}-([0-9a-f]{{32}})-([0-9a-f]{{32}})")
_ANY_MARK = re.compile(rf"(?:{_MARK.pattern}|{OWN_OUTPUT}|{DRAFT}|{NOTICE})\s*")
_PROPERTIES = "docProps/core.xml"
_PDF = b"%PDF"
#: Stands in the directory of every Word document, so that others need not be looked into.
_WORD = b"word/document"
#: The key words of a PDF as LibreOffice writes them.
_WORDS = re.compile(rb"/Keywords<FEFF((?:[0-9A-F]{4})+)>")
_LARGEST_PROPERTIES = 65_536
#: Hexadecimal digits of a hash that are kept: enough that no two files share them.
_DIGITS = 32
#: Digits of a number that every program keeps when it saves.
_PRECISION = 15


class Origin(NamedTuple):
    """What a copy was made of: its original's hash, the digest of its input cells as written.

    Both are empty in a copy of an earlier version.
    """

    original: str = ""
    cells: str = ""

    @classmethod
    def of_copy(cls, original: bytes, sheets: Iterable[Sheet]) -> Origin:
        """For a copy of ``original`` that has these ``sheets``."""
        return cls.of_hash(hashlib.sha256(original).hexdigest(), input_digest(sheets))

    @classmethod
    def of_hash(cls, sha256: str, cells: str) -> Origin:
        """For a copy of a file with that hash; ``""`` where it was made of several."""
        return cls(sha256[:_DIGITS] or "0" * _DIGITS, cells)

    @property
    def mark(self) -> str:
        """How it is written among the key words."""
        return f"{_COPY}-{self.original}-{self.cells}"

    @property
    def is_of_several(self) -> bool:
        """Whether it was made of several files, as a bound volume is."""
        return bool(self.original) and not self.original.strip("0")

    def is_copy_of(self, sha256: str) -> bool:
        """Whether a file with this hash is the original."""
        return bool(self.original) and sha256.startswith(self.original)

    def is_untouched(self, sheets: Iterable[Sheet]) -> bool:
        """Whether the input cells are as they were written; not known is not touched."""
        return not self.cells or input_digest(sheets) == self.cells


def is_own_output(data: bytes) -> bool:
    """Whether a file is an output of this program that is no input: a summary, a list, a report."""
    if _REPORTED in data[:_PAGE_HEAD]:
        return True
    text = _properties(data)
    return OWN_OUTPUT in text and (SUMMARY_TITLE in text or _LISTED in text)


#: How a web page of ours begins.
_REPORTED, _PAGE_HEAD = f'<meta name="generator" content="{OWN_OUTPUT}">'.encode(), 1024
#: The title of a workbook that holds nothing but our list.
_LISTED = f"<dc:title>{LIST_NAME}</dc:title>"


def summary_words() -> str:
    """The key words of a summary."""
    return f"{OWN_OUTPUT} {_SCHEMA}-{SUMMARY_SCHEMA}"


def with_check(parts: Mapping[str, bytes], check: str) -> dict[str, bytes]:
    """The parts of a summary whose key words say what its working sheet holds, too: its rows and
    their digest, ``12-0123456789abcdef``.
    """
    mark = f"{_SCHEMA}-{SUMMARY_SCHEMA}"
    words = parts[_PROPERTIES].replace(mark.encode(), f"{mark}-{check}".encode())
    return {**parts, _PROPERTIES: words}


def is_summary(data: bytes) -> bool:
    """Whether a file is a summary of ours, of whatever version."""
    text = _properties(data)
    return OWN_OUTPUT in text and SUMMARY_TITLE in text


def summary_schema(data: bytes) -> int:
    """The number of a summary's working sheets; 0 where it has none."""
    found = _SCHEMA_OF.search(_properties(data))
    return int(found[1]) if found else 0


def summary_check(data: bytes) -> str:
    """What a summary says that its working sheet holds (`with_check`); ``""`` where it doesn't."""
    found = _SCHEMA_OF.search(_properties(data))
    return (found[2] or "") if found else ""


def is_draft(data: bytes) -> bool:
    """Whether a document is a report that we drafted, whoever has written in it since."""
    written = data.startswith(_PDF) or _WORD in data
    return written and DRAFT in _properties(data)


def is_notice(data: bytes) -> bool:
    """Whether a document is a letter that we wrote about findings, whoever changed it since."""
    return _WORD in data and NOTICE in _properties(data)


def origin_of(data: bytes) -> Origin | None:
    """What a copy of ours says of its origin; None for any other file."""
    text = _properties(data)
    if found := _MARK.search(text):
        # A PDF is printed, not written in: nobody can have touched it.
        return Origin(found[1], "" if data.startswith(_PDF) else found[2])
    return Origin() if OWN_OUTPUT in text and not is_own_output(data) else None


def without_marks(words: str) -> str:
    """The key words of a workbook without what we wrote there before."""
    return _ANY_MARK.sub("", words).rstrip() if _ANY_MARK.search(words) else words


@lru_cache(maxsize=1)
def _properties(data: bytes) -> str:
    if data.startswith(_PDF):
        words = _WORDS.search(data)
        return bytes.fromhex(words[1].decode()).decode("utf-16-be", "replace") if words else ""
    if not data.startswith(b"PK") or b"core.xml" not in data:
        return ""
    try:
        part = Package.open(data).packed(_PROPERTIES)
        content = part.inflated() if part.size < _LARGEST_PROPERTIES else b""
    except UnreadableFile:
        return ""
    return content.decode(errors="replace")


def input_digest(sheets: Iterable[Sheet]) -> str:
    """A digest of all that was typed into some sheets, whatever program saved them last.

    Formulas do not count, nor their results: every program computes them anew.
    """
    digests = sorted(filter(None, map(_sheet_digest, sheets)))
    return hashlib.sha256("".join(digests).encode()).hexdigest()[:_DIGITS]


def _sheet_digest(sheet: Sheet) -> str:
    if is_list_name(sheet.name):
        return ""
    computed = sheet.computed if isinstance(sheet, XlsxSheet) else frozenset[str]()
    hidden = _hidden(sheet)
    typed = (
        (address, _canonical(sheet.value(address)))
        for address in sheet.addresses
        if address not in computed and address not in hidden
    )
    lines = sorted(f"{address}\t{value}\n" for address, value in typed if value)
    text = "".join(lines).encode("utf-8", "surrogatepass")
    return hashlib.sha256(text).hexdigest() if lines else ""


def _hidden(sheet: Sheet) -> set[str]:
    """What lies below merged cells: nobody sees it, and some programs drop it when they save."""
    bottom = max((cell_place(one)[0] for one in sheet.addresses), default=0)
    rows: dict[int, list[Area]] = {}
    for area in map(area_of, sheet.merges):
        for row in range(area.top, min(area.bottom, bottom) + 1):
            rows.setdefault(row, []).append(area)
    found = set()
    for address in sheet.addresses:
        row, column = cell_place(address)
        for area in rows.get(row, ()):
            if area.left <= column <= area.right and address != area.address:
                found.add(address)
    return found


def _canonical(value: Scalar) -> str:
    """A value as text, the same for all that programs make of it when they save."""
    if isinstance(value, str) and not isinstance(value, CellError):
        return "".join(value.split())
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"{value:.{_PRECISION}g}"
    return "" if value is None else str(value)
