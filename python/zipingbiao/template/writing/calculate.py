"""The true value of every formula in a filled workbook, worked out from what was filled in.

The values of a sheet stand in a plain grid, ``grid[row][column]``. What no form changes is in
it once for a whole shape, formulas over such cells included; per form the contents are laid in
and the other formulas evaluated one after the other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from zipingbiao.domain.comparisons import same
from zipingbiao.ooxml import xmltext
from zipingbiao.ooxml.address import MAX_COLUMN, cell_place
from zipingbiao.ooxml.evaluate_view import Holds
from zipingbiao.ooxml.grid import Scalar
from zipingbiao.ooxml.names import Names
from zipingbiao.ooxml.rowmap import RowMap
from zipingbiao.template.codec import Content
from zipingbiao.template.compiled import FormulaCell, SheetTemplate, TemplateCell, TemplateRow
from zipingbiao.template.formulas import OWN_ROW, FormulaStep, widest, with_row
from zipingbiao.template.writing.contents import Filling
from zipingbiao.template.writing.views import (
    FILLED,
    EarlyView,
    Grid,
    NotYet,
    Placed,
    StreamView,
    View,
    Views,
)

#: Gives the formula that plain Excel computes in place of one that needs an add-in, None where
#: there is none. The second argument tells what an argument of the formula holds.
Twins = Callable[[str, Callable[[str], Holds]], str | None]


@dataclass(frozen=True)
class SheetPlan:
    """Where the contents of a sheet go: its rows, its grid before anything is filled in."""

    sheet: SheetTemplate
    rows: RowMap
    blank: Grid

    @cached_property
    def live(self) -> tuple[TemplateRow, ...]:
        """The rows in which something depends on the form."""
        first, blank = self.rows.first, self.blank
        return tuple(
            row
            for row in self.sheet.rows
            if any(value is FILLED for value in blank[first(row.number)])
        )


class Disagreement(NamedTuple):
    """A datum of a computed cell that is not what the formula gives.

    ``kept``: the formula had nothing to compute from, and the datum stands in its place.
    """

    sheet: str
    cell: TemplateCell
    copy: int
    given: Content
    computed: Scalar
    kept: bool


class WorkbookPlan:
    """All that can be calculated before a form is there, for one shape of a workbook.

    ``steps`` are the formulas that depend on the form; the values of all others stand in the
    blank grids already.
    """

    def __init__(
        self,
        sheets: Sequence[SheetTemplate],
        formulas: Sequence[FormulaCell],
        names: Names,
        maps: Mapping[str, RowMap],
    ) -> None:
        self.names = names
        right = max(
            (cell.column for sheet in sheets for row in sheet.rows for cell in row.cells), default=1
        )
        width = max(right, widest(formulas, MAX_COLUMN))
        self.sheets = {sheet.name: _sheet_plan(sheet, maps[sheet.name], width) for sheet in sheets}
        self.formulas = {
            (one.sheet, one.cell.row, one.cell.column): FormulaStep(one, maps) for one in formulas
        }
        views = Views({name: plan.blank for name, plan in self.sheets.items()}, names, EarlyView)
        self.steps = tuple(step for step in self.formulas.values() if not self._settle(step, views))

    def _settle(self, step: FormulaStep, views: Views) -> bool:
        """Evaluate a formula that depends on no form; whether it is such a one."""
        if step.cell.computes or step.copies > 1 or step.cell.row in self._repeated(step.sheet):
            return False
        if step.needs_addin:
            return False
        try:
            value = views.value(step, step.first)
        except NotYet:
            return False
        self.sheets[step.sheet].blank[step.first][step.cell.column] = value
        return True

    def _repeated(self, sheet: str) -> Mapping[int, str]:
        return self.sheets[sheet].sheet.repeated

    def settled(self, sheet: str, cell: TemplateCell) -> bool:
        """Whether the value of a formula cell is the same in every form."""
        row = self.sheets[sheet].rows.first(cell.row)
        return self.sheets[sheet].blank[row][cell.column] is not FILLED

    def value(self, sheet: str, address: str) -> Scalar:
        """The value of a cell that no form changes. Raises LookupError for any other."""
        row, column = cell_place(address)
        value = _at(self.sheets[sheet].blank, row, column) if sheet in self.sheets else None
        if value is FILLED:
            raise LookupError(address)
        return value


def _sheet_plan(sheet: SheetTemplate, rows: RowMap, width: int) -> SheetPlan:
    nothing: list[Scalar] = [None] * (width + 1)
    last = rows.last(sheet.rows[-1].number) if sheet.rows else 0
    blank = [nothing] * (last + 1)
    for row in sheet.rows:
        line = nothing.copy()
        for cell in row.cells:
            line[cell.column] = FILLED if cell.is_live else cell.value
        first, end = rows.first(row.number), rows.last(row.number) + 1
        blank[first:end] = [line] * (end - first)
    return SheetPlan(sheet, rows, blank)


class Calculation:
    """One workbook being filled, calculated.

    ``given`` keeps the data in computed cells (``--calc values``). Otherwise a formula computes,
    and only where it has nothing to compute from (it gives ``""``) a datum stays. ``twins`` puts
    plain formulas in place of those that need an add-in, or their value where there is no plain
    formula. ``kept`` are the formula cells, by sheet, row and column, in which something else
    stands: a datum or value (None), or the markup of another formula.
    """

    def __init__(
        self,
        plan: WorkbookPlan,
        fillings: Mapping[str, Filling],
        *,
        given: bool = False,
        twins: Twins | None = None,
    ) -> None:
        self._twins = twins
        self.grids = {
            name: _filled_grid(sheet, fillings.get(name, Filling()))
            for name, sheet in plan.sheets.items()
        }
        self.kept: dict[str, dict[tuple[int, int], str | None]] = {name: {} for name in self.grids}
        self.disagreements: list[Disagreement] = []
        streams = dict(_streams(plan, fillings))
        self._views = Views(self.grids, plan.names, StreamView if streams else View)
        self._views.streams = {id(self.grids[name]): placed for name, placed in streams.items()}
        for step in plan.steps:
            if step.sheet in streams and fillings[step.sheet].stream(step.cell.row):
                continue
            if step.cell.computes is None:
                self._compute(step)
            elif given:
                rows = range(step.first, step.first + step.copies)
                self.kept[step.sheet].update(((row, step.cell.column), None) for row in rows)
            else:
                self._compute_or_keep(step)

    def _compute(self, step: FormulaStep) -> None:
        grid, column, value = self.grids[step.sheet], step.cell.column, self._views.value
        for copy in range(step.copies):
            row = step.first + copy
            grid[row][column] = value(step, row, copy)
            if self._twins is not None and step.needs_addin:
                self._put_twin(step, row)

    def _compute_or_keep(self, step: FormulaStep) -> None:
        """As `_compute`, for a field of the form."""
        grid, column, cell = self.grids[step.sheet], step.cell.column, step.cell
        for copy in range(step.copies):
            row = step.first + copy
            datum = grid[row][column]
            computed = self._views.value(step, row, copy)
            kept = datum is not None and computed == ""
            if kept:
                self.kept[step.sheet][row, column] = None
            else:
                grid[row][column] = computed
                if self._twins is not None and step.needs_addin:
                    self._put_twin(step, row)
            if datum is not None and (kept or not _agree(datum, computed)):
                self.disagreements.append(
                    Disagreement(step.sheet, cell, copy, datum, computed, kept)
                )

    def _put_twin(self, step: FormulaStep, row: int) -> None:
        """A plain formula that gives the same value, else the value alone."""
        # All rows speak of their own alike, so that what one has had compiled serves the next.
        text = step.text_at(OWN_ROW if step.is_one_for_all else row)

        def holds(piece: str) -> Holds:
            return self._views.piece(step, row, piece)

        column = step.cell.column
        twin = self._twins(text, holds) if self._twins else None
        same = twin is not None and _agree(holds(twin), self.grids[step.sheet][row][column])
        markup = f"<f>{xmltext.escape(with_row(twin, row))}</f>" if twin and same else None
        self.kept[step.sheet][row, column] = markup

    def value(self, sheet: str, address: str) -> Scalar:
        """What a cell of the finished workbook holds; charts keep copies of it."""
        grid = self._views.grid(sheet)
        return None if grid is None else _at(grid, *cell_place(address))


def _streams(plan: WorkbookPlan, fillings: Mapping[str, Filling]) -> Iterator[tuple[str, Placed]]:
    """The sheets whose rows were written before, with these rows."""
    for name, filling in fillings.items():
        for row in filling.rows:
            if stream := filling.stream(row):
                yield name, Placed(plan.sheets[name].rows.first(row), stream)


def _at(grid: Grid, row: int, column: int) -> Scalar:
    return grid[row][column] if row < len(grid) and column < len(grid[row]) else None


def _filled_grid(plan: SheetPlan, filling: Filling) -> Grid:
    """The grid with the contents of a form laid in."""
    grid = plan.blank.copy()
    for row in plan.live:
        if filling.stream(row.number):
            continue
        runs = row.filled_runs
        for number, contents in enumerate(filling.contents(row), plan.rows.first(row.number)):
            line = grid[number] = grid[number].copy()
            for columns, slots in runs:
                line[columns] = contents[slots]
    return grid


def _agree(given: Holds, computed: Scalar) -> bool:
    if isinstance(given, int | float) and isinstance(computed, int | float):
        return same(given, computed)
    return given == computed
