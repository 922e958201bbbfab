"""Settings of a profile that contradict each other: which keys, and what they say together."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import combinations
from typing import Any, NamedTuple

Settings = Mapping[str, Any]


class Clash(NamedTuple):
    """Keys that clash, and why, in Chinese and without a full stop."""

    keys: tuple[str, ...]
    reason: str


def clashes(settings: Settings, weights: Mapping[str, object]) -> Iterator[Clash]:
    """All that contradicts itself among the values that are right one by one."""
    for keys, why in _PAIRS.items():
        values = [settings.get(key) for key in keys]
        reason = "" if None in values else why(*values)
        if reason:
            yield Clash(keys, reason)
    for one, other in combinations(weights, 2):
        both = sorted(_names(one) & _names(other))
        if both:
            reason = f"「{one}」与「{other}」都给「{both[0]}」定了分值"
            yield Clash((f"weights.{one}", f"weights.{other}"), reason)


def _reached_costs_points(over_achievement: float, over_deduction: float) -> str:
    if not over_deduction or over_achievement > 1:
        return ""
    return f"完成值刚到指标值就扣 {over_deduction} 分，而达到指标值应得满分"


def _deduction_lost(over_deduction: float, points_digits: int) -> str:
    if _holds(over_deduction, points_digits):
        return ""
    return f"扣 {over_deduction} 分，而得分只保留 {points_digits} 位小数，扣分会被舍入"


def _rate_too_coarse(limits: tuple[float, ...], rate_digits: int) -> str:
    lost = next((limit for limit in limits if not _holds(limit, rate_digits)), None)
    if lost is None:
        return ""
    shown = f"{lost * 100:g}%"
    return f"执行率按小数保留 {rate_digits} 位，分不出是否低于 {shown}"


def _cap_rounded_up(caps: tuple[tuple[float, float], ...], total_digits: int) -> str:
    lost = next((cap for _, cap in caps if not _holds(cap, total_digits)), None)
    if lost is None:
        return ""
    return f"总分最高 {lost} 分，而总分只保留 {total_digits} 位小数，舍入后会超过"


def _rating_unreachable(ratings: tuple[tuple[str, float], ...], total_digits: int) -> str:
    lost = next((least for _, least in ratings if not _holds(least, total_digits)), None)
    if lost is None:
        return ""
    return f"等级从 {lost} 分起，而总分只保留 {total_digits} 位小数，分不出来"


_PAIRS: dict[tuple[str, str], Callable[..., str]] = {
    ("over_achievement", "over_deduction"): _reached_costs_points,
    ("over_deduction", "points_digits"): _deduction_lost,
    ("low_rate", "rate_digits"): lambda rate, digits: _rate_too_coarse((rate,), digits),
    ("caps", "rate_digits"): lambda caps, digits: _rate_too_coarse(
        tuple(rate for rate, _ in caps), digits
    ),
    ("caps", "total_digits"): _cap_rounded_up,
    ("ratings", "total_digits"): _rating_unreachable,
}


def _holds(number: float, digits: int) -> bool:
    """Whether so many decimals hold the number whole."""
    return round(round(number, digits) - number, 12) == 0


def _names(key: str) -> set[str]:
    return {name.removesuffix("指标") for name in key.split("+")}
