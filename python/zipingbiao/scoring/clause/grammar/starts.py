"""From where steps count: a number that is stated, a target, or nothing where faults count."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final, NamedTuple

from zipingbiao.domain.wording import is_unwanted
from zipingbiao.scoring.clause.grammar import phrases as ph
from zipingbiao.scoring.clause.grammar.conditions import distance
from zipingbiao.scoring.clause.grammar.names import (
    DISTANCE,
    DISTANT,
    EXCEEDS,
    FAULTY,
    LATENESS,
    SIDES,
    TIMELY,
)
from zipingbiao.scoring.clause.grammar.parts import loss_of, name_of, same_unit, scale_of
from zipingbiao.scoring.clause.grammar.reader import Reader
from zipingbiao.scoring.clause.grammar.statement import Rule, Statement, clash, stop
from zipingbiao.scoring.clause.grammar.words import (
    OPERATORS,
)
from zipingbiao.scoring.clause.model import HUNDRED, ZERO, Scale, Span

#: Verbs of what is done: 每完成10%得1分 counts from nothing.
_DONE: Final = frozenset(("完成", "实现", "达成", "达到", "达"))
#: Verbs of what is lacking: how many are missing is counted, whatever was asked for.
LACKING: Final = frozenset(("缺", "漏", "错", "缺少", "缺失", "漏报", "错报", "短缺", "欠"))
#: Verbs of what has come to be: how many of them is counted.
_ADDED: Final = frozenset(("增加", "增"))
#: A rate of which all is 100 %.
_WHOLE: Final = re.compile("(?<![未没])(?:完成|达成|实现|达标)率?$")
#: What is done before its time; all other verbs of time say later.
_EARLY: Final = "提前"
#: Verbs that compare: 低于95% is a place, 降低5% is a distance.
_COMPARED: Final = frozenset(("低于", "小于", "少于", "不足", "高于", "大于", "超过", "超出", "超"))


class Base(NamedTuple):
    """From where the steps count: the number, on which scale, upward or downward."""

    start: Decimal
    scale: Scale
    up: bool
    counted: bool = False


def step_of(rule: Rule) -> ph.Step:
    """The rule's steps."""
    assert isinstance(rule.outcome, ph.Step)
    return rule.outcome


#: Behind what is measured: held against the year before.
SINCE_BEFORE: Final = re.compile("(?:[较比]上(?:一)?年度?(?:同期)?|[较比]去年(?:同期)?|同比)$")


def base_of(reader: Reader, statement: Statement, rule: Rule, full: Rule | None) -> Base:
    """From where the steps count, and whether they count faults. Raises Stop."""
    for one in (rule, full):
        if one is not None and one.condition is not None and one.condition.span.outside:
            raise stop(reader, one.start, one.end, "看不出从多少起算")
    if _counts(reader, rule, full):
        return Base(ZERO, "value", True, counted=True)
    up = _direction(reader, rule, full)
    if _is_short_of_plan(rule, full):
        return Base(ZERO, "above", False)
    aims = _aims(reader, statement, rule, full)
    said = _said_starts(rule, full, aims, up)
    numbers = {start for start, _, _ in said}
    if _step_is_start(rule, numbers):
        raise stop(reader, rule.start, rule.end, "看不出每一步是多少")
    if len(numbers) > 1:
        raise clash(reader, [place for _, _, place in said], "起扣点前后不一")
    if said:
        name = name_of(rule.words or (full.words if full else ""))
        if step_of(rule).aim and all(scale == "change" for _, scale, _ in said):
            return Base(said[0][0], "above", up)  # 与目标值相比每增加1%扣…，减少不扣分
        return Base(said[0][0], scale_of(name, (scale for _, scale, _ in said)), up)
    return _unsaid_base(reader, statement, rule, full, up)


def of_bound(reader: Reader, statement: Statement, rule: Rule, full: Rule | None) -> Rule:
    """不超过500元…，每超出1%: one per cent of the 500元 that the clause names.

    目标值为500人，每低于目标值1%: one per cent of the target that it states.
    """
    step = step_of(rule)
    one = rule.condition or (full.condition if full is not None else None)
    if one is None and full is None and len(statement.aims) == 1:
        one = statement.aims[0]
    if one is None or one.percent or not one.unit or one.scale != "value" or one.span.outside:
        return rule
    stated = step.aim and one not in statement.aims
    if not step.quantity.percent or stated or step.origin or step.way not in ("up", "down"):
        return rule
    ends = list({end for end in (one.span.low, one.span.high) if end})
    points = any(reader.at(at).text.endswith("点") for at in range(step.start, step.end))
    if len(ends) != 1 or points or step.part is not None:
        return rule
    size = step.quantity.value * ends[0] / HUNDRED
    part = step.quantity._replace(value=size, percent=False, unit=one.unit)
    return replace(rule, outcome=replace(step, quantity=part, aim=False))


