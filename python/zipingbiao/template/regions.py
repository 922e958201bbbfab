"""A sheet as regions: what a person sees as one box, a merged area or a single cell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import NamedTuple

from zipingbiao.ooxml.address import Area, area_of, cell_place
from zipingbiao.ooxml.grid import Sheet
from zipingbiao.values.text import fold


class Region(NamedTuple):
    """One box with its text, folded for comparison."""

    area: Area
    address: str
    text: str


class Window(NamedTuple):
    """A part of a sheet that may hold one form."""

    top: int
    left: int
    bottom: int
    right: int

    def holds(self, area: Area) -> bool:
        """Whether the area begins inside."""
        return self.top <= area.top <= self.bottom and self.left <= area.left <= self.right


class Canvas:
    """All regions of a sheet, by row; merges by the cells they cover."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self._merged = {area.address: area for area in map(area_of, sheet.merges)}
        self.rows: dict[int, list[Region]] = {}
        for region in self._regions(sheet.addresses):
            self.rows.setdefault(region.area.top, []).append(region)
        for regions in self.rows.values():
            regions.sort(key=lambda region: region.area.left)

    def _regions(self, addresses: Iterable[str]) -> Iterator[Region]:
        covered = self._covered
        for address in addresses:
            text = self.sheet.shown(address)
            row, column = cell_place(address)
            inside = covered.get((row, column))
            if inside is not None and inside.address != address:
                continue
            if text and not text.isspace():
                yield Region(inside or Area(row, column, row, column), address, fold(text))

    @cached_property
    def _covered(self) -> Mapping[tuple[int, int], Area]:
        """Merged cells → their area; giant merges are cut to a sane size."""
        covered: dict[tuple[int, int], Area] = {}
        for area in self._merged.values():
            for row in range(area.top, min(area.bottom, area.top + 2000) + 1):
                for column in range(area.left, min(area.right, area.left + 300) + 1):
                    covered[row, column] = area
        return covered

    @cached_property
    def numbers(self) -> tuple[int, ...]:
        """The rows in which something begins, in order."""
        return tuple(sorted(self.rows))

    def within(self, window: Window) -> Iterator[Region]:
        """The regions that begin inside the window, row by row."""
        for number in self.numbers:
            if window.top <= number <= window.bottom:
                yield from (region for region in self.rows[number] if window.holds(region.area))

    def box(self, row: int, column: int) -> Area:
        """The merged area that covers the cell, or the cell itself."""
        return self._covered.get((row, column)) or Area(row, column, row, column)

    def at(self, row: int, column: int) -> Region | None:
        """The region that covers the cell, where it has a text."""
        area = self.box(row, column)
        for region in self.rows.get(area.top, ()):
            if region.area.left == area.left:
                return region
        return None
