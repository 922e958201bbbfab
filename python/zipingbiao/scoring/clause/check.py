"""What can't hold: bands that overlap or contradict each other, and points above the weight."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from zipingbiao.errors import ZpbError
from zipingbiao.scoring.clause.model import (
    ALL,
    HUNDRED,
    NOTHING,
    ZERO,
    Additive,
    Band,
    Bands,
    Calculated,
    Clause,
    Deadlines,
    Judged,
    Levels,
    Points,
    Proportional,
    Ratio,
    Schedule,
    Span,
    Steps,
    TwoWay,
)
from zipingbiao.scoring.clause.refusals import Refusal


class ClauseError(ZpbError):
    """A clause that can't be used: not understood, contradictory, or above its weight."""

    def __init__(self, reason: str, refusal: Refusal | None = None) -> None:
        super().__init__(reason)
        self.refusal = refusal


@dataclass(frozen=True, slots=True)
class Stated:
    """A band as it is stated: with where in the text, and whether its ends are."""

    band: Band
    start: int
    end: int
    said_low: bool = False
    said_high: bool = False


class Overlap(Exception):
    """Two bands that claim the same values: their places in the list, and why."""

    def __init__(self, first: int, second: int, reason: str) -> None:
        super().__init__(reason)
        self.first, self.second, self.reason = first, second, reason


def settled(stated: Sequence[Stated]) -> tuple[list[Band], list[Decimal]]:
    """The bands without overlap, in the order in which they are tried, and the shared ends.

    An end that two neighbours claim belongs to the one that says so (含), else to the one that
    earns more, in whichever order they stand.
    Of thresholds that hold one another (≥90, ≥80) the narrower comes first.
    Raises Overlap where values belong to two bands.
    """
    bands = [one.band for one in stated]
    shared: list[Decimal] = []
    for second in range(len(bands)):
        for first in range(second):
            if bands[first].measure != bands[second].measure:
                continue
            end = _settle(bands, stated, first, second)
            if end is not None:
                shared.append(end)
    _nest(bands)
    return bands, shared


def _nest(bands: list[Band]) -> None:
    """Puts the narrower first of thresholds that hold one another; the others stay in place."""
    for up in (True, False):
        own = [at for at, band in enumerate(bands) if band.measure is None]
        places = [at for at in own if _one_sided(bands[at].span, up)]
        ranked = sorted(places, key=lambda at: _breadth(bands[at], up))
        ordered = [bands[at] for at in ranked]
        fault = _out_of_order(ordered)
        if fault is not None:
            first, second = sorted((ranked[fault], ranked[fault + 1]))
            raise Overlap(first, second, "好的反而得分少，看不出哪一档得分多")
        for at, band in zip(places, ordered, strict=True):
            bands[at] = band


def _out_of_order(ordered: Sequence[Band]) -> int | None:
    """Where thresholds that hold one another rise and fall again in points: 90得10，85得9，95得6.

    What goes beyond 100 % may earn less than the whole.
    """
    gains = [at for at, band in enumerate(ordered) if band.effect == "gain"]
    for at, middle, after in zip(gains, gains[1:], gains[2:], strict=False):
        one, two, three = (ordered[place] for place in (at, middle, after))
        whole = two.span.low is not None and two.span.low >= HUNDRED
        if not whole and _is_better(two, one) and _is_better(two, three) and one.points != NOTHING:
            return at
    return None


def _one_sided(span: Span, up: bool) -> bool:
    if span.outside:
        return False
    return (
        span.high is None and span.low is not None
        if up
        else (span.low is None and span.high is not None)
    )


def _breadth(band: Band, up: bool) -> tuple[Decimal, bool]:
    """Of thresholds in one direction: less for the narrower."""
    span = band.span
    return (-(span.low or ZERO), span.low_in) if up else (span.high or ZERO, span.high_in)


