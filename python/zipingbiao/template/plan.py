"""Where each field of a form stands in a sheet: the plan by which it is read.

A plan holds addresses only, so that the next sheet whose labels stand exactly there is read by
the same plan.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from zipingbiao.glossary import LISTS
from zipingbiao.ooxml.address import Area, cell_place
from zipingbiao.template.align import Alignment
from zipingbiao.template.anchors import STOP, FormShape, Label, ListShape, Slot
from zipingbiao.template.regions import Canvas, Region, Window
from zipingbiao.template.tag import Pattern, Tag

#: Rows beyond this are planned only where something stands.
_DENSE_ROWS = 400


@dataclass(frozen=True, slots=True)
class Spot:
    """A field and the cell to read it from.

    ``pattern`` where literal text stands around it; ``after`` the label in the same cell;
    ``percent`` where the head says (%).
    """

    tag: Tag
    address: str
    pattern: Pattern | None = None
    after: str = ""
    percent: bool = False


@dataclass(frozen=True, slots=True)
class RowPlan:
    """One row of a list: its fields; ``key`` is where its label stands."""

    number: int
    spots: tuple[Spot, ...]
    key: str | None = None


@dataclass(frozen=True, slots=True)
class ListPlan:
    """The rows of one list."""

    item: str
    rows: tuple[RowPlan, ...]


@dataclass(frozen=True, slots=True)
class FormPlan:
    """Where a whole form stands. ``reusable`` is False where its content decided places."""

    title: str | None
    scalars: tuple[Spot, ...]
    lists: tuple[ListPlan, ...]
    labels: Mapping[str, str]
    area: Area
    fit: float
    reusable: bool


class Planner:
    """Turns an alignment into addresses."""

    def __init__(
        self, shape: FormShape, canvas: Canvas, window: Window, title: Region | None, found: Alignment
    ) -> None:
        self.shape = shape
        self.canvas = canvas
        self.window = window
        self.title = title
        self.found = found.found
        self.rows = found.rows
        self.fit = found.fit
        self.reusable = True
        self._labels = {region.address for region in self.found.values()}
        self._areas: list[Area] = [region.area for region in self.found.values()]

    def plan(self) -> FormPlan:
        """The plan of the form."""
        scalars = tuple(spot for slot in self.shape.scalars if (spot := self._scalar(slot)))
        lists = tuple(plan for one in self.shape.lists if (plan := self._list(one)))
        sheet = self.canvas.sheet
        labels = {address: sheet.shown(address) for address in sorted(self._labels - self._fields(scalars))}
        return FormPlan(
            title=self.title.address if self.title else None,
            scalars=scalars,
            lists=lists,
            labels=labels,
            area=self._area(scalars, lists),
            fit=self.fit,
            reusable=self.reusable,
        )

    def _fields(self, scalars: tuple[Spot, ...]) -> set[str]:
        """Labels whose cell holds a field too: their text changes from form to form."""
        return {spot.address for spot in scalars if spot.pattern is not None or spot.after}

    # Single fields

    def _scalar(self, slot: Slot) -> Spot | None:
        if slot.within:
            return self._within(slot)
        if slot.banded and (spot := self._under_head(slot)):
            return spot
        return self._beside(slot)

    def _within(self, slot: Slot) -> Spot | None:
        """A field with text around it: the cell that has this text."""
        own = self._own_label(slot)
        if own is not None and own.index in self.found:
            region = self.found[own.index]
            if own.pattern is not None and own.pattern.fullmatch(region.text):
                return Spot(slot.tag, region.address, slot.cell.pattern)
        lead = self._lead_text(slot)
        return self._behind(slot.tag, lead) if lead else None

    def _own_label(self, slot: Slot) -> Label | None:
        return next((one for one in self.shape.labels if one.area == slot.cell.area), None)

    def _lead_text(self, slot: Slot) -> str:
        """The literal text right before a field, without its brackets."""
        pattern = slot.cell.pattern or ()
        at = pattern.index(slot.tag)
        before = pattern[at - 1] if at else ""
        return before.strip(" \n　（(：:") if isinstance(before, str) else ""

    def _under_head(self, slot: Slot) -> Spot | None:
        """A field in the row of its own label, under a head (总分 × 得分)."""
        if slot.cell.row not in self.rows:
            return None
        span = self._span(slot)
        if span is None:
            return None
        address = self._cell(self.rows[slot.cell.row], span, slot)
        return Spot(slot.tag, address) if address else None

    def _beside(self, slot: Slot) -> Spot | None:
        if slot.beside is None:
            return None
        region = self.found.get(slot.beside)
        label = self.shape.labels[slot.beside]
        if region is None:
            return self._behind(slot.tag, label.text)
        if (address := self._right_of(region)) is None:
            return None
        return Spot(slot.tag, address, slot.cell.pattern)

    def _right_of(self, region: Region) -> str | None:
        """The first box right of a label that holds something, else the first box."""
        row, right = region.area.top, region.area.right
        following = [r for r in self.canvas.rows.get(row, ()) if right < r.area.left <= self.window.right]
        if following and following[0].address not in self._labels:
            return following[0].address
        box = self.canvas.box(row, right + 1)
        return box.address if box.address not in self._labels else None

    def _behind(self, tag: Tag, label: str) -> Spot | None:
        """Label and value in one cell, ``项目名称：道路维修``, or the value in the next one."""
        for region in self.canvas.within(self.window):
            if region.text.startswith(f"{label}:"):
                return Spot(tag, region.address, after=label)
            if region.text == label and (address := self._right_of(region)):
                return Spot(tag, address)
        return None

    # Lists

    def _list(self, one: ListShape) -> ListPlan | None:
        top, bottom = self._top(one), self._bottom(one)
        if top is None or bottom < top:
            return None
        columns = {slot: self._span(slot) for slot in one.slots}
        if not any(columns.values()):
            return None
        rows = tuple(self._row(one, number, columns) for number in self._numbers(top, bottom))
        return ListPlan(one.item, rows)

    def _heads(self, one: ListShape) -> Iterator[Region]:
        for slot in one.slots:
            for head in slot.heads[:1]:
                if head in self.found:
                    yield self.found[head]

    def _top(self, one: ListShape) -> int | None:
        """The first row: right under the heads, or where its first fixed row is."""
        between = any(
            other is not one and other.bottom < one.top and self._last_head_row(one) < other.top
            for other in self.shape.lists
        )
        if not between:
            bottoms = [region.area.bottom for region in self._heads(one)]
            if bottoms:
                return max(bottoms) + 1
        fixed = [self.found[label].area.top for label in one.keys.values() if label in self.found]
        return min(fixed, default=None)

    def _last_head_row(self, one: ListShape) -> int:
        heads = [self.shape.labels[head].area.bottom for slot in one.slots for head in slot.heads[:1]]
        return max(heads, default=0)

    def _bottom(self, one: ListShape) -> int:
        """The last row: before the next label of the form, or where notes begin."""
        after = [row for template, row in self.rows.items() if template > one.bottom]
        top = self._top(one) or 0
        bottom = min((row for row in after if row >= top), default=self.window.bottom + 1) - 1
        for number in self.canvas.numbers:
            if top <= number <= bottom and self._stops(number):
                return number - 1
        return bottom

    def _stops(self, number: int) -> bool:
        first = next((r for r in self.canvas.rows[number] if self.window.holds(r.area)), None)
        return first is not None and STOP.match(first.text) is not None

    def _numbers(self, top: int, bottom: int) -> Iterator[int]:
        if bottom - top < _DENSE_ROWS:
            return iter(range(top, bottom + 1))
        self.reusable = False
        return (number for number in self.canvas.numbers if top <= number <= bottom)

    def _row(
        self, one: ListShape, number: int, columns: Mapping[Slot, tuple[int, int, bool] | None]
    ) -> RowPlan:
        fixed = self._fixed_row(one, number)
        slots = one.slots if fixed is None else one.fixed[fixed]
        spots = []
        for slot in slots:
            span = columns[slot] if slot in columns else self._span(slot)
            address = self._cell(number, span, slot) if span else None
            if address and span:
                spots.append(Spot(slot.tag, address, self._mixed(slot), percent=span[2]))
        return RowPlan(number, tuple(spots), self._key(one, number, fixed))

    def _mixed(self, slot: Slot) -> Pattern | None:
        pattern = slot.cell.pattern
        return pattern if pattern is not None and len(pattern) > 1 else None

    def _fixed_row(self, one: ListShape, number: int) -> int | None:
        """The template's fixed row that this row is."""
        for row, label in one.keys.items():
            if label in self.found and self.found[label].area.top == number:
                return row
        return None

    def _key(self, one: ListShape, number: int, fixed: int | None) -> str | None:
        """Where the label of a row stands; lists without fixed rows have none."""
        if fixed is not None:
            return self.found[one.keys[fixed]].address
        name = LISTS[one.item].key
        if name is None or any(slot.tag.name == name for slot in one.slots):
            return None
        columns = [self.found[label].area.left for label in one.keys.values() if label in self.found]
        if not columns:
            return None
        box = self.canvas.box(number, max(set(columns), key=columns.count))
        return box.address if box.top == number else None

    # Columns

    def _span(self, slot: Slot) -> tuple[int, int, bool] | None:
        """The columns of a field, from its head to before the next one; whether the head says %."""
        head = next((self.found[h] for h in slot.heads[:1] if h in self.found), None)
        if head is None:
            return None
        right = head.area.right
        others = [
            region.area.left
            for region in self.found.values()
            if region.area.top <= head.area.bottom
            and region.area.bottom >= head.area.top
            and region.area.left > head.area.left
        ]
        right = max(right, min(others, default=right + 1) - 1)
        return head.area.left, right, "%" in head.text

    def _cell(self, row: int, span: tuple[int, int, bool], slot: Slot) -> str | None:
        """The cell of a field in a row; None where the row has no such box."""
        left, right, _ = span
        box = self.canvas.box(row, right if slot.rightmost else left)
        if box.left < left:
            box = self.canvas.box(row, box.right + 1) if box.right < right else box
            if box.left < left or box.left > right:
                return None
        if box.top < row and not slot.tag.merge:
            return None
        if box.right < right and not self.canvas.at(box.top, box.left):
            return self._elsewhere(row, box, right) or box.address
        return box.address

    def _elsewhere(self, row: int, box: Area, right: int) -> str | None:
        """A value that stands further right under the same head (columns were inserted)."""
        for region in self.canvas.rows.get(row, ()):
            if box.right < region.area.left <= right and region.address not in self._labels:
                self.reusable = False
                return region.address
        return None

    def _area(self, scalars: tuple[Spot, ...], lists: tuple[ListPlan, ...]) -> Area:
        """The rectangle that holds the title, all labels and all fields."""
        areas = [*self._areas, *([self.title.area] if self.title else [])]
        names = [spot.address for spot in scalars]
        for plan in lists:
            filled = [row for row in plan.rows if row.number in self.canvas.rows]
            names += [spot.address for row in filled for spot in row.spots]
        boxes = [*areas, *(self.canvas.box(*cell_place(name)) for name in names)]
        return Area(
            min(box.top for box in boxes),
            min(box.left for box in boxes),
            max(box.bottom for box in boxes),
            max(box.right for box in boxes),
        )
