"""Numbers as printed, held against each other."""

from __future__ import annotations

import pytest

from zipingbiao.domain.roundings import (
    Printed,
    difference,
    exceeds,
    falls_short,
    may_add_up,
    may_be_growth,
    may_be_one,
    may_be_share,
    total,
)


def cents(*values: float) -> list[Printed]:
    return [Printed(value, 0.01) for value in values]


def test_each_rounded_part_may_be_off_by_half_a_step() -> None:
    assert may_add_up(cents(1.25, 217.5, 52.7), Printed(271.46, 0.01))
    assert exceeds(cents(1.25, 217.5, 52.74), Printed(271.46, 0.01))
    assert falls_short(cents(1.25, 217.5, 52.68), Printed(271.46, 0.01))


def test_the_noise_of_large_numbers_is_no_step() -> None:
    assert may_add_up(cents(864827.42, 858261.99, 145241.09), Printed(1868330.48, 0.01))


def test_a_part_below_one_is_a_part() -> None:
    assert may_be_share(Printed(50, 1), Printed(0.5, 0.1), Printed(1, 0.1))


def test_small_numbers_may_be_a_good_part_of_a_step_off() -> None:
    part, whole = Printed(1, 1), Printed(3, 1)
    assert may_be_share(Printed(20, 1), part, whole)
    assert not may_be_share(Printed(17, 1), part, whole)
    assert not may_be_share(Printed(50, 1), part, Printed(-2, 1))


def test_growth_is_a_share_of_the_base() -> None:
    change, base = Printed(5, 1), Printed(50, 1)
    assert may_be_growth(Printed(10, 1), change, base)
    assert not may_be_growth(Printed(20, 1), change, base)


def test_one_number_alone_is_printed_alike() -> None:
    assert not may_add_up([Printed(0, 0), Printed(11, 1)], Printed(12, 1))
    assert may_be_one(Printed(305.97, 0.01), Printed(306, 1))


@pytest.mark.parametrize(
    ("rate", "step", "adjusted", "fits"),
    [
        (31.9, 0.1, False, True),  # cut
        (32.0, 0.1, False, True),  # rounded
        (32.1, 0.1, False, False),
        (32.1, 0.1, True, False),
        (31.8, 0.1, True, False),
        (32, 1, False, True),
        (33, 1, False, False),
        (31, 1, False, True),
    ],
)
def test_a_rate_is_rounded_or_cut(rate: float, step: float, adjusted: bool, fits: bool) -> None:
    part, whole = cents(74.09, 231.88)
    assert may_be_share(Printed(rate, step), part, whole, adjusted=adjusted) is fits


def test_the_last_digit_of_an_adjusted_share_may_be_one_more() -> None:
    part, whole = cents(32.22, 96.66)
    assert may_be_share(Printed(33.4, 0.1), part, whole, adjusted=True)
    assert not may_be_share(Printed(33.4, 0.1), part, whole)


def test_of_nothing_no_rate_is_wrong() -> None:
    nothing = Printed(0, 0)
    assert may_be_share(Printed(0, 1), nothing, nothing)
    assert may_be_share(Printed(100, 1), nothing, nothing)
    assert not may_be_share(Printed(50, 1), nothing, nothing)
    assert may_be_growth(Printed(100, 1), Printed(0.3, 0.01), Printed(0, 0.02))
    assert may_be_growth(Printed(50, 1), nothing, nothing)


def test_roundings_add_up() -> None:
    assert difference(*cents(271.46, 39.58)) == (231.88, 0.02)
    assert total(*cents(0.09, 0.01)) == (0.1, 0.02)
