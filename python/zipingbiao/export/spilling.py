"""Texts that run on over blank cells beside them, as a workbook shows them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from zipingbiao.export.page import Box, Page
from zipingbiao.export.setting import MARGIN
from zipingbiao.values.text import width

_TO_THE_RIGHT = frozenset({"general", "left"})


def spilled(page: Page) -> Page:
    """The page with a box for the whole of each text that runs on over blank cells."""
    rows: dict[int, list[Box]] = {}
    for box in page.boxes:
        rows.setdefault(box.area.top, []).append(box)
    boxes = [box for row in rows.values() for box in _row(row, page)]
    return replace(page, boxes=tuple(boxes))


def _row(boxes: Iterable[Box], page: Page) -> Iterator[Box]:
    """The boxes of a row, from left to right."""
    waiting: Box | None = None
    for box in boxes:
        if waiting is not None and _may_take(waiting, box, page):
            area = waiting.area._replace(right=box.area.right)
            waiting = replace(waiting, area=area).with_edges(right=box.look.edges.right)
            continue
        if waiting is not None:
            yield waiting
        waiting = box
    if waiting is not None:
        yield waiting


def _may_take(box: Box, other: Box, page: Page) -> bool:
    """Whether a text needs the blank cell on its right, and nothing stands between."""
    look = box.look
    runs_on = look.horizontal in _TO_THE_RIGHT and not (look.wraps or look.shrinks or look.rotation)
    if other.text or not box.text or box.is_number or not runs_on or "\n" in box.text:
        return False
    if box.rows > 1 or other.rows > 1 or other.area.left != box.area.right + 1:
        return False
    if look.edges.right or other.look.edges.left or other.look.fill != look.fill:
        return False
    needed = max(width(line) for line in box.text.split("\n")) / 2 * look.font.size
    return needed > page.width_of(box.area) - 2 * MARGIN
