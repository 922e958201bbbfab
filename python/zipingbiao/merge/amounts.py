"""The amounts of a form: which are its totals, and what they are in 万元.

行类 keeps sums honest: 总额 is the form's own total, 明细 what it is made of, 附表 everything that
repeats the same money (收入, 年度主要任务, 支付明细). Totals add up 总额 and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple, TypeGuard

from zipingbiao.glossary import LISTS, MONEY_UNITS
from zipingbiao.model import BudgetLine, Figure, FundLine, Payment, SelfEvaluation, Task

TOTAL, DETAIL, ATTACHED = "总额", "明细", "附表"
ROW_CLASSES = (TOTAL, DETAIL, ATTACHED)
WAN = "万元"
NO_UNIT = "未注明"
#: How forms call the row that is the total, the surest word first.
_TOTAL_WORDS = ("总额", "总计", "合计", "小计", "预算数")
#: The amounts of a line, in the order of 资金汇总.
AMOUNTS = ("initial_budget", "budget", "received", "requested", "executed")


class Line(NamedTuple):
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


def amount_lines(form: SelfEvaluation) -> Iterator[Line]:
    """All rows of a form that hold amounts."""
    classes = row_classes([fund.source for fund in form.funds])
    for index, (fund, row_class) in enumerate(zip(form.funds, classes, strict=True)):
        yield _fund_line(fund, row_class, index)
    tables = form.tables
    yield from _budget_lines("revenue", tables.revenue, [ATTACHED] * len(tables.revenue))
    # Where a form has both, its funds are the total and the expenditure repeats them.
    classes = row_classes([line.name for line in tables.expenditure])
    classes = [ATTACHED] * len(classes) if form.funds else classes
    yield from _budget_lines("expenditure", tables.expenditure, classes)
    for index, task in enumerate(tables.tasks):
        yield _task_line(task, index)
    for index, payment in enumerate(tables.payments):
        yield _payment_line(payment, index)


def row_classes(names: Sequence[str | None]) -> list[str]:
    """总额 for the row that is called so, else 明细; all 总额 where none is the total."""
    total = total_index(names)
    if total is None:
        return [TOTAL] * len(names)
    return [TOTAL if index == total else DETAIL for index in range(len(names))]


def total_index(names: Sequence[str | None]) -> int | None:
    """Which row is the total, by its name."""
    for word in _TOTAL_WORDS:
        for index, name in enumerate(names):
            if name and word in name:
                return index
    return None


def _fund_line(fund: FundLine, row_class: str, index: int) -> Line:
    amounts = (fund.initial_budget, fund.budget, fund.received, None, fund.executed)
    table, path = LISTS["fund"].chinese, f"funds[{index}]"
    more = (fund.rate, fund.weight, fund.score)
    return Line(row_class, table, path, fund.source, None, None, amounts, *more)


def _budget_lines(item: str, lines: Sequence[BudgetLine], classes: Sequence[str]) -> Iterator[Line]:
    term = LISTS[item]
    for index, (line, row_class) in enumerate(zip(lines, classes, strict=True)):
        amounts = (line.initial_budget, line.budget, None, None, line.executed)
        path = f"{term.path}[{index}]"
        yield Line(row_class, term.chinese, path, line.name, None, None, amounts, line.rate)


def _task_line(task: Task, index: int) -> Line:
    term = LISTS["task"]
    amounts = (task.initial_budget, task.budget, None, None, task.executed)
    path = f"{term.path}[{index}]"
    return Line(ATTACHED, term.chinese, path, task.name, None, task.project, amounts, task.rate)


def _payment_line(payment: Payment, index: int) -> Line:
    """申请金额 has a column of its own; 使用金额 is what was executed."""
    term = LISTS["payment"]
    amounts = (None, payment.budget, None, payment.requested, payment.used)
    path = f"{term.path}[{index}]"
    no, item = payment.no, payment.item
    return Line(ATTACHED, term.chinese, path, item, no, None, amounts, payment.rate)


def form_total(lines: Sequence[Line]) -> Line | None:
    """The one row that stands for a form: its 总额, else its 附表's 合计, else their sum."""
    leading = [line for line in lines if line.row_class == TOTAL] or list(lines)
    if not leading:
        return None
    total = total_index([line.name for line in leading])
    if total is not None or len(leading) == 1:
        return leading[total or 0]
    amounts = [sum_of(column) for column in zip(*(line.amounts for line in leading), strict=True)]
    return leading[0]._replace(amounts=tuple(amounts), rate=None, weight=None, score=None)


def sum_of(figures: Sequence[Figure]) -> Figure:
    """The sum of what is a number, exactly as written in decimals; None where nothing is."""
    numbers = [_decimal(figure) for figure in figures if is_number(figure)]
    return _plain(sum(numbers, Decimal())) if numbers else None


def is_number(figure: Figure) -> TypeGuard[int | float]:
    """Whether it is neither blank nor text."""
    return isinstance(figure, int | float)


def in_wan(figure: Figure, money_unit: str | None) -> int | float | None:
    """An amount in 万元; None where it is no number or its unit is not known."""
    if isinstance(figure, str) or figure is None or money_unit not in MONEY_UNITS:
        return None
    if money_unit == WAN:
        return figure
    return _plain(_decimal(figure) * int(MONEY_UNITS[money_unit]) / 10_000)


def _decimal(figure: Figure) -> Decimal:
    return Decimal(repr(figure))


def _plain(number: Decimal) -> int | float:
    return int(number) if number == number.to_integral_value() else float(number)
