"""Defined names of a workbook or of one sheet."""

from __future__ import annotations

from collections.abc import Callable

from xlwings import base_classes

from zipingbiao.errors import CallError
from zipingbiao.excel.office.document import Document
from zipingbiao.excel.office.link import Uno, struct, told
from zipingbiao.excel.office.ranges import Range

#: Gives the range of a UNO cell range of the workbook.
Finder = Callable[[Uno], Range]


@told
class Name(base_classes.Name):
    """One defined name."""

    def __init__(self, document: Document, names: Uno, name: str, finder: Finder) -> None:
        self._document = document
        self._names = names
        self._name = name
        self._finder = finder

    @property
    def api(self) -> Uno:
        """The name in LibreOffice."""
        return self._names.getByName(self._name)

    @property
    def name(self) -> str:
        """The name itself."""
        return self._name

    @name.setter
    def name(self, value: str) -> None:
        self.api.setName(value)
        self._name = value

    @property
    def refers_to(self) -> str:
        """What it stands for: ``=Sheet1!$A$1``."""
        return self._document.formulas.outward(self.api.Content)

    @refers_to.setter
    def refers_to(self, value: str) -> None:
        self.api.setContent(self._document.formulas.inward(value)[1:])

    @property
    def refers_to_range(self) -> Range:
        """The cells it stands for. Raises CallError where it stands for no cells."""
        cells = self.api.getReferredCells()
        if cells is None:
            raise CallError(f"名称「{self._name}」不是一块单元格。", cure="请在名称管理里检查它。")
        return self._finder(cells)

    def delete(self) -> None:
        """Take the name away; the cells stay."""
        self._names.removeByName(self._name)


@told
class Names(base_classes.Names):
    """The defined names of a workbook, or of a sheet."""

    def __init__(self, document: Document, names: Uno, finder: Finder) -> None:
        self._document = document
        self._names = names
        self._finder = finder

    @property
    def api(self) -> Uno:
        """The names in LibreOffice."""
        return self._names

    def __len__(self) -> int:
        count: int = self._names.Count
        return count

    def __call__(self, name_or_index: int | str) -> Name:
        """The name itself, or the one of a number counted from 1. Raises KeyError for none."""
        name = name_or_index
        if isinstance(name, int):
            name = self._names.ElementNames[name - 1]
        elif not self._names.hasByName(name):
            raise KeyError(name)
        return Name(self._document, self._names, name, self._finder)

    def contains(self, name_or_index: str) -> bool:
        """Whether there is such a name."""
        return bool(self._names.hasByName(name_or_index))

    def add(self, name: str, refers_to: str) -> Name:
        """Define a name for ``=Sheet1!$A$1`` or another formula."""
        content = self._document.formulas.inward(refers_to)[1:]
        self._names.addNewByName(name, content, struct("table.CellAddress", 0, 0, 0), 0)
        return self(name)

    def of(self, cells: Range) -> Name | None:
        """The name that stands for exactly these cells; None where there is none."""
        for name in self._names.ElementNames:
            found = self._names.getByName(name).getReferredCells()
            if found is not None and self._finder(found).coords == cells.coords:
                return self(name)
        return None
