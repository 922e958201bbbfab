"""A clause and a value → points, with the way there."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Final

from zipingbiao.scoring.clause.check import ClauseError, above_weight, stated_full
from zipingbiao.scoring.clause.items import item_points
from zipingbiao.scoring.clause.model import (
    NOTHING,
    ONE,
    ZERO,
    Additive,
    Bands,
    Clause,
    Gate,
    Judged,
    Levels,
    Measure,
    Proportional,
    Ratio,
    Schedule,
    Steps,
)
from zipingbiao.scoring.clause.points import (
    Conventions,
    Measured,
    Usual,
    neighbour,
    points_of,
    rounded,
    shown,
)
from zipingbiao.scoring.clause.values import (
    Scalar,
    Value,
    exact,
    is_empty,
    listed,
    readings,
    share,
    single,
    truth,
)
from zipingbiao.scoring.trace import Trace
from zipingbiao.values.text import fold

Number = int | float

#: Digits to which forms print per cents: a value that rounds over a boundary is doubtful.
_PRINTED: Final = 2
_PLAIN: Final = Measure()


def earned(
    clause: Clause,
    value: Value,
    weight: Number | None,
    profile: Conventions,
    trace: Trace | None = None,
) -> Number | None:
    """The points earned, rounded as the profile says; None where a person must judge.

    ``weight`` None: the full points that the clause states. Raises ClauseError where the value
    can't be read or the clause gives more than the weight.
    """
    full = _weight(clause, weight)
    if trace is not None:
        _open(clause, value, full, trace)
    points = _points(clause, value, full, profile, trace)
    result = None if points is None else _number(min(rounded(points, profile), full))
    if trace is not None:
        trace.result = result
    return result


def deducted(
    clause: Clause,
    value: Value,
    weight: Number | None,
    profile: Conventions,
    trace: Trace | None = None,
) -> Number | None:
    """The points lost: the weight less what is earned."""
    points = earned(clause, value, weight, profile, trace)
    if points is None:
        return None
    full = _weight(clause, weight)
    lost = _number(full - exact(points))
    if trace is not None:
        trace.say(f"分值 {shown(full)} 减得分 {points}", lost)
        trace.alternatives = [
            replace(other, value=_number(full - exact(other.value)))
            for other in trace.alternatives
            if isinstance(other.value, int | float)
        ]
        trace.result = lost
    return lost


def _number(value: Decimal) -> Number:
    whole = int(value)
    return whole if whole == value else float(value)


def _weight(clause: Clause, weight: Number | None) -> Decimal:
    """The weight. Raises ClauseError where it can't be the clause's."""
    if weight is None:
        full = stated_full(clause)
        if full is None or full.of_weight:
            raise ClauseError("条文没有说满分是多少，请给出分值。")
        return full.amount
    given = exact(weight)
    if not given.is_finite() or given < 0:
        raise ClauseError(f"分值「{weight}」不是一个可用的数。")
    excess = above_weight(clause, given)
    if excess:
        raise ClauseError(excess)
    return given


def _open(clause: Clause, value: Value, weight: Decimal, trace: Trace) -> None:
    """The inputs, and how doubtful words of the clause were taken."""
    trace.put("评分标准", f"「{clause.words}」")
    trace.put("值", "、".join(str(one) for one in listed(value) if not is_empty(one)))
    trace.put("分值", shown(weight))
    for note in clause.notes:
        trace.say(note)
    for veto in clause.vetoes:
        trace.say(f"「{veto}」不得分，须由人判断")
    full = stated_full(clause)
    if full is not None and not full.of_weight and full.amount != weight:
        trace.say(f"条文的满分是 {shown(full.amount)} 分，分值是 {shown(weight)} 分")


def _points(
    clause: Clause, value: Value, weight: Decimal, profile: Conventions, trace: Trace | None
) -> Decimal | None:
    """The points before rounding, 0 … weight."""
    match clause:
        case Steps() if clause.counted:
            return _counted(clause, value, weight, profile, trace)
        case Steps() | Bands() | Proportional():
            return _measured(clause, value, weight, profile, trace)
        case Judged():
            return _judged(clause, single(value), weight, trace)
        case Levels():
            return _level(clause, single(value), weight, trace)
        case Ratio():
            return _ratio(clause, value, weight, trace)
        case Schedule():
            return _schedule(clause, value, weight, trace)
        case Additive():
            return _sum(clause, value, weight, profile, trace)


def _say(trace: Trace | None, text: str) -> None:
    """A remark."""
    if trace is not None:
        trace.say(text)


def _unknown(trace: Trace | None, reason: str) -> Decimal | None:
    """No number; the trace says why."""
    _say(trace, reason)
    return None


def _measured(
    clause: Measured, value: Value, weight: Decimal, profile: Conventions, trace: Trace | None
) -> Decimal | None:
    """One number against thresholds."""
    one = single(value)
    if isinstance(clause, Proportional) and isinstance(one, str) and "/" in one:
        over, under = share(one)
        one = f"{over / under * 100:f}%" if under else None
    if is_empty(one):
        return _unknown(trace, "没有填值，不能计算")
    number, remark, other = readings(one, clause.measure)
    if remark:
        _say(trace, remark)
    points = points_of(clause, number, weight, profile, trace)
    if trace is not None and points is not None:
        _doubts(clause, number, other, points, weight, profile, trace)
    return points


def _doubts(
    clause: Measured,
    number: Decimal,
    other: Decimal | None,
    points: Decimal,
    weight: Decimal,
    profile: Conventions,
    trace: Trace,
) -> None:
    """What another reading of the value or of a boundary would give."""

    def differs(reading: Decimal, conventions: Conventions, reason: str) -> None:
        found = points_of(clause, reading, weight, conventions, None)
        if found is not None and found != points:
            trace.also(_number(rounded(found, profile)), reason)

    measure = clause.measure
    if measure.percent:
        exactly = Usual(None, profile.step_count)
        printed = number.quantize(ONE.scaleb(-_PRINTED), rounding="ROUND_HALF_UP")
        differs(number, exactly, f"不舍入，按 {measure.shown(number)} 算档，")
        differs(printed, exactly, f"先舍入成 {printed}% 再算档，")
    if other is not None:
        differs(other, profile, f"如果这个数指的是 {measure.shown(other)}，")
    band = neighbour(clause, number) if isinstance(clause, Bands) else None
    if band is not None:
        given = weight - band.points.of(weight) if band.effect == "loss" else band.points.of(weight)
        trace.also(_number(rounded(given, profile)), f"{measure.shown(number)} 归相邻的另一档，")


def _counted(
    clause: Steps, value: Value, weight: Decimal, profile: Conventions, trace: Trace | None
) -> Decimal | None:
    """So many faults or items; a list holds one for each, 是 and 否, or numbers."""
    values = [one for one in listed(value) if not is_empty(one)]
    if not values:
        return _unknown(trace, "没有填值，不能计算")
    counts = [_count(one, clause.measure) for one in values]
    if clause.gate is not None:
        counts = _gated(clause.gate, counts, trace)
    number = sum(counts, ZERO)
    if number < 0:
        raise ClauseError(f"「{shown(number)}」不是一个可用的个数。")
    return points_of(clause, number, weight, profile, trace)


def _count(one: Scalar, measure: Measure) -> Decimal:
    holds = truth(one) if isinstance(one, bool | str) else None
    return Decimal(holds) if holds is not None else readings(one, measure)[0]


def _gated(gate: Gate, counts: list[Decimal], trace: Trace | None) -> list[Decimal]:
    """The counts (or points) of the items; nothing behind a gate that is shut."""
    if len(counts) < gate.last:
        _say(trace, f"「{gate.condition}」第 {gate.first}—{gate.last} 项不得分，须由人判断")
        return counts
    if gate.first < 2 or counts[gate.first - 2]:
        return counts
    _say(trace, f"「{gate.condition}」，第 {gate.first}—{gate.last} 项不得分")
    kept = range(gate.first - 1, gate.last)
    return [ZERO if place in kept else count for place, count in enumerate(counts)]


def _judged(clause: Judged, one: Scalar, weight: Decimal, trace: Trace | None) -> Decimal | None:
    """A condition that a person has judged; where 酌情 stands, the points that a person gives."""
    full = clause.yes.of(weight)
    if clause.no is None and isinstance(one, int | float | Decimal | str) and not is_empty(one):
        given = _given_points(one, full, clause, weight)
        if given is not None:
            _say(trace, f"由人评定 {shown(given)} 分，最多 {shown(full)} 分")
            return given
    holds = truth(one)
    if holds is None or (not holds and clause.no is None):
        return _unknown(trace, f"「{clause.condition}」须由人判断")
    _say(trace, f"「{clause.condition}」{'成立' if holds else '不成立'}")
    if clause.effect == "loss":
        return max(weight - full, ZERO) if holds else weight
    return full if holds else (clause.no or NOTHING).of(weight)


def _given_points(one: Scalar, full: Decimal, clause: Judged, weight: Decimal) -> Decimal | None:
    """The points that a person gives, between what may be taken at most and the full score."""
    if isinstance(one, bool) or (isinstance(one, str) and truth(one) is not None):
        return None
    given = readings(one, Measure(unit="分"))[0]
    least = max(full - clause.most.of(weight), ZERO) if clause.most else ZERO
    return min(max(given, least), full)


def _level(clause: Levels, one: Scalar, weight: Decimal, trace: Trace | None) -> Decimal | None:
    """The points of the level that the value names."""
    text = fold(one) if isinstance(one, str) else ""
    names = [fold(name) for name, _ in clause.levels]
    exactly = [at for at, name in enumerate(names) if name == text]
    found = exactly or [at for at, name in enumerate(names) if text and name.endswith(text)]
    if len(found) != 1:
        return _unknown(
            trace, f"须由人判断属于哪一档：{'、'.join(name for name, _ in clause.levels)}"
        )
    name, points = clause.levels[found[0]]
    _say(trace, f"属于「{name}」，得 {shown(points.of(weight))} 分")
    return points.of(weight)


def _ratio(clause: Ratio, value: Value, weight: Decimal, trace: Trace | None) -> Decimal | None:
    """A count over a count."""
    if all(is_empty(one) for one in listed(value)):
        return _unknown(trace, "没有填值，不能计算")
    over, under = share(value)
    points = min(clause.points.of(weight), weight)
    if under == 0:
        if clause.deducts and over == 0:
            _say(trace, f"{clause.under}为 0，不扣分")
            return weight
        return _unknown(trace, f"{clause.under or '分母'}为 0，须由人判断")
    part = min(over / under, ONE)
    if over < 0 or under < 0:
        raise ClauseError("个数不能小于 0。")
    verb = "扣" if clause.deducts else "得"
    given = shown(_cents(points * part))
    _say(trace, f"{shown(over)}÷{shown(under)}×{shown(points)} 分，{verb} {given} 分")
    return weight - points * part if clause.deducts else points * part


def _cents(number: Decimal) -> Decimal:
    return number.quantize(Decimal("1e-4"))


def _schedule(
    clause: Schedule, value: Value, weight: Decimal, trace: Trace | None
) -> Decimal | None:
    """Each date's value against its threshold."""
    values = listed(value)
    if len(values) != len(clause.thresholds):
        raise ClauseError(f"这条评分标准要 {len(clause.thresholds)} 个值，给了 {len(values)} 个。")
    if any(is_empty(one) for one in values):
        return _unknown(trace, "有一期没有填值，不能计算")
    total = ZERO
    for at, one in enumerate(values):
        number, remark, _ = readings(one, clause.measure)
        threshold, points = clause.thresholds[at], clause.points[at].of(weight)
        part = _reached(number, threshold, clause.proportional)
        total += points * part
        if trace is not None:
            period = clause.periods[at] if clause.periods else f"第 {at + 1} 期"
            actual, wanted = clause.measure.shown(number), clause.measure.shown(threshold)
            given = f"得 {shown(_cents(points * part))} 分{f'（{remark}）' if remark else ''}"
            trace.say(f"{period}实际 {actual}，应达到 {wanted}，{given}")
    return min(total, weight)


