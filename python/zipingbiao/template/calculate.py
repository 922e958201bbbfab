"""The true value of every formula in a filled workbook, worked out from what was filled in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

from zipingbiao.errors import Place, TemplateError, ZpbError
from zipingbiao.ooxml.address import Area, cell_name, cell_place
from zipingbiao.ooxml.evaluate import Formula, Reference, compile_formula
from zipingbiao.ooxml.formula import move_formula
from zipingbiao.ooxml.grid import CellError, Scalar
from zipingbiao.ooxml.rowmap import RowMap
from zipingbiao.template.codec import Content
from zipingbiao.template.compiled import TemplateCell
from zipingbiao.template.writer import Filling, SheetShape, filled_cells

_BUSY = CellError("#REF!")


class Calculation:
    """All sheets of one workbook being filled.

    ``given`` keeps the data in computed cells (``--calc values``). Otherwise a formula computes,
    and only where it has nothing to compute from (it gives ``""``) a datum stays.
    """

    def __init__(
        self,
        shapes: Mapping[str, SheetShape],
        fillings: Mapping[str, Filling],
        names: Mapping[str, Reference],
        *,
        given: bool = False,
    ) -> None:
        self.names = names
        self.given = given
        self.sheets = {
            name: SheetCalculation(self, shape, fillings.get(name, Filling()))
            for name, shape in shapes.items()
        }
        self._folded = {name.casefold(): sheet for name, sheet in self.sheets.items()}

    def sheet(self, name: str) -> SheetCalculation | None:
        """A sheet by its name; case does not matter."""
        return self.sheets.get(name) or self._folded.get(name.casefold())

    def value(self, sheet: str, address: str) -> Scalar:
        """What a cell of the finished workbook holds; charts keep copies of it."""
        found = self.sheet(sheet)
        return None if found is None else found.cell(None, *cell_place(address))


class SheetCalculation:
    """The values of one sheet: a `Lookup` for formulas on it, `SheetValues` for its writer."""

    def __init__(self, book: Calculation, shape: SheetShape, filling: Filling) -> None:
        self._book = book
        self._shape = shape
        self._filling = filling
        self._known: dict[tuple[int, int], Scalar] = {}
        self._kept: set[tuple[int, int]] = set()

    @cached_property
    def _slots(self) -> Mapping[tuple[int, int], int]:
        """Where each filled cell's content stands in its row's contents."""
        return {
            (cell.row, cell.column): slot
            for row in self._shape.sheet.rows
            for slot, cell in enumerate(filled_cells(row))
        }

    @property
    def rows(self) -> RowMap:
        """Where the rows of the template stand."""
        return self._shape.rows

    @cached_property
    def _bottom(self) -> int:
        """The last row of the finished sheet."""
        rows = self._shape.sheet.rows
        return self._shape.rows.last(rows[-1].number) if rows else 0

    # For the writer

    def outcome(self, row: int, column: int) -> tuple[Scalar, bool]:
        """The value of a formula cell, and whether its formula stays."""
        value = self.cell(None, row, column)
        return value, (row, column) not in self._kept

    # For formulas

    def cell(self, sheet: str | None, row: int, column: int) -> Scalar:
        """The value of a cell of the finished workbook."""
        if sheet is not None:
            other = self._book.sheet(sheet)
            return CellError("#REF!") if other is None else other.cell(None, row, column)
        origin, copy = self._shape.rows.source(row)
        cell = self._shape.sheet.cells.get((origin, column))
        if cell is None:
            return None
        if cell.formula is not None:
            return self._formula(cell, row, copy)
        if cell.pattern is None:
            return cell.value
        return self._content(cell, copy)

    def area(self, sheet: str | None, area: Area) -> Sequence[Sequence[Scalar]]:
        """The values of an area, row by row, down to the last row of the sheet."""
        if sheet is not None:
            other = self._book.sheet(sheet)
            return [[CellError("#REF!")]] if other is None else other.area(None, area)
        columns = range(area.left, area.right + 1)
        rows = range(area.top, min(area.bottom, self._bottom) + 1)
        cell = self.cell
        return [[cell(None, row, column) for column in columns] for row in rows]

    def name(self, name: str) -> Scalar | Reference:
        """What a defined name stands for."""
        return self._book.names.get(name.casefold(), CellError("#NAME?"))

    def datum(self, row: int, column: int) -> Content:
        """What the data says of a computed cell."""
        origin, copy = self._shape.rows.source(row)
        return self._content(self._shape.sheet.cells[origin, column], copy)

    def _content(self, cell: TemplateCell, copy: int) -> Content:
        rows = self._filling.rows.get(cell.row)
        if cell.row in self._shape.sheet.repeated:
            slot = self._slots[cell.row, cell.column]
            return rows[copy][slot] if rows else None
        return self._filling.cells.get((cell.row, cell.column))

    def _formula(self, cell: TemplateCell, row: int, copy: int) -> Scalar:
        key = (row, cell.column)
        if key in self._known:
            return self._known[key]
        datum = self._content(cell, copy) if cell.computes else None
        if self._book.given and cell.computes:
            self._kept.add(key)
            self._known[key] = datum
            return datum
        self._known[key] = _BUSY
        value = self._evaluated(cell, row, copy)
        if value == "" and datum is not None:
            self._kept.add(key)
            value = datum
        self._known[key] = value
        return value

    def _evaluated(self, cell: TemplateCell, row: int, copy: int) -> Scalar:
        home = self._shape.sheet.name
        maps = {name: sheet._shape.rows for name, sheet in self._book.sheets.items()}
        text = move_formula(cell.formula or "", maps, home, (cell.row, copy))
        return _compiled(text, home, cell).evaluate(self, (row, cell.column))


def _compiled(text: str, sheet: str, cell: TemplateCell) -> Formula:
    try:
        return compile_formula(text)
    except ZpbError as error:
        place = Place(sheet=sheet, cell=cell_name(cell.row, cell.column))
        cure = "请换用普通函数，或改为由人填写。"
        raise TemplateError(f"公式算不出来（{error.reason}）", place, cure) from None
