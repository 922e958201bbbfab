"""Completion and points: published figures, cases as data (completion.csv), laws."""

from __future__ import annotations

import csv
import math
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from zipingbiao.errors import ZpbError
from zipingbiao.scoring.bands import band_limits, band_of
from zipingbiao.scoring.completion import completion, points, reached
from zipingbiao.scoring.execution import (
    UnreadableNumber,
    capped,
    rate,
    rate_points,
    rating_of,
    rescaled,
    total,
)
from zipingbiao.scoring.profile import Profile, load_profile
from zipingbiao.scoring.trace import Trace
from zipingbiao.values.targets import parse_actual, parse_target

HERE = Path(__file__).parent


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


CASES = table(HERE / "completion.csv")
PUBLISHED = table(HERE.parent / "values" / "targets.csv")
PROFILES = [load_profile(name) for name in ("national", "hubei")]
#: Judges nothing: a result is always points.
STRICT = replace(load_profile(), late="zero")


# Published figures and cases


def test_published_indicators_earn_what_the_table_says() -> None:
    for row in PUBLISHED:
        _check_published(row)


def _check_published(row: dict[str, str]) -> None:
    target, actual, kind = row["指标值"], row["完成值"], row["二级指标"]
    if row["达标"]:
        assert reached(target, actual, kind) is (row["达标"] == "是"), row
    share = completion(target, actual, kind)
    if row["完成率"]:
        assert share is not None, row
        assert round(share, 4) == float(row["完成率"]), row
    if row["得分"]:
        expected = None if row["得分"] == "判断" else float(row["得分"])
        assert points(target, actual, row["分值"], kind) == expected, row


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["例子"])
def test_a_case_earns_what_it_says_and_tells_why(case: dict[str, str]) -> None:
    trace = Trace()
    profile = load_profile(case["办法"] or "national")
    arguments = case["指标值"], case["完成值"], case["分值"], case["二级指标"], profile
    result = points(*arguments, trace)
    assert result == (None if case["得分"] == "判断" else float(case["得分"]))
    assert points(*arguments) == result == trace.result
    assert case["经过里应有的话"] in trace.sentence()
    assert [str(other.value) for other in trace.alternatives] == case["另一结果"].split()


@pytest.mark.parametrize(
    ("target", "actual", "expected", "words"),
    [
        ("≥95%", 0.98, 10, "完成值 0.98 没有百分号，按 98% 计"),
        (0.95, 0.98, 10, "已达到"),
        (100, 57, 5.7, "按比例"),
        ("2020年12月底前", 44165.0, 10, "按期完成"),
        ("2020年12月底前", 3.0, None, "没有日期"),
        (math.nan, 3, None, "定性"),
        ("≥3", True, None, "是文字"),
        (None, 3, None, "没有填写指标值"),
        (3, None, None, "没有填写完成值"),
        (parse_target("≥3次"), parse_actual("2次"), 6.67, "按比例"),
    ],
)
def test_numbers_of_cells_are_taken_as_they_are(
    target: Any, actual: Any, expected: float | None, words: str
) -> None:
    trace = Trace()
    assert points(target, actual, 10, trace=trace) == expected
    assert words in trace.sentence()


@pytest.mark.parametrize(
    ("executed", "budget", "expected"),
    [
        (151.2, 176.45, 0.8569),
        (3.04, 8.02, 0.3791),
        (26.61, 35, 0.7603),
        (14.62, 6, 2.4367),
        ("151.2万元", "1764500元", 0.8569),
        ("151.2万元", "176.45", 0.8569),
        ("￥1,234.50", "2469", 0.5),
        (0, 5, 0),
        (-1, 4, -0.25),
        (5, 0, None),
        (5, "—", None),
        (5, None, None),
        ("", 5, None),
        (5, -1, None),
    ],
)
def test_an_execution_rate_has_four_digits(executed: Any, budget: Any, expected: Any) -> None:
    trace = Trace()
    assert rate(executed, budget, trace=trace) == expected == rate(executed, budget)
    assert trace.steps


