"""Rules whose conditions are words, and schedules."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

from zipingbiao.scoring.clause.grammar import phrases as ph
from zipingbiao.scoring.clause.grammar.names import (
    LESSER,
    TWISTED,
)
from zipingbiao.scoring.clause.grammar.parts import (
    check_units,
    gate_of,
    losing,
    loss_of,
    most_of,
    no_floor,
    points_of,
    thresholds_of,
    vetoes,
)
from zipingbiao.scoring.clause.grammar.reader import Reader
from zipingbiao.scoring.clause.grammar.statement import Rule, Statement, clash, stop
from zipingbiao.scoring.clause.model import (
    ALL,
    NOTHING,
    ONE,
    REST,
    ZERO,
    Additive,
    Clause,
    Judged,
    Levels,
    Measure,
    Points,
    Schedule,
    Steps,
)

#: What denies a condition.
_NOT: Final = re.compile(r"^(?:[^，,]{0,6}?)(?:没有|未能|未|没|不|无|非|否)(?!论)")
#: Grades that are numbered: 一等奖, 二级.
_RANKED: Final = re.compile("[一二三四五](?:等奖?|级|类|档)")
#: Who gives an honour: the higher, the more points.
_RANK: Final = re.compile("国家级?|省部?级|市厅?级|[县区乡镇]级")
#: 6月底, 一季度: until when.
_PERIOD: Final = re.compile(r"[0-9一二三四两]{1,3}(?:月|季度)|上半年|下半年|年底|年末")


def words_of(reader: Reader, statement: Statement) -> Clause:
    """Judged, Levels, or an Additive of Judged."""
    rules = [rule for rule in statement.rules if not rule.otherwise]
    otherwise = [rule for rule in statement.rules if rule.otherwise]
    taking = [rule for rule in rules if loss_of(rule) is not None]
    no_floor(reader, statement)
    named = [rule.words for rule in rules if rule.words]
    if not any(map(_RANKED.search, named)) and len(set(map(_without_numbers, named))) < len(named):
        raise stop(reader, rules[0].start, rules[-1].end, "看不出这些分数是累加还是分档")
    each = [rule for rule in rules if isinstance(rule.outcome, ph.Award) and rule.outcome.each]
    if each:
        return _counted(reader, statement, each)
    if len(taking) == 1 and len(statement.rules) == 2 and _lessens(*statement.rules):
        return _lessened(reader, statement)
    if len(taking) == 1 and not otherwise and _is_between(rules, taking[0]):
        return _levels(reader, statement, [_as_left(rules[0], rule) for rule in rules])
    if taking:
        return _losses(reader, statement, taking)
    giving = [rule for rule in rules if points_of(rule) not in (None, NOTHING)]
    if len(giving) > 1 and _are_levels(reader, rules, giving):
        return _levels(reader, statement, [*rules, *otherwise])
    if len(giving) > 1:
        return _sum(reader, statement, giving, otherwise, rules)
    return _judged(reader, statement, rules, otherwise)


def _without_numbers(words: str) -> str:
    return re.sub(r"[0-9零一二两三四五六七八九十]", "", words)


def _counted(reader: Reader, statement: Statement, each: Sequence[Rule]) -> Steps:
    """申报、监控、自评各得1分: so much for each that holds."""
    rule = each[0]
    rest = [other for other in statement.rules if other is not rule and not other.otherwise]
    found = vetoes(reader, rest)
    if len(each) > 1 or len(found) < len(rest) or not points_of(rule):
        raise stop(reader, each[-1].start, each[-1].end, "不知道各项怎样合用")
    rule.use(reader, kept=True)
    return Steps(
        measure=Measure(rule.words, unit="项"),
        start=ZERO,
        step=ONE,
        points=points_of(rule) or NOTHING,
        gain=True,
        full=NOTHING,
        most=most_of(reader, statement),
        counted=True,
        vetoes=found,
        definition=statement.definition,
    )


def _lessens(giving: Rule, taking: Rule) -> bool:
    """规范1分，不规范扣0.5分: the second denies the first and takes a part of it."""
    given, taken = points_of(giving), loss_of(taking)
    if given is None or taken is None or giving.otherwise or taking.otherwise:
        return False
    part = given.of_weight == taken.of_weight and given.amount >= taken.amount > 0
    return part and bool(giving.words and taking.words) and _opposite(giving, taking)


def _is_between(rules: Sequence[Rule], taking: Rule) -> bool:
    """及时公开的得4分，公开不及时的扣2分，未公开的不得分: a level between all and nothing."""
    if len(rules) != 3 or rules[1] is not taking:
        return False
    given, taken, last = points_of(rules[0]), loss_of(taking), points_of(rules[2])
    if given is None or taken is None or last != NOTHING:
        return False
    part = given.of_weight == taken.of_weight and given.amount > taken.amount
    return part and all(LESSER.search(rule.words) for rule in rules[1:])


def _as_left(full: Rule, rule: Rule) -> Rule:
    """The rule with what is left of the full score where it takes from it."""
    given, taken = points_of(full), loss_of(rule)
    if given is None or taken is None or not isinstance(rule.outcome, ph.Award):
        return rule
    left = replace(given, amount=given.amount - taken.amount)
    return replace(rule, outcome=replace(rule.outcome, points=left, effect="gain"))


def _lessened(reader: Reader, statement: Statement) -> Judged:
    giving, taking = statement.rules
    given, taken = points_of(giving) or NOTHING, loss_of(taking) or NOTHING
    giving.use(reader, kept=True)
    taking.use(reader)
    return Judged(
        condition=giving.words,
        yes=given,
        no=replace(given, amount=given.amount - taken.amount),
        definition=statement.definition,
    )


def _losses(reader: Reader, statement: Statement, taking: Sequence[Rule]) -> Clause:
    """Conditions in words that each take points."""
    rest = [rule for rule in statement.rules if rule not in taking]
    for rule in rest:
        if points_of(rule) not in (NOTHING, ALL):
            raise stop(reader, rule.start, rule.end, "一条里既有得分又有扣分，不知道怎样合用")
    items = tuple(losing(reader, rule) for rule in taking)
    for rule in rest:
        if points_of(rule) == ALL and not rule.otherwise:
            rule.use(reader)
    found = vetoes(reader, rest)
    if len(items) == 1:
        return replace(items[0], vetoes=found, definition=statement.definition)
    most = most_of(reader, statement, "loss")
    return Additive(
        items=items, losing=True, most=most, vetoes=found, definition=statement.definition
    )


def _are_levels(reader: Reader, rules: Sequence[Rule], giving: Sequence[Rule]) -> bool:
    """Whether the points belong to degrees of one thing: 优秀5分, 良好3分, 较差不得分."""
    amounts = [points.amount for points in map(points_of, giving) if points is not None]
    if not all(one > other for one, other in pairwise(amounts)):
        return False
    if all(LESSER.search(rule.words) for rule in rules if rule is not giving[0]):
        return True
    ranks = [_RANK.search(rule.words) or _RANKED.search(rule.words) for rule in giving]
    if all(ranks) and len({rank[0] for rank in ranks if rank}) == len(giving):
        return True  # 国家级荣誉得5分，省级荣誉得3分
    ends_in_nothing = points_of(rules[-1]) == NOTHING
    if ends_in_nothing and not _by_sentence(reader, rules):
        return True
    if ends_in_nothing or (len(giving) > 2 and not _by_sentence(reader, giving)):
        spot = giving[0].start, giving[-1].end
        raise stop(reader, *spot, "看不出这些分数是累加还是分档")
    return False


def _by_sentence(reader: Reader, rules: Sequence[Rule]) -> bool:
    """Whether each rule has a sentence of its own."""
    return all(
        any(reader.kind(at) == "strong" for at in range(one.end, other.start + 1))
        for one, other in pairwise(rules)
    )


def _levels(reader: Reader, statement: Statement, rules: Sequence[Rule]) -> Levels:
    """优秀得3分，合格得2分，其他不得分."""
    if any(rule.words for rule in rules if rule.otherwise):
        raise stop(reader, rules[-1].start, rules[-1].end, "否则怎样没有说清楚")
    for rule in rules:
        rule.use(reader, kept=True)
    levels = tuple((rule.words or REST, points_of(rule) or NOTHING) for rule in rules)
    return Levels(levels=levels, definition=statement.definition)


def _sum(
    reader: Reader,
    statement: Statement,
    giving: Sequence[Rule],
    otherwise: Sequence[Rule],
    rules: Sequence[Rule],
) -> Additive:
    """Conditions that each earn their points; the last 否则 is for all of them."""
    last = otherwise[-1] if otherwise else None
    own = {id(rule): _following(statement, rule) for rule in giving}
    for rule in giving:
        if not rule.words:
            raise stop(reader, rule.start, rule.end, "没有说什么情况得分")
    items = tuple(
        _one(reader, rule, own[id(rule)] or (last if last is not None else None)) for rule in giving
    )
    rest = [rule for rule in rules if rule not in giving]
    return Additive(
        items=items,
        most=most_of(reader, statement),
        gate=gate_of(reader, statement),
        vetoes=vetoes(reader, rest),
        definition=statement.definition,
    )


def _following(statement: Statement, rule: Rule) -> Rule | None:
    """The 否则 right behind a rule."""
    at = statement.rules.index(rule) + 1
    after = statement.rules[at] if at < len(statement.rules) else None
    return after if after is not None and after.otherwise else None


def _one(reader: Reader, rule: Rule, otherwise: Rule | None) -> Judged:
    """One condition in words; without 否则 it earns nothing where it doesn't hold."""
    no: Points | None = NOTHING
    rule.use(reader, kept=True)
    if otherwise is not None:
        otherwise.use(reader)
        no = points_of(otherwise)
        if no is None and not isinstance(otherwise.outcome, ph.Free):
            raise stop(reader, otherwise.start, otherwise.end, "否则怎样没有说")
    return Judged(condition=rule.words, yes=points_of(rule) or NOTHING, no=no)


