"""Sums over many forms, with pandas: by unit, and by 行类 and money unit to check the summary."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from zipingbiao.merge.amounts import AMOUNTS, ROW_CLASSES, execution_rate
from zipingbiao.merge.gists import AmountGist, UnitGist
from zipingbiao.merge.records import CheckRow, UnitRow

#: Sums are shown to this many decimals, which hides what binary fractions add.
_DECIMALS = 8


def check_rows(amounts: Iterable[AmountGist]) -> list[CheckRow]:
    """What was read, added up by 行类 and money unit; straight from the forms."""
    lines = [(one.row_class, one.money_unit, one.rows, *one.amounts) for one in amounts]
    keys = ["row_class", "money_unit"]
    columns = [*keys, "rows", *AMOUNTS]
    frame = pd.DataFrame(lines, columns=columns).astype(dict.fromkeys(AMOUNTS, float))
    frame["row_class"] = pd.Categorical(frame["row_class"], ROW_CLASSES, ordered=True)
    groups = frame.groupby(keys, observed=True)
    sums = groups[list(AMOUNTS)].sum(min_count=1)
    sums.insert(0, "rows", groups["rows"].sum())
    return [
        CheckRow(str(row_class), str(money_unit), int(rows), *map(_figure, amounts))
        for row_class, money_unit, rows, *amounts in sums.reset_index().itertuples(index=False)
    ]


def unit_rows(forms: Iterable[UnitGist]) -> list[UnitRow]:
    """Each unit's forms by category: how many, their 总额 in 万元, their mean score."""
    frame = pd.DataFrame(list(forms), columns=UnitGist._fields)
    frame = frame.astype(dict.fromkeys(("budget", "executed", "score"), float))
    frame.insert(2, "forms", 1)
    known = frame["budget"].notna() & frame["executed"].notna()
    for name in ("budget", "executed"):
        frame[f"rated_{name}"] = frame[name].where(known)
    groups = frame.groupby(["unit", "category"], sort=False)
    found = groups.agg(
        forms=("forms", "sum"),
        budget=("budget", _sum),
        executed=("executed", _sum),
        rated_budget=("rated_budget", _sum),
        rated_executed=("rated_executed", _sum),
        score=("score", "mean"),
        indicators=("indicators", "sum"),
        faults=("faults", "sum"),
        errors=("errors", "sum"),
        warns=("warns", "sum"),
        infos=("infos", "sum"),
    )
    return [
        UnitRow(
            str(unit), str(category), int(count), _figure(budget), _figure(executed),
            execution_rate(_figure(whole), _figure(part)), _figure(score, 2), int(indicators),
            *map(int, found),
        )
        for unit, category, count, budget, executed, whole, part, score, indicators, *found
        in found.reset_index().itertuples(index=False)
    ]  # fmt: skip


def _sum(column: pd.Series[float]) -> float:
    return float(column.sum(min_count=1))


def _figure(number: float, decimals: int = _DECIMALS) -> int | float | None:
    """A number of pandas as the summary writes it; None where nothing was added."""
    if number != number:
        return None
    rounded = round(float(number), decimals)
    return int(rounded) if rounded.is_integer() else rounded
