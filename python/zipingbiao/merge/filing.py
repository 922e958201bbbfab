"""Who has filed: the units of forms against the units of a list.

A unit is known by its name, by another name that the list gives it, or by a usual way to write
that (`zipingbiao.domain.units`). What is merely like it is shown, and counts as not filed.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, TypeVar

from zipingbiao.domain.owners import Filer, owner_key
from zipingbiao.domain.units import (
    UnitName,
    likeness,
    pairs_of,
    places_agree,
    places_are_told,
    unit_name,
)

T = TypeVar("T")

#: How a unit is known: by its name, by a name of the list, by a usual way to write it.
NAMED, CALLED, WRITTEN = "名称", "简称", "写法"
#: Between the names of units in one cell.
NAMES_BETWEEN = re.compile(r"[、，,/／;；|\n]+")
#: Names less alike than this are not shown.
_LEAST_ALIKE = 0.6
_MOST_SHOWN = 3
#: So many names, those with most in common, are weighed against another.
_MOST_WEIGHED = 30


class Known(NamedTuple):
    """A unit that forms may be of: its name, its department, what else it is called."""

    name: str
    department: str = ""
    others: tuple[str, ...] = ()


class Match(NamedTuple):
    """Which known unit a filer is, and by what; None where that can't be told.

    ``near``: the known units that it may be, the likeliest first.
    """

    number: int | None
    by: str = ""
    near: tuple[int, ...] = ()


class Matcher:
    """Finds units among those that are known."""

    def __init__(self, known: Sequence[Known]) -> None:
        self.known = known
        names = [unit_name(one.name) for one in known]
        stems = frozenset(spot.stem for one in names for spot in one.places if spot.stem)
        self._stems = stems
        self._names = [self._read(one.name) for one in known]
        #: The inmost places that are named; one alone goes without saying.
        self._homes = {one.place for one in self._names if one.place.stem}
        self._by_text = _lists((one.text, n) for n, one in enumerate(self._names))
        others = [(self._read(text), n) for n, one in enumerate(known) for text in one.others]
        self._by_other = _lists((one.text, n) for one, n in others)
        self._written = [*((one, n) for n, one in enumerate(self._names)), *others]
        self._by_core = _lists((one.core, at) for at, (one, _) in enumerate(self._written))
        self._by_pair = _lists(
            (pair, n) for n, one in enumerate(self._names) for pair in _pairs(one.core)
        )

    def match_all(self, filers: Iterable[Filer]) -> dict[Filer, Match]:
        """Each filer's match. Where offices of two places would be one unit, neither is; of
        units of one name that of the known unit's department is it, where there is one.
        """
        found = {one: self._match(one) for one in dict.fromkeys(filers)}
        found |= self._of_other_departments(found)
        written: dict[int, list[Filer]] = defaultdict(list)
        for one, match in found.items():
            if match.number is not None and match.by == WRITTEN:
                written[match.number].append(one)
        for number, ones in written.items():
            stems = {self._read(one.unit).place for one in ones}
            if len({spot.stem for spot in stems if spot.stem}) > 1:
                found |= {one: Match(None, near=(number,)) for one in ones}
        return found

    def _of_other_departments(self, found: Mapping[Filer, Match]) -> dict[Filer, Match]:
        """Units that are not the known one: another of their name is, as its department says."""
        same: dict[tuple[int, str], list[Filer]] = defaultdict(list)
        for one, match in found.items():
            if match.number is not None:
                same[match.number, owner_key(*one)[0]].append(one)
        others: dict[Filer, Match] = {}
        for (number, _), ones in same.items():
            own = [one for one in ones if self._of_department([number], one.department)]
            if own and len(ones) > 1:
                left = (one for one in ones if one not in own)
                others |= {one: Match(None, near=(number,)) for one in left}
        return others

    def _read(self, text: str) -> UnitName:
        return unit_name(text, self._stems)

    def _match(self, filer: Filer) -> Match:
        name = self._read(filer.unit)
        steps = (
            (NAMED, self._by_text.get(name.text, [])),
            (CALLED, self._by_other.get(name.text, [])),
            (WRITTEN, self._written_so(name, same_tail=True)),
            (WRITTEN, self._written_so(name, same_tail=False)),
        )
        for by, candidates in steps:
            several = list(dict.fromkeys(candidates))
            if len(several) > 1:
                several = self._of_department(several, filer.department) or several
            if len(several) == 1:
                return Match(several[0], by)
            if several:
                return Match(None, near=tuple(several[:_MOST_SHOWN]))
        listed = tuple(dict.fromkeys(self._in_a_list(filer)))
        return Match(None, near=listed or self._near(name))

    def _in_a_list(self, filer: Filer) -> Iterator[int]:
        """Where a form names several units at once: those that are known."""
        names = list(filter(None, NAMES_BETWEEN.split(filer.unit)))
        for one in names if len(names) > 1 else ():
            match = self._match(Filer(one, filer.department))
            if match.number is not None:
                yield match.number

    def _written_so(self, name: UnitName, *, same_tail: bool) -> list[int]:
        """The units of the same office and the same place, however that is written."""
        alike = [self._written[at] for at in self._by_core.get(name.core, ())]
        return [
            n
            for one, n in alike
            if places_agree(name, one)
            and places_are_told(name, one, self._homes)
            and (not same_tail or bool(one.tail) == bool(name.tail))
        ]

    def _of_department(self, several: Sequence[int], department: str) -> list[int]:
        """Those of several units that are of a department."""
        if not department:
            return []
        own = self._read(department)
        read = {n: self._read(self.known[n].department) for n in several}
        exact = [n for n, one in read.items() if one.text == own.text]
        return exact or [
            n for n, one in read.items() if one.core == own.core and places_agree(one, own)
        ]

    def _near(self, name: UnitName) -> tuple[int, ...]:
        """The units whose names are like another, the likeliest first."""
        # Of names with as much in common the same ones come first, whenever this runs.
        pairs = sorted(_pairs(name.core))
        common = Counter(n for pair in pairs for n in self._by_pair.get(pair, ()))
        near = {n for n, _ in common.most_common(_MOST_WEIGHED)}
        near |= {n for ends in _ends(name.core) for n in self._by_pair.get(ends, ())}
        near |= {self._written[at][1] for at in self._by_core.get(name.core, ())}
        ranked = sorted((-likeness(name, self._names[n]), n) for n in near)
        return tuple(n for minus, n in ranked[:_MOST_SHOWN] if -minus >= _LEAST_ALIKE)


def _pairs(core: str) -> frozenset[str]:
    """Pairs of neighbouring signs, and first with last sign: a short form keeps those."""
    return pairs_of(core) | _ends(core) if core else frozenset()


def _ends(core: str) -> frozenset[str]:
    return frozenset((f"{core[0]}…{core[-1]}",)) if len(core) > 1 else frozenset()


def _lists(pairs: Iterable[tuple[str, T]]) -> Mapping[str, list[T]]:
    found: dict[str, list[T]] = defaultdict(list)
    for key, value in pairs:
        found[key].append(value)
    return found
