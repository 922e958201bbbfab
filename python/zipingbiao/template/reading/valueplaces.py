"""Find where the value of a label stands: beside it, below it, or under a row of labels."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from zipingbiao.ooxml.address import cell_place
from zipingbiao.template.reading.regions import Canvas, Region, Window
from zipingbiao.template.reading.vocabulary import Words
from zipingbiao.template.words import is_label, is_note, unit_said

#: A value stands no further from its label than this many columns.
_FARTHEST = 6
#: So many labels beside each other, each with something below it, stand over their values.
_FEWEST_OVER = 2
#: A text is so much longer than its head.
_MUCH = 2


class ValuePlaces:
    """Finds the values of labels among the regions of a form that are in no table.

    ``values`` look like labels and are none; in ``filled`` cells something must stand for the
    places to be right.
    """

    def __init__(
        self, canvas: Canvas, window: Window, words: Words, loose: Sequence[Region]
    ) -> None:
        self._canvas = canvas
        self._window = window
        self._words = words
        self.reusable = True
        self.filled: set[str] = set()
        self.values: set[str] = set()
        self._over = dict(self._over_values(loose))
        self.values.update(self._over.values())

    def _over_values(self, loose: Sequence[Region]) -> Iterator[tuple[str, str]]:
        """The labels of rows that hold nothing else, without room behind them: what stands right
        below each is its value.
        """
        rows: dict[int, list[Region]] = {}
        for region in loose:
            rows.setdefault(region.area.top, []).append(region)
        for row in rows.values():
            touching = all(one.area.right + 1 == other.area.left for one, other in pairwise(row))
            fields = sum(self._words.label(region.text) is not None for region in row)
            if fields < _FEWEST_OVER or not touching or not all(map(self._says_what, row)):
                continue
            below = [self._canvas.below(region) for region in row]
            filled = [one for one in below if one is not None]
            if len(filled) < _FEWEST_OVER or any(map(self._is_label, filled)):
                continue
            if not any(self._words.knows(one.text) for one in filled):
                self.reusable = False
                yield from ((r.address, v.address) for r, v in zip(row, below, strict=True) if v)

    def _says_what(self, region: Region) -> bool:
        """Whether a region is a label, that of an amount too."""
        return self._is_label(region) or self._words.names_amount(region.text)

    def right_of(self, region: Region) -> str | None:
        """The box right of a label; where it is blank, the next one that holds something."""
        canvas = self._canvas
        if region.address in self._over:
            return self._over[region.address]
        for row in range(region.area.top, min(region.area.bottom, region.area.top + 3) + 1):
            adjacent = canvas.box(row, region.area.right + 1)
            beyond = [
                other
                for other in canvas.rows.get(row, ())
                if region.area.right < other.area.left <= self._window.right
            ]
            following = next((r for r in beyond if r.area != adjacent), None)
            if beyond and beyond[0].area == adjacent:
                if following is not None and not self._is_label(following):
                    self.filled.add(adjacent.address)
                return None if self._is_label(beyond[0], region) else adjacent.address
            if following is not None and (
                not self._is_label(following) or self._has_the_row(region, following)
            ):
                self.reusable = False
                if following.area.left - region.area.right <= _FARTHEST:
                    return following.address
        adjacent = canvas.box(region.area.top, region.area.right + 1)
        if adjacent.left > self._window.right:
            return None
        at = canvas.at(adjacent.top, adjacent.left)
        return None if at is not None and self._is_label(at, region) else adjacent.address

    def below_instead(self, region: Region, beside: str | None) -> str | None:
        """The box below a label, where that holds something and the one beside it does not.

        A head of its own beside it is no value.
        """
        other = self._canvas.below(region)
        at = None if beside is None else self._canvas.at(*cell_place(beside))
        if at is not None:
            if not self._heads_text(region, at):
                return beside
            beside = None
        if other is None or self._words.knows(other.text) or self._is_label(other):
            return beside
        self.reusable = False
        return other.address

    def _heads_text(self, label: Region, region: Region) -> bool:
        """Whether what stands beside a label heads a text: 年初计划 | 年末实际."""
        below = self._canvas.below(region)
        if below is None or self._is_label(below):
            return False
        self.reusable = self.reusable and label.area.bottom <= region.area.bottom
        known = self._words.head("goal", region.text) is not None
        short = region.text.isalpha() and _MUCH * len(region.text) < len(below.text)
        return known or (short and label.area.bottom > region.area.bottom)

    def _is_label(self, region: Region, before: Region | None = None) -> bool:
        """Whether a region is a label; ``before`` is one right before it, which may hold it."""
        if before is not None and self._has_no_room(region, before):
            self.values.add(region.address)
            return False
        text = region.text
        if ":" in text and unit_said(text):
            return True
        if self._words.label(text) is not None or self._words.is_known(text):
            return True
        return is_label(text) or is_note(text)

    def _has_no_room(self, region: Region, before: Region) -> bool:
        """Whether what says a label's word is the value of the label before it.

        A label has room behind it; one that ends with a colon or begins signatures needs none.
        """
        field = self._words.label(before.text)
        seen = self._canvas.sheet.shown(region.address).rstrip()
        said = self._words.label(region.text)
        if field is None or is_note(region.text) or seen.endswith((":", "：")):
            return False
        if said is not None and said.term == field.term:
            return False
        if field.term == "goal.expected" and self._canvas.below(region) is not None:
            return False
        if region.area.right >= self._window.right:
            return True
        if self._has_the_row(before, region):
            return True
        beside = self._canvas.at(region.area.top, region.area.right + 1)
        return beside is not None and self._is_label(beside)

    def _has_the_row(self, label: Region, region: Region) -> bool:
        """Whether a region is the last in the row of a label whose value has the row for itself."""
        field = self._words.label(label.text)
        if field is None or field.term != "remarks":
            return False
        row, last = region.area.top, self._window.right
        behind = (r.area.left for r in self._canvas.rows[row])
        return not any(region.area.right < left <= last for left in behind)
