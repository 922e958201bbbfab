"""A formula cut into its tokens (ECMA-376 part 1, 18.17): constants, places, calls, operators."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar


class TokenError(ValueError):
    """A formula whose quotes or brackets do not match, or that has a sign where none can stand."""


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a formula as it is written, of what type it is, and of which kind of that type.

    The value of a call is its name with its bracket: ``SUM(``.
    """

    value: str
    type: str
    subtype: str = ""

    #: Types.
    OPERAND: ClassVar = "operand"
    FUNC: ClassVar = "call"
    PAREN: ClassVar = "brackets"
    ARRAY: ClassVar = "array"
    SEP: ClassVar = "separator"
    OP_PRE: ClassVar = "sign"
    OP_IN: ClassVar = "operator"
    OP_POST: ClassVar = "percent"
    WSPACE: ClassVar = "blank"
    #: Kinds of operands, of brackets, of separators.
    TEXT: ClassVar = "text"
    NUMBER: ClassVar = "number"
    LOGICAL: ClassVar = "logical"
    ERROR: ClassVar = "error"
    RANGE: ClassVar = "range"
    OPEN: ClassVar = "open"
    CLOSE: ClassVar = "close"
    ARG: ClassVar = "argument"
    ROW: ClassVar = "row"


_PIECE = re.compile(
    r"""(?P<text>"(?:[^"]|"")*")
    |(?P<quoted>'(?:[^']|'')*')
    |(?P<error>\#(?:NULL!|DIV/0!|VALUE!|REF!|NAME\?|NUM!|N/A|GETTING_DATA))
    |(?P<blank>[ \n]+)
    |(?P<operator>>=|<=|<>|[-+*/^&=<>%])
    |(?P<open>[({])
    |(?P<close>[)}])
    |(?P<separator>[,;])
    |(?P<word>[^"'\#\[\]({)} \n,;+*/^&=<>%-]+|\])
    |(?P<outside>\[)""",
    re.VERBOSE,
)
#: The beginning of a number whose exponent has a sign: 1.5E.
_EXPONENT = re.compile(r"[1-9](?:\.[0-9]+)?[Ee]")
_BRACKETS = {"(": ")", "{": "}"}


def tokens(formula: str) -> list[Token]:
    """The tokens of a formula without its equals sign, blanks among them. Raises `TokenError`."""
    return _Tokenizer(formula).found


class _Tokenizer:
    """Goes through a formula once; ``found`` are its tokens."""

    def __init__(self, formula: str) -> None:
        self.found: list[Token] = []
        #: What an operand has so far: sheet, brackets, address may come one by one.
        self._operand = ""
        self._opened: list[Token] = []
        for kind, value in _pieces(formula):
            if kind == "operator" and value in "+-" and _EXPONENT.fullmatch(self._operand):
                kind = "word"
            getattr(self, f"_{kind}")(value)
        self._end_operand()

    def _word(self, value: str) -> None:
        self._operand += value

    def _quoted(self, value: str) -> None:
        self._refuse_behind(":")
        self._operand += value

    def _text(self, value: str) -> None:
        self._refuse_behind("")
        self.found.append(Token(value, Token.OPERAND, Token.TEXT))

    def _error(self, value: str) -> None:
        self._refuse_behind("!")
        self._operand += value
        self._end_operand()

    def _blank(self, value: str) -> None:
        self._end_operand()
        self.found.append(Token(value[0], Token.WSPACE))

    def _operator(self, value: str) -> None:
        self._end_operand()
        kind = Token.OP_POST if value == "%" else Token.OP_IN
        if value in "+-" and not self._is_behind_value():
            kind = Token.OP_PRE
        self.found.append(Token(value, kind))

    def _open(self, value: str) -> None:
        kind = Token.ARRAY if value == "{" else Token.FUNC if self._operand else Token.PAREN
        if kind == Token.ARRAY:
            self._refuse_behind("")
        token = Token(self._operand + value, kind, Token.OPEN)
        self._operand = ""
        self._opened.append(token)
        self.found.append(token)

    def _close(self, value: str) -> None:
        self._end_operand()
        opened = self._opened.pop() if self._opened else None
        if opened is None or _BRACKETS[opened.value[-1]] != value:
            raise TokenError(value)
        self.found.append(Token(value, opened.type, Token.CLOSE))

    def _separator(self, value: str) -> None:
        self._end_operand()
        if value == ";":
            self.found.append(Token(value, Token.SEP, Token.ROW))
        elif not self._opened or self._opened[-1].type == Token.PAREN:
            self.found.append(Token(value, Token.OP_IN))  # it joins two ranges
        else:
            self.found.append(Token(value, Token.SEP, Token.ARG))

    def _end_operand(self) -> None:
        if self._operand:
            self.found.append(Token(self._operand, Token.OPERAND, _kind_of(self._operand)))
            self._operand = ""

    def _refuse_behind(self, allowed: str) -> None:
        """Raise `TokenError` where an operand stands before what can only begin one."""
        if self._operand and not (allowed and self._operand.endswith(allowed)):
            raise TokenError(self._operand)

    def _is_behind_value(self) -> bool:
        before = next((one for one in reversed(self.found) if one.type != Token.WSPACE), None)
        return before is not None and (
            before.subtype == Token.CLOSE or before.type in (Token.OP_POST, Token.OPERAND)
        )


def _pieces(formula: str) -> Iterator[tuple[str, str]]:
    """The pieces of a formula with what they are; what stands in ``[]`` is one word."""
    place = 0
    while place < len(formula):
        match = _PIECE.match(formula, place)
        if match is None:
            raise TokenError(formula[place])
        end, kind = match.end(), match.lastgroup or ""
        if kind == "outside":
            end, kind = _closed(formula, place), "word"
        yield kind, formula[place:end]
        place = end


def _closed(formula: str, place: int) -> int:
    """Where the square bracket ends that begins there."""
    depth = 0
    for match in re.compile(r"[\[\]]").finditer(formula, place):
        depth += 1 if match[0] == "[" else -1
        if not depth:
            return match.end()
    raise TokenError(formula[place:])


def _kind_of(operand: str) -> str:
    if operand.startswith("#"):
        return Token.ERROR
    if operand in ("TRUE", "FALSE"):
        return Token.LOGICAL
    try:
        float(operand)
    except ValueError:
        return Token.RANGE
    return Token.NUMBER
