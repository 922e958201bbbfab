"""Formulas evaluated without a spreadsheet, so that every formula cell carries a true value.

``compile_formula("SUM(B2:B9)/B1").evaluate(lookup)`` gives what Excel would store. A formula is
taken apart once and becomes Python closures. What can't be evaluated
(an unknown function, another workbook) is refused at compile time, never guessed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from zipingbiao.errors import ZpbError
from zipingbiao.ooxml.evaluate_functions import EXCEL, Functions, call
from zipingbiao.ooxml.evaluate_nodes import (
    OMITTED,
    OPERATORS,
    Lookup,
    Matrix,
    Node,
    Reference,
    Scope,
    constant,
    here_node,
    lift,
    minus,
    name_node,
    percent,
    range_node,
)
from zipingbiao.ooxml.evaluate_places import as_large, index_place, place_at, span
from zipingbiao.ooxml.evaluate_tokens import (
    NAME,
    FormulaError,
    is_end,
    literal,
    not_understood,
    reference_of,
    tokens_of,
)
from zipingbiao.ooxml.grid import CellError, Scalar
from zipingbiao.ooxml.tokens import Token
from zipingbiao.values.coercion import NUMERIC, REFERENCE, Failure, finite, value_of

__all__ = ["Formula", "FormulaError", "Lookup", "Reference", "UnknownFunction", "compile_formula"]


class UnknownFunction(ZpbError):
    """A formula calls a function that can't be evaluated; the sentence names it."""


@dataclass(frozen=True, slots=True)
class Formula:
    """A compiled formula.

    ``references`` are all cells that it names, ``names`` the defined names that it uses, both in
    the order of the text. ``spans`` are the ranges that it works out, each with those of the
    ``references`` (from, to) that it is made of.
    """

    text: str
    references: tuple[Reference, ...]
    names: tuple[str, ...]
    node: Node
    spans: tuple[tuple[int, int, Node], ...] = ()

    def reads(self, here: tuple[int, int] | None = None) -> tuple[Reference, ...]:
        """The cells whose values it takes when it stands ``here`` (row, column).

        As `references`, but of a range that it works out just the cells of that range: the column
        of ``H12:INDEX(H:H,ROW()-1)`` holds the formula itself, the range does not.
        """
        found: list[Reference] = []
        behind = 0
        for first, end, node in self.spans:
            try:
                place = place_at(node, here)
            except Failure:
                continue
            if place is not None and first >= behind:
                found += self.references[behind:first]
                found.append(place)
                behind = end
        return (*found, *self.references[behind:])

    def evaluate(self, lookup: Lookup, here: tuple[int, int] | None = None) -> Scalar:
        """What the cell holds: errors as CellError, whole numbers as int, blank as 0.

        ``here`` is the (row, column) of the formula's cell; only ``ROW()``, ``COLUMN()`` and
        ranges that stand where one value belongs need it. Raises `FormulaError` for a formula
        of more than some hundred parts one within the other.
        """
        try:
            value = value_of(self.node.scalar(Scope(lookup, here)))
            return _stored(value)
        except Failure as failure:
            return CellError(failure.code)
        except ArithmeticError:
            return CellError(NUMERIC)
        except RecursionError:
            raise not_understood(self.text) from None

    def holds(
        self, lookup: Lookup, here: tuple[int, int] | None = None
    ) -> Scalar | Sequence[Sequence[Scalar]]:
        """What a piece of a formula holds: a range that it works out row by row, else a value."""
        matrix = self.node.matrix
        if self.node.place is None or matrix is None or not self.spans:
            return self.evaluate(lookup, here)
        try:
            return matrix(Scope(lookup, here))
        except Failure as failure:
            return CellError(failure.code)

    def evaluate_all(self, lookup: Lookup, here: tuple[int, int] | None = None) -> Matrix:
        """What an array formula gives, row by row; it must be compiled as one."""
        spread = self.node.matrix
        if spread is None:
            return ((self.evaluate(lookup, here),),)
        try:
            found = spread(Scope(lookup, here))
        except Failure as failure:
            return ((CellError(failure.code),),)
        except RecursionError:
            raise not_understood(self.text) from None
        return [[_held(value) for value in row] for row in found]


