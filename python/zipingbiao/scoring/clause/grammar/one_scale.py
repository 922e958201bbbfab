"""Rules whose thresholds stand on different scales (target, parts of it, changes) → one scale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from zipingbiao.scoring.clause.grammar import phrases as ph
from zipingbiao.scoring.clause.grammar.conditions import as_part
from zipingbiao.scoring.clause.grammar.names import (
    CHANGES,
    COMPLETION,
    FALLS,
    RATES,
)
from zipingbiao.scoring.clause.grammar.parts import name_of, scale_of, thresholds_of
from zipingbiao.scoring.clause.grammar.reader import Reader
from zipingbiao.scoring.clause.grammar.statement import Rule, Statement, stop
from zipingbiao.scoring.clause.grammar.words import (
    OPERATORS,
)
from zipingbiao.scoring.clause.model import HUNDRED, ONE, ZERO, Scale, Span
from zipingbiao.scoring.clause.values import unit_factor


def on_one_scale(reader: Reader, statement: Statement, rules: Sequence[Rule]) -> list[Rule]:
    """The rules with all their thresholds on one scale. Raises Stop where that can't be.

    达到目标值 is the target that the text states, where it states one; beside parts of the
    target (目标值的90%) and completion rates it is 100 %.
    """
    aim = _stated_aim(reader, statement, thresholds_of(rules))
    found = [_aimed(rule, aim) for rule in rules] if aim is not None else list(rules)
    found = _of_named_rate(_counted_rates(found))
    scales = {one.scale for one in thresholds_of(found)}
    names = {scale_of(name_of(rule.words or rule.condition.name)) for rule in found
             if rule.condition is not None and rule.condition.scale == "value"}  # fmt: skip
    bare = any(one.scale == "value" and one.percent for one in thresholds_of(found))
    parted = "share" in scales and not (bare and _elsewhere(found))
    if parted or (scales & {"ahead", "above"} and "rate" in names | scales):
        part: Scale = "rate" if bare or "share" not in scales else "share"
        found = [_as_share(rule, part) for rule in found]
    elif scales == {"rate", "value"} and names <= {"value", "rate"} and not _elsewhere(found):
        found = [_as_share(rule, "rate") for rule in found]
    elif scales == {"off", "value"} and not names - {"value"} and not _elsewhere(found):
        found = [_on(rule, "off") for rule in found]
    elif scales == {"ahead", "above"} or _all_beyond(reader, found):
        found = [_on(rule, "above") for rule in found]
    elif scales == {"change", "value"} and _all_rise(found) and not _named_apart(found):
        found = [_on(rule, "change") for rule in found]
    elif scales == {"change", "value"} and _named_change(found):
        found = as_named_change(found)
    scales = {one.scale for one in thresholds_of(found)}
    if len(scales) > 1:
        one = next(
            one for one in thresholds_of(found) if one.scale != thresholds_of(found)[0].scale
        )
        raise stop(reader, one.start, one.end, "与前面的条件比较的不是同一个数")
    return found


def in_one_unit(statement: Statement) -> Statement:
    """1万亩以上得8分，8000亩以下不得分: all thresholds in the unit of the first."""
    wanted = next((one.unit for one in thresholds_of(statement.rules) if one.unit), "")
    rules = [_in_unit(rule, wanted) for rule in statement.rules]
    return replace(statement, rules=rules)


def _in_unit(rule: Rule, wanted: str) -> Rule:
    one = rule.condition
    factor = unit_factor(one.unit, wanted) if one is not None and one.unit else None
    if one is None or factor in (None, ONE):
        return rule
    span = replace(
        one.span,
        low=None if one.span.low is None else one.span.low * factor,
        high=None if one.span.high is None else one.span.high * factor,
    )
    return replace(rule, condition=replace(one, span=span, unit=wanted))


def _stated_aim(
    reader: Reader, statement: Statement, thresholds: Sequence[ph.Threshold]
) -> ph.Threshold | None:
    """The target that the text itself states, for thresholds that speak of one."""
    if not any(one.scale in ("ahead", "above") for one in thresholds):
        return None
    missed = all(one.span.low is None for one in thresholds if one.scale == "ahead")
    if missed and not statement.aims:
        last = _last_of(thresholds)
        if last is not None:
            return last
    aims = statement.aims
    if len(aims) != 1 or aims[0].scale != "value" or aims[0].span.outside:
        return None
    reader.use(aims[0])
    return aims[0]


def _last_of(thresholds: Sequence[ph.Threshold]) -> ph.Threshold | None:
    """The widest of thresholds that hold one another: what is left out is 未达到."""
    spans = [one for one in thresholds if one.scale == "value"]
    up = all(one.span.low is not None and (one.bare or one.span.high is None) for one in spans)
    down = all(one.span.high is not None and one.span.low is None for one in spans)
    others = {one.scale for one in thresholds} - {"value"}
    beyond = [one.span for one in thresholds if one.scale == "above"]
    missed = all((span.low, span.high) == ((None, ZERO) if up else (ZERO, None)) for span in beyond)
    if not spans or not others <= {"ahead", "above"} or not missed or up == down:
        return None
    if up:
        return min(spans, key=lambda one: one.span.low or ZERO)
    return max(spans, key=lambda one: one.span.high or ZERO)


def _aimed(rule: Rule, aim: ph.Threshold) -> Rule:
    """达到目标值 with the target's number."""
    one = rule.condition
    end = aim.span.low if aim.span.low is not None else aim.span.high
    if one is None or one.scale not in ("ahead", "above") or end is None:
        return rule
    span = one.span
    shifted = replace(
        span,
        low=None if span.low is None else span.low + end,
        high=None if span.high is None else span.high + end,
    )
    if one.scale == "ahead" and aim.span.low is None:  # 目标值≤5%: reached below it
        shifted = Span(
            None if span.high is None else end, None if span.low is None else end,
            span.high_in, span.low_in,
        )  # fmt: skip
    return replace(rule, condition=replace(
        one, span=shifted, percent=aim.percent, unit=aim.unit, scale="value"))  # fmt: skip


