"""What is told to the user and asked of them: in a window where there is one.

Where no window is visible (tests, work in the background) nothing is shown and nothing waits:
what was said is kept, and the answers are those prepared beforehand, else the cautious ones.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from zipingbiao.excel.office.asking import typed_line
from zipingbiao.excel.office.link import Link, Uno, member, path_of, told, url_of

#: For each set of buttons: LibreOffice's number of it, and the answer of nobody.
_BUTTONS = {
    "ok": (1, "ok"),
    "ok_cancel": (2, "cancel"),
    "yes_no": (3, "no"),
    "yes_no_cancel": (4, "cancel"),
}
#: By com.sun.star.awt.MessageBoxResults.
_ANSWERS = {0: "cancel", 1: "ok", 2: "yes", 3: "no"}

# com.sun.star.ui.dialogs.TemplateDescription
_OPEN, _SAVE = 0, 10
_ACCEPTED = 1


@dataclass(frozen=True)
class Said:
    """One message box: what it said and what was answered."""

    prompt: str
    title: str
    buttons: str
    mode: str | None
    answer: str


@told
class Dialogs:
    """The dialogs of a program.

    ``said`` keeps every message box. ``answers`` and ``picks`` are what a test prepares: the
    buttons pressed next, and the paths chosen next; ``lines`` what is typed.
    """

    def __init__(self, link: Link, window: Callable[[], Uno | None]) -> None:
        self._link = link
        self._window = window
        self.said: list[Said] = []
        self.answers: deque[str] = deque()
        self.picks: deque[Sequence[Path]] = deque()
        self.lines: deque[str] = deque()

    def tell(self, prompt: str, title: str, buttons: str, mode: str | None) -> str:
        """Show a message box; gives the button: ``ok``, ``cancel``, ``yes``, ``no``."""
        number, cautious = _BUTTONS[buttons]
        window = self._window()
        if window is None:
            answer = self.answers.popleft() if self.answers else cautious
        else:
            kind = "QUERYBOX" if number > 1 else "WARNINGBOX" if mode == "critical" else "INFOBOX"
            toolkit = self._link.service("awt.Toolkit")
            box = toolkit.createMessageBox(
                window, member("awt.MessageBoxType", kind), number, title, prompt
            )
            answer = _ANSWERS[box.execute()]
            box.dispose()
        self.said.append(Said(prompt, title, buttons, mode, answer))
        return answer

    def pick_folder(self, title: str, start: Path | None = None) -> Path | None:
        """Let the user choose a folder; None where they cancel."""
        if self._window() is None:
            return self._prepared_one()
        picker = self._link.service("ui.dialogs.FolderPicker")
        picker.setTitle(title)
        if start is not None and start.is_dir():
            picker.setDisplayDirectory(url_of(start))
        return Path(path_of(picker.getDirectory())) if picker.execute() == _ACCEPTED else None

    def pick_files(self, title: str, kind: str, endings: Sequence[str]) -> tuple[Path, ...]:
        """Let the user choose files of a kind; () where they cancel."""
        if self._window() is None:
            return tuple(self.picks.popleft()) if self.picks else ()
        picker = self._picker(_OPEN, title, kind, endings)
        picker.setMultiSelectionMode(True)
        if picker.execute() != _ACCEPTED:
            return ()
        return tuple(Path(path_of(url)) for url in picker.getSelectedFiles())

    def pick_file(self, title: str, patterns: Sequence[str]) -> Path | None:
        """Let the user choose a file; None where they cancel."""
        if self._window() is None:
            return self._prepared_one()
        picker = self._picker(_OPEN, title, "、".join(patterns), patterns)
        if picker.execute() != _ACCEPTED:
            return None
        return Path(path_of(picker.getSelectedFiles()[0]))

    def ask(self, title: str, prompt: str) -> str | None:
        """Let the user type a line; None where they cancel."""
        window = self._window()
        if window is None:
            return self.lines.popleft() if self.lines else None
        return typed_line(self._link, window, title, prompt)

    def pick_target(self, title: str, name: str, folder: Path) -> Path | None:
        """Let the user say where to save; None where they cancel."""
        if self._window() is None:
            return self._prepared_one()
        ending = Path(name).suffix
        picker = self._picker(_SAVE, title, ending, (f"*{ending}",))
        picker.setDefaultName(name)
        picker.setDisplayDirectory(url_of(folder))
        if picker.execute() != _ACCEPTED:
            return None
        return Path(path_of(picker.getSelectedFiles()[0]))

    def _picker(self, template: int, title: str, kind: str, endings: Sequence[str]) -> Uno:
        picker = self._link.service("ui.dialogs.FilePicker")
        picker.initialize((template,))
        picker.setTitle(title)
        picker.appendFilter(kind, ";".join(endings))
        return picker

    def _prepared_one(self) -> Path | None:
        return next(iter(self.picks.popleft()), None) if self.picks else None
