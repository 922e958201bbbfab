"""What all kinds of clauses are made of: names, units, scales, conditions in words, gates."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from zipingbiao.scoring.clause.grammar import phrases as ph
from zipingbiao.scoring.clause.grammar.names import (
    ACHIEVED,
    COMPLETION,
    GLUE,
    LEVEL,
    OVER,
    SIGNLESS,
    TO_TARGET,
    UNDER,
)
from zipingbiao.scoring.clause.grammar.reader import Reader
from zipingbiao.scoring.clause.grammar.statement import Rule, Statement, clash, stop
from zipingbiao.scoring.clause.model import (
    ALL,
    HUNDRED,
    NOTHING,
    ZERO,
    Effect,
    Gate,
    Judged,
    Measure,
    Points,
    Scale,
)
from zipingbiao.values.measures import measure_of as measure_of_unit
from zipingbiao.values.text import fold

#: What any measure may be called beside its name.
_GENERIC: Final = re.compile(
    "实际|本年度?|年度|全年|当年|[该此其本]|指标|项目|完成值|与?目标值?(?:相?比较?)?|值|[,、()]|[较比与]"
    "|[降减升增]低?[至到]|超过|控制在"
)
#: What makes another measure of the same name.
_TELLING: Final = re.compile(
    "平均|人均|月均|年均|最[高低]|累计|上年|去年|[未不且或并除]|单[个项]|首次|一次"
)
#: Of these, what is left out where the name is said again: 人均经费变动率, 变动率.
_OF_EACH: Final = {"平均", "人均", "月均", "年均", "单个", "单项"}
#: What is right beyond an end.
_NEXT: Final = Decimal("1e-9")
_TAIL: Final = re.compile(
    r"(?:在|介于|处于|位于|控制在|达到?|为|的|时|是|只有|仅|应|需|须|要求?|至少|[（(]?取?的?绝对值[)）]?)+$"
)
_HEAD: Final = re.compile(
    r"^(?:如果|如|若|当|其中|凡|对于|对|要求|[与较同比](?:上年|去年|上一年)度?(?:同期)?相比[,，])"
)
#: 实际值与目标值的偏差: how far from the target.
_APART: Final = re.compile(
    r"(?:目标|指标值|计划|预期|标准值)[^,，;；]{0,8}?(?:偏差|偏离|差异|相差|差距|差)(?:率|度|程度|幅度|值)?$"
    r"|(?:偏差|偏离|相差)[^,，;；]{0,4}(?:目标|指标值|计划|预期)值?$"
)


#: A letter that stands for what is measured: 偏差率|x|.
_VARIABLE: Final = re.compile(r"[|｜][A-Za-zＸｘ][|｜]$")


def name_of(words: str) -> str:
    """The words that name a measure, without glue around them; 优 and 有 (增长) name none."""
    if words == "有" or LEVEL.fullmatch(words.replace("（", "(")):
        return ""
    words = words.replace("（%）", "").replace("(%)", "")
    words = _VARIABLE.sub("", words)
    return _HEAD.sub("", _TAIL.sub("", words.strip(" ，,、：:；;。的（(")))


def scale_of(name: str, said: Iterable[Scale] = ("value",)) -> Scale:
    """What a measure of this name compares, beside what its thresholds say."""
    scales = [scale for scale in said if scale != "value"]
    if scales:
        return scales[0]
    if _APART.search(name):
        return "off"
    done = name.endswith("完成") and not name.endswith(("未完成", "没完成"))
    return "rate" if done or COMPLETION.fullmatch(name) else "value"


def thresholds_of(rules: Iterable[Rule]) -> list[ph.Threshold]:
    """The thresholds among the rules' conditions."""
    return [rule.condition for rule in rules if rule.condition is not None]


