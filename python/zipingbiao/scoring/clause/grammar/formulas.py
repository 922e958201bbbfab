"""Formulas: 得分=达到数/全部数*10, 按…/…×5分扣分, 20分×执行率; and definitions.

A formula gives points; a definition (预算控制率=…×100%) says what the variable is.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Final, Literal

from zipingbiao.scoring.clause.grammar.names import (
    PLANNED,
    TWISTED,
)
from zipingbiao.scoring.clause.grammar.phrases import Definition, Formula, Phrase, Unreadable
from zipingbiao.scoring.clause.grammar.reader import Reader
from zipingbiao.scoring.clause.model import (
    ALL,
    HUNDRED,
    ONE,
    Expression,
    Operation,
    Points,
    Term,
)

#: No formula has more tokens, nor more brackets in one another.
_LONGEST: Final = 80
_DEEPEST: Final = 4
_TRIM: Final = "的，,、：: 为（("
_SCORES: Final = ("得分", "计分", "分值", "分数", "扣分")
#: 按B/A或A/B×分值计分: result over target, or the reverse where less is wanted.
EITHER: Final = "B/A或A/B"
_SIGNS: Final[dict[str, Literal["+", "-", "×", "÷"]]] = {
    "plus": "+", "range": "-", "times": "×", "over": "÷",
}  # fmt: skip
#: Names of one number over another: 实际值与目标值的比值.
_QUOTIENTS: Final = frozenset(("比值", "比例", "比率", "比重", "百分比"))
#: What stands behind the last factor of 按A/B×5分扣分.
_VERBS: Final = frozenset(("scored", "loss", "gain", "fen", "text"))


class _Unclear(Exception):
    """No formula that we could compute."""


def formula(reader: Reader, place: int, begins: bool) -> Phrase | None:
    """The formula or definition at the place; ``begins``: a piece begins there."""
    token = reader.at(place)
    if token.kind == "op" and token.text in ("=", "等于", "为"):
        return None
    if token.text in ("按", "以"):
        return _deducting(reader, place)
    if token.kind in ("scored", "gain") and reader.at(place + 1).text == "=":
        end = _end(reader, place)
        found = _expression(reader, place, place + 2, end, False)
        return found or Unreadable(place + 2, end, "看不懂这个算式")
    if token.kind == "gain":
        return _gained(reader, place)
    if not begins:
        return None
    equals = _equals(reader, place)
    if equals is None:
        return _unnamed(reader, place)
    named = reader.plain(place, equals)
    end = _end(reader, equals + 1)
    if named.endswith(_SCORES):
        if TWISTED.search(named):
            return Unreadable(place, end, "看不懂这个算式")
        found = _expression(reader, place, equals + 1, end, named.endswith("扣分"))
        return found or Unreadable(equals + 1, end, "看不懂这个算式")
    if _is_definition(reader, equals + 1, end):
        return Definition(place, end)
    return None


def _gained(reader: Reader, place: int) -> Phrase | None:
    """得8分×完成率: points times a rate behind the verb."""
    found = reader.amount(place + 1)
    if found is None or reader.kind(found[1]) != "times":
        return None
    return _expression(reader, place, place + 1, reader.piece(place), False)


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
        if kind == "strong" or (kind == "weak" and depth <= 0) or depth < 0:
            return at
    return reader.size


def _is_definition(reader: Reader, place: int, end: int) -> bool:
    """Whether a computation stands there, not a bare number, and no points."""
    kinds = {token.kind for token in reader.tokens[place:end]}
    signs = kinds & {"times", "over", "plus", "range"}
    rest = kinds - {"num", "percent", "range", "unit", "between"}
    return bool(signs) and bool(rest) and not kinds & {"fen", "loss", "zero", "full", "every"}


def _unnamed(reader: Reader, place: int) -> Phrase | None:
    """资金结余率小于0.1的项目数/项目总数*5: points without 得分=."""
    end = reader.piece(place)
    kinds = {token.kind for token in reader.tokens[place:end]}
    if "times" not in kinds or {"every", "gain", "loss", "zero", "full"} & kinds:
        return None
    if any(token.text == "按" for token in reader.tokens[place:end]):
        return None  # 低于95%的按…: the formula begins there
    if "over" not in kinds and kinds & {"op", "edge_up", "edge_down", "range", "glue"}:
        return None
    return _expression(reader, place, place, end, False)


def _deducting(reader: Reader, place: int) -> Phrase | None:
    """按未整改数/问题总数×5分扣分, 按执行率×分值计分."""
    end = reader.piece(place)
    if end > place + _LONGEST:
        return None
    kinds = [token.kind for token in reader.tokens[place:end]]
    if not {"times", "over"} & set(kinds) or kinds[0] == "num":
        return None
    last = end
    loses = False
    while last > place and reader.kind(last - 1) in _VERBS:
        if TWISTED.search(reader.at(last - 1).text):
            return None
        if reader.kind(last - 1) == "fen" and reader.kind(last - 2) == "num":
            break
        loses = loses or reader.kind(last - 1) == "loss"
        last -= 1
    found = _expression(reader, place, place + 1, last, loses, end)
    scored = not loses and {"scored", "gain"} & set(kinds[last - place :])
    planned = found is not None and PLANNED.search(found.names[-1]) is not None
    if found is not None and scored and planned and _is_share(found.expression):
        return replace(found, expression=Operation("×", found.expression, Term("points")))
    return found if "times" in kinds else None


def _is_share(tree: Expression) -> bool:
    """按完成值/目标值×100%计分: a name over another, and of the weight so much."""
    if not isinstance(tree, Operation):
        return False
    if tree.sign == "×" and isinstance(tree.right, Term) and tree.right.kind == "number":
        return tree.right.percent and tree.right.number == ONE and _is_share(tree.left)
    sides = (tree.left, tree.right)
    return tree.sign == "÷" and all(
        isinstance(one, Term) and one.kind in ("measure", "target") for one in sides
    )


def _expression(
    reader: Reader, start: int, place: int, end: int, loses: bool, last: int = 0
) -> Formula | None:
    """What stands between two places as an expression; None for what we can't compute."""
    parser = _Parser(reader)
    try:
        tree = parser.sums(place, end, 0)
    except _Unclear:
        return None
    if not parser.names and not parser.measured:
        return None
    return Formula(start, last or end, tree, tuple(parser.names), place, loses, parser.absolute)


