"""Which of some numbers is the wrong one: cases as data, and what must hold for any numbers."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zipingbiao.model import SelfEvaluation
from zipingbiao.rules.evidence import Evidence, Share, Sum
from zipingbiao.rules.ledger import evidence_of
from zipingbiao.rules.runner import Checker

CASES = tomllib.loads(Path(__file__).with_name("evidence.toml").read_text("utf-8"))["case"]


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_the_odd_one_out_is_told(
    case: Mapping[str, Any], forms_of: Callable[..., list[SelfEvaluation]]
) -> None:
    form = {key: value for key, value in case.items() if key not in ("odd", "unsure")}
    found = evidence_of(Checker().view(forms_of(form)[0]))
    assert {path: one.due for path, one in found.odd.items()} == case.get("odd", {})
    unsure = {one.path for one in found.verdicts.values() if not one.sure}
    assert sorted(unsure) == case.get("unsure", [])


amounts = st.integers(min_value=1, max_value=10**6)


def ledger(parts: list[tuple[int, int]], wrong: tuple[str, int] | None) -> Evidence:
    """Rows of budget and executed with their total and true rates; one number replaced."""
    rows = [(sum(row[0] for row in parts), sum(row[1] for row in parts)), *parts]
    figures: dict[str, float | None] = {}
    for index, (budget, executed) in enumerate(rows):
        figures |= {f"b{index}": budget, f"e{index}": executed, f"r{index}": executed / budget}
    if wrong is not None:
        figures[wrong[0]] = (figures[wrong[0]] or 0) + wrong[1]
    below = range(1, len(rows))
    ties = [
        Sum("sum", f"{column}0", tuple(f"{column}{index}" for index in below), column, True, 0)
        for column in "be"
    ] + [
        Share(
            "rate", f"r{index}", (f"e{index}", f"b{index}"), str(index), True, None,
            f"e{index}", f"b{index}", 1e-6,
        )
        for index in range(len(rows))
    ]  # fmt: skip
    checked = []
    for tie in ties:
        span = tie.span(tie.derived, figures)
        holds = span is not None and span.holds(figures[tie.derived])
        checked.append(type(tie)(**{**{n: getattr(tie, n) for n in _fields(tie)}, "holds": holds}))
    return Evidence(checked, figures)


def _fields(tie: Sum | Share) -> list[str]:
    return list(tie.__dataclass_fields__)


@given(st.lists(st.tuples(amounts, amounts), min_size=2, max_size=5))
def test_nothing_is_odd_where_all_ties_hold(parts: list[tuple[int, int]]) -> None:
    found = ledger(parts, None)
    assert not found.verdicts
    assert not found.odd


@given(
    st.lists(st.tuples(amounts, amounts), min_size=2, max_size=5),
    st.sampled_from("be"),
    st.integers(min_value=0, max_value=5),
    st.integers(min_value=2, max_value=10**6),
)
def test_one_wrong_amount_is_never_blamed_on_another(
    parts: list[tuple[int, int]], column: str, row: int, more: int
) -> None:
    """Where something is surely odd after one number was changed, it is that number."""
    path = f"{column}{row % (len(parts) + 1)}"
    found = ledger(parts, (path, more))
    assert set(found.odd) <= {path}


@given(st.lists(st.tuples(amounts, amounts), min_size=2, max_size=5), st.integers(0, 5))
def test_a_wrong_rate_is_found(parts: list[tuple[int, int]], row: int) -> None:
    path = f"r{row % (len(parts) + 1)}"
    found = ledger(parts, (path, 1))
    assert set(found.odd) == {path}
