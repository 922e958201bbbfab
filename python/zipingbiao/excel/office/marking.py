"""Colours and notes for many cells at once: each question is a message to another process.

Cells that look alike are asked about together, and those that are coloured alike share one rule.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import count
from typing import NamedTuple

import xlwings as xw

from zipingbiao.excel.marker import Rule
from zipingbiao.excel.office.conditional import (
    areas_of,
    condition_of,
    draw,
    meet,
    remove_rule,
    remove_unshown,
    style_of,
)
from zipingbiao.excel.office.document import Document, check_unlocked, format_areas
from zipingbiao.excel.office.link import Uno, struct, told
from zipingbiao.excel.office.notes import ANNOTATION
from zipingbiao.excel.office.styles import style_for
from zipingbiao.ooxml.address import Area, area_of, cell_name, cell_place


class _Found(NamedTuple):
    """A rule of ours: LibreOffice's list that it stands in, and its place there."""

    owner: Uno
    place: int


class _Spot(NamedTuple):
    """A cell that is coloured: its cells where it is merged; those that look like it."""

    area: Uno
    group: int
    alike: Uno


@told
class OfficeMarker:
    """See `zipingbiao.excel.marker.Marker`."""

    def colour(self, sheet: xw.Sheet, rules: Iterable[Rule]) -> None:
        """Colour cells; those without a rule of anybody, and alike, by one rule."""
        own = sheet.impl.api
        document: Document = sheet.impl.document
        check_unlocked(own)
        wanted = {one.cell: one for one in rules}
        taken = [area for owner in _owners(own) for area in areas_of(owner)]
        together: dict[tuple[str, str], list[Uno]] = {}
        styles: dict[tuple[int, str], str] = {}
        single: list[Rule] = []
        spots = dict(_spots(own, list(wanted)))
        for cell, one in wanted.items():
            spot = spots[cell]
            if any(meet(spot.area, other) for other in taken):
                single.append(one)
                continue
            taken.append(spot.area)
            if (key := (spot.group, one.colour)) not in styles:
                look = {"fill_color": tuple(bytes.fromhex(one.colour))}
                styles[key] = style_for(document, look, spot.alike)
            together.setdefault((one.formula, styles[key]), []).append(spot.area)
        for (formula, style), areas in together.items():
            draw(_cells(document, areas), document.formulas.inward(formula)[1:], style)
        for one in single:
            cells = sheet[one.cell].merge_area
            cells.conditional_formats.add_custom(one.formula, fill_color=f"#{one.colour}")
        # LibreOffice does not count rules as changes.
        document.modified = True

    def colours(self, sheet: xw.Sheet, is_ours: Callable[[str], bool]) -> Sequence[_Found]:
        """The rules that are ours."""
        formulas = sheet.impl.document.formulas
        return [
            _Found(owner, index)
            for owner in _owners(sheet.impl.api)
            for index in range(owner.Count)
            if is_ours(condition_of(owner.getByIndex(index), formulas) or "")
        ]

    def uncolour(self, sheet: xw.Sheet, rules: Sequence[_Found]) -> None:
        """Take rules away, the last of each list first: the others keep their places."""
        check_unlocked(sheet.impl.api)
        styles = {style_of(one.owner.getByIndex(one.place)) for one in rules}
        for one in reversed(rules):
            remove_rule(sheet.impl.api, one.owner, one.place)
        remove_unshown(sheet.impl.document, styles, sheet.name)
        sheet.impl.document.modified = True

    def notes(self, sheet: xw.Sheet) -> dict[str, str]:
        """What the notes say."""
        notes = sheet.impl.api.Annotations
        each = [notes.getByIndex(index) for index in range(notes.Count)]
        places = [(one.Position, one.getString()) for one in each]
        return {cell_name(at.Row + 1, at.Column + 1): text for at, text in places}

    def set_notes(self, sheet: xw.Sheet, texts: Mapping[str, str]) -> list[str]:
        """Write notes, or take them away. LibreOffice takes one on every cell."""
        own = sheet.impl.api
        document: Document = sheet.impl.document
        check_unlocked(own)
        there = self.notes(sheet) if texts else {}
        number = sheet.impl.position
        gone = [cell for cell, text in texts.items() if not text and cell in there]
        for cell, text in texts.items():
            row, column = cell_place(cell)
            if text and cell in there:
                own.getCellByPosition(column - 1, row - 1).getAnnotation().setString(text)
            elif text:
                place = struct("table.CellAddress", number, column - 1, row - 1)
                own.Annotations.insertNew(place, text)
        if gone:
            _cells(document, [_address(number, area_of(cell)) for cell in gone]).clearContents(
                ANNOTATION
            )
        return []


def _owners(sheet: Uno) -> Sequence[Uno]:
    """LibreOffice's lists of rules, each with cells of its own."""
    owners: Sequence[Uno] = sheet.ConditionalFormats.getConditionalFormats()
    return owners


def _cells(document: Document, areas: Sequence[Uno]) -> Uno:
    """Cells of several areas."""
    cells = document.uno.createInstance("com.sun.star.sheet.SheetCellRanges")
    cells.addRangeAddresses(tuple(areas), False)
    return cells


def _address(sheet: int, area: Area) -> Uno:
    corners = (area.left - 1, area.top - 1, area.right - 1, area.bottom - 1)
    return struct("table.CellRangeAddress", sheet, *corners)


def _spots(sheet: Uno, cells: Sequence[str]) -> Iterator[tuple[str, _Spot]]:
    """Each cell as far as it is merged.

    Cells of a column that look alike are merged alike: how far is asked once for all of them.
    """
    columns: dict[int, list[int]] = {}
    for row, column in map(cell_place, cells):
        columns.setdefault(column, []).append(row)
    numbers = count()
    for column, rows in columns.items():
        block = sheet.getCellRangeByPosition(column - 1, min(rows) - 1, column - 1, max(rows) - 1)
        for group, areas in format_areas(block):
            number = next(numbers)
            inside = [row for row in rows if any(_holds(area, row) for area in areas)]
            for row, area in _areas(sheet, inside, column):
                yield cell_name(row, column), _Spot(area, number, group)


def _areas(sheet: Uno, rows: Sequence[int], column: int) -> Iterator[tuple[int, Uno]]:
    """The merged cells that each of some cells, which look alike, belongs to."""
    number = sheet.RangeAddress.Sheet if rows else 0
    for place, row in enumerate(rows):
        if place == 0:
            first = _merged(sheet, row, column)
            down, across = first.bottom - first.top, first.right - first.left
            is_first = (first.top, first.left) == (row, column)
        # One that is hidden below the first of merged cells does not tell where that is.
        area = Area(row, column, row + down, column + across)
        yield row, _address(number, area if is_first else _merged(sheet, row, column))


def _holds(area: Uno, row: int) -> bool:
    return bool(area.StartRow < row <= area.EndRow + 1)


def _merged(sheet: Uno, row: int, column: int) -> Area:
    """The merged cells that a cell belongs to, or itself."""
    cursor = sheet.createCursorByRange(sheet.getCellByPosition(column - 1, row - 1))
    cursor.collapseToMergedArea()
    area = cursor.RangeAddress
    return Area(area.StartRow + 1, area.StartColumn + 1, area.EndRow + 1, area.EndColumn + 1)
