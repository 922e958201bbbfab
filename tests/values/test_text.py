"""Labels and texts: compared, trimmed, measured."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zipingbiao.values.text import fold, is_blank_mark, plain, width


def cases() -> list[dict[str, str]]:
    with Path(__file__).with_name("labels.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("case", cases(), ids=lambda case: repr(case["text"]))
def test_a_label_is_compared_as_the_table_says(case: dict[str, str]) -> None:
    assert fold(case["text"]) == case["folded"]


@given(st.text(max_size=30))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(alphabet=" \t\n\r\u3000\xa0\u200b\ufeff：:", max_size=6), st.text(max_size=10))
def test_blanks_and_a_colon_behind_make_no_difference(behind: str, label: str) -> None:
    assert fold(label + behind) == fold(label)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("　 项目 \xa0", "项目"),
        ("\ufeff项目\u200b", "项目"),
        ("第一行\r\n第二行\r第三行\n", "第一行\n第二行\n第三行"),
        ("a  b", "a  b"),
        ("", ""),
    ],
)
def test_a_text_is_trimmed_and_keeps_its_inner_breaks(text: str, expected: str) -> None:
    assert plain(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("", 0), ("abc", 3), ("项目", 4), ("项目ab\n名", 6), ("≥48", 4), ("a\u200bb", 2), ("ｱ", 1)],
)
def test_width_counts_a_chinese_character_as_two(text: str, expected: int) -> None:
    assert width(text) == expected


@pytest.mark.parametrize("text", [*"　—－-/／―…无\n", "", "  ", "——", "--", "……", "......", " — "])
def test_a_placeholder_is_blank(text: str) -> None:
    assert is_blank_mark(text)


@pytest.mark.parametrize("text", ["0", "一", "无需", "-5", "/5", "×", "否", ".", "N/A"])
def test_what_says_something_is_not_blank(text: str) -> None:
    assert not is_blank_mark(text)
