"""Every score of a form computed anew, each with the way to it.

What is printed stays beside what it should be. Where a person must judge, the printed score is
taken over and said to be so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import NamedTuple

from zipingbiao.domain.comparisons import same
from zipingbiao.domain.figures import added, is_number
from zipingbiao.domain.items import (
    EXECUTED,
    EXTRA,
    LOST,
    execution_line,
    groups_are_full,
    is_scored_by_rate,
    roles_of,
)
from zipingbiao.domain.levels import ADDITION, DEDUCTION, EXECUTION
from zipingbiao.domain.unread import has_unread
from zipingbiao.errors import ZpbError
from zipingbiao.model import (
    BudgetLine,
    Figure,
    FundLine,
    Indicator,
    Payment,
    SelfEvaluation,
    Task,
)
from zipingbiao.scoring.comparison import percent
from zipingbiao.scoring.completion import points
from zipingbiao.scoring.execution import capped, rate, rate_points, rating_of
from zipingbiao.scoring.functions import is_clause
from zipingbiao.scoring.profile import Profile
from zipingbiao.scoring.trace import Input, Number, Trace
from zipingbiao.values.numbers import half_up, write_number

_RateLine = FundLine | BudgetLine | Task | Payment
_BUDGETS = {"budget": "全年预算数", "initial_budget": "年初预算数"}
#: `earned` or `deducted`.
_Giving = Callable[..., Number | None]
_DIFFERENCE = re.compile(r"(.+?)(?:预决算|预算决算|预算)差异率")


@dataclass(frozen=True, slots=True)
class Rescored:
    """One score: where it stands, what is printed, what it should be, why.

    ``computed`` is None where a person must judge or the form does not say enough. ``digits``
    are those to which the profile rounds such a number.
    """

    field: str
    name: str
    printed: Figure
    computed: Number | None
    trace: Trace
    digits: int = 2

    @property
    def agrees(self) -> bool:
        """Whether the printed score is the computed one (or nothing can be computed).

        A cell may hold more digits than the profile asks for.
        """
        if self.computed is None:
            return True
        if not isinstance(self.printed, int | float):
            return False
        return same(self.printed, self.computed) or same(
            half_up(self.printed, self.digits), self.computed
        )


@dataclass(frozen=True, slots=True)
class RescoredForm:
    """All scores of a form under one profile; ``rating`` is 优, 良, 中 or 差 of the total."""

    form: SelfEvaluation
    profile: Profile
    scores: tuple[Rescored, ...]
    rating: str | None


def rescore(form: SelfEvaluation, profile: Profile) -> RescoredForm:
    """Score a form anew."""
    scores = list(_Rescorer(form, profile).scores())
    total = next((one.computed for one in scores if one.field == "total.score"), None)
    return RescoredForm(
        form, profile, tuple(scores), None if total is None else rating_of(total, profile)
    )


class _Rescorer:
    """Scores one form."""

    def __init__(self, form: SelfEvaluation, profile: Profile) -> None:
        self.form = form
        self.profile = profile
        self.cells = form.cells
        self.roles = roles_of(form)
        #: The line of the funds that stands for the execution; its points are the rate's.
        self.line = execution_line(form.funds)
        self._weights = {group.level1: group.weight for group in form.groups}
        self._group_fields = {
            group.level1: f"groups[{index}].weight" for index, group in enumerate(form.groups)
        }
        self._sizes: dict[str | None, int] = {}
        for one in form.indicators:
            self._sizes[one.level1] = self._sizes.get(one.level1, 0) + 1

    def scores(self) -> Iterator[Rescored]:
        """Rates and their points, indicators, the total."""
        parts: list[_Part] = []
        share = None
        for index, line in enumerate(self.form.funds):
            found = self._fund_rate(index, line)
            if found is not None:
                yield found
                share = found.computed if index == self.line else share
        yield from self._table_rates()
        if self.line is not None and self.form.funds[self.line].weight is not None:
            scored = self._rate_points(self.line, self.form.funds[self.line], share)
            yield scored
            if self.roles.funds_count:
                parts.append(_Part(scored, _taken(scored, EXECUTED), EXECUTED))
        rows = zip(self.form.indicators, self.roles.indicators, strict=True)
        for index, (indicator, role) in enumerate(rows):
            scored = self._indicator(index, indicator, role, share)
            yield scored
            parts.append(_Part(scored, _taken(scored, role), role))
        if self.form.total.score is not None or any(one.points is not None for one in parts):
            yield self._total(parts, share)

    # Rates

    def _fund_rate(self, index: int, line: FundLine) -> Rescored | None:
        """The rate of a fund line, over the amount that the profile names."""
        if line.rate is None and (index != self.line or line.executed is None):
            return None
        name = f"{line.source or ''}执行率"
        return self._rate(f"funds[{index}]", name, line, "executed", self.profile.rate_denominator)

    def _table_rates(self) -> Iterator[Rescored]:
        """The rates that the tables of the form print."""
        tables = self.form.tables
        lines: list[tuple[str, str | None, _RateLine, str]] = []
        for index, budgeted in enumerate(tables.expenditure):
            lines.append((f"expenditure[{index}]", budgeted.name, budgeted, "executed"))
        for index, task in enumerate(tables.tasks):
            lines.append((f"tasks[{index}]", task.name, task, "executed"))
        for index, payment in enumerate(tables.payments):
            lines.append((f"payments[{index}]", payment.item or payment.no, payment, "used"))
        for field, name, line, over in lines:
            if line.rate is not None:
                under = "budget" if over == "used" else self.profile.rate_denominator
                yield self._rate(f"tables.{field}", f"{name or ''}执行率", line, over, under)

    def _rate(self, field: str, name: str, line: _RateLine, over: str, under: str) -> Rescored:
        trace = Trace("ZPB_RATE")
        done, budget = getattr(line, over), getattr(line, under)
        computed = self._number(trace, lambda: rate(done, budget, self.profile, trace))
        self._place(trace, {"执行数": f"{field}.{over}", "预算数": f"{field}.{under}"})
        found = Rescored(
            f"{field}.rate", name, line.rate, computed, trace, self.profile.rate_digits
        )
        if not found.agrees:
            self._tell_other_budget(line, done, under, found)
        return found

    def _tell_other_budget(
        self, line: _RateLine, done: Figure, under: str, found: Rescored
    ) -> None:
        """Say so where the printed rate is that of the other budget."""
        other = "initial_budget" if under == "budget" else "budget"
        try:
            share = rate(done, getattr(line, other, None), self.profile)
        except ZpbError:
            return
        if share is not None and replace(found, computed=share).agrees:
            found.trace.also(percent(share * 100), f"以{_BUDGETS[other]}为分母，即表上所印，")

    def _rate_points(self, index: int, line: FundLine, share: Number | None) -> Rescored:
        trace, path = Trace("ZPB_RATE_SCORE"), f"funds[{index}]"
        computed = self._number(trace, lambda: self._for_rate(line.weight, share, trace))
        self._place(trace, {"执行率": f"{path}.rate", "分值": f"{path}.weight"})
        name, digits = f"{EXECUTION}得分", self.profile.points_digits
        return Rescored(f"{path}.score", name, line.score, computed, trace, digits)

    def _for_rate(self, weight: Figure, share: Number | None, trace: Trace) -> Number | None:
        """Points for the computed rate; what the printed one would give stands beside them."""
        shown = None if self.line is None else self.form.funds[self.line].rate
        taken = share if share is not None else shown
        trace.put("执行率", percent(taken * 100) if isinstance(taken, int | float) else taken)
        trace.put("分值", weight)
        if isinstance(shown, int | float) and share is not None and not same(shown, share):
            trace.say(
                f"表上印作 {percent(shown * 100)}，按执行数 ÷ 预算数应为 {percent(share * 100)}"
            )
        result = rate_points(taken, weight, self.profile, trace)
        printed = shown if isinstance(shown, int | float) else None
        other = rate_points(printed, weight, self.profile)
        if other is not None and other != result:
            trace.also(other, "若按表上所印的执行率")
        return result

    # Indicators

    def _indicator(self, index: int, one: Indicator, role: str, share: Number | None) -> Rescored:
        field = f"indicators[{index}]"
        trace = Trace("ZPB_SCORE")
        weight = one.weight if one.weight is not None else self._weight_of_group(one)
        name = one.level3 or one.level1 or f"第 {index + 1} 个指标"
        computed = self._number(trace, lambda: self._points(one, role, weight, share, trace))
        leaves = {"年度指标值": "target", "实际完成值": "actual", "分值": "weight", "值": "actual"}
        leaves["评分标准"] = "criterion" if one.criterion else "target"
        places = {key: f"{field}.{leaf}" for key, leaf in leaves.items()}
        if one.weight is None:
            places["分值"] = self._group_fields.get(one.level1 or "", "")
        self._place(trace, places | {"执行率": f"funds[{self.line}].rate"})
        digits = self.profile.points_digits
        return Rescored(f"{field}.score", name, one.score, computed, trace, digits)

    def _weight_of_group(self, one: Indicator) -> Figure:
        """A group of one indicator gives it all its points."""
        return self._weights.get(one.level1 or "") if self._sizes[one.level1] == 1 else None

    def _points(
        self, one: Indicator, role: str, weight: Figure, share: Number | None, trace: Trace
    ) -> Number | None:
        if role == EXECUTED and share is not None and is_scored_by_rate(one):
            trace.say(f"{EXECUTION}指标按资金表的执行率计算")
            return self._for_rate(weight, share, trace)
        clause = one.criterion or (one.target if one.target and is_clause(one.target) else None)
        if role in (LOST, EXTRA):
            return self._signed(one, role, clause, weight, trace)
        if weight is None:
            trace.put("年度指标值", one.target)
            trace.put("实际完成值", one.actual)
            trace.say("表上没有这个指标的分值，不能计算得分")
            return None
        if clause is not None:
            from zipingbiao.scoring.clause import earned

            return self._by_clause(earned, one, clause, weight, trace)
        kind = one.level2 or ""
        year = self.form.year
        return points(one.target, one.actual, weight, kind, self.profile, trace, year=year)

    def _signed(
        self, one: Indicator, role: str, clause: str | None, weight: Figure, trace: Trace
    ) -> Number | None:
        """Points taken off, as the clause says; what is added or has no clause a person decides."""
        from zipingbiao.scoring.clause import deducted

        if role == LOST and clause is not None:
            lost = self._by_clause(deducted, one, clause, weight, trace)
            return -lost if lost and is_number(one.score) and one.score < 0 else lost
        trace.put("实际完成值", one.actual)
        trace.say(f"{DEDUCTION if role == LOST else ADDITION}由评价人判断")
        return None

    def _by_clause(
        self, give: _Giving, one: Indicator, clause: str, weight: Figure, trace: Trace
    ) -> Number | None:
        """What a clause gives or takes: ``give`` is `earned` or `deducted`."""
        from zipingbiao.scoring.clause import Contradiction, NotUnderstood, parse_clause

        parsed = parse_clause(clause)
        if isinstance(parsed, NotUnderstood | Contradiction):
            trace.put("评分标准", f"「{clause}」")
            trace.say(parsed.sentence.rstrip("。"))
            return None
        full = weight if isinstance(weight, int | float) else None
        if one.actual is None:
            trace.put("评分标准", f"「{clause}」")
            trace.put("分值", weight)
            trace.say("表上没有实际值，由评价人按评分标准判断")
            return None
        goal, kind = (None if clause == one.target else one.target), one.level2 or ""
        result = give(parsed, one.actual, full, self.profile, trace, target=goal, kind=kind)
        exact = self._exact_difference(one)
        if exact is not None and result is not None:
            other = give(parsed, exact, full, self.profile, target=goal, kind=kind)
            if other is not None and other != result:
                trace.also(other, f"按收支表算得的 {exact} 计")
        return result

    def _exact_difference(self, one: Indicator) -> str | None:
        """The difference between budget and initial budget that the form's own table gives."""
        match = _DIFFERENCE.match(one.level3 or "")
        if match is None:
            return None
        for line in (*self.form.tables.revenue, *self.form.tables.expenditure):
            numbers = (line.initial_budget, line.budget)
            if match[1] in (line.name or "") and all(isinstance(n, int | float) for n in numbers):
                before, after = (Decimal(str(number)) for number in numbers)
                if before:
                    return f"{(after - before) / before * 100:.3f}%"
        return None

    # The total

    def _total(self, parts: Sequence[_Part], share: Number | None) -> Rescored:
        trace = Trace("总分")
        known = [one for one in parts if one.points is not None]
        for one in known:
            if one.points or one.role not in (LOST, EXTRA):
                trace.put(one.scored.name, one.points, self.cells.get(one.scored.field))
        missing = len(parts) - len(known)
        computed: Number | None = None
        if groups_are_full(self.form.indicators):
            trace.say("各一级指标的分值各自合计 100，按其权重折算，不能直接合计")
        elif missing:
            trace.say(f"有 {missing} 个得分既没有印，也算不出来，不能合计")
        elif has_unread(self.form, "score"):
            trace.say("得分一栏有数没有读出，不能合计")
        else:
            computed = capped(_sum(known, trace), share, self.profile, trace)
            trace.result = computed
        digits = self.profile.total_digits
        return Rescored("total.score", "总分", self.form.total.score, computed, trace, digits)

    # Traces

    def _number(self, trace: Trace, compute: Callable[[], Number | None]) -> Number | None:
        """Compute; what cannot be read is a step of the trace, not an error."""
        try:
            result = compute()
        except ZpbError as error:
            trace.say(error.reason.rstrip("。"))
            return None
        trace.result = trace.result if trace.result is not None else result
        return result

    def _place(self, trace: Trace, fields: Mapping[str, str]) -> None:
        """Say in which cell each input stands."""
        trace.inputs[:] = [
            Input(one.name, one.shown, self.cells.get(fields.get(one.name, "")))
            for one in trace.inputs
        ]


class _Part(NamedTuple):
    """A score that counts in the total, with its points and what it counts as."""

    scored: Rescored
    points: Number | None
    role: str


def _sum(parts: Sequence[_Part], trace: Trace) -> Number:
    """What is earned and added less what is lost."""
    sums = {
        role: added(one.points or 0 for one in parts if one.role == role) for role in (LOST, EXTRA)
    }
    earned = [one.points or 0 for one in parts if one.role not in sums]
    off = f"，减去扣分 {write_number(sums[LOST])}" if sums[LOST] else ""
    more = f"，加上加分 {write_number(sums[EXTRA])}" if sums[EXTRA] else ""
    trace.say(f"{len(earned)} 个得分相加{off}{more}")
    return added([*earned, sums[EXTRA], -sums[LOST]])


def _taken(scored: Rescored, role: str) -> Number | None:
    """What counts in the total: the computed score, else the printed one; off is off either way."""
    points = scored.computed
    if points is None and is_number(scored.printed):
        points = scored.printed
        scored.trace.say(f"由人评定，照所印 {points} 分计入")
    if role == LOST:
        return abs(points or 0)
    return 0 if points is None and role == EXTRA else points
