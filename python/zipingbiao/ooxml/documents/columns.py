"""The columns of tables, told by where their borders stand.

Borders that were drawn by hand stand a little apart from row to row: those are one border, unless
a box stands between. Source of the measures: Word makes no box narrower than its margins, 0.38 cm.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from math import isclose

from zipingbiao.ooxml.documents.blocks import Box

#: Twips: borders this near are one border, unless a box stands between.
_NEAR = 200.0
#: So are borders apart by so much of the narrower of the boxes that they bound, up to a limit.
_PART, _FARTHEST = 0.3, 500.0
#: Two tables are as wide as each other up to so much of their width.
_WIDTH = 0.02
#: So many of the inner borders of the narrower one are the other's, where columns are shared.
_SHARED = 0.5

_FAR = float("inf")

Rows = Sequence[Sequence[Box]]


def spans_of(rows: Rows) -> set[tuple[float, float]]:
    """From where to where boxes reach in some rows."""
    return {(box.left, box.right) for row in rows for box in row}


def fits(edges: set[float], others: set[float]) -> bool:
    """Whether a table has the columns of those above it: as wide, most borders the same."""
    if not others or not edges:
        return False
    first, last, left, right = min(edges), max(edges), min(others), max(others)
    near = _WIDTH * max(last - first, right - left)
    alike = isclose(first, left, abs_tol=near) and isclose(last, right, abs_tol=near)
    if not alike:
        return False
    few, many = sorted((edges - {first, last}, others - {left, right}), key=len)
    known = sorted(many)
    shared = sum(_is_near(edge, known, near) for edge in few)
    return shared >= _SHARED * len(few)


def _is_near(edge: float, known: Sequence[float], near: float) -> bool:
    at = bisect_left(known, edge - near)
    return at < len(known) and known[at] <= edge + near


class Columns:
    """The columns that the rows of some tables share; they count from 1.

    ``of``: the borders of a box → its first and its last column.
    """

    def __init__(self, tables: Iterable[Rows]) -> None:
        spans = {span for rows in tables for span in spans_of(rows)}
        narrow: dict[float, float] = {}
        ends: dict[float, set[float]] = {}
        for left, right in spans:
            ends.setdefault(left, set()).add(right)
            for edge in (left, right):
                narrow[edge] = min(narrow.get(edge, _FAR), right - left)
        edges = sorted(narrow)
        self._column = _clustered(edges, narrow, ends)
        self.count = max(self._column.values(), default=1) or 1

        self.of = {span: self._of(*span) for span in spans}

    def _of(self, left: float, right: float) -> tuple[int, int]:
        first = self._column[left] + 1
        return first, max(first, self._column[right])


def _close(edges: Sequence[float], narrow: dict[float, float]) -> Iterator[tuple[float, int]]:
    """The gaps between borders that may be one, each with the number of the left one."""
    for at in range(len(edges) - 1):
        gap = edges[at + 1] - edges[at]
        if gap <= max(_NEAR, min(_FARTHEST, _PART * min(narrow[edges[at]], narrow[edges[at + 1]]))):
            yield gap, at


def _clustered(
    edges: Sequence[float], narrow: dict[float, float], ends: dict[float, set[float]]
) -> dict[float, int]:
    """Edge → number of its border from the left, from 0.

    Small gaps are closed first, none by which a box would be lost between its borders, nor so
    that borders would be one that stand further apart than the narrowest box at them is wide.
    ``ends`` are the right borders of the boxes that begin at a left one, ``narrow`` the width of
    the narrowest box at a border.
    """
    cluster = list(range(len(edges)))
    for _, at in sorted(_close(edges, narrow)):
        one, other = cluster[at], cluster[at + 1]
        last = at + 1
        while last + 1 < len(edges) and cluster[last + 1] == other:
            last += 1
        there = set(edges[other : last + 1])
        lost = any(ends.get(edge, set()) & there for edge in edges[one : at + 1])
        thinnest = min(narrow[edge] for edge in edges[one : last + 1])
        if lost or edges[last] - edges[one] > max(_NEAR, thinnest):
            continue
        cluster[at + 1 : last + 1] = [one] * (last - at)
    order = {one: number for number, one in enumerate(dict.fromkeys(cluster))}
    return {edge: order[one] for edge, one in zip(edges, cluster, strict=True)}
