"""What page breaks do to the tables of a PDF: heads repeated on each page, boxes cut in two."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import isclose

from zipingbiao.ooxml.documents.blocks import Block, Box, Table
from zipingbiao.ooxml.documents.continuing import drop_heads

#: Twips: the same border, printed on two pages.
_NEAR = 40.0


def without_breaks(pages: Iterable[Sequence[Block]]) -> list[Block]:
    """The blocks of all pages, in order: what only the breaks between them brought is gone."""
    made: list[Block] = []
    for blocks in pages:
        first, last = blocks[0] if blocks else None, made[-1] if made else None
        rest = blocks
        if isinstance(first, Table) and isinstance(last, Table) and _is_as_wide(first, last):
            drop_heads(first, last)
            _join_on(first, last)
            rest = blocks[1:]
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
