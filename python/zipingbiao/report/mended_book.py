"""A workbook being mended: fixes are tried on it, and stay only where everything comes out right.

A formula is never replaced by a number, nor one that fills many cells by a plain one. A text that
stands where a formula wants a number (15分) is mended in its own cell.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from zipingbiao.domain.comparisons import as_due
from zipingbiao.errors import ZpbError
from zipingbiao.ooxml.address import cell_name, cell_place
from zipingbiao.ooxml.editor.book import EditedBook
from zipingbiao.ooxml.editor.cells import BoundCellError, CellFormula, SheetCells, SheetEdits
from zipingbiao.ooxml.editor.recalculation import Computed, Spot, compute
from zipingbiao.ooxml.editor.styles import StyleList
from zipingbiao.ooxml.evaluate import compile_formula
from zipingbiao.ooxml.grid import CellError, Scalar, Sheet
from zipingbiao.ooxml.package import Package
from zipingbiao.ooxml.xlsx import read_xlsx
from zipingbiao.report.context import kind_of
from zipingbiao.rules.finding import Finding, Fix, Number
from zipingbiao.scoring.formulas import FORM_FUNCTIONS

#: Kinds of fields that are shown as per cent.
_RATES = frozenset({"rate", "degree"})
#: More cells than any form's sum reads.
_MOST_READ = 5_000
_PASSES = 4


@dataclass(frozen=True, slots=True)
class Done:
    """What was written into a cell: by which finding, why, value and formula, number format."""

    finding: Finding
    reason: str
    value: Number | str
    formula: str | None = None
    number_format: str | None = None


class Refused(Exception):
    """A fix that is not made: the cell that stands in its way, and why, as a clause."""

    def __init__(self, spot: Spot, reason: str) -> None:
        super().__init__(reason)
        self.spot = spot
        self.reason = reason


class Numbers(NamedTuple):
    """What the forms of a workbook read from its cells: cell → value, cell → kind of the field.

    ``values`` are those numbers that were read without doubt.
    """

    values: Mapping[Spot, Number]
    kinds: Mapping[Spot, str]


@dataclass(frozen=True)
class State:
    """All that a fix changes."""

    edits: Mapping[str, SheetEdits]
    written: Mapping[Spot, Scalar]
    done: Mapping[Spot, Done]
    stale: frozenset[Spot]


@dataclass
class _Wanted:
    """A cell that a fix writes into."""

    fix: Fix
    kind: str
    had_formula: bool
    replaced: bool = False


class MendedBook:
    """The workbook. ``sheets`` are as they were at the last `read`, ``before`` as they came."""

    def __init__(self, data: bytes) -> None:
        self.book = EditedBook(data)
        self.before = self.sheets = read_xlsx(Package.open(data))
        self.parts = {name: one.part for name, one in self.book.sheets.items()}
        self.done: dict[Spot, Done] = {}
        self.stale: frozenset[Spot] = frozenset()
        self._styles = StyleList(self.book)
        self._cells = {
            one.name: SheetCells(self.book.parts[self.parts[one.name]]) for one in self.before
        }
        self._stored = {one.name: one for one in self.before}
        self._written: dict[Spot, Scalar] = {}

    # State

    def state(self) -> State:
        """All that was done so far, to come back to."""
        edits = {name: cells.edits for name, cells in self._cells.items()}
        return State(edits, dict(self._written), dict(self.done), self.stale)

    def go_back(self, state: State) -> None:
        """Undo what was done since."""
        for name, cells in self._cells.items():
            cells.edits = state.edits[name]
        self._written, self.done = dict(state.written), dict(state.done)
        self.stale = state.stale

    def read(self) -> Sequence[Sheet]:
        """The sheets as they are now."""
        for name, cells in self._cells.items():
            self.book.put(self.parts[name], cells.markup())
        self._styles.save()
        self.sheets = read_xlsx(Package.open(self.book.save()))
        return self.sheets

    @property
    def formulas(self) -> dict[Spot, CellFormula]:
        """All formulas, as edited."""
        return {
            (name, address): formula
            for name, cells in self._cells.items()
            for address, formula in cells.formulas.items()
        }

    def has_sheet(self, name: str) -> bool:
        """Whether there is a sheet of that name."""
        return name in self._cells

    # Fixes

    def mend(self, finding: Finding, fix: Fix, numbers: Numbers) -> bool:
        """Make a fix with all that goes with it; whether anything was changed.

        Raises Refused, with nothing changed, where that can't be done without harm.
        """
        state = self.state()
        try:
            _Attempt(self, finding, fix, numbers).make()
        except Refused:
            self.go_back(state)
            raise
        return self.done != state.done

    def computed(self, asked: Collection[Spot] = ()) -> Computed:
        """The values of formulas that depend on what was written, and of those asked for."""
        workbook, formulas = self.book.text(self.book.workbook), self.formulas
        return compute(workbook, self.before, formulas, self._written, FORM_FUNCTIONS, asked)

    def settle(self, found: Computed) -> None:
        """Give all formulas that depend on what was written their true values."""
        self.stale = frozenset(found.unsure)
        for (sheet, address), value in found.values.items():
            self._cells[sheet].recache(address, value)

    def value(self, spot: Spot, found: Computed) -> Scalar:
        """What a cell holds now."""
        if spot in found.values:
            return found.values[spot]
        if spot in self._written:
            return self._written[spot]
        return self._stored[spot[0]].value(spot[1])

    def write(self, spot: Spot, done: Done, kind: str) -> None:
        """Write into a cell. Raises Refused for one that belongs to others."""
        sheet, address = spot
        cells = self._cells[sheet]
        try:
            cells.write(address, done.value, done.formula)
        except BoundCellError:
            raise Refused(spot, "属于数组公式") from None
        number_format = None
        if not isinstance(done.value, str):
            suited = self._styles.for_rate if kind in _RATES else self._styles.for_number
            style = suited(cells.style(address))
            if style != cells.style(address):
                cells.restyle(address, style)
                number_format = self._styles.code(style)
        self._written[spot] = done.value
        earlier = self.done.get(spot)
        kept = number_format or (earlier.number_format if earlier else None)
        finding = earlier.finding if earlier else done.finding
        self.done[spot] = Done(finding, done.reason, done.value, done.formula, kept)


@dataclass
class _Attempt:
    """One fix being made. What it wants must come out in the end."""

    book: MendedBook
    finding: Finding
    fix: Fix
    numbers: Numbers
    _wanted: dict[Spot, _Wanted] = field(default_factory=dict)

    def make(self) -> None:
        """Write, compute, and look; mend what stands in the way. Raises Refused."""
        for fix in (self.fix, *self.fix.also):
            spot = self.finding.sheet, fix.cell
            kind = kind_of(fix.field or self.finding.field)
            self._wanted[spot] = _Wanted(fix, kind, spot in self.book.formulas)
        outdated = self._outdated()
        for spot, one in self._wanted.items():
            if not one.had_formula:
                self._write(spot, one.fix.formula)
        for _ in range(_PASSES):
            found = self.book.computed(self._wanted)
            wrong = [spot for spot in self._wanted if not self._is_right(spot, found)]
            if not wrong:
                self._see_no_field_is_stale(found)
                self.book.done |= outdated
                self.book.settle(found)
                return
            for spot in wrong:
                self._mend(spot, found)
        raise Refused(wrong[0], "改了以后算不出应有的数")

    def _outdated(self) -> dict[Spot, Done]:
        """The formulas that are right, in cells that hold what they once came to."""
        held, found = Computed(), self.book.computed(self._wanted)
        outdated: dict[Spot, Done] = {}
        for spot, one in self._wanted.items():
            formula = self.book.formulas.get(spot)
            if formula is None or formula.area is not None or self._is_right(spot, held):
                continue
            if self._is_right(spot, found):
                reason = "公式没有重算过，现已重算"
                outdated[spot] = Done(self.finding, reason, one.fix.value, formula.text)
        return outdated

    def _write(self, spot: Spot, formula: str | None) -> None:
        one = self._wanted[spot]
        done = Done(self.finding, one.fix.reason, one.fix.value, formula)
        self.book.write(spot, done, one.kind)

    def _is_right(self, spot: Spot, found: Computed) -> bool:
        one, value = self._wanted[spot], self.book.value(spot, found)
        if spot in found.unsure:
            return False
        if isinstance(value, int | float) and isinstance(one.fix.value, int | float):
            return as_due(value, one.fix.value, one.kind if one.had_formula else "")
        return value == one.fix.value

    def _mend(self, spot: Spot, found: Computed) -> None:
        """Do what may bring a cell to its value: what came first stays as long as it can."""
        one, formula = self._wanted[spot], self.book.formulas.get(spot)
        if one.had_formula and spot in found.unsure:
            raise Refused(spot, "的公式无法计算")
        if formula is not None and self._mend_texts(formula, spot, found):
            return
        if not one.had_formula:
            self._write(spot, None)
        elif formula is not None and formula.area is not None:
            raise Refused(spot, "是数组公式")
        elif one.fix.formula is None or one.replaced:
            raise Refused(spot, "是公式，结果与应有的数不同")
        else:
            self._write(spot, one.fix.formula)
            one.replaced = True

    def _mend_texts(self, formula: CellFormula, spot: Spot, found: Computed) -> bool:
        """Make numbers of the texts that a formula reads where it wants numbers."""
        formulas, mended = self.book.formulas, False
        for place in _cells_read(formula, spot):
            text = self.book.value(place, found)
            is_text = isinstance(text, str) and not isinstance(text, CellError)
            if is_text and place in self.numbers.values and place not in formulas:
                reason = f"文字「{text}」改为数字，公式才会把它算进去"
                done = Done(self.finding, reason, self.numbers.values[place])
                self.book.write(place, done, self.numbers.kinds[place])
                mended = True
        return mended

    def _see_no_field_is_stale(self, found: Computed) -> None:
        for spot in found.unsure:
            if spot in self.numbers.kinds and spot not in self.book.stale:
                raise Refused(spot, "的公式无法计算，改了会使它不对")


def _cells_read(formula: CellFormula, spot: Spot) -> Iterator[Spot]:
    """The cells of its own sheet whose values the formula of a cell takes."""
    home, address = spot
    try:
        compiled = compile_formula(formula.text, FORM_FUNCTIONS)
        references = compiled.reads(cell_place(address))
    except ZpbError:
        return
    for reference in references:
        area = reference.area
        if (reference.sheet or home).casefold() == home.casefold() and area.size <= _MOST_READ:
            for row in range(area.top, area.bottom + 1):
                for column in range(area.left, area.right + 1):
                    yield home, cell_name(row, column)


def fields_of(spots: Iterable[tuple[Spot, str, Number | None]]) -> Numbers:
    """The cells of some fields: spot, kind, the number that was read there without doubt."""
    values: dict[Spot, Number] = {}
    kinds: dict[Spot, str] = {}
    for spot, kind, value in spots:
        kinds[spot] = kind
        if value is not None:
            values[spot] = value
    return Numbers(values, kinds)
