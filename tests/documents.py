"""Makes Word documents and web pages of tables for the tests: small, by hand, no library's.

A table is a grid of boxes as a person sees them (`Grid`); what is made of it may be made ugly.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape

from zipingbiao.ooxml.address import Area, area_of, cell_place
from zipingbiao.ooxml.grid import Sheet

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TYPES = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'wordprocessingml.document.main+xml"/></Types>'
)
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


@dataclass(frozen=True)
class Grid:
    """A table: how many rows and columns, its texts and merged areas by place from 1."""

    rows: int
    columns: int
    texts: Mapping[tuple[int, int], str]
    areas: Mapping[tuple[int, int], Area] = field(default_factory=dict)

    def box(self, row: int, column: int) -> Area:
        """The box that begins there."""
        return self.areas.get((row, column)) or Area(row, column, row, column)

    def covered(self) -> dict[tuple[int, int], Area]:
        """The places that a merged area covers."""
        return {
            (row, column): area
            for area in self.areas.values()
            for row in range(area.top, area.bottom + 1)
            for column in range(area.left, area.right + 1)
        }


def grid_of(sheet: Sheet) -> Grid:
    """What stands on a sheet, as a person sees it."""
    shown = {cell_place(address): sheet.shown(address) for address in sheet.addresses}
    merged = list(map(area_of, sheet.merges))
    areas = {(area.top, area.left): area for area in merged}
    places = [*shown, *((area.bottom, area.right) for area in merged)]
    rows = max(row for row, _ in places)
    columns = max(column for _, column in places)
    return Grid(rows, columns, {place: text for place, text in shown.items() if text}, areas)


def part_of(grid: Grid, first: int, last: int) -> Grid:
    """Some rows of a grid; boxes that reach out of them are cut."""
    texts = {(r - first + 1, c): text for (r, c), text in grid.texts.items() if first <= r <= last}
    areas = {}
    for area in grid.areas.values():
        top, bottom = max(area.top, first), min(area.bottom, last)
        if top <= bottom:
            cut = Area(top - first + 1, area.left, bottom - first + 1, area.right)
            areas[cut.top, cut.left] = cut
    return Grid(last - first + 1, grid.columns, texts, areas)


# Word


def paragraph(text: str) -> str:
    """A paragraph; line feeds become breaks."""
    runs = "<w:br/>".join(f"<w:t xml:space='preserve'>{escape(t)}</w:t>" for t in text.split("\n"))
    return f"<w:p><w:r>{runs}</w:r></w:p>"


def word_cell(properties: str, content: str) -> str:
    """A cell of a table."""
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content}</w:tc>"


def word_table(
    grid: Grid,
    *,
    widths: Sequence[int] = (),
    say: Callable[[str], str] = paragraph,
    continued: bool = False,
) -> str:
    """A table. ``say`` makes the content of a cell of its text.

    ``continued``: tall boxes without text in the first row go on those of a table above.
    """
    widths = widths or [1200] * grid.columns
    columns = "".join(f"<w:gridCol w:w='{width}'/>" for width in widths)
    rows = "".join(
        f"<w:tr>{''.join(_word_cells(grid, row, say, continued))}</w:tr>"
        for row in range(1, grid.rows + 1)
    )
    return f"<w:tbl><w:tblPr/><w:tblGrid>{columns}</w:tblGrid>{rows}</w:tbl>"


def _word_cells(grid: Grid, row: int, say: Callable[[str], str], continued: bool) -> Iterable[str]:
    covered = grid.covered()
    column = 1
    while column <= grid.columns:
        area = covered.get((row, column), Area(row, column, row, column))
        span = f"<w:gridSpan w:val='{area.right - area.left + 1}'/>"
        begins = area.top == row
        text = grid.texts.get((row, column), "") if begins else ""
        goes_on = not begins or (continued and row == 1 and not text)
        merge = "<w:vMerge/>" if goes_on else "<w:vMerge w:val='restart'/>"
        yield word_cell(span + (merge if area.bottom > area.top else ""), say(text))
        column = area.right + 1


def docx(body: str, parts: Mapping[str, str | bytes] = {}, head: str = "") -> bytes:
    """A document with a body, and further parts."""
    relations = "".join(
        f'<Relationship Id="r{number}" Type="{_RELATION}/{kind}" Target="{kind}.xml"/>'
        for number, kind in enumerate(("footnotes", "numbering", "styles"))
        if f"word/{kind}.xml" in parts
    )
    every: dict[str, str | bytes] = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="r1" '
        f'Type="{_RELATION}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/document.xml": f"<?xml version='1.0' encoding='UTF-8'?>{head}"
        f"<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>",
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{_PACKAGE}">{relations}'
        "</Relationships>",
        **parts,
    }
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in every.items():
            archive.writestr(name, content)
    return target.getvalue()


NAMESPACES = (
    f"xmlns:w='{_W}' "
    "xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006' "
    "xmlns:wps='http://schemas.microsoft.com/office/word/2010/wordprocessingShape' "
    "xmlns:wp='http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing' "
    "xmlns:v='urn:schemas-microsoft-com:vml'"
)


def whole_docx(sheets: Iterable[Sheet]) -> bytes:
    """A document with the tables of some sheets, in their order."""
    return docx("<w:p/>".join(word_table(grid_of(sheet)) for sheet in sheets) + "<w:p/><w:sectPr/>")


# Web pages


def html_table(grid: Grid, say: Callable[[str], str] | None = None) -> str:
    """A table of a web page."""
    covered = grid.covered()
    say = say or (lambda text: escape(text).replace("\n", "<br>"))
    rows = []
    for row in range(1, grid.rows + 1):
        cells = []
        for column in range(1, grid.columns + 1):
            area = covered.get((row, column), Area(row, column, row, column))
            if (area.top, area.left) == (row, column):
                across, down = area.right - area.left + 1, area.bottom - area.top + 1
                text = say(grid.texts.get((row, column), ""))
                cells.append(f"<td colspan={across} rowspan={down}>{text}</td>")
        rows.append(f"<tr>{''.join(cells)}</tr>")
    return f"<table>{''.join(rows)}</table>"


def page(body: str, charset: str = "utf-8") -> bytes:
    """A web page in an encoding."""
    head = f"<meta http-equiv='Content-Type' content='text/html; charset={charset}'>"
    return f"<html><head>{head}</head><body>{body}</body></html>".encode(
        charset, "xmlcharrefreplace"
    )


def whole_page(sheets: Iterable[Sheet]) -> bytes:
    """A web page with the tables of some sheets, in their order."""
    return page("<p></p>".join(html_table(grid_of(sheet)) for sheet in sheets))
