"""ZPB005 指标表执行率与资金表冲突

检查什么
    指标表里「预算执行率」一行的实际完成值，是否等于资金表印出的执行率，或按金额算出的执行率；写成文字（已完成）的也指出。

依据
    财预〔2020〕10号附件：预算执行率只有一个，指标表引用资金表的结果。

为什么
    同一张表上出现两个执行率，至少有一个是错的；指标行照抄 100% 最为常见。

反例
    layout = "hebei-project"
    funds = [{source = "预算数", budget = 8.02, executed = 3.04, rate = 0.3791}]

    [[indicators]]
    level1 = "预算执行率"
    level2 = "预算执行率"
    level3 = "预算执行率"
    target = "100%"
    actual = "100%"
    score = 10

正例
    layout = "hebei-project"
    funds = [{source = "预算数", budget = 8.02, executed = 3.04, rate = 0.3791}]

    [[indicators]]
    level1 = "预算执行率"
    level2 = "预算执行率"
    level3 = "预算执行率"
    target = "100%"
    actual = "37.91%"
    score = 3.79

如何修改
    实际完成值改为执行数 ÷ 预算数的结果；程序可以代填。

参数
    无。
"""

from __future__ import annotations

from collections.abc import Iterator

from zipingbiao.domain.comparisons import rounds_to
from zipingbiao.rules.finding import ERROR, WARN, Hit
from zipingbiao.rules.ledger import base_field, field_of
from zipingbiao.rules.rates import stated_rate
from zipingbiao.rules.registry import rule
from zipingbiao.rules.rows import Item, Line
from zipingbiao.rules.shown import show_rate
from zipingbiao.rules.view import FormView
from zipingbiao.values.numbers import half_up
from zipingbiao.values.targets import TEXT

_WORDS = "「预算执行率」一行的实际完成值「{printed}」不是执行率，按资金表应为 {expected}。"


@rule(
    "ZPB005",
    name="指标表执行率与资金表冲突",
    severity=ERROR,
    message="「预算执行率」一行的实际完成值印作 {printed}，而资金表{fund}按金额应为 {expected}。",
)
def rate_row_conflicts(form: FormView) -> Iterator[Hit]:
    """An execution rate among the indicators that is not that of the funds."""
    line, true = form.total_line, form.rate
    if line is None or true is None:
        return
    rates = [true, min(true, 1), *([line.rate] if line.rate is not None else [])]
    for item in form.items:
        found = stated_rate(item)
        if item.is_rate and item.actual.kind == TEXT:
            yield _in_words(form, item, line, true)
        if found is None or any(_same(found, rate) for rate in rates):
            continue
        field = f"{item.path}.actual"
        printed = f"印作 {show_rate(line.rate)}，" if line.rate is not None else ""
        yield form.hit(
            field,
            item.source.actual,
            show_rate(true),
            fix=form.fix(field, show_rate(true), "与资金表的执行率一致") if true <= 1 else None,
            rests=(field_of(line, "executed"), base_field(form, line)),
            fund=printed,
        )


def _in_words(form: FormView, item: Item, line: Line, true: float) -> Hit:
    """已完成, where a rate is asked for."""
    rests = (field_of(line, "executed"), base_field(form, line))
    field, actual = f"{item.path}.actual", item.source.actual
    return form.hit(
        field, actual, show_rate(true), severity=WARN, template=_WORDS, rests=rests, doubts={}
    )


def _same(found: float, rate: float) -> bool:
    """Whether two rates are one, at the decimals that the first is written with."""
    return rounds_to(half_up(found * 100, 4), rate * 100)
