"""Rules with steps → Steps: where they start, which way they go, what they take or give."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from zipingbiao.scoring.clause import phrases as ph
from zipingbiao.scoring.clause.compose_bands import exceptions
from zipingbiao.scoring.clause.gather import Rule, Statement, clash, stop
from zipingbiao.scoring.clause.model import (
    ALL,
    HUNDRED,
    NOTHING,
    ZERO,
    Additive,
    Judged,
    Measure,
    Partial,
    Points,
    Steps,
)
from zipingbiao.scoring.clause.parts import gate_of, loss_of, measure_of, points_of, vetoes
from zipingbiao.scoring.clause.reader import Reader


def steps_of(reader: Reader, statement: Statement) -> Steps | Additive:
    """The clause of a statement with steps in it."""
    stepping = [rule for rule in statement.rules if isinstance(rule.outcome, ph.Step)]
    losing = [rule for rule in statement.rules if _loses_once(rule)]
    if len(stepping) + len(losing) > 1:
        return _several(reader, statement, [*stepping, *losing])
    return _one(reader, statement, stepping[0])


def _loses_once(rule: Rule) -> bool:
    """未公开的扣2分 beside steps."""
    lost = isinstance(rule.outcome, ph.Award) and rule.outcome.effect == "loss"
    return lost and not _has_threshold(rule)


def _several(reader: Reader, statement: Statement, losing: list[Rule]) -> Additive:
    """Several kinds of faults that each take points from one score."""
    items: list[Steps | Judged] = []
    for rule in sorted(losing, key=lambda rule: rule.start):
        if isinstance(rule.outcome, ph.Award):
            if any(token.kind == "num" for token in reader.tokens[rule.start : rule.outcome.start]):
                raise stop(reader, rule.start, rule.end, "看不出这些分数是累加还是分档")
            items.append(loss_of(reader, rule))
            continue
        step = _step(rule)
        if step.quantity.percent or step.effect == "gain" or _has_threshold(rule):
            raise stop(reader, rule.start, rule.end, "一条里有两种加减分的办法")
        items.append(_one(reader, Statement(rules=[rule]), rule))
    named = [(item.measure.name, item.measure.unit) for item in items if isinstance(item, Steps)]
    if len(set(named)) < len(named):
        raise stop(reader, losing[0].start, losing[-1].end, "看不出这几种扣分各管什么")
    rest = [rule for rule in statement.rules if rule not in losing]
    for rule in rest:
        if _has_threshold(rule) or points_of(rule) not in (NOTHING, ALL) or rule.otherwise:
            raise stop(reader, rule.start, rule.end, "不知道它与几种扣分怎样合用")
    return Additive(
        items=tuple(items),
        losing=True,
        most=statement.most.points if statement.most else None,
        vetoes=vetoes(rest),
        definition=statement.definition,
    )


def _has_threshold(rule: Rule) -> bool:
    return isinstance(rule.condition, ph.Threshold)


def _step(rule: Rule) -> ph.Step:
    assert isinstance(rule.outcome, ph.Step)
    return rule.outcome


def _one(reader: Reader, statement: Statement, rule: Rule) -> Steps:
    """The one rule with steps and what stands around it."""
    step = _step(rule)
    if step.quantity.value == 0:
        raise clash(reader, [(rule.start, rule.end)], "每一步的大小是 0")
    if step.points.amount == 0:
        raise clash(reader, [(rule.start, rule.end)], "每一步的分数是 0")
    rest = [other for other in statement.rules if other is not rule]
    full_rule = next((other for other in rest if _is_full(other)), None)
    counted = _is_counted(reader, rule, rest)
    start, up = (ZERO, True) if counted else _start(reader, statement, rule, full_rule)
    others = [other for other in rest if other is not full_rule]
    full = _full(reader, statement, full_rule, step)
    _check_rest(reader, others)
    clause = Steps(
        measure=_measure(reader, statement, rule, counted),
        start=start,
        step=step.quantity.value,
        points=step.points,
        up=up,
        gain=step.effect == "gain",
        full=full,
        floor=statement.floor.points if statement.floor else NOTHING,
        most=_most(statement, step, full),
        inclusive=step.inclusive,
        partial=_partial(reader, statement, step),
        counted=counted,
        bands=exceptions(reader, [other for other in others if _has_threshold(other)]),
        gate=gate_of(statement),
        vetoes=vetoes(others),
        definition=statement.definition,
    )
    _check_bounds(reader, statement, rule, clause)
    return clause


def _check_rest(reader: Reader, others: list[Rule]) -> None:
    """Beside the steps only exceptions by number and what earns nothing can stand."""
    for rule in others:
        nothing = isinstance(rule.outcome, ph.Award) and rule.outcome.points == NOTHING
        if not _has_threshold(rule) and (not nothing or rule.otherwise):
            raise stop(reader, rule.start, rule.end, "不知道它与每一步的加减怎样合用")


def _is_full(rule: Rule) -> bool:
    """Whether the rule says from where the full score is left."""
    award = rule.outcome
    if not isinstance(award, ph.Award) or award.effect != "gain" or award.points is None:
        return False
    return award.points != NOTHING and not rule.otherwise


def _is_counted(reader: Reader, rule: Rule, rest: list[Rule]) -> bool:
    """Whether the value is a number of faults, days or items and not a measure."""
    step = _step(rule)
    if step.quantity.percent or step.origin is not None:
        return False
    if isinstance(rule.condition, ph.Threshold):
        return False
    full = next((other for other in rest if _is_full(other)), None)
    if full is not None and isinstance(full.condition, ph.Threshold):
        if full.condition.percent:
            return (
                _is_whole(full.condition)
                and step.way in ("down", "up")
                and bool(step.quantity.unit)
            )
        return _is_nothing(full.condition) and step.way != "down"
    return bool(step.quantity.unit)


def _is_whole(condition: ph.Threshold) -> bool:
    """100 %: nothing is missing, and what is missing can be counted."""
    return condition.span.low == HUNDRED


def _is_nothing(condition: ph.Threshold) -> bool:
    return condition.span.high == ZERO


def _start(
    reader: Reader, statement: Statement, rule: Rule, full: Rule | None
) -> tuple[Decimal, bool]:
    """Where the steps begin and whether they count upward."""
    step = _step(rule)
    up = _direction(reader, rule, full)
    said = _said_starts(statement, rule, full, up)
    numbers = {start for start, _ in said}
    if len(numbers) > 1:
        raise clash(reader, [place for _, place in said], "起扣点前后不一")
    if said:
        return said[0][0], up
    if step.way == "apart":
        return ZERO, True
    if step.aim or any(isinstance(one.condition, ph.Target) for one in statement.rules):
        return (statement.aim.span.low or HUNDRED if statement.aim else HUNDRED), up
    raise stop(reader, rule.start, rule.end, "没有说从多少起算")


def _direction(reader: Reader, rule: Rule, full: Rule | None) -> bool:
    """Up or down: what the verb says, and which side of the thresholds the steps are on."""
    step = _step(rule)
    sides = _sides(rule, full)
    said = {way == "up" for way in (step.way,) if way in ("up", "down")}
    if len(said | {up for up, _ in sides}) > 1:
        spots = [(rule.start, rule.end), *(place for _, place in sides)]
        raise clash(reader, sorted(set(spots)), "说的方向相反")
    if said or sides:
        return said.pop() if said else sides[0][0]
    if step.way == "apart":
        return True
    if isinstance(full and full.condition, ph.Target) or step.aim:
        return False
    raise stop(reader, rule.start, rule.end, "没有说是高出扣分还是低于扣分")


def _sides(rule: Rule, full: Rule | None) -> list[tuple[bool, tuple[int, int]]]:
    """Which way each one-sided threshold puts the steps, and where it stands."""
    sides = []
    for condition, inside in ((rule.condition, True), (full and full.condition, False)):
        if not isinstance(condition, ph.Threshold) or condition.span.outside:
            continue
        span = condition.span
        if (span.low is None) != (span.high is None):
            # What gives the full score is left by the steps; a gain goes on into it.
            within = inside or _step(rule).effect == "gain"
            sides.append(((span.high is None) == within, (condition.start, condition.end)))
    return sides


def _said_starts(
    statement: Statement, rule: Rule, full: Rule | None, up: bool
) -> list[tuple[Decimal, tuple[int, int]]]:
    """The starts that are stated: by the step, by its condition, by where the score is full."""
    step = _step(rule)
    said: list[tuple[Decimal, tuple[int, int]]] = []
    if step.origin is not None:
        said.append((step.origin.value, (step.start, step.origin.next)))
    if isinstance(rule.condition, ph.Threshold):
        span = rule.condition.span
        end = span.low if up else span.high
        if end is not None:
            said.append((end, (rule.condition.start, rule.condition.end)))
    if full is not None and isinstance(full.condition, ph.Threshold):
        span = full.condition.span
        end = (span.high if span.high is not None else span.low) if up else span.low
        if step.effect == "gain":
            end = span.low if up else span.high
        if end is None:
            end = span.high if span.high is not None else span.low
        if end is not None and not span.outside:
            said.append((end, (full.condition.start, full.condition.end)))
    return said


def _full(reader: Reader, statement: Statement, full: Rule | None, step: ph.Step) -> Points:
    """What is earned before the first step."""
    found = points_of(full) if full is not None else None
    if step.effect == "gain":
        return found or NOTHING
    most = statement.most
    if most is None or most.effect != "gain" or most.points is None:
        return found or ALL
    if found not in (None, ALL, most.points):
        places = [(phrase.start, phrase.end) for phrase in (full, most) if phrase is not None]
        raise clash(reader, places, "两处说的满分不同")
    return most.points


def _most(statement: Statement, step: ph.Step, full: Points) -> Points | None:
    """The most that the steps take or give; 最高得5分 beside losses is the full score.

    最多加2分 comes on top of what is earned without steps.
    """
    most = statement.most
    if most is None or most.points is None or (step.effect == "loss" and most.effect == "gain"):
        return None
    if most.added and full != NOTHING and full.of_weight == most.points.of_weight:
        return Points(full.amount + most.points.amount, full.of_weight)
    return most.points


def _measure(reader: Reader, statement: Statement, rule: Rule, counted: bool) -> Measure:
    """What is measured; of faults, what they are."""
    step = _step(rule)
    if counted:
        name = step.thing or rule.words
        return Measure(name=name, unit=step.quantity.unit)
    found = measure_of(reader, statement.rules)
    if not any(_has_threshold(one) for one in statement.rules):
        found = replace(found, name=found.name or rule.words, percent=step.quantity.percent)
    if _units_differ(statement, found, step):
        raise stop(reader, rule.start, rule.end, "起扣点和每一步的单位不同")
    unit = "" if step.quantity.percent else found.unit or step.quantity.unit
    found = replace(found, percent=step.quantity.percent)
    absolute = found.absolute or step.way == "apart"
    return replace(found, unit=unit, absolute=absolute)


def _units_differ(statement: Statement, found: Measure, step: ph.Step) -> bool:
    """Whether the thresholds are of another unit than the step; 0 is 0 in any unit."""
    conditions = [one.condition for one in statement.rules]
    spans = [one.span for one in conditions if isinstance(one, ph.Threshold)]
    if all(not span.low and not span.high for span in spans):
        return False
    if found.percent != step.quantity.percent:
        return True
    return bool(found.unit and step.quantity.unit and found.unit != step.quantity.unit)


def _partial(reader: Reader, statement: Statement, step: ph.Step) -> Partial | None:
    """What the clause itself says of a part of a step."""
    part = statement.part
    if part is None:
        return None
    if part.quantity.value != step.quantity.value:
        spots = [(step.start, step.end), (part.start, part.end)]
        raise clash(reader, spots, "两处说的每一步大小不同")
    return "ceil" if part.ceil else "floor"


def _check_bounds(reader: Reader, statement: Statement, rule: Rule, clause: Steps) -> None:
    """A floor above the full score, or a cap below the floor, can't hold."""
    floor, most = statement.floor, statement.most
    spots = [(phrase.start, phrase.end) for phrase in (most, floor) if phrase is not None]
    full = clause.full
    if floor and not full.of_weight and not clause.gain and clause.floor.amount > full.amount:
        raise clash(reader, spots, "保底分高于满分")
    if most is None or clause.most is None or clause.most.of_weight:
        return
    cap = clause.most.amount
    if clause.gain and cap < clause.floor.amount:
        raise clash(reader, spots, "封顶分低于保底分")
    if cap < clause.points.amount and not clause.points.of_weight:
        raise clash(reader, [(rule.start, rule.end), *spots], "最多的分数还不到一步的分数")
    if clause.gain and not full.of_weight and cap < full.amount:
        raise clash(reader, [(rule.start, rule.end), *spots], "封顶分低于基础分")
