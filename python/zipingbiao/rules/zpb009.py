"""ZPB009 到位小于预算

检查什么
    资金到位数小于预算数（只看总额一行）。

依据
    河北省预算项目绩效自评表「资金到位情况」一栏。

为什么
    资金没有到齐，执行率低就不全是单位的责任；到位数等于执行数，常见于把「已支付」当成了「已到位」。
    两种情况都要说明。

反例
    layout = "hebei-project"
    funds = [{source = "预算数", budget = 176.45, received = 151.2, executed = 151.2}]

正例
    layout = "hebei-project"
    funds = [{source = "预算数", budget = 176.45, received = 176.45, executed = 151.2}]

如何修改
    核对到位数；确未到位的，在「存在问题、原因及下一步整改措施」中说明。

参数
    无。
"""

from __future__ import annotations

from collections.abc import Iterator

from zipingbiao.domain.comparisons import exceeds_amount
from zipingbiao.rules.finding import WARN, Hit
from zipingbiao.rules.ledger import field_of
from zipingbiao.rules.rates import received_is_short
from zipingbiao.rules.registry import rule
from zipingbiao.rules.shown import show_number, show_rate
from zipingbiao.rules.view import FormView


@rule(
    "ZPB009",
    name="到位小于预算",
    severity=WARN,
    message="到位 {printed}，小于预算 {expected}，到位率 {rate}{same}；请核对或说明原因。",
    needs=("fund.received",),
)
def received_below_budget(form: FormView) -> Iterator[Hit]:
    """Less money arrived than was budgeted."""
    line = form.total_line
    if line is None or line.received is None or not line.budget:
        return
    if exceeds_amount(line.budget, line.received) and not received_is_short(form, line):
        yield form.hit(
            f"{line.path}.received",
            line.received,
            show_number(line.budget),
            rests=(field_of(line, "budget"),),
            rate=show_rate(line.received / line.budget),
            same="，且恰等于执行数" if line.received == line.executed else "",
        )
