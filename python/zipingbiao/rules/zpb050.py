"""ZPB050 文字中的金额与资金表不一致

检查什么
    目标完成情况和存在问题里写明的数（预期目标里的只看预算）与资金表是否一致：全年支出（「共支出 ×
    万元」）与全年执行数，只写了一个支出金额的，在执行数一半以上就当作全年支出，预算与预算数，结余与预
    算数减执行数，执行率与按金额算出的执行率，追加、调减的与两个预算数之差，写着资金名称的（「财政拨
    款 × 万元」）与它那一行。「其中」之后列出的各项金额相加，是否等于前面的金额。写着「约」「余」
    的、一段里同一种数写了几个的不核对。报告、决算说明由 ZPB101 起的规则核对。

依据
    财预〔2020〕10号附件：自评表与决算口径一致。

为什么
    文字与表格出自同一套账，不应有两个数。

反例
    funds = [{source = "年度资金总额", budget = 8.75, executed = 8.75}]
    header = {project = "示例项目", money_unit = "万元"}
    goals = [{expected = "化解 4 个个案。", actual = "化解 5 个个案，全年共支出 8.57 万元。"}]

正例
    funds = [{source = "年度资金总额", budget = 8.75, executed = 8.75}]
    header = {project = "示例项目", money_unit = "万元"}
    goals = [{expected = "化解 4 个个案。", actual = "化解 5 个个案，全年共支出 8.75 万元。"}]

如何修改
    按决算数改正写错的一处。

参数
    无。
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from zipingbiao.domain.comparisons import rounds_to, same_amount_rounded
from zipingbiao.domain.figures import added, decimals
from zipingbiao.domain.roundings import falls_short
from zipingbiao.prose.statements import BUDGET
from zipingbiao.rules.finding import INFO, WARN, Hit
from zipingbiao.rules.ledger import base_field, field_of
from zipingbiao.rules.money import WAN, unit_of, yuan_in
from zipingbiao.rules.narrative import (
    EXECUTED,
    PART,
    SOLE,
    Claim,
    amounts_told,
    lists_told,
    moves_told,
    rates_told,
    sources_told,
)
from zipingbiao.rules.prose_view import shown_like
from zipingbiao.rules.registry import rule
from zipingbiao.rules.rows import Line
from zipingbiao.rules.shown import show_number, show_rate
from zipingbiao.rules.subtotals import AMOUNTS
from zipingbiao.rules.view import FormView
from zipingbiao.values.numbers import Number, half_up

#: 支出 85 万元 of 100 that were spent is hardly a part of them.
_MOST: Final = 0.5
_BUDGET = "文字写着预算 {printed}，资金表的预算数为 {expected}。"
_PART = "文字写着支出 {printed}，比资金表的全年执行数 {expected} 还多。"
_UNSPENT = "文字写着结余（未支出）{printed}，资金表的预算数减执行数为 {expected}。"
_RATE = "文字写着执行率 {printed}，按资金表算出的执行率为 {expected}。"
_MOVE = "文字写着预算调整 {printed}，资金表的年初预算数与全年预算数相差 {expected}。"
_SOURCE = "文字写着「{name}」{printed}，资金表这一行为 {expected}。"
_LIST = "文字写着 {printed}，其中各项相加为 {expected}。"


@rule(
    "ZPB050",
    name="文字中的金额与资金表不一致",
    severity=WARN,
    message="文字写着全年支出 {printed}，资金表的全年执行数为 {expected}。",
)
def narrative_amount_differs(form: FormView) -> Iterator[Hit]:
    """An amount or a rate in the text that is not what the funds say."""
    unit, line = unit_of(form), form.total_line
    if line is not None:
        for one in amounts_told(form, unit):
            yield from _amount(form, line, one, unit)
        yield from _rates(form, line)
        yield from _moves(form, line, unit)
    yield from _sources(form, unit)
    for field, listing, full in lists_told(form):
        short = full and falls_short(listing.printed, listing.whole.figure.printed)
        if short or not listing.adds_up:
            total = added(one.value for one in listing.printed)
            yield form.hit(
                *(field, None, shown_like(total, listing.finest)),
                severity=INFO if short and not listing.closed else None,
                printed=listing.whole.figure.written,
                template=_LIST,
            )


def _amount(form: FormView, line: Line, one: Claim, unit: str) -> Iterator[Hit]:
    rests: tuple[str, ...]
    others: tuple[Number | None, ...]
    if one.kind == EXECUTED:
        due, others, template = line.executed, (), None
        rests = (field_of(line, "executed"),)
    elif one.kind in (PART, SOLE):
        due, others, template = line.executed, (), _PART
        rests = (field_of(line, "executed"),)
        least = due if due is None or one.kind == PART else due * _MOST
        few = due is not None and least is not None and one.amount <= least
        if due is not None and few and not _lacks_wan(one, due, unit):
            return
        template = None if due is not None and one.amount < due else _PART
    elif one.kind == BUDGET:
        due, template, rests = line.base, _BUDGET, (base_field(form, line),)
        others = (line.budget, line.initial, line.received, *(part.budget for part in form.parts))
    else:
        executed, template = line.executed, _UNSPENT
        rests = (field_of(line, "executed"), field_of(line, "budget"))
        due = _left(line)
        others = (None if line.initial is None or executed is None else line.initial - executed,)
    if due is None or any(_same(one.amount, other) for other in (due, *others)):
        return
    shown = f"{show_number(due)} {unit}"
    yield form.hit(
        *(one.field, None, shown),
        printed=one.written,
        template=template,
        rests=rests,
        doubts={one.field: None},
    )


def _lacks_wan(one: Claim, due: Number, unit: str) -> bool:
    """Whether a text says so few yuan that 万 was left out: 206.4 元 of 206.4 万元."""
    yuan = one.amount * (yuan_in(unit) or WAN)
    return yuan < WAN and _same(half_up(one.amount * WAN, 6), due)


def _moves(form: FormView, line: Line, unit: str) -> Iterator[Hit]:
    """An amount added or taken away that no row of the funds shows between its two budgets.

    A smaller one may be only one of several.
    """
    moves = {one.path: _moved(one) for one in form.funds}
    whole = moves.get(line.path)
    for one in moves_told(form, unit) if whole else ():
        if whole and not any(_same(one.amount, move) for move in moves.values()):
            yield form.hit(
                *(one.field, None, f"{show_number(whole)} {unit}"),
                severity=INFO if one.amount < whole else None,
                printed=one.written,
                template=_MOVE,
                rests=(field_of(line, "initial"), field_of(line, "budget")),
                doubts={one.field: None},
            )


def _moved(line: Line) -> Number | None:
    if line.budget is None or line.initial is None:
        return None
    return abs(added([line.budget, -line.initial]))


def _sources(form: FormView, unit: str) -> Iterator[Hit]:
    """An amount of one source of the money that is none of its row."""
    for line, one in sources_told(form, unit):
        amounts = [getattr(line, amount) for amount in AMOUNTS]
        due = line.base if one.field.endswith("expected") else line.executed
        others = (*amounts, _left(line), _moved(line))
        if due is None or any(_same(one.amount, other) for other in others):
            continue
        yield form.hit(
            *(one.field, None, f"{show_number(due)} {unit}"),
            printed=one.written,
            template=_SOURCE,
            rests=(field_of(line, "executed"), base_field(form, line)),
            doubts={one.field: None},
            name=line.name,
        )


def _left(line: Line) -> Number | None:
    if line.budget is None or line.executed is None:
        return None
    return added([line.budget, -line.executed])


def _same(amount: Number, other: Number | None) -> bool:
    """Whether the text gives the amount, perhaps with fewer decimals."""
    return other is not None and same_amount_rounded(amount, other, decimals(amount))


def _rates(form: FormView, line: Line) -> Iterator[Hit]:
    true = line.true_rate
    for field, rate, digits in rates_told(form):
        if true is None or rounds_to(rate, true, digits):
            continue
        if line.rate is not None and rounds_to(rate, line.rate, digits):
            continue  # as the table prints it, right or wrong
        yield form.hit(
            *(field, None, show_rate(true)),
            printed=show_rate(rate),
            template=_RATE,
            rests=(field_of(line, "executed"), base_field(form, line)),
        )
