"""Which of some numbers that can't all be right is the wrong one.

The numbers of a form are tied to one another: a total is the sum of its parts, a rate is what
was executed over the budget, points are a share of their weight. Where such a tie is broken, each
number in it may be the culprit. It is one only if there is another value for it with which all
its ties hold, and it is told where no other number explains as much with as many witnesses.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from zipingbiao.domain.comparisons import NOISE
from zipingbiao.values.numbers import Number, half_up

#: Path of a number in the form → the number; None where it is blank or can't be read.
Figures = Mapping[str, Number | None]


class Span(NamedTuple):
    """All values that a tie allows for one of its numbers, ends included."""

    low: float
    high: float

    def meets(self, other: Span) -> Span | None:
        """What both allow."""
        low, high = max(self.low, other.low), min(self.high, other.high)
        return Span(low, high) if low <= high + NOISE * max(1, abs(high)) else None

    def holds(self, value: Number | None) -> bool:
        """Whether it allows a value."""
        return value is not None and self.low - NOISE <= value <= self.high + NOISE

    @property
    def width(self) -> float:
        """How much it leaves open."""
        return self.high - self.low


@dataclass(frozen=True, slots=True)
class Tie:
    """Numbers that depend on each other: ``derived`` is computed from ``given``.

    ``witness`` names the source of the evidence: ties of the same source count once. ``holds`` is
    what the rules say at the decimals that are printed.
    """

    kind: str
    derived: str
    given: tuple[str, ...]
    witness: str
    holds: bool

    @property
    def paths(self) -> tuple[str, ...]:
        """All numbers of the tie."""
        return (self.derived, *self.given)

    @property
    def is_computed(self) -> bool:
        """Whether ``derived`` is worked out from the others, so that it goes wrong with them."""
        return True

    def span(self, wanted: str, figures: Figures) -> Span | None:
        """What one of its numbers may be if the others are right; None where they don't tell."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class Sum(Tie):
    """A total and its parts; blank parts count as nothing.

    ``tolerance`` is what the total is off by where the sum holds: no other value is any better.
    """

    tolerance: float

    def span(self, wanted: str, figures: Figures) -> Span | None:
        """The total less the other parts, or the sum of all parts."""
        known = sum(figures[path] or 0 for path in self.given if path != wanted)
        if wanted == self.derived:
            return Span(known - self.tolerance, known + self.tolerance)
        total = figures[self.derived]
        if total is None:
            return None
        return Span(total - known - self.tolerance, total - known + self.tolerance)


@dataclass(frozen=True, slots=True)
class Share(Tie):
    """``derived`` ÷ ``whole`` = ``top`` ÷ ``bottom``: a rate (whole None is 1), or points.

    ``step`` is how far the derived number may be from the true one. ``limited``: no more than
    the whole is given. ``bottom`` None is 1.
    """

    whole: str | None
    top: str
    bottom: str | None
    step: float
    limited: bool = False

    def span(self, wanted: str, figures: Figures) -> Span | None:
        """The missing one of the four, as far as the step of the derived one tells it."""
        derived, top = figures[self.derived], figures[self.top]
        whole = 1 if self.whole is None else figures[self.whole]
        bottom = 1 if self.bottom is None else figures[self.bottom]
        if wanted == self.derived:
            return self._derived(whole, top, bottom)
        if derived is None:
            return None
        low, high = derived - self.step, derived + self.step
        if wanted == self.top:
            return self._top(low, high, whole, bottom)
        if self.limited and whole is not None and high >= whole:
            return None
        if wanted == self.bottom:
            return _quotient(top, whole, low, high)
        return _quotient(bottom, top, 1 / high, 1 / low) if low > 0 else None

    def _derived(
        self, whole: Number | None, top: Number | None, bottom: Number | None
    ) -> Span | None:
        if whole is None or top is None or not bottom:
            return None
        share = min(top / bottom, 1) if self.limited else top / bottom
        return Span(whole * share - self.step, whole * share + self.step)

    def _top(
        self, low: float, high: float, whole: Number | None, bottom: Number | None
    ) -> Span | None:
        if not whole or not bottom:
            return None
        least, most = low * bottom / whole, high * bottom / whole
        return Span(least, float("inf") if self.limited and high >= whole else most)


