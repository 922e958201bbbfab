"""What page breaks do to the tables of a PDF: heads repeated on each page, what is cut in two.

A row that was cut goes on in the first row of the next page. It shows in its texts: a line that
is full where the page ends goes on there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from math import isclose

from zipingbiao.ooxml.documents.blocks import Block, Box, Table
from zipingbiao.ooxml.documents.continuing import drop_heads
from zipingbiao.ooxml.documents.pdftext import Printed

#: Twips: the same border, printed on two pages.
_NEAR = 120.0


def without_breaks(pages: Iterable[Sequence[Block]]) -> list[Block]:
    """The blocks of all pages, in order: what only the breaks between them brought is gone."""
    made: list[Block] = []
    for blocks in pages:
        first, last = blocks[0] if blocks else None, made[-1] if made else None
        rest = blocks
        if isinstance(first, Table) and isinstance(last, Table) and _is_as_wide(first, last):
            drop_heads(first, last)
            _join_row(first, last)
            _join_on(first, last)
            blocks = blocks[not first.rows :]
            rest = blocks[bool(first.rows) :]
        for block in rest:
            if isinstance(block, Table):
                _begin(block)
        made += blocks
    return made


def _begin(table: Table) -> None:
    """A table that continues none: no box of it does."""
    for row in table.rows:
        for box in row:
            box.goes_on = False


def _is_as_wide(one: Table, other: Table) -> bool:
    return _same_sides(one.extent, other.extent)


def _same_sides(one: tuple[float, float], other: tuple[float, float]) -> bool:
    return all(isclose(a, b, abs_tol=_NEAR) for a, b in zip(one, other, strict=True))


def _join_row(table: Table, above: Table) -> None:
    """Put the first row of a table to the last one above it, where a page cut one row in two."""
    pairs = list(_cut_row(table, above))
    if not pairs:
        return
    for box, one in pairs:
        paragraph = bool(box.text and one.text) and _goes_on(one, box) is None
        one.text += ("\n" if paragraph else "") + box.text
    gone = {id(box) for box, _ in pairs}
    tall = [box for box in table.rows[0] if id(box) not in gone]
    for box in tall:
        box.down -= 1
    if len(table.rows) > 1:
        table.rows[1] = sorted([*tall, *table.rows[1]], key=lambda box: box.left)
    del table.rows[0]


def _cut_row(table: Table, above: Table) -> Iterator[tuple[Box, Box]]:
    """The boxes of the first row, each with the one above that it goes on; none if none does.

    A line of one is full where the page ends, and no text of the row begins anew.
    """
    feet = _feet(above)
    flat = [box for box in table.rows[0] if box.down == 1]
    pairs = [(box, one) for box in flat for one in feet if _is_below(box, one)]
    signs = [_goes_on(one, box) for box, one in pairs if box.text and one.text]
    if len(pairs) == len(flat) and any(signs) and False not in signs:
        yield from pairs


def _goes_on(one: Box, box: Box) -> bool | None:
    """Whether the text of a box goes on in one on the next page; None where it may."""
    before, behind = one.origin, box.origin
    if isinstance(before, Printed) and isinstance(behind, Printed):
        return before.goes_on_in(behind)
    return False


def _feet(table: Table) -> list[Box]:
    """The boxes that reach the foot of a table."""
    foot = len(table.rows)
    return [box for index, row in enumerate(table.rows) for box in row if index + box.down == foot]


def _join_on(table: Table, above: Table) -> None:
    """Boxes at the top go on those at the foot of the table above: open ones, tall blank ones.

    What an open one says is said by the one that it goes on; some pages print it on both.
    """
    foot = len(above.rows)
    feet = [box for index, row in enumerate(above.rows) for box in row if index + box.down == foot]
    for box in table.rows[0] if table.rows else ():
        one = next((one for one in feet if _is_below(box, one)), None)
        if one is None:
            box.goes_on = False
        elif box.goes_on:
            if box.text != one.text:
                one.text += box.text
            box.text = ""
        else:
            box.goes_on = box.down > 1 and box.is_blank and bool(one.text)


def _is_below(box: Box, one: Box) -> bool:
    return _same_sides((box.left, box.right), (one.left, one.right))