class _Parser:
    """Sums, products and brackets; the names in them, in order."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.names: list[str] = []
        self.measured = False
        self.absolute = False

    def sums(self, start: int, stop: int, depth: int) -> Expression:
        """``10-差异率×0.5``."""
        return self._joined(start, stop, depth, ("plus", "range"))

    def _joined(self, start: int, stop: int, depth: int, kinds: tuple[str, ...]) -> Expression:
        """Parts with one of these signs between them, from left to right."""
        if depth > _DEEPEST:
            raise _Unclear
        parts = self._cut(start, stop, kinds)
        tree: Expression | None = None
        for sign, first, last in parts:
            lower = kinds[0] == "plus"
            part = (
                self._joined(first, last, depth, ("times", "over"))
                if lower
                else self._factor(first, last, depth)
            )
            tree = part if tree is None else Operation(_SIGNS[sign], tree, part)
        if tree is None:
            raise _Unclear
        return tree

    def _cut(self, start: int, stop: int, kinds: tuple[str, ...]) -> list[tuple[str, int, int]]:
        """The parts between signs outside brackets, each with the sign before it."""
        parts: list[tuple[str, int, int]] = []
        sign, first, brackets = "", start, 0
        for at in range(start, stop):
            kind = self.reader.kind(at)
            brackets += (kind == "open") - (kind == "close")
            if brackets < 0:
                raise _Unclear
            if kind in kinds and brackets == 0 and at > first:
                parts.append((sign, first, at))
                sign, first = kind, at + 1
        if brackets:
            raise _Unclear
        return [*parts, (sign, first, stop)]

    def _factor(self, start: int, stop: int, depth: int) -> Expression:
        """A number, the weight, a bracket or a name."""
        reader = self.reader
        if start >= stop:
            raise _Unclear
        number = reader.quantity(start)
        if number is not None and number.next == stop:
            if number.unit == "分":
                return Term("points", points=Points(number.value))
            if number.unit:
                raise _Unclear
            value = number.value / HUNDRED if number.percent else number.value
            return Term("number", value, percent=number.percent)
        share = reader.amount(start)
        if share is not None and share[1] == stop:
            return Term("points", points=share[0])
        if stop == start + 1 and reader.kind(start) in ("share", "full"):
            return Term("points", points=ALL)
        if stop == start + 1 and reader.kind(start) == "aim":
            self.names.append(reader.words(start, stop))
            return Term("target", Decimal(len(self.names) - 1))
        if stop == start + 1 and reader.kind(start) == "either":
            self.names.append(EITHER)
            self.measured = True
            return Term("measure", Decimal(len(self.names) - 1))
        if reader.kind(start) == "open" and reader.kind(stop - 1) == "close":
            inside = reader.tokens[start + 1 : stop - 1]
            if any(token.kind in ("over", "num", "bar", "aim", "times") for token in inside):
                return self.sums(start + 1, stop - 1, depth + 1)
        worded = self._in_words(start, stop)
        if worded is not None:
            return worded
        if reader.kind(start) == "bar" and reader.kind(stop - 1) == "bar" and stop > start + 2:
            self.absolute = True
            start, stop = start + 1, stop - 1
        return self._name(start, stop)

    def _in_words(self, start: int, stop: int) -> Expression | None:
        """实际值与目标值的比值, 完成数占计划数的比例: one name over another."""
        reader = self.reader
        tail = stop - 1
        if reader.at(tail).text == "之比":
            middle = tail
        elif reader.at(tail).text in _QUOTIENTS and reader.at(tail - 1).text == "的":
            middle = tail - 1
        else:
            return None
        joins = [at for at in range(start, middle - 1) if reader.at(at).text[-1] in "与和占同"]
        if not joins or middle != joins[0] + 2:
            return None
        at = joins[0]
        over = reader.words(start, at + 1)[:-1].strip(_TRIM)
        if not over or reader.binding(range(start, at + 1)) is not None:
            return None
        self.names.append(over)
        self.measured = True
        left = Term("measure", Decimal(len(self.names) - 1))
        return Operation("÷", left, self._factor(at + 1, middle, 0))

    def _name(self, start: int, stop: int) -> Term:
        """Words that name a number; a remark in brackets behind it is left out."""
        reader = self.reader
        last = stop
        if reader.kind(stop - 1) == "abs":
            self.absolute = True
            last = stop = stop - 1
        if reader.kind(stop - 1) == "close":
            opened = next((at for at in range(start, stop) if reader.kind(at) == "open"), stop)
            last = opened if opened > start else stop
        kinds = [token.kind for token in reader.tokens[start:last]]
        bare = reader.kind(start) != "open"
        joined = "range" in kinds or ("plus" in kinds and bare)  # (完成值-基期值) is no one number
        if "over" in kinds or "bar" in kinds or joined:
            raise _Unclear
        if any(token.text == "=" for token in reader.tokens[start:last]):
            raise _Unclear
        if reader.binding(range(start, last), _IN_NAMES) is not None:
            raise _Unclear
        twisted = TWISTED.search(reader.plain(last, stop))
        if twisted or reader.binding(range(last, stop), _IN_REMARKS) is not None:
            raise _Unclear
        words = reader.words(start, last).strip(_TRIM).strip("）)")
        if not words:
            raise _Unclear
        self.names.append(words)
        self.measured = True
        return Term("measure", Decimal(len(self.names) - 1))


#: The number of projects with a rate below 0.1 is a name, too.
_IN_NAMES: Final = frozenset(
    ("op", "num", "percent", "in", "out", "edge_up", "edge_down", "edge_out", "target", "missed")
)
#: A remark with a number in it would change the name.
_IN_REMARKS: Final = frozenset(("in", "out", "target", "missed"))
