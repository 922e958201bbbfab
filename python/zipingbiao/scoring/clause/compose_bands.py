"""Rules with thresholds → Bands, Caps, Proportional; the measure that they are about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from zipingbiao.scoring.clause import phrases as ph
from zipingbiao.scoring.clause.check import Overlap, Stated, settled
from zipingbiao.scoring.clause.gather import Rule, Statement, clash, stop
from zipingbiao.scoring.clause.model import (
    ALL,
    HUNDRED,
    NOTHING,
    Band,
    Bands,
    Effect,
    Points,
    Proportional,
    Span,
)
from zipingbiao.scoring.clause.parts import check_vetoes, measure_of, vetoes
from zipingbiao.scoring.clause.reader import Reader


def bands_of(reader: Reader, statement: Statement) -> Bands:
    """The clause of a statement whose rules are thresholds."""
    rules = [rule for rule in statement.rules if rule.condition is not None]
    others = [rule for rule in statement.rules if rule.condition is None]
    check_vetoes(reader, [rule for rule in others if not rule.otherwise])
    otherwise = next((_band(reader, rule) for rule in others if rule.otherwise), None)
    caps = any(isinstance(rule.outcome, ph.Most) for rule in rules)
    stated = _stated(reader, statement, rules, caps)
    bands, shared = _settled(reader, stated)
    return Bands(
        measure=measure_of(reader, rules),
        bands=tuple(bands),
        otherwise=otherwise,
        most=statement.most.points if statement.most else None,
        shared=tuple(shared),
        vetoes=vetoes(others),
        definition=statement.definition,
        notes=tuple(f"「{end.normalize():f}」前后两档都有，归前一档" for end in shared),
    )


def exceptions(reader: Reader, rules: Sequence[Rule]) -> tuple[Band, ...]:
    """Bands beside steps or proportions: 低于60%不得分."""
    stated = [
        Stated(_band(reader, rule), rule.start, rule.end, *_said(rule.condition))
        for rule in rules
        if isinstance(rule.condition, ph.Threshold)
    ]
    return tuple(_settled(reader, stated)[0])


def _said(condition: ph.Threshold) -> tuple[bool, bool]:
    return condition.said_low, condition.said_high


def _stated(
    reader: Reader, statement: Statement, rules: Sequence[Rule], caps: bool
) -> list[Stated]:
    """Each rule as a band with where it stands."""
    stated = []
    for rule in rules:
        condition = _threshold(reader, statement, rule)
        span = condition.span
        if caps and span.low is not None and not condition.said_high:
            span = replace(span, high_in=False)  # a cap ends where its next begins
        band = replace(_band(reader, rule), span=span)
        stated.append(Stated(band, rule.start, rule.end, *_said(condition)))
    return _reached(stated, [rule.condition for rule in rules])


def _threshold(reader: Reader, statement: Statement, rule: Rule) -> ph.Threshold:
    """The rule's threshold; 达到目标值 is the target where it is known, else 100 %."""
    condition = rule.condition
    if isinstance(condition, ph.Threshold):
        return condition
    assert condition is not None
    aim = statement.aim.span.low if statement.aim else HUNDRED
    low, high = (None, aim) if condition.missed else (aim, None)
    span = Span(low, high, not condition.missed, False)
    percent = statement.aim.percent if statement.aim else True
    unit = statement.aim.unit if statement.aim else ""
    return ph.Threshold(condition.start, condition.end, span, percent, unit, True, True)


def _reached(
    stated: list[Stated], conditions: Sequence[ph.Threshold | ph.Target | None]
) -> list[Stated]:
    """A bare ``100%`` above all other bands is reached by more than that, too."""
    for index, condition in enumerate(conditions):
        if not isinstance(condition, ph.Threshold) or not condition.bare:
            continue
        low = condition.span.low or Decimal(0)
        others = [one.band.span for place, one in enumerate(stated) if place != index]
        if low > 0 and all(_is_below(span, low) for span in others):
            span = Span(low, None, True, False)
            stated[index] = replace(
                stated[index], band=replace(stated[index].band, span=span), said_low=True
            )
    return stated


def _is_below(span: Span, number: Decimal) -> bool:
    """Whether it ends below the number, or is a lower threshold that the number reaches, too."""
    if span.high is None:
        return span.low is not None and span.low < number
    return span.high <= number and not span.outside


def _settled(reader: Reader, stated: Sequence[Stated]) -> tuple[list[Band], list[Decimal]]:
    """The bands without overlap. Raises Stop with the words that clash."""
    try:
        return settled(stated)
    except Overlap as overlap:
        spots = [(stated[at].start, stated[at].end) for at in (overlap.first, overlap.second)]
        raise clash(reader, spots, overlap.reason) from None


def _band(reader: Reader, rule: Rule) -> Band:
    """What the rule gives."""
    span = rule.condition.span if isinstance(rule.condition, ph.Threshold) else Span()
    outcome = rule.outcome
    if isinstance(outcome, ph.Most) and outcome.points is not None:
        return Band(span, outcome.points, "limit")
    if isinstance(outcome, ph.Award) and outcome.points is not None:
        effect: Effect = outcome.effect if outcome.points != NOTHING else "gain"
        return Band(span, outcome.points, effect)
    raise stop(reader, outcome.start, outcome.end, "这一档的分数要由人评定，不能计算")


def proportional_of(reader: Reader, statement: Statement) -> Proportional:
    """Full from a threshold on, below it in proportion: 达到95%得满分，否则按比例得分."""
    rules = statement.rules
    full = next((rule for rule in rules if _gives_full(rule)), None)
    target, percent, unit = _aim(reader, statement, full)
    rest = [rule for rule in rules if rule is not full and isinstance(rule.outcome, ph.Award)]
    check_vetoes(reader, [one for one in rest if not isinstance(one.condition, ph.Threshold)])
    proportion = next(rule for rule in rules if isinstance(rule.outcome, ph.InProportion))
    above = _above(proportion) and (full is not None or not rest or not percent)
    if above or target == 0:
        raise stop(reader, proportion.start, proportion.end, "不知道超出的部分按什么比例")
    found = measure_of(reader, rules, percent)
    return Proportional(
        measure=replace(found, percent=percent, unit=unit),
        points=_points(full),
        target=target,
        bands=exceptions(reader, [rule for rule in rest if rule.condition is not None]),
        vetoes=vetoes(rest),
        definition=statement.definition,
    )


def _gives_full(rule: Rule) -> bool:
    outcome = rule.outcome
    return isinstance(outcome, ph.Award) and outcome.points not in (None, NOTHING)


def _points(full: Rule | None) -> Points:
    if full is None or not isinstance(full.outcome, ph.Award):
        return ALL
    return full.outcome.points or ALL


def _aim(reader: Reader, statement: Statement, full: Rule | None) -> tuple[Decimal, bool, str]:
    """From where on all points are earned; 100 % where only the target is named."""
    conditions = [full and full.condition, statement.aim]
    for condition in conditions:
        if isinstance(condition, ph.Threshold):
            if condition.span.low is None or condition.span.outside:
                raise stop(reader, condition.start, condition.end, "不知道按什么比例")
            return condition.span.low, condition.percent, condition.unit
    return HUNDRED, True, ""


def _above(rule: Rule) -> bool:
    """Whether the proportion is of what goes beyond the target."""
    condition = rule.condition
    return isinstance(condition, ph.Threshold) and condition.span.high is None
