"""Which cells of a repeated row become one: equal neighbours, and groups that span columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from zipingbiao.domain.levels import LEVELS
from zipingbiao.ooxml.address import Area
from zipingbiao.template.codec import Content
from zipingbiao.template.compiled import TemplateCell, TemplateRow
from zipingbiao.template.writing.contents import RowContents


def group_merges(row: TemplateRow, contents: Sequence[RowContents], first: int) -> Iterator[Area]:
    """The areas to be merged in the copies of a row, of which the first is in row ``first``.

    Equal neighbours under each other become one cell, never across a change in a merged column
    to the left. A group without narrower ones (扣分项) takes their cells too.
    """
    count = max(len(contents), 1)
    runs = [range(count)]
    for slot, cell in enumerate(row.filled):
        if not any(tag.merge for tag in cell.tags):
            continue
        runs = [part for run in runs for part in _equal(contents, slot, run)]
        beside = _narrower(row, slot)
        for run in runs:
            yield from _areas(cell, slot, beside, contents, run, first)


def _areas(
    cell: TemplateCell,
    slot: int,
    beside: Sequence[int],
    contents: Sequence[RowContents],
    run: range,
    first: int,
) -> Iterator[Area]:
    """The merged areas of one run of equal contents."""
    filled = bool(contents) and contents[run.start][slot] is not None
    right = cell.area.right
    if filled and all(_stands_alone(contents[at], slot, beside) for at in run):
        right += len(beside)
    for part in (run,) if filled else (range(at, at + 1) for at in run):
        area = Area(first + part.start, cell.area.left, first + part.stop - 1, right)
        if (area.top, area.left) != (area.bottom, area.right):
            yield area


def _equal(contents: Sequence[RowContents], slot: int, run: range) -> Iterator[range]:
    """The parts of a run in which a column holds the same."""
    if not contents:
        yield run
        return
    for _, same in groupby(run, key=lambda at: contents[at][slot]):
        rows = list(same)
        yield range(rows[0], rows[-1] + 1)


def _narrower(row: TemplateRow, slot: int) -> list[int]:
    """The cells right of a group's name for narrower groups, as far as they are single cells."""
    found: list[int] = []
    left = row.filled[slot]
    if left.area.left != left.area.right:
        return found
    for at in range(slot + 1, len(row.filled)):
        cell = row.filled[at]
        beside = cell.area.left == cell.area.right == left.column + 1
        if not beside or not any(tag.name in LEVELS for tag in cell.tags):
            break
        found.append(at)
        left = cell
    return found


def _stands_alone(contents: RowContents, slot: int, beside: Sequence[int]) -> bool:
    """Whether a group has no narrower ones, in a row that is filled in: else the pen needs them."""
    if any(contents[at] is not None for at in beside):
        return False
    others: list[Content] = [
        content for at, content in enumerate(contents) if at > slot and at not in beside
    ]
    return bool(beside) and any(content is not None for content in others)
