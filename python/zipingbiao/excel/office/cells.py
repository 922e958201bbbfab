"""Blocks of cells, read and written whole: a call to LibreOffice costs far more than a cell."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from zipingbiao.excel.office.document import Document, format_areas
from zipingbiao.excel.office.link import Uno
from zipingbiao.excel.office.values import (
    GENERAL,
    LOGICAL,
    Block,
    Spot,
    Typed,
    Value,
    block,
    columns_of,
    failure,
    literally,
    typed,
)

Rows = tuple[tuple[Value, ...], ...]
Texts = tuple[tuple[str, ...], ...]
#: Number formats, each with the areas that have it.
Groups = list[tuple[int, tuple[Uno, ...]]]

_FORMULA = 16  # com.sun.star.sheet.CellFlags
_ERROR_RESULT = 4  # com.sun.star.sheet.FormulaResult
_MILLISECONDS = 86_400_000


def read(document: Document, area: Uno) -> Rows:
    """The values of an area, row by row."""
    rows: list[list[Value]] = [
        [None if value == "" else value for value in row] for row in area.getDataArray()
    ]
    _read_failures(area, rows)
    formats = document.formats
    for group, areas in format_areas(area):
        if formats.is_date(group.NumberFormat):
            for row, column in _spots(area, areas):
                rows[row][column] = _moment(rows[row][column], document.epoch)
        elif formats.is_logical(group.NumberFormat):
            for row, column in _spots(area, areas):
                rows[row][column] = _truth(rows[row][column])
    return tuple(tuple(row) for row in rows)


def _read_failures(area: Uno, rows: list[list[Value]]) -> None:
    if any(None in row for row in rows):
        for row, column in _spots(area, area.queryFormulaCells(_ERROR_RESULT).RangeAddresses):
            rows[row][column] = failure(area.getCellByPosition(column, row).String)


def _moment(value: Value, epoch: datetime) -> Value:
    if type(value) is not float:
        return value
    try:
        return epoch + timedelta(milliseconds=round(value * _MILLISECONDS))
    except OverflowError:
        return value


def _truth(value: Value) -> Value:
    return bool(value) if type(value) is float else value


def _spots(area: Uno, areas: Iterable[Uno]) -> Iterator[Spot]:
    """The cells of some areas, counted within the area that they are part of."""
    start = area.RangeAddress
    for part in areas:
        for row in range(part.StartRow - start.StartRow, part.EndRow - start.StartRow + 1):
            for column in range(part.StartColumn, part.EndColumn + 1):
                yield row, column - start.StartColumn


def read_formulas(document: Document, area: Uno) -> Texts:
    """What one would type to get each cell: its formula in Excel's grammar, or its value."""
    rows = [[_text(value, document.epoch) for value in row] for row in read(document, area)]
    formulas = area.queryContentCells(_FORMULA).RangeAddresses
    if formulas:
        own = area.getFormulaArray()
        sheet = area.RangeAddress.Sheet
        for row, column in _spots(area, formulas):
            text = own[row][column]
            # An array formula stands in braces here.
            text = text[1:-1] if text.startswith("{=") else text
            rows[row][column] = document.formulas.outward(text, sheet)
    return tuple(tuple(row) for row in rows)


def _text(value: Value, epoch: datetime) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = (value - epoch) / timedelta(days=1)
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return value


def write(document: Document, area: Uno, rows: Iterable[Sequence[object]]) -> None:
    """Assign values to an area of the same size."""
    made = block(rows, document.epoch)
    groups = _groups(area)
    if made.literal:
        kept = _of_kind(area, groups, document.formats.is_text)
        made = literally(made, made.literal.keys() & kept)
    area.setDataArray(made.contents)
    if made.numeric:
        _take_back_text(document, area, groups)
    sheet = area.RangeAddress.Sheet
    for run in columns_of(made.formulas):
        texts = tuple((document.formulas.inward(made.formulas[spot], sheet),) for spot in run)
        _column(area, run).setFormulaArray(texts)
    _bring_formats(document, area, made, groups)


def _groups(area: Uno) -> Groups:
    return [(group.NumberFormat, areas) for group, areas in format_areas(area)]


def _take_back_text(document: Document, area: Uno, before: Groups) -> None:
    """LibreOffice gives cells the format of text where a text looks like a number; Excel not."""
    now = _of_kind(area, _groups(area), document.formats.is_text)
    for key, areas in before:
        if not document.formats.is_text(key):
            for run in columns_of(now.intersection(_spots(area, areas))):
                _column(area, run).NumberFormat = key


def _bring_formats(document: Document, area: Uno, made: Block, groups: Groups) -> None:
    """Dates and the like bring their format; a number on a truth value's cell takes it away."""
    truths = {spot for spot, name in made.formats.items() if name == LOGICAL}
    wanted = {name: set[Spot]() for name in (GENERAL, *made.formats.values())}
    wanted[GENERAL] = _of_kind(area, groups, document.formats.is_logical) - truths
    if made.formats:
        free = _of_kind(area, groups, document.formats.is_general) | wanted[GENERAL] | truths
        for spot in made.formats.keys() & free:
            wanted[made.formats[spot]].add(spot)
            wanted[GENERAL].discard(spot)
    for name, spots in wanted.items():
        for run in columns_of(spots):
            _column(area, run).NumberFormat = document.formats.key(name)


def _of_kind(area: Uno, groups: Groups, kind: Callable[[int], bool]) -> set[Spot]:
    return {spot for key, areas in groups if kind(key) for spot in _spots(area, areas)}


def _column(area: Uno, run: Sequence[Spot]) -> Uno:
    (first, column), (last, _) = run[0], run[-1]
    return area.getCellRangeByPosition(column, first, column, last)


def fill(document: Document, area: Uno, value: object) -> None:
    """Assign one value to every cell; relative references of a formula move along."""
    place = area.RangeAddress
    height = place.EndRow - place.StartRow + 1
    width = place.EndColumn - place.StartColumn + 1
    result: Typed = typed(value, document.epoch)
    if not result.formula or height * width == 1:
        write(document, area, ((value,) * width,) * height)
        return
    places = tuple(
        (place.StartRow + down, place.StartColumn + across)
        for down in range(height)
        for across in range(width)
    )
    texts = document.formulas.filled(result.formula, place.Sheet, places)
    area.setFormulaArray(tuple(texts[row * width : (row + 1) * width] for row in range(height)))
