"""A rule with steps → Steps: where they start, which way they go, what they take or give."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from zipingbiao.scoring.clause.amounts import THOUSANDS
from zipingbiao.scoring.clause.grammar import phrases as ph
from zipingbiao.scoring.clause.grammar.compose_bands import exceptions, sides_of
from zipingbiao.scoring.clause.grammar.names import (
    DATED,
    FAULTY,
    LATER,
    SIDES,
    SIGNLESS,
    TWISTED,
    WITHIN,
)
from zipingbiao.scoring.clause.grammar.parts import (
    check_region,
    check_vetoes,
    check_worded,
    gate_of,
    is_full,
    measure_of,
    name_of,
    named,
    points_of,
    same_unit,
    thresholds_of,
    vetoes,
)
from zipingbiao.scoring.clause.grammar.reader import Reader
from zipingbiao.scoring.clause.grammar.starts import (
    LACKING,
    SINCE_BEFORE,
    Base,
    base_of,
    beyond_start,
    of_bound,
    step_of,
)
from zipingbiao.scoring.clause.grammar.statement import Rule, Statement, clash, stop
from zipingbiao.scoring.clause.model import (
    ALL,
    NOTHING,
    ONE,
    Measure,
    Partial,
    Points,
    Steps,
)
from zipingbiao.scoring.clause.values import unit_factor
from zipingbiao.values.text import fold

#: What lags behind: 工程进度滞后的，每滞后5%.
_LAGGING: Final = re.compile(f"(?:进度|工期|时间)(?:{LATER})$")
#: What is held against last year, and nothing else.
_SINCE: Final = frozenset(("than", "weak", "glue"))


def one_of(reader: Reader, statement: Statement, rule: Rule) -> Steps:
    """The one rule with steps and what stands around it."""
    _check_size(reader, rule)
    rest = [other for other in statement.rules if other is not rule]
    full_rule = next((other for other in rest if is_full(other)), None)
    rule = of_bound(reader, statement, rule, full_rule)
    step = step_of(rule)
    base = base_of(reader, statement, rule, full_rule)
    others = [beyond_start(reader, other, base, step) for other in rest if other is not full_rule]
    full = _full(reader, statement, full_rule, rule)
    check_vetoes(reader, [other for other in others if other.condition is None or other.otherwise])
    measure = _measure(reader, statement, rule, base)
    check_worded(reader, others, measure.unit)
    _check_words(reader, rule, base)
    deadline = _deadline(reader, statement, base, full_rule, step)
    if _most_within(rule, full) is None:
        check_region(reader, rule.condition, base.start, others)
    rule.use(reader)
    if full_rule is not None:
        check_region(reader, full_rule.condition, base.start, others, ends=True)
        full_rule.use(reader, kept=bool(deadline) or _names_all(reader, full_rule, step))
    clause = Steps(
        measure=measure,
        start=base.start,
        step=step.quantity.value,
        points=step.points,
        up=base.up,
        gain=step.effect == "gain",
        full=full,
        floor=_floor(reader, statement),
        most=_most(reader, statement, rule, full),
        inclusive=step.inclusive,
        partial=_partial(reader, statement, step),
        counted=base.counted,
        bands=exceptions(
            reader,
            [other for other in others if other.condition],
            measure,
            sides=sides_of(base.start, base.up),
            start=base.start,
        ),
        gate=gate_of(reader, statement),
        vetoes=vetoes(reader, others),
        definition="；".join(filter(None, [deadline, statement.definition])),
    )
    _check_bounds(reader, statement, rule, clause)
    if clause.counted:
        _check_numbers(reader, others)
    return clause


def _check_size(reader: Reader, rule: Rule) -> None:
    """Steps of nothing, or for nothing, can't be meant. Raises Stop."""
    step = step_of(rule)
    if step.quantity.value == 0:
        raise clash(reader, [(rule.start, rule.end)], "每一步的大小是 0")
    if step.points.amount == 0:
        raise clash(reader, [(rule.start, rule.end)], "每一步的分数是 0")


def _use_within(reader: Reader, statement: Statement) -> None:
    """应在30日内完成。每逾期1天…: within how long is kept with the clause."""
    for place in (at for spot in statement.explained for at in range(*spot)):
        number = reader.quantity(place)
        if number is not None and WITHIN.match(reader.plain(place, number.next + 1)):
            reader.use_between(place, number.next + 1)


def _deadline(
    reader: Reader, statement: Statement, base: Base, full: Rule | None, step: ph.Step
) -> str:
    """12月31日前完成, 30日内完成: until when, which a date is held against."""
    if base.counted and step.way == "late":
        _use_within(reader, statement)
    if full is None or not base.counted:
        return ""
    within = step.way == "late" and WITHIN.search(fold(full.words))
    return full.words if within or DATED.search(full.words) else ""


