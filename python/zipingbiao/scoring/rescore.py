"""Every score of a form computed anew, each with the way to it.

What is printed stays beside what it should be. Where a person must judge, the printed score is
taken over and said to be so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from zipingbiao.errors import ZpbError
from zipingbiao.model import Figure, FundLine, Indicator, SelfEvaluation
from zipingbiao.scoring.completion import points
from zipingbiao.scoring.execution import capped, rate, rate_points, rating_of
from zipingbiao.scoring.functions import is_clause
from zipingbiao.scoring.profile import Profile
from zipingbiao.scoring.trace import Input, Number, Trace
from zipingbiao.values.text import fold

_RATE_GROUP = "预算执行率"
_DEDUCTIONS = "扣分项"
_DIFFERENCE = re.compile(r"(.+?)(?:预决算|预算决算|预算)差异率")


@dataclass(frozen=True, slots=True)
class Rescored:
    """One score: where it stands, what is printed, what it should be, why.

    ``computed`` is None where a person must judge or the form does not say enough.
    """

    field: str
    name: str
    printed: Figure
    computed: Number | None
    trace: Trace

    @property
    def agrees(self) -> bool:
        """Whether the printed score is the computed one (or nothing can be computed)."""
        if self.computed is None:
            return True
        return isinstance(self.printed, int | float) and abs(self.printed - self.computed) < 1e-9


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
    return RescoredForm(form, profile, tuple(scores), None if total is None else rating_of(total, profile))


class _Rescorer:
    """Scores one form."""

    def __init__(self, form: SelfEvaluation, profile: Profile) -> None:
        self.form = form
        self.profile = profile
        self.cells = form.cells
        self._weights = {group.level1: group.weight for group in form.groups}
        self._sizes: dict[str | None, int] = {}
        for one in form.indicators:
            self._sizes[one.level1] = self._sizes.get(one.level1, 0) + 1

    def scores(self) -> Iterator[Rescored]:
        """Rates and their points, indicators, the total."""
        parts: list[tuple[str, Number | None]] = []
        total_line = self.form.funds[0] if self.form.funds else None
        share = None
        for index, line in enumerate(self.form.funds):
            found = self._rate(index, line)
            if found is not None:
                yield found
                share = found.computed if index == 0 else share
        if total_line is not None and total_line.weight is not None:
            scored = self._rate_points(total_line, share)
            yield scored
            parts.append((scored.field, _taken(scored)))
        for index, indicator in enumerate(self.form.indicators):
            scored = self._indicator(index, indicator, share)
            yield scored
            parts.append((indicator.level1 or "", _taken(scored)))
        if self.form.total.score is not None or any(value is not None for _, value in parts):
            yield self._total(parts, share)

    # Rates

    def _rate(self, index: int, line: FundLine) -> Rescored | None:
        """The rate of a fund line, over the amount that the profile names."""
        name = self.profile.rate_denominator
        budget = getattr(line, name)
        if line.rate is None and (index or line.executed is None):
            return None
        trace = Trace("ZPB_RATE")
        computed = self._number(trace, lambda: rate(line.executed, budget, self.profile, trace))
        field = f"funds[{index}]"
        self._place(trace, {"执行数": f"{field}.executed", "预算数": f"{field}.{name}"})
        return Rescored(f"{field}.rate", f"{line.source or ''}执行率", line.rate, computed, trace)

    def _rate_points(self, line: FundLine, share: Number | None) -> Rescored:
        trace = Trace("ZPB_RATE_SCORE")
        computed = self._number(
            trace, lambda: rate_points(share, line.weight, self.profile, trace)
        )
        self._place(trace, {"执行率": "funds[0].rate", "分值": "funds[0].weight"})
        return Rescored("funds[0].score", "预算执行率得分", line.score, computed, trace)

    # Indicators

    def _indicator(self, index: int, one: Indicator, share: Number | None) -> Rescored:
        field = f"indicators[{index}]"
        trace = Trace("ZPB_SCORE")
        weight = one.weight if one.weight is not None else self._weight_of_group(one)
        name = one.level3 or one.level1 or f"第 {index + 1} 个指标"
        computed = self._number(trace, lambda: self._points(one, weight, share, trace))
        places = {"年度指标值": "target", "实际完成值": "actual", "分值": "weight"}
        places |= {"评分标准": "criterion" if one.criterion else "target", "值": "actual"}
        self._place(trace, {key: f"{field}.{leaf}" for key, leaf in places.items()})
        return Rescored(f"{field}.score", name, one.score, computed, trace)

    def _weight_of_group(self, one: Indicator) -> Figure:
        """A group of one indicator gives it all its points."""
        return self._weights.get(one.level1 or "") if self._sizes[one.level1] == 1 else None

    def _points(
        self, one: Indicator, weight: Figure, share: Number | None, trace: Trace
    ) -> Number | None:
        if fold(one.level1 or "").startswith(_RATE_GROUP) and share is not None:
            trace.say("预算执行率指标按资金表的执行率计算")
            return rate_points(share, weight, self.profile, trace)
        if weight is None:
            trace.say("表上没有这个指标的分值，不能计算得分")
            return None
        clause = one.criterion or (one.target if one.target and is_clause(one.target) else None)
        if clause is not None:
            return self._by_clause(one, clause, weight, trace)
        kind = one.level2 or ""
        year = self.form.year
        return points(one.target, one.actual, weight, kind, self.profile, trace, year=year)

    def _by_clause(self, one: Indicator, clause: str, weight: Figure, trace: Trace) -> Number | None:
        from zipingbiao.scoring.clause import Contradiction, NotUnderstood, parse_clause
        from zipingbiao.scoring.clause.evaluate import earned

        parsed = parse_clause(clause)
        if isinstance(parsed, NotUnderstood | Contradiction):
            trace.say(parsed.sentence.rstrip("。"))
            return None
        full = weight if isinstance(weight, int | float) else None
        if one.actual is None:
            trace.put("评分标准", f"「{clause}」")
            trace.say("表上没有实际值，由评价人按评分标准判断")
            return None
        result = earned(parsed, one.actual, full, self.profile, trace)
        exact = self._exact_difference(one)
        if exact is not None and result is not None:
            other = earned(parsed, exact, full, self.profile)
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

    def _total(self, parts: list[tuple[str, Number | None]], share: Number | None) -> Rescored:
        trace = Trace("合计")
        known = [(name, value) for name, value in parts if value is not None]
        added = sum(value for name, value in known if not name.startswith(_DEDUCTIONS))
        lost = sum(value for name, value in known if name.startswith(_DEDUCTIONS))
        missing = len(parts) - len(known)
        computed: Number | None = None
        if missing:
            trace.say(f"有 {missing} 个得分既没有印，也算不出来，不能合计")
        else:
            trace.say(f"{len(known)} 个得分相加" + (f"，减去扣分 {lost}" if lost else ""))
            computed = capped(float(Decimal(str(added)) - Decimal(str(lost))), share, self.profile, trace)
            trace.result = computed
        return Rescored("total.score", "总分", self.form.total.score, computed, trace)

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


def _taken(scored: Rescored) -> Number | None:
    """What counts in the total: the computed score, else the printed one."""
    if scored.computed is not None:
        return scored.computed
    if isinstance(scored.printed, int | float):
        scored.trace.say(f"由人评定，照所印 {scored.printed} 分计入")
        return scored.printed
    return 0 if scored.name.startswith(_DEDUCTIONS) else None