def measure_of(
    reader: Reader, statement: Statement, rules: Sequence[Rule], percent: bool = False
) -> Measure:
    """The measure of the rules' thresholds: the first name, per cent if any of them is."""
    thresholds = thresholds_of(rules)
    names = [rule.words or rule.condition.name for rule in rules if rule.condition is not None]
    names += [one.name for one in thresholds]
    name = next((found for found in map(name_of, names) if found), "")
    check_units(reader, thresholds)
    check_names(reader, rules)
    texts = [reader.plain(rule.start, rule.end) for rule in rules if rule.condition is not None]
    percent = percent or any(one.percent for one in thresholds) or "(%)" in "".join(texts)
    unit = "" if percent else next((one.unit for one in thresholds if one.unit), "")
    signless = any(one.absolute for one in thresholds) or any(map(SIGNLESS.search, texts))
    reader.use(*statement.absolutes)
    signless = signless or bool(statement.absolutes) or _is_signless(statement.definitions, name)
    scale = scale_of(name, (one.scale for one in thresholds))
    if scale == "rate":  # 年度目标值30场，完成率100%得满分: said of what the rate is
        reader.use(*(one for one in statement.aims if one.unit and not one.percent))
    return named(Measure(name, percent, unit, signless and scale != "off", scale))


def _is_signless(definitions: Sequence[str], name: str) -> bool:
    """偏离度=|实际值-目标值|/目标值 says of 偏离度 that its sign doesn't count."""
    for definition in definitions:
        defined, sign, formula = fold(definition).partition("=")
        if sign and "|" in formula and same_name(defined, name):
            return True
    return False


#: Words for what lies beyond, by the way in which steps go on there.
_BEYOND: Final = {"up": OVER, "down": UNDER}


def check_names(reader: Reader, rules: Sequence[Rule]) -> None:
    """执行率≥95%得5分，合格率每低1%扣1分 is about two numbers. Raises Stop."""
    first = ""
    for rule in rules:
        if rule.otherwise or not (rule.condition or isinstance(rule.outcome, ph.Step)):
            continue
        own = name_of(rule.words or (rule.condition.name if rule.condition else ""))
        if isinstance(rule.outcome, ph.Step) and own in _BEYOND.get(rule.outcome.way, ()):
            own = ""  # 在10%以内得满分，超出部分每增加1个百分点
        if not same_name(first, own):
            raise stop(reader, rule.start, rule.end, "与前面的条件比较的不是同一个数")
        scale = rule.condition.scale if rule.condition else "value"
        dropped = scale not in ("value", "change") and scale != scale_of(own)
        if (rule.condition or first) and not dropped:
            reader.use_words(*rule.text)
        first = first or own


def same_name(one: str, other: str) -> bool:
    """Whether two names may be of one measure: 偏差度 and 预决算偏差程度, or no name at all.

    「人均」 and its like may be left out of ``other``, which is said later, but not added there.
    """
    if any(GLUE.fullmatch(fold(name)) or ACHIEVED.fullmatch(fold(name)) for name in (one, other)):
        return True
    said, again = (_GENERIC.sub("", fold(name)) for name in (one, other))
    short, long = sorted((said, again), key=len)
    rest = iter(long)
    if not all(sign in rest for sign in short):
        return False
    apart = set(_TELLING.findall(long)) ^ set(_TELLING.findall(short))
    return not apart or (apart <= _OF_EACH and len(again) > 1 and said.endswith(again))


def named(measure: Measure) -> Measure:
    """The measure with a name that says its scale, where it has to: 完成率."""
    if measure.scale == "rate" and not COMPLETION.fullmatch(measure.name):
        return replace(measure, name="完成率")
    if measure.scale == "off" and not _APART.search(measure.name):
        return replace(measure, name=measure.name + TO_TARGET)
    return measure


def same_unit(one: str, other: str) -> bool:
    """Whether two units are one by another name: 场 and 场次."""
    if one == other:
        return True
    first, second = measure_of_unit(one), measure_of_unit(other)
    return bool(first.base) and first == second


def check_units(reader: Reader, thresholds: Sequence[ph.Threshold]) -> None:
    """Per cents and days can't be compared; 0 is 0 in any unit. Raises Stop."""
    kinds = [("%" if one.percent else one.unit, one) for one in thresholds]
    said = [(unit, one) for unit, one in kinds if unit and (one.span.low or one.span.high)]
    for unit, one in said:
        if not same_unit(unit, said[0][0]):
            spots = [(said[0][1].start, said[0][1].end), (one.start, one.end)]
            raise clash(reader, spots, "单位不同，不能比较")


