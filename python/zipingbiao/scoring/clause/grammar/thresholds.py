"""Numbers that are compared: ``≤0``, ``10%以内``, ``80%（含）-100%``, ``60%≤率<80%``."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Final

from zipingbiao.scoring.clause.grammar.phrases import Quantity, Threshold
from zipingbiao.scoring.clause.grammar.reader import Inclusion, Reader
from zipingbiao.scoring.clause.grammar.words import (
    DOING,
    OPERATORS,
)
from zipingbiao.scoring.clause.model import ZERO, Span
from zipingbiao.scoring.clause.values import unit_factor

#: How many words a name between two comparisons may have: 60%≤执行率<80%.
_NAME_TOKENS: Final = 6
_SIGNLESS: Final = frozenset(("abs", "bar"))
_FLIPPED: Final = {"≤": "≥", "≥": "≤", "<": ">", ">": "<", "=": "="}
#: Between two comparisons of one number.
JOINS: Final = ("且", "但", "并且", "而", "并", "同时", "且为", "而且", "、", "但是")
#: What may follow a bare ``100%`` for it to be a threshold.
_GIVES: Final = frozenset(("full", "gain", "zero"))
_AFTER_BARE: Final = frozenset(
    ("full", "gain", "zero", "loss", "each", "weak", "glue", "in", "free")
)
#: Verbs that say no direction where another word does: 达到10%以内.
_REACHING: Final = ("达到", "达")
#: Whoever has done 20 events has done what 20 are asked for, and so has who did more.
DONE: Final = frozenset(("完成", "实现", "达成", "开展", "举办", "召开", "组织", "新增",
    "建成", "新建", "改建", "修建", "引进", "培育", *DOING))  # fmt: skip


def compared(reader: Reader, place: int) -> Threshold | None:
    """``≤0``, ``超过20%``, ``为10%—20%``, ``≥目标值``; two of them may meet."""
    sign = OPERATORS.get(reader.at(place).text)
    if sign is None:
        return None
    after = place + 1
    within = reader.at(after).text == "±"
    after += within
    number = reader.quantity(after, signed=True)
    if number is None or _is_arithmetic(reader, number.next):
        return None
    if sign in "=≥" or (sign == "±" and not within):
        span = from_number(reader, after)
        if span is not None and span.span.low != span.span.high:
            if sign == "≥" and span.span.low is None and reader.at(place).text not in _REACHING:
                return None  # ≥10%以内
            return replace(span, start=place, absolute=within or sign == "±")
    if sign == ">" and reader.kind(reader.inclusion(number.next).next) == "range":
        span = _range(reader, after, number, reader.inclusion(number.next))
        if span is None:
            return None  # 超过20%-50%: from beyond 20 % on
        inside = span.span.low_in and span.said_low
        return replace(span, start=place, span=replace(span.span, low_in=inside), said_low=True)
    found = replace(one_sided(reader, place, sign, number), absolute=within or sign == "±")
    return both(reader, found) or found


def _is_arithmetic(reader: Reader, place: int) -> bool:
    return reader.kind(place) in ("times", "over", "plus")


def one_sided(reader: Reader, place: int, sign: str, number: Quantity) -> Threshold:
    """``≤``, ``>`` … and a number; what stands behind may say whether it belongs."""
    said = reader.inclusion(number.next)
    edge = reader.kind(said.next)
    inside = said.said
    end = said.next
    told = True
    if edge in ("edge_up", "edge_down") and not _edge_is_next(reader, end, sign):
        joined = reader.at(end).text.startswith(("及", "或", "含", "("))
        more = reader.inclusion(end + 1)
        if more.said is not None:
            inside = more.said
        elif joined or sign in "≥≤>":
            inside = True
            told = joined or sign != ">"  # 超过50%以上 says both
        end = more.next
    else:
        end = reader.skip(end, ("between",))
    span = sign_span(sign, number.value)
    if inside is not None and sign in "<>≤≥":
        span = replace(span, low_in=inside and span.low is not None,
                       high_in=inside and span.high is not None)  # fmt: skip
    return Threshold(place, end, span, number.percent, number.unit, told, told)


def _edge_is_next(reader: Reader, place: int, sign: str) -> bool:
    """以上 behind < and 以下 behind > are no more of this comparison."""
    return (reader.kind(place) == "edge_up") == (sign in "<≤")


def sign_span(sign: str, value: Decimal) -> Span:
    """The numbers that compare so with the value."""
    match sign:
        case "≤" | "<":
            return Span(None, value, False, sign == "≤")
        case "≥" | ">":
            return Span(value, None, sign == "≥", False)
        case "±":
            return Span(None, abs(value), False, True)
    return Span(value, value, True, True, outside=sign == "≠")


def both(reader: Reader, first: Threshold) -> Threshold | None:
    """``>10%且≤20%``, ``大于60%小于80%``, ``90%以上（含90%）不足100%``: between two thresholds."""
    place = reader.skip(first.end, ("weak", "list"))
    joins = reader.at(place).text in JOINS
    place += joins
    if reader.kind(place) != "op":
        return None
    sign = OPERATORS.get(reader.at(place).text, "")
    number = reader.quantity(place + 1, signed=True)
    if number is None or sign not in "≤≥<>" or not sign:
        return None
    same = (number.percent, number.unit) == (first.percent, first.unit)
    if not same and not _is_bare(first) and not _is_bare(number):
        return None
    points = reader.amount(place + 1) is not None
    if reader.kind(first.end) == "weak" and not joins and (points or not same):
        return None
    second = one_sided(reader, place, sign, number)
    span = meet(first.span, second.span)
    if span is None:
        return None
    percent = first.percent or second.percent
    said_low, said_high = first.said_low or second.said_low, first.said_high or second.said_high
    return replace(first, end=second.end, span=span, percent=percent, said_low=said_low,
                   said_high=said_high)  # fmt: skip


def _is_bare(one: Quantity | Threshold) -> bool:
    """Whether neither per cent nor a unit is said."""
    return not one.percent and not one.unit


def _agree(one: Quantity, other: Quantity) -> bool:
    """Whether both numbers are of one unit, or one of them leaves it to the other."""
    bare = _is_bare(one) or _is_bare(other)
    return bare or (one.percent, one.unit) == (other.percent, other.unit)


def meet(one: Span, other: Span) -> Span | None:
    """What lies in both, where one says the low end and one the high end."""
    low, high = (one, other) if one.high is None else (other, one)
    if low.low is None or low.high is not None or high.high is None or high.low is not None:
        return None
    if low.low > high.high:
        return None
    return Span(low.low, high.high, low.low_in, high.high_in)


def interval(reader: Reader, place: int) -> Threshold | None:
    """``(80,90]``, ``[80%,100%]`` as mathematicians write it."""
    low = reader.quantity(place + 1, signed=True)
    if low is None or reader.at(low.next).text not in (",", "、", "-", "~"):
        return None
    high = reader.quantity(low.next + 1, signed=True)
    if high is None or reader.kind(high.next) != "close" or not _agree(low, high):
        return None
    if (
        reader.at(low.next).text in "-~"
        and reader.at(place).text + reader.at(high.next).text == "()"
    ):
        return None  # 良好（80-89分）
    low_in, high_in = reader.at(place).text == "[", reader.at(high.next).text == "]"
    percent = low.percent or high.percent or reader.kind(high.next + 1) == "percent"
    end = reader.skip(reader.skip(high.next + 1, ("percent",)), ("between",))
    return Threshold(
        place, end, Span(low.value, high.value, low_in, high_in), percent, high.unit, True, True
    )


def from_number(reader: Reader, place: int) -> Threshold | None:
    """What begins with a number: ``10%—20%之间``, ``60%≤率<80%``, ``3天以内``, ``100%``."""
    number = reader.quantity(place, signed=True)
    if number is None:
        return None
    said = reader.inclusion(number.next)
    found = (
        _around(reader, place, number)
        or _range(reader, place, number, said)
        or _edged(reader, place, number, said)
    )
    if found is not None:
        return both(reader, found) or found
    return _chained(reader, place, number) or _bare(reader, place, number, said)


def _range(reader: Reader, place: int, low: Quantity, low_said: Inclusion) -> Threshold | None:
    """``10%—20%之间``, ``80%（含）-100%``, ``0-10%(含10%)``, ``5%和10%之间``."""
    edged = reader.kind(low_said.next) in ("edge_up", "edge_down")
    if edged and reader.kind(low_said.next + 1) == "range":
        low_said = low_said._replace(next=low_said.next + 1)  # 85%以下至75%（含）
    joined = reader.at(low_said.next).text in ("和", "与", "及")
    if reader.kind(low_said.next) != "range" and not joined:
        return None
    second = low_said.next + 1
    if joined or reader.at(second).text == "±":
        second = reader.skip(second, ("op",))
    high = reader.quantity(second, signed=second > low_said.next + 1)
    low = low if high is None else _in_unit_of(low, high)
    if high is None or (low.value > high.value and not _descending(low, high)):
        return None
    if (low.percent or low.unit) and (low.percent, low.unit) != (high.percent, high.unit):
        return None
    high_said = reader.inclusion(high.next)
    between = reader.kind(high_said.next) in ("between", "edge_down")
    if joined and not between:
        return None
    more = reader.inclusion(high_said.next + between)
    ends = _ends_of(low, high, [low_said, high_said, more], both=more if between else None)
    if ends is None:
        return None
    (low_in, low_known), (high_in, high_known) = ends
    first, last = sorted((low.value, high.value))
    span = Span(first, last, low_in, high_in)
    percent, unit = low.percent or high.percent, high.unit or low.unit
    return Threshold(place, more.next, span, percent, unit, low_known, high_known)


def _in_unit_of(low: Quantity, high: Quantity) -> Quantity:
    """8000亩 as 0.8万亩 beside 1万亩; as it is where they don't measure the same."""
    factor = unit_factor(low.unit, high.unit) if low.unit and high.unit else None
    return low if factor is None else low._replace(value=low.value * factor, unit=high.unit)


