"""What becomes of one file on its way into the summary: its rows, written already, and its gist."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import Any

from zipingbiao.layouts import find_layouts
from zipingbiao.merge.briefs import brief_row, lines_of
from zipingbiao.merge.findings import FileRows, Slots, found_on, slots_of
from zipingbiao.merge.gists import (
    AmountGist,
    CheckGist,
    Facts,
    FileGist,
    FormGist,
    Tally,
    UnitGist,
    amount_gists,
    facts_of,
    tally,
    unit_gist,
    with_counts,
)
from zipingbiao.merge.links import file_link
from zipingbiao.merge.tables import (
    NO_MONEY_UNIT,
    UNIT_CURE,
    UNIT_REASON,
    Tables,
    form_tables,
    kinds_of,
)
from zipingbiao.model import AccountLine, Paragraph, Prose, SelfEvaluation
from zipingbiao.ooxml.grid import CellError, Scalar
from zipingbiao.ooxml.xmltext import illegal_in, legible
from zipingbiao.reading import Codec, FileReading, Found
from zipingbiao.report.examining import Examiner, Terms, finding_of
from zipingbiao.report.suppression import NoteWaiver
from zipingbiao.rules.finding import Finding
from zipingbiao.rules.shelved import shelved
from zipingbiao.template.compile import find_template
from zipingbiao.template.compiled import Template
from zipingbiao.template.writing.rows import RowWriter

#: The folder of the summary's template.
SUMMARY = "summary"
#: The lists whose rows are written where their file is read: name in the template → `Tables`.
LISTS: Mapping[str, str] = {
    "form": "forms",
    "amount": "amounts",
    "indicator": "indicators",
    "goal": "goals",
    "remark": "remarks",
}
FORM, FAULT, COLUMNS = "form", "fault", "columns"
#: Pages of what forms are compared by: a row of each, its indicators.
BRIEFS, LINES = "briefs", "lines"
#: Pages of what is looked at again when all files are read: the places of what was found, forms,
#: what rules know of them, running text.
PLACES, FORMS_PAGE, GISTS_PAGE, PROSE_PAGE = "places", "forms", "gists", "prose"
#: What is kept of files that are merged.
GISTS = (FileGist, FormGist, UnitGist, Facts, AmountGist, CheckGist, NoteWaiver)
#: Between the rows of a page, and between those of two forms: no XML holds these.
_ROW, _FORM = "\x02", "\x03"
_codec = Codec((Prose, Paragraph, AccountLine))


@lru_cache(maxsize=1)
def summary_template() -> Template:
    """The template of the summary workbook. Raises TemplateError where it is missing."""
    return find_template(SUMMARY, "汇总表")


@lru_cache(maxsize=1)
def row_writers() -> Mapping[str, RowWriter]:
    """The writers of all lists that may be long."""
    items = (*LISTS, FAULT, "source", "brief")
    return {item: RowWriter(summary_template(), item) for item in items}


class PartMaker:
    """Makes the parts of files for a summary in some folder.

    ``plain``: the rows are wanted as plain values, too; ``lines``: the indicators are to be
    compared with others; ``terms``: by what they are checked, None where they are not.
    """

    def __init__(
        self,
        folder: str,
        plain: bool = False,
        lines: bool = False,
        terms: Terms | None = None,
    ) -> None:
        self._folder = Path(folder)
        self._plain = plain
        self._lines = lines
        self._kinds = kinds_of(find_layouts())
        self._examiner = None if terms is None else Examiner(terms, mending=False)
        self.writers = row_writers()
        self.terms = terms

    def key(self, found: Found) -> str:
        """What decides the part of a file, beside its content."""
        link = file_link(found.path, self._folder)
        terms = None if self.terms is None else self.terms.told_of(found)
        return f"{found.name}\n{link}\n{self._plain}\n{self._lines}\n{terms}"

    def __call__(self, found: Found, reading: FileReading) -> tuple[FileGist, dict[str, bytes]]:
        """The gist of a file, and its rows as pages."""
        link = file_link(found.path, self._folder)
        tables = [form_tables(form, link, self._kinds) for form in reading.forms]
        findings, told, check = found_on(self._examiner, found, reading)
        faults = [finding_of(fault) for one in tables for fault in one.unconverted]
        slots = FileRows(reading, link).slots(_saying_no_less(findings, faults))
        _add_unconverted(slots, faults, FileRows(reading, link))
        tallies = _tallies(slots, len(tables))
        lists = dict(_records([Tables(), *_counted(tables, tallies)]))
        if slots:
            width = len(slots_of(0)) * (1 + len(tables))
            rows = [[one.row for one in slots.get(slot, ())] for slot in range(width)]
            lists[FAULT] = [legible_records(records) for records in rows]
        pages, counts = self._pages(lists)
        if slots and self._examiner is not None:
            keys = [[one.key for one in slots.get(slot, ())] for slot in range(width)]
            pages[PLACES] = json.dumps(keys).encode()
        if self._examiner is not None:
            pages |= _aside(reading, told)
        pages |= _brief_pages(reading.forms, tables, lines=self._lines)
        gists = map(_form_gist, reading.forms, tables)
        return FileGist(link, tuple(gists), counts, tallies, check), pages

    def _pages(
        self, lists: Mapping[str, list[list[object]]]
    ) -> tuple[dict[str, bytes], dict[str, tuple[int, ...]]]:
        """The rows of lists as pages, and how many there are."""
        pages, counts, columns = {}, {}, {}
        for item, records in lists.items():
            # Forms are told anew where more is found among files, checked or not.
            if self._plain or item == FORM:
                pages[values_page(item)] = json.dumps(records).encode()
            rows = [self.writers[item].write(one) for one in records]
            pages[item] = _FORM.join(_ROW.join(one.texts) for one in rows).encode()
            counts[item] = tuple(len(one.texts) for one in rows)
            if self.writers[item].read:
                columns[item] = [_plain(one.columns) for one in rows]
        if columns:
            pages[COLUMNS] = json.dumps(columns).encode()
        return pages, counts


def _saying_no_less(findings: Iterable[Finding], faults: Sequence[Finding]) -> list[Finding]:
    """The findings, but those that only say again that a form does not tell its unit of money."""
    told = {one.sheet for one in faults}
    return [one for one in findings if one.field != "header.money_unit" or one.sheet not in told]


def _add_unconverted(slots: Slots, faults: Sequence[Finding], rows: FileRows) -> None:
    """Forms whose amounts are in no total, as nobody told their unit."""
    for slot, placed in rows.slots(faults, {NO_MONEY_UNIT: UNIT_CURE}).items():
        slots[slot] = sorted([*slots.get(slot, ()), *placed], key=lambda one: one.key)


def _tallies(slots: Slots, forms: int) -> tuple[Tally, ...]:
    """What is found on a file itself, and on each of its forms."""
    return tuple(
        tally(one.row for slot in slots_of(entry) for one in slots.get(slot, ()))
        for entry in range(1 + forms)
    )


def _counted(tables: Sequence[Tables], tallies: Sequence[Tally]) -> Iterator[Tables]:
    """The rows of forms, with what is found on each; the first has what is found on its file."""
    rest = tallies[0]
    for one, own in zip(tables, tallies[1:], strict=True):
        forms = [with_counts(row, (*own, *rest)) for row in one.forms]
        rest = () if forms else rest
        yield replace(one, forms=forms)


def _aside(reading: FileReading, told: Sequence[object]) -> dict[str, bytes]:
    """What rules across forms may ask for when all files are read."""
    pages = {}
    if reading.forms:
        pages[GISTS_PAGE] = json.dumps(told).encode()
        pages[FORMS_PAGE] = json.dumps(list(map(shelved, reading.forms))).encode()
    if reading.prose:
        pages[PROSE_PAGE] = _codec.dumps(reading.prose)
    return pages


def _brief_pages(
    forms: Sequence[SelfEvaluation], tables: Sequence[Tables], *, lines: bool
) -> dict[str, bytes]:
    """What forms are compared by; nothing of one that is never merged."""
    if not forms:
        return {}
    briefs = [
        brief_row(form, one.forms[0]) if one.forms else None
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
    every = "".join(map(str, set(chain.from_iterable(given))))
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


def prose_of(page: bytes) -> Sequence[Prose]:
    """The running text on a page."""
    texts: Sequence[Prose] = _codec.loads(page)
    return texts


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


def slots_on(page: bytes) -> list[list[str]]:
    """The rows on a page of 问题清单, by slots."""
    return [text.split(_ROW) if text else [] for text in page.decode().split(_FORM)]


def columns_by_entry(page: bytes, item: str) -> list[Sequence[Sequence[Scalar]]]:
    """As `columns_of`, of the file itself (0) and of each of its forms (from 1)."""
    entries = json.loads(page).get(item) if page else None
    return list(columns_of(page, item, range(len(entries)))) if entries else []


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
    amounts = amount_gists(tables.amounts)
    told = (one.place for one in tables.unconverted)
    warnings = (f"{one.path} › {one.sheet}：{UNIT_REASON}{UNIT_CURE}" for one in told)
    facts = facts_of(form, row)
    return FormGist(unit_gist(row), facts, tuple(amounts), tuple(warnings))
