"""What a template knows about finding its fields again in a sheet that somebody changed.

Fields are held by the form's own labels, never by addresses: a column by the label above it, a
row by the label in front of it, a single field by the label beside it or the text around it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from zipingbiao.glossary import LISTS, TERM_OF
from zipingbiao.ooxml.address import Area
from zipingbiao.template.compiled import SheetTemplate, TemplateCell
from zipingbiao.template.patterns import fold_piece, folded_regex
from zipingbiao.template.tag import Tag
from zipingbiao.template.words import clean_source, is_note
from zipingbiao.values.text import fold

_BRACKETS = re.compile(r"\([^()]*\)")
#: What may stand before a label and says nothing: 一、 1. （二） ① * 其中: 单位:
_LEAD_IN = re.compile(
    r"(?:\(?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[),.]|[*★☆※])+(?=[^\d)])|^(?:其中|单位):(?=.)"
)
_WRAPPED = re.compile(r"\(([^()]+)\)")
_LONGEST_LABEL = 26
#: Beside a field a literal of fewer letters (2020年) is no label.
_SHORTEST_MIXED = 2
#: A row of a head has at least so many labels.
_BAND = 3


def bare(folded: str) -> str:
    """A folded label without what stands in brackets: 全年执行数(B) → 全年执行数."""
    if "(" not in folded:
        return folded
    return _BRACKETS.sub("", folded) or folded


@lru_cache(maxsize=16384)
def spoken(text: str) -> str:
    """The bare words of a label, folded: no brackets, no number before it, no 其中：."""
    folded = fold(text)
    if match := _WRAPPED.fullmatch(folded):
        folded = match[1]
    while match := _LEAD_IN.match(folded):
        folded = folded[match.end() :]
    return bare(folded).strip(":*★")


@dataclass(frozen=True, slots=True)
class Label:
    """One printed label: its texts (folded, with other wordings), where the template has it.

    Where it shares its cell with fields, ``pattern`` matches both, and ``lead`` is what stands
    before the first field.
    """

    index: int
    area: Area
    text: str
    texts: frozenset[str]
    weight: float
    pattern: re.Pattern[str] | None = None
    lead: str = ""

    @property
    def row(self) -> int:
        """The template row it begins in."""
        return self.area.top


@dataclass(frozen=True, slots=True)
class Slot:
    """One place of a field: how it is found.

    ``kind`` is that of its field; ``heads`` are labels above it, nearest first; ``beside`` the
    label left of it; ``rightmost``
    whether it stands at the right edge under its head; ``banded`` whether that head is one of a
    whole row of heads.
    """

    tag: Tag
    kind: str
    cell: TemplateCell
    heads: tuple[int, ...]
    beside: int | None
    rightmost: bool = False
    banded: bool = False

    @property
    def within(self) -> bool:
        """Whether it stands in a cell together with literal text."""
        pattern = self.cell.pattern
        return pattern is not None and len(pattern) > 1 and not self.tag.repeats


@dataclass(frozen=True, slots=True)
class ListShape:
    """A list: its rows in the template, the fields of a row, the labels of its fixed rows."""

    item: str
    top: int
    bottom: int
    slots: tuple[Slot, ...]
    fixed: Mapping[int, tuple[Slot, ...]]
    keys: Mapping[int, int]

    @property
    def path(self) -> str:
        """Where its items live in the model: ``funds``, ``tables.tasks``."""
        return LISTS[self.item].path

    @property
    def key(self) -> str | None:
        """The field that is the label of a row."""
        return LISTS[self.item].key


@dataclass(frozen=True)
class FormShape:
    """All that reading needs to know of a form's template."""

    labels: tuple[Label, ...]
    scalars: tuple[Slot, ...]
    lists: tuple[ListShape, ...]
    title: TemplateCell | None

    @cached_property
    def bands(self) -> tuple[tuple[Label, ...], ...]:
        """The labels in bands from top to bottom: a row each, or a head of two rows."""
        rows: dict[int, list[Label]] = {}
        for label in self.labels:
            rows.setdefault(label.row, []).append(label)
        bands: list[list[Label]] = []
        for number in sorted(rows):
            if bands and _is_one_head(bands[-1], rows[number], number):
                bands[-1] += rows[number]
            else:
                bands.append(rows[number])
        return tuple(map(tuple, bands))

    @cached_property
    def _band_of(self) -> Mapping[int, int]:
        return {label.index: n for n, band in enumerate(self.bands) for label in band}

    @cached_property
    def heads(self) -> Mapping[int, int]:
        """The labels that are heads of a list: label → band."""
        slots = [slot for one in self.lists for slot in one.slots]
        return {head: self._band_of[head] for slot in slots for head in slot.heads[:1]}

    @cached_property
    def last_head(self) -> int:
        """The band that is the head of the last list."""
        return max(self.heads.values(), default=0)

    @cached_property
    def opening(self) -> frozenset[int]:
        """The labels above all lists: where one of them comes again, a new form begins."""
        first = min(self.heads.values(), default=0)
        return frozenset(index for index, band in self._band_of.items() if band < first)

    @cached_property
    def starts(self) -> frozenset[int]:
        """The first label of each opening band: side by side, it comes once for each form."""
        bands = [band for band in self.bands if band[0].index in self.opening] or self.bands[:1]
        return frozenset(band[0].index for band in bands)

    @cached_property
    def closing(self) -> frozenset[int]:
        """The labels below all lists."""
        return frozenset(n for n, band in self._band_of.items() if band > self.last_head)

    @cached_property
    def lookup(self) -> Mapping[str, tuple[int, ...]]:
        """Folded text → the labels it may be."""
        found: dict[str, list[int]] = {}
        for label in self.labels:
            for text in label.texts:
                found.setdefault(text, []).append(label.index)
        return {text: tuple(indexes) for text, indexes in found.items()}

    @cached_property
    def _patterned(self) -> tuple[tuple[int, re.Pattern[str]], ...]:
        """Labels that stand in one cell with fields: they match by their literal text."""
        return tuple((one.index, one.pattern) for one in self.labels if one.pattern)

    @property
    def held_heads(self) -> Iterator[str]:
        """How texts begin that hold labels together with values."""
        yield from self._leading
        for label in self.labels:
            if label.pattern is not None:
                yield label.lead

    @cached_property
    def _leading(self) -> Mapping[str, int]:
        """Labels that stand before a value and may share a cell with it: text → label."""
        indexes = {slot.beside for slot in self.scalars if slot.beside is not None}
        return {text: n for n in sorted(indexes) for text in self.labels[n].texts}

    @cached_property
    def leads(self) -> re.Pattern[str]:
        """Finds labels with a colon behind them, and the value up to the next one."""
        words = "|".join(map(re.escape, sorted(self._leading, key=len, reverse=True))) or r"(?!)"
        return re.compile(rf"({words}):(.*?)(?=(?:{words}):|$)", re.DOTALL)

    def within(self, text: str) -> tuple[int, ...]:
        """The labels that a folded text holds together with values: 项目名称:道路维修."""
        found = [index for index, pattern in self._patterned if pattern.fullmatch(text)]
        if not found and ":" in text and self.leads.match(text):
            found = [self._leading[match[1]] for match in self.leads.finditer(text)]
        return tuple(found)

    @cached_property
    def weight(self) -> float:
        """What all labels together weigh."""
        return sum(label.weight for label in self.labels) or 1.0


