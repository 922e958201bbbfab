"""A further sheet at the end of a workbook: a titled table with links into the other sheets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from zipingbiao.ooxml import xmltext
from zipingbiao.ooxml.address import cell_name, column_name
from zipingbiao.ooxml.editor.book import EditedBook
from zipingbiao.ooxml.editor.parts import element, root_of, with_last_child
from zipingbiao.ooxml.editor.styles import StyleList
from zipingbiao.ooxml.package import deflate, pack
from zipingbiao.ooxml.relations import CONTENT_TYPES

_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_BOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
_TYPES = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_BOOK}"/></Types>'
)
_ROOT = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}" Target="xl/workbook.xml"/></Relationships>'
)
_EMPTY = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheets/>'
    "</workbook>"
)
_SIDES = "".join(
    f'<{side} style="thin"><color rgb="FFBFBFBF"/></{side}>'
    for side in ("left", "right", "top", "bottom")
)
_LINED, _BARE = f"<border>{_SIDES}<diagonal/></border>", "<border/>"
_HEAD_FILL = "D9E1F2"
_HEAD_ROW = 3
#: Excel allows no row higher than this, in points.
_MOST_HEIGHT = 405


class Column(NamedTuple):
    """A column of the table: its head, its width in characters, whether it is centred.

    ``numeric``: what stands in it are whole numbers, and is written as such.
    """

    head: str
    width: float
    centred: bool = False
    numeric: bool = False


class Line(NamedTuple):
    """A row of the table: its texts, a colour for one of them, a place that one links to."""

    texts: Sequence[str]
    coloured: tuple[int, str] | None = None
    link: tuple[int, str] | None = None


class Table(NamedTuple):
    """A sheet: its name, its title, a line below it, its columns and rows."""

    name: str
    title: str
    subtitle: str
    columns: Sequence[Column]
    lines: Sequence[Line]


def empty_book() -> bytes:
    """A workbook without a sheet, to which one is added."""
    parts = ((CONTENT_TYPES, _TYPES), ("_rels/.rels", _ROOT), ("xl/workbook.xml", _EMPTY))
    return pack([deflate(name, xml.encode()) for name, xml in parts])


def add_table(book: EditedBook, styles: StyleList, table: Table) -> str:
    """Put a table behind the workbook's sheets; returns the name of its sheet.

    The name gets a number where the workbook has such a sheet already.
    """
    name = _free_name(book, table.name)
    folder = book.workbook.rpartition("/")[0]
    part = book.new_name(f"{folder}/worksheets/sheet".lstrip("/"), ".xml")
    xml = _Writer(styles, table).sheet(book.namespace)
    key = book.add(part, xml, _SHEET, book.workbook, "worksheet")
    _list_sheet(book, name, key)
    return name


def _free_name(book: EditedBook, wanted: str) -> str:
    taken = {name.casefold() for name in book.sheets}
    name, number = wanted, 1
    while name.casefold() in taken:
        number += 1
        name = f"{wanted}（{number}）"
    return name


def _list_sheet(book: EditedBook, name: str, key: str) -> None:
    xml = book.tokens(book.workbook)
    prefix = xmltext.prefix_of(xml[root_of(xml)])
    listed = [xml[index] for index, found in xmltext.starts(xml) if found == "sheet"]
    number = 1 + max((xmltext.whole(tag, "sheetId") for tag in listed), default=0)
    attributes = {"xmlns:r": book.relations, "name": name, "sheetId": str(number)}
    made = element(f"{prefix}sheet", {**attributes, "r:id": key})
    start = xmltext.find(xml, "sheets")
    if start is None:
        raise xmltext.damaged(book.workbook)
    book.put(book.workbook, with_last_child(xml, start, made))


class _Writer:
    """Writes a table as the XML of a sheet."""

    def __init__(self, styles: StyleList, table: Table) -> None:
        self._table = table
        self._styles = styles
        self._title = styles.made(_font(16, bold=True), None, _BARE, _aligned("left"))
        self._subtitle = styles.made(_font(10, "FF595959"), None, _BARE, _aligned("left"))
        self._head = styles.made(_font(10, bold=True), _HEAD_FILL, _LINED, _aligned("center"))

    def _body(self, centred: bool, colour: str | None, linked: bool) -> int:
        font = _font(10, "FF0563C1", underlined=True) if linked else _font(10)
        return self._styles.made(
            font, colour, _LINED, _aligned("center" if centred else "left", wraps=True)
        )

    def sheet(self, namespace: str) -> str:
        """The whole part."""
        table = self._table
        last = column_name(len(table.columns))
        rows = [
            _row(1, [_text("A1", table.title, self._title)], 26),
            _row(2, [_text("A2", table.subtitle, self._subtitle)], 18),
            _row(_HEAD_ROW, self._heads(), 20),
            *(self._line(_HEAD_ROW + n, line) for n, line in enumerate(table.lines, 1)),
        ]
        widths = "".join(
            f'<col min="{n}" max="{n}" width="{one.width}" customWidth="1"/>'
            for n, one in enumerate(table.columns, 1)
        )
        end = _HEAD_ROW + len(table.lines)
        return (
            '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
            f'<worksheet xmlns="{namespace}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
            f'<dimension ref="A1:{last}{end}"/><sheetViews><sheetView workbookViewId="0" '
            f'showGridLines="0"><pane ySplit="{_HEAD_ROW}" topLeftCell="A{_HEAD_ROW + 1}" '
            'activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
            f'<sheetFormatPr defaultRowHeight="15"/><cols>{widths}</cols>'
            f"<sheetData>{''.join(rows)}</sheetData>"
            f'<autoFilter ref="A{_HEAD_ROW}:{last}{end}"/>{self._links()}'
            '<pageMargins left="0.4" right="0.4" top="0.5" bottom="0.5" header="0.3" '
            'footer="0.3"/><pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/>'
            "</worksheet>"
        )

    def _heads(self) -> list[str]:
        return [
            _text(cell_name(_HEAD_ROW, n), one.head, self._head)
            for n, one in enumerate(self._table.columns, 1)
        ]

    def _line(self, number: int, line: Line) -> str:
        cells = []
        for n, (text, column) in enumerate(zip(line.texts, self._table.columns, strict=True)):
            colour = line.coloured[1] if line.coloured and line.coloured[0] == n else None
            linked = line.link is not None and line.link[0] == n
            style = self._body(column.centred, colour, linked)
            put = _number if column.numeric and text else _text
            cells.append(put(cell_name(number, n + 1), text, style))
        return _row(number, cells, min(15 * self._height(line), _MOST_HEIGHT))

    def _height(self, line: Line) -> int:
        """How many lines the longest text of a row takes in its column."""
        return max(
            sum(1 + int(_width(part) // column.width) for part in text.split("\n"))
            for text, column in zip(line.texts, self._table.columns, strict=True)
        )

    def _links(self) -> str:
        made = "".join(
            element("hyperlink", {"ref": cell_name(_HEAD_ROW + n, line.link[0] + 1),
                                  "location": line.link[1]})
            for n, line in enumerate(self._table.lines, 1)
            if line.link is not None
        )  # fmt: skip
        return f"<hyperlinks>{made}</hyperlinks>" if made else ""


def _font(size: int, colour: str = "FF000000", bold: bool = False, underlined: bool = False) -> str:
    marks = ("<b/>" if bold else "") + ("<u/>" if underlined else "")
    return f'<font>{marks}<sz val="{size}"/><color rgb="{colour}"/><name val="宋体"/></font>'


def _aligned(side: str, wraps: bool = False) -> str:
    wrapping = ' wrapText="1"' if wraps else ""
    return f'<alignment horizontal="{side}" vertical="center"{wrapping}/>'


def _row(number: int, cells: Sequence[str], height: float) -> str:
    return f'<row r="{number}" ht="{height}" customHeight="1">{"".join(cells)}</row>'


def _text(address: str, text: str, style: int) -> str:
    shown = xmltext.escape(xmltext.legible(text))
    return (
        f'<c r="{address}" s="{style}" t="inlineStr"><is>'
        f'<t xml:space="preserve">{shown}</t></is></c>'
    )


def _number(address: str, digits: str, style: int) -> str:
    return f'<c r="{address}" s="{style}"><v>{int(digits)}</v></c>'


def _width(text: str) -> int:
    return sum(1 if sign.isascii() else 2 for sign in text)
