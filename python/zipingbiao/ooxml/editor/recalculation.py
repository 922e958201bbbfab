"""What the formulas of an edited workbook come to, so that every one keeps a true value.

Only formulas that depend on an edited cell are computed; all others keep what they had.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from zipingbiao.errors import ZpbError
from zipingbiao.ooxml.address import Area, cell_name, cell_place
from zipingbiao.ooxml.editor.cells import CellFormula
from zipingbiao.ooxml.evaluate import Formula, compile_formula
from zipingbiao.ooxml.evaluate_functions import EXCEL, Functions
from zipingbiao.ooxml.evaluate_nodes import Matrix, Reference
from zipingbiao.ooxml.evaluate_view import SheetView
from zipingbiao.ooxml.grid import CellError, Scalar, Sheet
from zipingbiao.ooxml.names import Names

#: A cell of the workbook: its sheet's name and its address.
Spot = tuple[str, str]
_MISSING = CellError("#N/A")
#: No form has an array formula that fills more cells than this.
_LARGEST_ARRAY = 10_000


@dataclass
class Computed:
    """What was computed: the values of formula cells, and the cells that nobody could compute.

    Those keep what they had; their values may be wrong now.
    """

    values: dict[Spot, Scalar] = field(default_factory=dict)
    unsure: list[Spot] = field(default_factory=list)


def compute(
    workbook: str,
    sheets: Sequence[Sheet],
    formulas: Mapping[Spot, CellFormula],
    written: Mapping[Spot, Scalar],
    functions: Functions = EXCEL,
    asked: Collection[Spot] = (),
) -> Computed:
    """The values of the formulas that depend on what was written, and of those that are asked for.

    ``workbook`` is the XML of the workbook part; ``sheets`` are as the file was read;
    ``formulas`` are those of the edited workbook, and ``written`` the new values; for a cell with
    a new formula the value that stands in for it where it can't be computed. ``functions`` are
    those that the formulas may call.
    """
    known = {sheet.name: sheet for sheet in sheets}
    names = Names.of(workbook, functions)
    return _Book(known, formulas, written, names, functions, asked).computed()


class _Unsure(ZpbError):
    """A formula reads a cell whose value nobody could compute."""


class _Book:
    """The sheets as formulas see them: read values, written over, computed when asked for."""

    def __init__(
        self,
        sheets: Mapping[str, Sheet],
        formulas: Mapping[Spot, CellFormula],
        written: Mapping[Spot, Scalar],
        names: Names,
        functions: Functions,
        asked: Collection[Spot],
    ) -> None:
        self._sheets = sheets
        self._folded = {name.casefold(): name for name in sheets}
        self._arrays = {at: one for at, one in formulas.items() if one.area is not None}
        self._written = written
        self._compiled = dict(_compiled(formulas, functions))
        self._reads = {spot: self._read_by(spot, names) for spot in formulas}
        self._parts = dict(self._parts_of_arrays())
        self._dirty = self._dependents({*written, *asked})
        self._ends = {name: _last(sheet, written, name) for name, sheet in sheets.items()}
        self._views = {name: _View(name, names, self) for name in sheets}
        self._busy: set[Spot] = set()
        self._given_up: set[Spot] = set()
        self.result = Computed()

    def computed(self) -> Computed:
        """All formulas that depend on what was written."""
        for spot in sorted(self._dirty):
            self.value(spot)
        return self.result

    # What depends on what was written

    def _read_by(self, spot: Spot, names: Names) -> Sequence[Reference] | None:
        """The areas a formula reads; None for one that is not understood: it may read anything."""
        formula = self._compiled.get(spot)
        try:
            if formula is None:
                return None
            return tuple(names.references(formula, spot[0], cell_place(spot[1])))
        except ZpbError:
            return None

    def _parts_of_arrays(self) -> Iterator[tuple[Spot, Spot]]:
        """Each cell that an array formula fills, with the cell that holds the formula."""
        for (sheet, address), one in self._arrays.items():
            area = one.area
            if area is None or area.size > _LARGEST_ARRAY:
                continue
            for row in range(area.top, area.bottom + 1):
                for column in range(area.left, area.right + 1):
                    yield (sheet, cell_name(row, column)), (sheet, address)

    def _dependents(self, changed: set[Spot]) -> set[Spot]:
        """Those of some cells that hold formulas, and all that read them, straight or not."""
        dirty = {spot for spot in changed if spot in self._reads}
        while changed:
            found = {
                spot for spot in self._reads if spot not in dirty and self._sees(spot, changed)
            }
            dirty |= found
            changed = found | {part for part, master in self._parts.items() if master in found}
        return dirty

    def _sees(self, spot: Spot, changed: Collection[Spot]) -> bool:
        references = self._reads[spot]
        if references is None:
            return True
        for reference in references:
            home = self.sheet_name(reference.sheet) if reference.sheet else spot[0]
            for sheet, address in changed:
                if sheet == home and reference.area.contains(*cell_place(address)):
                    return True
        return False

    def sheet_name(self, name: str) -> str | None:
        """A sheet's name as the workbook writes it."""
        return self._folded.get(name.casefold())

    # Values

    def value(self, spot: Spot) -> Scalar:
        """The value of a cell; a formula that depends on what was written is computed."""
        master = self._parts.get(spot, spot)
        if master not in self._dirty:
            return self._kept(spot)
        if master not in self.result.values and master not in self._given_up:
            self._compute(master)
        return self.result.values[spot] if spot in self.result.values else self._kept(spot)

    def sure_value(self, spot: Spot) -> Scalar:
        """As `value`, for a formula that reads the cell: it must be sure of it."""
        value = self.value(spot)
        if self._parts.get(spot, spot) in self._given_up:
            raise _Unsure("")
        return value

    def _compute(self, spot: Spot) -> None:
        formula, view = self._compiled.get(spot), self._views.get(spot[0])
        if spot in self._busy or formula is None or view is None or self._reads[spot] is None:
            self._give_up(spot)
            return
        self._busy.add(spot)
        try:
            if spot in self._arrays:
                self._spread(spot, formula.evaluate_all(view, cell_place(spot[1])))
            else:
                self.result.values[spot] = formula.evaluate(view, cell_place(spot[1]))
        except ZpbError:
            self._give_up(spot)
        finally:
            self._busy.discard(spot)

    def _give_up(self, spot: Spot) -> None:
        """A formula keeps the value that it had."""
        if spot not in self._given_up:
            self._given_up.add(spot)
            self.result.unsure.append(spot)

    def _kept(self, spot: Spot) -> Scalar:
        return self._written[spot] if spot in self._written else self.stored(spot)

    def _spread(self, spot: Spot, found: Matrix) -> None:
        """Put the values of an array formula where they go; a single one serves for all."""
        one = self._arrays[spot]
        area = one.area or Area(0, 0, 0, 0)
        height, width = area.bottom - area.top + 1, area.right - area.left + 1
        if one.spills and (len(found), max(map(len, found), default=0)) != (height, width):
            self._give_up(spot)  # it would fill other cells than before
            return
        for row in range(height):
            for column in range(width):
                place = spot[0], cell_name(area.top + row, area.left + column)
                self.result.values[place] = _at(found, row, column)

    def stored(self, spot: Spot) -> Scalar:
        """What the file holds."""
        return self._sheets[spot[0]].value(spot[1]) if spot[0] in self._sheets else None

    def end(self, sheet: str) -> tuple[int, int]:
        """The last row and column of a sheet."""
        return self._ends[sheet]


