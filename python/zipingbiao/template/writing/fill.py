"""Fill a template that is never read back, such as the summary workbook."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from operator import attrgetter
from typing import Any

from zipingbiao.errors import Place, TemplateError
from zipingbiao.template.codec import Content
from zipingbiao.template.compiled import SheetTemplate, Template, TemplateCell, TemplateRow
from zipingbiao.template.tag import Pattern, Tag, tags_of
from zipingbiao.template.writing.capacity import as_text
from zipingbiao.template.writing.contents import Filling, RowContents
from zipingbiao.template.writing.engine import Engine


def fill_template(
    template: Template, scalars: Mapping[str, Content], lists: Mapping[str, Sequence[object]]
) -> bytes:
    """The bytes of the filled workbook.

    ``scalars`` by name (``made_for``, ``header.unit``); ``lists`` by the name of an item, whose
    records have the fields as attributes. Raises TemplateError for a name nobody gives.
    """
    fillings = {
        sheet.name: Filling(_rows(sheet, scalars, lists))
        for sheet in template.sheets
        if sheet.has_tags
    }
    return Engine(template).fill(fillings).data


def _rows(
    sheet: SheetTemplate, scalars: Mapping[str, Content], lists: Mapping[str, Sequence[object]]
) -> dict[int, Sequence[RowContents]]:
    found: dict[int, Sequence[RowContents]] = {}
    for row in sheet.rows:
        if row.item is not None:
            found[row.number] = _copies(sheet, row, lists)
        elif row.filled:
            found[row.number] = [[_single(sheet, cell, scalars) for cell in row.filled]]
    return found


def _single(sheet: SheetTemplate, cell: TemplateCell, scalars: Mapping[str, Content]) -> Content:
    for tag in tags_of(cell.says):
        if tag.term not in scalars:
            place = Place(sheet=sheet.name, cell=cell.address)
            raise TemplateError(f"没有名为 {tag.term} 的数据。", place)
    return _joined(cell.says, {tag: scalars[tag.term] for tag in tags_of(cell.says)})


def _joined(pattern: Pattern, values: Mapping[Tag, Content]) -> Content:
    if len(pattern) == 1:
        return next(iter(values.values()))
    return "".join(p if isinstance(p, str) else as_text(values[p]) for p in pattern)


def _copies(
    sheet: SheetTemplate, row: TemplateRow, lists: Mapping[str, Sequence[object]]
) -> Sequence[RowContents]:
    if row.item is None or row.item not in lists:
        place = Place(sheet=sheet.name, cell=row.filled[0].address)
        raise TemplateError(f"没有名为 {row.item} 的列表数据。", place)
    getter = _getter(tuple(cell.says for cell in row.filled))
    return [getter(record) for record in lists[row.item]]


@lru_cache(maxsize=64)
def _getter(patterns: tuple[Pattern, ...]) -> Callable[[Any], RowContents]:
    """Takes the contents of a row out of a record; quick where every cell is one field."""
    names = [pattern[0].name for pattern in patterns if isinstance(pattern[0], Tag)]
    if len(names) == len(patterns) > 1 and all(len(pattern) == 1 for pattern in patterns):
        return attrgetter(*names)

    def contents(record: object) -> list[Content]:
        return [
            _joined(pattern, {tag: getattr(record, tag.name) for tag in tags_of(pattern)})
            for pattern in patterns
        ]

    return contents