@lru_cache(maxsize=4096)
def compile_formula(text: str, functions: Functions = EXCEL, *, spreads: bool = False) -> Formula:
    """The formula of a cell, without its equals sign, made ready to be evaluated.

    ``functions`` are those that it may call; ``spreads`` is an array formula, whose ranges stand
    for all their values wherever they stand. Raises `UnknownFunction` and `FormulaError`.
    """
    parser = _Parser(text, tokens_of(text), functions, spreads)
    try:
        node = parser.formula()
    except RecursionError:
        raise not_understood(text) from None
    found = tuple(parser.references), tuple(parser.names), node, tuple(parser.spans)
    return Formula(text, *found)


def _stored(value: Scalar) -> Scalar:
    if value.__class__ is float and isinstance(value, float):
        finite(value)
        return int(value) if value.is_integer() and abs(value) < 1e15 else value
    return 0 if value is None else value


def _held(value: Scalar) -> Scalar:
    """A value of a matrix as its cell holds it."""
    try:
        return value if isinstance(value, CellError) else _stored(value)
    except Failure as failure:
        return CellError(failure.code)


# Parsing: operators by their precedence.

_UNARY = 7
_PRECEDENCE = {
    ":": 8,
    **dict.fromkeys(("=", "<>", "<", ">", "<=", ">="), 1),
    **{"&": 2, "+": 3, "-": 3, "*": 4, "/": 4, "^": 5},
}


