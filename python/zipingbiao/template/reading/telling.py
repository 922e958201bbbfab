"""Which texts could change how a sheet is read: labels, titles, notes, subtotals.

The plan of one sheet serves another where these texts say the same at the same places. Nearly
all other texts are recognised by a glance at their first letters and their last.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from zipingbiao.template.reading.lexicon import Lexicon
from zipingbiao.template.words import (
    is_aside,
    is_note,
    is_other_title,
    is_subtotal,
    is_title,
    is_title_half,
    unit_said,
    year_of_line,
)
from zipingbiao.values.text import fold

#: Titles end with one of these, and what has a bracket behind it.
_ENDS = frozenset("表录单账册明)）]】」』〗〕:：∶")
#: Notes and subtotals end with one of these, and are no longer than this.
_SHORT_ENDS = frozenset("人话式期间字章见项况题计分")
_LONGEST_NOTE = 40
_BEFORE_COLON = _ENDS | _SHORT_ENDS
_ALL_ENDS = _BEFORE_COLON | frozenset("年度")
#: Notes begin with one of these.
_NOTES = frozenset("注备说填附")
#: No label begins with one of these.
_NO_LABEL = frozenset("≥≤≧≦=＝<>＜＞+-%％√✓—–/")
_DIGITS = frozenset("0123456789")
_NOTES_AND_DIGITS = _NOTES | _DIGITS
#: Behind the number of a label: 1. 2、 (3)
_AFTER_NUMBER = frozenset(".,)、）．，")
#: So few are remembered that they stay near at hand.
_KEPT = 1024
#: A note says what it is before its colon, and that stands no further than this.
_FARTHEST = 60
_LINE, _SHORT = 60, 16


class Sign(NamedTuple):
    """What a text says to the reader; texts with the same sign can stand for each other."""

    title: bool
    other_title: bool
    note: bool
    subtotal: bool
    percent: bool
    label: str
    held: tuple[tuple[int, tuple[int, ...]], ...]


class Teller:
    """Knows what texts say, from the labels of some forms."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._heads = lexicon.heads
        self._longer_heads = lexicon.longer_heads
        self._labels = lexicon.texts
        self._short = tuple({text for text in lexicon.held_heads if len(text) < 3})
        self._signs: dict[str, Sign | None] = {}
        self.loose = lru_cache(_KEPT)(self._loose)

    def told(self, texts: Mapping[str, str]) -> dict[str, Sign]:
        """What the texts of a sheet say, by cell; those that say nothing are left out."""
        labels, signs = self._labels, self._signs
        suspects = [
            (address, text)
            for address, text in texts.items()
            if not text.isalnum()
            or text in labels
            or text[-1] in _ALL_ENDS
            or text[0] in _NOTES_AND_DIGITS
        ]
        found: dict[str, Sign] = {}
        for address, text in suspects:
            if text in signs:
                sign = signs[text]
            elif self.may_tell(text):
                sign = signs[text] = self._read(text)
            else:
                continue
            if sign is not None:
                found[address] = sign
        if len(signs) > _KEPT:
            signs.clear()
        return found

    def sign(self, text: str) -> Sign | None:
        """What a text says; None where it says nothing to the reader."""
        return self._read(text) if self.may_tell(text) else None

    def _read(self, text: str) -> Sign | None:
        folded = fold(text)
        label = folded if self._lexicon.knows(folded) else ""
        sign = Sign(
            title=is_title(folded),
            other_title=is_other_title(folded),
            note=is_note(folded),
            subtotal=is_subtotal(folded),
            percent=bool(label) and "%" in folded,
            label=label,
            held=() if label else self._lexicon.held(folded),
        )
        return sign if any(sign[:4]) or label or sign.held else None

    def may_tell(self, text: str) -> bool:
        """Whether a text needs a closer look; never False where it says something."""
        if not text:
            return False
        last = text[-1]
        if text[0] in _NO_LABEL and last.isalnum() and last not in _ALL_ENDS:
            return "：" in text or ":" in text
        if last in _ENDS or (last in _SHORT_ENDS and len(text) < _LONGEST_NOTE):
            return True
        if (last in "年度" and not text[-2:-1].isalpha()) or text.endswith("年度"):
            return True
        if not last.isprintable() or last == " " or text.startswith(self._short):
            return True
        head, first = text[:3], text[0]
        if first in _NOTES or (head in self._heads and self._may_be_label(text)):
            return True
        colon = text.find("：") if "：" in text else text.find(":")
        if 0 < colon < _FARTHEST and (
            text[colon - 1] in _BEFORE_COLON or text[colon - 1].isspace()
        ):
            return True
        if head.isalnum() and first not in _DIGITS:
            return False
        if first in _NO_LABEL:
            return False
        return first not in _DIGITS or not _AFTER_NUMBER.isdisjoint(head)

    def _may_be_label(self, text: str) -> bool:
        """Whether a text that begins like a label goes on like one."""
        longer = text[:6]
        if longer in self._longer_heads:
            return True
        if longer.isalnum():
            return text[:3] in self._lexicon.held_heads
        colon = longer.find("：")
        return colon < 0 or len(text) < colon + 3 or text[:3] in self._lexicon.held_heads

    def _loose(self, text: str) -> tuple[object, ...]:
        """What a text that no field takes says of what is around it."""
        folded = fold(text)
        return (
            bool(folded),
            self.sign(text),
            is_title_half(folded),
            is_aside(folded),
            bool(year_of_line(folded)),
            bool(unit_said(folded)),
            len(folded) < _LINE,
            len(folded) < _SHORT,
        )
