"""The board of a program that xlwings reaches: what a button asks is done at once.

See `zipingbiao.excel.board`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from zipingbiao.errors import CallError, Place
from zipingbiao.excel import listing, marks
from zipingbiao.excel.backup import backup, home_of
from zipingbiao.excel.board import Selected
from zipingbiao.excel.busy import is_busy
from zipingbiao.excel.live import LiveBook, View, needs_addin, own_calls
from zipingbiao.excel.marks import KINDS, Mark
from zipingbiao.excel.snapshot import file_name, snapshot
from zipingbiao.ooxml.address import cell_name, cell_place
from zipingbiao.scoring.native import call_of

if TYPE_CHECKING:
    import xlwings as xw

    from zipingbiao.excel.host import Host
    from zipingbiao.ooxml.editor.tables import Table
    from zipingbiao.report.fixing import Written

_TEXT = "@"
#: The worksheet function that tells of another one.
_EXPLAINS = "ZPB_EXPLAIN"
#: Sheets whose names begin so are never printed; no name can.
_NEVER = ":"


class LiveBoard:
    """See `zipingbiao.excel.board.Board`."""

    def __init__(self, app: xw.App, book: xw.Book, host: Host) -> None:
        self._app, self._book, self._host = app, book, host

    @property
    def name(self) -> str:
        """What the book is called."""
        return self._book.name

    @property
    def home(self) -> Path | None:
        """The folder in which it lies."""
        return home_of(self._book)

    @property
    def file_name(self) -> str:
        """Its name as a file."""
        return file_name(self._book)

    @property
    def is_read_only(self) -> bool:
        """Whether it was opened read-only."""
        return self._host.is_read_only(self._book)

    @property
    def is_locked(self) -> bool:
        """Whether no sheet can be added."""
        return self._host.is_locked(self._book)

    @property
    def sheets(self) -> Sequence[str]:
        """The names of all sheets."""
        return self._book.sheet_names

    @property
    def visible(self) -> Mapping[str, int]:
        """The sheets that can be seen."""
        return {sheet.name: sheet.index for sheet in self._book.sheets if sheet.visible}

    @property
    def selected(self) -> Selected | None:
        """What is selected."""
        cells = self._app.selection
        if cells is None or cells.sheet.book != self._book:
            return None
        sheet, head = cells.sheet, cells[0, 0].merge_area[0, 0]
        formula = head.formula if isinstance(head.formula, str) else ""
        name = cell_name(head.row, head.column)
        return Selected(sheet.index, sheet.name, cells.row, cells.column, name, formula)

    def copy(self, *, editable: bool = False) -> AbstractContextManager[Path]:
        """A temporary copy of the book."""
        return snapshot(self._book, self._host, editable=editable)

    def backup(self, folder: Path | None) -> Path:
        """Keep a copy."""
        return backup(self._book, self._host, folder)

    def steady(self) -> AbstractContextManager[None]:
        """A block after which the same cells are in front as before."""
        return listing.view_kept(self._book)

    def closed(self, sheets: Iterable[str]) -> list[str]:
        """Those of some sheets whose protection has a password."""
        found = []
        for name in sheets:
            with marks.opened(self._book.sheets[name], self._host) as is_open:
                found += [] if is_open else [name]
        return found

    def forget(self, kinds: Iterable[str] = KINDS) -> tuple[int, list[str]]:
        """Take our marks off."""
        return marks.clear(self._book, self._host, kinds)

    def mark(self, sheet: str, kind: str, wanted: Iterable[Mark]) -> list[str] | None:
        """Mark cells."""
        if sheet not in self._book.sheet_names:
            return []
        own = self._book.sheets[sheet]
        with marks.opened(own, self._host) as is_open:
            return marks.put(own, kind, wanted, self._host) if is_open else None

    def write(self, cells: Mapping[tuple[str, str], Written]) -> None:
        """Write cells, and compute the book."""
        with ExitStack() as stack:
            for name in dict.fromkeys(sheet for sheet, _ in cells):
                stack.enter_context(self._host.unlocked(self._book.sheets[name]))
            for (name, cell), written in cells.items():
                _write(self._book.sheets[name][cell], written)
        self._app.calculate()

    def lists(self, name: str | None = None) -> list[str]:
        """The sheets of our own."""
        return [sheet.name for sheet in listing.own_sheets(self._book, name)]

    def drop(self, name: str | None = None) -> int:
        """Delete the sheets of our own."""
        return listing.remove(self._book, name)

    def add(self, table: Table, *, show: bool = False) -> str:
        """Add a list."""
        sheet = listing.add_sheet(self._book, table, self._host)
        if show:
            sheet.activate()
        return sheet.name

    def rows(self, sheet: str) -> Sequence[Sequence[object]]:
        """What stands on a list of ours."""
        rows: Sequence[Sequence[object]]
        rows = self._book.sheets[sheet].used_range.options(ndim=2).value
        return rows

    def go(self, sheet: str, cell: str, status: str) -> None:
        """Select a cell."""
        own = self._book.sheets[sheet]
        own.activate()
        own[cell].select()
        self._app.status_bar = status

    def check_again(self, said: str, check: Callable[[Path], str]) -> str:
        """Check the book as it stands now."""
        with self.copy() as path:
            return f"{said}{check(path)}"

    def told(self, functions: str) -> Sequence[str]:
        """What the add-in's functions in the selected cell say of themselves."""
        here = self.selected
        if here is None or not needs_addin(functions):
            return ()
        return list(self._told(here, functions))

    def _told(self, here: Selected, functions: str) -> Iterator[str]:
        view, place = View(LiveBook(self._book), here.sheet), cell_place(here.cell)
        for text in own_calls(functions.lstrip("=")):
            if (found := call_of(text)) is not None:
                arguments = ",".join((f'"{found.name}"', *found.arguments))
                asked = text if found.name == _EXPLAINS else f"{_EXPLAINS}({arguments})"
                yield f"{text}：{view.holds(asked, place)}"

    def print_pdf(self, out: Path, sheets: Sequence[str]) -> None:
        """Print sheets into a file."""
        book, saved = self._book, self._host.is_saved(self._book)
        included: list[int | str] | None = [*sheets] or None
        try:
            with listing.view_kept(book):
                book.to_pdf(str(out), include=included, exclude_start_string=_NEVER)
        except Exception as error:  # each engine raises its own
            if is_busy(error):
                raise
            cure = "请确认电脑上装有打印机，目标文件没有在别处打开，再试一次。"
            raise CallError("没有导出成 PDF。", Place(str(out)), cure) from error
        finally:
            # Hiding and showing sheets is no change; LibreOffice finds one when the screen follows.
            self._app.screen_updating = True
            self._host.set_saved(book, saved)


def _write(cell: xw.Range, written: Written) -> None:
    """Write a cell; its format first, as a formula in a text cell would stay text."""
    wanted = _TEXT if isinstance(written.value, str) else written.number_format
    if wanted is not None and cell.number_format != wanted:
        cell.number_format = wanted
    if written.formula is None:
        cell.value = written.value
    else:
        cell.formula = f"={written.formula}"