def _check_words(reader: Reader, rule: Rule, base: Base) -> None:
    """逾期的，每低1%扣1分: steps that have a condition of their own in words. Raises Stop."""
    start, end = rule.text
    if base.scale == "change" and all(reader.kind(at) in _SINCE for at in range(start, end)):
        reader.use_between(start, end)  # 与上年相比每增加1起
        return
    if base.scale == "change" and SINCE_BEFORE.search(rule.words):
        reader.use_between(start, end)
        return
    thing = "" if base.counted else step_of(rule).thing
    if TWISTED.search(thing) or (base.scale != "value" and TWISTED.search(rule.words)):
        raise stop(reader, rule.start, rule.end, "看不出什么时候扣分")
    last = end - 1
    while last > start and reader.kind(last) in ("weak", "list"):
        last -= 1
    conditional = reader.at(last).text == "的" and rule.condition is None and not base.counted
    told = {"text"} | ({"late"} - {step_of(rule).way})
    step = step_of(rule)
    over = step.way == "up" and not step.quantity.percent
    if over and SIDES["over"].search(name_of(rule.words)):
        told.discard("text")  # 资产配置超标准的，每超1台
    if step.way == "late" and _LAGGING.search(name_of(rule.words)):
        told.discard("text")
    if conditional and any(reader.kind(at) in told for at in range(start, last)):
        raise stop(reader, rule.start, rule.end, "看不出什么时候扣分")


def _names_all(reader: Reader, full: Rule, step: ph.Step) -> bool:
    """4项均完成得4分，每缺1项扣1分: how many there are, of which some lack."""
    numbers = [at for at in range(*full.text) if reader.kind(at) == "num"]
    if TWISTED.search(full.words):
        return False
    lacking = step.verb in LACKING or FAULTY.match(step.thing) is not None
    return lacking and all(same_unit(reader.at(at + 1).text, step.quantity.unit) for at in numbers)


def step_in_unit(reader: Reader, statement: Statement, rule: Rule) -> Rule:
    """0.5万亩 and steps of 500亩: the step in the unit of the thresholds. Raises Stop for 500."""
    if not isinstance(rule.outcome, ph.Step):
        return rule
    size = rule.outcome.quantity
    bounds = [one for one in thresholds_of(statement.rules) if one.unit]
    units = [one.unit for one in bounds]
    ends = [abs(end) for one in bounds for end in (one.span.low, one.span.high) if end is not None]
    if not units:
        return rule
    bare = not size.unit and not size.percent and units[0].startswith(THOUSANDS)
    if bare and size.value > max(ends, default=size.value):
        raise stop(reader, rule.start, rule.end, "看不出每一步是多少，请写上单位")
    return replace(rule, outcome=replace(rule.outcome, quantity=_in_unit(size, units[0])))


def _in_unit(size: ph.Quantity, unit: str) -> ph.Quantity:
    """500亩 as 0.05万亩; what is not measured alike stays."""
    factor = unit_factor(size.unit, unit) if size.unit else None
    return size if factor in (None, ONE) else size._replace(value=size.value * factor, unit=unit)


def _check_numbers(reader: Reader, others: Sequence[Rule]) -> None:
    """1项扣2分，2项扣5分: of 3 nothing is said, where the second is more than two of the first."""
    ended = any(one.span.high is None for one in thresholds_of(others))
    for other in others:
        span = other.condition.span if other.condition is not None else None
        if span is not None and span.low == span.high and not ended:
            raise stop(reader, other.start, other.end, "看不出这些分数是累加还是分档")


# What it takes or gives


def _full(reader: Reader, statement: Statement, full: Rule | None, rule: Rule) -> Points:
    """What is earned before the first step."""
    step = step_of(rule)
    found = points_of(full) if full is not None else None
    if full is not None and full.condition is None and not full.words:
        late = step.effect == "gain" and full.start > rule.start
        if late or (found is not None and found.of_weight and found != ALL):
            raise stop(reader, full.start, full.end, "没有说什么情况得分")
    if step.effect == "gain":
        return found or NOTHING
    most = next((one for one in (rule.most, statement.most) if one and one.effect == "gain"), None)
    if most is None or most.points is None:
        return found or ALL
    reader.use(most)
    if found not in (None, ALL, most.points):
        places = [(phrase.start, phrase.end) for phrase in (full, most) if phrase is not None]
        raise clash(reader, places, "两处说的满分不同")
    return most.points


