"""Formulas evaluated without a spreadsheet, so that every formula cell carries a true value.

``compile_formula("SUM(B2:B9)/B1").evaluate(lookup)`` gives what Excel would store. A formula is
taken apart once (by openpyxl's tokenizer) and becomes Python closures. What can't be evaluated
(an unknown function, another workbook) is refused at compile time, never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from openpyxl.formula.tokenizer import Token, Tokenizer, TokenizerError

from zipingbiao.errors import ZpbError
from zipingbiao.ooxml.address import MAX_COLUMN, MAX_ROW, Area, area_of, column_number
from zipingbiao.ooxml.evaluate_functions import EXCEL, Functions, call
from zipingbiao.ooxml.evaluate_nodes import (
    OMITTED,
    OPERATORS,
    Lookup,
    Matrix,
    Node,
    Reference,
    Scope,
    as_large,
    constant,
    here_node,
    lift,
    minus,
    name_node,
    percent,
    range_node,
)
from zipingbiao.ooxml.grid import CellError, Scalar
from zipingbiao.values.coercion import NUMERIC, REFERENCE, Failure, finite, value_of

__all__ = ["Formula", "FormulaError", "Lookup", "Reference", "UnknownFunction", "compile_formula"]


class FormulaError(ZpbError):
    """A formula that can't be understood; the sentence quotes it."""


class UnknownFunction(ZpbError):
    """A formula calls a function that can't be evaluated; the sentence names it."""


@dataclass(frozen=True, slots=True)
class Formula:
    """A compiled formula.

    ``references`` are all cells that it names, ``names`` the defined names that it uses, both in
    the order of the text.
    """

    text: str
    references: tuple[Reference, ...]
    names: tuple[str, ...]
    node: Node

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
            raise _not_understood(self.text) from None

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
            raise _not_understood(self.text) from None
        return [[_held(value) for value in row] for row in found]


@lru_cache(maxsize=4096)
def compile_formula(text: str, functions: Functions = EXCEL, *, spreads: bool = False) -> Formula:
    """The formula of a cell, without its equals sign, made ready to be evaluated.

    ``functions`` are those that it may call; ``spreads`` is an array formula, whose ranges stand
    for all their values wherever they stand. Raises `UnknownFunction` and `FormulaError`.
    """
    parser = _Parser(text, _tokens(text), functions, spreads)
    try:
        node = parser.formula()
    except RecursionError:
        raise _not_understood(text) from None
    return Formula(text, tuple(parser.references), tuple(parser.names), node)


def _tokens(text: str) -> list[Token]:
    try:
        tokens = Tokenizer("=" + text).items
    except (TokenizerError, AssertionError, IndexError):  # the latter for lonely brackets
        raise _not_understood(text) from None
    return [token for token in tokens if token.type != Token.WSPACE]


