"""A file that forms were read from, sheet by sheet as pages, whatever its kind."""

from __future__ import annotations

from zipingbiao.export.page import Page
from zipingbiao.export.plain import page_of
from zipingbiao.export.sheets import Book
from zipingbiao.ooxml.address import Area, area_of
from zipingbiao.ooxml.grid import Sheet as Cells
from zipingbiao.ooxml.opening import open_workbook_bytes
from zipingbiao.ooxml.sniff import Kind, kind_of


class DrawnFile:
    """A file that forms were read from. Raises UnreadableFile where it can't be read."""

    def __init__(self, data: bytes, path: str) -> None:
        self._book = Book(data) if kind_of(data) == Kind.XLSX else None
        sheets = () if self._book else open_workbook_bytes(data, path).sheets
        self._sheets: dict[str, Cells] = {one.name: one for one in sheets}

    def page(self, name: str, area: Area) -> Page:
        """An area of a sheet, with its looks where they are known."""
        if self._book is not None:
            return self._book.page(name, area)
        sheet = self._sheets[name]
        places = list(map(area_of, sheet.addresses))
        bottom = min(area.bottom, max(one.bottom for one in places))
        right = min(area.right, max(one.right for one in places))
        return page_of(sheet, area._replace(bottom=bottom, right=right))