def _reached(number: Decimal, threshold: Decimal, proportional: bool) -> Decimal:
    if number >= threshold:
        return ONE
    return max(number / threshold, ZERO) if proportional and threshold else ZERO


def _sum(
    clause: Additive, value: Value, weight: Decimal, profile: Conventions, trace: Trace | None
) -> Decimal | None:
    """The items one by one; each takes or gives its own."""
    values = listed(value)
    if len(values) == 1 and truth(values[0]) is not None:
        values *= len(clause.items)
    if len(values) != len(clause.items):
        _say(trace, f"这条评分标准有 {len(clause.items)} 项，须逐项给值")
        return None
    found: list[Decimal] = []
    for number, (item, one) in enumerate(zip(clause.items, values, strict=True), 1):
        own, takes = item_points(clause, item, weight)
        _say(trace, f"第 {number} 项")
        points = _points(item, one, own, profile, trace)
        if points is None:
            return None
        found.append(points - own if takes else points)
    if clause.gate is not None:
        found = _gated(clause.gate, found, trace)
    return _total(clause, sum(found, ZERO), weight)


def _total(clause: Additive, total: Decimal, weight: Decimal) -> Decimal:
    """The sum within what the clause and the weight allow."""
    most = clause.most.of(weight) if clause.most else weight
    if clause.losing:
        return max(weight + max(total, -most), ZERO)
    return min(max(total, ZERO), most, weight)
