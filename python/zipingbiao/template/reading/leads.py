"""Labels with their values in one cell: 主管部门：甲局  实施单位：乙所."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from zipingbiao.values.text import fold

_OPENED = str.maketrans("", "", "()")
_ASIDE = re.compile(r"\([^()]*\)$")
#: What may be a label in a cell with others, known or not.
_LEAD = re.compile(r"\s([^\s：:∶\d]{2,12})\s*[：:∶]")


class Lead(NamedTuple):
    """A label before a colon; ``start`` is where it begins, ``end`` stands behind the colon."""

    label: str
    start: int
    end: int


class Leads:
    """Finds labels before colons in folded texts; a remark in brackets may stand between."""

    def __init__(self, labels: frozenset[str]) -> None:
        self._labels = labels
        self._longest = max(map(len, labels), default=0) + len(_OPENED)

    def match(self, text: str) -> Lead | None:
        """The label with which a text begins."""
        first = next(self.found(text), None)
        return first if first is not None and not first.start else None

    def found(self, text: str) -> Iterator[Lead]:
        """All labels before colons, from left to right; of several that end there the longest."""
        done = 0
        colon = text.find(":")
        while colon >= 0:
            body = text[done:colon]
            ends = {len(body), len(_ASIDE.sub("", body))}
            starts = [(start, end) for end in ends if (start := self._start(body, end)) is not None]
            if starts:
                start, end = min(starts)
                yield Lead(body[start:end], done + start, colon + 1)
                done = colon + 1
            colon = text.find(":", colon + 1)

    def _start(self, body: str, end: int) -> int | None:
        """Where the longest label begins that ends at a place."""
        first = max(0, end - self._longest)
        return next((at for at in range(first, end) if self._is_label(body[at:end])), None)

    def _is_label(self, piece: str) -> bool:
        """Whether a piece is a label, brackets in it aside: 部门（单位）名称."""
        if piece in self._labels:
            return True
        return "(" in piece and piece[0] != "(" and piece.translate(_OPENED) in self._labels


def before_colons(shown: str) -> frozenset[str]:
    """What stands in a cell behind a blank and before a colon, folded, known or not."""
    return frozenset(fold(match[1]) for match in _LEAD.finditer(shown))
