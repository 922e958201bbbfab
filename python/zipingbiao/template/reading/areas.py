"""Decide where on a sheet each form stands, before anything is read from it.

Forms stand below each other and side by side, with titles and without, under covers, beside
notes. Each has one table of indicators (or of payments), which may go on below a repeated head.
What lies outside a form's area changes nothing inside.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from zipingbiao.domain.totals import is_adding_row
from zipingbiao.ooxml.address import MAX_ROW
from zipingbiao.template.reading.bands import Band
from zipingbiao.template.reading.extent import WIDE, Extent
from zipingbiao.template.reading.heads import Heads
from zipingbiao.template.reading.regions import Canvas, Region, Window
from zipingbiao.template.reading.strips import OPENING, opens
from zipingbiao.template.reading.titles import is_same_title, is_wide, stands_alone
from zipingbiao.template.reading.vocabulary import Words, is_numbered
from zipingbiao.template.words import (
    is_account_title,
    is_aside,
    is_label,
    is_note,
    is_other_title,
    is_report_title,
    is_title,
    is_title_half,
    kind_of_title,
)

#: So many lines above a title or a form's first labels may belong to them.
_TOP_ROWS = 6
_LONGEST_LINE = 60
#: More tables on one sheet are not looked at.
MOST_FORMS = 1000
#: The areas of forms side by side may together have so many rows more than their sheet.
_MORE_ROWS = 3000
#: A form without a table of indicators shows at least so many of its other parts.
_FEWEST_PARTS = 3


class FormArea(NamedTuple):
    """Where a form stands: its rows and columns, its title, its main tables.

    ``right`` of the window is open where no other form stands there.
    """

    window: Window
    title: Region | None
    mains: tuple[Band, ...]


class _Start(NamedTuple):
    """Where a form begins, and its title."""

    row: int
    title: Region | None


class Areas:
    """Finds the areas of all forms on a sheet. ``crowded``: there are too many to look at."""

    def __init__(self, canvas: Canvas, words: Words) -> None:
        self._canvas = canvas
        self._words = words
        self._heads = Heads(canvas, words)
        self.bands = self._heads.bands(canvas.window)
        mains = [band for band in self.bands if band.is_main]
        self.crowded = len(mains) > MOST_FORMS
        self._mains = sorted(mains[:MOST_FORMS], key=lambda band: (band.top, band.left))
        self._above = [self._next(index, -1) for index in range(len(self._mains))]
        self._below = [self._next(index, 1) for index in range(len(self._mains))]

    def found(self) -> list[FormArea]:
        """All areas, from top to bottom and left to right."""
        areas: list[FormArea] = []
        of_main: dict[int, int] = {}
        for index, main in enumerate(self._mains):
            window = self._canvas.window
            if (left := self._left_block(index)) is not None:
                of_main[index] = of_main[left]
                area = areas[of_main[left]]
                areas[of_main[left]] = area._replace(mains=(*area.mains, main))
                continue
            above = self._above[index]
            bare = above is not None and self._is_bare(self._mains[above], areas[of_main[above]])
            named = areas[of_main[above]].title if above is not None else None
            start = self._start(
                main, None if above is None else self._mains[above], window, bare, named
            )
            if start is None and above is not None:
                of_main[index] = of_main[above]
                area = areas[of_main[above]]
                areas[of_main[above]] = area._replace(mains=(*area.mains, main))
                continue
            start = start or _Start(main.top, None)
            of_main[index] = len(areas)
            areas.append(FormArea(window._replace(top=start.row), start.title, (main,)))
        areas = list(self._affordable(self._ended(area, areas) for area in areas))
        return sorted(
            [*areas, *self._without_tables(areas)], key=lambda a: (a.window.top, a.window.left)
        )

    def _affordable(self, areas: Iterable[FormArea]) -> Iterator[FormArea]:
        """The first areas, those of forms that overlap no more often than can be read."""
        rows = self._canvas.numbers
        left = len(rows) + _MORE_ROWS
        for area in areas:
            left -= bisect_right(rows, area.window.bottom) - bisect_left(rows, area.window.top)
            if left < 0:
                self.crowded = True
                return
            yield area

    # Columns

    def _next(self, index: int, step: int) -> int | None:
        """The nearest main table above or below that shares a column with one."""
        main = self._mains[index]
        at = index + step
        while 0 <= at < len(self._mains):
            other = self._mains[at]
            apart = other.bottom < main.top if step < 0 else other.top > main.bottom
            if apart and not self._are_beside(main, other):
                return at
            at += step
        return None

    def _are_beside(self, one: Band, other: Band) -> bool:
        """Whether two tables stand side by side: no column in common, no blank row between."""
        top, bottom = sorted((one.top, other.top))
        rows = self._blank_rows
        return one.beside(other) and bisect_right(rows, top) == bisect_left(rows, bottom)

    @cached_property
    def _blank_rows(self) -> tuple[int, ...]:
        """The first row of each gap between rows."""
        found: list[int] = []
        reach = self._canvas.window.bottom
        for number, line in self._canvas.lines(self._canvas.window):
            if number > reach + 1:
                found.append(reach + 1)
            lowest = max(region.area.bottom for region in line)
            reach = max(reach, lowest) if reach < self._canvas.window.bottom else lowest
        return tuple(found)

    def _left_block(self, index: int) -> int | None:
        """The main table that goes on in this one on its right, in the same rows: one form."""
        main = self._mains[index]
        for at, other in enumerate(self._mains[:index]):
            if (other.top, other.bottom) == (main.top, main.bottom) and other.beside(main):
                return at
        return None

    # Rows

    def _is_bare(self, main: Band, area: FormArea) -> bool:
        """Whether a form has no labels above its table: where the head comes again, so does it."""
        above = area.window._replace(bottom=main.top - 1)
        return main == area.mains[0] and not any(
            self._opens(line) for _, line in self._canvas.lines(above)
        )

    def _start(
        self, main: Band, above: Band | None, window: Window, bare: bool, named: Region | None
    ) -> _Start | None:
        """Where the form of a main table begins; None where it goes on with the form above.

        ``bare``: the form above has no labels above its table; ``named`` is its title.
        """
        top = 1 if above is None else above.bottom + 1
        inside = window._replace(top=top, bottom=main.top - 1)
        lines = dict(self._canvas.lines(inside._replace(right=main.right)))
        titles = [
            n
            for n, line in lines.items()
            if (found := self._title_in(line, main)) and not self._is_of_ledger(found, main, lines)
        ]
        width = WIDE * (main.right - main.left)
        tables = [
            band.top
            for band in self._heads.bands(inside)
            if not band.is_main and band.right - band.left >= width
        ]
        opening = [n for n, line in lines.items() if self._opens(line)] or tables
        if titles:
            row = titles[-1]
            title = self._title_in(lines[row], main)
            again = named is None and above is not None and not bare and main.repeats(above)
            other = title is not None and not again and not is_same_title(title, named)
            ended = above is None or other or any(self._closes(lines[n]) for n in lines if n < row)
            if ended or any(n > row for n in opening):
                return _Start(self._top_line(row, top - 1, lines), title)
            return None
        ends: list[int] = []
        if above is not None:
            ends = [n for n in lines if self._closes(lines[n])]
            later = [n for n in opening if not ends or n > ends[0]]
            opening = later or [n for n in opening if any(n < table for table in tables)]
        if opening:
            return _Start(self._top_line(min(opening), top - 1, lines), None)
        if above is not None and ends and bare:
            return _Start(self._top_line(main.top, top - 1, lines), None)
        if above is not None and above.item == main.item:
            new = not main.repeats(above) and self._begins_behind_gap(main, above, lines)
            return _Start(self._top_line(main.top, top - 1, lines), None) if new else None
        return _Start(self._top_line(main.top, top - 1, lines), None)

    def _begins_behind_gap(
        self, main: Band, above: Band, lines: Mapping[int, Sequence[Region]]
    ) -> bool:
        """Whether between a blank row and a table only lines stand that are above forms.

        Where nothing does, the tables of one form end in one column.
        """
        behind = [n for n in self._blank_rows if above.bottom < n < main.top][-1:]
        own = [line for n, line in lines.items() if behind and n > behind[0]]
        if not own:
            return bool(behind) and main.right != above.right
        return all(map(self._is_line, own))

    def _title_in(self, line: Sequence[Region], main: Band) -> Region | None:
        """The title that stands alone in a line."""
        title = next((r for r in line if is_title(r.text) or is_other_title(r.text)), None)
        if title is None or not stands_alone(title, line, main.left, main.right):
            return None
        return title

    def _is_of_ledger(
        self, title: Region, main: Band, lines: Mapping[int, Sequence[Region]]
    ) -> bool:
        """Whether a title is that of some other table, which ends before a gap above a form."""
        if is_title(title.text):
            return False
        row = title.area.top
        gap = next((n for n in self._blank_rows if row < n < main.top), 0)
        own = (line for n, line in lines.items() if row < n < gap)
        return sum(len(line) > 1 or not self._is_line(line) for line in own) > 1

    def _opens(self, line: Sequence[Region]) -> bool:
        """Whether a line has labels with which forms begin: 项目名称, 主管部门."""
        return any(opens(region, self._words, self._canvas) for region in line[:2])

    def _closes(self, line: Sequence[Region]) -> bool:
        """Whether a line is that of a total."""
        return any(self._words.is_total(region.text) for region in line[:2])

    def _top_line(self, number: int, above: int, lines: Mapping[int, Sequence[Region]]) -> int:
        """The first of the lines above a row that belong to it; blank ones may be between."""
        top = number
        for row in range(number - 1, max(above, number - _TOP_ROWS), -1):
            if row in lines and not self._is_line(lines[row]):
                if not _is_section(lines[row]):
                    break
            elif row in lines:
                top = row
        return top

    def _is_line(self, regions: Sequence[Region]) -> bool:
        """Whether a row holds a line that belongs to the title below it."""
        if len(regions) > 2:
            return False
        text = regions[0].text
        if len(text) >= _LONGEST_LINE or is_note(text) or is_label(text) or is_adding_row(text):
            return False
        if len(regions) == 1 and (is_title_half(text) or is_aside(text)):
            return True
        named = is_title(text) or (len(regions) == 1 and is_report_title(text))
        return not self._words.knows(text) and (named or is_aside(text))

    def _ended(self, area: FormArea, areas: Sequence[FormArea]) -> FormArea:
        """An area with its last row: before the next form or the next title."""
        window, last = area.window, area.mains[-1]
        bottom = min(
            (
                other.window.top - 1
                for other in areas
                if other.window.top > last.bottom and not self._are_beside(other.mains[0], last)
            ),
            default=MAX_ROW,
        )
        before: Sequence[Region] = ()
        row = last.bottom
        for number, line in self._canvas.lines(window._replace(top=last.bottom + 1, bottom=bottom)):
            apart = number > row + 1 or self._closes(before) or len(before) == 1
            if (title := self._title_in(line, last)) and (apart or is_wide(title, last)):
                bottom = number - 1
                break
            row, before = number, line
        extent = Extent(self._canvas, self._words, area.mains[0], self.bands)
        bottom = extent.last_row(window._replace(bottom=bottom))
        mains = tuple(main for main in area.mains if main.top <= bottom)
        return area._replace(window=window._replace(bottom=bottom), mains=mains)

    # Forms that show no table of indicators

    def _without_tables(self, areas: Sequence[FormArea]) -> Iterator[FormArea]:
        """Titles of forms below which stand other parts of a form, outside all areas."""
        below = 0
        for number, line in self._canvas.lines(self._canvas.window):
            if number <= below:
                continue
            for region in line:
                named = kind_of_title(region.text) or is_account_title(region.text)
                if not named or any(_holds(a, region) for a in areas):
                    continue
                area = self._bare(region, line, areas)
                if area is not None:
                    below = area.window.bottom
                    yield area

    def _bare(
        self, title: Region, line: Sequence[Region], areas: Sequence[FormArea]
    ) -> FormArea | None:
        left, right = title.area.left, title.area.right
        if not stands_alone(title, line, left, right):
            return None
        edge = self._canvas.window.right
        right = next((a.window.left - 1 for a in areas if a.window.left > right), edge)
        window = Window(title.area.top, left, MAX_ROW, right)
        bottom = min(
            [a.window.top - 1 for a in areas if a.window.top > title.area.top] or [MAX_ROW]
        )
        window = window._replace(bottom=bottom)
        for number, regions in self._canvas.lines(window._replace(top=title.area.top + 1)):
            if any(is_title(r.text) or is_other_title(r.text) for r in regions[:1]):
                window = window._replace(bottom=number - 1)
                break
        labels = {
            label.term
            for _, regions in self._canvas.lines(window)
            for region in regions
            if (label := self._words.label(region.text)) is not None
        }
        parts = {band.item for band in self._heads.bands(window)}
        own = len(parts) + len(labels & OPENING) if parts else self._sections(window)
        return FormArea(window, title, ()) if own >= _FEWEST_PARTS else None

    def _sections(self, window: Window) -> int:
        """How many numbered sections stand in rows with their text: 一、概况 | （一）职能 | …"""
        lines = (line for _, line in self._canvas.lines(window))
        return sum(len(line) > 1 and is_numbered(line[0].text) for line in lines)


def _is_section(line: Sequence[Region]) -> bool:
    """Whether a line is the heading of a form's first section, which stands below its title."""
    return len(line) == 1 and is_numbered(line[0].text)


def _holds(area: FormArea, region: Region) -> bool:
    return area.window.holds(region.area)
