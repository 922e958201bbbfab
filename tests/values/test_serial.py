"""Excel's day numbers."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zipingbiao.values.serial import LAST_DAY, Day, day_of, serial_of, typed_day


@given(st.integers(61, LAST_DAY))
def test_days_after_february_1900_are_those_of_the_calendar(serial: int) -> None:
    when = date(1899, 12, 30) + timedelta(serial)
    assert day_of(serial) == Day(when.year, when.month, when.day, when.isoweekday() % 7)


@given(st.integers(1, LAST_DAY).filter(lambda serial: serial != 60))
def test_a_day_has_the_serial_it_came_from(serial: int) -> None:
    day = day_of(serial)
    assert day is not None
    assert serial_of(day.year, day.month, day.day) == serial


def test_1900_has_a_29_february() -> None:
    assert day_of(60) == Day(1900, 2, 29, 3)
    assert serial_of(1900, 2, 29) == 60


@pytest.mark.parametrize(
    ("parts", "expected"),
    [((2020, 13, 1), 44197), ((2020, 1, 0), 43830), ((120, 1, 1), 43831), ((2020, -1, 1), 43770)],
)
def test_months_and_days_run_over(parts: tuple[int, int, int], expected: int) -> None:
    assert serial_of(*parts) == expected


def test_days_that_excel_does_not_know_are_none() -> None:
    assert day_of(-1) is None
    assert day_of(LAST_DAY + 1) is None
    assert serial_of(10_000, 1, 1) is None
    assert serial_of(1900, 1, -5) is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026年3月1日", date(2026, 3, 1)),
        ("2026/03/01", date(2026, 3, 1)),
        ("２０２６.3.1 18:00", date(2026, 3, 1)),
        ("20260301", date(2026, 3, 1)),
        ("2026-02-30", None),
        ("3月底", None),
        ("", None),
    ],
)
def test_a_day_that_was_typed(text: str, day: date | None) -> None:
    assert typed_day(text) == day
