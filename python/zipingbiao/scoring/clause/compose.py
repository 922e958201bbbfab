"""Phrases → a clause: which kind it is, and its items where it has several."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

from zipingbiao.scoring.clause import phrases as ph
from zipingbiao.scoring.clause.compose_bands import bands_of, proportional_of
from zipingbiao.scoring.clause.compose_steps import steps_of
from zipingbiao.scoring.clause.compose_words import (
    dated_schedule,
    formula_of,
    schedule_of,
    words_of,
)
from zipingbiao.scoring.clause.gather import Rule, Statement, gather, stop
from zipingbiao.scoring.clause.model import NOTHING, Additive, Clause
from zipingbiao.scoring.clause.parts import gate_of, name_of, points_of
from zipingbiao.scoring.clause.reader import Reader


def compose(reader: Reader, phrases: Sequence[ph.Phrase]) -> Clause:
    """The clause that the phrases make. Raises Stop."""
    items = _items(phrases)
    clause: Clause | None = None
    if len(items) > 1:
        with suppress(_NotItems):
            clause = _additive(reader, phrases, items)
    return replace(clause or _single(reader, phrases), words=reader.lexed.given)


class _NotItems(Exception):
    """The numbers stand before things that earn nothing by themselves."""


def _items(phrases: Sequence[ph.Phrase]) -> list[list[ph.Phrase]]:
    """What stands behind each number: 1.…；2.…"""
    items: list[list[ph.Phrase]] = []
    for phrase in phrases:
        if isinstance(phrase, ph.Mark):
            items.append([])
        elif items:
            items[-1].append(phrase)
    return items


def _additive(
    reader: Reader, phrases: Sequence[ph.Phrase], items: list[list[ph.Phrase]]
) -> Additive:
    """The numbered items, each a clause."""
    lead = phrases[: next(at for at, one in enumerate(phrases) if isinstance(one, ph.Mark))]
    opening = gather(reader, lead)
    statements = [gather(reader, item) for item in items]
    if any(not _scores(statement) for statement in statements) or opening.rules:
        raise _NotItems
    if _one_measure(reader, statements):
        raise _NotItems
    gating = next((one for one in statements if one.gating), None)
    most = None
    if not _is_stepping(statements[-1]):  # what stands last is said of all
        most, statements[-1].most = statements[-1].most, None
    clauses = tuple(_of(reader, statement) for statement in statements)
    *others, last = clauses
    return Additive(
        items=(*others, replace(last, vetoes=())),
        vetoes=last.vetoes,
        losing=all(_is_losing(statement) for statement in statements),
        most=most.points if most else None,
        gate=gate_of(gating) if gating else None,
        definition=opening.definition,
    )


def _scores(statement: Statement) -> bool:
    return bool(statement.rules or statement.formulas or statement.listings)


def _is_stepping(statement: Statement) -> bool:
    return any(isinstance(rule.outcome, ph.Step) for rule in statement.rules)


def _is_losing(statement: Statement) -> bool:
    """Whether it only takes points."""
    return bool(statement.rules) and all(
        isinstance(rule.outcome, ph.Step) and rule.outcome.effect == "loss"
        for rule in statement.rules
    )


def _one_measure(reader: Reader, statements: Sequence[Statement]) -> bool:
    """Whether the numbered items are the bands of one measure, not points to be added."""
    rules = [rule for statement in statements for rule in statement.rules]
    if any(len(statement.rules) != 1 for statement in statements):
        return False
    if not all(isinstance(rule.condition, ph.Threshold) for rule in rules):
        return False
    return len(_subjects(reader, rules)) == 1


def _single(reader: Reader, phrases: Sequence[ph.Phrase]) -> Clause:
    """A clause without numbered items; rules about different measures add up."""
    return _of(reader, gather(reader, [one for one in phrases if not isinstance(one, ph.Mark)]))


def _of(reader: Reader, statement: Statement) -> Clause:
    """The clause of one statement, by the kind that it is."""
    if any(listing.unit == "points" for listing in statement.listings):
        return schedule_of(reader, statement)
    if statement.listings:
        at = statement.listings[0]
        raise stop(reader, at.start, at.end, "列出的这些数没有对应的分数")
    if statement.formulas:
        return formula_of(reader, statement)
    outcomes = [rule.outcome for rule in statement.rules]
    if any(isinstance(outcome, ph.Step) for outcome in outcomes):
        return steps_of(reader, statement)
    if any(isinstance(outcome, ph.InProportion) for outcome in outcomes):
        return proportional_of(reader, statement)
    if any(isinstance(rule.condition, ph.Threshold) for rule in statement.rules):
        return dated_schedule(reader, statement) or _thresholds(reader, statement)
    if statement.rules:
        return words_of(reader, statement)
    raise stop(reader, 0, reader.size, "没有读到怎样得分或扣分")


def _thresholds(reader: Reader, statement: Statement) -> Clause:
    """Bands of one measure, or one item for each of several measures."""
    groups = _subjects(reader, statement.rules)
    if len(groups) == 1:
        return bands_of(reader, statement)
    items = []
    for rules in groups:
        part = Statement(rules=rules)
        conditional = any(isinstance(rule.condition, ph.Threshold) for rule in rules)
        items.append(bands_of(reader, part) if conditional else words_of(reader, part))
    most = statement.most.points if statement.most else None
    return Additive(items=tuple(items), most=most, definition=statement.definition)


def _subjects(reader: Reader, rules: Sequence[Rule]) -> list[list[Rule]]:
    """Rules by what they are about; one without a name is about the same as the one before."""
    groups: list[list[Rule]] = []
    name = ""
    for rule in rules:
        own = name_of(_name(rule))
        last = groups[-1][-1] if groups else None
        if last is None or _is_manual(rule) or _is_other(reader, last, rule, own, name):
            groups.append([rule])
            name = own
        else:
            groups[-1].append(rule)
            name = name or own
    return groups


def _is_manual(rule: Rule) -> bool:
    """Whether words alone give points."""
    worded = not isinstance(rule.condition, ph.Threshold) and not rule.otherwise
    return worded and points_of(rule) != NOTHING


def _is_other(reader: Reader, last: Rule, rule: Rule, own: str, name: str) -> bool:
    """Whether a rule is about another measure than the one before; in a sentence of its own."""
    named = bool(own and name and not _alike(own, name))
    worded = _is_manual(last) and not rule.otherwise and points_of(rule) != NOTHING
    return (named or worded) and _apart(reader, last, rule)


def _apart(reader: Reader, one: Rule, other: Rule) -> bool:
    """Whether a sentence ends between two rules."""
    between = range(one.end, other.start + 1)
    return any(reader.kind(at) in ("strong", "mark") for at in between)


def _name(rule: Rule) -> str:
    if not isinstance(rule.condition, ph.Threshold) or rule.otherwise:
        return ""
    return rule.words or rule.condition.name


def _alike(one: str, other: str) -> bool:
    """Whether two names mean the same: two characters in a row in common, or contained."""
    pairs = {one[at : at + 2] for at in range(len(one) - 1)}
    return any(other[at : at + 2] in pairs for at in range(len(other) - 1)) or (
        one in other or other in one
    )
