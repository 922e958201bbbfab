"""A number against thresholds → points: steps, bands, proportions.

Everything is computed in decimals, so that a boundary is where it is printed. Quotients are
taken to 9 digits, as the native formula takes them, where binary fractions would go astray.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_DOWN, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import Final, Protocol

from zipingbiao.scoring.clause.model import (
    ALL,
    HUNDRED,
    ONE,
    ZERO,
    Band,
    Bands,
    Measure,
    Points,
    Proportional,
    Span,
    Steps,
)
from zipingbiao.scoring.trace import Trace

#: A clause that compares one number.
Measured = Steps | Bands | Proportional

_FINE: Final = Decimal("1e-9")


class Conventions(Protocol):
    """What a scoring profile says of clauses."""

    @property
    def step_rounding(self) -> int | None:
        """Digits to which a per cent is rounded before its steps are counted; None: not."""

    @property
    def step_count(self) -> str:
        """``floor``: only whole steps count; ``ceil``: a part of a step counts as one."""

    @property
    def points_digits(self) -> int:
        """Digits of the points."""

    @property
    def rounding(self) -> str:
        """``half_up`` or ``truncate``."""


@dataclass(frozen=True, slots=True)
class Usual:
    """The conventions where nobody says otherwise."""

    step_rounding: int | None = None
    step_count: str = "floor"
    points_digits: int = 2
    rounding: str = "half_up"


USUAL: Final = Usual()


def shown(number: Decimal) -> str:
    """A decimal without needless zeros."""
    return f"{number.normalize():f}"


def rounded(points: Decimal, profile: Conventions) -> Decimal:
    """The points as the profile rounds them."""
    digit = ONE.scaleb(-profile.points_digits)
    if profile.rounding == "truncate":
        return points.quantize(_FINE, ROUND_HALF_UP).quantize(digit, ROUND_DOWN)
    return points.quantize(digit, ROUND_HALF_UP)


def points_of(
    clause: Measured, number: Decimal, weight: Decimal, profile: Conventions, trace: Trace | None
) -> Decimal | None:
    """The points, not yet rounded, 0 … weight; None where the clause doesn't say.

    ``number`` is in the clause's measure: 5 % is 5.
    """
    if clause.measure.absolute:
        number = abs(number)
    number = number.quantize(_FINE, ROUND_HALF_UP)
    if trace is not None:
        name = clause.measure.name or "值"
        sign = "（取绝对值）" if clause.measure.absolute else ""
        trace.say(f"{name}为 {clause.measure.shown(number)}{sign}")
    match clause:
        case Steps():
            points = _steps(clause, number, weight, profile, trace)
        case Bands():
            points = _bands(clause, number, weight, trace)
        case Proportional():
            points = _proportional(clause, number, weight, trace)
    return None if points is None else min(max(points, ZERO), weight)


def _steps(
    clause: Steps, number: Decimal, weight: Decimal, profile: Conventions, trace: Trace | None
) -> Decimal | None:
    """The full score less (or with) the points of each step."""
    if clause.measure.percent and profile.step_rounding is not None:
        exactly = number
        number = number.quantize(ONE.scaleb(-profile.step_rounding), ROUND_HALF_UP)
        if trace is not None and number != exactly:
            trace.say(f"先舍入到 {profile.step_rounding} 位小数：{number}%")
    band = _band(clause.bands, number)
    if band is not None:
        return _given(band, clause.measure, weight, trace)
    beyond = number - clause.start if clause.up else clause.start - number
    if clause.gain and beyond < 0:
        return _unsaid(trace, clause.measure, number)
    count = count_of(clause, beyond, profile)
    if trace is not None:
        trace.say(_step_words(clause, beyond, count))
    change = count * clause.points.of(weight)
    most = clause.most.of(weight) if clause.most else None
    if clause.gain:
        points = clause.full.of(weight) + change
        return points if most is None else min(points, most)
    lost = change if most is None else min(change, most)
    points = max(clause.full.of(weight) - lost, min(clause.floor.of(weight), weight))
    if trace is not None and lost:
        trace.say(f"扣 {shown(lost)} 分，满分 {shown(clause.full.of(weight))} 分", float(points))
    return points


def count_of(clause: Steps, beyond: Decimal, profile: Conventions) -> Decimal:
    """How many steps lie beyond the start."""
    if beyond <= 0:
        return ZERO
    steps = (beyond / clause.step).quantize(_FINE, ROUND_HALF_UP)
    if clause.inclusive is False and (clause.partial or profile.step_count) == "floor":
        return steps.to_integral_value(ROUND_CEILING) - 1
    ceil = (clause.partial or profile.step_count) == "ceil"
    return steps.to_integral_value(ROUND_CEILING if ceil else ROUND_FLOOR)


def _step_words(clause: Steps, beyond: Decimal, count: Decimal) -> str:
    measure = clause.measure
    if beyond <= 0:
        return f"没有{'超过' if clause.up else '低于'} {measure.shown(clause.start)}"
    start = "" if clause.counted else f"比 {measure.shown(clause.start)} "
    way = "" if clause.counted else ("多" if clause.up else "少")
    verb = "加" if clause.gain else "扣"
    unit = f"{shown(clause.points.amount)} 分"
    if clause.points.of_weight:
        unit = f"分值的 {shown(clause.points.amount * HUNDRED)}%"
    return (
        f"{start}{way} {measure.shown(beyond)}，每 {measure.shown(clause.step)} {verb} {unit}，"
        f"计 {shown(count)} 档"
    )


def _band(bands: tuple[Band, ...], number: Decimal) -> Band | None:
    """The first band that the number lies in."""
    for band in bands:
        if number in band.span:
            return band
    return None


def _given(band: Band, measure: Measure, weight: Decimal, trace: Trace | None) -> Decimal:
    """What a band gives of the weight."""
    amount = band.points.of(weight)
    if trace is not None:
        verb = {"gain": "得", "loss": "扣", "limit": "最多得"}[band.effect]
        where = span_words(band.span, measure)
        trace.say(f"属于「{where}」一档，{verb} {shown(amount)} 分" if where else
                  f"属于其他情况，{verb} {shown(amount)} 分")  # fmt: skip
    return weight - amount if band.effect == "loss" else min(amount, weight)


def _bands(clause: Bands, number: Decimal, weight: Decimal, trace: Trace | None) -> Decimal | None:
    """What the value's band gives."""
    band = _band(clause.bands, number) or clause.otherwise
    if band is not None:
        points = _given(band, clause.measure, weight, trace)
        return points if clause.most is None else min(points, clause.most.of(weight))
    if clause.kind in ("losses", "caps"):
        if trace is not None:
            trace.say("不在扣分或封顶的各档之内")
        return weight
    return _unsaid(trace, clause.measure, number)


