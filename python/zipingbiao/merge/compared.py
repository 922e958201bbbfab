"""What a director asks of all forms together: groups, ranks, distribution, what stands out.

Money is in 万元. Where a department or a unit has forms of the whole (部门整体) beside its
projects, its money is theirs; rates and shares are fractions.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd

from zipingbiao.domain.figures import is_number
from zipingbiao.domain.owners import distinct_names, filer_of
from zipingbiao.merge.amounts import execution_rate
from zipingbiao.merge.arrangement import Filed, Line
from zipingbiao.merge.findings import cure_of
from zipingbiao.merge.records import (
    BandRow,
    DepartmentRow,
    KindRow,
    MoneyRow,
    OutlierRow,
    RuleRow,
    WorstRow,
)
from zipingbiao.merge.words import NAMELESS, SEVERITIES, WHOLE
from zipingbiao.model import Figure
from zipingbiao.report.codes import entry_of
from zipingbiao.values.text import fold

#: So many units are shown in a chart, so many rules, so many lines of what is worst.
_BIGGEST, _MOST_RULES, _WORST = 8, 10, 10
#: So many characters of a name have room at the axis of a chart.
_AXIS = 12
#: So many lines of what stands out; the rest is told by its number.
_MOST_OUTLIERS = 200
#: Below it execution is low; from there on a score is high.
_LOW, _HIGH = 0.6, 0.9
#: Beyond it a rate is no execution any more.
_IMPOSSIBLE = 2.0
#: So many forms with full points throughout tell something of a unit.
_FULL_FORMS, _FULL_ROWS = 2, 3
#: Bands by their least points; a band reaches up to the next.
_BANDS = (
    ("不到60", 0), ("60起", 60), ("70起", 70), ("80起", 80), ("85起", 85), ("90起", 90),
    ("95起", 95), ("满分", 100),
)  # fmt: skip
#: The band of the forms that have no rating.
_UNRATED = "没有评级"
#: So many kinds of findings are named where a form is told of.
_NAMED = 2
_DECIMALS = 8
_MANY_YEARS = 4
_COLUMNS = (
    "department_key", "department", "unit_key", "unit", "project", "year", "category", "budget",
    "executed", "score", "share", "scored", "full", "digest", "faults", "errors", "gravest",
    "link",
)  # fmt: skip


class Compared(NamedTuple):
    """The lists of 首页 and 分析, by their names in the template; the rows of 问题统计."""

    lists: Mapping[str, Sequence[object]]
    rules: Sequence[RuleRow]
    scalars: Mapping[str, int | str | None]


def compared(
    lines: Sequence[Line], first: int, sheet: str, tally: Mapping[tuple[str, str], int]
) -> Compared:
    """Compare the forms on the lines of 汇总表, whose ``first`` stands in that row of ``sheet``."""
    frame = _frame(lines, first, sheet)
    rules = rule_rows(tally)
    lists: dict[str, Sequence[object]] = {
        "kind": _kinds(frame),
        "department": _departments(frame),
        "big": _biggest(frame),
        "band": _bands(frame),
        "worst": _worst(frame),
        "outlier": _outliers(frame),
        "often": rules[:_MOST_RULES],
    }
    years = sorted({int(year) for year in frame["year"].dropna()})
    scalars: dict[str, int | str | None] = {
        "unit_count": int(frame.loc[frame["unit_key"] != "", "unit_key"].nunique()),
        "years": "、".join(map(str, years)) + " 年度" if 0 < len(years) < _MANY_YEARS else "",
    }
    return Compared(lists, rules, scalars)


def _frame(lines: Sequence[Line], first: int, sheet: str) -> pd.DataFrame:
    """One row a form, in the order of 汇总表."""
    placed = [
        (row, line.what.gist.facts, line.what.gist.unit)
        for row, line in enumerate(lines, first)
        if isinstance(line.what, Filed)
    ]
    names = distinct_names([filer_of(facts.unit, facts.department) for _, facts, _ in placed])
    rows = [
        (
            fold(facts.department or facts.unit),
            facts.department or facts.unit or NAMELESS,
            fold(name),
            name or NAMELESS,
            facts.project, facts.year, unit.category, unit.budget, unit.executed, unit.score,
            facts.share, facts.scored, facts.full, facts.digest, unit.faults, unit.errors,
            unit.gravest, f"#{sheet}!A{row}",
        )
        for (row, facts, unit), name in zip(placed, names, strict=True)
    ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=list(_COLUMNS))
    numbers = dict.fromkeys(("budget", "executed", "score", "share", "year"), float)
    frame = frame.astype(numbers)
    frame["whole"] = frame["category"] == WHOLE
    known = frame["budget"].notna() & frame["executed"].notna() & (frame["budget"] > 0)
    frame["rate"] = (frame["executed"] / frame["budget"]).where(known)
    frame["name"] = frame["project"].where(frame["project"].notna(), frame["category"])
    return frame


def _money(group: pd.DataFrame) -> pd.DataFrame:
    """The forms of a group whose money is added up."""
    parts = group[~group["whole"]]
    return parts if parts["budget"].notna().any() or parts["executed"].notna().any() else group


def _rate(group: pd.DataFrame) -> int | float | None:
    """The rate of the forms of which both amounts are known."""
    known = group[group["budget"].notna() & group["executed"].notna()]
    return execution_rate(_figure(known["budget"].sum()), _figure(known["executed"].sum()))


def _kinds(frame: pd.DataFrame) -> list[KindRow]:
    return [KindRow(str(name)) for name in frame["category"].drop_duplicates()]


def _departments(frame: pd.DataFrame) -> list[DepartmentRow]:
    rows = []
    for _, group in frame.groupby("department_key", sort=False):
        money, scored = _money(group), group.dropna(subset=["share"])
        weighed = scored[scored["budget"] > 0]
        weight = weighed["budget"].sum()
        rows.append(
            DepartmentRow(
                str(group["department"].iloc[0]),
                int(group["unit_key"].nunique()),
                len(group),
                _figure(money["budget"].sum(min_count=1)),
                _figure(money["executed"].sum(min_count=1)),
                _rate(money),
                _figure(scored["share"].mean() * 100, 2),
                _figure((weighed["share"] * weighed["budget"]).sum() / weight * 100, 2)
                if weight
                else None,
                int(group["faults"].sum()),
            )
        )
    return sorted(rows, key=lambda row: -_number(row.budget))


def _biggest(frame: pd.DataFrame) -> list[MoneyRow]:
    """The units with the largest budgets."""
    rows = []
    for _, group in frame.groupby("unit_key", sort=False):
        money = _money(group)
        budget = _figure(money["budget"].sum(min_count=1))
        executed = _figure(money["executed"].sum(min_count=1))
        if budget is not None:
            name = str(group["unit"].iloc[0])
            rows.append(MoneyRow(name, _short(name), budget, executed, _rate(money)))
    return sorted(rows, key=lambda row: -_number(row.budget))[:_BIGGEST]


def _short(name: str) -> str:
    """A name as the axis of a chart holds it: its beginning and its end."""
    if len(name) <= _AXIS:
        return name
    half = _AXIS // 2
    return f"{name[:half]}…{name[-half:]}"


def _bands(frame: pd.DataFrame) -> list[BandRow]:
    points = (frame["share"].dropna() * 100).round(_DECIMALS)
    edges = [least for _, least in _BANDS]
    found = pd.cut(points, [*edges, float("inf")], right=False, labels=False).value_counts()
    rows = [BandRow(name, int(found.get(at, 0))) for at, (name, _) in enumerate(_BANDS)]
    return [*rows, BandRow(_UNRATED, int(frame["share"].isna().sum()))]


def _worst(frame: pd.DataFrame) -> list[WorstRow]:
    """Half of them by their findings, half by execution; others fill up. Errors stand first."""
    weight = ["errors", "faults"]
    by_faults = frame[frame["faults"] > 0].sort_values(weight, ascending=False, kind="stable")
    far = frame["rate"].where(frame["rate"] <= _IMPOSSIBLE, -frame["rate"])
    is_far = (frame["rate"] < _LOW) | (frame["rate"] > _IMPOSSIBLE)
    by_rate = frame[is_far].loc[far[is_far].sort_values(kind="stable").index]
    half = _WORST // 2
    order = [*by_faults.index[:half], *by_rate.index[: _WORST - min(half, len(by_faults))]]
    order.extend(by_faults.index[half:])
    chosen = frame.loc[list(dict.fromkeys(order))[:_WORST]]
    chosen = chosen.sort_values(weight, ascending=False, kind="stable")
    return [_worst_row(row) for _, row in chosen.iterrows()]


def _worst_row(row: Any) -> WorstRow:
    why = []
    rate = _figure(row["rate"], 4)
    if rate is not None and (rate < _LOW or rate > _IMPOSSIBLE):
        why.append(f"执行率 {rate:.2%}" if rate <= _IMPOSSIBLE else "执行率超过 200%，请核")
    if row["faults"]:
        why.insert(0, _found_on(row))
    if row["share"] != row["share"]:
        why.append(_UNRATED)
    score = _figure(row["score"], 2)
    return WorstRow(str(row["unit"]), str(row["name"]), "；".join(why), score, str(row["link"]))


def _found_on(row: Any) -> str:
    """What is found on a form: the kinds that weigh most by name, and how much there is."""
    names = "、".join(str(entry_of(code).name) for code in row["gravest"][:_NAMED])
    more = "等" if len(row["gravest"]) > _NAMED else ""
    errors, others = int(row["errors"]), int(row["faults"] - row["errors"])
    told = [f"错误 {errors} 条"] * bool(errors) + [f"别的问题 {others} 条"] * bool(others)
    return f"{names}{more}（{'，'.join(told)}）"


def _outliers(frame: pd.DataFrame) -> list[OutlierRow]:
    """What a reviewer looks at twice; of very many the first."""
    return [*_all_full(frame), *_low_and_high(frame), *_copied(frame)][:_MOST_OUTLIERS]


def _all_full(frame: pd.DataFrame) -> Iterable[OutlierRow]:
    scored = frame[frame["scored"] > 0]
    for _, group in scored.groupby("unit_key", sort=False):
        rows = int(group["scored"].sum())
        if len(group) < _FULL_FORMS or rows < _FULL_ROWS or rows != group["full"].sum():
            continue
        first = group.iloc[0]
        why = f"{len(group)} 张表、{rows} 个指标全部满分"
        yield OutlierRow(
            "全部满分", str(first["unit"]), f"{len(group)} 张表", why, str(first["link"])
        )


def _low_and_high(frame: pd.DataFrame) -> Iterable[OutlierRow]:
    for _, row in frame[(frame["rate"] < _LOW) & (frame["share"] >= _HIGH)].iterrows():
        why = f"执行率 {row['rate']:.2%}，得分 {row['share'] * 100:.2f} 分（按百分计）"
        name = str(row["name"])
        yield OutlierRow("执行率低而得分高", str(row["unit"]), name, why, str(row["link"]))


def _copied(frame: pd.DataFrame) -> Iterable[OutlierRow]:
    """Forms of different projects or units whose indicators and targets are all the same."""
    told = frame[frame["digest"] != 0]
    distinct = told.drop_duplicates(["digest", "unit_key", "name"])["digest"].value_counts()
    shared = told[told["digest"].isin(distinct.index[distinct >= _FULL_FORMS])]
    for _, group in shared.groupby("digest", sort=False):
        first = group.iloc[0]
        others = "、".join(
            f"{row.unit} {row.name}" for row in group.iloc[1:4].itertuples(index=False)
        )
        more = "等" if len(group) > len("甲乙丙丁") else ""
        why = f"指标和指标值与「{others}」{more}完全相同，共 {len(group)} 张表"
        name = str(first["name"])
        yield OutlierRow("指标雷同", str(first["unit"]), name, why, str(first["link"]))


def rule_rows(tally: Mapping[tuple[str, str], int]) -> list[RuleRow]:
    """How often each code was found, the gravest first."""
    order = {name: at for at, name in enumerate(SEVERITIES.values())}
    rows = [
        RuleRow(code, severity, entry_of(code).name, count, cure_of(code))
        for (code, severity), count in tally.items()
    ]
    return sorted(rows, key=lambda row: (order.get(row.severity, 9), -row.times, row.code))


def _number(figure: Figure) -> float:
    return figure if is_number(figure) else 0.0


def _figure(number: float, decimals: int = _DECIMALS) -> int | float | None:
    """A number of pandas as a workbook holds it; None where there is none."""
    if number != number:
        return None
    rounded = round(float(number), decimals)
    return int(rounded) if rounded.is_integer() else rounded
