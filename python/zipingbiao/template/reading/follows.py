"""Know heads that no word tells by what stands under them, and by their place in the table."""

from __future__ import annotations

from collections.abc import Sequence

from zipingbiao.template.reading.bands import Leaf
from zipingbiao.template.reading.regions import Canvas, Region
from zipingbiao.template.reading.vocabulary import LEVELS, LIKE, Meaning, Words
from zipingbiao.values.numbers import reads_as_number


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
        names = {leaf.name for leaf in leaves}
        if item == "fund" and leaves and "source" not in names:
            below = self._canvas.at(bottom + 1, leaves[0].left)
            own = below if below and below.area.right >= leaves[0].right else None
            if own and self._words.key_item(own.text) == "fund":
                return [leaves[0]._replace(meaning=Meaning("source")), *leaves[1:]]
        if item == "indicator" and "level1" not in names:
            over = [leaf for leaf in leaves if self._are_of(leaf, leaves)]
            leaves = self._as("level1", leaves, over)
        if item == "indicator" and "level3" not in names:
            last = max((n for n, leaf in enumerate(leaves) if leaf.name in LEVELS), default=-1)
            behind = leaves[last + 1 : last + 2] if last >= 0 else []
            leaves = self._as("level3", leaves, [one for one in behind if self._names(one, bottom)])
        return leaves

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
