"""The smallest repair of numbers that can't all be right: which of them must change, to what.

A repair gives some numbers other values so that all ties hold again. Of two kinds of change one
is a slip: somebody got a number wrong; the other follows: a number that was rightly computed from
the wrong one. The fewer slips, the likelier a repair. Only what every likeliest repair changes,
and to the same value, is known to be wrong. Where one number alone explains everything, and
another one alone would do as well, nothing is known. (This is error localisation as Fellegi and
Holt put it, with the steps of a computation told from the slips.)
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from zipingbiao.domain.comparisons import same
from zipingbiao.rules.evidence import Figures, Span, Tie
from zipingbiao.values.numbers import Number, half_up

#: More slips than this in numbers that hang together are not told apart.
_MOST_SLIPS = 3
#: So many steps are looked at; beyond them nothing is known.
_MOST_STEPS = 2_000
#: A path that begins so is no number of the form but one that is fixed.
FIXED = "="
_DIGITS = 8


class Change(NamedTuple):
    """Another value for a number, computed by ``tie``; where it ``follows`` it is no slip."""

    path: str
    value: Number
    tie: Tie
    follows: bool


class _Beyond(Exception):
    """There are more ways than anybody can look at."""


@dataclass(frozen=True, slots=True)
class _Repair:
    """Changes that make all ties hold."""

    changes: Mapping[str, Change]
    typed: int
    entered: int

    @property
    def is_alone(self) -> bool:
        """Whether it is one number and nothing that follows but formulas."""
        return self.typed == 1

    @property
    def cost(self) -> tuple[int, int]:
        """How unlikely it is: numbers that are computed go wrong together, typed ones alone."""
        return self.typed, self.entered


class Repairs:
    """What the broken ties of some numbers tell.

    ``formulas`` are those that the workbook computes: they follow without anybody's doing.
    """

    def __init__(
        self, ties: Iterable[Tie], figures: Figures, formulas: Container[str] = ()
    ) -> None:
        self.ties = tuple(ties)
        self.formulas = formulas
        self.figures = figures
        self._by_path: dict[str, list[Tie]] = {}
        for tie in self.ties:
            for path in tie.paths:
                self._by_path.setdefault(path, []).append(tie)
        self.derived = {tie.derived for tie in self.ties if tie.is_computed}

    def known(self) -> dict[str, Change]:
        """The numbers that are wrong beyond doubt, with their right values."""
        found: dict[str, Change] = {}
        for broken in self._components():
            try:
                found.update(self._agreed(broken))
            except _Beyond:
                continue
        return found

    def of(self, path: str) -> Sequence[Tie]:
        """The ties of a number."""
        return self._by_path.get(path, ())

    def _components(self) -> Iterator[tuple[Tie, ...]]:
        """The broken ties, those that share a number together, in their order."""
        left = dict.fromkeys(tie for tie in self.ties if not tie.holds)
        while left:
            found = [next(iter(left))]
            del left[found[0]]
            for tie in found:
                paths = (path for path in tie.paths if not path.startswith(FIXED))
                near = [one for path in paths for one in self.of(path) if one in left]
                for one in dict.fromkeys(near):
                    del left[one]
                    found.append(one)
            yield tuple(found)

    def _agreed(self, broken: Sequence[Tie]) -> dict[str, Change]:
        """What all the likeliest repairs of some broken ties have in common."""
        repairs: list[_Repair] = []
        for slips in range(1, _MOST_SLIPS + 1):
            repairs = list(_Search(self, broken, slips).repairs())
            if repairs:
                break
        alone = [one for one in repairs if one.is_alone]
        if not alone:
            least = min((one.cost for one in repairs), default=(0, 0))
            alone = [one for one in repairs if one.cost == least]
        return self._standing(_common([one.changes for one in alone]))

    def _standing(self, changes: dict[str, Change]) -> dict[str, Change]:
        """Those changes that hold without any that is not among them."""
        figures = _Changed(self.figures, changes)
        kept = {
            path: one
            for path, one in changes.items()
            if (span := one.tie.span(path, figures)) is not None and span.holds(one.value)
        }
        return kept if len(kept) == len(changes) else self._standing(kept)


def _common(repairs: Sequence[Mapping[str, Change]]) -> dict[str, Change]:
    if not repairs:
        return {}
    first, *others = repairs
    return {
        path: change
        for path, change in first.items()
        if all(path in one and same(one[path].value, change.value) for one in others)
    }


class _Search:
    """Looks for all repairs of some broken ties with so many slips."""

    def __init__(self, repairs: Repairs, broken: Sequence[Tie], slips: int) -> None:
        self._all = repairs
        self._broken = broken
        self._slips = slips
        self._steps = 0
        self._seen: set[tuple[frozenset[tuple[str, Number]], int]] = set()

    def repairs(self) -> Iterator[_Repair]:
        """All of them, each set of numbers once."""
        yield from self._from({}, self._slips)

    def _from(self, changes: Mapping[str, Change], left: int) -> Iterator[_Repair]:
        self._steps += 1
        if self._steps > _MOST_STEPS:
            raise _Beyond
        key = frozenset((path, round(one.value, 6)) for path, one in changes.items()), left
        if key in self._seen:
            return
        self._seen.add(key)
        figures = _Changed(self._all.figures, changes)
        open_ones = self._open(figures, changes)
        if not open_ones:
            typed = [
                one
                for one in changes.values()
                if not (one.follows and one.path in self._all.formulas)
            ]
            entered = sum(not one.follows and one.path not in self._all.derived for one in typed)
            yield _Repair(changes, len(typed), entered)
            return
        tie = min(open_ones, key=lambda one: len(one.paths))
        wrong = changes.get(tie.derived)
        explained = {}
        if tie.holds and tie.is_computed and wrong is not None and not wrong.follows:
            # It was computed from a wrong number: that was the slip.
            explained = {tie.derived: wrong._replace(follows=True)}
        for change in self._ways(tie, figures, changes, left > 0 or bool(explained)):
            rest = left if change.follows or explained else left - 1
            if rest >= 0:
                yield from self._from({**changes, **explained, change.path: change}, rest)

    def _open(self, figures: Figures, changes: Mapping[str, Change]) -> list[Tie]:
        """The ties that don't hold: of those that were broken, and of those that were touched."""
        touched = dict.fromkeys(tie for path in changes for tie in self._all.of(path))
        return [
            *(tie for tie in self._broken if tie not in touched),
            *(tie for tie in touched if not _holds(tie, figures)),
        ]

    def _ways(
        self, tie: Tie, figures: Figures, changes: Mapping[str, Change], slips: bool
    ) -> Iterator[Change]:
        """The changes that would mend one tie; ``slips``: whether there may be more of them."""
        for path in tie.paths:
            computed = tie.is_computed and path == tie.derived
            if path in changes or path.startswith(FIXED) or not (slips or computed):
                continue
            for value in self._values(path, tie, figures):
                follows = computed and (tie.holds or self._is_copy(path, value, tie, changes))
                yield Change(path, value, tie, follows)

    def _is_copy(self, path: str, value: Number, tie: Tie, changes: Mapping[str, Change]) -> bool:
        """Whether the same mistake is mended already: what is computed alike is copied, too."""
        own = self._all.figures.get(path)
        return any(
            one.tie.kind == tie.kind
            and one.path == one.tie.derived
            and own is not None
            and self._all.figures.get(one.path) == own
            and same(one.value, value)
            for one in changes.values()
        )

    def _values(self, path: str, tie: Tie, figures: Figures) -> Sequence[Number]:
        """Other values for a number: for each tie one with which it holds, and as many more.

        That of ``tie`` comes first. One with which it does not hold wants a further change. What
        is not below zero was not meant to be.
        """
        below_zero = (figures[path] or 0) < 0
        ties = [tie, *(one for one in self._all.of(path) if one is not tie)]
        spans = [span for one in ties if (span := one.span(path, figures)) is not None]
        values: list[Number] = []
        for span in spans:
            if span.holds(figures[path]):
                continue
            for other in spans:
                span = span.meets(other) or span
            value = _within(span, figures[path])
            if (below_zero or value >= 0) and not any(same(value, one) for one in values):
                values.append(value)
        return values


def _holds(tie: Tie, figures: Figures) -> bool:
    span = tie.span(tie.derived, figures)
    return span is None or span.holds(figures[tie.derived])


def _within(span: Span, current: Number | None) -> Number:
    """A value of a span: its middle, or where it is open, the end next to the number as it is."""
    if span.width < float("inf"):
        return half_up((span.low + span.high) / 2, _DIGITS)
    if span.low > float("-inf"):
        return span.low
    return min(current or 0, span.high)


class _Changed(dict[str, Number | None]):
    """The numbers with some changed."""

    def __init__(self, figures: Figures, changes: Mapping[str, Change]) -> None:
        super().__init__({path: one.value for path, one in changes.items()})
        self._figures = figures

    def __missing__(self, path: str) -> Number | None:
        return self._figures[path]