def _is_one_head(band: Sequence[Label], labels: Sequence[Label], number: int) -> bool:
    """Whether a row of labels belongs to the head that began above it."""
    spans = [label for label in band if label.area.top < number == label.area.bottom]
    return len(labels) > 1 and len(spans) > 1


def shape_of(sheet: SheetTemplate, aliases: Mapping[str, Sequence[str]]) -> FormShape:
    """Work out how the fields of a compiled form are found again.

    ``aliases`` maps a label of the form to other wordings of it.
    """
    title = next((cell for cell, tag in sheet.tagged() if tag.term == "title"), None)
    labels = tuple(_labels(sheet, title, aliases))
    finder = _SlotFinder(sheet, labels)
    lists = tuple(_lists(sheet, finder))
    taken = {id(slot.cell) for one in lists for slot in _all_slots(one)}
    scalars = tuple(
        finder.slot(cell, tag)
        for cell, tag in sheet.tagged()
        if id(cell) not in taken and tag.record not in LISTS and cell is not title
    )
    return FormShape(labels, scalars, lists, title)


def _all_slots(one: ListShape) -> Iterator[Slot]:
    yield from one.slots
    for slots in one.fixed.values():
        yield from slots


def _labels(
    sheet: SheetTemplate, title: TemplateCell | None, aliases: Mapping[str, Sequence[str]]
) -> Iterator[Label]:
    wordings = {spoken(label): others for label, others in aliases.items()}
    fixed_rows = {cell.row for cell, tag in sheet.tagged() if tag.key is not None}
    index = 0
    for row in sheet.rows:
        for cell in row.cells:
            text = fold(cell.label)
            mixed = cell.pattern is not None and len(bare(text)) < _SHORTEST_MIXED
            if cell is title or row.item or mixed or not _is_label(text):
                continue
            others = {fold(word) for word in wordings.get(spoken(text), ())} | {text}
            texts = frozenset(others | {spoken(other) for other in others})
            weight = 0.5 if row.number in fixed_rows else 1.0
            regex = folded_regex(cell.pattern)
            lead = fold_piece(cell.pattern[0]) if cell.pattern else ""
            yield Label(index, cell.area, text, texts, weight, regex, lead)
            index += 1


