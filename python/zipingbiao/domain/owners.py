"""Whose form is this: a unit under its department, as headers name them.

第一小学 of 甲县教育局 and that of 乙县教育局 are two; 县教育局 beside both may be either. All who
count, group or match forms ask here; the name of a unit alone is nobody's mark.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple, TypeVar

from zipingbiao.domain.units import UnitName, likeness, places_agree, unit_name
from zipingbiao.values.text import fold

T = TypeVar("T")

#: How alike two names are of which one has signs that the other lacks.
_LEFT_OUT: Final = 0.9
#: Of shorter names one sign tells two offices apart: 民政局, 财政局.
_LONG: Final = 7
_TELLING: Final = frozenset("0123456789一二三四五六七八九十甲乙丙丁东南西北上中下大小前后左右新老")
_VILLAGE: Final = re.compile("村|社区|居民")
_UNTOLD: Final = "没有写主管部门"


class Filer(NamedTuple):
    """A unit as some forms name it, under its department (blank where they name none)."""

    unit: str
    department: str = ""


def filer_of(unit: str | None, department: str | None) -> Filer:
    """Who a form is of; its department where it names no unit."""
    told = (" ".join((text or "").split()) for text in (unit or department, department))
    return Filer(*told)


def owner_key(unit: str | None, department: str | None) -> tuple[str, str]:
    """Unit and department, folded. A unit that calls itself its department names none."""
    whose, above = fold(unit or department), fold(department)
    return whose, "" if above == whose else above


class Office(NamedTuple):
    """Which of some offices a name is of; ``maybe``: of which others it may be as well."""

    number: int
    maybe: tuple[int, ...] = ()


def offices(departments: Iterable[str], *, blank_joins: bool) -> Mapping[str, Office]:
    """The offices that some names are of, numbered in their order.

    Names are one office where each may be what the other may be. A blank may be any:
    ``blank_joins`` where it is taken for the only one that there is.
    """
    names = list(dict.fromkeys(departments))
    stems = _stems_of(names)
    read = {one: unit_name(one, stems) for one in names}
    near = {
        one: frozenset(two for two in names if _may_be_one(read[one], read[two])) for one in names
    }
    # Vague is what may be several that can't all be one.
    vague = {
        one: any(not near[one] <= near[two] for two in near[one]) or (not one and not blank_joins)
        for one in names
    }
    marks = {one: (one, *near[one]) if vague[one] else near[one] for one in names}
    numbers = {mark: number for number, mark in enumerate(dict.fromkeys(marks.values()))}
    found: dict[str, Office] = {}
    for one in names:
        others = {numbers[marks[two]] for two in near[one]} - {numbers[marks[one]]}
        found[one] = Office(numbers[marks[one]], tuple(sorted(others)) if vague[one] else ())
    return found


def _stems_of(names: Iterable[str]) -> frozenset[str]:
    return frozenset(spot.stem for one in names for spot in unit_name(one).places if spot.stem)


def may_be_one_office(one: str, other: str) -> bool:
    """Whether two names may be of one office; a blank may be any."""
    stems = _stems_of((one, other))
    return _may_be_one(unit_name(one, stems), unit_name(other, stems))


def may_be_a_slip(one: str, other: str) -> bool:
    """Whether one of two names may be the other with signs left out, or one mistyped: 教育体局."""
    stems = _stems_of((one, other))
    if likeness(unit_name(one, stems), unit_name(other, stems)) >= _LEFT_OUT:
        return True
    return is_one_sign_off(one, other)


def is_one_sign_off(one: str, other: str) -> bool:
    """Whether two folded names differ in one sign, mistyped or left out, as a slip leaves them.

    第一管理处 and 第二管理处, 保健院 and 保健所 are two.
    """
    short, long = sorted((one, other), key=len)
    if short == long or len(short) < _LONG or short[-1] != long[-1] or _VILLAGE.search(short):
        return False
    at = next((n for n, sign in enumerate(short) if sign != long[n]), len(short))
    signs = {*short[at : at + 1], long[at]} if len(short) == len(long) else {long[at]}
    if short[at + len(short) - len(long) + 1 :] != long[at + 1 :] or signs & _TELLING:
        return False
    return len(short) < len(long) or unit_name(one).places == unit_name(other).places


def _may_be_one(one: UnitName, other: UnitName) -> bool:
    if not one.text or not other.text or one.text == other.text:
        return True
    return one.core == other.core and places_agree(one, other)


def by_filer(pairs: Iterable[tuple[Filer, T]]) -> dict[Filer, list[T]]:
    """What each unit filed. Departments tell units apart only where a name has several."""
    by_unit: dict[str, list[tuple[str, Filer, T]]] = defaultdict(list)
    for filer, one in pairs:
        unit, department = owner_key(*filer)
        by_unit[unit].append((department, filer, one))
    found: dict[Filer, list[T]] = {}
    for ones in by_unit.values():
        told = offices((department for department, _, _ in ones), blank_joins=True)
        groups: dict[int, list[tuple[str, Filer, T]]] = defaultdict(list)
        for each in ones:
            groups[told[each[0]].number].append(each)
        for group in groups.values():
            named = [filer for department, filer, _ in group if department]
            found[next(iter(named), group[0][1])] = [one for _, _, one in group]
    return found


def distinct_names(filers: Sequence[Filer]) -> list[str]:
    """What each unit is called, in one writing; its department beside it where others share it."""
    numbered = by_filer((filer, number) for number, filer in enumerate(filers))
    count = Counter(fold(owner.unit) for owner in numbered)
    names: dict[int, str] = {}
    for owner, numbers in numbered.items():
        beside = f"（{owner.department or _UNTOLD}）" if count[fold(owner.unit)] > 1 else ""
        names |= dict.fromkeys(numbers, f"{owner.unit}{beside}")
    return [names[number] for number in range(len(filers))]
