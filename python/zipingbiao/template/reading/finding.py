"""Find the forms on a sheet: where each begins and ends, and which layout it is.

Forms stand below each other and side by side, with titles and without. A form begins at its
title, or where its first labels come again; it ends before the next one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from zipingbiao.ooxml.address import cell_place
from zipingbiao.template.reading.align import Alignment, align, likely
from zipingbiao.template.reading.anchors import FormShape, spoken
from zipingbiao.template.reading.blocks import Blocks
from zipingbiao.template.reading.forms import Form
from zipingbiao.template.reading.lexicon import LabelMap, LabelRow, Lexicon
from zipingbiao.template.reading.plan import Planner
from zipingbiao.template.reading.planned import FormPlan
from zipingbiao.template.reading.regions import Canvas, Region, Window, around
from zipingbiao.template.words import (
    is_aside,
    is_label,
    is_note,
    is_other_title,
    is_subtotal,
    is_title,
    is_title_half,
    unit_said,
    year_of_line,
)
from zipingbiao.values.text import plain

#: Below this share of its labels it is not that form; below the second, it is said aloud.
FIT_ENOUGH = 0.55
FIT_GOOD = 0.8
#: A form of few labels must have nearly all of them, or its own title.
_FEW_LABELS = 12
_TITLE_BONUS = 0.08
_TOP_ROWS = 6
_LONGEST_LINE = 60


class Found(NamedTuple):
    """One form on a sheet: which layout, and where everything stands."""

    form: Form
    plan: FormPlan


class _Match(NamedTuple):
    """A form laid over a window, and where the next form may begin below it."""

    score: float
    form: Form
    alignment: Alignment
    window: Window
    title: Region | None
    rest: int | None


class Finder:
    """Finds forms of some layouts on one sheet."""

    def __init__(self, forms: Sequence[Form], lexicon: Lexicon, canvas: Canvas) -> None:
        self._forms = forms
        self._lexicon = lexicon
        self._canvas = canvas
        self._labels = LabelMap(lexicon, canvas)

    def found(self) -> tuple[Found, ...]:
        """All forms, from top to bottom and left to right."""
        blocks = Blocks(self._lexicon, self._labels, self._canvas).split()
        matches = [match for block in blocks for match in self._stack(block)]
        matches.sort(key=lambda match: (match.window.top, match.window.left))
        return tuple(map(self._planned, matches))

    def _planned(self, match: _Match) -> Found:
        planner = Planner(
            match.form.shape, self._canvas, match.window, match.title, match.alignment
        )
        plan = planner.plan()
        extras = dict(_extras(self._canvas, match.window, match.alignment, plan.addresses))
        area = plan.area
        for address in extras.values():
            area = around(area, self._canvas.box(*cell_place(address)))
        return Found(match.form, replace(plan, extras=extras, area=area))

    # Below each other

    def _stack(self, block: Window) -> Iterator[_Match]:
        """The forms of one block of columns, from top to bottom."""
        last: _Match | None = None
        for window in self._segments(block):
            title = self._title_of(window)
            if title is not None and is_other_title(title.text):
                if last is not None:
                    yield last
                last = None
                continue
            matches = list(self._peel(window))
            if not matches and last is not None and (longer := self._continued(last, window)):
                last = longer
                continue
            for match in matches:
                if last is not None:
                    yield last
                last = match
        if last is not None:
            yield last

    def _segments(self, block: Window) -> Iterator[Window]:
        """The block cut at its titles."""
        tops = list(self._title_rows(block))
        if not tops or tops[0] > block.top:
            tops.insert(0, block.top)
        for top, following in zip(tops, [*tops[1:], block.bottom + 1], strict=True):
            if following > top:
                yield block._replace(top=top, bottom=following - 1)

    def _title_rows(self, block: Window) -> Iterator[int]:
        """The rows where titles stand, with the lines above that belong to them."""
        lines = dict(self._canvas.lines(block))
        if not lines:
            return
        left = min(regions[0].area.left for regions in lines.values())
        right = max(regions[-1].area.right for regions in lines.values())
        above = 0
        for number, regions in lines.items():
            title = next((r for r in regions if is_title(r.text) or is_other_title(r.text)), None)
            if title is not None and _stands_alone(title, regions, left, right):
                yield self._top_line(number, above, lines)
                above = number

    def _top_line(self, number: int, above: int, lines: Mapping[int, Sequence[Region]]) -> int:
        """The first of the lines above a title that belong to it; one may be blank between."""
        top = number
        for row in range(number - 1, max(above, number - _TOP_ROWS), -1):
            if row in lines and not self._is_line(lines[row]):
                break
            if row in lines:
                top = row
            elif row + 1 not in lines:
                break
        return top

    def _title_of(self, window: Window) -> Region | None:
        """The title in the first rows of a window, before any label."""
        for _, regions in self._canvas.lines(window._replace(bottom=window.top + _TOP_ROWS)):
            for region in regions:
                if is_title(region.text) or is_other_title(region.text):
                    return region
            if len(regions) > 2:
                return None
        return None

    def _peel(self, window: Window) -> Iterator[_Match]:
        """The forms of a window without titles between them."""
        match = self._best(window)
        while match is not None:
            yield match
            if match.rest is None or match.rest > window.bottom:
                return
            window = window._replace(top=match.rest)
            match = self._best(window)

    def _continued(self, last: _Match, window: Window) -> _Match | None:
        """The last form with a window that goes on with it: its head comes again there."""
        shape = last.form.shape
        rows = self._labels.rows(self._forms.index(last.form), window)
        if not any(_has_band(shape, row, shape.last_head) for row in rows):
            return None
        return self._laid(self._forms.index(last.form), last.window._replace(bottom=window.bottom))

    def _is_line(self, regions: Sequence[Region] | None) -> bool:
        """Whether a row holds a line that belongs to the title below it."""
        if not regions or len(regions) > 2:
            return False
        text = regions[0].text
        if len(text) >= _LONGEST_LINE or is_note(text) or is_label(text) or is_subtotal(text):
            return False
        words = spoken(text)
        for number, form in enumerate(self._forms):
            if not form.shape.closing.isdisjoint(self._lexicon.labels_of(number, words)):
                return False
        return is_title(text) or is_aside(text) or (len(regions) == 1 and is_title_half(text))

    # The layout that fits

    def _best(self, window: Window) -> _Match | None:
        best: _Match | None = None
        for number in range(len(self._forms)):
            match = self._laid(number, window)
            if match is not None and (best is None or match.score > best.score):
                best = match
        return best

    def _laid(self, number: int, window: Window) -> _Match | None:
        """A form laid over a window, where it fits well enough."""
        form = self._forms[number]
        rows = self._labels.rows(number, window)
        if likely(form.shape, rows) < FIT_ENOUGH:
            return None
        rest = _restart(form.shape, rows)
        own = rows if rest is None else [row for row in rows if row.number < rest]
        alignment = align(form.shape, own)
        if alignment.fit < FIT_ENOUGH or not form.has_required(alignment):
            return None
        if rest is not None:
            rest = self._with_lines_above(rest, window)
        window = window if rest is None else window._replace(bottom=rest - 1)
        title = self._title(form, window, min(alignment.rows.values()))
        entitled = title is not None and form.entitles(self._shown(title))
        if form.shape.weight < _FEW_LABELS and not entitled and alignment.fit < FIT_GOOD:
            return None
        if title is not None and form.contradicts(title.text):
            return None
        score = alignment.fit + (_TITLE_BONUS if entitled else 0)
        return _Match(score, form, alignment, window, title, rest)

    def _with_lines_above(self, row: int, window: Window) -> int:
        """A form's first row, with the title and the year above its first labels."""
        top = row
        while top - 1 > window.top and row - top < _TOP_ROWS:
            lines = self._canvas.lines(window._replace(top=top - 1, bottom=top - 1))
            regions = next((regions for _, regions in lines), None)
            if regions is not None and not self._is_line(regions):
                break
            top -= 1
        return top

    def _title(self, form: Form, window: Window, first: int) -> Region | None:
        """The title of a form: above its first labels, whole where it was broken in two."""
        above = [
            region
            for region in self._canvas.within(window._replace(bottom=first - 1))
            if len(region.text) < _LONGEST_LINE and not year_of_line(region.text)
        ]
        titles = [region for region in above if is_title(region.text)]
        for title in reversed(titles):
            whole = self._joined_title(form, title, above)
            if whole is not None:
                return whole
        if titles:
            return titles[-1]
        worded = [r for r in above if _is_worded(r.text)]
        return worded[-1] if worded else self._joined_title(form, None, above)

    def _joined_title(
        self, form: Form, title: Region | None, above: Sequence[Region]
    ) -> Region | None:
        """A title that fits the form's, alone or with a neighbour before it."""
        if title is not None and form.entitles(self._shown(title)):
            return title
        for first, second in pairwise(above):
            if title is not None and second is not title:
                continue
            whole = Region(
                around(first.area, second.area),
                first.address,
                first.text + second.text,
                (second.address,),
            )
            if is_title(whole.text) and form.entitles(self._shown(whole)):
                return whole
        return None

    def _shown(self, title: Region) -> str:
        shown = self._canvas.sheet.shown
        return "".join(plain(shown(address)) for address in (title.address, *title.parts))


