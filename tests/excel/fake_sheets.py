"""The sheets and names of a workbook in the fake Excel."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from openpyxl.utils.cell import range_boundaries
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.worksheet import Worksheet

from excel.fake_cells import FakeComError, FakeRange

if TYPE_CHECKING:
    from excel.fake import FakeBook

_MOST = (1048576, 16384)


class FakeNames:
    """The defined names of a workbook."""

    def __init__(self, book: FakeBook) -> None:
        self._own = book.workbook.defined_names

    def __len__(self) -> int:
        return len(self._own)

    def __call__(self, name_or_index: int | str) -> FakeName:
        names = list(self._own)
        at = names[name_or_index - 1] if isinstance(name_or_index, int) else name_or_index
        return FakeName(self._own, at)

    def __iter__(self) -> Iterator[FakeName]:
        return (FakeName(self._own, name) for name in list(self._own))

    def snapshot(self) -> list[tuple[str, FakeName]]:
        return [(one.name, one) for one in self]

    def contains(self, name_or_index: str) -> bool:
        return name_or_index in self._own

    def add(self, name: str, refers_to: str) -> FakeName:
        self._own[name] = DefinedName(name, attr_text=refers_to.removeprefix("="))
        return FakeName(self._own, name)


@dataclass
class FakeName:
    """A defined name."""

    own: Any
    name: str

    @property
    def refers_to(self) -> str:
        return f"={self.own[self.name].attr_text}"

    def delete(self) -> None:
        del self.own[self.name]


class FakeSheets:
    """The sheets of a workbook."""

    def __init__(self, book: FakeBook) -> None:
        self.book = book

    @property
    def active(self) -> FakeSheet:
        own = self.book.workbook.active
        assert isinstance(own, Worksheet)
        return FakeSheet(self.book, own)

    def __call__(self, name_or_index: int | str) -> FakeSheet:
        sheets = self.book.workbook.worksheets
        if isinstance(name_or_index, int):
            return FakeSheet(self.book, sheets[name_or_index - 1])
        for one in sheets:
            if one.title.casefold() == name_or_index.casefold():
                return FakeSheet(self.book, one)
        raise FakeComError

    def __len__(self) -> int:
        return len(self.book.workbook.worksheets)

    def __iter__(self) -> Iterator[FakeSheet]:
        return (FakeSheet(self.book, own) for own in list(self.book.workbook.worksheets))

    def add(self, before: Any = None, after: Any = None, name: str | None = None) -> FakeSheet:
        """Add a sheet, which comes in front. Raises FakeComError where the structure is locked."""
        if self.book.locked:
            raise FakeComError
        beside = before or after or self.active
        own = self.book.workbook.create_sheet(name, beside.index - (not after))
        sheet = FakeSheet(self.book, own)
        sheet.activate()
        sheet.change()
        return sheet


class FakeSheet:
    """A sheet."""

    def __init__(self, book: FakeBook, own: Worksheet) -> None:
        self.book = book
        self.own = own

    @property
    def api(self) -> FakeSheet:
        return self

    def change(self) -> None:
        """Whoever changes the sheet asks for it here. Raises FakeComError where protected."""
        if self.own.protection.sheet:
            raise FakeComError
        self.book.saved = False

    @property
    def name(self) -> str:
        return str(self.own.title)

    @name.setter
    def name(self, value: str) -> None:
        self.book.saved = False
        self.own.title = value

    @property
    def index(self) -> int:
        return int(self.book.workbook.worksheets.index(self.own)) + 1

    @property
    def visible(self) -> bool:
        return bool(self.own.sheet_state == "visible")

    @visible.setter
    def visible(self, value: bool) -> None:
        self.own.sheet_state = "visible" if value else "hidden"

    def activate(self) -> None:
        """Bring it in front. Raises FakeComError for a hidden sheet."""
        if not self.visible:
            raise FakeComError
        self.book.workbook.active = self.index - 1
        for one in self.book.workbook.worksheets:
            one.sheet_view.tabSelected = one is self.own
        if self.book.app.front is self.book:
            self.book.app.selection = FakeRange(self, 1, 1, 1, 1)

    def select(self) -> None:
        self.activate()

    def delete(self) -> None:
        workbook = self.book.workbook
        others = [one for one in self.book.sheets if one.own is not self.own and one.visible]
        if self.book.locked or not others:
            raise FakeComError
        is_front = workbook.active is self.own
        front = workbook.active
        workbook.remove(self.own)
        self.book.saved = False
        if is_front:
            others[0].activate()
        else:
            workbook.active = workbook.worksheets.index(front)

    def range(self, arg1: Any, arg2: Any = None) -> FakeRange:
        if isinstance(arg1, tuple) and len(arg1) == 4:
            return FakeRange(self, *arg1)
        top, left, bottom, right = self._bounds(arg1)
        if arg2 is not None:
            other = self._bounds(arg2)
            top, left = min(top, other[0]), min(left, other[1])
            bottom, right = max(bottom, other[2]), max(right, other[3])
        return FakeRange(self, top, left, bottom - top + 1, right - left + 1)

    def _bounds(self, arg: Any) -> tuple[int, int, int, int]:
        """Top, left, bottom, right of whatever names some cells."""
        if isinstance(arg, FakeRange):
            (rows, columns), top, left = arg.shape, arg.row, arg.column
            return top, left, top + rows - 1, left + columns - 1
        if isinstance(arg, tuple):
            return *arg, *arg
        left, top, right, bottom = range_boundaries(arg.replace("$", ""))
        return top or 1, left or 1, bottom or _MOST[0], right or _MOST[1]

    @property
    def cells(self) -> FakeRange:
        return FakeRange(self, 1, 1, *_MOST)

    @property
    def used_range(self) -> FakeRange:
        own = self.own
        rows, columns = own.max_row - own.min_row + 1, own.max_column - own.min_column + 1
        return FakeRange(self, own.min_row, own.min_column, rows, columns)

    @property
    def notes(self) -> list[Any]:
        cells = (cell for row in self.own.iter_rows() for cell in row if cell.comment)
        found = (FakeRange(self, cell.row, cell.column, 1, 1).note for cell in cells)
        return [one for one in found if one]

    def autofit(self, axis: str | None = None) -> None:
        self.change()

    def clear(self) -> None:
        self.used_range.clear()

    def clear_contents(self) -> None:
        self.used_range.clear_contents()

    def clear_formats(self) -> None:
        self.used_range.clear_formats()