def _judged(
    reader: Reader, statement: Statement, rules: Sequence[Rule], otherwise: Sequence[Rule]
) -> Judged:
    """得5分，否则不得分; X得5分，Y不得分; 酌情得分."""
    giving = next((rule for rule in rules if points_of(rule) not in (None, NOTHING)), None)
    free = next((rule for rule in statement.rules if isinstance(rule.outcome, ph.Free)), None)
    zero = next((rule for rule in rules if points_of(rule) == NOTHING), None)
    if giving is None and zero is not None and otherwise and points_of(otherwise[0]):
        zero.use(reader, kept=True)
        otherwise[0].use(reader)
        return Judged(condition=zero.words, yes=NOTHING, no=points_of(otherwise[0]),
                      definition=statement.definition)  # fmt: skip
    if giving is None and free is None and zero is not None and len(statement.rules) == 1:
        zero.use(reader, kept=_is_one_at_most(reader, zero))  # all else is the best that there is
        return Judged(condition=zero.words, yes=NOTHING, no=ALL, definition=statement.definition)
    if giving is None and free is None:
        spot = statement.rules[0]
        raise stop(reader, spot.start, spot.end, "只说了不得分，没有说怎样得分")
    last = otherwise[-1] if otherwise else None
    if giving is None:
        assert free is not None
        free.use(reader, kept=True)
        most = most_of(reader, statement)
        return replace(_judged_freely(free, most), definition=statement.definition)
    judged = _one(reader, giving, last)
    if statement.most is not None and statement.most.points in (judged.yes, ALL):
        reader.use(statement.most)  # 本项满分1分 says again what is given
    if free is not None:
        free.use(reader)
        judged = replace(judged, no=None, most=_most_taken(free))
    condition = judged.condition or (zero.words if zero else "")
    if not condition and free is None:
        raise stop(reader, giving.start, giving.end, "没有说什么情况得分")
    opposite = zero if not otherwise and zero and _opposite(giving, zero) else None
    if opposite is not None and not TWISTED.search(opposite.words):
        opposite.use(reader, kept=_is_one_at_most(reader, opposite))
        if _NOT.match(condition) and not _NOT.match(opposite.words):  # 未发生的得满分
            condition = opposite.words
            judged = replace(judged, yes=NOTHING, no=judged.yes)
    return replace(
        judged,
        condition=condition,
        vetoes=vetoes(reader, [rule for rule in rules if rule is not opposite]),
        definition=statement.definition,
    )


