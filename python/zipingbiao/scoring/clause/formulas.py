"""Formulas: 得分=达到数/全部数*10, 按…/…×5分扣分, 20分×执行率; and definitions.

A formula gives points; a definition (预算控制率=…×100%) says what the variable is.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal

from zipingbiao.scoring.clause.model import ALL, HUNDRED, ONE, Points
from zipingbiao.scoring.clause.phrases import Definition, Formula, Phrase, Quantity, Unreadable
from zipingbiao.scoring.clause.reader import Reader

#: No formula has more tokens.
_LONGEST = 80
_TRIM = "的，,、：: 为（("
_SCORES = ("得分", "计分", "分值", "分数", "扣分")


@dataclass(slots=True)
class _Product:
    """What is multiplied and divided: names, numbers, points."""

    over: list[str] = field(default_factory=list)
    under: list[str] = field(default_factory=list)
    number: Decimal = ONE
    points: Points | None = None
    inverse: bool = False
    target: Decimal = HUNDRED


def formula(reader: Reader, place: int, begins: bool) -> Phrase | None:
    """The formula or definition at the place; ``begins``: a piece begins there."""
    token = reader.at(place)
    if token.kind == "op" and token.text in ("=", "等于", "为"):
        return None
    if token.text in ("按", "以"):
        return _deducting(reader, place)
    if token.kind == "scored" and reader.at(place + 1).text == "=":
        end = _end(reader, place)
        found = _expression(reader, place, place + 2, end, False)
        return found or Unreadable(place + 2, end, "看不懂这个算式")
    if not begins:
        return None
    equals = _equals(reader, place)
    if equals is None:
        return _unnamed(reader, place)
    named = reader.plain(place, equals)
    end = _end(reader, equals + 1)
    if named.endswith(_SCORES):
        found = _expression(reader, place, equals + 1, end, named.endswith("扣分"))
        return found or Unreadable(equals + 1, end, "看不懂这个算式")
    if _is_definition(reader, equals + 1, end):
        return Definition(place, end)
    return None


def _equals(reader: Reader, place: int) -> int | None:
    """The sign = of the piece, where words stand before it and something to compute behind."""
    depth = 0
    for at in range(place, _end(reader, place)):
        kind = reader.kind(at)
        depth += (kind == "open") - (kind == "close")
        if kind == "op" and depth <= 0:
            ok = reader.at(at).text == "=" and at > place
            return at if ok else None
    return None


def _end(reader: Reader, place: int) -> int:
    """Where the formula ends: at the next comma or full stop outside brackets."""
    depth = 0
    for at in range(place, reader.size):
        kind = reader.kind(at)
        depth += (kind == "open") - (kind == "close")
        if kind == "strong" or (kind == "weak" and depth <= 0):
            return at
    return reader.size


def _is_definition(reader: Reader, place: int, end: int) -> bool:
    """Whether a computation stands there, not a bare number."""
    kinds = {token.kind for token in reader.tokens[place:end]}
    signs = kinds & {"times", "over", "plus", "range"}
    return bool(signs) and bool(kinds - {"num", "percent", "range", "unit", "fen", "between"})


def _unnamed(reader: Reader, place: int) -> Phrase | None:
    """资金结余率小于0.1的项目数/项目总数*5: points without 得分=."""
    end = reader.piece(place)
    kinds = [token.kind for token in reader.tokens[place:end]]
    if "over" not in kinds or "times" not in kinds:
        return None
    if {"every", "gain", "loss", "zero", "full"} & set(kinds):
        return None
    return _expression(reader, place, place, end, False)


def _deducting(reader: Reader, place: int) -> Phrase | None:
    """按未整改数/问题总数×5分扣分, 按执行率×分值计分."""
    end = reader.piece(place)
    if end > place + _LONGEST:
        return None
    kinds = [token.kind for token in reader.tokens[place:end]]
    if "times" not in kinds or kinds[0] == "num":
        return None
    last = end
    loses = False
    while last > place and reader.kind(last - 1) in ("scored", "loss", "gain", "fen", "text"):
        if reader.kind(last - 1) == "fen" and reader.kind(last - 2) == "num":
            break
        loses = loses or reader.kind(last - 1) == "loss"
        last -= 1
    found = _expression(reader, place, place + 1, last, loses)
    return found and replace(found, start=place, end=end)


def _expression(reader: Reader, start: int, place: int, end: int, loses: bool) -> Formula | None:
    """A product of at most two names with the points."""
    product = _Product()
    if not _multiply(reader, place, end, product, False, 0):
        return None
    if product.points is None and product.number not in (ONE, HUNDRED):
        product.points, product.number = Points(product.number), ONE
    if product.points is None or len(product.over) != 1 or len(product.under) > 1:
        return None
    if product.number not in (ONE, HUNDRED):
        return None
    under = product.under[0] if product.under else ""
    if product.target != HUNDRED and (under or product.inverse):
        return None
    return Formula(
        start, end, product.over[0], under, product.points, product.inverse, loses, product.target
    )


def _multiply(
    reader: Reader, place: int, end: int, product: _Product, below: bool, depth: int
) -> bool:
    """Takes in the factors between two places; whether all of them were understood."""
    if depth > 3:
        return False
    for start, stop, divides in _factors(reader, place, end):
        if not _factor(reader, start, stop, product, below != divides, depth):
            return False
    return True


def _factors(reader: Reader, place: int, end: int) -> list[tuple[int, int, bool]]:
    """Cuts at × and ÷ outside brackets; each factor with whether it divides."""
    cut: list[tuple[int, int, bool]] = []
    open_brackets, start, divides = 0, place, False
    for at in range(place, end):
        kind = reader.kind(at)
        open_brackets += (kind == "open") - (kind == "close")
        if kind in ("times", "over") and open_brackets <= 0:
            cut.append((start, at, divides))
            start, divides = at + 1, kind == "over"
    return [*cut, (start, end, divides)]


def _factor(
    reader: Reader, start: int, stop: int, product: _Product, below: bool, depth: int
) -> bool:
    """A number, the weight, a bracket or a name."""
    if start >= stop:
        return False
    number = reader.quantity(start)
    if number is not None and number.next == stop:
        return _number(number, product, below)
    if stop == start + 1 and reader.kind(start) in ("share", "full") and not below:
        fresh = product.points is None
        product.points = ALL
        return fresh
    if reader.kind(start) == "open" and reader.kind(stop - 1) == "close":
        return _bracket(reader, start + 1, stop - 1, product, below, depth)
    return _name(reader, start, stop, product, below)


def _number(number: Quantity, product: _Product, below: bool) -> bool:
    """×10, ×5分, ×100%, /90%."""
    value = number.value
    if number.unit == "分":
        fresh = product.points is None and not below
        product.points = Points(value)
        return fresh
    if number.percent and below:  # 执行率/90%: the target
        fresh = product.target == HUNDRED and value > 0
        product.target = value
        return fresh
    if below or number.unit:
        return False
    product.number *= value / HUNDRED if number.percent else value
    return True


def _bracket(
    reader: Reader, start: int, stop: int, product: _Product, below: bool, depth: int
) -> bool:
    """(A/B), (1-A/B), or a name of several words: (上年结转+年初预算)."""
    one_minus = reader.plain(start, start + 2) in ("1-", "100%-") or (
        reader.plain(start, start + 3) == "100%-"
    )
    if one_minus and not below and not product.inverse:
        product.inverse = True
        after = start + (3 if reader.kind(start + 1) == "percent" else 2)
        return _multiply(reader, after, stop, product, below, depth + 1)
    if any(reader.kind(at) == "over" for at in range(start, stop)):
        return _multiply(reader, start, stop, product, below, depth + 1)
    return _name(reader, start, stop, product, below)


def _is_sum(reader: Reader, start: int, stop: int) -> bool:
    """Whether something is computed there: 10-差异率 and 得分=执行率 are no names."""
    kinds = [token.kind for token in reader.tokens[start:stop]]
    if any(token.text == "=" for token in reader.tokens[start:stop]):
        return True
    bare = reader.kind(start - 1) != "open"
    return ("plus" in kinds or "range" in kinds) and (bare or "num" in kinds)


def _name(reader: Reader, start: int, stop: int, product: _Product, below: bool) -> bool:
    """Words that name a number; a remark in brackets behind it is left out."""
    last = stop
    if reader.kind(stop - 1) == "close":
        opened = next((at for at in range(start, stop) if reader.kind(at) == "open"), stop)
        last = opened if opened > start else stop
    if _is_sum(reader, start, last):
        return False
    words = reader.words(start, last).strip(_TRIM)
    (product.under if below else product.over).append(words)
    return bool(words)
