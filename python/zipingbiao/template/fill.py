"""Fill a template that is never read back, such as the summary workbook."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from operator import attrgetter
from typing import Any

from zipingbiao.errors import Place, TemplateError
from zipingbiao.template.codec import Content
from zipingbiao.template.compiled import SheetTemplate, Template, TemplateCell
from zipingbiao.template.engine import Engine
from zipingbiao.template.tag import Pattern, Tag
from zipingbiao.template.writer import Filling, filled_cells
from zipingbiao.values.numbers import write_number


def fill_template(
    template: Template, scalars: Mapping[str, Content], lists: Mapping[str, Sequence[object]]
) -> bytes:
    """The bytes of the filled workbook.

    ``scalars`` by name (``made_for``, ``header.unit``); ``lists`` by the name of an item, whose
    records have the fields as attributes. Raises TemplateError for a name nobody gives.
    """
    fillings = {
        sheet.name: Filling(_cells(sheet, scalars), _rows(sheet, lists))
        for sheet in template.sheets
        if sheet.has_tags
    }
    return Engine(template).fill(fillings).data


def _cells(sheet: SheetTemplate, scalars: Mapping[str, Content]) -> dict[tuple[int, int], Content]:
    found: dict[tuple[int, int], Content] = {}
    for row in sheet.rows:
        for cell in filled_cells(row) if row.item is None else ():
            pattern = cell.pattern or (cell.computes,)
            values = {tag: _scalar(scalars, tag, sheet, cell) for tag in pattern if isinstance(tag, Tag)}
            found[cell.row, cell.column] = _joined(pattern, values)
    return found


def _scalar(
    scalars: Mapping[str, Content], tag: Tag, sheet: SheetTemplate, cell: TemplateCell
) -> Content:
    if tag.term not in scalars:
        reason = f"没有名为 {tag.term} 的数据。"
        raise TemplateError(reason, Place(sheet=sheet.name, cell=cell.address))
    return scalars[tag.term]


def _joined(pattern: Sequence[str | Tag | None], values: Mapping[Tag, Content]) -> Content:
    if len(pattern) == 1:
        return next(iter(values.values()))
    return "".join(
        piece if isinstance(piece, str) else as_text(values[piece])
        for piece in pattern
        if piece is not None
    )


def as_text(value: Content) -> str:
    """A content between literal texts."""
    if value is None or isinstance(value, str):
        return value or ""
    return write_number(value)


def _rows(
    sheet: SheetTemplate, lists: Mapping[str, Sequence[object]]
) -> dict[int, Sequence[Sequence[Content]]]:
    rows: dict[int, Sequence[Sequence[Content]]] = {}
    for row in sheet.rows:
        if row.item is not None:
            if row.item not in lists:
                place = Place(sheet=sheet.name, cell=f"A{row.number}")
                raise TemplateError(f"没有名为 {row.item} 的列表数据。", place)
            getter = _getter(tuple(cell.pattern or (cell.computes,) for cell in filled_cells(row)))
            rows[row.number] = [getter(record) for record in lists[row.item]]
    return rows


@lru_cache(maxsize=64)
def _getter(patterns: tuple[Pattern, ...]) -> Callable[[Any], Sequence[Content]]:
    """Takes the contents of a row out of a record; quick where every cell is one field."""
    names = [pattern[0].name for pattern in patterns if isinstance(pattern[0], Tag)]
    if len(names) == len(patterns) > 1 and all(len(pattern) == 1 for pattern in patterns):
        return attrgetter(*names)

    def contents(record: object) -> list[Content]:
        return [
            _joined(
                pattern,
                {tag: getattr(record, tag.name) for tag in pattern if isinstance(tag, Tag)},
            )
            for pattern in patterns
        ]

    return contents
