"""A layout as the reader needs it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, overload

from zipingbiao.model import SELF_EVALUATION
from zipingbiao.template.patterns import title_regex
from zipingbiao.template.reading.anchors import FormShape
from zipingbiao.template.reading.ownwords import words_of
from zipingbiao.template.reading.vocabulary import Words, variants
from zipingbiao.template.tag import Pattern
from zipingbiao.template.words import kind_of_title
from zipingbiao.values.text import fold

#: A title with one of these words is that of a form that has it too.
_KINDS = ("整体", "明细", "区域")
#: A label that is worded in a way that only the word list knows counts so much.
_OTHERWISE = 0.5
#: So many texts are remembered with the labels that they may be.
_TEXTS_KEPT = 16384


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

    @cached_property
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

    def fit(
        self, said: Iterable[tuple[str, Sequence[int]]], columns: AbstractSet[tuple[str, str]]
    ) -> Fit:
        """How well it fits what stands in an area.

        ``said`` are the texts there that may be labels of the form, each with those it may be;
        ``columns`` the fields that have a head there, with their lists.
        """
        found: set[int] = set()
        exact = 0
        for text, may_be in said:
            # of several alike the first that was not found yet
            index = next((one for one in may_be if one not in found), None)
            if index is not None:
                found.add(index)
                exact += text == self.shape.labels[index].text
        labels = self.shape.labels
        weight = sum(labels[index].weight for index in found)
        for index, fields in self._fields.items():
            if index not in found and not fields.isdisjoint(columns):
                weight += _OTHERWISE * labels[index].weight
        required = all(
            any(i in found or self._fields.get(i, frozenset()) & columns for i in one)
            for one in self._required
        )
        own, heads = self._own, self.words.heads
        strangers = sum(one not in own and one[0] in heads for one in columns)
        return Fit(weight / self.shape.weight, required, strangers, exact / len(labels))

    @cached_property
    def _own(self) -> frozenset[tuple[str, str]]:
        """The columns that the form has."""
        heads = self.words.heads.items()
        return frozenset((item, one.name) for item, words in heads for one in words.values())

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
        return self._titled is not None and self._titled.fullmatch(title) is not None

    @cached_property
    def _titled(self) -> re.Pattern[str] | None:
        return None if self.title is None else title_regex(self.title)


class Forms(Sequence[Form]):
    """All layouts that a reader knows. A text is looked at once for the labels of them all."""

    def __init__(self, forms: Iterable[Form]) -> None:
        self._forms = tuple(forms)
        #: A label's text → the layouts that have it, and which labels of theirs it is.
        self._lookup: dict[str, list[tuple[int, Sequence[int]]]] = {}
        #: A label with fields in it → the layouts that have it, and which label of theirs it is.
        self._mixed: dict[re.Pattern[str], list[tuple[int, int]]] = {}
        #: The labels that may stand before a value in one cell, by layout, and all of them.
        self._leads: list[tuple[str, ...]] = []
        for number, form in enumerate(self._forms):
            for text, labels in form.shape.lookup.items():
                self._lookup.setdefault(text, []).append((number, labels))
            for label in form.shape.labels:
                if label.pattern is not None:
                    self._mixed.setdefault(label.pattern, []).append((number, label.index))
            self._leads.append(tuple(fold(label) for label in form.requires))
        self._any_lead = tuple({lead for leads in self._leads for lead in leads})
        self._seen: dict[str, Mapping[int, Sequence[int]]] = {}

    @overload
    def __getitem__(self, index: int) -> Form: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Form]: ...
    def __getitem__(self, index: int | slice) -> Form | Sequence[Form]:
        return self._forms[index]

    def __len__(self) -> int:
        return len(self._forms)

    def said_by(self, texts: Iterable[str]) -> list[list[tuple[str, Sequence[int]]]]:
        """For each layout the texts that may be labels of it, each with those, likeliest first."""
        said: list[list[tuple[str, Sequence[int]]]] = [[] for _ in self._forms]
        for text in texts:
            for number, labels in self._labels_of(text).items():
                said[number].append((text, labels))
        return said

    def _labels_of(self, text: str) -> Mapping[int, Sequence[int]]:
        """The labels that a text may be, by layout."""
        found = self._seen.get(text)
        if found is None:
            if len(self._seen) >= _TEXTS_KEPT:
                self._seen.clear()
            found = self._seen[text] = self._looked_at(text)
        return found

    def _looked_at(self, text: str) -> Mapping[int, Sequence[int]]:
        found: dict[int, list[int]] = {}
        for words in variants(text):
            for number, labels in self._lookup.get(words, ()):
                found.setdefault(number, []).extend(labels)
        for pattern, places in self._mixed.items():
            if pattern.fullmatch(text):
                for number, label in places:
                    found.setdefault(number, []).append(label)
        if ":" in text:
            for number, labels in self._lookup.get(text.partition(":")[0], ()):
                found.setdefault(number, []).extend(labels)
        elif text.startswith(self._any_lead):
            for number, leads in enumerate(self._leads):  # 项目名称 某项目
                lead = next((one for one in leads if text.startswith(one)), "")
                labels = self._forms[number].shape.lookup.get(lead, ())
                if labels:
                    found.setdefault(number, []).extend(labels)
        return found
