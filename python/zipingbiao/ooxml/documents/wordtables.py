"""The tables of a Word document: where their cells stand, and which of them are one box."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, pairwise
from math import isclose
from typing import NamedTuple
from xml.etree.ElementTree import Element

from zipingbiao.ooxml.documents.blocks import COLUMN, Block, Box, Table
from zipingbiao.ooxml.documents.tree import NAMES, attribute, child, whole

#: Word has no more columns, and no page is wider (twips).
_MOST_COLUMNS, _WIDEST = 63 * 16, 100_000
#: The widths of a row's cells are believed where they come so near to the table's.
_NEAR = 0.05


class Row(NamedTuple):
    """What a row says of itself: columns left out before its cells; whether it was deleted."""

    before: int
    gone: bool


def row_of(element: Element) -> Row:
    """The properties of a row."""
    properties = child(element, "trPr")
    if properties is None:
        return Row(0, False)
    gone = child(properties, "del") is not None
    return Row(whole(child(properties, "gridBefore"), "val", 0, _MOST_COLUMNS), gone)


class Cell(NamedTuple):
    """A cell: how many columns it spans, its width if said, what stands in it.

    ``goes_on``: it belongs to the cell above it; ``across``: to the one on its left.
    """

    text: str
    inner: Sequence[Block]
    span: int = 1
    width: int = 0
    goes_on: bool = False
    begins: bool = False
    across: bool = False
    gone: bool = False
    origin: Element | None = None


def cell_of(
    properties: Element | None, text: str, inner: Sequence[Block], origin: Element | None = None
) -> Cell:
    """A cell by its properties. ``origin`` is the element that it is told to be read from."""
    span, width = 1, 0
    goes_on = begins = across = gone = False
    for one in () if properties is None else properties:
        name = NAMES[one.tag]
        if name == "tcW":
            if attribute(one, "type") in (None, "dxa"):
                width = whole(one, "w", 0, _WIDEST)
        elif name == "gridSpan":
            span = max(1, whole(one, "val", 1, _MOST_COLUMNS))
        elif name in ("vMerge", "vmerge"):
            begins = attribute(one, "val") == "restart"
            goes_on = not begins
        elif name in ("hMerge", "hmerge"):
            across = attribute(one, "val") != "restart"
        elif name == "cellDel":
            gone = True
    return Cell(text, inner, span, width, goes_on, begins, across, gone, origin)


class TableMaker:
    """Makes a table of its rows. ``grid`` is the element that says how wide its columns are.

    ``begun``: its cells say where a box of several rows begins, as they should.
    """

    def __init__(self, grid: Element | None, begun: bool = True) -> None:
        widths = [] if grid is None else [whole(one, "w", 0, _WIDEST) for one in grid]
        if not all(widths):
            widths = [int(COLUMN)] * len(widths)
        self._borders = [0.0, *accumulate(map(float, widths))]
        self._table = Table()
        #: How many texts stand where nobody sees them: in a cell that is part of another.
        self.hidden = 0
        self._begun = begun
        #: Left border → the box there that the next row may continue.
        self._open: dict[float, Box] = {}

    def add(self, row: Row, cells: Sequence[Cell]) -> None:
        """Add a row. A cell that continues the one above it is one box with it, its text too."""
        boxes: list[Box] = []
        still: dict[float, Box] = {}
        if any(cell.gone for cell in cells):
            cells = [cell for cell in cells if not cell.gone]
        for cell, (left, right) in zip(cells, self._places(row, cells), strict=True):
            above = self._above(left, right, cell) if cell.goes_on else None
            if cell.across and boxes:
                boxes[-1].right = right
            elif above is not None:
                above.down += 1
                still[left] = above
            else:
                first = cell.goes_on and not self._table.rows
                box = Box(left, right, cell.text, 1, cell.inner, first, cell.origin)
                boxes.append(box)
                if cell.goes_on or cell.begins:
                    still[left] = box
        self._open = still
        self._table.rows.append(boxes)

    def _above(self, left: float, right: float, cell: Cell) -> Box | None:
        """The box that a cell goes on; None where it begins one of its own.

        Where no cell of the table says that it begins one, another text does.
        """
        above = self._open.get(left)
        if above is None:
            last = self._table.rows[-1] if self._table.rows else ()
            same = (box for box in last if (box.left, box.right) == (left, right))
            return next(same, None) if not cell.text.strip() else None
        if cell.text.strip() in ("", above.text.strip()):
            return above
        if not self._begun:
            return None
        self.hidden += 1
        return above

    def made(self) -> Table:
        """The table."""
        return self._table

    def _places(self, row: Row, cells: Sequence[Cell]) -> list[tuple[float, float]]:
        """From where to where each cell reaches: by its columns, else by the widths it says."""
        borders = self._borders
        ends = list(accumulate([cell.span for cell in cells], initial=row.before))
        count = ends[-1]
        if count != len(borders) - 1 and not row.before:
            widths = [cell.width for cell in cells]
            total = borders[-1]
            if all(widths) and (not total or isclose(sum(widths), total, rel_tol=_NEAR)):
                return list(pairwise([0.0, *accumulate(map(float, widths))]))
        while len(borders) <= count:
            borders.append(borders[-1] + COLUMN)
        return list(pairwise([borders[at] for at in ends]))
