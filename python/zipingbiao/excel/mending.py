"""自动修正: what is safe to mend, mended in the open book, after a copy of it was made."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import xlwings as xw

from zipingbiao.errors import CallError, Place, UnreadableFile, ZpbError
from zipingbiao.excel import listing, marks
from zipingbiao.excel.backup import backup, told_of
from zipingbiao.excel.call import Call
from zipingbiao.excel.checking import forget, inspect, shown
from zipingbiao.excel.host import Host
from zipingbiao.excel.marks import FIX, Mark
from zipingbiao.excel.snapshot import snapshot
from zipingbiao.layouts import form_reader
from zipingbiao.ooxml.editor.tables import Column, Line, Table
from zipingbiao.ooxml.formula import quote_sheet
from zipingbiao.ooxml.opening import read_file
from zipingbiao.report.checking import Checked
from zipingbiao.report.fixing import Change, Mended, Written, mend, note_of
from zipingbiao.report.outputs import is_editable

LIST_NAME = "修正清单"
_COLOUR = "E2EFDA"
_TEXT = "@"
_CELL_AT = 4
_COLUMNS = (
    Column("序号", 6, centred=True),
    Column("代码", 9, centred=True),
    Column("问题", 20),
    Column("工作表", 16),
    Column("单元格", 9, centred=True),
    Column("原值", 18),
    Column("改为", 18),
    Column("公式", 24),
    Column("为什么", 40),
)


def fix(call: Call) -> str:
    """Mend the arithmetic of the forms in the book, and check it again."""
    book, host = call.book, call.host
    if host.is_read_only(book):
        cure = "请另存一份，再修正那一份。"
        raise CallError("工作簿是只读打开的，没有修正。", Place(book.name), cure)
    with listing.view_kept(book):
        with snapshot(book, host, editable=True) as path:
            checked = inspect(call, path)
            mended = _mended(path, checked)
        forget(call)
        if not mended.changes:
            return f"没有可以自动修正的问题。{_left(mended)}{shown(call, checked)}"
        try:
            copy = _apply(call, mended)
        except ZpbError:
            shown(call, checked)
            raise
        with snapshot(book, host) as path:
            again = inspect(call, path)
        return "".join([*_said(call, mended, copy), "再次检查：", shown(call, again)])


def _mended(path: Path, checked: Checked) -> Mended:
    """The copy mended. Raises CallError where its cells can't be."""
    name = checked.readings[0].record.path
    data = read_file(path, name)
    if not is_editable(data):
        raise CallError("不是 .xlsx，不能逐格修正。", Place(name), "请另存为 .xlsx 后再修正。")
    try:
        return mend(data, name, form_reader(), partial(checked.inspector.fixable, name))
    except (UnreadableFile, LookupError) as error:
        cure = "请另存为 .xlsx 后再修正。"
        raise CallError("工作簿有的部件已损坏，没有修正。", Place(name), cure) from error


def _apply(call: Call, mended: Mended) -> Path:
    """Write what was mended into the book; where the copy made before is.

    Raises CallError, before anything is changed, for a sheet whose protection has a password.
    """
    book, host = call.book, call.host
    sheets = [book.sheets[name] for name in dict.fromkeys(one.sheet for one in mended.changes)]
    for sheet in sheets:
        _see_open(sheet, host)
    copy = backup(book, host, call.settings.backup_folder)
    with told_of(copy):
        _write_all(call, mended, sheets)
    return copy


def _write_all(call: Call, mended: Mended, sheets: Sequence[xw.Sheet]) -> None:
    book, host = call.book, call.host
    with ExitStack() as stack:
        for sheet in sheets:
            stack.enter_context(host.unlocked(sheet))
        for (name, cell), written in mended.cells.items():
            _write(book.sheets[name][cell], written)
        for sheet in sheets:
            marks.put(sheet, FIX, _marks(mended.changes, sheet.name), host)
    call.app.calculate()
    if not host.is_locked(book):
        listing.add_sheet(book, _table(mended.changes), host)


def _see_open(sheet: xw.Sheet, host: Host) -> None:
    with marks.opened(sheet, host) as is_open:
        if not is_open:
            place = Place(sheet.book.name, sheet.name)
            cure = "请撤销工作表保护后再修正。"
            raise CallError("工作表有保护密码，一处也没有修正。", place, cure)


def _write(cell: xw.Range, written: Written) -> None:
    """Write a cell; its format first, as a formula in a text cell would stay text."""
    wanted = _TEXT if isinstance(written.value, str) else written.number_format
    if wanted is not None and cell.number_format != wanted:
        cell.number_format = wanted
    if written.formula is None:
        cell.value = written.value
    else:
        cell.formula = f"={written.formula}"


def _marks(changes: Iterable[Change], sheet: str) -> list[Mark]:
    return [Mark(one.cell, "fix", _COLOUR, note_of(one)) for one in changes if one.sheet == sheet]


def _table(changes: Sequence[Change]) -> Table:
    lines = []
    for number, one in enumerate(changes, start=1):
        formula = f"={one.formula}" if one.formula else ""
        what = (str(number), one.code, one.name, one.sheet, one.cell)
        texts = (*what, one.old, one.new, formula, one.reason)
        lines.append(Line(texts, link=(_CELL_AT, f"{quote_sheet(one.sheet)}!{one.cell}")))
    subtitle = f"共修正 {len(changes)} 处。"
    return Table(LIST_NAME, LIST_NAME, subtitle, _COLUMNS, lines)


def _said(call: Call, mended: Mended, copy: Path) -> Iterable[str]:
    """What was done, and where the copy is."""
    yield f"已修正 {len(mended.changes)} 处，修正前的工作簿备份在：{copy}。"
    if call.host.is_locked(call.book):
        yield "工作簿的结构受保护，没有列出「修正清单」，改了什么请看批注。"
    else:
        yield "改了什么，见批注和「修正清单」。"
    yield _left(mended)


def _left(mended: Mended) -> str:
    """Which cells could not be mended."""
    if not mended.left:
        return ""
    return f"{'；'.join(map(str, mended.left))}。请自行核对。"
