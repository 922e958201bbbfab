"""Sums over many forms, with pandas: by unit, and by 行类 and money unit to check the summary."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import pandas as pd

from zipingbiao.merge.amounts import (
    AMOUNTS,
    NO_UNIT,
    ROW_CLASSES,
    TOTAL,
    amount_lines,
    is_number,
)
from zipingbiao.merge.records import CheckRow, FormRow, UnitRow
from zipingbiao.model import Figure, SelfEvaluation

#: Sums are shown to this many decimals, which hides what binary fractions add.
_DECIMALS = 8


def check_rows(forms: Iterable[SelfEvaluation]) -> list[CheckRow]:
    """What was read, added up by 行类 and money unit; straight from the forms."""
    lines = [
        (line.row_class, form.header.money_unit or NO_UNIT, *map(_number, line.amounts))
        for form in forms
        for line in amount_lines(form)
    ]
    keys = ["row_class", "money_unit"]
    frame = pd.DataFrame(lines, columns=[*keys, *AMOUNTS]).astype(dict.fromkeys(AMOUNTS, float))
    frame["row_class"] = pd.Categorical(frame["row_class"], ROW_CLASSES, ordered=True)
    groups = frame.groupby(keys, observed=True)
    sums = groups[list(AMOUNTS)].sum(min_count=1)
    sums.insert(0, "rows", groups.size())
    return [
        CheckRow(str(row_class), str(money_unit), int(rows), *map(_figure, amounts))
        for row_class, money_unit, rows, *amounts in sums.reset_index().itertuples(index=False)
    ]


def unit_rows(forms: Sequence[FormRow]) -> list[UnitRow]:
    """Each unit's forms by category: how many, their 总额 in 万元, their mean score."""
    frame = pd.DataFrame(list(_unit_lines(forms)), columns=UnitRow._fields)
    groups = frame.groupby(["unit", "category"], sort=False)
    found = groups.agg(
        forms=("forms", "sum"),
        budget=("budget", _sum),
        executed=("executed", _sum),
        score=("score", "mean"),
        indicators=("indicators", "sum"),
        faults=("faults", "sum"),
    )
    return [
        UnitRow(
            str(unit), str(category), int(count), _figure(budget), _figure(executed),
            _figure(score, 2), int(indicators), int(faults),
        )
        for unit, category, count, budget, executed, score, indicators, faults
        in found.reset_index().itertuples(index=False)
    ]  # fmt: skip


def _unit_lines(forms: Sequence[FormRow]) -> Iterator[tuple[object, ...]]:
    nothing = float("nan")
    for form in forms:
        counts = form.row_class == TOTAL
        budget = _number(form.budget_wan) if counts else nothing
        executed = _number(form.executed_wan) if counts else nothing
        score = _number(form.score)
        numbers = (1, budget, executed, score, form.indicators, form.faults)
        yield (form.unit or NO_UNIT, form.category, *numbers)


def _sum(column: pd.Series[float]) -> float:
    return float(column.sum(min_count=1))


def _number(figure: Figure) -> float:
    return float(figure) if is_number(figure) else float("nan")


def _figure(number: float, decimals: int = _DECIMALS) -> int | float | None:
    """A number of pandas as the summary writes it; None where nothing was added."""
    if number != number:
        return None
    rounded = round(float(number), decimals)
    return int(rounded) if rounded.is_integer() else rounded
