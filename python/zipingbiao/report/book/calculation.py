"""What the formulas of an edited workbook come to, so that every one keeps a true value.

Only formulas that depend on an edited cell are computed; all others keep what they had.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from zipingbiao.errors import ZpbError
from zipingbiao.ooxml import xmltext
from zipingbiao.ooxml.address import Area, cell_name, cell_place
from zipingbiao.ooxml.evaluate import Formula, Reference, compile_formula
from zipingbiao.ooxml.formula import areas_named
from zipingbiao.ooxml.grid import CellError, Scalar, Sheet
from zipingbiao.report.book.parts import Book

#: A cell of the workbook: its sheet's name and its address.
Spot = tuple[str, str]


@dataclass
class Computed:
    """What was computed: the values of formula cells, and the cells that nobody could compute."""

    values: dict[Spot, Scalar] = field(default_factory=dict)
    unsure: list[Spot] = field(default_factory=list)


def compute(
    book: Book,
    sheets: Sequence[Sheet],
    formulas: Mapping[Spot, str],
    written: Mapping[Spot, Scalar],
) -> Computed:
    """The values of the formulas that depend on what was written.

    ``sheets`` are as the file was read; ``formulas`` are those of the edited workbook, and
    ``written`` the new values; for a cell with a new formula the value that stands in for it
    where it can't be computed.
    """
    view = _Book({sheet.name: sheet for sheet in sheets}, formulas, written, _names(book))
    return view.computed()


def _names(book: Book) -> dict[str, Reference]:
    """What the defined names of the workbook stand for, by their folded name."""
    found: dict[str, Reference] = {}
    xml = book.tokens(book.workbook)
    for index, name in xmltext.starts(xml):
        if name == "definedName":
            areas = areas_named(xmltext.text_at(xml, index)[1], "")
            if areas and len(areas) == 1:
                key = (xmltext.attribute(xml[index], "name") or "").casefold()
                found.setdefault(key, Reference(*areas[0]))
    return found


class _Book:
    """The sheets as formulas see them: read values, written over, computed when asked for."""

    def __init__(
        self,
        sheets: Mapping[str, Sheet],
        formulas: Mapping[Spot, str],
        written: Mapping[Spot, Scalar],
        names: Mapping[str, Reference],
    ) -> None:
        self.names = names
        self._sheets = sheets
        self._folded = {name.casefold(): name for name in sheets}
        self._formulas = formulas
        self._written = written
        self._compiled = dict(_compiled(formulas))
        self._dirty = self._dependents()
        self._ends = {name: _last(sheet, written, name) for name, sheet in sheets.items()}
        self._busy: set[Spot] = set()
        self.result = Computed()

    def computed(self) -> Computed:
        """All formulas that depend on what was written."""
        for spot in sorted(self._dirty):
            self.value(spot)
        return self.result

    def _dependents(self) -> set[Spot]:
        """The formula cells that read, straight or by way of others, a cell that was written."""
        changed = set(self._written)
        dirty = {spot for spot in changed if spot in self._formulas}
        while changed:
            found = {
                spot for spot in self._formulas if spot not in dirty and self._reads(spot, changed)
            }
            dirty |= found
            changed = found
        return dirty

    def _reads(self, spot: Spot, changed: Collection[Spot]) -> bool:
        """A formula that was not understood reads whatever there is."""
        formula = self._compiled.get(spot)
        if formula is None:
            return True
        references = [*formula.references, *self._named(formula.text)]
        for reference in references:
            home = self.sheet_name(reference.sheet) if reference.sheet else spot[0]
            for sheet, address in changed:
                if sheet == home and reference.area.contains(*cell_place(address)):
                    return True
        return False

    def _named(self, text: str) -> Iterator[Reference]:
        folded = text.casefold()
        return (reference for name, reference in self.names.items() if name in folded)

    def sheet_name(self, name: str) -> str | None:
        """A sheet's name as the workbook writes it."""
        return self._folded.get(name.casefold())

    def value(self, spot: Spot) -> Scalar:
        """The value of a cell; a formula that depends on what was written is computed."""
        if spot in self.result.values:
            return self.result.values[spot]
        if spot not in self._dirty:
            return self._written[spot] if spot in self._written else self.stored(spot)
        return self._compute(spot)

    def _compute(self, spot: Spot) -> Scalar:
        formula = self._compiled.get(spot)
        value = self._written[spot] if spot in self._written else self.stored(spot)
        if formula is None or spot in self._busy:
            self.result.unsure.append(spot)
            return value
        self._busy.add(spot)
        try:
            value = formula.evaluate(_View(self, spot[0]), cell_place(spot[1]))
        except ZpbError:
            self.result.unsure.append(spot)
        self._busy.discard(spot)
        self.result.values[spot] = value
        return value

    def stored(self, spot: Spot) -> Scalar:
        """What the file holds."""
        return self._sheets[spot[0]].value(spot[1]) if spot[0] in self._sheets else None

    def end(self, sheet: str) -> tuple[int, int]:
        """The last row and column of a sheet."""
        return self._ends[sheet]


def _compiled(formulas: Mapping[Spot, str]) -> Iterator[tuple[Spot, Formula]]:
    for spot, text in formulas.items():
        try:
            yield spot, compile_formula(text)
        except ZpbError:
            continue


def _last(sheet: Sheet, written: Mapping[Spot, Scalar], name: str) -> tuple[int, int]:
    places = [cell_place(address) for address in sheet.addresses]
    places += [cell_place(address) for home, address in written if home == name]
    return (
        max((row for row, _ in places), default=0),
        max((column for _, column in places), default=0),
    )


class _View:
    """The workbook as the formulas of one sheet see it; see `evaluate_functions.Lookup`."""

    def __init__(self, book: _Book, home: str) -> None:
        self._book = book
        self._home = home

    def cell(self, sheet: str | None, row: int, column: int) -> Scalar:
        """The value of one cell."""
        name = self._name(sheet)
        if name is None:
            return CellError("#REF!")
        return self._book.value((name, cell_name(row, column)))

    def area(self, sheet: str | None, area: Area) -> Sequence[Sequence[Scalar]]:
        """The values of an area, up to the last row and column of its sheet."""
        name = self._name(sheet)
        if name is None:
            return ((CellError("#REF!"),),)
        bottom, right = self._book.end(name)
        return [
            [
                self._book.value((name, cell_name(row, column)))
                for column in range(area.left, min(area.right, right) + 1)
            ]
            for row in range(area.top, min(area.bottom, bottom) + 1)
        ]

    def name(self, name: str) -> Scalar | Reference:
        """What a defined name stands for."""
        return self._book.names.get(name.casefold(), CellError("#NAME?"))

    def _name(self, sheet: str | None) -> str | None:
        return self._home if sheet is None else self._book.sheet_name(sheet)
