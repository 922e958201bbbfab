"""Numbers compared, with the tolerance that what is printed allows."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zipingbiao.domain.comparisons import (
    below,
    exceeds_amount,
    exceeds_rate,
    is_bare_per_cent,
    is_cut,
    lacks_sign,
    order,
    rate_digits,
    rounds_to,
    same,
    same_amount_rounded,
    same_points,
    same_rate,
    same_share,
    within,
)
from zipingbiao.domain.figures import added, decimals, is_number, number, sum_of

figures = st.integers(-(10**9), 10**9) | st.decimals(-(10**6), 10**6, places=2).map(float)


@given(figures, figures)
def test_an_order_is_one_way_round(one: float, other: float) -> None:
    assert order(one, other) == -order(other, one)
    assert same(one, other) == same(other, one)
    assert below(one, other) + below(other, one) + same(one, other) == 1


@given(st.lists(figures | st.none() | st.sampled_from(("—", "约五万"))))
def test_a_sum_is_that_of_the_decimals_that_are_printed(row: list[float | str | None]) -> None:
    numbers = [one for one in row if isinstance(one, int | float)]
    expected = float(sum(map(Decimal, map(repr, numbers)))) if numbers else None
    assert sum_of(row) == expected
    assert added(numbers) == (expected or 0)


def test_a_blank_sum_is_not_nought() -> None:
    assert sum_of([None, "—"]) is None
    assert sum_of([None, 0]) == 0
    assert added([]) == 0
    assert added([0.1, 0.2]) == 0.3


def test_what_is_a_number() -> None:
    assert [number(one) for one in (0, 1.5, -2, "3", None, True)] == [0, 1.5, -2, None, None, None]
    assert not is_number(False)


@pytest.mark.parametrize(
    ("value", "digits"),
    [(5, 0), (85.9, 1), (0.8569, 4), ("85.90%", 2), ("85%", 0), ("12.345万元", 3), ("", 0)],
)
def test_decimals_as_they_are_written(value: float | str, digits: int) -> None:
    assert decimals(value) == digits


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [(9.57, 9.57, True), (9.57, 9.565, True), (9.57, 9.56, False), (9.57, 9.5751, False)],
)
def test_points_are_compared_at_two_decimals(one: float, other: float, is_same: bool) -> None:
    assert same_points(one, other) is is_same
    assert same_points(other, one) is is_same


def test_a_sum_of_rounded_points_may_be_off_by_one_in_the_last_decimal() -> None:
    assert same_points(99.99, 100, 2)
    assert not same_points(99.98, 100, 2)
    assert not same_points(99.99, 100)


def test_amounts_exceed_by_more_than_rounding() -> None:
    assert not exceeds_amount(100.005, 100)
    assert exceeds_amount(100.01, 100)
    assert not exceeds_amount(99, 100)
    assert within(100.01, 100, 0.01)
    assert not within(100.02, 100, 0.01)


def test_a_sum_of_amounts_is_told_as_far_as_its_parts_are() -> None:
    assert same_amount_rounded(14.6, 14.62, 1)
    assert not same_amount_rounded(14.5, 14.62, 1)
    assert same_amount_rounded(14.7, 14.62, 1, parts=2)
    assert same_amount_rounded(15, 14.62, 0)
    assert not same_amount_rounded(16, 14.62, 0, parts=4)


def test_rates_above_all_are_more_than_rounding() -> None:
    assert not exceeds_rate(1.00005, 1)
    assert exceeds_rate(1.0001, 1)
    assert exceeds_rate(1.3001, 1.3)


def test_a_per_cent_without_its_sign_is_known() -> None:
    assert lacks_sign(85.69, 151.2 / 176.45)
    assert not lacks_sign(0.8569, 151.2 / 176.45)
    assert not lacks_sign(1.4, 0.014)
    assert not lacks_sign(87, 0.8569)
    assert is_bare_per_cent(1.6)
    assert not is_bare_per_cent(1.5)


def test_a_rate_is_compared_at_the_precision_it_is_printed_with() -> None:
    assert same_rate(0.76, 26.61 / 35, "76%")
    assert not same_rate(0.859, 151.2 / 176.45, "85.9%")
    assert same_rate(0.857, 151.2 / 176.45)
    assert not same_rate(1, 0.9996, "100.00%")
    assert same_rate(1, 0.9996)
    assert not same_rate(0.856891, 0.8569)
    assert rate_digits(0.859, "85.9%") == 3
    assert rate_digits(1, None) == 2
    assert rate_digits(0.85689, "85.69%") == 5
    assert rate_digits(2 / 3, None) == 6


def test_cut_and_rounded_figures_are_known() -> None:
    assert is_cut(8.56, 8.5689, 2)
    assert not is_cut(8.57, 8.5689, 2)
    assert is_cut(0.29, 0.29, 2)
    assert rounds_to(8.57, 8.5689)
    assert not rounds_to(8.56, 8.5689)
    assert rounds_to(8.6, 8.5689)
    assert not rounds_to(8.6, 8.5689, 2)
    assert same_share(0.995, 1)
    assert not same_share(0.99, 1)


@given(st.decimals(0, 1000, places=6).map(float), st.integers(0, 4))
def test_every_number_rounds_and_is_cut_to_itself(true: float, digits: int) -> None:
    cut = int(Decimal(repr(true)) * 10**digits) / 10**digits
    assert is_cut(cut, true, digits)
    assert abs(cut - true) < 10.0**-digits
