"""What a reviewer sends back: the workbook with its findings in the cells and on a sheet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from zipingbiao.ooxml.address import is_cell
from zipingbiao.ooxml.editor.book import EditedBook
from zipingbiao.ooxml.editor.cells import SheetCells
from zipingbiao.ooxml.editor.notes import add_notes
from zipingbiao.ooxml.editor.stamp import stamp_copy, stamp_list
from zipingbiao.ooxml.editor.styles import StyleList
from zipingbiao.ooxml.editor.tables import Column, Line, Table, add_table, empty_book
from zipingbiao.ooxml.formula import quote_sheet
from zipingbiao.ooxml.origin import Origin
from zipingbiao.ooxml.ownlist import LIST_NAME
from zipingbiao.ooxml.package import Package
from zipingbiao.ooxml.xlsx import read_xlsx
from zipingbiao.report.codes import entry_of
from zipingbiao.report.context import Places
from zipingbiao.report.figures import severity_counts
from zipingbiao.rules.finding import ERROR, INFO, SEVERITIES, WARN, Finding
from zipingbiao.rules.page import SEVERITY_NAMES

#: The fill of a cell by the worst that was found there.
COLOURS = {ERROR: "FFC7CE", WARN: "FFEB9C", INFO: "DDEBF7"}
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


def marked(
    data: bytes,
    findings: Sequence[Finding],
    places: Places,
    original: bytes | None = None,
    left_out: str = "",
) -> bytes:
    """A copy of an ``.xlsx`` with its findings. Raises UnreadableFile for a damaged part.

    ``original`` is the document that the workbook was made of, where it is not the agency's own.
    ``left_out``: a sentence on the findings that are not told.
    """
    book = EditedBook(data)
    styles, sheets = StyleList(book), book.sheets
    for name, found in by_sheet(findings).items():
        if name in sheets:
            _mark_sheet(book, styles, sheets[name].part, found)
    _add_list(book, styles, findings, places, left_out)
    sheets_as_given = read_xlsx(Package.open(data))
    stamp_copy(book, Origin.of_copy(original or data, sheets_as_given))
    return book.save()


def listed(findings: Sequence[Finding], places: Places, left_out: str = "") -> bytes:
    """A workbook with nothing but the list, for files whose cells can't be marked."""
    book = EditedBook(empty_book())
    _add_list(book, StyleList(book), findings, places, left_out)
    stamp_list(book)
    return book.save()


def _add_list(
    book: EditedBook,
    styles: StyleList,
    findings: Sequence[Finding],
    places: Places,
    left_out: str,
) -> None:
    """Put the list of findings behind a book's sheets."""
    table = list_table(findings, places, frozenset(book.sheets))
    add_table(book, styles, table._replace(subtitle=f"{table.subtitle}{left_out}"))
    styles.save()


def by_sheet(findings: Iterable[Finding]) -> dict[str, dict[str, list[Finding]]]:
    """Sheet → cell → findings there; those of no cell are left out."""
    sheets: dict[str, dict[str, list[Finding]]] = {}
    for one in findings:
        if one.cell and is_cell(one.cell):
            sheets.setdefault(one.sheet, {}).setdefault(one.cell, []).append(one)
    return sheets


def _mark_sheet(
    book: EditedBook, styles: StyleList, part: str, found: dict[str, list[Finding]]
) -> None:
    cells = SheetCells(book.parts[part])
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
    return "\n".join(f"{head_of(one)}\n{one.message}" for one in findings)


def head_of(finding: Finding) -> str:
    """How severe a finding is, its code and its name."""
    name = entry_of(finding.code).name
    return f"【{SEVERITY_NAMES[finding.severity]}】{finding.code} {name}"


def list_table(findings: Sequence[Finding], places: Places, sheets: frozenset[str]) -> Table:
    """The list of findings, with links to their cells on the ``sheets`` that there are."""
    subtitle = list_subtitle(findings, "点「单元格」一栏到原处。")
    lines = [_line(number, one, places, sheets) for number, one in enumerate(findings, start=1)]
    return Table(LIST_NAME, LIST_NAME, subtitle, _COLUMNS, lines)


def list_subtitle(findings: Sequence[Finding], hint: str) -> str:
    """What stands below the title of a list; ``hint``: how to come from a line to its place."""
    counts = severity_counts(findings)
    said = "，".join(f"{SEVERITY_NAMES[name]} {count} 个" for name, count in counts.items())
    return f"共 {len(findings)} 个问题：{said}。{hint}" if findings else "没有发现问题。"


def _line(number: int, finding: Finding, places: Places, sheets: frozenset[str]) -> Line:
    texts = (
        str(number),
        SEVERITY_NAMES[finding.severity],
        finding.code,
        entry_of(finding.code).name,
        finding.sheet,
        finding.spot or finding.cell or "",
        finding.project or "",
        places.context(finding),
        finding.printed or "",
        finding.expected or "",
        finding.message,
    )
    link = None
    if finding.sheet in sheets and finding.cell and is_cell(finding.cell):
        link = _CELL_AT, f"{quote_sheet(finding.sheet)}!{finding.cell}"
    return Line([cut(text) for text in texts], (_SEVERITY_AT, COLOURS[finding.severity]), link)


def cut(text: str) -> str:
    """As much of a text as a cell of a list shows."""
    return text if len(text) <= _LONG else f"{text[:_LONG]}……"
