"""Heads that are no row of their own: labels left of their values, 预算数 | 100 | 执行数 | 90."""

from __future__ import annotations

from collections.abc import Sequence

from zipingbiao.template.reading.bands import Band, Leaf, for_the_year, is_enough
from zipingbiao.template.reading.regions import Canvas, Region
from zipingbiao.template.reading.vocabulary import Words

#: Only these stand so; indicators never do.
_ITEMS = ("fund", "goal")
_FEWEST = 2


class Paired:
    """Finds rows in which labels of one list stand left of their values."""

    def __init__(self, canvas: Canvas, words: Words) -> None:
        self._canvas = canvas
        self._words = words

    def band(self, item: str, number: int, hits: Sequence[Region]) -> Band | None:
        """The head that the labels ``hits`` of a row are; None where they stand over columns."""
        named = self._named(item, hits) if item in _ITEMS else []
        if len(named) < _FEWEST or any(hit.area.bottom > number for hit in named):
            return None
        row = self._canvas.rows[number]
        leaves: list[Leaf] = []
        for hit, following in zip(named, (*named[1:], None), strict=True):
            edge = self._edge(hit, following, row)
            if edge is None:
                return None
            meaning = self._words.head(item, hit.text)
            leaves.append(Leaf(hit, hit.text, meaning, hit.area.left, edge, edge))
        filled = any(
            leaf.region.area.right < r.area.left <= leaf.edge for leaf in leaves for r in row
        )
        if not filled and not self._over_keys(item, named):
            return None
        leaves = for_the_year(leaves) if self._words.yearly else leaves
        band = Band(item, number, number - 1, tuple(leaves), tuple(named), True)
        return band if is_enough(band) else None

    def _named(self, item: str, hits: Sequence[Region]) -> Sequence[Region]:
        """The labels, each of another field; the label of the block is left out.

        预算资金 | 预算数 | 100
        """
        said = [(hit, self._words.head(item, hit.text)) for hit in hits]
        found = [(hit, one.name if one else "?") for hit, one in said]
        found = [(hit, name) for hit, name in found if name != "source"]
        names = [name for _, name in found]
        named = [hit for hit, _ in found]
        if names[:1] and names[0] in names[1:] and named[0].area.right + 1 == named[1].area.left:
            named, names = named[1:], names[1:]
        return named if len(set(names)) == len(names) else []

    def _edge(self, hit: Region, following: Region | None, row: Sequence[Region]) -> int | None:
        """The last column of a label's value; None where there is no room for one value."""
        end = following.area.left if following else None
        values = [
            r for r in row if hit.area.right < r.area.left and (end is None or r.area.left < end)
        ]
        values = values[:1] if end is None else values
        room = end is None or end - hit.area.right > 1
        if not room or len(values) > 1 or any(self._words.knows(r.text) for r in values):
            return None
        if end is not None:
            return end - 1
        return values[0].area.right if values else hit.area.right + 1

    def _over_keys(self, item: str, hits: Sequence[Region]) -> bool:
        """Whether below some labels stand those of the next rows, and nothing else below any.

        So they stand left of values too, though none was filled in.
        """
        below = [other for hit in hits if (other := self._canvas.below(hit)) is not None]
        return bool(below) and all(self._words.key_item(one.text) == item for one in below)
