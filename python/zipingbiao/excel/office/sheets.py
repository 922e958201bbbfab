"""Sheets, as xlwings wants them of an engine."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from xlwings import base_classes

from zipingbiao.errors import CallError, Place
from zipingbiao.excel.office.addresses import Box, box_between, box_of
from zipingbiao.excel.office.document import Document, check_unlocked
from zipingbiao.excel.office.link import Uno, told
from zipingbiao.excel.office.names import Name, Names
from zipingbiao.excel.office.notes import Note, places_of_notes
from zipingbiao.excel.office.pages import remove_unused
from zipingbiao.excel.office.parts import BookPart
from zipingbiao.excel.office.ranges import Range
from zipingbiao.ooxml.address import MAX_COLUMN, MAX_ROW


@told
class Sheet(base_classes.Sheet):
    """One sheet of a workbook."""

    def __init__(self, book: BookPart, uno: Uno) -> None:
        self._book = book
        self._uno = uno

    @property
    def api(self) -> Uno:
        """The sheet in LibreOffice. Raises CallError where the book is closed."""
        self.document.check_open()
        return self._uno

    @property
    def document(self) -> Document:
        """The workbook in LibreOffice."""
        return self._book.document

    @property
    def book(self) -> BookPart:
        """The workbook."""
        return self._book

    @property
    def name(self) -> str:
        """The name on the tab."""
        name: str = self._uno.Name
        return name

    @name.setter
    def name(self, value: str) -> None:
        self.document.check_structure()
        self._uno.setName(value)

    @property
    def position(self) -> int:
        """The place among the sheets, counted from 0."""
        position: int = self._uno.RangeAddress.Sheet
        return position

    @property
    def index(self) -> int:
        """The place among the sheets, counted from 1."""
        return self.position + 1

    @property
    def visible(self) -> bool:
        """Whether the tab is shown."""
        return bool(self._uno.IsVisible)

    @visible.setter
    def visible(self, value: bool) -> None:
        self.document.check_structure()
        self._uno.IsVisible = bool(value)

    def activate(self) -> None:
        """Bring the sheet to the front."""
        self.document.uno.CurrentController.setActiveSheet(self._uno)

    def select(self) -> None:
        """Bring the sheet to the front; LibreOffice selects one sheet at a time."""
        self.activate()

    def delete(self) -> None:
        """Take the sheet away, unless it is the last one that is shown."""
        self.document.check_structure()
        sheets = self.document.uno.Sheets
        others = [name for name in sheets.ElementNames if name != self.name]
        if not any(sheets.getByName(name).IsVisible for name in others):
            raise CallError(
                "这是最后一张看得见的工作表，不能删除。",
                Place(self.document.name, self.name),
                "请先添加或取消隐藏另一张工作表。",
            )
        page = self._uno.PageStyle
        sheets.removeByName(self.name)
        remove_unused(self.document, page)

    # Cells

    def range(self, arg1: Any, arg2: Any = None) -> Range:
        """The cells between two corners; a corner is an address, a name, (row, column)."""
        if isinstance(arg1, int) and isinstance(arg2, int):
            arg1, arg2 = (arg1, arg2), None
        first = self._box(arg1)
        if arg2 is None:
            return Range(self, first)
        last = self._box(arg2)
        bottom = max(first.row + first.height, last.row + last.height) - 1
        right = max(first.column + first.width, last.column + last.width) - 1
        top, left = min(first.row, last.row), min(first.column, last.column)
        return Range(self, box_between(top, left, bottom, right))

    def _box(self, corner: Any) -> Box:
        if isinstance(corner, Range):
            return corner.box
        if isinstance(corner, tuple):
            row, column, *size = corner
            return Box(row, column, *(size or (1, 1)))
        box = box_of(corner)
        return box if box else self._named(corner).box

    def _named(self, name: str) -> Range:
        for names in (self.names, self._book.names):
            if names.contains(name):
                return names(name).refers_to_range
        raise CallError(
            f"「{name}」不是单元格地址，也不是名称。", Place(self.document.name, self.name)
        )

    def range_at(self, area: Uno) -> Range:
        """The range of a UNO cell range address on this sheet."""
        corners = (area.StartRow, area.StartColumn, area.EndRow, area.EndColumn)
        return Range(self, box_between(*(corner + 1 for corner in corners)))

    @property
    def cells(self) -> Range:
        """All cells."""
        return Range(self, Box(1, 1, MAX_ROW, MAX_COLUMN))

    @property
    def used_range(self) -> Range:
        """The smallest range outside of which nothing stands; A1 where nothing does."""
        cursor = self._uno.createCursor()
        cursor.gotoStartOfUsedArea(False)
        cursor.gotoEndOfUsedArea(True)
        return self.range_at(cursor.RangeAddress)

    def filled(self, box: Box) -> list[bool]:
        """Which cells of a rectangle hold something, row by row."""
        return [value != "" for row in Range(self, box).api.getDataArray() for value in row]

    def clear_contents(self) -> None:
        """Empty all cells."""
        self.cells.clear_contents()

    def clear_formats(self) -> None:
        """Take away the looks of all cells."""
        self.cells.clear_formats()

    def clear(self) -> None:
        """Take away everything."""
        self.cells.clear()

    def autofit(self, axis: str | None = None) -> None:
        """Fit columns and rows to what stands in them."""
        check_unlocked(self._uno)
        self.used_range.autofit(axis)

    # What belongs to it

    @property
    def names(self) -> Names:
        """The names that are known on this sheet only."""
        return Names(self.document, self._uno.NamedRanges, self._book.range_of)

    def name_of(self, cells: Range) -> Name | None:
        """The name that stands for exactly these cells."""
        return self.names.of(cells) or self._book.names.of(cells)

    @property
    def notes(self) -> list[Note]:
        """Its notes, row by row."""
        places = places_of_notes(self._uno)
        return [Note(Range(self, Box(row, column, 1, 1))) for row, column in places]


@told
class Sheets(base_classes.Sheets):
    """The sheets of a workbook."""

    def __init__(self, book: BookPart) -> None:
        self._book = book

    @property
    def api(self) -> Uno:
        """The sheets in LibreOffice."""
        return self._book.document.uno.Sheets

    @property
    def active(self) -> Sheet:
        """The sheet in front."""
        return Sheet(self._book, self._book.document.uno.CurrentController.ActiveSheet)

    def __call__(self, name_or_index: int | str) -> Sheet:
        """The sheet of a name, or of a number counted from 1. Raises KeyError for no name."""
        sheets = self.api
        if isinstance(name_or_index, int):
            return Sheet(self._book, sheets.getByIndex(name_or_index - 1))
        # Excel takes "data" for "Data".
        small = name_or_index.lower()
        for name in sheets.ElementNames:
            if name.lower() == small:
                return Sheet(self._book, sheets.getByName(name))
        raise KeyError(name_or_index)

    def __contains__(self, name: str) -> bool:
        return name.lower() in (own.lower() for own in self.api.ElementNames)

    def __len__(self) -> int:
        count: int = self.api.Count
        return count

    def __iter__(self) -> Iterator[Sheet]:
        sheets = self.api
        return iter([Sheet(self._book, sheets.getByName(name)) for name in sheets.ElementNames])

    def add(
        self, before: Sheet | None = None, after: Sheet | None = None, name: str | None = None
    ) -> Sheet:
        """A new sheet, before the one in front unless said otherwise; it comes to the front."""
        self._book.document.check_structure()
        place = after.position + 1 if after else (before or self.active).position
        name = name or self._free_name()
        self.api.insertNewByName(name, place)
        made = self(name)
        made.activate()
        return made

    def _free_name(self) -> str:
        taken = {name.lower() for name in self.api.ElementNames}
        number = len(taken) + 1
        while f"sheet{number}" in taken:
            number += 1
        return f"Sheet{number}"
