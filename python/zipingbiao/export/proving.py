"""Read a document back: what it does not hold is named, what it holds rounded is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from zipingbiao.domain.comparisons import rounds_to
from zipingbiao.layouts.proof import leaves
from zipingbiao.model import SelfEvaluation


class Proof(NamedTuple):
    """The fields that a document does not give back, and those that it gives back rounded."""

    lost: tuple[str, ...] = ()
    rounded: tuple[str, ...] = ()


def compared(wanted: SelfEvaluation, back: Sequence[SelfEvaluation]) -> Proof:
    """Hold what was read back against what was to be printed."""
    if len(back) != 1:
        return Proof(lost=("form",))
    given, read = dict(leaves(wanted)), dict(leaves(replace(back[0], layout=wanted.layout)))
    differing = [path for path in {**given, **read} if given.get(path) != read.get(path)]
    rounded = [path for path in differing if _is_rounded(given.get(path), read.get(path))]
    lost = [path for path in differing if path not in rounded]
    return Proof(tuple(lost), tuple(rounded))


def _is_rounded(given: object, read: object) -> bool:
    """Whether a number is shown with fewer decimals than it has."""
    if not isinstance(given, int | float) or not isinstance(read, int | float):
        return False
    return rounds_to(read, given)
