"""A text → a clause, of one kind or of several items, or where the reading stopped."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from functools import lru_cache

from zipingbiao.scoring.clause.grammar import phrases as ph
from zipingbiao.scoring.clause.grammar.compose_bands import bands_of
from zipingbiao.scoring.clause.grammar.compose_dates import deadlines_of
from zipingbiao.scoring.clause.grammar.compose_formulas import formula_of
from zipingbiao.scoring.clause.grammar.compose_interpolated import interpolated_of
from zipingbiao.scoring.clause.grammar.compose_proportions import proportional_of
from zipingbiao.scoring.clause.grammar.compose_several import steps_of
from zipingbiao.scoring.clause.grammar.compose_words import dated_schedule, schedule_of, words_of
from zipingbiao.scoring.clause.grammar.gather import gather
from zipingbiao.scoring.clause.grammar.lexer import LONGEST, lex
from zipingbiao.scoring.clause.grammar.names import (
    IN_TIME,
    RATES,
    WITHIN,
)
from zipingbiao.scoring.clause.grammar.noughts import (
    in_time,
    with_each,
    with_noughts,
    with_ones,
    with_wholes,
    within_times,
)
from zipingbiao.scoring.clause.grammar.one_scale import in_one_unit
from zipingbiao.scoring.clause.grammar.parts import (
    gate_of,
    is_full,
    loss_of,
    most_of,
    name_of,
    points_of,
    same_name,
)
from zipingbiao.scoring.clause.grammar.reader import Reader
from zipingbiao.scoring.clause.grammar.scan import scan
from zipingbiao.scoring.clause.grammar.statement import Rule, Statement, Stop, stop, trimmed
from zipingbiao.scoring.clause.model import NOTHING, Additive, Clause
from zipingbiao.scoring.clause.refusals import Contradiction, NotUnderstood
from zipingbiao.values.text import fold


@lru_cache(maxsize=4096)
def parse_clause(text: str) -> Clause | NotUnderstood | Contradiction:
    """Reads a clause. Never raises; where it says `NotUnderstood` the reading stopped there."""
    if len(text) > LONGEST:
        return NotUnderstood(text[LONGEST : LONGEST + 12], LONGEST, "太长，不像一条评分标准")
    reader = Reader(lex(text))
    if not reader.size:
        return NotUnderstood("", 0, "是空的")
    try:
        _refuse_vague(reader)
        return _compose(reader, scan(reader))
    except Stop as stopped:
        return stopped.refusal


def _refuse_vague(reader: Reader) -> None:
    """每增加若干扣0.5分: nobody can count such steps, and no reading of it is right."""
    for place in range(reader.size):
        if reader.kind(place) == "vague":
            raise stop(reader, place, reader.piece(place), "没有说每一步是多少")


def _compose(reader: Reader, phrases: Sequence[ph.Phrase]) -> Clause:
    """The clause that the phrases make. Raises Stop."""
    items = _items(reader, phrases)
    clause: Clause | None = None
    if len(items) > 1:
        with suppress(_NotItems):
            clause = _additive(reader, phrases, items)
    clause = clause or _single(reader, phrases)
    left = reader.left_over()
    if left is not None:
        raise stop(reader, left, reader.piece(left), "这几个字没有用上，不知道它们改变什么")
    return replace(clause, words=reader.lexed.given)


class _NotItems(Exception):
    """The numbers stand before things that earn nothing by themselves."""


def _items(reader: Reader, phrases: Sequence[ph.Phrase]) -> list[list[ph.Phrase]]:
    """What stands behind each number: 1.…；2.…; letters number choices, of which one holds."""
    items: list[list[ph.Phrase]] = []
    for phrase in phrases:
        if isinstance(phrase, ph.Mark):
            if (
                reader.at(phrase.start).text[0].isascii()
                and reader.at(phrase.start).text[0].isalpha()
            ):
                return []
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
    if _one_measure(statements):
        raise _NotItems
    gating = next((one for one in statements if one.gating), None)
    most = None
    if not _is_stepping(statements[-1]):  # what stands last is said of all
        most, statements[-1].most = statements[-1].most, None
    most = most or opening.most
    reader.use(most, opening.floor)
    clauses = tuple(_of(reader, statement) for statement in statements)
    *others, last = clauses
    return Additive(
        items=(*others, replace(last, vetoes=())),
        vetoes=last.vetoes,
        losing=all(_is_losing(statement) for statement in statements),
        most=most.points if most else None,
        gate=gate_of(reader, gating) if gating else None,
        definition=opening.definition,
    )


def _scores(statement: Statement) -> bool:
    return bool(statement.rules or statement.listings)


def _is_stepping(statement: Statement) -> bool:
    return any(isinstance(rule.outcome, ph.Step) for rule in statement.rules)


def _is_losing(statement: Statement) -> bool:
    """Whether it only takes points."""
    return bool(statement.rules) and all(
        isinstance(rule.outcome, ph.Step) and rule.outcome.effect == "loss"
        for rule in statement.rules
    )


def _one_measure(statements: Sequence[Statement]) -> bool:
    """Whether the numbered items are the bands of one measure, not points to be added."""
    rules = [rule for statement in statements for rule in statement.rules]
    if any(len(statement.rules) != 1 for statement in statements):
        return False
    if any(rule.condition is None for rule in rules):
        return False
    return len({name for name in map(_own_name, rules) if name}) <= 1


def _own_name(rule: Rule) -> str:
    return name_of(_name(rule))


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
    _use_unrewarded(reader, statement)
    statement = in_one_unit(statement)
    statement = with_each(reader, with_ones(reader, statement))
    statement = with_wholes(_worded(reader, statement))
    statement = in_time(within_times(reader, statement))
    outcomes = [rule.outcome for rule in statement.rules]
    if any(isinstance(outcome, ph.Interpolated) for outcome in outcomes):
        return interpolated_of(reader, statement)
    if any(isinstance(outcome, ph.Formula) for outcome in outcomes):
        return formula_of(reader, statement)
    if any(isinstance(outcome, ph.Step) for outcome in outcomes):
        return steps_of(reader, statement)
    if any(isinstance(outcome, ph.InProportion) for outcome in outcomes):
        return proportional_of(reader, statement)
    if any(rule.condition is not None for rule in statement.rules):
        statement = with_noughts(reader, statement)
        return dated_schedule(reader, statement) or _thresholds(reader, statement)
    if statement.rules:
        return deadlines_of(reader, statement) or words_of(reader, statement)
    if statement.aims:
        aim = statement.aims[0]
        raise stop(reader, aim.start, reader.piece(aim.start), "条件后面没有说得多少分")
    raise stop(reader, 0, reader.size, "没有读到怎样得分或扣分")


def _use_unrewarded(reader: Reader, statement: Statement) -> None:
    """超过目标值的不加分 goes without saying, but where points are added."""
    outcomes = [rule.outcome for rule in statement.rules]
    adding = any(isinstance(one, ph.Step) and one.effect == "gain" for one in outcomes)
    if not adding and outcomes:
        reader.use(*statement.unrewarded)


def _worded(reader: Reader, statement: Statement) -> Statement:
    """完成, 未完成 that no target is named for are words, unless all rules hang on them."""
    soft = [rule for rule in statement.rules if rule.condition is not None and rule.condition.soft]
    timed = [rule for rule in statement.rules if _is_timed(rule)]
    if not timed and (not soft or all(map(_hangs_on_target, statement.rules))):
        return statement
    soft += timed
    rules = [_in_words(reader, rule) if rule in soft else rule for rule in statement.rules]
    return replace(statement, rules=rules)


def _is_timed(rule: Rule) -> bool:
    """按时完成任务 is more than the number of a target."""
    ahead = rule.condition is not None and rule.condition.scale == "ahead"
    timed = IN_TIME.search(rule.words) or WITHIN.search(fold(rule.words))
    return ahead and timed is not None


def _hangs_on_target(rule: Rule) -> bool:
    """Whether it says what is earned by how far the target is reached, or takes everything."""
    if loss_of(rule):
        return False
    if rule.condition is not None or rule.otherwise is not None:
        return True
    return points_of(rule) == NOTHING or not isinstance(rule.outcome, ph.Award)


def _in_words(reader: Reader, rule: Rule) -> Rule:
    """The rule with its condition as words."""
    assert rule.condition is not None
    start = rule.text[0] if rule.text[0] < rule.text[1] else rule.condition.start
    text = (start, rule.condition.end)
    return replace(rule, condition=None, words=trimmed(reader.words(*text)), text=text)


def _thresholds(reader: Reader, statement: Statement) -> Clause:
    """Bands of one measure, or one item for each of several measures."""
    groups = _subjects(reader, statement.rules)
    if len(groups) == 1:
        return bands_of(reader, statement)
    items = []
    for rules in groups:
        part = replace(statement, rules=rules, most=None, definitions=[])
        conditional = any(rule.condition is not None for rule in rules)
        if conditional and all(not is_full(rule) for rule in rules):
            one = rules[0]
            raise stop(reader, one.start, one.end, "不知道它与前后的条件怎样合用")
        items.append(bands_of(reader, part) if conditional else words_of(reader, part))
    return Additive(
        items=tuple(items), most=most_of(reader, statement), definition=statement.definition
    )


def _subjects(reader: Reader, rules: Sequence[Rule]) -> list[list[Rule]]:
    """Rules by what they are about; one without a name is about the same as the one before."""
    groups: list[list[Rule]] = []
    name = ""
    for rule in rules:
        own = _own_name(rule)
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
    worded = rule.condition is None and not rule.otherwise
    return worded and points_of(rule) != NOTHING


def _is_other(reader: Reader, last: Rule, rule: Rule, own: str, name: str) -> bool:
    """Whether a rule is about another measure than the one before; in a sentence of its own."""
    named = not same_name(name, own)
    if named and RATES.search(own) and RATES.search(name):
        return True
    worded = _is_manual(last) and not rule.otherwise and points_of(rule) != NOTHING
    return (named or worded) and _apart(reader, last, rule)


def _apart(reader: Reader, one: Rule, other: Rule) -> bool:
    """Whether a sentence ends between two rules."""
    between = range(one.end, other.start + 1)
    return any(reader.kind(at) in ("strong", "mark") for at in between)


def _name(rule: Rule) -> str:
    if rule.condition is None or rule.otherwise:
        return ""
    return rule.words or rule.condition.name
