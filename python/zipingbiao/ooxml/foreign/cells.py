"""What the readers of foreign formats share: counting cells, and making one of a number."""

from __future__ import annotations

import math
from collections.abc import Callable

from zipingbiao.errors import UnreadableFile
from zipingbiao.ooxml.address import MAX_COLUMN, MAX_ROW, Area, cell_name
from zipingbiao.ooxml.grid import CellError, Notice, PlainCell, PlainSheet

#: Cells with content, and merged areas, that one workbook may have.
MAX_CELLS = 2_000_000
#: Beyond this size a whole number has more digits than a cell keeps, and stays a float.
_EXACT = 1e15

Formatter = Callable[[int | float], str]


class Tally:
    """What a workbook may still hold before it is over the limit."""

    def __init__(self, limit: int = MAX_CELLS) -> None:
        self._limit = self._left = limit

    def take(self, count: int = 1) -> None:
        """Count cells or merges. Raises UnreadableFile ZPB907 beyond the limit."""
        self._left -= count
        if self._left < 0:
            raise UnreadableFile("ZPB907", f"单元格超过 {self._limit} 个。")


class SheetMaker:
    """Gathers the cells of one sheet; rows and columns count from 1."""

    def __init__(self, name: str, hidden: bool, tally: Tally) -> None:
        self._name = name
        self._hidden = hidden
        self._tally = tally
        self._cells: dict[str, PlainCell] = {}
        self._merges: list[str] = []

    def put(self, row: int, column: int, cell: PlainCell) -> None:
        """Set a cell. Raises UnreadableFile ZPB907 over the limit or outside Excel's grid."""
        self._tally.take()
        if row > MAX_ROW or column > MAX_COLUMN:
            raise UnreadableFile("ZPB907", f"第 {row} 行第 {column} 列超出 Excel 工作表的范围。")
        self._cells[cell_name(row, column)] = cell

    def merge(self, area: Area) -> None:
        """Note a merged area; a single cell is none, nor what reaches beyond Excel's grid."""
        if area.top > area.bottom or area.left > area.right:
            return
        if area.bottom > MAX_ROW or area.right > MAX_COLUMN:
            return
        if area.size > 1:
            self._tally.take()
            self._merges.append(area.name)

    def made(self, tables: tuple[Area, ...] = (), notices: tuple[Notice, ...] = ()) -> PlainSheet:
        """The sheet with all that was gathered; of a document its tables and what is told of it."""
        merges = tuple(self._merges)
        return PlainSheet(self._name, self._cells, merges, self._hidden, tables, notices)


def compact(number: float) -> int | float:
    """Whole numbers as int, so that ``66.0`` and ``66`` are one."""
    return int(number) if number.is_integer() and abs(number) < _EXACT else number


def number_cell(number: float, show: Formatter) -> PlainCell:
    """A number and how it looks; what is no finite number is the error Excel would show."""
    if not math.isfinite(number):
        return error_cell("#NUM!")
    value = compact(number)
    return PlainCell(value, show(value))


def error_cell(text: str) -> PlainCell:
    """An error value, ``#DIV/0!``."""
    return PlainCell(CellError(text), text)


def boolean_cell(value: bool) -> PlainCell:
    """A truth value as Excel shows it."""
    return PlainCell(value, "TRUE" if value else "FALSE")
