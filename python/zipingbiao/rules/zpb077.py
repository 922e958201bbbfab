"""ZPB077 使用金额大于申请金额

检查什么
    支付明细表里，一行的使用金额大于申请金额，或者申请金额大于预算金额。合计行只在各行都没有问题时核对。

依据
    支付明细表的三栏有先后：先有预算，再申请，后使用。

为什么
    钱用得比申请的多，说明有一栏填错，或者有没经申请的支出。

反例
    layout = "sichuan-payments"
    [[tables.payments]]
    item = "印刷费"
    budget = 2
    requested = 1.5
    used = 1.98
    rate = 0.99

正例
    layout = "sichuan-payments"
    [[tables.payments]]
    item = "印刷费"
    budget = 2
    requested = 2
    used = 1.98
    rate = 0.99

如何修改
    核对这一行的三个金额。

参数
    无。
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from zipingbiao.domain.comparisons import exceeds_amount
from zipingbiao.rules.finding import ERROR, Hit
from zipingbiao.rules.ledger import field_of
from zipingbiao.rules.registry import rule
from zipingbiao.rules.rows import Line
from zipingbiao.rules.shown import show_number
from zipingbiao.rules.view import FormView

_PAIRS = (
    ("executed", "received", "使用金额", "申请金额"),
    ("received", "budget", "申请金额", "预算金额"),
)


@rule(
    "ZPB077",
    name="使用金额大于申请金额",
    severity=ERROR,
    message="「{name}」的{one} {printed}，大于{other} {limit}。",
)
def used_above_requested(form: FormView) -> Iterator[Hit]:
    """More used than was asked for, or more asked for than was planned."""
    if not form.form.tables.payments:
        return
    lines = form.tables["tables.payments"]
    hits = list(chain.from_iterable(_row(form, line) for line in lines if not line.total))
    if not hits:
        hits = list(chain.from_iterable(_row(form, line) for line in lines if line.total))
    yield from hits


def _row(form: FormView, line: Line) -> Iterator[Hit]:
    for upper, lower, one, other in _PAIRS:
        value, limit = getattr(line, upper), getattr(line, lower)
        if value is None or limit is None or not exceeds_amount(value, limit):
            continue
        if upper == "executed" and line.budget and exceeds_amount(value, line.budget):
            continue  # ZPB007 tells
        yield form.hit(
            field_of(line, upper),
            value,
            f"不大于 {show_number(limit)}",
            doubts={},
            rests=(field_of(line, upper), field_of(line, lower)),
            name=line.name or "这一行",
            one=one,
            other=other,
            limit=show_number(limit),
        )
