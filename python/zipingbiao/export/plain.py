"""A sheet without looks (``.xls``, ``.ods``, a document) as a page: plain lines, plain letters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from zipingbiao.export.page import A4, THIN, Box, Font, Look, Page, Paper
from zipingbiao.ooxml.address import Area, area_of, cell_name
from zipingbiao.ooxml.grid import PlainSheet, Sheet
from zipingbiao.values.text import width

_FONT = Font("宋体", 10.5)
_TITLE = Look(Font("黑体", 16.0), horizontal="center")
_NOTE = Look(_FONT, horizontal="left")
_CELL = Look(_FONT, THIN, horizontal="center")
_TEXT = Look(_FONT, THIN, horizontal="left")
#: A text longer than so many half letters is no entry but prose.
_LONG = 24
#: Widths of a column in half letters, and the points of one.
_NARROWEST, _WIDEST, _HALF = 6, 30, 5.25
_HEIGHT = 22.0


def page_of(sheet: Sheet, area: Area) -> Page:
    """An area of a sheet as a page; upright where its columns have room."""
    columns = range(area.left, area.right + 1)
    merged = _merged(sheet, area)
    widths = tuple(_width(sheet, area, column, merged) for column in columns)
    upright, turned = Paper(), Paper(A4[1], A4[0])
    paper = upright if sum(widths) <= turned.room[0] * _TURNS else turned
    heights = (_HEIGHT,) * (area.bottom - area.top + 1)
    boxes = tuple(_boxes(sheet, area, merged))
    rows = tuple(range(area.top, area.bottom + 1))
    return Page(widths, heights, boxes, paper, rows=rows, columns=tuple(columns))


#: Tables up to so much of the long side are made to fit on the short one.
_TURNS = 0.85


def _width(sheet: Sheet, area: Area, column: int, merged: Mapping[tuple[int, int], Area]) -> float:
    rows = range(area.top, area.bottom + 1)
    boxes = ((row, merged.get((row, column))) for row in rows)
    alone = (cell_name(row, column) for row, one in boxes if one is None or one.left == one.right)
    longest = max((width(sheet.shown(one)) for one in alone), default=0)
    return (min(max(longest, _NARROWEST), _WIDEST) + 1) * _HALF


def _merged(sheet: Sheet, area: Area) -> Mapping[tuple[int, int], Area]:
    """The merged area over each place, where there is one."""
    merged = {}
    for one in map(area_of, sheet.merges):
        for row in range(max(one.top, area.top), min(one.bottom, area.bottom) + 1):
            for column in range(max(one.left, area.left), min(one.right, area.right) + 1):
                merged[row, column] = one
    return merged


def _boxes(sheet: Sheet, area: Area, merged: Mapping[tuple[int, int], Area]) -> Iterator[Box]:
    begun: set[Area] = set()
    lines = _lines(sheet, area, merged)
    for row in range(area.top, area.bottom + 1):
        if row in lines:
            text = sheet.shown(cell_name(row, area.left))
            look = _TITLE if row == area.top else _NOTE
            yield Box(_moved(Area(row, area.left, row, area.right), area), text, look)
            continue
        for column in _columns(area):
            one = merged.get((row, column), Area(row, column, row, column))
            if one not in begun:
                begun.add(one)
                text = sheet.shown(one.address)
                look = _TEXT if width(text) > _LONG else _CELL
                number = isinstance(sheet.value(one.address), int | float)
                yield Box(_moved(one, area), text, look, number)


def _lines(sheet: Sheet, area: Area, merged: Mapping[tuple[int, int], Area]) -> frozenset[int]:
    """The rows above and below the table: nothing stands in them but one text at their left.

    A document says where its tables are: what stands between them is lines too.
    """
    if isinstance(sheet, PlainSheet) and sheet.tables:
        rows = range(area.top, area.bottom + 1)
        return frozenset(r for r in rows if not any(t.top <= r <= t.bottom for t in sheet.tables))
    alone = [
        row
        for row in range(area.top, area.bottom + 1)
        if all(_is_line(sheet, area, row, column, merged) for column in _columns(area))
    ]
    others = [row for row in range(area.top, area.bottom + 1) if row not in set(alone)]
    first, last = (others[0], others[-1]) if others else (area.bottom + 1, area.bottom)
    return frozenset(row for row in alone if not first < row < last)


def _is_line(
    sheet: Sheet, area: Area, row: int, column: int, merged: Mapping[tuple[int, int], Area]
) -> bool:
    """Whether a cell may be part of a line: the text at its left, or nothing."""
    one = merged.get((row, column))
    if one is not None and (one.top != one.bottom or one.left != area.left):
        return False
    return column == area.left or not sheet.shown(cell_name(row, column))


def _columns(area: Area) -> range:
    return range(area.left, area.right + 1)


def _moved(one: Area, area: Area) -> Area:
    """An area of the sheet as one of the page."""
    down, right = area.top - 1, area.left - 1
    return Area(
        max(one.top, area.top) - down,
        max(one.left, area.left) - right,
        min(one.bottom, area.bottom) - down,
        min(one.right, area.right) - right,
    )
