"""Steps that change their size on the way: 每低1%扣0.5分，低于80%的每低1%扣1分."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from zipingbiao.scoring.clause.grammar import phrases as ph
from zipingbiao.scoring.clause.grammar.compose_steps import one_of
from zipingbiao.scoring.clause.grammar.parts import name_of, same_name
from zipingbiao.scoring.clause.grammar.reader import Reader
from zipingbiao.scoring.clause.grammar.starts import near_end, step_of
from zipingbiao.scoring.clause.grammar.statement import Rule, Statement, clash, stop
from zipingbiao.scoring.clause.model import ZERO, Span, Stage, Steps


def is_staged(stepping: Sequence[Rule]) -> bool:
    """Whether steps of one direction follow one another, the later ones from numbers of theirs."""
    first, *later = map(step_of, stepping)
    begun = all(
        rule.condition is not None and rule.condition.bare is False for rule in stepping[1:]
    )
    return (
        bool(later)
        and begun
        and first.way in ("up", "down", "late")
        and all(_alike(first, one) for one in later)
        and all(
            one.effect == "loss" and not one.aim and one.origin is None for one in (first, *later)
        )
    )


def _alike(one: ph.Step, other: ph.Step) -> bool:
    """Whether both count the same thing in the same direction."""
    size, next_size = one.quantity, other.quantity
    return (one.way, size.percent, size.unit) == (other.way, next_size.percent, next_size.unit)


def staged_of(reader: Reader, statement: Statement, stepping: Sequence[Rule]) -> Steps:
    """The first steps, and behind them the others. Raises Stop where they don't join."""
    others = [rule for rule in statement.rules if rule not in stepping]
    first, *later = stepping
    if statement.part is not None:
        part = statement.part
        raise stop(reader, part.start, part.end, "每一步的大小不止一种")
    opened = replace(first, condition=_opened(first.condition, step_of(first).way != "down"))
    clause = one_of(reader, replace(statement, rules=[*others, opened]), opened)
    then = tuple(_stage(reader, clause, first, rule) for rule in later)
    _check_joined(reader, clause, stepping, then)
    return replace(clause, then=then)


def _opened(region: ph.Threshold | None, up: bool) -> ph.Threshold | None:
    """90%-95%之间 without the end at which the next steps begin; 10天以内 begins at nothing."""
    if region is None:
        return None
    low, high = (region.span.low, None) if up else (None, region.span.high)
    if low is None and high is None:
        return replace(region, span=Span(ZERO, None)) if up and not region.percent else region
    return replace(region, span=replace(region.span, low=low, high=high))


def _stage(reader: Reader, clause: Steps, first: Rule, rule: Rule) -> Stage:
    one, step = rule.condition, step_of(rule)
    start = near_end(one.span, inside=True, up=clause.up) if one is not None else None
    measured = clause.measure
    alike = one is not None and one.scale in ("value", measured.scale) and (
        (one.percent, one.unit) == (measured.percent, measured.unit)
    )  # fmt: skip
    named = same_name(name_of(first.words) or measured.name, name_of(rule.words))
    if (
        start is None
        or not alike
        or not named
        or (step.inclusive, step.part) != (clause.inclusive, None)
    ):
        raise stop(reader, rule.start, rule.end, "一条里有两种加减分的办法")
    rule.use(reader)
    reader.use_words(*rule.text)
    return Stage(start, step.quantity.value, step.points)


def _check_joined(
    reader: Reader, clause: Steps, stepping: Sequence[Rule], then: Sequence[Stage]
) -> None:
    """Each stretch ends where the next begins, the last one nowhere. Raises Stop."""
    starts = [clause.start, *(one.start for one in then)]
    further = all(one < other if clause.up else one > other for one, other in pairwise(starts))
    ends: list[Decimal | None] = [*starts[1:], None]
    for rule, end in zip(stepping, ends, strict=True):
        said = _far_end(rule.condition.span if rule.condition else Span(), clause.up)
        if not further or said not in (None, end):
            raise clash(reader, [(one.start, one.end) for one in stepping], "各段首尾不相接")


def _far_end(span: Span, up: bool) -> Decimal | None:
    return span.high if up else span.low