def _step_is_start(rule: Rule, starts: set[Decimal]) -> bool:
    """每低于95%扣1分 names where the steps begin, and not how long they are."""
    step = step_of(rule)
    if step.aim or step.origin is not None or not step.quantity.percent:
        return False
    return step.verb in _COMPARED and step.quantity.value in starts


def _unsaid_base(
    reader: Reader, statement: Statement, rule: Rule, full: Rule | None, up: bool
) -> Base:
    """No number and no target is named: apart from the plan, or held against the target."""
    step = step_of(rule)
    for other in statement.rules:
        if other.condition is not None and loss_of(other):
            raise stop(reader, rule.start, rule.end, "没有说从多少起算")
    done = step.verb.startswith(tuple(_DONE)) and step.quantity.percent and full is None
    if step.effect == "gain" and done:
        name = name_of(rule.words)
        if step.aim:
            return Base(ZERO, "share", True)  # 每完成目标值的10%得1分
        return Base(ZERO, scale_of(name) if name else "rate", True)  # 每完成10%得1分
    if step.way == "apart" or (not step.way and DISTANCE.search(rule.words)):
        words = reader.plain(rule.start, rule.outcome.end)
        planned = step.aim or any(noun in words for noun in ("目标", "计划", "指标值", "预期"))
        if not planned and not DISTANCE.search(rule.words):
            raise stop(reader, rule.start, rule.end, "没有说与什么相差")
        return Base(ZERO, "off" if planned else "value", True)
    if step.aim:
        return Base(ZERO, "above", up)
    if step.way == "late" and step.quantity.percent and up and full is None:
        measured = name_of(rule.words)  # 每滞后10%扣1分; of 进度 90% would be no lag
        lag = not measured or LATENESS.search(measured)
        return Base(ZERO, "value", True) if lag else Base(ZERO, "above", False)
    moved = step.quantity.percent and SINCE_BEFORE.search(rule.words)
    if moved and full is None and step.way in ("up", "down") and step.effect == "loss":
        return Base(ZERO, "change", step.way == "up")  # 较上年每增长1%扣0.2分
    if step.way == "up" and any(side.search(name_of(rule.words)) for side in SIDES.values()):
        return Base(ZERO, scale_of(name_of(rule.words)), True)  # 偏差率、超支率每增加1%
    if step.verb in _DONE and up and is_unwanted(name_of(rule.words)) and full is None:
        return Base(ZERO, "value", True)  # 违规金额占比每达0.1%扣0.1分
    name = name_of(re.split("[，,]", rule.words)[-1])
    of_all = step.quantity.percent and _WHOLE.search(name) is not None
    if of_all and full is None and step.way == "down" and step.effect == "loss":
        return Base(HUNDRED, scale_of(name), False)  # 完成率每下降1%扣0.2分
    named = full is not None and bool(full.words or full.condition)
    if full is not None and full.condition is None and _is_of_plan(reader, full):
        named = False
    worded = bool(rule.words) or named
    if worded or step.way not in ("up", "down") or step.effect == "gain":
        raise stop(reader, rule.start, rule.end, "没有说从多少起算")
    return Base(ZERO, "above", up)


def _counts(reader: Reader, rule: Rule, full: Rule | None) -> bool:
    """Whether the value is a number of faults, days or items and not a measure."""
    step = step_of(rule)
    if step.quantity.percent or step.origin is not None or step.aim or rule.condition is not None:
        return False
    if not step.quantity.unit:
        return False
    lacking = step.verb in LACKING
    condition = full.condition if full is not None else None
    if condition is None:
        if step.way == "up" and TIMELY.search(rule.words):
            return True
        if step.way == "up" and step.verb in _ADDED and step.effect == "gain" and full is None:
            return bool(step.thing)  # 每增加一家规上企业得1分
        if step.way in ("down", "up") and not lacking:
            return full is not None and bool(full.words) and not _is_of_plan(reader, full)
        return step.way != "apart"
    if condition.scale != "value" and condition.scale != "rate":
        if not step.way and FAULTY.match(step.thing):
            return True  # 每有1项未完成扣2分
        if lacking or (step.way in ("", "late") and condition.soft):
            return step.way == "late"
        if step.way in ("", "late"):
            raise stop(reader, rule.start, rule.end, "不知道它与指标值怎样合用")
        return False
    if condition.percent:
        whole = condition.span.low == HUNDRED or condition.span.high in (HUNDRED, ZERO)
        lacks = step.way == "down" and bool(step.thing) and condition.scale != "rate"
        named = full is not None and scale_of(name_of(full.words)) == "rate"
        return whole and (step.way == "" or (lacks and not named))  # 公开率100%，每少公开1项
    return _is_nothing(condition) and step.way != "down"