def _is_worded(text: str) -> bool:
    """Whether a line above a form that has no title in its usual wording may be one."""
    return "自评" in text or ("绩效" in text and "表" in text)


def _stands_alone(title: Region, regions: Sequence[Region], left: int, right: int) -> bool:
    """Whether a title has its row for itself, and stands where titles do."""
    area = title.area
    wide = 2 * (area.right - area.left + 1) >= right - left + 1
    if not (wide or area.left <= left + 1):
        return False
    return all(
        other is title or (len(other.text) < 16 and (is_title(other.text) or is_aside(other.text)))
        for other in regions
    )


def _has_band(shape: FormShape, row: LabelRow, band: int) -> bool:
    """Whether a row holds most of a band of labels."""
    labels = shape.bands[band]
    found = sum(label.index in row.candidates for label in labels)
    return found >= max(2, len(labels) // 3)


def _restart(shape: FormShape, rows: Sequence[LabelRow]) -> int | None:
    """The row where the next form begins, by its first labels that come again."""
    headed = ended = False
    for row in rows:
        opens = not shape.opening.isdisjoint(row.candidates)
        if not shape.opening:
            opens = ended and _has_band(shape, row, 0)
        if opens and headed:
            return row.number
        headed = headed or _has_band(shape, row, shape.last_head)
        ended = ended or (headed and not shape.closing.isdisjoint(row.candidates))
    return None


def _extras(
    canvas: Canvas, window: Window, alignment: Alignment, used: frozenset[str]
) -> Iterator[tuple[str, str]]:
    """Where the year and the money unit are said, in a line or a label that holds no field."""
    first = min(alignment.rows.values(), default=window.top)
    above = window._replace(bottom=min(max(first, window.top) + _TOP_ROWS, window.bottom))
    near = [region for region in canvas.within(above) if len(region.text) < _LONGEST_LINE]
    top = [region for region in near if region.address not in used]
    labels = [region for region in alignment.found.values() if len(region.parts) == 0]
    for region in [*labels, *top]:
        if unit_said(region.text):
            yield "header.money_unit", region.address
            break
    for region in top:
        if year_of_line(region.text):
            yield "year", region.address
            break
