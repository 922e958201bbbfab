"""Tables that were too wide for their paper: a part of each row stands on another page.

Nobody can tell which of such pages belong together; none of them is read.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from zipingbiao.ooxml.documents.pdftext import Glyph
from zipingbiao.ooxml.documents.ruling import NEAR, Field

#: A side is open where no line closes so much of its height.
_OPEN = 0.5
#: So many of the borders of rows are the same on both pages, and at least so many there are.
_SAME, _LEAST = 0.7, 3


class Cut(NamedTuple):
    """The borders of a table's rows and columns, and at which side something is cut off.

    ``bare``: nothing stands above it on its page.
    """

    rows: frozenset[int]
    columns: frozenset[int]
    left: bool
    right: bool
    bare: bool


def cuts_of(tables: Sequence[Sequence[Field]], glyphs: Sequence[Glyph]) -> list[Cut]:
    """What is known of the tables of a page."""
    return [_cut(fields, glyphs) for fields in tables]


def _cut(fields: Sequence[Field], glyphs: Sequence[Glyph]) -> Cut:
    left, right = min(one.left for one in fields), max(one.right for one in fields)
    top, bottom = min(one.top for one in fields), max(one.bottom for one in fields)
    level = [one for one in glyphs if top < one.middle[1] < bottom and one.text.strip()]
    open_left = sum(one.bottom - one.top for one in fields if one.open_left)
    open_right = sum(one.bottom - one.top for one in fields if one.open_right)
    before = open_left > _OPEN * (bottom - top)
    behind = open_right > _OPEN * (bottom - top)
    if before and behind:  # a table that is drawn without lines at its sides
        before = behind = False
    return Cut(
        frozenset(round(one.top / NEAR) for one in fields),
        frozenset(round((one.left - left) / NEAR) for one in fields),
        before or any(_crosses(one, left, left - one.right) for one in level),
        behind or any(_crosses(one, right, one.left - right) for one in level),
        all(one.middle[1] > top for one in glyphs),
    )


def _crosses(glyph: Glyph, edge: float, beyond: float) -> bool:
    """Whether a letter stands on the edge of a table, or right beyond it."""
    return 0 <= beyond + NEAR <= glyph.height / 2 or glyph.left + 1 < edge < glyph.right - 1


def cut_pages(pages: Sequence[Sequence[Cut]]) -> set[int]:
    """The pages, from 0, of which one has the left part of a table and another the right part."""
    every = [(at, one) for at, page in enumerate(pages) for one in page]
    return {
        at
        for first, one in every
        for second, other in every
        if first < second and _belong(one, other)
        for at in (first, second)
    }


def _belong(one: Cut, other: Cut) -> bool:
    """Whether the rows of two tables are the same and their columns are not, and one is cut."""
    rows, columns = _alike(one.rows, other.rows), _alike(one.columns, other.columns)
    if min(len(one.rows), len(other.rows)) < _LEAST or rows < _SAME:
        return False
    if one.right and other.left:
        return True
    whole = rows == 1 and other.bare and len(one.rows) >= 2 * _LEAST
    return columns < _SAME and (one.right or other.left or whole)


def _alike(one: frozenset[int], other: frozenset[int]) -> float:
    """How many of some borders are others' too."""
    near = {at + step for at in other for step in (-1, 0, 1)}
    return len(one & near) / max(len(one), len(other))
