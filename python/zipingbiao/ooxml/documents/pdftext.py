"""The text of glyphs that stand on a page: into lines, and lines into what a person reads.

A page does not say where a paragraph ends. A line that had room for what begins the next one was
ended on purpose; one that had none went on because the box is no wider.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from itertools import groupby, pairwise
from typing import NamedTuple

#: Letters that are this part of their height apart have a blank between them: all, and Latin ones.
_GAP, _LATIN_GAP = 0.9, 0.2
#: Glyphs whose middles are nearer than this part of their height are on one line.
_LEVEL = 0.5
#: Points that no text takes beside it in a box: Word keeps 0.19 cm on either side.
_MARGINS = 11.0
#: What fonts without a table of their letters are read as.
_CODE = re.compile(r"\(cid:\d+\)")
UNKNOWN = "\ufffd"
#: Forms of characters that some fonts give in place of the usual ones: radicals.
_RADICALS = re.compile("[\u2e80-\u2fdf]")


class Glyph(NamedTuple):
    """A character where it stands; points from the left and from above.

    ``turn``: 0 upright, 1 read upwards, -1 read downwards.
    """

    text: str
    left: float
    top: float
    right: float
    bottom: float
    turn: int = 0

    @property
    def height(self) -> float:
        """How high it is."""
        return max(self.bottom - self.top, 0.1)

    @property
    def middle(self) -> tuple[float, float]:
        """Where its middle is: from the left, from above."""
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2


def legible(text: str) -> str:
    """A glyph's text as one reads it; one that the font does not name is �."""
    text = _CODE.sub(UNKNOWN, text)
    return _RADICALS.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text)


#: Turn → a place as it is when the page is turned so that the text is upright.
_TURNED: dict[int, Callable[[Glyph], Glyph]] = {
    0: lambda one: one,
    1: lambda one: Glyph(one.text, -one.bottom, one.left, -one.top, one.right),
    -1: lambda one: Glyph(one.text, one.top, -one.right, one.bottom, -one.left),
}


def text_in(glyphs: Sequence[Glyph], left: float, top: float, right: float, bottom: float) -> str:
    """What the glyphs in a box say."""
    said = []
    for turn, some in groupby(sorted(glyphs, key=lambda one: abs(one.turn)), lambda one: one.turn):
        width = bottom - top if turn else right - left
        said.append(joined(lines_of(map(_TURNED[turn], some)), width))
    return "\n".join(said).strip()


class Printed(NamedTuple):
    """How upright text stands in its box: its lines, how wide the box is, where its foot is."""

    lines: Sequence[Sequence[Glyph]]
    width: float
    foot: float

    def goes_on_in(self, other: Printed) -> bool | None:
        """Whether it goes on in a box on the next page; None where it may.

        A line was full there, or else a paragraph of several lines ends at the foot of the box.
        """
        last = self.lines[-1]
        if not was_ended(last, other.lines[0], self.width):
            return True
        low = self.foot - max(one.bottom for one in last) < last[0].height
        return None if low and len(self.lines) > 1 else False


def printed(glyphs: Iterable[Glyph], width: float, foot: float) -> Printed | None:
    """How some glyphs stand in a box; None where none of them is upright."""
    lines = lines_of([one for one in glyphs if not one.turn])
    return Printed(lines, width, foot) if lines else None


def lines_of(glyphs: Iterable[Glyph]) -> list[list[Glyph]]:
    """Upright glyphs as lines, from above, each from left to right."""
    lines: list[list[Glyph]] = []
    level = 0.0
    for one in sorted(glyphs, key=lambda glyph: glyph.middle[1]):
        middle = one.middle[1]
        if lines and middle - level < _LEVEL * one.height:
            lines[-1].append(one)
        else:
            lines.append([one])
            level = middle
    for line in lines:
        line.sort(key=lambda glyph: glyph.left)
    return [line for line in lines if any(one.text.strip() for one in line)]


def said(line: Sequence[Glyph]) -> str:
    """What a line says; blanks that were left without a character are one."""
    parts = [line[0].text]
    for one, other in pairwise(line):
        gap = other.left - one.right
        latin = is_latin(one.text) and is_latin(other.text)
        if gap > (_LATIN_GAP if latin else _GAP) * min(one.height, other.height):
            parts.append(" ")
        parts.append(other.text)
    return re.sub(r" {2,}", " ", "".join(parts)).lstrip()


def is_latin(text: str) -> bool:
    """Whether a character belongs to a word or a number that is not broken."""
    return text.isascii() and text.isalnum()


def joined(lines: Sequence[Sequence[Glyph]], width: float) -> str:
    """Lines in a box of a width as one text."""
    shown = list(map(said, lines))
    if all(len(text.strip()) == 1 for text in shown):
        return "".join(text.strip() for text in shown)  # letters below each other
    made = shown[:1]
    for (line, following), (text, next_) in zip(pairwise(lines), pairwise(shown), strict=True):
        if was_ended(line, following, width):
            made[-1] = made[-1].rstrip()
            made.append("\n")
        elif text[-1].isascii() and text[-1].isalpha() and is_latin(next_[0]):
            made.append(" ")
        made.append(next_)
    return "".join(made).rstrip()


def was_ended(line: Sequence[Glyph], following: Sequence[Glyph], width: float) -> bool:
    """Whether a line ends though what begins the next one would have had room in it."""
    seen = [one for one in line if one.text.strip()]
    room = width - (max(one.right for one in seen) - min(one.left for one in seen))
    begun = [one for one in following if one.text.strip()]
    last = begun[0]
    if last.text in _CLOSING or seen[-1].text in _OPENING:
        return False  # nobody begins or ends a paragraph so
    for one in begun[1:]:
        if not _holds_together(last.text, one.text):
            break
        last = one
    return room > last.right - begun[0].left + _MARGINS + last.height / 2


#: What a number or a word is not parted from before it.
_BEFORE_DIGITS = frozenset(".,-+=≠≈≥≤<>＝＜＞±")
#: What begins no line, and what ends none.
_CLOSING = frozenset("，。、；：？！）〕】》」』”’…—％%,.;:?!)]}‰℃")
_OPENING = frozenset("（〔【《「『“‘([{￥¥$")


def _holds_together(before: str, behind: str) -> bool:
    """Whether no line may end between two letters."""
    if behind in _CLOSING or before in _OPENING:
        return True
    return is_latin(behind) and (is_latin(before) or before in _BEFORE_DIGITS)
