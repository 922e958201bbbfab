"""Excel's objects as COM shows them: just what xlwings asks of a range in a function call.

Values are what pywin32 hands over: floats, texts, truths, datetimes, decimals for cells in a
currency format, a number for an error, None for an empty cell.
"""

# The members are named as in Excel.
# ruff: noqa: N802

from __future__ import annotations

import re
from collections.abc import Sequence
from types import SimpleNamespace

ROWS, COLUMNS = 1_048_576, 16_384
_CORNER = re.compile(r"\$?([A-Z]*)\$?([0-9]*)")


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _letters(number: int) -> str:
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


class ComSheet:
    """A sheet whose cells from A1 on hold the given rows."""

    def __init__(self, rows: Sequence[Sequence[object]]) -> None:
        self.held = [list(row) for row in rows]
        #: How many cells were read, to see that whole columns are not.
        self.read = 0

    @property
    def Parent(self) -> SimpleNamespace:
        """The book, whose program is not asked for anything."""
        return SimpleNamespace(Application=SimpleNamespace(Hwnd=1))

    @property
    def UsedRange(self) -> ComRange:
        return ComRange(self, (1, 1, len(self.held), max(map(len, self.held))))

    def Cells(self, row: int, column: int) -> ComRange:
        return ComRange(self, (row, column, 1, 1))

    def Range(self, first: str | ComRange, last: ComRange | None = None) -> ComRange:
        if isinstance(first, str):
            return ComRange(self, *(_area(part) for part in first.split(",")))
        end = first if last is None else last
        top, left, *_ = first.areas[0]
        row, column, rows, columns = end.areas[0]
        return ComRange(self, (top, left, row + rows - top, column + columns - left))


Area = tuple[int, int, int, int]


def _area(address: str) -> Area:
    """``$A$1:$B$2``, ``$A:$A``, ``$3:$4`` as row, column, rows, columns."""
    first, _, last = address.partition(":")
    corners = [_CORNER.fullmatch(corner) for corner in (first, last or first)]
    (top, left), (bottom, right) = [
        (int(found[2] or default[0]), _number(found[1]) or default[1])
        for found, default in zip(corners, ((1, 1), (ROWS, COLUMNS)), strict=True)
        if found
    ]
    return top, left, bottom - top + 1, right - left + 1


class ComRange:
    """A range of one or several areas."""

    def __init__(self, sheet: ComSheet, *areas: Area) -> None:
        self.Worksheet, self.areas = sheet, areas

    @property
    def Value(self) -> object:
        """As Excel does, of the first area only; one cell gives its bare value."""
        top, left, rows, columns = self.areas[0]
        self.Worksheet.read += rows * columns
        values = tuple(
            tuple(self._held(row, column) for column in range(left, left + columns))
            for row in range(top, top + rows)
        )
        return values[0][0] if rows == columns == 1 else values

    def _held(self, row: int, column: int) -> object:
        held = self.Worksheet.held
        inside = row <= len(held) and column <= len(held[row - 1])
        return held[row - 1][column - 1] if inside else None

    @property
    def Address(self) -> str:
        return ",".join(map(_address, self.areas))

    @property
    def Row(self) -> int:
        return self.areas[0][0]

    @property
    def Column(self) -> int:
        return self.areas[0][1]

    @property
    def Rows(self) -> SimpleNamespace:
        return SimpleNamespace(Count=self.areas[0][2])

    @property
    def Columns(self) -> SimpleNamespace:
        return SimpleNamespace(Count=self.areas[0][3])

    def __call__(self, row: int, column: int) -> ComRange:
        """A cell, counted from the range's corner."""
        return self.Worksheet.Cells(self.Row + row - 1, self.Column + column - 1)


def _address(area: Area) -> str:
    top, left, rows, columns = area
    if rows == ROWS:
        return f"${_letters(left)}:${_letters(left + columns - 1)}"
    if columns == COLUMNS:
        return f"${top}:${top + rows - 1}"
    first, last = (
        f"${_letters(column)}${row}"
        for row, column in ((top, left), (top + rows - 1, left + columns - 1))
    )
    return first if first == last else f"{first}:{last}"
