"""Tell the rows of a table from all others: items, the total, subtotals, notes, labels."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from zipingbiao.domain.totals import is_adding_row
from zipingbiao.glossary import LISTS
from zipingbiao.template.reading.bands import Band
from zipingbiao.template.reading.headshapes import FEWEST_COUNTS, is_counting
from zipingbiao.template.reading.regions import Canvas, Region, Window
from zipingbiao.template.reading.vocabulary import Words
from zipingbiao.template.words import is_note, is_other_title, is_title
from zipingbiao.values.text import is_blank_mark

#: Rows beyond this are planned only where something stands.
_DENSE_ROWS = 400
#: A row looks like an item where so many of its columns are filled.
_FULL = 3
#: The row of the total stands no further behind a note than this.
_NEAR = 2
#: A line across a table covers at least so many of its columns.
_COVERED = 3
_LEVELS = ("level1", "level2", "level3")
#: Lists whose rows have their label in front of them.
_KEYED = frozenset(item for item, term in LISTS.items() if term.key)


_DIGIT = re.compile(r"\d")
#: What stands between the pages of a form.
_BETWEEN_PAGES = re.compile(
    r"\(?(?:[接续转承]上?下?[页表].{0,4}|第?\d{1,3}页?|-\d{1,3}-|以下空白)\)?"
)


class Row(NamedTuple):
    """A row of a table: its number, what begins in it, the title of its group above it."""

    number: int
    regions: tuple[Region, ...]
    group: Region | None = None
    is_total: bool = False


class Rows:
    """Tells the rows of tables from all others.

    ``taken`` are all rows of tables; ``labels`` the labels among them; ``idle`` cells say
    something that is no value: subtotals, notes, heads that come again.
    """

    def __init__(self, canvas: Canvas, window: Window, words: Words, bands: Sequence[Band]) -> None:
        self._canvas = canvas
        self._window = window
        self._words = words
        self._bands = sorted(bands, key=lambda band: (band.top, band.left))
        self.reusable = True
        self.taken: set[int] = set()
        self.labels: list[Region] = []
        self.idle: set[str] = set()
        self.totals: dict[int, int] = {}
        self._kinds: dict[tuple[str, int, int, str], str] = {}
        for band in bands:
            self.taken.update(
                range(band.top, max(band.bottom, band.top) + 1) if not band.paired else ()
            )
            self._sides(band)

    def _sides(self, band: Band) -> None:
        """What stands in the rows of a head beside it: labels down the side."""
        for row in range(band.top, max(band.bottom, band.top) + 1):
            for region in self._canvas.rows.get(row, ()):
                left = self._window.left <= region.area.left < band.left
                if left and region not in band.regions:
                    self.labels.append(region)

    def of(self, band: Band) -> list[Row]:
        """The items below a head, in order, and the row of the total, where there is one."""
        end = self._end(band)
        numbers = [n for n in self._canvas.numbers if band.bottom < n <= end]
        if not numbers:  # nothing was filled in: the row says where it belongs
            return [Row(band.bottom + 1, ())] if band.bottom < end else []
        if band.paired and band.item == "goal":
            numbers = numbers[:1]
        dense = numbers[-1] - band.bottom < _DENSE_ROWS
        if not dense:
            self.reusable = False
        rows = range(band.bottom + 1, numbers[-1] + 1) if dense else numbers
        return list(self._items(band, rows))

    def _end(self, band: Band) -> int:
        """The last row that may belong to a head: before the next head below it."""
        below = [b for b in self._bands if b.top > band.top and not b.beside(band)]
        tops = [(b.top if band.item == "goal" else self._top(b)) - 1 for b in below[:1]]
        last = self._canvas.numbers[-1] if self._canvas.numbers else 0
        return min([*tops, self._window.bottom, last])

    def _top(self, band: Band) -> int:
        """The first row of a head: labels that say nothing known may stand over several of it."""
        above = self._canvas.rows.get(band.top - 1, ())
        crown = [r for r in above if r.area.left <= band.right and r.area.right >= band.left]
        edges = {leaf.left for leaf in band.leaves} | {band.right + 1}
        fits = len(crown) > 1 and all(
            r.area.left in edges and r.area.right + 1 in edges and not self._is_value(r.text)
            for r in crown
        )
        if not fits or not any(self._over(band, r) > 1 for r in crown):
            return band.top
        self.taken.add(band.top - 1)
        self.labels += crown
        return band.top - 1

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
        group = self._group_above(band)
        stopped = again = 0
        early: list[tuple[int, tuple[Region, ...]]] = []
        for number in rows:
            regions = self._inside(band, number)
            kind = self._kind(band, regions) if regions else "blank"
            if kind == "head":
                again = max(r.area.bottom for r in regions if self._words.head(band.item, r.text))
            kind = "head" if number <= again else kind
            if kind == "total":
                if number >= last_full and number <= (stopped or number) + _NEAR:
                    yield self._total(number, regions)
                    return
                if number < last_full:
                    early.append((number, regions))
                self._idle(number, regions)
            elif kind == "head":
                self._idle(number, regions)
            elif kind == "count":
                self._idle(number, regions)
                self.labels += regions
            elif kind == "line":
                self._across(number, regions)
            elif kind == "group":
                group = next(r for r in regions if self._words.is_group(r.text))
                self.taken.add(number)
                self.labels.append(group)
            elif kind in ("note", "label"):
                self.reusable = self.reusable and last_full < number
                if kind == "note":
                    self._idle(number, regions)
                stopped = stopped or number
                if kind == "label" and band.item in ("fund", "goal"):
                    return
            else:
                if stopped and regions and self._is_full(band, regions):
                    stopped = 0
                if not stopped:
                    self.taken.add(number)
                    group = None if self._begins_group(band, regions) else group
                    yield Row(number, regions, group)
        yield from self._early_total(early)

    def late_total(self, band: Band) -> Row | None:
        """The row of the total that stands below other tables, under the heads of the points."""
        points = [leaf for name, leaf in band.columns.items() if name in ("weight", "score")]
        last = max(one.bottom for one in self._bands)
        for number, line in self._canvas.lines(self._window._replace(top=last + 1)):
            under = [r for r in line[1:] for p in points if p.left <= r.area.left <= p.right]
            if number not in self.taken and under and self._begins_total(line[0].text):
                return self._total(number, tuple(line))
        return None

    def _group_above(self, band: Band) -> Region | None:
        """The title of the first group, where it stands across right above the head."""
        above = self._inside(band, band.top - 1) if band.item == "indicator" else ()
        if len(above) != 1 or self._covered(band, above[0]) < _COVERED:
            return None
        if not self._words.is_group(above[0].text):
            return None
        self.taken.add(band.top - 1)
        self.labels.append(above[0])
        return above[0]

    def _total(self, number: int, regions: tuple[Region, ...]) -> Row:
        """A row as that of the total."""
        self.taken.add(number)
        self.labels += regions[: 1 + (not self._words.is_total(regions[0].text))]
        return Row(number, regions, is_total=True)

    def _early_total(self, early: Sequence[tuple[int, tuple[Region, ...]]]) -> Iterator[Row]:
        """The total that has items behind it, where no other stands below them.

        总分 alone is one; 合计 may be that of the items above it only, and is told as not read.
        """
        if not early:
            return
        self.reusable = False
        scores = [one for one in early if any("分" in r.text for r in one[1][:2])]
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
        for number in reversed(rows):
            regions = self._inside(band, number)
            if regions and self._is_full(band, regions) and self._kind(band, regions) == "item":
                return number
        return 0

    def _kind(self, band: Band, regions: Sequence[Region]) -> str:
        """What a row is: item, total, note, label, head, group or another line across."""
        key = band.item, band.top, band.left, regions[0].address
        if key not in self._kinds:
            self._kinds[key] = self._seen_as(band, regions)
        return self._kinds[key]

    def _seen_as(self, band: Band, regions: Sequence[Region]) -> str:
        first = regions[0]
        if is_counting([r.text for r in regions]) or self._counts_fields(band, regions):
            return "count"
        if len(regions) == 1 and (is_title(first.text) or is_other_title(first.text)):
            return "line"
        if self._begins_remarks(band, regions) and not self._fits(band, regions):
            return "label"
        if self._heads_again(band, regions):
            return "head"
        if band.item == "indicator" and (kind := self._adding(band, regions)):
            return kind
        across = [r for r in regions if not self._names_group(band, r)]
        if len(across) == 1 and self._covered(band, across[0]) >= _COVERED:
            text = across[0].text
            section = band.item in ("fund", "goal") and self._words.label(text) is not None
            if self._holds_field(text) or (section and not self._words.key_item(text)):
                return "label"
            return "group" if self._words.is_group(across[0].text) else "line"
        if self._is_note(band, regions):
            return "note"
        return "label" if self._is_label(band, regions) else "item"

    def _counts_fields(self, band: Band, regions: Sequence[Region]) -> bool:
        """Whether numbers count the columns: one that is not read may say something else."""
        if len(regions) <= FEWEST_COUNTS:
            return False
        return any(
            is_counting([r.text for r in regions if not one.left <= r.area.left <= one.right])
            for one in band.leaves
            if not one.name
        )

    def _begins_remarks(self, band: Band, regions: Sequence[Region]) -> bool:
        """Whether the label of remarks stands in front of one text, whatever that says."""
        label = self._words.label(regions[0].text)
        plain = label is not None and label.term == "remarks" and not label.rank
        return plain and len(regions) <= 2 and regions[0].area.left <= self._front(band)

    def _holds_field(self, text: str) -> bool:
        """Whether a line is a label with its value behind it: 自评得分：99.9分."""
        lead = self._words.leads.match(text) if ":" in text else None
        return lead is not None and lead.end < len(text) and not is_note(text)

    def _names_group(self, band: Band, region: Region) -> bool:
        """Whether a region is the name of a group that begins in a line across."""
        tall = region.area.bottom > region.area.top
        columns = (band.columns.get(name) for name in ("level1", "level2"))
        return tall and any(leaf and leaf.left == region.area.left for leaf in columns)

    def _begins_group(self, band: Band, regions: Sequence[Region]) -> bool:
        """Whether a row of items has the name of a group in its own column."""
        own = band.columns.get("level1")
        return own is not None and any(
            own.left <= r.area.left <= own.right and self._words.is_group(r.text) for r in regions
        )

    def _is_note(self, band: Band, regions: Sequence[Region]) -> bool:
        """Whether a note or signatures stand in a row, and no label or item that begins so."""
        notes = sum(is_note(region.text) for region in regions)
        if notes != 1:
            return notes > 1
        first = regions[0].text
        if not is_note(first) or self._words.label(first) is not None:
            return False
        return not self._is_full(band, regions)

    def _adding(self, band: Band, regions: Sequence[Region]) -> str:
        """Whether a row of indicators only adds up others."""
        for region in regions[:2]:
            if self._begins_total(region.text) and region.area.left <= self._level3(band):
                return "total"
        if any(is_adding_row(r.text) for r in regions[:3] if r.area.left <= self._level3(band)):
            return "line"
        return ""

    def _begins_total(self, text: str) -> bool:
        """Whether a text begins the row of the total, plainly or as a label: 自评得分."""
        label = self._words.label(text)
        own = label is not None and label.term == "total.score"
        return self._words.is_total(text) or (own and is_adding_row(text))

    def _level3(self, band: Band) -> int:
        """The last column in which the names of indicators and groups stand."""
        return max([leaf.edge for name, leaf in band.columns.items() if name in _LEVELS], default=1)

    def _heads_again(self, band: Band, regions: Sequence[Region]) -> bool:
        if self._words.key_item(regions[0].text) == band.item:
            return False
        again = sum(self._words.head(band.item, r.text) is not None for r in regions)
        return again > 1 and again * 2 > len(regions) and not band.paired

    def _is_label(self, band: Band, regions: Sequence[Region]) -> bool:
        """Whether a label of the form stands in front: the table has ended."""
        first = regions[0]
        text = first.text
        if (band.paired and first.area.top == band.top) or self._fits(band, regions):
            return False
        if band.paired and band.item == "fund" and self._labels_others(band, regions):
            return True
        if self._words.key_item(text) in (band.item, "revenue", "expenditure"):
            return False
        known = self._words.label(text) is not None or text in self._words.known
        known = known or self._words.is_section(text)
        known = known or (band.item == "goal" and self._words.key_item(text) is not None)
        if not known:
            lead = self._words.leads.match(text) if ":" in text else None
            known = lead is not None and lead.end < len(text)
        if not known or (band.paired and self._words.head(band.item, text)):
            return False
        if band.item in _KEYED and self._words.head(band.item, text) and band.item != "fund":
            return False
        if band.item in ("fund", "goal"):
            return first.area.left <= self._front(band)
        several = sum(self._words.label(r.text) is not None for r in regions) > 1
        return first.area.left <= self._front(band) and (
            several or not self._is_full(band, regions)
        )

    def _labels_others(self, band: Band, regions: Sequence[Region]) -> bool:
        """Whether under labels that stand left of amounts labels of something else stand."""
        places = {leaf.left for leaf in band.leaves}
        texts = [region.text for region in regions if region.area.left in places]
        own = any(self._words.key_item(t) == "fund" or self._words.head("fund", t) for t in texts)
        return not own and any(map(self._words.knows, texts))

    def _fits(self, band: Band, regions: Sequence[Region]) -> bool:
        """Whether a row of goals has its boxes as its heads have them: these are values.

        Right below the heads it is enough that they begin there.
        """
        if band.item != "goal" or band.paired or len(regions) < 2:
            return False
        heads = {(leaf.region.area.left, leaf.region.area.right) for leaf in band.leaves}
        boxes = {(region.area.left, region.area.right) for region in regions}
        below = regions[0].area.top == band.bottom + 1
        return heads >= boxes or (below and {left for left, _ in heads} == {b[0] for b in boxes})

    def _front(self, band: Band) -> int:
        """The last column in which labels in front of rows stand."""
        return max(band.left, min([leaf.edge for leaf in band.leaves if leaf.name] or [band.left]))

    def _is_full(self, band: Band, regions: Sequence[Region]) -> bool:
        """Whether a row looks like an item: something stands in most of its columns."""
        spans = {(leaf.left, leaf.right) for leaf in band.leaves if leaf.meaning}
        filled = {span for span in spans for r in regions if span[0] <= r.area.left <= span[1]}
        return len(filled) >= min(_FULL, len(spans))

    def _covered(self, band: Band, region: Region) -> int:
        """How many columns a box covers."""
        left, right = region.area.left, region.area.right
        return sum(left <= leaf.left and leaf.edge <= right for leaf in band.leaves if leaf.name)
