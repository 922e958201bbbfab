"""ZPB007 执行数大于预算数

检查什么
    全年执行数是否大于全年预算数（使用金额是否大于预算金额）。全年预算数为空白或 0 的由 ZPB008 报
    告。

依据
    《预算法》：各部门、各单位的支出必须按照预算执行；财预〔2020〕10号附件：全年预算数为调整后的预
    算。

为什么
    没有预算不得支出。执行数大于预算数，一般是年中追加没有计入全年预算数，或两栏填颠倒了。

反例
    funds = [{source = "年度资金总额", initial_budget = 6, budget = 6, executed = 14.62}]

正例
    funds = [{source = "年度资金总额", initial_budget = 6, budget = 14.62, executed = 14.62}]

如何修改
    查预算批复和指标文件，把追加的预算计入全年预算数；确属填错的改正执行数。

参数
    无。
"""

from __future__ import annotations

from collections.abc import Iterator

from zipingbiao.domain.comparisons import exceeds_amount
from zipingbiao.rules.finding import ERROR, WARN, Hit
from zipingbiao.rules.ledger import field_of
from zipingbiao.rules.rates import received_is_short
from zipingbiao.rules.registry import rule
from zipingbiao.rules.rows import Line
from zipingbiao.rules.shown import show_number
from zipingbiao.rules.view import FormView

_RECEIVED = "{name}执行 {printed}，大于到位 {other}；请核对到位数或执行数。"

_SHORT = "{name}到位 {printed}，小于执行 {other}，没有到位的钱花不出去；请核对到位数。"


@rule(
    "ZPB007",
    name="执行数大于预算数",
    severity=ERROR,
    message="{name}执行 {printed}，大于预算 {budget}；年中追加的预算可能没有计入。",
)
def executed_above_budget(form: FormView) -> Iterator[Hit]:
    """More executed than the whole year's budget, or than what arrived."""
    yield from _above_received(form)
    for line in form.lines:
        executed, budget = line.executed, line.budget
        if line.is_income or executed is None or not budget:
            continue
        if not exceeds_amount(executed, budget):
            continue
        yield form.hit(
            field_of(line, "executed"),
            executed,
            f"不大于 {show_number(budget)}",
            rests=(field_of(line, "budget"),),
            doubts={},
            name=line.name or "资金",
            budget=show_number(budget),
        )


def _above_received(form: FormView) -> Iterator[Hit]:
    """More spent than arrived, though no more than was budgeted."""
    line = form.total_line
    if line is None or line.executed is None or not line.received or not line.budget:
        return
    if exceeds_amount(line.executed, line.budget):
        return
    if received_is_short(form, line):
        yield _between(form, line, "received", "executed", "不小于", _SHORT)
    elif exceeds_amount(line.executed, line.received):
        yield _between(form, line, "executed", "received", "不大于", _RECEIVED)


def _between(form: FormView, line: Line, one: str, other: str, sign: str, template: str) -> Hit:
    """Of the amounts that arrived and that were executed, the one to look at."""
    due = show_number(getattr(line, other))
    return form.hit(
        field_of(line, one),
        getattr(line, one),
        f"{sign} {due}",
        severity=WARN,
        template=template,
        rests=(field_of(line, other),),
        doubts={},
        name=line.name or "资金",
        other=due,
    )