def _is_one_at_most(reader: Reader, rule: Rule) -> bool:
    """发生1起事故 is no more than 发生事故."""
    return all(reader.at(place).value in (None, ONE) for place in range(*rule.text))


def _opposite(one: Rule, other: Rule) -> bool:
    """Whether one condition denies the other: 未发生 and 发生重大舆情, 有 and 没有."""
    if not one.words or (_NOT.match(one.words) is None) == (_NOT.match(other.words) is None):
        return not one.words
    rest, left = _NOT.sub("", one.words), _NOT.sub("", other.words)
    pairs = {rest[at : at + 2] for at in range(len(rest) - 1)}
    common = any(left[at : at + 2] in pairs for at in range(len(left) - 1))
    return common or not rest or not left or rest in left or left in rest


def _judged_freely(rule: Rule, most: Points | None) -> Judged:
    """酌情扣1-3分, 视情况得0-5分, 酌情给分，最高5分."""
    free = rule.outcome
    taking = isinstance(free, ph.Free) and free.taking
    given = isinstance(free, ph.Free) and not taking and free.most
    yes = given or most or Points(ONE, True)
    return Judged(condition=rule.words, yes=yes, no=None, most=_most_taken(rule),
                  effect="loss" if taking else "gain")  # fmt: skip


def _most_taken(rule: Rule) -> Points | None:
    free = rule.outcome
    return free.most if isinstance(free, ph.Free) and free.taking else None


