"""The values of a workbook being filled, as its formulas see them.

The values of a sheet stand in a plain grid, ``grid[row][column]``. Of rows that were written
before they had their place, the grid holds nothing: what formulas read of them stands in columns.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, repeat
from typing import NamedTuple

from zipingbiao.ooxml.address import Area
from zipingbiao.ooxml.evaluate import Formula
from zipingbiao.ooxml.evaluate_nodes import Lines, Matrix
from zipingbiao.ooxml.evaluate_view import Holds, SheetView
from zipingbiao.ooxml.grid import Scalar
from zipingbiao.ooxml.names import Names
from zipingbiao.template.formulas import OWN_ROW, FormulaStep
from zipingbiao.template.writing.contents import Stream

#: ``grid[row][column]``, both from 1.
Grid = list[list[Scalar]]

#: Of areas of so many rows a row is taken out of the grid when a formula looks at it, and all of
#: them once, however many formulas read them.
_TALL = 32


class _Filled(str):
    """Stands where a form will have its own content."""


FILLED = _Filled()


class NotYet(Exception):
    """A formula read what no form has filled in yet."""


class View(SheetView[Grid]):
    """The grids of a workbook as the formulas of one sheet see them.

    ``own`` is the row of the formula that is being evaluated.
    """

    __slots__ = ("_views", "own")

    def __init__(self, views: Views, home: str, grid: Grid, names: Names) -> None:
        super().__init__(home, grid, names)
        self._views = views
        self.own = 0

    def sheet(self, name: str) -> Grid | None:
        """The grid of a sheet."""
        return self._views.grid(name)

    def at(self, sheet: Grid, row: int, column: int) -> Scalar:
        """The value of one cell."""
        try:
            return sheet[self.own if row == OWN_ROW else row][column]
        except IndexError:
            return None

    def rows(self, sheet: Grid, area: Area) -> Matrix:
        """The values of an area, row by row, down to the last row of the sheet."""
        top, left, bottom, right = area
        if bottom == OWN_ROW:
            top, bottom = (self.own,) * 2 if top == OWN_ROW else sorted((top, self.own))
            if bottom - top >= _TALL:
                return _lines(sheet, Area(top, left, bottom, right))
        elif bottom - top >= _TALL:
            return self._views.tall(sheet, area)
        return [line[left : right + 1] for line in sheet[top : bottom + 1]]


def _lines(grid: Grid, area: Area) -> Lines:
    top, left, bottom, right = area
    height = min(bottom + 1, len(grid)) - top
    return Lines(height, lambda row: grid[top + row][left : right + 1])


class EarlyView(View):
    """As `View`, before a form is there: whoever reads what a form fills in raises `NotYet`."""

    __slots__ = ()

    def at(self, sheet: Grid, row: int, column: int) -> Scalar:
        """The value of one cell that no form changes."""
        value = super().at(sheet, row, column)
        if value is FILLED:
            raise NotYet
        return value

    def rows(self, sheet: Grid, area: Area) -> Matrix:
        """The values of an area that no form changes."""
        lines = [line[area.left : area.right + 1] for line in sheet[area.top : area.bottom + 1]]
        if any(value is FILLED for line in lines for value in line):
            raise NotYet
        return lines


class Placed(NamedTuple):
    """A stream of rows, and the first of them in its grid."""

    first: int
    stream: Stream

    def value(self, row: int, column: int) -> Scalar:
        """What stands in one cell; nothing is known of columns that no formula reads."""
        values = self.stream.columns.get(column)
        return values[row - self.first] if values else None

    def lines(self, grid: Grid, area: Area) -> Matrix:
        """The values of an area, row by row."""
        return _StreamLines(self, grid, area)


class _StreamLines(Lines):
    """The rows of an area that go through a stream; none is kept, there may be thousands."""

    __slots__ = ("_area", "_grid", "_placed")

    def __init__(self, placed: Placed, grid: Grid, area: Area) -> None:
        super().__init__(min(area.bottom + 1, len(grid)) - area.top, self._row)
        self._placed, self._grid, self._area = placed, grid, area

    def _row(self, row: int) -> Sequence[Scalar]:
        top, left, _, right = self._area
        row += top
        if 0 <= row - self._placed.first < len(self._placed.stream):
            return [self._placed.value(row, column) for column in range(left, right + 1)]
        return self._grid[row][left : right + 1]

    def __iter__(self) -> Iterator[Sequence[Scalar]]:
        stream, first = self._placed.stream, self._placed.first
        top, left, _, right = self._area
        end = top + len(self)
        start, stop = max(top, first), min(end, first + len(stream))
        columns = [
            stream.columns.get(column, ())[start - first : stop - first] or repeat(None)
            for column in range(left, right + 1)
        ]
        yield from map(self._row, range(start - top))
        yield from islice(zip(*columns, strict=False), stop - start)
        yield from map(self._row, range(stop - top, end - top))


class StreamView(View):
    """As `View`, where the rows of some sheets are streams."""

    __slots__ = ()

    def at(self, sheet: Grid, row: int, column: int) -> Scalar:
        """The value of one cell."""
        placed = self._views.streams.get(id(sheet))
        if placed and 0 <= row - placed.first < len(placed.stream):
            return placed.value(row, column)
        return super().at(sheet, row, column)

    def rows(self, sheet: Grid, area: Area) -> Matrix:
        """The values of an area, row by row, down to the last row of the sheet."""
        placed = self._views.streams.get(id(sheet))
        if placed and area.bottom != OWN_ROW and area.bottom >= placed.first:
            return placed.lines(sheet, area)
        return super().rows(sheet, area)


class Views:
    """The views of all sheets of one workbook."""

    def __init__(self, grids: Mapping[str, Grid], names: Names, kind: type[View] = View) -> None:
        self.streams: dict[int, Placed] = {}
        self._grids = grids
        self._folded = {name.casefold(): grid for name, grid in grids.items()}
        self._views = {name: kind(self, name, grid, names) for name, grid in grids.items()}
        self._tall: dict[tuple[int, Area], Lines] = {}

    def grid(self, sheet: str) -> Grid | None:
        """The grid of a sheet; case does not matter."""
        return self._grids.get(sheet) or self._folded.get(sheet.casefold())

    def tall(self, grid: Grid, area: Area) -> Sequence[Sequence[Scalar]]:
        """An area of many rows, kept for the next formula that reads it."""
        found = self._tall.get((id(grid), area))
        if found is None:
            found = self._tall[id(grid), area] = _lines(grid, area)
        return found

    def value(self, step: FormulaStep, row: int, copy: int = 0) -> Scalar:
        """The value of a formula in one row."""
        formulas = step.formulas
        return self.evaluate(step, formulas[copy] if len(formulas) > 1 else formulas[0], row)

    def evaluate(self, step: FormulaStep, formula: Formula, row: int) -> Scalar:
        """The value of another formula where that of a step stands."""
        view = self._views[step.sheet]
        view.own = row
        return formula.evaluate(view, (row, step.cell.column))

    def piece(self, step: FormulaStep, row: int, text: str) -> Holds:
        """What a piece of a formula holds, as the formula sees it."""
        view = self._views[step.sheet]
        view.own = row
        return view.holds(text, (row, step.cell.column), step.functions)