def _not_understood(text: str) -> FormulaError:
    return FormulaError(f"公式“={text}”无法理解。", cure="请在 Excel 中检查后重新输入。")


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
    **dict.fromkeys(("=", "<>", "<", ">", "<=", ">="), 1),
    **{"&": 2, "+": 3, "-": 3, "*": 4, "/": 4, "^": 5},
}
_RANGE = re.compile(
    r"(?:'(?P<quoted>(?:[^']|'')+)'!|(?P<sheet>[^'!]+)!)?"
    r"(?:(?P<cells>\$?[A-Z]{1,3}\$?[0-9]{1,7}(?::\$?[A-Z]{1,3}\$?[0-9]{1,7})?)"
    r"|(?P<columns>\$?[A-Z]{1,3}:\$?[A-Z]{1,3})|(?P<rows>\$?[0-9]{1,7}:\$?[0-9]{1,7}))",
    re.IGNORECASE,
)
_NAME = re.compile(r"[^\W\d][\w.\\?]*")


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

    def formula(self) -> Node:
        """The whole formula."""
        node = self.expression(0)
        if self.position != len(self.tokens):
            raise _not_understood(self.text)
        return node

    def peek(self) -> Token | None:
        """The next token, without taking it."""
        return self.tokens[self.position] if self.position < len(self.tokens) else None

    def take(self) -> Token:
        """The next token."""
        token = self.peek()
        if token is None:
            raise _not_understood(self.text)
        self.position += 1
        return token

    def expression(self, minimum: int) -> Node:
        """An operand and the operators behind it that bind at least as strongly."""
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
            left = lift(OPERATORS[token.value.strip()], left, self.expression(precedence))
        return left

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
        raise _not_understood(self.text)

    def close(self, kind: str) -> None:
        """Takes the closing bracket."""
        token = self.take()
        if token.type != kind or token.subtype != Token.CLOSE:
            raise _not_understood(self.text)

    def operand(self, token: Token) -> Node:
        """A constant, a range or a name."""
        if token.subtype == Token.RANGE and not token.value.upper().endswith(REFERENCE):
            return self.range(token.value)
        return constant(_literal(token))

    def range(self, text: str) -> Node:
        """A range, or a defined name."""
        reference = _reference(text)
        if reference is not None:
            self.references.append(reference)
            return range_node(reference)
        if not _NAME.fullmatch(text):
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
        if not _NAME.fullmatch(name):
            raise _not_understood(self.text)
        if function is None:
            raise UnknownFunction(
                f"公式“={self.text}”用了函数 {name}，无法计算它的值。", cure="请改用其他函数。"
            )
        if not function.accepts(len(arguments)):
            raise _not_understood(self.text)
        if name in ("SUMIF", "AVERAGEIF") and len(arguments) == 3:
            arguments[2] = as_large(arguments[2], arguments[0])
        if self.spreads and any(map(_hides_values, function.kinds, arguments)):
            raise UnknownFunction(
                f"数组公式“={self.text}”里的 {name} 一次要给出许多值，无法计算。",
                cure="请改用其他函数。",
            )
        return call(function, arguments, spreads=self.spreads)

    def arguments(self) -> list[Node]:
        """The arguments up to the closing bracket; one left empty is a blank."""
        following = self.peek()
        if following is not None and _is_end(following):
            self.position += 1
            return []
        arguments = [self.argument()]
        while not _is_end(token := self.take()):
            if token.type != Token.SEP or token.subtype != Token.ARG:
                raise _not_understood(self.text)
            arguments.append(self.argument())
        return arguments

    def argument(self) -> Node:
        """One argument."""
        token = self.peek()
        if token is not None and (token.type == Token.SEP or _is_end(token)):
            return OMITTED
        return self.expression(0)

    def array(self) -> Node:
        """``{1,2;3,4}``: a matrix of constants; its bracket is taken."""
        rows: list[list[Scalar]] = [[self.element()]]
        while (token := self.take()).type != Token.ARRAY:
            if token.type != Token.SEP:
                raise _not_understood(self.text)
            if token.subtype == Token.ROW:
                rows.append([])
            rows[-1].append(self.element())
        if len(set(map(len, rows))) > 1:
            raise _not_understood(self.text)
        return Node(lambda _: rows[0][0], lambda _: rows, is_range=True)

    def element(self) -> Scalar:
        """A constant in a matrix."""
        token = self.take()
        negative = token.type == Token.OP_PRE and token.value == "-"
        if negative:
            token = self.take()
        if token.type != Token.OPERAND or token.subtype == Token.RANGE:
            raise _not_understood(self.text)
        if negative and token.subtype != Token.NUMBER:
            raise _not_understood(self.text)
        return minus(_literal(token)) if negative else _literal(token)


def _literal(token: Token) -> Scalar:
    """The value of a constant."""
    text: str = token.value
    if token.subtype == Token.TEXT:
        return text[1:-1].replace('""', '"')
    if token.subtype == Token.NUMBER:
        return int(text) if text.isdigit() and len(text) < 16 else float(text)
    if token.subtype == Token.LOGICAL:
        return text.upper() == "TRUE"
    return CellError(REFERENCE if "!" in text[:-1] else text.upper())


def _is_end(token: Token) -> bool:
    """Whether it is the closing bracket of a call."""
    return bool(token.type == Token.FUNC and token.subtype == Token.CLOSE)


def _hides_values(kind: str, argument: Node) -> bool:
    """Whether a function looks at the place of a range that stands for many values: ROW(A1:A3)."""
    area = argument.reference.area if argument.reference else None
    return kind == "r" and area is not None and area[:2] != area[2:]


def _reference(text: str) -> Reference | None:
    match = _RANGE.fullmatch(text)
    if match is None:
        return None
    sheet = match["sheet"] or (match["quoted"] or "").replace("''", "'") or None
    if sheet is not None and ("[" in sheet or ":" in sheet):
        return None
    try:
        return Reference(sheet, _area(match))
    except ValueError:
        return None


def _area(match: re.Match[str]) -> Area:
    if match["cells"]:
        return area_of(match["cells"].upper())
    first, last = (match["columns"] or match["rows"]).replace("$", "").upper().split(":")
    if match["columns"]:
        left, right = sorted((column_number(first), column_number(last)))
        return Area(1, left, MAX_ROW, right)
    top, bottom = sorted((int(first), int(last)))
    return Area(top, 1, bottom, MAX_COLUMN)
