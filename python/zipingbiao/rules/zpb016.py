"""ZPB016 总分不符

检查什么
    印出的总分是否等于各指标得分与预算执行率得分之和（减去扣分项）。总分带一位小数的，按一位小数核
    对。有指标没有得分的表，不核对。评分办法按执行率封顶的，封顶后的总分也算对。

依据
    财预〔2020〕10号附件：总分为各项得分之和。

为什么
    总分是评定等级、公开和汇总的依据，错了全错。

反例
    funds = [
      {source = "年度资金总额", budget = 10, executed = 10, rate = 1, weight = 10, score = 10},
    ]
    indicators = [
      {level1 = "产出指标", level2 = "数量指标", level3 = "培训人次", weight = 90, score = 80},
    ]
    total = {weight = 100, score = 100}

正例
    funds = [
      {source = "年度资金总额", budget = 10, executed = 10, rate = 1, weight = 10, score = 10},
    ]
    indicators = [
      {level1 = "产出指标", level2 = "数量指标", level3 = "培训人次", weight = 90, score = 80},
    ]
    total = {weight = 100, score = 90}

如何修改
    各项得分无误的，总分改为各项之和；程序可以代填，并写成求和公式。

参数
    无。
"""

from __future__ import annotations

from collections.abc import Iterator

from zipingbiao.rules.finding import ERROR, Hit
from zipingbiao.rules.registry import rule
from zipingbiao.rules.rows import number
from zipingbiao.rules.scores import printed_scores, score_paths, total_disagrees
from zipingbiao.rules.shown import show_number
from zipingbiao.rules.sums import sum_formula
from zipingbiao.rules.view import FormView
from zipingbiao.values.numbers import half_up


@rule(
    "ZPB016",
    name="总分不符",
    severity=ERROR,
    message="总分印作 {printed}，各项得分相加为 {expected}。",
    needs=("total.score",),
)
def total_mismatch(form: FormView) -> Iterator[Hit]:
    """A total that is not the sum of the scores."""
    if isinstance(form.form.total.score, str):
        return
    total, true = number(form.form.total.score), printed_scores(form)
    if true is None or (total is not None and not total_disagrees(form, total)):
        return
    formula = sum_formula([form.addresses.get(path) for path in score_paths(form)])
    lossless = not any(item.is_deduction and item.score for item in form.items)
    fix = form.fix("total.score", half_up(true, 2), "各项得分之和", formula if lossless else None)
    yield form.hit("total.score", total, show_number(true, 2), fix=fix)
