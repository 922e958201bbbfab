"""What stands before one outcome: two thresholds that are one, a part, the rest of a threshold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from zipingbiao.scoring.clause.grammar import phrases as ph
from zipingbiao.scoring.clause.grammar.names import NOT_OVER, OUTSIDE, OVER, UNDER
from zipingbiao.scoring.clause.grammar.parts import points_of
from zipingbiao.scoring.clause.grammar.reader import Reader
from zipingbiao.scoring.clause.grammar.statement import Outcome, Rule, stop
from zipingbiao.scoring.clause.model import NOTHING, Span


def joined_of(reader: Reader, first: ph.Threshold, second: ph.Threshold) -> ph.Threshold | None:
    """Two thresholds that meet with nothing but a comma between them."""
    if (first.scale, second.scale) == ("rate", "value") and second.percent:
        second = replace(second, scale="rate")  # 完成90%以上、95%以下
    between = {reader.kind(at) for at in range(first.end, second.start)}
    same = (first.percent, first.unit, first.scale) == (
        second.percent, second.unit, second.scale,
    )  # fmt: skip
    one, other = first.span, second.span
    if between <= {"weak", "glue"} and same and one == other:  # 低于90%的，低于90%部分
        return replace(first, end=second.end)
    if (
        not between <= {"weak", "glue", "list"}
        or not same
        or (one.low is None) == (other.low is None)
    ):
        return None
    low, high = (one, other) if one.high is None else (other, one)
    lower, upper = (first, second) if one.high is None else (second, first)
    if low.high is not None or high.low is not None or low.outside or high.outside:
        return None
    if low.low is None or high.high is None or low.low > high.high:
        return None
    span = Span(low.low, high.high, low.low_in, high.high_in)
    return replace(
        first, end=second.end, span=span, said_low=lower.said_low, said_high=upper.said_high
    )


def outside_of(
    reader: Reader, one: ph.Threshold, two: ph.Threshold | None, step: ph.Step
) -> ph.Threshold:
    """低于90%或高于110%的，每偏离1个百分点: on either side of a range. Raises Stop."""
    unread = stop(reader, one.start, step.end, "条件里还有别的条件")
    if two is None or (one.scale, one.percent) != (two.scale, two.percent):
        raise unread
    low, high = (one.span, two.span) if one.span.low is None else (two.span, one.span)
    if low.high is None or high.low is None or low.low is not None or high.high is not None:
        raise unread
    span = Span(low.high, high.low, not low.high_in, not high.low_in, outside=True)
    return replace(two, start=one.start, span=span)


def check_part(reader: Reader, condition: ph.Threshold | None, outcome: Outcome) -> None:
    """90%以上的部分得5分: points for a part of the number, and not for all of it. Raises Stop."""
    start = condition.end if condition is not None else outcome.start
    told = isinstance(outcome, ph.Award) and outcome.points != NOTHING
    if told and "部分" in reader.plain(start, outcome.start):
        raise stop(reader, start, outcome.end, "看不出这一部分怎样计分")


def is_rest_of(rules: Sequence[Rule], words: str, outcome: Outcome) -> bool:
    """控制在5%以内得满分，超出的不得分: the other side of the one threshold before."""
    last = rules[-1].condition if rules else None
    if last is None or not isinstance(outcome, ph.Award) or last.span.outside:
        return False
    if points_of(rules[-1]) == NOTHING and last.span.high is None and words in NOT_OVER:
        return True
    if outcome.points != NOTHING or last.scale not in ("value", "rate"):
        return False
    if last.span.low is None:
        return words in OVER
    if last.span.high is not None and len(rules) == 1 and OUTSIDE.fullmatch(words):
        return True
    return words in UNDER and (last.bare or len(rules) > 1 or last.span.high is None)
