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

from zipingbiao.scoring.clause.grammar.words import (
    WORDS,
)
from zipingbiao.scoring.clause.model import HUNDRED
from zipingbiao.values.numerals import NUMERALS, chinese_number

#: A longer text is no clause.
LONGEST: Final = 2000

_SIGNS: Final = {
    **dict.fromkeys("‐‑‒–—―−─━－", "-"),
    **dict.fromkeys("〜∼～", "~"),
    **dict.fromkeys("≦⩽≯", "≤"),
    **dict.fromkeys("≧⩾≮", "≥"),
    **dict.fromkeys("〔【「", "("),
    **dict.fromkeys("〕】」", ")"),
    **dict.fromkeys("∕╱", "/"),
    **dict.fromkeys("∣｜丨", "|"),
    "﹦": "=",
    "═": "=",
    "✕": "×",
    "╳": "×",
    "∗": "*",
    "•": "·",
}
_DIGITS = r"[0-9]+(?:\.[0-9]+)?"
_CHINESE = f"(?![百千万亿点])[{NUMERALS}点半]+"
_COUNTED = "|".join(word for kind in ("percent", "unit") for word in WORDS[kind])
_NUMBER = (
    rf"(?P<part>{_CHINESE}分之{_CHINESE}|[1-9]/[1-9](?=(?:的)?(?:分值|权重|满分|分数))"
    r"|(?<=[值重分数]的)[1-9]/[1-9]0?(?![0-9]))"
    rf"|(?P<num>{_DIGITS})"
    rf"|(?P<hundredth>[百千]分之(?:百|{_CHINESE}|{_DIGITS}))"
    rf"|(?P<chinese>{_CHINESE}(?={_COUNTED}|分[,;。)的止为/]|分$|一半|至0分)|[零〇](?=[,;。的时得)]|$))"
)
#: Words that may hold a numeral come before numbers.
_BEFORE_NUMBERS: Final = ("vague", "odd", "spared", "text", "gate", "half")
_DIGIT = "[0-9０-９]"
#: 1,234,567; not (80,100], which is an interval.
_THOUSANDS: Final = re.compile(
    rf"(?<![0-9０-９(\[（【.．])[1-9１-９]{_DIGIT}{{0,2}}(?:[,，]{_DIGIT}{{3}})+(?![0-9０-９)\]）】])"
)
#: 100（亩）, 95（%）: a unit in brackets behind its number.
_ENCLOSED: Final = re.compile(rf"(?<={_DIGIT})[(（](?:％|分|{_COUNTED})[)）]")
_MARK: Final = re.compile(
    r"(?:[0-9]{1,2}(?:\.(?![0-9])|[、)])|\([0-9一二三四五六七八九十]{1,2}\)|[一二三四五六七八九十]{1,2}[、.]"
    r"|[一二三四五六]是|第[一二三四五六],|[A-E][.、:](?=[^0-9]))"
)
#: A line that ends behind points ends a part of the clause; others are broken anywhere.
_LINE: Final = re.compile(r"(?<=[分止])[^\S\n]*\n(?=\s*[^\s,，;；。.、)）点值数别的])")
#: What a unit stands behind: 3次, 每次, 0.5分/次.
_COUNTING: Final = frozenset(("num", "every", "over"))
#: What 以上 and 以下 stand behind where they bound a number.
_BOUNDED: Final = frozenset(("num", "unit", "percent", "fen", "in", "out"))
_EDGES: Final = {"以上": "edge_up", "以下": "edge_down"}
_CIRCLED: Final = re.compile("[①-⑳]")


class Token(NamedTuple):
    """A piece of the text: its kind, its words, where they stand, the number they say.

    A number that is not written as one (一百五) has no value.
    """

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


@lru_cache(maxsize=4096)
def spelt_number(text: str) -> Decimal | None:
    """``十二`` → 12, ``半`` → 0.5, ``零点五`` → 0.5; None for what is no number."""
    if text == "半":
        return Decimal("0.5")
    whole, point, decimals = text.partition("点")
    number = chinese_number(whole)
    if number is None or not point:
        return None if number is None else Decimal(number)
    digits = [chinese_number(sign) for sign in decimals]
    if not digits or any(digit is None or digit > 9 for digit in digits):
        return None
    return Decimal(f"{number}.{''.join(map(str, digits))}")


