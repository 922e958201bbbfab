"""The order of 汇总表: 主管部门, 单位, 项目, with a row of 小计 above those that it adds up.

A department's forms of the whole (部门整体) come first and are in no 小计 beside projects: their
money is that of the projects.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from zipingbiao.merge.gists import FormGist
from zipingbiao.merge.words import WHOLE
from zipingbiao.values.text import fold


class Filed(NamedTuple):
    """A form that is merged: the number of its file, of itself in it (from 1), what is kept."""

    number: int
    entry: int
    gist: FormGist


class Group(NamedTuple):
    """Forms that are added up in one row; ``unit`` is None for those of a department.

    ``first`` and ``last`` are the lines of all its forms, ``counted_from`` the first whose money
    is added up, all counted from 0; ``counted`` are the forms that it is of.
    """

    department: str | None
    unit: str | None
    units: int
    forms: Sequence[Filed]
    counted: Sequence[Filed]
    first: int
    counted_from: int
    last: int


class Line(NamedTuple):
    """A line of 汇总表: a form or a 小计, and how deep it is folded."""

    level: int
    what: Filed | Group


def arranged(forms: Iterable[Filed]) -> list[Line]:
    """The lines of 汇总表; departments and units stand in the order in which they are met."""
    lines: list[Line] = []
    for department in by_department(forms):
        lines += _of_department(department, len(lines))
    return lines


def by_department(forms: Iterable[Filed]) -> Iterable[Sequence[Filed]]:
    """The forms of each department, in the order in which they are met."""
    return _grouped(forms, _department)


def _of_department(forms: Sequence[Filed], at: int) -> Iterator[Line]:
    """The lines of a department, the first of them at some line."""
    if len(forms) == 1:
        yield Line(0, forms[0])
        return
    whole = [one for one in forms if one.gist.unit.category == WHOLE]
    parts = [one for one in forms if one.gist.unit.category != WHOLE]
    if not parts:
        whole, parts = [], whole
    units = list(_grouped(parts, _unit))
    below = [Line(1, one) for one in whole]
    start = at + 1 + len(below)
    for unit in units:
        below += _of_unit(unit, start + len(below) - len(whole), alone=len(units) == 1)
    name = forms[0].gist.facts.department or forms[0].gist.facts.unit
    every = len({unit for unit in map(_unit, forms) if unit})
    yield Line(0, Group(name, None, every, forms, parts, at + 1, start, at + len(below)))
    yield from below


def _of_unit(forms: Sequence[Filed], at: int, *, alone: bool) -> list[Line]:
    if alone or len(forms) == 1:
        return [Line(1, one) for one in forms]
    facts = forms[0].gist.facts
    last = at + len(forms)
    group = Group(facts.department, facts.unit, 1, forms, forms, at + 1, at + 1, last)
    return [Line(1, group), *(Line(2, one) for one in forms)]


def _department(one: Filed) -> str:
    facts = one.gist.facts
    return fold(facts.department or facts.unit)


def _unit(one: Filed) -> str:
    facts = one.gist.facts
    return fold(facts.unit or facts.department)


def _grouped(forms: Iterable[Filed], key: Callable[[Filed], str]) -> Iterable[Sequence[Filed]]:
    groups: dict[str, list[Filed]] = {}
    for one in forms:
        groups.setdefault(key(one), []).append(one)
    return groups.values()
