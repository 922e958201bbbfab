"""The rows of a form as rules look at them: amounts with their rate, indicators with points."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from zipingbiao import model
from zipingbiao.rules.words import (
    DEDUCTION,
    EXECUTION,
    is_amount,
    is_cost_level,
    is_duration,
    is_unwanted,
    level1_kind,
    names_execution,
)
from zipingbiao.values.numbers import Number
from zipingbiao.values.targets import (
    FORWARD,
    NUMBER,
    REVERSE,
    Target,
    parse_actual,
    parse_target,
    sense_of,
)

_TOTAL = re.compile(r"总额|总计|合计|小计|^预算数$|^全年预算$|资金总")


def number(figure: object) -> Number | None:
    """The figure where it is a number, None for a blank and for what can't be read."""
    kind = figure.__class__
    return figure if kind is int or kind is float else None  # type: ignore[return-value]


class Line(NamedTuple):
    """A row of amounts: of the funds, of the tables of a department, of payments.

    ``table`` is its list (``funds``, ``tables.tasks``), ``total`` whether it sums up others.
    """

    path: str
    table: str
    name: str
    total: bool
    initial: Number | None
    budget: Number | None
    received: Number | None
    executed: Number | None
    rate: Number | None
    weight: Number | None
    score: Number | None

    @property
    def true_rate(self) -> float | None:
        """Executed over budget; None where one of them is missing or the budget is 0."""
        return self.executed / self.budget if self.executed is not None and self.budget else None


def is_total_name(name: str) -> bool:
    """Whether a row's name says that it sums up others."""
    return _TOTAL.search(name) is not None


def fund_lines(funds: Sequence[model.FundLine]) -> tuple[Line, ...]:
    """The rows of 项目资金; the first is the total where its name says so or it stands alone."""
    lines = []
    for index, fund in enumerate(funds):
        name = fund.source or ""
        total = is_total_name(name) if name else index == 0
        lines.append(
            Line(
                f"funds[{index}]",
                "funds",
                name,
                total and index == 0,
                number(fund.initial_budget),
                number(fund.budget),
                number(fund.received),
                number(fund.executed),
                number(fund.rate),
                number(fund.weight),
                number(fund.score),
            )
        )
    return tuple(lines)


def table_lines(table: str, rows: Sequence[model.BudgetLine | model.Task]) -> tuple[Line, ...]:
    """The rows of 收支情况 or 主要任务."""
    return tuple(
        Line(
            f"{table}[{index}]",
            table,
            row.name or "",
            is_total_name(row.name or ""),
            number(row.initial_budget),
            number(row.budget),
            None,
            number(row.executed),
            number(row.rate),
            None,
            None,
        )
        for index, row in enumerate(rows)
    )


def payment_lines(rows: Sequence[model.Payment]) -> tuple[Line, ...]:
    """The rows of a 支付明细表: used counts as executed."""
    return tuple(
        Line(
            f"tables.payments[{index}]",
            "tables.payments",
            row.item or "",
            is_total_name(row.item or ""),
            None,
            number(row.budget),
            number(row.requested),
            number(row.used),
            number(row.rate),
            None,
            None,
        )
        for index, row in enumerate(rows)
    )


class Item(NamedTuple):
    """An indicator with what follows from its words.

    ``weight`` may be implied: points of a group that prints them, shared alike. ``sense`` is
    that of `sense_of`, but "" where the name leaves in doubt whether more is better.
    """

    path: str
    source: model.Indicator
    name: str
    kind: str | None
    target: Target
    actual: Target
    sense: str
    weight: Number | None
    score: Number | None
    implied: bool
    is_rate: bool
    is_cost: bool
    is_deduction: bool

    @property
    def label(self) -> str:
        """What a message calls it."""
        one = self.source
        return self.name or one.level2 or one.level1 or "未命名指标"


def item_of(
    index: int, one: model.Indicator, year: int | None, implied: Number | None
) -> Item:
    """An indicator as rules look at it; ``implied`` is its weight where none is printed."""
    level2, name = one.level2 or "", one.level3 or ""
    target = parse_target(one.target or "", level2, year=year)
    actual = parse_actual(one.actual or "", level2, year=year)
    kind = level1_kind(one.level1)
    weight = number(one.weight)
    is_cost = is_cost_level(one.level1, one.level2)
    return Item(
        path=f"indicators[{index}]",
        source=one,
        name=name,
        kind=kind,
        target=target,
        actual=actual,
        sense=_sense(target, level2, name, is_cost),
        weight=implied if weight is None else weight,
        score=number(one.score),
        implied=weight is None and implied is not None,
        is_rate=kind == EXECUTION or names_execution(name) or names_execution(level2),
        is_cost=is_cost,
        is_deduction=kind == DEDUCTION,
    )


def _sense(target: Target, level2: str, name: str, is_cost: bool) -> str:
    if target.kind == NUMBER and target.operator is None and not is_cost and target.value != 0:
        if is_unwanted(name) or is_unwanted(target.prefix):
            return ""
        if not target.percent and (is_amount(name) or is_duration(name)):
            return ""
        return FORWARD
    if is_cost and target.kind == NUMBER and target.operator is None:
        return "" if "节约" in name or "节约" in level2 else REVERSE
    return sense_of(target, level2)
