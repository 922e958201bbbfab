"""Number formats and colours: Excel's way of saying them ⇄ LibreOffice's."""

from __future__ import annotations

import re

from zipingbiao.excel.office.link import Uno, struct, told
from zipingbiao.excel.office.values import GENERAL

# com.sun.star.util.NumberFormat
_DATE, _TIME, _TEXT, _LOGICAL = 2, 4, 256, 1024

#: Quoted, escaped and bracketed parts of a format keep their letters.
_LITERAL = re.compile(r'("[^"]*"|\\.|\[[^\]]*\])')

Color = tuple[int, int, int] | int | str | None


@told
class NumberFormats:
    """The number formats of one workbook, by LibreOffice's key."""

    def __init__(self, document: Uno) -> None:
        self._formats = document.NumberFormats
        self._english = struct("lang.Locale", "en", "US", "")
        self._codes: dict[int, str] = {}
        self._types: dict[int, int] = {}

    def key(self, code: str) -> int:
        """The key of Excel's format code; a new one is added where it is not known yet."""
        found: int = self._formats.queryKey(code, self._english, False)
        return found if found != -1 else int(self._formats.addNew(code, self._english))

    def code(self, key: int) -> str:
        """Excel's code of a format: ``General``, ``0.00%``, ``yyyy/m/d``."""
        if key not in self._codes:
            english = self._formats.getByKey(self._formats.getFormatForLocale(key, self._english))
            text: str = english.FormatString
            clock = english.Type & (_DATE | _TIME)
            self._codes[key] = _small_letters(text) if clock else text
        return self._codes[key]

    def _type(self, key: int) -> int:
        if key not in self._types:
            self._types[key] = self._formats.getByKey(key).Type
        return self._types[key]

    def is_date(self, key: int) -> bool:
        """Whether numbers in this format are days; a time of day alone is a number in Excel."""
        return bool(self._type(key) & _DATE)

    def is_logical(self, key: int) -> bool:
        """Whether numbers in this format are TRUE and FALSE."""
        return bool(self._type(key) & _LOGICAL)

    def is_text(self, key: int) -> bool:
        """Whether what is typed into a cell of this format stays text."""
        return bool(self._type(key) & _TEXT)

    def is_general(self, key: int) -> bool:
        """Whether it is the format of a cell that nobody has formatted."""
        return self.code(key) == GENERAL


def _small_letters(code: str) -> str:
    parts = _LITERAL.split(code)
    small = (part if place % 2 else _small(part) for place, part in enumerate(parts))
    return "".join(small)


def _small(part: str) -> str:
    """``YYYY-MM-DD AM/PM`` → ``yyyy-mm-dd AM/PM``, as Excel writes it."""
    return re.sub(r"AM/PM|[YMDHS]+", lambda x: x[0] if "/" in x[0] else x[0].lower(), part)


def to_number(color: Color) -> int:
    """A colour as LibreOffice wants it, 0xRRGGBB; None is no colour, -1."""
    if color is None:
        return -1
    if isinstance(color, str):
        return int(color.removeprefix("#"), 16)
    # Excel's own numbers begin with blue.
    numbers = (color & 255, color >> 8 & 255, color >> 16) if isinstance(color, int) else color
    red, green, blue = numbers
    return red << 16 | green << 8 | blue


def to_color(number: int | None) -> tuple[int, int, int] | None:
    """LibreOffice's colour as (red, green, blue); None where there is none."""
    if number is None or number < 0:
        return None
    return number >> 16 & 255, number >> 8 & 255, number & 255
