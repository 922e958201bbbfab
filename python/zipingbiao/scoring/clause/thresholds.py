"""Thresholds: ``≤0``, ``10%以内``, ``80%（含）-100%``, ``60%≤执行率<80%``, ``[80,90)``."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from zipingbiao.scoring.clause.model import Span
from zipingbiao.scoring.clause.phrases import Quantity, Target, Threshold
from zipingbiao.scoring.clause.reader import Reader
from zipingbiao.scoring.clause.words import OPERATORS

#: How many words a name between two comparisons may have: 60%≤执行率<80%.
_NAME_TOKENS = 6
#: About so much is no threshold.
_ABOUT = ("约", "近", "大概", "左右")
_FLIPPED = {"≤": "≥", "≥": "≤", "<": ">", ">": "<", "=": "="}
#: What may follow a bare ``100%`` for it to be a threshold.
_GIVES = frozenset(("full", "gain", "zero"))
_AFTER_BARE = frozenset(("full", "gain", "zero", "loss", "each", "weak", "glue", "in", "free"))


def threshold(reader: Reader, place: int) -> Threshold | Target | None:
    """The threshold at the place."""
    match reader.kind(place):
        case "target" | "missed":
            return Target(place, place + 1, missed=reader.kind(place) == "missed")
        case "op":
            return _compared(reader, place)
        case "open":
            return _interval(reader, place)
        case "num" | "range" if not reader.at(place - 1).text.endswith(_ABOUT):
            return _from_number(reader, place)
    return None


def _compared(reader: Reader, place: int) -> Threshold | Target | None:
    """``≤0``, ``超过20%``, ``为10%—20%``, ``≥目标值``; two of them may meet."""
    sign = OPERATORS[reader.at(place).text]
    after = place + 1
    if reader.kind(after) == "aim" and reader.kind(after + 1) != "num":
        return Target(place, after + 1, missed=sign in "<≠") if sign in "≥<=" else None
    after = reader.skip(after, ("aim",))
    within = reader.at(after).text == "±"
    after += within
    number = reader.quantity(after, signed=True)
    if number is None or _is_arithmetic(reader, number.next):
        return None
    if sign in "=≥":
        span = _from_number(reader, after)
        if span is not None and not span.bare:
            return replace(span, start=place)
    found = replace(_one_sided(reader, place, sign, number), absolute=within or sign == "±")
    return _both(reader, found) or found


def _is_arithmetic(reader: Reader, place: int) -> bool:
    return reader.kind(place) in ("times", "over", "plus")


def _one_sided(reader: Reader, place: int, sign: str, number: Quantity) -> Threshold:
    """``≤``, ``>`` … and a number; what stands behind may say whether it belongs."""
    said, end = _inclusion(reader, number.next)
    edge = reader.kind(end)
    if edge in ("edge_up", "edge_down"):
        joined = reader.at(end).text.startswith(("及", "含", "("))
        more, end = _inclusion(reader, end + 1)
        said = more if more is not None else (True if joined or sign in "≥≤>" else said)
    else:
        end = reader.skip(end, ("between",))
    span = _span(sign, number.value)
    if said is not None and sign in "<>≤≥":
        span = replace(span, low_in=said and span.low is not None,
                       high_in=said and span.high is not None)  # fmt: skip
    return Threshold(place, end, span, number.percent, number.unit, True, True)


def _span(sign: str, value: Decimal) -> Span:
    """The numbers that compare so with the value."""
    match sign:
        case "≤" | "<":
            return Span(None, value, False, sign == "≤")
        case "≥" | ">":
            return Span(value, None, sign == "≥", False)
        case "±":
            return Span(None, abs(value), False, True)
    return Span(value, value, True, True, outside=sign == "≠")


def _both(reader: Reader, first: Threshold) -> Threshold | None:
    """``>10%且≤20%``, ``大于60%小于80%``: between two thresholds."""
    place = reader.skip(first.end, ("weak", "list"))
    joins = reader.at(place).text in ("且", "但", "并且", "而", "并", "同时", "且为")
    place += joins
    if reader.kind(place) != "op":
        return None
    sign = OPERATORS[reader.at(place).text]
    number = reader.quantity(place + 1, signed=True)
    if number is None or sign not in "≤≥<>":
        return None
    same = (number.percent, number.unit) == (first.percent, first.unit)
    points = reader.amount(place + 1) is not None
    if reader.kind(first.end) == "weak" and not joins and (points or not same):
        return None
    second = _one_sided(reader, place, sign, number)
    span = _meet(first.span, second.span)
    if span is None:
        return None
    percent = first.percent or second.percent
    return replace(first, end=second.end, span=span, percent=percent)


def _meet(one: Span, other: Span) -> Span | None:
    """What lies in both, where one says the low end and one the high end."""
    low, high = (one, other) if one.high is None else (other, one)
    if low.low is None or low.high is not None or high.high is None or high.low is not None:
        return None
    if low.low > high.high:
        return None
    return Span(low.low, high.high, low.low_in, high.high_in)


def _interval(reader: Reader, place: int) -> Threshold | None:
    """``(80,90]``, ``[80%,100%]`` as mathematicians write it."""
    low = reader.quantity(place + 1, signed=True)
    if low is None or reader.at(low.next).text not in (",", "、"):
        return None
    high = reader.quantity(low.next + 1, signed=True)
    if high is None or reader.kind(high.next) != "close":
        return None
    low_in, high_in = reader.at(place).text == "[", reader.at(high.next).text == "]"
    percent = low.percent or high.percent or reader.kind(high.next + 1) == "percent"
    end = reader.skip(reader.skip(high.next + 1, ("percent",)), ("between",))
    return Threshold(
        place, end, Span(low.value, high.value, low_in, high_in), percent, high.unit, True, True
    )


def _from_number(reader: Reader, place: int) -> Threshold | None:
    """What begins with a number: ``10%—20%之间``, ``60%≤率<80%``, ``3天以内``, ``100%``."""
    number = reader.quantity(place, signed=True)
    if number is None:
        return None
    said, after = _inclusion(reader, number.next)
    return (
        _range(reader, place, number, said, after)
        or _edged(reader, place, number, said, after)
        or _chained(reader, place, number)
        or _bare(reader, place, number, said, after)
    )


def _range(
    reader: Reader, place: int, low: Quantity, low_said: bool | None, after: int
) -> Threshold | None:
    """``10%—20%之间``, ``80%（含）-100%``, ``0-10%(含)``, ``90分（含）至95分``."""
    joined = reader.at(after).text in ("和", "与", "及")
    if reader.kind(after) != "range" and not joined:
        return None
    high = reader.quantity(after + 1)
    if joined and (high is None or not _between(reader, high.next)):
        return None
    if high is None or (low.value > high.value and not _descending(low, high)):
        return None
    high_said, end = _inclusion(reader, high.next)
    if reader.kind(end) in ("between", "edge_down"):
        more, end = _inclusion(reader, end + 1)
        if more is not None:
            low_said = high_said = more
    if low.value > high.value:
        low, high, low_said, high_said = high, low, high_said, low_said
    span = Span(low.value, high.value, low_said is not False, high_said is not False)
    return Threshold(
        place,
        end,
        span,
        low.percent or high.percent,
        high.unit or low.unit,
        low_said is not None,
        high_said is not None,
    )


def _between(reader: Reader, place: int) -> bool:
    """Whether 之间 stands there."""
    return reader.kind(_inclusion(reader, place)[1]) == "between"


def _descending(low: Quantity, high: Quantity) -> bool:
    """``100%-80%``: from the top down, where both say what they are."""
    return (low.percent, low.unit) == (high.percent, high.unit) and (low.percent or low.unit != "")


def _edged(
    reader: Reader, place: int, number: Quantity, said: bool | None, after: int
) -> Threshold | None:
    """``90分以上（含90分）``, ``10%以内``, ``3次及以上``, ``20%以外``."""
    edge = reader.at(after)
    if edge.kind not in ("edge_up", "edge_down", "edge_out"):
        return None
    more, end = _inclusion(reader, after + 1)
    said = more if more is not None else said
    if edge.text.startswith(("及", "含", "(")):
        said = True
    if edge.kind == "edge_out":
        span = Span(number.value, None, said is True)
    elif edge.kind == "edge_up":
        span = Span(number.value, None, said is not False)
    else:
        span = Span(None, number.value, False, said is not False)
    known = said is not None or edge.kind == "edge_out"
    return Threshold(place, end, span, number.percent, number.unit, known, known)


def _chained(reader: Reader, place: int, number: Quantity) -> Threshold | None:
    """``60%≤执行率<80%``."""
    if reader.kind(number.next) != "op":
        return None
    first = _FLIPPED.get(OPERATORS[reader.at(number.next).text])
    name = number.next + 1
    for after in range(name, name + _NAME_TOKENS):
        if reader.kind(after) in ("weak", "strong", "", "num"):
            return None
        if reader.kind(after) == "op":
            break
    else:
        return None
    second = OPERATORS[reader.at(after).text]
    other = reader.quantity(after + 1, signed=True)
    if first is None or other is None or second not in "≤≥<>" or first not in "≤≥<>":
        return None
    span = _meet(_span(first, number.value), _span(second, other.value))
    if span is None:
        return None
    words = reader.words(name, after)
    percent = number.percent or other.percent
    return Threshold(place, other.next, span, percent, other.unit, True, True, name=words)


def _bare(
    reader: Reader, place: int, number: Quantity, said: bool | None, after: int
) -> Threshold | None:
    """``完成率100%得满分``: a number of per cents and what is given for it."""
    if not number.percent and (
        number.unit in ("", "分") or reader.kind(after) not in _GIVES
    ):  # 0次得5分
        return None
    if reader.kind(after) not in _AFTER_BARE:
        return None
    if reader.kind(after) == "glue" and reader.at(after).text == "的":
        following = reader.kind(reader.skip(after + 1, ("weak",)))
        if following not in _AFTER_BARE:
            return None
    span = Span(number.value, number.value, True, True)
    known = said is True
    return Threshold(
        place, after, span, number.percent, number.unit, known, known, bare=number.percent
    )


def _inclusion(reader: Reader, place: int) -> tuple[bool | None, int]:
    """（含）, （不含） or nothing."""
    kind = reader.kind(place)
    return (kind == "in", place + 1) if kind in ("in", "out") else (None, place)
