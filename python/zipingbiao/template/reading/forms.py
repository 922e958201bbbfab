"""A layout as the reader needs it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from zipingbiao.model import SELF_EVALUATION
from zipingbiao.template.patterns import values_in
from zipingbiao.template.reading.anchors import FormShape, Label
from zipingbiao.template.reading.bands import Band
from zipingbiao.template.reading.regions import Region
from zipingbiao.template.reading.vocabulary import Words, variants, words_of
from zipingbiao.template.tag import Pattern
from zipingbiao.template.words import kind_of_title
from zipingbiao.values.text import fold

#: A title with one of these words is that of a form that has it too.
_KINDS = ("整体", "明细", "区域")
#: A label that is worded in a way that only the word list knows counts so much.
_OTHERWISE = 0.5
#: So many texts are remembered with the labels that they may be.
_TEXTS_KEPT = 4096


class Fit(NamedTuple):
    """How well a layout fits: the share of its labels that are there; whether it may be it.

    ``strangers`` are columns that it does not have, ``exact`` the share of labels as it words them.
    """

    share: float
    complete: bool
    strangers: int
    exact: float


@dataclass(frozen=True)
class Form:
    """A layout as the reader needs it: its id, the shape of its form, what must be there.

    ``name`` is its title where nobody gives it another.
    """

    layout: str
    shape: FormShape
    requires: tuple[str, ...] = ()
    kind: str = SELF_EVALUATION
    name: str = ""

    @property
    def title(self) -> Pattern | None:
        """The pattern of its title."""
        cell = self.shape.title
        if cell is None:
            return None
        return cell.pattern or ((cell.label,) if cell.label else None)

    @cached_property
    def words(self) -> Words:
        """The words of its template."""
        return words_of(self.shape)

    def fit(self, regions: Iterable[Region], bands: Iterable[Band]) -> Fit:
        """How well it fits what stands in an area."""
        found: set[int] = set()
        exact = 0
        for region in regions:
            index = self._label_of(region, found)
            if index is not None:
                found.add(index)
                exact += region.text == self.shape.labels[index].text
        columns = {(band.item, name) for band in bands for name in band.columns}
        labels = self.shape.labels
        weight = sum(labels[index].weight for index in found)
        for index, fields in self._fields.items():
            if index not in found and fields & columns:
                weight += _OTHERWISE * labels[index].weight
        required = all(
            any(i in found or self._fields.get(i, frozenset()) & columns for i in one)
            for one in self._required
        )
        strangers = len({c for c in columns if c[0] in self.words.heads} - self._own)
        return Fit(weight / self.shape.weight, required, strangers, exact / len(labels))

    def _label_of(self, region: Region, found: set[int]) -> int | None:
        """The label of the form that a region is; of several alike the first not yet found."""
        text = region.text
        known = self._seen
        if text not in known:
            if len(known) >= _TEXTS_KEPT:
                known.clear()
            known[text] = tuple(self._labels_of(text))
        return next((index for index in known[text] if index not in found), None)

    @cached_property
    def _seen(self) -> dict[str, tuple[int, ...]]:
        """Texts that were looked at, with the labels that each may be."""
        return {}

    def _labels_of(self, text: str) -> Iterator[int]:
        """The labels of the form that a text may be, the likeliest first."""
        for words in variants(text):
            yield from self.shape.lookup.get(words, ())
        for label in self._mixed:
            if label.pattern and label.pattern.fullmatch(text):
                yield label.index
        lead = text.partition(":")[0] if ":" in text else self._lead(text)
        yield from self.shape.lookup.get(lead, ())

    def _lead(self, text: str) -> str:
        """The required label with which a text begins: 项目名称 某项目."""
        return next((label for label in self._leads if text.startswith(label)), "")

    @cached_property
    def _leads(self) -> tuple[str, ...]:
        return tuple(fold(label) for label in self.requires)

    @cached_property
    def _own(self) -> frozenset[tuple[str, str]]:
        """The columns that the form has."""
        heads = self.words.heads.items()
        return frozenset((item, one.name) for item, words in heads for one in words.values())

    @cached_property
    def _mixed(self) -> tuple[Label, ...]:
        return tuple(label for label in self.shape.labels if label.pattern is not None)

    @cached_property
    def _fields(self) -> dict[int, frozenset[tuple[str, str]]]:
        """The fields whose column a label heads."""
        found: dict[int, set[tuple[str, str]]] = {}
        for one in self.shape.lists:
            for slot in (*one.slots, *(s for row in one.fixed.values() for s in row)):
                for head in slot.heads[:1]:
                    if slot.tag.tick is None:
                        found.setdefault(head, set()).add((one.item, slot.tag.name))
        return {index: frozenset(fields) for index, fields in found.items()}

    @cached_property
    def _required(self) -> tuple[frozenset[int], ...]:
        """For each required label, the labels of the form that are it."""
        lookup = self.shape.lookup
        return tuple(
            frozenset(index for words in variants(text) for index in lookup.get(words, ()))
            for text in self.requires
        )

    def contradicts(self, title: str) -> bool:
        """Whether a title is that of another kind of form: of goals, of a whole department."""
        if (kind_of_title(title) or self.kind) != self.kind:
            return True
        pieces = (piece for piece in self.title or () if isinstance(piece, str))
        own = "".join((self.name, *pieces))
        return any(word in title and word not in own for word in _KINDS)

    def is_called(self, title: str) -> bool:
        """Whether this is its title where nobody gives it another."""
        return bool(self.name) and fold(title) == fold(self.name)

    def entitles(self, title: str) -> bool:
        """Whether this is its title, as printed."""
        return self.title is not None and values_in(self.title, title, title=True) is not None
