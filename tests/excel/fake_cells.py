"""The cells of the fake Excel: ranges, fonts, notes, conditional formats."""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy
from datetime import datetime
from typing import TYPE_CHECKING, Any

from openpyxl.cell import Cell
from openpyxl.cell.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.formula.translate import Translator
from openpyxl.styles import PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.utils.cell import range_boundaries
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.worksheet import Worksheet
from xlwings.base_classes import Range as BaseRange

from excel.fake_looks import FakeBorders, FakeConditionalFormats, FakeFont, FakeNote, hex_of, rgb
from excel.fake_values import TEXT_FORMAT, formula_of, typed
from zipingbiao.ooxml.grid import CellError, Scalar

if TYPE_CHECKING:
    from excel.fake_sheets import FakeSheet

_BLANK = (None, "")
_STEPS = {"up": (-1, 0), "down": (1, 0), "left": (0, -1), "right": (0, 1)}
_LAST_ROW, _LAST_COLUMN = 1048576, 16384


class FakeComError(Exception):
    """What pywin32 raises where Excel refuses; its code is ``hresult``."""

    def __init__(self, hresult: int = -2147352567, scode: int = -2146827284) -> None:
        details = (0, "Microsoft Excel", "无法在受保护的工作表上使用此命令。", None, 0, scode)
        super().__init__(hresult, "发生意外。", details, None)
        self.hresult = hresult
        self.excepinfo = details


FakeComError.__name__ = "com_error"


