"""The department's final accounts: 收入支出决算总表 and its kin, as sheets or tables of a document.

Only their totals are read, for texts to be held against: by the words of the official tables, each
total of a table once, and only where the table says its unit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from zipingbiao.domain.figures import decimals, is_number
from zipingbiao.domain.totals import is_bare_total
from zipingbiao.model import AccountLine
from zipingbiao.ooxml.address import Area, cell_place
from zipingbiao.ooxml.grid import Sheet
from zipingbiao.values.numbers import money_unit, number_of, read_number
from zipingbiao.values.text import fold, is_blank_mark

_TITLE = re.compile(r"[^,.;:]{0,30}(?:决算|支出|收入)[^,.;:]{0,12}表")
_BALANCE = re.compile(r"(?P<scope>财政拨款)?收入支出决算(?:总表|表)$")
_EXPENSES = re.compile(r"(?<!拨款)(?<!收入)支出决算(?:总?表)$")
_UNIT = re.compile(r"单位:?(?:人民币)?(?P<unit>[亿千百万]*元)")
#: The totals of 收入支出决算总表 as it names them; 总计 stands on both sides.
_SIDES = ("收入总计", "支出总计")
_NAMED = {"本年收入合计": "本年收入合计", "本年支出合计": "本年支出合计"}
_COLUMNS = {
    "本年支出合计": "本年支出合计",
    "基本支出": "基本支出",
    "项目支出": "项目支出",
}


class _Cell(NamedTuple):
    row: int
    column: int
    address: str
    text: str
    number: int | float | None
    digits: int


class _Table:
    """One table as it is read: what it is, its unit, where its columns stand."""

    def __init__(self, title: str) -> None:
        self.title = title
        self.balance = _BALANCE.search(title)
        self.expenses = _EXPENSES.search(title) is not None and self.balance is None
        self.unit: int | float | None = None
        self.columns: dict[int, str] = {}
        self.found: dict[str, _Cell] = {}

    def take(self, row: Sequence[_Cell]) -> None:
        """Read one row."""
        for cell in row:
            if match := _UNIT.search(cell.text):
                factor = money_unit(match["unit"])
                self.unit = number_of(factor) if factor is not None else None
        if self.balance is not None:
            self._take_balance(row)
        elif self.expenses:
            self._take_expenses(row)

    def _take_balance(self, row: Sequence[_Cell]) -> None:
        sides = 0
        for label, amount in _labelled(row):
            name = _NAMED.get(label, "")
            if is_bare_total(label) and sides < len(_SIDES):
                name = _SIDES[sides]
                sides += 1
            if name and amount is not None:
                self.found.setdefault(name, amount)

    def _take_expenses(self, row: Sequence[_Cell]) -> None:
        heads = {cell.column: _COLUMNS[cell.text] for cell in row if cell.text in _COLUMNS}
        self.columns.update(heads)
        if heads or not row or not _is_sum(row):
            return
        for cell in row:
            if cell.number is not None and cell.column in self.columns:
                self.found.setdefault(self.columns[cell.column], cell)

    def lines(self) -> Iterator[AccountLine]:
        """What was read; nothing of a table without a unit."""
        if self.unit is None:
            return
        scope = (self.balance["scope"] or "") if self.balance is not None else ""
        for name, cell in self.found.items():
            amount = round((cell.number or 0) * self.unit, 4)
            step = self.unit * 10.0**-cell.digits
            yield AccountLine(name, scope, amount, step, self.title, cell.address)


def accounts_in(sheet: Sheet, areas: Sequence[Area]) -> Iterator[AccountLine]:
    """The totals of the final accounts on a sheet, outside some areas."""
    table = _Table("")
    for _, row in groupby(_cells(sheet, areas), key=lambda cell: cell.row):
        cells = list(row)
        title = next((cell.text for cell in cells if _TITLE.fullmatch(cell.text)), "")
        if title:
            yield from table.lines()
            table = _Table(title)
        if table.title:
            table.take(cells)
    yield from table.lines()


def _cells(sheet: Sheet, areas: Sequence[Area]) -> Iterator[_Cell]:
    """The cells of a sheet by row and column; all lines of a text between tables in turn."""
    for row, column, address in sorted((*cell_place(one), one) for one in sheet.addresses):
        if any(area.contains(row, column) for area in areas):
            continue
        value = sheet.value(address)
        if isinstance(value, str):
            for line in value.splitlines():
                number = None if is_blank_mark(line) else read_number(line)
                text = "" if number is not None else fold(line)
                yield _Cell(row, column, address, text, number, decimals(line.strip()))
        elif is_number(value):
            yield _Cell(row, column, address, "", value, decimals(value))


def _labelled(row: Sequence[_Cell]) -> Iterator[tuple[str, _Cell | None]]:
    """The labels of a row, each with the last number before the next: behind 行次 the amount."""
    label, amount = "", None
    for cell in row:
        if cell.text:
            if label:
                yield label, amount
            label, amount = cell.text, None
        elif cell.number is not None:
            amount = cell
    if label:
        yield label, amount


def _is_sum(row: Sequence[_Cell]) -> bool:
    """Whether a row is the sum of all below it."""
    labels = [cell.text for cell in row if cell.text]
    return bool(labels) and is_bare_total(labels[-1])
