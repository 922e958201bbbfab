"""The forms of the demonstration: all of them right, of this year and of the year before."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from zipingbiao.demo.plan import Kind, Plan, Unit
from zipingbiao.model import FundLine, Goal, Header, Indicator, SelfEvaluation, Total

LAYOUT = "national-project"
TITLE = "项目支出绩效自评表"
_SOURCES = ("当年财政拨款", "上年结转资金", "其他资金")
#: Shares of the budget that were spent, one project after the other.
_SHARES = (1.0, 0.98, 0.96, 1.0, 0.97, 0.995, 0.96, 1.0)
_EXECUTION = 10
#: What was aimed at the year before, beside this year: the first unit has lowered its aims since.
_LOWERED, _RAISED = 1.25, 0.9
_AT_LEAST = re.compile(r"≥(\d+)(?![\d%])")


class Filed(NamedTuple):
    """A form and the unit that filed it."""

    unit: Unit
    kind: Kind
    form: SelfEvaluation

    @property
    def name(self) -> str:
        """The name of its workbook."""
        return f"{self.unit.name}_{self.kind.name}.xlsx"


def forms_of(plan: Plan, year: int) -> Iterator[Filed]:
    """The forms of a year, unit by unit."""
    number = 0
    for size, unit in enumerate(plan.units):
        for kind in plan.kinds:
            budget = round(kind.budget * (0.8 + 0.05 * size) * (1 + 0.04 * (year - plan.year)), 2)
            yield Filed(unit, kind, _form(plan, unit, kind, year, budget, _SHARES[number % 8]))
            number += 1


def _target(target: str, factor: float) -> str:
    """A target of at least some number, so much lower or higher; any other as it is."""
    return _AT_LEAST.sub(lambda found: f"≥{max(1, round(int(found[1]) * factor))}", target)


def _form(
    plan: Plan, unit: Unit, kind: Kind, year: int, budget: float, share: float
) -> SelfEvaluation:
    executed = round(budget * share, 2)
    rate = round(executed / budget, 4)
    earned = round(_EXECUTION * rate, 2)
    name = f"{kind.name}项目"
    factor = 1.0 if year == plan.year else _LOWERED if unit == plan.units[0] else _RAISED
    indicators = tuple(
        Indicator(
            level1,
            level2,
            level3,
            target=_target(target, factor),
            actual=actual.replace(str(plan.year), str(year)),
            weight=weight,
            score=weight,
        )
        for level1, level2, level3, target, actual, weight in kind.indicators
    )
    score = round(sum(float(one.score or 0) for one in indicators) + earned, 2)
    return SelfEvaluation(
        layout=LAYOUT,
        title=TITLE,
        year=year,
        header=Header(name, unit.department, unit.name, "万元"),
        funds=(
            FundLine("年度资金总额", budget, budget, None, executed, rate, _EXECUTION, earned),
            FundLine(_SOURCES[0], budget, budget, None, executed, rate),
            *(FundLine(source) for source in _SOURCES[1:]),
        ),
        goals=(Goal(kind.goal, kind.result),),
        indicators=indicators,
        total=Total(100, score),
    )
