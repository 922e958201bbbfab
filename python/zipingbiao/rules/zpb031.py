"""ZPB031 完成值缺失

检查什么
    有得分（大于 0）而没有实际完成值。完成程度栏写着「完成」的，只作提醒；预算执行率一行以资金表为
    准，不报告。

依据
    财预〔2020〕10号附件：实际完成值是得分的依据，必须填写。

为什么
    没有完成值的得分没有依据。

反例
    [[indicators]]
    level1 = "产出指标"
    level2 = "数量指标"
    level3 = "培训人次"
    target = "≥100"
    weight = 10
    score = 10

正例
    [[indicators]]
    level1 = "产出指标"
    level2 = "数量指标"
    level3 = "培训人次"
    target = "≥100"
    actual = "105"
    weight = 10
    score = 10

如何修改
    补填实际完成值；没有开展的工作，得 0 分并说明原因。

参数
    无。
"""

from __future__ import annotations

from collections.abc import Iterator

from zipingbiao.rules.finding import ERROR, WARN, Hit
from zipingbiao.rules.registry import rule
from zipingbiao.rules.shown import show_number, show_rate
from zipingbiao.rules.view import FormView
from zipingbiao.values.targets import BLANK

_SAID = "「{name}」没有实际完成值，只写了完成程度「{completion}」，得 {score} 分没有依据。"


@rule(
    "ZPB031",
    name="完成值缺失",
    severity=ERROR,
    message="「{name}」没有实际完成值，却得 {score} 分。",
    needs=("indicator.actual",),
)
def actual_missing(form: FormView) -> Iterator[Hit]:
    """Points without a result."""
    for item in form.targeted:
        one = item.source
        if not item.score or item.actual.kind != BLANK:
            continue
        said = one.completion is not None
        words = (
            show_rate(one.completion) if isinstance(one.completion, int | float) else one.completion
        )
        yield form.hit(
            f"{item.path}.actual",
            one.actual,
            "实际完成值",
            severity=WARN if said else ERROR,
            template=_SAID if said else None,
            name=item.label,
            score=show_number(item.score),
            completion=words,
        )
