"""A page of a PDF as blocks: its ruled tables, and the lines of text around them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import isclose
from typing import NamedTuple

from zipingbiao.ooxml.documents.blocks import Box, Line, Table
from zipingbiao.ooxml.documents.pdftext import (
    Glyph,
    joined,
    lines_of,
    printed,
    said,
    text_in,
    was_ended,
)
from zipingbiao.ooxml.documents.ruling import Field

#: Twips of a point.
_TWIPS = 20.0
#: So many letters beyond its table stands what belongs to a box that the page cut off.
_CUT = 8.0
#: Parts of a line this many letters apart are told apart.
_APART = 2.0
#: Points: letters of a title are as high; letters of one paragraph differ less than this part.
_TITLE, _ALIKE = 11.5, 0.05
#: What stands alone above or below a page and only counts it.
_COUNTING = re.compile(r"(?=.*\d)[\d\s第共页/／\-—–―~·.]{1,24}")


class Placed(NamedTuple):
    """A block, and how far below the page's top it begins."""

    top: float
    block: Line | Table


def page_blocks(glyphs: Sequence[Glyph], tables: Sequence[Sequence[Field]]) -> list[Line | Table]:
    """The blocks of a page from above; ``tables`` are the boxes of each."""
    grids = [_Grid(cells) for cells in tables if cells]
    outside = [one for one in glyphs if not any(grid.take(one) for grid in grids)]
    outside = [
        one for one in _without_number(outside) if not any(grid.take_cut(one) for grid in grids)
    ]
    placed = [Placed(grid.top, grid.made()) for grid in grids]
    placed += _lines(outside, grids)
    placed.sort(key=lambda one: one.top)
    return [one.block for one in placed]


class _Grid:
    """A table by its boxes: glyphs are given to it, then it is made."""

    def __init__(self, cells: Sequence[Field]) -> None:
        self._cells = sorted(cells, key=lambda cell: (cell.top, cell.left))
        self._borders = sorted({edge for cell in cells for edge in (cell.top, cell.bottom)})
        self._rows: list[list[int]] = [[] for _ in self._borders]
        for number, cell in enumerate(self._cells):
            for row in range(self._row(cell.top), self._row(cell.bottom)):
                self._rows[row].append(number)
        # Where no box of an edge has a line there, the table is drawn so; none was cut off.
        above = [one.open_above for one in cells if one.top == self._borders[0]]
        below = [one.open_below for one in cells if one.bottom == self._borders[-1]]
        self._cut_above, self._cut_below = not all(above), not all(below)
        self._held: list[list[Glyph]] = [[] for _ in self._cells]
        self.top = self._borders[0]
        self.left = min(cell.left for cell in cells)
        self.right = max(cell.right for cell in cells)

    def _row(self, edge: float) -> int:
        return bisect_right(self._borders, edge) - 1

    def take(self, glyph: Glyph) -> bool:
        """Whether a glyph stands in one of its boxes, which then holds it."""
        across, down = glyph.middle
        row = bisect_right(self._borders, down) - 1
        if row < 0:
            return False
        for number in self._rows[row]:
            if self._cells[number].left <= across <= self._cells[number].right:
                self._held[number].append(glyph)
                return True
        return False

    def take_cut(self, glyph: Glyph) -> bool:
        """Whether a glyph belongs to a box that is open where the glyph stands beside it."""
        across, down = glyph.middle
        far = _CUT * glyph.height
        for number, cell in enumerate(self._cells):
            above = cell.open_above and self._cut_above and cell.top - far <= down <= cell.top
            below = cell.open_below and self._cut_below and 0 <= down - cell.bottom <= far
            if cell.left <= across <= cell.right and (above or below):
                self._held[number].append(glyph)
                return True
        return False

    def made(self) -> Table:
        """The table with its texts."""
        table = Table([[] for _ in self._borders[:-1]])
        for cell, held in zip(self._cells, self._held, strict=True):
            row = self._row(cell.top)
            down = self._row(cell.bottom) - row
            text = text_in(held, cell.left, cell.top, cell.right, cell.bottom)
            box = Box(cell.left * _TWIPS, cell.right * _TWIPS, text, down)
            box.goes_on = cell.open_above and self._cut_above
            box.origin = printed(held, cell.right - cell.left, cell.bottom)
            table.rows[row].append(box)
        for boxes in table.rows:
            boxes.sort(key=lambda box: box.left)
        return table


