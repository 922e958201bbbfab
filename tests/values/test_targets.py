"""Targets and results as agencies write them.

Published ones stand in targets.csv, ways of writing in targets.syntax.csv, for all to extend.
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zipingbiao.values.measures import measure_of
from zipingbiao.values.numbers import write_number
from zipingbiao.values.numerals import NUMERALS, STYLES, chinese_number, in_digits, spoken
from zipingbiao.values.targets import (
    BLANK,
    DATE,
    NUMBER,
    RANGE,
    TEXT,
    Target,
    When,
    parse_actual,
    parse_target,
    sense_of,
    write_target,
)

# The notation of the tables: 数 ≥95 %, 期 ≤2020-12, 区间 90–95 %


def shown(target: Target) -> str:
    """A target in the notation of the tables."""
    words = {NUMBER: _number, DATE: _date, RANGE: _range, BLANK: _blank, TEXT: _text}
    return words[target.kind](target)


def _blank(_: Target) -> str:
    return "空白"


def _text(target: Target) -> str:
    return "文字 零" if target.zero else "文字"


def _number(target: Target) -> str:
    parts = ["数", f"{target.operator or ''}{write_number(target.value or 0)}", target.unit]
    if target.normalized is not None and target.normalized != target.value:
        parts.append(f"折合{write_number(target.normalized)}")
    if target.deadline is not None:
        parts.append(f"时限{target.deadline}")
    elif target.prefix:
        parts.append(f"前缀{target.prefix}")
    if target.suffix:
        parts.append(f"后缀{target.suffix}")
    return " ".join(part for part in parts if part)


def _date(target: Target) -> str:
    return f"期 {target.operator or ''}{target.date}"


def _range(target: Target) -> str:
    ends = "–".join(write_number(end or 0) for end in (target.low, target.high))
    return " ".join(part for part in ("区间", ends, target.unit) if part)


def table(name: str) -> list[dict[str, str]]:
    with Path(__file__).with_name(name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


PUBLISHED = table("targets.csv")
SYNTAX = table("targets.syntax.csv")
ROLES = {"指标值": parse_target, "完成值": parse_actual}


@pytest.mark.parametrize("row", PUBLISHED, ids=lambda row: row["编号"])
def test_a_published_target_is_read_as_the_table_says(row: dict[str, str]) -> None:
    target = parse_target(row["指标值"], row["二级指标"])
    assert shown(target) == row["指标值读作"]
    assert shown(parse_actual(row["完成值"], row["二级指标"])) == row["完成值读作"]
    assert sense_of(target, row["二级指标"]) == row["方向"]


@pytest.mark.parametrize("row", SYNTAX, ids=lambda row: f"{row['角色']} {row['文字']}")
def test_a_way_of_writing_is_read_as_the_table_says(row: dict[str, str]) -> None:
    assert shown(ROLES[row["角色"]](row["文字"], row["二级指标"])) == row["读作"], row["说明"]


TEXTS = sorted({row[name] for row in PUBLISHED for name in ROLES} | {row["文字"] for row in SYNTAX})
#: Texts made of the pieces that targets are made of.
PIECES = st.lists(
    st.sampled_from(
        (
            *"≥≤=><.-~/%‰万亿元次个人天月年日底前约未每零两十（）且、至",
            *("不低于", "不超过", "以上", "以内", "3", "12", "95", "0.5", "2020", "11", "30"),
            *("完成", "满意度", "登记", "百分之", "分之"),
        )
    ),
    max_size=7,
).map("".join)


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("read", ROLES.values(), ids=ROLES)
def test_what_is_written_back_is_read_as_the_same(read: Callable[[str], Target], text: str) -> None:
    target = read(text)
    assert read(write_target(target)) == target


@given(PIECES | st.text(max_size=50))
def test_any_text_written_back_is_read_as_the_same(text: str) -> None:
    for read in ROLES.values():
        target = read(text)
        assert read(write_target(target)) == target


NUMBERS = st.integers(-(10**6), 10**6) | st.decimals(-1000, 1000, places=3).map(float)


@given(
    st.sampled_from((None, "≥", "≤", "=", ">", "<")),
    NUMBERS,
    st.sampled_from(
        (None, "%", "‰", "次", "万元", "亿元", "万亩", "个工作日", "元/人", "km", "个月")
    ),
    st.sampled_from(("", "满意度", "提升群众满意度")),
)
def test_every_number_that_can_be_written_is_read(
    operator: str | None, value: float, unit: str | None, prefix: str
) -> None:
    value = int(value) if float(value).is_integer() else value
    target = Target(NUMBER, operator, value, unit, prefix=prefix)
    assert parse_target(write_target(target), "数量指标") == target


@given(st.dates())
def test_every_date_that_can_be_written_is_read(day: object) -> None:
    year, month, number = (int(part) for part in str(day).split("-"))
    for when in (When(None, month, None), When(None, month, number)):
        assert parse_actual(write_target(Target(DATE, date=when))).date == when
    if 1900 <= year <= 2099:
        when = When(year, month, number)
        assert parse_actual(write_target(Target(DATE, date=when))).date == when
        assert parse_actual(str(when)).date == when


@given(st.integers(13, 1000), st.integers(1, 1000), st.sampled_from((None, "%", "次")))
def test_every_range_that_can_be_written_is_read(low: int, size: int, unit: str | None) -> None:
    target = Target(RANGE, unit=unit, low=low, high=low + size)
    assert parse_target(write_target(target)) == target


@given(st.integers(0, 10**8 - 1))
def test_a_number_spelt_in_chinese_is_read(number: int) -> None:
    text = spoken(str(number), STYLES["1"])
    assert chinese_number(text) == number
    assert chinese_number(text.replace("〇", "零").replace("二百", "两百")) == number


@given(st.text(NUMERALS, max_size=8))
def test_numerals_out_of_order_are_no_number(text: str) -> None:
    number = chinese_number(text)
    written = spoken(str(number), STYLES["1"]) if number is not None else ""
    tidy = text.replace("零", "〇").replace("两", "二")
    digits = "".join(str(STYLES["1"].digits.find(sign)) for sign in tidy)
    assert number is None or tidy in (written, written[1:]) or number == int(digits)


@pytest.mark.parametrize(
    ("text", "year", "date"),
    [
        ("12月底前", 2020, When(2020, 12, None)),
        ("年底", 2021, When(2021, 12, 31)),
        ("2019年12月", 2020, When(2019, 12, None)),
    ],
)
def test_the_forms_year_completes_a_date_without_one(text: str, year: int, date: When) -> None:
    assert parse_target(text, year=year).date == date
    assert parse_actual(text, year=year).date == date


@pytest.mark.parametrize(
    ("text", "kind", "sense"),
    [
        ("35", "成本指标", "反向"),
        ("35", "经济成本指标", "反向"),
        ("≥35", "成本指标", "正向"),
        ("=35", "成本指标", "等于"),
        ("35", "成本节约", "正向"),
        ("35", "数量指标", "正向"),
        ("35", "反向", "反向"),
        ("35", "定性", "定性"),
        ("0次", "社会效益指标", "反向"),
        ("≥0", "社会效益指标", "正向"),
        ("提高", "社会效益指标", "定性"),
        ("零登记", "社会效益指标", "定性"),
        ("年底", "时效指标", "时限"),
        ("90%-95%", "满意度", "区间"),
    ],
)
def test_the_sense_follows_the_sign_then_the_second_level(text: str, kind: str, sense: str) -> None:
    assert sense_of(parse_target(text), kind) == sense


def test_a_bare_target_follows_the_default_sense() -> None:
    assert sense_of(parse_target("35"), "数量指标", "反向") == "反向"


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("亿元", "万元", 10_000),
        ("万亩", "亩", 10_000),
        ("公里", "米", 1000),
        ("公顷", "亩", 15),
        ("吨", "公斤", 1000),
        ("年", "个月", 12),
        ("%", "‰", 10),
        ("名", "人", 1),
        ("万", "元", 10_000),
    ],
)
def test_units_of_one_measure_are_multiples(one: str, other: str, ratio: int) -> None:
    left, right = measure_of(one), measure_of(other)
    assert left.base in (right.base, "")
    assert left.factor / right.factor == ratio


@pytest.mark.parametrize(("one", "other"), [("人", "人次"), ("元/人", "元/亩"), ("次", "%")])
def test_units_of_different_measures_have_different_bases(one: str, other: str) -> None:
    assert measure_of(one).base != measure_of(other).base


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("养护三百一十二公里", "养护312公里"),
        ("支出一百二十万元", "支出120万元"),
        ("满意度百分之九十三点五", "满意度93.5%"),
        ("监管二十家企业", "监管20家企业"),
        ("共一千零五十户", "共1050户"),
        ("一次性发放", "一次性发放"),
        ("第三公里处", "第三公里处"),
        ("一百五公里", "一百五公里"),  # which of the two nobody knows
        ("三公经费", "三公经费"),
    ],
)
def test_numbers_in_numerals_become_digits_where_they_measure(text: str, digits: str) -> None:
    assert in_digits(text) == digits
