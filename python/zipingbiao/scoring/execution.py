"""Execution rates, sums of money, totals of points.

Arguments are what cells hold: texts, numbers, None. Each function takes a `Trace` or None.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from zipingbiao.domain.comparisons import order
from zipingbiao.errors import ZpbError
from zipingbiao.scoring.comparison import percent
from zipingbiao.scoring.earning import put_inputs, weight_of
from zipingbiao.scoring.profile import Profile, load_profile
from zipingbiao.scoring.trace import Trace
from zipingbiao.values.numbers import (
    MONEY_UNITS,
    money_unit,
    number_of,
    read_amount,
    read_number,
    read_rate,
    write_number,
)
from zipingbiao.values.text import is_blank_mark

Number = int | float
Value = str | int | float | None

#: Nobody spends more than three times the budget: a greater number may be in per cents,
LARGEST_SHARE = 3
#: and above this it surely is: 85.69.
LARGEST_RATE = 10
_NEAR_DIGITS = 4


class UnreadableNumber(ZpbError):
    """A value that should be a number and isn't; the sentence names it."""

    def __init__(self, what: str, value: object) -> None:
        super().__init__(
            f"{what}「{value}」不是能读懂的数。", cure="请改为数字，单位写在数字之后。"
        )


def rate(
    executed: Value, budget: Value, profile: Profile | None = None, trace: Trace | None = None
) -> Number | None:
    """The execution rate as a fraction, to the profile's digits (4); None without a budget.

    Amounts may be texts with units; one without is taken in the other's. Raises
    UnreadableNumber.
    """
    profile = profile or load_profile()
    put_inputs(trace, ("执行数", executed), ("预算数", budget))
    done, whole = _amount("执行数", executed), _amount("预算数", budget)
    if done is None or whole is None or whole[0] <= 0:
        if trace is not None:
            trace.say("执行数空白" if done is None else "预算数空白、为 0 或为负，没有执行率")
        return None
    if (done[1] is None) != (whole[1] is None) and trace is not None:
        trace.say(f"一边没有写单位，按「{done[1] or whole[1]}」计")
    unit = done[1] or whole[1] or "元"
    exact = _yuan(done, unit) / _yuan(whole, unit)
    result = profile.rounded(float(exact), profile.rate_digits)
    if trace is not None:
        trace.say("执行数 ÷ 预算数", result)
        if exact > 1:
            trace.say("执行率超过 100%，预算数可能没有调整")
        trace.result = percent(result * 100)
    return result


def rate_points(
    rate: Value, weight: Value, profile: Profile | None = None, trace: Trace | None = None
) -> Number | None:
    """Points for an execution rate: weight × rate, 0 … weight. None where either is blank.

    ``85.69%`` and 0.8569 are the same. Without a sign, what is beyond 10 is in per cents; up to
    there a text beyond 1 or a number beyond 3 could be either: None. Raises UnreadableNumber.
    """
    profile = profile or load_profile()
    put_inputs(trace, ("执行率", rate), ("分值", weight))
    full = weight_of(weight)
    if _is_blank(rate) or full is None:
        if trace is not None:
            trace.say("没有执行率或分值")
        return None
    share = _rate_share(rate, trace)
    if share is None:
        return None
    raw = full * min(1, max(0, share))
    result = min(full, profile.rounded(raw, profile.points_digits))
    if trace is not None:
        trace.say(f"{percent(full, '')} × {percent(min(1, max(0, share)) * 100)}", result)
        trace.result = result
    return result


