"""What the fake Excel holds in its cells: formulas, and the values that they came to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from io import BytesIO
from typing import Any

import openpyxl
from openpyxl.cell import Cell
from openpyxl.utils.datetime import to_excel
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.worksheet import Worksheet

from zipingbiao.errors import ZpbError
from zipingbiao.ooxml.address import Area, cell_place
from zipingbiao.ooxml.editor.book import EditedBook
from zipingbiao.ooxml.editor.cells import SheetCells
from zipingbiao.ooxml.evaluate import compile_formula
from zipingbiao.ooxml.evaluate_nodes import Matrix
from zipingbiao.ooxml.evaluate_view import SheetView
from zipingbiao.ooxml.grid import CellError, Scalar, Workbook
from zipingbiao.ooxml.names import Names
from zipingbiao.scoring.formulas import FORM_FUNCTIONS

TEXT_FORMAT = "@"
_PERCENT = re.compile(r"[+-]?\d+(?:\.\d+)?%")
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?")
_DATE = re.compile(r"(\d{4})[/-](\d{1,2})[/-](\d{1,2})")


def typed(text: str) -> tuple[object, str | None]:
    """What Excel makes of a text that is written into a cell: the value, and a number format."""
    if _PERCENT.fullmatch(text):
        return float(text[:-1]) / 100, "0.00%"
    if _NUMBER.fullmatch(text):
        return float(text), None
    match = _DATE.fullmatch(text)
    if match:
        return datetime(*(int(part) for part in match.groups())), "yyyy/m/d"  # type: ignore[arg-type]
    return text, None


def formula_of(cell: Cell) -> str | None:
    """The formula of a cell with its equals sign, None where it holds none."""
    value: Any = cell.value
    if isinstance(value, ArrayFormula):
        return str(value.text)
    return value if cell.data_type == "f" and isinstance(value, str) else None


class Values:
    """The values of all formula cells of a book; formulas are computed when they are asked for."""

    def __init__(self, workbook: openpyxl.Workbook, stored: Workbook | None) -> None:
        self.workbook = workbook
        self.automatic = True
        self._known: dict[tuple[Worksheet, str], Scalar] = {}
        self._old: dict[tuple[Worksheet, str], Scalar] = {}
        self._busy: set[tuple[Worksheet, str]] = set()
        for sheet in stored.sheets if stored else ():
            for address in sheet.addresses:
                if not sheet.uncached(address):
                    self._known[workbook[sheet.name], address] = sheet.value(address)

    @property
    def names(self) -> Iterable[tuple[str, DefinedName]]:
        """The defined names of the whole book."""
        found: Iterable[tuple[str, DefinedName]] = self.workbook.defined_names.items()
        return found

    def changed(self) -> None:
        """A cell was written: what depends on it is computed anew, if calculation is automatic."""
        if self.automatic:
            self.calculate()

    def calculate(self) -> None:
        """All formulas are out of date."""
        self._old.update(self._known)
        self._known.clear()

    def entered(self, sheet: Worksheet, address: str) -> None:
        """A formula is computed when it is entered, even where calculation is manual."""
        self._known.pop((sheet, address), None)
        self._old.pop((sheet, address), None)

    def of(self, sheet: Worksheet, address: str) -> Scalar:
        """The value of a cell; what can't be computed keeps what it had."""
        cell = sheet[address]
        formula = formula_of(cell)
        if formula is None:
            return _scalar(cell.value, cell.data_type)
        key = (sheet, address)
        if key not in self._known:
            self._known[key] = self._computed(key, formula)
        return self._known[key]

    def _computed(self, key: tuple[Worksheet, str], formula: str) -> Scalar:
        if key in self._busy:
            return 0
        self._busy.add(key)
        try:
            view = _View(self, key[0])
            return compile_formula(formula[1:], FORM_FUNCTIONS).evaluate(view, cell_place(key[1]))
        except ZpbError:
            return self._old.get(key, CellError("#NAME?"))
        finally:
            self._busy.discard(key)

    def saved(self) -> bytes:
        """The book as a file, every formula with its value."""
        out = BytesIO()
        self.workbook.save(out)
        book = EditedBook(out.getvalue())
        for sheet in self.workbook.worksheets:
            part = book.sheets[sheet.title].part
            cells = SheetCells(book.parts[part])
            for address in cells.formulas:
                cells.recache(address, self.of(sheet, address))
            book.put(part, cells.markup())
        return book.save()

    def all_of(self, sheet: Worksheet) -> Iterator[tuple[str, Scalar]]:
        """The values of all cells of a sheet that hold something."""
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is not None:
                    yield cell.coordinate, self.of(sheet, cell.coordinate)


def _scalar(value: object, kind: str) -> Scalar:
    if kind == "e":
        return CellError(str(value))
    if isinstance(value, datetime | date):
        return float(to_excel(value))
    return value if isinstance(value, str | int | float) or value is None else str(value)


class _View(SheetView[Worksheet]):
    """The book as the formulas of one sheet see it."""

    def __init__(self, values: Values, home: Worksheet) -> None:
        names = {("", key.casefold()): one.attr_text for key, one in values.names}
        super().__init__(home.title, home, Names(names, FORM_FUNCTIONS))
        self._values = values

    def sheet(self, name: str) -> Worksheet | None:
        """A sheet by its name."""
        sheets = self._values.workbook.worksheets
        return next((one for one in sheets if one.title.casefold() == name.casefold()), None)

    def at(self, sheet: Worksheet, row: int, column: int) -> Scalar:
        """The value of one cell."""
        return self._values.of(sheet, sheet.cell(row, column).coordinate)

    def rows(self, sheet: Worksheet, area: Area) -> Matrix:
        """The values of an area, up to the last cell of the sheet."""
        columns = range(area.left, min(area.right, sheet.max_column) + 1)
        rows = range(area.top, min(area.bottom, sheet.max_row) + 1)
        return [[self.at(sheet, row, column) for column in columns] for row in rows]
