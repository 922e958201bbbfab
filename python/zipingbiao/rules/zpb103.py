"""ZPB103 文字里的增长率与金额不符

检查什么
    文字写着比上年（或比预算）增加、减少多少，增长、下降百分之几，用变动数除以原来的数（本年数减去
    增加数，或写出的上年数）算出的比例是否就是写的比例。末位差 1 的不报告。看不出变动的是哪一笔数的
    不核对；几种读法里有一种对得上的，写着「同口径」的不报告。

依据
    部门决算公开的格式：增减变动以上年决算数为基数。

为什么
    最常见的错是除以了本年数，或改了金额没有改比例。

反例
    text = "一般公共预算支出 271.46 万元，比上年增加 39.58 万元，增长 14.6%。"

正例
    text = "一般公共预算支出 271.46 万元，比上年增加 39.58 万元，增长 17.1%。"

如何修改
    以上年数为分母重算比例；金额写错的改金额。

参数
    无。
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from zipingbiao.domain.figures import decimals
from zipingbiao.domain.roundings import Printed, difference, may_be_share
from zipingbiao.prose.statements import Statement
from zipingbiao.rules.changes import Changed, before, changes_in
from zipingbiao.rules.finding import WARN, Hit
from zipingbiao.rules.prose_view import ProseView, rate_of, shown_like
from zipingbiao.rules.registry import rule

_COMPARABLE, _PIECE = "口径", re.compile("[。；;]")
_DIVIDED = "像是除以了本年数"
_NONE = "{here}：本年数 {current} 减去增加的 {moved}，原来的数就小于 0，写的增减数或对象不对。"


@rule(
    "ZPB103",
    name="文字里的增长率与金额不符",
    severity=WARN,
    message="{here}：变动 {moved}，原来是 {base}，比例应为 {expected}，写的是 {printed}{why}。",
    prose=True,
)
def told_growth_differs(view: ProseView) -> Iterator[Hit]:
    """A rate of growth that the amounts don't give."""
    for one in view.once(changes_in):
        growth = one.growth
        if growth is None or one.explains(growth) or _is_adjusted(view, one.at, growth):
            continue
        if one.current is not None or one.base is not None:
            yield from _hit(view, one)


def _is_adjusted(view: ProseView, at: int, growth: Statement) -> bool:
    """Whether a rate is told 同口径: of amounts that were made comparable and are not told."""
    raw, written = view.prose.paragraphs[at].text, growth.figure.written
    pieces = (piece for piece in _PIECE.split(raw) if written in piece)
    return any(_COMPARABLE in piece for piece in pieces)


def _hit(view: ProseView, one: Changed) -> Iterator[Hit]:
    growth, current = one.growth, one.current
    assert growth is not None
    base, moved = _sizes(one)
    if base is None or moved is None:
        return
    like = max(
        (each for each in (one.base, current, one.change) if each is not None),
        key=lambda each: decimals(each.figure.written),
    )
    if base.value <= 0:
        first = one.told[0]
        if base.high < 0 and current is not None and _stand_together(current, first):
            shown = shown_like(moved.value, like)
            yield view.hit(
                one.at,
                *_told(one),
                template=_NONE,
                moved=shown,
                current=current.figure.written,
            )
        return
    wrong = current is not None and may_be_share(
        growth.figure.printed, moved, current.figure.printed
    )
    yield view.hit(
        one.at,
        *_told(one),
        expected=rate_of(moved, base, growth),
        moved=shown_like(moved.value, like),
        base=shown_like(base.value, like),
        why=f"，{_DIVIDED}" if wrong else "",
    )


def _stand_together(one: Statement, other: Statement) -> bool:
    """Whether two statements stand in the same stretch between 「；」 and 「。」."""
    return (one.sentence, one.chunk) == (other.sentence, other.chunk)


def _told(one: Changed) -> Iterator[Statement]:
    first = one.current if one.current is not None else one.base
    if first is not None and first.start < one.told[0].start:
        yield first
    yield from one.told


def _sizes(one: Changed) -> tuple[Printed | None, Printed | None]:
    """What the change started from, and its size."""
    base = one.base.figure.printed if one.base is not None else None
    if one.change is not None:
        moved = one.change.figure.printed
        if base is None and one.current is not None:
            base = before(one.current, one.change)
        return base, moved._replace(value=abs(moved.value))
    if base is None or one.current is None:
        return None, None
    moved = difference(one.current.figure.printed, base)
    return base, moved._replace(value=abs(moved.value))
