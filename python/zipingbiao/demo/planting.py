"""The faults that clerks make, one of each kind, planted in forms that were right."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from zipingbiao.model import FundLine, Indicator, SelfEvaluation


def planted(form: SelfEvaluation, kind: str) -> SelfEvaluation:
    """The form with a fault. Raises KeyError for a kind that is not known."""
    return _KINDS[kind](form)


def _rate(form: SelfEvaluation) -> SelfEvaluation:
    return _with_total(form, rate=round(float(form.funds[0].rate or 0) - 0.05, 4))


def _execution(form: SelfEvaluation) -> SelfEvaluation:
    earned = float(form.funds[0].score or 0) - 1.5
    return _added_up(_with_total(form, score=round(earned, 2)))


def _over(form: SelfEvaluation) -> SelfEvaluation:
    budget = float(form.funds[0].budget or 0)
    first, second, *rest = form.funds
    more = {"executed": round(budget * 1.12, 2), "rate": 1.12}
    funds = (replace(first, **more, score=10), replace(second, **more), *rest)  # type: ignore[arg-type]
    return _added_up(replace(form, funds=funds))


def _total(form: SelfEvaluation) -> SelfEvaluation:
    score = round(float(form.total.score or 0) - 2, 2)
    return replace(form, total=replace(form.total, score=score))


def _parts(form: SelfEvaluation) -> SelfEvaluation:
    first, second, *rest = form.funds
    less = replace(second, budget=round(float(second.budget or 0) - 3, 2))
    return replace(form, funds=(first, less, *rest))


def _weights(form: SelfEvaluation) -> SelfEvaluation:
    last = form.indicators[-1]
    return _added_up(_with_last(form, replace(last, weight=5, score=5)))


def _score(form: SelfEvaluation) -> SelfEvaluation:
    last = form.indicators[-1]
    return _added_up(_with_last(form, replace(last, score=float(last.weight or 0) + 2)))


def _blank(form: SelfEvaluation) -> SelfEvaluation:
    return _with_last(form, replace(form.indicators[-1], actual=None))


_KINDS: Mapping[str, Callable[[SelfEvaluation], SelfEvaluation]] = {
    "rate": _rate,
    "execution": _execution,
    "over": _over,
    "total": _total,
    "parts": _parts,
    "weights": _weights,
    "score": _score,
    "blank": _blank,
}


def _with_total(form: SelfEvaluation, **changes: float) -> SelfEvaluation:
    first: FundLine = replace(form.funds[0], **changes)  # type: ignore[arg-type]
    return replace(form, funds=(first, *form.funds[1:]))


def _with_last(form: SelfEvaluation, last: Indicator) -> SelfEvaluation:
    return replace(form, indicators=(*form.indicators[:-1], last))


def _added_up(form: SelfEvaluation) -> SelfEvaluation:
    """The form with a total that is that of its points."""
    points = [float(one.score or 0) for one in form.indicators]
    score = round(sum(points) + float(form.funds[0].score or 0), 2)
    return replace(form, total=replace(form.total, score=score))