def _rate_share(rate: Value, trace: Trace | None) -> Number | None:
    """The rate as a fraction; None where 9.5 may be 9.5 % or 950 %."""
    share = read_rate(rate) if isinstance(rate, str) else rate
    if share is None or isinstance(share, bool):
        raise UnreadableNumber("执行率", rate)
    bare = not isinstance(rate, str) or read_number(rate) is not None
    if not bare or share <= (1 if isinstance(rate, str) else LARGEST_SHARE):
        return share
    doubtful = share <= LARGEST_RATE
    if trace is not None and doubtful:
        either = f"{percent(share)} 还是 {percent(share * 100)}"
        trace.say(f"执行率 {percent(share, '')} 没有百分号，看不出是 {either}，请写上百分号")
    elif trace is not None:
        trace.say(f"执行率 {percent(share, '')} 没有百分号，按 {percent(share)} 计")
    return None if doubtful else share / 100


def total(values: Iterable[Value], unit: str = "万元", trace: Trace | None = None) -> Number:
    """The sum of amounts in ``unit``; texts with a unit are converted, placeholders don't count.

    Raises UnreadableNumber for anything else, and for a unit that is none.
    """
    size = money_unit(unit)
    if size is None:
        raise UnreadableNumber("金额单位", unit)
    amount = Decimal(0)
    for value in values:
        part = _amount("金额", value)
        if part is not None:
            amount += _yuan(part, unit) / size
            if trace is not None and part[1] not in (None, unit):
                trace.say(f"{value} 折算为{unit}")
    result = number_of(amount)
    if trace is not None:
        trace.result = f"{write_number(result)} {unit}"
    return result


def _is_blank(value: Value) -> bool:
    return value is None or (isinstance(value, str) and is_blank_mark(value))


def _amount(what: str, value: Value) -> tuple[Decimal, str | None] | None:
    """A number and the unit that it was written with; None for placeholders."""
    if _is_blank(value):
        return None
    if isinstance(value, str):
        number = read_number(value)
        unit = None if number is not None else _money_unit_in(value)
        amount = read_amount(value, unit)
        if amount is not None:
            return Decimal(str(amount)), unit
    elif value is not None and not isinstance(value, bool) and value - value == 0:
        return Decimal(str(value)), None
    raise UnreadableNumber(what, value)


def _money_unit_in(text: str) -> str:
    """The largest unit of money that a text ends with: 万元 of 2.6万元整, 元 where it has none."""
    bare = text.strip().removesuffix("整").replace("圆", "元")
    bare = bare if bare.endswith("元") else bare + "元"
    return max((unit for unit in MONEY_UNITS if bare.endswith(unit)), key=len, default="元")


def _yuan(amount: tuple[Decimal, str | None], unit: str) -> Decimal:
    return amount[0] * (money_unit(amount[1] or unit) or 1)


# Totals of points


def capped(
    score: Number,
    rate: Number | None,
    profile: Profile | None = None,
    trace: Trace | None = None,
) -> Number:
    """A total of points, no higher than the profile allows at that execution rate (a fraction)."""
    profile = profile or load_profile()
    limit = None if rate is None else _cap(rate, profile)
    result = profile.rounded(score if limit is None else min(score, limit), profile.total_digits)
    if trace is not None and rate is not None:
        if limit is not None:
            trace.say(f"执行率 {percent(rate * 100)}，总分最高 {limit} 分", result)
        near = _cap(round(rate, _NEAR_DIGITS), profile)
        if near != limit:
            other = score if near is None else min(score, near)
            trace.also(other, "若执行率先舍入到 4 位小数")
    return result


def _cap(rate: Number, profile: Profile) -> Number | None:
    return next((cap for below, cap in profile.caps if order(rate, below) < 0), None)


def rating_of(score: Number, profile: Profile | None = None) -> str:
    """优, 良, 中 or 差 of a total."""
    ratings = (profile or load_profile()).ratings
    return next((name for name, least in ratings if order(score, least) >= 0), ratings[-1][0])


def rescaled(score: Number, applicable: Number, profile: Profile | None = None) -> Number | None:
    """A total where some indicators don't apply, scaled to 100 points; None where none applies."""
    if applicable <= 0:
        return None
    profile = profile or load_profile()
    return profile.rounded(100 * score / applicable, profile.total_digits)
