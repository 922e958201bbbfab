"""A target and a result as their cells hold them, brought to the per cents of a clause."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from zipingbiao.scoring.clause.check import ClauseError
from zipingbiao.scoring.clause.model import HUNDRED, Term
from zipingbiao.scoring.clause.values import Scalar, exact
from zipingbiao.scoring.comparison import Pair
from zipingbiao.scoring.completion import both_read
from zipingbiao.values.measures import measure_of
from zipingbiao.values.numbers import number_of
from zipingbiao.values.targets import NUMBER, Target

#: So many ‰ are 1 %.
_MILLE_IN_CENT: Final = exact(measure_of("%").factor) / exact(measure_of("‰").factor)


def read_cells(
    target: str | int | float | None, actual: Scalar, kind: str
) -> tuple[Target, Target]:
    """Target and result as what they say; what is in ‰ is in per cents, as clauses count.

    A bare number is in the unit of the other: both stay as they are.
    """
    goal, done = both_read(target, _cell(actual), kind)
    if any(one.kind == NUMBER and one.unit is None and one.value for one in (goal, done)):
        return goal, done
    return _in_per_cents(goal), _in_per_cents(done)


def _in_per_cents(one: Target) -> Target:
    if one.unit != "‰" or one.value is None:
        return one
    return one._replace(value=tenth(one.value), unit="%")


def tenth(value: int | float) -> int | float:
    """Per mille as per cents."""
    return number_of(exact(value) / _MILLE_IN_CENT)


def _cell(value: Scalar) -> str | int | float | None:
    if isinstance(value, Decimal):
        return float(value)
    return "TRUE" if isinstance(value, bool) else value


def divisor_of(pair: Pair, levels: list[Term]) -> Decimal:
    """By what both numbers are divided, to be held against the numbers of a formula."""
    shares = {one.percent or abs(one.number) <= 1 for one in levels if one.number}
    if pair.unit == "%" and len(shares) > 1:
        raise ClauseError("算式里的数有的像百分比，有的像小数，看不出怎样计算。")
    if pair.unit == "%":
        return HUNDRED if True in shares else Decimal(1)
    if any(one.percent for one in levels) and (pair.unit or max(pair.actual, pair.goal) > 1):
        raise ClauseError("算式里有百分比，指标值或完成值不是百分比，看不出怎样计算。")
    return Decimal(1)
