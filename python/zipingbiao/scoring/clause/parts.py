"""What all kinds of clauses are made of: names, units, conditions in words, gates."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from zipingbiao.scoring.clause import phrases as ph
from zipingbiao.scoring.clause.gather import Rule, Statement, clash, stop
from zipingbiao.scoring.clause.model import NOTHING, Gate, Judged, Measure, Points
from zipingbiao.scoring.clause.reader import Reader
from zipingbiao.scoring.clause.words import LEVEL, SIGNLESS

_TAIL: Final = re.compile(
    r"(?:在|介于|处于|位于|控制在|达到?|为|的|时|是|只有|仅|[（(]取?绝对值[)）])+$"
)
_HEAD: Final = re.compile(r"^(?:如果|如|若|当|其中|凡|对于|对)")


def name_of(words: str) -> str:
    """The words that name a measure, without glue around them; a level (优) names none."""
    if LEVEL.fullmatch(words.replace("（", "(")):
        return ""
    return _HEAD.sub("", _TAIL.sub("", words.strip(" ，,、：:；;。的")))


def measure_of(reader: Reader, rules: Sequence[Rule], percent: bool = False) -> Measure:
    """The measure of the rules' thresholds: the first name, per cent if any of them is."""
    thresholds = [rule.condition for rule in rules if isinstance(rule.condition, ph.Threshold)]
    names = [rule.words for rule in rules if isinstance(rule.condition, ph.Threshold)]
    names += [one.name for one in thresholds]
    name = next((found for found in map(name_of, names) if found), "")
    _one_unit(reader, thresholds)
    percent = percent or any(one.percent for one in thresholds)
    unit = "" if percent else next((one.unit for one in thresholds if one.unit), "")
    texts = [reader.plain(rule.start, rule.end) for rule in rules if rule.condition is not None]
    signless = any(one.absolute for one in thresholds) or any(map(SIGNLESS.search, texts))
    return Measure(name, percent, unit, signless)


def _one_unit(reader: Reader, thresholds: Sequence[ph.Threshold]) -> None:
    """Per cents and days can't be compared. Raises Stop."""
    kinds = [("%" if one.percent else one.unit, one) for one in thresholds]
    said = [(unit, one) for unit, one in kinds if unit]
    for unit, one in said:
        if unit != said[0][0]:
            spots = [(said[0][1].start, said[0][1].end), (one.start, one.end)]
            raise clash(reader, spots, "单位不同，不能比较")


def vetoes(rules: Sequence[Rule]) -> tuple[str, ...]:
    """Conditions in words under which nothing is earned."""
    return tuple(
        rule.words
        for rule in rules
        if not isinstance(rule.condition, ph.Threshold)
        and rule.words
        and isinstance(rule.outcome, ph.Award)
        and rule.outcome.points == NOTHING
    )


def gate_of(statement: Statement) -> Gate | None:
    """The gate that was read."""
    if statement.gating is None:
        return None
    condition, gating = statement.gating
    return Gate(condition, gating.first, gating.last)


def loss_of(reader: Reader, rule: Rule) -> Judged:
    """未公开的扣2分: lost where the condition holds."""
    if not rule.words or rule.otherwise:
        raise stop(reader, rule.start, rule.end, "没有说什么情况扣分")
    return Judged(condition=rule.words, yes=points_of(rule) or NOTHING, effect="loss")


def check_vetoes(reader: Reader, rules: Sequence[Rule]) -> None:
    """Beside thresholds only conditions that take everything can stand. Raises Stop."""
    for rule in rules:
        if points_of(rule) != NOTHING:
            raise stop(reader, rule.start, rule.end, "不知道它与前后的条件怎样合用")


def points_of(rule: Rule) -> Points | None:
    """What the rule gives or takes; None where that is no fixed number."""
    return rule.outcome.points if isinstance(rule.outcome, ph.Award) else None
