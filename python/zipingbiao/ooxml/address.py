"""Cell addresses: ``B7`` ⇄ (row 7, column 2). Rows and columns count from 1."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import NamedTuple

MAX_ROW = 1_048_576
MAX_COLUMN = 16_384
_ADDRESS = re.compile(r"\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})")


class Area(NamedTuple):
    """A rectangle of cells, both corners included."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def address(self) -> str:
        """The address of its top left cell."""
        return cell_name(self.top, self.left)

    @property
    def name(self) -> str:
        """``A1:C3``, or ``A1`` for a single cell."""
        if (self.top, self.left) == (self.bottom, self.right):
            return self.address
        return f"{self.address}:{cell_name(self.bottom, self.right)}"

    @property
    def size(self) -> int:
        """How many cells it has."""
        return (self.bottom - self.top + 1) * (self.right - self.left + 1)

    def contains(self, row: int, column: int) -> bool:
        """Whether the cell lies inside."""
        return self.top <= row <= self.bottom and self.left <= column <= self.right


def areas_of(addresses: Iterable[str]) -> list[Area]:
    """Cells as rectangles: runs down a column, and equal runs beside each other as one."""
    runs: list[Area] = []
    for column, row in sorted(cell_place(address)[::-1] for address in addresses):
        if runs and (runs[-1].left, runs[-1].bottom) == (column, row - 1):
            runs[-1] = runs[-1]._replace(bottom=row)
        else:
            runs.append(Area(row, column, row, column))
    wide: dict[tuple[int, int, int], Area] = {}
    for run in runs:
        before = wide.pop((run.top, run.bottom, run.left - 1), run)
        wide[run.top, run.bottom, run.right] = before._replace(right=run.right)
    return sorted(wide.values())


@cache
def column_name(column: int) -> str:
    """``3`` → ``C``."""
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


@lru_cache(maxsize=1024)
def column_number(name: str) -> int:
    """``C`` → ``3``."""
    number = 0
    for letter in name:
        number = number * 26 + ord(letter) - 64
    return number


def cell_name(row: int, column: int) -> str:
    """``(7, 2)`` → ``B7``."""
    return f"{column_name(column)}{row}"


@lru_cache(maxsize=65536)
def cell_place(name: str) -> tuple[int, int]:
    """``B7`` or ``$B$7`` → ``(7, 2)``. Raises ValueError for what is no address."""
    match = _ADDRESS.fullmatch(name)
    if match is None:
        raise ValueError(f"没有「{name}」这样的单元格地址")
    return int(match[2]), column_number(match[1])


def is_cell(name: str) -> bool:
    """Whether it is the address of one cell."""
    return _ADDRESS.fullmatch(name) is not None


@lru_cache(maxsize=65536)
def area_of(name: str) -> Area:
    """``A1:C3`` or ``A1`` → its area, corners in order."""
    first, _, last = name.partition(":")
    row1, column1 = cell_place(first)
    row2, column2 = cell_place(last or first)
    return Area(min(row1, row2), min(column1, column2), max(row1, row2), max(column1, column2))