@pytest.mark.parametrize(
    ("given_", "weight", "expected"),
    [
        ("85.69%", 10, 8.57),
        (0.7603, 10, 7.6),
        ("97.80％", 10, 9.78),
        ("99.97%", 20, 19.99),
        ("85.69", 10, 8.57),
        (85.69, 10, 8.57),
        (100, 10, 10),
        (2.4367, 10, 10),
        (1, "10分", 10),
        (-0.2, 10, 0),
        (0, 10, 0),
        ("—", 10, None),
        (None, 10, None),
        (0.5, "若干", None),
    ],
)
def test_points_for_a_rate(given_: Any, weight: Any, expected: Any) -> None:
    assert rate_points(given_, weight) == expected


@pytest.mark.parametrize(
    ("values", "unit", "expected"),
    [
        (["1.2万元", "3000元", "—", 2.5, None, "¥1,000.00万元"], "万元", 1004),
        ([0.1, 0.2], "万元", 0.3),
        (["1亿元", "1"], "元", 100_000_001),
        ([], "万元", 0),
        (["/", "", "……"], "元", 0),
    ],
)
def test_a_total_converts_units_and_skips_placeholders(
    values: list[Any], unit: str, expected: float
) -> None:
    assert total(values, unit) == expected


@pytest.mark.parametrize(
    "call",
    [
        lambda: total([1, "约3万"]),
        lambda: total([1], "斤"),
        lambda: total([True]),
        lambda: total([math.nan]),
        lambda: rate("很多", 3),
        lambda: rate_points("大部分", 10),
    ],
)
def test_what_is_no_number_is_named(call: Any) -> None:
    with pytest.raises(UnreadableNumber, match=r"「.+」不是能读懂的数。请"):
        call()


# Bands, caps, ratings


@pytest.mark.parametrize(
    ("profile", "score", "name"),
    [
        ("national", 10, "达成"), ("national", 8, "达成"), ("national", 7.99, "部分"),
        ("national", 6, "部分"), ("national", 5.99, "未达成"), ("national", 0, "未达成"),
        ("hubei", 5, "部分"), ("hubei", 4.99, "未达成"),
    ],
)  # fmt: skip
def test_bands_are_half_open(profile: str, score: float, name: str) -> None:
    used = load_profile(profile)
    band = band_of(score, 10, used)
    assert band is not None
    assert band.startswith(name)
    low, high = band_limits(10, name, used)
    assert low <= score <= high
    assert (score == high) == (score == 10)


@pytest.mark.parametrize("score", [10.01, -1, "优", None])
def test_a_score_outside_the_weight_has_no_band(score: Any) -> None:
    assert band_of(score, 10) is None


def test_the_ends_of_a_band_are_rounded_like_points() -> None:
    assert band_limits(3.33, "部分") == (2, 2.66)


def test_an_unknown_band_is_named_with_those_that_are() -> None:
    with pytest.raises(ZpbError, match="没有「优秀」这一档。可选：达成年度指标、"):
        band_limits(10, "优秀")


CAPPED = replace(load_profile(), caps=((0.5, 59), (0.6, 69), (0.7, 79), (0.8, 89)))


@pytest.mark.parametrize(
    ("executed", "most"),
    [(0.499, 59), (0.5, 69), (0.6, 79), (0.7, 89), (0.7999, 89), (0.8, 95), (None, 95)],
)
def test_a_low_execution_rate_caps_the_total(executed: float | None, most: float) -> None:
    assert capped(95, executed, CAPPED) == most
    assert capped(50, executed, CAPPED) == 50


def test_a_cap_near_its_boundary_tells_both_results() -> None:
    trace = Trace()
    assert capped(95, 0.79996, CAPPED, trace) == 89
    assert [other.value for other in trace.alternatives] == [95]


@pytest.mark.parametrize(
    ("score", "name"), [(100, "优"), (90, "优"), (89.99, "良"), (80, "良"), (60, "中"), (0, "差")]
)
def test_ratings(score: float, name: str) -> None:
    assert rating_of(score) == name


