"""ZPB008 预算数缺失或为 0

检查什么
    全年预算数空白或为 0，却有执行数，或者印着执行率。没有的资金（其他资金）一行都填 0、执行率也印
    0% 的，不报。

依据
    财预〔2020〕10号附件：执行率＝全年执行数÷全年预算数，分母不能缺。

为什么
    没有分母就没有执行率，0 ÷ 0 印成 0.00% 或 100% 都没有意义，得分也无从算起。

反例
    funds = [{source = "年度资金总额", budget = 0, executed = 12.5, rate = 1}]

正例
    funds = [{source = "年度资金总额", budget = 12.5, executed = 12.5, rate = 1}]

如何修改
    填上全年预算数；当年没有预算也没有支出的，执行率留空。

参数
    无。
"""

from __future__ import annotations

from collections.abc import Iterator

from zipingbiao.rules.finding import WARN, Hit
from zipingbiao.rules.ledger import evidence_of
from zipingbiao.rules.registry import rule
from zipingbiao.rules.shown import show_number, show_rate
from zipingbiao.rules.view import FormView


@rule(
    "ZPB008",
    name="预算数缺失或为 0",
    severity=WARN,
    message="{name}没有全年预算数（印作 {printed}），却有{has}。",
)
def budget_missing(form: FormView) -> Iterator[Hit]:
    """No budget, but something executed or a rate."""
    for line in form.lines:
        if line.base or line.is_income:
            continue
        if line.executed:
            has = f"执行数 {show_number(line.executed)}"
        elif line.rate is not None and (line.rate or line.total):
            has = f"执行率 {show_rate(line.rate)}"
        else:
            continue
        path = f"{line.path}.budget"
        verdict = evidence_of(form).odd.get(path)
        due = None if verdict is None or verdict.due is None else show_number(verdict.due)
        yield form.hit(
            path, line.budget, due, doubts={path: None}, name=line.name or "资金", has=has
        )
