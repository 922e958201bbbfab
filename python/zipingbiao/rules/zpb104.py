"""ZPB104 文字里的增减数与两年的数不符

检查什么
    文字同时写着本年数、上年数和增减多少的，两数相减是否就是写的增减数；年初预算加追加、减调减，是否就是
    调整后的预算。

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

from collections.abc import Iterator

from zipingbiao.domain.figures import added
from zipingbiao.prose.adjustments import adjustments_in, moved
from zipingbiao.rules.changes import changes_in
from zipingbiao.rules.finding import WARN, Hit
from zipingbiao.rules.prose_view import ProseView, shown_like
from zipingbiao.rules.registry import rule

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
