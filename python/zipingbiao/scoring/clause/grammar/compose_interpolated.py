"""Points between those of two thresholds: 100%得满分，60%以下不得分，中间按线性插值计算."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from zipingbiao.scoring.clause.grammar import phrases as ph
from zipingbiao.scoring.clause.grammar.compose_bands import exceptions
from zipingbiao.scoring.clause.grammar.one_scale import on_one_scale
from zipingbiao.scoring.clause.grammar.parts import measure_of, no_floor, points_of
from zipingbiao.scoring.clause.grammar.reader import Reader
from zipingbiao.scoring.clause.grammar.statement import Rule, Statement, stop
from zipingbiao.scoring.clause.model import (
    ALL,
    HUNDRED,
    NOTHING,
    Calculated,
    Expression,
    Operation,
    Points,
    Proportional,
    Span,
    Term,
)

#: What lies between, said in words.
_BETWEEN: Final = re.compile(
    "(?:[其之]?[间中余他]|中间|介于[两二]者之间|[的值区段部分情况在,，]|之间)*"
)


def interpolated_of(reader: Reader, statement: Statement) -> Calculated | Proportional:
    """The formula of the straight line between two thresholds, beside the bands of all of them."""
    rules = on_one_scale(reader, statement, statement.rules)
    line, *more = [rule for rule in rules if isinstance(rule.outcome, ph.Interpolated)]
    anchors = sorted((rule for rule in rules if points_of(rule) is not None), key=_lower_end)
    unread = stop(reader, line.start, line.end, "看不出在哪两档之间插值")
    worded = not line.condition and not _BETWEEN.fullmatch(line.words)
    told = all(rule.condition and not rule.otherwise for rule in anchors)
    measure = measure_of(reader, statement, rules)
    if more or worded or line.otherwise or not told or len(anchors) + 1 < len(rules):
        raise unread
    ends = _ends(line, anchors)
    if ends is None or not measure.percent:
        raise unread
    low, first, high, last = ends
    line.use(reader)
    no_floor(reader, statement)
    if statement.most is not None and statement.most.points in (None, ALL):
        reader.use(statement.most)
    anchors = [_widened(rule, anchors) for rule in anchors]
    bands = exceptions(reader, anchors, measure)
    if first == NOTHING and not low:
        return Proportional(measure=measure, points=last, target=high,
                            definition=statement.definition)  # fmt: skip
    amounts = [points.amount for points in (first, last) if not points.of_weight]
    return Calculated(
        measure=replace(measure, name=measure.name or "实际值"),
        formula=_line(low, high, first, last),
        most=Points(max(amounts)) if len(amounts) == 2 else None,
        bands=tuple(band for band in bands if band.points != last or band.span.high is not None),
        definition=statement.definition,
    )


def _span(rule: Rule) -> Span:
    assert rule.condition is not None
    return rule.condition.span


def _lower_end(rule: Rule) -> Decimal:
    """By which of its ends a threshold is lower than another."""
    span = rule.condition.span if rule.condition else Span()
    found = span.low if span.low is not None else span.high
    return Decimal(0) if found is None else found


def _ends(line: Rule, anchors: Sequence[Rule]) -> tuple[Decimal, Points, Decimal, Points] | None:
    """Where the line begins and ends, each with its points; None where that can't be told."""
    if line.condition is not None:
        low, high = _span(line).low, _span(line).high
    elif len(anchors) == 2:
        low, high = _span(anchors[0]).high, _span(anchors[1]).low
    else:
        return None
    if low is None or high is None or low >= high:
        return None
    first, last = _points_at(low, anchors), _points_at(high, anchors)
    return None if first is None or last is None else (low, first, high, last)


def _points_at(end: Decimal, anchors: Sequence[Rule]) -> Points | None:
    """What is earned at an end of the line: by the one threshold that holds it or ends there."""
    holding = [rule for rule in anchors if end in _span(rule) and not _span(rule).outside]
    ending = [rule for rule in anchors if end in (_span(rule).low, _span(rule).high)]
    found = [rule for rule in holding if rule in ending] or ending
    return points_of(found[0]) if len(found) == 1 else None


def _widened(rule: Rule, anchors: Sequence[Rule]) -> Rule:
    """A bare 100% at the end of the line is reached by whatever lies beyond it, too."""
    one, span = rule.condition, _span(rule)
    if one is None or span.low is None or span.low != span.high:
        return rule
    if rule is anchors[-1]:
        span = replace(span, high=None, high_in=False)
    elif all(_span(other).low is not None for other in anchors) and rule is anchors[0]:
        span = replace(span, low=None, low_in=False)
    return replace(rule, condition=replace(one, span=span, bare=False, said_low=True,
                                           said_high=True))  # fmt: skip


def _line(low: Decimal, high: Decimal, first: Points, last: Points) -> Expression:
    """``6分+4分×(完成率-60%)÷40%``: from the end that gives less, so that all parts add up."""
    rises = _is_less(first, last)
    less, more = (first, last) if rises else (last, first)
    way: Expression = Term("measure")
    if not rises:
        way = Operation("-", _percent(high), way)
    elif low:
        way = Operation("-", way, _percent(low))
    part = Operation("÷", Operation("×", _between(less, more), way), _percent(high - low))
    return part if less == NOTHING else Operation("+", Term("points", points=less), part)


def _is_less(one: Points, other: Points) -> bool:
    """Whether it is less; what is a share of the weight is taken to be more than what is not."""
    return (one.of_weight and one != NOTHING, one.amount) < (
        other.of_weight and other != NOTHING, other.amount,
    )  # fmt: skip


def _between(less: Points, more: Points) -> Expression:
    """How many points lie between."""
    if less.of_weight == more.of_weight or less == NOTHING:
        return Term("points", points=replace(more, amount=more.amount - less.amount))
    return Operation("-", Term("points", points=more), Term("points", points=less))


def _percent(value: Decimal) -> Term:
    return Term("number", value / HUNDRED, percent=True)