def check_worded(reader: Reader, rules: Sequence[Rule], unit: str) -> None:
    """拖后5天以上不得分 beside steps of days: no words for a person but a number. Raises Stop."""
    for rule in rules:
        if rule.condition is not None:
            continue
        for at in range(*rule.text):
            number = reader.quantity(at)
            if number and number.value > 1 and number.unit and same_unit(number.unit, unit):
                raise stop(reader, rule.start, rule.end, "看不出这里的数与前面的数怎样比较")


def vetoes(reader: Reader, rules: Sequence[Rule]) -> tuple[str, ...]:
    """Conditions in words under which nothing is earned; they are part of the clause."""
    found = [
        rule
        for rule in rules
        if rule.condition is None
        and rule.words
        and points_of(rule) == NOTHING
        and rule.otherwise is None
    ]
    for rule in found:
        rule.use(reader, kept=True)
    return tuple(rule.words for rule in found)


def gate_of(reader: Reader, statement: Statement) -> Gate | None:
    """The gate that was read."""
    if statement.gating is None:
        return None
    condition, gating = statement.gating
    reader.use(gating)
    return Gate(condition, gating.first, gating.last)


def losing(reader: Reader, rule: Rule) -> Judged:
    """未公开的扣2分: lost where the condition holds."""
    if not rule.words or rule.otherwise:
        raise stop(reader, rule.start, rule.end, "没有说什么情况扣分")
    rule.use(reader, kept=True)
    return Judged(condition=rule.words, yes=loss_of(rule) or NOTHING, effect="loss")


def check_vetoes(reader: Reader, rules: Sequence[Rule]) -> None:
    """Beside thresholds only conditions that take everything can stand. Raises Stop."""
    for rule in rules:
        if points_of(rule) != NOTHING:
            raise stop(reader, rule.start, rule.end, "不知道它与前后的条件怎样合用")


def points_of(rule: Rule) -> Points | None:
    """What the rule gives; None where it takes, or where that is no fixed number."""
    award = rule.outcome
    return award.points if isinstance(award, ph.Award) and award.effect == "gain" else None


def loss_of(rule: Rule) -> Points | None:
    """What the rule takes, once."""
    award = rule.outcome
    return award.points if isinstance(award, ph.Award) and award.effect == "loss" else None


def is_full(rule: Rule) -> bool:
    """Whether the rule gives points, and not to all that is left."""
    return points_of(rule) not in (None, NOTHING) and rule.otherwise is None


def no_floor(reader: Reader, statement: Statement) -> None:
    """Down to nothing goes without saying; a floor above it is left over."""
    if statement.floor is not None and statement.floor.points == NOTHING:
        reader.use(statement.floor)


def most_of(reader: Reader, statement: Statement, effect: Effect = "gain") -> Points | None:
    """The most that is said of all; what limits the other effect is left over."""
    most = statement.most
    if most is None or most.effect not in (None, effect):
        return None
    reader.use(most)
    return None if most.points == ALL else most.points


def check_region(
    reader: Reader,
    region: ph.Threshold | None,
    near: Decimal,
    others: Iterable[Rule],
    *,
    ends: bool = False,
) -> None:
    """A region of which one end is used ends at the other where another rule begins.

    ``ends``: no more than 100 % can be done. Raises Stop where 90%-95%之间每低1%扣1分 says nothing
    of what lies beyond.
    """
    if region is None or region.span.outside:
        return
    spans = [one.span for one in thresholds_of(others)]
    known = {near, ZERO, *([HUNDRED] if region.percent and ends else [])}
    for end, beyond in ((region.span.low, -_NEXT), (region.span.high, _NEXT)):
        said = end is None or end in known or any(end + beyond in span for span in spans)
        if not said:
            raise stop(reader, region.start, region.end, "没有说这个范围以外怎样得分")
