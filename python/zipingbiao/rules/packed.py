"""Several targets in one cell: 带案下访200次；处置突发事件20次. Which of them was missed?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from zipingbiao.values.text import fold

_PART = re.compile(
    r"(?P<words>[^\d,.;:()\n]{2,24}?)(?P<number>\d+(?:\.\d+)?)(?P<unit>[\u4e00-\u9fff]{1,2})"
)
#: So many characters in common at the end make two phrases speak of the same thing.
_ALIKE = 4


class Part(NamedTuple):
    """One of several targets, as far as it was met."""

    words: str
    share: float


def missed_count(target: str | None, actual: str | None) -> Part | None:
    """The part of a packed target that was surely missed most; None where none was.

    Parts belong together where the words right before the number are the same, and the unit.
    """
    if not target or not actual:
        return None
    return _missed(target, actual)


@lru_cache(maxsize=1024)
def _missed(target: str, actual: str) -> Part | None:
    goals = list(_parts(target))
    if len(goals) < 2:
        return None
    results = list(_parts(actual))
    found: list[Part] = []
    for words, goal, unit in goals:
        done = {number for other, number, its in results if its == unit and _alike(words, other)}
        if len(done) == 1 and goal > 0 and (value := done.pop()) < goal:
            text = f"{words}{goal:g}{unit} → {value:g}{unit}"
            found.append(Part(text, value / goal))
    return min(found, key=lambda part: part.share, default=None)


def _parts(text: str) -> Iterator[tuple[str, float, str]]:
    for match in _PART.finditer(fold(text)):
        yield match["words"], float(match["number"]), match["unit"]


def _alike(one: str, other: str) -> bool:
    return one[-_ALIKE:] == other[-_ALIKE:] and len(one) >= _ALIKE and len(other) >= _ALIKE
