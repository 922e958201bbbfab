"""Which points a clause in words can give at all: 得10分，否则不得分 → 0 or 10.

A coarse look at the words, for clauses that need a person's judgement: what may be earned, what
is taken each time. Where the words leave the points to judgement or to a formula, nothing is said.
"""

from __future__ import annotations

import re
from collections.abc import Set
from functools import lru_cache

from zipingbiao.domain.comparisons import same
from zipingbiao.values.numbers import Number
from zipingbiao.values.text import fold

#: Words that let any points come out.
_OPEN = re.compile(
    r"酌情|比例|比重|按照?[^,.;]{0,12}(?:计算|计分|打分)|得分=|[*÷×]|(?<!分)/|折算|权重|系数|加权|平均|根据|视情|依据.{0,8}评分"
    r"|百分比计|进度计|累计得分|综合评|分档|等次|至\d|\d[-~—]\d|至少|最高得|最多得|以上得|之间得|区间|左右"
    r"|分别|依次|各得|各占|各计|减半|一半|[得扣计加减][零一二三四五六七八九十两半]+分"
    r"|每[^,.;]{0,12}(?:%|‰|百分点|元|公里|米|亩|吨|小时|年|月)"
)
_NUMBER = r"(\d+(?:\.\d+)?)"
#: What may be earned, once or each time.
_AWARD = re.compile(rf"(?:得|计|加|给予?|记|赋){_NUMBER}分")
_EACH_TIME = re.compile(
    rf"每[^,.;]{{1,14}}?(?:得|计|加|给予?|记|赋){_NUMBER}分|{_NUMBER}分/[个次项起件人天例处]"
)
#: What may be taken, as often as it happens.
_TAKEN = re.compile(
    rf"(?:扣减?|减扣?|扣除|扣分)(?:减|除|去|分)?{_NUMBER}分|{_NUMBER}分/[个次项起件人天例处]"
    rf"|按{_NUMBER}分(?:予以)?扣"
)
_LIMIT = re.compile(
    rf"(?:最高|最多|累计|不超过|上限为?|封顶){_NUMBER}?[^,.;]{{0,4}}?扣?{_NUMBER}分"
)
_CAP = re.compile(
    r"(?:最高|最多|累计|合计|总计|不超过|上限|封顶)[^,.;\d]{0,8}?(?:扣|加|减|为|不超过)*[^,.;\d]{0,4}?"
    r"(\d+(?:\.\d+)?)分|(\d+(?:\.\d+)?)分(?:封顶|为限|为上限)"
)
_CENT = 100
_MOST = 12


@lru_cache(maxsize=2048)
def attainable_points(clause: str, weight: Number) -> Set[int] | None:
    """All points (in hundredths) that a clause can give of a weight; None where it is open."""
    text = fold(clause)
    if _OPEN.search(text):
        return None
    text = _LIMIT.sub("", text)
    awards = [_hundredths(one) for one in _AWARD.findall(text)]
    repeated = [_hundredths(next(filter(None, one))) for one in _EACH_TIME.findall(text)]
    taken = [_hundredths(next(filter(None, one))) for one in _TAKEN.findall(text)]
    steps, full = (*awards, *repeated, *taken), _hundredths(weight)
    if not steps or len(awards) > _MOST or 0 in steps or max(steps) > full:
        return None
    found = {0, full}
    for award in awards:
        found |= {one + award for one in found if one + award <= full}
    for one in repeated:
        found |= {more for start in found for more in range(start, full + 1, one)}
    for one in taken:
        found |= {rest for start in found for rest in range(start, -1, -one)}
    return frozenset(found)


def limits_in(text: str) -> list[Number]:
    """The limits that a text sets to points: 最高扣10分, 累计不超过5分, 3分封顶."""
    return [float(next(filter(None, match))) for match in _CAP.findall(fold(text))]


def nearest(possible: Set[int], score: Number) -> list[Number]:
    """The points right below and above a score that are possible; none where it is one itself."""
    wanted = _hundredths(score)
    if wanted in possible or not same(wanted, score * _CENT):
        return []
    below = max((one for one in possible if one < wanted), default=None)
    above = min((one for one in possible if one > wanted), default=None)
    return [_points(one) for one in (below, above) if one is not None]


def _hundredths(points: Number | str) -> int:
    return round(float(points) * _CENT)


def _points(hundredths: int) -> Number:
    return hundredths // _CENT if hundredths % _CENT == 0 else hundredths / _CENT
