"""The tokens of a formula that is to be evaluated, and what a single one means."""

from __future__ import annotations

import re

from zipingbiao.errors import ZpbError
from zipingbiao.ooxml.address import MAX_COLUMN, MAX_ROW, Area, area_of, column_number
from zipingbiao.ooxml.evaluate_nodes import Reference
from zipingbiao.ooxml.grid import CellError, Scalar
from zipingbiao.ooxml.tokens import Token, TokenError, tokens
from zipingbiao.values.coercion import REFERENCE


class FormulaError(ZpbError):
    """A formula that can't be understood; the sentence quotes it."""


def tokens_of(text: str) -> list[Token]:
    """The tokens of a formula, blanks left out. Raises `FormulaError`."""
    try:
        found = tokens(text)
    except TokenError:
        raise not_understood(text) from None
    return [piece for token in found if token.type != Token.WSPACE for piece in _at_colons(token)]


def _at_colons(token: Token) -> list[Token]:
    """``H12:INDEX(`` and ``:B3`` come as one: the colon is an operator between two places."""
    left, colon, right = token.value.rpartition(":")
    is_call = token.type == Token.FUNC and token.subtype == Token.OPEN
    if not colon or not (is_call or (token.subtype == Token.RANGE and not left)):
        return [token]
    before = [Token(left, Token.OPERAND, Token.RANGE)] if left else []
    return [*before, Token(colon, Token.OP_IN), Token(right, token.type, token.subtype)]


def not_understood(text: str) -> FormulaError:
    """That a formula makes no sense."""
    return FormulaError(f"公式“={text}”无法理解。", cure="请在 Excel 中检查后重新输入。")


_RANGE = re.compile(
    r"(?:'(?P<quoted>(?:[^']|'')+)'!|(?P<sheet>[^'!]+)!)?"
    r"(?:(?P<cells>\$?[A-Z]{1,3}\$?[0-9]{1,7}(?::\$?[A-Z]{1,3}\$?[0-9]{1,7})?)"
    r"|(?P<columns>\$?[A-Z]{1,3}:\$?[A-Z]{1,3})|(?P<rows>\$?[0-9]{1,7}:\$?[0-9]{1,7}))",
    re.IGNORECASE,
)
NAME = re.compile(r"[^\W\d][\w.\\?]*")


def literal(token: Token) -> Scalar:
    """The value of a constant."""
    text = token.value
    if token.subtype == Token.TEXT:
        return text[1:-1].replace('""', '"')
    if token.subtype == Token.NUMBER:
        return int(text) if text.isdigit() and len(text) < 16 else float(text)
    if token.subtype == Token.LOGICAL:
        return text.upper() == "TRUE"
    return CellError(REFERENCE if "!" in text[:-1] else text.upper())


def is_end(token: Token) -> bool:
    """Whether it is the closing bracket of a call."""
    return token.type == Token.FUNC and token.subtype == Token.CLOSE


def reference_of(text: str) -> Reference | None:
    """The cells that a text means: ``表!A1:B2``, ``A:A``; None for another workbook or a name."""
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
