"""Findings on one form that agree with each other.

A finding takes some printed values for granted and calls others wrong. One that rests on a value
which another calls wrong is void, unless it is more severe and no worse supported; so is one that
rests on what nobody could read. Of two that want different values in the same field the better
supported one stays. (These are the grounded extension of an argumentation framework, and ranks
where it leaves a draw.) A fix stays only where nothing that was found touches what it was computed
from.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from zipingbiao.domain.comparisons import may_be_same
from zipingbiao.rules.finding import ERROR, EVERYTHING, INFO, SEVERITIES, Finding, Hit, Number
from zipingbiao.values.numbers import read_rate


def resolved(findings: Sequence[Finding], unread: Collection[str] = ()) -> list[Finding]:
    """What is left of the findings on one form, in their order.

    ``unread`` are fields that no rule could take a value from.
    """
    kept = [one for one in findings if not _rests_on(one, unread)]
    if len(kept) > 1:
        kept = _agreeing(kept)
    return [_without_doubtful_fix(one, kept) if one.fix is not None else one for one in kept]


def _rests_on(one: Finding, fields: Collection[str]) -> bool:
    return bool(fields) and any(field in one.rests for field in fields)


def _agreeing(findings: Sequence[Finding]) -> list[Finding]:
    """Those that no accepted one attacks; draws are settled by rank, then by order."""
    attackers = _attackers(findings)
    if not any(attackers.values()):
        return list(findings)
    accepted: set[int] = set()
    open_ones = set(attackers)
    while open_ones:
        free = {number for number in open_ones if not attackers[number] & open_ones}
        if not free:
            free = {max(open_ones, key=lambda number: (*_rank(findings[number]), -number))}
        accepted |= free
        beaten = {number for number in open_ones - free if attackers[number] & free}
        open_ones -= free | beaten
        for number in open_ones:
            attackers[number] -= beaten
    return [one for number, one in enumerate(findings) if number in accepted]


def _attackers(findings: Sequence[Finding]) -> dict[int, set[int]]:
    """Each finding's number with the numbers of those that attack it."""
    doubting: dict[str, list[int]] = {}
    for number, one in enumerate(findings):
        for field in one.doubts:
            doubting.setdefault(field, []).append(number)
    return {
        number: {other for other in _near(one, doubting) if _attacks(findings[other], one)}
        - {number}
        for number, one in enumerate(findings)
    }


def _near(one: Finding, doubting: Mapping[str, Sequence[int]]) -> Iterator[int]:
    """Those that doubt anything this one says or rests on."""
    for field in (EVERYTHING, *one.rests, *one.doubts):
        yield from doubting.get(field, ())


def _attacks(other: Finding, one: Finding) -> bool:
    """Whether a finding that doubts something voids another."""
    if _severity(other) < _severity(one) and other.witnesses <= one.witnesses:
        return False
    if EVERYTHING in other.doubts:
        return EVERYTHING not in one.doubts
    for field, due in other.doubts.items():
        if field in one.rests:
            wanted = one.rests[field]
            if wanted is None or due is None or may_be_same(due, wanted):
                return True
        theirs = one.doubts.get(field)
        if due is not None and theirs is not None and not may_be_same(due, theirs):
            return True
    return False


def _rank(one: Finding) -> tuple[int, int]:
    return _severity(one), one.witnesses


def _severity(one: Finding) -> int:
    return -SEVERITIES.index(one.severity)


def _without_doubtful_fix(one: Finding, findings: Sequence[Finding]) -> Finding:
    """The finding, without its fix where another one touches what the fix was computed from."""
    for other in findings:
        if other is not one and other.severity != INFO and _unsettles(other, one):
            return replace(one, fix=None)
    return one


def _unsettles(other: Finding, one: Finding) -> bool:
    """Whether another finding leaves in doubt what a finding rests on."""
    for field, due in other.touches.items():
        if field in one.rests:
            wanted = one.rests[field]
            if wanted is None or due is None or may_be_same(due, wanted):
                return True
    return False


def doubts_of(hit: Hit, severity: str) -> Mapping[str, Number | None]:
    """What a hit calls wrong: what it says itself, else its own field where it is an error."""
    if hit.doubts is not None:
        return hit.doubts
    return own_doubt(hit) if severity == ERROR else {}


def touches_of(hit: Hit) -> Mapping[str, Number | None]:
    """The fields by which nothing may be mended, each with what should stand there."""
    if hit.touches is not None:
        return dict.fromkeys(hit.touches)
    return {**own_doubt(hit), **(hit.doubts or {})}


def own_doubt(hit: Hit) -> Mapping[str, Number | None]:
    """The hit's own field with what should stand there, where that is a number."""
    return {hit.field: None if hit.expected is None else read_rate(hit.expected)}
