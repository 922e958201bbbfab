"""The way a number goes, told by the words before it: 下降5%, 推迟5天, 亏损50万元.

Two numbers whose words go opposite ways have no proportion.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from zipingbiao.domain.wording import LATE


class Axis(NamedTuple):
    """Two opposite ways. ``low_end`` and ``high_end`` count only right before the number.

    ``fixed``: the low way is never what a target means that names none.
    """

    low: str
    high: str
    low_end: str = "(?!)"
    high_end: str = "(?!)"
    fixed: bool = True


_AXES: Final = (
    Axis(
        "负增长|下降|减少|降低|压减|缩减|压降|削减|下滑|下跌|回落|萎缩|缩小|收窄|走低|下调|降幅|跌幅"
        "|减幅|下浮|减",
        "上升|增加|增长|提高|提升|升高|上涨|反弹|回升|扩大|攀升|走高|上调|增幅|涨幅|升幅|上浮|增",
        "[降跌]",
        "[升涨]",
    ),
    Axis(LATE, "提前|提早", "[迟晚]", "早"),
    Axis("亏损|亏空|净亏|逆差", "盈利|盈余|净赚|获利|顺差", "亏", "[盈赚]"),
    Axis("恶化|变差|退步|后退|倒退", "改善|好转|进步|前进"),
    Axis("延长", "缩短|压缩", fixed=False),
)
_PATTERNS: Final = tuple(
    tuple(
        re.compile(f"{words}|(?:{end})(?:了|幅|至|到)?$")
        for words, end in ((axis.low, axis.low_end), (axis.high, axis.high_end))
    )
    for axis in _AXES
)
#: A direction right before the number, and what may stand between.
_LAST: Final = re.compile(
    f"(?:{'|'.join(word for axis in _AXES for word in axis[:4])})"
    "(?:了|幅度|比例|比率|率|幅|为|达到?)*$"
)
#: 减少到10件 asks for no more than 10, without saying so.
_DOWN_TO: Final = re.compile(f"(?:{_AXES[0].low}|{_AXES[0].low_end}|缩短|压缩)(?:了)?[至到]$")
#: Words that say nothing of a direction.
_IDLE: Final = re.compile(
    "(?:实际|已经?|共计?|合计|累计|全年|本年度?|年内|完成|达到?|实现|为|是|了|均|平均|同比|环比|"
    "[较比]?(?:上年度?|去年|上一年度?)(?:同期)?|相比)*"
)
_LOW, _HIGH = -1, 1


def ways_of(words: str) -> tuple[int, ...]:
    """On each axis -1 (down, late, a loss), 1 for the opposite, 0 for neither or both."""
    found = []
    for low, high in _PATTERNS:
        down = low.search(words) is not None
        up = high.search(low.sub("", words)) is not None
        found.append(_LOW * down + _HIGH * up)
    return tuple(found)


def clash(asked: str, told: str, *, less: bool) -> str:
    """Why a result with the words ``told`` has no proportion to a target with ``asked``.

    "" where it has. ``less``: the target asks for no more than so much, so that 逾期3天 beside
    ≤5天 is its own kind.
    """
    if not less and _DOWN_TO.search(asked):
        return f"指标值写「{asked}」而没有「≤」，看不出是不是以少为好，无法比较"
    ways = tuple(zip(ways_of(asked), ways_of(told), strict=True))
    for axis, (goal, done) in enumerate(ways):
        own = not _AXES[axis].fixed or (less and axis > 0)
        if goal * done < 0 or (done < 0 and goal == 0 and not own):
            return "指标值与完成值的增减方向不同，无法比较"
    same = any(goal and goal == done for goal, done in ways)
    if _LAST.search(asked) and not same and not _says_nothing(asked, told):
        return f"指标值写明了方向「{asked}」，看不出完成值的「{told}」是不是同一方向"
    return ""


def _says_nothing(asked: str, told: str) -> bool:
    """Whether the result's words are the target's, or idle."""
    return told in asked or _IDLE.fullmatch(told) is not None
