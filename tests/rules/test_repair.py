"""The smallest repair of numbers that can't all be right: cases as data, and laws."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zipingbiao.rules.evidence import Figures, Share, Sum, Tie
from zipingbiao.rules.repair import Repairs
from zipingbiao.rules.score_ties import Cap

CASES = tomllib.loads(Path(__file__).with_name("repair.toml").read_text("utf-8"))["case"]
_STEP = 0.00005


def ties_of(case: Mapping[str, Any]) -> Iterator[Tie]:
    """The ties of a case; whether they hold is not told yet."""
    for whole, *parts in case.get("sums", ()):
        yield Sum("sum", whole, tuple(parts), whole, True, 0.001)
    for rate, top, bottom in case.get("shares", ()):
        yield Share("rate", rate, (top, bottom), rate, True, None, top, bottom, _STEP)
    for one, other in case.get("copies", ()):
        yield Share("rate", one, (other,), one, True, None, other, None, _STEP)
    for score, weight, top, bottom in case.get("wholes", ()):
        given = weight, top, bottom
        yield Share("points", score, given, score, True, weight, top, bottom, 0.005, True)
    for one, most in case.get("caps", ()):
        yield Cap("cap", one, (most,), one, True)


def held(ties: Iterator[Tie], figures: Figures) -> list[Tie]:
    """The ties, with what the numbers say of them."""
    found = []
    for tie in ties:
        span = tie.span(tie.derived, figures)
        found.append(replace(tie, holds=span is None or span.holds(figures[tie.derived])))
    return found


def known(case: Mapping[str, Any]) -> dict[str, float]:
    """What is wrong beyond doubt, and what it should be."""
    figures = {**case["figures"], **dict.fromkeys(case.get("blank", ()))}
    repairs = Repairs(held(ties_of(case), figures), figures, case.get("formulas", ()))
    return {path: one.value for path, one in repairs.known().items()}


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_what_is_wrong_beyond_doubt_is_known(case: Mapping[str, Any]) -> None:
    assert known(case) == pytest.approx(case["known"], abs=0.0002)


amounts = st.integers(min_value=10, max_value=10**6)


@given(
    st.lists(st.tuples(amounts, amounts), min_size=2, max_size=4),
    st.sampled_from("ber"),
    st.integers(0, 4),
    st.floats(0.05, 20).filter(lambda times: abs(times - 1) > 0.02),
)
def test_one_slip_is_never_mended_elsewhere(
    parts: list[tuple[int, int]], column: str, row: int, times: float
) -> None:
    """What is known to be wrong after one number was changed is that number; so is its value."""
    rows = [(sum(one for one, _ in parts), sum(other for _, other in parts)), *parts]
    figures: dict[str, float] = {}
    for index, (budget, executed) in enumerate(rows):
        figures |= {f"b{index}": budget, f"e{index}": executed, f"r{index}": executed / budget}
    below = [str(index) for index in range(1, len(rows))]
    case = {
        "figures": figures,
        "sums": [[f"{name}{index}" for index in ("0", *below)] for name in "be"],
        "shares": [[f"r{index}", f"e{index}", f"b{index}"] for index in ("0", *below)],
    }
    path = f"{column}{row % len(rows)}"
    right = figures[path]
    assert known(case) == {}
    figures[path] = right * times
    found = known(case)
    assert set(found) <= {path}
    assert all(value == pytest.approx(right, rel=0.01, abs=0.001) for value in found.values())
