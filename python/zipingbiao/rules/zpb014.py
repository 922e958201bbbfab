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

from zipingbiao.domain.comparisons import below
from zipingbiao.domain.figures import number
from zipingbiao.domain.items import FULL
from zipingbiao.domain.levels import ADDITION, EXECUTION, level1_kind
from zipingbiao.rules.finding import ERROR, Hit
from zipingbiao.rules.registry import rule
from zipingbiao.rules.shown import show_number
from zipingbiao.rules.view import FormView

_TOTAL = "总分印作 {printed}，超过满分 {expected} 分，表中又没有加分项。"


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
    rows += [(line.path, EXECUTION, line.weight, line.score) for line in form.funds]
    for path, name, weight, score in rows:
        if weight is not None and score is not None and below(weight, score):
            field = f"{path}.score"
            fix = form.fix(field, weight, "得分不超过分值") if weight >= 0 else None
            rests = (f"{path}.weight",)
            yield form.hit(field, score, show_number(weight), fix=fix, rests=rests, name=name)
    yield from _total(form)


def _total(form: FormView) -> Iterator[Hit]:
    """A total above 100 where nothing prints points that it could be held against."""
    total, full = number(form.form.total.score), number(form.form.total.weight) or FULL
    extra = any(item.source.level1 and level1_kind(item.source.level1) == ADDITION
                for item in form.items)  # fmt: skip
    scored = any(item.score is not None for item in form.items)
    if total is not None and full == FULL and below(full, total) and not extra and not scored:
        yield form.hit("total.score", total, show_number(full), template=_TOTAL)