def _around(reader: Reader, place: int, middle: Quantity) -> Threshold | None:
    """``85%±5%``, ``100±5个以内``."""
    if reader.at(middle.next).text != "±":
        return None
    size = reader.quantity(middle.next + 1)
    if size is None or (middle.percent, middle.unit) not in (
        (size.percent, size.unit),
        (False, ""),
    ):
        return None
    said = reader.inclusion(reader.skip(size.next, ("between", "edge_down")))
    span = Span(middle.value - size.value, middle.value + size.value, said.said is not False,
                said.said is not False)  # fmt: skip
    return Threshold(place, said.next, span, size.percent, size.unit, True, True)


def _ends_of(
    low: Quantity, high: Quantity, said: list[Inclusion], both: Inclusion | None
) -> tuple[tuple[bool, bool], tuple[bool, bool]] | None:
    """For the smaller and the greater end: whether it belongs, and whether that is said.

    （含10%） names its end; without a number it is the end before it, behind 之间 both.
    None where it names neither.
    """
    known: dict[Decimal, bool] = {}
    for at, one in enumerate(said):
        if one.said is None:
            continue
        if one.named is not None:
            if one.named not in (low.value, high.value):
                return None
            known[one.named] = one.said
        elif one is both:
            known |= {low.value: one.said, high.value: one.said}
        else:
            known[low.value if at == 0 else high.value] = one.said
    first, last = sorted((low.value, high.value))
    return (known.get(first, True), first in known), (known.get(last, True), last in known)