def _is_short_of_plan(rule: Rule, full: Rule | None) -> bool:
    """完成率达到100%得10分，每少1次扣1分: so many less than planned."""
    step, condition = step_of(rule), full.condition if full is not None else None
    if condition is None or not condition.percent or step.quantity.percent or full is None:
        return False
    done = condition.scale == "rate" or scale_of(name_of(full.words)) == "rate"
    return done and condition.span.low == HUNDRED and step.way == "down"


def _is_of_plan(reader: Reader, full: Rule) -> bool:
    """Whether the words of the full score speak of a plan that is fulfilled."""
    spoken = range(*full.text)
    return any(reader.kind(at) == "aim" or reader.at(at).text == "完成" for at in spoken)


def _is_nothing(condition: ph.Threshold) -> bool:
    return condition.span.high == ZERO and not condition.span.outside


def _aims(
    reader: Reader, statement: Statement, rule: Rule, full: Rule | None
) -> list[ph.Threshold]:
    """What is asked for without points, where nothing else says from where to count."""
    step = step_of(rule)
    found: list[ph.Threshold] = []
    for one in statement.aims:
        if one.scale not in ("value", "rate"):
            continue
        alike = one.percent == step.quantity.percent
        if alike and (one.percent or not one.unit or same_unit(one.unit, step.quantity.unit)):
            reader.use(one)
            found.append(one)
    return found


def _direction(reader: Reader, rule: Rule, full: Rule | None) -> bool:
    """Up or down: what the verb says, and which side of the thresholds the steps are on."""
    step = step_of(rule)
    sides = _sides(rule, full)
    said = {way == "up" for way in (step.way,) if way in ("up", "down")}
    if len(said | {up for up, _ in sides}) > 1:
        if len(sides) == 1 and full is None and _is_requirement(rule.condition):
            return said.pop()
        spots = [(rule.start, rule.end), *(place for _, place in sides)]
        raise clash(reader, sorted(set(spots)), "说的方向相反")
    if not said and _is_asked_for(reader, rule):
        if step.verb not in (*LACKING, "差"):
            raise stop(reader, rule.start, rule.end, "没有说是高出扣分还是低于扣分")
        return False  # 不少于2次，每缺1次
    if said or sides:
        return said.pop() if said else sides[0][0]
    if step.way == "late":
        return step.verb != _EARLY
    reached = [one.condition for one in (rule, full) if one is not None and one.condition]
    if step.verb == "差" and any(one.span.low and one.scale == "value" for one in reached):
        return False  # 完整率100%，每差1个百分点
    if step.aim or any(one.scale == "ahead" for one in reached):
        return False
    if step.way == "apart" or any(map(_is_nothing, reached)) or DISTANCE.search(rule.words):
        return True
    if step.verb in _DONE and (step.effect == "gain" or is_unwanted(name_of(rule.words))):
        return True
    raise stop(reader, rule.start, rule.end, "没有说是高出扣分还是低于扣分")


def _is_asked_for(reader: Reader, rule: Rule) -> bool:
    """不少于2次，…: a number of its own before the steps, which are not said to lie beyond it."""
    one = rule.condition
    if one is None or one.span.low is None or not one.span.low_in or one.span.high is not None:
        return False
    return one.scale == "value" and reader.at(one.end).kind == "weak"


def _is_requirement(condition: ph.Threshold | None) -> bool:
    """完好率不低于90%，每降低1%…: what is asked for, not where the steps are."""
    if condition is None:
        return False
    span = condition.span
    return condition.bare or (span.low_in if span.high is None else span.high_in)


def _sides(rule: Rule, full: Rule | None) -> list[tuple[bool, tuple[int, int]]]:
    """Which way each one-sided threshold puts the steps, and where it stands."""
    sides = []
    outer = full.condition if full is not None else None
    for condition, inside in ((rule.condition, True), (outer, False)):
        if condition is None or condition.span.outside or condition.scale == "ahead":
            continue
        span = condition.span
        if (span.low is None) != (span.high is None):
            # What gives the full score is left by the steps; a gain goes on into it.
            within = inside or step_of(rule).effect == "gain"
            sides.append(((span.high is None) == within, (condition.start, condition.end)))
    return sides