def _compiled(
    formulas: Mapping[Spot, CellFormula], functions: Functions
) -> Iterator[tuple[Spot, Formula]]:
    for spot, one in formulas.items():
        if one.area is not None and one.area.size > _LARGEST_ARRAY:
            continue
        try:
            yield spot, compile_formula(one.text, functions, spreads=one.area is not None)
        except ZpbError:
            continue


def _at(matrix: Matrix, row: int, column: int) -> Scalar:
    """The value of an array formula at a place; what it has no value for is #N/A."""
    line = matrix[0] if len(matrix) == 1 else matrix[row] if row < len(matrix) else ()
    return line[0] if len(line) == 1 else line[column] if column < len(line) else _MISSING


def _last(sheet: Sheet, written: Mapping[Spot, Scalar], name: str) -> tuple[int, int]:
    places = [cell_place(address) for address in sheet.addresses]
    places += [cell_place(address) for home, address in written if home == name]
    return (
        max((row for row, _ in places), default=0),
        max((column for _, column in places), default=0),
    )


class _View(SheetView[str]):
    """The workbook as the formulas of one sheet see it; sheets are known by their names."""

    def __init__(self, home: str, names: Names, book: _Book) -> None:
        super().__init__(home, home, names)
        self._book = book

    def sheet(self, name: str) -> str | None:
        """A sheet's name as the workbook writes it."""
        return self._book.sheet_name(name)

    def at(self, sheet: str, row: int, column: int) -> Scalar:
        """The value of one cell."""
        return self._book.sure_value((sheet, cell_name(row, column)))

    def rows(self, sheet: str, area: Area) -> Matrix:
        """The values of an area, up to the last row and column of its sheet."""
        bottom, right = self._book.end(sheet)
        columns = range(area.left, min(area.right, right) + 1)
        return [
            [self.at(sheet, row, column) for column in columns]
            for row in range(area.top, min(area.bottom, bottom) + 1)
        ]
