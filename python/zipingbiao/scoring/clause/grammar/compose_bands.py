"""Rules with thresholds → Bands, Caps; the exceptions beside steps and proportions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from zipingbiao.scoring.clause.check import Overlap, Stated, settled, within
from zipingbiao.scoring.clause.grammar import phrases as ph
from zipingbiao.scoring.clause.grammar.names import (
    DATED,
    SIDES,
)
from zipingbiao.scoring.clause.grammar.one_scale import on_one_scale
from zipingbiao.scoring.clause.grammar.parts import (
    check_vetoes,
    check_worded,
    measure_of,
    most_of,
    name_of,
    no_floor,
    scale_of,
    thresholds_of,
    vetoes,
)
from zipingbiao.scoring.clause.grammar.reader import Reader
from zipingbiao.scoring.clause.grammar.statement import Rule, Statement, clash, stop
from zipingbiao.scoring.clause.model import (
    ALL,
    HUNDRED,
    NOTHING,
    ONE,
    Band,
    Bands,
    Effect,
    Measure,
    Points,
    Span,
)


def bands_of(reader: Reader, statement: Statement) -> Bands:
    """The clause of a statement whose rules are thresholds."""
    found = on_one_scale(reader, statement, statement.rules)
    rules = [rule for rule in found if rule.condition is not None]
    others = [rule for rule in found if rule.condition is None]
    _one_date(reader, rules)
    check_vetoes(reader, [rule for rule in others if not rule.otherwise])
    check_worded(reader, others, next((one.unit for one in thresholds_of(rules) if one.unit), ""))
    otherwise = _otherwise(reader, others)
    caps = any(isinstance(rule.outcome, ph.Most) for rule in rules)
    stated = _stated(reader, rules, caps)
    for rule in rules:
        if rule.otherwise is not None:
            _check_rest(reader, rule, rules)
    bands, shared = _settled(reader, stated)
    _use_aims(reader, statement, rules)
    no_floor(reader, statement)
    clause = Bands(
        measure=measure_of(reader, statement, rules),
        bands=tuple(bands),
        otherwise=otherwise,
        most=most_of(reader, statement),
        shared=tuple(shared),
        vetoes=vetoes(reader, others),
        definition=statement.definition,
        notes=tuple(f"「{end.normalize():f}」前后两档都有，归得分多的一档" for end in shared),
    )
    if otherwise is None and all(band.points == NOTHING for band in bands):
        once = replace(bands[0].span, high=None, high_in=False)  # 出现一次即不得分
        span = once if bands[0].span == Span(ONE, ONE, True, True) else bands[0].span
        if len(bands) == 1 and _spares_best(span, clause.measure):
            bands = [replace(bands[0], span=span)]
            return replace(clause, bands=tuple(bands), otherwise=Band(Span(), ALL))
        raise stop(reader, rules[0].start, rules[0].end, "只说了不得分，没有说怎样得分")
    if clause.kind == "losses":
        _check_losses(reader, rules, [band.span for band in bands], bool(clause.measure.unit))
    return clause


def _spares_best(span: Span, measure: Measure) -> bool:
    """合格率低于100%的不得分, 出现1次以上不得分: all that it leaves is the best that there is."""
    if span.outside:
        return span.low == 0
    if measure.scale == "ahead":
        return span.low is None and span.high == 0 and not span.high_in
    if measure.percent:
        return span.low is None and span.high == HUNDRED and not span.high_in
    least = 1 if span.low_in else 0
    return bool(measure.unit) and span.high is None and span.low == least


def _use_aims(reader: Reader, statement: Statement, rules: Sequence[Rule]) -> None:
    """年度目标值为50个，完成50个及以上得10分: what is asked for is where the first band begins."""
    for aim in statement.aims:
        ends = [(one.percent, one.unit, end) for one in thresholds_of(rules)
                for end in (one.span.low, one.span.high)]  # fmt: skip
        goal = aim.span.low if aim.span.low is not None else aim.span.high
        if aim.scale == "value" and (aim.percent, aim.unit, goal) in ends:
            reader.use(aim)


def _check_losses(
    reader: Reader, rules: Sequence[Rule], spans: Sequence[Span], counted: bool
) -> None:
    """What is beyond losses is not free of them: 10%-20%的扣2分 leaves 25 % open. Raises Stop."""
    ordered = sorted(spans, key=lambda span: (span.low is not None, span.low))
    ended = all(span.low is not None and span.high is not None for span in ordered)
    holes = any(_is_hole(below, above, counted) for below, above in pairwise(ordered))
    if ended or holes:
        raise stop(reader, rules[-1].start, rules[-1].end, "没有说这些范围以外怎样得分")


def _is_hole(below: Span, above: Span, counted: bool) -> bool:
    """Whether numbers lie between two spans; of things that are counted no fraction does."""
    if below.high is None or above.low is None or (below.low is None and above.high is None):
        return False
    return above.low - below.high > (1 if counted and below.high_in and above.low_in else 0)


def _check_rest(reader: Reader, rule: Rule, rules: Sequence[Rule]) -> None:
    """其余60%以上得5分 is what the others leave, and can't lie within one of them."""
    for other in thresholds_of(one for one in rules if one is not rule):
        if rule.condition is not None and within(rule.condition.span, other.span):
            raise stop(reader, rule.start, rule.end, "不知道它与前后的条件怎样合用")


