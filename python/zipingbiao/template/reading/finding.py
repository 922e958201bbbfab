"""Find the forms on a sheet, and which layout each is.

A form that is of no known layout is read by its blocks, with the words that were seen anywhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import NamedTuple

from zipingbiao.domain.years import year_of_line
from zipingbiao.model import SELF_EVALUATION
from zipingbiao.ooxml.address import Area
from zipingbiao.template.reading.areas import Areas, FormArea
from zipingbiao.template.reading.bands import Band
from zipingbiao.template.reading.forms import Form, Forms
from zipingbiao.template.reading.heads import Heads
from zipingbiao.template.reading.layering import over
from zipingbiao.template.reading.plan import Planner
from zipingbiao.template.reading.planned import FormPlan
from zipingbiao.template.reading.regions import Canvas, Region, Window, around
from zipingbiao.template.reading.strips import opens
from zipingbiao.template.reading.vocabulary import Words
from zipingbiao.template.words import (
    is_other_title,
    is_report_title,
    is_title,
    is_title_half,
    kind_of_title,
)
from zipingbiao.values.text import plain

#: Below this share of its labels it is not that form; below the second, it is said aloud.
FIT_ENOUGH = 0.72
FIT_GOOD = 0.8
#: A form of few labels must have nearly all of them, or its own title.
_FEW_LABELS = 12
_TITLE_BONUS = 0.08
#: What each column that a layout does not have takes from its likeness.
_STRANGER = 0.03
_LONGEST_LINE = 60
#: Labels are looked for in so many of the first and of the last rows of a form.
_MOST_LINES = 200
#: Of two layouts as near, the one is right whose own wordings stand there.
_EXACT = 0.02
#: A table of so many columns shows a form that has neither title nor labels above it.
_FULL_TABLE = 5
#: A title stands no further above its table.
_FAR_TITLE = 12
#: So a title does not begin: what does may be the second half of one.
_SECOND_HALVES = ("绩效", "自评", "评价", "支出")
#: The layout of a form that is none of the known ones.
OTHER = "other"


class Nearest(NamedTuple):
    """The layout that is most like a form, and the share of its labels that are there."""

    form: Form
    share: float


class Found(NamedTuple):
    """One form on a sheet: which layout (None for another one), and where everything stands."""

    form: Form | None
    plan: FormPlan
    kind: str
    nearest: Nearest | None


class _Above(NamedTuple):
    """What stands above the first labels of a form: the lines, the titles among them, the one
    that its area has, what may be one though it is not worded so.
    """

    regions: Sequence[Region]
    titles: Sequence[Region]
    named: Region | None
    worded: Sequence[Region]


class Finder:
    """Finds forms on one sheet: of some layouts, or by the words that are common to all."""

    def __init__(self, forms: Forms, common: Words, words: Words, canvas: Canvas) -> None:
        self._forms = forms
        self._common = common
        self._words = words
        self._canvas = canvas

    @cached_property
    def areas(self) -> Areas:
        """The areas of the forms."""
        return Areas(self._canvas, self._words)

    def found(self) -> tuple[Found, ...]:
        """All forms, from top to bottom and left to right."""
        found = (
            Finder(self._forms, self._common, self._words, self._canvas.clipped(area.window))._form(
                area
            )
            for area in self.areas.found()
        )
        return tuple(one for one in found if one is not None)

    def _form(self, area: FormArea) -> Found | None:
        above = self._above(area)
        title = self._title(above, None)
        if title is not None and is_other_title(title.text):
            return None
        ranked = sorted(self._fits(area, above, title), key=lambda one: -one[0])
        kind = (kind_of_title(title.text) if title else None) or SELF_EVALUATION
        for _, near, complete in ranked:
            own = self._title(above, near.form)
            if self._is_it(near, complete, own):
                return self._planned(area._replace(title=own), near)
        if not self._is_form(area, title):
            return None
        nearest = ranked[0][1] if ranked else None
        words = _of_kind(self._common, kind == SELF_EVALUATION)
        planner = Planner(self._canvas, area._replace(title=title), words)
        return Found(None, planner.plan(), kind, nearest)

    def _planned(self, area: FormArea, near: Nearest) -> Found:
        form = near.form
        words = _of_layout(form.words, self._common, form.kind == SELF_EVALUATION)
        return Found(form, Planner(self._canvas, area, words).plan(), form.kind, near)

    def _fits(
        self, area: FormArea, above: _Above, title: Region | None
    ) -> Iterator[tuple[float, Nearest, bool]]:
        """The layouts with how much each is like the form."""
        bands = [
            band
            for band in Heads(self._canvas, self._words).bands(area.window)
            if not area.mains or not band.beside(area.mains[0])
        ]
        right = max([band.right for band in bands], default=area.window.right)
        window = area.window._replace(right=right)
        lines = [line for _, line in self._canvas.lines(window)]
        if len(lines) > 2 * _MOST_LINES:
            lines = lines[:_MOST_LINES] + lines[-_MOST_LINES:]
        texts = [r.text for line in lines for r in line if len(r.text) < _LONGEST_LINE]
        columns = {(band.item, name) for band in bands for name in band.columns}
        for form, said in zip(self._forms, self._forms.said_by(texts), strict=True):
            fit = form.fit(said, columns)
            own = self._title(above, form) or title
            entitled = own is not None and form.entitles(self._shown(own))
            if own is not None and fit.share == 1:
                entitled = entitled or form.is_called(self._shown(own))
            score = fit.share + (_TITLE_BONUS if entitled else 0) - _STRANGER * fit.strangers
            score += _EXACT * fit.exact
            if own is not None and form.contradicts(own.text):
                score -= 1
            yield score, Nearest(form, fit.share), fit.complete

    def _is_it(self, near: Nearest, complete: bool, title: Region | None) -> bool:
        """Whether a form is of the layout that is nearest to it."""
        form, share = near
        if share < FIT_ENOUGH or not complete:
            return False
        entitled = title is not None and form.entitles(self._shown(title))
        if form.shape.weight < _FEW_LABELS and not entitled and share < FIT_GOOD:
            return False
        return title is None or not form.contradicts(title.text)

    def _is_form(self, area: FormArea, title: Region | None) -> bool:
        """Whether what is of no known layout is a form at all: it has a title or other parts."""
        if any(band.item == "payment" for band in area.mains):
            return False
        if title is not None and (is_title(title.text) or not area.mains):
            return True
        window = area.window
        bands = Heads(self._canvas, self._words).bands(window)
        parts = {band.item for band in bands}
        labels = {
            label.term
            for region in self._canvas.within(window._replace(bottom=window.top + 40))
            if (label := self._words.label(region.text)) is not None and label.rank < 1
        }
        full = any(len(band.columns) >= _FULL_TABLE for band in area.mains)
        top = min((band.top for band in area.mains), default=window.bottom)
        above = self._canvas.within(window._replace(bottom=top - 1))
        known = full or any(opens(region, self._words, self._canvas) for region in above)
        return known and len(parts) + len(labels) >= 3

    def looks(self, forms: Sequence[Found]) -> list[tuple[str, str]]:
        """What looks like a form and was not read: its first cell, its range."""
        areas = [one.plan.whole for one in forms]
        found: list[tuple[str, str]] = []
        for band in self.areas.bands:
            if any(area.contains(band.top, band.left) for area in areas):
                continue
            if band.is_main and band.item != "payment" and not self._is_of_others(band):
                area = Area(band.top, band.left, self._last_row(band), band.right)
                found.append((area.address, area.name))
        return found

    def _is_of_others(self, band: Band) -> bool:
        """Whether the title above a head is that of another table."""
        for number in range(band.top - 1, max(0, band.top - _FAR_TITLE), -1):
            for region in self._canvas.rows.get(number, ()):
                if region.area.left <= band.right and is_other_title(region.text):
                    return True
        return False

    def _last_row(self, band: Band) -> int:
        """The last row that goes on without a gap below a head."""
        row = band.bottom
        while row + 1 in self._canvas.rows:
            row += 1
        return row

    # Titles

    def _above(self, area: FormArea) -> _Above:
        """What stands above the first labels of a form."""
        first = self._first_row(area)
        window = area.window
        left = min((band.left for band in area.mains), default=window.left)
        right = max((band.right for band in area.mains), default=window.right)
        above = [
            region
            for region in self._canvas.within(Window(window.top, window.left, first - 1, right))
            if len(region.text) < _LONGEST_LINE and not year_of_line(region.text)
        ]
        titles = [region for region in above if is_title(region.text)]
        worded = [r for r in above if is_report_title(r.text) and r.area.left <= left + 2]
        return _Above(above, titles, area.title, worded)

    def _title(self, above: _Above, form: Form | None) -> Region | None:
        """The title of a form, whole where it was broken in two."""
        if form is not None:
            for title in reversed(above.titles):
                if (whole := self._joined(form, title, above.regions)) is not None:
                    return whole
        last = [*above.worded[-1:], *filter(None, [above.named]), *above.titles[-1:]][-1:]
        if last:
            return self._whole(last[0], above.regions)
        return self._joined(form, None, above.regions) if form is not None else None

    def _whole(self, title: Region, above: Sequence[Region]) -> Region:
        """A title with its first half right above it, where it only is a second one."""
        first = self._canvas.above(title) if title.text.startswith(_SECOND_HALVES) else None
        if first is None or first not in above or not is_title_half(first.text):
            return title
        return _together(first, title)

    def _first_row(self, area: FormArea) -> int:
        """The first row of labels below the title."""
        top = area.title.area.bottom + 1 if area.title else area.window.top
        last = min([band.top for band in area.mains], default=area.window.bottom)
        for number, regions in self._canvas.lines(area.window._replace(top=top, bottom=last)):
            for region in regions[:2]:
                text = region.text.partition(":")[0]
                label = self._words.label(text)
                if label is not None and label.term.startswith("header.") and not label.rank:
                    return number
        return last

    def _joined(self, form: Form, title: Region | None, above: Sequence[Region]) -> Region | None:
        """A title that fits the form's, alone or with a neighbour before it."""
        halved = title is not None and title.text.startswith(_SECOND_HALVES)
        if title is not None and form.entitles(self._shown(title)) and not halved:
            return title
        for first, second in pairwise(above):
            if title is not None and second is not title:
                continue
            if halved and not is_title_half(first.text):
                continue
            whole = _together(first, second)
            if is_title(whole.text) and form.entitles(self._shown(whole)):
                return whole
        return title if halved and title is not None and form.entitles(self._shown(title)) else None

    def _shown(self, title: Region) -> str:
        shown = self._canvas.sheet.shown
        return "".join(plain(shown(address)) for address in (title.address, *title.parts))


def _together(first: Region, second: Region) -> Region:
    """The two halves of a title as one."""
    area = around(first.area, second.area)
    return Region(area, first.address, first.text + second.text, (second.address,))


# Words remember what texts say: those of one layout are made once.


@lru_cache(maxsize=8)
def _of_kind(words: Words, yearly: bool) -> Words:
    return replace(words, yearly=yearly)


@lru_cache(maxsize=256)
def _of_layout(own: Words, common: Words, yearly: bool) -> Words:
    return replace(over(own, common), yearly=yearly)
