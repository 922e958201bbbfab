"""A result beside its target: brought to one unit, and whether the target is reached.

Where that can't be told, `Comparison.reason` says why in Chinese; nothing is guessed.
"""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from zipingbiao.domain.changes import clash
from zipingbiao.domain.comparisons import order
from zipingbiao.domain.percents import LARGEST_FRACTION, is_doubtful, lacking_sign
from zipingbiao.domain.subjects import other_subject
from zipingbiao.domain.wording import speaks_of_lessening
from zipingbiao.scoring.profile import Profile
from zipingbiao.scoring.trace import Trace
from zipingbiao.values.measures import Measure, measure_of, split_magnitude
from zipingbiao.values.numbers import number_of, write_number
from zipingbiao.values.targets import (
    BETWEEN,
    BLANK,
    DATE,
    DEADLINE,
    EQUAL,
    FORWARD,
    NUMBER,
    QUALITATIVE,
    RANGE,
    REVERSE,
    Target,
    When,
    is_cost,
    sense_of,
)

Number = int | float

_ONE_SIDED = frozenset("≥≤<>")
#: Day numbers of Excel between 2000 and 2099, which a date cell holds.
_FIRST_DAY, _LAST_DAY = 36526, 73050
#: A bare number this many times another in 万元 may have been meant in 元, and one in 吨 in 公斤:
#: such units are at least so many of the smaller one.
_SUSPICIOUS, _LARGE = 100, 1000
#: So many times more or less than what is asked for, a number was counted otherwise.
_FAR = 10
_ANY_YEAR = 2000


class Comparison(NamedTuple):
    """``goal`` and ``actual`` are in one unit; None for dates and words.

    ``reached`` is None where a person must judge, for ``reason``. ``falling``: less is better.
    ``late``: a deadline was missed. ``choice``: the share that a reviewer chose. ``excluded``:
    the indicator does not apply.
    """

    sense: str
    goal: Number | None = None
    actual: Number | None = None
    reached: bool | None = None
    reason: str = ""
    falling: bool = False
    late: bool = False
    choice: Number | None = None
    unit: str = ""
    excluded: bool = False


def compare(
    target: Target, actual: Target, kind: str, profile: Profile, trace: Trace | None = None
) -> Comparison:
    """Whether the actual reaches the target. ``kind`` is as `sense_of` takes it."""
    if actual.kind == BLANK:
        return Comparison("", reason="没有填写完成值")
    if kind == QUALITATIVE:
        return _chosen(actual)
    if target.kind == NUMBER:
        return _against_number(target, actual, kind, profile, trace)
    if target.kind == DATE:
        return _against_date(target, actual, trace)
    if target.kind == RANGE:
        return _against_range(target, actual, kind, profile, trace)
    if target.zero:
        zero = Target(NUMBER, value=0, zero=True, text=target.text)
        return _against_number(zero, actual, kind, profile, trace)
    words = "没有填写指标值" if target.kind == BLANK else "指标值是文字，属定性指标"
    return Comparison(QUALITATIVE, reason=words)


def _chosen(actual: Target) -> Comparison:
    """Words are judged: the result may be the share that the reviewer chose; 降低8% is none."""
    alone = not actual.prefix and not actual.suffix
    if actual.kind == NUMBER and alone and actual.unit == "%" and actual.value is not None:
        share = actual.value / 100
        if 0 <= share <= 1 and actual.operator not in _ONE_SIDED:
            return Comparison(QUALITATIVE, choice=share)
    return Comparison(QUALITATIVE, reason="定性指标由评价人选定")


# Numbers


class Pair(NamedTuple):
    """Two values in one unit."""

    goal: Number
    actual: Number
    unit: str | None


def _against_number(
    target: Target, actual: Target, kind: str, profile: Profile, trace: Trace | None
) -> Comparison:
    sense = sense_of(target, kind)
    if kind in (FORWARD, REVERSE) and sense not in (kind, EQUAL) and target.value != 0:
        return Comparison(sense, reason=f"指标值的符号「{target.operator}」与「{kind}」矛盾")
    if actual.zero:
        actual = Target(NUMBER, value=0, unit=target.unit)
    if actual.kind != NUMBER:
        return Comparison(sense, reason=f"指标值是数，而完成值{_kind_words(actual)}")
    if target.zero and speaks_of_lessening(actual.prefix):
        return Comparison(sense, reason=f"完成值说的是「{actual.prefix}」，不是发生了多少")
    pair = together(target, actual, trace)
    if isinstance(pair, str):
        return Comparison(sense, reason=pair)
    if actual.operator in _ONE_SIDED:
        return _bounded(sense, pair, actual.operator or "", trace)
    return _judged(sense, target.operator, pair, profile)


