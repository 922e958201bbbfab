"""Rules whose conditions are words; ratios, schedules: the other kinds of clauses."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from zipingbiao.scoring.clause import phrases as ph
from zipingbiao.scoring.clause.compose_bands import measure_of, name_of, vetoes
from zipingbiao.scoring.clause.compose_steps import gate_of
from zipingbiao.scoring.clause.gather import Rule, Statement, clash, stop
from zipingbiao.scoring.clause.model import (
    HUNDRED,
    NOTHING,
    ONE,
    Additive,
    Clause,
    Judged,
    Levels,
    Measure,
    Points,
    Proportional,
    Ratio,
    Schedule,
)
from zipingbiao.scoring.clause.reader import Reader
from zipingbiao.scoring.clause.words import LESSER, SINGLE

#: 6月底, 一季度: until when.
_PERIOD: Final = re.compile(r"[0-9一二三四两]{1,3}(?:月|季度)|上半年|下半年|年底|年末")


def words_of(reader: Reader, statement: Statement) -> Clause:
    """Judged, Levels, or an Additive of Judged."""
    rules = [rule for rule in statement.rules if not rule.otherwise]
    otherwise = [rule for rule in statement.rules if rule.otherwise]
    for rule in rules:
        if isinstance(rule.outcome, ph.Award) and rule.outcome.effect == "loss":
            raise stop(reader, rule.start, rule.end, "没有说按什么数扣，要由人判断")
    giving = [rule for rule in rules if _points(rule) not in (None, NOTHING)]
    if len(giving) > 1 and _are_levels(reader, statement, rules, giving):
        return _levels(statement, rules)
    if len(giving) > 1:
        return _sum(reader, statement, giving, otherwise, rules)
    return _judged(reader, statement, rules, otherwise)


def _points(rule: Rule) -> Points | None:
    return rule.outcome.points if isinstance(rule.outcome, ph.Award) else None


def _are_levels(
    reader: Reader, statement: Statement, rules: Sequence[Rule], giving: Sequence[Rule]
) -> bool:
    """Whether the points belong to degrees of one thing: 优秀5分, 良好3分, 较差不得分."""
    amounts = [points.amount for points in map(_points, giving) if points is not None]
    falling = all(one > next_ for one, next_ in zip(amounts, amounts[1:], strict=False))
    lesser = all(LESSER.search(rule.words) for rule in rules if rule is not giving[0])
    if falling and lesser:
        return True
    if falling and len(giving) > 2 and not _by_sentence(reader, giving):
        spot = giving[0].start, giving[-1].end
        raise stop(reader, *spot, "看不出这些分数是累加还是分档")
    return False


def _by_sentence(reader: Reader, rules: Sequence[Rule]) -> bool:
    """Whether each rule has a sentence of its own."""
    return all(
        any(reader.kind(at) == "strong" for at in range(one.end, other.start + 1))
        for one, other in zip(rules, rules[1:], strict=False)
    )


def _levels(statement: Statement, rules: Sequence[Rule]) -> Levels:
    levels = tuple((name_of(rule.words), _points(rule) or NOTHING) for rule in rules)
    return Levels(levels=levels, definition=statement.definition)


def _sum(
    reader: Reader,
    statement: Statement,
    giving: Sequence[Rule],
    otherwise: Sequence[Rule],
    rules: Sequence[Rule],
) -> Additive:
    """Conditions that each earn their points; the last 否则 is for all of them."""
    last = otherwise[-1] if otherwise else None
    own = {id(rule): _following(statement, rule) for rule in giving}
    items = tuple(
        _one(reader, rule, own[id(rule)] or (last if last is not None else None))
        for rule in giving
    )
    rest = [rule for rule in rules if rule not in giving]
    most = statement.most.points if statement.most else None
    return Additive(
        items=items,
        most=most,
        gate=gate_of(statement),
        vetoes=vetoes(rest),
        definition=statement.definition,
    )


def _following(statement: Statement, rule: Rule) -> Rule | None:
    """The 否则 right behind a rule."""
    at = statement.rules.index(rule) + 1
    after = statement.rules[at] if at < len(statement.rules) else None
    return after if after is not None and after.otherwise else None


def _one(reader: Reader, rule: Rule, otherwise: Rule | None) -> Judged:
    """One condition in words; without 否则 it earns nothing where it doesn't hold."""
    no: Points | None = NOTHING
    if otherwise is not None:
        no = _points(otherwise)
        if no is None and not isinstance(otherwise.outcome, ph.Free):
            raise stop(reader, otherwise.start, otherwise.end, "否则怎样没有说")
    return Judged(condition=rule.words, yes=_points(rule) or NOTHING, no=no)


