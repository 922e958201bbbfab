"""Which texts could change how a sheet is read: labels, titles, notes, subtotals.

The plan of one sheet serves another where these texts say the same at the same places. Nearly
all other texts are recognised by a glance at their first letters and their last.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from zipingbiao.domain.totals import is_adding_row
from zipingbiao.domain.years import year_of_line
from zipingbiao.template.patterns import fold_piece
from zipingbiao.template.reading.vocabulary import Words
from zipingbiao.template.words import (
    is_aside,
    is_label,
    is_note,
    is_other_title,
    is_title,
    is_title_half,
    unit_said,
)
from zipingbiao.values.text import fold

#: Titles end with one of these, and what has a bracket behind it.
_ENDS = frozenset("表录单账册明果况)）]】」』〗〕:：∶")
#: Notes and subtotals end with one of these, and are no longer than this.
_SHORT_ENDS = frozenset("人话式期间字章见项题计分长任导")
_LONGEST_NOTE = 40
_DIGITS = "0123456789０１２３４５６７８９"
_ALL_ENDS = _ENDS | _SHORT_ENDS | frozenset("年度")
#: Notes begin with one of these.
_NOTES = frozenset("注备说填附")
#: No label begins with one of these.
_NO_LABEL = frozenset("≥≤≧≦=＝<>＜＞+-%％√✓—–/")
#: So few are remembered that they stay near at hand.
_KEPT = 1024
#: What holds a label and a value is no longer than this.
_LONGEST_CELL = 200
_LINE, _SHORT = 60, 16
#: A word, a colon and a sentence, which is not numbered and begins with no 其中.
_SENTENCE = re.compile(
    "([一-鿿]{1,12}[：:])((?![一二三四五六七八九十其单第])[一-鿿][一-鿿A-Za-z0-9，。；、％%]*)"
)


class Sign(NamedTuple):
    """What a text says to the reader; texts with the same sign can stand for each other.

    ``label`` keeps the colon at its end: only what has none may be a value too.
    """

    title: bool
    other_title: bool
    note: bool
    subtotal: bool
    label: str
    held: tuple[str, ...]

    @property
    def only_holds(self) -> bool:
        """Whether it says no more than that labels stand before values in it."""
        return not any(self[:-1])


class Teller:
    """Knows what texts say, from the words of all forms."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self._labels = frozenset(text.strip(_DIGITS) for text in words.texts)
        self._heads = frozenset(text[:2] for text in words.texts)
        self._starts = frozenset(text[:2] for text in words.labels)
        self._signs: dict[str, Sign | None] = {}
        self.loose = lru_cache(_KEPT)(self._loose)

    def told(self, texts: Mapping[str, str]) -> dict[str, Sign]:
        """What the texts of a sheet say, by cell; those that say nothing are left out."""
        signs, is_mute = self._signs, self._is_mute
        suspects = [(address, text) for address, text in texts.items() if not is_mute(text)]
        found: dict[str, Sign] = {}
        for address, written in suspects:
            text = self._instead(written)
            if text not in signs:
                signs[text] = self.read(text) if self.may_tell(text) else None
            sign = signs[text]
            if sign is not None:
                found[address] = sign
        if len(signs) > _KEPT:
            signs.clear()
        return found

    def _is_mute(self, text: str) -> bool:
        """Whether a text is mere words that are no label, no title and no note: most are."""
        if not text.isalnum() or text[0] in _NOTES:
            return False
        bare = text.strip(_DIGITS)
        return bare not in self._labels and bare[-1:] not in _ALL_ENDS

    def _instead(self, text: str) -> str:
        """A shorter text that says the same, where a sentence follows a word: 原因：甲."""
        match = _SENTENCE.fullmatch(text) if len(text) <= _LONGEST_CELL else None
        if match is None or match[2][-1] in _ALL_ENDS or match[2][:2] in self._heads:
            return text
        return f"{match[1]}甲"

    def read(self, text: str) -> Sign | None:
        """What a text says; None where it says nothing to the reader."""
        folded = fold(text)
        if self._is_mute(folded):
            held = self._held(text, folded)
            return Sign(False, False, False, False, "", held) if held else None
        label = fold_piece(text.rstrip()) if self._words.knows(folded) else ""
        sign = Sign(
            is_title(folded),
            is_other_title(folded),
            is_note(folded),
            is_adding_row(folded),
            label,
            () if label else self._held(text, folded),
        )
        return sign if any(sign) else None

    def _held(self, text: str, folded: str) -> tuple[str, ...]:
        """The labels that a text holds together with values."""
        if len(text) > _LONGEST_CELL:
            return ()
        if ":" in folded and self._words.leads.match(folded):
            return tuple(lead.label for lead in self._words.leads.found(folded))
        parts = text.split()
        if len(parts) < 2 or self._starts.isdisjoint((folded[:1], folded[:2])):
            return ()
        for count in range(1, min(len(parts), 7)):
            if (start := fold("".join(parts[:count]))) in self._words.labels:
                return (start,)
        return ()

    def may_tell(self, text: str) -> bool:
        """Whether a text needs a closer look; never False where it says something."""
        if not text:
            return False
        last, first = text[-1], text[0]
        if first in _NO_LABEL and last.isalnum() and last not in _ALL_ENDS:
            return False
        if last in _ENDS or (last in _SHORT_ENDS and len(text) < _LONGEST_NOTE):
            return True
        if (last in "年度" and not text[-2:-1].isalpha()) or text.endswith("年度"):
            return True
        if first in _NOTES or not self._heads.isdisjoint((first, text[:2])):
            return True
        if not last.isprintable() or last == " ":
            return True
        head = text[:3]
        return not head.isalnum() or (first in _DIGITS and not text.isdecimal())

    def _loose(self, text: str) -> tuple[object, ...]:
        """What a text that no field takes says of what is around it."""
        folded = fold(text)
        return (
            bool(folded),
            self.read(text),
            self._words.is_group(folded),
            is_title_half(folded),
            is_aside(folded),
            is_label(folded),
            bool(year_of_line(folded)),
            bool(unit_said(folded)),
            len(folded) < _LINE,
            len(folded) < _SHORT,
        )
