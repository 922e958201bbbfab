"""Scoring clauses in a form: whether a text is one, and what it gives for a value."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from zipingbiao.domain.changes import ways_of
from zipingbiao.rules.rows import Item
from zipingbiao.scoring.clause import (
    Clause,
    ClauseError,
    Contradiction,
    NotUnderstood,
    earned,
    parse_clause,
)
from zipingbiao.scoring.profile import Profile
from zipingbiao.scoring.trace import Trace
from zipingbiao.values.numbers import Number, write_number
from zipingbiao.values.targets import NUMBER

_CLAUSE = re.compile(r"(?:[得扣计减加]|不得|满)[^，。；,;]{0,6}分|扣完|减至")
_SHORTEST = 6


@lru_cache(maxsize=4096)
def _looks_so(text: str) -> bool:
    return len(text) > _SHORTEST and _CLAUSE.search(text) is not None


def is_clause(text: str | None) -> bool:
    """Whether a text says how points are given or taken: 每增加5%扣减0.5分."""
    return text is not None and _looks_so(text)


def has_clause(item: Item) -> bool:
    """Whether an indicator prints a clause, understood or not."""
    return is_clause(item.source.target) or is_clause(item.source.criterion)


def clause_of(item: Item) -> Clause | None:
    """The clause that an indicator is scored by; None where there is none that is understood."""
    for text in (item.source.criterion, item.source.target):
        if text and is_clause(text):
            clause = parse_clause(text)
            return None if isinstance(clause, NotUnderstood | Contradiction) else clause
    return None


class Earned(NamedTuple):
    """What a clause gives: the points, and what other readings near a boundary would."""

    points: Number
    others: tuple[tuple[Number, str], ...]


def clause_points(item: Item, value: str, profile: Profile) -> Earned | None:
    """The points for a value; None where a person must judge or the value does not fit."""
    clause = clause_of(item)
    if clause is None or not item.weight:
        return None
    trace = Trace()
    goal = None if is_clause(item.source.target) else item.source.target
    kind = item.source.level2 or ""
    try:
        points = earned(clause, value, item.weight, profile, trace, target=goal, kind=kind)
    except ClauseError:
        return None
    if points is None:
        return None
    others = [
        (one.value, one.reason) for one in trace.alternatives if isinstance(one.value, int | float)
    ]
    return Earned(points, tuple(others))


def clause_value(item: Item) -> str | None:
    """The result as the clause takes it, with the word of its direction if there is one.

    Per cents have their sign, also where it was left out.
    """
    actual = item.actual
    if actual.kind != NUMBER or actual.value is None or actual.operator in ("≥", "≤", "<", ">"):
        return None
    text = item.source.criterion if is_clause(item.source.criterion) else item.source.target
    bare = actual.unit is None and "%" in (text or "") and abs(actual.value) > 1
    way = actual.prefix if any(ways_of(actual.prefix)) else ""  # 下降3.2%: not the same as 3.2%
    return f"{way}{write_number(actual.value)}{'%' if bare else actual.unit or ''}"
