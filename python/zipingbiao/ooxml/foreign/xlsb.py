"""Read ``.xlsb``: the sheets as BIFF12 records ([MS-XLSB]), with formats and merged cells.

A record is its number (one or two bytes), its size (one to four bytes) and its content. Only
the records that hold sheets, formats, strings, cells and merges are understood. The format
stores a result for every formula, so no cell is reported as uncached.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import NamedTuple

from zipingbiao.errors import UnreadableFile
from zipingbiao.ooxml.address import Area
from zipingbiao.ooxml.foreign.cells import (
    Formatter,
    SheetMaker,
    Tally,
    boolean_cell,
    error_cell,
    number_cell,
)
from zipingbiao.ooxml.foreign.markup import Attributes, parse
from zipingbiao.ooxml.grid import PlainCell, PlainSheet
from zipingbiao.ooxml.package import Package
from zipingbiao.ooxml.relations import rels_of, resolved
from zipingbiao.values.display import BUILTIN_FORMATS, formatter

# Record numbers, [MS-XLSB] 2.3.2.
_ROW = 0
_RK, _ERROR, _BOOLEAN, _REAL, _TEXT, _SHARED = 2, 3, 4, 5, 6, 7
_F_TEXT, _F_NUMBER, _F_BOOLEAN, _F_ERROR = 8, 9, 10, 11
_RICH_TEXT = 62
#: Cells without a column of their own, right of the cell before: 12 is the short form of 1.
_SHORT_FIRST, _SHORT_LAST, _SHORT_STEP = 12, 18, 11
_STRING_ITEM = 19
_FORMAT, _STYLE, _STYLES_BEGIN, _STYLES_END = 44, 47, 617, 618
_BOOK_PROPERTIES, _SHEET = 153, 156
_MERGE = 176

_ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}
_NULL_STRING = 0xFFFFFFFF


def read_xlsb(package: Package) -> tuple[PlainSheet, ...]:
    """All worksheets, in the order of their tabs.

    Raises UnreadableFile: ZPB903 damaged, ZPB907 over a limit.
    """
    try:
        return _read(package)
    except (struct.error, ValueError, IndexError, KeyError, OverflowError):
        raise UnreadableFile("ZPB903", "文件已损坏，无法按 .xlsb 格式读取。") from None


def _read(package: Package) -> tuple[PlainSheet, ...]:
    [book_part] = _related(package, "", "officeDocument").values()
    listing = _listing(package.read(book_part))
    strings = _strings(package, book_part)
    formats = _formats(package, book_part, listing.date1904)
    parts = _related(package, book_part, "worksheet")
    tally = Tally()
    sheets: list[PlainSheet] = []
    for sheet in listing.sheets:
        if sheet.key in parts:  # chart and macro sheets hold no cells of ours
            maker = SheetMaker(sheet.name, sheet.hidden, tally)
            _SheetReader(maker, strings, formats).read(package.read(parts[sheet.key]))
            sheets.append(maker.made())
    return tuple(sheets)


def _related(package: Package, part: str, kind: str) -> dict[str, str]:
    """Relation ids → part names of the parts of a kind that belong to ``part``."""
    found: dict[str, str] = {}

    def start(_: str, attributes: Attributes) -> None:
        if attributes.get("Type", "").endswith("/" + kind):
            found[attributes["Id"]] = resolved(attributes["Target"], part)

    parse(package.read(rels_of(part)), start)
    return found


def _records(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The records of a part, as number and content. Raises IndexError where it is cut short."""
    place, end = 0, len(data)
    while place < end:
        number = data[place]
        place += 1
        if number & 0x80:
            number = number & 0x7F | (data[place] & 0x7F) << 7
            place += 1
        size = shift = 0
        while True:
            byte = data[place]
            place += 1
            size |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80 or shift == 28:
                break
        if place + size > end:
            raise IndexError("a record is cut short")
        yield number, data[place : place + size]
        place += size


def _string(content: bytes, place: int) -> tuple[str, int]:
    """An XLWideString at a place: its text and where it ends."""
    (length,) = struct.unpack_from("<I", content, place)
    start = place + 4
    if length == _NULL_STRING:
        return "", start
    end = start + 2 * length
    if end > len(content):
        raise IndexError("a text is cut short")
    return content[start:end].decode("utf-16-le", "replace"), end


class _Sheet(NamedTuple):
    name: str
    hidden: bool
    key: str


