"""Fill a template that is never read back, such as the summary workbook."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from io import BytesIO
from operator import attrgetter
from typing import Any, BinaryIO, TypeGuard, cast

from zipingbiao.errors import Place, TemplateError
from zipingbiao.template.codec import Content
from zipingbiao.template.compiled import SheetTemplate, Template, TemplateCell, TemplateRow
from zipingbiao.template.tag import Pattern, Tag, tags_of
from zipingbiao.template.writing.capacity import as_text
from zipingbiao.template.writing.contents import Filling, RowContents, Stream
from zipingbiao.template.writing.engine import Engine

#: The records of a list, or their rows as they are written; several such for several sheets.
Rows = Sequence[object] | Stream | Sequence[Stream]


def fill_template(
    template: Template, scalars: Mapping[str, Content], lists: Mapping[str, Rows]
) -> bytes:
    """The bytes of the filled workbook; see `write_template`."""
    file = BytesIO()
    write_template(file, template, scalars, lists)
    return file.getvalue()


def write_template(
    file: BinaryIO, template: Template, scalars: Mapping[str, Content], lists: Mapping[str, Rows]
) -> None:
    """Write the filled workbook into a file that can be sought in.

    ``scalars`` by name (``made_for``, ``header.unit``); ``lists`` by the name of an item, whose
    records have the fields as attributes. Raises TemplateError for a name nobody gives.
    """
    left = {item: iter(rows) for item, rows in lists.items() if _is_split(rows)}
    fillings = {}
    for sheet in template.sheets:
        if sheet.has_tags:
            own = {item: next(left[item]) for item in sheet.repeated.values() if item in left}
            fillings[sheet.name] = Filling(_rows(sheet, scalars, {**lists, **own}))
    Engine(template).write(file, fillings)


def write_sheets(
    file: BinaryIO,
    template: Template,
    sheets: Sequence[tuple[Mapping[str, Content], Mapping[str, Rows]]],
) -> None:
    """As `write_template`, where each sheet with fields has its own data, in their order."""
    tagged = [sheet for sheet in template.sheets if sheet.has_tags]
    fillings = {
        sheet.name: Filling(_rows(sheet, scalars, lists))
        for sheet, (scalars, lists) in zip(tagged, sheets, strict=True)
    }
    Engine(template).write(file, fillings)


def _is_split(rows: Rows) -> TypeGuard[Sequence[Stream]]:
    return not isinstance(rows, Stream) and bool(rows) and isinstance(rows[0], Stream)


def _rows(
    sheet: SheetTemplate, scalars: Mapping[str, Content], lists: Mapping[str, Rows]
) -> dict[int, Sequence[RowContents] | Stream]:
    found: dict[int, Sequence[RowContents] | Stream] = {}
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
    sheet: SheetTemplate, row: TemplateRow, lists: Mapping[str, Rows]
) -> Sequence[RowContents] | Stream:
    if row.item is None or row.item not in lists:
        place = Place(sheet=sheet.name, cell=row.filled[0].address)
        raise TemplateError(f"没有名为 {row.item} 的列表数据。", place)
    records = lists[row.item]
    return records if isinstance(records, Stream) else contents_of(row, records)


def contents_of(row: TemplateRow, records: Sequence[object]) -> list[RowContents]:
    """What goes into the cells of a row for each of some records."""
    return list(map(_getter(tuple(cell.says for cell in row.filled)), records))


def columns_of(row: TemplateRow, records: Sequence[object]) -> Sequence[Sequence[Content]]:
    """As `contents_of`, cell by cell: what each has for all of some records."""
    names = _names_of(tuple(cell.says for cell in row.filled))
    fields = getattr(type(records[0]), "_fields", ())
    if names is None or not fields:
        return list(zip(*contents_of(row, records), strict=True))
    columns = dict(
        zip(fields, zip(*cast(Sequence[tuple[Any, ...]], records), strict=True), strict=True)
    )
    return [columns[name] for name in names]


@lru_cache(maxsize=64)
def _names_of(patterns: tuple[Pattern, ...]) -> Sequence[str] | None:
    """The fields of a row in which every cell is one field; None for any other."""
    names = [one[0].name for one in patterns if len(one) == 1 and isinstance(one[0], Tag)]
    return names if len(names) == len(patterns) else None


@lru_cache(maxsize=64)
def _getter(patterns: tuple[Pattern, ...]) -> Callable[[Any], RowContents]:
    """Takes the contents of a row out of a record; quick where every cell is one field."""
    names = _names_of(patterns)
    if names is not None and len(names) > 1:
        return attrgetter(*names)

    def contents(record: object) -> list[Content]:
        return [
            _joined(pattern, {tag: getattr(record, tag.name) for tag in tags_of(pattern)})
            for pattern in patterns
        ]

    return contents
