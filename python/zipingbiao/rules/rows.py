"""The rows of a form as rules look at them: amounts with their rate, indicators with points."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple, TypeVar

from zipingbiao import model
from zipingbiao.domain.changes import ways_of
from zipingbiao.domain.comparisons import order, same_rate
from zipingbiao.domain.figures import number
from zipingbiao.domain.items import EXECUTED, EXTRA, LOST
from zipingbiao.domain.levels import (
    is_cost_level,
    level1_kind,
)
from zipingbiao.domain.subjects import other_subject
from zipingbiao.domain.totals import adds_up, fund_total
from zipingbiao.domain.wording import (
    is_amount,
    is_duration,
    is_kept_low,
    is_unwanted,
    speaks_of_saving,
)
from zipingbiao.rules.shown import show_number, show_rate
from zipingbiao.scoring.comparison import Comparison, compare
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

_Row = TypeVar("_Row")
#: A name shorter than this may well be its own target (合格).
_LONG_NAME = 7
#: One rate that is of what arrived may be a slip; so many are meant.
_SEVERAL = 2
#: Two texts that differ by more characters than this differ by more than blanks.
_BLANKS = 4


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
    def is_income(self) -> bool:
        """Whether the money came in: it has no execution, and more than planned is no fault."""
        return self.table == "tables.revenue"

    @property
    def true_rate(self) -> float | None:
        """Executed over budget; None where one of them is missing or the budget is 0."""
        return self.executed / self.base if self.executed is not None and self.base else None

    @property
    def other_rate(self) -> float | None:
        """Executed over the budget that it should not be measured by."""
        return self.executed / self.other if self.executed is not None and self.other else None


def fund_lines(
    funds: Sequence[model.FundLine], initially: bool, usual: bool = True
) -> tuple[Line, ...]:
    """The rows of 项目资金. ``initially``: rates are measured by the initial budget.

    Where the frame is not the ``usual`` one, they may be of what arrived: 资金使用率.
    """
    total = fund_total(funds)
    lines = tuple(
        _fund_line(index, fund, index == total, initially) for index, fund in enumerate(funds)
    )
    if usual or not _are_of_received(lines):
        return lines
    return tuple(one._replace(base=one.received, other=one.base) for one in lines)


def _are_of_received(lines: Sequence[Line]) -> bool:
    """Whether the rates of all rows of which less arrived are of what arrived, and several are."""
    told = [
        (one.rate, one.executed / one.received)
        for one in lines
        if one.rate is not None and one.executed is not None and one.received and (
            one.base and one.received != one.base)
    ]  # fmt: skip
    return len(told) >= _SEVERAL and all(same_rate(rate, true) for rate, true in told)


def _fund_line(index: int, fund: model.FundLine, total: bool, initially: bool) -> Line:
    initial, budget = number(fund.initial_budget), number(fund.budget)
    return Line(
        path=f"funds[{index}]",
        table="funds",
        name=fund.source or "",
        total=total,
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
        total=adds_up(row.name),
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
        total=adds_up(row.item),
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
    role: str
    is_cost: bool

    @property
    def is_rate(self) -> bool:
        """Whether it is the execution rate itself."""
        return self.role == EXECUTED

    @property
    def is_deduction(self) -> bool:
        """Whether it takes points off: 扣分项."""
        return self.role == LOST

    @property
    def is_counted(self) -> bool:
        """Whether its points are among the full ones of the form."""
        return self.role not in (LOST, EXTRA)

    @property
    def subjects(self) -> tuple[str, str] | None:
        """What target and actual are of, where that differs: 收入, 支出; else None."""
        asked = self.target.prefix or self.target.text or self.name
        return other_subject(asked, self.actual.prefix)

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
    def rests(self) -> tuple[str, str, str]:
        """The fields by which its points are judged."""
        return f"{self.path}.target", f"{self.path}.actual", f"{self.path}.weight"

    @property
    def copies_name(self) -> bool:
        """Whether the target only repeats a name that is no value itself."""
        target, name = self.source.target or "", self.name
        if len(name) < _LONG_NAME or abs(len(target) - len(name)) > _BLANKS:
            return False
        return fold(target) == fold(name)

    @property
    def claims(self) -> bool:
        """Whether it claims to have earned something."""
        return bool(self.score or (self.source.score is None and self.source.completion))

    @property
    def claim(self) -> str | None:
        """What it claims to have earned, as a message says it: its points, else its completion."""
        if self.score:
            return f"得 {show_number(self.score)} 分"
        completion = self.source.completion
        if self.source.score is not None or not completion:
            return None
        shown = show_rate(completion) if isinstance(completion, int | float) else completion
        return f"印着完成程度「{shown}」"

    @property
    def rising(self) -> bool:
        """Whether more is surely better, or just so much is asked."""
        return self.result.sense in (FORWARD, EQUAL) and self.met is not None


def lacking(rows: Sequence[_Row], value: Callable[[_Row], object]) -> list[_Row]:
    """The rows that lack what more than half of them have: a column that is blank by habit is not.

    ``value`` gives what a row has; nothing, or blank, is lacking.
    """
    without = [row for row in rows if value(row) in (None, "", ())]
    return without if len(without) * 2 < len(rows) else []


def items_of(
    form: model.SelfEvaluation,
    roles: Sequence[str],
    implied: Mapping[int, Number],
    profile: Profile,
) -> tuple[Item, ...]:
    """The indicators of a form, each with its role and its weight where none is printed."""
    return tuple(
        item_of(i, one, role, form.year, implied.get(i), profile, _is_parted(form, i, one))
        for i, (one, role) in enumerate(zip(form.indicators, roles, strict=True))
    )


def _is_parted(form: model.SelfEvaluation, index: int, one: model.Indicator) -> bool:
    """Whether the unit of a target stands beside its cell, and that of the actual with it."""
    target, actual = one.target or "", one.actual or ""
    if not actual[-1:].isdigit() or target[-1:].isdigit():
        return False
    printed = form.printed.get(f"indicators[{index}].target") or ""
    return printed[-1:].isdigit() and len(printed) < len(target)


def item_of(
    index: int,
    one: model.Indicator,
    role: str,
    year: int | None,
    implied: Number | None,
    profile: Profile,
    parted: bool = False,
) -> Item:
    """An indicator as rules look at it; ``implied`` is its weight where none is printed.

    ``parted``: the unit of its target stands in a column of its own, for a bare actual as well.
    """
    level2, name = one.level2 or "", one.level3 or ""
    target = parse_target(one.target or "", level2, year=year)
    if one.operator is not None and target.operator is None and target.kind == NUMBER:
        target = target._replace(operator=one.operator)
    actual = parse_actual(one.actual or "", level2, year=year)
    if parted and actual.kind == NUMBER and not _may_lack_sign(actual):
        actual = actual._replace(unit=actual.unit or target.unit)
    is_cost = is_cost_level(one.level1, level2)
    sense = "" if "成本" in level2 else level2
    if is_cost and target.operator is None:
        saving = speaks_of_saving(name) or speaks_of_saving(level2)
        sense = FORWARD if saving else REVERSE
    result = compare(target, actual, sense, profile)
    doubtful = _is_doubtful(target, level2, name, is_cost) and not _both_fall(target, actual)
    reached = _equal(result) if doubtful else result.reached
    if actual.prefix and other_subject(name, actual.prefix) and not target.prefix:
        doubtful, reached = True, None
    if target.percent and _may_lack_sign(actual):
        as_shown = compare(target, actual._replace(unit="%"), sense, profile)
        doubtful = doubtful or as_shown.reached != result.reached
        reached = None if doubtful else reached
    weight = number(one.weight)
    return Item(  # in the order of its fields: there are many of them, and names cost time
        f"indicators[{index}]",
        one,
        name,
        level1_kind(one.level1),
        target,
        actual,
        result,
        reached,
        None if doubtful else _share(result),
        implied if weight is None else weight,
        number(one.score),
        weight is None and implied is not None,
        role,
        is_cost,
    )


def _is_doubtful(target: Target, level2: str, name: str, is_cost: bool) -> bool:
    """Whether neither sign nor level says that more is better, and the name may mean less."""
    if target.kind != NUMBER or target.operator is not None or is_cost or target.value == 0:
        return False
    if is_unwanted(name) or is_kept_low(name) or is_unwanted(target.prefix):
        return True
    return not target.percent and (is_amount(name) or is_duration(name) or "时效" in level2)


def _both_fall(target: Target, actual: Target) -> bool:
    """Whether both numbers are by how much something fell, whatever it is: 降低10%, 降低5%."""
    return ways_of(target.prefix)[0] < 0 and ways_of(actual.prefix)[0] < 0


def _may_lack_sign(actual: Target) -> bool:
    """Whether a bare number may be a fraction or per cents: 0.1 as 10% or as 0.1%."""
    return actual.kind == NUMBER and actual.unit is None and 0 < abs(actual.value or 0) < 1


def _equal(result: Comparison) -> bool | None:
    goal, actual = result.goal, result.actual
    same = goal is not None and actual is not None and order(actual, goal) == 0
    return True if same else None


def _share(result: Comparison) -> Number | None:
    if result.goal and result.actual is not None and result.goal > 0:
        return result.actual / result.goal
    return None