def test_indicators_that_do_not_apply_scale_the_rest() -> None:
    assert rescaled(72, 80) == 90
    assert rescaled(0, 0) is None


# What a profile changes


def test_points_off_for_far_too_much_where_the_profile_says_so() -> None:
    strict = replace(load_profile(), over_deduction=2)
    assert points("≥100", "130", 10, profile=strict) == 8
    assert points("≥100", "129.9", 10, profile=strict) == 10
    assert points("≥100", "130", 1.5, profile=strict) == 0
    assert points("≤100", "10", 10, profile=strict) == 10
    trace = Trace()
    points("100", "129.996", 10, profile=strict, trace=trace)
    assert [other.value for other in trace.alternatives] == [8]


def test_more_than_just_so_much_is_judged_where_the_profile_is_exact() -> None:
    exact = replace(load_profile(), equal="exact")
    assert points("=3", "4", 10, profile=exact) is None
    assert points("=3", "3", 10, profile=exact) == 10
    assert points("90%-95%", "97%", 10, profile=exact) is None


def test_a_missed_deadline_earns_nothing_where_the_profile_says_so() -> None:
    assert points("2020年12月", "2021年1月", 10, profile=STRICT) == 0
    assert points("12月底前", "2021年1月5日", 10, profile=STRICT, year=2020) == 0


def test_a_missed_zero_is_judged_where_the_profile_says_so() -> None:
    judge = replace(load_profile(), zero_target="judge")
    assert points("=0", "1", 10, profile=judge) is None


def test_truncation_keeps_what_has_few_digits() -> None:
    cut = replace(load_profile(), rounding="truncate")
    assert points("≥100", "96.85", 10, profile=cut) == 9.68
    assert points("≥100", "97", 10, profile=cut) == 9.7
    assert rate(2, 3, cut) == 0.6666


def test_rounding_the_share_first_is_told_where_it_changes_the_points() -> None:
    trace = Trace()
    assert points("≥11", "6", 10, trace=trace) == 5.45
    assert [other.value for other in trace.alternatives] == [5.46]
    assert "若完成率先舍入到 4 位小数" in trace.sentence()


# Laws

AMOUNTS = st.integers(0, 10**6).map(lambda number: number / 100)
GOALS = st.integers(1, 10**6).map(lambda number: number / 100)
WEIGHTS = st.integers(1, 10_000).map(lambda number: number / 100)
UNITS = st.sampled_from(("", "%", "次", "万元", "亩"))
SIGNS = st.sampled_from(("", "≥", "≤", "=", ">", "<"))
KINDS = st.sampled_from(("", "成本指标", "数量指标"))
ANY_PROFILE = st.sampled_from(PROFILES)


def assume_judged(sign: str, goal: float, *actuals: float) -> None:
    """＞95% is missed by 95%, and how much that costs no rule says."""
    assume(sign not in (">", "<") or goal not in actuals)


def earned(*arguments: Any) -> float:
    result = points(*arguments)
    assert result is not None
    return result


@given(SIGNS, GOALS, AMOUNTS, UNITS, WEIGHTS, KINDS, ANY_PROFILE)
def test_points_lie_between_nothing_and_the_weight(
    sign: str, goal: float, actual: float, unit: str, weight: float, kind: str, profile: Profile
) -> None:
    assume_judged(sign, goal, actual)
    result = earned(f"{sign}{goal}{unit}", f"{actual}{unit}", weight, kind, profile)
    assert 0 <= result <= weight


@given(SIGNS, GOALS, AMOUNTS, UNITS, WEIGHTS, KINDS, ANY_PROFILE)
def test_what_is_reached_is_full(
    sign: str, goal: float, actual: float, unit: str, weight: float, kind: str, profile: Profile
) -> None:
    texts = f"{sign}{goal}{unit}", f"{actual}{unit}"
    if reached(*texts, kind, profile):
        assert points(*texts, weight, kind, profile) == weight
    else:
        assert completion(*texts, kind, profile) == actual / goal


