"""How high a row must be so that its text is seen in full.

Excel does not fit rows with merged cells to their text, so the height is worked out here, from
the widths of the columns and the size of the letters.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from math import ceil

from zipingbiao.ooxml.address import Area
from zipingbiao.ooxml.grid import Scalar

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
    """How many full-width letters of that size (points) one line of the area holds.

    0 where all of it is hidden: what nobody sees needs no height.
    """
    columns = range(area.left, area.right + 1)
    if not any(widths.get(column, _DEFAULT_WIDTH) for column in columns):
        return 0.0
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


def heighten(heights: list[float], values: Sequence[Scalar], letters: float, size: float) -> None:
    """Make rows high enough for the texts of a column: letters to a line, their size in points."""
    line = height(1, size)
    points: dict[Scalar, float] = {
        value: line if len(value) <= letters and "\n" not in value
        else height(lines(value, letters), size)
        for value in set(values)
        if isinstance(value, str)
    }  # fmt: skip
    if max(points.values(), default=0.0) <= min(heights):
        return
    for index, value in enumerate(values):
        if (needed := points.get(value, 0.0)) > heights[index]:
            heights[index] = needed


def heighten_all(heights: list[float], text: str, letters: float, size: float) -> None:
    """As `heighten`, for a text that stands in all rows."""
    needed = height(lines(text, letters), size)
    if needed > min(heights):
        heights[:] = [max(needed, one) for one in heights]
