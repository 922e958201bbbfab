"""How good a form calls itself: the share of its points, and 优良中差 by its own profile."""

from __future__ import annotations

from zipingbiao.domain.figures import is_number
from zipingbiao.model import SelfEvaluation
from zipingbiao.scoring.execution import rating_of
from zipingbiao.scoring.profile import Profile

#: What the points of a form add up to where its total does not say so.
_FULL_MARKS = 100


def share_of(form: SelfEvaluation) -> float | None:
    """The score as a share of the points; None where that can't be told, or is none."""
    weight, score = form.total.weight, form.total.score
    weight = _FULL_MARKS if weight is None else weight
    if not form.is_evaluation or not is_number(weight) or not is_number(score):
        return None
    return score / weight if 0 <= score <= weight and weight > 0 else None


def rating_of_form(form: SelfEvaluation, profile: Profile) -> str | None:
    """优, 良, 中 or 差 by a profile; None where no share can be told."""
    share = share_of(form)
    # What binary fractions add must not decide at a bound.
    return None if share is None else rating_of(round(share * 100, 8), profile)
