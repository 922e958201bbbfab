"""ZPB054 分值为 0 或为负

检查什么
    指标的分值为 0 或负数。

依据
    预算管理一体化系统绩效模块：分值必须大于 0。

为什么
    没有分值的指标等于没有考核；负数会让合计凑成 100。

反例
    [[indicators]]
    level1 = "产出指标"
    level2 = "数量指标"
    level3 = "培训人次"
    target = "5"
    actual = "5"
    weight = 0
    score = 0

正例
    [[indicators]]
    level1 = "产出指标"
    level2 = "数量指标"
    level3 = "培训人次"
    target = "5"
    actual = "5"
    weight = 5
    score = 5

如何修改
    重新分配分值；不考核的指标删去。

参数
    无。
"""

from __future__ import annotations

from collections.abc import Iterator

from zipingbiao.domain.figures import number
from zipingbiao.domain.wording import is_placeholder
from zipingbiao.rules.finding import ERROR, Hit
from zipingbiao.rules.registry import rule
from zipingbiao.rules.rows import Item
from zipingbiao.rules.scores import counts
from zipingbiao.rules.shown import show_number
from zipingbiao.rules.view import FormView
from zipingbiao.values.text import is_blank_mark


def _is_void(item: Item) -> bool:
    """无 | 无 | 无 | 0: a row of the form that nothing belongs in."""
    one = item.source
    return all(is_blank_mark(text or "") for text in (one.level3, one.target, one.actual))


@rule(
    "ZPB054",
    name="分值为 0 或为负",
    severity=ERROR,
    message="「{name}」的分值为 {printed}，应大于 0。",
    needs=("indicator.weight",),
)
def weight_not_positive(form: FormView) -> Iterator[Hit]:
    """A weight that is nothing or less."""
    for item in form.counted:
        weight = number(item.source.weight)
        if weight is None or weight > 0 or not counts(item) or is_placeholder(item.name):
            continue
        if weight == 0 and not item.score and _is_void(item):
            continue
        yield form.hit(
            f"{item.path}.weight", weight, "大于 0", printed=show_number(weight), name=item.label
        )