class _Listing(NamedTuple):
    sheets: tuple[_Sheet, ...]
    date1904: bool


def _listing(data: bytes) -> _Listing:
    sheets: list[_Sheet] = []
    date1904 = False
    for number, content in _records(data):
        if number == _SHEET:
            (state,) = struct.unpack_from("<I", content)
            key, end = _string(content, 8)
            sheets.append(_Sheet(_string(content, end)[0], state != 0, key))
        elif number == _BOOK_PROPERTIES:
            date1904 = bool(content[0] & 1)
    return _Listing(tuple(sheets), date1904)


def _strings(package: Package, book_part: str) -> tuple[str, ...]:
    """The shared strings; formatted runs and phonetic hints follow the text and are left out."""
    return tuple(
        _string(content, 1)[0]
        for part in _related(package, book_part, "sharedStrings").values()
        for number, content in _records(package.read(part))
        if number == _STRING_ITEM
    )


def _formats(package: Package, book_part: str, date1904: bool) -> tuple[Formatter, ...]:
    """The number format of each cell style."""
    codes = dict(BUILTIN_FORMATS)
    styles: list[int] = []
    inside = False
    for part in _related(package, book_part, "styles").values():
        for number, content in _records(package.read(part)):
            if number == _FORMAT:
                (key,) = struct.unpack_from("<H", content)
                codes[key] = _string(content, 2)[0]
            elif number in (_STYLES_BEGIN, _STYLES_END):
                inside = number == _STYLES_BEGIN
            elif number == _STYLE and inside:
                styles.append(struct.unpack_from("<H", content, 2)[0])
    return tuple(formatter(codes.get(key, "General"), date1904) for key in styles or [0])


class _SheetReader:
    """Puts the cells of one sheet part into a maker."""

    def __init__(
        self, maker: SheetMaker, strings: tuple[str, ...], formats: tuple[Formatter, ...]
    ) -> None:
        self._maker = maker
        self._strings = strings
        self._formats = formats

    def read(self, data: bytes) -> None:
        """Read all records of the part."""
        row = column = 0
        for number, content in _records(data):
            if number == _ROW:
                row, column = struct.unpack_from("<I", content)[0] + 1, 0
            elif _RK <= number <= _F_ERROR or number in (1, _RICH_TEXT):
                (column,) = struct.unpack_from("<I", content)
                column += 1
                self._put(row, column, number, content[4:])
            elif _SHORT_FIRST <= number <= _SHORT_LAST:
                column += 1
                self._put(row, column, number - _SHORT_STEP, content)
            elif number == _MERGE:
                top, bottom, left, right = struct.unpack_from("<4I", content)
                self._maker.merge(Area(top + 1, left + 1, bottom + 1, right + 1))

    def _put(self, row: int, column: int, number: int, content: bytes) -> None:
        """Set a cell; the content begins with its style, and its value follows."""
        style = int.from_bytes(content[:3], "little")
        cell = self._cell(number, style, content[4:])
        if cell is not None:
            self._maker.put(row, column, cell)

    def _cell(self, number: int, style: int, value: bytes) -> PlainCell | None:
        if number == _RK:
            return number_cell(rk_number(value), self._format(style))
        if number in (_REAL, _F_NUMBER):
            return number_cell(struct.unpack_from("<d", value)[0], self._format(style))
        if number in (_BOOLEAN, _F_BOOLEAN):
            return boolean_cell(value[0] != 0)
        if number in (_ERROR, _F_ERROR):
            return error_cell(_ERRORS.get(value[0], "#N/A"))
        text = self._text(number, value)
        return PlainCell(text, text) if text else None

    def _text(self, number: int, value: bytes) -> str:
        if number == _SHARED:
            index = int.from_bytes(value[:4], "little")
            return self._strings[index]
        if number in (_TEXT, _F_TEXT):
            return _string(value, 0)[0]
        return _string(value, 1)[0] if number == _RICH_TEXT else ""

    def _format(self, style: int) -> Formatter:
        return self._formats[style if style < len(self._formats) else 0]


def rk_number(value: bytes) -> float:
    """An RkNumber ([MS-XLSB] 2.5.123): 30 bits of a float or an integer, perhaps hundredths."""
    (raw,) = struct.unpack_from("<i", value)
    if raw & 2:
        number = float(raw >> 2)
    else:
        (number,) = struct.unpack("<d", bytes(4) + struct.pack("<I", raw & 0xFFFFFFFC))
    return number / 100 if raw & 1 else number
