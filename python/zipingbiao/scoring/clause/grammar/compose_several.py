"""Rules with steps → one clause of them: in one direction, in both, or of several faults."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from zipingbiao.scoring.clause.grammar import phrases as ph
from zipingbiao.scoring.clause.grammar.compose_stages import is_staged, staged_of
from zipingbiao.scoring.clause.grammar.compose_steps import one_of, step_in_unit
from zipingbiao.scoring.clause.grammar.leads import led, less_saved
from zipingbiao.scoring.clause.grammar.one_scale import as_named_change, on_one_scale
from zipingbiao.scoring.clause.grammar.parts import is_full, losing, loss_of, points_of, vetoes
from zipingbiao.scoring.clause.grammar.reader import Reader
from zipingbiao.scoring.clause.grammar.starts import step_of
from zipingbiao.scoring.clause.grammar.statement import Rule, Statement, clash, stop
from zipingbiao.scoring.clause.model import (
    ALL,
    NOTHING,
    Additive,
    Judged,
    Points,
    Span,
    Steps,
    TwoWay,
)


def steps_of(reader: Reader, statement: Statement) -> Steps | TwoWay | Additive:
    """The clause of a statement with steps in it."""
    rules = [step_in_unit(reader, statement, led(reader, one)) for one in statement.rules]
    statement = replace(statement, rules=as_named_change(less_saved(rules)))
    core = [rule for rule in statement.rules if isinstance(rule.outcome, ph.Step) or is_full(rule)]
    unified = dict(zip(map(id, core), on_one_scale(reader, statement, core), strict=True))
    statement = replace(statement, rules=[unified.get(id(one), one) for one in statement.rules])
    stepping = [rule for rule in statement.rules if isinstance(rule.outcome, ph.Step)]
    if len(stepping) == 1 and step_of(stepping[0]).way in ("both", "apart"):
        inside = _range_of(statement, stepping[0])
        if inside is not None and not _falls_short(stepping[0], inside):
            return _around(reader, statement, stepping[0], inside)
        if step_of(stepping[0]).way == "both":
            return _either_way(reader, statement, stepping[0])
    once = [rule for rule in statement.rules if loss_of(rule) and rule.condition is None]
    if len(stepping) == 2 and not once and _opposite(stepping):
        return _both_ways(reader, statement, stepping)
    if not once and is_staged(stepping):
        return staged_of(reader, statement, stepping)
    if len(stepping) + len(once) > 1:
        return _several(reader, statement, [*stepping, *once])
    return one_of(reader, statement, stepping[0])


# More than one step


def _opposite(stepping: Sequence[Rule]) -> bool:
    """Whether one adds and one takes points, in opposite directions."""
    one, other = map(step_of, stepping)
    if {one.way, other.way} != {"up", "down"}:
        return False
    return {one.effect, other.effect} == {"gain", "loss"} or (
        one.quantity.percent and other.quantity.percent and one.effect == other.effect == "loss"
    )


def _either_way(reader: Reader, statement: Statement, rule: Rule) -> TwoWay:
    """每超过（降低）1个百分点扣0.2分: the same on both sides."""
    sides = [replace(rule, outcome=replace(step_of(rule), way=way)) for way in ("up", "down")]
    others = [other for other in statement.rules if other is not rule]
    return _both_ways(reader, replace(statement, rules=[*others, *sides]), sides)


def _range_of(statement: Statement, rule: Rule) -> Rule | None:
    """在40%-60%之间得满分: what is left on either side by 每偏离1个百分点."""
    full = next((one for one in statement.rules if is_full(one)), None)
    one, beyond = full.condition if full is not None else None, rule.condition
    if one is None or step_of(rule).aim or one.scale not in ("value", "rate"):
        return None
    if beyond is not None and (beyond.span.low, beyond.span.high, beyond.span.outside) != (
        one.span.low, one.span.high, True,
    ):  # fmt: skip
        return None
    low, high = one.span.low, one.span.high
    both = low is not None and high is not None and (low < high or low != 0)
    return full if both and not one.span.outside and not one.absolute else None


def _falls_short(rule: Rule, full: Rule) -> bool:
    """完整率100%得3分，每差1个百分点: what is lacking of it, not what lies on either side."""
    one = full.condition
    return step_of(rule).verb == "差" and one is not None and one.span.low == one.span.high


def _around(reader: Reader, statement: Statement, rule: Rule, full: Rule) -> TwoWay:
    """Steps above the range and below it."""
    one = full.condition
    others = [other for other in statement.rules if other not in (rule, full)]
    rule.use(reader)
    if one is None:
        raise stop(reader, full.start, full.end, "看不出从多少起算")

    def side(way: ph.Way, span: Span) -> Steps:
        part = replace(rule, condition=None, outcome=replace(step_of(rule), way=way))
        bound = replace(full, condition=replace(one, span=span))
        found = one_of(reader, replace(statement, rules=[*others, bound, part]), part)
        return replace(found, vetoes=(), definition="")

    upper = side("up", Span(None, one.span.high, False, True))
    lower = side("down", Span(one.span.low, None, True))
    return TwoWay(upper=upper, lower=lower, vetoes=vetoes(reader, others),
                  definition=statement.definition)  # fmt: skip


def _both_ways(reader: Reader, statement: Statement, stepping: Sequence[Rule]) -> TwoWay:
    """每超过1个百分点加0.4分；每低1个百分点扣1分: each from the same start."""
    others = [rule for rule in statement.rules if rule not in stepping]
    parts = []
    for rule in stepping:
        part = replace(statement, rules=[*others, rule])
        limited = part.most.effect == "loss" if part.most else False
        if limited != (step_of(rule).effect == "loss"):
            part.most = None
        parts.append(replace(one_of(reader, part, rule), vetoes=(), definition=""))
    upper, lower = parts if parts[0].up else reversed(parts)
    if (upper.start, upper.full, upper.measure) != (lower.start, lower.full, lower.measure):
        spots = [(rule.start, rule.end) for rule in stepping]
        raise clash(reader, spots, "起点不同")
    return TwoWay(
        upper=upper, lower=lower, vetoes=vetoes(reader, others), definition=statement.definition
    )


def _several(reader: Reader, statement: Statement, taking: list[Rule]) -> Additive:
    """Several kinds of faults that each take points from one score."""
    items: list[Steps | Judged] = []
    taking = sorted(taking, key=lambda rule: rule.start)
    most = _most_of_all(reader, statement, taking)
    for rule in taking:
        if isinstance(rule.outcome, ph.Award):
            if any(token.kind == "num" for token in reader.tokens[rule.start : rule.outcome.start]):
                raise stop(reader, rule.start, rule.end, "看不出这些分数是累加还是分档")
            items.append(losing(reader, rule))
            continue
        step = step_of(rule)
        if step.quantity.percent or step.effect == "gain" or rule.condition is not None:
            raise stop(reader, rule.start, rule.end, "一条里有两种加减分的办法")
        item = one_of(reader, Statement(rules=[rule], floor=statement.floor), rule)
        if not item.counted:
            raise stop(reader, rule.start, rule.end, "一条里有两种加减分的办法")
        items.append(item)
    named = [(item.measure.name, item.measure.unit) for item in items if isinstance(item, Steps)]
    if len(set(named)) < len(named):
        raise stop(reader, taking[0].start, taking[-1].end, "看不出这几种扣分各管什么")
    rest = [rule for rule in statement.rules if rule not in taking]
    for rule in rest:
        if rule.condition or points_of(rule) not in (NOTHING, ALL) or rule.otherwise:
            raise stop(reader, rule.start, rule.end, "不知道它与几种扣分怎样合用")
        if points_of(rule) == ALL:
            rule.use(reader)
    return Additive(
        items=tuple(items),
        losing=True,
        most=most,
        vetoes=vetoes(reader, rest),
        definition=statement.definition,
    )


def _most_of_all(reader: Reader, statement: Statement, taking: list[Rule]) -> Points | None:
    """最多扣5分 behind the last of several faults is said of all of them."""
    own = [rule for rule in taking if rule.most is not None]
    if len(taking) > 1 and own == [taking[-1]] and statement.most is None:
        statement.most = taking[-1].most
        taking[-1] = replace(taking[-1], most=None)
    most = statement.most
    reader.use(most)
    return most.points if most else None
