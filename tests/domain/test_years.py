"""Years in titles, in lines of their own, in cells."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zipingbiao.domain.years import (
    FIRST,
    LAST,
    is_part_of_year,
    is_year,
    year_in,
    year_of_cell,
    year_of_line,
)
from zipingbiao.values.numerals import STYLES, digit_by_digit
from zipingbiao.values.text import fold

YEARS = tomllib.loads((Path(__file__).parent / "years.toml").read_text("utf-8"))


@pytest.mark.parametrize("title", YEARS["titles"])
def test_the_year_of_a_title(title: str) -> None:
    assert (year_in(fold(title)) or 0) == YEARS["titles"][title]


@pytest.mark.parametrize("head", YEARS["parts"])
def test_a_head_of_a_part_of_the_year(head: str) -> None:
    assert is_part_of_year(fold(head)) is YEARS["parts"][head]


@pytest.mark.parametrize("line", YEARS["lines"])
def test_the_year_of_a_line(line: str) -> None:
    assert (year_of_line(fold(line)) or 0) == YEARS["lines"][line]


@given(st.integers(FIRST, LAST), st.sampled_from(("", " ", "　")), st.booleans())
def test_every_year_is_read_however_it_is_written(year: int, blank: str, spelt: bool) -> None:
    text = digit_by_digit(str(year), STYLES["1"]) if spelt else str(year)
    title = fold(f"某县{blank}{text}{blank}年度绩效自评表")
    assert year_in(title) == year
    assert year_of_line(fold(f"（{text}{blank}年度）")) == year
    assert year_of_cell(fold(f"{text}{blank}")) == year


@given(st.integers(0, 10**6).filter(lambda n: not FIRST <= n <= LAST))
def test_no_other_number_is_a_year(number: int) -> None:
    assert not is_year(number)
    assert year_of_cell(str(number)) is None
    assert year_in(f"{number}年度") is None


def test_the_ends_are_years_and_what_is_no_whole_number_is_none() -> None:
    assert is_year(FIRST)
    assert is_year(LAST)
    assert not is_year(True)
    assert not is_year(2020.0)
    assert not is_year("2020")
