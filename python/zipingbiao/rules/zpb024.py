"""ZPB024 成本指标超预算

检查什么
    成本指标的实际值大于指标值：得满分的是错误；没有得满分但没有说明原因的，提醒。

依据
    财预〔2020〕10号附件：成本指标反映成本控制，是反向指标，实际值不大于指标值为达到；预算管理一体化
    系统绩效模块：反向指标得分＝分值×（1−（实际值−指标值）÷指标值）。

为什么
    多花了钱还得满分，等于把成本指标当成了「越多越好」。

反例
    [[indicators]]
    level1 = "产出指标"
    level2 = "成本指标"
    level3 = "项目总成本（万元）"
    target = "6"
    actual = "14.8"
    weight = 10
    score = 10

正例
    [[indicators]]
    level1 = "产出指标"
    level2 = "成本指标"
    level3 = "项目总成本（万元）"
    target = "≤6"
    actual = "5.9"
    weight = 10
    score = 10

如何修改
    核对实际成本；确实超出的，按反向指标计分并说明原因；预算已经调整的，指标值随之调整。

参数
    无。
"""

from __future__ import annotations

from collections.abc import Iterator

from zipingbiao.rules.finding import ERROR, WARN, Hit
from zipingbiao.rules.registry import rule
from zipingbiao.rules.rows import Item
from zipingbiao.rules.shown import show_number, show_rate
from zipingbiao.rules.view import FormView
from zipingbiao.scoring.completion import points
from zipingbiao.values.targets import EQUAL, REVERSE

_WARNING = "「{name}」{pair}，超出 {over}，没有说明原因。"


@rule(
    "ZPB024",
    name="成本指标超预算",
    severity=ERROR,
    message="「{name}」{pair}，超出 {over}，却得满分 {printed} 分；按反向指标应得 {expected} 分。",
)
def cost_above_target(form: FormView) -> Iterator[Hit]:
    """A cost above its target."""
    for item in form.targeted:
        goal, actual = item.result.goal, item.result.actual
        if not item.is_cost or not goal or actual is None or not _is_over(item):
            continue
        over = show_rate(actual / goal - 1)
        full = item.score is not None and bool(item.weight) and item.score >= (item.weight or 0)
        if full:
            due = points(item.target, item.actual, item.weight, REVERSE, form.profile)
            expected = None if due is None else show_number(due)
            yield _hit(form, item, f"{item.path}.score", item.score, expected, over, ERROR, None)
        elif not form.reason_of(item):
            field = f"{item.path}.actual"
            goal_text = f"不大于 {item.source.target}"
            yield _hit(form, item, field, item.source.actual, goal_text, over, WARN, _WARNING)


def _is_over(item: Item) -> bool:
    """Whether more was spent than the target allows, by the sense a cost has."""
    if item.result.sense == REVERSE:
        return item.met is False
    goal, actual = item.result.goal, item.result.actual
    return item.result.sense == EQUAL and goal is not None and actual is not None and actual > goal


def _hit(
    form: FormView,
    item: Item,
    field: str,
    value: object,
    expected: str | None,
    over: str,
    severity: str,
    template: str | None,
) -> Hit:
    return form.hit(
        field,
        value,
        expected,
        severity=severity,
        template=template,
        name=item.label,
        pair=item.pair,
        over=over,
    )
