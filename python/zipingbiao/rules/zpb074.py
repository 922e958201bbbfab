"""ZPB074 扣分加分超过上限

检查什么
    扣分项扣去的分大于它的分值，或大于扣分标准里写的上限（最高扣 10 分）；加分项加的分同样核对。

依据
    各表自带的扣分、加分标准。

为什么
    超过上限的扣分、加分直接进入总分，总分就错了。

反例
    layout = "sichuan-department"

    [[indicators]]
    level1 = "扣分项"
    weight = 10
    score = 12
    criterion = "拒不配合评价工作的，按0.5分/次扣分，最高扣10分。"

正例
    layout = "sichuan-department"

    [[indicators]]
    level1 = "扣分项"
    weight = 10
    score = 10
    criterion = "拒不配合评价工作的，按0.5分/次扣分，最高扣10分。"

如何修改
    按上限计；条款没有上限的，以分值为上限。

参数
    无。
"""

from __future__ import annotations

from collections.abc import Iterator

from zipingbiao.domain.comparisons import same_points
from zipingbiao.domain.items import EXTRA
from zipingbiao.rules.finding import ERROR, Hit
from zipingbiao.rules.registry import rule
from zipingbiao.rules.rows import Item
from zipingbiao.rules.shown import show_number
from zipingbiao.rules.view import FormView
from zipingbiao.scoring.clause.attainable import limits_in
from zipingbiao.values.numbers import Number


@rule(
    "ZPB074",
    name="扣分加分超过上限",
    severity=ERROR,
    message="「{name}」{verb}了 {printed} 分，上限是 {expected} 分。",
    needs=("indicator.score",),
)
def points_above_cap(form: FormView) -> Iterator[Hit]:
    """More taken off, or added, than there is to be."""
    for item in form.items:
        cap = None if item.is_counted or item.score is None else _cap(item)
        if cap is None or item.score is None:
            continue
        points = abs(item.score)
        if points > cap and not same_points(points, cap):
            yield form.hit(
                f"{item.path}.score",
                item.score,
                show_number(cap),
                printed=show_number(points),
                doubts={f"{item.path}.score": cap},
                name=item.label,
                verb="加" if item.role == EXTRA else "扣",
            )


def _cap(item: Item) -> Number | None:
    """The lowest limit that the row prints: its weight, or one in its words."""
    one = item.source
    limits: list[Number] = [] if not item.weight else [abs(item.weight)]
    for text in (one.criterion, one.explanation, one.target, one.level1, one.level2, one.level3):
        limits += limits_in(text) if text else []
    return min(limits, default=None)
