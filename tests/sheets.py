"""Sheets that a test writes down, as formulas see them."""

from __future__ import annotations

from collections.abc import Mapping

from zipingbiao.ooxml.address import Area, cell_place
from zipingbiao.ooxml.evaluate_nodes import Matrix
from zipingbiao.ooxml.evaluate_view import SheetView
from zipingbiao.ooxml.grid import Scalar
from zipingbiao.ooxml.names import Names


class Sheets(SheetView[Mapping[tuple[int, int], Scalar]]):
    """Cells by sheet, as formulas look them up; "" is the sheet of the formula."""

    def __init__(
        self, sheets: Mapping[str, Mapping[str, Scalar]], names: Mapping[str, str] | None = None
    ) -> None:
        self.sheets = {
            sheet: {cell_place(address): value for address, value in cells.items()}
            for sheet, cells in sheets.items()
        }
        texts = {("", name): text for name, text in (names or {}).items()}
        super().__init__("", self.sheets[""], Names(texts))

    def sheet(self, name: str) -> Mapping[tuple[int, int], Scalar] | None:
        return self.sheets.get(name)

    def at(self, sheet: Mapping[tuple[int, int], Scalar], row: int, column: int) -> Scalar:
        return sheet.get((row, column))

    def rows(self, sheet: Mapping[tuple[int, int], Scalar], area: Area) -> Matrix:
        bottom = min(area.bottom, max(row for row, _ in sheet))
        right = min(area.right, max(column for _, column in sheet))
        columns = range(area.left, right + 1)
        return [[sheet.get((row, at)) for at in columns] for row in range(area.top, bottom + 1)]
