"""Know heads that no word tells by what stands under them, and by their place in the table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import takewhile

from zipingbiao.domain.levels import LEVEL2, LEVEL2_ALIASES, LEVELS
from zipingbiao.template.reading.bands import Leaf
from zipingbiao.template.reading.loose_funds import is_source
from zipingbiao.template.reading.regions import Canvas, Region
from zipingbiao.template.reading.vocabulary import AMOUNTS, LIKE, Meaning, Words
from zipingbiao.values.numbers import reads_as_number

#: A row with so many heads of indicators is one.
_FEWEST_HEADS = 3


class Follows:
    """Knows heads by what follows them on a page."""

    def __init__(self, canvas: Canvas, words: Words) -> None:
        self._canvas = canvas
        self._words = words

    def told(self, item: str, leaves: list[Leaf], bottom: int) -> list[Leaf]:
        """The columns of a head with those that are known by what follows.

        Labels of funds under the first one are sources. Of columns that no word tells, the one
        over names of groups is the first level, the one right behind the levels, over names, the
        third, where those are not there.
        """
        if item == "indicator":
            leaves = list(self._parted(leaves, bottom))
        names = {leaf.name for leaf in leaves}
        if item == "fund" and leaves and "source" not in names:
            below = self._canvas.at(bottom + 1, leaves[0].left)
            own = below if below and below.area.right >= leaves[0].right else None
            if own and (self._words.key_item(own.text) == "fund" or self._is_name(own, leaves)):
                return [leaves[0]._replace(meaning=Meaning("source")), *leaves[1:]]
        if item == "indicator" and "level1" not in names:
            over = [leaf for leaf in leaves if self._are_of(leaf, leaves)]
            leaves = self._as("level1", leaves, over)
        if item == "indicator" and "level3" not in names:
            last = max((n for n, leaf in enumerate(leaves) if leaf.name in LEVELS), default=-1)
            behind = leaves[last + 1 : last + 2] if last >= 0 else []
            leaves = self._as("level3", leaves, [one for one in behind if self._names(one, bottom)])
        return leaves

    def _is_name(self, region: Region, leaves: Sequence[Leaf]) -> bool:
        """Whether under the head of an amount a source stands, and numbers in its row: 县本级."""
        row = region.area.top
        others = [self._canvas.at(row, leaf.left) for leaf in leaves[1:]]
        amounts = sum(one is not None and reads_as_number(one.text) for one in others)
        return leaves[0].name in AMOUNTS and is_source(region.text) and amounts > 1

    def _parted(self, leaves: Sequence[Leaf], bottom: int) -> Iterator[Leaf]:
        """The columns, a level whose head stands over several as the levels that stand there.

        The last of them is the third, unless it has the names of second levels.
        """
        for leaf in leaves:
            is_wide = leaf.name in LEVELS and leaf.left < leaf.edge
            starts = self._starts(leaf, bottom) if is_wide else []
            names = self._free_levels(leaf, leaves, starts[-1], bottom) if len(starts) > 1 else []
            if not starts[1:] or len(starts) > len(names) or leaf.meaning is None:
                yield leaf
                continue
            edges = [*(start - 1 for start in starts[1:]), leaf.edge]
            own = [*names[: len(starts) - 1], names[-1]]
            for name, left, edge in zip(own, starts, edges, strict=True):
                right = max(leaf.right, edge) if edge == leaf.edge else edge
                meaning = leaf.meaning._replace(name=name, second="")
                yield leaf._replace(meaning=meaning, left=left, right=right, edge=edge)

    def _free_levels(self, leaf: Leaf, leaves: Sequence[Leaf], last: int, bottom: int) -> list[str]:
        """The levels that no other column is; the third only where no second ones stand last."""
        others = {one.name for one in leaves if one is not leaf}
        second = self._are_second(last, bottom)
        return [n for n in LEVELS if n not in others and not (second and n == LEVELS[-1])]

    def _starts(self, leaf: Leaf, bottom: int) -> list[int]:
        """The columns under a head in which names stand side by side in most rows."""
        rows = [
            own
            for number in takewhile(self._has_no_head, self._canvas.after(bottom))
            if (own := [r for r in self._canvas.rows[number] if _is_under(r, leaf)])
        ]
        count = Counter(region.area.left for row in rows for region in row)
        inner = [at for at, times in count.items() if at > leaf.left and 2 * times >= len(rows)]
        named = {
            r.area.left for row in rows for r in row if r.text[0].isalpha() and len(r.text) > 1
        }
        starts = sorted({leaf.left, *inner})
        return starts if inner and named.issuperset(starts) else []

    def _has_no_head(self, number: int) -> bool:
        """Whether in a row no other head of indicators begins."""
        heads = (self._words.head("indicator", r.text) for r in self._canvas.rows[number])
        return sum(head is not None for head in heads) < _FEWEST_HEADS

    def _are_second(self, column: int, bottom: int) -> bool:
        """Whether the names in a column are those of second levels: 数量指标, 社会效益."""
        below = (self._canvas.at(n, column) for n in self._canvas.after(bottom))
        own = takewhile(lambda one: one is None or one.area.left == column, below)
        texts = [region.text for region in own if region is not None]
        return 2 * sum(text in LEVEL2 or text in LEVEL2_ALIASES for text in texts) > len(texts)

    def _as(self, name: str, leaves: list[Leaf], found: Sequence[Leaf]) -> list[Leaf]:
        """The columns, the first of those found as a field."""
        meaning = Meaning(name, LIKE, like=True)
        return [one._replace(meaning=meaning) if one in found[:1] else one for one in leaves]

    def _are_of(self, leaf: Leaf, leaves: Sequence[Leaf]) -> bool:
        """Whether names of groups stand under a head that no word tells, or one told plainer."""
        plainer = any(one.name == leaf.name and one.rank < leaf.rank for one in leaves)
        told = leaf.meaning is not None and not (plainer and leaf.name in LEVELS)
        return not told and self.are_groups(leaf.region)

    def are_groups(self, region: Region) -> bool:
        """Whether the name of a group stands right under a label that is none itself."""
        below = self._canvas.at(region.area.bottom + 1, region.area.left)
        if below is None or below.area.left < region.area.left:
            return False
        if self._words.label(region.text) is not None:
            return False
        return self._words.is_group(below.text) and not self._words.is_group(region.text)

    def _names(self, leaf: Leaf, bottom: int) -> bool:
        """Whether under a label that says nothing known words stand, and no value."""
        below = self._canvas.at(bottom + 1, leaf.left)
        if leaf.meaning is not None or below is None or self._words.knows(leaf.region.text):
            return False
        return below.text[0].isalpha() and not reads_as_number(below.text)


def _is_under(region: Region, leaf: Leaf) -> bool:
    """Whether a region stands under the own columns of a head."""
    return leaf.left <= region.area.left and region.area.right <= leaf.edge
