"""ZPB021 扣分未说明原因

检查什么
    得分小于分值，而偏差原因（未完成原因、改进措施、备注）空白，或者只写了「/」「无」「0」。预算执行
    率一行由 ZPB010 核对。

依据
    财预〔2020〕10号附件：「偏差原因分析及改进措施」；预算管理一体化系统绩效模块：得分小于分值时必须
    填写偏差原因。

为什么
    自评是为了改进，扣了分不说原因，等于没有自评；系统会拒绝保存。

反例
    [[indicators]]
    level1 = "满意度指标"
    level2 = "服务对象满意度指标"
    level3 = "群众满意度"
    target = "100%"
    actual = "99%"
    weight = 10
    score = 9.9
    reason = "/"

正例
    [[indicators]]
    level1 = "满意度指标"
    level2 = "服务对象满意度指标"
    level3 = "群众满意度"
    target = "100%"
    actual = "99%"
    weight = 10
    score = 9.9
    reason = "个别来访人对办理时间不满意，将缩短答复时限"

如何修改
    写明偏差原因和改进措施。

参数
    无。
"""

from __future__ import annotations

from collections.abc import Iterator

from zipingbiao.rules.finding import WARN, Hit
from zipingbiao.rules.registry import rule
from zipingbiao.rules.shown import show_number
from zipingbiao.rules.view import FormView

_FIELDS = ("reason", "improvement", "note")


@rule(
    "ZPB021",
    name="扣分未说明原因",
    severity=WARN,
    message="「{name}」分值 {weight}，得 {score} 分，扣了 {lost} 分，没有说明原因。",
)
def deduction_unexplained(form: FormView) -> Iterator[Hit]:
    """Points lost without a reason."""
    column = next((name for name in _FIELDS if f"indicator.{name}" in form.fields), None)
    if column is None:
        return
    for item in form.counted:
        score, weight = item.score, item.weight
        if item.is_rate:  # the rate itself says why; see ZPB010
            continue
        if score is None or weight is None or score >= weight - 1e-9 or form.reason_of(item):
            continue
        yield form.hit(
            f"{item.path}.{column}",
            getattr(item.source, column),
            "偏差原因和改进措施",
            name=item.label,
            weight=show_number(weight),
            score=show_number(score),
            lost=show_number(weight - score),
        )
