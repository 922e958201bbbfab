"""Decide where each field of a form stands in its area.

What the planner looked at besides labels is written down in the plan, so that it is used again
only where a fresh look would give the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import reduce

from zipingbiao.domain.years import year_of_line
from zipingbiao.ooxml.address import Area, cell_place
from zipingbiao.template.reading.areas import FormArea
from zipingbiao.template.reading.bands import Band
from zipingbiao.template.reading.heads import Heads
from zipingbiao.template.reading.planned import FormPlan, ListPlan, RowPlan, Spot, list_plan
from zipingbiao.template.reading.regions import UNCOUNTED, Canvas, Region, Window, around
from zipingbiao.template.reading.rows import Row, Rows
from zipingbiao.template.reading.scalars import Scalars
from zipingbiao.template.reading.tables import Table
from zipingbiao.template.reading.turned import turned_funds
from zipingbiao.template.reading.vocabulary import Words
from zipingbiao.template.words import unit_said

_LONGEST_LINE = 60
#: A label down the side is at least so high, or is known.
_SIDE = 2


class Planner:
    """Turns an area and some words into addresses."""

    def __init__(self, canvas: Canvas, area: FormArea, words: Words) -> None:
        self.canvas = canvas
        self.words = words
        self.title = area.title
        self.reusable = True
        bands = Heads(canvas, words).bands(area.window)
        mains = [band for band in bands if band.is_main]
        self.bands: list[Band] = []
        for band in bands:
            if mains and all(band.beside(main) for main in mains):
                continue
            if self._is_of_others(band):
                self.bands.append(band.without_fields())
            elif not any(band.repeats(other) for other in self.bands):
                self.bands.append(band)
        self.window = self._bounds(area.window)
        self.rows = Rows(canvas, self.window, words, self.bands)
        self.tables = [table for band in self.bands for table in self._tables(band)]
        own = [table for table in self.tables if table.item == "indicator"]
        if own and not any(table.has_total for table in own):
            own[-1].ends_with(self.rows.late_total(own[-1].band))

    def _is_of_others(self, band: Band) -> bool:
        """Whether the rows of a table of amounts are no funds: 三公经费, the parts of a project.

        子项目名称 | 安排资金 lists the money of the funds above it once more.
        """
        if band.item != "fund":
            return False
        rows = [self.canvas.rows.get(band.bottom + n, ()) for n in (1, 2)]
        if any(self.words.is_apart(one.text) for row in rows for one in row[:2]):
            return True
        above = any(one.item == "fund" and one.columns for one in self.bands)
        if not above or band.paired or "source" in band.columns:
            return False
        if any(self.words.key_item(one.text) == "fund" for one in rows[0]):
            return False
        first = min((leaf.left for leaf in band.columns.values()), default=0)
        before = [r.text for r in self.canvas.rows[band.top] if r.area.right + 1 == first]
        said = [self.words.head("payment", text) for text in before]
        return any(one is not None and one.name == "item" for one in said)

    # The borders of the form

    def _bounds(self, window: Window) -> Window:
        """The form's own columns: those of its tables, its labels, its title."""
        if not self.bands:
            return window
        left = min(band.left for band in self.bands)
        right = max(band.right for band in self.bands)
        near = window._replace(right=left - 1)
        for region in self.canvas.within(near):
            tall = region.area.bottom - region.area.top >= _SIDE
            if tall or self.words.knows(region.text) or self.words.leads.match(region.text):
                left = min(left, region.area.left)
        if self.title is not None:
            left = min(left, self.title.area.left)
            if self.title.area.left <= right:
                right = max(right, self.title.area.right)
        last = max(band.bottom for band in self.bands)
        for region in self.canvas.within(window._replace(left=left, right=right, bottom=last)):
            right = max(right, region.area.right)
        return window._replace(left=left, right=min(right, window.right))

    # Tables

    def _tables(self, band: Band) -> Iterator[Table]:
        """The tables under a head; one head may serve several lists: 收入, 支出."""
        rows = self.rows.of(band)
        self.reusable = self.reusable and self.rows.reusable
        items: dict[str, list[Row]] = {}
        item = band.item
        for row in rows:
            item = self._item_of(row, band, item)
            items.setdefault(item, []).append(row)
        for name, own in items.items() or [(band.item, [])]:
            yield Table(self.canvas, self.window, self.words, band, name, own)

    def _item_of(self, row: Row, band: Band, item: str) -> str:
        if band.item not in ("revenue", "expenditure"):
            return band.item
        found = next((k for r in row.regions[:2] if (k := self.words.key_item(r.text))), None)
        return found if found in ("revenue", "expenditure") else item

    # The plan

    def plan(self) -> FormPlan:
        """The plan of the form."""
        by_item: dict[str, list[Table]] = {}
        for table in self.tables:
            if table.band.columns:
                by_item.setdefault(table.item, []).append(table)
        loose = [
            region
            for number, regions in self.canvas.lines(self.window)
            for region in regions
            if number not in self.rows.taken or region in self.rows.free
        ]
        turned = None if "fund" in by_item else turned_funds(self.words, loose)
        if turned is not None:
            self.reusable = False
            self.rows.labels += turned.labels
            loose = [region for region in loose if region.address not in turned.taken]
        first = min((band.top for band in self.bands if band.item == "indicator"), default=0)
        scalars = Scalars(self.canvas, self.window, self.words, loose, self.title, first)
        total = [spot for table in self.tables for spot in table.total()]
        singles = scalars.spots({spot.tag.term for spot in total})
        rows = {
            item: [row for table in tables for row in table.plans()]
            for item, tables in by_item.items()
        }
        if turned is not None:
            rows["fund"] = turned.plans
        if "fund" in rows or scalars.funds.any:
            rows["fund"] = scalars.funds.plans(rows.get("fund", ()))
        if "goal" not in rows and (goals := scalars.goals()):
            rows["goal"] = goals
        lists = [list_plan(item, own) for item, own in rows.items()]
        spots = (*singles, *total)
        title = (self.title.address, *self.title.parts) if self.title else ()
        labels = dict(self._labels(scalars))
        sources = [*_sources(rows.get("fund", ()))]
        extras = dict(self._extras(loose, spots, sources))
        data = set(_data_addresses(spots, lists))
        self.reusable = self.reusable and scalars.reusable and all(t.reusable for t in self.tables)
        if any(r.text == UNCOUNTED for r in self.canvas.within(self.window)):
            self.reusable = False
        return FormPlan(
            title=title,
            scalars=spots,
            lists=tuple(lists),
            addresses=frozenset({*title, *labels, *data, *extras.values()}),
            area=self._area(spots, labels, extras),
            reusable=self.reusable,
            filled=frozenset({*scalars.filled, *_lines(spots)}),
            extras=extras,
            fixed={a: t for a, t in labels.items() if a not in data},
            columns=tuple(column for table in self.tables for column in table.unread()),
            idle=frozenset(self.rows.idle | {a for table in self.tables for a in table.idle}),
            beside=dict(scalars.beside),
            figures=frozenset(scalars.funds.figures),
            alike=(*scalars.alike, *(one for table in self.tables for one in table.alike())),
        )

    def _labels(self, scalars: Scalars) -> Iterator[tuple[str, str]]:
        """All cells that are labels, with their texts."""
        for band in self.bands:
            for region in band.regions:
                yield region.address, region.text
        for region in (*scalars.labels, *self.rows.labels):
            yield region.address, region.text
            for part in region.parts:
                yield part, ""

    def _area(
        self, spots: Sequence[Spot], labels: Mapping[str, str], extras: Mapping[str, str]
    ) -> Area:
        """The rectangle that holds title, labels, single fields and all columns."""
        places = [*labels, *extras.values(), *(spot.address for spot in spots)]
        boxes = [self.canvas.box(*cell_place(address)) for address in places]
        boxes += [self.title.area] if self.title else []
        boxes += [Area(b.top, b.left, b.top, b.right) for b in self.bands]
        if not self.bands:  # an account in words: all of it
            boxes += [region.area for region in self.canvas.within(self.window)]
        return reduce(around, boxes)

    def _is_line(self, text: str) -> bool:
        """Whether a text may be a line above the form: one with a label first, however long."""
        return len(text) < _LONGEST_LINE or self.words.leads.match(text) is not None

    def _extras(
        self, loose: Sequence[Region], spots: Sequence[Spot], sources: Sequence[str]
    ) -> Iterator[tuple[str, str]]:
        """Where the year and the money unit are said, in a label or a line above the form.

        The cells ``sources`` name funds: where all say one unit, that is it.

        Never in a cell that is a field's value: 1900 may be a score.
        """
        found = {spot.tag.term for spot in spots}
        values = {spot.address for spot in spots if spot.pattern is None and spot.after is None}
        first = min([band.top for band in self.bands if band.is_main] or [self.window.bottom])
        heads = [r for band in self.bands if not band.is_main for r in band.regions]
        if not any(band.item != "payment" for band in self.bands if band.is_main):
            heads += [r for band in self.bands for r in band.regions]
        top = [
            r for r in loose if r.area.top < first and r is not self.title and self._is_line(r.text)
        ]
        sides = self.rows.labels
        if "header.money_unit" not in found:
            known = [r for r in top if self.words.knows(r.text)]
            others = {unit_said(r.text) for r in top} - {None}
            unknown = top if len(others) == 1 else []  # 单价（元）, 总额（万元）: of another table
            named = [r for a in sources if (r := self.canvas.at(*cell_place(a))) is not None]
            own = named if len({unit_said(r.text) for r in named}) == 1 else []
            for region in (*sides, *known, *heads, *unknown, *own):
                if unit_said(region.text):
                    yield "header.money_unit", region.address
                    break
        if "year" not in found:
            for region in top:
                alone = not region.text.isdecimal() or len(self.canvas.rows[region.area.top]) == 1
                if alone and region.address not in values and year_of_line(region.text):
                    yield "year", region.address
                    break


def _lines(spots: Sequence[Spot]) -> Iterator[str]:
    """The cells that say themselves what field they hold: （2020年度）, 单位：某局."""
    for spot in spots:
        if spot.pattern is not None or spot.after is not None:
            yield spot.address


def _sources(rows: Sequence[RowPlan]) -> Iterator[str]:
    """The cells with the names of funds."""
    for row in rows:
        yield from [row.key] if row.key else []
        yield from (spot.address for spot in row.spots if spot.tag.name == "source")


def _data_addresses(spots: Sequence[Spot], lists: Sequence[ListPlan]) -> Iterator[str]:
    """The cells whose content changes from form to form."""
    for spot in spots:
        yield spot.address
    for one in lists:
        for row in one.rows:
            if row.key:
                yield row.key
            for spot in row.spots:
                yield spot.address
                yield from spot.parts