def _as_share(rule: Rule, scale: Scale) -> Rule:
    """A distance of nothing from the target is 100 % of it."""
    one = rule.condition
    if one is None or one.scale in ("share", "rate"):
        return _on(rule, scale)
    if one.scale == "value":
        return _on(rule, scale) if one.percent and scale == "rate" else rule
    part = as_part(one, scale)
    return rule if part is None else replace(rule, condition=part)


def _elsewhere(rules: Sequence[Rule]) -> bool:
    """Whether a threshold beside completion rates is about something else."""
    return any(
        one.condition is not None
        and one.condition.scale == "value"
        and (not one.condition.percent or (scale_of(name := name_of(one.words)) != "rate" and name))
        for one in rules
    )


def as_named_change(rules: Sequence[Rule]) -> list[Rule]:
    """增长率≥8%得满分，…，负增长不得分: 负增长 is a 增长率 below nothing."""
    if not _named_change(rules):
        return list(rules)
    falls = _falls(rules)
    return [
        _on(_turned(rule) if falls else rule, "value")
        if rule.condition is not None and rule.condition.scale == "change"
        else rule
        for rule in rules
    ]


def _named_change(rules: Sequence[Rule]) -> bool:
    """增长率5%以上得满分，负增长不得分: the rate is a change, and below nothing where it is one."""
    named = next((name_of(rule.words) for rule in rules if name_of(rule.words)), "")
    changes = [one.span for one in thresholds_of(rules) if one.scale == "change"]
    signs = all(end in (None, ZERO) for span in changes for end in (span.low, span.high))
    return signs and (CHANGES.search(named) or FALLS.search(named)) is not None


