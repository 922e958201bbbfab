"""How the points of a form hang together, and with what they are earned: ties beside those of
`ledger`, so that a number which is borne out by another is known to be right.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from zipingbiao.domain.comparisons import same_points, same_rate
from zipingbiao.domain.figures import added, number
from zipingbiao.domain.items import EXTRA, FULL
from zipingbiao.rules.evidence import Figures, Share, Span, Sum, Tie
from zipingbiao.rules.ledger import POINTS, RATE, base_field, field_of
from zipingbiao.rules.rates import lacks_sign, stated_rate
from zipingbiao.rules.repair import FIXED
from zipingbiao.rules.rows import Item, Line
from zipingbiao.rules.scores import (
    completion_share,
    counts,
    fully_met,
    printed_scores,
    score_paths,
)
from zipingbiao.rules.view import FormView
from zipingbiao.values.numbers import Number

TOTAL, EARNED, DEGREE, WEIGHTS, CAP = "total", "earned", "degree", "weights", "cap"
#: Rounded once to two decimals, or cut off there.
_POINT = 0.01
#: What a score may be over its weight.
_NOISE, _ANY = 1e-5, float("inf")
#: Rates have four decimals.
_RATE = 0.00005
#: A number that stands for what no single cell says: how far an indicator was reached, ``#``;
#: points that are taken off, ``-``.
REACHED, LESS = "#", "-"
#: 100 % as a fraction.
_WHOLE = f"{FIXED}1"


@dataclass(frozen=True, slots=True)
class Cap(Tie):
    """``derived`` is no more than the one that is given."""

    @property
    def is_computed(self) -> bool:
        """Points are not worked out from what they may be at most."""
        return False

    def span(self, wanted: str, figures: Figures) -> Span | None:
        """All below the one that is given, or all above the other."""
        other = figures[self.given[0] if wanted == self.derived else self.derived]
        if other is None:
            return None
        low, high = (0.0, other + _NOISE) if wanted == self.derived else (other - _NOISE, _ANY)
        return Span(low, high)


class Tied(NamedTuple):
    """Ties, and those numbers of them that are no fields of the form."""

    ties: tuple[Tie, ...]
    figures: dict[str, Number | None]


def score_ties(form: FormView, told: Collection[tuple[str, str]]) -> Tied:
    """All ties of points. ``told``: code and field of what the rules have found."""
    figures: dict[str, Number | None] = {}
    ties = (
        *_possible(form, figures),
        *_execution(form, told, figures),
        *_rate_rows(form, told, figures),
        *_earned(form, figures),
        *_degrees(form, told, figures),
        *_total(form, told, figures),
        *_weights(form, told, figures),
    )
    return Tied(ties, figures)


def _broken(told: Collection[tuple[str, str]], field: str, *codes: str) -> bool:
    return any((code, field) in told for code in codes)


# Amounts


def _possible(form: FormView, figures: dict[str, Number | None]) -> Iterator[Tie]:
    """No more is executed than there is, and no rate is above 100 %.

    Where a form says so, that is for a person to judge.
    """
    figures[_WHOLE] = 1
    for line in form.lines:
        if line.executed is None or line.base is None or line.executed > line.base + _NOISE:
            continue
        executed, rate = field_of(line, "executed"), field_of(line, "rate")
        yield Cap(CAP, executed, (base_field(form, line),), f"{executed}<", True)
        if line.rate is not None and not lacks_sign(line):
            yield Cap(CAP, rate, (_WHOLE,), f"{rate}<", line.rate <= 1 + _NOISE)


# Points for the execution rate


def _execution(
    form: FormView, told: Collection[tuple[str, str]], figures: dict[str, Number | None]
) -> Iterator[Tie]:
    """By the amounts; by the printed rate only where that bears points out which they don't."""
    line = form.total_line
    if line is None:
        return
    rows = [_Points(line.path, line.weight, line.score, f"{line.path}.weight")]
    for item in form.counted:
        if item.is_rate:
            whole = f"{FIXED if item.implied else ''}{item.path}.weight"
            rows.append(_Points(item.path, item.weight, item.score, whole))
    for row in rows:
        if row.weight and row.score is not None:
            if row.whole.startswith(FIXED):
                figures[row.whole] = row.weight
            yield from _points(form, line, row, told)


class _Points(NamedTuple):
    """Where the points for execution stand: path of the row, weight, score, path of the weight."""

    path: str
    weight: Number | None
    score: Number | None
    whole: str


def _points(
    form: FormView, line: Line, row: _Points, told: Collection[tuple[str, str]]
) -> Iterator[Tie]:
    derived, whole = f"{row.path}.score", row.whole
    score, weight = row.score or 0, row.weight or 0
    top, bottom, rate = field_of(line, "executed"), base_field(form, line), field_of(line, "rate")
    broken = _broken(told, derived, "ZPB004")
    if line.true_rate is not None:
        step = _step(score, weight * min(max(line.true_rate, 0), 1), broken)
        given = (whole, top, bottom)
        yield Share(POINTS, derived, given, row.path, not broken, whole, top, bottom, step, True)
    says_otherwise = broken or line.true_rate is None
    if line.rate is None or lacks_sign(line) or not says_otherwise:
        return
    if same_points(score, weight * min(line.rate, 1), 2):
        pair = (whole, rate)
        yield Share(POINTS, derived, pair, f"{row.path}*", True, whole, rate, None, _POINT, True)


