"""What each key of a profile may hold: TOML value → value, or a Chinese reason why not."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise

Number = int | float
#: Raises ValueError with a Chinese reason.
Check = Callable[[object], object]

_MOST_DIGITS = 10
_FULL = 100


def _shown(value: object) -> str:
    text = {True: "true", False: "false"}[value] if isinstance(value, bool) else str(value)
    return text if len(text) <= 20 else text[:19] + "…"


def _number(value: object, what: str = "") -> Number:
    if isinstance(value, bool) or not isinstance(value, int | float) or value - value != 0:
        raise ValueError(f"{what}「{_shown(value)}」不是数")
    return value


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"「{_shown(value)}」应为文字，要加引号")
    return value


def _id(value: object) -> str:
    if not re.fullmatch("[a-z][a-z0-9-]*", _text(value)):
        raise ValueError(f"代号「{value}」只能用小写字母、数字和连字符")
    return str(value)


def _years(value: object) -> tuple[int, ...]:
    years = value if isinstance(value, list) else [value]
    whole = [year for year in years if isinstance(year, int) and 1990 <= year <= 2100]
    if not 1 <= len(whole) == len(years) <= 2 or whole != sorted(whole):
        raise ValueError(f"「{_shown(value)}」应为起始年份，或起止两个年份")
    return tuple(whole)


def _choice(*words: str) -> Check:
    def check(value: object) -> str:
        if value not in words:
            raise ValueError(f"「{_shown(value)}」不在可选值 {' / '.join(words)} 之内")
        return str(value)

    return check


def _between(low: Number, high: Number, divisor: int = 1) -> Check:
    def check(value: object) -> Number:
        number = _number(value)
        if not low <= number <= high:
            raise ValueError(f"「{_shown(value)}」应在 {low} 到 {high} 之间")
        return number / divisor if divisor != 1 else number

    return check


def _digits(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= _MOST_DIGITS:
        raise ValueError(f"「{_shown(value)}」应为 0 到 {_MOST_DIGITS} 的整数")
    return value


def _step_rounding(value: object) -> int | None:
    if value is False:
        return None
    try:
        return _digits(value)
    except ValueError:
        raise ValueError(f"「{_shown(value)}」应为小数位数，或 false（不舍入）") from None


def _pairs(value: object, first: str, second: str) -> list[tuple[object, Number]]:
    if not isinstance(value, list):
        raise ValueError(f"应为若干个 [{first}, {second}]")
    pairs = []
    for item in value:
        if not isinstance(item, list) or len(item) != 2:
            raise ValueError(f"「{_shown(item)}」应为 [{first}, {second}]")
        pairs.append((item[0], _number(item[1], second)))
    return pairs


def _scale(value: object, what: str) -> list[tuple[str, Number]]:
    """Names with falling lower limits down to 0, none outside 0–100."""
    pairs = _pairs(value, "名称", what)
    names = [_text(name) for name, _ in pairs]
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
    pairs = [(_number(rate, "执行率"), cap) for rate, cap in _pairs(value, "执行率", "最高分")]
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
    "rate_denominator": _choice("budget", "initial_budget"),
    "reverse": _choice("shortfall", "quotient"),
    "equal": _choice("at_least", "exact"),
    "zero_target": _choice("all_or_nothing", "judge"),
    "late": _choice("judge", "zero"),
    "bands": _bands,
    "over_achievement": _between(100, 1000, _FULL),
    "over_deduction": _between(0, _FULL),
    "low_rate": _between(0, 100, _FULL),
    "rate_digits": _digits,
    "points_digits": _digits,
    "total_digits": _digits,
    "rounding": _choice("half_up", "truncate"),
    "step_rounding": _step_rounding,
    "step_count": _choice("floor", "ceil"),
    "caps": _caps,
    "money_unit": _choice("元", "千元", "万元", "百万元", "亿元"),
    "ratings": _ratings,
}
#: What a profile says of itself; not inherited.
ABOUT: dict[str, Check] = {
    "id": _id,
    "title": _text,
    "region": _text,
    "years": _years,
    "basis": _text,
}
TABLES = ("weights", "sources")
KNOWN = (*ABOUT, "extends", *SETTINGS, *TABLES)


def check_weight(value: object) -> Number:
    """Points of a level-1 group."""
    number = _number(value)
    if not 0 < number <= _FULL:
        raise ValueError(f"分值「{_shown(value)}」应大于 0，不超过 {_FULL}")
    return number


def check_sum(weights: dict[str, Number]) -> None:
    """All points together are 100."""
    total = round(sum(weights.values()), 6)
    if total != _FULL:
        raise ValueError(f"各项分值合计为 {total:g}，应为 {_FULL}")


def check_source(value: object) -> str:
    """What a value rests on."""
    return _text(value)
