"""The labels of all forms in one dictionary, and where on a sheet they occur.

A sheet is gone through once for all forms together; what a window of it holds of one form is
told from that.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from zipingbiao.template.reading.anchors import FormShape, spoken
from zipingbiao.template.reading.regions import Canvas, Region, Window, around

#: Longer joined texts are no label.
_LONGEST_JOINED = 20


class LabelRow(NamedTuple):
    """A row of the sheet and the labels of a form that its regions may be."""

    number: int
    candidates: Mapping[int, Region]


class _Hit(NamedTuple):
    """A region that may be some labels of a form."""

    region: Region
    labels: tuple[int, ...]


class Lexicon:
    """The labels of some forms."""

    def __init__(self, shapes: Sequence[FormShape]) -> None:
        self.shapes = tuple(shapes)
        texts: dict[str, list[tuple[int, tuple[int, ...]]]] = {}
        for number, shape in enumerate(self.shapes):
            for text, labels in shape.lookup.items():
                texts.setdefault(text, []).append((number, labels))
        self._texts = texts

    @cached_property
    def _beginnings(self) -> frozenset[str]:
        """What labels begin with: the first part of one that was broken over two cells."""
        return frozenset(text[:end] for text in self._texts for end in range(1, len(text)))

    @cached_property
    def held_heads(self) -> tuple[str, ...]:
        """How texts begin that hold labels together with values."""
        return tuple({text[:3] for shape in self.shapes for text in shape.held_heads})

    @cached_property
    def texts(self) -> frozenset[str]:
        """All labels in all wordings, folded."""
        return frozenset(self._texts)

    @cached_property
    def heads(self) -> frozenset[str]:
        """The first three letters of all texts that are labels or hold some."""
        return frozenset(text[:3] for text in (*self._texts, *self.held_heads))

    @cached_property
    def longer_heads(self) -> frozenset[str]:
        """As `heads`, the first six letters; labels of fewer letters are whole."""
        return frozenset(text[:6] for text in self._texts)

    @cached_property
    def starts(self) -> frozenset[str]:
        """The first labels of all forms, in all wordings."""
        return frozenset(
            text for shape in self.shapes for n in shape.starts for text in shape.labels[n].texts
        )

    def knows(self, folded: str) -> bool:
        """Whether a text is a label of some form."""
        return folded in self._texts or spoken(folded) in self._texts

    def labels_of(self, number: int, text: str) -> tuple[int, ...]:
        """The labels of one form that a text may be."""
        return next((labels for n, labels in self._texts.get(text, ()) if n == number), ())

    def may_hold(self, folded: str) -> bool:
        """Whether a text begins like one that holds a label and a value."""
        heads = self._held_set
        return folded[:3] in heads or folded[:2] in heads or folded[:1] in heads

    @cached_property
    def _held_set(self) -> frozenset[str]:
        return frozenset(self.held_heads)

    def held(self, folded: str) -> tuple[tuple[int, tuple[int, ...]], ...]:
        """The labels that a text holds together with values, by form."""
        if not self.may_hold(folded):
            return ()
        found = ((n, shape.within(folded)) for n, shape in enumerate(self.shapes))
        return tuple((number, labels) for number, labels in found if labels)

    def hits(self, canvas: Canvas) -> list[list[tuple[int, list[_Hit]]]]:
        """For each form the rows of a sheet that hold labels of it, with the regions."""
        found: list[list[tuple[int, list[_Hit]]]] = [[] for _ in self.shapes]
        for number in canvas.numbers:
            for region in canvas.rows[number]:
                for place, form, labels in self._of(canvas, region):
                    rows = found[form]
                    if not rows or rows[-1][0] != number:
                        rows.append((number, []))
                    rows[-1][1].append(_Hit(place, labels))
        return found

    def _of(self, canvas: Canvas, region: Region) -> Iterator[tuple[Region, int, tuple[int, ...]]]:
        text = region.text
        exact = self._texts.get(text)
        if exact is None and not text.isalnum():  # else there is nothing around its words
            exact = self._texts.get(spoken(text))
        told = {form for form, _ in exact} if exact else set()
        for form, labels in exact or ():
            yield region, form, labels
        for form, labels in self.held(text):
            if form not in told:
                yield region, form, labels
        if text in self._beginnings:
            yield from self._joined(canvas, region, told)

    def _joined(
        self, canvas: Canvas, region: Region, told: set[int]
    ) -> Iterator[tuple[Region, int, tuple[int, ...]]]:
        """Labels that were broken over two cells, with both as one region."""
        for other in (canvas.below(region), canvas.beside(region)):
            if other is None or len(region.text) + len(other.text) > _LONGEST_JOINED:
                continue
            text = region.text + other.text
            found = self._texts.get(text) or self._texts.get(spoken(text)) or ()
            parts = (*region.parts, other.address)
            whole = Region(around(region.area, other.area), region.address, text, parts)
            for form, labels in found:
                if form not in told:
                    yield whole, form, labels


class LabelMap:
    """Where the labels of some forms occur on a sheet."""

    def __init__(self, lexicon: Lexicon, canvas: Canvas) -> None:
        self._shapes = lexicon.shapes
        self._hits = lexicon.hits(canvas)

    def rows(self, form: int, window: Window) -> list[LabelRow]:
        """For each row of a window the labels of a form that its regions may be."""
        rows: list[LabelRow] = []
        for number, hits in self._hits[form]:
            if not window.top <= number <= window.bottom:
                continue
            inside = [h for h in hits if window.left <= h.region.area.left <= window.right]
            if inside:
                rows.append(LabelRow(number, _candidates(self._shapes[form], inside)))
        return rows


def _candidates(shape: FormShape, hits: Iterable[_Hit]) -> dict[int, Region]:
    """The first region for each label; repeated labels (其他 · 其他) go left to right."""
    found: dict[int, Region] = {}
    same: dict[tuple[int, ...], list[Region]] = {}
    for region, labels in hits:
        for label in labels:
            found.setdefault(label, region)
        if len(labels) > 1:
            same.setdefault(labels, []).append(region)
    for labels, regions in same.items():
        for row in {shape.labels[label].row for label in labels}:
            group = [label for label in labels if shape.labels[label].row == row]
            if len(group) > 1:
                found.update(zip(group, regions, strict=False))
    return found
