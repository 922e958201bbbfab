"""A clause and a value → points, with the way there."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from zipingbiao.scoring.clause.amounts import cents, shown
from zipingbiao.scoring.clause.check import ClauseError, above_weight, stated_full
from zipingbiao.scoring.clause.doubts import (
    check_exceeded,
    check_opposite,
    check_stated,
    ends_of,
    tell_doubts,
    tell_inputs,
    whole_of,
)
from zipingbiao.scoring.clause.grammar.names import PORTION
from zipingbiao.scoring.clause.items import (
    count_of,
    gated,
    item_points,
    schedule_points,
    total_of,
)
from zipingbiao.scoring.clause.judged import is_faultless, judged_points, level_points, worded
from zipingbiao.scoring.clause.lateness import deadline_points, late_by
from zipingbiao.scoring.clause.model import (
    ONE,
    ZERO,
    Additive,
    Bands,
    Calculated,
    Clause,
    Deadlines,
    Judged,
    Levels,
    Measure,
    Proportional,
    Ratio,
    Schedule,
    Steps,
    TwoWay,
)
from zipingbiao.scoring.clause.points import (
    Computation,
    Conventions,
    Measured,
    points_of,
    rounded,
)
from zipingbiao.scoring.clause.scales import (
    Held,
    Reading,
    check_count,
    check_direction,
    check_step,
    with_sign,
)
from zipingbiao.scoring.clause.values import (
    Scalar,
    Value,
    exact,
    is_empty,
    is_none,
    listed,
    share,
    single,
    truth,
)
from zipingbiao.scoring.clause.wants import is_of_plan, needs_target
from zipingbiao.scoring.trace import Trace
from zipingbiao.values.text import fold

Number = int | float
#: A target as a cell holds it.
Goal = str | int | float | None

#: What is counted anew in every period.
_PERIODIC: Final = re.compile("每(?:个?月|季度?|周|日|天|半年)(?!.*(?:全年|年内|年度))")
_PLAIN: Final = Measure()
_DIGIT: Final = re.compile("[0-9]")


def earned(
    clause: Clause,
    value: Value,
    weight: Number | None,
    profile: Conventions,
    trace: Trace | None = None,
    *,
    target: Goal = None,
    kind: str = "",
) -> Number | None:
    """The points earned, rounded as the profile says; None where a person must judge.

    ``weight`` None: the full points that the clause states. ``target`` is what the clause means
    by 目标值; ``kind`` is as `zipingbiao.values.targets.sense_of` takes it. Raises ClauseError
    where the value can't be read, a target is needed and missing, or the clause gives more than
    the weight.
    """
    full = _weight(clause, weight)
    if trace is not None:
        tell_inputs(clause, value, full, trace, target)
    points = _Scorer(value, full, profile, trace, target, kind).points(clause)
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
    *,
    target: Goal = None,
    kind: str = "",
) -> Number | None:
    """The points lost: the weight less what is earned."""
    points = earned(clause, value, weight, profile, trace, target=target, kind=kind)
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


#: What is not there: 没有引进, 未开展.
_LACKING: Final = re.compile("(?:没有|未|无)(?P<what>.{2,})")


@dataclass(frozen=True, slots=True)
class _Scorer:
    """Scores one value (or a list of them) by clauses."""

    value: Value
    weight: Decimal
    profile: Conventions
    trace: Trace | None = None
    target: Goal = None
    kind: str = ""

    def points(self, clause: Clause) -> Decimal | None:
        """The points before rounding, 0 … weight."""
        if self._is_vetoed(clause):
            return ZERO
        match clause:
            case Steps() if clause.counted:
                return self._counted(clause)
            case Steps() | TwoWay() | Bands() | Proportional() | Calculated():
                return self._measured(clause)
            case Judged():
                return judged_points(clause, single(self.value), self.weight, self.trace)
            case Levels():
                return level_points(clause, single(self.value), self.weight, self.trace)
            case Ratio():
                return self._ratio(clause)
            case Schedule():
                return schedule_points(clause, self.value, self.weight, self.trace)
            case Deadlines():
                return deadline_points(clause, single(self.value), self.weight, self.trace)
            case Additive():
                return self._sum(clause)

    def _is_none_of(self, clause: Measured, number: Decimal) -> bool:
        """Whether 0 is what gives nothing: 没有引进不得分, of 引进项目."""
        named = clause.measure.name
        lacks = (_LACKING.fullmatch(fold(one)) for one in clause.vetoes)
        return not number and any(one and named.startswith(one["what"]) for one in lacks)

    def _is_vetoed(self, clause: Clause) -> bool:
        """Whether the result is in words just what gives nothing: 未公开 beside 未公开不得分."""
        said = {fold(one) for one in listed(self.value) if isinstance(one, str)}
        return not said.isdisjoint(map(fold, clause.vetoes))

    def _say(self, text: str) -> None:
        if self.trace is not None:
            self.trace.say(text)

    def _unknown(self, reason: str) -> Decimal | None:
        """No number; the trace says why."""
        self._say(reason)
        return None

    # One number

    def _measured(self, clause: Measured) -> Decimal | None:
        """One number against thresholds."""
        one = single(self.value)
        if isinstance(clause, Proportional | Calculated) and isinstance(one, str) and "/" in one:
            over, under = share(one)
            one = f"{over / under * 100:f}%" if under else None
        if isinstance(clause, Bands | Steps):
            late = late_by(clause, one, self.target)
            one = one if late is None else late
        told = worded(clause, one)
        if told is None and is_empty(one):
            return self._unknown("没有填值，不能计算")
        if clause.measure.unit and _PERIODIC.match(clause.measure.name):
            raise ClauseError(
                f"「{clause.measure.name}」数的是每一期，看不出「{one}」是一期的数还是全年的数。"
            )
        held = Held(one, self.target, self.kind, frozenset(ends_of(clause)), whole_of(clause))
        goal = held.goal_number() if held.has_target else None
        if told is not None:
            reading = Reading(told)
        elif isinstance(clause, Calculated) and needs_target(clause) and held.has_target:
            number, goal = held.beside_goal(clause.formula, self.trace)
            reading = Reading(number)
        else:
            check_direction(clause, held)
            check_step(clause, held)
            check_stated(clause, held)
            check_exceeded(clause, held)
            if _is_of_target(clause) and one is single(self.value):
                held.check_share()
            reading = with_sign(held.on(clause.measure, self.trace), clause)
            if clause.measure.scale == "rate" and held.goal_number() in ends_of(clause):
                reading = Reading(reading.rival or reading.number)  # 完成率≥90% beside ≥90%
        if reading.remark:
            self._say(reading.remark)
        how = replace(self._how(held), goal=goal)
        if told is None:
            check_opposite(clause, held, how)
        points = points_of(clause, reading.number, how)
        if points is None and self._is_none_of(clause, reading.number):
            return ZERO
        points = self._unrivalled(clause, reading, points, how)
        if self.trace is not None and points is not None:
            tell_doubts(clause, reading, points, how)
        return points

    def _how(self, held: Held) -> Computation:
        """What a number is computed with."""

        def apart(measure: Measure) -> Decimal:
            reading = held.on(measure)
            return abs(reading.number) if measure.absolute else reading.number

        return Computation(self.weight, self.profile, self.trace, apart)

    def _unrivalled(
        self, clause: Measured, reading: Reading, points: Decimal | None, how: Computation
    ) -> Decimal | None:
        """The points, unless another reading gives others; 每低于目标值1% means the difference."""
        if reading.rival is None:
            return points
        second = points_of(clause, reading.rival, replace(how, trace=None))
        if second == points or (points is not None and second is not None and rounded(
                points, self.profile) == rounded(second, self.profile)):  # fmt: skip
            return points
        apart = isinstance(clause, Steps | TwoWay) or "百分点" in fold(clause.words)
        if apart and clause.measure.scale in ("above", "ahead", "off"):
            if self.trace is not None and second is not None:
                other = clause.measure.shown(abs(reading.rival).quantize(Decimal("0.01")))
                self.trace.also(
                    _number(rounded(second, self.profile)), f"如果按与指标值相差的比例 {other} 计，"
                )
            return points
        raise ClauseError(
            "看不出条文比较的是百分点之差、与指标值之比、实际值本身还是绝对值，几种算法得分不同，须由人判断。"
        )

    # Counts

    def _counted(self, clause: Steps) -> Decimal | None:
        """So many faults or items; a list holds one for each, 是 and 否, or numbers."""
        none = [
            is_none(one, clause.words) or is_faultless(clause, one) for one in listed(self.value)
        ]
        values = [0 if nought else one for one, nought in zip(listed(self.value), none, strict=True)
                  if nought or not is_empty(one)]  # fmt: skip
        if not values:
            return self._unknown("没有填值，不能计算")
        late = [late_by(clause, one, self.target) for one in values]
        if None not in late:
            values = late
        elif not clause.gain:
            check_count(self.target, self.kind, clause.measure)
        counts = [count_of(one, clause.measure, not clause.gain) for one in values]
        if clause.gate is not None:
            counts = gated(clause.gate, counts, self.trace)
        number = sum(counts, ZERO)
        if number < 0:
            raise ClauseError(f"「{shown(number)}」不是一个可用的个数。")
        how = self._how(Held(values[0], self.target, self.kind))
        return points_of(clause, number, how)

    def _ratio(self, clause: Ratio) -> Decimal | None:
        """A count over a count, or where these are the result and its target, these."""
        if all(is_empty(one) for one in listed(self.value)):
            return self._unknown("没有填值，不能计算")
        points = min(clause.points.of(self.weight), self.weight)
        part = self._part(clause)
        if part is None:
            if clause.deducts and self._nothing_over(clause):
                self._say(f"{clause.under}为 0，不扣分")
                return self.weight
            return self._unknown(f"{clause.under or '分母'}为 0，须由人判断")
        verb = "扣" if clause.deducts else "得"
        given = shown(cents(points * part))
        self._say(f"{shown(cents(part * 100))}%×{shown(points)} 分，{verb} {given} 分")
        return self.weight - points * part if clause.deducts else points * part

    def _part(self, clause: Ratio) -> Decimal | None:
        """One over the other, at most 1; None where the other is 0."""
        values = [one for one in listed(self.value) if not is_empty(one)]
        held = Held(values[0], self.target, self.kind) if len(values) == 1 else None
        if held is not None and is_of_plan(clause) and held.has_target and not held.is_counts:
            return min(held.on(_SHARE, self.trace).number / 100, ONE)
        over, under = share(self.value)
        if over < 0 or under < 0:
            raise ClauseError("个数不能小于 0。")
        if under == 0:
            return None
        self._say(f"{shown(over)}÷{shown(under)}")
        return min(over / under, ONE)

    def _nothing_over(self, clause: Ratio) -> bool:
        return share(self.value)[0] == 0

    # Several items

    def _sum(self, clause: Additive) -> Decimal | None:
        """The items one by one; each takes or gives its own."""
        values = listed(self.value)
        if _holds_for_all(clause, values):
            values *= len(clause.items)
        if len(values) != len(clause.items):
            self._say(f"这条评分标准有 {len(clause.items)} 项，须逐项给值")
            return None
        found: list[Decimal] = []
        for number, (item, one) in enumerate(zip(clause.items, values, strict=True), 1):
            own, takes = item_points(clause, item, self.weight)
            self._say(f"第 {number} 项")
            points = _Scorer(one, own, self.profile, self.trace).points(item)
            if points is None:
                return None
            found.append(points - own if takes else points)
        if clause.gate is not None:
            found = gated(clause.gate, found, self.trace)
        return total_of(clause, sum(found, ZERO), self.weight)


def _holds_for_all(clause: Additive, values: list[Scalar]) -> bool:
    """Whether one 是 or 否 stands for all conditions; 100% is no answer to them."""
    if len(values) != 1 or not all(isinstance(item, Judged) for item in clause.items):
        return False
    one = values[0]
    worded = isinstance(one, bool) or (isinstance(one, str) and not _DIGIT.search(fold(one)))
    return worded and truth(one) is not None


def _is_of_target(clause: Measured) -> bool:
    """Whether it is 按比例 of the target; 按完成率 is a rate that a result may be itself."""
    measure = clause.measure
    return isinstance(clause, Proportional) and (measure.scale, measure.name) == ("rate", PORTION)


#: The result's per cent of the target.
_SHARE: Final = Measure(percent=True, scale="share")
