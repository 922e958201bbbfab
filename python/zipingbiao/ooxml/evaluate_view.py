"""A workbook as the formulas of one sheet see it: the base of all that give formulas values.

Whoever holds cells says how a sheet is found and what stands in it; what a lost sheet, a name or
an area beyond the last cell means is the same for all and is said here.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Generic, TypeVar

from zipingbiao.ooxml.address import Area
from zipingbiao.ooxml.evaluate import compile_formula
from zipingbiao.ooxml.evaluate_functions import EXCEL, Functions
from zipingbiao.ooxml.evaluate_nodes import Lines, Matrix, Node, Reference
from zipingbiao.ooxml.formula import areas_named
from zipingbiao.ooxml.grid import CellError, Scalar
from zipingbiao.ooxml.names import Names

#: What a piece of a formula holds: one value, or an area row by row.
Holds = Scalar | Sequence[Sequence[Scalar]]
#: How a view knows a sheet.
Known = TypeVar("Known")

_LOST = CellError("#REF!")
#: An area of so many cells is given whole, blanks beyond the last cell included.
_WHOLE = 100_000


class SheetView(ABC, Generic[Known]):
    """The workbook as the formulas of one sheet, ``home``, see it; see `evaluate_nodes.Lookup`."""

    __slots__ = ("_home", "_names", "home")

    def __init__(self, home: str, known: Known, names: Names) -> None:
        self.home = home
        self._home = known
        self._names = names

    @abstractmethod
    def sheet(self, name: str) -> Known | None:
        """A sheet by its name, whatever its case; None where there is none."""

    @abstractmethod
    def at(self, sheet: Known, row: int, column: int) -> Scalar:
        """The value of one cell of a sheet, None where nothing stands."""

    @abstractmethod
    def rows(self, sheet: Known, area: Area) -> Matrix:
        """The values of an area, row by row, as far as there are cells."""

    def cell(self, sheet: str | None, row: int, column: int) -> Scalar:
        """The value of one cell."""
        known = self._home if sheet is None else self.sheet(sheet)
        return _LOST if known is None else self.at(known, row, column)

    def area(self, sheet: str | None, area: Area) -> Matrix:
        """The values of an area, row by row; of a very large one as far as there are cells."""
        known = self._home if sheet is None else self.sheet(sheet)
        if known is None:
            return ((_LOST,),)
        found = self.rows(known, area)
        height, width = area.bottom - area.top + 1, area.right - area.left + 1
        if (len(found) == height and len(found[0]) == width) or height * width > _WHOLE:
            return found
        return Lines(height, lambda row: _padded(found[row] if row < len(found) else (), width))

    def name(self, name: str) -> Reference | Node | CellError:
        """What a defined name stands for. Raises ZpbError for one that can't be computed."""
        return self._names.meaning(name, self.home)

    def holds(self, text: str, here: tuple[int, int], functions: Functions = EXCEL) -> Holds:
        """What a piece of a formula holds: an area row by row, else one value.

        ``here`` is the cell the formula stands in. Raises ZpbError for what can't be computed.
        """
        areas = areas_named(text, "")
        if areas and len(areas) == 1:
            sheet, area = areas[0]
            return self.area(sheet or None, area)
        return compile_formula(text, functions).holds(self, here)


def _padded(row: Sequence[Scalar], width: int) -> Sequence[Scalar]:
    return [*row, *[None] * (width - len(row))]
