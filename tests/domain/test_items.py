"""What each row of a form counts as."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zipingbiao.domain.items import (
    EARNED,
    EXECUTED,
    EXTRA,
    LOST,
    execution_line,
    groups_are_full,
    is_scored_by_rate,
    roles_of,
)
from zipingbiao.model import FundLine, Indicator, SelfEvaluation

CASES: list[dict[str, Any]] = tomllib.loads(
    (Path(__file__).parent / "items.toml").read_text("utf-8")
)["case"]


def form_of(case: dict[str, Any]) -> SelfEvaluation:
    """The form of a case."""
    rows: list[list[Any]] = [[cell if cell != "" else None for cell in row] for row in case["rows"]]
    indicators = tuple(
        Indicator(one, two, three, weight=weight, score=next(iter(score), None))
        for one, two, three, weight, *score in rows
    )
    fund = FundLine("年度资金总额", budget=100, executed=50, weight=case.get("funds"))
    return SelfEvaluation("x", funds=(fund,), indicators=indicators)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_rows_count_as_what_the_form_prints_for_them(case: dict[str, Any]) -> None:
    found = roles_of(form_of(case))
    assert list(found.indicators) == case["roles"]
    assert found.funds_count == case["funds_count"]
    assert groups_are_full(form_of(case).indicators) == case.get("groups_are_full", False)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(("预算执行率", "产出指标", "扣分项", "加分项", "预算执行情况", None)),
            st.sampled_from(("资金执行率", "减分项", "培训人次", None)),
            st.none() | st.integers(0, 100),
        ),
        max_size=6,
    ),
    st.none() | st.integers(0, 20),
)
def test_the_points_of_the_rate_never_count_twice(
    rows: list[tuple[str | None, str | None, int | None]], own: int | None
) -> None:
    indicators = tuple(Indicator(one, None, three, weight=w) for one, three, w in rows)
    form = SelfEvaluation("x", funds=(FundLine("总额", weight=own),), indicators=indicators)
    found = roles_of(form)
    executed = [
        one for one, role in zip(indicators, found.indicators, strict=True) if role == EXECUTED
    ]
    assert len(found.indicators) == len(rows)
    assert set(found.indicators) <= {EARNED, EXECUTED, LOST, EXTRA}
    assert not (found.funds_count and any(one.weight for one in executed))
    assert not found.funds_count or own is not None


def test_the_line_of_the_execution_is_the_total_else_the_one_with_points() -> None:
    parts = (FundLine("财政拨款", budget=60), FundLine("自筹", budget=40, score=9))
    assert execution_line(parts) == 1
    assert execution_line((*parts, FundLine("合计", budget=100))) == 2
    assert execution_line((parts[0], FundLine("自筹", budget=40))) is None
    assert execution_line(()) is None


@pytest.mark.parametrize(
    ("level1", "target", "criterion", "by_rate"),
    [
        ("预算执行率", "≥90%", None, True),
        ("预算执行情况", None, None, True),
        ("预算执行率", "100%", "执行率达到90%得满分", False),
        ("投入与管理", "=100", None, True),
        ("投入与管理", None, None, True),
        ("投入与管理", "≥90%", None, False),
    ],
)
def test_an_item_with_a_target_of_its_own_is_held_against_that(
    level1: str, target: str | None, criterion: str | None, by_rate: bool
) -> None:
    one = Indicator(level1, None, "预算执行率", target=target, criterion=criterion)
    assert is_scored_by_rate(one) is by_rate
