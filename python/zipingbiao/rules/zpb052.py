"""ZPB052 总分超过执行率上限

检查什么
    评分办法按执行率给总分封顶的地区（如执行率低于 50% 不超过 59 分），总分是否超过上限。

依据
    有的地市规定：执行率 70%–80% 的不超过 89 分，60%–70% 的不超过 79 分，低于 60% 的不超过 69 分，低
    于 50% 的不超过 59 分。全国统一办法没有封顶。

为什么
    超出上限的部分会被财政部门核减。

反例
    funds = [
      {source = "年度资金总额", budget = 100, executed = 40, rate = 0.4, weight = 10, score = 4},
    ]
    total = {score = 90}

    [profile]
    caps = [[0.5, 59]]

正例
    funds = [
      {source = "年度资金总额", budget = 100, executed = 40, rate = 0.4, weight = 10, score = 4},
    ]
    total = {score = 59}

    [profile]
    caps = [[0.5, 59]]

如何修改
    总分改为上限；执行率低有特殊原因的，报财政部门同意。

参数
    无。上限由评分办法（--profile）的 caps 决定。
"""

from __future__ import annotations

from collections.abc import Iterator

from zipingbiao.domain.comparisons import below
from zipingbiao.domain.figures import number
from zipingbiao.rules.finding import WARN, Hit
from zipingbiao.rules.registry import rule
from zipingbiao.rules.shown import show_number, show_rate
from zipingbiao.rules.view import FormView
from zipingbiao.scoring.execution import capped


@rule(
    "ZPB052",
    name="总分超过执行率上限",
    severity=WARN,
    message="执行率 {rate}，总分最高 {expected} 分，印作 {printed} 分。",
)
def total_above_cap(form: FormView) -> Iterator[Hit]:
    """A total above what the execution rate allows."""
    total = number(form.form.total.score)
    if not form.profile.caps or total is None or form.rate is None:
        return
    limit = capped(total, form.rate, form.profile)
    if below(limit, total):
        yield form.hit("total.score", total, show_number(limit, 2), rate=show_rate(form.rate))