def _descending(low: Quantity, high: Quantity) -> bool:
    """``100%-80%``: from the top down, where both say what they are."""
    return (low.percent, low.unit) == (high.percent, high.unit) and (low.percent or low.unit != "")


def _edged(reader: Reader, place: int, number: Quantity, said: Inclusion) -> Threshold | None:
    """``90分以上（含90分）``, ``10%以内``, ``3次及以上``, ``20%以外``."""
    edge = reader.at(said.next)
    if edge.kind not in ("edge_up", "edge_down", "edge_out"):
        return None
    more = reader.inclusion(said.next + 1)
    if any(one.named not in (None, number.value) for one in (said, more)):
        return None
    inside = more.said if more.said is not None else said.said
    if edge.text.startswith(("及", "或", "含", "(")):
        inside = True
    if edge.kind == "edge_out":
        span = Span(number.value, None, inside is True)
    elif edge.kind == "edge_up":
        span = Span(number.value, None, inside is not False)
    else:
        span = Span(None, number.value, False, inside is not False)
    known = inside is not None or edge.kind == "edge_out"
    return Threshold(place, more.next, span, number.percent, number.unit, known, known)


def _chained(reader: Reader, place: int, number: Quantity) -> Threshold | None:
    """``60%≤执行率<80%``, ``60%（含）≤执行率<80%（不含）``."""
    said = reader.inclusion(number.next)
    if reader.kind(said.next) != "op":
        return None
    first = _FLIPPED.get(OPERATORS.get(reader.at(said.next).text, ""))
    name = said.next + 1
    for after in range(name, name + _NAME_TOKENS):
        if reader.kind(after) in ("weak", "strong", "", "num"):
            return None
        if reader.kind(after) == "op":
            break
    else:
        return None
    second = OPERATORS.get(reader.at(after).text)
    other = reader.quantity(after + 1, signed=True)
    if first is None or other is None or second is None or not _agree(number, other):
        return None
    if second not in "≤≥<>" or first not in "≤≥<>" or reader.binding(range(name, after), _SIGNLESS):
        return None
    more = reader.inclusion(other.next)
    told = ((said, first, number), (more, second, other))
    if any(not _is_so(end, sign, one.value) for end, sign, one in told):
        return None
    span = meet(sign_span(first, number.value), sign_span(second, other.value))
    if span is None:
        return None
    words = reader.words(name, after)
    percent = number.percent or other.percent
    absolute = any(reader.kind(at) in _SIGNLESS for at in range(name, after))
    return Threshold(place, more.next, span, percent, other.unit, True, True, absolute=absolute,
                     name=words)  # fmt: skip


