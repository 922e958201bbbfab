"""What the parts of the engine know of the parts above them: a range of its sheet, and so on.

The modules themselves import downward only: app, books, sheets, names, ranges, notes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from zipingbiao.excel.office.addresses import Box
from zipingbiao.excel.office.document import Document
from zipingbiao.excel.office.link import Link, Uno


class RangePart(Protocol):
    """A range, as what belongs to it knows it."""

    @property
    def api(self) -> Uno:
        """The cells in LibreOffice."""

    @property
    def cell(self) -> Uno:
        """The first cell in LibreOffice."""

    @property
    def sheet(self) -> SheetPart:
        """The sheet."""

    @property
    def shape(self) -> tuple[int, int]:
        """The number of rows and of columns."""


class SheetPart(Protocol):
    """A sheet, as its ranges know it."""

    @property
    def api(self) -> Uno:
        """The sheet in LibreOffice."""

    @property
    def name(self) -> str:
        """The name on the tab."""

    @property
    def position(self) -> int:
        """The place among the sheets, counted from 0."""

    @property
    def document(self) -> Document:
        """The workbook in LibreOffice."""

    @property
    def book(self) -> BookPart:
        """The workbook."""

    @property
    def used_range(self) -> Any:
        """The smallest range outside of which nothing stands."""

    def activate(self) -> None:
        """Bring the sheet to the front."""

    def filled(self, box: Box) -> Sequence[bool]:
        """Which cells of a rectangle hold something, row by row."""

    def range_at(self, area: Uno) -> Any:
        """The range of a UNO cell range address on this sheet."""

    def name_of(self, cells: Any) -> Any:
        """The name that stands for exactly these cells."""


class BookPart(Protocol):
    """A workbook, as its sheets know it."""

    @property
    def document(self) -> Document:
        """The workbook in LibreOffice."""

    @property
    def names(self) -> Any:
        """The names that are known in the whole workbook."""

    def range_of(self, cells: Uno) -> Any:
        """The range of a UNO cell range of this workbook."""


class AppPart(Protocol):
    """A program, as its books know it."""

    front: str

    @property
    def link(self) -> Link:
        """The connection."""

    @property
    def visible(self) -> bool:
        """Whether books get a window."""

    @property
    def quiet(self) -> bool:
        """Whether nothing is ever shown or asked."""

    @property
    def trust_macros(self) -> bool:
        """Whether opened books may run their macros."""

    def book_of(self, component: Uno) -> Any:
        """The book of a UNO document."""
