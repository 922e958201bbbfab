"""ZPB062 指标值缺失

检查什么
    有得分（大于 0）的指标没有年度指标值。预算执行率一行、扣分项不核对。

依据
    财预〔2020〕10号附件：年度指标值是年初批复的目标，必须填写；山西等地规定年度指标值为空时不填分值
    和得分。

为什么
    没有目标就无所谓完成，得分没有依据。

反例
    [[indicators]]
    level1 = "产出指标"
    level2 = "数量指标"
    level3 = "培训人次"
    actual = "105"
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
    补填年初批复的指标值；年初没有设这个指标的，删去这一行。

参数
    无。
"""

from __future__ import annotations

from collections.abc import Iterator

from zipingbiao.rules.finding import WARN, Hit
from zipingbiao.rules.registry import rule
from zipingbiao.rules.shown import show_number
from zipingbiao.rules.view import FormView
from zipingbiao.values.targets import BLANK


@rule(
    "ZPB062",
    name="指标值缺失",
    severity=WARN,
    message="「{name}」没有年度指标值，却得 {score} 分。",
    needs=("indicator.target",),
)
def target_missing(form: FormView) -> Iterator[Hit]:
    """Points without a target."""
    for item in form.targeted:
        if item.score and item.target.kind == BLANK and not item.source.criterion:
            path, score = f"{item.path}.target", show_number(item.score)
            yield form.hit(
                path, item.source.target, "年初批复的指标值", name=item.label, score=score
            )