def _quotient(top: Number | None, scale: Number | None, low: float, high: float) -> Span | None:
    """``top`` × ``scale`` over each end of a span above zero."""
    if top is None or scale is None or low <= 0 or top * scale <= 0:
        return None
    return Span(top * scale / high, top * scale / low)


class Verdict(NamedTuple):
    """The odd one out of a broken tie: where it stands, what it should be, who says so.

    ``due`` is None where the evidence leaves a range. ``sure``: no other number explains the same
    as well. Where nothing tells, the computed number is named, and it is not sure.
    """

    path: str
    due: Number | None
    witnesses: tuple[str, ...]
    sure: bool


class _Suspect(NamedTuple):
    path: str
    due: Number | None
    explains: int
    witnesses: tuple[str, ...]

    @property
    def weight(self) -> tuple[int, int]:
        return self.explains, len(self.witnesses)


class Evidence:
    """The ties among the numbers of a form, and what the broken ones tell."""

    def __init__(self, ties: Iterable[Tie], figures: Figures) -> None:
        self.ties = tuple(ties)
        self._figures = figures
        self.verdicts: Mapping[Tie, Verdict] = {
            tie: self._verdict(tie) for tie in self.ties if not tie.holds
        }

    @property
    def odd(self) -> Mapping[str, Verdict]:
        """The numbers that are surely wrong, by their path."""
        return {one.path: one for one in self.verdicts.values() if one.sure}

    def verdict(self, derived: str, kind: str) -> Verdict | None:
        """What the broken tie tells by which a number is computed; None where it holds."""
        for tie, one in self.verdicts.items():
            if (tie.derived, tie.kind) == (derived, kind):
                return one
        return None

    def doubtful(self, paths: Iterable[str]) -> bool:
        """Whether a tie of one of these numbers is broken."""
        asked = frozenset(paths)
        return any(not asked.isdisjoint(tie.paths) for tie in self.verdicts)

    def _verdict(self, tie: Tie) -> Verdict:
        suspects = sorted(self._suspects(tie), key=lambda one: one.weight, reverse=True)
        best = [one for one in suspects if one.weight == suspects[0].weight]
        if len(best) == 1:
            one = best[0]
            return Verdict(one.path, one.due, one.witnesses, True)
        span = tie.span(tie.derived, self._figures)
        return Verdict(tie.derived, None if span is None else _value(span), (), False)

    def _suspects(self, tie: Tie) -> Iterator[_Suspect]:
        for path in tie.paths:
            found = self._suspect(path)
            if found is not None:
                yield found

    def _suspect(self, path: str) -> _Suspect | None:
        """The number as the culprit; None where no other value for it lets all its ties hold."""
        allowed, told, exact, ties = _SOUND, _ANY, _ANY, self._of(path)
        witnesses: dict[str, None] = {}
        for tie in ties:
            span = tie.span(path, self._figures)
            if span is None:
                continue
            met = allowed.meets(span)
            if met is None:
                return None
            allowed, told = met, min(told, span, key=lambda one: one.width)
            exact = min(exact, span, key=lambda one: one.width) if isinstance(tie, Sum) else exact
            witnesses[tie.witness] = None
        if told is _ANY or told.holds(self._figures[path]):
            return None
        explains = sum(not tie.holds for tie in ties)
        if exact is not _ANY and allowed.holds((exact.low + exact.high) / 2):
            told = exact  # a sum tells to the last digit what a rate tells about
        return _Suspect(path, _value(told), explains, tuple(witnesses))

    def _of(self, path: str) -> Sequence[Tie]:
        return [tie for tie in self.ties if path in tie.paths]


_ANY = Span(float("-inf"), float("inf"))
#: No amount, rate or points were meant to be below zero.
_SOUND = Span(0.0, float("inf"))


def _value(span: Span) -> Number | None:
    """The value in the middle of a span, where it is narrow enough to be told."""
    middle = (span.low + span.high) / 2
    if not span.width <= 0.05 * max(1, abs(middle)):
        return None
    return half_up(middle, 6)
