"""ZPB104 文字里的增减数与两年的数不符

检查什么
    文字同时写着本年数、上年数和增减多少的，两数相减是否就是写的增减数；「由 88.5% 提高到 92.3%，
    提高 3.8 个百分点」「由 12.4 万吨降至 11.8 万吨，减少 0.6 万吨」相差的数，「送审 84 万元，审定
    80 万元，审减 4 万元」审减的数；年初预算加追加、减调减，是否就是调整后的预算。

依据
    部门决算公开的格式：增减变动是本年决算数与上年决算数之差。

为什么
    三个数里必有一个写错。

反例
    text = "项目支出 155 万元，上年为 120 万元，比上年增加 45 万元。"

正例
    text = "项目支出 155 万元，上年为 120 万元，比上年增加 35 万元。"

如何修改
    对照两年的决算表，改正写错的一处。

参数
    无。
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from zipingbiao.domain.figures import added, decimals
from zipingbiao.domain.roundings import Printed, difference, may_be_one
from zipingbiao.prose.adjustments import adjustments_in, moved
from zipingbiao.prose.statements import Told
from zipingbiao.rules.changes import changes_in
from zipingbiao.rules.finding import WARN, Hit
from zipingbiao.rules.prose_view import ProseView, shown_like
from zipingbiao.rules.registry import rule
from zipingbiao.values.numbers import half_up, write_number

_POINTS = "个百分点"
_MOVED = "(?:提高|上升|增长|增加|提升|下降|降低|减少|升|降)"
_NUMBER, _FEW = r"\d[\d,]*(?:\.\d+)?", "[^，。；%\\d]{0,8}?"
_UNIT = "%|分|万?(?:吨|亩|公里|公顷|平方米|人次?|户|件)|[个起家辆台套]"
_FIRST, _LAST = rf"(?P<first>{_NUMBER})(?P<unit>{_UNIT})", rf"(?P<last>{_NUMBER})(?P=unit)"
_GAP = rf"{_MOVED}了?(?P<gap>{_NUMBER})(?P<of>(?P=unit)|个百分点)"
#: By how much a rate or a count changed, behind the two, the earlier first or last.
_APART = tuple(
    map(
        re.compile,
        (
            rf"(?:由|从)[^，。；%]{{0,14}}?{_FIRST}，?{_FEW}{_MOVED}(?:到|至|为)(?:20\d\d年)?{_FEW}{_LAST}"
            rf"[，（]{_FEW}{_GAP}",
            rf"20\d\d年{_FEW}{_FIRST}，20\d\d年{_FEW}{_LAST}，{_GAP}",
            rf"(?P<last>{_NUMBER})(?P<unit>{_UNIT})，[比较]{_FEW}(?P<first>{_NUMBER})(?P=unit){_GAP}",
        ),
    )
)
_RATES = "{here}：{first} 与 {last} 相差 {expected}，写的是 {printed}。"
_ADJUSTED = "{here}：年初预算 {base}，调整 {moves}，调整后应为 {expected}，写的是 {printed}。"


@rule(
    "ZPB104",
    name="文字里的增减数与两年的数不符",
    severity=WARN,
    message="{here}：{current} 与 {base} 相差 {expected}，写的是 {printed}。",
    prose=True,
)
def told_change_differs(view: ProseView) -> Iterator[Hit]:
    """A change that is not the difference of the two amounts beside it."""
    for one in view.once(changes_in):
        if one.base is None or one.current is None or one.change is None or one.is_difference:
            continue
        size = abs(one.current.figure.printed.value - one.base.figure.printed.value)
        yield view.hit(
            *(one.at, one.current, one.base, one.change),
            expected=shown_like(size, one.change),
            current=one.current.figure.written,
            base=one.base.figure.written,
        )
    for at, told in enumerate(view.account.paragraphs):
        yield from _apart(view, at, told)
        for first, moves, last in adjustments_in(told):
            yield view.hit(
                *(at, first, last),
                template=_ADJUSTED,
                expected=shown_like(
                    added([first.figure.printed.value, *(moved(one) for one in moves)]), last
                ),
                base=first.figure.written,
                moves="、".join(one.figure.written for one in moves),
            )


def _apart(view: ProseView, at: int, told: Told) -> Iterator[Hit]:
    """What two rates, or two counts, are said to differ by and don't."""
    figures = {one.figure.start: one for one in told.statements}
    for match in (match for pattern in _APART for match in pattern.finditer(told.text)):
        first, last = (figures.get(match.start(name)) for name in ("first", "last"))
        if first is None or last is None or (match["unit"] == "%") != (match["of"] == _POINTS):
            continue
        gap = Printed(float(match["gap"].replace(",", "")), 10.0 ** -decimals(match["gap"]))
        moved = difference(last.figure.printed, first.figure.printed)
        size = moved._replace(value=abs(moved.value))
        if not may_be_one(gap, size):
            digits = max(decimals(match[name]) for name in ("first", "last"))
            yield view.hit(
                at,
                *sorted((first, last), key=lambda one: one.start),
                template=_RATES,
                printed=match["gap"] + match["of"],
                expected=f"{write_number(half_up(size.value, digits))}{match['of']}",
                first=first.figure.written,
                last=last.figure.written,
            )
