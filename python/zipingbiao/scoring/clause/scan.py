"""Tokens → phrases, from left to right; what no phrase begins with is text."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Final, Literal

from zipingbiao.scoring.clause.awards import award, bound, in_proportion, part_of_step
from zipingbiao.scoring.clause.formulas import formula
from zipingbiao.scoring.clause.phrases import (
    Else,
    Gating,
    Listing,
    Mark,
    Phrase,
    Separator,
    Text,
)
from zipingbiao.scoring.clause.reader import Reader
from zipingbiao.scoring.clause.stepping import step
from zipingbiao.scoring.clause.thresholds import threshold

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
_JOINS: Final = frozenset(("、", "和", "及", "与"))


def scan(reader: Reader) -> list[Phrase]:
    """The phrases of a text."""
    phrases: list[Phrase] = []
    place = text = 0
    while place < reader.size:
        begins = place == text and (not phrases or isinstance(phrases[-1], Separator | Mark))
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
        case "gate":
            return _gating(reader, place)
    found = formula(reader, place, begins) or _listing(reader, place)
    if found is not None:
        return found
    return next((found for read in _PHRASES if (found := read(reader, place)) is not None), None)


def _past_remark(reader: Reader, place: int) -> int:
    """The next place; a remark in brackets that gives no points is passed as a whole."""
    if reader.kind(place) != "open":
        return place + 1
    depth = 0
    for at in range(place, min(reader.size, place + _REMARK_TOKENS)):
        kind = reader.kind(at)
        depth += (kind == "open") - (kind == "close")
        if kind in ("floor", "most", "every", "mark", "else") or (
            kind == "num" and reader.kind(at + 1) in ("fen", "percent")
        ):
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
    while reader.kind(after) in ("each", "gain", "op"):
        after += 1
    values: list[Decimal] = []
    words: list[str] = []
    units: set[str] = set()
    at = after
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
