"""ZPB010 执行率低未说明

检查什么
    执行率低于评分办法规定的界限（全国 80%，四川 90%），而偏差原因、存在问题和目标完成情况里，都没有
    提到资金执行的原因。

依据
    预算管理一体化系统绩效模块：执行率低于 80% 预警；四川省部门预算项目支出绩效自评表：执行率低于
    90% 须说明原因。

为什么
    钱没有花出去，是节约、是推迟、还是预算编多了，决定了下一年的安排，必须说明。

反例
    funds = [{source = "年度资金总额", budget = 35, executed = 21, rate = 0.6}]

正例
    funds = [{source = "年度资金总额", budget = 35, executed = 21, rate = 0.6}]
    remarks = "因设备招标推迟，尾款结转下年支付。"

如何修改
    在偏差原因、存在问题或目标完成情况中，写明资金没有执行完的原因和下一步措施。

参数
    below：低于百分之多少须说明，缺省 0，表示按评分办法。
"""

from __future__ import annotations

from collections.abc import Iterator

from zipingbiao.datafiles.checks import between
from zipingbiao.rules.finding import WARN, Hit
from zipingbiao.rules.ledger import base_field, field_of
from zipingbiao.rules.registry import Option, Settings, rule
from zipingbiao.rules.shown import show_rate
from zipingbiao.rules.view import UNEXPLAINED, FormView


@rule(
    "ZPB010",
    name="执行率低未说明",
    severity=WARN,
    message="执行率 {rate}，低于 {expected}，表中没有说明资金未执行完的原因。",
    options={"below": Option(0, "低于百分之多少须说明，0 为按评分办法", between(0, 100))},
)
def low_rate_unexplained(form: FormView, settings: Settings) -> Iterator[Hit]:
    """A low execution rate without a word about it."""
    line, rate = form.total_line, form.rate
    if line is None or rate is None:
        return
    below = float(settings["below"]) / 100 or form.profile.low_rate
    if rate < below and not form.explains_unspent():
        yield form.hit(
            *(f"{line.path}.rate", line.rate, show_rate(below)),
            rests=(field_of(line, "executed"), base_field(form, line)),
            doubts={UNEXPLAINED: None},
            touches=(),
            rate=show_rate(rate),
        )
