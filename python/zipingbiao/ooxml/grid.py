"""What every format gives: sheets of sparse cells.

Readers of ``.xlsx`` make sheets whose cells are understood when asked; readers of the other
formats make `PlainSheet` with everything at hand. Whoever reads forms sees no difference.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from zipingbiao.errors import ZpbError
from zipingbiao.ooxml.address import Area


class CellError(str):
    """An error value as it stands in a cell: ``#DIV/0!``."""

    __slots__ = ()


#: The code of pages of a document that could not be read.
UNREAD = "ZPB942"
#: How WPS writes a picture that stands in a cell.
PICTURE = "=DISPIMG("
#: What a cell holds. Dates are numbers (their serial); how they look is `Sheet.shown`.
Scalar = str | int | float | bool | CellError | None


class Sheet(Protocol):
    """One worksheet."""

    @property
    def name(self) -> str:
        """Its name, as on the tab."""

    @property
    def hidden(self) -> bool:
        """Whether the user does not see it (hidden or very hidden)."""

    @property
    def merges(self) -> tuple[str, ...]:
        """Merged areas, ``A1:C3``."""

    @property
    def addresses(self) -> Collection[str]:
        """The addresses of all cells that hold something."""

    def value(self, address: str) -> Scalar:
        """What the cell holds; None where nothing stands. Whole numbers are int."""

    def shown(self, address: str) -> str:
        """What a person sees in the cell (``100%``, ``2020年12月31日``); ``""`` for nothing."""

    def uncached(self, address: str) -> bool:
        """Whether the cell holds a formula whose value was never stored."""


class PlainCell(NamedTuple):
    """A cell with everything at hand."""

    value: Scalar
    shown: str
    uncached: bool = False


class Notice(NamedTuple):
    """What is to be told of a document besides its text: a fault's code, where, and why.

    ``each``: it is told of each form in it, not once of all.
    """

    code: str
    address: str | None
    reason: str
    each: bool = False


@dataclass(frozen=True, slots=True)
class PlainSheet:
    """A sheet read from a foreign format (.xls, .et, .xlsb, .ods), a document, or made in a test.

    ``tables`` are the areas of a document's tables, ``notices`` what is told of it besides.
    """

    name: str
    cells: Mapping[str, PlainCell]
    merges: tuple[str, ...] = ()
    hidden: bool = False
    tables: tuple[Area, ...] = ()
    notices: tuple[Notice, ...] = ()

    @property
    def addresses(self) -> Collection[str]:
        """The addresses of all cells that hold something."""
        return self.cells.keys()

    def value(self, address: str) -> Scalar:
        """What the cell holds."""
        cell = self.cells.get(address)
        return None if cell is None else cell.value

    def shown(self, address: str) -> str:
        """What a person sees in the cell."""
        cell = self.cells.get(address)
        return "" if cell is None else cell.shown

    def uncached(self, address: str) -> bool:
        """Whether the cell holds a formula whose value was never stored."""
        cell = self.cells.get(address)
        return cell is not None and cell.uncached

    def worded(self) -> Mapping[str, str]:
        """The cells that hold text of any kind, with their texts."""
        texts = ((address, cell.value) for address, cell in self.cells.items())
        return {address: text for address, text in texts if isinstance(text, str)}


@dataclass(frozen=True, slots=True)
class Workbook:
    """An opened workbook. ``misnamed`` is the ending it should have, where its own is wrong.

    ``refusal``: of mere text, what those are told who look for tables.
    """

    sheets: tuple[Sheet, ...]
    misnamed: str | None = field(default=None)
    refusal: ZpbError | None = field(default=None)
