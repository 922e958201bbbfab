"""A number against thresholds → points: steps, bands, proportions.

Everything is computed in decimals, so that a boundary is where it is printed. Quotients are
taken to 9 digits, as the native formula takes them, where binary fractions would go astray.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_DOWN, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import Final, Protocol

from zipingbiao.scoring.clause.amounts import shown, span_words
from zipingbiao.scoring.clause.model import (
    HUNDRED,
    ONE,
    ZERO,
    Band,
    Bands,
    Calculated,
    Expression,
    Measure,
    Proportional,
    Steps,
    Term,
    TwoWay,
)
from zipingbiao.scoring.trace import Trace

#: A clause that compares one number.
Measured = Steps | TwoWay | Bands | Proportional | Calculated
#: Gives the number of a measure that is not the clause's own.
Apart = Callable[[Measure], Decimal]

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


def rounded(points: Decimal, profile: Conventions) -> Decimal:
    """The points as the profile rounds them."""
    digit = ONE.scaleb(-profile.points_digits)
    if profile.rounding == "truncate":
        return points.quantize(_FINE, ROUND_HALF_UP).quantize(digit, ROUND_DOWN)
    return points.quantize(digit, ROUND_HALF_UP)


def _own_only(measure: Measure) -> Decimal:
    raise LookupError(measure.name)


@dataclass(frozen=True, slots=True)
class Computation:
    """What a number is computed with: the weight, the conventions, who listens."""

    weight: Decimal
    profile: Conventions
    trace: Trace | None = None
    apart: Apart = _own_only
    goal: Decimal | None = None

    def say(self, text: str, value: float | None = None) -> None:
        """A remark, if somebody listens."""
        if self.trace is not None:
            self.trace.say(text, value)


def points_of(clause: Measured, number: Decimal, how: Computation) -> Decimal | None:
    """The points, not yet rounded, 0 … weight; None where the clause doesn't say.

    ``number`` is in the clause's measure: 5 % is 5.
    """
    if clause.measure.absolute:
        number = abs(number)
    number = number.quantize(_FINE, ROUND_HALF_UP)
    if how.trace is not None:
        how.say(_measured_words(clause.measure, number))
    match clause:
        case Steps():
            points = _steps(clause, number, how)
        case TwoWay():
            side = clause.upper if number >= clause.upper.start else clause.lower
            points = _steps(side, number, how)
        case Bands():
            points = _bands(clause, number, how)
        case Proportional():
            points = _proportional(clause, number, how)
        case Calculated():
            points = _calculated(clause, number, how)
    return None if points is None else min(max(points, ZERO), how.weight)


def _measured_words(measure: Measure, number: Decimal) -> str:
    """差异率为 12%; 比指标值低 3%."""
    if measure.scale in ("above", "ahead"):
        way = ("高", "低") if measure.scale == "above" else ("好", "差")
        size = measure.shown(abs(number))
        return f"比指标值{way[number < 0]} {size}" if number else "与指标值相同"
    names = {
        "share": "完成值与指标值之比",
        "degree": "完成值与指标值之比（反向指标为其倒数）",
        "rate": "完成率",
        "off": "与指标值的偏差",
        "change": "增减",
    }
    name = measure.name or names.get(measure.scale, "值")
    sign = "（取绝对值）" if measure.absolute else ""
    return f"{name}为 {measure.shown(number)}{sign}"


def _steps(clause: Steps, number: Decimal, how: Computation) -> Decimal | None:
    """The full score less (or with) the points of each step."""
    weight, profile = how.weight, how.profile
    if clause.measure.percent and profile.step_rounding is not None:
        exactly = number
        number = number.quantize(ONE.scaleb(-profile.step_rounding), ROUND_HALF_UP)
        if number != exactly:
            how.say(f"先舍入到 {profile.step_rounding} 位小数：{number}%")
    band = _band(clause.bands, number, how)
    if band is not None:
        return _given(band, clause.measure, how)
    beyond = number - clause.start if clause.up else clause.start - number
    if clause.gain and beyond < 0:
        return _unsaid(how, clause.measure, number)
    change = sum((_stretch(stage, at, how) for stage, at in _stretches(clause, number)), ZERO)
    most = clause.most.of(weight) if clause.most else None
    if clause.gain:
        points = clause.full.of(weight) + change
        return points if most is None else min(points, most)
    lost = change if most is None else min(change, most)
    points = max(clause.full.of(weight) - lost, min(clause.floor.of(weight), weight))
    if lost:
        how.say(f"扣 {shown(lost)} 分，满分 {shown(clause.full.of(weight))} 分", float(points))
    return points


def _stretches(clause: Steps, number: Decimal) -> list[tuple[Steps, Decimal]]:
    """Each stretch of steps with how far the number lies in it."""
    if not clause.then:
        return [(clause, number)]
    stages = clause.stages
    ends = [*(stage.start for stage in stages[1:]), number]
    nearer = min if clause.up else max
    return [(stage, nearer(number, end)) for stage, end in zip(stages, ends, strict=True)]


def _stretch(clause: Steps, number: Decimal, how: Computation) -> Decimal:
    """The points of the steps of one size."""
    beyond = number - clause.start if clause.up else clause.start - number
    count = count_of(clause, beyond, how.profile)
    if how.trace is not None:
        how.say(_step_words(clause, beyond, count))
    return count * clause.points.of(how.weight)


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
        return f"没有{'超过' if clause.up else '低于'} {_start_words(clause)}"
    way = "" if clause.counted else f"比 {_start_words(clause)} {'多' if clause.up else '少'} "
    verb = "加" if clause.gain else "扣"
    unit = f"{shown(clause.points.amount)} 分"
    if clause.points.of_weight:
        unit = f"分值的 {shown(clause.points.amount * HUNDRED)}%"
    return (
        f"{way}{measure.shown(beyond)}，每 {measure.shown(clause.step)} {verb} {unit}，"
        f"计 {shown(count)} 档"
    )


def _start_words(clause: Steps) -> str:
    against = clause.measure.scale in ("above", "ahead") and clause.start == 0
    return "指标值" if against else clause.measure.shown(clause.start)


def _band(bands: tuple[Band, ...], number: Decimal, how: Computation) -> Band | None:
    """The first band that the number (or its own measure's) lies in."""
    for band in bands:
        own = number if band.measure is None else how.apart(band.measure)
        if own in band.span:
            return band
    return None


def _given(band: Band, measure: Measure, how: Computation) -> Decimal:
    """What a band gives of the weight."""
    amount = band.points.of(how.weight)
    if how.trace is not None:
        verb = {"gain": "得", "loss": "扣", "limit": "最多得"}[band.effect]
        where = span_words(band.span, band.measure or measure)
        how.say(f"属于「{where}」一档，{verb} {shown(amount)} 分" if where else
                f"属于其他情况，{verb} {shown(amount)} 分")  # fmt: skip
    return how.weight - amount if band.effect == "loss" else min(amount, how.weight)


def _bands(clause: Bands, number: Decimal, how: Computation) -> Decimal | None:
    """What the value's band gives."""
    band = _band(clause.bands, number, how) or clause.otherwise
    if band is not None:
        points = _given(band, clause.measure, how)
        return points if clause.most is None else min(points, clause.most.of(how.weight))
    if clause.kind in ("losses", "caps"):
        how.say("不在扣分或封顶的各档之内")
        return how.weight
    return _unsaid(how, clause.measure, number)


def _proportional(clause: Proportional, number: Decimal, how: Computation) -> Decimal | None:
    """The value over the target, never more than one."""
    band = _band(clause.bands, number, how)
    if band is not None:
        return _given(band, clause.measure, how)
    share = min(max(number / clause.target, ZERO), ONE)
    if clause.inverse:
        share = ONE - share
    points = clause.points.of(how.weight)
    if how.trace is not None:
        percent = shown((share * HUNDRED).quantize(Decimal("1e-4"), ROUND_HALF_UP))
        how.say(f"按比例得 {shown(points)} 分的 {percent}%")
    if clause.most is None:
        return points * share
    return max(points * share, points - clause.most.of(how.weight))


def _calculated(clause: Calculated, number: Decimal, how: Computation) -> Decimal | None:
    """What the formula gives, within what it may."""
    band = _band(clause.bands, number, how)
    if band is not None:
        return _given(band, clause.measure, how)
    value = number / HUNDRED if clause.measure.percent else number
    formula = clause.formula
    if clause.pieces:
        held = next((tree for span, tree in clause.pieces if number in span), None)
        if held is None:
            return _unsaid(how, clause.measure, number)
        formula = held
    points = value_of(formula, value, how)
    if points is None:
        return _unsaid(how, clause.measure, number)
    how.say(f"按算式得 {shown(points.quantize(Decimal('1e-4'), ROUND_HALF_UP))} 分")
    points = max(points, ZERO)
    if clause.loses:
        points = how.weight - points
    return points if clause.most is None else min(points, clause.most.of(how.weight))


def value_of(tree: Expression, value: Decimal, how: Computation) -> Decimal | None:
    """What an expression gives; None where it divides by nothing or lacks its target."""
    if isinstance(tree, Term):
        match tree.kind:
            case "measure":
                return value
            case "target":
                return how.goal
            case "points":
                return tree.points.of(how.weight)
        return tree.number
    left, right = (value_of(part, value, how) for part in (tree.left, tree.right))
    if left is None or right is None:
        return None
    match tree.sign:
        case "+":
            return left + right
        case "-":
            return left - right
        case "×":
            return left * right
    return left / right if right else None


def _unsaid(how: Computation, measure: Measure, number: Decimal) -> Decimal | None:
    """No number, because the clause says none."""
    if how.trace is not None:
        how.say(f"条文没有说 {measure.shown(number)} 得多少分，须由人判断")
    return None


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


def tell(trace: Trace | None, text: str) -> None:
    """A remark."""
    if trace is not None:
        trace.say(text)


def no_number(trace: Trace | None, reason: str) -> Decimal | None:
    """No number; the trace says why."""
    tell(trace, reason)
    return None
