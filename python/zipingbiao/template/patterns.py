"""Cells that mix literal text with fields, ``填报单位：{{ header.unit }}``: taken apart again."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from zipingbiao.domain.years import YEAR
from zipingbiao.glossary import MONEY_UNITS, TERM_OF
from zipingbiao.template.tag import Pattern, Tag
from zipingbiao.values.text import fold, plain

_UNITS = "|".join(r"\s*".join(unit) for unit in sorted(MONEY_UNITS, key=len, reverse=True))
_ANY = {"year": rf"\s*(?:{YEAR})\s*|[\s_]*", "unit": rf"\s*(?:{_UNITS})\s*|\s*"}
_DIGITS = {ord("０") + digit: str(digit) for digit in range(10)}
#: White space, also such as nobody sees.
_GAP = "[\\s\u200b-\u200d\u2060\ufeff]*"
_ALIKE = {"（": "[（(]", "）": "[）)]", "(": "[（(]", ")": "[）)]", "：": "[：:∶]", ":": "[：:∶]"}
#: Of a title's words so many letters must be as printed; the rest may be worded otherwise.
_TITLE_LETTERS = 4


def _kind(tag: Tag) -> str:
    return TERM_OF[tag.term].kind if tag.term in TERM_OF else ""


def _field(tag: Tag, lazy: bool) -> str:
    anything = _ANY.get(_kind(tag)) or (r".*?" if lazy else r".*")
    return f"({anything})"


def _literal(text: str) -> str:
    """The literal with any white space between its letters."""
    letters = [_ALIKE.get(letter) or re.escape(letter) for letter in text if not letter.isspace()]
    return _GAP + "".join(letter + _GAP for letter in letters)


@lru_cache(maxsize=1024)
def cell_regex(pattern: Pattern) -> re.Pattern[str]:
    """Matches the text of a cell that was made by the pattern; one group a field."""
    pieces = (
        _literal(piece) if isinstance(piece, str) else _field(piece, lazy=n < len(pattern) - 1)
        for n, piece in enumerate(pattern)
    )
    return re.compile("".join(pieces), re.DOTALL)


@lru_cache(maxsize=1024)
def title_regex(pattern: Pattern) -> re.Pattern[str]:
    """As `cell_regex`, for titles that are worded a little differently at the end."""
    *front, end = pattern
    if isinstance(end, Tag) or len(fold(end)) <= _TITLE_LETTERS:
        return cell_regex(pattern)
    pieces = (_literal(p) if isinstance(p, str) else _field(p, lazy=True) for p in front)
    tail = _literal(end.strip()[:_TITLE_LETTERS])
    return re.compile("".join(pieces) + tail + ".*", re.DOTALL)


@lru_cache(maxsize=1024)
def lead_regex(words: frozenset[str], others: frozenset[str]) -> re.Pattern[str]:
    """Finds what stands behind one of some words and a colon, up to another such word.

    （盖章） behind the colon is no value.
    """
    word, other = (
        "|".join(map(_literal, sorted(some, key=len, reverse=True))) or r"(?!)"
        for some in (words, others)
    )
    colon = r"(?:\s*[：:∶])+"
    seal = r"(?:\s*[（(][^（）()]{0,4}章[)）])?\s*"
    return re.compile(rf"(?:{word}){colon}{seal}(.*?)(?=(?:{other}){colon}|$)", re.DOTALL)


@lru_cache(maxsize=1024)
def folded_regex(pattern: Pattern | None) -> re.Pattern[str] | None:
    """Matches the folded text of such a cell, where it has literal text to hold on to."""
    if pattern is None or all(isinstance(piece, Tag) for piece in pattern):
        return None
    pieces = (re.escape(fold_piece(piece)) if isinstance(piece, str) else ".*" for piece in pattern)
    return re.compile("".join(pieces), re.DOTALL)


def fold_piece(piece: str | Tag) -> str:
    """A piece folded, without losing the colon at its end; nothing for a field."""
    return fold(piece + "§").removesuffix("§") if isinstance(piece, str) else ""


def match_of(pattern: Pattern, text: str, *, title: bool = False) -> re.Match[str] | None:
    """How a cell's text is made of a pattern, one group a field; None where it is not."""
    regex = title_regex(pattern) if title else cell_regex(pattern)
    return regex.fullmatch(text.translate(_DIGITS))


def values_in(pattern: Pattern, text: str, *, title: bool = False) -> Mapping[Tag, str] | None:
    """The fields' texts in a cell's text; None where the text is not of this pattern."""
    match = match_of(pattern, text, title=title)
    if match is None:
        return None
    tags = [piece for piece in pattern if isinstance(piece, Tag)]
    return {tag: plain(text[slice(*match.span(at))]) for at, tag in enumerate(tags, start=1)}
