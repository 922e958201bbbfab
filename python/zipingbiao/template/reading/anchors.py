"""What a template knows about finding its fields again in a sheet that somebody changed.

Fields are held by the form's own labels, never by addresses: a column by the label above it, a
row by the label in front of it, a single field by the label beside it or the text around it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import islice

from zipingbiao.glossary import LISTS, TERM_OF
from zipingbiao.ooxml.address import Area
from zipingbiao.template.compiled import SheetTemplate, TemplateCell
from zipingbiao.template.patterns import folded_regex
from zipingbiao.template.tag import Tag
from zipingbiao.template.words import clean_source, is_note
from zipingbiao.values.text import fold

_BRACKETS = re.compile(r"\([^()]*\)")
#: What may stand before a label and says nothing: 一、 1. （二） ① * 其中: 单位:
_LEAD_IN = re.compile(
    r"(?:\(?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[),.]|[*★☆※])+(?=[^\d)])|^(?:其中[:,-]?|单位:)(?=.)"
)
_WRAPPED = re.compile(r"\(([^()]+)\)")
_LONGEST_LABEL = 26
#: Beside a field a literal of fewer letters (2020年) is no label.
_SHORTEST_MIXED = 2
_COLONS = (":", "：", "∶")


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

    Where it shares its cell with fields, ``pattern`` matches both.
    """

    index: int
    area: Area
    text: str
    texts: frozenset[str]
    weight: float
    pattern: re.Pattern[str] | None = None

    @property
    def row(self) -> int:
        """The template row it begins in."""
        return self.area.top


@dataclass(frozen=True, slots=True)
class Slot:
    """One place of a field: how it is found.

    ``kind`` is that of its field; ``heads`` are labels above it, nearest first; ``beside`` the
    label left of it, or before it in its cell.
    """

    tag: Tag
    kind: str
    cell: TemplateCell
    heads: tuple[int, ...]
    beside: int | None

    @property
    def alone(self) -> bool:
        """Whether it is of the one item of a list, beside its label: no head stands above it."""
        one = self.tag.record == "goal" or self.tag.only
        return one and not self.heads and self.beside is not None


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
    """All that reading needs to know of a form's template.

    ``printed`` are the texts that stand on the blank form: notes and choices among them.
    """

    labels: tuple[Label, ...]
    scalars: tuple[Slot, ...]
    lists: tuple[ListShape, ...]
    title: TemplateCell | None
    printed: frozenset[str]

    @cached_property
    def lookup(self) -> Mapping[str, tuple[int, ...]]:
        """Folded text → the labels it may be."""
        found: dict[str, list[int]] = {}
        for label in self.labels:
            for text in label.texts:
                found.setdefault(text, []).append(label.index)
        return {text: tuple(indexes) for text, indexes in found.items()}

    @cached_property
    def weight(self) -> float:
        """What all labels together weigh."""
        return sum(label.weight for label in self.labels) or 1.0


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
    texts = (cell.label for row in sheet.rows for cell in row.cells if cell.pattern is None)
    printed = frozenset(map(fold, filter(None, texts)))
    return FormShape(labels, scalars, lists, title, printed)


def _all_slots(one: ListShape) -> Iterator[Slot]:
    yield from one.slots
    for slots in one.fixed.values():
        yield from slots


def _labels(
    sheet: SheetTemplate, title: TemplateCell | None, aliases: Mapping[str, Sequence[str]]
) -> Iterator[Label]:
    wordings = {spoken(label): others for label, others in aliases.items()}
    fixed_rows = {cell.row for cell, tag in sheet.tagged() if tag.key is not None}
    fields = {(cell.row, cell.column) for cell, _ in sheet.tagged()}
    index = 0
    for row in sheet.rows:
        for cell in row.cells:
            if not (text := fold(cell.label)):
                continue
            mixed = cell.pattern is not None and len(bare(text)) < _SHORTEST_MIXED
            repeats = row.item is not None and row.item != "goal"
            before = (cell.row, cell.area.right + 1) in fields
            if cell is title or repeats or mixed or not _is_label(text, before):
                continue
            others = {fold(word) for word in wordings.get(spoken(text), ())} | {text}
            texts = frozenset(others | {spoken(other) for other in others})
            weight = 0.5 if row.number in fixed_rows else 1.0
            regex = folded_regex(cell.pattern)
            yield Label(index, cell.area, text, texts, weight, regex)
            index += 1


