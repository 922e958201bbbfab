"""The rows of a form as rules look at them: amounts with their rate, indicators with points."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
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
    speaks_of_saving,
)
from zipingbiao.scoring.comparison import Comparison, compare, order
from zipingbiao.scoring.profile import Profile
from zipingbiao.values.numbers import Number
from zipingbiao.values.targets import (
    EQUAL,
    FORWARD,
    NUMBER,
    REVERSE,
    Target,
    parse_actual,
    parse_target,
)
from zipingbiao.values.text import fold

#: A name shorter than this may well be its own target (合格).
_LONG_NAME = 7
#: Two texts that differ by more characters than this differ by more than blanks.
_BLANKS = 4
_TOTAL = re.compile(r"总额|总计|合计|小计|^预算数$|^全年预算$|资金总")


def number(figure: object) -> Number | None:
    """The figure where it is a number, None for a blank and for what can't be read."""
    kind = figure.__class__
    return figure if kind is int or kind is float else None  # type: ignore[return-value]


class Line(NamedTuple):
    """A row of amounts: of the funds, of the tables of a department, of payments.

    ``table`` is its list (``funds``, ``tables.tasks``), ``total`` whether it sums up others.
    ``base`` is what its rate is measured by (the budget, in some regions the initial one),
    ``other`` the budget that it is not measured by.
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
    base: Number | None
    other: Number | None

    @property
    def true_rate(self) -> float | None:
        """Executed over budget; None where one of them is missing or the budget is 0."""
        return self.executed / self.base if self.executed is not None and self.base else None

    @property
    def other_rate(self) -> float | None:
        """Executed over the budget that it should not be measured by."""
        return self.executed / self.other if self.executed is not None and self.other else None


def is_total_name(name: str) -> bool:
    """Whether a row's name says that it sums up others."""
    return _TOTAL.search(name) is not None


def fund_lines(funds: Sequence[model.FundLine], initially: bool) -> tuple[Line, ...]:
    """The rows of 项目资金; the first is the total where its name says so.

    ``initially``: rates are measured by the initial budget.
    """
    return tuple(_fund_line(index, fund, initially) for index, fund in enumerate(funds))


def _fund_line(index: int, fund: model.FundLine, initially: bool) -> Line:
    name = fund.source or ""
    initial, budget = number(fund.initial_budget), number(fund.budget)
    return Line(
        path=f"funds[{index}]",
        table="funds",
        name=name,
        total=index == 0 and (not name or is_total_name(name)),
        initial=initial,
        budget=budget,
        received=number(fund.received),
        executed=number(fund.executed),
        rate=number(fund.rate),
        weight=number(fund.weight),
        score=number(fund.score),
        base=initial if initially else budget,
        other=budget if initially else initial,
    )


def table_lines(
    table: str, rows: Sequence[model.BudgetLine | model.Task], initially: bool
) -> tuple[Line, ...]:
    """The rows of 收支情况 or 主要任务."""
    return tuple(_table_line(table, index, row, initially) for index, row in enumerate(rows))


def _table_line(
    table: str, index: int, row: model.BudgetLine | model.Task, initially: bool
) -> Line:
    initial, budget = number(row.initial_budget), number(row.budget)
    return Line(
        path=f"{table}[{index}]",
        table=table,
        name=row.name or "",
        total=is_total_name(row.name or ""),
        initial=initial,
        budget=budget,
        received=None,
        executed=number(row.executed),
        rate=number(row.rate),
        weight=None,
        score=None,
        base=initial if initially else budget,
        other=budget if initially else initial,
    )


def payment_lines(rows: Sequence[model.Payment]) -> tuple[Line, ...]:
    """The rows of a 支付明细表: used counts as executed, requested as received."""
    return tuple(_payment_line(index, row) for index, row in enumerate(rows))


