"""What the rules about points share: sums of weights and scores, where all are known."""

from __future__ import annotations

from collections.abc import Sequence

from zipingbiao.domain.comparisons import order, rounds_to, same_points
from zipingbiao.domain.figures import added, decimals
from zipingbiao.domain.items import FULL
from zipingbiao.domain.unread import has_unread
from zipingbiao.domain.wording import is_placeholder
from zipingbiao.rules.rows import Item
from zipingbiao.rules.view import FormView
from zipingbiao.scoring.execution import capped
from zipingbiao.values.numbers import Number
from zipingbiao.values.targets import BLANK, DATE, FORWARD, NUMBER, TEXT
from zipingbiao.values.text import fold

#: What the indicators make without the 10 points of the execution rate (财预〔2020〕10号).
_WITHOUT_RATE = 90


def printed_weights(form: FormView) -> Number | None:
    """The sum of all printed weights; None where one that should count is missing or unread.

    The execution rate counts once, as an indicator or with the funds. Where its own cell is
    blank and the indicators make 90, the missing 10 are understood.
    """
    if "indicator.weight" not in form.fields or not form.counted:
        return None
    if has_unread(form.form, "weight"):
        return None
    weights = [item.weight for item in form.counted if counts(item)]
    line = form.points_line
    if line is not None and line.weight is not None:
        weights.append(line.weight)
    known = [weight for weight in weights if weight is not None]
    if not known or len(known) < len(weights):
        return None
    total = added(known)
    if execution_may_fill(form, total):
        return None
    if form.total_line is None or (line is not None and line.weight is not None):
        return total
    is_blank = not any(
        item.is_rate and (item.score is not None or item.weight) for item in form.counted
    )
    return None if is_blank and same_points(total, _WITHOUT_RATE, 2) else total


def execution_may_fill(form: FormView, total: Number) -> bool:
    """Whether points that only a heading prints, 得分（20分×执行率）, may make a sum full.

    Of a known layout they are known.
    """
    line = form.points_line
    if form.has_known_layout or line is None or line.weight is not None:
        return False
    return bool(line.score) and total + (line.score or 0) <= FULL


def printed_scores(form: FormView) -> Number | None:
    """The sum of all scores, less 扣分项 and with 加分项; None where one is missing or unread."""
    if has_unread(form.form, "score"):
        return None
    scores = [score for score, _ in _score_rows(form)]
    known = [score for score in scores if score is not None]
    if not known or len(known) < len(scores):
        return None
    return added([*known, *_signed(form)])


def possible_scores(form: FormView) -> tuple[Number, Number] | None:
    """The least and the most that all scores can make where some are blank; None where none is."""
    if has_unread(form.form, "score"):
        return None
    rows = _score_rows(form)
    known = [score for score, _ in rows if score is not None]
    blank = [weight for score, weight in rows if score is None]
    open_to = [weight for weight in blank if weight is not None]
    if not known or len(open_to) < len(blank):
        return None
    low = added([*known, *_signed(form)])
    return low, added([low, *open_to])


def _score_rows(form: FormView) -> list[tuple[Number | None, Number | None]]:
    """Score and weight of each row that makes up the total."""
    rows = [(item.score, item.weight) for item in form.counted if counts(item)]
    line = form.points_line
    if line is not None and (line.score is not None or line.weight is not None):
        rows.append((line.score, line.weight))
    return rows


def _signed(form: FormView) -> list[Number]:
    """The points taken off, below zero, and those that come on top."""
    return [
        -abs(item.score) if item.is_deduction else item.score
        for item in form.items
        if not item.is_counted and item.score is not None
    ]


def total_disagrees(form: FormView, total: Number) -> bool:
    """Whether a total is not the sum of the scores, at its own decimals, nor that sum capped."""
    true = printed_scores(form)
    if true is None:
        return False
    if same_points(total, true) or (decimals(total) and rounds_to(total, true)):
        return False
    if same_points(total, added([true, _unprinted(form, true)])):
        return False
    limited = capped(true, form.rate, form.profile) if form.profile.caps else true
    return not same_points(total, limited)


def _unprinted(form: FormView, scores: Number) -> Number:
    """The points of the execution rate that no cell of the form holds: 90 + 9.9, 总得分 99.9."""
    printed = form.points_line is not None or any(item.is_rate for item in form.counted)
    if printed or form.rate is None or scores > _WITHOUT_RATE:
        return 0
    return (FULL - _WITHOUT_RATE) * min(form.rate, 1)


def score_paths(form: FormView) -> list[str]:
    """The fields whose sum is the total."""
    paths = [f"{item.path}.score" for item in form.counted if item.score is not None]
    line = form.points_line
    if line is not None and line.score is not None:
        paths.append(f"{line.path}.score")
    return paths


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
    return item.target.kind in (TEXT, BLANK) and fold(one.target) == fold(one.actual)


def completion_share(item: Item) -> Number | None:
    """Actual over target, as a fraction; None where only a person can tell, as with words."""
    target, actual = item.target, item.actual
    if item.share is not None and item.met is not None and item.result.sense == FORWARD:
        return item.share
    if item.met and (target.kind == DATE or order(item.share or 0, 1) == 0):
        return 1  # in time, or just as much as was asked for
    if target.kind == TEXT and not target.zero and actual.kind == NUMBER and actual.percent:
        return None if actual.operator or actual.prefix else (actual.value or 0) / 100
    return None


def all_full(items: Sequence[Item]) -> bool:
    """Whether all indicators of a group are met and have one and the same score.

    Where no weights are printed, the scores must then be the full points.
    """
    scores = {item.score for item in items}
    return len(scores) == 1 and None not in scores and all(map(fully_met, items))


def _is_alone_below(form: FormView, items: Sequence[Item]) -> bool:
    """Whether the only indicator of a group has fewer points than the group prints."""
    weight = form.level1_weight(items[0].source.level1 or "") if len(items) == 1 else None
    return weight is not None and (items[0].score or 0) < weight


def scores_when_all_met(form: FormView) -> tuple[Number, str] | None:
    """The sum of the scores where every indicator is met and no weights are printed.

    It must then be all there is to be had. None where that does not hold.
    """
    if "indicator.weight" in form.fields or not form.form.groups or not form.counted:
        return None
    groups = [items for items in form.groups.values() if items[0].is_counted]
    if not all(all_full(items) for items in groups) or any(
        _is_alone_below(form, items) for items in groups
    ):
        return None
    scores = [item.score or 0 for item in form.counted]
    line = form.points_line
    if line is not None and line.score is not None:
        if form.rate is None or form.rate < 1:
            return None
        scores.append(line.score)
    return added(scores), "total.score"
