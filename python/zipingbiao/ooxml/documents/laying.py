"""Lay the blocks of a document on one sheet.

Tables stand below each other as the document has them, lines of text as rows between. Columns are
told by where they stand, so that rows whose borders were drawn by hand a little apart have the
same columns, and so do the parts of a table that a page break cut in two.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from zipingbiao.ooxml.address import Area, cell_name
from zipingbiao.ooxml.documents.blocks import PICTURE_SIGN, Block, Box, Line, Table, lines_of
from zipingbiao.ooxml.documents.columns import Columns, fits, spans_of
from zipingbiao.ooxml.documents.continuing import without_marks
from zipingbiao.ooxml.documents.listed import without_list
from zipingbiao.ooxml.foreign.cells import SheetMaker, Tally
from zipingbiao.ooxml.grid import Notice, PlainCell, PlainSheet
from zipingbiao.values.text import seen

#: What the sheet is called that a document becomes.
SHEET = "正文"
#: A table in a box is as wide as the box where it is at least so much of it.
_FILLS = 0.75


class Laid(NamedTuple):
    """A sheet, and what the box at each row and column was read from."""

    sheet: PlainSheet
    from_what: Mapping[tuple[int, int], object]

    @property
    def origins(self) -> Mapping[str, object]:
        """What the box at an address was read from, where that is known."""
        return {cell_name(*spot): one for spot, one in self.from_what.items() if one is not None}


def laid_out(
    blocks: Sequence[Block],
    tally: Tally,
    name: str = SHEET,
    notices: Sequence[Notice] = (),
) -> Laid:
    """A document as a sheet; a list of findings that we wrote into it is none of it.

    Raises UnreadableFile ZPB907 over a limit.
    """
    layer = _Layer(SheetMaker(name, False, tally))
    for group in _groups(without_marks(list(_flat(without_list(blocks))))):
        layer.put(group)
    return Laid(layer.made(notices), layer.origins)


# Tables within tables


def _flat(blocks: Iterable[Block]) -> Iterator[Block]:
    """Blocks without tables that are only frames: what such a one holds stands in its place."""
    for block in blocks:
        if isinstance(block, Line) or not any(box.inner for row in block.rows for box in row):
            yield block
            continue
        yield from _unframed(block)


def _unframed(table: Table) -> Iterator[Block]:
    rows: list[list[Box]] = []
    reach = 0
    for index, row in enumerate(table.rows):
        filled = [box for box in row if not box.is_blank]
        alone = len(filled) == 1 and filled[0].inner and index >= reach
        if not alone or filled[0].down > 1:
            rows.append(row)
            reach = max([reach, *(index + box.down for box in row)])
            continue
        yield from _expanded(rows)
        rows = []
        yield from _flat(_spread(filled[0]))
    yield from _expanded(rows)


def _spread(box: Box) -> Iterator[Block]:
    """What a frame holds; its tables are as wide as it is where they nearly are."""
    for block in box.inner:
        if isinstance(block, Table):
            left, right = block.extent
            if _FILLS <= (right - left) / ((box.right - box.left) or 1.0) <= 1.0:
                _scale(block, box)
        yield block


def _expanded(rows: list[list[Box]]) -> Iterator[Table]:
    """A table of some rows in which no box holds a table: those are laid out in their boxes."""
    if not rows:
        return
    strips = {
        (index, at): _strips(box)
        for index, row in enumerate(rows)
        for at, box in enumerate(row)
        if box.inner
    }
    heights = [1] * len(rows)
    for (index, at), held in strips.items():
        span = range(index, min(index + rows[index][at].down, len(rows)))
        heights[span[-1]] += max(0, len(held) - sum(heights[one] for one in span))
    starts = [sum(heights[:index]) for index in range(len(rows))]
    made: list[list[Box]] = [[] for _ in range(sum(heights))]
    for index, row in enumerate(rows):
        for at, box in enumerate(row):
            if box.inner:
                for more, strip in enumerate(strips[index, at]):
                    made[starts[index] + more] += strip
                continue
            box.down = sum(heights[index : index + box.down])
            made[starts[index]].append(box)
    for strip in made:
        strip.sort(key=lambda box: box.left)
    yield Table(made)


def _strips(box: Box) -> list[list[Box]]:
    """The rows that a box with tables in it becomes."""
    strips: list[list[Box]] = []
    for block in lines_of(list(_flat(box.inner))):
        if isinstance(block, Line):
            strips.append([Box(box.left, box.right, block.text, origin=block.origin or box.origin)])
            continue
        _scale(block, box)
        strips += block.rows
    return strips


def _scale(table: Table, box: Box) -> None:
    """Make a table as wide as a box."""
    left, right = table.extent
    factor = (box.right - box.left) / ((right - left) or 1.0)
    for row in table.rows:
        for one in row:
            one.left = box.left + (one.left - left) * factor
            one.right = box.left + (one.right - left) * factor


# Tables that share their columns


def _groups(blocks: Iterable[Block]) -> Iterator[list[Block]]:
    """Blocks whose tables have the same columns; lines stand with the tables above them."""
    group: list[Block] = []
    edges: set[float] = set()
    for block in blocks:
        if isinstance(block, Table):
            own = {edge for span in spans_of(block.rows) for edge in span}
            if edges and not fits(edges, own):
                yield group
                group, edges = [], set()
            edges |= own
        group.append(block)
    yield group


class _Layer:
    """Puts blocks on a sheet, one below the other."""

    def __init__(self, maker: SheetMaker) -> None:
        self._maker = maker
        self._row = 1
        self._tables: list[Area] = []
        #: The text of each box, and the area of each that is no single cell, by where it begins.
        self._texts: dict[tuple[int, int], str] = {}
        self._areas: dict[tuple[int, int], Area] = {}
        #: What each box was read from, by where it begins.
        self.origins: dict[tuple[int, int], object] = {}
        #: Each column's last row that is taken, and where the box begins that takes it.
        self._taken: list[int] = []
        self._taker: list[tuple[int, int]] = []

    def put(self, group: Sequence[Block]) -> None:
        """Put blocks whose tables share their columns."""
        columns = Columns([block.rows for block in group if isinstance(block, Table)])
        more = columns.count + 1 - len(self._taken)
        self._taken += [0] * more
        self._taker += [(0, 0)] * more
        for block in group:
            if isinstance(block, Table):
                self._table(block, columns)
            elif text := block.text.replace(PICTURE_SIGN, "").strip("\n"):
                self._texts[self._row, 1] = text
                self.origins[self._row, 1] = block.origin
                self._row += 1

    def made(self, notices: Sequence[Notice]) -> PlainSheet:
        """The sheet, with where its tables stand."""
        for (row, column), text in self._texts.items():
            if text := seen(text):
                self._maker.put(row, column, PlainCell(text, text))
        for area in self._areas.values():
            self._maker.merge(area)
        return self._maker.made(tuple(self._tables), tuple(notices))

    def _table(self, table: Table, columns: Columns) -> None:
        top, end = self._row, self._row + len(table.rows) - 1
        taken, taker, texts, columns_of = self._taken, self._taker, self._texts, columns.of
        origins = self.origins
        for row, boxes in enumerate(table.rows, top):
            for box in boxes:
                left, right = columns_of[box.left, box.right]
                if left != right or box.down != 1 or box.goes_on or taken[left] >= row:
                    self._box(box, Area(row, left, min(row + box.down - 1, end), right))
                    continue
                taken[left] = row
                taker[left] = spot = row, left
                origins[spot] = box.origin
                if box.text:
                    texts[spot] = box.text
        if end >= top:
            self._tables.append(Area(top, 1, end, columns.count))
            self._row = end + 1

    def _box(self, box: Box, area: Area) -> None:
        """Put a box; what is taken already stays, and no text is lost."""
        spot = area.top, area.left
        over = self._taker[area.left]
        if self._taken[area.left] >= area.top:
            self._say(over, box.text)
            return
        above = self._areas.get(over) or Area(*over, *over)
        if box.goes_on and _goes_on(above, area):
            spot = over
            area = above._replace(bottom=area.bottom)
        else:
            area = area._replace(right=self._free(area))
            self._say(spot, box.text)
            self.origins[spot] = box.origin
        self._areas[spot] = area
        for column in range(area.left, area.right + 1):
            self._taken[column], self._taker[column] = area.bottom, spot

    def _free(self, area: Area) -> int:
        """How far to the right a box may reach until one stands in its way."""
        for column in range(area.left + 1, area.right + 1):
            if self._taken[column] >= area.top:
                return column - 1
        return area.right

    def _say(self, spot: tuple[int, int], text: str) -> None:
        if text:
            self._texts[spot] = "\n".join(filter(None, (self._texts.get(spot), text)))


def _goes_on(over: Area, area: Area) -> bool:
    """Whether a box stands right below another and is as wide."""
    return over.bottom + 1 == area.top and (over.left, over.right) == (area.left, area.right)