class _Parser:
    """Makes nodes of tokens, and notes the references on the way."""

    def __init__(
        self, text: str, tokens: Sequence[Token], functions: Functions, spreads: bool
    ) -> None:
        self.text = text
        self.tokens = tokens
        self.functions = functions
        self.spreads = spreads
        self.position = 0
        self.references: list[Reference] = []
        self.names: list[str] = []
        self.spans: list[tuple[int, int, Node]] = []

    def formula(self) -> Node:
        """The whole formula."""
        node = self.expression(0)
        if self.position != len(self.tokens):
            raise not_understood(self.text)
        return node

    def peek(self) -> Token | None:
        """The next token, without taking it."""
        return self.tokens[self.position] if self.position < len(self.tokens) else None

    def take(self) -> Token:
        """The next token."""
        token = self.peek()
        if token is None:
            raise not_understood(self.text)
        self.position += 1
        return token

    def expression(self, minimum: int) -> Node:
        """An operand and the operators behind it that bind at least as strongly."""
        begin = len(self.references)
        left = self.prefix()
        while (token := self.peek()) is not None:
            if token.type == Token.OP_POST:
                self.position += 1
                left = lift(percent, left)
                continue
            precedence = _PRECEDENCE.get(token.value.strip(), 0)
            if token.type != Token.OP_IN or precedence <= minimum:
                break
            self.position += 1
            right = self.expression(precedence)
            if precedence > _UNARY:
                left = self.span(begin, left, right)
            else:
                left = lift(OPERATORS[token.value.strip()], left, right)
        return left

    def span(self, begin: int, left: Node, right: Node) -> Node:
        """The range between two places; its references are those from ``begin`` on."""
        found = span(left, right)
        if found is None:
            raise not_understood(self.text)
        self.spans = [one for one in self.spans if one[0] < begin]
        self.spans.append((begin, len(self.references), found))
        return found

    def prefix(self) -> Node:
        """An operand with its signs."""
        token = self.take()
        if token.type == Token.OP_PRE:
            operand = self.expression(_UNARY)
            return lift(minus, operand) if token.value == "-" else operand
        if token.type == Token.OPERAND:
            return self.operand(token)
        if token.subtype == Token.OPEN and token.type == Token.PAREN:
            node = self.expression(0)
            self.close(Token.PAREN)
            return node
        if token.subtype == Token.OPEN and token.type == Token.FUNC:
            return self.call(token.value[:-1].upper())
        if token.subtype == Token.OPEN and token.type == Token.ARRAY:
            return self.array()
        raise not_understood(self.text)

    def close(self, kind: str) -> None:
        """Takes the closing bracket."""
        token = self.take()
        if token.type != kind or token.subtype != Token.CLOSE:
            raise not_understood(self.text)

    def operand(self, token: Token) -> Node:
        """A constant, a range or a name."""
        if token.subtype == Token.RANGE and not token.value.upper().endswith(REFERENCE):
            return self.range(token.value)
        return constant(literal(token))

    def range(self, text: str) -> Node:
        """A range, or a defined name."""
        reference = reference_of(text)
        if reference is not None:
            self.references.append(reference)
            return range_node(reference)
        if not NAME.fullmatch(text):
            raise FormulaError(
                f"公式“={self.text}”引用了“{text}”，这种引用无法计算。",
                cure="请改为引用本工作簿中的单元格。",
            )
        self.names.append(text)
        return name_node(text)

    def call(self, name: str) -> Node:
        """A function with its arguments; its name and bracket are taken."""
        name = name.removeprefix("_XLFN.").removeprefix("_XLWS.")
        arguments = self.arguments()
        if name in ("ROW", "COLUMN") and not arguments:
            return here_node(name == "COLUMN")
        function = self.functions.known.get(name)
        if not NAME.fullmatch(name):
            raise not_understood(self.text)
        if function is None:
            raise UnknownFunction(
                f"公式“={self.text}”用了函数 {name}，无法计算它的值。", cure="请改用其他函数。"
            )
        if not function.accepts(len(arguments)):
            raise not_understood(self.text)
        if name in ("SUMIF", "AVERAGEIF") and len(arguments) == 3:
            arguments[2] = as_large(arguments[2], arguments[0])
        if self.spreads and any(map(_hides_values, function.kinds, arguments)):
            raise UnknownFunction(
                f"数组公式“={self.text}”里的 {name} 一次要给出许多值，无法计算。",
                cure="请改用其他函数。",
            )
        node = call(function, arguments, spreads=self.spreads)
        return replace(node, place=index_place(arguments)) if name == "INDEX" else node

    def arguments(self) -> list[Node]:
        """The arguments up to the closing bracket; one left empty is a blank."""
        following = self.peek()
        if following is not None and is_end(following):
            self.position += 1
            return []
        arguments = [self.argument()]
        while not is_end(token := self.take()):
            if token.type != Token.SEP or token.subtype != Token.ARG:
                raise not_understood(self.text)
            arguments.append(self.argument())
        return arguments

    def argument(self) -> Node:
        """One argument."""
        token = self.peek()
        if token is not None and (token.type == Token.SEP or is_end(token)):
            return OMITTED
        return self.expression(0)

    def array(self) -> Node:
        """``{1,2;3,4}``: a matrix of constants; its bracket is taken."""
        rows: list[list[Scalar]] = [[self.element()]]
        while (token := self.take()).type != Token.ARRAY:
            if token.type != Token.SEP:
                raise not_understood(self.text)
            if token.subtype == Token.ROW:
                rows.append([])
            rows[-1].append(self.element())
        if len(set(map(len, rows))) > 1:
            raise not_understood(self.text)
        return Node(lambda _: rows[0][0], lambda _: rows, is_range=True)

    def element(self) -> Scalar:
        """A constant in a matrix."""
        token = self.take()
        negative = token.type == Token.OP_PRE and token.value == "-"
        if negative:
            token = self.take()
        if token.type != Token.OPERAND or token.subtype == Token.RANGE:
            raise not_understood(self.text)
        if negative and token.subtype != Token.NUMBER:
            raise not_understood(self.text)
        return minus(literal(token)) if negative else literal(token)


def _hides_values(kind: str, argument: Node) -> bool:
    """Whether a function looks at the place of a range that stands for many values: ROW(A1:A3)."""
    area = argument.reference.area if argument.reference else None
    return kind == "r" and area is not None and area[:2] != area[2:]
