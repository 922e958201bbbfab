"""ZPB001 执行率不符

检查什么
    印出的执行率（预算执行进度、使用比例）是否等于 全年执行数 ÷ 全年预算数。按印出的小数位数比较：
    印作 85.9% 就比到一位小数，印作 100.00% 就比到两位。执行率与得分、合计等其他数都相符，只有预算
    数或执行数不符的，指出那个金额。自己的表样里几行都按到位数算的（使用率），按到位数核对。

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

from zipingbiao.rules.evidence import Verdict
from zipingbiao.rules.finding import ERROR, Hit
from zipingbiao.rules.ledger import RATE, base_field, evidence_of, field_of
from zipingbiao.rules.rates import amount_name, is_plain_wrong, matches, rate_fix
from zipingbiao.rules.registry import rule
from zipingbiao.rules.rows import Line
from zipingbiao.rules.shown import show_number, show_rate
from zipingbiao.rules.sumhits import is_told_by_sum
from zipingbiao.rules.view import FormView

_AMOUNT = "{name}的{what}印作 {printed}，与执行率 {rate} 和其他各数都不符，应为 {expected}。"


@rule(
    "ZPB001",
    name="执行率不符",
    severity=ERROR,
    message="{name}的执行率印作 {printed}，按 {executed} ÷ {base} 应为 {expected}。",
)
def rate_mismatch(form: FormView) -> Iterator[Hit]:
    """A printed rate that is not executed over budget, or the amount that is wrong instead."""
    for line in form.lines:
        if line.rate is None or (true := line.true_rate) is None or matches(form, line, true):
            continue
        odd = _odd_amount(form, line)
        if odd is not None and is_told_by_sum(form, odd.path):
            continue
        if odd is not None or is_plain_wrong(form, line, true):
            yield _hit(form, line, true, odd)


def _odd_amount(form: FormView, line: Line) -> Verdict | None:
    """The budget or the amount executed, where all the rest speaks against it."""
    verdict = evidence_of(form).verdict(field_of(line, "rate"), RATE)
    if verdict is None or not verdict.sure or verdict.path == field_of(line, "rate"):
        return None
    value = form.value(verdict.path)
    negative = isinstance(value, int | float) and value < 0
    return None if negative else verdict  # ZPB067 tells of what is below zero


def _hit(form: FormView, line: Line, true: float, odd: Verdict | None) -> Hit:
    rate, name = field_of(line, "rate"), line.name or "资金"
    amounts = (field_of(line, "executed"), base_field(form, line))
    if odd is None:
        return form.hit(
            *(rate, line.rate, show_rate(true)),
            fix=rate_fix(form, line) if true <= 1 else None,
            rests=amounts,
            name=name,
            executed=show_number(line.executed or 0),
            base=show_number(line.base or 0),
        )
    return form.hit(
        odd.path,
        form.value(odd.path),
        None if odd.due is None else show_number(odd.due),
        template=_AMOUNT,
        rests=[rate, *(path for path in amounts if path != odd.path)],
        doubts={odd.path: odd.due},
        witnesses=len(odd.witnesses),
        name=name,
        what=amount_name(form, line, odd.path),
        rate=show_rate(line.rate or 0),
    )
