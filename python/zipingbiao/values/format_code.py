"""An Excel number format, taken apart: sections, conditions, tokens.

Source: ECMA-376 part 1, 18.8.31; what Chinese Excel adds (上午/下午, aaaa, ``!`` as an escape).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

_TOKEN = re.compile(
    r"""
      "(?P<quoted>[^"]*)"?
    | [\\!](?P<escaped>.)
    | _(?P<pad>.)
    | \*(?P<fill>.)
    | \[(?P<bracket>[^\]]*)\]
    | (?P<meridiem>AM/PM|A/P|上午/下午)
    | (?P<general>General|G/通用格式)
    | (?P<exponent>E[+-])
    | (?P<date>Y+|M+|D+|H+|S+|A{3,4}|E+)
    | (?P<digit>[0\#?])
    | (?P<sign>[.,%/@;])
    | (?P<other>.)
    """,
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?[0-9.]+)")
_ELAPSED = re.compile(r"(H+|M+|S+)", re.IGNORECASE)
_NUMERALS = re.compile(r"DBNum([123])", re.IGNORECASE)
#: Formats that follow the system's settings, as a Chinese Windows shows them.
_SYSTEM = {"[$-F800]": 'yyyy"年"m"月"d"日"', "[$-F400]": "h:mm:ss"}


class Token(NamedTuple):
    """A piece of a section.

    ``kind``: literal, digit, point, comma, percent, slash, text (@), general, exponent,
    date, elapsed, meridiem. ``text`` is what it prints, or the letters that ask for it.
    """

    kind: str
    text: str


class Condition(NamedTuple):
    """``[>=100]``: when a section is taken."""

    operator: str
    limit: float

    def holds(self, value: float) -> bool:
        """Whether the value meets the condition."""
        below, above = value < self.limit, value > self.limit
        return {
            "<": below,
            ">": above,
            "<=": not above,
            ">=": not below,
            "=": not below and not above,
            "<>": below or above,
        }[self.operator]

    @property
    def only_negative(self) -> bool:
        """Whether only numbers below zero meet it: their section writes its own sign."""
        if self.operator in ("<", "<="):
            return self.limit < 0 or (self.operator == "<" and self.limit == 0)
        return self.operator == "=" and self.limit < 0


class Section(NamedTuple):
    """One of the up to four parts of a format."""

    tokens: tuple[Token, ...]
    condition: Condition | None = None
    #: The digit after DBNum, or "".
    numerals: str = ""
    #: Whether names of days and months are Chinese ([$-804]).
    chinese: bool = False

    @property
    def is_date(self) -> bool:
        """Whether it shows a date or a time."""
        return any(token.kind in ("date", "elapsed") for token in self.tokens)

    @property
    def is_text(self) -> bool:
        """Whether it is for text: it holds @ and nothing that shows a number."""
        kinds = {token.kind for token in self.tokens}
        return "text" in kinds and not kinds & {"digit", "date", "elapsed", "general"}


@lru_cache(maxsize=1024)
def sections_of(code: str) -> tuple[Section, ...]:
    """The sections of a format, at least one."""
    for mark, meaning in _SYSTEM.items():
        if code.upper().startswith(mark):
            code = meaning
    pieces: list[list[re.Match[str]]] = [[]]
    for match in _TOKEN.finditer(code):
        if match["sign"] == ";":
            pieces.append([])
        else:
            pieces[-1].append(match)
    return tuple(map(_section, pieces))


def _section(matches: list[re.Match[str]]) -> Section:
    tokens: list[Token] = []
    condition = None
    numerals = ""
    chinese = False
    for match in matches:
        bracket = match["bracket"]
        if bracket is None:
            tokens.append(_token(match))
        elif found := _CONDITION.fullmatch(bracket):
            condition = Condition(found[1], float(found[2]))
        elif found := _NUMERALS.fullmatch(bracket):
            numerals = found[1]
        elif _ELAPSED.fullmatch(bracket):
            tokens.append(Token("elapsed", bracket.lower()))
        elif bracket.startswith("$"):
            sign, _, locale = bracket[1:].partition("-")
            chinese = chinese or locale.upper().endswith("804")
            tokens.append(Token("literal", sign))
        # what is left is a colour
    return Section(tuple(token for token in tokens if token.text), condition, numerals, chinese)


_SIGNS = {".": "point", ",": "comma", "%": "percent", "/": "slash", "@": "text"}


def _token(match: re.Match[str]) -> Token:
    kind = match.lastgroup or ""
    text = match[kind]
    if kind == "sign":
        return Token(_SIGNS[text], text)
    if kind in ("date", "exponent"):
        return Token(kind, text.lower())
    if kind in ("digit", "general", "meridiem"):
        return Token(kind, text)
    if kind == "pad":
        return Token("literal", " ")
    return Token("literal", "" if kind == "fill" else text)
