"""Indicators in words: three bands, each with its lower end; the choice is the reviewer's."""

from __future__ import annotations

from zipingbiao.domain.comparisons import order
from zipingbiao.errors import ZpbError
from zipingbiao.scoring.earning import Number, Value, weight_of
from zipingbiao.scoring.profile import Profile, load_profile


def band_limits(weight: Value, band: str, profile: Profile | None = None) -> tuple[Number, Number]:
    """The least points of a band (included) and its upper end, excluded but for the first band.

    ``band`` is its name or how that begins: 达成, 部分, 未达成. Ends are rounded as points are.
    Raises ZpbError for an unknown band or a weight that is no number.
    """
    profile = profile or load_profile()
    full = weight_of(weight)
    if full is None:
        raise ZpbError(f"分值「{weight}」不是能读懂的数。", cure="请改为数字。")
    upper: Number = 1
    for name, lower in profile.bands:
        if band and name.startswith(band):
            low, high = (
                profile.rounded(full * end, profile.points_digits) for end in (lower, upper)
            )
            return low, high
        upper = lower
    names = "、".join(name for name, _ in profile.bands)
    raise ZpbError(f"没有「{band}」这一档。", cure=f"可选：{names}。")


def band_of(score: Value, weight: Value, profile: Profile | None = None) -> str | None:
    """The band that a score lies in; None below 0, above the weight, or for what is no number."""
    profile = profile or load_profile()
    earned, full = weight_of(score), weight_of(weight)
    if earned is None or full is None or order(earned, full) > 0:
        return None
    ends = (
        (name, profile.rounded(full * low, profile.points_digits)) for name, low in profile.bands
    )
    return next((name for name, low in ends if order(earned, low) >= 0), None)
