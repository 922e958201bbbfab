"""The words of a layout: what the labels of its own template mean."""

from __future__ import annotations

from collections.abc import Iterator

from zipingbiao.glossary import PART_WORDS
from zipingbiao.template.reading.anchors import FormShape, ListShape, spoken
from zipingbiao.template.reading.vocabulary import COUNTED, LabelMeaning, Meaning, Mixed, Words
from zipingbiao.template.tag import Tag


def words_of(shape: FormShape) -> Words:
    """The words of a layout's own template."""
    heads: dict[str, dict[str, Meaning]] = {}
    keys: dict[str, str] = {}
    for one in shape.lists:
        own = heads.setdefault(one.item, {})
        for index, meaning in _said_by(one):
            own.update((text, meaning) for text in shape.labels[index].texts - own.keys())
        for index in one.keys.values():
            keys.update(dict.fromkeys(shape.labels[index].texts, one.item))
    labels: dict[str, LabelMeaning] = {}
    held: dict[str, LabelMeaning] = {}
    totals: set[str] = set()
    for slot in shape.scalars:
        if slot.beside is None:
            continue
        label = shape.labels[slot.beside]
        if label.area == slot.cell.area:
            held.update((text, LabelMeaning(slot.tag.term)) for text in label.texts)
            continue
        if slot.tag.record == "total":
            totals |= label.texts
            continue
        for text in label.texts:
            plain = text in (label.text, spoken(label.text))
            if plain or text not in labels:
                labels[text] = LabelMeaning(slot.tag.term, 0 if plain else 1)
    known = {text for label in shape.labels for text in label.texts}
    only = (slot.beside for one in shape.lists for slot in one.slots if slot.tag.only)
    known -= {text for index in only if index is not None for text in shape.labels[index].texts}
    return Words(
        heads=heads,
        labels=labels,
        totals=frozenset(totals),
        keys=keys,
        held=held,
        known=frozenset(known - labels.keys() - totals - keys.keys()),
        printed=frozenset(t for label in shape.labels for t in (label.text, spoken(label.text))),
        mixed=tuple(_mixed(shape)),
        carried=frozenset(
            slot.tag.name
            for one in shape.lists
            if one.item == "indicator"
            for slot in one.slots
            if slot.tag.merge
        ),
    )


def _said_by(one: ListShape) -> Iterator[tuple[int, Meaning]]:
    """What the labels say that hold the fields of a list; fields first, then their parts.

    The points of a group often stand under the same word as those of an indicator.
    """
    slots = (*one.slots, *(slot for row in one.fixed.values() for slot in row))
    for slot in sorted(slots, key=lambda slot: slot.tag.part is not None):
        if slot.heads:
            yield slot.heads[0], _meaning(slot.tag)
        elif slot.beside is not None and slot.beside not in one.keys.values():
            yield slot.beside, _meaning(slot.tag)
    for slot in slots:
        if slot.tag.part is not None and slot.heads[1:]:
            yield slot.heads[1], Meaning(slot.tag.name)


def _meaning(tag: Tag) -> Meaning:
    """What the head over a field says."""
    if tag.counts:
        return Meaning("", COUNTED)
    part = PART_WORDS.get(tag.term, ()).index(tag.part) if tag.part else None
    if tag.term == "indicator.target" and part is not None:
        return Meaning(("operator_part", "target", "unit_part")[part])
    return Meaning("points" if part is not None else tag.name, 0, tag.tick)


def _mixed(shape: FormShape) -> Iterator[Mixed]:
    by_area = {label.area: label for label in shape.labels}
    for slot in shape.scalars:
        label, pattern = by_area.get(slot.cell.area), slot.cell.pattern
        if label is not None and label.pattern is not None and pattern is not None:
            yield Mixed(label.pattern, slot.tag, slot.kind, pattern)
