"""Completion and points of an indicator.

Arguments are what cells hold: texts, numbers, None. None as a result means: a person must judge;
the trace says why.
"""

from __future__ import annotations

import re

from zipingbiao.scoring.comparison import Comparison, compare, is_serial, percent
from zipingbiao.scoring.earning import (
    Number,
    Value,
    final_points,
    put_inputs,
    raw_points,
    share_of,
    weight_of,
)
from zipingbiao.scoring.explaining import division, explain
from zipingbiao.scoring.profile import Profile, load_profile
from zipingbiao.scoring.trace import Trace
from zipingbiao.values.targets import (
    BLANK,
    DATE,
    NUMBER,
    TEXT,
    Target,
    is_not_applicable,
    parse_actual,
    parse_target,
    write_target,
)

#: Sizes beyond these are no figures of a form.
_LEAST, _MOST = 1e-9, 1e15
_DOTTED = re.compile(r"([=≤<])? ?([0-9]{4}\.[0-9]{2})")


def completion(
    target: Value | Target,
    actual: Value | Target,
    kind: str = "",
    profile: Profile | None = None,
    trace: Trace | None = None,
    *,
    year: int | None = None,
) -> Number | None:
    """The actual against the target as a fraction, uncapped; None where it can't be told.

    ``kind`` is the second-level text, or 正向, 反向, 定性. A deadline kept is 1, a target of 0
    reached is 1, missed 0. ``year``, the form's, completes dates without one.
    """
    put_inputs(trace, ("年度指标值", target), ("实际完成值", actual))
    goal, done = both_read(target, actual, kind, year)
    _tell_reading(target, goal, trace)
    found = _compared(goal, done, kind, profile or load_profile(), trace)
    share = share_of(found)
    if trace is not None:
        if share is None:
            trace.say(found.reason or "没有比例可算，由评价人判断")
        elif found.goal:
            trace.say(division(found))
        trace.result = None if share is None else percent(float(f"{share * 100:.6g}"))
    return share


def points(
    target: Value | Target,
    actual: Value | Target,
    weight: Value,
    kind: str = "",
    profile: Profile | None = None,
    trace: Trace | None = None,
    *,
    year: int | None = None,
) -> Number | None:
    """The points earned of ``weight``; None where a person must judge or nothing is to be earned.

    Reached: full, never more. Missed: in proportion, reverse indicators by the profile's formula.
    """
    profile = profile or load_profile()
    if trace is not None:
        put_inputs(trace, ("年度指标值", target), ("实际完成值", actual), ("分值", weight))
    full = weight_of(weight)
    if full is None:
        if trace is not None:
            trace.say("分值不是不小于 0 的数，无法计分")
        return None
    goal, done = both_read(target, actual, kind, year)
    _tell_reading(target, goal, trace)
    found = _compared(goal, done, kind, profile, trace)
    raw = raw_points(found, full, profile)
    result = None if raw is None else final_points(found, raw, full, profile)
    if trace is not None:
        explain(found, full, result, kind, profile, trace)
        trace.result = result
    return result


def reached(
    target: Value | Target,
    actual: Value | Target,
    kind: str = "",
    profile: Profile | None = None,
    *,
    year: int | None = None,
) -> bool | None:
    """Whether the target is met, strictly where it says ＞ or ＜; None where it can't be told."""
    goal, done = both_read(target, actual, kind, year)
    return _compared(goal, done, kind, profile or load_profile(), None).reached


def both_read(
    target: Value | Target, actual: Value | Target, kind: str, year: int | None = None
) -> tuple[Target, Target]:
    """A target and a result as what they say; a month beside a number is a number.

    无 is none at all where the target asks for few.
    """
    goal = parse_target(target, kind, year=year) if isinstance(target, str) else _typed(target)
    done = parse_actual(actual, kind, year=year) if isinstance(actual, str) else _typed(actual)
    if done.kind == BLANK and isinstance(actual, str) and actual.strip() == "无" and _few(goal):
        return goal, Target(NUMBER, value=0, zero=True)
    if goal.kind == NUMBER and done.kind == DATE:
        return goal, _undated(actual, done)
    if goal.kind == DATE and done.kind == NUMBER and not is_serial(done):
        return _undated(target, goal), done
    return goal, done


def _few(goal: Target) -> bool:
    """Whether a target is reached by nothing: 0起, ≤2件, 零投诉."""
    number = goal.kind == NUMBER and (goal.value == 0 or goal.operator in ("≤", "<"))
    return number or goal.zero


def _undated(value: Value | Target, read: Target) -> Target:
    """The number that a month written 2020.11 is beside another number."""
    match = _DOTTED.fullmatch(value.strip()) if isinstance(value, str) else None
    return read if match is None else Target(NUMBER, match[1], float(match[2]))


def _typed(value: Value | Target) -> Target:
    """What needs no parsing: a number of a cell, a blank."""
    if isinstance(value, Target):
        return value
    if value is None:
        return Target(BLANK)
    if isinstance(value, bool | str) or not (value == 0 or _LEAST <= abs(value) <= _MOST):
        return Target(TEXT, text=str(value))
    return Target(NUMBER, value=value)


def _compared(
    goal: Target, done: Target, kind: str, profile: Profile, trace: Trace | None
) -> Comparison:
    for one in (goal, done):
        if one.kind == TEXT and is_not_applicable(one.text):
            return Comparison("", reason="不适用，不计分值", excluded=True)
    return compare(goal, done, kind, profile, trace)


def _tell_reading(target: Value | Target, goal: Target, trace: Trace | None) -> None:
    """How the target was read, where it is written otherwise, and what of it does not count."""
    if trace is None or goal.kind in (TEXT, BLANK) or not isinstance(target, str):
        return
    written = write_target(goal)
    if written != target.strip():
        trace.say(f"指标值「{target.strip()}」读作 {goal.operator if goal.date else ''}{written}")
    if goal.deadline is not None:
        trace.say(f"期限 {goal.deadline.written()} 不计入")