def _said_starts(
    rule: Rule, full: Rule | None, aims: Sequence[ph.Threshold], up: bool
) -> list[tuple[Decimal, Scale, tuple[int, int]]]:
    """The starts that are stated: by the step, its condition, the full score, an aim."""
    step = step_of(rule)
    said: list[tuple[Decimal, Scale, tuple[int, int]]] = []
    if step.origin is not None:
        said.append((step.origin.value, "value", (step.start, step.origin.next)))
    if rule.condition is not None:
        end = near_end(rule.condition.span, inside=True, up=up)
        if end is not None:
            said.append((end, rule.condition.scale, (rule.condition.start, rule.condition.end)))
    if full is not None and full.condition is not None and not full.condition.span.outside:
        end = near_end(full.condition.span, inside=step.effect == "gain", up=up)
        if end is not None:
            scale = _directed(full.condition, step)
            said.append((end, scale, (full.condition.start, full.condition.end)))
    for aim in aims:
        end = near_end(aim.span, inside=False, up=up)
        if end is not None:
            said.append((end, "value", (aim.start, aim.end)))
    return said


def _directed(condition: ph.Threshold, step: ph.Step) -> Scale:
    """Better than the target is above it where the steps say below, and the reverse."""
    if condition.scale == "ahead" and step.way in ("up", "down"):
        return "above"
    return condition.scale


def near_end(span: Span, inside: bool, up: bool) -> Decimal | None:
    """The end of a span at which the steps begin: inside it, or where they leave it."""
    first, second = (span.low, span.high) if inside == up else (span.high, span.low)
    return first if first is not None else second


# What lies beyond where the steps begin


def beyond_start(reader: Reader, rule: Rule, base: Base, step: ph.Step) -> Rule:
    """超出10个百分点以上不得分, 少3次以上不得分: so many beyond where the steps begin."""
    one = rule.condition
    if one is None or base.counted or one.scale not in ("value", "above", "change"):
        return rule
    if one.scale == "change":
        return _as_moved(reader, rule, one, base, step)
    if (one.percent, one.unit) != (step.quantity.percent, step.quantity.unit):
        return rule
    if base.scale in ("above", "ahead"):
        return _as_far(reader, rule, one, base)
    word = reader.at(one.start).text
    points = any(reader.at(at).text.endswith("点") for at in range(one.start, one.end))
    if base.scale != "value" or not (points or (one.scale == "above" and word in DISTANT)):
        return rule
    if reader.kind(one.start) not in ("op", "up", "down"):
        return rule
    low, high = (None if end is None else end + base.start for end in (one.span.low, one.span.high))
    span = replace(one.span, low=low, high=high)
    return replace(rule, condition=replace(one, span=span, scale="value"))


def _as_moved(reader: Reader, rule: Rule, one: ph.Threshold, base: Base, step: ph.Step) -> Rule:
    """低于80%时，每下降0.5%…，下降超过5%不得分: so far below where the steps begin."""
    way = reader.kind(one.start)
    if base.scale != "value" or way != step.way or reader.at(one.start).text != step.verb:
        return rule
    low, high = (None if end is None else end + base.start for end in (one.span.low, one.span.high))
    span = replace(one.span, low=low, high=high)
    return replace(rule, condition=replace(one, span=span, scale="value"))


def _as_far(reader: Reader, rule: Rule, one: ph.Threshold, base: Base) -> Rule:
    """每超过1起…，超过3起以上: the floor is as far from the target as the steps are long.

    低于60% is what is done; 低于10%, 少于3次, 大于5% could be either. Raises Stop.
    """
    sign = OPERATORS.get(reader.at(one.start).text, "")
    if one.scale != "value" or reader.kind(one.start) != "op" or sign != (">" if base.up else "<"):
        return rule
    named = bool(name_of(rule.words))
    number = one.span.low if base.up else one.span.high
    if named or number is None or (one.percent and number > (HUNDRED if base.up else HUNDRED / 2)):
        return rule
    if reader.at(one.start).text not in EXCEEDS:
        raise stop(reader, one.start, one.end, "看不出这是完成的数，还是与指标值相差的数")
    return replace(rule, condition=replace(distance(one, below=False), scale=base.scale))
