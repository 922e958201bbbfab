"""ZPB022 达标却扣分

检查什么
    定量指标达到了指标值，得分却低于分值，也没有说明原因。成本指标由 ZPB025 报告；完成值远超指标值、
    评分办法规定要扣分的不报告。

依据
    财预〔2020〕10号：完成绩效目标的，得该指标全部分值。

为什么
    达到目标就应得满分；无故扣分，或者是完成值填错，或者是得分填错。

反例
    [[indicators]]
    level1 = "产出指标"
    level2 = "质量指标"
    level3 = "验收合格率"
    target = "100%"
    actual = "100%"
    weight = 10
    score = 7

正例
    [[indicators]]
    level1 = "产出指标"
    level2 = "质量指标"
    level3 = "验收合格率"
    target = "100%"
    actual = "100%"
    weight = 10
    score = 10

如何修改
    核对完成值和得分；确需扣分的，写明原因。

参数
    无。
"""

from __future__ import annotations

from collections.abc import Iterator

from zipingbiao.domain.comparisons import below
from zipingbiao.rules.clauses import is_clause
from zipingbiao.rules.finding import WARN, Hit
from zipingbiao.rules.registry import rule
from zipingbiao.rules.shown import show_number
from zipingbiao.rules.view import FormView


@rule(
    "ZPB022",
    name="达标却扣分",
    severity=WARN,
    message="「{name}」{pair}，已达到指标值，分值 {expected}，只得 {printed} 分，没有说明原因。",
)
def met_with_deduction(form: FormView) -> Iterator[Hit]:
    """A target that was reached, with points lost."""
    for item in form.targeted:
        score, weight = item.score, item.weight
        if item.met is not True or item.is_cost or score is None or not weight:
            continue
        if not below(score, weight) or form.reason_of(item) or is_clause(item.source.target):
            continue
        if item.share is not None and item.share >= form.profile.over_achievement:
            continue
        if score < 0:  # ZPB015 tells
            continue
        yield form.hit(
            *(f"{item.path}.score", score, show_number(weight)),
            rests=item.rests,
            name=item.label,
            pair=item.pair,
        )