def schedule_of(reader: Reader, statement: Statement) -> Schedule:
    """6、9、11月 … 分别达到40%、67.5%、82.5% … 分别得1分、2分、2分."""
    points = [one for one in statement.listings if one.unit == "points"]
    marks = [one for one in statement.listings if one.unit == "percent"]
    periods = [one for one in statement.listings if one.unit == "period"]
    chosen = next((one for one in marks if one.that_is), marks[0] if len(marks) == 1 else None)
    if chosen is None or len(points) != 1:
        spot = (marks or points)[-1]
        raise stop(reader, spot.start, spot.end, "几列数对不上，不知道用哪一列")
    lists = [points[0], chosen, *periods[:1]]
    if len({len(one.values) for one in lists}) > 1:
        raise clash(reader, [(one.start, one.end) for one in lists], "几列数的个数不同")
    names = periods[0].words if periods else ()
    rest = [one for one in statement.rules if not isinstance(one.outcome, ph.InProportion)]
    others = [rule for rule in rest if not _is_rest(rule)]
    for rule in statement.rules:
        bounded = rule.condition is not None and rule in others
        if rule in rest and (points_of(rule) != NOTHING or bounded):
            raise stop(reader, rule.start, rule.end, "不知道它与各期的分数怎样合用")
        rule.use(reader)
    reader.use(*statement.listings)
    for start, end in statement.explained:  # 应达到序时进度的80%、90%、90%，即…
        if TWISTED.search(reader.plain(start, end)):
            raise stop(reader, start, end, "条件里还有别的条件")
        reader.use_between(start, end)
    return Schedule(
        measure=Measure(percent=True),
        periods=names,
        thresholds=chosen.values,
        points=tuple(Points(value) for value in points[0].values),
        proportional=len(rest) < len(statement.rules),
        vetoes=vetoes(reader, others),
        definition=statement.definition,
    )


def _is_rest(rule: Rule) -> bool:
    """否则不得分, 未达到的不得分: what goes without saying beside thresholds."""
    one = rule.condition
    missed = one is not None and one.soft and one.span.low is None
    return points_of(rule) == NOTHING and bool(missed or (rule.otherwise and one is None))


def dated_schedule(reader: Reader, statement: Statement) -> Schedule | None:
    """6月底达到40%得1分，9月底达到67.5%得2分: a threshold for each date."""
    giving = [rule for rule in statement.rules if points_of(rule) not in (None, NOTHING)]
    found = [_PERIOD.search(reader.plain(rule.start, rule.end)) for rule in giving]
    periods = [match[0] for match in found if match]
    if len(giving) < 2 or len(set(periods)) < len(giving):
        return None
    thresholds = []
    for rule in giving:
        condition = rule.condition
        if condition is None or condition.span.low is None or condition.scale != "value":
            return None
        thresholds.append(condition.span.low)
    rest = [rule for rule in statement.rules if rule not in giving]
    if not all(map(_is_rest, rest)) or any(TWISTED.search(one.words) for one in giving):
        return None
    for rule in rest:
        rule.use(reader)
    check_units(reader, thresholds_of(giving))
    for rule in giving:
        rule.use(reader, kept=True)
    return Schedule(
        measure=Measure(percent=any(one.percent for one in thresholds_of(giving))),
        periods=tuple(periods),
        thresholds=tuple(thresholds),
        points=tuple(points_of(rule) or NOTHING for rule in giving),
        proportional=False,
        definition=statement.definition,
    )
