"""The board of a book that is open in WPS: what a button asks is written down.

WPS does it afterwards, step by step: each step is plain data, and addin/wps/host.js knows each
kind. What a step needs to know was told by WPS before (`wps_facts`). See
`zipingbiao.excel.board`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zipingbiao.excel import listing
from zipingbiao.excel.backup import backup, home_of
from zipingbiao.excel.board import Selected
from zipingbiao.excel.marks import (
    KINDS,
    Mark,
    changed_notes,
    noted,
    rule_of,
    tags_of,
)
from zipingbiao.excel.snapshot import file_name

if TYPE_CHECKING:
    from zipingbiao.ooxml.editor.tables import Table
    from zipingbiao.report.fixing import Written
    from zipingbiao.serving.wps_facts import Facts
    from zipingbiao.serving.wps_host import WpsHost

Step = dict[str, Any]
_TEXT = "@"


class WpsBoard:
    """See `zipingbiao.excel.board.Board`."""

    def __init__(self, facts: Facts, host: WpsHost, book: Any) -> None:
        self._facts, self._host, self._book = facts, host, book
        self._notes = {one.name: dict(one.notes) for one in facts.sheets}
        self._tags = {one.name: list(one.tags) for one in facts.sheets}
        self._closed = {one.name for one in facts.sheets if one.closed}
        self._lists = [one.name for one in facts.sheets if listing.is_own_text(one.second)]
        self._sheets = [one.name for one in facts.sheets]
        #: Where the copy is that was made before something is changed.
        self._backup = ""

    def _do(self, kind: str, **step: Any) -> None:
        self._host.steps.append({"do": kind, **step})

    @property
    def name(self) -> str:
        """What the book is called."""
        return self._facts.name

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
        return self._facts.read_only

    @property
    def is_locked(self) -> bool:
        """Whether no sheet can be added."""
        return self._facts.locked

    @property
    def sheets(self) -> Sequence[str]:
        """The names of all sheets."""
        return self._sheets

    @property
    def visible(self) -> Mapping[str, int]:
        """The sheets that can be seen."""
        return {one.name: number for number, one in enumerate(self._facts.sheets, 1) if one.visible}

    @property
    def selected(self) -> Selected | None:
        """What is selected."""
        return self._facts.selected

    @contextmanager
    def copy(self, *, editable: bool = False) -> Iterator[Path]:
        """The copy that WPS has saved; a button only reads it."""
        yield self._host.copied()

    def backup(self, folder: Path | None) -> Path:
        """Keep the copy."""
        path = backup(self._book, self._host, folder)
        self._backup = str(path)
        return path

    def steady(self) -> AbstractContextManager[None]:
        """WPS sees to it itself, unless a step brings something to the front."""
        return nullcontext()

    def closed(self, sheets: Iterable[str]) -> list[str]:
        """Those of some sheets whose protection has a password."""
        return [name for name in sheets if name in self._closed]

    def forget(self, kinds: Iterable[str] = KINDS) -> tuple[int, list[str]]:
        """Take our marks off."""
        kinds = tuple(kinds)
        tags, count, closed = tags_of(kinds), 0, []
        for name in self._sheets:
            gone = [one for one in self._tags.get(name, ()) if one in tags]
            changed = changed_notes(self._notes.get(name, {}), kinds)
            if not gone and not changed:
                continue
            if name in self._closed:
                closed.append(name)
                continue
            self._tags[name] = [one for one in self._tags[name] if one not in tags]
            if gone:
                self._do("uncolour", sheet=name, tags=sorted(tags))
            self._note(name, changed)
            count += len(gone) + len(changed)
        return count, closed

    def _note(self, sheet: str, texts: Mapping[str, str]) -> None:
        if texts:
            known = self._notes.setdefault(sheet, {})
            known |= texts
            self._notes[sheet] = {cell: text for cell, text in known.items() if text}
            self._do("notes", sheet=sheet, texts=dict(texts))

    def mark(self, sheet: str, kind: str, wanted: Iterable[Mark]) -> list[str] | None:
        """Mark cells."""
        if sheet in self._closed:
            return None
        marks = list(wanted)
        if sheet not in self._sheets or not marks:
            return []
        self._do("colour", sheet=sheet, rules=[list(rule_of(one)) for one in marks])
        written, kept = noted(self._notes.get(sheet, {}), kind, marks)
        self._note(sheet, written)
        return [one.cell for one in marks if one.cell in kept]

    def write(self, cells: Mapping[tuple[str, str], Written]) -> None:
        """Write cells, and compute the book."""
        for name in dict.fromkeys(sheet for sheet, _ in cells):
            own = [(cell, one) for (sheet, cell), one in cells.items() if sheet == name]
            written = [_cell(cell, one) for cell, one in own]
            self._do("write", sheet=name, cells=written, backup=self._backup)
        self._do("calculate")

    def lists(self, name: str | None = None) -> list[str]:
        """The sheets of our own."""
        return [one for one in self._lists if listing.is_called(one, name)]

    def drop(self, name: str | None = None) -> int:
        """Delete the sheets of our own."""
        gone = self.lists(name)
        if gone:
            self._do("drop", sheets=gone)
            self._lists = [one for one in self._lists if one not in gone]
            self._sheets = [one for one in self._sheets if one not in gone]
        return len(gone)

    def add(self, table: Table, *, show: bool = False) -> str:
        """Add a list."""
        name = listing.free_name(self._sheets, table.name)
        self._sheets.append(name)
        self._lists.append(name)
        self._do("list", sheet=name, show=show, **listed(table))
        return name

    def rows(self, sheet: str) -> Sequence[Sequence[object]]:
        """What stands on a list of ours."""
        return next(one.rows for one in self._facts.sheets if one.name == sheet)

    def go(self, sheet: str, cell: str, status: str) -> None:
        """Select a cell."""
        self._do("go", sheet=sheet, cell=cell, status=status)

    def check_again(self, said: str, check: Callable[[Path], str]) -> str:
        """Let WPS press the button of the check once more, when all is done."""
        self._do("again", command="check", said=said)
        return ""

    def told(self, functions: str) -> Sequence[str]:
        """Nothing: in WPS no cell calls the add-in's functions."""
        return ()

    def print_pdf(self, out: Path, sheets: Sequence[str]) -> None:
        """Print sheets into a file."""
        others = [name for name in self.visible if sheets and name not in sheets]
        self._do("pdf", path=str(out), hidden=others)


def _cell(cell: str, written: Written) -> list[object]:
    """Address, value, formula, number format; the format comes first, see the live board."""
    wanted = _TEXT if isinstance(written.value, str) else written.number_format
    formula = None if written.formula is None else f"={written.formula}"
    return [cell, written.value, formula, wanted]


def listed(table: Table) -> Step:
    """A list as plain data."""
    columns = range(len(table.columns))
    return {
        "rows": listing.texts_of(table),
        "head": listing.HEAD_ROW,
        "widths": [column.width for column in table.columns],
        "centred": [column.centred for column in table.columns],
        "formats": [listing.format_of(table, number) for number in columns],
        "long": [list(place) for place in listing.long_cells(table)],
        "colours": [list(one) for one in listing.colours_of(table)],
    }
