"""Workbooks, as xlwings wants them of an engine."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from xlwings import base_classes

from zipingbiao.errors import CallError, OutputError, Place
from zipingbiao.excel.office.document import Document
from zipingbiao.excel.office.link import Uno, options, told, told_call, url_of
from zipingbiao.excel.office.names import Names
from zipingbiao.excel.office.parts import AppPart
from zipingbiao.excel.office.ranges import Range
from zipingbiao.excel.office.saved import mend_saved
from zipingbiao.excel.office.sheets import Sheet, Sheets

FILTERS = {
    ".xlsx": "Calc MS Excel 2007 XML",
    ".xlsm": "Calc MS Excel 2007 VBA XML",
    ".xlam": "Calc MS Excel 2007 VBA XML",
    ".xltx": "Calc MS Excel 2007 XML Template",
    ".xls": "MS Excel 97",
    ".ods": "calc8",
}
PDF = "calc_pdf_Export"

# com.sun.star.document.MacroExecMode
_ASK, _REFUSE, _TRUST = 3, 5, 4
# com.sun.star.document.UpdateDocMode
_NO_UPDATE, _FULL_UPDATE = 0, 3


def filter_of(path: str | Path) -> str:
    """LibreOffice's name of the format that a file's ending stands for."""
    ending = Path(path).suffix.lower()
    if ending not in FILTERS:
        known = "、".join(FILTERS)
        raise OutputError(
            f"LibreOffice 不能保存为「{ending}」格式。", Place(str(path)), f"请改用 {known}。"
        )
    return FILTERS[ending]


@told
class Book(base_classes.Book):
    """One open workbook."""

    def __init__(self, app: AppPart, document: Document) -> None:
        self._app = app
        self.document = document

    @property
    def api(self) -> Uno:
        """The workbook in LibreOffice."""
        return self.document.uno

    @property
    def app(self) -> AppPart:
        """The program."""
        return self._app

    @property
    def name(self) -> str:
        """The file's name, or the title of a workbook that was never saved."""
        return self.document.name

    @property
    def fullname(self) -> str:
        """The file with its folder; only the title of a workbook that was never saved."""
        return self.document.path or self.document.name

    @property
    def sheets(self) -> Sheets:
        """The sheets."""
        return Sheets(self)

    @property
    def names(self) -> Names:
        """The names that are known in the whole workbook."""
        return Names(self.document, self.document.uno.NamedRanges, self.range_of)

    def range_of(self, cells: Uno) -> Range:
        """The range of a UNO cell range of this workbook."""
        return Sheet(self, cells.Spreadsheet).range_at(cells.RangeAddress)

    def activate(self) -> None:
        """Bring the workbook to the front."""
        self._app.front = self.document.key
        frame = self.document.uno.CurrentController.Frame
        frame.activate()
        if frame.ContainerWindow.isVisible():
            frame.ContainerWindow.toFront()

    def close(self) -> None:
        """Close the workbook without saving it."""
        self.document.uno.close(True)

    def save(self, path: str | None = None, password: str | None = None) -> None:
        """Save the workbook, or save it as another file and go on with that one.

        Raises CallError for a password: LibreOffice would save without one.
        """
        if password:
            raise CallError(
                "不能在这里设置打开密码。", Place(self.name), "请在 LibreOffice 里另存。"
            )
        if path is None and self.document.path:
            target = Path(self.document.path)
            # What has not changed is not written.
            self.document.modified = True
            self.document.uno.store()
        else:
            target = Path(path or f"{self.name}.xlsx").absolute()
            wanted = options(FilterName=filter_of(target), Overwrite=True)
            self.document.uno.storeAsURL(url_of(target), wanted)
        mend_saved(target)

    def to_pdf(self, path: str, quality: str = "standard") -> None:
        """Print the visible sheets into a PDF file."""
        self.document.uno.storeToURL(url_of(path), options(FilterName=PDF))


