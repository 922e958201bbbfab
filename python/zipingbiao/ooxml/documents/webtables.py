"""The tables of a web page as the HTML standard lays them out: spans and groups of rows.

Source: HTML Living Standard, 4.9.12 "Processing model"; a span that would cover another box ends
before it.
"""

from __future__ import annotations

from functools import lru_cache

from zipingbiao.errors import UnreadableFile
from zipingbiao.ooxml.address import MAX_COLUMN
from zipingbiao.ooxml.documents.blocks import COLUMN, Box, Table

#: The standard's limits.
_MOST_ACROSS, _MOST_DOWN = 1000, 65_534
#: The height of a box that reaches to the end of its rows.
_TO_THE_END = 1 << 30


class WebTable:
    """Takes the cells of a table one after the other."""

    def __init__(self) -> None:
        self._table = Table()
        #: Each column's first row in which no box reaches from above.
        self._free: list[int] = []
        #: The first row into which no box reaches from above.
        self._reach = 0
        self._column = 0
        self._group = 0
        self._in_foot = False
        self._foot: list[list[Box]] = []

    def group(self, foot: bool = False) -> None:
        """A group of rows begins, or ends; boxes reach no further than their group."""
        self._drop_blank()
        rows = self._table.rows
        for index in range(self._group, len(rows)):
            for box in rows[index]:
                box.down = min(box.down, len(rows) - index)
        if self._in_foot:
            self._foot += rows[self._group :]
            del rows[self._group :]
        self._group = len(rows)
        self._free = [self._group] * len(self._free)
        self._reach = self._group
        self._in_foot = foot

    def row(self) -> None:
        """A row begins. One without any cell before it takes no place, unless boxes reach in."""
        self._drop_blank()
        self._table.rows.append([])
        self._column = 0

    def _drop_blank(self) -> None:
        rows = self._table.rows
        blank = len(rows) > self._group and not rows[-1]
        if blank and self._reach < len(rows):
            rows.pop()

    def cell(self, across: str, down: str) -> Box:
        """A cell begins; the box that it is."""
        if len(self._table.rows) == self._group:
            self.row()
        rows, free = self._table.rows, self._free
        here = len(rows) - 1
        left = self._column
        while left < len(free) and free[left] > here:
            left += 1
        width, height = _spans(across, down)
        right = left + width
        if right > MAX_COLUMN:
            raise UnreadableFile("ZPB907", f"文档里有表格超过 {MAX_COLUMN} 列，没有继续。")
        free += [0] * (right - len(free))
        below = here + height
        if self._reach < below:
            self._reach = below
        end = left
        while end < right and free[end] <= here:
            free[end] = below
            end += 1
        self._column = end
        box = Box(float(left), float(end), down=height)
        rows[-1].append(box)
        return box

    def made(self) -> Table:
        """The table, its foot last; all columns are alike, whatever widths the page wishes for."""
        self.group()
        self._table.rows += self._foot
        rows = self._table.rows
        for row in rows:
            for box in row:
                box.left, box.right = COLUMN * box.left, COLUMN * box.right
        return self._table


@lru_cache(maxsize=1024)
def _spans(across: str, down: str) -> tuple[int, int]:
    """How many columns and rows a cell takes, by its attributes."""
    height = min(_whole(down), _MOST_DOWN) or _TO_THE_END
    return min(max(1, _whole(across)), _MOST_ACROSS), height


def _whole(text: str) -> int:
    digits = text.strip()[:9]
    return int(digits) if digits.isascii() and digits.isdigit() else 1