def _most(reader: Reader, statement: Statement, rule: Rule, full: Points) -> Points | None:
    """The most that the steps take or give; 最高得5分 beside losses is the full score.

    最多加2分 comes on top of what is earned without steps.
    """
    step = step_of(rule)
    found = [one for one in (rule.most, statement.most) if one is not None]
    limits = [one for one in found if one.effect in (None, step.effect)]
    reader.use(*limits)
    amounts = [_limit(one, full) for one in limits if one.points]
    if not amounts:
        return _most_within(rule, full)
    if len(set(amounts)) > 1:
        raise clash(reader, [(one.start, one.end) for one in limits], "两处说的上限不同")
    return amounts[0]


def _most_within(rule: Rule, full: Points) -> Points | None:
    """80%-100%之间每增加5个百分点得1分: nothing more is earned beyond that."""
    step, region = step_of(rule), rule.condition.span if rule.condition else None
    if step.effect == "loss" or region is None or region.low is None or region.high is None:
        return None
    if full.of_weight or step.points.of_weight or region.outside:
        return None
    steps = (region.high - region.low) // step.quantity.value
    return Points(full.amount + steps * step.points.amount)


def _limit(most: ph.Most, full: Points) -> Points:
    assert most.points is not None
    if most.added and full != NOTHING and full.of_weight == most.points.of_weight:
        return Points(full.amount + most.points.amount, full.of_weight)
    return most.points


def _floor(reader: Reader, statement: Statement) -> Points:
    reader.use(statement.floor)
    return statement.floor.points if statement.floor else NOTHING


def _measure(reader: Reader, statement: Statement, rule: Rule, base: Base) -> Measure:
    """What is measured; of faults, what they are."""
    step = step_of(rule)
    if base.counted:
        if not step.thing:
            reader.use_words(*rule.text)
        return Measure(name=step.thing or rule.words, unit=step.quantity.unit)
    found = measure_of(reader, statement, statement.rules)
    if not thresholds_of(statement.rules):
        name = found.name or name_of(rule.words) or (step.verb if step.way == "late" else "")
        signless = found.absolute or SIGNLESS.search(rule.words) is not None
        found = replace(found, name=name, percent=step.quantity.percent, absolute=signless)
        reader.use_words(*rule.text)
    against = base.scale in ("above", "ahead")
    found = replace(found, name="" if against else found.name)
    if not (against and not base.start) and _units_differ(statement, found, step):
        raise stop(reader, rule.start, rule.end, "起扣点和每一步的单位不同")
    unit = "" if step.quantity.percent else (not against and found.unit) or step.quantity.unit
    absolute = found.absolute or (step.way == "apart" and base.up) or step.absolute
    scale = "off" if (found.scale, base.scale) == ("off", "value") else base.scale
    return named(replace(found, percent=step.quantity.percent, unit=unit, scale=scale,
                         absolute=absolute and not against and scale != "off"))  # fmt: skip


def _units_differ(statement: Statement, found: Measure, step: ph.Step) -> bool:
    """Whether the thresholds are of another unit than the step; 0 is 0 in any unit."""
    spans = [one.span for one in thresholds_of(statement.rules)]
    if all(not span.low and not span.high for span in spans):
        return False
    if found.percent != step.quantity.percent:
        return True
    each = found.unit.partition("/")[0]  # 3000元/人, and steps of 100元
    return bool(found.unit) and not any(
        same_unit(unit, step.quantity.unit or unit) for unit in (found.unit, each)
    )


def _partial(reader: Reader, statement: Statement, step: ph.Step) -> Partial | None:
    """What the clause itself says of a part of a step."""
    part = statement.part or step.part
    if part is None:
        return None
    reader.use(part)
    if _in_unit(part.quantity, step.quantity.unit)[:2] != step.quantity[:2]:
        spots = [(step.start, step.end), (part.start, part.end)]
        raise clash(reader, spots, "两处说的每一步大小不同")
    return "ceil" if part.ceil else "floor"


def _check_bounds(reader: Reader, statement: Statement, rule: Rule, clause: Steps) -> None:
    """A floor above the full score, or a cap below the floor, can't hold."""
    floor, most = statement.floor, rule.most or statement.most
    spots = [(phrase.start, phrase.end) for phrase in (most, floor) if phrase is not None]
    full = clause.full
    if floor and not full.of_weight and not clause.gain and clause.floor.amount > full.amount:
        raise clash(reader, spots, "保底分高于满分")
    if clause.gain and full == ALL:
        raise stop(reader, rule.start, rule.end, "满分之上不能再加分")
    if most is None or clause.most is None or clause.most.of_weight:
        return
    cap = clause.most.amount
    if clause.gain and cap < clause.floor.amount:
        raise clash(reader, spots, "封顶分低于保底分")
    if cap < clause.points.amount and not clause.points.of_weight:
        raise clash(reader, [(rule.start, rule.end), *spots], "最多的分数还不到一步的分数")
    if clause.gain and not full.of_weight and cap < full.amount:
        raise clash(reader, [(rule.start, rule.end), *spots], "封顶分低于基础分")
