"""Targets of this year beside those of the last: lowered, or taken over as they were."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from zipingbiao.domain.comparisons import below
from zipingbiao.domain.levels import is_cost_level
from zipingbiao.domain.wording import (
    counts_unwanted,
    is_amount,
    is_duration,
    is_kept_low,
    is_placeholder,
    is_unwanted,
    wants_short,
)
from zipingbiao.merge.briefs import Line
from zipingbiao.values.targets import FORWARD, NUMBER, REVERSE, Target, parse_target, sense_of
from zipingbiao.values.text import fold

#: So many indicators, all with the same targets, are no accident.
_FEWEST_COPIED = 3
_MOST_TOLD = 20


class Lowered(NamedTuple):
    """An indicator that asks for less than it did, with both targets as printed."""

    name: str
    before: str
    now: str

    def __str__(self) -> str:
        return f"「{self.name}」{self.before} → {self.now}"


class Beside(NamedTuple):
    """The indicators of a form beside those of the earlier one.

    ``same``: how many of the earlier names are there again; ``copied``: whether all of both are,
    each with the target that it had.
    """

    same: int
    lowered: tuple[Lowered, ...]
    copied: bool


def beside(before: Sequence[Line], now: Sequence[Line]) -> Beside:
    """Compare the indicators of one project."""
    pairs = list(_pairs(before, now))
    lowered = [Lowered(new[1], old[2], new[2]) for old, new in pairs if is_lowered(old, new)]
    whole = len(pairs) == len(_named(before)) == len(_named(now)) >= _FEWEST_COPIED
    copied = whole and all(fold(old[2]) == fold(new[2]) for old, new in pairs)
    return Beside(len(pairs), tuple(lowered), copied)


def lowered_text(lowered: Sequence[Lowered]) -> str:
    """Lowered targets with both numbers."""
    more = f" 等 {len(lowered)} 个" if len(lowered) > _MOST_TOLD else ""
    return f"指标相同而目标值降低：{'；'.join(map(str, lowered[:_MOST_TOLD]))}{more}"


def is_lowered(before: Line, now: Line) -> bool:
    """Whether the target of an indicator asks for surely less than it did.

    Only numbers of one unit are compared. Costs may rise with prices; a bare number beside a name
    of which it is not sure whether more or less is better tells nothing.
    """
    level2, name = now[0] or before[0], now[1]
    if is_cost_level(None, level2) or is_amount(name):
        return False
    old, new = (parse_target(one[2], level2) for one in (before, now))
    if old.kind != NUMBER or new.kind != NUMBER or _measure(old) != _measure(new):
        return False
    senses = {_sense(old, name, level2), _sense(new, name, level2)}
    if len(senses) != 1 or old.value is None or new.value is None:
        return False
    if senses == {FORWARD}:
        return below(new.value, old.value)
    return senses == {REVERSE} and below(old.value, new.value)


def _measure(target: Target) -> tuple[str | None, str, str]:
    return target.unit, fold(target.prefix), fold(target.suffix)


def _sense(target: Target, name: str, level2: str) -> str:
    """Whether more or less is asked for; "" where a bare number leaves that open."""
    if target.operator in ("≥", ">", "≤", "<"):
        return sense_of(target)
    if is_unwanted(name) or counts_unwanted(name) or is_kept_low(name) or wants_short(name):
        return REVERSE
    return "" if is_duration(name) else sense_of(target._replace(operator=None), level2)


def _named(lines: Sequence[Line]) -> list[Line]:
    return [one for one in lines if not is_placeholder(one[1])]


def _pairs(before: Sequence[Line], now: Sequence[Line]) -> Iterator[tuple[Line, Line]]:
    """Indicators of one name; those that a form has twice, only where their second levels agree."""
    old, new = (_by_key(_named(lines)) for lines in (before, now))
    for key, ones in new.items():
        others = old.get(key, [])
        if len(ones) == len(others) == 1:
            yield others[0], ones[0]


def _by_key(lines: Sequence[Line]) -> dict[tuple[str, str], list[Line]]:
    names = [fold(one[1]) for one in lines]
    found: dict[tuple[str, str], list[Line]] = {}
    for name, one in zip(names, lines, strict=True):
        level2 = fold(one[0]) if names.count(name) > 1 else ""
        found.setdefault((name, level2), []).append(one)
    return found
