"""What a user does: open a workbook, press a button, read what the program says."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import xlwings as xw

from excel.dump import Dump, dump
from excel.fake import FakeApp, FakeBook, FakeHost, fake_app, fake_book
from mistaken import workbook, wrong_form
from zipingbiao.excel.declaration import BY_ID, Command
from zipingbiao.excel.session import perform


def note_in(sheet: xw.Sheet, cell: str) -> str | None:
    """What the note of a cell says."""
    note = sheet[cell].note
    return note.text if note else None


def selected(app: xw.App) -> xw.Range:
    """The cells that are selected."""
    assert app.selection is not None
    return app.selection


@dataclass
class Desk:
    """A fake Excel, the folder of the workbooks, the user's own folder."""

    app: xw.App
    folder: Path
    own: Path
    host: FakeHost = field(default_factory=FakeHost)

    @property
    def fake(self) -> FakeApp:
        """The program behind xlwings."""
        return fake_app(self.app)

    @property
    def front(self) -> FakeBook:
        """The book in front, behind xlwings."""
        return fake_book(self.app.books.active)

    @property
    def said(self) -> Sequence[str]:
        """All sentences that were shown."""
        return self.fake.alerts

    def open(self, data: bytes | None = None, name: str = "自评表.xlsx") -> xw.Book:
        """Open a workbook: by default one with three errors in one form."""
        path = self.folder / name
        path.write_bytes(workbook(wrong_form()) if data is None else data)
        return self.app.books.open(os.fspath(path))

    def press(self, command: str | Command, argument: str = "", *, closed: bool = False) -> str:
        """Press a button; the sentence that is shown, ``""`` where none is."""
        before = len(self.said)
        chosen = BY_ID[command] if isinstance(command, str) else command
        book = None if closed else self.app.books.active
        told = perform(chosen, self.app, book, argument)
        assert list(self.said[before:]) == ([told] if told else [])
        assert "Traceback" not in (told or "")
        return told or ""

    def dump(self) -> Dump:
        """All that the book in front holds."""
        return dump(self.front.workbook)

    @property
    def logs(self) -> list[Path]:
        """The logs that were written."""
        return sorted((self.own / "log").glob("*.txt"))
