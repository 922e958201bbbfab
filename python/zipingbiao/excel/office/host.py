"""LibreOffice as host: what commands need of it beyond what xlwings gives on every engine."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Thread

import xlwings as xw

from zipingbiao.errors import CallError, Place
from zipingbiao.excel.declaration import BY_ID
from zipingbiao.excel.jobs import Job
from zipingbiao.excel.marker import Marker
from zipingbiao.excel.office.books import filter_of
from zipingbiao.excel.office.dialogs import Dialogs
from zipingbiao.excel.office.document import Document
from zipingbiao.excel.office.link import Uno, options, told, told_call, url_of
from zipingbiao.excel.office.marking import OfficeMarker
from zipingbiao.excel.office.pages import fit_page
from zipingbiao.excel.office.saved import mend_saved

_WORKBOOKS = ("*.xlsx", "*.xlsm", "*.xls", "*.xlsb", "*.et", "*.ods")
_LOOK_SECONDS = 0.3


@told
class OfficeHost:
    """See `zipingbiao.excel.host.Host`."""

    marker: Marker = OfficeMarker()
    runs_functions = True

    def __init__(self) -> None:
        self._watchers: list[Thread] = []

    def save_copy(self, book: xw.Book, path: Path) -> None:
        """Write the book as it stands to a file, in the format that its ending names."""
        wanted = options(FilterName=filter_of(path), Overwrite=True)
        _document(book).uno.storeToURL(url_of(path), wanted)
        mend_saved(path)

    def is_saved(self, book: xw.Book) -> bool:
        """Whether the book has no unsaved changes."""
        return not _document(book).modified

    def set_saved(self, book: xw.Book, saved: bool) -> None:
        """Say that a book has, or has no, unsaved changes."""
        _document(book).modified = not saved

    def is_read_only(self, book: xw.Book) -> bool:
        """Whether the book was opened read-only."""
        return bool(_document(book).uno.isReadonly())

    def is_locked(self, book: xw.Book) -> bool:
        """Whether the structure of the book is protected."""
        return bool(_document(book).uno.isProtected())

    @contextmanager
    def unlocked(self, sheet: xw.Sheet) -> Iterator[None]:
        """A block in which a protected sheet can be changed; afterwards it is protected again.

        LibreOffice keeps the options of the protection with the sheet.
        """
        was_protected = _unprotect(sheet)
        try:
            yield
        finally:
            if was_protected:
                _set_protection(sheet.impl.api, on=True)

    def fit_page(self, sheet: xw.Sheet, head: int) -> None:
        """Let a sheet print on pages that are wide enough."""
        fit_page(_document(sheet.book), sheet.impl.api, head)

    def pick_folder(self, app: xw.App, title: str, start: Path | None = None) -> Path | None:
        """Let the user choose a folder."""
        return _dialogs(app).pick_folder(title, start)

    def pick_files(self, app: xw.App, title: str) -> tuple[Path, ...]:
        """Let the user choose workbooks."""
        return _dialogs(app).pick_files(title, "工作簿", _WORKBOOKS)

    def pick_file(self, app: xw.App, title: str, endings: Sequence[str]) -> Path | None:
        """Let the user choose a file."""
        return _dialogs(app).pick_file(title, [f"*{one}" for one in endings])

    def ask(self, app: xw.App, title: str, prompt: str) -> str | None:
        """Let the user type a line."""
        return _dialogs(app).ask(title, prompt)

    def pick_target(self, app: xw.App, title: str, name: str) -> Path | None:
        """Let the user say where to save."""
        return _dialogs(app).pick_target(title, name, _folder(app))

    def watch(self, app: xw.App, job: Path) -> None:
        """Show a job's progress in the status bar; run the command ``finish`` at its end.

        Returns at once. This process lives on until the job has ended.
        """
        watcher = Thread(target=_attend, args=(app, Job(job)), name=f"watch {job.name}")
        self._watchers = [*(old for old in self._watchers if old.is_alive()), watcher]
        watcher.start()

    def wait(self, seconds: float) -> bool:
        """Wait until the watched jobs have ended; whether they have."""
        end = time.monotonic() + seconds
        for watcher in self._watchers:
            watcher.join(max(0.0, end - time.monotonic()))
        return not any(watcher.is_alive() for watcher in self._watchers)


def _document(book: xw.Book) -> Document:
    document: Document = book.impl.document
    return document


def _dialogs(app: xw.App) -> Dialogs:
    dialogs: Dialogs = app.impl.dialogs
    return dialogs


def _folder(app: xw.App) -> Path:
    """Where to propose saving: beside the book in front, else at home."""
    path = Path(app.books.active.fullname) if len(app.books) else Path()
    return path.parent if path.is_absolute() else Path.home()


@told_call
def _unprotect(sheet: xw.Sheet) -> bool:
    """Take the protection off; whether there was one. Raises CallError where it has a password."""
    own = sheet.impl.api
    if not own.isProtected():
        return False
    with suppress(CallError):
        _set_protection(own, on=False)
    if own.isProtected():
        raise CallError(
            "工作表的保护有密码，不能改。",
            Place(sheet.book.name, sheet.name),
            "请先在「工具」菜单里撤销工作表保护，再试一次。",
        )
    return True


@told_call
def _set_protection(sheet: Uno, *, on: bool) -> None:
    (sheet.protect if on else sheet.unprotect)("")


def _attend(app: xw.App, job: Job) -> None:
    """Follow a job to its end, and run the command that says what came of it."""
    from zipingbiao.excel.session import perform

    shown = ""
    while job.is_running:
        text = job.status.text
        if text != shown:
            _show(app, shown := text)
        time.sleep(_LOOK_SECONDS)
    # The command that started the job may still be at work: it has the screen switched off.
    while not app.screen_updating:
        time.sleep(_LOOK_SECONDS)
    _show(app, False)
    perform(BY_ID["finish"], app, _front(app), str(job.folder))


def _show(app: xw.App, text: str | bool) -> None:
    """Progress in the status bar; a program that is busy or gone is no reason to stop."""
    with suppress(CallError):
        app.status_bar = text


def _front(app: xw.App) -> xw.Book | None:
    with suppress(CallError):
        return app.books.active
    return None