def _one_date(reader: Reader, rules: Sequence[Rule]) -> None:
    """2022年执行率 and 2023年执行率 are two numbers, not the bands of one."""
    dated = [(DATED.findall(rule.words), rule) for rule in rules]
    for dates, rule in dated[1:]:
        if dates and dates != dated[0][0]:
            raise stop(reader, rule.start, rule.end, "与前面的条件比较的不是同一个数")


def _otherwise(reader: Reader, others: Sequence[Rule]) -> Band | None:
    """What all other values get; 否则 may be said once."""
    found = [rule for rule in others if rule.otherwise]
    for rule in found[:1]:
        rule.use(reader)
        return _band(reader, rule)
    return None


#: Stands where no band is but what the clause itself gives.
_ITSELF = Points(Decimal(-1))


def exceptions(
    reader: Reader,
    rules: Sequence[Rule],
    own: Measure,
    beside: ph.Threshold | None = None,
    sides: Sequence[Span] = (),
    start: Decimal | None = None,
) -> tuple[Band, ...]:
    """Bands beside steps or proportions: 低于60%不得分; measured apart where they must be.

    ``beside``: where the steps or the proportion are said to be; ends that are theirs stay so.
    ``sides``: where the full score is earned, and where not; no exception takes one wholly.
    ``start``: where steps begin, which stays theirs unless an exception says that it has it.
    """
    stated = []
    if beside is not None and _is_own(beside, own):
        region = Band(beside.span, _ITSELF)
        stated.append(Stated(region, beside.start, beside.end, *_said(beside)))
    for rule in rules:
        condition = rule.condition
        if condition is None:
            continue
        rule.use(reader)
        band = replace(_band(reader, rule), measure=_apart(reader, condition, rule, own))
        if band.measure is None and start is not None:
            band = replace(band, span=_spared(condition, start))
        if _takes_side(band, condition, own, sides):
            raise stop(reader, rule.start, rule.end, "不知道它与前后的条件怎样合用")
        stated.append(Stated(band, rule.start, rule.end, *_said(condition)))
    bands = _settled(reader, sorted(stated, key=lambda one: one.start))[0]
    return tuple(band for band in bands if band.points != _ITSELF)


def _is_own(beside: ph.Threshold, own: Measure) -> bool:
    """Whether it compares what the clause does: 完成率在60%以上 without a target is a rate, too."""
    told = beside.scale == "value" and own.scale == "rate" and beside.percent
    return told or beside.scale == own.scale


def _spared(condition: ph.Threshold, start: Decimal) -> Span:
    """80%以下不得分 beside 达到80%得5分 ends before 80 %."""
    span = condition.span
    if span.high == start and not condition.said_high:
        span = replace(span, high_in=False)
    if span.low == start and not condition.said_low:
        span = replace(span, low_in=False)
    return span


def _takes_side(band: Band, condition: ph.Threshold, own: Measure, sides: Sequence[Span]) -> bool:
    """Whether an exception leaves nothing of one side: 低于目标值的扣2分，每低于1%扣1分."""
    if not sides:
        return False
    if condition.scale == "ahead" and own.scale in ("above", "ahead"):
        return condition.span.low is None and sides[1].low is None
    spared = sides if band.effect == "loss" else sides[1:]
    return band.measure is None and any(within(side, condition.span) for side in spared)


