"""The boxes that ruled lines on a page enclose.

Lines that cross each other are one table. Between its borders the smallest fields are one box
where no line parts them. A box that a page break cut off has no line at that side: it is open.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

#: Points: lines so near are one, gaps so small are none, lines so far from another still meet it.
NEAR = 3.0


class Ruler(NamedTuple):
    """A line: how far from the left (or from above) it is, from where to where it goes."""

    at: float
    first: float
    last: float


class Field(NamedTuple):
    """A box. ``open_above`` and so on: no line closes it there, at the table's edge."""

    left: float
    top: float
    right: float
    bottom: float
    open_above: bool = False
    open_below: bool = False
    open_left: bool = False
    open_right: bool = False


def tables_in(upright: Iterable[Ruler], level: Iterable[Ruler]) -> list[list[Field]]:
    """The boxes of each table that some lines make; a frame around one thing is none."""
    columns, rows = _joined(upright), _joined(level)
    made = []
    for some, others in _crossing(columns, rows):
        fields = list(_Lattice(some, others).fields())
        if len(fields) > 1:
            made.append(fields)
    return made


def _joined(rulers: Iterable[Ruler]) -> list[Ruler]:
    """Lines with those that lie on each other or end to end made one."""
    clusters: list[list[Ruler]] = []
    for one in sorted(rulers):
        if clusters and one.at - clusters[-1][0].at <= NEAR:
            clusters[-1].append(one)
        else:
            clusters.append([one])
    made: list[Ruler] = []
    for cluster in clusters:
        at = cluster[0].at
        for one in sorted(cluster, key=lambda ruler: ruler.first):
            if made and made[-1].at == at and one.first - made[-1].last <= NEAR:
                made[-1] = Ruler(at, made[-1].first, max(made[-1].last, one.last))
            else:
                made.append(Ruler(at, one.first, one.last))
    return made


def _crossing(
    columns: Sequence[Ruler], rows: Sequence[Ruler]
) -> Iterator[tuple[list[Ruler], list[Ruler]]]:
    """The lines of each table: upright ones and level ones that hang together."""
    left = set(range(len(columns)))
    free = set(range(len(rows)))
    while left:
        waiting = [left.pop()]
        found, crossed = set(waiting), set[int]()
        while waiting:
            column = columns[waiting.pop()]
            new = {at for at in free if _meet(column, rows[at])}
            free -= new
            crossed |= new
            more = {at for at in left if any(_meet(columns[at], rows[row]) for row in new)}
            left -= more
            found |= more
            waiting += more
        if crossed:
            yield [columns[at] for at in sorted(found)], [rows[at] for at in sorted(crossed)]


def _meet(column: Ruler, row: Ruler) -> bool:
    return (
        column.first - NEAR <= row.at <= column.last + NEAR
        and row.first - NEAR <= column.at <= row.last + NEAR
    )


class _Lattice:
    """The smallest fields between the borders of a table, and the lines that part them."""

    def __init__(self, columns: Sequence[Ruler], rows: Sequence[Ruler]) -> None:
        self._across = _borders([one.at for one in columns], rows)
        self._down = _borders([one.at for one in rows], columns)
        self._upright = self._walls(columns, self._across, self._down)
        self._level = self._walls(rows, self._down, self._across)

    def _walls(
        self, rulers: Sequence[Ruler], at: Sequence[float], along: Sequence[float]
    ) -> set[tuple[int, int]]:
        """Where lines are: the number of the border, the number of the gap along it."""
        walls = set()
        for one in rulers:
            border = _nearest(at, one.at)
            for gap in range(len(along) - 1):
                middle = (along[gap] + along[gap + 1]) / 2
                if one.first - NEAR <= middle <= one.last + NEAR:
                    walls.add((border, gap))
        return walls

    def fields(self) -> Iterator[Field]:
        """The boxes, from above and from the left."""
        wide, high = len(self._across) - 1, len(self._down) - 1
        left = {(row, column) for row in range(high) for column in range(wide)}
        for spot in sorted(left):
            if spot in left:
                region = self._region(spot, left)
                left -= region
                yield from map(self._field, _rectangles(region))

    def _region(self, spot: tuple[int, int], free: set[tuple[int, int]]) -> set[tuple[int, int]]:
        """The smallest fields that no line parts from one."""
        region, waiting = {spot}, [spot]
        while waiting:
            row, column = waiting.pop()
            beside = (
                ((row, column + 1), (column + 1, row) in self._upright),
                ((row, column - 1), (column, row) in self._upright),
                ((row + 1, column), (row + 1, column) in self._level),
                ((row - 1, column), (row, column) in self._level),
            )
            new = [one for one, wall in beside if not wall and one in free and one not in region]
            region.update(new)
            waiting += new
        return region

    def _field(self, area: tuple[int, int, int, int]) -> Field:
        top, left, bottom, right = area
        columns, rows = range(left, right), range(top, bottom)
        above = all((top, column) in self._level for column in columns)
        below = all((bottom, column) in self._level for column in columns)
        before = all((left, row) in self._upright for row in rows)
        behind = all((right, row) in self._upright for row in rows)
        return Field(
            self._across[left],
            self._down[top],
            self._across[right],
            self._down[bottom],
            top == 0 and not above,
            bottom == len(self._down) - 1 and not below,
            left == 0 and not before,
            right == len(self._across) - 1 and not behind,
        )


def _borders(at: Iterable[float], across: Iterable[Ruler]) -> list[float]:
    """The borders of a table: where lines are, and how far the lines go that cross them."""
    found = sorted({*at})
    ends = [end for one in across for end in (one.first, one.last)]
    first, last = min(ends), max(ends)
    if first < found[0] - NEAR:
        found.insert(0, first)
    if last > found[-1] + NEAR:
        found.append(last)
    return found


def _nearest(places: Sequence[float], place: float) -> int:
    at = bisect_right(places, place)
    return min((at - 1, at), key=lambda one: abs(places[one] - place) if 0 <= one < len(places)
               else float("inf"))  # fmt: skip


def _rectangles(region: set[tuple[int, int]]) -> Iterator[tuple[int, int, int, int]]:
    """A region as areas: top, left, bottom, right, the last two not included."""
    rows: dict[int, list[int]] = {}
    for row, column in sorted(region):
        rows.setdefault(row, []).append(column)
    begun: tuple[int, list[int]] | None = None
    last = 0
    for row, columns in rows.items():
        if begun is not None and (columns != begun[1] or row != last + 1):
            yield from _runs(begun[0], last + 1, begun[1])
            begun = None
        begun = begun or (row, columns)
        last = row
    if begun is not None:
        yield from _runs(begun[0], last + 1, begun[1])


def _runs(top: int, bottom: int, columns: Sequence[int]) -> Iterator[tuple[int, int, int, int]]:
    first = last = columns[0]
    for column in columns[1:]:
        if column != last + 1:
            yield top, first, bottom, last + 1
            first = column
        last = column
    yield top, first, bottom, last + 1
