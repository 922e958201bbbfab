"""A bare number where per cents are meant: a fraction, per cents, or nobody can tell."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zipingbiao.domain.percents import doubtful_formula, is_doubtful, lacking_sign


def told_by_excel(number: float, most: float) -> bool:
    formula = doubtful_formula(str(number), str(most))
    text = formula.replace("AND(", "all_of(").replace("OR(", "any_of(").replace("ABS(", "abs(")
    held = {"all_of": lambda *all_: all(all_), "any_of": lambda *all_: any(all_), "abs": abs}
    return bool(eval(text, held))


@pytest.mark.parametrize(
    ("number", "most", "doubtful"),
    [
        (0.8, 5, True),  # 80% or 0.8%
        (1, 5, True),
        (0.06, 5, False),
        (4, 5, False),
        (0.96, 95, False),
        (1, 95, False),
        (1.03, 100, True),  # 103% or 1.03%
        (1.3, 5, False),
        (2.5, 100, False),
        (1.5, 15, True),  # 150% is as many times 15% as that is 1.5%
        (1.5, 14, False),
        (0, 5, False),
        (0.8, 0, False),  # nothing to hold it against: as a per-cent cell has it
        (1, 0, True),
        (-0.8, 5, True),
    ],
)
def test_what_it_is_compared_with_tells(number: float, most: float, doubtful: bool) -> None:
    assert is_doubtful(number, most) is doubtful
    assert told_by_excel(number, most) is doubtful


def test_a_thousandth_is_ten_times_less() -> None:
    assert is_doubtful(0.03, 5, whole=1000)
    assert not is_doubtful(0.003, 5, whole=1000)


@given(st.integers(-3000, 3000), st.integers(0, 200))
def test_excel_is_told_the_same(thousandths: int, most: int) -> None:
    number = thousandths / 1000
    assert told_by_excel(number, most) is is_doubtful(number, most)


def test_the_reader_is_told_what_to_do() -> None:
    said = lacking_sign("0.8", "80%", "0.8%")
    assert said == "「0.8」没有百分号，看不出是 80% 还是 0.8%，请补上百分号。"
