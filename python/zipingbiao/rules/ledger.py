"""The amounts of a form as numbers that are tied to one another: what `evidence` reasons about."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from zipingbiao.domain.comparisons import rate_digits, within
from zipingbiao.domain.figures import added, decimals, number
from zipingbiao.rules.evidence import Evidence, Share, Sum, Tie
from zipingbiao.rules.rates import lacks_sign, matches
from zipingbiao.rules.rows import Line
from zipingbiao.rules.subtotals import AMOUNTS, ROUNDING, Addition, additions, swapped
from zipingbiao.rules.view import FormView
from zipingbiao.values.numbers import Number

_FIGURE = re.compile(r"[-+]?[\d,]*\.?\d+")
SUM, RATE, POINTS = "sum", "rate", "points"
#: What the model's fields of a line's amounts are called.
_FIELDS = {
    "initial": "initial_budget",
    "budget": "budget",
    "received": "received",
    "executed": "executed",
}
_PAYMENT_FIELDS = {"budget": "budget", "received": "requested", "executed": "used"}
#: Points cut off after two decimals are less than this away from the true ones.
_CUT = 0.01


def field_of(line: Line, amount: str) -> str:
    """The path of one of a line's amounts: ``executed`` of a payment is its ``used``."""
    fields = _PAYMENT_FIELDS if line.table == "tables.payments" else _FIELDS
    return f"{line.path}.{fields.get(amount, amount)}"


def base_field(form: FormView, line: Line) -> str:
    """The path of the budget that a line's rate is measured by."""
    initially = form.denominator == "initial_budget" and line.table != ("tables.payments")
    return field_of(line, "initial" if initially else "budget")


def evidence_of(form: FormView) -> Evidence:
    """How a form's amounts are tied to one another, and which of them is the odd one out."""
    return form.once(_gathered)


def is_worded(form: FormView, path: str) -> bool:
    """Whether a number stands as a text: 15分, 130万元. No formula adds these up."""
    text = form.form.printed.get(path, "")
    return text != "" and _FIGURE.fullmatch(text) is None


def passed_over(form: FormView, path: str, parts: Sequence[str]) -> tuple[str, ...]:
    """The parts that a formula leaves out as they stand as texts, where that alone is amiss."""
    texts = tuple(one for one in parts if is_worded(form, one))
    whole = number(form.value(path))
    if not texts or whole is None or path not in form.form.computed:
        return ()
    rest = [number(form.value(one)) or 0 for one in parts if one not in texts]
    return texts if within(added(rest), whole, ROUNDING) else ()


def _gathered(form: FormView) -> Evidence:
    """All ties among the amounts, rates and points for execution of a form."""
    figures: dict[str, Number | None] = {}
    ties: list[Tie] = []
    for line in form.lines:
        for amount in (*AMOUNTS, "rate", "weight", "score"):
            figures[field_of(line, amount)] = _sound(getattr(line, amount))
        ties += _rate_ties(form, line)
    for one in filter(swapped, additions(form)):
        paths = field_of(one.total, "budget"), field_of(one.total, "executed")
        figures.update(zip(paths, (figures[paths[1]], figures[paths[0]]), strict=True))
    for total, parts, _ in additions(form):
        if swapped(Addition(total, parts)):
            continue
        ties += _sum_ties(form, total, parts, figures)
    ties += _points_ties(form, figures)
    return Evidence(ties, figures)


def _sound(value: Number | None) -> Number | None:
    """The number; None for one below zero, which can't be what was meant."""
    return None if value is None or value < 0 else value


def _sum_ties(
    form: FormView, total: Line, parts: Sequence[Line], figures: Mapping[str, Number | None]
) -> Iterator[Sum]:
    for amount in AMOUNTS:
        path, given = field_of(total, amount), tuple(field_of(part, amount) for part in parts)
        known = [value for part in given if (value := figures[part]) is not None]
        whole = figures[path]
        if not known or passed_over(form, path, given):
            continue
        off = None if whole is None else abs(added(known) - whole)
        holds = off is not None and within(off, 0, ROUNDING)
        yield Sum(SUM, path, given, path, holds, off if off is not None and holds else ROUNDING)


def _rate_ties(form: FormView, line: Line) -> Iterator[Share]:
    if line.rate is None or (line.executed is None and line.base is None) or lacks_sign(line):
        return
    rate, top, bottom = field_of(line, "rate"), field_of(line, "executed"), base_field(form, line)
    step = 0.5 * 10.0 ** -rate_digits(line.rate, form.form.printed.get(rate))
    holds = line.true_rate is not None and matches(form, line, line.true_rate)
    yield Share(RATE, rate, (top, bottom), line.path, holds, None, top, bottom, step)


def _points_ties(form: FormView, figures: Mapping[str, Number | None]) -> Iterator[Share]:
    """Points for the execution rate: by the amounts, and by the rate as it is printed."""
    line = form.total_line
    if line is None or not line.weight or line.score is None:
        return
    score, weight, rate = (field_of(line, one) for one in ("score", "weight", "rate"))
    top, bottom = field_of(line, "executed"), base_field(form, line)
    step = _points_step(line.score)
    pairs: list[tuple[str, str | None]] = [(top, bottom)]
    if line.rate is not None and not lacks_sign(line):
        pairs.append((rate, None))
    for over, under in pairs:
        given = (weight, over) if under is None else (weight, over, under)
        tie = Share(POINTS, score, given, line.path, True, weight, over, under, step, True)
        span = tie.span(score, figures)
        if span is not None:
            holds = span.holds(line.score)
            yield Share(POINTS, score, given, line.path, holds, weight, over, under, step, True)


def _points_step(score: Number) -> float:
    """How far printed points may be from the true ones: rounded to one decimal, cut after two."""
    return 0.05 if decimals(score) == 1 else _CUT
