"""ZPB026 成本合计与执行数不符

检查什么
    成本指标的实际金额合计，是否等于资金表的全年执行数。只在两者相近（相差四分之一以内）、成本指标显
    然覆盖了整个项目时核对：有几项成本，或者一项名称说的是总成本、资金的；单价、标准、比率不算，部门
    整体的表不算。指标值等于预算数的单个成本指标，必须等于执行数，不等是错误。

依据
    财预〔2020〕10号附件：成本指标与项目资金出自同一套账。

为什么
    两处金额不同，必有一处不是决算数。

反例
    funds = [{source = "年度资金总额", budget = 6, executed = 14.62, weight = 10, score = 10}]

    [[indicators]]
    level1 = "产出指标"
    level2 = "成本指标"
    level3 = "项目总成本（万元）"
    target = "6"
    actual = "14.8"

正例
    funds = [{source = "年度资金总额", budget = 15, executed = 14.62, weight = 10, score = 9.75}]

    [[indicators]]
    level1 = "产出指标"
    level2 = "成本指标"
    level3 = "项目总成本（万元）"
    target = "≤15"
    actual = "14.62"

如何修改
    按决算数改正；成本指标只反映部分支出的，在名称中写明。

参数
    无。
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from zipingbiao.domain.comparisons import same_amount_rounded
from zipingbiao.domain.figures import added, decimals
from zipingbiao.domain.wording import names_all_cost
from zipingbiao.layouts import whole_unit_layouts
from zipingbiao.rules.finding import ERROR, WARN, Hit
from zipingbiao.rules.ledger import field_of
from zipingbiao.rules.money import amount_of, is_price
from zipingbiao.rules.registry import rule
from zipingbiao.rules.rows import Item
from zipingbiao.rules.shown import show_number
from zipingbiao.rules.view import FormView
from zipingbiao.values.numbers import Number

_NEAR = (0.75, 1.25)


@rule(
    "ZPB026",
    name="成本合计与执行数不符",
    severity=WARN,
    message="成本指标的实际金额{sum} {printed}，资金表的执行数为 {expected}，相差 {difference}。",
)
def cost_differs_from_executed(form: FormView) -> Iterator[Hit]:
    """Costs that together are nearly, but not quite, what was executed."""
    line = form.total_line
    if line is None or not line.executed:
        return
    items = [item for item in form.targeted if item.is_cost]
    amounts = [amount_of(item.actual, form) for item in items]
    known = [amount for amount in amounts if amount is not None]
    if not known or len(known) < len(items) or any(map(is_price, items)):
        return
    total, single = added(known), len(items) == 1
    asked = amount_of(items[0].target, form)
    whole = single and asked is not None and asked in (line.budget, line.initial)
    if _same(known, total, line.executed):
        return
    if not whole and not (_may_be_all(form, items) and _is_near(total, line.executed)):
        return
    yield form.hit(
        f"{items[0].path}.actual",
        items[0].source.actual,
        show_number(line.executed),
        severity=ERROR if whole else WARN,
        rests=[field_of(line, "executed"), *(f"{item.path}.target" for item in items)],
        printed=show_number(total),
        sum="为" if single else "共",
        difference=show_number(abs(total - line.executed)),
    )


def _may_be_all(form: FormView, items: Sequence[Item]) -> bool:
    """Whether the costs are meant to be all of it: several, or one named so, of a project."""
    if len(items) == 1 and not names_all_cost(items[0].name):
        return False
    return form.layout not in whole_unit_layouts()


def _same(parts: Sequence[Number], total: Number, executed: Number) -> bool:
    """Whether the sum is the amount executed, at the decimals the costs are written with."""
    return same_amount_rounded(total, executed, max(map(decimals, parts)), len(parts))


def _is_near(total: Number, executed: Number) -> bool:
    return _NEAR[0] <= total / executed <= _NEAR[1]
