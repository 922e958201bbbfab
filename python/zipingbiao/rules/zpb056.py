"""ZPB056 明细合计不符

检查什么
    收入、支出、主要任务和支付明细各表的小计、合计，是否等于其下各行之和。小计名称里写明包括哪几项的
    （「第 1 至 4 项小计」「一+二」）按所写的项目加；合计行加它上面的全部明细。

依据
    辽宁省部门（单位）整体绩效自评表、四川支付明细表的表样。

为什么
    合计错了，执行率和与决算的核对都跟着错。

反例
    layout = "sichuan-payments"

    [tables]
    payments = [
      {no = "1", item = "办公费", budget = 10, requested = 10, used = 10, rate = 1},
      {no = "2", item = "差旅费", budget = 22, requested = 22, used = 22, rate = 1},
      {item = "合计", budget = 30, requested = 32, used = 32, rate = 1},
    ]

正例
    layout = "sichuan-payments"

    [tables]
    payments = [
      {no = "1", item = "办公费", budget = 10, requested = 10, used = 10, rate = 1},
      {no = "2", item = "差旅费", budget = 22, requested = 22, used = 22, rate = 1},
      {item = "合计", budget = 32, requested = 32, used = 32, rate = 1},
    ]

如何修改
    核对各行金额；无误的，合计改为各行之和，程序可以代填，并写成求和公式。有一行空白或读不出的，先补那一行。

参数
    tolerance：允许的差额，单位与表相同，缺省 0.01。
"""

from __future__ import annotations

from collections.abc import Iterator

from zipingbiao.datafiles.checks import between
from zipingbiao.domain.comparisons import SUM_TOLERANCE, within
from zipingbiao.domain.figures import added
from zipingbiao.rules.finding import ERROR, Hit
from zipingbiao.rules.registry import Option, Settings, rule
from zipingbiao.rules.subtotals import AMOUNTS, additions
from zipingbiao.rules.sumhits import sum_hit
from zipingbiao.rules.view import FormView


@rule(
    "ZPB056",
    name="明细合计不符",
    severity=ERROR,
    message="{name}的{column}印作 {printed}，其下各行相加为 {sum}{odd}。",
    options={"tolerance": Option(SUM_TOLERANCE, "允许的差额（表的金额单位）", between(0, 10**6))},
)
def table_sum_mismatch(form: FormView, settings: Settings) -> Iterator[Hit]:
    """A subtotal that is not the sum of its rows."""
    tolerance = float(settings["tolerance"])
    for one in additions(form):
        if one.total.table == "funds":
            continue
        for column in AMOUNTS:
            amounts = [value for part in one.parts if (value := getattr(part, column)) is not None]
            whole = getattr(one.total, column)
            if amounts and whole is not None and not within(added(amounts), whole, tolerance):
                yield sum_hit(form, one, column)