def _settle(bands: list[Band], stated: Sequence[Stated], first: int, second: int) -> Decimal | None:
    """Makes two bands disjoint; the end that both claimed, if any."""
    one, other = bands[first].span, bands[second].span
    if one.outside or other.outside:
        _settle_outside(one, other, first, second)
        return None
    if one == other:
        reason = "同一条件给了不同的分数" if bands[first] != bands[second] else "同一条件说了两遍"
        raise Overlap(first, second, reason)
    if _holds(one, other):
        if {"gain", "loss"} <= _effects(bands[first], bands[second]):
            _take_from_full(bands, first, second)
        return None
    if _trimmed(bands, first, second):
        return None
    for left, right in ((first, second), (second, first)):
        end = bands[left].span.high
        if end is not None and end == bands[right].span.low and _meets(bands, left, right):
            return _share(bands, stated, left, right)
    if _apart(one, other) or _apart(other, one) or _point_inside(bands, first, second):
        return None
    raise Overlap(first, second, "两档有重叠，同一个值既属前者又属后者")


def _take_from_full(bands: list[Band], first: int, second: int) -> None:
    """达到的得满分，超过50%的扣1分: points are taken from the full score. Raises Overlap."""
    gain, loss = (first, second) if bands[first].effect == "gain" else (second, first)
    full, taken = bands[gain].points, bands[loss].points
    given = [band.points for band in bands if band.effect == "gain"]
    highest = full == ALL or (
        not any(points.of_weight for points in given)
        and full.amount == max(points.amount for points in given)
    )
    inside = _breadth(bands[loss], up=bands[loss].span.high is None) < _breadth(
        bands[gain], up=bands[gain].span.high is None
    )
    if not highest or not inside or full.of_weight != (full == ALL) or taken.of_weight:
        raise Overlap(first, second, "同一个值既得分又扣分")
    if full != ALL:
        left = Points(max(full.amount - taken.amount, ZERO))
        bands[loss] = replace(bands[loss], points=left, effect="gain")


def _trimmed(bands: list[Band], first: int, second: int) -> bool:
    """超过10%以下, 超过20%以下: both begin where nothing is exceeded, and the wider goes on."""
    one, other = bands[first].span, bands[second].span
    if one.low != other.low or one.low != ZERO or one.low_in or other.low_in:
        return False
    if one.high is None or other.high is None or one.high == other.high:
        return False
    narrow, wide = (first, second) if one.high < other.high else (second, first)
    edge = bands[narrow].span
    span = replace(bands[wide].span, low=edge.high, low_in=not edge.high_in)
    bands[wide] = replace(bands[wide], span=span)
    return True


def _effects(*bands: Band) -> set[str]:
    """Gains and losses; nothing at all is neither."""
    return {band.effect for band in bands if band.points != NOTHING}


def _settle_outside(one: Span, other: Span, first: int, second: int) -> None:
    """≠0 meets only =0."""
    same = (one.low, one.high) == (other.low, other.high) and one.outside != other.outside
    if not same:
        raise Overlap(first, second, "两档有重叠，同一个值既属前者又属后者")


def _meets(bands: list[Band], left: int, right: int) -> bool:
    """Whether both claim the end between them and nothing more."""
    below, above = bands[left].span, bands[right].span
    return (
        below.high_in
        and above.low_in
        and not (below.low is not None and above.high is not None and below.low > above.high)
    )


def _share(bands: list[Band], stated: Sequence[Stated], left: int, right: int) -> Decimal | None:
    """Gives the end between two bands to one of them: in doubt to the one that earns more."""
    end = bands[left].span.high
    low_said, high_said = stated[right].said_low, stated[left].said_high
    points = [index for index in (left, right) if _is_point(bands[index].span)]
    if points:  # a single value (=0) keeps it; as it stands alone, nothing was doubtful
        winner = points[0]
    elif low_said and high_said:
        raise Overlap(min(left, right), max(left, right), f"两档都含 {end}")
    elif low_said != high_said:
        winner = right if low_said else left
    else:
        better = _is_better(bands[left], bands[right])
        if better is None:
            reason = f"两档都含 {end}，看不出哪一档得分多"
            raise Overlap(min(left, right), max(left, right), reason)
        winner = left if better else right
    if winner == left:
        bands[right] = _without(bands[right], low=True)
    else:
        bands[left] = _without(bands[left], low=False)
    return None if points or low_said != high_said else end


