"""What commands need of a spreadsheet program beyond what xlwings gives on every engine.

One protocol, one implementation a program: `excel_host` asks the add-in's VBA through
``app.macro``, ``office.host`` asks LibreOffice. Commands never touch either.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import xlwings as xw

    from zipingbiao.excel.marker import Marker


class Host(Protocol):
    """A spreadsheet program. Every method raises CallError where the program refuses."""

    @property
    def marker(self) -> Marker:
        """What marks its cells and unmarks them, many at once."""

    @property
    def runs_functions(self) -> bool:
        """Whether its cells can call the worksheet functions ``ZPB_…``."""

    def save_copy(self, book: xw.Book, path: Path) -> None:
        """Write the book as it stands to a file, as Excel's SaveCopyAs does.

        The book itself keeps its name, its path and whether it is saved.
        """

    def is_saved(self, book: xw.Book) -> bool:
        """Whether the book has no unsaved changes."""

    def set_saved(self, book: xw.Book, saved: bool) -> None:
        """Say that a book has, or has no, unsaved changes."""

    def is_read_only(self, book: xw.Book) -> bool:
        """Whether the book was opened read-only."""

    def is_locked(self, book: xw.Book) -> bool:
        """Whether no sheet can be added: the structure of the book is protected."""

    def unlocked(self, sheet: xw.Sheet) -> AbstractContextManager[None]:
        """A block in which a protected sheet can be changed; afterwards it is protected again.

        Raises CallError where the protection has a password.
        """

    def fit_page(self, sheet: xw.Sheet, head: int) -> None:
        """Let a sheet print on pages that are wide enough: A4, across, its row ``head`` repeated.

        Each page is numbered.
        """

    def pick_folder(self, app: xw.App, title: str, start: Path | None = None) -> Path | None:
        """Let the user choose a folder, beginning with ``start``; None where they cancel."""

    def pick_files(self, app: xw.App, title: str) -> tuple[Path, ...]:
        """Let the user choose workbooks; () where they cancel."""

    def pick_file(self, app: xw.App, title: str, endings: Sequence[str]) -> Path | None:
        """Let the user choose a file whose name ends as said (``.csv``); None where they cancel."""

    def ask(self, app: xw.App, title: str, prompt: str) -> str | None:
        """Let the user type a line, which may be blank; None where they cancel."""

    def pick_target(self, app: xw.App, title: str, name: str) -> Path | None:
        """Let the user say where to save; ``name`` is proposed. None where they cancel."""

    def watch(self, app: xw.App, job: Path) -> None:
        """Show a job's progress in the status bar; run the command ``finish`` at its end."""


_HOSTS: dict[str, Host] = {}


def register_host(engine: str, host: Host) -> None:
    """Say which host goes with an xlwings engine (``excel``, ``libreoffice``)."""
    _HOSTS[engine] = host


def host_of(app: xw.App) -> Host:
    """The host of a running program."""
    name = app.engine.name
    if name == "excel" and name not in _HOSTS:
        from zipingbiao.excel.excel_host import ExcelHost

        register_host(name, ExcelHost())
    return _HOSTS[name]
