"""Ranges of cells, as xlwings wants them of an engine."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from xlwings import base_classes

from zipingbiao.excel.office import cells
from zipingbiao.excel.office.addresses import Box, address_of, box_between, quoted
from zipingbiao.excel.office.conditional import ConditionalFormats
from zipingbiao.excel.office.document import check_unlocked
from zipingbiao.excel.office.formats import Color, to_color, to_number
from zipingbiao.excel.office.link import Uno, member, told
from zipingbiao.excel.office.looks import HORIZONTAL, VERTICAL, Borders, Font, common
from zipingbiao.excel.office.notes import Note, add_note, note_of
from zipingbiao.excel.office.parts import SheetPart
from zipingbiao.excel.office.walks import edge

# com.sun.star.sheet.CellFlags: numbers, dates, texts, formulas; then everything there is.
_CONTENTS = 1 | 2 | 4 | 16
_EVERYTHING = 1023
_FORMATS = 32 | 64 | 256  # hard attributes, styles, formatted parts of a text

_POINT = 2540 / 72  # 1/100 mm
_PIXEL = 2540 / 96
#: A column is as wide as so many digits of Excel's standard font, and a margin, in pixels.
_DIGIT, _MARGIN = 7, 5


@told
class Range(base_classes.Range):
    """A rectangle of cells of one sheet."""

    options: dict[str, Any]

    def __init__(self, sheet: SheetPart, box: Box) -> None:
        if not (box.row > 0 and box.column > 0 and box.height > 0 and box.width > 0):
            raise IndexError(f"no such cells: {box}")
        self._sheet = sheet
        self.box = box

    @cached_property
    def api(self) -> Uno:
        """The cells in LibreOffice."""
        row, column, height, width = self.box
        return self._sheet.api.getCellRangeByPosition(
            column - 1, row - 1, column + width - 2, row + height - 2
        )

    @cached_property
    def cell(self) -> Uno:
        """The first cell in LibreOffice."""
        return self._sheet.api.getCellByPosition(self.box.column - 1, self.box.row - 1)

    # Where it is

    @property
    def sheet(self) -> SheetPart:
        """The sheet."""
        return self._sheet

    @property
    def coords(self) -> tuple[str, int, int, int, int]:
        """The sheet's name, the first row and column, the number of rows and columns."""
        return (self._sheet.name, *self.box)

    @property
    def row(self) -> int:
        """The first row, counted from 1."""
        return self.box.row

    @property
    def column(self) -> int:
        """The first column, counted from 1."""
        return self.box.column

    @property
    def shape(self) -> tuple[int, int]:
        """The number of rows and of columns."""
        return self.box.height, self.box.width

    def __len__(self) -> int:
        return self.box.height * self.box.width

    def __call__(self, arg1: int, arg2: int | None = None) -> Range:
        """The cell at a row and column of the range, or of a number, row by row; from 1."""
        if arg2 is None:
            down, across = divmod(arg1 - 1, self.box.width)
        else:
            down, across = arg1 - 1, arg2 - 1
        return self._part(Box(self.box.row + down, self.box.column + across, 1, 1))

    def _part(self, box: Box) -> Range:
        return Range(self._sheet, box)

    @property
    def rows(self) -> Range:
        """The range itself; xlwings takes its rows one by one."""
        return self

    @property
    def columns(self) -> Range:
        """The range itself; xlwings takes its columns one by one."""
        return self

    @property
    def address(self) -> str:
        """``$A$1:$B$2``."""
        return address_of(self.box)

    def get_address(self, row_absolute: bool, col_absolute: bool, external: bool) -> str:
        """The address as asked for; ``external`` puts the book and the sheet before it."""
        address = address_of(self.box, row_absolute, col_absolute)
        if not external:
            return address
        return f"{quoted(self._sheet.name, self._sheet.document.name)}!{address}"

    def end(self, direction: str) -> Range:
        """Where Ctrl and an arrow key lead from the first cell."""
        used = self._sheet.used_range.box
        row, column = edge(self._sheet.filled, self.box, direction, used)
        return self._part(Box(row, column, 1, 1))

    def select(self) -> None:
        """Select the range, its sheet in front."""
        self._sheet.activate()
        self._sheet.document.uno.CurrentController.select(self.api)

    # What it holds

    @property
    def raw_value(self) -> Any:
        """The value of a single cell, or rows of values."""
        rows = cells.read(self._sheet.document, self.api)
        return rows[0][0] if len(self) == 1 else rows

    @raw_value.setter
    def raw_value(self, data: object) -> None:
        self._assign(data)

    @property
    def formula(self) -> Any:
        """The formula of a single cell in Excel's grammar, or rows of formulas."""
        rows = cells.read_formulas(self._sheet.document, self.api)
        return rows[0][0] if len(self) == 1 else rows

    @formula.setter
    def formula(self, value: object) -> None:
        self._assign(value)

    def _assign(self, data: object) -> None:
        if not isinstance(data, list | tuple):
            self._check_contents()
            cells.fill(self._sheet.document, self.api, data)
            return
        rows: Sequence[Sequence[object]] = data
        if not data or not isinstance(data[0], list | tuple):
            rows = (data,)
        target = self._part(Box(self.row, self.column, len(rows), len(rows[0])))
        target._check_contents()
        cells.write(self._sheet.document, target.api, rows)

    def _check_contents(self) -> None:
        check_unlocked(self._sheet.api, self.api)

    @property
    def formula_array(self) -> str | None:
        """The array formula that fills exactly this range; None where there is none."""
        text = self.api.getArrayFormula()
        if not text:
            return None
        return self._sheet.document.formulas.outward(text.strip("{}"), self._sheet.position)

    @formula_array.setter
    def formula_array(self, value: str) -> None:
        self._check_contents()
        own = self._sheet.document.formulas.inward(value, self._sheet.position)
        self.api.setArrayFormula(own)

    @property
    def has_array(self) -> bool:
        """Whether the first cell belongs to an array formula."""
        return bool(self.cell.getArrayFormula())

    def clear_contents(self) -> None:
        """Empty the cells; their looks and notes stay."""
        self._check_contents()
        self.api.clearContents(_CONTENTS)

    def clear_formats(self) -> None:
        """Take away the looks; contents and notes stay."""
        check_unlocked(self._sheet.api)
        self.api.clearContents(_FORMATS)

    def clear(self) -> None:
        """Take away contents, looks and notes."""
        check_unlocked(self._sheet.api)
        self.api.clearContents(_EVERYTHING)

    @property
    def note(self) -> Note | None:
        """The note of the first cell; None where it has none."""
        return note_of(self)

    def add_note(self, text: str) -> Note:
        """Put a note on the cell."""
        return add_note(self, text)

    @property
    def hyperlink(self) -> str:
        """Where the first cell's link leads. Raises ValueError where it has none."""
        fields = self.cell.TextFields
        if not fields.hasElements():
            raise ValueError(f"no hyperlink in {self.address}")
        target: str = fields.createEnumeration().nextElement().URL
        return target

    def add_hyperlink(
        self, address: str, text_to_display: str | None = None, screen_tip: str | None = None
    ) -> None:
        """Make the first cell a link; LibreOffice shows no screen tip of its own."""
        self._check_contents()
        field = self._sheet.document.uno.createInstance("com.sun.star.text.TextField.URL")
        field.URL = address
        field.Representation = text_to_display or address
        cell = self.cell
        cell.setString("")
        text = cell.getText()
        text.insertTextContent(text.createTextCursor(), field, False)

    @property
    def name(self) -> Any:
        """The name that stands for exactly this range; None where there is none."""
        return self._sheet.name_of(self)

    @name.setter
    def name(self, value: str) -> None:
        self._sheet.book.names.add(value, f"={quoted(self._sheet.name)}!{self.address}")

    # How it is put together

    @property
    def merge_area(self) -> Range:
        """The merged cells that the first cell belongs to, or itself."""
        cursor = self._sheet.api.createCursorByRange(self.cell)
        cursor.collapseToMergedArea()
        area: Range = self._sheet.range_at(cursor.RangeAddress)
        return area

    @property
    def merge_cells(self) -> bool:
        """Whether there are merged cells in it."""
        return bool(self.api.getIsMerged()) or len(self.merge_area) > 1

    def merge(self, across: bool) -> None:
        """Merge the cells, or those of each row; only the first one's contents remain."""
        check_unlocked(self._sheet.api)
        if across and self.box.height > 1:
            for row in range(self.box.height):
                self._part(self.box._replace(row=self.box.row + row, height=1)).merge(False)
            return
        for part in _all_but_first(self.box):
            self._part(part).api.clearContents(_CONTENTS)
        self.api.merge(True)

    def unmerge(self) -> None:
        """Take merged cells apart."""
        check_unlocked(self._sheet.api)
        self.merge_area.api.merge(False)
        self.api.merge(False)

    # How it looks

    @property
    def conditional_formats(self) -> ConditionalFormats:
        """The rules that colour its cells."""
        return ConditionalFormats(self)

    @property
    def font(self) -> Font:
        """The font."""
        return Font(self)

    @property
    def borders(self) -> Borders:
        """The borders."""
        return Borders(self)

    def _look(self, name: str, value: object) -> None:
        check_unlocked(self._sheet.api)
        self.api.setPropertyValue(name, value)

    @property
    def color(self) -> tuple[int, int, int] | None:
        """The colour of the cells; None where they have none, or differ."""
        return to_color(common(self.api, "CellBackColor"))

    @color.setter
    def color(self, color_or_rgb: Color) -> None:
        self._look("CellBackColor", to_number(color_or_rgb))

    @property
    def number_format(self) -> str | None:
        """Excel's code of the number format; None where the cells differ."""
        key = common(self.api, "NumberFormat")
        return None if key is None else self._sheet.document.formats.code(key)

    @number_format.setter
    def number_format(self, value: str) -> None:
        self._look("NumberFormat", self._sheet.document.formats.key(value))

    @property
    def wrap_text(self) -> bool | None:
        """Whether long text is broken into lines; None where the cells differ."""
        wrapped: bool | None = common(self.api, "IsTextWrapped")
        return wrapped

    @wrap_text.setter
    def wrap_text(self, value: bool) -> None:
        self._look("IsTextWrapped", value)

    @property
    def horizontal_alignment(self) -> str | None:
        """``left``, ``center``, …; None where the cells differ."""
        side = common(self.api, "HoriJustify")
        names = {own: name for name, own in HORIZONTAL.items()}
        return None if side is None else names[side.value]

    @horizontal_alignment.setter
    def horizontal_alignment(self, value: str) -> None:
        self._look("HoriJustify", member("table.CellHoriJustify", HORIZONTAL[value]))

    @property
    def vertical_alignment(self) -> str | None:
        """``top``, ``center``, …; None where the cells differ."""
        side = common(self.api, "VertJustify")
        names = {own: name for name, own in VERTICAL.items()}
        return None if side is None else names.get(side, "bottom")

    @vertical_alignment.setter
    def vertical_alignment(self, value: str) -> None:
        self._look("VertJustify", VERTICAL[value])

    @property
    def column_width(self) -> float:
        """The width of the first column in characters, as Excel counts them."""
        width = self.api.Columns.getByIndex(0).Width
        return round(max(0.0, (width / _PIXEL - _MARGIN) / _DIGIT), 2)

    @column_width.setter
    def column_width(self, value: float) -> None:
        check_unlocked(self._sheet.api)
        self.api.Columns.Width = round((value * _DIGIT + _MARGIN) * _PIXEL)

    @property
    def row_height(self) -> float:
        """The height of the first row in points."""
        height: float = self.api.Rows.getByIndex(0).Height
        return round(height / _POINT, 2)

    @row_height.setter
    def row_height(self, value: float) -> None:
        check_unlocked(self._sheet.api)
        self.api.Rows.Height = round(value * _POINT)

    def autofit(self, axis: str | None = None) -> None:
        """Make columns as wide and rows as high as their contents need."""
        check_unlocked(self._sheet.api)
        if axis in (None, "columns", "c"):
            self.api.Columns.OptimalWidth = True
        if axis in (None, "rows", "r"):
            self.api.Rows.OptimalHeight = True


def _all_but_first(box: Box) -> list[Box]:
    """The cells of a rectangle without its first, as rectangles."""
    row, column, height, width = box
    parts = []
    if width > 1:
        parts.append(box_between(row, column + 1, row, column + width - 1))
    if height > 1:
        parts.append(box_between(row + 1, column, row + height - 1, column + width - 1))
    return parts
