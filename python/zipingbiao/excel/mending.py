"""自动修正: what is safe to mend, mended in the open book, after a copy of it was made."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path

from zipingbiao.errors import CallError, Place, UnreadableFile, ZpbError
from zipingbiao.excel.backup import told_of
from zipingbiao.excel.call import Call
from zipingbiao.excel.checking import forget, inspect, shown
from zipingbiao.excel.marks import FIX, Mark
from zipingbiao.layouts import form_reader
from zipingbiao.ooxml.editor.tables import Column, Line, Table
from zipingbiao.ooxml.formula import quote_sheet
from zipingbiao.ooxml.opening import read_file
from zipingbiao.report.checking import Checked
from zipingbiao.report.fixing import Change, Mended, mend, note_of
from zipingbiao.report.outputs import is_editable

LIST_NAME = "修正清单"
_COLOUR = "E2EFDA"
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
    board = call.board
    if board.is_read_only:
        cure = "请另存一份，再修正那一份。"
        raise CallError("工作簿是只读打开的，没有修正。", Place(board.name), cure)
    with board.steady():
        with board.copy(editable=True) as path:
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
        said = "".join([*_said(call, mended, copy), "再次检查："])
        return board.check_again(said, lambda path: shown(call, inspect(call, path)))


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
    board = call.board
    sheets = list(dict.fromkeys(one.sheet for one in mended.changes))
    for name in board.closed(sheets):
        cure = "请撤销工作表保护后再修正。"
        raise CallError("工作表有保护密码，一处也没有修正。", Place(board.name, name), cure)
    copy = board.backup(call.settings.backup_folder)
    with told_of(copy):
        board.write(mended.cells)
        for name in sheets:
            board.mark(name, FIX, _marks(mended.changes, name))
        if not board.is_locked:
            board.add(_table(mended.changes))
    return copy


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
    if call.board.is_locked:
        yield "工作簿的结构受保护，没有列出「修正清单」，改了什么请看批注。"
    else:
        yield "改了什么，见批注和「修正清单」。"
    yield _left(mended)


def _left(mended: Mended) -> str:
    """Which cells could not be mended."""
    if not mended.left:
        return ""
    return f"{'；'.join(map(str, mended.left))}。请自行核对。"