def _payment_line(index: int, row: model.Payment) -> Line:
    budget = number(row.budget)
    return Line(
        path=f"tables.payments[{index}]",
        table="tables.payments",
        name=row.item or "",
        total=is_total_name(row.item or ""),
        initial=None,
        budget=budget,
        received=number(row.requested),
        executed=number(row.used),
        rate=number(row.rate),
        weight=None,
        score=None,
        base=budget,
        other=None,
    )


class Item(NamedTuple):
    """An indicator with what follows from its words.

    ``weight`` may be implied: points of a group that prints them, shared alike. ``met`` and
    ``share`` (actual over target) are None where nobody can tell, also where the name leaves in
    doubt whether more is better.
    """

    path: str
    source: model.Indicator
    name: str
    kind: str | None
    target: Target
    actual: Target
    result: Comparison
    met: bool | None
    share: Number | None
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

    @property
    def pair(self) -> str:
        """Target and actual as a message shows them: ``≥10 → 15``."""
        return f"{self.source.target or '空白'} → {self.source.actual or '空白'}"

    @property
    def copies_name(self) -> bool:
        """Whether the target only repeats a name that is no value itself."""
        target, name = self.source.target or "", self.name
        if len(name) < _LONG_NAME or abs(len(target) - len(name)) > _BLANKS:
            return False
        return fold(target) == fold(name)

    @property
    def rising(self) -> bool:
        """Whether more is surely better, or just so much is asked."""
        return self.result.sense in (FORWARD, EQUAL) and self.met is not None


def item_of(
    index: int, one: model.Indicator, year: int | None, implied: Number | None, profile: Profile
) -> Item:
    """An indicator as rules look at it; ``implied`` is its weight where none is printed."""
    level2, name = one.level2 or "", one.level3 or ""
    target = parse_target(one.target or "", level2, year=year)
    if one.operator is not None and target.operator is None and target.kind == NUMBER:
        target = target._replace(operator=one.operator)
    actual = parse_actual(one.actual or "", level2, year=year)
    kind, is_cost, is_rate, told = _levels(one.level1, level2)
    if is_cost and target.operator is None:
        saving = speaks_of_saving(name) or speaks_of_saving(level2)
        told = FORWARD if saving else REVERSE
    result = compare(target, actual, told, profile)
    doubtful = _is_doubtful(target, level2, name, is_cost)
    weight = number(one.weight)
    return Item(  # in the order of its fields: there are many of them, and names cost time
        f"indicators[{index}]",
        one,
        name,
        kind,
        target,
        actual,
        result,
        _equal(result) if doubtful else result.reached,
        None if doubtful else _share(result),
        implied if weight is None else weight,
        number(one.score),
        weight is None and implied is not None,
        is_rate or names_execution(name),
        is_cost,
        kind == DEDUCTION,
    )


@lru_cache(maxsize=4096)
def _levels(level1: str | None, level2: str) -> tuple[str | None, bool, bool, str]:
    """The kind of the first, whether a cost, whether the execution rate, what is compared."""
    kind = level1_kind(level1)
    is_rate = kind == EXECUTION or names_execution(level2)
    return kind, is_cost_level(level1, level2), is_rate, "" if "成本" in level2 else level2


def _is_doubtful(target: Target, level2: str, name: str, is_cost: bool) -> bool:
    """Whether neither sign nor level says that more is better, and the name may mean less."""
    if target.kind != NUMBER or target.operator is not None or is_cost or target.value == 0:
        return False
    if is_unwanted(name) or is_unwanted(target.prefix):
        return True
    return not target.percent and (is_amount(name) or is_duration(name) or "时效" in level2)


def _equal(result: Comparison) -> bool | None:
    goal, actual = result.goal, result.actual
    same = goal is not None and actual is not None and order(actual, goal) == 0
    return True if same else None


def _share(result: Comparison) -> Number | None:
    if result.goal and result.actual is not None and result.goal > 0:
        return result.actual / result.goal
    return None
