"""A page cut into what a document has: lines of text, tables, and the rows repeated on each page.

A row with one text across it and no lines around is a paragraph: the title, the year, the notes.
All other rows are tables. Word repeats rows only from the top of a table, so the rows that a form
repeats begin a table of their own; a box that reaches out of them is cut there, without a line.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from zipingbiao.export.page import Box, Page


@dataclass(frozen=True, slots=True)
class Line:
    """A row with one text across it."""

    box: Box


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows that make a table: their boxes, from the row ``top`` to ``bottom``.

    The first ``heads`` of them are repeated on each page. ``joined``: it goes on in the next table.
    """

    top: int
    bottom: int
    boxes: tuple[Box, ...]
    heads: int = 0
    joined: bool = False


Strip = Line | Grid


def strips_of(page: Page) -> list[Strip]:
    """The lines and tables of a page, from top to bottom."""
    page = replace(page, boxes=tuple(_with_heads_apart(page)))
    last = len(page.heights)
    begin: dict[int, list[Box]] = {}
    for box in page.boxes:
        begin.setdefault(box.area.top, []).append(box)
    strips: list[Strip] = []
    row = 1
    while row <= last:
        if _is_line(begin.get(row, []), len(page.widths)):
            strips.append(Line(begin[row][0]))
            row += 1
            continue
        top = row
        while row <= last and not _is_line(begin.get(row, []), len(page.widths)):
            row += 1
        boxes = [box for number in range(top, row) for box in begin.get(number, ())]
        strips += _tables(top, row - 1, boxes, page)
    return strips


def _is_line(boxes: Sequence[Box], columns: int) -> bool:
    """Whether a row is a paragraph."""
    if len(boxes) != 1 or boxes[0].rows > 1 or boxes[0].columns < columns:
        return False
    return not boxes[0].look.edges and not boxes[0].look.fill


def _tables(top: int, bottom: int, boxes: Sequence[Box], page: Page) -> Iterator[Grid]:
    """The table of some rows; two where rows within it are repeated."""
    heads = page.heads
    if heads is None or not top <= heads.first <= heads.last < bottom:
        yield Grid(top, bottom, tuple(boxes))
        return
    count = heads.last - heads.first + 1
    if heads.first > top:
        above = (box for box in boxes if box.area.top < heads.first)
        last = heads.first - 1
        upper = (box.with_edges(bottom="") if box.area.bottom == last else box for box in above)
        yield Grid(top, last, tuple(upper), joined=True)
    below = [box for box in boxes if box.area.top >= heads.first]
    yield Grid(heads.first, bottom, tuple(below), count)


def _with_heads_apart(page: Page) -> Iterator[Box]:
    """The boxes, those cut that reach out of the repeated rows."""
    heads = page.heads
    for box in page.boxes:
        begins = (heads.first, heads.last + 1) if heads else ()
        cuts = [row for row in begins if box.area.top < row <= box.area.bottom]
        if cuts:
            yield from _pieces(box, [box.area.top, *cuts, box.area.bottom + 1], page)
        else:
            yield box


def _pieces(box: Box, rows: Sequence[int], page: Page) -> Iterator[Box]:
    """A box cut at some rows: its text stands in the highest piece, no line between them."""
    areas = [box.area._replace(top=top, bottom=below - 1) for top, below in pairwise(rows)]
    highest = max(areas, key=page.height_of)
    for area in areas:
        text = box.text if area == highest else ""
        piece = replace(box, area=area, text=text)
        if area.top > box.area.top:
            piece = piece.with_edges(top="")
        yield piece if area.bottom == box.area.bottom else piece.with_edges(bottom="")
