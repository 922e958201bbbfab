"""What a clause and a value leave in doubt: words, other readings, a target that asks otherwise."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import Final

from zipingbiao.scoring.clause.amounts import shown
from zipingbiao.scoring.clause.check import ClauseError, stated_full
from zipingbiao.scoring.clause.grammar.names import EXCEEDS
from zipingbiao.scoring.clause.model import (
    HUNDRED,
    ONE,
    ZERO,
    Bands,
    Calculated,
    Clause,
    Proportional,
    Steps,
    TwoWay,
)
from zipingbiao.scoring.clause.points import (
    Computation,
    Conventions,
    Measured,
    Usual,
    neighbour,
    points_of,
    rounded,
)
from zipingbiao.scoring.clause.scales import Held, Reading
from zipingbiao.scoring.clause.sides import side_of
from zipingbiao.scoring.clause.values import Scalar, Value, listed, written
from zipingbiao.scoring.clause.wants import minds_target
from zipingbiao.scoring.trace import Trace
from zipingbiao.values.numbers import number_of
from zipingbiao.values.text import fold

#: Digits to which forms print per cents: a value that rounds over a boundary is doubtful.
_PRINTED: Final = 2
#: So many times a target is surely beyond it.
_FAR: Final = 1000
#: A target that a clause states itself.
_STATED: Final = re.compile(r"(?:目标值?|指标值|计划数|任务数)(?:为|是|:)?[≥≤]?[0-9]")
#: What begins with how much is too much.
_EXCEEDED: Final = re.compile("|".join(sorted(EXCEEDS, reverse=True)))
#: What a clause leaves out of what it counts: 因不可抗力推迟的除外.
_EXCUSES: Final = re.compile("除外[）)]?$|^[（(]?除")


def tell_inputs(
    clause: Clause, value: Value, weight: Decimal, trace: Trace, target: Scalar
) -> None:
    """The inputs, and how doubtful words of the clause were taken."""
    trace.put("评分标准", f"「{clause.words}」")
    if minds_target(clause) and target not in (None, ""):
        trace.put("年度指标值", target)
    trace.put("值", "、".join(written(one) for one in listed(value) if one not in (None, "")))
    trace.put("分值", shown(weight))
    for note in clause.notes:
        trace.say(note)
    for veto in clause.vetoes:
        trace.say(f"「{veto}」不得分，须由人判断")
    for excuse in filter(_EXCUSES.search, clause.definition.split("；")):
        trace.say(f"「{excuse}」由人判断，填的值里应当已经除去")
    full = stated_full(clause)
    if full is not None and not full.of_weight and full.amount != weight:
        trace.say(f"条文的满分是 {shown(full.amount)} 分，分值是 {shown(weight)} 分")


def ends_of(clause: Measured) -> set[Decimal]:
    """The numbers that a clause names as thresholds."""
    if isinstance(clause, Steps):
        return {clause.start}
    if isinstance(clause, TwoWay):
        return {clause.upper.start, clause.lower.start}
    own = {clause.target} if isinstance(clause, Proportional) else set()
    spans = [band.span for band in clause.bands]
    spans += [span for span, _ in clause.pieces] if isinstance(clause, Calculated) else []
    return own | {end for span in spans for end in (span.low, span.high) if end is not None}


def whole_of(clause: Measured) -> Decimal:
    """100 where what is done of all is measured, else nothing."""
    part = clause.measure.scale in ("rate", "share", "degree")
    return HUNDRED if part or isinstance(clause, Proportional | Calculated) else ZERO


def check_stated(clause: Measured, held: Held) -> None:
    """目标值100人 in the clause beside another target: which of them counts? Raises ClauseError."""
    if not clause.definition or not _STATED.search(fold(clause.definition)):
        return
    goal = held.goal_number()
    if goal is not None and goal not in ends_of(clause):
        raise ClauseError(f"条文写明的目标值与指标值「{held.target}」不同，看不出按哪一个。")


def check_exceeded(clause: Measured, held: Held) -> None:
    """超过5%扣2分 beside a target: more than 5 %, or 5 % more than that? Raises ClauseError."""
    measure = clause.measure
    named = measure.name or measure.scale != "value" or not measure.percent
    losing = isinstance(clause, Bands) and clause.kind == "losses"
    if losing and not named and held.goal_number() and _EXCEEDED.match(fold(clause.words)):
        raise ClauseError("看不出条文说的是超过多少，还是比指标值超过多少。")


def check_opposite(clause: Measured, held: Held, how: Computation) -> None:
    """漏1-2个扣2分 beside ≥20个: what earns less the more is done is not what the target asks for.

    Raises ClauseError.
    """
    goal, sign = held.goal_number(), held.sign
    if clause.measure.scale != "value" or side_of(clause.measure) or goal is None or not goal:
        return
    if sign not in ("≥", ">", "≤", "<"):
        return
    far = ZERO if sign in ("≥", ">") else goal * _FAR
    quiet = replace(how, trace=None)
    missed, reached = points_of(clause, far, quiet), points_of(clause, goal, quiet)
    if missed is not None and reached is not None and missed > reached:
        raise ClauseError(
            f"指标值「{held.target}」与条文扣分的方向相反，看不出完成值是完成的数量还是差错的个数。"
        )


def _at_last_size(clause: Steps, number: Decimal) -> Steps:
    """The steps as if all were of the size of the stretch that the number lies in."""
    sign = ONE if clause.up else -ONE
    reached = [one for one in clause.stages if (number - one.start) * sign > 0]
    return replace(reached[-1] if reached else clause, start=clause.start, then=())


def tell_doubts(clause: Measured, reading: Reading, points: Decimal, how: Computation) -> None:
    """What another reading of the value or of a boundary would give."""
    trace, profile, number = how.trace, how.profile, reading.number

    def differs(other: Decimal, conventions: Conventions, reason: str) -> None:
        found = points_of(clause, other, replace(how, profile=conventions, trace=None))
        if found is not None and found != points and trace is not None:
            trace.also(number_of(rounded(found, profile)), reason)

    measure = clause.measure
    if isinstance(clause, Steps) and clause.then and trace is not None:
        whole = points_of(_at_last_size(clause, number), number, replace(how, trace=None))
        if whole is not None and whole != points:
            trace.also(number_of(rounded(whole, profile)), "不分段，全部按所在一段的分数扣，")
    if measure.percent:
        exactly = Usual(None, profile.step_count)
        printed = number.quantize(ONE.scaleb(-_PRINTED), rounding="ROUND_HALF_UP")
        differs(number, exactly, f"不舍入，按 {measure.shown(number)} 算档，")
        differs(printed, exactly, f"先舍入成 {printed}% 再算档，")
    band = neighbour(clause, number) if isinstance(clause, Bands) else None
    if band is not None and trace is not None:
        amount = band.points.of(how.weight)
        given = how.weight - amount if band.effect == "loss" else amount
        trace.also(number_of(rounded(given, profile)), f"{measure.shown(number)} 归相邻的另一档，")
