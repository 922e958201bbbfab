"""ZPB014 得分大于分值

检查什么
    指标或预算执行率的得分大于它的分值。

依据
    预算管理一体化系统绩效模块：得分必须小于等于分值；财预〔2020〕10号附件注：得分最高不能超过该指标
    分值上限。

为什么
    超过满分的得分会抬高总分，系统不接受。

反例
    indicators = [
      {level1 = "产出指标", level2 = "数量指标", level3 = "培训人次", weight = 5, score = 6},
    ]

正例
    indicators = [
      {level1 = "产出指标", level2 = "数量指标", level3 = "培训人次", weight = 5, score = 5},
    ]

如何修改
    得分改为不超过分值；程序可以代改为分值。分值填错的，先改分值。

参数
    无。
"""

from __future__ import annotations

from collections.abc import Iterator

from zipingbiao.rules.finding import ERROR, Hit
from zipingbiao.rules.registry import rule
from zipingbiao.rules.shown import show_number
from zipingbiao.rules.view import FormView

_NOISE = 0.00001


@rule(
    "ZPB014",
    name="得分大于分值",
    severity=ERROR,
    message="「{name}」得 {printed} 分，超过分值 {expected} 分。",
)
def score_above_weight(form: FormView) -> Iterator[Hit]:
    """A score above its weight."""
    rows = [
        (item.path, item.label, item.weight, item.score)
        for item in form.counted
        if not item.implied
    ]
    rows += [(line.path, "预算执行率", line.weight, line.score) for line in form.funds]
    for path, name, weight, score in rows:
        if weight is not None and score is not None and score > weight + _NOISE:
            field = f"{path}.score"
            fix = form.fix(field, weight, "得分不超过分值") if weight >= 0 else None
            yield form.hit(field, score, show_number(weight), fix=fix, name=name)
