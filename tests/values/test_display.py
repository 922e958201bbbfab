"""What a person sees of a number. The cases stand in display.toml, for all to extend."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zipingbiao.values.display import (
    BUILTIN_FORMATS,
    formatter,
    general,
    is_date,
    number_text,
    text_formatter,
)


def number(text: str) -> int | float:
    return int(text) if text.lstrip("-").isdigit() else float(text)


def cases() -> Iterator[tuple[str, int | float, str]]:
    table = tomllib.loads(Path(__file__).with_name("display.toml").read_text(encoding="utf-8"))
    for case in table["case"]:
        for value, shown in case["shown"].items():
            yield case["code"], number(value), shown


@pytest.mark.parametrize(("code", "value", "shown"), list(cases()))
def test_a_number_is_shown_as_the_table_says(code: str, value: float, shown: str) -> None:
    assert formatter(code)(value) == shown


@given(st.floats(allow_nan=False, allow_infinity=False), st.sampled_from(sorted(BUILTIN_FORMATS)))
def test_every_number_can_be_shown_in_every_builtin_format(value: float, key: int) -> None:
    assert formatter(BUILTIN_FORMATS[key])(value)


@given(st.text(alphabet='0#?.,%;[]"\\_*@E+-/ymdhsaGeneral$<>=804DBNum年月 !', max_size=20))
def test_no_format_however_odd_stops_the_reading(code: str) -> None:
    show = formatter(code)
    for value in (0, 1234.5, -7, 1e300, 1e-300, 44196.5, math.inf):
        assert isinstance(show(value), str)


@given(
    st.sampled_from(["0", "0.0", "0.00", "#,##0", "#,##0.00", "0%", "0.0%", "0.00%"]),
    st.floats(min_value=-1e9, max_value=1e9) | st.integers(-(10**15), 10**15),
)
def test_the_quick_way_shows_what_the_long_way_shows(code: str, value: float) -> None:
    assert formatter(code)(value) == formatter(f"{code};-{code};{code}")(value)


@given(st.decimals(min_value=-(10**7), max_value=10**7, places=5), st.integers(0, 4))
def test_shown_digits_are_rounded_half_away_from_zero(value: Decimal, places: int) -> None:
    code = "0." + "0" * places if places else "0"
    rounded = value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    shown = formatter(code)(float(value))
    assert Decimal(shown) == rounded


@given(st.integers(-(10**10), 10**10))
def test_general_shows_whole_numbers_whole(value: int) -> None:
    assert general(value) == general(float(value)) == str(value)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_general_is_never_longer_than_a_cell_shows(value: float) -> None:
    assert len(general(value).lstrip("-")) <= len("1.00001E+100")


@given(st.floats(min_value=-1e300, max_value=1e300))
def test_a_number_joined_to_a_text_keeps_fifteen_digits(value: float) -> None:
    assert float(number_text(value)) == float(f"{value:.15g}")


def test_days_of_the_1904_system_count_from_1904() -> None:
    assert formatter("yyyy/m/d", date1904=True)(0) == "1904/1/1"
    assert formatter("yyyy/m/d", date1904=True)(42734) == "2020/12/31"


@pytest.mark.parametrize("code", ["yyyy/m/d", 'm"月"', "[h]:mm", "[Red]hh:mm", "0;yyyy", "aaaa"])
def test_formats_of_dates_are_known_as_such(code: str) -> None:
    assert is_date(code)


@pytest.mark.parametrize("code", ["General", "0.00", '"day"0', "[Red]0", r"\d0", "@", "0.0E+0"])
def test_formats_of_numbers_are_not_taken_for_dates(code: str) -> None:
    assert not is_date(code)


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("General", "甲"),
        ("@", "甲"),
        ('"共"@', "共甲"),
        ('0;-0;0;"〔"@"〕"', "〔甲〕"),
        (";;;", ""),
    ],
)
def test_texts_are_shown_by_the_section_for_texts(code: str, shown: str) -> None:
    assert text_formatter(code)("甲") == shown
