"""填报检查 and 清除标记: findings in the cells and on a list, and all of it gone again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from zipingbiao.errors import CallError, Place
from zipingbiao.excel.call import Call
from zipingbiao.excel.marks import CHECK, Mark
from zipingbiao.ooxml.editor.tables import Table
from zipingbiao.ooxml.ownlist import LIST_NAME
from zipingbiao.report.checking import Checked, Request, check_paths
from zipingbiao.report.context import Places
from zipingbiao.report.figures import severity_counts
from zipingbiao.report.marking import (
    COLOURS,
    by_sheet,
    list_table,
    note_of,
    worst_of,
)
from zipingbiao.rules.finding import Finding
from zipingbiao.rules.page import SEVERITY_NAMES

_NO_FORM_CURE = "请打开填好的自评表，再点这个按钮；要做新表，请点「新建」。"
_KEPT = "（原有批注，没有另加。）"


def check(call: Call) -> str:
    """Check the forms in the book, mark what is found, list it."""
    with call.board.steady():
        with call.board.copy() as path:
            checked = inspect(call, path)
        # Only now: where the check is refused, the marks of the last one stay.
        forget(call)
        return shown(call, checked)


def clear(call: Call) -> str:
    """Take off all marks and lists of ours, nothing else."""
    board = call.board
    with board.steady():
        count, closed = board.forget()
        locked = board.is_locked and bool(board.lists())
        count += 0 if locked else board.drop()
    done = "标记已清除，填写的内容没有变。" if count else "没有要清除的标记。"
    parts = [] if (closed or locked) and not count else [done]
    if closed:
        parts.append(f"{_named(closed)}有保护密码，标记还在；请撤销工作表保护后再清除。")
    if locked:
        parts.append("工作簿的结构受保护，清单还在；请撤销「保护工作簿」后再清除。")
    return "".join(parts)


def forget(call: Call) -> None:
    """Take off what an earlier check has marked and listed; what was mended stays marked."""
    call.board.forget([CHECK])
    if not call.board.is_locked:
        call.board.drop(LIST_NAME)


def inspect(call: Call, path: Path) -> Checked:
    """Check a copy of the book by the same rules as the command line.

    Raises CallError where it can't be read, or holds no form.
    """
    home, settings = call.board.home, call.settings
    request = Request(
        paths=[path],
        ignore=settings.ignore,
        severity=settings.severity,
        profile=settings.profile,
        jobs=1,
        original=home / call.board.file_name if home else None,
    )
    checked = check_paths(request)
    for record in (one.record for one in checked.readings):
        if record.status == "no-form":
            raise CallError("没有认得出的自评表。", Place(call.board.name), _NO_FORM_CURE)
        if record.status != "ok":
            raise CallError(record.message or "", Place(call.board.name))
    return checked


@dataclass
class _Outcome:
    """What became of marking: cells whose note stays, sheets that have a password."""

    kept: dict[str, list[str]] = field(default_factory=dict)
    closed: list[str] = field(default_factory=list)


def shown(call: Call, checked: Checked) -> str:
    """Mark and list what was found; the sentence that says so."""
    board, found = call.board, checked.findings
    locked = board.is_locked
    outcome = _mark(call, by_sheet(found))
    if found and not locked:
        board.add(_table(call, checked, outcome))
    return _sentence(call, found, outcome, locked)


def _mark(call: Call, found: Mapping[str, Mapping[str, Sequence[Finding]]]) -> _Outcome:
    outcome = _Outcome()
    for name, cells in found.items():
        kept = call.board.mark(name, CHECK, map(_mark_of, cells.items()))
        if kept is None:
            outcome.closed.append(name)
        else:
            outcome.kept[name] = kept
    return outcome


def _mark_of(item: tuple[str, Sequence[Finding]]) -> Mark:
    cell, findings = item
    worst = worst_of(findings)
    return Mark(cell, worst, COLOURS[worst], note_of(findings))


def _table(call: Call, checked: Checked, outcome: _Outcome) -> Table:
    """The list; where a cell kept its own note, the list says so."""
    table = list_table(checked.findings, Places(checked.forms), frozenset(call.board.sheets))
    lines = [
        line._replace(texts=[*line.texts[:-1], f"{line.texts[-1]}{_KEPT}"])
        if finding.cell in outcome.kept.get(finding.sheet, ())
        else line
        for line, finding in zip(table.lines, checked.findings, strict=True)
    ]
    return table._replace(lines=lines)


def _sentence(call: Call, found: Sequence[Finding], outcome: _Outcome, locked: bool) -> str:
    if not found:
        return "没有发现问题。"
    counts = severity_counts(found).items()
    said = "，".join(f"{SEVERITY_NAMES[name]} {count} 个" for name, count in counts if count)
    parts = [f"共 {len(found)} 个问题：{said}。"]
    if locked:
        parts.append("工作簿的结构受保护，没有列出「问题清单」；请撤销「保护工作簿」后再检查。")
    else:
        parts.append("已列在「问题清单」里，点「下一个问题」逐个看。")
    if outcome.closed:
        what = "没有标出颜色和批注；请撤销工作表保护后再检查。"
        parts.append(f"{_named(outcome.closed)}有保护密码，{what}")
    if call.board.is_read_only:
        parts.append("工作簿是只读打开的，要留下标记请另存一份。")
    return "".join(parts)


def _named(sheets: Iterable[str]) -> str:
    return "工作表" + "、".join(f"「{name}」" for name in sheets)