def _is_so(end: Inclusion, sign: str, value: Decimal) -> bool:
    """Whether （含） behind a number says what its sign says."""
    return end.said in (None, sign in "≤≥") and end.named in (None, value)


def _bare(reader: Reader, place: int, number: Quantity, said: Inclusion) -> Threshold | None:
    """``完成率100%得满分``: a number of per cents and what is given for it."""
    after = said.next
    if number.percent and reader.at(after).text in DONE and reader.kind(after + 1) in _GIVES:
        span = Span(number.value, None, True)  # 100%完成得满分
        return Threshold(place, after + 1, span, True, "", True, True, scale="rate")
    if number.value == 0 and not number.unit and reader.kind(after) in _GIVES:
        return Threshold(place, after, Span(ZERO, ZERO, True, True), False, "", True, True,
                         bare=True)  # fmt: skip
    given = reader.kind(reader.skip(after, ("weak",)))
    several = given == "loss" and number.value > 1  # 2起扣3分; 1起扣1分 is for each
    several = several or (given == "num" and reader.amount(after) is not None)  # 2家3分
    if not number.percent and (number.unit in ("", "分") or not (given in _GIVES or several)):
        return None
    if reader.kind(after) not in _AFTER_BARE:
        return None
    if reader.kind(after) == "glue" and reader.at(after).text == "的":
        following = reader.kind(reader.skip(after + 1, ("weak",)))
        if following not in _AFTER_BARE:
            return None
    span = Span(number.value, number.value, True, True)
    known = said.said is True
    return Threshold(
        place, after, span, number.percent, number.unit, known, known, bare=number.percent
    )