def _falls(rules: Sequence[Rule]) -> bool:
    named = next((name_of(rule.words) for rule in rules if name_of(rule.words)), "")
    return FALLS.search(named) is not None


def _turned(rule: Rule) -> Rule:
    """A change as a fall: 未下降 is a 下降率 of no more than nothing."""
    one = rule.condition
    if one is None or one.scale != "change":
        return rule
    low, high, low_in, high_in = one.span.high, one.span.low, one.span.high_in, one.span.low_in
    return replace(rule, condition=replace(one, span=Span(low, high, low_in, high_in)))


def _counted_rates(rules: list[Rule]) -> list[Rule]:
    """≥300户得10分，完成率低于100%的按比例得分: a hundred per cent are the 300户."""
    rates = [rule for rule in rules if rule.condition and rule.condition.percent]
    counts = [rule.condition for rule in rules if rule.condition and rule not in rates]
    whole = counts[0].span.low if len(counts) == 1 and counts[0].scale == "value" else None
    named = all(COMPLETION.fullmatch(name_of(rule.words)) for rule in rates)
    if not rates or not named or not whole or counts[0].span.high is not None:
        return rules
    return [_as_count(rule, whole, counts[0].unit) if rule in rates else rule for rule in rules]


def _as_count(rule: Rule, whole: Decimal, unit: str) -> Rule:
    one = rule.condition
    assert one is not None
    low, high = (None if end is None else end * whole / HUNDRED
                 for end in (one.span.low, one.span.high))  # fmt: skip
    span = replace(one.span, low=low, high=high)
    return replace(rule, words="", condition=replace(
        one, span=span, percent=False, unit=unit, scale="value", bare=False))  # fmt: skip


def _of_named_rate(rules: list[Rule]) -> list[Rule]:
    """签约率完成80%以上得5分，完成60%-80%得3分: 完成 is but the verb of a rate with a name."""
    names = [name_of(rule.words) for rule in rules if rule.condition is not None]
    first = names[0] if names else ""
    if not RATES.search(first) or scale_of(first) != "value" or any(names[1:]):
        return rules
    return [_on(rule, "value") if rule.condition and rule.condition.scale == "rate" else rule
            for rule in rules]  # fmt: skip


def _named_apart(rules: Sequence[Rule]) -> bool:
    """Whether what is compared beside a change has a name of its own."""
    named = {
        (rule.condition.scale == "change", name_of(rule.words)) for rule in rules if rule.condition
    }
    return any((True, name) not in named for change, name in named if name and not change)


def _all_beyond(reader: Reader, rules: Sequence[Rule]) -> bool:
    """超出目标值20%以内得5分，超出20%-50%…: what is exceeded without a name is the target, too."""
    apart = [one for one in thresholds_of(rules) if one.scale == "above"]
    others = [one for one in thresholds_of(rules) if one.scale not in ("above", "ahead")]
    said = [one for one in apart if one.span.low or one.span.high]
    return bool(said) and all(
        one.scale == "value"
        and reader.kind(one.start) == "op"
        and one.span.low is not None
        and one.span.low < HUNDRED
        and OPERATORS.get(reader.at(one.start).text) == ">"
        and (one.percent, one.unit) == (said[0].percent, said[0].unit)
        for one in others
    )


def _all_rise(rules: Sequence[Rule]) -> bool:
    """增长3%-5%得2分，3%以下…: what goes without a word is a rise, too; 负增长 is none."""
    changes = [one.span for one in thresholds_of(rules) if one.scale == "change"]
    rises = [span for span in changes if span.low is not None and span.low >= 0]
    none = [span for span in changes if span.low is None and span.high == 0]
    return bool(rises) and len(rises) + len(none) == len(changes)


def _on(rule: Rule, scale: Scale) -> Rule:
    """The rule with its threshold on this scale."""
    if rule.condition is None:
        return rule
    return replace(rule, condition=replace(rule.condition, scale=scale))
