"""ZPB031 完成值缺失

检查什么
    有得分（大于 0）、没有得分栏的有完成率，而没有实际完成值；都没有的，看多数指标填了而它没填，整列
    都没有填的只报告一次。写了完成程度的，只作提醒；预算执行率一行以资金表为准，只作提示。没有指标
    值、按评分标准打分的不报告。

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

from zipingbiao.rules.claims import claiming, said_of
from zipingbiao.rules.finding import ERROR, INFO, WARN, Hit
from zipingbiao.rules.registry import rule
from zipingbiao.rules.view import FormView
from zipingbiao.values.targets import BLANK

_ALL = "各指标都有指标值，没有一个填写实际完成值。"


@rule(
    "ZPB031",
    name="完成值缺失",
    severity=ERROR,
    message="「{name}」没有实际完成值{claim}。",
    needs=("indicator.actual",),
)
def actual_missing(form: FormView) -> Iterator[Hit]:
    """Points without a result."""
    asked = [item for item in form.targeted if item.target.kind != BLANK]
    if len(asked) > 1 and all(one.actual.kind == BLANK and not one.claims for one in asked):
        yield form.hit(f"{asked[0].path}.actual", severity=WARN, template=_ALL)
        return
    for item in claiming(form, lambda one: one.source.actual):
        one = item.source
        if item.actual.kind != BLANK:
            continue
        if one.criterion and item.target.kind == BLANK and "indicator.target" in form.fields:
            continue  # judged by the criterion; nothing is asked that could have a result
        sure = item.claims and one.completion is None
        severity = INFO if item.is_rate else ERROR if sure else WARN
        path = f"{item.path}.actual"
        yield form.hit(
            path, one.actual, "实际完成值", severity=severity, name=item.label, claim=said_of(item)
        )
