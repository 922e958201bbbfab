"""What the rules about points share: sums of weights and scores, where all are known."""

from __future__ import annotations

from collections.abc import Sequence

from zipingbiao.rules.rows import Item
from zipingbiao.rules.sums import added
from zipingbiao.rules.view import FormView
from zipingbiao.rules.words import is_placeholder
from zipingbiao.scoring.execution import capped
from zipingbiao.values.numbers import Number, half_up, write_number
from zipingbiao.values.targets import BLANK, TEXT
from zipingbiao.values.text import fold

_NOISE = 0.0051


def printed_weights(form: FormView) -> Number | None:
    """The sum of all printed weights; None where one that should count is missing.

    The execution rate counts once, as an indicator or with the funds. Where its own cell is
    blank and the indicators make 90, the missing 10 are understood.
    """
    if "indicator.weight" not in form.fields:
        return None
    weights = [item.weight for item in form.counted if counts(item)]
    known = [weight for weight in weights if weight is not None]
    if not known or len(known) < len(weights):
        return None
    total = added(known)
    line = form.total_line
    if line is None or has_rate_item(form):
        return total
    if line.weight is not None:
        return added([total, line.weight])
    return None if abs(total - 90) < 0.011 else total


def printed_scores(form: FormView) -> Number | None:
    """The sum of all scores less what 扣分项 took; None where one is missing."""
    scores = [item.score for item in form.counted if counts(item)]
    known = [score for score in scores if score is not None]
    if not known or len(known) < len(scores):
        return None
    line = form.total_line
    if line is not None and not has_rate_item(form):
        if line.score is None and line.weight is not None:
            return None
        known.append(line.score or 0)
    lost = [abs(item.score) for item in form.items if item.is_deduction and item.score is not None]
    return added([*known, *(-one for one in lost)])


def total_disagrees(form: FormView, total: Number) -> bool:
    """Whether a total is not the sum of the scores, at its own decimals, nor that sum capped."""
    true = printed_scores(form)
    if true is None:
        return False
    decimals = len(write_number(total).partition(".")[2])
    if abs(total - true) < _NOISE or (decimals and abs(total - half_up(true, decimals)) < 1e-9):
        return False
    limited = capped(true, form.rate, form.profile) if form.profile.caps else true
    return abs(total - limited) >= _NOISE


def score_paths(form: FormView) -> list[str]:
    """The fields whose sum is the total."""
    paths = [f"{item.path}.score" for item in form.counted if item.score is not None]
    line = form.total_line
    if line is not None and line.score is not None and not has_rate_item(form):
        paths.append(f"{line.path}.score")
    return paths


def has_rate_item(form: FormView) -> bool:
    """Whether the execution rate is one of the indicators with points."""
    return any(item.is_rate and (item.score is not None or item.weight) for item in form.counted)


def counts(item: Item) -> bool:
    """Whether an indicator takes part in the sums: not one that is only a placeholder."""
    if item.weight is not None or item.score is not None:
        return True
    one = item.source
    return not (is_placeholder(one.level3) or (not one.target and not one.actual))


def fully_met(item: Item) -> bool:
    """Whether an indicator surely deserves full points: reached, or words met to the letter."""
    if item.met is not None:
        return item.met
    one = item.source
    return item.target.kind in (TEXT, BLANK) and fold(one.target or "") == fold(one.actual or "")


def all_full(items: Sequence[Item]) -> bool:
    """Whether all indicators of a group are met and have one and the same score.

    Where no weights are printed, the scores must then be the full points.
    """
    scores = {item.score for item in items}
    return len(scores) == 1 and None not in scores and all(map(fully_met, items))


def scores_when_all_met(form: FormView) -> tuple[Number, str] | None:
    """The sum of the scores where every indicator is met and no weights are printed.

    It must then be all there is to be had. None where that does not hold.
    """
    if "indicator.weight" in form.fields or not form.form.groups or not form.counted:
        return None
    if not all(all_full(items) for items in form.groups.values() if not items[0].is_deduction):
        return None
    return added(item.score or 0 for item in form.counted), "total.score"
