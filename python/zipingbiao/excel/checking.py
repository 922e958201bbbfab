"""填报检查 and 清除标记: findings in the cells and on a list, and all of it gone again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import xlwings as xw

from zipingbiao.errors import CallError, Place
from zipingbiao.excel import listing, marks
from zipingbiao.excel.backup import home_of
from zipingbiao.excel.call import Call
from zipingbiao.excel.marks import CHECK, Mark
from zipingbiao.excel.snapshot import file_name, snapshot
from zipingbiao.ooxml.editor.tables import Table
from zipingbiao.ooxml.origin import LIST_NAME
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
    with listing.view_kept(call.book):
        with snapshot(call.book, call.host) as path:
            checked = inspect(call, path)
        # Only now: where the check is refused, the marks of the last one stay.
        forget(call)
        return shown(call, checked)


def clear(call: Call) -> str:
    """Take off all marks and lists of ours, nothing else."""
    book, host = call.book, call.host
    with listing.view_kept(book):
        count, closed = marks.clear(book, host)
        locked = host.is_locked(book) and bool(listing.own_sheets(book))
        count += 0 if locked else listing.remove(book)
    done = "标记已清除，填写的内容没有变。" if count else "没有要清除的标记。"
    parts = [] if (closed or locked) and not count else [done]
    if closed:
        parts.append(f"{_named(closed)}有保护密码，标记还在；请撤销工作表保护后再清除。")
    if locked:
        parts.append("工作簿的结构受保护，清单还在；请撤销「保护工作簿」后再清除。")
    return "".join(parts)


def forget(call: Call) -> None:
    """Take off what an earlier check has marked and listed; what was mended stays marked."""
    marks.clear(call.book, call.host, [CHECK])
    if not call.host.is_locked(call.book):
        listing.remove(call.book, LIST_NAME)


def inspect(call: Call, path: Path) -> Checked:
    """Check a copy of the book by the same rules as the command line.

    Raises CallError where it can't be read, or holds no form.
    """
    home, settings = home_of(call.book), call.settings
    request = Request(
        paths=[path],
        ignore=settings.ignore,
        severity=settings.severity,
        profile=settings.profile,
        jobs=1,
        original=home / file_name(call.book) if home else None,
    )
    checked = check_paths(request)
    for record in (one.record for one in checked.readings):
        if record.status == "no-form":
            raise CallError("没有认得出的自评表。", Place(call.book.name), _NO_FORM_CURE)
        if record.status != "ok":
            raise CallError(record.message or "", Place(call.book.name))
    return checked


@dataclass
class _Outcome:
    """What became of marking: cells whose note stays, sheets that have a password."""

    kept: dict[str, list[str]] = field(default_factory=dict)
    closed: list[str] = field(default_factory=list)


def shown(call: Call, checked: Checked) -> str:
    """Mark and list what was found; the sentence that says so."""
    book, found = call.book, checked.findings
    locked = call.host.is_locked(book)
    outcome = _mark(call, by_sheet(found))
    if found and not locked:
        listing.add_sheet(book, _table(book, checked, outcome), call.host)
    return _sentence(call, found, outcome, locked)


def _mark(call: Call, found: Mapping[str, Mapping[str, Sequence[Finding]]]) -> _Outcome:
    outcome = _Outcome()
    for name, cells in found.items():
        if name not in call.book.sheet_names:
            continue
        sheet = call.book.sheets[name]
        with marks.opened(sheet, call.host) as is_open:
            if is_open:
                outcome.kept[name] = marks.put(
                    sheet, CHECK, map(_mark_of, cells.items()), call.host
                )
            else:
                outcome.closed.append(name)
    return outcome


def _mark_of(item: tuple[str, Sequence[Finding]]) -> Mark:
    cell, findings = item
    worst = worst_of(findings)
    return Mark(cell, worst, COLOURS[worst], note_of(findings))


def _table(book: xw.Book, checked: Checked, outcome: _Outcome) -> Table:
    """The list; where a cell kept its own note, the list says so."""
    table = list_table(checked.findings, Places(checked.forms), frozenset(book.sheet_names))
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
    if call.host.is_read_only(call.book):
        parts.append("工作簿是只读打开的，要留下标记请另存一份。")
    return "".join(parts)


def _named(sheets: Iterable[str]) -> str:
    return "工作表" + "、".join(f"「{name}」" for name in sheets)
