"""What leads to steps: the target, what is late, what is asked for, what is saved."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from zipingbiao.scoring.clause.grammar import phrases as ph
from zipingbiao.scoring.clause.grammar.names import DENYING
from zipingbiao.scoring.clause.grammar.parts import name_of, same_unit
from zipingbiao.scoring.clause.grammar.reader import Reader
from zipingbiao.scoring.clause.grammar.starts import step_of
from zipingbiao.scoring.clause.grammar.statement import Rule, stop
from zipingbiao.scoring.clause.model import HUNDRED
from zipingbiao.scoring.clause.sides import TIMES
from zipingbiao.values.measures import measure_of

#: What happens now and then is counted in.
_EVENTS: Final = frozenset(("次", "起", "件", "例", "笔", "人次"))
#: What leads to what steps are held against.
_LEADING: Final = ("较", "比", "与", "同", "跟", "对照")
#: What may stand between the target and 每: 与目标值相比，每低1%.
_BETWEEN: Final = frozenset(("相比", "比较", "比", "相比较", ",", "的"))
#: 以目标值为基准: from where steps count.
_BASES: Final = ("为基准", "为标准", "为基数", "为起点")


#: What is saved; 每超支1% then says how much less.
_SAVED: Final = re.compile("节[约省支余](?:率|额|比例)?$")


def less_saved(rules: Sequence[Rule]) -> list[Rule]:
    """节约率≥0得满分，每超支1%扣0.5分: the steps go down."""
    saved = any(_SAVED.search(name_of(rule.words)) for rule in rules if rule.condition)
    return [
        replace(rule, outcome=replace(rule.outcome, way="down"))
        if saved and isinstance(rule.outcome, ph.Step) and rule.outcome.verb == "超支"
        else rule
        for rule in rules
    ]


def led(reader: Reader, rule: Rule) -> Rule:
    """The rule with what leads to its steps: the target, what is late, what is asked for."""
    if not isinstance(rule.outcome, ph.Step):
        return rule
    if rule.condition is not None and _is_all(rule.condition, rule.outcome):
        reader.use(rule.condition)
        reader.use_words(*rule.text)
        return replace(rule, condition=None, words="", text=(rule.text[0], rule.text[0]))
    if reader.kind(rule.outcome.start) != "every":
        return rule
    if rule.condition is not None:
        return _counting(reader, rule, rule.condition)
    last = rule.outcome.start - 1
    while last > rule.text[0] and reader.at(last).text in _BETWEEN:
        last -= 1
    if reader.at(last).text in _BASES and reader.at(last - 2).text == "以":
        if DENYING.search(reader.plain(rule.text[0], last - 2)):
            raise stop(reader, rule.text[0], rule.end, "看不出从多少起算")
        reader.use_between(last - 2, last + 1)
        last -= 1
    before = reader.at(last - 1).text
    told = last == rule.text[0] or before == "以" or before.endswith(_LEADING)
    if reader.kind(last) != "aim" or last not in range(*rule.text) or not told:
        return rule  # 较目标值每延迟1天: the target stands before 每 as well as behind it
    return replace(rule, outcome=replace(rule.outcome, aim=True))


def _is_all(one: ph.Threshold, step: ph.Step) -> bool:
    """精准率100%，发现1例不精准扣1分: all of it is asked for, and faults are counted."""
    faults = step.effect == "loss" and not step.way and not step.quantity.percent
    whole = one.percent and one.span.low == HUNDRED and one.span.high in (None, HUNDRED)
    return faults and whole and one.scale == "value" and bool(step.quantity.unit)


def _tells_events(one: ph.Threshold, step: ph.Step) -> bool:
    """超过2小时的，每次扣0.5分: what is counted are the times, whatever each of them lasted."""
    lasting = one.scale == "value" and (measure_of(one.unit).base or one.unit) in TIMES
    beyond = one.span.high is None or one.span.high == one.span.low  # ≤2小时，超过2小时的
    told = lasting and beyond and step.quantity.unit in _EVENTS
    return step.effect == "loss" and not step.way and told


def _counting(reader: Reader, rule: Rule, one: ph.Threshold) -> Rule:
    """逾期未完成的，每逾期5天…, 不少于4次，每次得2分: what is counted whatever is asked for."""
    step = step_of(rule)
    if _tells_events(one, step):
        reader.use(one)
        words = reader.words(rule.text[0], one.end)
        return replace(rule, condition=None, words=words, text=(rule.text[0], one.end))
    late = step.way == "late" and one.soft and one.span.low is None
    asked = (
        step.effect == "gain" and not step.way and one.scale == "value" and one.span.high is None
        and bool(one.unit) and same_unit(one.unit, step.quantity.unit)
    )  # fmt: skip
    if not late and not asked:
        return rule
    reader.use(one)
    if asked:
        reader.use_words(*rule.text)
    return replace(rule, condition=None, text=(rule.text[0], rule.text[0]), words="")
