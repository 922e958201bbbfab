"""The amounts of a form: which are its totals, and what they are in 万元.

行类 keeps sums honest: 总额 is the form's own total, 明细 what it is made of, 附表 everything that
repeats the same money (收入, 年度主要任务, 支付明细). Totals add up 总额 and nothing else.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from zipingbiao.domain.figures import is_number, sum_of
from zipingbiao.domain.totals import fund_total_rows, listed_again, table_total_rows, total_row
from zipingbiao.glossary import LISTS, MONEY_UNITS
from zipingbiao.model import BudgetLine, Figure, FundLine, Payment, SelfEvaluation, Task
from zipingbiao.values.numbers import number_of
from zipingbiao.values.worksheet import round_half_up

TOTAL, DETAIL, ATTACHED = "总额", "明细", "附表"
ROW_CLASSES = (TOTAL, DETAIL, ATTACHED)
WAN = "万元"
NO_UNIT = "未注明"
#: The amounts of a line, in the order of 资金汇总.
AMOUNTS = ("initial_budget", "budget", "received", "requested", "executed")


class AmountLine(NamedTuple):
    """One row of amounts, in the order of `AMOUNTS`.

    ``path`` is its place in the form, as ``SelfEvaluation.cells`` names it.
    """

    row_class: str
    table: str
    path: str
    name: str | None
    number: str | None
    purpose: str | None
    amounts: tuple[Figure, ...]
    rate: Figure
    weight: Figure = None
    score: Figure = None


def amount_lines(form: SelfEvaluation) -> Iterator[AmountLine]:
    """All rows of a form that hold amounts; none of a form that plans or watches the same money."""
    if not form.is_evaluation:
        return
    whole = fund_total_rows(form.funds)
    again = listed_again(form.funds)
    for index, fund in enumerate(form.funds):
        row_class = TOTAL if index in whole else ATTACHED if index in again else DETAIL
        yield _fund_line(fund, row_class, index)
    tables = form.tables
    yield from _budget_lines("revenue", tables.revenue)
    # Where a form has both, its funds are the total and the expenditure repeats them.
    totals = None if form.funds else table_total_rows(tables.expenditure)
    yield from _budget_lines("expenditure", tables.expenditure, totals)
    for index, task in enumerate(tables.tasks):
        yield _task_line(task, index)
    for index, payment in enumerate(tables.payments):
        yield _payment_line(payment, index)


def _fund_line(fund: FundLine, row_class: str, index: int) -> AmountLine:
    amounts = (fund.initial_budget, fund.budget, fund.received, None, fund.executed)
    table, path = LISTS["fund"].chinese, f"funds[{index}]"
    more = (fund.rate, fund.weight, fund.score)
    return AmountLine(row_class, table, path, fund.source, None, None, amounts, *more)


def _budget_lines(
    item: str, lines: Sequence[BudgetLine], whole: Container[int] | None = None
) -> Iterator[AmountLine]:
    """``whole``: the rows that are the total; None where the table repeats other amounts."""
    term = LISTS[item]
    for index, line in enumerate(lines):
        row_class = ATTACHED if whole is None else TOTAL if index in whole else DETAIL
        amounts = (line.initial_budget, line.budget, None, None, line.executed)
        path = f"{term.path}[{index}]"
        yield AmountLine(row_class, term.chinese, path, line.name, None, None, amounts, line.rate)


def _task_line(task: Task, index: int) -> AmountLine:
    term = LISTS["task"]
    amounts = (task.initial_budget, task.budget, None, None, task.executed)
    path = f"{term.path}[{index}]"
    return AmountLine(
        ATTACHED, term.chinese, path, task.name, None, task.project, amounts, task.rate
    )


def _payment_line(payment: Payment, index: int) -> AmountLine:
    """申请金额 has a column of its own; 使用金额 is what was executed."""
    term = LISTS["payment"]
    amounts = (None, payment.budget, None, payment.requested, payment.used)
    path = f"{term.path}[{index}]"
    no, item = payment.no, payment.item
    return AmountLine(ATTACHED, term.chinese, path, item, no, None, amounts, payment.rate)


def form_total(lines: Sequence[AmountLine]) -> AmountLine | None:
    """The one row that stands for a form: its 总额, else its 附表's 合计, else their sum."""
    leading = [line for line in lines if line.row_class == TOTAL] or list(lines)
    if not leading:
        return None
    total = total_row([line.name for line in leading], [line.amounts for line in leading])
    if total is not None or len(leading) == 1:
        return leading[total or 0]
    amounts = [sum_of(column) for column in zip(*(line.amounts for line in leading), strict=True)]
    return leading[0]._replace(amounts=tuple(amounts), rate=None, weight=None, score=None)


def execution_rate(budget: Figure, executed: Figure) -> int | float | None:
    """执行率 as the summary has it, a fraction to four decimals: what was executed of a budget.

    None where one of them is no number, or there is no budget.
    """
    if not is_number(budget) or not is_number(executed) or budget == 0:
        return None
    return round_half_up(executed / budget, 4)


def in_wan(figure: Figure, money_unit: str | None) -> int | float | None:
    """An amount in 万元; None where it is no number or its unit is not known."""
    if isinstance(figure, str) or figure is None or money_unit not in MONEY_UNITS:
        return None
    if money_unit == WAN:
        return figure
    return number_of(Decimal(repr(figure)) * int(MONEY_UNITS[money_unit]) / 10_000)