class FakeRange(BaseRange):
    """A rectangle of cells."""

    row: int = 1
    column: int = 1
    shape: tuple[int, int] = (1, 1)

    def __init__(self, sheet: FakeSheet, row: int, column: int, rows: int, columns: int) -> None:
        self.sheet = sheet
        self.row = row
        self.column = column
        self.shape = (rows, columns)
        self.options: dict[str, Any] = {}

    @property
    def api(self) -> FakeRange:
        return self

    @property
    def _own(self) -> Worksheet:
        return self.sheet.own

    def __len__(self) -> int:
        return self.shape[0] * self.shape[1]

    def _rows(self) -> Iterator[list[Cell]]:
        for row in range(self.row, self.row + self.shape[0]):
            columns = range(self.column, self.column + self.shape[1])
            yield [self._own.cell(row, column) for column in columns]

    def _cells(self) -> Iterator[Cell]:
        for row in self._rows():
            yield from row

    def _change(self) -> None:
        """Whoever changes cells asks for it here. Raises FakeComError on a protected sheet."""
        if self._own.protection.sheet and any(cell.protection.locked for cell in self._cells()):
            raise FakeComError
        self.sheet.book.saved = False

    # Where

    def get_address(self, row_absolute: bool, col_absolute: bool, external: bool) -> str:
        rows, columns = self.shape
        row, column = "$" * row_absolute, "$" * col_absolute
        first = f"{column}{get_column_letter(self.column)}{row}{self.row}"
        right, bottom = self.column + columns - 1, self.row + rows - 1
        last = f"{column}{get_column_letter(right)}{row}{bottom}"
        text = first if self.shape == (1, 1) else f"{first}:{last}"
        return f"[{self.sheet.book.name}]{self.sheet.name}!{text}" if external else text

    @property
    def address(self) -> str:
        return self.get_address(True, True, False)

    @property
    def coords(self) -> tuple[FakeSheet, int, int, int, int]:
        return self.sheet, self.row, self.column, *self.shape

    def __call__(self, arg1: int, arg2: int | None = None) -> FakeRange:
        if arg2 is None:
            columns = self.shape[1]
            arg1, arg2 = (arg1 - 1) // columns + 1, (arg1 - 1) % columns + 1
        row, column = self.row + arg1 - 1, self.column + arg2 - 1
        return FakeRange(self.sheet, row, column, 1, 1)

    @property
    def rows(self) -> FakeRange:
        return self

    @property
    def columns(self) -> FakeRange:
        return self

    def end(self, direction: str) -> FakeRange:
        """The last cell of the block in a direction, or the first of the next block."""
        down, right = _STEPS[direction]
        row, column = self.row, self.column
        limits = self._own.max_row + 1, self._own.max_column + 1
        filled = self._is_filled(row, column) and self._is_filled(row + down, column + right)
        while True:
            there = row + down, column + right
            if min(there) < 1:
                break
            if there[0] > limits[0] or there[1] > limits[1]:
                return FakeRange(
                    self.sheet, _LAST_ROW if down else row, _LAST_COLUMN if right else column, 1, 1
                )
            if filled and not self._is_filled(*there):
                break
            row, column = there
            if not filled and self._is_filled(*there):
                break
        return FakeRange(self.sheet, row, column, 1, 1)

    def _is_filled(self, row: int, column: int) -> bool:
        return min(row, column) > 0 and self._own.cell(row, column).value not in _BLANK

    def select(self) -> None:
        """Select the range. Raises FakeComError where its sheet is not in front, as Excel does."""
        book = self.sheet.book
        if book.workbook.active is not self._own or book.app.front is not book:
            raise FakeComError
        book.app.selection = self

    @property
    def merge_area(self) -> FakeRange:
        for area in self._own.merged_cells.ranges:
            left, top, right, bottom = area.bounds
            if top <= self.row <= bottom and left <= self.column <= right:
                return FakeRange(self.sheet, top, left, bottom - top + 1, right - left + 1)
        return self

    @property
    def merge_cells(self) -> bool:
        return self.merge_area.shape != (1, 1)

    def merge(self, across: bool) -> None:
        self._change()
        self._own.merge_cells(self.get_address(False, False, False))

    def unmerge(self) -> None:
        self._change()
        area = self.merge_area
        if area.shape != (1, 1):
            self._own.unmerge_cells(area.get_address(False, False, False))

    # What stands there

    @property
    def raw_value(self) -> Any:
        rows = tuple(tuple(self._value(cell) for cell in row) for row in self._rows())
        return rows[0][0] if self.shape == (1, 1) else rows

    @raw_value.setter
    def raw_value(self, value: Any) -> None:
        self._write(value)

    def _value(self, cell: Cell) -> Any:
        """The value as Excel hands it over: numbers are floats, dates where they look so."""
        if isinstance(cell.value, datetime):
            return cell.value
        value = self.sheet.book.values.of(self._own, cell.coordinate)
        if isinstance(value, bool | str) or value is None:
            return value
        return float(value)

    def _write(self, value: Any) -> None:
        self._change()
        self._refuse_part_of_array()
        if not isinstance(value, list | tuple):
            for cell in self._cells():
                self._put(cell, _moved(value, self, cell))
        else:
            for cells, texts in zip(self._rows(), value, strict=True):
                for cell, one in zip(cells, texts, strict=True):
                    self._put(cell, one)
        self.sheet.book.values.changed()

    def _put(self, cell: Cell, value: Any) -> None:
        """Write one value as Excel takes it: texts are read as if somebody had typed them."""
        if isinstance(cell, MergedCell):
            return
        if isinstance(value, str) and cell.number_format == TEXT_FORMAT:
            cell.value = value or None
            if value:
                cell.data_type = "s"
        elif isinstance(value, str) and value.startswith("="):
            cell.value = value
            self.sheet.book.values.entered(self._own, cell.coordinate)
        elif isinstance(value, str):
            cell.value, form = typed(value) if value else (None, None)
            if form and cell.number_format == "General":
                cell.number_format = form
            if isinstance(cell.value, str):
                cell.data_type = "s"
        else:
            cell.value = value

    def _arrays(self) -> Iterator[ArrayFormula]:
        """The array formulas that touch the range."""
        for row in self._own.iter_rows():
            for cell in row:
                if isinstance(cell.value, ArrayFormula) and self.touches(cell.value.ref):
                    yield cell.value

    def _refuse_part_of_array(self) -> None:
        """Raises FakeComError where an array formula spreads beyond the range."""
        for one in self._arrays():
            left, top, right, bottom = range_boundaries(one.ref)
            if (bottom - top + 1) * (right - left + 1) > len(self):
                raise FakeComError

    @property
    def has_array(self) -> bool:
        return any(self._arrays())

    def touches(self, area: str) -> bool:
        """Whether the range and an area have cells in common."""
        left, top, right, bottom = range_boundaries(area)
        rows, columns = self.shape
        over = top <= self.row + rows - 1 and bottom >= self.row
        return bool(over and left <= self.column + columns - 1 and right >= self.column)

    @property
    def formula(self) -> Any:
        rows = tuple(tuple(_formula_text(cell) for cell in row) for row in self._rows())
        return rows[0][0] if self.shape == (1, 1) else rows

    @formula.setter
    def formula(self, value: Any) -> None:
        self._write(value)

    def clear_contents(self) -> None:
        self._write(None)

    def clear_formats(self) -> None:
        self._change()
        for cell in self._cells():
            cell.style = "Normal"

    def clear(self) -> None:
        self.clear_contents()
        self.clear_formats()
        for cell in self._cells():
            cell.comment = None

    # How it looks

    def _common(self, name: str) -> Any:
        """The value of an attribute that all cells share, None where they differ."""
        found = {getattr(cell, name) for cell in self._cells()}
        return found.pop() if len(found) == 1 else None

    @property
    def number_format(self) -> Any:
        return self._common("number_format")

    @number_format.setter
    def number_format(self, value: str) -> None:
        self._change()
        for cell in self._cells():
            cell.number_format = value

    @property
    def color(self) -> tuple[int, int, int] | None:
        fill = next(self._cells()).fill
        if fill.fill_type != "solid" or not isinstance(fill.fgColor.rgb, str):
            return None
        return rgb(f"#{fill.fgColor.rgb[-6:]}")

    @color.setter
    def color(self, value: object) -> None:
        self._change()
        fill = PatternFill() if value is None else PatternFill("solid", fgColor=hex_of(value))
        for cell in self._cells():
            cell.fill = fill

    @property
    def font(self) -> FakeFont:
        return FakeFont(self)

    @property
    def borders(self) -> FakeBorders:
        return FakeBorders(self)

    def restyle(self, part: str, **changes: object) -> None:
        """Give the cells another font, border or alignment; the rest of it stays."""
        self._change()
        for cell in self._cells():
            style = copy(getattr(cell, part))
            for key, value in changes.items():
                setattr(style, key, value)
            setattr(cell, part, style)

    def looks(self, name: str, key: str) -> Any:
        """What the first cell has of a font, border or alignment."""
        return getattr(getattr(next(self._cells()), name), key)

    @property
    def wrap_text(self) -> bool:
        return bool(self.looks("alignment", "wrap_text"))

    @wrap_text.setter
    def wrap_text(self, value: bool) -> None:
        self.restyle("alignment", wrap_text=value)

    @property
    def horizontal_alignment(self) -> str:
        return self.looks("alignment", "horizontal") or "general"

    @horizontal_alignment.setter
    def horizontal_alignment(self, value: str) -> None:
        self.restyle("alignment", horizontal=value)

    @property
    def vertical_alignment(self) -> str:
        return self.looks("alignment", "vertical") or "bottom"

    @vertical_alignment.setter
    def vertical_alignment(self, value: str) -> None:
        self.restyle("alignment", vertical=value)

    @property
    def column_width(self) -> float:
        return float(self._own.column_dimensions[get_column_letter(self.column)].width)

    @column_width.setter
    def column_width(self, value: float) -> None:
        self.sheet.change()
        for column in range(self.column, self.column + self.shape[1]):
            self._own.column_dimensions[get_column_letter(column)].width = value

    @property
    def row_height(self) -> float:
        return float(self._own.row_dimensions[self.row].height or 15)

    @row_height.setter
    def row_height(self, value: float) -> None:
        self.sheet.change()
        for row in range(self.row, self.row + self.shape[0]):
            self._own.row_dimensions[row].height = value

    def autofit(self, axis: str | None = None) -> None:
        self.sheet.change()

    # Links, notes, conditional formats

    @property
    def hyperlink(self) -> str:
        link = next(self._cells()).hyperlink
        if link is None:
            raise Exception("The cell doesn't seem to contain a hyperlink!")  # as xlwings says it
        return link.target or f"#{link.location}"

    def add_hyperlink(
        self, address: str, text_to_display: str | None = None, screen_tip: str | None = None
    ) -> None:
        self._change()
        cell = next(self._cells())
        cell.hyperlink = address
        if text_to_display is not None:
            cell.value = text_to_display

    @property
    def note(self) -> FakeNote | None:
        cell = next(self._cells())
        return FakeNote(self, cell) if cell.comment else None

    def add_note(self, text: str) -> FakeNote:
        self.sheet.change()
        cell = next(self._cells())
        if cell.comment or isinstance(cell, MergedCell):
            raise FakeComError
        cell.comment = Comment(text, "用户")
        return FakeNote(self, cell)

    @property
    def conditional_formats(self) -> FakeConditionalFormats:
        return FakeConditionalFormats(self)

    @property  # type: ignore[misc]
    def name(self) -> None:
        """No name is given to ranges of the fake."""
        return None


def _moved(value: Any, home: FakeRange, cell: Cell) -> Any:
    """A formula that fills a range: its references move with the cell."""
    if not (isinstance(value, str) and value.startswith("=")):
        return value
    origin = f"{get_column_letter(home.column)}{home.row}"
    return Translator(value, origin).translate_formula(cell.coordinate)


def _formula_text(cell: Cell) -> str:
    formula = formula_of(cell)
    if formula is not None:
        return formula
    return "" if cell.value is None else str(cell.value)


def cleaned(value: Scalar | datetime, empty: object, errors: bool) -> object:
    """A value as xlwings gives it to whoever reads a range."""
    if isinstance(value, CellError):
        return str(value) if errors else None
    return empty if value in _BLANK else value
