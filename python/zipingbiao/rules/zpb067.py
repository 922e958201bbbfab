"""ZPB067 金额为负

检查什么
    资金表、收支情况、主要任务和支付明细里的金额小于 0。名称说明是核减、收回、上缴的行不核对。

依据
    财预〔2020〕10号附件《项目支出绩效自评表》各栏填的是预算和执行的金额，金额不会小于 0。

为什么
    负数多半是多按了负号，或者把结余填进了执行数；由它算出的执行率和得分也都不成立。

反例
    funds = [{source = "年度资金总额", budget = 100, executed = -100, rate = 1}]

正例
    funds = [{source = "年度资金总额", budget = 100, executed = 100, rate = 1}]

如何修改
    改为实际金额。确有收回、核减的，调整全年预算数。

参数
    无。
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from zipingbiao.rules.finding import ERROR, Hit
from zipingbiao.rules.ledger import evidence_of, field_of
from zipingbiao.rules.registry import rule
from zipingbiao.rules.shown import show_number
from zipingbiao.rules.subtotals import AMOUNTS
from zipingbiao.rules.view import FormView

_TAKEN_BACK = re.compile("核减|调减|收回|上缴|冲减|退回|扣减")


@rule(
    "ZPB067",
    name="金额为负",
    severity=ERROR,
    message="{name}的金额印作 {printed}，不应小于 0。",
)
def amount_negative(form: FormView) -> Iterator[Hit]:
    """An amount below zero."""
    for line in form.lines:
        for amount in AMOUNTS:
            value = getattr(line, amount)
            if value is None or value >= 0 or _TAKEN_BACK.search(line.name):
                continue
            path = field_of(line, amount)
            verdict = evidence_of(form).odd.get(path)
            due = None if verdict is None or verdict.due is None else show_number(verdict.due)
            yield form.hit(
                *(path, value, due or "不小于 0"),
                printed=show_number(value),
                name=f"「{line.name}」" if line.name else "资金",
            )
