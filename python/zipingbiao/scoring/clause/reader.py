"""Tokens seen from a place: what stands there, numbers with units, amounts of points."""

from __future__ import annotations

from collections.abc import Container
from typing import Final

from zipingbiao.scoring.clause.lexer import Lexed, Token
from zipingbiao.scoring.clause.model import HUNDRED, ONE, Points
from zipingbiao.scoring.clause.phrases import Quantity

_NONE: Final = Token("", "", 0, 0)
_HALF: Final = ONE / 2


class Reader:
    """A lexed text. Places are indexes of tokens; beyond the end there is nothing."""

    def __init__(self, lexed: Lexed) -> None:
        self.lexed = lexed
        self.tokens = lexed.tokens
        self.size = len(lexed.tokens)
        self._ends = _ends(lexed.tokens, ("strong", "weak"))
        self._sentences = _ends(lexed.tokens, ("strong",))

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

    def quantity(self, place: int, signed: bool = False) -> Quantity | None:
        """A number with its unit, ``5%``, ``一个百分点``, ``3天``, ``90分``."""
        negative = signed and self.at(place).text == "-"
        token = self.at(place + negative)
        if token.kind != "num" or token.value is None:
            return None
        after = place + negative + 1
        unit = self.at(after)
        value = -token.value if negative else token.value
        if unit.kind == "percent":
            return Quantity(value, True, "", after + 1)
        if unit.kind in ("unit", "fen"):
            return Quantity(value, False, unit.text, after + 1)
        return Quantity(value, False, "", after)

    def amount(self, place: int) -> tuple[Points, int] | None:
        """Points: ``0.5分``, ``5%的分值``, ``该项分值的10%``, ``一半分值``."""
        if self.kind(place) == "share":
            return self._share_of(self.skip(place + 1, ("glue",)))
        if self.kind(place) == "half":
            return Points(_HALF, True), self.skip(place + 1, ("share", "fen"))
        if self.at(place).text in ("一", "半") and self.kind(place + 1) == "half":
            return Points(_HALF, True), place + 2
        return self._number_of_points(place)

    def _share_of(self, place: int) -> tuple[Points, int] | None:
        """After 分值的: ``10%``, ``一半``."""
        if self.kind(place) == "half":
            return Points(_HALF, True), place + 1
        share = self.quantity(place)
        if share is None or not share.percent:
            return None
        return Points(share.value / HUNDRED, True), self.skip(share.next, ("fen", "share"))

    def _number_of_points(self, place: int) -> tuple[Points, int] | None:
        """``2分``, ``10%的分值``, ``80%分值``."""
        number = self.quantity(place)
        if number is None:
            return None
        if number.unit in ("分", "分值"):
            return Points(number.value), number.next
        after = self.skip(number.next, ("glue",))
        if number.percent and self.kind(after) in ("share", "fen"):
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
