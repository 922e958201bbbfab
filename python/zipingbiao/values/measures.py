"""Units of measure: which ones measure the same, and how many of one make another.

``2.6亿元`` and ``1100万元`` are both yuan, ``16.3万亩`` and ``163000亩`` the same area. A unit
that is not in the table measures only itself.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

Number = int | float


class Measure(NamedTuple):
    """What a unit measures, and how many base units it is.

    ``base`` is "" for a bare 万 or 亿, which may count anything.
    """

    base: str
    factor: Number


#: How many times larger the words before a unit make it: 550万粒.
MAGNITUDES: dict[str, int] = {
    "万亿": 10**12,
    "亿": 10**8,
    "千万": 10**7,
    "百万": 10**6,
    "十万": 10**5,
    "万": 10**4,
    "千": 1000,
    "百": 100,
}
_FAMILIES: dict[str, dict[str, Number]] = {
    "元": {"元": 1, "圆": 1, "块钱": 1},
    "%": {"%": 1, "‰": 0.1, "百分点": 1, "个百分点": 1},
    "米": {"米": 1, "m": 1, "千米": 1000, "公里": 1000, "km": 1000, "厘米": 0.01, "cm": 0.01},
    "克": {"克": 1, "g": 1, "千克": 1000, "公斤": 1000, "kg": 1000, "斤": 500, "吨": 10**6},
    "亩": {"亩": 1, "公顷": 15, "ha": 15, "平方米": 0.0015, "平米": 0.0015, "m2": 0.0015,
          "平方公里": 1500, "平方千米": 1500, "km2": 1500},
    "立方米": {"立方米": 1, "立方": 1, "方": 1, "m3": 1},
    "人": {"人": 1, "名": 1, "位": 1},
    "件": {"件": 1, "起": 1, "宗": 1, "例": 1},
    "场": {"场": 1, "场次": 1},
    "工作日": {"工作日": 1, "个工作日": 1},
    "分钟": {"分钟": 1, "小时": 60, "个小时": 60, "天": 1440, "日": 1440,
             "周": 10080, "星期": 10080},
    "月": {"月": 1, "个月": 1, "季度": 3, "个季度": 3, "年": 12, "年度": 12},
    "KB": {"kb": 1, "mb": 1024, "gb": 1024**2, "tb": 1024**3, "pb": 1024**4},
}  # fmt: skip
_MEASURES = {
    unit: Measure(base, factor)
    for base, units in _FAMILIES.items()
    for unit, factor in units.items()
}
_MAGNITUDE = re.compile("|".join(MAGNITUDES))
#: No known unit has more characters, its 万 included.
_LONGEST = max(map(len, _MEASURES)) + max(map(len, MAGNITUDES))


@lru_cache(maxsize=1024)
def measure_of(unit: str) -> Measure:
    """What the unit measures: ``万元`` → 元, 10000; ``元/人、天`` → 元/人天, 1."""
    whole, slash, each = unit.casefold().partition("/")
    measure = _MEASURES.get(whole) or _magnified(whole)
    if not slash:
        return measure
    return Measure(f"{measure.base}/{re.sub('[、·/每]', '', each)}", measure.factor)


def _magnified(unit: str) -> Measure:
    times, rest = split_magnitude(unit)
    if times == 1:
        return Measure(unit, 1)
    base, factor = _MEASURES.get(rest, (rest, 1))
    return Measure(base, factor * times)


@lru_cache(maxsize=1024)
def leading_measure(text: str) -> Measure | None:
    """What the longest known unit at the beginning of a text measures: ``平方米的校舍`` → 亩."""
    for size in range(min(len(text), _LONGEST), 0, -1):
        whole = text[:size].casefold()
        if (split_magnitude(whole)[1] or whole) in _MEASURES:
            return measure_of(whole)
    return None


@lru_cache(maxsize=1024)
def spellings_of(unit: str) -> tuple[str, ...]:
    """A unit, and all others that are just the same: m2, 平方米, 平米."""
    own = _MEASURES.get(unit.casefold())
    others = [one for one, measure in _MEASURES.items() if measure == own]
    return (unit, *(one for one in others if one != unit))


@lru_cache(maxsize=1024)
def split_magnitude(unit: str) -> tuple[int, str]:
    """``万粒`` → 10000 and 粒; ``千米``, ``百分点`` and all else → 1 and the unit."""
    match = None if unit in _MEASURES else _MAGNITUDE.match(unit)
    if match is None:
        return 1, unit
    return MAGNITUDES[match[0]], unit[match.end() :]
