"""Shares told in a row behind their amounts: 甲 60 万元、乙 40 万元，分别占 60%、40%."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from zipingbiao.prose.figures import RATE
from zipingbiao.prose.statements import AMOUNT, Statement, Told

_RATES = r"[\d.]+%(?:[、，和及与]{1,2}[\d.]+%)+"
_ROW = re.compile(
    rf"占(?P<of>[^，。；\d占]*?)的?(?:比重|比例|比)?(?:分别)?(?:为|是|达|：)*(?P<rates>{_RATES})"
)


class Pair(NamedTuple):
    """An amount, its share, the words for the whole, and the amount before all of the row."""

    part: Statement
    share: Statement
    of: str
    before: Statement | None


def begins_row(told: Told, share: Statement) -> bool:
    """Whether a share is the first of such a row: of which amount it is, the row says."""
    return any(match.start("rates") == share.figure.start for match in _ROW.finditer(told.text))


def pairs_in(told: Told) -> Iterator[Pair]:
    """The pairs of all such rows of a paragraph; none where the amounts before are not so many."""
    for match in _ROW.finditer(told.text):
        shares = [
            one
            for one in told.statements
            if one.figure.kind == RATE and match.start("rates") <= one.figure.start < match.end()
        ]
        sentence = shares[0].sentence if shares else 0
        amounts = [
            one
            for one in told.statements
            if one.role == AMOUNT and one.sentence == sentence and one.figure.end <= match.start()
        ]
        parts = amounts[-len(shares) :]
        if len(parts) == len(shares) > 1 and len({one.group for one in parts}) == 1:
            before = amounts[-len(shares) - 1] if len(amounts) > len(shares) else None
            yield from (
                Pair(part, share, match["of"], before)
                for part, share in zip(parts, shares, strict=True)
            )
