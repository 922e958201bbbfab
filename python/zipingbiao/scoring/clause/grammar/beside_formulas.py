"""What stands beside a formula: exceptions, the full score, where it holds, in which unit."""

from __future__ import annotations

from dataclasses import replace

from zipingbiao.scoring.clause.grammar.compose_bands import exceptions
from zipingbiao.scoring.clause.grammar.parts import check_region, points_of, thresholds_of
from zipingbiao.scoring.clause.grammar.reader import Reader
from zipingbiao.scoring.clause.grammar.statement import Rule, Statement, stop
from zipingbiao.scoring.clause.model import (
    ALL,
    HUNDRED,
    ZERO,
    Band,
    Calculated,
    Points,
    Proportional,
    Ratio,
    Span,
)


def bands_beside(
    reader: Reader, rest: list[Rule], first: Rule, shape: Proportional | Calculated
) -> tuple[Band, ...]:
    """Bands that come before a formula: 低于60%不得分，60%以上按执行率×分值计分."""
    bands = [rule for rule in rest if rule.condition is not None]
    if first.condition is not None and not bands and not _is_below_whole(first, shape):
        raise stop(reader, first.condition.start, first.condition.end, "不知道其余情况怎样得分")
    if isinstance(shape, Proportional):
        near, points, lost = shape.target, shape.points, shape.inverse
    else:
        near, points, lost = ZERO, ALL, shape.loses
    check_region(reader, first.condition, near, bands, ends=True)
    for rule in rest:
        if rule not in bands:
            _beside_formula(reader, rule, points, lost)
    whole = Span(near, None, True) if _is_below_whole(first, shape) else None
    kept = [rule for rule in bands if not (_reaches(rule, points) or _is_whole(rule, shape, whole))]
    for rule in bands:
        if rule not in kept:
            rule.use(reader)
    return exceptions(reader, kept, shape.measure, first.condition)


def in_unit(reader: Reader, statement: Statement, rule: Rule, shape: Proportional) -> Proportional:
    """满意度÷80 in the unit of the thresholds: 80分. Raises Stop where none says it."""
    if shape.measure.percent:
        return shape
    unit = next((one.unit for one in thresholds_of(statement.rules) if one.unit), "")
    if not unit:
        raise stop(reader, rule.start, rule.end, "看不懂这个算式")
    return replace(shape, measure=replace(shape.measure, unit=unit))


def _is_below_whole(rule: Rule, shape: Proportional | Calculated) -> bool:
    """执行率未达到100%的，按执行率×分值: what reaches it has all, as the rate itself says."""
    span = rule.condition.span if rule.condition is not None else None
    if span is None or not isinstance(shape, Proportional) or shape.inverse:
        return False
    return (span.low, span.high) == (None, shape.target)


def _is_whole(rule: Rule, shape: Proportional | Calculated, whole: Span | None) -> bool:
    """80分以上得5分 beside 低于80分的，得分=满意度÷80×5分 says what the formula ends with."""
    one = rule.condition
    return one is not None and one.span == whole and one.percent == shape.measure.percent and (
        isinstance(shape, Proportional) and points_of(rule) in (shape.points, ALL)
    )  # fmt: skip


def _reaches(rule: Rule, points: Points) -> bool:
    """达到目标值得满分 beside a completion rate says what the rate says."""
    condition = rule.condition
    return (
        condition is not None
        and (
            (condition.scale in ("ahead", "above") and condition.span.low == 0)
            or (condition.percent and condition.span.low == HUNDRED)
        )
        and condition.span.high is None
        and points_of(rule) in (points, ALL)
    )


def _beside_formula(reader: Reader, rule: Rule, points: Points, lost: bool) -> None:
    """Beside a deduction the full score may be named: …的得5分."""
    if not (lost and points_of(rule) == points) and points_of(rule) != ALL:
        raise stop(reader, rule.start, rule.end, "不知道它与算式怎样合用")
    rule.use(reader)


def check_missed(reader: Reader, rule: Rule) -> None:
    """A part of the target is earned below it and nowhere else. Raises Stop."""
    condition = rule.condition
    if condition is None:
        return
    end = ZERO if condition.scale in ("ahead", "above") else HUNDRED
    whole = not condition.span.outside and condition.span.low is None
    if condition.scale == "change" or not whole or condition.span.high != end:
        raise stop(reader, condition.start, condition.end, "不知道其余情况怎样得分")


def beside_ratio(reader: Reader, rest: list[Rule], ratio: Ratio | Proportional) -> None:
    """Uses what stands beside a ratio, which says no more than the ratio does. Raises Stop."""
    deducts = isinstance(ratio, Ratio) and ratio.deducts
    for rule in rest:
        if rule.condition is not None and not _reaches(rule, ratio.points):
            raise stop(reader, rule.start, rule.end, "不知道它与算式怎样合用")
        if rule.condition is None:
            _beside_formula(reader, rule, ratio.points, deducts)
        else:
            rule.use(reader)