def _proportional(
    clause: Proportional, number: Decimal, weight: Decimal, trace: Trace | None
) -> Decimal | None:
    """The value over the target, never more than one."""
    band = _band(clause.bands, number)
    if band is not None:
        return _given(band, clause.measure, weight, trace)
    share = min(max(number / clause.target, ZERO), ONE)
    if clause.inverse:
        share = ONE - share
    points = clause.points.of(weight)
    if trace is not None:
        percent = shown((share * HUNDRED).quantize(Decimal("1e-4"), ROUND_HALF_UP))
        trace.say(f"按比例得 {shown(points)} 分的 {percent}%")
    return points * share


def _unsaid(trace: Trace | None, measure: Measure, number: Decimal) -> Decimal | None:
    """No number, because the clause says none."""
    if trace is not None:
        trace.say(f"条文没有说 {measure.shown(number)} 得多少分，须由人判断")
    return None


def span_words(span: Span, measure: Measure) -> str:
    """A span as a clause says it: ``≤10%``, ``>10%且≤20%``; "" for all numbers."""
    if span.outside:
        return f"≠{measure.shown(span.low or ZERO)}"
    if span.low is not None and span.low == span.high:
        return f"={measure.shown(span.low)}"
    low = "" if span.low is None else f"{'≥' if span.low_in else '>'}{measure.shown(span.low)}"
    high = "" if span.high is None else f"{'≤' if span.high_in else '<'}{measure.shown(span.high)}"
    return "且".join(part for part in (low, high) if part)


def neighbour(clause: Bands, number: Decimal) -> Band | None:
    """The other band that claims an end which two share."""
    if clause.measure.absolute:
        number = abs(number)
    if number not in clause.shared:
        return None
    for band in clause.bands:
        ends = ((band.span.low, band.span.low_in), (band.span.high, band.span.high_in))
        if any(end == number and not inside for end, inside in ends):
            return band
    return None


def amount_words(points: Points) -> str:
    """Points as a clause says them: ``2分``, ``10%的分值``."""
    if points == ALL:
        return "满分"
    if points.of_weight:
        return f"{shown(points.amount * HUNDRED)}%的分值"
    return f"{shown(points.amount)}分"
