"""The numbers that Word puts before paragraphs: they are seen, but stand nowhere in the text.

Source: ISO/IEC 29500-1, 17.9 "Numbering". Bullets are ornaments and left out, as is numbering that
only a style asks for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple
from xml.etree.ElementTree import Element

from zipingbiao.ooxml.documents.tree import NAMES, attribute, child, whole
from zipingbiao.values.numerals import STYLES, spoken_day

_LEVELS = 9
_MOST = 1_000_000
_PLACE = re.compile("%([1-9])")
_ROMAN = (
    *((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L")),
    *((40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")),
)
#: What stands close to the text behind it; after other numbers comes a gap.
_CLOSE = ("、", "．", "。", "）", "：", "，")


class _Level(NamedTuple):
    start: int
    kind: str
    pattern: str


class Numbering:
    """The lists of a document, and how far each has come; ``root`` is where they are defined."""

    def __init__(self, root: Element | None = None) -> None:
        self._levels: dict[str, dict[int, _Level]] = {}
        self._lists: dict[str, str] = {}
        self._restarts: dict[str, dict[int, int]] = {}
        self._counts: dict[str, list[int | None]] = {}
        for one in () if root is None else root:
            if NAMES[one.tag] == "abstractNum":
                levels = dict(_level(each) for each in one if NAMES[each.tag] == "lvl")
                self._levels[attribute(one, "abstractNumId") or ""] = levels
            elif NAMES[one.tag] == "num":
                self._list(one)

    def _list(self, one: Element) -> None:
        key = attribute(one, "numId") or ""
        base = child(one, "abstractNumId")
        self._lists[key] = "" if base is None else attribute(base, "val") or ""
        for each in one:
            start = child(each, "startOverride") if NAMES[each.tag] == "lvlOverride" else None
            if start is not None:
                level = whole(each, "ilvl", 0, _LEVELS - 1)
                self._restarts.setdefault(key, {})[level] = whole(start, "val", 1, _MOST)

    def label(self, properties: Element) -> str:
        """The number before a paragraph with these ``numPr``, with the gap after it."""
        number = child(properties, "numId")
        key = "" if number is None else attribute(number, "val") or ""
        base = self._lists.get(key)
        at = whole(child(properties, "ilvl"), "val", 0, _LEVELS - 1)
        level = self._levels.get(base or "", {}).get(at)
        if base is None or level is None:
            return ""
        counts = self._counts.setdefault(base, [None] * _LEVELS)
        restart = self._restarts.get(key, {}).pop(at, None)
        before = counts[at]
        counts[at] = (
            restart if restart is not None else level.start if before is None else before + 1
        )
        counts[at + 1 :] = [None] * (_LEVELS - at - 1)
        text = _PLACE.sub(lambda match: self._shown(base, counts, int(match[1]) - 1), level.pattern)
        if level.kind in ("bullet", "none") or not text.strip():
            return ""
        return text if text.endswith(_CLOSE) else f"{text} "

    def _shown(self, base: str, counts: list[int | None], at: int) -> str:
        level = self._levels[base].get(at, _Level(1, "decimal", ""))
        count = counts[at]
        return _KINDS.get(level.kind, str)(level.start if count is None else count)


def _level(element: Element) -> tuple[int, _Level]:
    found = {NAMES[one.tag]: one for one in element}
    kind, text = found.get("numFmt"), found.get("lvlText")
    return whole(element, "ilvl", 0, _LEVELS - 1), _Level(
        whole(found.get("start"), "val", 1, _MOST),
        "decimal" if kind is None else attribute(kind, "val") or "decimal",
        "" if text is None else attribute(text, "val") or "",
    )


def _chinese(number: int) -> str:
    return spoken_day(number, STYLES["1"])


def roman(number: int) -> str:
    """``4`` → ``IV``; beyond 4,999 as it is."""
    if number >= 5000:
        return str(number)
    text = ""
    for value, sign in _ROMAN:
        times, number = divmod(number, value)
        text += sign * times
    return text


def _letters(number: int) -> str:
    times, at = divmod(max(number, 1) - 1, 26)
    return chr(ord("A") + at) * min(times + 1, 99)


def _circled(number: int) -> str:
    return chr(ord("①") + number - 1) if 1 <= number <= 20 else str(number)


#: Kind of number → how it is written; all others in digits.
_KINDS: Mapping[str, Callable[[int], str]] = {
    "decimalZero": lambda number: f"{number:02d}",
    "upperLetter": _letters,
    "lowerLetter": lambda number: _letters(number).lower(),
    "upperRoman": roman,
    "lowerRoman": lambda number: roman(number).lower(),
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    **dict.fromkeys(
        (
            *("chineseCounting", "chineseCountingThousand", "japaneseCounting"),
            *("taiwaneseCounting", "taiwaneseCountingThousand", "ideographDigital"),
        ),
        _chinese,
    ),
}
