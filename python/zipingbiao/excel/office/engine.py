"""The engine `libreoffice` for xlwings: programs, their state, their messages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any
from zlib import crc32

import pandas as pd
from xlwings import base_classes

from zipingbiao.errors import CallError
from zipingbiao.excel.office.books import Book, Books
from zipingbiao.excel.office.dialogs import Dialogs
from zipingbiao.excel.office.document import Document
from zipingbiao.excel.office.link import Link, Uno, told
from zipingbiao.excel.office.macros import run
from zipingbiao.excel.office.ranges import Range
from zipingbiao.excel.office.values import cleaned

NAME = "libreoffice"
#: Most of what is written; it needs no second look.
_PLAIN = frozenset((type(None), str, int, bool))


class Engine:
    """What xlwings asks of an engine itself."""

    name = NAME
    type = "desktop"

    def __init__(self) -> None:
        self.apps = Apps(self)

    @staticmethod
    def prepare_xl_data_element(x: Any, options: object) -> object:
        """A value ready to be written; missing values of pandas and numpy are empty cells."""
        if type(x) in _PLAIN:
            return x
        if pd.api.types.is_scalar(x) and pd.isna(x):
            return None
        return x.item() if hasattr(x, "item") else x

    @staticmethod
    def clean_value_data(
        data: Any, datetime_builder: Any, empty_as: object, number_builder: Any, err_to_str: bool
    ) -> list[list[object]]:
        """Values that were read, as the converters ask for them."""
        return [
            [cleaned(x, datetime_builder, empty_as, number_builder, err_to_str) for x in row]
            for row in data
        ]


class Apps(base_classes.Apps):
    """The programs that are connected, the latest first."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._apps: list[App] = []

    def connected(self, link: Link, *, visible: bool, quiet: bool, trust_macros: bool) -> App:
        """Take up a program."""
        app = App(self._engine, link, visible=visible, quiet=quiet, trust_macros=trust_macros)
        self._apps = [app, *(other for other in self._apps if other.pid != app.pid)]
        return app

    def dropped(self, app: App) -> None:
        """Forget a program that has ended."""
        self._apps = [other for other in self._apps if other is not app]

    def keys(self) -> list[int]:
        """The numbers of the programs."""
        return [app.pid for app in self._apps]

    def __iter__(self) -> Iterator[App]:
        return iter(self._apps)

    def __len__(self) -> int:
        return len(self._apps)

    def __getitem__(self, pid: int) -> App:
        for app in self._apps:
            if app.pid == pid:
                return app
        raise KeyError(pid)