def _is_label(text: str, before: bool) -> bool:
    """Whether a literal is a label; what begins like a note is one only before a field."""
    if not 1 <= len(bare(text)) <= _LONGEST_LABEL or (is_note(text) and not before):
        return False
    return any("一" <= letter <= "鿿" for letter in text)


class _SlotFinder:
    """Finds the labels that hold a field."""

    def __init__(self, sheet: SheetTemplate, labels: Sequence[Label]) -> None:
        self.labels = labels
        self._by_row: dict[int, list[Label]] = {}
        for label in labels:
            self._by_row.setdefault(label.row, []).append(label)
        listed = {cell.row for cell, tag in sheet.tagged() if tag.record in LISTS}
        single = {
            (cell.row, cell.column)
            for cell, tag in sheet.tagged()
            if tag.record not in LISTS and not bare(fold(cell.label))
        }
        #: What may stand over a column, the lowest first.
        self._heads = [
            label
            for label in sorted(labels, key=lambda label: -label.area.bottom)
            if label.row not in listed and (label.row, label.area.right + 1) not in single
        ]
        self._fields: dict[int, list[tuple[int, str]]] = {}
        for cell, tag in sheet.tagged():
            self._fields.setdefault(cell.row, []).append((cell.column, tag.term))

    def slot(self, cell: TemplateCell, tag: Tag) -> Slot:
        """How this field is found."""
        heads = tuple(self._above(cell))
        if tag.record == "goal":  # what stands further up is the head of something else
            heads = tuple(head for head in heads if head.area.bottom == cell.row - 1)
        beside = self._own_label(cell, tag)
        if beside is None:
            beside = self._before(cell) if tag.only else self._left_of(cell)
        if tag.only and beside is not None:
            heads = ()
        indexes = tuple(head.index for head in heads)
        kind = "" if tag.counts else TERM_OF[tag.term].kind
        return Slot(tag, kind, cell, indexes, beside)

    def key_label(self, row: int, key: str) -> Label | None:
        """The label of a fixed row: the one that says its key."""
        wanted = clean_source(fold(key))
        for label in self.labels:
            covers = label.area.top <= row <= label.area.bottom
            if covers and clean_source(label.text) == wanted:
                return label
        return None

    def _above(self, cell: TemplateCell) -> Iterable[Label]:
        """Labels over the cell's columns, nearest first, at most two.

        Row labels don't count, nor the label of a field beside it, nor what stands over several
        fields: the label of a section.
        """
        over = (
            label
            for label in self._heads
            if label.area.bottom < cell.row
            and label.area.left <= cell.area.left
            and label.area.right >= cell.area.right
            and self._is_over_one(label, cell.row)
        )
        return islice(over, 2)

    def _is_over_one(self, label: Label, row: int) -> bool:
        """Whether all that a row has in the columns of a label is one field, or its parts."""
        columns = range(label.area.left, label.area.right + 1)
        return len({term for column, term in self._fields[row] if column in columns}) == 1

    def _own_label(self, cell: TemplateCell, tag: Tag) -> int | None:
        """The label before a field in its own cell: 主管部门：{{ header.department }}."""
        before, last = (None, None, *(cell.pattern or ()))[-2:]
        held = last is tag and isinstance(before, str) and before.rstrip().endswith(_COLONS)
        own = (label.index for label in self.labels if label.area == cell.area)
        return next(own, None) if held else None

    def _before(self, cell: TemplateCell) -> int | None:
        """The next label on the left of a cell with nothing but blank cells between."""
        fields = [column for column, _ in self._fields[cell.row] if column < cell.column]
        before = [
            label
            for label in self.labels
            if label.area.top <= cell.row <= label.area.bottom
            and max(fields, default=0) <= label.area.right < cell.column
        ]
        return max(before, key=lambda label: label.area.right).index if before else None

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
                repeated[item] = (*repeated.get(item, ()), *slots)
        slots_of_row = repeated.get(item) or next(iter(fixed.values()))
        yield ListShape(item, min(by_row), max(by_row), slots_of_row, fixed, keys.get(item, {}))