def _judged(
    reader: Reader, statement: Statement, rules: Sequence[Rule], otherwise: Sequence[Rule]
) -> Judged:
    """得5分，否则不得分; X得5分，Y不得分; 酌情得分."""
    giving = next((rule for rule in rules if _points(rule) not in (None, NOTHING)), None)
    free = next((rule for rule in statement.rules if isinstance(rule.outcome, ph.Free)), None)
    zero = next((rule for rule in rules if _points(rule) == NOTHING), None)
    if giving is None and free is None:
        spot = statement.rules[0]
        raise stop(reader, spot.start, spot.end, "只说了不得分，没有说怎样得分")
    last = otherwise[-1] if otherwise else None
    if giving is None:
        assert free is not None
        return Judged(condition=free.words, yes=Points(ONE, True), no=None)
    judged = _one(reader, giving, last)
    if free is not None:
        judged = Judged(condition=judged.condition, yes=judged.yes, no=None)
    condition = judged.condition or (zero.words if zero else "")
    return Judged(
        condition=condition, yes=judged.yes, no=judged.no, definition=statement.definition
    )


def formula_of(reader: Reader, statement: Statement) -> Ratio | Proportional:
    """得分=A/B×10, 按A/B×5分扣分, 20分×执行率."""
    first, *others = statement.formulas
    for other in others:
        if (other.over, other.under) != (first.under, first.over):
            raise stop(reader, other.start, other.end, "有两个不同的算式")
    for rule in statement.rules:
        if not (_points(rule) == NOTHING and SINGLE.search(rule.words)):
            _beside_formula(reader, rule, first)
    explained = [*statement.definitions, *(_said(reader, rule) for rule in statement.rules)]
    definition = "；".join(filter(None, explained))
    if others:
        measure = Measure(name=f"{first.over}/{first.under}", percent=True)
        return Proportional(measure=measure, points=first.points, definition=definition)
    if first.under:
        if first.inverse:
            return Ratio(over=first.over, under=first.under, points=first.points, deducts=True,
                         definition=definition)  # fmt: skip
        return Ratio(
            over=first.over,
            under=first.under,
            points=first.points,
            deducts=first.loses,
            definition=definition,
        )
    measure = Measure(name=name_of(first.over), percent=True)
    inverse = first.inverse or first.loses
    return Proportional(
        measure=measure, points=first.points, inverse=inverse, target=HUNDRED,
        definition=definition,
    )  # fmt: skip


def _said(reader: Reader, rule: Rule) -> str:
    return reader.words(rule.start, rule.end)


def _beside_formula(reader: Reader, rule: Rule, first: ph.Formula) -> None:
    """Beside a deduction the full score may be named: …的得5分."""
    points = _points(rule)
    full = first.loses and rule.condition is None and points == first.points
    if not full and points != Points(ONE, True):
        raise stop(reader, rule.start, rule.end, "不知道它与算式怎样合用")


def schedule_of(reader: Reader, statement: Statement) -> Schedule:
    """6、9、11月 … 分别达到40%、67.5%、82.5% … 分别得1分、2分、2分."""
    points = [one for one in statement.listings if one.unit == "points"]
    marks = [one for one in statement.listings if one.unit == "percent"]
    periods = [one for one in statement.listings if one.unit == "period"]
    chosen = next((one for one in marks if one.that_is), marks[0] if len(marks) == 1 else None)
    if chosen is None or len(points) != 1:
        spot = (marks or points)[-1]
        raise stop(reader, spot.start, spot.end, "几列数对不上，不知道用哪一列")
    lists = [points[0], chosen, *periods[:1]]
    if len({len(one.values) for one in lists}) > 1:
        raise clash(reader, [(one.start, one.end) for one in lists], "几列数的个数不同")
    names = tuple(f"{value.normalize():f}月" for value in periods[0].values) if periods else ()
    for rule in statement.rules:
        if not isinstance(rule.outcome, ph.InProportion) and _points(rule) != NOTHING:
            raise stop(reader, rule.start, rule.end, "不知道它与各期的分数怎样合用")
    return Schedule(
        measure=Measure(percent=True),
        periods=names,
        thresholds=chosen.values,
        points=tuple(Points(value) for value in points[0].values),
        proportional=any(isinstance(rule.outcome, ph.InProportion) for rule in statement.rules),
        definition=statement.definition,
    )


def dated_schedule(reader: Reader, statement: Statement) -> Schedule | None:
    """6月底达到40%得1分，9月底达到67.5%得2分: a threshold for each date."""
    giving = [rule for rule in statement.rules if _points(rule) not in (None, NOTHING)]
    found = [_PERIOD.search(reader.words(rule.start, rule.end)) for rule in giving]
    periods = [match[0] for match in found if match]
    if len(giving) < 2 or len(set(periods)) < len(giving):
        return None
    thresholds = []
    for rule in giving:
        condition = rule.condition
        if not isinstance(condition, ph.Threshold) or condition.span.low is None:
            return None
        thresholds.append(condition.span.low)
    return Schedule(
        measure=Measure(percent=measure_of(reader, giving).percent),
        periods=tuple(periods),
        thresholds=tuple(thresholds),
        points=tuple(_points(rule) or NOTHING for rule in giving),
        proportional=False,
        definition=statement.definition,
    )
