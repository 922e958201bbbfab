"""Which texts could change how a sheet is read: labels, titles, notes, subtotals.

The plan of one sheet serves another where these texts say the same at the same places. Nearly
all other texts are recognised by a glance at their first letters and their last.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import NamedTuple

from zipingbiao.template.anchors import spoken
from zipingbiao.template.finding import Form
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

#: Titles, notes and subtotals end with one of these.
_ENDS = frozenset("表录单账册明年度计分人话式期间字章见项况题)）]】」』〗〕:：∶")
#: Notes begin with one of these.
_NOTES = frozenset("注备说填附")
#: No label begins with one of these.
_NO_LABEL = frozenset("≥≤≧≦=＝<>＜＞+-%％√✓—–/")
_DIGITS = frozenset("0123456789")
#: Behind the number of a label: 1. 2、 (3)
_AFTER_NUMBER = frozenset(".,)、）．，")
_KEPT = 16_384
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
    held: tuple[tuple[int, ...], ...]


class Teller:
    """Knows the labels of some forms, and what texts say."""

    def __init__(self, forms: Sequence[Form]) -> None:
        self._shapes = tuple(form.shape for form in forms)
        self._labels = frozenset(text for shape in self._shapes for text in shape.lookup)
        held = [text for shape in self._shapes for text in shape.held_heads]
        self._heads = frozenset(text[:3] for text in (*self._labels, *held))
        self._blind = "" in self._heads
        self.sign: Callable[[str], Sign | None] = lru_cache(_KEPT)(self._sign)

    def _sign(self, text: str) -> Sign | None:
        """What a text says; None where it says nothing to the reader."""
        if not self.may_tell(text):
            return None
        folded = fold(text)
        label = folded if folded in self._labels or spoken(folded) in self._labels else ""
        sign = Sign(
            title=is_title(folded),
            other_title=is_other_title(folded),
            note=is_note(folded),
            subtotal=is_subtotal(folded),
            percent=bool(label) and "%" in folded,
            label=label,
            held=() if label else tuple(shape.within(folded) for shape in self._shapes),
        )
        return sign if any(sign[:4]) or label or any(sign.held) else None

    def may_tell(self, text: str) -> bool:
        """Whether a text needs a closer look; never False where it says something."""
        if not text:
            return False
        last = text[-1]
        if last in _ENDS or not last.isprintable() or last.isspace() or self._blind:
            return True
        head, first = text[:3], text[0]
        if head in self._heads or first in _NOTES:
            return True
        colon = text.find("：") if "：" in text else text.find(":")
        if 0 < colon < _FARTHEST and (text[colon - 1] in _ENDS or text[colon - 1].isspace()):
            return True
        if head.isalnum() and first not in _DIGITS:
            return False
        if first in _NO_LABEL:
            return False
        return first not in _DIGITS or not _AFTER_NUMBER.isdisjoint(head)

    def loose(self, text: str) -> tuple[object, ...]:
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
