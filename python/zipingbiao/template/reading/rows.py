"""Tell the rows of a table from all others: items, the total, subtotals, notes, labels."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile
from typing import NamedTuple

from zipingbiao.domain.comparisons import within
from zipingbiao.domain.totals import is_adding_row
from zipingbiao.ooxml.address import MAX_ROW
from zipingbiao.template.reading.bands import Band, Leaf
from zipingbiao.template.reading.headshapes import reach
from zipingbiao.template.reading.regions import Canvas, Region, Window
from zipingbiao.template.reading.rowkinds import COVERED, Kinds
from zipingbiao.template.reading.vocabulary import Words, is_numbered
from zipingbiao.template.words import is_note, is_other_title, is_title
from zipingbiao.values.numbers import Number, read_points
from zipingbiao.values.text import is_blank_mark

#: Rows beyond this are planned only where something stands.
_DENSE_ROWS = 400
#: Below the title of a group stands one of these, lines and heads that come again left out.
_OF_ITEMS = frozenset({"item", "total"})
#: So many items are added up.
_SEVERAL = 2
#: The row of the total stands no further behind a note than this.
_NEAR = 2


#: What a row that adds up may begin with; below all items, and once only, it is the total.
_BARE_SUMS = frozenset({"得分", "实得分", "评分"})
_DIGIT = re.compile(r"\d")
#: What stands between the pages of a form.
_BETWEEN_PAGES = re.compile(
    r"\(?(?:[接续转承]上?下?[页表].{0,4}|第?\d{1,3}页?|-\d{1,3}-|以下空白)\)?"
)


class Row(NamedTuple):
    """A row of a table: its number, what begins in it, the title of its group above it.

    ``points`` are those of the group, where they stand beside its title.
    """

    number: int
    regions: tuple[Region, ...]
    group: Region | None = None
    is_total: bool = False
    points: Region | None = None


class Rows:
    """Tells the rows of tables from all others.

    ``taken`` are all rows of tables; ``labels`` the labels among them; ``idle`` cells say
    something that is no value: subtotals, notes, heads that come again; ``free`` are labels and
    values of fields beside a table, in its rows.
    """

    def __init__(self, canvas: Canvas, window: Window, words: Words, bands: Sequence[Band]) -> None:
        self._canvas = canvas
        self._window = window
        self._words = words
        self._bands = sorted(bands, key=lambda band: (band.top, band.left))
        self.reusable = True
        self.taken: set[int] = set()
        self.labels: list[Region] = []
        self.free: list[Region] = []
        self.idle: set[str] = set()
        self.totals: dict[int, int] = {}
        self._kinds = Kinds(words)
        for band in bands:
            self.taken.update(
                range(band.top, max(band.bottom, band.top) + 1) if not band.paired else ()
            )
            self._sides(band)

    def _sides(self, band: Band) -> None:
        """What stands in the rows of a head beside it: labels down the side, or, where labels
        stand left of their values, a field before them.
        """
        for row in range(band.top, max(band.bottom, band.top) + 1):
            left = [
                region
                for region in self._canvas.rows.get(row, ())
                if self._window.left <= region.area.left < band.left and region not in band.regions
            ]
            label = self._words.label(left[0].text) if band.paired and len(left) > 1 else None
            field = label is not None and label.term.startswith("header.")
            (self.free if field else self.labels).extend(left)

    def of(self, band: Band) -> list[Row]:
        """The items below a head, in order, and the row of the total, where there is one."""
        below = next((b for b in self._bands if b.top > band.top and not b.beside(band)), None)
        crown = self._crown(below) if below and band.item != "goal" else ()
        if crown:
            self.taken.add(crown[0].area.top)
            self.labels += crown
        end = self._end(below, crown)
        numbers = [n for n in self._canvas.numbers if band.bottom < n <= end]
        if not numbers:  # nothing was filled in: the row says where it belongs
            return [Row(band.bottom + 1, ())] if band.bottom < end else []
        if band.paired and band.item == "goal":
            numbers = numbers[:1]
        dense = numbers[-1] - band.bottom < _DENSE_ROWS
        if not dense:
            self.reusable = False
        rows = range(band.bottom + 1, numbers[-1] + 1) if dense else numbers
        return list(self._items(band, list(takewhile(lambda n: not self._ends(band, n), rows))))

    def _ends(self, band: Band, number: int) -> bool:
        """Whether in a row something else begins."""
        regions = self._inside(band, number)
        return bool(regions) and self._kinds.of(band, regions) == "end"

    def _end(self, below: Band | None, crown: Sequence[Region]) -> int:
        """The last row that may belong to a head: before the next head below it."""
        top = crown[0].area.top if crown else below.top if below else MAX_ROW
        last = self._canvas.numbers[-1] if self._canvas.numbers else 0
        return min(top - 1, self._window.bottom, last)

    def _crown(self, band: Band) -> Sequence[Region]:
        """Labels right above a head that say nothing known and stand over several of it."""
        above = self._canvas.rows.get(band.top - 1, ())
        crown = [r for r in above if r.area.left <= band.right and r.area.right >= band.left]
        edges = {leaf.left for leaf in band.leaves} | {band.right + 1}
        fits = len(crown) > 1 and all(
            r.area.left in edges and r.area.right + 1 in edges and not self._is_value(r.text)
            for r in crown
        )
        return crown if fits and any(self._over(band, r) > 1 for r in crown) else ()

    def _over(self, band: Band, region: Region) -> int:
        """Over how many columns of a head a label stands."""
        return sum(region.area.left <= leaf.left <= region.area.right for leaf in band.leaves)

    def _is_value(self, text: str) -> bool:
        """Whether a text may be of a row: it has digits, is a mark, or stands beside a value."""
        words = self._words
        named = words.label(text) or words.key_item(text) or words.is_known(text)
        return bool(named) or _DIGIT.search(text) is not None or is_blank_mark(text)

    def _inside(self, band: Band, number: int) -> tuple[Region, ...]:
        """What begins in a row, up to the tables beside this one."""
        left, right = self._window.left, self._window.right
        for other in self._bands:
            if other.item == band.item and other.top == band.top and other.beside(band):
                if other.right < band.left:
                    left = max(left, band.left)
                else:
                    right = min(right, other.left - 1)
        rows = self._canvas.rows.get(number, ())
        return tuple(r for r in rows if left <= r.area.left <= right)

    def _items(self, band: Band, rows: Sequence[int]) -> Iterator[Row]:
        last_full = self._last_full(band, rows)
        group, points = self._group_above(band), None
        stopped = again = 0
        sums: list[tuple[int, tuple[Region, ...]]] = []
        items: list[tuple[Region, ...]] = []
        opening = False
        early: list[tuple[int, tuple[Region, ...]]] = []
        for number in rows:
            regions = self._inside(band, number)
            kind = self._kinds.of(band, regions) if regions else "blank"
            if kind == "head":
                again = reach([r for r in regions if self._words.head(band.item, r.text)])
            kind = "head" if number <= again else kind
            if kind in ("item", "line") and self._titles_next(band, number, rows):
                kind = "group"
            if kind == "total":
                near = number >= last_full and number <= (stopped or number) + _NEAR
                if near or self._closes(band, number, regions, items, rows):
                    yield self._total(number, regions)
                    return
                if number < last_full:
                    early.append((number, regions))
                    opening = opening or not items
                self._idle(number, regions)
            elif kind == "head":
                self._idle(number, regions)
            elif kind == "count":
                self._idle(number, regions)
                self.labels += regions
            elif kind == "line":
                sums += [(number, regions)] if regions[0].text in _BARE_SUMS else []
                self._across(number, regions)
            elif kind == "group":
                named = (r for r in regions if self._words.titles_group(r.text))
                group = next(named, regions[0])
                points = self._kinds.points(band, regions)
                self._idle(number, [r for r in regions if r not in (group, points)])
                self.labels.append(group)
            elif kind in ("note", "label"):
                self.reusable = self.reusable and last_full < number
                if kind == "note":
                    self._idle(number, regions)
                stopped = stopped or number
                if kind == "label" and band.item in ("fund", "goal"):
                    return
            else:
                full = bool(regions) and self._kinds.is_full(band, regions)
                if stopped and full and number <= last_full:
                    stopped = 0
                if not stopped:
                    self.taken.add(number)
                    items += [regions] if regions else []
                    group = None if self._kinds.begins_group(band, regions) else group
                    yield Row(number, regions, group, points=points if group else None)
        if len(sums) == 1 and not early and sums[0][0] > last_full and len(sums[0][1]) > 1:
            self.idle.difference_update(region.address for region in sums[0][1])
            yield self._total(*sums[0])
        yield from self._early_total(early, opening)

    def _titles_next(self, band: Band, number: int, rows: Sequence[int]) -> bool:
        """Whether a row titles a group, numbered or with points, and items of it follow."""
        regions = self._inside(band, number)
        numbered = len(regions) == 1 and is_numbered(regions[0].text)
        if not numbered and not self._kinds.titles_group(band, regions):
            return False
        following = (own for n in rows if n > number and (own := self._inside(band, n)))
        below = next((own for own in following if self._kinds.of(band, own) in _OF_ITEMS), None)
        if below is None or self._kinds.of(band, below) == "total":
            self.reusable = self.reusable and numbered
            return False
        self.reusable = False
        if numbered:
            return self._kinds.is_full(band, below) and self._kinds.is_scored(band, below)
        return not self._kinds.titles_group(band, below)

    def late_total(self, band: Band) -> Row | None:
        """The row of the total that stands below other tables, under the heads of the points."""
        points = [leaf for name, leaf in band.columns.items() if name in ("weight", "score")]
        last = max(one.bottom for one in self._bands)
        for number, line in self._canvas.lines(self._window._replace(top=last + 1)):
            under = [r for r in line[1:] for p in points if p.left <= r.area.left <= p.right]
            if number not in self.taken and under and self._kinds.begins_total(line[0].text):
                return self._total(number, tuple(line))
        return None

    def _group_above(self, band: Band) -> Region | None:
        """The title of the first group, where it stands across right above the head."""
        above = self._inside(band, band.top - 1) if band.item == "indicator" else ()
        if len(above) != 1 or self._kinds.covered(band, above[0]) < COVERED:
            return None
        if not self._words.titles_group(above[0].text):
            return None
        self.taken.add(band.top - 1)
        self.labels.append(above[0])
        return above[0]

    def _total(self, number: int, regions: tuple[Region, ...]) -> Row:
        """A row as that of the total."""
        self.taken.add(number)
        self.labels += regions[: 1 + (not self._words.is_total(regions[0].text))]
        return Row(number, regions, is_total=True)

    def _closes(
        self,
        band: Band,
        number: int,
        regions: Sequence[Region],
        items: Sequence[Sequence[Region]],
        rows: Sequence[int],
    ) -> bool:
        """Whether the row of a total adds up the points above it, and another table follows it:
        behind a line or a gap, with no total below.
        """
        own = band.columns.get("weight") or band.columns.get("score")
        below = [self._inside(band, n) for n in rows if n > number]
        kinds = [self._kinds.of(band, one) if one else "blank" for one in below]
        if own is None or kinds[:1] == ["item"] or "total" in kinds or len(items) < _SEVERAL:
            return False
        self.reusable = False
        points = [_points_under(own, one) for one in items]
        whole = _points_under(own, regions)
        known = [one for one in points if one is not None]
        return whole is not None and len(known) == len(points) and within(sum(known), whole, 0.01)

    def _early_total(
        self, early: Sequence[tuple[int, tuple[Region, ...]]], opening: bool
    ) -> Iterator[Row]:
        """The total that has items behind it, where no other stands below them.

        总分 alone is one, and what stands before all items (``opening``); 合计 behind some may be
        that of the items above it only, and is told as not read.
        """
        if not early:
            return
        self.reusable = False
        scores = [one for one in early if any("分" in r.text for r in one[1][:2])]
        scores = [*early] if opening and not scores else scores
        for number, regions in scores if len(scores) == 1 else ():
            self.idle.difference_update(region.address for region in regions)
            yield self._total(number, regions)
        if len(early) == 1 and not scores:
            number, regions = early[0]
            self.idle.difference_update(region.address for region in regions)

    def _idle(self, number: int, regions: Sequence[Region]) -> None:
        self.taken.add(number)
        self.idle.update(region.address for region in regions)

    def _across(self, number: int, regions: Sequence[Region]) -> None:
        """A line across a table; what is none of the usual ones is told."""
        self.taken.add(number)
        for region in regions:
            text = region.text
            usual = is_adding_row(text) or is_note(text) or _BETWEEN_PAGES.fullmatch(text)
            if len(regions) > 1 or usual or is_title(text) or is_other_title(text):
                self.idle.add(region.address)

    def _last_full(self, band: Band, rows: Sequence[int]) -> int:
        """The last row that is surely an item, where totals, notes or labels stand before it."""
        last = 0
        for number in reversed(rows):
            regions = self._inside(band, number)
            if (
                regions
                and self._kinds.is_full(band, regions)
                and self._kinds.of(band, regions) == "item"
            ):
                if self._kinds.is_scored(band, regions):
                    return number
                last = last or number
        return last


def _points_under(leaf: Leaf, regions: Sequence[Region]) -> Number | None:
    """The points in a column of a row."""
    texts = (region.text for region in regions if leaf.left <= region.area.left <= leaf.right)
    return next((read_points(text) for text in texts), None)
