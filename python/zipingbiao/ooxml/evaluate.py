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
from zipingbiao.ooxml.evaluate_functions import (
    FUNCTIONS,
    OMITTED,
    OPERATORS,
    Lookup,
    Matrix,
    Node,
    Reference,
    Scope,
    call,
    lift,
    minus,
    percent,
)
from zipingbiao.ooxml.grid import CellError, Scalar
from zipingbiao.values.coercion import NUMERIC, REFERENCE, VALUE, Failure, finite, value_of

__all__ = ["Formula", "FormulaError", "Lookup", "Reference", "UnknownFunction", "compile_formula"]


class FormulaError(ZpbError):
    """A formula that can't be understood; the sentence quotes it."""


class UnknownFunction(ZpbError):
    """A formula calls a function that can't be evaluated; the sentence names it."""


@dataclass(frozen=True, slots=True)
class Formula:
    """A compiled formula. ``references`` are all cells it names, in the order of the text."""

    text: str
    references: tuple[Reference, ...]
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


@lru_cache(maxsize=4096)
def compile_formula(text: str) -> Formula:
    """The formula of a cell, without its equals sign, made ready to be evaluated.

    Raises `UnknownFunction` and `FormulaError`.
    """
    parser = _Parser(text, _tokens(text))
    try:
        node = parser.formula()
    except RecursionError:
        raise _not_understood(text) from None
    return Formula(text, tuple(parser.references), node)


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

    def __init__(self, text: str, tokens: Sequence[Token]) -> None:
        self.text = text
        self.tokens = tokens
        self.position = 0
        self.references: list[Reference] = []

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
        return _constant(_literal(token))

    def range(self, text: str) -> Node:
        """A range, or a defined name."""
        reference = _reference(text)
        if reference is not None:
            self.references.append(reference)
            return _range_node(reference)
        if not _NAME.fullmatch(text):
            raise FormulaError(
                f"公式“={self.text}”引用了“{text}”，这种引用无法计算。",
                cure="请改为引用本工作簿中的单元格。",
            )
        return _name_node(text)

    def call(self, name: str) -> Node:
        """A function with its arguments; its name and bracket are taken."""
        name = name.removeprefix("_XLFN.").removeprefix("_XLWS.")
        arguments = self.arguments()
        if name in ("ROW", "COLUMN") and not arguments:
            return _here(name == "COLUMN")
        function = FUNCTIONS.get(name)
        if not _NAME.fullmatch(name):
            raise _not_understood(self.text)
        if function is None:
            raise UnknownFunction(
                f"公式“={self.text}”用了函数 {name}，无法计算它的值。", cure="请改用其他函数。"
            )
        if not function.accepts(len(arguments)):
            raise _not_understood(self.text)
        if name in ("SUMIF", "AVERAGEIF") and len(arguments) == 3:
            arguments[2] = _as_large(arguments[2], arguments[0])
        return call(function, arguments)

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


# Nodes.


def _constant(value: Scalar) -> Node:
    return Node(lambda _: value)


def _range_node(reference: Reference) -> Node:
    sheet, area = reference
    row, column = area.top, area.left
    if (row, column) == (area.bottom, area.right):
        return Node(
            lambda scope: scope.cell(sheet, row, column),
            lambda scope: ((scope.cell(sheet, row, column),),),
            True,
            reference,
        )
    return Node(
        lambda scope: _crossing(scope, reference),
        lambda scope: scope.area(sheet, area),
        True,
        reference,
    )


def _crossing(scope: Scope, reference: Reference) -> Scalar:
    """The one value of a range that lies in the formula's own row or column."""
    sheet, area = reference
    if scope.here is not None:
        row, column = scope.here
        if area.left == area.right and area.top <= row <= area.bottom:
            return scope.cell(sheet, row, area.left)
        if area.top == area.bottom and area.left <= column <= area.right:
            return scope.cell(sheet, area.top, column)
    raise Failure(VALUE)


def _name_node(name: str) -> Node:
    def node(scope: Scope) -> Node:
        meaning = scope.name(name)
        return _range_node(meaning) if isinstance(meaning, Reference) else _constant(meaning)

    def matrix(scope: Scope) -> Matrix:
        found = node(scope)
        return found.matrix(scope) if found.matrix else ((found.scalar(scope),),)

    return Node(lambda scope: node(scope).scalar(scope), matrix, True)


def _here(column: bool) -> Node:
    def scalar(scope: Scope) -> Scalar:
        if scope.here is None:
            raise Failure(VALUE)
        return scope.here[column]

    return Node(scalar)


def _as_large(node: Node, model: Node) -> Node:
    """SUMIF's third range begins where it says and is as large as the first."""
    if node.reference is None or model.reference is None:
        return node
    sheet, area = node.reference
    size = model.reference.area
    bottom = min(area.top + size.bottom - size.top, MAX_ROW)
    right = min(area.left + size.right - size.left, MAX_COLUMN)
    return _range_node(Reference(sheet, Area(area.top, area.left, bottom, right)))
