"""Numbers as people type them. The cases stand in numbers.csv, for all to extend."""

from __future__ import annotations

import csv
import math
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zipingbiao.values import numbers

READERS: dict[str, Callable[[str, str], float | None]] = {
    "number": lambda text, _: numbers.read_number(text),
    "amount": lambda text, unit: numbers.read_amount(text, unit or None),
    "rate": lambda text, _: numbers.read_rate(text),
    "points": lambda text, _: numbers.read_points(text),
    "count": lambda text, _: numbers.read_count(text),
}


def cases() -> list[dict[str, str]]:
    with Path(__file__).with_name("numbers.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("case", cases(), ids=lambda case: f"{case['function']} {case['text']}")
def test_a_text_is_read_as_the_table_says(case: dict[str, str]) -> None:
    result = READERS[case["function"]](case["text"], case["unit"])
    if not case["result"]:
        assert result is None
        return
    expected = float(case["result"])
    assert result == expected
    assert isinstance(result, int) == expected.is_integer()


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=4))
def test_an_amount_converted_into_another_unit_and_back_is_the_same(amount: Decimal) -> None:
    in_yuan = numbers.read_amount(f"{amount}万元", "元")
    assert in_yuan == float(amount * 10_000)
    assert numbers.read_amount(f"{in_yuan:.0f}元", "万元") == float(amount)


@given(st.integers(min_value=-10_000, max_value=100_000))
def test_a_rate_is_the_nearest_float_to_its_decimal(hundredths: int) -> None:
    text = f"{Decimal(hundredths).scaleb(-2)}%"
    assert numbers.read_rate(text) == float(Decimal(hundredths).scaleb(-4))


@given(st.text(max_size=60))
def test_any_text_is_read_as_a_finite_number_or_not_at_all(text: str) -> None:
    for read in READERS.values():
        result = read(text, "万元")
        assert result is None or math.isfinite(result)


@given(st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(10**15), 10**15))
def test_a_written_number_reads_back_as_itself(value: float) -> None:
    assert float(numbers.write_number(value)) == value


@given(st.floats(min_value=1e-6, max_value=1e15))
def test_ordinary_sizes_are_written_without_an_exponent(value: float) -> None:
    text = numbers.write_number(value)
    assert "e" not in text
    assert not text.endswith(".0")


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_what_is_no_finite_number_is_not_written(value: float) -> None:
    with pytest.raises(ValueError, match="finite"):
        numbers.write_number(value)


@pytest.mark.parametrize(
    ("value", "digits", "expected"),
    [
        (0.125, 2, 0.13),
        (2.675, 2, 2.68),
        (1.005, 2, 1.01),
        (-2.5, 0, -3),
        (2.5, 0, 3),
        (1250, -2, 1300),
        (-1250, -2, -1300),
        (0.30000000000000004, 16, 0.3),
        (7, 3, 7),
        (1e300, 2, 1e300),
        (0, 2, 0),
    ],
)
def test_half_is_rounded_away_from_zero(value: float, digits: int, expected: float) -> None:
    assert numbers.half_up(value, digits) == expected


@given(st.decimals(min_value=-(10**6), max_value=10**6, places=4), st.integers(0, 3))
def test_rounding_works_on_the_digits_that_are_written(number: Decimal, digits: int) -> None:
    exact = number.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    assert numbers.half_up(float(number), digits) == float(exact)


def test_units_of_money_are_known_by_their_names() -> None:
    assert numbers.money_unit("万元") == numbers.money_unit("万") == 10_000
    assert numbers.money_unit(" 人民币 万元 ") == 10_000
    assert numbers.money_unit("美元") is None
