"""One sheet of a workbook as a workbook of its own: what it looks like, and only texts given anew.

Nothing is taken over but looks: styles, column widths, row heights, merges, the page. Whatever
else a workbook carries along (other sheets, authors, names, notes, comments, pictures, links,
formulas, old texts in the string table) stays behind, as it may tell of who filled the form in.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from zipingbiao.learn.looks import DECLARATION, MAIN, add_looks, plain_markup
from zipingbiao.ooxml import xmltext
from zipingbiao.ooxml.address import Area, area_of, cell_name, cell_place, column_name
from zipingbiao.ooxml.editor.book import EditedBook
from zipingbiao.ooxml.editor.notes import add_notes
from zipingbiao.ooxml.editor.styles import StyleList
from zipingbiao.ooxml.editor.tables import empty_book
from zipingbiao.ooxml.package import Package
from zipingbiao.ooxml.relations import parts_of, sheets_of
from zipingbiao.ooxml.sheetxml import RowXml, SheetReader

_SHEET = "xl/worksheets/sheet1.xml"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#: What of a row's settings is its look.
_ROW_LOOK = ("ht", "customHeight", "s", "customFormat")
#: What stands before the rows and behind the merges, in the order that Excel wants.
_BEFORE = ("sheetFormatPr", "cols")
_BEHIND = ("printOptions", "pageMargins", "pageSetup", "headerFooter")
_FITTED = '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
#: Where a sheet says nothing of its page, it is one A4 page wide.
_PLAIN = {"pageSetup": '<pageSetup paperSize="9" fitToHeight="0"/>'}
#: A header or footer that only counts pages.
_PAGES = re.compile(r"(?:&[LCRPN]|&\"[^\"]*\"|&\d+|[第页共\s,，/—-])*")
#: Cells that are merged into more are no part of a table.
_LARGEST_MERGE = 10_000
#: Kinds of values that a cell must show as the field has them.
RATES, NUMBERS = frozenset({"rate", "degree"}), frozenset({"amount", "points", "count", "year"})


@dataclass(frozen=True)
class Anew:
    """What is to stand on a sheet.

    ``area`` is what is kept of it, without the rows that are ``dropped``; ``says`` the texts by
    cell, ``kinds`` those of the fields in them, ``notes`` what hangs on cells. A row that stands
    for many looks as most of those that are ``alike``, and is as high as the lowest; ``heads`` are
    the rows that every page repeats. All places are those of the sheet as it was.
    """

    name: str
    area: Area
    says: Mapping[str, str]
    dropped: Collection[int] = ()
    notes: Mapping[str, str] = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=dict)
    alike: Mapping[int, Sequence[int]] = field(default_factory=dict)
    heads: tuple[int, int] | None = None

    def row(self, row: int) -> int | None:
        """Where a row comes to stand; None where it is left out."""
        if not self.area.top <= row <= self.area.bottom or row in self.dropped:
            return None
        return row - self.area.top + 1 - sum(gone < row for gone in self.dropped)

    def place(self, address: str) -> str:
        """Where a cell comes to stand; where it was, if its row is left out."""
        row, column = cell_place(address)
        return cell_name(self.row(row) or row, column)

    def merged(self, area: Area) -> Area | None:
        """What becomes of a merged area; None where nothing is left to be merged."""
        rows = [new for row in range(area.top, area.bottom + 1) if (new := self.row(row))]
        right = min(area.right, self.area.right)
        if not rows or area.left > right or (len(rows) == 1 and area.left == right):
            return None
        return Area(rows[0], area.left, rows[-1], right)


def sheet_anew(data: bytes, sheet: str, anew: Anew) -> bytes:
    """The bytes of a workbook with that one sheet. Raises KeyError where there is none."""
    parts = parts_of(Package.open(data))
    source = {one.name: one.part for one in sheets_of(parts)}[sheet]
    book = EditedBook(empty_book())
    add_looks(book, parts)
    xml = _Writer(xmltext.decode(parts[source]), anew, StyleList(book)).sheet()
    key = book.add(_SHEET, xml, _TYPE, book.workbook, "worksheet")
    book.put(book.workbook, _workbook(key, anew))
    add_notes(book, _SHEET, {anew.place(at): note for at, note in anew.notes.items()})
    return book.save()


def _workbook(key: str, anew: Anew) -> str:
    """The workbook part: the sheet, and the rows that each page repeats."""
    repeated = ""
    rows = [anew.row(row) for row in anew.heads or ()]
    if rows and None not in rows:
        name = anew.name.replace("'", "''")
        where = xmltext.escape(f"'{name}'!${rows[0]}:${rows[-1]}")
        repeated = (
            '<definedNames><definedName name="_xlnm.Print_Titles" localSheetId="0">'
            f"{where}</definedName></definedNames>"
        )
    return (
        f'{DECLARATION}<workbook xmlns="{MAIN}" xmlns:r="{_RELATIONS}"><sheets>'
        f'<sheet name={xmltext.quoted(anew.name)} sheetId="1" r:id="{key}"/></sheets>'
        f"{repeated}</workbook>"
    )


class _Writer:
    """Writes the worksheet part."""

    def __init__(self, source: str, anew: Anew, styles: StyleList) -> None:
        self._source = source
        self._anew = anew
        self._styles = styles
        reader = SheetReader(xmltext.encode(source))
        self._rows = {row.number: row for row in reader}
        self._merges = tuple(map(area_of, reader.merges))
        self._covered = {
            (row, column)
            for area in self._merges
            if area.size <= _LARGEST_MERGE
            for row in range(area.top, area.bottom + 1)
            for column in range(area.left, area.right + 1)
            if (row, column) != (area.top, area.left)
        }
        self._looks = {
            (row.number, cell.column): cell.style
            for row in self._rows.values()
            for cell in row.cells
        }

    def sheet(self) -> str:
        """All of it; new styles are kept."""
        rows = "".join(self._written())
        self._styles.save()
        merges = [new for area in self._merges if (new := self._anew.merged(area))]
        merged = "".join(f'<mergeCell ref="{area.name}"/>' for area in merges)
        page = dict(_page(xmltext.tokens(self._source)))
        fits = "pageSetup" not in page or "fitToPage" in self._source
        before = "".join(page.get(name, "") for name in _BEFORE)
        behind = "".join(page.get(name, _PLAIN.get(name, "")) for name in _BEHIND)
        return (
            f'{DECLARATION}<worksheet xmlns="{MAIN}">{_FITTED if fits else ""}{before}'
            f"<sheetData>{rows}</sheetData>"
            + (f'<mergeCells count="{len(merges)}">{merged}</mergeCells>' if merges else "")
            + f"{behind}</worksheet>"
        )

    def _written(self) -> Iterator[str]:
        """The rows that are kept, with those that are given a text and were not there."""
        texts: dict[int, dict[int, str]] = {}
        for address, text in self._anew.says.items():
            row, column = cell_place(address)
            if text:
                texts.setdefault(row, {})[column] = text
        for number in sorted({*self._rows, *texts}):
            if (new := self._anew.row(number)) is not None:
                yield self._row(number, new, texts.get(number, {}))

    def _row(self, number: int, new: int, texts: Mapping[int, str]) -> str:
        row = self._rows.get(number)
        look = "".join(_settings(row, self._as_high(number)))
        area = self._anew.area
        columns = {cell.column for cell in row.cells} if row else set()
        cells = "".join(
            _cell(f"{column_name(column)}{new}", self._style(number, column), texts.get(column))
            for column in sorted({*columns, *texts})
            if area.left <= column <= area.right
        )
        return f'<row r="{new}"{look}>{cells}</row>'

    def _as_high(self, number: int) -> RowXml | None:
        """The row whose height a row takes: the lowest of those that it stands for."""
        alike = self._anew.alike.get(number, (number,))
        rows = [row for one in alike if (row := self._rows.get(one)) is not None]
        return min(rows, key=lambda row: float(row.settings.get("ht", 0)), default=None)

    def _style(self, row: int, column: int) -> int:
        """How a cell looks: numbers in it are to be seen as its field has them."""
        alike = self._anew.alike.get(row, (row,))
        free = [one for one in alike if (one, column) not in self._covered] or [row]
        styles = Counter(self._looks.get((one, column), 0) for one in free)
        style = styles.most_common(1)[0][0]
        kind = self._anew.kinds.get(cell_name(row, column), "")
        if kind in RATES:
            return self._styles.for_rate(style)
        return self._styles.for_figure(style) if kind in NUMBERS else style


def _settings(row: RowXml | None, as_high: RowXml | None) -> Iterator[str]:
    """The look of a row, as high as another."""
    for name in _ROW_LOOK:
        source = as_high if name in ("ht", "customHeight") else row
        if source is not None and name in source.settings:
            yield f" {name}={xmltext.quoted(source.settings[name])}"


def _page(xml: list[str]) -> Iterator[tuple[str, str]]:
    """What of a sheet is its look, by name; without what leads to other parts."""
    for index, name in xmltext.starts(xml):
        if name in (*_BEFORE, *_BEHIND):
            inside = xml[index : xmltext.element_end(xml, index)]
            if name != "headerFooter":
                yield name, plain_markup(inside)
            elif footer := _counting(inside):
                yield name, footer


def _counting(xml: list[str]) -> str:
    """The header and footer, as far as they only count pages."""
    texts = (
        (name, xmltext.text_of(xml[start : xmltext.element_end(xml, start)]))
        for start, name in xmltext.starts(xml)
        if name in ("oddHeader", "oddFooter")
    )
    kept = [
        f"<{name}>{xmltext.escape(text)}</{name}>"
        for name, text in texts
        if text and _PAGES.fullmatch(text)
    ]
    return f"<headerFooter>{''.join(kept)}</headerFooter>" if kept else ""


def _cell(address: str, style: int, text: str | None) -> str:
    if not text:
        return f'<c r="{address}" s="{style}"/>'
    inside = f'<is><t xml:space="preserve">{xmltext.escape(text)}</t></is>'
    return f'<c r="{address}" s="{style}" t="inlineStr">{inside}</c>'
