"""Tell what a row of a table is: an item, the total, a subtotal, a note, a label, a head again."""

from __future__ import annotations

import re
from collections.abc import Sequence

from zipingbiao.domain.levels import LEVELS, names_execution
from zipingbiao.domain.totals import is_adding_row
from zipingbiao.glossary import LISTS
from zipingbiao.template.reading.anchors import spoken
from zipingbiao.template.reading.bands import Band
from zipingbiao.template.reading.headshapes import FEWEST_COUNTS, is_counting
from zipingbiao.template.reading.regions import Region
from zipingbiao.template.reading.vocabulary import AMOUNTS, FIGURES, Words
from zipingbiao.template.words import is_note, is_other_title, is_title
from zipingbiao.values.numbers import read_points, reads_as_number
from zipingbiao.values.text import is_blank_mark

#: A row looks like an item where so many of its columns are filled.
_FULL = 3
#: A line across a table covers at least so many of its columns.
COVERED = 3
#: What an indicator has and the title of a group has not, and what both may have.
_RESULTS, _POINTS = frozenset({"target", "actual"}), ("weight", "score")
_DIGIT = re.compile(r"\d")
#: Lists whose rows have their label in front of them.
_KEYED = frozenset(item for item, term in LISTS.items() if term.key)


class Kinds:
    """Tells what rows are by their words and by the columns of their table."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self._known: dict[tuple[str, int, int, str], str] = {}

    def of(self, band: Band, regions: Sequence[Region]) -> str:
        """What a row is: item, total, note, label, head, group or another line across.

        ``end`` is the first row of something else: the table has ended for good.
        """
        key = band.item, band.top, band.left, regions[0].address
        if key not in self._known:
            self._known[key] = self._seen_as(band, regions)
        return self._known[key]

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
        if self._words.begins_persons([r.text for r in regions]) or self._is_no_fund(band, regions):
            return "end"
        if band.item == "indicator" and (kind := self._adding(band, regions)):
            return kind
        across = [r for r in regions if not self._names_group(band, r)]
        if len(across) == 1 and self.covered(band, across[0]) >= COVERED:
            text = across[0].text
            section = band.item in ("fund", "goal") and self._words.label(text) is not None
            if self._holds_field(text) or (section and not self._words.key_item(text)):
                return "label"
            return "group" if self._words.titles_group(across[0].text) else "line"
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

    def _is_no_fund(self, band: Band, regions: Sequence[Region]) -> bool:
        """Whether words stand under the heads of amounts, and no amount: these are heads anew."""
        if band.item != "fund" or band.paired:
            return False
        places = [leaf for name, leaf in band.columns.items() if name in AMOUNTS]
        texts = [
            region.text
            for region in regions
            if any(leaf.left <= region.area.left <= leaf.right for leaf in places)
            and not is_blank_mark(region.text)
            and self._words.key_item(region.text) != "fund"
        ]
        if any(map(_DIGIT.search, texts)) or self._words.key_item(regions[0].text) == "fund":
            return False
        return len(set(texts)) > 1 or any(map(self._words.knows, texts))  # 不适用 | 不适用

    def _names_group(self, band: Band, region: Region) -> bool:
        """Whether a region is the name of a group that begins in a line across."""
        tall = region.area.bottom > region.area.top
        columns = (band.columns.get(name) for name in ("level1", "level2"))
        return tall and any(leaf and leaf.left == region.area.left for leaf in columns)

    def begins_group(self, band: Band, regions: Sequence[Region]) -> bool:
        """Whether a row of items has the name of a group in its own column."""
        own = band.columns.get("level1")
        return own is not None and any(
            own.left <= r.area.left <= own.right and r.text[0].isalpha() for r in regions
        )

    def titles_group(self, band: Band, regions: Sequence[Region]) -> bool:
        """Whether the name of a group stands in a row, points behind it and nothing else."""
        if band.item != "indicator" or not regions or _RESULTS.isdisjoint(band.columns):
            return False
        first, *others = regions
        if not others or not self._words.is_group(first.text) or names_execution(first.text):
            return False
        places = {region.area.left for region in others}
        points = {band.columns[name].left for name in _POINTS if name in band.columns}
        return places <= points and all(read_points(r.text) is not None for r in others)

    def points(self, band: Band, regions: Sequence[Region]) -> Region | None:
        """The points of a group in the row of its title."""
        own = band.columns.get("weight")
        return next((r for r in regions[1:] if own and r.area.left == own.left), None)

    def _is_note(self, band: Band, regions: Sequence[Region]) -> bool:
        """Whether a note or signatures stand in a row, and no label or item that begins so."""
        notes = sum(is_note(region.text) for region in regions)
        if notes != 1:
            return notes > 1
        first = regions[0].text
        others = [region.text for region in regions if not is_note(region.text)]
        if others and all(self._words.label(text) for text in others):  # 单位名称： | 填报日期：
            return True
        if not is_note(first) or self._words.label(first) is not None:
            return False
        return not self.is_full(band, regions)

    def _adding(self, band: Band, regions: Sequence[Region]) -> str:
        """Whether a row of indicators only adds up others."""
        for region in regions[:2]:
            if self.begins_total(region.text) and region.area.left <= self._level3(band):
                return "total"
        if any(is_adding_row(r.text) for r in regions[:3] if r.area.left <= self._level3(band)):
            return "line"
        return ""

    def begins_total(self, text: str) -> bool:
        """Whether a text begins the row of the total, plainly or as a label: 自评得分."""
        label = self._words.label(text)
        own = label is not None and label.term == "total.score"
        return self._words.is_total(text) or (own and is_adding_row(spoken(text)))

    def _level3(self, band: Band) -> int:
        """The last column in which the names of indicators and groups stand."""
        return max([leaf.edge for name, leaf in band.columns.items() if name in LEVELS], default=1)

    def _heads_again(self, band: Band, regions: Sequence[Region]) -> bool:
        if self._words.key_item(regions[0].text) == band.item:
            return False
        own = {region.text for region in band.regions}
        again = sum(
            r.text in own or self._words.head(band.item, r.text) is not None for r in regions
        )
        return again > 1 and again * 2 > len(regions) and not band.paired

    def _is_label(self, band: Band, regions: Sequence[Region]) -> bool:
        """Whether a label of the form stands in front: the table has ended."""
        first = regions[0]
        text = first.text
        if (band.paired and first.area.top == band.top) or self._fits(band, regions):
            return False
        if band.item == "fund" and any(self.covered(band, r) >= COVERED for r in regions):
            return True  # a text over the columns of amounts is of its label
        if band.item == "indicator" and self._is_worded(band, regions):
            return True
        if band.paired and band.item == "fund" and self._labels_others(band, regions):
            return True
        if self._words.key_item(text) in (band.item, "revenue", "expenditure"):
            return False
        known = self._words.label(text) is not None or self._words.is_known(text)
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
        own = [r.text for r in regions if band.left <= r.area.left <= band.right]
        several = sum(self._words.label(text) is not None for text in own) > 1
        return first.area.left <= self._front(band) and (several or not self.is_full(band, regions))

    def _is_worded(self, band: Band, regions: Sequence[Region]) -> bool:
        """Whether a label in front has one text over the columns of results and points."""
        if len(regions) != 2 or regions[0].area.left > self._front(band):
            return False
        area = regions[1].area
        over = {name for name, leaf in band.columns.items() if area.left <= leaf.left <= area.right}
        return self.covered(band, regions[1]) >= COVERED and not over.isdisjoint(
            {*_RESULTS, *_POINTS}
        )

    def _labels_others(self, band: Band, regions: Sequence[Region]) -> bool:
        """Whether under labels that stand left of amounts labels of something else stand.

        They are those of other amounts too, and any before words.
        """
        words = self._words
        places = {leaf.left: leaf.name for leaf in band.leaves}
        under = [r for r in regions if r.area.left in places]
        if any(words.key_item(region.text) == "fund" for region in under):
            return False
        heads = [(places[r.area.left], words.head("fund", r.text)) for r in under]
        if any(head and head.name in FIGURES and head.name != name for name, head in heads):
            return True
        values = [r.text for r in regions if r not in under and not is_blank_mark(r.text)]
        if values and not any(map(reads_as_number, values)):
            return True
        own = any(head for _, head in heads)
        return not own and any(words.knows(region.text) for region in under)

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

    def is_full(self, band: Band, regions: Sequence[Region]) -> bool:
        """Whether a row looks like an item: something stands in most of its columns."""
        spans = {(leaf.left, leaf.right) for leaf in band.leaves if leaf.meaning}
        filled = {span for span in spans for r in regions if span[0] <= r.area.left <= span[1]}
        return len(filled) >= min(_FULL, len(spans))

    def is_scored(self, band: Band, regions: Sequence[Region]) -> bool:
        """Whether points stand in a row of indicators; where none have points, any row will do."""
        points = [band.columns[name] for name in _POINTS if name in band.columns]
        if band.item != "indicator" or not points:
            return True
        return any(
            leaf.left <= r.area.left <= leaf.right and read_points(r.text) is not None
            for leaf in points
            for r in regions
        )

    def covered(self, band: Band, region: Region) -> int:
        """How many columns a box covers."""
        left, right = region.area.left, region.area.right
        return sum(left <= leaf.left and leaf.edge <= right for leaf in band.leaves if leaf.name)
