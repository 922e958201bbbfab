"""A fake Excel for xlwings: the commands run in it as they run in the real one.

It holds workbooks by openpyxl, computes formulas by the project's own evaluator, and is as
strict as Excel where commands go wrong: a range can be selected on the sheet in front only,
texts are read as if they were typed, protected sheets refuse.

    app = start()
    book = app.books.open(path)
    host = FakeHost()
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from io import BytesIO
from itertools import count
from pathlib import Path
from typing import Any

import openpyxl
import xlwings as xw

from excel.fake_cells import FakeComError, FakeRange, cleaned
from excel.fake_host import FakeHost
from excel.fake_sheets import FakeNames, FakeSheets
from excel.fake_values import Values
from zipingbiao.ooxml.grid import Workbook
from zipingbiao.ooxml.opening import open_workbook_bytes

__all__ = ["FakeComError", "FakeHost", "fake_app", "fake_book", "start"]

_PIDS = count(7001)


class FakeEngine:
    """The engine; xlwings calls it ``excel``."""

    name = "excel"
    type = "desktop"

    def __init__(self) -> None:
        self.apps = FakeApps(self)

    @staticmethod
    def prepare_xl_data_element(value: object, options: object) -> object:
        return "" if value is None else value

    @staticmethod
    def clean_value_data(
        data: Any,
        dates: object,
        empty: object,
        numbers: Callable[[Any], object] | None,
        errors: Any,
    ) -> list[list[object]]:
        def clean(value: Any) -> object:
            if numbers is not None and type(value) is float:
                return numbers(value)
            return cleaned(value, empty, bool(errors))

        return [[clean(value) for value in row] for row in data]


class FakeApps:
    """The running programs: one."""

    def __init__(self, engine: FakeEngine) -> None:
        self.engine = engine
        self._apps: list[FakeApp] = []

    def add(
        self, spec: Any = None, add_book: Any = None, xl: Any = None, visible: Any = None
    ) -> FakeApp:
        self._apps.insert(0, FakeApp(self.engine))
        return self._apps[0]

    def keys(self) -> list[int]:
        return [one.pid for one in self._apps]

    def __iter__(self) -> Iterator[FakeApp]:
        return iter(self._apps)

    def __len__(self) -> int:
        return len(self._apps)

    def __getitem__(self, pid: int) -> FakeApp:
        return next(one for one in self._apps if one.pid == pid)


class FakeApp:
    """A running Excel. ``alerts`` are the messages shown; ``log`` what was set, in order.

    ``refusal`` is raised by whatever is asked of it, as in edit mode.
    """

    visible: Any = True
    interactive: Any = True
    usual_calculation = "automatic"

    def __init__(self, engine: FakeEngine) -> None:
        self.engine = engine
        self.pid = next(_PIDS)
        self.alerts: list[str] = []
        self.titles: list[str | None] = []
        self.log: list[tuple[str, object]] = []
        self.macros: dict[str, Callable[..., object]] = {}
        self.refusal: Exception | None = None
        self.opened: list[FakeBook] = []
        self.front: FakeBook | None = None
        self._selection: FakeRange | None = None
        self._state: dict[str, Any] = {
            "screen_updating": True,
            "calculation": "automatic",
            "enable_events": True,
            "display_alerts": True,
            "status_bar": False,
        }

    def _get(self, name: str) -> Any:
        if self.refusal:
            raise self.refusal
        return self._state[name]

    def _set(self, name: str, value: object) -> None:
        if self.refusal:
            raise self.refusal
        self._state[name] = value
        self.log.append((name, value))

    screen_updating = property(
        lambda self: self._get("screen_updating"), lambda self, on: self._set("screen_updating", on)
    )
    enable_events = property(
        lambda self: self._get("enable_events"), lambda self, on: self._set("enable_events", on)
    )
    display_alerts = property(
        lambda self: self._get("display_alerts"), lambda self, on: self._set("display_alerts", on)
    )
    status_bar = property(
        lambda self: self._get("status_bar"), lambda self, text: self._set("status_bar", text)
    )

    @property
    def is_restored(self) -> bool:
        """Whether the screen is updated and formulas are calculated, as before a command."""
        return bool(
            self._state["screen_updating"] and self._state["calculation"] == self.usual_calculation
        )

    @property
    def calculation(self) -> str:
        return str(self._get("calculation"))

    @calculation.setter
    def calculation(self, value: str) -> None:
        if not self.opened:
            raise FakeComError  # as Excel does where no workbook is open
        self._set("calculation", value)
        for book in self.opened:
            book.values.automatic = value == "automatic"
            book.values.changed()

    def calculate(self) -> None:
        for book in self.opened:
            book.values.calculate()

    @property
    def books(self) -> FakeBooks:
        return FakeBooks(self)

    @property
    def selection(self) -> FakeRange | None:
        if self.refusal:
            raise self.refusal
        return self._selection

    @selection.setter
    def selection(self, value: FakeRange | None) -> None:
        self._selection = value

    def activate(self, steal_focus: bool = False) -> None:
        """Excel is in front."""

    def run(self, macro: str, args: Any) -> object:
        return self.macros[macro](*args)

    def alert(
        self, prompt: str, title: str | None, buttons: str, mode: str | None, callback: object
    ) -> str:
        self.alerts.append(prompt)
        self.titles.append(title)
        return "ok"


class FakeBooks:
    """The open workbooks."""

    def __init__(self, app: FakeApp) -> None:
        self.app = app

    @property
    def active(self) -> FakeBook | None:
        return self.app.front

    def __call__(self, name_or_index: int | str) -> FakeBook:
        if isinstance(name_or_index, int):
            return self.app.opened[name_or_index - 1]
        for one in self.app.opened:
            if one.name.lower() == name_or_index.lower():
                return one
        raise KeyError(name_or_index)

    def __len__(self) -> int:
        return len(self.app.opened)

    def __iter__(self) -> Iterator[FakeBook]:
        return iter(list(self.app.opened))

    def add(self) -> FakeBook:
        workbook = openpyxl.Workbook()
        workbook.worksheets[0].title = "Sheet1"
        return FakeBook(self.app, f"工作簿{len(self) + 1}", workbook, None)

    def open(self, fullname: str, *args: object, **options: object) -> FakeBook:
        data = Path(fullname).read_bytes()
        macros = fullname.endswith(".xlsm")
        workbook = openpyxl.load_workbook(BytesIO(data), keep_vba=macros)
        stored = open_workbook_bytes(data, fullname)
        book = FakeBook(self.app, fullname, workbook, stored)
        book.read_only = bool(args[1:2] and args[1])
        return book


class FakeBook:
    """An open workbook. A ``fullname`` without a folder has never been saved."""

    def __init__(
        self,
        app: FakeApp,
        fullname: str,
        workbook: openpyxl.Workbook,
        stored: Workbook | None,
    ) -> None:
        self.app = app
        self.fullname = fullname
        self.workbook = workbook
        self.values = Values(workbook, stored)
        self.saved = True
        self.read_only = False
        self.printed: list[list[str]] = []
        app.opened.append(self)
        self.activate()

    @property
    def api(self) -> FakeBook:
        return self

    @property
    def name(self) -> str:
        return self.fullname.replace("\\", "/").rpartition("/")[2]

    @property
    def locked(self) -> bool:
        """Whether its structure is protected."""
        security = self.workbook.security
        return bool(security and security.lockStructure)

    @property
    def sheets(self) -> FakeSheets:
        return FakeSheets(self)

    @property
    def names(self) -> FakeNames:
        return FakeNames(self)

    def activate(self) -> None:
        self.app.front = self
        if self.app._selection is None or self.app._selection.sheet.book is not self:
            self.app.selection = FakeRange(self.sheets.active, 1, 1, 1, 1)

    def close(self) -> None:
        self.app.opened.remove(self)
        self.app.front = self.app.opened[-1] if self.app.opened else None
        self.app.selection = None
        if self.app.front:
            self.app.front.activate()

    def save(self, path: str | None = None, password: str | None = None) -> None:
        if path is None and self.read_only:
            raise FakeComError
        self.fullname = path or self.fullname
        Path(self.fullname).write_bytes(self.values.saved())
        self.saved = True

    def to_pdf(self, path: str, quality: str) -> None:
        """Note which sheets would be printed, and write something that begins as a PDF does."""
        self.printed.append([one.name for one in self.sheets if one.visible])
        Path(path).write_bytes(b"%PDF-1.4\n%%EOF\n")


def start() -> xw.App:
    """A fake Excel without a workbook; xlwings' active engine from now on."""
    engine = xw.Engine(impl=FakeEngine())
    for old in [one for one in xw.engines if one.name == "excel"]:
        xw.engines.engines.remove(old)
    xw.engines.add(engine)
    engine.activate()
    return engine.apps.add()


def fake_app(app: xw.App) -> FakeApp:
    """What stands behind an app: its alerts, its log."""
    found = app.impl
    assert isinstance(found, FakeApp)
    return found


def fake_book(book: xw.Book) -> FakeBook:
    """What stands behind a book: its openpyxl workbook, its flags."""
    found = book.impl
    assert isinstance(found, FakeBook)
    return found


def opened(app: xw.App, data: bytes, folder: Path, name: str = "自评表.xlsx") -> xw.Book:
    """A workbook written to a folder and opened from there."""
    path = folder / name
    path.write_bytes(data)
    return app.books.open(os.fspath(path))
