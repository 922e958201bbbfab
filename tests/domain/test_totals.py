"""Which row is the total, which rows only add up others."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zipingbiao.domain.totals import (
    adds_up,
    fund_listings,
    is_adding_row,
    is_grand_total,
    table_total_rows,
    total_row,
    total_rows,
)
from zipingbiao.model import BudgetLine, FundLine

HERE = Path(__file__).parent
CASES: list[dict[str, Any]] = tomllib.loads((HERE / "totals.toml").read_text("utf-8"))["case"]
ROWS: dict[str, list[str]] = tomllib.loads((HERE / "adding_rows.toml").read_text("utf-8"))
amounts = st.integers(1, 10**6) | st.decimals(1, 10**5, places=2).map(float)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_the_total_is_told_by_name_and_where_that_is_open_by_the_sum(case: dict[str, Any]) -> None:
    names = [row[0] for row in case["rows"]]
    columns = [[cell if cell != "" else None for cell in row[1:]] for row in case["rows"]]
    total = case.get("total")
    assert total_row(names, columns) == total
    whole = case.get("whole", [total])
    assert total_rows(names, columns) == set(whole)
    if "listings" in case:
        funds = [
            FundLine(source=name, budget=row[0]) for name, row in zip(names, columns, strict=True)
        ]
        assert fund_listings(funds) == tuple((one, tuple(rows)) for one, rows in case["listings"])


@given(st.lists(amounts, min_size=2, max_size=6), st.data())
def test_the_sum_of_all_sources_is_their_total_wherever_it_stands(
    parts: list[float], data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(parts)))
    names, columns = ["财政拨款"] * len(parts), [[part] for part in parts]
    names.insert(at, "本期可用资金")
    columns.insert(at, [sum(parts)])
    assert total_row(names, columns) == at
    columns[at] = [sum(parts) + 1]
    assert total_row(names, columns) is None


@given(st.lists(st.text(max_size=6), max_size=6), st.data())
def test_the_whole_is_never_nothing_and_never_a_row_that_there_is_not(
    names: list[str], data: st.DataObject
) -> None:
    figures = st.none() | st.text(max_size=3) | amounts
    columns = [data.draw(st.lists(figures, min_size=2, max_size=2)) for _ in names]
    rows = total_rows(names, columns)
    assert bool(rows) == bool(names)
    assert rows <= set(range(len(names)))


def test_very_many_rows_are_gone_through_once() -> None:
    names = ["小计", *["项目甲"] * 20_000]
    assert total_row(names, [[5, None]] * 20_001) is None


def test_no_rows_have_no_total() -> None:
    assert total_row([], []) is None
    assert total_rows([], []) == frozenset()


def test_a_name_alone_says_whether_a_row_adds_up() -> None:
    assert adds_up("合计")
    assert adds_up("财政资金小计")
    assert adds_up("一、基本支出（第1至4项小计）")
    assert not adds_up("财政拨款")
    assert not adds_up("项目甲")
    assert is_grand_total("合计")
    assert not is_grand_total("财政资金小计")


@pytest.mark.parametrize("text", ROWS["adding"])
def test_a_row_that_begins_so_only_adds_up(text: str) -> None:
    assert is_adding_row(text)


@pytest.mark.parametrize("text", ROWS["others"])
def test_a_row_that_begins_otherwise_is_no_sum(text: str) -> None:
    assert not is_adding_row(text)


def test_the_total_of_a_table_is_its_row_of_that_name() -> None:
    lines = [
        BudgetLine("支出合计", 3, 3, 3),
        BudgetLine("人员", 1, 1, 1),
        BudgetLine("公用", 2, 2, 2),
    ]
    assert table_total_rows(lines) == {0}
    assert table_total_rows(lines[1:]) == {0, 1}
