"""From a comparison to points: proportion, reverse formula, rounding, points off."""

from __future__ import annotations

import math
import re
from functools import lru_cache
from typing import TypeGuard

from zipingbiao.domain.comparisons import order
from zipingbiao.scoring.comparison import Comparison
from zipingbiao.scoring.profile import Profile
from zipingbiao.scoring.trace import Trace
from zipingbiao.values.numbers import read_points, write_number

Number = int | float
Value = str | int | float | None

_DECIMAL = re.compile(r"[0-9]{1,3}\.[0-9]{1,6}")
#: More points than any form has.
_MOST = 1e9


def weight_of(weight: Value) -> Number | None:
    """Points from what a cell holds: 10, ``10``, ``10分``; None for what is no number from 0."""
    if isinstance(weight, str):
        points = _weight(weight)
    else:
        points = None if isinstance(weight, bool) else weight
    return points if points is not None and 0 <= points <= _MOST else None


@lru_cache(maxsize=1024)
def _weight(text: str) -> Number | None:
    return float(text) if _DECIMAL.fullmatch(text) else read_points(text)


def _is_finite(value: object) -> TypeGuard[float]:
    return isinstance(value, float) and math.isfinite(value)


def put_inputs(trace: Trace | None, *inputs: tuple[str, object]) -> None:
    """Note the inputs, unless the caller has, with their cells."""
    if trace is not None and not trace.inputs:
        for name, value in inputs:
            trace.put(name, write_number(value) if _is_finite(value) else value)


def share_of(found: Comparison) -> Number | None:
    """The completion as a fraction, uncapped; None where it can't be told."""
    if found.choice is not None:
        return found.choice
    if found.reached is None:
        return None
    if found.goal is None or found.actual is None:
        return 1 if found.reached else None
    if found.goal > 0:
        return found.actual / found.goal
    return int(found.reached) if found.goal == 0 else None


def raw_points(found: Comparison, full: Number, profile: Profile) -> Number | None:
    """Unrounded points, 0 … full; None where a person must judge."""
    if found.reached:
        return full
    if found.choice is not None:
        return full * found.choice
    if found.reached is None:
        return None
    if found.late:
        return 0 if profile.late == "zero" else None
    goal, actual = found.goal, found.actual
    if goal is None or actual is None or goal < 0:
        return None
    if order(actual, goal) == 0 and goal:
        return None  # ＞95% is missed by 95%, and the proportion would give all points
    if goal == 0:
        return 0 if profile.zero_target == "all_or_nothing" else None
    if not found.falling:
        return min(full, full * max(0, actual) / goal)
    if profile.reverse == "quotient":
        return min(full, full * goal / actual)
    return min(full, max(0, full * (2 * goal - actual) / goal))


def final_points(found: Comparison, raw: Number, full: Number, profile: Profile) -> Number:
    """Rounded, never above full; points off for far too much where the profile says so."""
    digits = profile.points_digits
    result: Number = full if raw >= full else min(full, profile.rounded(raw, digits))
    if profile.over_deduction and far_above(found, profile):
        result = max(0, profile.rounded(result - profile.over_deduction, digits))
    return result


def far_above(found: Comparison, profile: Profile) -> bool:
    """Whether so much more was done than asked that the profile wants to know why."""
    share = None if found.falling or not found.goal else share_of(found)
    return share is not None and order(share, profile.over_achievement) >= 0
