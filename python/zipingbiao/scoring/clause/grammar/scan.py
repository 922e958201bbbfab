"""Tokens → phrases, from left to right; what no phrase begins with is text."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Final, Literal

from zipingbiao.scoring.clause.grammar.awards import award, bound, in_proportion, part_of_step
from zipingbiao.scoring.clause.grammar.conditions import threshold
from zipingbiao.scoring.clause.grammar.formulas import formula
from zipingbiao.scoring.clause.grammar.names import (
    DENYING,
    TWISTED,
)
from zipingbiao.scoring.clause.grammar.phrases import (
    Absolute,
    Award,
    Baseline,
    Definition,
    Else,
    Gating,
    Interpolated,
    Listing,
    Mark,
    NoGain,
    Phrase,
    Quantity,
    Separator,
    Step,
    Text,
    Threshold,
)
from zipingbiao.scoring.clause.grammar.reader import Reader
from zipingbiao.scoring.clause.grammar.steps import step
from zipingbiao.scoring.clause.grammar.words import (
    OPERATORS,
)
from zipingbiao.scoring.clause.model import Points, Span

#: In order of precedence: who may read a phrase at a place.
_PHRASES: Final[tuple[Callable[[Reader, int], Phrase | None], ...]] = (
    part_of_step,
    step,
    bound,
    threshold,
    award,
    in_proportion,
)
#: A remark in brackets is no longer than this.
_REMARK_TOKENS: Final = 120
#: No schedule has more dates.
_PERIODS: Final = 12
#: What leads to a number that steps are held against.
_HELD_AGAINST: Final = frozenset(("较", "比", "与", "相较", "对比", "对照"))
_JOINS: Final = frozenset(("、", "和", "及", "与"))
#: 以90%为基准.
_BASES: Final = ("为标准", "为基准", "为基数", "为基础", "为起点", "为基点", "为界", "为目标",
    "为上限", "为下限", "为底线", "为限",
)  # fmt: skip


#: 以10分为基础: what there is before anything is taken.
_FULL: Final = ("为基础", "为基准", "为基数", "为满分", "为基本分")


def scan(reader: Reader) -> list[Phrase]:
    """The phrases of a text."""
    phrases: list[Phrase] = []
    place = text = 0
    while place < reader.size:
        begins = place == text and (not phrases or isinstance(phrases[-1], Separator | Mark | Else))
        found = _phrase(reader, place, begins)
        if found is None:
            place = _past_remark(reader, place)
            continue
        if text < place:
            phrases.append(Text(text, place))
        phrases.append(found)
        place = text = found.end
    if text < reader.size:
        phrases.append(Text(text, reader.size))
    return phrases


def _phrase(reader: Reader, place: int, begins: bool) -> Phrase | None:
    """The phrase that begins at the place."""
    match reader.kind(place):
        case "text" | "unit" | "apart" | "percent" | "between" | "fen" | "close" if not begins:
            return None
        case "strong" | "weak":
            return Separator(place, place + 1, reader.kind(place) == "strong")
        case "mark":
            return Mark(place, place + 1)
        case "else":
            return Else(place, place + 1)
        case "nogain":
            return NoGain(place, place + 1)
        case "spared":
            return Definition(place, place + 1)
        case "gate":
            return _gating(reader, place)
        case "interpolated":
            return Interpolated(place, place + 1)
        case "abs" | "bar":
            return Absolute(place, place + 1)
    found = formula(reader, place, begins) or _listing(reader, place) or _baseline(reader, place)
    if found is not None:
        return found
    return next((found for read in _PHRASES if (found := read(reader, place)) is not None), None)


def _baseline(reader: Reader, place: int) -> Phrase | None:
    """以100%为标准: from where steps count."""
    if reader.kind(place) == "aim":
        return _target_stated(reader, place)
    if reader.kind(place) == "num":
        return _number_stated(reader, place)
    if reader.at(place).text in _HELD_AGAINST:
        return _held_against(reader, place)
    if reader.at(place).text != "以" or DENYING.search(reader.at(place - 1).text):
        return None
    found = threshold(reader, place + 1)
    number = reader.quantity(place + 1)
    after = number.next if number else place
    if number is None or (found is not None and not found.bare and found.end > after):
        return None
    words = reader.at(after).text
    if number.unit == "分" and words.startswith(_FULL) and not _counts_points(reader, after):
        return Award(place, after + 1, Points(number.value))
    allowed = ("text",) if number.unit == "分" else ("text", "until")  # 以9分为限
    if reader.kind(after) not in allowed or not words.startswith(_BASES):
        return None
    return _based(place, after + 1, number)


def _counts_points(reader: Reader, place: int) -> bool:
    """Whether what follows are steps of points: 以90分为基准，每低1分扣0.5分."""
    every = next((at for at in range(place, reader.size) if reader.kind(at) == "every"), None)
    found = step(reader, every) if every is not None else None
    return not isinstance(found, Step) or found.quantity.unit == "分"


def _held_against(reader: Reader, place: int) -> Phrase | None:
    """较99%每低0.1个百分点: from where the steps of the same piece count."""
    number = reader.quantity(place + 1)
    if number is None or number.unit == "分":
        return None
    after = number.next + (reader.at(number.next).text == "相比")
    after = reader.skip(after, ("weak",)) if after > number.next else after
    return _based(place, after, number) if reader.kind(after) == "every" else None


def _target_stated(reader: Reader, place: int) -> Phrase | None:
    """目标值100%，…: the target itself, and no part of it."""
    number = reader.quantity(place + 1)
    if number is None or reader.kind(number.next) not in ("weak", "strong"):
        return None
    given = reader.kind(number.next + 1) in ("gain", "full", "zero")
    return None if given else _based(place, number.next, number)


def _number_stated(reader: Reader, place: int) -> Phrase | None:
    """组织检查4次，少一次…: how many are asked for, right before what lacks of them."""
    number = reader.quantity(place)
    if number is None or reader.kind(place - 1) not in ("text", "have"):
        return None
    end = number.next
    while reader.kind(end) == "text" and not TWISTED.search(reader.at(end).text):
        end += 1  # 二十五条农村公路
    if not number.unit or number.unit == "分" or reader.kind(end) not in ("weak", "strong"):
        return None
    lack = step(reader, end + 1)
    if not isinstance(lack, Step) or lack.way != "down" or lack.aim or lack.origin is not None:
        return None
    return _based(place, end, number) if lack.quantity.unit == number.unit else None


def _based(place: int, end: int, number: Quantity) -> Baseline:
    span = Span(number.value, None, True)
    return Baseline(place, end, Threshold(place, end, span, number.percent, number.unit))


def _past_remark(reader: Reader, place: int) -> int:
    """The next place; a remark in brackets that gives no points is passed as a whole."""
    if reader.kind(place) != "open":
        return place + 1
    depth = 0
    for at in range(place, min(reader.size, place + _REMARK_TOKENS)):
        kind = reader.kind(at)
        depth += (kind == "open") - (kind == "close")
        following = reader.at(at + 1)
        if kind in ("floor", "most", "every", "mark", "else") or (
            kind == "num" and following.kind in ("fen", "percent")
        ):
            return place + 1
        if kind in ("scored", "gain") and following.text == "=":
            return place + 1
        if depth == 0:
            return at + 1
    return place + 1


def _gating(reader: Reader, place: int) -> Phrase:
    """第2-4项不得分: which items."""
    digits = "".join(sign if sign.isdigit() else " " for sign in reader.at(place).text).split()
    end = place + 1
    while reader.kind(end) in ("each", "text"):
        end += 1
    return Gating(place, end + (reader.kind(end) == "zero"), int(digits[0]), int(digits[1]))


def _listing(reader: Reader, place: int) -> Phrase | None:
    """6、9、11月; 分别达到40%、67.5%、82.5%; 分别得1分、2分、2分."""
    after = place
    while reader.kind(after) in ("each", "gain") or OPERATORS.get(reader.at(after).text) == "≥":
        after += 1
    values: list[Decimal] = []
    words: list[str] = []
    units: set[str] = set()
    at = end = after
    while len(values) <= _PERIODS and (number := reader.quantity(at)) is not None:
        values.append(number.value)
        words.append(reader.plain(at, number.next))
        units.add("%" if number.percent else number.unit)
        end = number.next
        if reader.at(end).text not in _JOINS or reader.kind(end + 1) != "num":
            break
        at = end + 1
    unit = _unit(units - {""})
    if unit == "period":
        words = _periods(words)
    if not 2 <= len(values) <= _PERIODS or not unit:
        return None
    if len(values) == 2 and reader.kind(reader.inclusion(end).next) == "between":
        return None  # 20%和40%之间
    sentence = reader.plain(max(0, place - 12), place)
    that_is = "即" in sentence.replace("。", ";").rpartition(";")[2]
    return Listing(place, end, tuple(values), unit, tuple(words), that_is)


def _periods(words: list[str]) -> list[str]:
    """``6``, ``9``, ``11月`` → each with its unit."""
    unit = words[-1].lstrip("0123456789一二三四两")
    return [word if word.endswith(unit) else word + unit for word in words]


def _unit(units: set[str]) -> Literal["percent", "points", "period", ""]:
    """What kind of list it is."""
    if units == {"%"}:
        return "percent"
    if units == {"分"}:
        return "points"
    return "period" if units and units <= {"月", "季", "季度"} else ""