def _apart(reader: Reader, condition: ph.Threshold, rule: Rule, own: Measure) -> Measure | None:
    """The measure of an exception, None where it is the clause's own.

    Raises Stop where it is about a number that is not the clause's and no target gives.
    """
    name = name_of(rule.words or condition.name)
    scale = scale_of(name, (condition.scale,))
    distant = own.scale in ("above", "ahead", "off")
    if scale == "value" and distant and condition.percent:
        scale = "rate"
    same = (condition.percent, condition.unit) == (own.percent, own.unit) or not (
        condition.percent or condition.unit
    )
    if same and (scale == own.scale or (scale == "value" and not distant)):
        return None
    if scale == own.scale and condition.span.low in (None, 0) and condition.span.high in (None, 0):
        return None
    if scale == own.scale == "value" or (scale == "change" and own.scale != "change"):
        raise stop(reader, rule.start, rule.end, "与前面的条件比较的不是同一个数")
    return Measure(name, condition.percent, condition.unit, False, scale)


def _said(condition: ph.Threshold) -> tuple[bool, bool]:
    return condition.said_low, condition.said_high


def _stated(reader: Reader, rules: Sequence[Rule], caps: bool) -> list[Stated]:
    """Each rule as a band with where it stands."""
    stated = []
    for rule in rules:
        condition = rule.condition
        assert condition is not None
        rule.use(reader)
        span = condition.span
        if caps and span.low is not None and not condition.said_high:
            span = replace(span, high_in=False)  # a cap ends where its next begins
        band = replace(_band(reader, rule), span=span)
        if band.effect == "loss" and _is_distant(reader, rule, condition):
            band = replace(band, span=replace(span, low=Decimal(0)))
        if band.effect == "gain" and _is_within(reader, condition, rules):
            band = replace(band, span=replace(span, low_in=True))
        stated.append(Stated(band, rule.start, rule.end, *_said(condition)))
    return _reached(stated, thresholds_of(rules))


def _is_within(reader: Reader, condition: ph.Threshold, rules: Sequence[Rule]) -> bool:
    """超过目标值10%以内得满分 beside 低于目标值不得分: the target itself is within, too."""
    if condition.scale != "above" or condition.span.low != 0 or condition.span.high is None:
        return False
    edged = any(reader.kind(at) == "edge_down" for at in range(condition.start, condition.end))
    return edged and not any(Decimal(0) in one.span for one in thresholds_of(rules))


def _is_distant(reader: Reader, rule: Rule, condition: ph.Threshold) -> bool:
    """超支5%以内的扣2分, 缺口5人以内扣1分: where nothing is amiss, nothing is lost."""
    span, words = condition.span, name_of(rule.words)
    within = any(reader.kind(at) == "edge_down" for at in range(condition.start, condition.end))
    beyond = span.low is None and span.high is not None and span.high > 0
    if beyond and not within:  # 逾期不足5天扣1分
        return SIDES["late"].search(words) is not None
    return beyond and any(name.search(words) for name in SIDES.values())


def _reached(stated: list[Stated], conditions: Sequence[ph.Threshold]) -> list[Stated]:
    """A bare ``100%`` above all other bands is reached by more than that, too."""
    for index, condition in enumerate(conditions):
        if not condition.bare:
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
    span = rule.condition.span if rule.condition is not None else Span()
    outcome = rule.outcome
    if isinstance(outcome, ph.Most) and outcome.points is not None:
        return Band(span, outcome.points, "limit")
    if isinstance(outcome, ph.Award) and outcome.points is not None:
        effect: Effect = outcome.effect if outcome.points != NOTHING else "gain"
        return Band(span, outcome.points, effect)
    raise stop(reader, outcome.start, outcome.end, "这一档的分数要由人评定，不能计算")


def sides_of(start: Decimal, up: bool = False) -> tuple[Span, Span]:
    """Where the full score is earned, and where steps or a proportion leave it."""
    above, below = Span(start, None, True), Span(None, start)
    if not up:
        return above, below
    return Span(None, start, False, True), Span(start, None)
