"""Several items or dates in one clause: what each weighs, what they make together."""

from __future__ import annotations

from decimal import Decimal

from zipingbiao.scoring.clause.amounts import cents, shown
from zipingbiao.scoring.clause.check import ClauseError, stated_full
from zipingbiao.scoring.clause.model import (
    ONE,
    ZERO,
    Additive,
    Clause,
    Gate,
    Judged,
    Measure,
    Schedule,
    Steps,
)
from zipingbiao.scoring.clause.points import no_number, tell
from zipingbiao.scoring.clause.values import (
    PLAIN_ANSWERS,
    Scalar,
    Value,
    is_empty,
    listed,
    readings,
    truth,
)
from zipingbiao.scoring.trace import Trace
from zipingbiao.values.text import fold


def item_points(clause: Additive, item: Clause, weight: Decimal) -> tuple[Decimal, bool]:
    """The full points of one item, and whether it only takes from the others.

    Where they are not stated they are what the others leave of the weight. Raises ClauseError
    where two items leave open how much they weigh.
    """
    if clause.losing:
        return weight, True
    own = _stated(item)
    if own is not None:
        return own, False
    stated = [_stated(one) for one in clause.items]
    rest = weight - sum((one for one in stated if one is not None), ZERO)
    if rest <= 0 and _takes(item):
        return weight, True
    if stated.count(None) > 1:
        raise ClauseError("条文没有说各项的分值，不能逐项计算。")
    return max(rest, ZERO), False


def _stated(item: Clause) -> Decimal | None:
    full = stated_full(item)
    return None if full is None or full.of_weight else full.amount


def _takes(item: Clause) -> bool:
    """Whether an item knows only losses."""
    match item:
        case Steps():
            return not item.gain
        case Judged():
            return item.effect == "loss"
    return False


def gated(gate: Gate, counts: list[Decimal], trace: Trace | None) -> list[Decimal]:
    """The counts (or points) of the items; nothing behind a gate that is shut."""
    if len(counts) < gate.last:
        tell(trace, f"「{gate.condition}」第 {gate.first}—{gate.last} 项不得分，须由人判断")
        return counts
    if gate.first < 2 or counts[gate.first - 2]:
        return counts
    tell(trace, f"「{gate.condition}」，第 {gate.first}—{gate.last} 项不得分")
    kept = range(gate.first - 1, gate.last)
    return [ZERO if place in kept else count for place, count in enumerate(counts)]


def schedule_points(
    clause: Schedule, value: Value, weight: Decimal, trace: Trace | None
) -> Decimal | None:
    """Each date's value against its threshold."""
    values = listed(value)
    if len(values) != len(clause.thresholds):
        raise ClauseError(f"这条评分标准要 {len(clause.thresholds)} 个值，给了 {len(values)} 个。")
    if any(is_empty(one) for one in values):
        return no_number(trace, "有一期没有填值，不能计算")
    total = ZERO
    for at, one in enumerate(values):
        threshold, points = clause.thresholds[at], clause.points[at].of(weight)
        number, remark = readings(one, clause.measure, threshold)
        part = _reached(number, threshold, clause.proportional)
        total += points * part
        if trace is not None:
            period = clause.periods[at] if clause.periods else f"第 {at + 1} 期"
            actual, wanted = clause.measure.shown(number), clause.measure.shown(threshold)
            given = f"得 {shown(cents(points * part))} 分{f'（{remark}）' if remark else ''}"
            trace.say(f"{period}实际 {actual}，应达到 {wanted}，{given}")
    return min(total, weight)


def _reached(number: Decimal, threshold: Decimal, proportional: bool) -> Decimal:
    if number >= threshold:
        return ONE
    return max(number / threshold, ZERO) if proportional and threshold else ZERO


def total_of(clause: Additive, total: Decimal, weight: Decimal) -> Decimal:
    """The sum within what the clause and the weight allow."""
    most = clause.most.of(weight) if clause.most else weight
    if clause.losing:
        return max(weight + max(total, -most), ZERO)
    return min(max(total, ZERO), most, weight)


def count_of(one: Scalar, measure: Measure, of_faults: bool = False) -> Decimal:
    """A number of faults or items; 是 is one, 否 is none; 合格 is no number of faults."""
    worded = isinstance(one, bool) or (isinstance(one, str) and "%" not in fold(one))
    if of_faults and isinstance(one, str) and truth(one) is not None:
        worded = fold(one).lower() in PLAIN_ANSWERS | {"有", "没有"}
    holds = truth(one) if worded and isinstance(one, bool | str) else None
    if not worded and isinstance(one, str) and "%" in fold(one):
        raise ClauseError(f"「{one}」是百分比，这条评分标准数的是个数，请给出个数。")
    return Decimal(holds) if holds is not None else readings(one, measure)[0]