@told
class App(base_classes.App):
    """A running LibreOffice.

    ``dialogs`` tells and asks; nothing is shown where it is ``quiet``. ``front`` is the key of
    the book that was opened or activated last. ``trust_macros`` lets books that are opened here
    run their macros.
    """

    def __init__(
        self, engine: Engine, link: Link, *, visible: bool, quiet: bool, trust_macros: bool
    ) -> None:
        self._engine = engine
        self.link = link
        self.dialogs = Dialogs(link, (lambda: None) if quiet else self._window)
        self.quiet = quiet
        self.trust_macros = trust_macros
        self.front = ""
        self._switches = {"display_alerts": True, "enable_events": True}
        self._visible = visible
        self._documents: dict[str, Document] = {}
        self._still: set[str] | None = None
        self._text: str | None = None
        self._bar: Uno | None = None

    @property
    def api(self) -> Uno:
        """LibreOffice's desktop."""
        return self.link.desktop

    @property
    def engine(self) -> Engine:
        """The engine."""
        return self._engine

    @property
    def pid(self) -> int:
        """A number that stands for where the program listens; UNO does not tell its process."""
        return crc32(self.link.address.encode())

    @property
    def books(self) -> Books:
        """The open workbooks."""
        return Books(self)

    def book_of(self, component: Uno) -> Book:
        """The book of a UNO document; what was learnt about it is kept as long as it is open."""
        key = component.RuntimeUID
        if key not in self._documents:
            self._documents[key] = Document(component)
        return Book(self, self._documents[key])

    @property
    def selection(self) -> Range | None:
        """The selected cells, the first of them where they are apart; None for anything else."""
        if not len(self.books):
            return None
        book = self.books.active
        selected = book.document.uno.getCurrentSelection()
        if selected is not None and hasattr(selected, "RangeAddresses"):
            selected = selected.getByIndex(0)
        return book.range_of(selected) if hasattr(selected, "RangeAddress") else None

    def activate(self, steal_focus: bool = False) -> None:
        """Make it the program that xlwings works with."""
        apps = self._engine.apps
        apps._apps.sort(key=lambda app: app is not self)

    @property
    def visible(self) -> bool:
        """Whether books get a window."""
        return self._visible

    @visible.setter
    def visible(self, visible: bool) -> None:
        self._visible = bool(visible)
        for book in self.books:
            book.document.uno.CurrentController.Frame.ContainerWindow.setVisible(self._visible)

    def _window(self) -> Uno | None:
        """The window in front, None where none can be seen."""
        frame = self.link.desktop.getActiveFrame() or self.link.desktop.getCurrentFrame()
        window = frame.ContainerWindow if frame is not None else None
        return window if window is not None and window.isVisible() else None

    def quit(self) -> None:
        """Close all books without saving them and end the program."""
        # The connection breaks while the program answers; it may have ended before.
        with suppress(CallError):
            for book in self.books:
                book.close()
            self._terminate()
        self._engine.apps.dropped(self)

    def _terminate(self) -> None:
        self.link.desktop.terminate()

    @property
    def display_alerts(self) -> bool:
        """What it was set to; LibreOffice asks nothing of programs anyway."""
        return self._switches["display_alerts"]

    @display_alerts.setter
    def display_alerts(self, value: bool) -> None:
        self._switches["display_alerts"] = bool(value)

    @property
    def enable_events(self) -> bool:
        """What it was set to; LibreOffice has no such switch."""
        return self._switches["enable_events"]

    @enable_events.setter
    def enable_events(self, value: bool) -> None:
        self._switches["enable_events"] = bool(value)

    @property
    def screen_updating(self) -> bool:
        """Whether windows show changes at once."""
        return self._still is None

    @screen_updating.setter
    def screen_updating(self, value: bool) -> None:
        books = {book.document.key: book.document.uno for book in self.books}
        if value and self._still is not None:
            # Books may have been closed or opened meanwhile.
            for key in self._still & books.keys():
                books[key].unlockControllers()
            self._still = None
        elif not value and self._still is None:
            self._still = set(books)
            for document in books.values():
                document.lockControllers()

    @property
    def calculation(self) -> str:
        """``automatic`` or ``manual``; LibreOffice has it for each book, the front one tells."""
        books = self.books
        if not len(books) or books.active.document.uno.isAutomaticCalculationEnabled():
            return "automatic"
        return "manual"

    @calculation.setter
    def calculation(self, value: str) -> None:
        for book in self.books:
            changed = book.document.modified
            if value == "manual":
                # LibreOffice computes a cell when it is looked at; what nobody has looked at
                # yet would be written to files with its old value.
                book.document.uno.calculate()
            book.document.uno.enableAutomaticCalculation(value != "manual")
            # LibreOffice takes this for a change of the book.
            book.document.modified = changed

    def calculate(self) -> None:
        """Calculate what has changed in every book."""
        for book in self.books:
            book.document.uno.calculate()

    def run(self, macro: str, args: Sequence[object]) -> object:
        """Run a macro of an open book."""
        return run((book.document for book in self.books), macro, args)

    @property
    def status_bar(self) -> str | bool:
        """What a command shows in the status bar; False where LibreOffice has it for itself."""
        return False if self._text is None else self._text

    @status_bar.setter
    def status_bar(self, value: str | bool) -> None:
        self._text = value if isinstance(value, str) else None
        if self._bar is None and self._text is not None and len(self.books):
            self._bar = self.books.active.document.uno.CurrentController.StatusIndicator
            self._bar.start(self._text, 0)
        elif self._bar is not None and self._text is not None:
            self._bar.setText(self._text)
        elif self._bar is not None:
            bar, self._bar = self._bar, None
            bar.end()

    def alert(
        self,
        prompt: str,
        title: str | None,
        buttons: str | None,
        mode: str | None,
        callback: object,
    ) -> str:
        """Show a message box; gives the button that was pressed."""
        return self.dialogs.tell(str(prompt), title or "", buttons or "ok", mode)