def _step(printed: Number, true: Number, broken: bool) -> float:
    """How far a number may be from the true one: as far as one is that the rules let pass."""
    return _POINT if broken else max(_POINT, abs(printed - true))


def _rate_rows(
    form: FormView, told: Collection[tuple[str, str]], figures: dict[str, Number | None]
) -> Iterator[Tie]:
    """An execution rate among the indicators is that of the funds, or a copy of the printed one."""
    line = form.total_line
    if line is None or line.true_rate is None:
        return
    top, bottom, rate = field_of(line, "executed"), base_field(form, line), field_of(line, "rate")
    for item in form.items:
        found, path = stated_rate(item), f"{item.path}.actual"
        if found is None:
            continue
        figures[path] = found
        broken = _broken(told, path, "ZPB005")
        if not broken and not same_rate(found, line.true_rate) and line.rate is not None:
            yield Share(RATE, path, (rate,), path, True, None, rate, None, _RATE)
        else:
            step = _RATE if broken else max(_RATE, abs(found - line.true_rate))
            yield Share(RATE, path, (top, bottom), path, not broken, None, top, bottom, step)


# Points of indicators


def _reached(item: Item) -> Number | None:
    """How far an indicator was reached, where that can be told."""
    if fully_met(item):
        return 1
    share = completion_share(item)
    return None if share is None or share < 0 else min(share, 1)


def _earned(form: FormView, figures: dict[str, Number | None]) -> Iterator[Tie]:
    """Points that are borne out by target and actual; others may be right as well."""
    for item in form.counted:
        reached, weight, score = _reached(item), item.weight, item.score
        if item.is_rate or reached is None or not weight or score is None:
            continue
        if same_points(score, weight * reached, 2):
            whole, top = f"{item.path}.weight", f"{REACHED}{item.path}"
            if item.implied:
                whole = f"{FIXED}{whole}"
                figures[whole] = weight
            figures[top] = reached
            path = f"{item.path}.score"
            yield Share(EARNED, path, (whole, top), item.path, True, whole, top, None, _POINT, True)


def _degrees(
    form: FormView, told: Collection[tuple[str, str]], figures: dict[str, Number | None]
) -> Iterator[Tie]:
    """The printed degree of completion."""
    for item in form.counted:
        printed, reached = number(item.source.completion), _reached(item)
        if printed is None or reached is None:
            continue
        path, top = f"{item.path}.completion", f"{REACHED}{item.path}"
        figures[top] = reached
        broken = _broken(told, path, "ZPB044")
        step = _RATE if broken else max(_RATE, abs(printed - reached))
        yield Share(DEGREE, path, (top,), f"{item.path}*", not broken, None, top, None, step)


# Sums of points


def _total(
    form: FormView, told: Collection[tuple[str, str]], figures: dict[str, Number | None]
) -> Iterator[Tie]:
    """The total is the sum of the scores less what was taken off."""
    total, true = number(form.form.total.score), printed_scores(form)
    if true is None or any(item.role == EXTRA and item.score for item in form.items):
        return
    given = list(score_paths(form))
    for item in form.items:
        if item.is_deduction and item.score:
            path = f"{LESS}{item.path}.score"
            figures[path] = -abs(item.score)
            given.append(path)
    broken = _broken(told, "total.score", "ZPB016")
    if total is not None and not broken and form.profile.caps and not same_points(total, true, 2):
        return  # a total that is capped bears nothing out
    step = _step(true if total is None else total, true, broken)
    yield Sum(TOTAL, "total.score", tuple(given), "total", not broken, step)


def _weights(
    form: FormView, told: Collection[tuple[str, str]], figures: dict[str, Number | None]
) -> Iterator[Tie]:
    """All points are 100; the sum that is printed is that of the rows."""
    paths = [
        f"{item.path}.weight"
        for item in form.counted
        if counts(item) and item.weight is not None and not item.implied
    ]
    line = form.total_line
    if line is not None and line.weight is not None and form.roles.funds_count:
        paths.append(f"{line.path}.weight")
    weights = [number(form.value(path)) or 0 for path in paths]
    true = added(weights)
    full, not_full = f"{FIXED}full", any(code == "ZPB011" for code, _ in told)
    if len(paths) > 1 and (not_full or same_points(true, FULL, 2)):
        figures[full] = FULL
        yield Sum(WEIGHTS, full, tuple(paths), "full", not not_full, _POINT)
    total = number(form.form.total.weight)
    if total is not None and len(paths) > 1:
        holds = same_points(total, true, 2)
        yield Sum(WEIGHTS, "total.weight", tuple(paths), "weights", holds, _POINT)
    for item in form.counted:
        if item.weight is not None and item.score is not None and not item.implied:
            path = f"{item.path}.score"
            holds = item.score <= item.weight + _NOISE
            yield Cap(CAP, path, (f"{item.path}.weight",), f"{path}<", holds)