def _is_better(one: Band, other: Band) -> bool | None:
    """Whether one earns more than the other; None where that hangs on the weight."""
    if _rank(one) != _rank(other):
        return _rank(one) > _rank(other)
    if (one.effect, one.points.of_weight) != (other.effect, other.points.of_weight):
        return None
    more = one.points.amount > other.points.amount
    return not more if one.effect == "loss" else more


def _rank(band: Band) -> int:
    """Nothing, some points, all of them; what only takes some leaves some."""
    if band.effect == "loss":
        return 1
    return 2 if band.points == ALL else 0 if band.points == NOTHING else 1


def _without(band: Band, low: bool) -> Band:
    span = band.span
    return replace(band, span=replace(span, low_in=False) if low else replace(span, high_in=False))


def _is_point(span: Span) -> bool:
    return span.low is not None and span.low == span.high


def _point_inside(bands: list[Band], first: int, second: int) -> bool:
    """An exception of one value that is stated before the band around it."""
    return _is_point(bands[first].span) and not _is_point(bands[second].span)


def _apart(below: Span, above: Span) -> bool:
    """Whether all of one lies below all of the other."""
    if below.high is None or above.low is None:
        return False
    if below.high == above.low:
        return not (below.high_in and above.low_in)
    return below.high < above.low


def within(one: Span, other: Span) -> bool:
    """Whether all numbers of one are the other's, too."""
    if one.outside or other.outside:
        return False
    low = other.low is None or (
        one.low is not None
        and (one.low > other.low or (one.low == other.low and (other.low_in or not one.low_in)))
    )
    high = other.high is None or (
        one.high is not None
        and (
            one.high < other.high or (one.high == other.high and (other.high_in or not one.high_in))
        )
    )
    return low and high


def _holds(one: Span, other: Span) -> bool:
    """Thresholds in the same direction, one inside the other: ≥90 and ≥80."""
    up = one.high is None and other.high is None and one.low is not None and other.low is not None
    down = one.low is None and other.low is None and one.high is not None and other.high is not None
    return up or down


def stated_full(clause: Clause) -> Points | None:
    """The most that the clause itself gives, None where it leaves that to the weight."""
    match clause:
        case Steps():
            return (clause.most if clause.counted else clause.full) if clause.gain else clause.full
        case TwoWay():
            sides = (clause.upper, clause.lower)
            gains = [stated_full(side) for side in sides if side.gain]
            return next((points for points in gains if points is not None), sides[0].full)
        case Bands() if clause.kind == "losses":
            return None
        case Bands():
            given = [*clause.bands, *([clause.otherwise] if clause.otherwise else [])]
            return _highest([band.points for band in given if band.effect == "gain"])
        case Judged():
            return _highest_judged(clause)
        case Levels():
            return _highest([points for _, points in clause.levels])
        case Deadlines():
            return _highest([points for _, points in clause.dates])
        case Ratio():
            return None if clause.deducts else clause.points
        case Proportional():
            return clause.points
        case Calculated():
            return clause.most
        case Schedule():
            return Points(sum((points.amount for points in clause.points), Decimal(0)))
        case Additive():
            return _sum(clause)


def _highest_judged(clause: Judged) -> Points | None:
    """What the condition gives, or its absence where it takes all; None where it takes some."""
    if clause.effect == "loss":
        return None
    return clause.no if clause.yes == NOTHING and clause.no else clause.yes


def _highest(given: Sequence[Points]) -> Points | None:
    """The greatest number of points; None where some are a share of the weight (得满分)."""
    if any(points.of_weight for points in given):
        return None
    return max(given, key=lambda points: points.amount, default=None)


def _sum(clause: Additive) -> Points | None:
    if clause.losing:
        return None
    stated = [stated_full(item) for item in clause.items]
    amounts = [points.amount for points in stated if points is not None and not points.of_weight]
    total = Points(sum(amounts, Decimal(0)))
    return clause.most if clause.most and clause.most.amount < total.amount else total


def above_weight(clause: Clause, weight: Decimal) -> str | None:
    """Why the clause can't belong to an indicator of this weight, None where it can."""
    full = stated_full(clause)
    if full is None or full.of_weight or full.amount <= weight:
        return None
    said, given = f"{full.amount.normalize():f}", f"{weight.normalize():f}"
    return f"条文「{clause.words}」里的 {said} 分超过了分值 {given} 分。"
