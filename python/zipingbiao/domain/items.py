"""What each row of a form counts as: earned points, the execution rate, points lost, points added.

What the form prints decides, not a name alone: 资金执行率 among the indicators is the execution
rate only where the funds print no points of their own for it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from zipingbiao.domain.comparisons import same_points
from zipingbiao.domain.figures import is_number, number, sum_of
from zipingbiao.domain.levels import (
    ADDITION,
    DEDUCTION,
    EXECUTION,
    clean_level,
    level1_kind,
    names_execution,
    sign_named,
)
from zipingbiao.domain.totals import fund_total
from zipingbiao.model import FundLine, Indicator, SelfEvaluation
from zipingbiao.values.text import fold

#: What a row counts as. Earned points and the execution rate make up the full points; points
#: lost are taken off them, extra ones come on top.
EARNED, EXECUTED, LOST, EXTRA = "earned", "executed", "lost", "extra"
#: All points of a form, as 财预〔2020〕10号 sets them.
FULL = 100

_SIGNS = {DEDUCTION: LOST, ADDITION: EXTRA}
#: A second level that ends so is one of points taken off or added: 违规扣分项, 其他加分.
_SIGNED_END = re.compile(r"(?:扣分|减分|倒扣分?|加分)(?:项目?|指标|事项|因素)?$")
#: A target that asks for the whole budget, or says nothing.
_ALL = re.compile(r"[=≥]?100(?:\.0+)?%?|/?|-*")


class Roles(NamedTuple):
    """What the indicators count as, in their order, and whether the funds' own points count."""

    indicators: tuple[str, ...]
    funds_count: bool


def execution_line(funds: Sequence[FundLine]) -> int | None:
    """Which line of the funds stands for the execution: the total, else the one with points."""
    total = fund_total(funds)
    if total is not None:
        return total
    return next((index for index, one in enumerate(funds) if _has_points(one)), None)


def roles_of(form: SelfEvaluation) -> Roles:
    """What the rows of a form count as."""
    line = execution_line(form.funds)
    own = form.funds[line] if line is not None and _has_points(form.funds[line]) else None
    signs = list(map(sign_of, form.indicators))
    named = own is None or not _is_full_with(form, own, signs)
    found = tuple(
        sign or _unsigned_role(one, by_level=named, by_name=own is None)
        for one, sign in zip(form.indicators, signs, strict=True)
    )
    taken = any(
        role == EXECUTED and (is_number(one.score) or number(one.weight))
        for role, one in zip(found, form.indicators, strict=True)
    )
    return Roles(found, own is not None and not taken)


def sign_of(one: Indicator) -> str | None:
    """LOST or EXTRA where any level of an indicator says so, else None."""
    kind = level1_kind(one.level1)
    if kind not in _SIGNS:
        kind = sign_named(one.level2) or sign_named(one.level3)
    if kind is None and (match := _SIGNED_END.search(clean_level(one.level2))):
        kind = sign_named(match[0])
    return _SIGNS.get(kind) if kind else None


def _unsigned_role(one: Indicator, *, by_level: bool, by_name: bool) -> str:
    if by_level and level1_kind(one.level1) == EXECUTION:
        return EXECUTED
    named = by_name and (names_execution(one.level2) or names_execution(one.level3))
    return EXECUTED if named else EARNED


def is_scored_by_rate(one: Indicator) -> bool:
    """Whether the points of an execution item follow from the rate.

    Those of a first level of that name do, and of one that asks for no less than all; one with a
    target or a clause of its own is held against that.
    """
    if one.criterion:
        return False
    by_level = level1_kind(one.level1) == EXECUTION
    return by_level or _ALL.fullmatch(fold(one.target)) is not None


def groups_are_full(indicators: Sequence[Indicator]) -> bool:
    """Whether the indicators of each first level make the full points of their own.

    The points of such groups are shares of the total, so that nothing adds up across groups.
    """
    groups: dict[str | None, list[object]] = {}
    for one in indicators:
        if sign_of(one) is None:
            groups.setdefault(one.level1, []).append(one.weight)
    sums = [sum_of(weights) for weights in groups.values()]
    return len(sums) > 1 and all(one is not None and same_points(one, FULL, 2) for one in sums)


def _has_points(line: FundLine) -> bool:
    return is_number(line.weight) or is_number(line.score)


def _is_full_with(form: SelfEvaluation, line: FundLine, signs: Sequence[str | None]) -> bool:
    """Whether the points of the funds and those of all indicators together are the full ones."""
    weights = [one.weight for one, sign in zip(form.indicators, signs, strict=True) if sign is None]
    total = sum_of([line.weight, *weights])
    return is_number(line.weight) and total is not None and same_points(total, FULL, 2)
