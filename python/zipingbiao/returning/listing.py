"""Workbooks of the round: ``退回清单.xlsx``, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from zipingbiao.ooxml.editor.book import EditedBook
from zipingbiao.ooxml.editor.stamp import stamp_list
from zipingbiao.ooxml.editor.styles import StyleList
from zipingbiao.ooxml.editor.tables import Column, Line, Table, add_table, empty_book
from zipingbiao.report.context import NO_UNIT
from zipingbiao.returning.ledger import Ledger, SentFile
from zipingbiao.returning.notice import by_unit, scope_of, title_of
from zipingbiao.rules.finding import SEVERITIES
from zipingbiao.rules.page import SEVERITY_NAMES

LIST_BOOK = "退回清单.xlsx"
_COUNTS = (*(Column(name, 7, True, True) for name in SEVERITY_NAMES.values()),
           Column("共", 7, True, True))  # fmt: skip
_FILES = (
    Column("序号", 6, True, True),
    Column("单位", 22),
    Column("项目", 24),
    Column("年度", 7, True, True),
    Column("报来的文件", 24),
    *_COUNTS,
    Column("处理", 11, True),
    Column("退回的文件", 32),
    Column("说明", 24),
)
_UNITS = (
    Column("序号", 6, True, True),
    Column("单位", 30),
    Column("退回份数", 9, True, True),
    *_COUNTS,
    Column("交回期限", 12, True),
    Column("退回通知", 40),
)


def book_of(tables: Sequence[Table]) -> bytes:
    """A workbook of such tables, marked as a list of ours."""
    book = EditedBook(empty_book())
    styles = StyleList(book)
    for table in tables:
        add_table(book, styles, table)
    styles.save()
    stamp_list(book)
    return book.save()


def list_book(ledger: Ledger, letters: Mapping[str, str]) -> bytes:
    """All files that were checked and what is done with each; then the units.

    ``letters``: the name of the letter to each unit.
    """
    units = by_unit(ledger.files)
    total = sum(len(one.findings) for one in ledger.files)
    day = f"，请于 {ledger.deadline} 前交回" if ledger.deadline else ""
    scope = f"{len(ledger.files)} 份，退回 {scope_of(ledger)}"
    told = f"{scope}，共 {total} 个问题{day}。"
    files = [_file(number, one) for number, one in enumerate(ledger.files, start=1)]
    lines = [
        Line(_unit(number, some, ledger.deadline, letters.get(some[0].unit, "")))
        for number, some in enumerate(units, start=1)
    ]
    by_file = Table("退回清单", "退回清单", told, _FILES, files)
    return book_of([by_file, Table("按单位", "按单位", told, _UNITS, lines)])


def _file(number: int, one: SentFile) -> Line:
    what, why = _done(one)
    head = [str(number), one.unit, title_of(one) if one.forms else ""]
    year = "" if one.year is None else str(one.year)
    return Line([*head, year, one.path, *_counts([one]), what, one.copy or "", why])


def _done(one: SentFile) -> tuple[str, str]:
    """What is done with a file, and what there is to say of it."""
    if one.message:
        return "要重新报送", one.message
    if not one.findings:
        return "不退回", "没有发现问题。"
    if one.copy is None:
        return "只在通知里", "没有写出副本，请单位改原件。"
    return "退回", "没有读出单位，没有写退回通知。" if one.unit == NO_UNIT else ""


def _unit(number: int, some: Sequence[SentFile], deadline: str | None, letter: str) -> list[str]:
    return [str(number), some[0].unit, str(len(some)), *_counts(some), deadline or "", letter]


def _counts(files: Sequence[SentFile]) -> list[str]:
    found = [finding.severity for one in files for finding in one.findings]
    return [*(str(found.count(name)) for name in SEVERITIES), str(len(found))]
