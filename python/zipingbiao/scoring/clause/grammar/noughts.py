"""None at all, said in words beside counts: 未发生事故得满分，发生1起及以上不得分."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from zipingbiao.domain.wording import IN_TIME
from zipingbiao.scoring.clause.grammar import phrases as ph
from zipingbiao.scoring.clause.grammar.names import (
    DATED,
    INSIDE,
    LATENESS,
    LATER,
    NONE,
    SOME,
    TWISTED,
)
from zipingbiao.scoring.clause.grammar.parts import is_full, loss_of, name_of, points_of
from zipingbiao.scoring.clause.grammar.reader import Reader
from zipingbiao.scoring.clause.grammar.statement import Rule, Statement, trimmed
from zipingbiao.scoring.clause.model import HUNDRED, NOTHING, ONE, ZERO, Points, Span
from zipingbiao.scoring.clause.sides import TIMES
from zipingbiao.scoring.clause.values import unit_factor
from zipingbiao.values.measures import measure_of

#: Nothing was done, or nothing holds: beside 开展3次得8分 it earns nothing.
_UNDONE: Final = re.compile(
    "(?:[均都全]|一项|一次)*(?:(?:未|不|没有)(?:开展|举办|召开|组织|新增|进行|实施|完成|符合|满足|具备"
    "|建成|新建|改建|引进|培育|实现|获得|取得|达到)过?|没有|无)(?P<thing>.*)"
)
#: All of it was done, where rates say how much: 全部完成, 全部公开.
_ALL: Final = re.compile(
    "(?:按[^，,]{1,8}?|年度|任务|均|已)*(?:全部|全面|均)(?:按[^，,]{1,4}?|及时)?"
    "(?P<verb>完成|公开|公示|达标|整改|办结|发放|支付|到位|落实|验收|覆盖|兑现|拨付)(?:到位|完毕)?"
)
_BUDGET: Final = re.compile(
    "(?:[^，,]{0,6}?控制在)?(?:预算|计划)[数额]?(?:范围)?[以之]?内|(?:不|未|没有)超(?:过)?(?:预算|计划)[数额]?"
)
#: What is not late: 按时完成, 12月31日前完成.
_PROMPT: Final = re.compile(
    f"(?:[无未](?:{LATER})|{IN_TIME}|符合计划|与计划一致|及时|提前|规定时[间限]|时[间限]内"
    "|按(?:计划|规定|合同|约定)的?(?:时[间限]|工期|期限|进度)|[月日底末号][以之]?前)"
)
#: Times in which something is done.
_PERIODS: Final = frozenset(
    ("天", "日", "个工作日", "工作日", "个月", "月", "小时", "个小时", "分钟", "周")
)
#: What is counted, by its name alone.
_THING: Final = re.compile("[一-龥]{2,8}")
#: What is no thing to be counted.
_AMOUNTS: Final = frozenset(("", "分", "元"))


def with_noughts(reader: Reader, statement: Statement) -> Statement:
    """The statement with 无投诉 as a count of nought, where its other rules count 投诉."""
    rules = statement.rules
    counting = [rule for rule in rules if rule.condition is not None]
    worded = [rule for rule in rules if rule.condition is None and not rule.otherwise]
    pattern = NONE if worded and is_full(worded[0]) else _UNDONE
    found = pattern.fullmatch(worded[0].words) if len(worded) == 1 else None
    if (
        found is None
        or TWISTED.search(worded[0].words)
        or not counting
        or not (is_full(worded[0]) or points_of(worded[0]) == NOTHING)
    ):
        return statement
    thing = found["thing"]
    if not all(_counts(rule) and _is_about(reader, rule, thing) for rule in counting):
        return statement
    made = {id(rule): _above_nought(rule, thing) for rule in counting}
    made[id(worded[0])] = _nought(worded[0], thing, counting[0])
    return replace(statement, rules=[made.get(id(rule), rule) for rule in rules])


def _counts(rule: Rule) -> bool:
    """Whether the rule gives points to a number of things, not to none."""
    condition = rule.condition
    if condition is None or condition.percent or condition.scale != "value":
        return False
    base = measure_of(condition.unit).base or condition.unit
    span = condition.span
    return not span.outside and base not in _AMOUNTS | TIMES and (span.low is None or span.low > 0)


def _is_about(reader: Reader, rule: Rule, thing: str) -> bool:
    """Whether the words around the number name nothing, or the same thing."""
    assert rule.condition is not None
    after = trimmed(reader.words(rule.condition.end, rule.outcome.start))
    names = (SOME.sub("", rule.words), after)
    return all((name in thing or thing in name) and not TWISTED.search(name) for name in names)


def _above_nought(rule: Rule, thing: str) -> Rule:
    """3个以下 beside 没有 begins above none."""
    assert rule.condition is not None
    condition = rule.condition
    if condition.span.low is None:
        span = replace(condition.span, low=ZERO, low_in=False)
        condition = replace(condition, span=span, said_low=True)
    return replace(rule, condition=condition, words=thing or rule.words)


def _nought(rule: Rule, thing: str, other: Rule) -> Rule:
    assert other.condition is not None
    none = ph.Threshold(
        rule.start, rule.start, Span(ZERO, ZERO, True, True), unit=other.condition.unit,
        said_low=True, said_high=True,
    )  # fmt: skip
    return replace(rule, condition=none, words=thing or other.words)


def on_top(rules: Sequence[Rule], condition: ph.Threshold | None, added: ph.Award) -> ph.Award:
    """100%得8分；100%-110%加1分: with the points of the one threshold that it lies above.

    As it is where that can't be told.
    """
    based = [rule for rule in rules if is_full(rule) and rule.condition is not None]
    given = points_of(based[0]) if based else None
    if condition is None or given is None or given.of_weight or added.points is None:
        return added
    below, above = based[0].condition, condition.span
    if below is None or added.points.of_weight or above.low is None:
        return added
    alike = (below.scale, below.percent, below.unit) == (
        condition.scale, condition.percent, condition.unit,
    )  # fmt: skip
    if not alike or below.span.low is None or below.span.low > above.low:
        return added
    open_end = below.span.high is None or below.bare
    if open_end and len(based) == 1:  # what is beyond it is said behind
        begins = below.span.low == above.low
        span = Span(below.span.low, above.low, True, begins)
        based[0].condition = replace(below, span=span, bare=False, said_low=True, said_high=True)
    return replace(added, points=Points(given.amount + added.points.amount), added=False)


def _within_budget(statement: Statement) -> Statement:
    """控制在预算内得4分 beside 超预算5%以内得2分: no more than the target."""
    rules = statement.rules
    whole = next((rule for rule in rules if rule.condition is None and not rule.otherwise), None)
    beyond = [rule for rule in rules if rule.condition is not None]
    told = whole is not None and is_full(whole) and _BUDGET.fullmatch(whole.words)
    if whole is None or not told or not beyond or not _is_over_budget(beyond[0]):
        return statement
    if any(rule.words and not _is_over_budget(rule) for rule in beyond):
        return statement
    below = ph.Threshold(
        whole.start, whole.outcome.start, Span(None, ZERO, False, True), True, said_low=True,
        said_high=True,
    )  # fmt: skip
    made = replace(whole, condition=below, words=beyond[0].words, text=(whole.start, whole.start))
    return replace(statement, rules=[made if rule is whole else rule for rule in rules])


def _is_over_budget(rule: Rule) -> bool:
    one = rule.condition
    return one is not None and one.percent and rule.words in ("超预算", "超出预算", "超过预算")


def with_wholes(statement: Statement) -> Statement:
    """全部公开的计2分 beside 公开率80%以上的计1分: all of it is 100 %."""
    statement = _within_budget(statement)
    rules = statement.rules
    rates = [rule for rule in rules if rule.condition is not None and rule.condition.percent]
    whole = next((rule for rule in rules if rule.condition is None and not rule.otherwise), None)
    found = _ALL.fullmatch(whole.words) if whole is not None else None
    if whole is None or found is None or not is_full(whole) or not rates:
        return statement
    for rule in rates:
        one = rule.condition
        named = name_of(rule.words)
        if (
            one is None
            or one.scale not in ("value", "rate")
            or found["verb"] not in (named or "完成")
        ):
            return statement
    all_of_it = ph.Threshold(
        whole.start, whole.outcome.start, Span(HUNDRED, None, True), True, said_low=True,
        said_high=True, scale=rates[0].condition.scale if rates[0].condition else "value",
    )  # fmt: skip
    made = replace(whole, condition=all_of_it, words="", text=(whole.start, whole.start))
    return replace(statement, rules=[made if rule is whole else rule for rule in rules])


def within_times(reader: Reader, statement: Statement) -> Statement:
    """30日内拨付得4分 beside 31日至60日得2分: words that say up to how many days."""
    timed = {rule.condition.unit for rule in statement.rules if rule.condition}
    timed |= {rule.outcome.quantity.unit for rule in statement.rules
              if isinstance(rule.outcome, ph.Step) and rule.outcome.way == "up"}  # fmt: skip
    timed &= _PERIODS
    made = [_within(reader, rule, timed) for rule in statement.rules]
    return replace(statement, rules=made)


def _within(reader: Reader, rule: Rule, units: set[str]) -> Rule:
    if rule.condition is not None or not is_full(rule):
        return rule
    for at in range(*rule.text):
        number = reader.quantity(at)
        if number is None or not any(unit_factor(number.unit, unit) for unit in units):
            continue
        if not INSIDE.match(reader.at(number.next).text) or TWISTED.search(rule.words):
            continue
        span = Span(None, number.value, False, True)
        within = ph.Threshold(at, number.next, span, unit=number.unit, said_high=True)
        late = LATENESS.search(reader.plain(rule.text[0], at))  # 延期3个月内完成
        start = rule.text[0] if late else at
        return replace(rule, condition=within, words=reader.words(start, at), text=(start, at))
    return rule


def in_time(statement: Statement) -> Statement:
    """按期完成得满分 beside 延期1个月以内得80%: no time late at all."""
    rules = statement.rules
    timed = [rule for rule in rules if rule.condition and rule.condition.scale == "value"]
    rest = [rule for rule in rules if rule not in timed and not rule.otherwise]
    named = [rule for rule in timed if rule.words or rule is timed[0]]
    late = bool(timed) and all(map(_is_late, named))
    if not late or len(rest) != 1 or not is_full(rest[0]) or not _PROMPT.search(rest[0].words):
        return statement
    if TWISTED.search(rest[0].words):
        return statement
    made = {id(rule): _above_nought(rule, "") for rule in timed}
    made[id(rest[0])] = _nought(rest[0], name_of(timed[0].words), timed[0])
    dated = [rest[0].words] if DATED.search(rest[0].words) else []
    return replace(statement, rules=[made.get(id(rule), rule) for rule in rules],
                   definitions=[*dated, *statement.definitions])  # fmt: skip


def _is_late(rule: Rule) -> bool:
    unit = rule.condition.unit if rule.condition else ""
    told = (measure_of(unit).base or unit) in TIMES or (rule.condition and rule.condition.percent)
    return bool(told) and LATENESS.search(rule.words) is not None


def with_ones(reader: Reader, statement: Statement) -> Statement:
    """符合2项得4分，符合1项得2分: the second is no step but one of several numbers."""
    rules = _with_things(reader, statement.rules)
    units = {rule.condition.unit for rule in rules if rule.condition and _is_number(rule.condition)}
    made = [_as_number(rule) if _is_one_of(reader, rule, units, rules) else rule for rule in rules]
    return replace(statement, rules=made)


def with_each(reader: Reader, statement: Statement) -> Statement:
    """发表论文1篇得1分，最多5分: as there may be more than that, so much for each."""
    rule, most = statement.rules[0] if len(statement.rules) == 1 else None, statement.most
    one, given = (rule.condition, points_of(rule)) if rule is not None else (None, None)
    if rule is None or one is None or given is None or most is None or most.points is None:
        return statement
    single = (one.span.low, one.span.high, one.percent) == (ONE, ONE, False) and bool(one.unit)
    more = most.effect != "loss" and not most.points.of_weight and not given.of_weight
    if not single or not more or most.points.amount <= given.amount or one.scale != "value":
        return statement
    reader.use(one)
    size = ph.Quantity(ONE, False, one.unit, one.end)
    step = ph.Step(one.start, rule.outcome.end, "", size, given, "gain", thing=rule.words)
    reader.use_words(*rule.text)
    return replace(statement, rules=[replace(rule, condition=None, outcome=step)])


def _with_things(reader: Reader, rules: Sequence[Rule]) -> list[Rule]:
    """1起有效投诉得1分 beside 2起及以上不得分: a number of what is counted there."""
    units = {rule.condition.unit for rule in rules if rule.condition and _counts(rule)}
    made = {id(rule): _of_things(reader, rule) for rule in rules if rule.condition is None}
    found = [rule for rule in made.values() if rule is not None and rule.condition is not None]
    numbers = [rule.condition.span.low for rule in found if rule.condition]
    told = units.issuperset({rule.condition.unit for rule in found if rule.condition})
    if not told or len({rule.words for rule in found}) > 1 or len(set(numbers)) < len(numbers):
        return list(rules)
    return [made.get(id(rule)) or rule for rule in rules]


def _of_things(reader: Reader, rule: Rule) -> Rule | None:
    """The rule with the number before its words as a threshold; None where there is none."""
    start, end = rule.text
    number = reader.quantity(start) if start < end else None
    if number is None or not number.unit or number.percent or number.value < 1:
        return None
    thing = trimmed(reader.words(number.next, end))
    if number.unit in _AMOUNTS or not _THING.fullmatch(thing) or TWISTED.search(thing):
        return None
    one = ph.Threshold(
        start, number.next, Span(number.value, number.value, True, True), unit=number.unit,
        said_low=True, said_high=True,
    )  # fmt: skip
    return replace(rule, condition=one, words=thing, text=(number.next, end))


def _is_number(condition: ph.Threshold) -> bool:
    span = condition.span
    return not condition.percent and span.low == span.high and (span.low or ZERO) > ONE


def _is_one_of(reader: Reader, rule: Rule, units: set[str], others: Sequence[Rule]) -> bool:
    """Whether it earns points for one thing, where others earn them for two.

    1起扣1分，2起扣3分，3起以上…: the same of losses where the last has no end.
    """
    step = rule.outcome
    if not isinstance(step, ph.Step) or reader.kind(step.start) == "every":
        return False
    if TWISTED.search(step.thing):
        return False
    ended = any(one.condition and one.condition.span.high is None for one in others)
    told = step.effect == "gain" or (ended and _is_apart(rule, others))
    return told and rule.condition is None and step.quantity.unit in units


def _is_apart(rule: Rule, others: Sequence[Rule]) -> bool:
    """Whether two things lose other than twice what one loses."""
    step = rule.outcome
    assert isinstance(step, ph.Step)
    lost = [(one.condition.span.low or ZERO, loss_of(one)) for one in others
            if one.condition and _is_number(one.condition)]  # fmt: skip
    return any(
        points is not None and points != replace(step.points, amount=step.points.amount * number)
        for number, points in lost
    )


def _as_number(rule: Rule) -> Rule:
    step = rule.outcome
    assert isinstance(step, ph.Step)
    one = ph.Threshold(
        step.start, step.end, Span(ONE, ONE, True, True), unit=step.quantity.unit,
        said_low=True, said_high=True,
    )  # fmt: skip
    award = ph.Award(step.start, step.end, step.points, step.effect)
    return replace(rule, condition=one, outcome=award)
