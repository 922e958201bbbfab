"""A sheet as regions: what a person sees as one box, a merged area or a single cell."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from copy import copy
from functools import cached_property
from typing import Any, NamedTuple

from zipingbiao.ooxml.address import MAX_COLUMN, MAX_ROW, Area, area_of, cell_place
from zipingbiao.ooxml.grid import Sheet
from zipingbiao.values.text import fold, plain

#: Merged areas are looked at no further than this many rows and columns.
_TALLEST, _WIDEST = 2000, 300
#: Stands for what a formula would show whose value was never stored.
UNCOUNTED = "\ufffc"
#: So many rows below one are looked at for what belongs to it.
_NEXT_ROWS = 16


class Region(NamedTuple):
    """One box with its text, folded for comparison.

    ``parts`` are the other cells of a label that was broken over several.
    """

    area: Area
    address: str
    text: str
    parts: tuple[str, ...] = ()


class Window(NamedTuple):
    """A part of a sheet that may hold one form."""

    top: int = 1
    left: int = 1
    bottom: int = MAX_ROW
    right: int = MAX_COLUMN

    @property
    def is_whole(self) -> bool:
        """Whether it has all columns."""
        return self.left == 1 and self.right == MAX_COLUMN

    def holds(self, area: Area) -> bool:
        """Whether the area begins inside."""
        return self.top <= area.top <= self.bottom and self.left <= area.left <= self.right


def around(first: Area, second: Area) -> Area:
    """The smallest area that holds both."""
    return Area(
        min(first.top, second.top),
        min(first.left, second.left),
        max(first.bottom, second.bottom),
        max(first.right, second.right),
    )


class Canvas:
    """All regions of a sheet, or of a part of it, by row; merges by the cells they cover.

    ``window`` is that part: nothing that begins outside is seen.
    """

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.window = Window()
        #: What `heads.Heads` found here by some words in some window.
        self.heads: dict[object, Any] = {}
        self._merged = {area.address: area for area in map(area_of, sheet.merges)}
        self.rows: dict[int, list[Region]] = {}
        for region in self._regions(sheet.addresses):
            self.rows.setdefault(region.area.top, []).append(region)
        for regions in self.rows.values():
            regions.sort(key=lambda region: region.area.left)

    def clipped(self, window: Window) -> Canvas:
        """A part of the sheet: whoever looks at it sees nothing of what stands outside."""
        part = copy(self)
        part._covered = self._covered
        part.window = window
        if self.seen_in(window) == self.seen_in(self.window):
            return part  # all that stands here stands in that part
        for name in ("numbers", "extent", "_by_place"):
            part.__dict__.pop(name, None)
        part.heads = {}
        part.rows = {number: list(regions) for number, regions in self.lines(window)}
        return part

    @cached_property
    def extent(self) -> Window:
        """Where the regions begin: the first and last row, the first and last column."""
        lefts = [region.area.left for row in self.rows.values() for region in row]
        if not lefts:
            return Window(1, 1, 0, 0)
        return Window(self.numbers[0], min(lefts), self.numbers[-1], max(lefts))

    def seen_in(self, window: Window) -> Window:
        """A window no wider than what there is to be seen in it: equal ones show the same."""
        top, left, bottom, right = self.extent
        return Window(
            max(window.top, top),
            max(window.left, left),
            min(window.bottom, bottom),
            min(window.right, right),
        )

    @property
    def merged(self) -> Collection[Area]:
        """The merged areas of the whole sheet."""
        return self._merged.values()

    def _regions(self, addresses: Iterable[str]) -> Iterator[Region]:
        covered = self._covered
        shown = self.sheet.shown
        for address in addresses:
            seen = shown(address)
            text = fold(seen) or plain(seen)  # a colon alone is something too
            if not text and not self.sheet.uncached(address):
                continue
            text = text or UNCOUNTED
            row, column = cell_place(address)
            inside = covered.get((row, column))
            if inside is None:
                yield Region(Area(row, column, row, column), address, text)
            elif inside.address == address:
                yield Region(inside, address, text)

    @cached_property
    def _covered(self) -> Mapping[tuple[int, int], Area]:
        """Merged cells → their area; giant merges are cut to a sane size."""
        covered: dict[tuple[int, int], Area] = {}
        for area in self._merged.values():
            columns = range(area.left, min(area.right, area.left + _WIDEST) + 1)
            for row in range(area.top, min(area.bottom, area.top + _TALLEST) + 1):
                for column in columns:
                    covered[row, column] = area
        return covered

    @cached_property
    def numbers(self) -> tuple[int, ...]:
        """The rows in which something begins, in order."""
        return tuple(sorted(self.rows))

    def lines(self, window: Window) -> Iterator[tuple[int, Sequence[Region]]]:
        """The rows of the window with the regions that begin in it, left to right."""
        numbers = self.numbers
        for number in numbers[
            bisect_left(numbers, window.top) : bisect_right(numbers, window.bottom)
        ]:
            regions: Sequence[Region] = self.rows[number]
            if not window.is_whole:
                regions = [r for r in regions if window.left <= r.area.left <= window.right]
            if regions:
                yield number, regions

    def within(self, window: Window) -> Iterator[Region]:
        """The regions that begin inside the window, row by row."""
        for _, regions in self.lines(window):
            yield from regions

    def is_merged(self, row: int, column: int) -> bool:
        """Whether the cell belongs to a merged area."""
        return (row, column) in self._covered

    def box(self, row: int, column: int) -> Area:
        """The merged area that covers the cell, or the cell itself."""
        return self._covered.get((row, column)) or Area(row, column, row, column)

    def at(self, row: int, column: int) -> Region | None:
        """The region that covers the cell, where it has a text."""
        area = self.box(row, column)
        return self._by_place.get((area.top, area.left))

    @cached_property
    def _by_place(self) -> Mapping[tuple[int, int], Region]:
        return {(r.area.top, r.area.left): r for row in self.rows.values() for r in row}

    def after(self, row: int) -> Sequence[int]:
        """The next rows below one in which something begins."""
        start = bisect_right(self.numbers, row)
        return self.numbers[start : start + _NEXT_ROWS]

    def above(self, region: Region) -> Region | None:
        """The region right over this one and as wide."""
        above = self.at(region.area.top - 1, region.area.left)
        if above is None:
            return None
        same = (above.area.left, above.area.right) == (region.area.left, region.area.right)
        return above if same else None

    def below(self, region: Region) -> Region | None:
        """The region right under this one and as wide."""
        below = self.at(region.area.bottom + 1, region.area.left)
        if below is None or below.area.top != region.area.bottom + 1:
            return None
        same = (below.area.left, below.area.right) == (region.area.left, region.area.right)
        return below if same else None

    def beside(self, region: Region) -> Region | None:
        """The region that touches this one on its right and is as high."""
        beside = self.at(region.area.top, region.area.right + 1)
        if beside is None or beside.area.left != region.area.right + 1:
            return None
        same = (beside.area.top, beside.area.bottom) == (region.area.top, region.area.bottom)
        return beside if same else None
