"""Decide where each field of a form stands in a sheet.

What the planner looked at besides labels is written down in the plan, so that it is used again
only where a fresh look would give the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import reduce

from zipingbiao.ooxml.address import Area, cell_place
from zipingbiao.template.patterns import lead_regex
from zipingbiao.template.reading.align import Alignment
from zipingbiao.template.reading.anchors import FormShape, Label, ListShape, Slot, spoken
from zipingbiao.template.reading.columns import Columns, Span
from zipingbiao.template.reading.planned import FormPlan, ListPlan, RowPlan, Spot, list_plan
from zipingbiao.template.reading.regions import Canvas, Region, Window, around
from zipingbiao.template.tag import Pattern, Tag
from zipingbiao.template.words import is_label, is_note, is_other_title, is_subtotal, is_title

#: Rows beyond this are planned only where something stands.
_DENSE_ROWS = 400
#: A value stands no further from its label than this many columns.
_FARTHEST = 6
#: A note under a table covers at least so many of its columns.
_COVERED = 3


class Planner:
    """Turns an alignment into addresses."""

    def __init__(
        self,
        shape: FormShape,
        canvas: Canvas,
        window: Window,
        title: Region | None,
        found: Alignment,
    ) -> None:
        self.shape = shape
        self.canvas = canvas
        self.window = window
        self.title = title
        self.found = found.found
        self.rows = found.rows
        self.fit = found.fit
        self.reusable = True
        self.filled: set[str] = set()
        self._labels = {
            address for region in self.found.values() for address in (region.address, *region.parts)
        }
        self.columns = Columns(canvas, window, self.found)

    def plan(self) -> FormPlan:
        """The plan of the form."""
        scalars = tuple(spot for slot in self.shape.scalars if (spot := self._scalar(slot)))
        lists = tuple(plan for one in self.shape.lists if (plan := self._list(one)))
        title = (self.title.address, *self.title.parts) if self.title else ()
        return FormPlan(
            title=title,
            scalars=scalars,
            lists=lists,
            addresses=frozenset({*title, *self._labels, *_data_addresses(scalars, lists)}),
            area=self._area(scalars),
            fit=self.fit,
            reusable=self.reusable and not self.columns.displaced,
            filled=frozenset(self.filled),
        )

    def _area(self, scalars: Sequence[Spot]) -> Area:
        """The rectangle that holds title, labels, single fields and all columns."""
        boxes = [region.area for region in self.found.values()]
        boxes += [self.title.area] if self.title else []
        boxes += [self.canvas.box(*cell_place(spot.address)) for spot in scalars]
        area = reduce(around, boxes)
        left = min([area.left, *(span.left for span in self.columns.known)])
        right = max([area.right, *(span.right for span in self.columns.known)])
        return area._replace(left=left, right=right)

    # Single fields

    def _scalar(self, slot: Slot) -> Spot | None:
        if slot.within:
            return self._within(slot)
        return self._under_head(slot) if slot.banded else self._beside(slot)

    def _within(self, slot: Slot) -> Spot | None:
        """A field with text around it: the cell that has this text."""
        label = next((one for one in self.shape.labels if one.area == slot.cell.area), None)
        if label is not None and label.index in self.found:
            region = self.found[label.index]
            if label.pattern is not None and label.pattern.fullmatch(region.text):
                return Spot(slot.tag, slot.kind, region.address, slot.cell.pattern)
        if slot.beside is not None and slot.beside in self.found:
            return self._beside(slot)
        leads = [_lead_text(slot.cell.pattern or (), tag) for tag in slot.cell.tags]
        own = leads[slot.cell.tags.index(slot.tag)]
        return self._behind(slot, own, frozenset(leads) - {own, ""}) if own else None

    def _under_head(self, slot: Slot) -> Spot | None:
        """A field in the row of its own label, under a head (总分 × 得分)."""
        span = self.columns.span(slot)
        if slot.cell.row not in self.rows or span is None:
            return None
        address = self.columns.cell(self.rows[slot.cell.row], span, slot)
        return (
            Spot(slot.tag, slot.kind, address) if address and address not in self._labels else None
        )

    def _beside(self, slot: Slot) -> Spot | None:
        if slot.beside is None:
            return None
        region = self.found.get(slot.beside)
        if region is None:
            return None
        label = self.shape.labels[slot.beside]
        if region.text not in label.texts and spoken(region.text) not in label.texts:
            return self._inside(slot, label, region)
        address = self._right_of(region)
        return Spot(slot.tag, slot.kind, address, _mixed(slot)) if address else None

    def _inside(self, slot: Slot, label: Label, region: Region) -> Spot:
        """Label and value in one cell, ``项目名称：道路维修``."""
        others = {
            text
            for index, other in self.found.items()
            if other.address == region.address and index != label.index
            for text in self.shape.labels[index].texts
        }
        after = lead_regex(label.texts, frozenset(others))
        return Spot(slot.tag, slot.kind, region.address, after=after)

    def _right_of(self, region: Region) -> str | None:
        """The box right of a label; where it is blank, the next one that holds something."""
        for row in range(region.area.top, min(region.area.bottom, region.area.top + 3) + 1):
            adjacent = self.canvas.box(row, region.area.right + 1)
            beyond = [
                other
                for other in self.canvas.rows.get(row, ())
                if region.area.right < other.area.left <= self.window.right
            ]
            following = next((r for r in beyond if r.area != adjacent), None)
            if beyond and beyond[0].area == adjacent:
                if following is not None and following.address not in self._labels:
                    self.filled.add(adjacent.address)
                return None if adjacent.address in self._labels else adjacent.address
            if following is not None and following.address not in self._labels:
                self.reusable = False
                if self._may_be_value(region, following):
                    return following.address
        adjacent = self.canvas.box(region.area.top, region.area.right + 1)
        return None if adjacent.address in self._labels else adjacent.address

    def _may_be_value(self, label: Region, other: Region) -> bool:
        if other.area.left - label.area.right > _FARTHEST:
            return False
        text = other.text
        return not (is_label(text) or is_note(text) or spoken(text) in self.shape.lookup)

    def _behind(self, slot: Slot, lead: str, others: frozenset[str]) -> Spot | None:
        """A value behind words that are no label of the template: 金额单位：万元."""
        for region in self.canvas.within(self.window):
            if f"{lead}:" in region.text and region.text.index(f"{lead}:") < 40:
                after = lead_regex(frozenset({lead}), others)
                return Spot(slot.tag, slot.kind, region.address, after=after)
            if region.text == lead and (address := self._right_of(region)):
                self._labels.add(region.address)
                return Spot(slot.tag, slot.kind, address)
        return None

    # Lists

    def _list(self, one: ListShape) -> ListPlan | None:
        top, bottom = self._top(one), self._bottom(one)
        if top is None or bottom < top:
            return None
        spans = [self.columns.span(slot) for slot in one.slots]
        if not any(spans):
            return None
        numbers = self._numbers(one, top, bottom, spans)
        return list_plan(one.item, [self._row(one, number, spans) for number in numbers])

    def _top(self, one: ListShape) -> int | None:
        """The first row: right under the heads, or where its first fixed row is."""
        between = any(
            other is not one and other.bottom < one.top and self._last_head_row(one) < other.top
            for other in self.shape.lists
        )
        if not between:
            heads = (head for slot in one.slots for head in slot.heads[:1])
            bottoms = [self.found[head].area.bottom for head in heads if head in self.found]
            if bottoms:
                return max(bottoms) + 1
        fixed = [self.found[n].area.top for n in one.keys.values() if n in self.found]
        return min(fixed, default=None)

    def _last_head_row(self, one: ListShape) -> int:
        heads = [
            self.shape.labels[head].area.bottom for slot in one.slots for head in slot.heads[:1]
        ]
        return max(heads, default=0)

    def _bottom(self, one: ListShape) -> int:
        """The last row: before the next label of the form."""
        after = [row for template, row in self.rows.items() if template > one.bottom]
        top = self._top(one) or 0
        last = self.canvas.numbers[-1] if self.canvas.numbers else 0
        end = min(self.window.bottom, last) + 1
        return min((row for row in after if row >= top), default=end) - 1

    def _numbers(
        self, one: ListShape, top: int, bottom: int, spans: Sequence[Span | None]
    ) -> Iterator[int]:
        """The rows of a list that may be items: no notes, titles, repeated heads, subtotals."""
        dense = bottom - top < _DENSE_ROWS
        if not dense:
            self.reusable = False
        fixed = {self.found[n].area.top for n in one.keys.values() if n in self.found}
        stopped = False
        for number in range(top, bottom + 1) if dense else self._filled_rows(top, bottom):
            regions = [r for r in self.canvas.rows.get(number, ()) if self.window.holds(r.area)]
            if number in fixed:
                yield number
            elif self._is_note(regions, spans):
                stopped = True
            elif not self._is_apart(one, number, regions, spans):
                if stopped and regions:
                    self.reusable = False
                    stopped = not self.columns.is_full(regions, spans)
                if not stopped:
                    yield number

    def _filled_rows(self, top: int, bottom: int) -> list[int]:
        return [number for number in self.canvas.numbers if top <= number <= bottom]

    def _is_note(self, regions: Sequence[Region], spans: Sequence[Span | None]) -> bool:
        """Whether a note or signatures stand in a row, and no item that begins like one."""
        notes = sum(is_note(region.text) for region in regions)
        if notes != 1:
            return notes > 1
        if not is_note(regions[0].text):
            return False
        full = self.columns.is_full(regions, spans)
        self.reusable = self.reusable and not full
        return not full

    def _is_apart(
        self,
        one: ListShape,
        number: int,
        regions: Sequence[Region],
        spans: Sequence[Span | None],
    ) -> bool:
        """Whether a row between the items is none: a title, a head again, a subtotal."""
        if self.columns.most_covered(number, one.slots, spans) >= _COVERED:
            return True
        if not regions:
            return False
        if len(regions) == 1 and (is_title(regions[0].text) or is_other_title(regions[0].text)):
            return True
        if one.item == "indicator" and any(is_subtotal(r.text) for r in regions[:3]):
            return True
        heads = {head for slot in one.slots for head in slot.heads}
        hits = [self.shape.lookup.get(spoken(r.text), ()) for r in regions]
        again = sum(any(index in heads for index in found) for found in hits)
        return (again > 1 and again * 2 > len(regions)) or self.columns.divides(regions)

    def _row(self, one: ListShape, number: int, spans: Sequence[Span | None]) -> RowPlan:
        fixed = self._fixed_row(one, number)
        slots = one.slots
        if fixed is not None:
            slots = one.fixed[fixed]
            spans = [self.columns.span(slot) for slot in slots]
        spots: list[Spot] = []
        for slot, span in zip(slots, spans, strict=True):
            address = self.columns.cell(number, span, slot) if span else None
            if address and span and address not in self._labels and not slot.tag.counts:
                spots.append(Spot(slot.tag, slot.kind, address, _mixed(slot), percent=span.percent))
        return RowPlan(number, tuple(spots), self._key(one, number, fixed, spans), one.key or "")

    def _fixed_row(self, one: ListShape, number: int) -> int | None:
        """The template's fixed row that this row is."""
        for row, label in one.keys.items():
            if label in self.found and self.found[label].area.top == number:
                return row
        return None

    def _key(
        self,
        one: ListShape,
        number: int,
        fixed: int | None,
        spans: Sequence[Span | None],
    ) -> str | None:
        """Where the label of a row stands; lists without fixed rows have none."""
        if fixed is not None:
            return self.found[one.keys[fixed]].address
        name = one.key
        if name is None or any(slot.tag.name == name for slot in one.slots):
            return None
        columns = [self.found[n].area.left for n in one.keys.values() if n in self.found]
        if columns:
            box = self.canvas.box(number, max(set(columns), key=columns.count))
            if self.canvas.at(box.top, box.left) and box.top == number:
                return box.address
        first = min(span.left for span in spans if span)
        before = [
            region
            for region in self.canvas.rows.get(number, ())
            if self.window.left <= region.area.left and region.area.right < first
        ]
        if before:
            self.reusable = False
            return before[-1].address
        return box.address if columns and box.top == number else None


def _lead_text(pattern: Pattern, tag: Tag) -> str:
    """The literal text right before a field, without its brackets."""
    at = pattern.index(tag) if tag in pattern else 0
    before = pattern[at - 1] if at else ""
    return before.strip(" \n　（(：:") if isinstance(before, str) else ""


def _mixed(slot: Slot) -> Pattern | None:
    pattern = slot.cell.pattern
    return pattern if pattern is not None and len(pattern) > 1 else None


def _data_addresses(scalars: Sequence[Spot], lists: Sequence[ListPlan]) -> Iterator[str]:
    """The cells whose content changes from form to form."""
    for spot in scalars:
        yield spot.address
    for one in lists:
        for row in one.rows:
            if row.key:
                yield row.key
            for spot in row.spots:
                yield spot.address
