"""Formulas for several ranges of one rate: ≥90%的得分=执行率×分值，<90%的得分=…×0.8."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from zipingbiao.scoring.clause.check import Overlap, Stated, settled, within
from zipingbiao.scoring.clause.grammar.compose_bands import exceptions
from zipingbiao.scoring.clause.grammar.parts import name_of, same_name
from zipingbiao.scoring.clause.grammar.reader import Reader
from zipingbiao.scoring.clause.grammar.statement import Rule, clash, stop
from zipingbiao.scoring.clause.model import (
    Band,
    Calculated,
    Clause,
    Expression,
    Measure,
    Points,
    Proportional,
    Span,
    Term,
)

#: What a rate is by itself.
_OWN: Final = ("value", "rate")


def pieces_of(
    reader: Reader,
    given: Sequence[Rule],
    shapes: Sequence[Clause],
    trees: Sequence[Expression],
    rest: Sequence[Rule],
) -> Calculated:
    """The formulas of the rules ``given``, each where its condition holds. Raises Stop."""
    measure = _measure(reader, given, shapes, trees)
    bands = exceptions(reader, rest, measure)
    if any(rule.condition is None for rule in rest) or any(band.measure for band in bands):
        raise stop(reader, rest[0].start, rest[0].end, "不知道它与算式怎样合用")
    stated = [_stated(rule, measure, given) for rule in given]
    own = [one.band.points for one in stated]
    beside = [Stated(band, rule.start, rule.end) for band, rule in zip(bands, rest, strict=True)]
    try:
        found, _ = settled([*stated, *beside])
    except Overlap as overlap:
        spots = [(one.start, one.end) for one in (*stated, *beside)]
        clashing = [spots[at] for at in (overlap.first, overlap.second)]
        raise clash(reader, clashing, overlap.reason) from None
    by_points = dict(zip(own, trees, strict=True))
    pieces = tuple((band.span, by_points[band.points]) for band in found if band.points in own)
    others = tuple(band for band in found if band.points not in own)
    if any(within(span, band.span) for span, _ in pieces for band in others):
        raise stop(reader, given[0].start, given[0].end, "不知道它与前后的条件怎样合用")
    return Calculated(measure=measure, formula=pieces[0][1], pieces=pieces, bands=others)


def _measure(
    reader: Reader, given: Sequence[Rule], shapes: Sequence[Clause], trees: Sequence[Expression]
) -> Measure:
    """The rate that all formulas are of. Raises Stop where they are of several, or of a target."""
    found = None
    for rule, shape, tree in zip(given, shapes, trees, strict=True):
        plain = isinstance(shape, Proportional | Calculated) and shape.measure.scale in _OWN
        loses = isinstance(shape, Calculated) and shape.loses
        inverse = isinstance(shape, Proportional) and shape.inverse and not _subtracts(tree)
        if not plain or loses or inverse or _has_target(tree):
            raise stop(reader, rule.start, rule.end, "有两个不同的算式")
        assert isinstance(shape, Proportional | Calculated)
        measure, condition = shape.measure, rule.condition
        named = name_of(rule.words) or name_of(condition.name if condition else "")
        own = condition is not None and condition.scale in ("value", measure.scale)
        same = own and condition is not None and condition.percent == measure.percent
        other = bool(named) and not same_name(named, measure.name)
        if (found or measure) != measure or not same or other:
            raise stop(reader, rule.start, rule.end, "有两个不同的算式")
        found = measure
    assert found is not None
    return found


def _subtracts(tree: Expression) -> bool:
    if isinstance(tree, Term):
        return False
    return tree.sign == "-" or _subtracts(tree.left) or _subtracts(tree.right)


def _has_target(tree: Expression) -> bool:
    if isinstance(tree, Term):
        return tree.kind == "target"
    return _has_target(tree.left) or _has_target(tree.right)


def _stated(rule: Rule, measure: Measure, given: Sequence[Rule]) -> Stated:
    """The range of a formula; of an end that two claim the higher has more."""
    condition = rule.condition
    assert condition is not None
    lows = sorted(one.condition.span.low or Decimal(-1) for one in given if one.condition)
    rank = lows.index(condition.span.low or Decimal(-1))
    mark = Points(Decimal(10**6 + rank))
    span: Span = condition.span
    return Stated(Band(span, mark), rule.start, rule.end, condition.said_low, condition.said_high)
