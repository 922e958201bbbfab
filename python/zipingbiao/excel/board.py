"""The open book as a button sees it: what it can be asked, what can be done to it.

What a button does is the same everywhere: it speaks to a board and to nothing else. Excel and
LibreOffice have one that acts at once (`live_board`); for WPS, whose program is asked from
afar, there is one that writes down what is to be done (`zipingbiao.serving.wps_board`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import NamedTuple, Protocol

from zipingbiao.excel.marks import KINDS, Mark
from zipingbiao.ooxml.editor.tables import Table
from zipingbiao.report.fixing import Written


class Selected(NamedTuple):
    """The first selected cell: the number of its sheet, the sheet, its row and column.

    ``cell`` is the first of the merged cells that it belongs to, ``formula`` what stands there.
    """

    number: int
    sheet: str
    row: int
    column: int
    cell: str
    formula: str


class Board(Protocol):
    """An open book. Every method raises CallError where the program refuses."""

    @property
    def name(self) -> str:
        """What the book is called."""

    @property
    def home(self) -> Path | None:
        """The folder in which it lies; None for one never saved, or one in the cloud."""

    @property
    def file_name(self) -> str:
        """Its name as a file; one that was never saved has no ending of its own yet."""

    @property
    def is_read_only(self) -> bool:
        """Whether it was opened read-only."""

    @property
    def is_locked(self) -> bool:
        """Whether no sheet can be added: the structure of the book is protected."""

    @property
    def sheets(self) -> Sequence[str]:
        """The names of all sheets."""

    @property
    def visible(self) -> Mapping[str, int]:
        """The sheets that can be seen, and their numbers."""

    @property
    def selected(self) -> Selected | None:
        """What is selected; None where it is no cell of this book."""

    def copy(self, *, editable: bool = False) -> AbstractContextManager[Path]:
        """A temporary copy of the book as it stands."""

    def backup(self, folder: Path | None) -> Path:
        """Keep a copy before something is changed; where it is."""

    def steady(self) -> AbstractContextManager[None]:
        """A block after which the same cells are in front as before."""

    def closed(self, sheets: Iterable[str]) -> list[str]:
        """Those of some sheets whose protection has a password."""

    def forget(self, kinds: Iterable[str] = KINDS) -> tuple[int, list[str]]:
        """Take our marks off; how many, and the sheets whose password forbids it."""

    def mark(self, sheet: str, kind: str, marks: Iterable[Mark]) -> list[str] | None:
        """Mark cells; those whose note of others stays. None where a password forbids it."""

    def write(self, cells: Mapping[tuple[str, str], Written]) -> None:
        """Write cells of sheets that are not closed, and compute the book."""

    def lists(self, name: str | None = None) -> list[str]:
        """The sheets of our own, all or those of a name."""

    def drop(self, name: str | None = None) -> int:
        """Delete the sheets of our own; how many there were."""

    def add(self, table: Table, *, show: bool = False) -> str:
        """Add a list, in front or not; what its sheet is called."""

    def rows(self, sheet: str) -> Sequence[Sequence[object]]:
        """What stands on a list of ours."""

    def go(self, sheet: str, cell: str, status: str) -> None:
        """Select a cell, and say so in the status bar."""

    def check_again(self, said: str, check: Callable[[Path], str]) -> str:
        """Check the book as it stands now, a copy of it; ``said`` and what came of it."""

    def told(self, functions: str) -> Sequence[str]:
        """What the add-in's functions in the selected cell say of themselves."""

    def print_pdf(self, out: Path, sheets: Sequence[str]) -> None:
        """Print sheets into a file."""