def _judged(sense: str, operator: str | None, pair: Pair, profile: Profile) -> Comparison:
    goal, value, unit = pair
    falling = sense == REVERSE
    side = order(value, goal)
    reason = ""
    reached: bool | None
    if side == 0:
        reached = operator != "<" and operator != ">"
    elif sense == EQUAL and side > 0 and profile.equal == "exact":
        reached, reason = None, "完成值超出「=」所定的数"
    else:
        reached = side < 0 if falling else side > 0
    return Comparison(sense, goal, value, reached, reason, falling, unit=unit or "")


def _bounded(sense: str, pair: Pair, bound: str, trace: Trace | None) -> Comparison:
    """A result such as ≥80% reaches the target surely, or nothing can be told."""
    falling = sense == REVERSE
    side = order(pair.actual, pair.goal)
    if not (side <= 0 and bound in "≤<" if falling else side >= 0 and bound in "≥>"):
        return Comparison(sense, reason="完成值是不等式，说不出完成了多少")
    if trace is not None:
        trace.say("完成值写成了不等式，按其中的数比较")
    return Comparison(sense, pair.goal, pair.actual, True, "", falling, unit=pair.unit or "")


def _kind_words(actual: Target) -> str:
    return {DATE: "是日期", RANGE: "是区间", NUMBER: "是不等式"}.get(
        actual.kind, f"「{actual.text}」是文字"
    )


def together(target: Target, actual: Target, trace: Trace | None) -> Pair | str:
    """Both values in one unit, or why they can't be compared."""
    goal, value = target.value, actual.value
    if goal is None or value is None:
        return "没有数"
    if target.prefix or actual.prefix or target.suffix or actual.suffix:
        reason = _different_words(target, actual)
        if reason:
            return reason
    if target.unit == actual.unit:
        return Pair(goal, value, target.unit)
    if target.unit is None or actual.unit is None:
        return _one_bare(target, actual, trace)
    return _converted(target, actual, trace)


def _different_words(target: Target, actual: Target) -> str:
    """Why the words around the two numbers forbid to compare them, "" where they don't."""
    told = [one.prefix.removeprefix("每年") for one in (target, actual)]  # a form is of one year
    each = [words if words.startswith("每") else "" for words in told]
    if each[0] != each[1]:
        return f"「{each[0] or each[1]}」只写在一边或两边不同"
    differ = other_subject(target.prefix or target.text, actual.prefix)
    if differ is not None:
        return f"指标值说的是「{differ[0]}」，完成值说的是「{differ[1]}」，不是一回事"
    less = target.operator in ("≤", "<") or target.value == 0
    way = clash(target.prefix, actual.prefix, less=less)
    if way:
        return way
    longer, shorter = sorted((target.suffix, actual.suffix), key=len, reverse=True)
    if shorter not in longer:
        return f"「{target.suffix}」与「{actual.suffix}」不是一回事"
    return ""


def _one_bare(target: Target, actual: Target, trace: Trace | None) -> Pair | str:
    """One of the two has no unit: it is taken in the other's, per cents with care."""
    unit = target.unit or actual.unit or ""
    measure = measure_of(unit)
    if measure.base == "%":
        return _per_cents(target, actual, unit, trace)
    goal, value = target.value or 0, actual.value or 0
    pair = _counted_singly(target, actual, unit, trace)
    if pair is not None:
        return pair
    whose, bare, other = ("指标值", goal, value) if target.unit is None else ("完成值", value, goal)
    if measure.factor >= _LARGE and bare >= other * _SUSPICIOUS > 0:
        return f"看不出{whose} {write_number(bare)} 是不是以「{unit}」计，请补上单位"
    if trace is not None and not target.zero:
        trace.say(f"{whose}没有单位，按「{unit}」计")
    return Pair(goal, value, unit)


def _counted_singly(
    target: Target, actual: Target, unit: str, trace: Trace | None
) -> Pair | str | None:
    """9000 beside 1万人 is 9000人; None where a bare number may well be in 万人, as money is.

    Nobody does thousands of times what was asked for; what is neither near 1万 nor near 1 of them
    is not compared.
    """
    goal, value = target.value or 0, actual.value or 0
    times, single = split_magnitude(unit)
    if times == 1 or goal <= 0 or value <= 0 or measure_of(unit).base.startswith("元"):
        return None
    whose, bare, written = "完成值", value, goal
    if target.unit is None:
        whose, bare, written = "指标值", goal, value
    if bare * _FAR < written * times:
        doubtful = bare > written * _FAR
        return f"看不出{whose} {write_number(bare)} 是不是以「{unit}」计" if doubtful else None
    read = number_of(Decimal(str(bare)) / times)
    if trace is not None:
        trace.say(f"{whose} {write_number(bare)}{single} 折合 {percent(read, unit)}")
    return Pair(read, value, unit) if target.unit is None else Pair(goal, read, unit)


