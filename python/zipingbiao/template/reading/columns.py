"""Which columns a field of a list stands in, and which cell of a row is its own."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from zipingbiao.ooxml.address import Area, cell_name
from zipingbiao.template.reading.anchors import Slot
from zipingbiao.template.reading.regions import Canvas, Region, Window

#: What stands in a row of its own under a head that is divided.
_PART = re.compile(
    r"(运算)?符号|数?值|指标内容|内容|(度量|计量)?单位|文字描述|单位\(文字描述\)|(指标)?性质|方向"
    r"|(单项)?(指标)?(折算)?得分(率|占比)?|权重(占比)?(\(%\))?"
)


#: A head is no higher than this, blank rows inserted in it included.
_TALLEST_HEAD = 12


class Span(NamedTuple):
    """The columns of a field, up to the next head; ``edge`` is its own head's last column.

    ``percent`` where that head says (%).
    """

    left: int
    right: int
    percent: bool
    edge: int


class Columns:
    """The columns of a form as its heads stand in a sheet.

    ``displaced`` tells that some value stood elsewhere under its head than the others.
    """

    def __init__(self, canvas: Canvas, window: Window, found: Mapping[int, Region]) -> None:
        self.displaced = False
        self._canvas = canvas
        self._window = window
        self._found = found
        self._labels = {region.address for region in found.values()}
        self._spans: dict[int, Span | None] = {}

    def span(self, slot: Slot) -> Span | None:
        """The columns of a field, from its head to before the next one."""
        head = next((h for h in slot.heads[:1] if h in self._found), None)
        if head is None:
            return None
        if head not in self._spans:
            self._spans[head] = self._span(self._found[head])
        return self._spans[head]

    @property
    def known(self) -> list[Span]:
        """All columns that were asked for and are there."""
        return [span for span in self._spans.values() if span]

    def _span(self, head: Region) -> Span | None:
        area = head.area
        right = self._window.right
        for row in range(area.top, area.bottom + 1):
            for region in self._regions_over(row):
                if region.area.left > area.right:
                    right = min(right, region.area.left - 1)
        if self._is_divided(area._replace(right=right)):
            return None
        right = area.right if right == self._window.right else right
        return Span(area.left, right, "%" in head.text, area.right)

    def _regions_over(self, row: int) -> Sequence[Region]:
        """The regions that cover the row, those from above included."""
        found = list(self._canvas.rows.get(row, ()))
        for above in range(max(1, row - _TALLEST_HEAD), row):
            found += [r for r in self._canvas.rows.get(above, ()) if r.area.bottom >= row]
        return found

    def _is_divided(self, area: Area) -> bool:
        """Whether the head has heads of its own below it that are no labels of the form."""
        below = self._canvas.rows.get(area.bottom + 1, ())
        parts = [r for r in below if area.left <= r.area.left <= area.right]
        parts = [r for r in parts if r.address not in self._labels]
        return len(parts) > 1 and self.divides(parts)

    def divides(self, regions: Sequence[Region]) -> bool:
        """Whether a row only divides the heads above it: 符号, 值, 单位."""
        parts = sum(_PART.fullmatch(region.text) is not None for region in regions)
        return parts > 1 and parts == len(regions)

    def cell(self, row: int, span: Span, slot: Slot) -> str | None:
        """The cell of a field in a row; None where the row has no such box."""
        left, right, _, edge = span
        if slot.rightmost:
            return self._last(row, left, right, edge)
        if left == right and not self._canvas.is_merged(row, left):
            return cell_name(row, left)
        box = self._canvas.box(row, left)
        if box.left < left:
            box = self._canvas.box(row, box.right + 1) if box.right < right else box
            if box.left < left or box.left > right:
                return None
        if box.top < row and not slot.tag.merge:
            return None
        if box.right < right:
            return self._among(row, box, right)
        return box.address

    def _last(self, row: int, left: int, right: int, edge: int) -> str:
        """The box at the right edge of a head, behind a label; the last filled one if none."""
        box = self._canvas.box(row, edge)
        if self._canvas.at(row, edge) and box.address not in self._labels:
            return box.address
        others = [
            region
            for region in self._canvas.rows.get(row, ())
            if left < region.area.left <= right and region.address not in self._labels
        ]
        if not others:
            return box.address
        self.displaced = True
        return others[-1].address

    def _among(self, row: int, box: Area, right: int) -> str:
        """The first filled one of the boxes under one head (columns were inserted)."""
        others = [
            region
            for region in self._canvas.rows.get(row, ())
            if box.right < region.area.left <= right and region.address not in self._labels
        ]
        if not others:
            return box.address
        self.displaced = True
        return box.address if self._canvas.at(box.top, box.left) else others[0].address

    def most_covered(self, row: int, slots: Sequence[Slot], spans: Sequence[Span | None]) -> int:
        """How many fields one box of the row covers at most, the groups' names left out."""
        most = 0
        for slot, span in zip(slots, spans, strict=True):
            if span is None or slot.tag.merge or not self._canvas.is_merged(row, span.left):
                continue
            box = self._canvas.box(row, span.left)
            if box.top == row and box.right > span.right:
                inside = [
                    other
                    for one, other in zip(slots, spans, strict=True)
                    if other
                    and not one.tag.merge
                    and box.left <= other.left <= other.right <= box.right
                ]
                most = max(most, len(inside))
        return most

    def is_full(self, regions: Sequence[Region], spans: Sequence[Span | None]) -> bool:
        """Whether a row looks like an item: something stands in most of its columns."""
        filled = {
            span
            for span in spans
            for region in regions
            if span and span.left <= region.area.left <= span.right
        }
        return len(filled) >= min(3, len(spans))
