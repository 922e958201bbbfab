"""How high a row must be so that its text is seen in full.

Excel does not fit rows with merged cells to their text, so the height is worked out here, from
the widths of the columns and the size of the letters.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from math import ceil

from zipingbiao.ooxml.address import Area

_DEFAULT_WIDTH = 8.43
#: Pixels of a column's width that no text uses, and of one digit in the default font.
_PADDING, _DIGIT = 8, 7
#: Half-width letters are so wide as a share of the full width.
_NARROW = 0.55
_PIXELS_PER_POINT = 4 / 3
_LINE, _SPACE = 1.33, 4
#: Fonts differ from machine to machine: count on a little less room than there is.
_SAFE = 0.95
MAX_HEIGHT = 409.0


def room(area: Area, widths: Mapping[int, float], size: float) -> float:
    """How many full-width letters of that size (points) one line of the area holds."""
    columns = range(area.left, area.right + 1)
    pixels = sum(widths.get(column, _DEFAULT_WIDTH) * _DIGIT + 5 for column in columns)
    return max((pixels - _PADDING) * _SAFE / (size * _PIXELS_PER_POINT), 1.0)


def lines(text: str, letters: float) -> int:
    """How many lines a text needs where one holds so many full-width letters."""
    if "\n" in text:
        return sum(lines(line, letters) for line in text.split("\n"))
    narrow = len(text.encode("ascii", "ignore"))
    return ceil((len(text) - narrow + narrow * _NARROW) / letters) or 1


@lru_cache(maxsize=1024)
def height(count: int, size: float) -> float:
    """The height in points of so many lines."""
    return min(ceil(count * size * _LINE + _SPACE), MAX_HEIGHT)
