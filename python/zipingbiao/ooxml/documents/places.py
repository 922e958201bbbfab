"""Where something stands in a document, as a person counts it: 表2 第3行第4列.

Boxes are counted as they are seen in a row, from the left, one that reaches in from above too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from zipingbiao.ooxml.address import Area, area_of, cell_name, cell_place
from zipingbiao.ooxml.grid import PlainSheet


class Spots(Mapping[str, str]):
    """Address → place in words, of the cells of a sheet that a document became.

    What stands between two tables is told by the one above it.
    """

    def __init__(self, sheet: PlainSheet) -> None:
        self._tables = sheet.tables
        self._merges = sheet.merges
        self._areas: Sequence[Area] | None = None
        self._rows: dict[int, Mapping[int, int]] = {}

    def __getitem__(self, address: str) -> str:
        try:
            row, column = cell_place(address)
        except ValueError:
            raise KeyError(address) from None
        above = 0
        for number, table in enumerate(self._tables, 1):
            if row < table.top:
                break
            above = number
            if row <= table.bottom:
                return f"表{number} 第{row - table.top + 1}行第{self._number(table, row, column)}列"
        return f"表{above} 下面的文字" if above else "表1 上面的文字"

    def _number(self, table: Area, row: int, column: int) -> int:
        numbers = self._rows.get(row)
        if numbers is None:
            numbers = self._rows[row] = self._numbered(table, row)
        return numbers.get(column, column)

    def _numbered(self, table: Area, row: int) -> Mapping[int, int]:
        """Column → number of its box in a row."""
        if self._areas is None:
            self._areas = [area_of(name) for name in self._merges]
        ends = {area.left: area.right for area in self._areas if area.top <= row <= area.bottom}
        numbers: dict[int, int] = {}
        column, number = table.left, 0
        while column <= table.right:
            number += 1
            end = ends.get(column, column)
            numbers |= dict.fromkeys(range(column, end + 1), number)
            column = end + 1
        return numbers

    def __iter__(self) -> Iterator[str]:
        for table in self._tables:
            for row in range(table.top, table.bottom + 1):
                for column in range(table.left, table.right + 1):
                    yield cell_name(row, column)

    def __len__(self) -> int:
        return sum(table.size for table in self._tables)