def _lines(glyphs: Sequence[Glyph], grids: Sequence[_Grid]) -> Iterator[Placed]:
    """The text outside tables, paragraph by paragraph; one ends where a table begins."""
    lines = lines_of([one for one in glyphs if not one.turn])
    right = max([*(one.right for one in glyphs), *(one.right for one in grids)], default=0.0)
    left = min([*(one.left for one in glyphs), *(one.left for one in grids)], default=0.0)
    tops = [grid.top for grid in grids]
    waiting: list[list[Glyph]] = []
    for line in lines:
        above = waiting[0][0].top if waiting else line[0].top
        if waiting and any(above < top <= line[0].top for top in tops):
            yield from _paragraphs(waiting, right - left)
            waiting = []
        waiting.append(line)
    yield from _paragraphs(waiting, right - left)
    for turned in (1, -1):
        some = [one for one in glyphs if one.turn == turned]
        if some:
            text = text_in(some, left, min(one.top for one in some), right, some[0].bottom)
            yield Placed(min(one.top for one in some), Line(text))


def _paragraphs(lines: Sequence[list[Glyph]], width: float) -> Iterator[Placed]:
    """Lines as paragraphs: what goes on in the next line is one, and so are lines of a title."""
    waiting: list[list[Glyph]] = []
    for line in lines:
        if waiting and not _goes_on(waiting[-1], line, width):
            yield Placed(waiting[0][0].top, Line(_said(waiting, width)))
            waiting = []
        waiting.append(line)
    if waiting:
        yield Placed(waiting[0][0].top, Line(_said(waiting, width)))


def _said(lines: Sequence[list[Glyph]], width: float) -> str:
    if len(lines) > 1:
        return joined(lines, width)
    return "　　".join(said(part).strip() for part in _parts(lines[0]))


def _goes_on(line: Sequence[Glyph], following: Sequence[Glyph], width: float) -> bool:
    """Whether a line belongs to the one above it."""
    if len(_parts(line)) > 1 or len(_parts(following)) > 1:
        return False
    height = line[0].height
    near = following[0].top - line[0].bottom < height
    alike = isclose(following[0].height, height, rel_tol=_ALIKE)
    if not near or not alike:
        return False
    if all(_is_title(one) for one in (line, following)):
        return isclose(_center(line), _center(following), abs_tol=height)
    indented = following[0].left - line[0].left > height
    return not indented and not was_ended(line, following, width)


def _is_title(line: Sequence[Glyph]) -> bool:
    """Whether a line is as large as titles are."""
    return line[0].height >= _TITLE


def _center(line: Sequence[Glyph]) -> float:
    return (line[0].left + line[-1].right) / 2


def _parts(line: Sequence[Glyph]) -> list[list[Glyph]]:
    """A line cut where it leaves room for letters."""
    parts = [[line[0]]]
    for one, other in pairwise([glyph for glyph in line if glyph.text.strip()] or line):
        if other.left - one.right > _APART * one.height:
            parts.append([])
        parts[-1].append(other)
    return parts


def _without_number(glyphs: Sequence[Glyph]) -> list[Glyph]:
    """What stands outside tables, without the number of the page at its top or its foot."""
    lines = lines_of([one for one in glyphs if not one.turn])
    gone: set[Glyph] = set()
    for line in (*lines[:1], *lines[-1:]):
        if _COUNTING.fullmatch(said(line).strip()):
            gone.update(line)
    return [one for one in glyphs if one not in gone]
