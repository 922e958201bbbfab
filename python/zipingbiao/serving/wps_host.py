"""WPS as host: its dialogs are questions that are answered from afar, one after the other.

A button begins anew with each answer, until it asks nothing more: what it does before its last
question must be asking and reading alone. See `zipingbiao.excel.host.Host`.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

from zipingbiao.errors import CallError, OutputError, Place, system_reason
from zipingbiao.excel.marker import Marker

Step = dict[str, Any]


class NeedsCopy(Exception):
    """The button wants a copy of the book."""


class Asks(Exception):
    """The button asks the user; ``question`` says what."""

    def __init__(self, question: Step) -> None:
        super().__init__()
        self.question = question


class WpsBook:
    """An open book, as far as commands that open files look at it."""

    def __init__(self, name: str, fullname: str, steps: list[Step]) -> None:
        self.name, self.fullname, self._steps = name, fullname, steps

    def activate(self) -> None:
        """Bring it to the front."""
        self._steps.append({"do": "activate", "book": self.name})

    @property
    def sheets(self) -> Any:
        """Nothing of it can be reached from here."""
        reason = "设置正在 WPS 里开着，记不下这次的选择。"
        raise CallError(reason, Place(self.name), "请先关闭它，再点一次。")


class WpsBooks:
    """The open books."""

    def __init__(self, books: Sequence[WpsBook], steps: list[Step]) -> None:
        self._books, self._steps = books, steps

    def __iter__(self) -> Iterator[WpsBook]:
        return iter(self._books)

    def __len__(self) -> int:
        return len(self._books)

    def open(self, path: str) -> WpsBook:
        """Let WPS open a file."""
        self._steps.append({"do": "open", "path": path})
        return WpsBook(Path(path).name, path, [])


class WpsApp:
    """The running WPS, as far as commands that open files look at it."""

    def __init__(self, books: WpsBooks) -> None:
        self.books = books


class WpsHost:
    """See `zipingbiao.excel.host.Host`. ``steps`` are what WPS is to do."""

    runs_functions = False

    def __init__(self, answers: Sequence[Any], copy: Path | None) -> None:
        self.steps: list[Step] = []
        self._answers = list(answers)
        self._copy = copy

    def copied(self) -> Path:
        """The copy that WPS has saved. Raises NeedsCopy, CallError where none was written."""
        if self._copy is None:
            raise NeedsCopy
        if not self._copy.is_file():
            reason = "WPS 没有存出工作簿的副本。"
            raise CallError(reason, cure="请先把工作簿保存一次，再试。")
        return self._copy

    @property
    def marker(self) -> Marker:
        """There is none: marks go by the board."""
        raise NotImplementedError

    def save_copy(self, book: Any, path: Path) -> None:
        """Keep the copy that WPS has saved."""
        try:
            shutil.copyfile(self.copied(), path)
        except OSError as error:
            reason = f"副本写不进去（{system_reason(error)}）。"
            raise OutputError(reason, Place(str(path)), "请检查磁盘空间和权限。") from None

    def is_saved(self, book: Any) -> bool:
        """Nothing depends on it here."""
        return True

    def set_saved(self, book: Any, saved: bool) -> None:
        """WPS sees to it itself."""

    def is_read_only(self, book: Any) -> bool:
        """The board knows."""
        return False

    def is_locked(self, book: Any) -> bool:
        """The board knows."""
        return False

    def unlocked(self, sheet: Any) -> AbstractContextManager[None]:
        """WPS sees to it itself."""
        return nullcontext()

    def fit_page(self, sheet: Any, head: int) -> None:
        """WPS sees to it itself."""

    def _asked(self, **question: Any) -> Any:
        if not self._answers:
            raise Asks(question)
        return self._answers.pop(0)

    def _path(self, **question: Any) -> Path | None:
        found = self._asked(**question)
        return Path(found) if isinstance(found, str) and found else None

    def pick_folder(self, app: Any, title: str, start: Path | None = None) -> Path | None:
        """Let the user choose a folder."""
        return self._path(kind="folder", title=title, start=str(start or ""))

    def pick_files(self, app: Any, title: str) -> tuple[Path, ...]:
        """Let the user choose workbooks."""
        found = self._asked(kind="files", title=title)
        if not isinstance(found, list):
            return ()
        return tuple(Path(one) for one in found if isinstance(one, str) and one)

    def pick_file(self, app: Any, title: str, endings: Sequence[str]) -> Path | None:
        """Let the user choose a file."""
        return self._path(kind="file", title=title, endings=list(endings))

    def ask(self, app: Any, title: str, prompt: str) -> str | None:
        """Let the user type a line."""
        found = self._asked(kind="line", title=title, prompt=prompt)
        return found if isinstance(found, str) else None

    def pick_target(self, app: Any, title: str, name: str) -> Path | None:
        """Let the user say where to save."""
        return self._path(kind="target", title=title, name=name)

    def watch(self, app: Any, job: Path) -> None:
        """Let WPS ask how far it is, and press ``finish`` at its end."""
        self.steps.append({"do": "watch", "job": job.name})
