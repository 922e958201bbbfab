"""Rules whose conditions are words; ratios, schedules: the other kinds of clauses."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

from zipingbiao.scoring.clause import phrases as ph
from zipingbiao.scoring.clause.compose_bands import exceptions
from zipingbiao.scoring.clause.gather import Rule, Statement, clash, stop
from zipingbiao.scoring.clause.model import (
    NOTHING,
    ONE,
    ZERO,
    Additive,
    Band,
    Clause,
    Judged,
    Levels,
    Measure,
    Points,
    Proportional,
    Ratio,
    Schedule,
    Steps,
)
from zipingbiao.scoring.clause.parts import (
    gate_of,
    loss_of,
    measure_of,
    name_of,
    points_of,
    vetoes,
)
from zipingbiao.scoring.clause.reader import Reader
from zipingbiao.scoring.clause.words import LESSER, SINGLE

#: 6月底, 一季度: until when.
_PERIOD: Final = re.compile(r"[0-9一二三四两]{1,3}(?:月|季度)|上半年|下半年|年底|年末")


def words_of(reader: Reader, statement: Statement) -> Clause:
    """Judged, Levels, or an Additive of Judged."""
    rules = [rule for rule in statement.rules if not rule.otherwise]
    otherwise = [rule for rule in statement.rules if rule.otherwise]
    losing = [rule for rule in rules if _loses(rule)]
    if len({_without_numbers(rule.words) for rule in rules if rule.words}) < sum(
        bool(rule.words) for rule in rules
    ):
        raise stop(reader, rules[0].start, rules[-1].end, "看不出这些分数是累加还是分档")
    each = [rule for rule in rules if isinstance(rule.outcome, ph.Award) and rule.outcome.each]
    if each:
        return _counted(reader, statement, each)
    if losing:
        return _losses(reader, statement, losing)
    giving = [rule for rule in rules if points_of(rule) not in (None, NOTHING)]
    if len(giving) > 1 and _are_levels(reader, rules, giving):
        return _levels(statement, rules)
    if len(giving) > 1:
        return _sum(reader, statement, giving, otherwise, rules)
    return _judged(reader, statement, rules, otherwise)


def _without_numbers(words: str) -> str:
    return re.sub(r"[0-9零一二两三四五六七八九十]", "", words)


def _counted(reader: Reader, statement: Statement, each: Sequence[Rule]) -> Steps:
    """申报、监控、自评各得1分: so much for each that holds."""
    rule = each[0]
    rest = [other for other in statement.rules if other is not rule and not other.otherwise]
    if len(each) > 1 or len(vetoes(rest)) < len(rest):
        raise stop(reader, each[-1].start, each[-1].end, "不知道各项怎样合用")
    return Steps(
        measure=Measure(rule.words, unit="项"),
        start=ZERO,
        step=ONE,
        points=points_of(rule) or NOTHING,
        gain=True,
        full=NOTHING,
        most=statement.most.points if statement.most else None,
        counted=True,
        vetoes=vetoes(rest),
        definition=statement.definition,
    )


def _loses(rule: Rule) -> bool:
    return isinstance(rule.outcome, ph.Award) and rule.outcome.effect == "loss"


def _losses(reader: Reader, statement: Statement, losing: Sequence[Rule]) -> Clause:
    """Conditions in words that each take points."""
    for rule in statement.rules:
        if rule not in losing and points_of(rule) not in (NOTHING, Points(ONE, True)):
            raise stop(reader, rule.start, rule.end, "一条里既有得分又有扣分，不知道怎样合用")
    items = tuple(loss_of(reader, rule) for rule in losing)
    rest = [rule for rule in statement.rules if rule not in losing]
    if len(items) == 1:
        return replace(items[0], vetoes=vetoes(rest), definition=statement.definition)
    most = statement.most.points if statement.most else None
    return Additive(
        items=items, losing=True, most=most, vetoes=vetoes(rest), definition=statement.definition
    )


def _are_levels(reader: Reader, rules: Sequence[Rule], giving: Sequence[Rule]) -> bool:
    """Whether the points belong to degrees of one thing: 优秀5分, 良好3分, 较差不得分."""
    amounts = [points.amount for points in map(points_of, giving) if points is not None]
    if not all(one > other for one, other in pairwise(amounts)):
        return False
    if all(LESSER.search(rule.words) for rule in rules if rule is not giving[0]):
        return True
    ends_in_nothing = points_of(rules[-1]) == NOTHING
    if ends_in_nothing and not _by_sentence(reader, rules):
        return True
    if ends_in_nothing or (len(giving) > 2 and not _by_sentence(reader, giving)):
        spot = giving[0].start, giving[-1].end
        raise stop(reader, *spot, "看不出这些分数是累加还是分档")
    return False


def _by_sentence(reader: Reader, rules: Sequence[Rule]) -> bool:
    """Whether each rule has a sentence of its own."""
    return all(
        any(reader.kind(at) == "strong" for at in range(one.end, other.start + 1))
        for one, other in pairwise(rules)
    )


def _levels(statement: Statement, rules: Sequence[Rule]) -> Levels:
    levels = tuple((rule.words, points_of(rule) or NOTHING) for rule in rules)
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
        _one(reader, rule, own[id(rule)] or (last if last is not None else None)) for rule in giving
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
        no = points_of(otherwise)
        if no is None and not isinstance(otherwise.outcome, ph.Free):
            raise stop(reader, otherwise.start, otherwise.end, "否则怎样没有说")
    return Judged(condition=rule.words, yes=points_of(rule) or NOTHING, no=no)


def _judged(
    reader: Reader, statement: Statement, rules: Sequence[Rule], otherwise: Sequence[Rule]
) -> Judged:
    """得5分，否则不得分; X得5分，Y不得分; 酌情得分."""
    giving = next((rule for rule in rules if points_of(rule) not in (None, NOTHING)), None)
    free = next((rule for rule in statement.rules if isinstance(rule.outcome, ph.Free)), None)
    zero = next((rule for rule in rules if points_of(rule) == NOTHING), None)
    if giving is None and zero is not None and otherwise and points_of(otherwise[0]):
        return Judged(condition=zero.words, yes=NOTHING, no=points_of(otherwise[0]),
                      definition=statement.definition)  # fmt: skip
    if giving is None and free is None:
        spot = statement.rules[0]
        raise stop(reader, spot.start, spot.end, "只说了不得分，没有说怎样得分")
    last = otherwise[-1] if otherwise else None
    if giving is None:
        assert free is not None
        most = statement.most.points if statement.most else None
        return replace(_judged_freely(free, most), definition=statement.definition)
    judged = _one(reader, giving, last)
    if free is not None:
        judged = replace(judged, no=None, most=_most_taken(free))
    if not judged.condition and zero is None and free is None:
        raise stop(reader, giving.start, giving.end, "没有说什么情况得分")
    condition = judged.condition or (zero.words if zero else "")
    return replace(
        judged,
        condition=condition,
        vetoes=_other_vetoes(rules, None if otherwise else zero),
        definition=statement.definition,
    )


def _other_vetoes(rules: Sequence[Rule], zero: Rule | None) -> tuple[str, ...]:
    """Beside the one that is the opposite of the condition."""
    return vetoes([rule for rule in rules if rule is not zero])


def _judged_freely(rule: Rule, most: Points | None) -> Judged:
    """酌情扣1-3分, 视情况得0-5分, 酌情给分，最高5分."""
    free = rule.outcome
    given = isinstance(free, ph.Free) and not free.taking and free.most
    yes = given or most or Points(ONE, True)
    return Judged(condition=rule.words, yes=yes, no=None, most=_most_taken(rule))


def _most_taken(rule: Rule) -> Points | None:
    free = rule.outcome
    return free.most if isinstance(free, ph.Free) and free.taking else None


def formula_of(reader: Reader, statement: Statement) -> Ratio | Proportional:
    """得分=A/B×10, 按A/B×5分扣分, 20分×执行率."""
    first, *others = statement.formulas
    for other in others:
        if (other.over, other.under) != (first.under, first.over):
            raise stop(reader, other.start, other.end, "有两个不同的算式")
    rules = [rule for rule in statement.rules if not _is_about_single_things(rule)]
    told = [rule for rule in statement.rules if rule not in rules]
    bands = _bands_beside(reader, statement, rules, first)
    explained = [*statement.definitions, *(_said(reader, rule) for rule in told)]
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
        measure=measure,
        points=first.points,
        inverse=inverse,
        target=first.target,
        bands=bands,
        definition=definition,
    )


def _is_about_single_things(rule: Rule) -> bool:
    """单个指标未达到的不计分 says what is counted."""
    return points_of(rule) == NOTHING and SINGLE.search(rule.words) is not None


def _bands_beside(
    reader: Reader, statement: Statement, rules: Sequence[Rule], first: ph.Formula
) -> tuple[Band, ...]:
    """Bands that come before a proportion: 低于60%不得分，60%以上按执行率×分值计分."""
    bands = [rule for rule in rules if isinstance(rule.condition, ph.Threshold)]
    condition = statement.formula_condition
    if isinstance(condition, ph.Threshold) and (not bands or first.under):
        raise stop(reader, condition.start, condition.end, "不知道其余情况怎样得分")
    if bands and (first.under or first.inverse):
        raise stop(reader, bands[0].start, bands[0].end, "不知道它与算式怎样合用")
    for rule in rules:
        if rule not in bands:
            _beside_formula(reader, rule, first)
    return exceptions(reader, bands)


def _said(reader: Reader, rule: Rule) -> str:
    return reader.words(rule.start, rule.end)


def _beside_formula(reader: Reader, rule: Rule, first: ph.Formula) -> None:
    """Beside a deduction the full score may be named: …的得5分."""
    points = points_of(rule)
    reached = isinstance(rule.condition, ph.Target) and not rule.condition.missed
    full = (first.loses or reached) and points == first.points
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
    names = periods[0].words if periods else ()
    for rule in statement.rules:
        if not isinstance(rule.outcome, ph.InProportion) and points_of(rule) != NOTHING:
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
    giving = [rule for rule in statement.rules if points_of(rule) not in (None, NOTHING)]
    found = [_PERIOD.search(reader.plain(rule.start, rule.end)) for rule in giving]
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
        points=tuple(points_of(rule) or NOTHING for rule in giving),
        proportional=False,
        definition=statement.definition,
    )
