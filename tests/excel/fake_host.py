"""What the fake Excel gives beyond xlwings, and what its user answers in dialogs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

import xlwings as xw
from openpyxl.worksheet.properties import PageSetupProperties

from zipingbiao.errors import CallError, Place
from zipingbiao.excel.marker import CellMarker


@dataclass
class FakeHost:
    """What Excel gives beyond xlwings. Set the answers of the dialogs; see what was asked.

    ``folders`` are chosen before ``folder``, one after the other; ``picks`` are single files.
    ``password`` stands for the protection of every sheet in ``secret``.
    """

    marker: ClassVar[CellMarker] = CellMarker()
    runs_functions: ClassVar[bool] = True

    folder: Path | None = None
    files: tuple[Path, ...] = ()
    target: Path | None = None
    secret: set[str] = field(default_factory=set)
    copies: list[Path] = field(default_factory=list)
    proposed: list[str] = field(default_factory=list)
    watched: list[Path] = field(default_factory=list)
    refusal: Exception | None = None
    folders: list[Path | None] = field(default_factory=list)
    picks: list[Path | None] = field(default_factory=list)
    line: str | None = ""
    asked: list[str] = field(default_factory=list)
    started: list[Path | None] = field(default_factory=list)

    def save_copy(self, book: xw.Book, path: Path) -> None:
        if self.refusal:
            raise self.refusal
        self.copies.append(path)
        path.write_bytes(book.impl.values.saved())

    def is_saved(self, book: xw.Book) -> bool:
        return bool(book.impl.saved)

    def set_saved(self, book: xw.Book, saved: bool) -> None:
        book.impl.saved = saved

    def is_read_only(self, book: xw.Book) -> bool:
        return bool(book.impl.read_only)

    def is_locked(self, book: xw.Book) -> bool:
        return bool(book.impl.locked)

    @contextmanager
    def unlocked(self, sheet: xw.Sheet) -> Iterator[None]:
        protection = sheet.impl.own.protection
        if not protection.sheet:
            yield
            return
        if sheet.name in self.secret or protection.password:
            place = Place(sheet.book.name, sheet.name)
            raise CallError("工作表有保护密码。", place, "请先撤销工作表保护。")
        protection.sheet = False
        try:
            yield
        finally:
            protection.sheet = True

    def fit_page(self, sheet: xw.Sheet, head: int) -> None:
        own = sheet.impl.own
        own.page_setup.orientation, own.page_setup.fitToHeight = "landscape", 0
        own.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        own.print_title_rows = f"{head}:{head}"

    def pick_folder(self, app: xw.App, title: str, start: Path | None = None) -> Path | None:
        self.asked.append(title)
        self.started.append(start)
        return self.folders.pop(0) if self.folders else self.folder

    def pick_file(self, app: xw.App, title: str, endings: Sequence[str]) -> Path | None:
        self.asked.append(title)
        return self.picks.pop(0) if self.picks else None

    def ask(self, app: xw.App, title: str, prompt: str) -> str | None:
        self.asked.append(title)
        return self.line

    def pick_files(self, app: xw.App, title: str) -> tuple[Path, ...]:
        return self.files

    def pick_target(self, app: xw.App, title: str, name: str) -> Path | None:
        self.proposed.append(name)
        return self.target

    def watch(self, app: xw.App, job: Path) -> None:
        self.watched.append(job)
