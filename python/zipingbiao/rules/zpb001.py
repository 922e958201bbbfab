"""ZPB001 执行率不符

检查什么
    印出的执行率（预算执行进度、使用比例）是否等于 全年执行数 ÷ 全年预算数。按印出的小数位数比较：印
    作 85.9% 就比到一位小数，印作 100.00% 就比到两位。

依据
    财预〔2020〕10号附件《项目支出绩效自评表》：执行率＝全年执行数（B）÷全年预算数（A）。

为什么
    这是自评表里最常见的算术错误，往往是调整了金额而没有重算执行率，执行率得分和总分也跟着错。

反例
    funds = [{source = "年度资金总额", budget = 176.45, executed = 151.2, rate = 0.859}]

正例
    funds = [{source = "年度资金总额", budget = 176.45, executed = 151.2, rate = 0.8569}]

如何修改
    用全年执行数除以全年预算数重算；程序可以代填，并写成公式，以后改动金额会自动重算。若执行数大于预
    算数，先核对预算数是否漏记了追加。

参数
    无。
"""

from __future__ import annotations

from collections.abc import Iterator

from zipingbiao.rules.finding import ERROR, Hit
from zipingbiao.rules.rates import is_plain_wrong, rate_fix
from zipingbiao.rules.registry import rule
from zipingbiao.rules.shown import show_number, show_rate
from zipingbiao.rules.view import FormView


@rule(
    "ZPB001",
    name="执行率不符",
    severity=ERROR,
    message="{name}的执行率印作 {printed}，按 {executed} ÷ {base} 应为 {expected}。",
)
def rate_mismatch(form: FormView) -> Iterator[Hit]:
    """A printed rate that is not executed over budget."""
    for line in form.lines:
        if line.rate is None or (true := line.true_rate) is None:
            continue
        if is_plain_wrong(form, line, true):
            yield form.hit(
                f"{line.path}.rate",
                line.rate,
                show_rate(true),
                fix=rate_fix(form, line) if true <= 1 else None,
                name=line.name or "资金",
                executed=show_number(line.executed or 0),
                base=show_number(line.base or 0),
            )
