"""What a reviewer sends back: the workbook with its findings in the cells and on a sheet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from zipingbiao.ooxml.address import cell_place
from zipingbiao.ooxml.formula import quote_sheet
from zipingbiao.report.book.cells import SheetCells
from zipingbiao.report.book.notes import add_notes
from zipingbiao.report.book.parts import Book
from zipingbiao.report.book.stamp import stamp
from zipingbiao.report.book.styles import StyleList
from zipingbiao.report.book.tables import Column, Line, Table, add_table, empty_book
from zipingbiao.report.codes import entry_of
from zipingbiao.report.context import Places
from zipingbiao.report.figures import severity_counts
from zipingbiao.rules.finding import ERROR, INFO, SEVERITIES, WARN, Finding
from zipingbiao.rules.page import SEVERITY_NAMES

#: The fill of a cell by the worst that was found there.
COLOURS = {ERROR: "FFC7CE", WARN: "FFEB9C", INFO: "DDEBF7"}
LIST_NAME = "问题清单"
_COLUMNS = (
    Column("序号", 6, centred=True),
    Column("程度", 7, centred=True),
    Column("代码", 9, centred=True),
    Column("问题", 20),
    Column("工作表", 16),
    Column("单元格", 9, centred=True),
    Column("项目", 24),
    Column("栏目", 26),
    Column("印作", 18),
    Column("应为", 18),
    Column("说明", 60),
)
_SEVERITY_AT, _CELL_AT = 1, 5
#: A cell of a list shows so much of a text; the whole stands in the form itself.
_LONG = 200


def marked(data: bytes, findings: Sequence[Finding], places: Places) -> bytes:
    """A copy of an ``.xlsx`` with its findings. Raises UnreadableFile for a damaged part."""
    book = Book(data)
    styles, sheets = StyleList(book), book.sheets
    for name, found in by_sheet(findings).items():
        if name in sheets:
            _mark_sheet(book, styles, sheets[name].part, found)
    return _with_list(book, styles, findings, places)


def listed(findings: Sequence[Finding], places: Places) -> bytes:
    """A workbook with nothing but the list, for files whose cells can't be marked."""
    book = Book(empty_book())
    return _with_list(book, StyleList(book), findings, places)


def _with_list(book: Book, styles: StyleList, findings: Sequence[Finding], places: Places) -> bytes:
    """The bytes of a book with the list of findings behind its sheets."""
    add_table(book, styles, list_table(findings, places, frozenset(book.sheets)))
    styles.save()
    stamp(book)
    return book.save()


def by_sheet(findings: Iterable[Finding]) -> dict[str, dict[str, list[Finding]]]:
    """Sheet → cell → findings there; those of no cell are left out."""
    sheets: dict[str, dict[str, list[Finding]]] = {}
    for one in findings:
        if one.cell and _is_address(one.cell):
            sheets.setdefault(one.sheet, {}).setdefault(one.cell, []).append(one)
    return sheets


def _is_address(text: str) -> bool:
    try:
        return bool(cell_place(text))
    except ValueError:
        return False


def _mark_sheet(book: Book, styles: StyleList, part: str, found: dict[str, list[Finding]]) -> None:
    cells = SheetCells(book.tokens(part))
    for address, findings in found.items():
        colour = COLOURS[worst_of(findings)]
        cells.restyle(address, styles.filled(cells.style(address), colour))
    book.put(part, cells.markup())
    add_notes(book, part, {address: note_of(some) for address, some in found.items()})


def worst_of(findings: Iterable[Finding]) -> str:
    """The worst severity of some findings."""
    return min((one.severity for one in findings), key=SEVERITIES.index)


def note_of(findings: Iterable[Finding]) -> str:
    """What the note in a cell says of its findings."""
    return "\n".join(
        f"【{SEVERITY_NAMES[one.severity]}】{one.code} {entry_of(one.code).name}\n{one.message}"
        for one in findings
    )


def list_table(findings: Sequence[Finding], places: Places, sheets: frozenset[str]) -> Table:
    """The list of findings, with links to their cells on the ``sheets`` that there are."""
    counts = severity_counts(findings)
    said = "，".join(f"{SEVERITY_NAMES[name]} {count} 个" for name, count in counts.items())
    subtitle = f"共 {len(findings)} 个问题：{said}。点「单元格」一栏到原处。"
    lines = [_line(number, one, places, sheets) for number, one in enumerate(findings, start=1)]
    return Table(LIST_NAME, LIST_NAME, subtitle if findings else "没有发现问题。", _COLUMNS, lines)


def _line(number: int, finding: Finding, places: Places, sheets: frozenset[str]) -> Line:
    texts = (
        str(number),
        SEVERITY_NAMES[finding.severity],
        finding.code,
        entry_of(finding.code).name,
        finding.sheet,
        finding.cell or "",
        finding.project or "",
        places.context(finding),
        finding.printed or "",
        finding.expected or "",
        finding.message,
    )
    link = None
    if finding.sheet in sheets and finding.cell and _is_address(finding.cell):
        link = _CELL_AT, f"{quote_sheet(finding.sheet)}!{finding.cell}"
    return Line([_cut(text) for text in texts], (_SEVERITY_AT, COLOURS[finding.severity]), link)


def _cut(text: str) -> str:
    return text if len(text) <= _LONG else f"{text[:_LONG]}……"
