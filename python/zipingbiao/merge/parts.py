"""What becomes of one file on its way into the summary: its rows, written already, and its gist."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import Any

from zipingbiao.errors import Place, TemplateError
from zipingbiao.layouts import find_layouts, template_folders
from zipingbiao.merge.amounts import amount_lines
from zipingbiao.merge.briefs import brief_row, codes_of, lines_of
from zipingbiao.merge.gists import AmountGist, FileGist, FormGist, UnitGist, amount_gists, unit_gist
from zipingbiao.merge.links import file_link
from zipingbiao.merge.tables import Tables, file_tables, form_tables, kinds_of
from zipingbiao.model import SelfEvaluation
from zipingbiao.ooxml.grid import CellError, Scalar
from zipingbiao.ooxml.xmltext import illegal_in, legible
from zipingbiao.reading import FileReading, Found
from zipingbiao.template.compile import load_template
from zipingbiao.template.compiled import Template
from zipingbiao.template.writing.rows import RowWriter

#: The folder of the summary's template.
SUMMARY = "summary"
#: The lists whose rows are written where their file is read: name in the template → `Tables`.
LISTS: Mapping[str, str] = {
    "form": "forms",
    "amount": "amounts",
    "indicator": "indicators",
    "fault": "faults",
    "goal": "goals",
    "remark": "remarks",
}
COLUMNS = "columns"
#: Pages of what forms are compared by: a row of each, its indicators.
BRIEFS, LINES = "briefs", "lines"
#: What is kept of files that are merged.
GISTS = (FileGist, FormGist, UnitGist, AmountGist)
#: Between the rows of a page, and between those of two forms: no XML holds these.
_ROW, _FORM = "\x02", "\x03"


@lru_cache(maxsize=1)
def summary_template() -> Template:
    """The template of the summary workbook. Raises TemplateError where it is missing."""
    for folder in template_folders():
        path = folder / SUMMARY / "form.xlsx"
        if path.is_file():
            return load_template(path, fills_only=True)
    place = Place(path=f"templates/{SUMMARY}/form.xlsx")
    raise TemplateError("找不到汇总表的模板。", place, "请重新安装本程序。")


@lru_cache(maxsize=1)
def row_writers() -> Mapping[str, RowWriter]:
    """The writers of all lists that may be long."""
    return {item: RowWriter(summary_template(), item) for item in (*LISTS, "source", "brief")}


class PartMaker:
    """Makes the parts of files for a summary in some folder.

    ``plain``: the rows are wanted as plain values, too; ``lines``: the indicators are to be
    compared with others.
    """

    def __init__(self, folder: str, plain: bool = False, lines: bool = False) -> None:
        self._folder = Path(folder)
        self._plain = plain
        self._lines = lines
        self._kinds = kinds_of(find_layouts())
        self.writers = row_writers()

    def key(self, found: Found) -> str:
        """What decides the part of a file, beside its content."""
        return f"{found.name}\n{file_link(found.path, self._folder)}\n{self._plain}\n{self._lines}"

    def __call__(self, found: Found, reading: FileReading) -> tuple[FileGist, dict[str, bytes]]:
        """The gist of a file, and its rows as pages."""
        link = file_link(found.path, self._folder)
        tables = [
            file_tables(reading.faults, link),
            *(form_tables(form, link, self._kinds) for form in reading.forms),
        ]
        pages, counts, columns = {}, {}, {}
        for item, records in _records(tables):
            if self._plain:
                pages[values_page(item)] = json.dumps(records).encode()
            rows = [self.writers[item].write(one) for one in records]
            pages[item] = _FORM.join(_ROW.join(one.texts) for one in rows).encode()
            counts[item] = tuple(len(one.texts) for one in rows)
            if self.writers[item].read:
                columns[item] = [_plain(one.columns) for one in rows]
        if columns:
            pages[COLUMNS] = json.dumps(columns).encode()
        pages |= _brief_pages(reading.forms, tables[1:], lines=self._lines)
        gists = map(_form_gist, reading.forms, tables[1:])
        return FileGist(link, tuple(gists), counts), pages


def _brief_pages(
    forms: Sequence[SelfEvaluation], tables: Sequence[Tables], *, lines: bool
) -> dict[str, bytes]:
    """What forms are compared by; nothing of one that is never merged."""
    if not forms:
        return {}
    briefs = [
        [brief_row(form, one.forms[0]), codes_of(form)] if one.forms else None
        for form, one in zip(forms, tables, strict=True)
    ]
    pages = {BRIEFS: json.dumps(briefs).encode()}
    if lines:
        pages[LINES] = json.dumps(list(map(lines_of, forms))).encode()
    return pages


def _records(tables: Sequence[Tables]) -> Iterator[tuple[str, list[list[object]]]]:
    """The rows of each list that has any, by the forms they come of."""
    for item, name in LISTS.items():
        records = [legible_records(getattr(one, name)) for one in tables]
        if any(records):
            yield item, records


def legible_records(records: Iterable[Any]) -> list[Any]:
    """Records in which what no workbook can hold is made visible."""
    given: list[Any] = list(records)
    every = "".join(map(str, chain.from_iterable(given)))
    return given if illegal_in(every) is None else list(map(_legible, given))


def _legible(record: Any) -> Any:
    if illegal_in("".join(map(str, record))) is None:
        return record
    made = (legible(value) if isinstance(value, str) else value for value in record)
    return record._make(made)


def _plain(columns: Mapping[int, Sequence[Scalar]]) -> list[list[object]]:
    """Columns as JSON has them; an error value is a text in a list."""
    return [
        [[value] if isinstance(value, CellError) else value for value in column]
        for column in columns.values()
    ]


def values_page(item: str) -> str:
    """The name of the page with the rows of a list as plain values."""
    return f"{item} values"


def values_of(page: bytes, entries: Iterable[int]) -> Iterator[Sequence[object]]:
    """As `texts_of`, the rows as plain values."""
    rows = json.loads(page)
    for entry in entries:
        yield from rows[entry]


def texts_of(page: bytes, entries: Iterable[int]) -> Iterator[str]:
    """The rows on a page that come of the file itself (0) or of some of its forms (from 1)."""
    texts = page.decode().split(_FORM)
    for entry in entries:
        if texts[entry]:
            yield from texts[entry].split(_ROW)


def columns_of(
    page: bytes, item: str, entries: Iterable[int]
) -> Iterator[Sequence[Sequence[Scalar]]]:
    """As `texts_of`, the columns of a list."""
    columns = json.loads(page).get(item)
    for entry in entries if columns else ():
        yield [
            [CellError(value[0]) if isinstance(value, list) else value for value in column]
            for column in columns[entry]
        ]


def _form_gist(form: SelfEvaluation, tables: Tables) -> FormGist | None:
    if not tables.forms:
        return None
    [row] = tables.forms
    amounts = amount_gists(amount_lines(form), form.header.money_unit)
    warnings = (f"{one.path} › {one.sheet}：{one.reason}{one.cure}" for one in tables.unconverted)
    return FormGist(unit_gist(row), tuple(amounts), tuple(warnings))