@told
class Books(base_classes.Books):
    """The open workbooks."""

    def __init__(self, app: AppPart) -> None:
        self.app = app

    @property
    def api(self) -> Uno:
        """Everything that is open in LibreOffice."""
        return self.app.link.desktop.Components

    def _open(self) -> list[Book]:
        components = self.api.createEnumeration()
        books = []
        while components.hasMoreElements():
            component = components.nextElement()
            if _is_book(component):
                books.append(self.app.book_of(component))
        return books

    def __iter__(self) -> Iterator[Book]:
        return iter(self._open())

    def __len__(self) -> int:
        return len(self._open())

    def __call__(self, name_or_index: int | str) -> Book:
        """The book of a name, or of a number counted from 1. Raises KeyError for no name."""
        books = self._open()
        if isinstance(name_or_index, int):
            return books[name_or_index - 1]
        for book in books:
            if book.name.lower() == name_or_index.lower():
                return book
        raise KeyError(name_or_index)

    @property
    def active(self) -> Book:
        """The workbook in front. Raises CallError where none is open.

        Books without a window are never in front for LibreOffice: there it is the one that was
        opened or activated last.
        """
        current = self.app.link.desktop.getCurrentComponent()
        if current is not None and _is_book(current):
            return self.app.book_of(current)
        books = self._open()
        for book in books:
            if book.document.key == self.app.front:
                return book
        if not books:
            raise CallError("没有打开的工作簿。", cure="请先打开要处理的自评表，再试一次。")
        return books[-1]

    def add(self) -> Book:
        """A new workbook, in front."""
        return self._load("private:factory/scalc", {}, Place())

    def open(
        self,
        fullname: str,
        update_links: bool | None = None,
        read_only: bool | None = None,
        format: str | None = None,
        password: str | None = None,
        *unused: object,
    ) -> Book:
        """Open a file. Raises CallError where LibreOffice cannot."""
        values: dict[str, object] = {
            "ReadOnly": bool(read_only),
            "UpdateDocMode": _FULL_UPDATE if update_links else _NO_UPDATE,
            "MacroExecutionMode": self._macros(),
        }
        if password:
            values["Password"] = password
        if Path(fullname).suffix.lower() == ".xlam":
            # LibreOffice does not guess the format of an add-in.
            values["FilterName"] = FILTERS[".xlam"]
        return self._load(url_of(fullname), values, Place(fullname))

    def _macros(self) -> int:
        if self.app.trust_macros:
            return _TRUST
        return _ASK if self.app.visible and not self.app.quiet else _REFUSE

    def _load(self, url: str, values: dict[str, object], place: Place) -> Book:
        values["Hidden"] = not self.app.visible
        if self.app.visible and not self.app.quiet:
            # It asks for passwords and the like; where nothing is shown nobody could answer.
            values["InteractionHandler"] = self.app.link.service("task.InteractionHandler")
        loaded = None
        with suppress(CallError):  # what is no workbook may be refused, or give nothing
            load = told_call(self.app.link.desktop.loadComponentFromURL)
            loaded = load(url, "_blank", 0, options(**values))
        if loaded is None or not _is_book(loaded):
            if loaded is not None:
                loaded.close(True)
            raise _unopened(place)
        book = self.app.book_of(loaded)
        self.app.front = book.document.key
        return book


def _is_book(component: Uno) -> bool:
    # Some components, the help among them, are no documents at all.
    return hasattr(component, "supportsService") and bool(
        component.supportsService("com.sun.star.sheet.SpreadsheetDocument")
    )


def _unopened(place: Place) -> CallError:
    path = Path(place.path or "")
    lock = path.with_name(f".~lock.{path.name}#")
    if lock.exists():
        return CallError(
            "LibreOffice 没有打开这个文件：它正由别的程序打开，或留有锁文件。",
            place,
            f"请关闭那个程序；如果没有程序打开它，请删除锁文件 {lock.name}。",
        )
    return CallError(
        "LibreOffice 没有打开这个文件：它有密码、已损坏，或不是工作簿。",
        place,
        "请在 LibreOffice 里直接打开它，看看提示。",
    )
