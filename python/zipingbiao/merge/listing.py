"""问题清单: what is found on files and among them, by unit as on 汇总表, the gravest first."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from zipingbiao.merge.across import Across
from zipingbiao.merge.findings import Key, Placed, loose_row, slots_of
from zipingbiao.merge.gists import FileGist, Tally, tally
from zipingbiao.merge.parts import (
    FAULT,
    PLACES,
    PartMaker,
    legible_records,
    slots_on,
    values_page,
)
from zipingbiao.model import SelfEvaluation
from zipingbiao.reading import FileReading, Parts
from zipingbiao.values.text import fold

#: Pages of so many files are kept at hand: those of a unit are gone through once a severity.
_AT_HAND = 64


class Listing:
    """The rows of 问题清单, as far as files count."""

    def __init__(self, parts: Parts[FileGist], maker: PartMaker, across: Across) -> None:
        self._parts = parts
        self._maker = maker
        self._across = across
        self._loose = list(map(loose_row, across.loose))
        self._texts_of = lru_cache(_AT_HAND)(self._read_texts)

    def __len__(self) -> int:
        own = sum(
            sum(gist.rows.get(FAULT, ()))
            for number, gist in enumerate(self._parts.gists)
            if not self._parts.is_listed_only(number)
        )
        more = (len(rows) for slots in self._across.slots.values() for rows in slots.values())
        return own + sum(more) + len(self._loose)

    def texts(self) -> Iterator[str]:
        """The rows as they are written."""
        for spot in self._spots():
            own = self._texts_of(spot.number)[spot.slot] if self._has_own(spot) else ()
            more = self._more(spot)
            texts = self._written([one.row for one in more])
            yield from _merged(own, self._keys(spot) if more else (), texts, more)
        yield from self._written(self._loose)

    def values(self) -> Iterator[Sequence[object]]:
        """The rows as plain values."""
        for spot in self._spots():
            page = self._parts.page(spot.number, values_page(FAULT))
            own = json.loads(page)[spot.slot] if self._has_own(spot) else ()
            more = self._more(spot)
            yield from _merged(own, self._keys(spot) if more else (), [o.row for o in more], more)
        yield from self._loose

    def found(self, number: int, entry: int) -> Tally:
        """What is found on a file itself (0) or on one of its forms (from 1)."""
        if self._parts.is_listed_only(number):
            return ()
        own, slots = self._parts.gists[number].tally, self._across.slots.get(number, {})
        more = [one.row for slot in slots_of(entry) for one in slots.get(slot, ())]
        return (*(own[entry] if own else ()), *tally(more))

    def tally(self) -> Mapping[tuple[str, str], int]:
        """How often each code and severity stands in the rows."""
        counts = Counter((row.code, row.severity) for row in self._loose)
        for number, gist in enumerate(self._parts.gists):
            for entry in range(1 + len(gist.forms)):
                for code, severity, count in self.found(number, entry):
                    counts[code, severity] += count
        return counts

    def is_more_found(self, number: int) -> bool:
        """Whether more is found than on the file by itself."""
        return number in self._across.slots

    def _spots(self) -> Iterator[Spot]:
        """The slots that hold something."""
        return filter(self._holds, in_order(self._parts.readings))

    def _holds(self, spot: Spot) -> bool:
        return self._has_own(spot) or bool(self._more(spot))

    def _has_own(self, spot: Spot) -> bool:
        counts = self._parts.gists[spot.number].rows.get(FAULT)
        if not counts or self._parts.is_listed_only(spot.number):
            return False
        return counts[spot.slot] > 0

    def _more(self, spot: Spot) -> Sequence[Placed]:
        return self._across.slots.get(spot.number, {}).get(spot.slot, ())

    def _read_texts(self, number: int) -> Sequence[Sequence[str]]:
        return slots_on(self._parts.page(number, FAULT))

    def _keys(self, spot: Spot) -> Sequence[Key]:
        page = self._parts.page(spot.number, PLACES)
        keys: Sequence[Sequence[Key]] = json.loads(page) if page else ()
        return keys[spot.slot] if keys else ()

    def _written(self, rows: Sequence[object]) -> list[str]:
        return self._maker.writers[FAULT].write(legible_records(rows)).texts


def _merged(
    own: Sequence[Any], keys: Sequence[Key], more: Sequence[Any], placed: Sequence[Placed]
) -> Sequence[Any]:
    """The rows of a file and those found among files, by their places where they are known."""
    if not more or not own:
        return own or more
    known = keys or [[]] * len(own)
    both = [*zip(known, own, strict=True), *zip((one.key for one in placed), more, strict=True)]
    return [row for _, row in sorted(both, key=lambda pair: pair[0])]


class Spot(NamedTuple):
    """A part of 问题清单: the number of a file, one of its slots."""

    number: int
    slot: int


def in_order(readings: Sequence[FileReading]) -> Iterator[Spot]:
    """All slots of all files in the order of 问题清单."""
    for unit in _units(readings):
        for weight in range(len(slots_of(0))):
            for number, entry in unit:
                yield Spot(number, slots_of(entry)[weight])


def _units(readings: Sequence[FileReading]) -> Iterable[Sequence[tuple[int, int]]]:
    """The files and forms of each unit; units by department, in the order in which they are met.

    Those that are merged are met first; what is of no unit comes last.
    """
    departments: dict[str, dict[str, list[tuple[int, int]]]] = {}
    for merged in (True, False):
        for reading in readings:
            for form in reading.forms:
                if form.source.counts == merged:
                    department, unit = _key(form)
                    departments.setdefault(department, {}).setdefault(unit, [])
    nobody: list[tuple[int, int]] = []
    for number, reading in enumerate(readings):
        known = [_key(form) for form in reading.forms]
        first = next((key for key in known if key[1]), None)
        for entry, key in enumerate([first, *known]):
            department, unit = key if key and key[1] else first or ("", "")
            home = departments[department][unit] if unit else nobody
            home.append((number, entry))
    for units in departments.values():
        yield from (spots for unit, spots in units.items() if unit)
    yield nobody


def _key(form: SelfEvaluation) -> tuple[str, str]:
    """The department and the unit of a form, folded; each stands for the other."""
    unit, department = form.header.unit, form.header.department
    return fold(department or unit), fold(unit or department)
