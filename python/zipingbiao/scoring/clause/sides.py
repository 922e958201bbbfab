"""Measures whose name says how far from the target the result is: 偏差率, 缺口, 超支, 延迟."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from zipingbiao.scoring.clause.check import ClauseError
from zipingbiao.scoring.clause.grammar.names import (
    SIDES,
)
from zipingbiao.scoring.clause.model import ZERO, Measure
from zipingbiao.scoring.clause.values import unit_factor
from zipingbiao.values.measures import measure_of
from zipingbiao.values.targets import Target

#: What times are counted in.
TIMES: Final = frozenset(("分钟", "工作日", "月", "年"))


def side_of(measure: Measure) -> str:
    """What a measure's name says of the target: off, short, over, late; "" where nothing."""
    if measure.scale != "value" or not (measure.percent or measure.unit):
        return ""
    side = next((side for side, name in SIDES.items() if name.search(measure.name)), "")
    return "short" if side == "late" and measure.percent else side  # 滞后10%


def on_side(side: str, gap: Decimal) -> Decimal:
    """How far on one side, nothing on the other."""
    return abs(gap) if side == "off" else max(gap if side == "over" else -gap, ZERO)


def comparable(measure: Measure, goal: str | None, done: str | None) -> bool:
    """Whether result and target are of one kind, and may give the distance that is measured."""
    if measure.percent:
        return done != "%" or goal == "%"
    units = [unit for unit in (goal, done) if unit]
    return all(unit_factor(unit, measure.unit) is not None for unit in units)


def check_late(target: str | int | float | None, goal: Target, measure: Measure) -> None:
    """A time that is late beside a time that is allowed. Raises ClauseError."""
    if {measure_of(goal.unit or "").base, measure_of(measure.unit).base} <= TIMES:
        raise ClauseError(
            f"条文数的是延迟的时间，指标值「{target}」也是时间，看不出完成值是延迟了多久还是共用了多久。"
        )