def _per_cents(target: Target, actual: Target, unit: str, trace: Trace | None) -> Pair | str:
    """A bare number within ±1 is a fraction, as a per-cent cell holds it, else per cents.

    Where the other number makes that doubtful, nothing is compared.
    """
    whole = 1000 if unit == "‰" else 100
    goal, value = target.value or 0, actual.value or 0
    if actual.unit is None:
        as_share = _times(value, whole)
        if is_doubtful(value, abs(goal), whole):
            written = write_number(value)
            return lacking_sign(written, percent(as_share, unit), percent(value, unit)).rstrip("。")
        read = as_share if abs(value) <= LARGEST_FRACTION else value
        if trace is not None and value:
            trace.say(f"完成值 {write_number(value)} 没有百分号，按 {percent(read, unit)} 计")
        return Pair(goal, read, unit)
    if -1 <= goal <= 1 or goal == 100 == whole:
        read = goal if goal == 100 else _times(goal, whole)
        if trace is not None:
            trace.say(f"指标值 {write_number(goal)} 没有百分号，按 {percent(read, unit)} 计")
        return Pair(read, value, unit)
    return "完成值是百分比，指标值不是，不知是否同一口径"


def _times(value: Number, factor: int) -> Number:
    """The product without the noise of floats: 0.57 × 100 is 57."""
    return float(f"{value * factor:.15g}")


def percent(value: Number, unit: str = "%") -> str:
    """The value with its unit, without the noise of floats."""
    return write_number(float(f"{value:.12g}")) + unit


def _converted(target: Target, actual: Target, trace: Trace | None) -> Pair | str:
    goal, value = target.value or 0, actual.value or 0
    wanted, given = measure_of(target.unit or ""), measure_of(actual.unit or "")
    if not _compatible(wanted, given):
        return f"单位「{target.unit}」与「{actual.unit}」不同，无法比较"
    if wanted.factor == given.factor:
        return Pair(goal, value, target.unit)
    exact = Decimal(str(value)) * Decimal(str(given.factor)) / Decimal(str(wanted.factor))
    result = number_of(exact)
    if trace is not None:
        into = percent(result, target.unit or "")
        trace.say(f"完成值 {write_number(value)}{actual.unit} 折合 {into}")
    return Pair(goal, result, target.unit)


def _compatible(one: Measure, other: Measure) -> bool:
    """The same thing measured; a bare 万 counts whatever the other does."""
    return one.base == other.base or "" in (one.base, other.base)


# Ranges and dates


def _against_range(
    target: Target, actual: Target, kind: str, profile: Profile, trace: Trace | None
) -> Comparison:
    sense = BETWEEN
    if actual.zero:
        actual = Target(NUMBER, value=0, unit=target.unit)
    if actual.kind != NUMBER or actual.operator in _ONE_SIDED:
        return Comparison(sense, reason=f"指标值是区间，完成值{_kind_words(actual)}")
    falling = kind == REVERSE or is_cost(kind)
    low = together(target._replace(value=target.low), actual, trace)
    high = together(target._replace(value=target.high), actual, None)
    if isinstance(low, str) or isinstance(high, str):
        return Comparison(sense, reason=str(low if isinstance(low, str) else high))
    if order(low.actual, low.goal) < 0 and not falling:
        return Comparison(sense, low.goal, low.actual, False, unit=low.unit or "")
    above = order(high.actual, high.goal) > 0
    if not above and order(low.actual, low.goal) >= 0:  # within it all is done
        return Comparison(sense, reached=True, falling=falling)
    reached: bool | None = not (above and falling)
    if above and profile.equal == "exact" and not falling:
        reached = None
    reason = "完成值超出区间" if reached is None else ""
    return Comparison(sense, high.goal, high.actual, reached, reason, falling, unit=high.unit or "")


def _against_date(target: Target, actual: Target, trace: Trace | None) -> Comparison:
    due, done = target.date, actual.date or serial_date(actual)
    if due is None or done is None:
        return Comparison(DEADLINE, reason="完成值里没有日期")
    if trace is not None and (due.year is None) != (done.year is None):
        trace.say(f"{'指标值' if due.year is None else '完成值'}没有写年份，按同一年比较")
    year = due.year or done.year or _ANY_YEAR
    limit = due.last(year)
    if done.last(year) <= limit:
        return Comparison(DEADLINE, reached=True)
    if done.first(year) <= limit:
        return Comparison(DEADLINE, reason="完成日期写得不够细，说不出是否按期")
    if trace is not None:
        from datetime import date

        days = (date(*done.first(year)) - date(*limit)).days
        least = "" if done.day else "至少"
        trace.say(f"期限 {due.written()}，{done.written()}完成，逾期{least} {days} 天")
    return Comparison(DEADLINE, reached=False, late=True)


def is_serial(actual: Target) -> bool:
    """Whether a result is a whole number that may be a day number of Excel."""
    value = actual.value
    bare = value is not None and not actual.unit and not actual.operator
    return bare and _FIRST_DAY <= (value or 0) <= _LAST_DAY and (value or 0) % 1 == 0


def serial_date(actual: Target) -> When | None:
    """The date of a day number, as a date cell holds it."""
    if not is_serial(actual):
        return None
    from zipingbiao.values.serial import day_of

    day = day_of(int(actual.value or 0))
    return When(day.year, day.month, day.day) if day else None
