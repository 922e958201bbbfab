"""Conditions with a number in them: compared by itself, with the target, with last year.

``≥95%`` · ``达到目标值的90%以上``, ``超过指标值30%`` · ``较上年下降5%（含）以上``, ``持平``.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from zipingbiao.scoring.clause.grammar.names import (
    COMPLETION,
    DISTANT,
    FALLEN,
    INSIDE,
    RISES,
)
from zipingbiao.scoring.clause.grammar.phrases import Quantity, Threshold
from zipingbiao.scoring.clause.grammar.reader import Reader
from zipingbiao.scoring.clause.grammar.thresholds import (
    DONE,
    JOINS,
    both,
    compared,
    from_number,
    interval,
    meet,
    one_sided,
    sign_span,
)
from zipingbiao.scoring.clause.grammar.words import (
    OPERATORS,
)
from zipingbiao.scoring.clause.model import HUNDRED, ZERO, Scale, Span

#: About so much is no threshold.
_ABOUT: Final = ("约", "近", "大概", "左右", "大约", "接近")
#: Less than half below a target is by so much; from half on it is so much of it.
_HALF: Final = 50
_APART: Final = ("偏离", "偏差", "相差")
_OR: Final = ("或", "或者", "及")
#: More than the target, and not the target itself; with 或等于 behind it the target, too.
_BETTER: Final = re.compile("(?:超额|优于|好于)(?!.*(?:或|及以上))")
#: What a change without a number leads to.
_OUTCOMES: Final = frozenset(
    ("gain", "full", "zero", "loss", "free", "each", "half", "share", "num", "every")
)


def threshold(reader: Reader, place: int) -> Threshold | None:
    """The threshold at the place; two against the target may meet."""
    found = _single(reader, place)
    if found is None or found.scale not in ("share", "above"):
        return found
    return _met(reader, found) or found


def _met(reader: Reader, first: Threshold) -> Threshold | None:
    """``≥目标值的80%且<目标值的90%``."""
    place = reader.skip(first.end, ("weak",))
    joins = reader.at(place).text in JOINS
    place += joins
    if (place > first.end and not joins) or reader.kind(place) not in ("op", "missed", "target"):
        return None
    aimed = reader.kind(place) == "op" and reader.kind(place + 1) == "aim"
    second = _against_target(reader, place, first.scale) if aimed else _single(reader, place)
    if second is not None and (second.scale, first.scale) == ("share", "above"):
        first = as_part(first) or first  # 低于目标值但不低于目标值80%
    if second is None or (second.scale, second.percent) != (first.scale, first.percent):
        return None
    span = meet(first.span, second.span)
    return None if span is None else replace(first, end=second.end, span=span)


def as_part(one: Threshold, scale: Scale = "share") -> Threshold | None:
    """The target itself as 100 % of it; None for a distance from it."""
    if any(end not in (None, ZERO) for end in (one.span.low, one.span.high)):
        return None
    low = None if one.span.low is None else HUNDRED
    high = None if one.span.high is None else HUNDRED
    return replace(one, span=replace(one.span, low=low, high=high), percent=True, scale=scale)


def _single(reader: Reader, place: int) -> Threshold | None:
    """One threshold at the place."""
    match reader.kind(place):
        case "target" | "missed":
            return _reached(reader, place)
        case "alike":  # 与目标值一致
            return Threshold(place, place + 1, Span(ZERO, ZERO, True, True), said_low=True,
                             said_high=True, scale="off")  # fmt: skip
        case "aim":
            after = reader.skip(place + 1, ("glue",))
            if reader.at(after).text == "±":  # 目标值的±10%以内
                near = compared(reader, after)
                return near and replace(near, start=place, scale="off", absolute=False)
            return _at_target(reader, place) or _share(reader, place, after)
        case "op" if reader.kind(place + 1) == "aim":
            return _against_target(reader, place)
        case "op":
            return _beyond(reader, place) or compared(reader, place)
        case "open":
            return interval(reader, place)
        case "num" | "range" if not reader.at(place - 1).text.endswith(_ABOUT):
            return from_number(reader, place) or _first(reader, place)
        case "have" if reader.at(place).text in DONE:
            return _done(reader, place)
        case "have":
            return _happened(reader, place)
        case "than" | "nochange" | "same" | "up" | "down" | "apart":
            return _change(reader, place) or _distant(reader, place) or _off(reader, place)
    return None


def _done(reader: Reader, place: int) -> Threshold | None:
    """``完成20场次得5分``: so many or more; ``完成90%`` is a completion rate."""
    number = reader.quantity(place + 1)
    if number is None or number.unit == "分":
        return None
    found = from_number(reader, place + 1) or _of_things(reader, place + 1)
    if found is None:
        return None
    if found.span.low is not None and found.span.low == found.span.high:
        found = replace(found, span=Span(found.span.low, None, True), bare=False, said_low=True)
    name = reader.at(place).text
    scale: Scale = "rate" if found.percent and COMPLETION.fullmatch(f"{name}率") else "value"
    return replace(found, start=place, scale=scale)


def _happened(reader: Reader, place: int) -> Threshold | None:
    """存在2个问题扣2分: so many of what is named behind them."""
    found = _of_things(reader, place + 1, named=False)
    return found and replace(found, start=place)


def _of_things(reader: Reader, place: int, named: bool = True) -> Threshold | None:
    """``2个问题`` and what they earn or take; ``named``: what they are is said behind them."""
    number = reader.quantity(place)
    if number is None or number.unit in ("", "分") or number.value < 1:
        return None
    after = number.next
    while reader.kind(after) in (("text", "aim") if named else ("text", "aim", "have", "glue")):
        after += 1
    if named and after == number.next:
        return None
    if reader.kind(reader.skip(after, ("glue", "weak"))) not in _OUTCOMES - {"num", "every"}:
        return None
    inside = INSIDE.match(reader.at(number.next).text)  # 3个工作日内办结
    span = Span(None if inside else number.value, number.value, not inside, True)
    return Threshold(place, number.next, span, False, number.unit, not inside, True)


def _first(reader: Reader, place: int) -> Threshold | None:
    """两项不达标扣5分, at the beginning of its piece."""
    begins = reader.kind(place - 1) in ("", "weak", "strong", "mark")
    return _of_things(reader, place) if begins else None


# Against the target


def _reached(reader: Reader, place: int) -> Threshold | None:
    """达到目标值, 未完成任务, 达到目标值的90%以上."""
    token = reader.at(place)
    missed = token.kind == "missed"
    number = reader.skip(place + 1, ("glue",))
    if _BETTER.match(token.text) and number == place + 1:  # 超额完成目标值30%以上
        size = reader.quantity(number)
        if size is not None and size.unit != "分":
            return _gap(reader, place, ">", number, size)
    if token.text[-1] != "分" and reader.kind(number) == "num":
        part = _share(reader, place, number, below=missed)
        if part is not None:
            return part
    beyond = _BETTER.match(token.text) is not None
    span = Span(None, ZERO) if missed else Span(ZERO, None, not beyond)
    soft = not any(noun in token.text for noun in ("目标", "指标", "计划", "任务", "值", "线"))
    return Threshold(
        place, place + 1, span, said_low=True, said_high=True, scale="ahead", soft=soft
    )


def _at_target(reader: Reader, place: int) -> Threshold | None:
    """目标值以内, 指标值以上."""
    edge = reader.kind(place + 1)
    if edge not in ("edge_up", "edge_down"):
        return None
    said = reader.inclusion(place + 2)
    inside = said.said is not False
    span = Span(ZERO, None, inside) if edge == "edge_up" else Span(None, ZERO, False, inside)
    return Threshold(place, said.next, span, said_low=True, said_high=True, scale="above")


def _share(reader: Reader, place: int, number: int, below: bool = False) -> Threshold | None:
    """目标值的90%以上, 达到目标值的80%-90%: a part of the target."""
    found = from_number(reader, number)
    if found is None or not found.percent:
        return None
    if found.bare:
        end = found.span.low
        found = replace(
            found, span=Span(None, end) if below else Span(end, None, True), bare=False,
            said_low=True, said_high=True,
        )  # fmt: skip
    joined = both(reader, replace(found, start=place, scale="share"))
    return joined or replace(found, start=place, scale="share")


def _against_target(reader: Reader, place: int, known: Scale | None = None) -> Threshold | None:
    """``≥目标值``, ``低于目标值的60%``, ``超过指标值30%``, ``低于目标值2次``.

    ``known``: what the number is where the words before have told.
    """
    sign, aim = OPERATORS.get(reader.at(place).text, "±"), place + 1
    if sign == "±":
        return None
    of = reader.at(aim + 1).text == "的"
    number = reader.quantity(aim + 1 + of)
    if number is None or number.unit == "分":
        return Threshold(place, aim + 1, sign_span(sign, ZERO), said_low=True, said_high=True,
                         scale="above")  # fmt: skip
    scale = (known if of else None) or _part_or_gap(sign, number, of)
    if scale is None:
        return None
    if scale == "share":
        found = one_sided(reader, place, sign, number)
        found = replace(found, scale="share")
        return both(reader, found) or found
    return _gap(reader, place, sign, aim + 1, number)


def _part_or_gap(sign: str, number: Quantity, of: bool) -> Scale | None:
    """Whether a number behind the target is a part of it or a distance; None for doubt."""
    if not number.percent:
        return None if of else "above"
    if sign in "≥=":
        return "share"
    large = number.value > _HALF if sign in "<≤" else number.value >= 2 * _HALF
    if large:
        return "share"
    if number.value == _HALF and sign in "<≤":
        return "share"  # half of it is half below it
    return None if of else "above"


def _gap(reader: Reader, place: int, sign: str, number: int, size: Quantity) -> Threshold | None:
    """超过指标值30%（含）以上, 低于目标值10%以内, 超过目标值10%-20%: apart by so much."""
    found = from_number(reader, number)
    if found is None or found.span.low == found.span.high:
        said = reader.inclusion(size.next)
        found = Threshold(
            place, said.next, Span(size.value, None, said.said is True), size.percent, size.unit,
            True, True,
        )  # fmt: skip
        if sign == "≤":
            found = replace(found, span=Span(None, size.value, False, said.said is not False))
            return replace(found, scale="above")
    if sign not in "<>":
        return None
    return replace(distance(found, below=sign == "<"), start=place, scale="above")


def distance(found: Threshold, below: bool) -> Threshold:
    """So much above something, or below it, where the numbers of a threshold say how much."""
    span = found.span if found.span.low is not None else replace(found.span, low=ZERO)
    low, high = found.said_low or found.span.low is None, found.said_high
    if below:
        span = Span(
            None if span.high is None else -span.high, None if span.low is None else -span.low,
            span.high_in, span.low_in,
        )  # fmt: skip
        low, high = high, low
    return replace(found, span=span, said_low=low, said_high=high)


def _distant(reader: Reader, place: int) -> Threshold | None:
    """少3次以上, 低5-10个百分点, 差10件以内, 多1-3起: so far from the target."""
    word = reader.at(place).text
    if word not in DISTANT or (reader.kind(place) == "apart" and reader.kind(place - 1) == "text"):
        return None
    found = from_number(reader, place + 1)
    if found is None or found.scale != "value" or found.absolute or found.span.outside:
        return None
    if found.span.low == found.span.high or found.unit == "分" or not (found.percent or found.unit):
        return None
    scale: Scale = "ahead" if reader.kind(place) == "apart" else "above"
    return replace(distance(found, below=DISTANT[word]), start=place, scale=scale)


def _off(reader: Reader, place: int) -> Threshold | None:
    """偏离计划值10%以内, 偏离10%-20%: how far from the target, on either side."""
    if reader.at(place).text not in _APART or reader.kind(place - 1) == "text":
        return None
    after = reader.skip(reader.skip(place + 1, ("aim",)), ("glue",))
    found = from_number(reader, after)
    if found is None or not found.percent or found.scale != "value" or found.bare:
        return None
    return replace(found, start=place, scale="off")


def _beyond(reader: Reader, place: int) -> Threshold | None:
    """低于20%以上, 超过10%以内: a sign and an edge that face each other bound a distance."""
    sign, size = OPERATORS.get(reader.at(place).text, ""), reader.quantity(place + 1)
    if size is None or sign not in ("<", ">"):
        return None
    edge = reader.kind(reader.inclusion(size.next).next)
    if edge != ("edge_up" if sign == "<" else "edge_down") or not size.percent:
        return None
    return _gap(reader, place, sign, place + 1, size)


# Against last year


def _change(reader: Reader, place: int) -> Threshold | None:
    """The change at the place: its direction, perhaps by how much."""
    if reader.kind(place - 1) == "every":
        return None
    at = reader.skip(place, ("than",))
    if reader.kind(at) == "weak" and at > place:
        at += 1
    negated = reader.kind(at) == "nochange"
    at += negated
    word = reader.at(at)
    if word.kind == "same" and not negated:
        return _plain(reader, place, at + 1, Span(ZERO, ZERO, True, True))
    if word.text not in RISES | FALLEN:
        return None
    rises = word.text in RISES
    if not negated:
        found = from_number(reader, at + 1) or compared(reader, at + 1)
        if found is not None and not found.absolute and found.scale == "value":
            span = _by(found, rises)
            if span is None:
                return None
            low, high = found.said_low or found.bare, found.said_high
            return replace(
                found, start=place, span=span, bare=False, scale="change",
                said_low=low if rises else high, said_high=high if rises else low,
            )  # fmt: skip
    span = Span(ZERO, None) if rises else Span(None, ZERO)
    if negated:
        span = Span(None, ZERO, False, True) if rises else Span(ZERO, None, True)
    return _plain(reader, place, at + 1, span)


def _plain(reader: Reader, place: int, end: int, span: Span) -> Threshold | None:
    """A direction alone, or two of them: 持平或下降; points must follow."""
    if reader.at(end).text in _OR:
        other = reader.at(end + 1)
        second = None
        if other.kind == "same":
            second = Span(ZERO, ZERO, True, True)
        elif other.text in RISES | FALLEN:
            second = Span(ZERO, None) if other.text in RISES else Span(None, ZERO)
        joined = second and _joined(span, second)
        if joined is None:
            return None
        span, end = joined, end + 2
    after = end
    while reader.kind(after) in ("glue", "weak"):
        after += 1
    if reader.kind(after) not in _OUTCOMES:
        return None
    if reader.kind(after) == "num" and reader.amount(after) is None:
        return None
    return Threshold(place, end, span, said_low=True, said_high=True, scale="change")


def _joined(one: Span, other: Span) -> Span | None:
    """持平 and one direction."""
    flat, way = (one, other) if one.low == one.high else (other, one)
    if flat.low != flat.high or flat.low is None or way.low == way.high:
        return None
    return replace(way, low_in=way.low is not None, high_in=way.high is not None)


def _by(found: Threshold, rises: bool) -> Span | None:
    """A change by so much as a span of signed changes."""
    span = found.span
    if span.outside:
        return None
    if found.bare or span.low == span.high:
        span = Span(span.low, None, True)
    elif span.low is None:
        span = replace(span, low=ZERO, low_in=False)
    if span.low is None or span.low < 0:
        return None
    if rises:
        return span
    return Span(None if span.high is None else -span.high, -span.low, span.high_in, span.low_in)
