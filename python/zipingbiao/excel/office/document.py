"""A workbook in LibreOffice with what its sheets and cells need of it: formats, formulas, dates."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import cached_property
from typing import Any

from zipingbiao.errors import CallError, Place
from zipingbiao.excel.office.formats import NumberFormats
from zipingbiao.excel.office.formulas import Formulas
from zipingbiao.excel.office.link import Uno, path_of, told


@told
class Document:
    """A workbook that is open in LibreOffice."""

    def __init__(self, uno: Uno) -> None:
        self.uno = uno
        self.key: str = uno.RuntimeUID

    @property
    def name(self) -> str:
        """The file's name, or the title of a workbook that has no file yet."""
        path = self.path
        return path.rpartition("/")[2] if path else str(self.uno.Title)

    @property
    def path(self) -> str:
        """The file, or ``""`` where it was never saved."""
        return path_of(self.uno.URL)

    @cached_property
    def formulas(self) -> Formulas:
        """The translator of its formulas."""
        return Formulas(self.uno)

    @cached_property
    def formats(self) -> NumberFormats:
        """Its number formats."""
        return NumberFormats(self.uno)

    @cached_property
    def epoch(self) -> datetime:
        """Day 0 of its dates."""
        day = self.uno.NullDate
        return datetime(day.Year, day.Month, day.Day)

    def check_open(self) -> None:
        """Raises CallError where the book has been closed.

        Asked before cells are used: those of a closed book answer with nothing, or not at all.
        """
        self.uno.isModified()

    @property
    def modified(self) -> bool:
        """Whether there are unsaved changes."""
        return bool(self._settled(self.uno.isModified))

    @modified.setter
    def modified(self, value: bool) -> None:
        self._settled(self.uno.setModified, value)

    def _settled(self, call: Callable[..., Any], *arguments: object) -> Any:
        """While windows are held still, LibreOffice keeps to itself that a book has changed."""
        still = self.uno.hasControllersLocked()
        if still:
            self.uno.unlockControllers()
        try:
            return call(*arguments)
        finally:
            if still:
                self.uno.lockControllers()

    def check_structure(self) -> None:
        """Raises CallError where no sheet may be added, removed or renamed.

        LibreOffice itself lets programs do so even then.
        """
        if self.uno.isProtected():
            raise CallError(
                "工作簿的结构受保护，不能增删工作表。",
                Place(self.name),
                "请在「工具」菜单里取消「保护电子表格结构」，再试一次。",
            )


def format_areas(block: Uno) -> Iterator[tuple[Uno, tuple[Uno, ...]]]:
    """The parts of a block that look alike, each with its areas; together they are the block."""
    groups = block.getUniqueCellFormatRanges()
    for place in range(groups.Count):
        group = groups.getByIndex(place)
        yield group, group.RangeAddresses


def check_unlocked(sheet: Uno, block: Uno | None = None) -> None:
    """Raises CallError where a sheet's protection forbids a change.

    With ``block`` the change is to its contents, which is allowed where no cell is locked. Asked
    before every change: LibreOffice's calls ignore the protection, or do nothing and say nothing.
    """
    if not sheet.isProtected():
        return
    if block is not None and not any(
        group.CellProtection.IsLocked for group, _ in format_areas(block)
    ):
        return
    raise CallError(
        "工作表受保护，不能改。", Place(sheet=sheet.Name), "请先撤销工作表保护，再试一次。"
    )
