"""ZPB002 执行率分母混用

检查什么
    同一张表里，有的执行率用年初预算数作分母，有的用全年预算数作分母；以及不超过 100% 但按年初预算数
    算出的执行率。超过 100% 的由 ZPB003 报告。表中另有执行率与哪个预算数都不符的，金额可能串了行，只
    作提醒，不代改，也不说合计。

依据
    财预〔2020〕10号附件：执行率＝全年执行数÷全年预算数（调整后）。个别地区的评分办法规定用年初预算
    数的，以该办法为准（评分办法的 rate_denominator）。

为什么
    分母不同，各行之间、各行与合计之间都不能比较；年中追加或调减以后，年初预算数也不再是当年可用的预
    算。

反例
    layout = "liaoning-department"

    [tables]
    tasks = [
      {name = "重点工作一", initial_budget = 50, budget = 40, executed = 34, rate = 0.68},
      {name = "合计", initial_budget = 50, budget = 40, executed = 34, rate = 0.85},
    ]

正例
    layout = "liaoning-department"

    [tables]
    tasks = [
      {name = "重点工作一", initial_budget = 50, budget = 40, executed = 34, rate = 0.85},
      {name = "合计", initial_budget = 50, budget = 40, executed = 34, rate = 0.85},
    ]

如何修改
    全表统一用全年预算数（调整后）作分母重算。

参数
    无。
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from zipingbiao.domain.comparisons import exceeds_rate
from zipingbiao.rules.finding import ERROR, WARN, Fix, Hit
from zipingbiao.rules.ledger import base_field, evidence_of, field_of
from zipingbiao.rules.rates import base_name, basis, is_plain_wrong, other_name, rate_fix
from zipingbiao.rules.registry import rule
from zipingbiao.rules.rows import Line
from zipingbiao.rules.shown import show_rate
from zipingbiao.rules.view import FormView

_ON_OTHER = "{name}的执行率 {printed} 是按{other}算的，按{base}应为 {expected}。"
_ODD = "{name}的执行率 {printed} 按{base}计算，同表其他行按{other}计算，分母不一致。"
_TOTAL = "{name}的执行率 {printed} 按{base}计算，而同表「{odd}」按{other}计算，合计与明细无法对照。"


@rule("ZPB002", name="执行率分母混用", severity=WARN, message=_ON_OTHER)
def rate_denominator_mixed(form: FormView) -> Iterator[Hit]:
    """Rates of one table that are measured by different budgets."""
    if form.funds:
        yield from _table(form, form.funds)
    if len(form.lines) > len(form.funds):
        for rows in form.tables.values():
            yield from _table(form, rows)


def _table(form: FormView, rows: Sequence[Line]) -> Iterator[Hit]:
    told = [
        (line, found)
        for line in rows
        if line.rate is not None and line.base and (found := basis(form, line))
    ]
    others = [line for line, found in told if found == "other"]
    if others:
        odd = evidence_of(form).odd
        others = [line for line in others if base_field(form, line) not in odd]
    if not others:
        return
    sure = not any(_is_of_neither(form, line) for line in rows)
    for line in others:
        if not exceeds_rate(line.rate or 0, 1):
            yield _hit(form, line, WARN, _ON_OTHER, fix=_fix(form, line) if sure else None)
    rights = [line for line, found in told if found == "base"]
    if sure:
        yield from _odd_ones(form, rights, others)


def _is_of_neither(form: FormView, line: Line) -> bool:
    """Whether a rate is of no budget of its row: then amounts of the table may have moved."""
    true = line.true_rate
    return line.rate is not None and true is not None and is_plain_wrong(form, line, true)


def _odd_ones(form: FormView, rights: Sequence[Line], others: Sequence[Line]) -> Iterator[Hit]:
    """Rows that are right themselves but do not go with the rest of their table."""
    for line in rights:
        if line.total and line.other is not None:
            odd = others[0].name
            yield _hit(form, line, ERROR, _TOTAL, odd=odd)
        elif len(rights) < len(others):
            yield _hit(form, line, WARN, _ODD)


def _fix(form: FormView, line: Line) -> Fix | None:
    true = line.true_rate
    return rate_fix(form, line) if true is not None and not exceeds_rate(true, 1) else None


def _hit(
    form: FormView,
    line: Line,
    severity: str,
    template: str,
    fix: Fix | None = None,
    **more: object,
) -> Hit:
    hit = form.hit(
        f"{line.path}.rate",
        line.rate,
        show_rate(line.true_rate or 0),
        severity=severity,
        template=template,
        fix=fix,
        rests=(field_of(line, "executed"), base_field(form, line)),
        name=line.name or "资金",
        base=base_name(form),
        other=other_name(form),
    )
    return hit._replace(args={**hit.args, **more})
