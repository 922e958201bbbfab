"""转为普通公式: a book that needs the add-in becomes one that does without it.

A formula is put in the place of another only where both give the same; else the value that
stands there now.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from typing import NamedTuple

import xlwings as xw

from zipingbiao.domain.comparisons import same
from zipingbiao.errors import CallError, Place, ZpbError
from zipingbiao.excel.backup import backup, told_of
from zipingbiao.excel.call import Call
from zipingbiao.excel.live import LiveBook, View, needs_addin, plain_names
from zipingbiao.ooxml.address import cell_name
from zipingbiao.ooxml.evaluate_view import Holds
from zipingbiao.ooxml.grid import CellError, Scalar
from zipingbiao.scoring.native import native_twin


class Change(NamedTuple):
    """What comes in the place of a formula: another one, or a value."""

    row: int
    column: int
    formula: str | None
    value: Scalar = None


class _Plan(NamedTuple):
    """What is to be done on one sheet, and the cells that have to stay as they are."""

    sheet: xw.Sheet
    changes: list[Change]
    left: list[str]


def plain(call: Call) -> str:
    """Put plain formulas or values in the place of all formulas that need the add-in."""
    book = call.book
    if call.host.is_read_only(book):
        cure = "请另存一份，在另存的工作簿里再点一次。"
        raise CallError("工作簿是只读打开的，改了也存不下来。", Place(book.name), cure)
    call.app.calculate()
    plans = [plan for plan in _plans(LiveBook(book)) if plan.changes or plan.left]
    if not plans:
        return "没有用到加载项函数的公式，不需要转换。"
    with ExitStack() as stack:
        for plan in plans:
            if plan.changes:
                stack.enter_context(call.host.unlocked(plan.sheet))
        copy = backup(book, call.host, call.settings.backup_folder)
        with told_of(copy):
            for plan in plans:
                _write(plan)
    changes = [change for plan in plans for change in plan.changes]
    formulas = sum(change.formula is not None for change in changes)
    values = len(changes) - formulas
    said = f"已换成普通公式 {formulas} 个，换成现在的值 {values} 个。原来的备份在 {copy}。"
    left = [f"{plan.sheet.name}!{cell}" for plan in plans for cell in plan.left]
    if left:
        said += f"{'、'.join(left)} 没有换：是数组公式，或算不出值，请手工处理。"
    return said


def _plans(book: LiveBook) -> Iterator[_Plan]:
    for sheet in book.book.sheets:
        live, view = book.sheet(sheet.name), View(book, sheet.name)
        plan = _Plan(sheet, [], [])
        for (row, column), text in live.formulas.items() if live is not None else ():
            if not needs_addin(text):
                continue
            kept = sheet.range((row, column)).has_array
            change = None if kept else _change(view, row, column, plain_names(text))
            if change is None:
                plan.left.append(cell_name(row, column))
            else:
                plan.changes.append(change)
        yield plan


def _change(view: View, row: int, column: int, text: str) -> Change | None:
    """What comes in the place of a formula; None where it has no value either."""
    here = row, column

    def holds(piece: str) -> Holds:
        return view.holds(piece, here)

    shown = view.cell(None, row, column)
    if isinstance(shown, CellError):
        return None
    try:
        twin = native_twin(text, holds)
    except ZpbError:  # it names a profile that there is not
        twin = None
    if twin is not None and _same(holds(twin), shown):
        return Change(row, column, f"={twin}")
    return Change(row, column, None, shown)


def _same(one: Holds, other: Holds) -> bool:
    """Whether two values are the same to a reader; a text without letters is a blank."""
    if isinstance(one, int | float) and isinstance(other, int | float):
        return same(one, other)
    one, other = (None if value == "" else value for value in (one, other))
    return one == other


def _write(plan: _Plan) -> None:
    """Write the changes, those that are alike and below each other at once."""
    for run in _runs(plan.changes):
        first = run[0]
        cells = plan.sheet.range((first.row, first.column), (run[-1].row, first.column))
        if first.formula is None:
            cells.value = [[change.value] for change in run]
        else:
            cells.formula = [[change.formula] for change in run]


def _runs(changes: Iterable[Change]) -> Iterator[Sequence[Change]]:
    """Changes of one kind in cells below each other."""
    run: list[Change] = []
    for change in sorted(changes, key=lambda one: (one.column, one.row)):
        if run and not _follows(run[-1], change):
            yield run
            run = []
        run.append(change)
    if run:
        yield run


def _follows(one: Change, other: Change) -> bool:
    alike = (one.formula is None) == (other.formula is None)
    return alike and other.column == one.column and other.row == one.row + 1
