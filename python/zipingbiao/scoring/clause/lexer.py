"""A text → tokens: numbers, the words of the grammar, plain text between them.

Full-width signs and look-alikes are made one, white space is dropped; each token knows where
in the given text it stands. Linear in the length of the text.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from functools import lru_cache
from typing import Final, NamedTuple

from zipingbiao.scoring.clause.words import WORDS

#: A longer text is no clause.
LONGEST: Final = 2000

_SIGNS: Final = {
    **dict.fromkeys("‐‑‒–—―−─━－", "-"),
    **dict.fromkeys("〜∼～", "~"),
    **dict.fromkeys("≦⩽", "≤"),
    **dict.fromkeys("≧⩾", "≥"),
    **dict.fromkeys("〔【「", "("),
    **dict.fromkeys("〕】」", ")"),
    **dict.fromkeys("∕╱", "/"),
    "﹦": "=",
    "═": "=",
    "✕": "×",
    "╳": "×",
    "∗": "*",
    "•": "·",
}
_NUMERALS: Final = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "两": 2,
}
_CHINESE = "[零〇一二两三四五六七八九十百半]+"
_COUNTED = "|".join(word for kind in ("percent", "unit") for word in WORDS[kind])
_NUMBER = (
    r"(?P<num>[0-9]+(?:\.[0-9]+)?)"
    rf"|(?P<hundredth>百分之(?:{_CHINESE}|[0-9]+(?:\.[0-9]+)?))"
    rf"|(?P<chinese>{_CHINESE}(?={_COUNTED}|分[,;。)的止为/]|分$|一半|至0分)|[零〇](?=[,;。的时得]|$))"
)
_TOKEN: Final = re.compile(
    "|".join(
        (
            f"(?P<text>{'|'.join(WORDS['text'])})",
            f"(?P<gate>{'|'.join(WORDS['gate'])})",
            f"(?P<half>{'|'.join(WORDS['half'])})",
            _NUMBER,
            *(
                f"(?P<{kind}>{'|'.join(words)})"
                for kind, words in WORDS.items()
                if kind not in ("text", "gate", "half")
            ),
        )
    )
)
_DIGIT = "[0-9０-９]"
#: 1,234,567; not (80,100], which is an interval.
_THOUSANDS: Final = re.compile(
    rf"(?<![0-9０-９(\[（【.．])[1-9１-９]{_DIGIT}{{0,2}}(?:[,，]{_DIGIT}{{3}})+(?![0-9０-９)\]）】])"
)
_MARK: Final = re.compile(
    r"(?:[0-9]{1,2}(?:\.(?![0-9])|[、)])|\([0-9一二三四五六七八九十]{1,2}\)|[一二三四五六七八九十]{1,2}[、.]"
    r"|[一二三四五六]是|第[一二三四五六],)"
)
_CIRCLED: Final = re.compile("[①-⑳]")


class Token(NamedTuple):
    """A piece of the text: its kind, its words, where they stand, the number they say."""

    kind: str
    text: str
    start: int
    end: int
    value: Decimal | None = None


class Lexed(NamedTuple):
    """A text's tokens and the way back to the given text."""

    tokens: tuple[Token, ...]
    given: str
    places: tuple[int, ...]

    def words(self, start: int, end: int) -> str:
        """The given text between two places of the normalized one."""
        if start >= len(self.places):
            return ""
        return self.given[self.places[start] : self.places[max(start, end - 1)] + 1]

    def place(self, start: int) -> int:
        """Where in the given text it stands, from 0."""
        return self.places[start] if start < len(self.places) else len(self.given)


@lru_cache(maxsize=4096)
def _sign(character: str) -> str:
    """What a character stands for: white space is nothing."""
    if character.isspace() or unicodedata.category(character) in ("Cf", "Cc"):
        return ""
    if character in _SIGNS:
        return _SIGNS[character]
    if "①" <= character <= "⑳":
        return character
    plain = unicodedata.normalize("NFKC", character)
    return "".join(_SIGNS.get(sign, sign) for sign in plain if not sign.isspace())


def chinese_number(text: str) -> Decimal | None:
    """``十二`` → 12, ``两`` → 2, ``半`` → 0.5, up to 百; None for what is no number."""
    if text == "半":
        return Decimal("0.5")
    total, digit = 0, None
    for sign in text:
        if sign in _NUMERALS:
            if digit:
                return None
            digit = _NUMERALS[sign]
        elif sign in "十百":
            total += (1 if digit is None else digit) * (10 if sign == "十" else 100)
            digit = None
        else:
            return None
    return Decimal(total + (digit or 0))


def lex(text: str) -> Lexed:
    """The tokens of a text."""
    signs: list[str] = []
    places: list[int] = []
    breaks: set[int] = {0}
    thousands = {
        place
        for number in _THOUSANDS.finditer(text)
        for place in range(number.start(), number.end())
        if text[place] in ",，"
    }
    for place, character in enumerate(text):
        sign = "" if place in thousands else _sign(character)
        if not sign:
            breaks.add(len(places))
        signs.append(sign)
        places += [place] * len(sign)
    plain = "".join(signs)
    return Lexed(tuple(_tokens(plain, breaks)), text, tuple(places))


def _tokens(plain: str, breaks: set[int]) -> list[Token]:
    """Words and numbers; runs of what is neither become one plain token."""
    tokens: list[Token] = []
    at = rest = 0
    while at < len(plain):
        mark = _marker(plain, at, breaks, tokens if rest == at else None)
        match = mark or _TOKEN.match(plain, at)
        if match is None:
            at += 1
            continue
        if rest < at:
            tokens.append(Token("text", plain[rest:at], rest, at))
        tokens += [Token("mark", match[0], at, match.end())] if mark else _read(match)
        at = rest = match.end()
    if rest < at:
        tokens.append(Token("text", plain[rest:at], rest, at))
    return tokens


def _marker(
    plain: str, at: int, breaks: set[int], tokens: list[Token] | None
) -> re.Match[str] | None:
    """The number of an item, at the beginning of the text, of a line or of a sentence."""
    circled = _CIRCLED.match(plain, at)
    if circled is not None or tokens is None:
        return circled
    begins = at in breaks or not tokens or tokens[-1].kind in ("strong", "weak")
    return _MARK.match(plain, at) if begins else None


def _read(match: re.Match[str]) -> list[Token]:
    """The token, or two of them, that a match is."""
    kind, text, start, end = match.lastgroup or "text", match[0], match.start(), match.end()
    if kind == "num":
        return [Token("num", text, start, end, Decimal(text))]
    if kind == "hundredth":
        return _hundredth(text, start, end)
    if kind == "chinese":
        value = chinese_number(text)
        return [Token("text" if value is None else "num", text, start, end, value)]
    return [Token(kind, text, start, end)]


def _hundredth(text: str, start: int, end: int) -> list[Token]:
    """``百分之五`` is a number and its sign."""
    digits = text.removeprefix("百分之")
    value = Decimal(digits) if digits[0].isdigit() and digits.isascii() else chinese_number(digits)
    if value is None:
        return [Token("text", text, start, end)]
    return [Token("num", text, start, end, value), Token("percent", "%", end, end)]
