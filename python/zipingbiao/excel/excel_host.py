"""Excel as host: what xlwings does not offer is asked of the add-in's VBA, module ZpbHost.

A macro answers with what is asked for, or with a refusal: ``!``, the number of VBA's error, a
blank, its description in the language of Excel.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import xlwings as xw

from zipingbiao.errors import CallError, Place
from zipingbiao.excel.marker import CellMarker

#: VBA: no such member of a collection; here: the book, or the sheet, is gone.
_GONE = "9"

#: Excel itself, as a COM object: set by VBA (ZpbPython.RunPython) before each command. While no
#: book is open, xlwings does not find a running Excel by itself.
application: Any = None
#: What the add-in's file is called; set likewise, as a user may have renamed it.
addin = "zipingbiao.xlam"


def calling_app() -> xw.App | None:
    """The Excel whose button was pressed; None where no VBA has called."""
    if application is None:
        return None
    from xlwings import _xlwindows

    make: Any = _xlwindows.App
    return xw.App(impl=make(xl=application))


class ExcelHost:
    """See `zipingbiao.excel.host.Host`."""

    marker = CellMarker()
    runs_functions = True

    def save_copy(self, book: xw.Book, path: Path) -> None:
        """Write the book as it stands to a file."""
        cure = "请先把工作簿保存一次，再试。"
        _ask(book.app, "ZpbSaveCopy", book.name, str(path), what="没能存出副本", cure=cure)

    def is_saved(self, book: xw.Book) -> bool:
        """Whether the book has no unsaved changes."""
        return bool(_ask(book.app, "ZpbIsSaved", book.name))

    def set_saved(self, book: xw.Book, saved: bool) -> None:
        """Say whether a book has unsaved changes."""
        _ask(book.app, "ZpbSetSaved", book.name, saved)

    def is_read_only(self, book: xw.Book) -> bool:
        """Whether the book was opened read-only."""
        return bool(_ask(book.app, "ZpbIsReadOnly", book.name))

    def is_locked(self, book: xw.Book) -> bool:
        """Whether the structure of the book is protected."""
        return bool(_ask(book.app, "ZpbIsLocked", book.name))

    @contextmanager
    def unlocked(self, sheet: xw.Sheet) -> Iterator[None]:
        """A block in which a protected sheet can be changed; afterwards it is as before."""
        app, where = sheet.book.app, (sheet.book.name, sheet.name)
        what = f"工作表「{sheet.name}」设有保护密码"
        cure = "请先在「审阅」里撤销工作表保护，再试。"
        token = _ask(app, "ZpbUnlock", *where, what=what, cure=cure)
        try:
            yield
        finally:
            what = f"工作表「{sheet.name}」的保护没能恢复"
            cure = "请在「审阅」里重新保护工作表。"
            _ask(app, "ZpbLock", *where, token, what=what, cure=cure)

    def fit_page(self, sheet: xw.Sheet, head: int) -> None:
        """Let a sheet print on pages that are wide enough."""
        cure = "请确认电脑上装有打印机。"
        where = sheet.book.name, sheet.name
        _ask(sheet.book.app, "ZpbFitPage", *where, head, what="打印设置没有改成", cure=cure)

    def pick_folder(self, app: xw.App, title: str, start: Path | None = None) -> Path | None:
        """Let the user choose a folder."""
        chosen = _ask(app, "ZpbPickFolder", title, str(start or ""))
        return Path(chosen) if chosen else None

    def pick_files(self, app: xw.App, title: str) -> tuple[Path, ...]:
        """Let the user choose workbooks."""
        chosen = _ask(app, "ZpbPickFiles", title)
        return tuple(map(Path, chosen.split("\n"))) if chosen else ()

    def pick_file(self, app: xw.App, title: str, endings: Sequence[str]) -> Path | None:
        """Let the user choose a file."""
        chosen = _ask(app, "ZpbPickFile", title, ";".join(f"*{one}" for one in endings))
        return Path(chosen) if chosen else None

    def ask(self, app: xw.App, title: str, prompt: str) -> str | None:
        """Let the user type a line."""
        typed = _ask(app, "ZpbAskLine", title, prompt)
        return None if typed is False else str(typed)

    def pick_target(self, app: xw.App, title: str, name: str) -> Path | None:
        """Let the user say where to save."""
        chosen = _ask(app, "ZpbPickTarget", title, name)
        return Path(chosen) if chosen else None

    def watch(self, app: xw.App, job: Path) -> None:
        """Let the add-in's clock show the job's progress and see to its end."""
        _ask(app, "ZpbWatchJob", str(job))


def _ask(
    app: xw.App,
    macro: str,
    *arguments: object,
    what: str = "Excel 拒绝了这个操作",
    cure: str = "请再试一次。",
) -> Any:
    """What a macro answers. Raises CallError saying what was refused and what helps."""
    name = addin.replace("'", "''")
    answer = app.macro(f"'{name}'!ZpbHost.{macro}")(*arguments)
    if not (isinstance(answer, str) and answer.startswith("!")):
        return answer
    number, _, reason = answer[1:].partition(" ")
    if number == _GONE:
        raise CallError("工作簿或工作表已经关闭。", cure="请重新打开它，再点这个按钮。")
    told = f"（{reason.strip().rstrip('。.')}）" if reason.strip() else ""
    raise CallError(f"{what}{told}。", Place(), cure)
