"""A compiled sheet ⇄ plain data, so that it can be kept in a file of JSON.

JSON and not pickle: what is read back can hold wrong cells at worst, never run anything.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from zipingbiao.ooxml.address import Area
from zipingbiao.ooxml.grid import CellError, Scalar
from zipingbiao.template.compiled import SheetTemplate, TemplateCell, TemplateRow
from zipingbiao.template.tag import Pattern, Tag

#: What JSON holds.
Plain = Any


def plain_sheet(sheet: SheetTemplate) -> Plain:
    """The sheet as lists, texts and numbers."""
    return [
        sheet.name,
        sheet.part,
        sheet.head,
        sheet.tail,
        [_plain_row(row) for row in sheet.rows],
        [list(area) for area in sheet.merges],
        list(sheet.widths.items()),
    ]


def sheet_of(plain: Plain) -> SheetTemplate:
    """The sheet again. Raises TypeError, ValueError or LookupError for what is none."""
    name, part, head, tail, rows, merges, widths = plain
    return SheetTemplate(
        name,
        part,
        head,
        tail,
        tuple(map(_row, rows)),
        tuple(Area(*area) for area in merges),
        dict(widths),
    )


def _plain_row(row: TemplateRow) -> Plain:
    return [row.number, dict(row.settings), row.item, [_plain_cell(cell) for cell in row.cells]]


def _row(plain: Plain) -> TemplateRow:
    number, settings, item, cells = plain
    return TemplateRow(number, settings, tuple(_cell(number, cell) for cell in cells), item)


def _plain_cell(cell: TemplateCell) -> Plain:
    alone = Area(cell.row, cell.column, cell.row, cell.column)
    return [
        cell.column,
        cell.style,
        None if cell.area == alone else list(cell.area),
        None if cell.pattern is None else list(map(_plain_piece, cell.pattern)),
        None if cell.computes is None else _plain_tag(cell.computes),
        cell.formula,
        [str(cell.value)] if isinstance(cell.value, CellError) else cell.value,
        cell.kind,
        cell.markup,
        cell.general,
    ]


def _cell(row: int, plain: Plain) -> TemplateCell:
    column, style, area, pattern, computes, formula, value, kind, markup, general = plain
    return TemplateCell(
        row,
        column,
        style,
        Area(row, column, row, column) if area is None else Area(*area),
        None if pattern is None else _pattern(pattern),
        None if computes is None else Tag(*computes),
        formula,
        _value(value),
        kind,
        markup,
        general,
    )


def _value(plain: Plain) -> Scalar:
    value: Scalar = CellError(plain[0]) if isinstance(plain, list) else plain
    return value


def _plain_tag(tag: Tag) -> Plain:
    return [tag.record, tag.name, tag.key, tag.merge, tag.points, tag.tick, tag.part, tag.only]


def _plain_piece(piece: str | Tag) -> Plain:
    return piece if isinstance(piece, str) else _plain_tag(piece)


def _pattern(pieces: Iterable[Plain]) -> Pattern:
    return tuple(piece if isinstance(piece, str) else Tag(*piece) for piece in pieces)