def _is_label(text: str) -> bool:
    if not 1 <= len(bare(text)) <= _LONGEST_LABEL or is_note(text):
        return False
    return any("一" <= letter <= "鿿" for letter in text)


class _SlotFinder:
    """Finds the labels that hold a field."""

    def __init__(self, sheet: SheetTemplate, labels: Sequence[Label]) -> None:
        self.labels = labels
        self._at = {(label.area.top, label.area.left): label for label in labels}
        self._by_row: dict[int, list[Label]] = {}
        for label in labels:
            self._by_row.setdefault(label.row, []).append(label)
        self._listed = {cell.row for cell, tag in sheet.tagged() if tag.record in LISTS}

    def slot(self, cell: TemplateCell, tag: Tag) -> Slot:
        """How this field is found."""
        heads = tuple(self._above(cell))
        beside = self._left_of(cell)
        nearest = heads[0] if heads else None
        rightmost = nearest is not None and (
            nearest.area.left != cell.area.left and nearest.area.right == cell.area.right
        )
        banded = nearest is not None and len(self._by_row[nearest.row]) >= _BAND
        indexes = tuple(head.index for head in heads)
        kind = "" if tag.counts else TERM_OF[tag.term].kind
        return Slot(tag, kind, cell, indexes, beside, rightmost, banded)

    def key_label(self, row: int, key: str) -> Label | None:
        """The label of a fixed row: the one that says its key."""
        wanted = clean_source(fold(key))
        for label in self._by_row.get(row, ()):
            if clean_source(label.text) == wanted:
                return label
        return None

    def _above(self, cell: TemplateCell) -> Iterable[Label]:
        """Labels over the cell's columns, nearest first, at most two; row labels don't count."""
        found = [
            label
            for label in self.labels
            if label.area.bottom < cell.row
            and label.row not in self._listed
            and label.area.left <= cell.area.left
            and label.area.right >= cell.area.right
        ]
        found.sort(key=lambda label: -label.area.bottom)
        return found[:2]

    def _left_of(self, cell: TemplateCell) -> int | None:
        """The label that touches the cell on its left."""
        for label in self.labels:
            area = label.area
            if area.right == cell.column - 1 and area.top <= cell.row <= area.bottom:
                return label.index
        return None


def _lists(sheet: SheetTemplate, finder: _SlotFinder) -> Iterator[ListShape]:
    rows: dict[str, dict[int, list[Slot]]] = {}
    repeated: dict[str, tuple[Slot, ...]] = {}
    keys: dict[str, dict[int, int]] = {}
    for cell, tag in sheet.tagged():
        if tag.record not in LISTS:
            continue
        slots = rows.setdefault(tag.record, {}).setdefault(cell.row, [])
        slots.append(finder.slot(cell, tag))
        if tag.key is not None and (label := finder.key_label(cell.row, tag.key)):
            keys.setdefault(tag.record, {})[cell.row] = label.index
    for item, by_row in rows.items():
        fixed = {row: tuple(s) for row, s in by_row.items() if s[0].tag.key is not None}
        for row, slots in by_row.items():
            if row not in fixed:
                repeated[item] = tuple(slots)
        slots_of_row = repeated.get(item) or next(iter(fixed.values()))
        yield ListShape(item, min(by_row), max(by_row), slots_of_row, fixed, keys.get(item, {}))
