"""The body of a form as Word has it: its lines as paragraphs, its rows as tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from zipingbiao.export.markup import SIDES, font, runs, thin_paragraph, twips
from zipingbiao.export.page import Box, Edges, Page, half_points
from zipingbiao.export.setting import MARGIN, STACKED, indent, letters_of, line_height, lines_of
from zipingbiao.export.strips import Grid, Line, strips_of

#: How a workbook calls a line, and how Word does: its kind, its width in eighths of a point.
_LINES = {
    "hair": ("dotted", 2),
    "dotted": ("dotted", 4),
    "thin": ("single", 4),
    "dashed": ("dashed", 4),
    "dashDot": ("dotDash", 4),
    "dashDotDot": ("dotDotDash", 4),
    "slantDashDot": ("dotDash", 8),
    "medium": ("single", 12),
    "mediumDashed": ("dashed", 12),
    "mediumDashDot": ("dotDash", 12),
    "mediumDashDotDot": ("dotDotDash", 12),
    "thick": ("single", 18),
    "double": ("double", 4),
}
_VERTICAL = {"top": "top", "center": "center", "bottom": "bottom"}
#: Degrees up to here turn a text to the left, those above to the right.
_QUARTER = 90


def body_of(page: Page, mark: str) -> str:
    """The paragraphs and tables of a page. ``mark`` stands at the beginning of the first one."""
    strips = strips_of(page)
    made: list[str] = []
    if not isinstance(strips[0], Line) and mark:
        made.append(thin_paragraph().replace("</w:pPr>", f"</w:pPr>{mark}", 1))
        mark = ""
    for number, strip in enumerate(strips):
        if isinstance(strip, Line):
            made.append(_paragraph(strip.box, page, mark))
            mark = ""
            continue
        if number and isinstance(strips[number - 1], Grid):
            made.append(thin_paragraph(keep=True))
        made.append(_table(strip, page))
    return "".join(made)


def _paragraph(box: Box, page: Page, mark: str) -> str:
    """A line of text, as high as its row is."""
    size = letters_of(box, page)
    high = page.height_of(box.area)
    line = line_height(size) if box.text else min(high, line_height(size))
    spare = twips(max(0.0, high - line * lines_of(box, page, size)))
    before = {"top": 0, "bottom": spare}.get(box.look.vertical, spare // 2)
    spacing = (
        f'<w:spacing w:before="{before}" w:after="{spare - before}" w:line="{twips(line)}" '
        'w:lineRule="exact"/>'
    )
    look = font(box.look.font, size)
    beside = max(0.0, page.paper.room[0] - sum(page.widths)) / 2
    placed = _side(box, beside)
    return f"<w:p><w:pPr>{spacing}{placed}{look}</w:pPr>{mark}{_text(box, size)}</w:p>"


def _text(box: Box, size: float) -> str:
    """The runs of a box whose letters are of a size; those of its pieces are in proportion."""
    share = size / box.look.font.size
    return "".join(
        runs(one.text, font(one.font, half_points(one.font.size * share))) for one in box.pieces
    ) or runs(box.text, font(box.look.font, size))


def _side(box: Box, beside: float = 0.0) -> str:
    """Where a text stands in its lines, and how far it is moved.

    ``beside``: points left free on both sides, as the tables leave them.
    """
    usual = "right" if box.is_number else "left"
    side = SIDES.get(box.look.horizontal, usual)
    moved = {one: beside + (indent(box) if one == side else 0.0) for one in ("left", "right")}
    said = "".join(f' w:{one}="{twips(points)}"' for one, points in moved.items() if points)
    return f'{f"<w:ind{said}/>" if said else ""}<w:jc w:val="{side}"/>'


def _table(grid: Grid, page: Page) -> str:
    widths = [twips(width) for width in page.widths]
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    margin = twips(MARGIN)
    cells = _cells(grid)
    rows = "".join(
        _row(number, cells[number], grid, page) for number in range(grid.top, grid.bottom + 1)
    )
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        '<w:tblLayout w:type="fixed"/><w:tblCellMar>'
        f'<w:left w:w="{margin}" w:type="dxa"/><w:right w:w="{margin}" w:type="dxa"/>'
        f"</w:tblCellMar></w:tblPr><w:tblGrid>{columns}</w:tblGrid>{rows}</w:tbl>"
    )


@dataclass(frozen=True, slots=True)
class _Cell:
    """The part of a box that stands in one row."""

    box: Box
    row: int

    @property
    def begins(self) -> bool:
        return self.row == self.box.area.top

    @property
    def ends(self) -> bool:
        return self.row == self.box.area.bottom


def _cells(grid: Grid) -> dict[int, list[_Cell]]:
    """The cells of each row, from left to right."""
    rows: dict[int, list[_Cell]] = {n: [] for n in range(grid.top, grid.bottom + 1)}
    for box in grid.boxes:
        for row in range(box.area.top, min(box.area.bottom, grid.bottom) + 1):
            rows[row].append(_Cell(box, row))
    for cells in rows.values():
        cells.sort(key=lambda cell: cell.box.area.left)
    return rows


def _row(number: int, cells: Sequence[_Cell], grid: Grid, page: Page) -> str:
    high = twips(page.heights[number - 1])
    head = "<w:tblHeader/>" if number < grid.top + grid.heads else ""
    keep = grid.joined and number == grid.bottom
    inside = "".join(_cell(cell, page, keep) for cell in cells)
    return (
        f'<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val="{high}" w:hRule="atLeast"/>{head}'
        f"</w:trPr>{inside}</w:tr>"
    )


def _cell(cell: _Cell, page: Page, keep: bool) -> str:
    properties = "".join(_properties(cell, page))
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{_said(cell, page, keep)}</w:tc>"


def _properties(cell: _Cell, page: Page) -> Iterator[str]:
    """The properties of a cell, in the order that Word wants."""
    box = cell.box
    yield f'<w:tcW w:w="{twips(page.width_of(box.area))}" w:type="dxa"/>'
    if box.columns > 1:
        yield f'<w:gridSpan w:val="{box.columns}"/>'
    if box.rows > 1:
        yield '<w:vMerge w:val="restart"/>' if cell.begins else "<w:vMerge/>"
    edges = box.look.edges
    yield _borders(
        Edges(
            edges.left,
            edges.right,
            edges.top if cell.begins else "",
            edges.bottom if cell.ends else "",
        )
    )
    if box.look.fill:
        yield f'<w:shd w:val="clear" w:color="auto" w:fill="{box.look.fill}"/>'
    if direction := _direction(box.look.rotation):
        yield f'<w:textDirection w:val="{direction}"/>'
    yield f'<w:vAlign w:val="{_VERTICAL.get(box.look.vertical, "center")}"/>'


def _borders(edges: Edges) -> str:
    sides = (
        ("top", edges.top),
        ("left", edges.left),
        ("bottom", edges.bottom),
        ("right", edges.right),
    )
    drawn = "".join(_border(side, kind) for side, kind in sides if kind)
    return f"<w:tcBorders>{drawn}</w:tcBorders>" if drawn else ""


def _border(side: str, kind: str) -> str:
    name, size = _LINES.get(kind, _LINES["thin"])
    return f'<w:{side} w:val="{name}" w:sz="{size}" w:space="0" w:color="000000"/>'


def _direction(rotation: int) -> str:
    """How a text is turned: letters below each other, or the whole line."""
    if rotation == STACKED:
        return "tbRlV"
    if not rotation:
        return ""
    return "btLr" if rotation <= _QUARTER else "tbRl"


def _said(cell: _Cell, page: Page, keep: bool) -> str:
    """The paragraph of a cell."""
    box = cell.box
    size = letters_of(box, page)
    look = font(box.look.font, size)
    text = _text(box, size) if cell.begins else ""
    spacing = (
        f'<w:spacing w:before="0" w:after="0" w:line="{twips(line_height(size))}" '
        'w:lineRule="exact"/>'
    )
    next_ = "<w:keepNext/>" if keep else ""
    return f"<w:p><w:pPr>{next_}{spacing}{_side(box)}{look}</w:pPr>{text}</w:p>"
