"""Tokens seen from a place: what stands there, numbers with units, amounts of points.

A reader keeps the account of the law that no reading ignores half of a sentence: whatever is
built from tokens says so (`use`), and `left_over` finds the first binding word that nothing used.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable
from decimal import Decimal
from itertools import groupby
from typing import Final, NamedTuple

from zipingbiao.scoring.clause.grammar.lexer import Lexed, Token, spelt_number
from zipingbiao.scoring.clause.grammar.names import (
    DENYING,
    TWISTED,
)
from zipingbiao.scoring.clause.grammar.phrases import Phrase, Quantity
from zipingbiao.scoring.clause.grammar.words import (
    BINDING,
)
from zipingbiao.scoring.clause.model import HUNDRED, ONE, Points

_NONE: Final = Token("", "", 0, 0)
#: Names of all points: 80%标准分.
_WHOLES: Final = frozenset(("满分", "标准分", "基本分", "基础分", "全部分值"))
#: What may stand before so much of the points: 该指标10%的分值.
_OWNED: Final = frozenset(("该指标", "本指标", "该项", "本项", "此项", "该项指标", "本项指标"))
_BASES: Final = ("满分", "基础分", "基本分", "标准分")
_HALF: Final = ONE / 2
_NAMED_END: Final = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_SPELT_END: Final = re.compile("[零一二两三四五六七八九十百千]+")


class Inclusion(NamedTuple):
    """（含）, （不含80%）: whether an end belongs, which one if it is named, and what is next."""

    said: bool | None
    named: Decimal | None
    next: int


class Reader:
    """A lexed text. Places are indexes of tokens; beyond the end there is nothing."""

    def __init__(self, lexed: Lexed) -> None:
        self.lexed = lexed
        self.tokens = lexed.tokens
        self.size = len(lexed.tokens)
        self._used = bytearray(self.size)
        self._ends = _ends(lexed.tokens, ("strong", "weak"))
        self._sentences = _ends(lexed.tokens, ("strong",))

    # What is used

    def use(self, *phrases: Phrase | None) -> None:
        """These phrases are part of what is built."""
        for phrase in phrases:
            if phrase is not None:
                self.use_between(phrase.start, phrase.end)

    def use_between(self, start: int, end: int) -> None:
        """All tokens between two places are part of what is built."""
        self._used[start:end] = b"\1" * max(0, min(end, self.size) - start)

    def use_words(self, start: int, end: int) -> None:
        """The same of words that are kept as words: what binds among them stays to be used."""
        for place in range(start, min(end, self.size)):
            if self.tokens[place].kind not in BINDING:
                self._used[place] = 1

    def left_over(self) -> int | None:
        """The place of the first word that nothing has used and that changes what is said."""
        binding = self.binding(at for at in range(self.size) if not self._used[at])
        return self._twisted() if binding is None else binding

    def _twisted(self) -> int | None:
        """Where unused words begin that make of what they stand in something else."""
        runs = groupby(range(self.size), lambda at: self._used[at])
        unused = [list(places) for used, places in runs if not used]
        for run in unused:
            words = self.plain(run[0], run[-1] + 1)
            denied = run[-1] + 1 < self.size and DENYING.search(words)
            if denied or TWISTED.search(words):
                return run[0]
        return None

    def binding(self, places: Iterable[int], allowed: Container[str] = ()) -> int | None:
        """The first of these places where a binding word stands, if it is not allowed there."""
        kinds = ((place, self.tokens[place].kind) for place in places)
        return next((at for at, kind in kinds if kind in BINDING and kind not in allowed), None)

    # What stands where

    def at(self, place: int) -> Token:
        """The token there."""
        return self.tokens[place] if 0 <= place < self.size else _NONE

    def kind(self, place: int) -> str:
        """Its kind, "" beyond the end."""
        return self.tokens[place].kind if 0 <= place < self.size else ""

    def skip(self, place: int, kinds: Container[str]) -> int:
        """The place, or the one after it where one of these kinds stands there."""
        return place + 1 if self.kind(place) in kinds else place

    def piece(self, place: int) -> int:
        """Where the next comma or full stop is, or the end."""
        return self._ends[place] if place < self.size else self.size

    def sentence(self, place: int) -> int:
        """Where the next full stop is, or the end."""
        return self._sentences[place] if place < self.size else self.size

    def words(self, start: int, end: int) -> str:
        """The given text from one token up to another."""
        if start >= end:
            return ""
        return self.lexed.words(self.tokens[start].start, self.tokens[end - 1].end)

    def plain(self, start: int, end: int) -> str:
        """The normalized text from one token up to another."""
        return "".join(token.text for token in self.tokens[start:end])

    def position(self, place: int) -> int:
        """Where in the given text the token stands."""
        if place >= self.size:
            return len(self.lexed.given)
        return self.lexed.place(self.tokens[place].start)

    # Numbers and points

    def quantity(self, place: int, signed: bool = False) -> Quantity | None:
        """A number with its unit, ``5%``, ``一个百分点``, ``3天``, ``90分``."""
        negative = signed and self.at(place).text == "-"
        place += negative or (signed and self.kind(place) == "plus")
        token = self.at(place)
        if token.kind != "num" or token.value is None:
            return None
        unit = self.at(place + 1)
        value = -token.value if negative else token.value
        if unit.kind == "percent":
            mille = unit.text == "‰" or "千" in unit.text
            return Quantity(value / 10 if mille else value, True, "", place + 2)
        if unit.kind in ("unit", "fen"):
            return Quantity(value, False, unit.text, place + 2)
        return Quantity(value, False, "", place + 1)

    def inclusion(self, place: int) -> Inclusion:
        """（含）, （不含80%） or nothing."""
        kind = self.kind(place)
        if kind not in ("in", "out"):
            return Inclusion(None, None, place)
        match = _NAMED_END.search(self.at(place).text)
        spelt = None if match else _SPELT_END.search(self.at(place).text)
        named = Decimal(match[0]) if match else spelt_number(spelt[0]) if spelt else None
        return Inclusion(kind == "in", named, place + 1)

    def amount(self, place: int) -> tuple[Points, int] | None:
        """Points: ``0.5分``, ``5%的分值``, ``该项分值的10%``, ``一半分值``, ``三分之二分值``."""
        if self.at(place).text in _OWNED and self.kind(place + 1) == "num":
            place += 1  # 扣该指标10%的分值
        if self.kind(place) == "share":
            return self._share_of(self.skip(place + 1, ("glue",)))
        if self.kind(place) == "full":  # 满分的60%, 得基础分60%
            told = self.at(place).text.endswith(_BASES if self.kind(place + 1) == "num" else "满分")
            return self._share_of(self.skip(place + 1, ("glue",))) if told else None
        if self.kind(place) == "half":
            return Points(_HALF, True), self.skip(place + 1, ("share", "fen"))
        if self.at(place).text in ("一", "半") and self.kind(place + 1) == "half":
            return Points(_HALF, True), place + 2
        part = self.at(place).value if self.kind(place) == "part" else None
        if part is not None:
            after = self.skip(place + 1, ("glue",))
            found = self.kind(after) in ("share", "fen")
            return (Points(part, True), after + 1) if found else None
        return self._number_of_points(place)

    def _share_of(self, place: int) -> tuple[Points, int] | None:
        """After 分值的: ``10%``, ``一半``, ``三分之一``."""
        if self.kind(place) == "half":
            return Points(_HALF, True), place + 1
        part = self.at(place).value if self.kind(place) == "part" else None
        if part is not None:
            return Points(part, True), place + 1
        share = self.quantity(place)
        if share is None or not share.percent:
            return None
        return Points(share.value / HUNDRED, True), self.skip(share.next, ("fen", "share"))

    def _number_of_points(self, place: int) -> tuple[Points, int] | None:
        """``2分``, ``10%的分值``, ``80%分值``."""
        number = self.quantity(place)
        if number is None:
            return None
        if number.unit == "分":
            return Points(number.value), number.next
        after = self.skip(number.next, ("glue",))
        whole = self.kind(place - 1) in ("gain", "loss") and self.at(after).text in _WHOLES
        if number.percent and (self.kind(after) in ("share", "fen") or whole):
            return Points(number.value / HUNDRED, True), after + 1
        return None


def _ends(tokens: tuple[Token, ...], kinds: Container[str]) -> list[int]:
    """For each token where the next of these kinds is."""
    ends = [0] * len(tokens)
    end = len(tokens)
    for place in range(len(tokens) - 1, -1, -1):
        if tokens[place].kind in kinds:
            end = place
        ends[place] = end
    return ends
