"""The parts of all files put together, in the order of their paths."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial

from zipingbiao.merge.briefs import Brief, Line, found_text
from zipingbiao.merge.filing import filer_of
from zipingbiao.merge.gists import FileGist, FormGist
from zipingbiao.merge.missing import Filing
from zipingbiao.merge.parts import (
    BRIEFS,
    COLUMNS,
    LINES,
    PartMaker,
    columns_of,
    legible_records,
    texts_of,
    values_of,
    values_page,
)
from zipingbiao.merge.records import BriefRow, FaultRow, RepeatRow, SourceRow
from zipingbiao.merge.tables import file_tables, repeat_rows, source_row
from zipingbiao.merge.words import PAYMENTS
from zipingbiao.ooxml.grid import Scalar
from zipingbiao.reading import Parts
from zipingbiao.template.writing.contents import Stream

_FAULT, _SOURCE, _BRIEF = "fault", "source", "brief"


class Together:
    """All that was made of the files, as far as it counts."""

    def __init__(self, parts: Parts[FileGist], maker: PartMaker) -> None:
        self._parts = parts
        self._maker = maker
        #: What is wanted of each file: of itself (0), of its forms that count (from 1).
        self._wanted = [self._entries(number) for number in range(len(parts.readings))]

    def _entries(self, number: int) -> Sequence[int]:
        if self._parts.is_listed_only(number):
            return ()
        forms = self._parts.readings[number].forms
        return (0, *(entry for entry, form in enumerate(forms, 1) if form.source.counts))

    @property
    def file_count(self) -> int:
        """How many files have a form that is merged."""
        return sum(len(wanted) > 1 for wanted in self._wanted)

    def gists(self) -> Iterator[FormGist]:
        """The gists of the forms that are merged."""
        for gist, wanted in zip(self._parts.gists, self._wanted, strict=True):
            for entry in wanted[1:]:
                one = gist.forms[entry - 1]
                assert one is not None
                yield one

    def rows(self, item: str) -> Stream:
        """The rows of a list."""
        return Stream(self._count(item), self._texts(item), self._columns(item))

    def faults(self) -> Stream:
        """The rows of 问题清单; those too that came up when it was decided what counts."""
        more = sum(map(len, map(self._parts.more_faults, range(len(self._wanted)))))
        return Stream(self._count(_FAULT) + more, self._fault_texts())

    def sources(self) -> Stream:
        """The rows of 来源清单."""
        texts = (text for row in self._sources() for text in self._written(_SOURCE, [row]))
        return Stream(len(self._wanted), texts)

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
                row, codes = told[entry - 1]
                found = found_text(codes)
                yield Brief(
                    BriefRow._make(row)._replace(found=found), partial(self._lines, number, entry)
                )

    def _lines(self, number: int, entry: int) -> Sequence[Line]:
        lines: Sequence[Sequence[Line]] = json.loads(self._parts.page(number, LINES))
        return lines[entry - 1]

    def brief_rows(self) -> Stream:
        """The rows of 对比底稿."""
        count = sum(len(wanted) - 1 for wanted in self._wanted if wanted)
        texts = (text for one in self.briefs() for text in self._written(_BRIEF, [one.row]))
        return Stream(count, texts)

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
        for number, wanted in enumerate(self._wanted):
            yield from self._values_of(number, item, wanted[:1])
            if item == _FAULT:
                yield from self._more_faults(number)
            yield from self._values_of(number, item, wanted[1:])

    def _values_of(
        self, number: int, item: str, entries: Sequence[int]
    ) -> Iterable[Sequence[object]]:
        page = self._parts.page(number, values_page(item)) if entries else b""
        return values_of(page, entries) if page else ()

    def _sources(self) -> Iterator[SourceRow]:
        for reading, gist in zip(self._parts.readings, self._parts.gists, strict=True):
            yield source_row(reading, gist.link)

    def _more_faults(self, number: int) -> Sequence[FaultRow]:
        more = self._parts.more_faults(number)
        return file_tables(more, self._parts.gists[number].link).faults if more else ()

    def _written(self, item: str, records: Iterable[object]) -> list[str]:
        return self._maker.writers[item].write(legible_records(records)).texts

    def _count(self, item: str) -> int:
        return sum(
            sum(gist.rows[item][entry] for entry in wanted) if item in gist.rows else 0
            for gist, wanted in zip(self._parts.gists, self._wanted, strict=True)
        )

    def _texts(self, item: str) -> Iterator[str]:
        for number, wanted in enumerate(self._wanted):
            yield from self._texts_of(number, item, wanted)

    def _texts_of(self, number: int, item: str, entries: Sequence[int]) -> Iterable[str]:
        page = self._parts.page(number, item) if entries else b""
        return texts_of(page, entries) if page else ()

    def _fault_texts(self) -> Iterator[str]:
        for number, wanted in enumerate(self._wanted):
            yield from self._texts_of(number, _FAULT, wanted[:1])
            yield from self._written(_FAULT, self._more_faults(number))
            yield from self._texts_of(number, _FAULT, wanted[1:])

    def _columns(self, item: str) -> Mapping[int, Sequence[Scalar]]:
        """The columns of a list that formulas elsewhere read."""
        read = self._maker.writers[item].read
        columns: dict[int, list[Scalar]] = {column: [] for column in read}
        for number, wanted in enumerate(self._wanted if read else ()):
            page = self._parts.page(number, COLUMNS) if wanted else b""
            for values in columns_of(page, item, wanted) if page else ():
                for column, more in zip(read, values, strict=True):
                    columns[column] += more
        return columns
