"""The parts of all files put together, in the order of their paths."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from zipingbiao.domain.owners import filer_of
from zipingbiao.merge.across import Across
from zipingbiao.merge.arrangement import Filed, Group, arranged
from zipingbiao.merge.arrangement import Line as SheetLine
from zipingbiao.merge.briefs import Brief, Line, found_text
from zipingbiao.merge.gists import FileGist, FormGist, Tally, with_counts, with_found
from zipingbiao.merge.listing import Listing
from zipingbiao.merge.missing import Filing
from zipingbiao.merge.parts import (
    BRIEFS,
    COLUMNS,
    FAULT,
    FORM,
    LINES,
    PartMaker,
    columns_by_entry,
    columns_of,
    legible_records,
    slots_on,
    summary_template,
    texts_of,
    values_of,
    values_page,
)
from zipingbiao.merge.records import BriefRow, FormRow, RepeatRow, SourceRow
from zipingbiao.merge.subtotals import Subtotals
from zipingbiao.merge.tables import repeat_rows, source_row
from zipingbiao.merge.words import PAYMENTS, UNCHECKED
from zipingbiao.ooxml.grid import Scalar
from zipingbiao.reading import Found, Parts
from zipingbiao.template.writing.contents import Stream
from zipingbiao.template.writing.rows import WrittenRows, at_level

_SOURCE, _BRIEF = "source", "brief"
#: So many pages are at hand: the forms of a file mostly stand together.
_PAGES = 16
#: So many rows are written at a time of what is known only when all files are read.
_AT_A_TIME = 100


class _FormPage(NamedTuple):
    """The rows of the forms of one file on 汇总表, and what formulas elsewhere read of them."""

    texts: Mapping[int, str]
    columns: Mapping[int, Sequence[Sequence[Scalar]]]


class Together:
    """All that was made of the files, as far as it counts."""

    def __init__(
        self,
        parts: Parts[FileGist],
        maker: PartMaker,
        found: Sequence[Found],
        folders: Sequence[Path] = (),
    ) -> None:
        """``found`` are the files, ``folders`` those that are merged as a whole."""
        self._parts = parts
        self._maker = maker
        across = Across(parts, found, maker.terms, folders)
        self.listing = Listing(parts, maker, across)
        #: Tell of rules that broke off.
        self.mishaps = across.mishaps
        #: What is wanted of each file: of itself (0), of its forms that count (from 1).
        self._wanted = [self._entries(number) for number in range(len(parts.readings))]
        self._subtotals = Subtotals(summary_template())
        self._pages: dict[int, _FormPage] = {}

    def _entries(self, number: int) -> Sequence[int]:
        if self._parts.is_listed_only(number):
            return ()
        forms = self._parts.readings[number].forms
        return (0, *(entry for entry, form in enumerate(forms, 1) if form.source.counts))

    @property
    def is_checked(self) -> bool:
        """Whether the checker looked at the forms."""
        return self._maker.terms is not None

    @property
    def file_count(self) -> int:
        """How many files have a form that is merged."""
        return sum(len(wanted) > 1 for wanted in self._wanted)

    def _filed(self) -> Iterator[Filed]:
        for number, (gist, wanted) in enumerate(zip(self._parts.gists, self._wanted, strict=True)):
            for entry in wanted[1:]:
                one = gist.forms[entry - 1]
                assert one is not None
                unit = with_found(one.unit, self.found(number, entry))
                yield Filed(number, entry, one._replace(unit=unit))

    def gists(self) -> Iterator[FormGist]:
        """The gists of the forms that are merged."""
        return (one.gist for one in self._filed())

    def found(self, number: int, entry: int) -> Tally:
        """What is found on a form that is merged; the first of a file has what is found on that."""
        found = self.listing.found(number, entry)
        if entry == self._wanted[number][1]:
            found = (*found, *self.listing.found(number, 0))
        return found

    @cached_property
    def sheet_lines(self) -> list[SheetLine]:
        """The lines of 汇总表, in its order."""
        return arranged(self._filed())

    def forms(self) -> Stream:
        """The rows of 汇总表: those of the forms, and 小计 above those that it adds up."""
        return Stream(len(self.sheet_lines), self._form_texts(), self._form_columns())

    def _form_texts(self) -> Iterator[str]:
        for line in self.sheet_lines:
            if isinstance(line.what, Group):
                [text] = self._subtotal(line.what).texts
            else:
                text = self._form_page(line.what.number).texts[line.what.entry]
            yield at_level(text, line.level)

    def _form_columns(self) -> Mapping[int, Sequence[Scalar]]:
        read = self._maker.writers[FORM].read
        columns: dict[int, list[Scalar]] = {column: [] for column in read}
        for line in self.sheet_lines if read else ():
            values: Sequence[Sequence[Scalar]]
            if isinstance(line.what, Group):
                row = self._subtotal(line.what).columns
                values = [row[column] for column in read]
            else:
                values = self._form_page(line.what.number).columns[line.what.entry]
            for column, more in zip(read, values, strict=True):
                columns[column] += more
        return columns

    def _subtotal(self, group: Group) -> WrittenRows:
        record = legible_records([self._subtotals.record(group)])
        return self._maker.writers[FORM].write(record, live=True)

    def _form_page(self, number: int) -> _FormPage:
        """The rows of a file's forms; those of the last files are at hand."""
        page = self._pages.get(number)
        if page is None:
            page = self._read_forms(number)
            if len(self._pages) >= _PAGES:
                del self._pages[next(iter(self._pages))]
            self._pages[number] = page
        return page

    def _read_forms(self, number: int) -> _FormPage:
        entries = self._wanted[number][1:]
        records = self._counted(number, FORM)
        if records is None:
            texts = slots_on(self._parts.page(number, FORM))
            columns = columns_by_entry(self._parts.page(number, COLUMNS), FORM)
            told = {entry: columns[entry] for entry in entries if columns}
            return _FormPage({entry: texts[entry][0] for entry in entries}, told)
        written = self._maker.writers[FORM].write(legible_records(records))
        every = zip(*written.columns.values(), strict=True) if written.columns else ()
        told = {
            entry: [[value] for value in row] for entry, row in zip(entries, every, strict=False)
        }
        return _FormPage(dict(zip(entries, written.texts, strict=True)), told)

    def rows(self, item: str) -> Stream:
        """The rows of a list."""
        return Stream(self._count(item), self._texts(item), self._columns(item))

    def faults(self) -> Stream:
        """The rows of 问题清单."""
        return Stream(len(self.listing), self.listing.texts())

    def sources(self) -> Stream:
        """The rows of 来源清单."""
        return Stream(len(self._wanted), self._written_at_last(_SOURCE, self._sources()))

    def repeats(self) -> list[RepeatRow]:
        """The rows of 重复报送."""
        parts = self._parts
        return [
            row
            for number, gist in enumerate(parts.gists)
            for row in repeat_rows(parts.readings[number], parts.set_aside(number), gist.link)
        ]

    def filings(self) -> Iterator[Filing]:
        """The self-evaluations that count, as far as they tell who filed them."""
        readings, gists = self._parts.readings, self._parts.gists
        for reading, gist, wanted in zip(readings, gists, self._wanted, strict=True):
            for entry in wanted[1:]:
                form, kept = reading.forms[entry - 1], gist.forms[entry - 1]
                assert kept is not None
                if form.is_evaluation and kept.unit.category != PAYMENTS:
                    filer = filer_of(form.header.unit, form.header.department)
                    yield Filing(filer, form.source.path, gist.link)

    def briefs(self) -> Iterator[Brief]:
        """The forms that are merged, as they are compared with those of another time."""
        for number, wanted in enumerate(self._wanted):
            page = self._parts.page(number, BRIEFS) if len(wanted) > 1 else b""
            told = json.loads(page) if page else []
            for entry in wanted[1:]:
                counts: Counter[str] = Counter()
                for code, _, count in self.found(number, entry):
                    counts[code] += count
                found = found_text(counts) if self.is_checked else UNCHECKED
                row = BriefRow._make(told[entry - 1])._replace(found=found)
                yield Brief(row, partial(self._lines, number, entry))

    def _lines(self, number: int, entry: int) -> Sequence[Line]:
        lines: Sequence[Sequence[Line]] = json.loads(self._parts.page(number, LINES))
        return lines[entry - 1]

    def brief_rows(self) -> Stream:
        """The rows of 对比底稿."""
        count = sum(len(wanted) - 1 for wanted in self._wanted if wanted)
        rows = (one.row for one in self.briefs())
        return Stream(count, self._written_at_last(_BRIEF, rows))

    def unread(self) -> list[str]:
        """The files without a form that counts, but for those in whose place others count."""
        readings = zip(self._parts.readings, self._wanted, strict=True)
        return [
            one.record.path
            for one, wanted in readings
            if len(wanted) < 2
            and not one.instead
            and not any(form.source.superseded_by for form in one.forms)
        ]

    def values(self, item: str) -> Iterator[Sequence[object]]:
        """The rows of a list as plain values."""
        if item == _SOURCE:
            yield from map(tuple, self._sources())
            return
        if item == _BRIEF:
            yield from (one.row for one in self.briefs())
            return
        if item == FAULT:
            yield from self.listing.values()
            return
        for number, wanted in enumerate(self._wanted):
            records = self._counted(number, item)
            yield from self._values_of(number, item, wanted) if records is None else records

    def _values_of(
        self, number: int, item: str, entries: Sequence[int]
    ) -> Iterable[Sequence[object]]:
        page = self._parts.page(number, values_page(item)) if entries else b""
        return values_of(page, entries) if page else ()

    def _sources(self) -> Iterator[SourceRow]:
        for reading, gist in zip(self._parts.readings, self._parts.gists, strict=True):
            yield source_row(reading, gist.link)

    def _written_at_last(self, item: str, rows: Iterator[object]) -> Iterator[str]:
        """Rows that are known only now, some at a time."""
        while some := list(islice(rows, _AT_A_TIME)):
            yield from self._written(item, some)

    def _written(self, item: str, records: Iterable[object]) -> list[str]:
        return self._maker.writers[item].write(legible_records(records)).texts

    def _count(self, item: str) -> int:
        return sum(
            sum(gist.rows[item][entry] for entry in wanted) if item in gist.rows else 0
            for gist, wanted in zip(self._parts.gists, self._wanted, strict=True)
        )

    def _texts(self, item: str) -> Iterator[str]:
        for number, wanted in enumerate(self._wanted):
            records = self._counted(number, item)
            if records is None:
                yield from self._texts_of(number, item, wanted)
            else:
                yield from self._written(item, records)

    def _counted(self, number: int, item: str) -> Sequence[FormRow] | None:
        """The rows of the forms of a file on 汇总表, where more is found than when it was read."""
        wanted = self._wanted[number][1:]
        if item != FORM or not wanted or not self._is_told_anew(number):
            return None
        pages = json.loads(self._parts.page(number, values_page(FORM)))
        return [
            with_counts(FormRow._make(row), self.found(number, entry))
            for entry in wanted
            for row in pages[entry]
        ]

    def _is_told_anew(self, number: int) -> bool:
        forms = self._parts.gists[number].forms
        first = next((entry for entry, one in enumerate(forms, 1) if one is not None), 0)
        return self.listing.is_more_found(number) or self._wanted[number][1] != first

    def _texts_of(self, number: int, item: str, entries: Sequence[int]) -> Iterable[str]:
        page = self._parts.page(number, item) if entries else b""
        return texts_of(page, entries) if page else ()

    def _columns(self, item: str) -> Mapping[int, Sequence[Scalar]]:
        """The columns of a list that formulas elsewhere read."""
        read = self._maker.writers[item].read
        columns: dict[int, list[Scalar]] = {column: [] for column in read}
        for number, wanted in enumerate(self._wanted if read else ()):
            if (records := self._counted(number, item)) is not None:
                told = self._maker.writers[item].write(legible_records(records)).columns
                for column, anew in told.items():
                    columns[column] += anew
                continue
            page = self._parts.page(number, COLUMNS) if wanted else b""
            for values in columns_of(page, item, wanted) if page else ():
                for column, more in zip(read, values, strict=True):
                    columns[column] += more
        return columns
