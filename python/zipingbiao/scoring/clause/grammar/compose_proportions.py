"""Rules with a proportion → Proportional: full from a threshold on, below it in proportion."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from zipingbiao.scoring.clause.grammar import phrases as ph
from zipingbiao.scoring.clause.grammar.compose_bands import exceptions, sides_of
from zipingbiao.scoring.clause.grammar.names import (
    COMPLETION,
    PORTION,
)
from zipingbiao.scoring.clause.grammar.one_scale import on_one_scale
from zipingbiao.scoring.clause.grammar.parts import (
    check_region,
    check_vetoes,
    measure_of,
    most_of,
    named,
    no_floor,
    points_of,
    same_name,
    scale_of,
    vetoes,
)
from zipingbiao.scoring.clause.grammar.reader import Reader
from zipingbiao.scoring.clause.grammar.statement import Rule, Statement, stop
from zipingbiao.scoring.clause.model import (
    ALL,
    HUNDRED,
    NOTHING,
    Measure,
    Points,
    Proportional,
    Scale,
)


def proportional_of(reader: Reader, statement: Statement) -> Proportional:
    """Full from a threshold on, below it in proportion: 达到95%得满分，否则按比例得分."""
    rules = on_one_scale(reader, statement, statement.rules)
    proportions = [rule for rule in rules if isinstance(rule.outcome, ph.InProportion)]
    proportion = proportions[0]
    if len(proportions) > 1:
        raise stop(reader, proportions[1].start, proportions[1].end, "有两种按比例的办法")
    full = _full(reader, rules, proportion)
    target, measure = _aim(reader, statement, rules, full, proportion)
    rest = [rule for rule in rules if rule not in (full, proportion)]
    check_vetoes(reader, [one for one in rest if one.condition is None])
    if target == 0:
        raise stop(reader, proportion.start, proportion.end, "不知道超出的部分按什么比例")
    if _proportion(proportion).takes and measure.scale == "share" and target != HUNDRED:
        raise stop(reader, proportion.start, proportion.end, "看不出按指标值的多少扣分")
    _check_side(reader, proportion, full, rest)
    for rule in (full, proportion):
        if rule is not None:
            check_region(reader, rule.condition, target, rest, ends=rule is full)
            rule.use(reader)
    no_floor(reader, statement)
    points = _points(reader, full)
    whole = statement.most
    if full is None and whole is not None and whole.points and _is_all(reader, whole):
        points = whole.points
    most = most_of(reader, statement, "loss") if _proportion(proportion).takes else None
    if statement.most is not None and statement.most.points in (None, points):
        reader.use(statement.most)
    return Proportional(
        measure=measure,
        points=points,
        target=target,
        bands=exceptions(reader, rest, measure, proportion.condition, sides_of(target)),
        most=most,
        vetoes=vetoes(reader, rest),
        definition=statement.definition,
    )


def _is_all(reader: Reader, most: ph.Most) -> bool:
    """满分10分, 最高不超过10分 say how much all of it is; 超过8分的按8分计 cuts it off."""
    cut = reader.kind(most.start) in ("op", "up")
    return not cut and most.effect != "loss" and not most.added


def _is_more(one: Rule, other: Rule) -> bool:
    """Whether it gives surely more points than another."""
    first, second = points_of(one), points_of(other)
    if first is None or second is None or first.of_weight != second.of_weight:
        return first == ALL and second != ALL
    return first.amount > second.amount


def _full(reader: Reader, rules: Sequence[Rule], proportion: Rule) -> Rule | None:
    """What is earned where the proportion ends: at its own end, or where points come first."""
    giving = [rule for rule in rules if points_of(rule) not in (None, NOTHING)]
    end = proportion.condition.span.high if proportion.condition is not None else None
    met = [rule for rule in giving if rule.condition and rule.condition.span.low == end]
    if end is not None and met and any(_is_more(rule, met[0]) for rule in giving):
        raise stop(reader, proportion.start, proportion.end, "看不出按哪一档分数的比例")
    return next(iter(met if end is not None and met else giving), None)


def _points(reader: Reader, full: Rule | None) -> Points:
    """What is earned in full; so much of the weight needs to be said of something."""
    points = points_of(full) if full is not None else None
    if full is None or points is None:
        return ALL
    if points.of_weight and points != ALL and full.condition is None and not full.words:
        raise stop(reader, full.start, full.end, "没有说什么情况得分")
    return points


def _aim(
    reader: Reader,
    statement: Statement,
    rules: Sequence[Rule],
    full: Rule | None,
    proportion: Rule,
) -> tuple[Decimal, Measure]:
    """From where on all points are earned, and what is measured.

    100 % where only the target or a completion rate is named.
    """
    found = measure_of(reader, statement, rules)
    own = _proportion(proportion).name
    against = found.scale in ("ahead", "above", "share") and own
    said = _other_words(proportion)
    if (not COMPLETION.fullmatch(own) and (against or not same_name(found.name, own))) or said:
        raise stop(reader, proportion.start, proportion.end, "与前面的条件比较的不是同一个数")
    ends = [rule.condition for rule in (full,) if rule and rule.condition]
    if not ends and proportion.condition is not None and proportion.condition.span.low is None:
        ends = [proportion.condition]  # 低于95%的按比例得分
    for one in ends:
        end = one.span.low if one.span.low is not None else one.span.high
        if end is None or one.span.outside or (one is (full and full.condition) and (
                one.span.low is None)):  # fmt: skip
            raise stop(reader, one.start, one.end, "不知道按什么比例")
        if one.scale in ("ahead", "above"):
            return HUNDRED, replace(found, percent=True, unit="", scale="share", name="")
        if one.scale == "change":
            raise stop(reader, one.start, one.end, "不知道按什么比例")
        found = replace(found, percent=one.percent, unit=one.unit)
        of_plan = one.percent and not found.name and found.scale != "share"
        if of_plan and _proportion(proportion).of_target:
            found = named(replace(found, scale="rate"))  # 超过100%: of the plan
        return end, found
    aims = statement.aims
    if len(aims) == 1 and aims[0].span.low is not None and aims[0].scale == "value":
        reader.use(aims[0])
        return aims[0].span.low, replace(found, percent=aims[0].percent, unit=aims[0].unit)
    scale, name = _rate(proportion, found, full), found.name
    if scale == "rate" and not name:
        name = _proportion(proportion).name or PORTION
        scale = scale_of(name)
    return HUNDRED, replace(found, name=name, percent=True, unit="", scale=scale)


def _rate(proportion: Rule, found: Measure, full: Rule | None) -> Scale:
    """What is in proportion where no number says it."""
    if full is not None and full.condition is None and full.words:
        return "rate"
    if found.scale in ("above", "ahead", "share"):
        return "share"
    return "rate" if _proportion(proportion).of_target or not found.name else found.scale


def _other_words(rule: Rule) -> bool:
    """质量合格的，按完成率得分: whether the words before a proportion name more than its rate."""
    if rule.condition is not None or rule.otherwise:
        return False
    return not same_name(rule.words, _proportion(rule).name)


def _proportion(rule: Rule) -> ph.InProportion:
    assert isinstance(rule.outcome, ph.InProportion)
    return rule.outcome


def _check_side(reader: Reader, proportion: Rule, full: Rule | None, rest: Sequence[Rule]) -> None:
    """The proportion is of what is done, not of what goes beyond."""
    condition = proportion.condition
    if condition is None or condition.span.high is not None:
        return
    low, goal = condition.span.low, full.condition.span.low if full and full.condition else None
    under = goal is not None and low is not None and low < goal
    if not rest or not condition.percent or low is None or (full is not None and not under):
        raise stop(reader, proportion.start, proportion.end, "不知道超出的部分按什么比例")