def lex(text: str) -> Lexed:
    """The tokens of a text."""
    signs: list[str] = []
    places: list[int] = []
    breaks: set[int] = {0}
    dropped = {
        place
        for number in (*_THOUSANDS.finditer(text), *_ENCLOSED.finditer(text))
        for place in range(number.start(), number.end())
        if text[place] in ",，()（）"
    }
    lines = {match.start() for match in _LINE.finditer(text)}
    for place, character in enumerate(text):
        sign = "," if place in lines else "" if place in dropped else _sign(character)
        if not sign:
            breaks.add(len(places))
        signs.append(sign)
        places += [place] * len(sign)
    plain = "".join(signs)
    return Lexed(tuple(_tokens(plain, breaks)), text, tuple(places))


def _tokens(plain: str, breaks: set[int]) -> list[Token]:
    """Words and numbers; runs of what is neither become one plain token."""
    tokens: list[Token] = []
    rest = 0
    while rest < len(plain):
        mark = _marker(plain, rest, breaks, tokens)
        match = mark or _next(plain, rest)
        at = match.start() if match else len(plain)
        if rest < at:
            tokens.append(Token("text", plain[rest:at], rest, at))
        if match is None:
            break
        marks = mark is not None or match.re is _CIRCLED
        tokens += [Token("mark", match[0], at, match.end())] if marks else _read(match)
        rest = match.end()
    return _without_units(tokens)


@lru_cache(maxsize=1)
def _token() -> re.Pattern[str]:
    """All words of the grammar; made when the first clause is met, as it takes its time."""
    return re.compile(
        "|".join(
            (
                *(f"(?P<{kind}>{'|'.join(WORDS[kind])})" for kind in _BEFORE_NUMBERS),
                _NUMBER,
                *(
                    f"(?P<{kind}>{'|'.join(words)})"
                    for kind, words in WORDS.items()
                    if kind not in _BEFORE_NUMBERS
                ),
            )
        )
    )


def _next(plain: str, place: int) -> re.Match[str] | None:
    """The next word, number or circled mark."""
    found = _token().search(plain, place)
    circled = _CIRCLED.search(plain, place, found.end() if found else len(plain))
    if circled is not None and (found is None or circled.start() <= found.start()):
        return circled
    return found


def _without_units(tokens: list[Token]) -> list[Token]:
    """A unit counts nothing but behind a number or 每: in 进度, 台账 it is a part of a word."""
    kept: list[Token] = []
    for token in tokens:
        before = kept[-1] if kept else None
        if token.kind == "unit" and (before is None or before.kind not in _COUNTING):
            token = token._replace(kind="text")
        if token.text in _EDGES and before is not None and before.kind in _BOUNDED:
            token = token._replace(kind=_EDGES[token.text])  # 5个工作日以上的, no 以上的 alone
        if token.kind == "text" and before is not None and before.kind == "text":
            text = before.text + token.text
            kept[-1] = before._replace(text=text, end=token.end)
        else:
            kept.append(token)
    return kept


def _marker(plain: str, at: int, breaks: set[int], tokens: list[Token]) -> re.Match[str] | None:
    """The number of an item, at the beginning of the text, of a line or of a sentence."""
    begins = at in breaks or not tokens or tokens[-1].kind in ("strong", "weak")
    return _MARK.match(plain, at) if begins else None


def _read(match: re.Match[str]) -> list[Token]:
    """The token, or two of them, that a match is."""
    kind, text, start, end = match.lastgroup or "text", match[0], match.start(), match.end()
    match kind:
        case "num":
            return [Token("num", text, start, end, Decimal(text))]
        case "hundredth":
            number = HUNDRED if text[3:] == "百" else _digits(text[3:])
            if number is not None and text[0] == "千":
                number /= 10
            return [Token("num", text, start, end, number), Token("percent", "%", end, end)]
        case "part":
            return [Token("part", text, start, end, _fraction(text))]
        case "chinese":
            return [Token("num", text, start, end, spelt_number(text))]
        case "glue":
            return [Token("glue", text[0], start, end)]  # 按照 is 按
        case "unit":
            return [Token("unit", text.replace("(次)", "次"), start, end)]  # 30场（次）
    return [Token(kind, text, start, end)]


def _digits(text: str) -> Decimal | None:
    return Decimal(text) if text[0].isascii() else spelt_number(text)


def _fraction(text: str) -> Decimal | None:
    """``三分之二``, ``2/3``."""
    below, _, above = text.partition("分之")
    if not above:
        above, _, below = text.partition("/")
    over, under = _digits(above), _digits(below)
    return over / under if over is not None and under else None
