"""What each key of a profile may hold: TOML value → value, or a Chinese reason why not."""

from __future__ import annotations

import re
from itertools import pairwise

from zipingbiao.datafiles.checks import Check, Number, between, number, one_of, text, whole, years
from zipingbiao.errors import shown

_FULL = 100
_digits = whole(0, 10)


def _id(value: object) -> str:
    if not re.fullmatch("[a-z][a-z0-9-]*", text(value)):
        raise ValueError(f"代号「{shown(value)}」只能用小写字母、数字和连字符")
    return str(value)


def _percent(low: Number, high: Number) -> Check:
    """A per cent as the share it is."""
    check = between(low, high)
    return lambda value: check(value) / _FULL


def _step_rounding(value: object) -> int | None:
    if value is False:
        return None
    try:
        return _digits(value)
    except ValueError:
        raise ValueError(f"「{shown(value)}」应是小数位数，或 false（不舍入）") from None


def _pairs(value: object, first: str, second: str) -> list[tuple[object, Number]]:
    if not isinstance(value, list):
        raise ValueError(f"应是若干个 [{first}, {second}]")
    for item in value:
        if not isinstance(item, list) or len(item) != 2:
            raise ValueError(f"「{shown(item)}」应是 [{first}, {second}]")
    return [(item[0], number(item[1])) for item in value]


def _scale(value: object, what: str) -> list[tuple[str, Number]]:
    """Names with falling lower limits down to 0, none outside 0–100."""
    pairs = _pairs(value, "名称", what)
    names = [text(name) for name, _ in pairs]
    limits = [limit for _, limit in pairs]
    for upper, lower in pairwise(limits):
        if lower >= upper:
            raise ValueError(f"{what} {lower} 与 {upper} 重叠或次序颠倒，应从高到低")
    if not limits or limits[-1] != 0:
        raise ValueError(f"最后一档的{what}应为 0，否则会有分数落空")
    if limits[0] >= _FULL:
        raise ValueError(f"{what} {limits[0]} 应小于 {_FULL}")
    if len(set(names)) < len(names):
        raise ValueError("有两档同名")
    return list(zip(names, limits, strict=True))


def _bands(value: object) -> tuple[tuple[str, float], ...]:
    return tuple((name, limit / _FULL) for name, limit in _scale(value, "下限"))


def _ratings(value: object) -> tuple[tuple[str, Number], ...]:
    return tuple(_scale(value, "最低分"))


def _caps(value: object) -> tuple[tuple[float, Number], ...]:
    pairs = [(number(rate), cap) for rate, cap in _pairs(value, "执行率", "最高分")]
    for rate, cap in pairs:
        if not (0 < rate <= _FULL and 0 <= cap <= _FULL):
            raise ValueError(f"[{rate}, {cap}] 超出 0 到 {_FULL}")
    for (rate, cap), (next_rate, next_cap) in pairwise(pairs):
        if next_rate <= rate:
            raise ValueError(f"执行率 {rate} 与 {next_rate} 重叠或次序颠倒，应从低到高")
        if next_cap < cap:
            raise ValueError(f"执行率 {next_rate} 的最高分 {next_cap} 反而低于 {rate} 的 {cap}")
    return tuple((rate / _FULL, cap) for rate, cap in pairs)


#: The settings that every profile has, its own or those of the one it extends.
SETTINGS: dict[str, Check] = {
    "rate_denominator": one_of("budget", "initial_budget"),
    "reverse": one_of("shortfall", "quotient"),
    "equal": one_of("at_least", "exact"),
    "zero_target": one_of("all_or_nothing", "judge"),
    "late": one_of("judge", "zero"),
    "bands": _bands,
    "over_achievement": _percent(100, 1000),
    "over_deduction": between(0, _FULL),
    "low_rate": _percent(0, 100),
    "rate_digits": _digits,
    "points_digits": _digits,
    "total_digits": _digits,
    "rounding": one_of("half_up", "truncate"),
    "step_rounding": _step_rounding,
    "step_count": one_of("floor", "ceil"),
    "caps": _caps,
    "money_unit": one_of("元", "千元", "万元", "百万元", "亿元"),
    "ratings": _ratings,
}
#: What a profile says of itself; not inherited.
ABOUT: dict[str, Check] = {
    "id": _id,
    "title": text,
    "region": text,
    "subject": one_of("project", "department"),
    "years": years,
    "basis": text,
}
TABLES = ("weights", "sources")
KNOWN = (*ABOUT, "extends", *SETTINGS, *TABLES)


def check_weight(value: object) -> Number:
    """Points of a level-1 group."""
    if not 0 < number(value) <= _FULL:
        raise ValueError(f"分值「{shown(value)}」应大于 0，不超过 {_FULL}")
    return number(value)


def check_sum(weights: dict[str, Number]) -> None:
    """All points together are 100."""
    total = round(sum(weights.values()), 6)
    if total != _FULL:
        raise ValueError(f"各项分值合计为 {total:g}，应为 {_FULL}")