@given(st.sampled_from(("", "≥", "=", ">")), GOALS, AMOUNTS, AMOUNTS, UNITS, WEIGHTS, ANY_PROFILE)
def test_more_is_never_worse_where_more_is_better(
    sign: str, goal: float, one: float, two: float, unit: str, weight: float, profile: Profile
) -> None:
    assume_judged(sign, goal, one, two)
    less, more = sorted((one, two))
    target = f"{sign}{goal}{unit}"
    arguments = weight, "数量指标", profile
    assert earned(target, f"{less}{unit}", *arguments) <= earned(
        target, f"{more}{unit}", *arguments
    )


@given(st.sampled_from(("", "≤", "<")), GOALS, AMOUNTS, AMOUNTS, UNITS, WEIGHTS, ANY_PROFILE)
def test_less_is_never_worse_where_less_is_better(
    sign: str, goal: float, one: float, two: float, unit: str, weight: float, profile: Profile
) -> None:
    assume_judged(sign, goal, one, two)
    less, more = sorted((one, two))
    target = f"{sign}{goal}{unit}"
    arguments = weight, "成本指标", profile
    assert earned(target, f"{less}{unit}", *arguments) >= earned(
        target, f"{more}{unit}", *arguments
    )


SCALES = (("亿元", "万元", 10_000), ("万元", "元", 10_000), ("万人", "人", 10_000),
          ("公里", "米", 1000), ("年", "个月", 12), ("%", "‰", 10))  # fmt: skip


@given(SIGNS, st.integers(1, 1899), st.integers(0, 1899), st.sampled_from(SCALES), KINDS)
def test_the_unit_of_the_result_does_not_matter(
    sign: str, goal: int, actual: int, scale: tuple[str, str, int], kind: str
) -> None:
    large, small, factor = scale
    target = f"{sign}{goal}{large}"
    result = points(target, f"{actual}{large}", 10, kind)
    assert points(target, f"{actual * factor}{small}", 10, kind) == result
    assert points(f"{sign}{goal * factor}{small}", f"{actual}{large}", 10, kind) == result


@given(GOALS, AMOUNTS, WEIGHTS)
def test_points_are_the_exact_proportion_rounded_half_up(
    goal: float, actual: float, weight: float
) -> None:
    assume(actual < goal)
    exact = Fraction(str(weight)) * Fraction(str(actual)) / Fraction(str(goal))
    assert Fraction(str(points(f"≥{goal}", str(actual), weight))) == Fraction(
        math.floor(exact * 100 + Fraction(1, 2)), 100
    )


@given(GOALS, AMOUNTS, WEIGHTS)
def test_the_reverse_formula_is_exact_too(goal: float, actual: float, weight: float) -> None:
    assume(actual > goal)
    over = (Fraction(str(actual)) - Fraction(str(goal))) / Fraction(str(goal))
    exact = Fraction(str(weight)) * max(Fraction(0), 1 - over)
    assert Fraction(str(points(f"≤{goal}", str(actual), weight))) == Fraction(
        math.floor(exact * 100 + Fraction(1, 2)), 100
    )


DAYS = st.dates(date(1900, 1, 1), date(2099, 12, 31))


@given(DAYS, DAYS)
def test_a_deadline_is_kept_on_its_last_day(one: date, two: date) -> None:
    assert points(f"{one}", f"{two}", 10, profile=STRICT) == (10 if two <= one else 0)


ANYTHING = st.none() | st.floats() | st.integers() | st.text(max_size=20) | st.sampled_from(
    [row[name] for row in PUBLISHED for name in ("指标值", "完成值")]
)  # fmt: skip


@given(ANYTHING, ANYTHING, ANYTHING, KINDS | st.sampled_from(("正向", "反向", "定性")))
def test_anything_gives_points_or_a_reason(
    target: Any, actual: Any, weight: Any, kind: str
) -> None:
    trace = Trace()
    result = points(target, actual, weight, kind, trace=trace)
    assert result == points(target, actual, weight, kind)
    assert result is None or 0 <= result < math.inf
    assert trace.steps
    assert completion(target, actual, kind) == completion(target, actual, kind, trace=Trace())
