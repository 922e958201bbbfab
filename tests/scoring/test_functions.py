"""What each worksheet function gives for what cells hold."""

from __future__ import annotations

import pytest

from zipingbiao.scoring.functions import (
    ZPB_COMPLETION,
    ZPB_DEDUCT,
    ZPB_EXPLAIN,
    ZPB_RATE,
    ZPB_RATE_SCORE,
    ZPB_SCORE,
    ZPB_TOTAL,
    Cells,
    Scalar,
)

STEPS = "差异率≤0，得满分；差异率>0时，每增加5%（含）扣减0.5分，减至0分为止。"
MONTHS = "执行进度在6、9、11月分别达到40%、67.5%、82.5%的，分别得1分、2分、2分。"
UNSETTLED = "按未整改问题数/发现问题总数×5分扣分，直至扣完。"

Case = tuple[tuple[Cells, ...], object]


@pytest.mark.parametrize(
    ("executed", "budget", "share"),
    [
        (151.2, 176.45, 0.8569),
        (3.04, 8.02, 0.3791),
        (66, 66, 1),
        (14.62, 6, 2.4367),
        (1e30, 1, 1e30),  # more digits than decimals hold by themselves
        (0, 6, 0),
        ("3.04 万元", "80200元", 0.3791),
        ("１７６．４５", "176.45万元", 1),
        ([[151.2, 9]], [176.45], 0.8569),
        (5, 0, ""),
        (5, None, ""),
        (5, "—", ""),
        (5, -1, ""),
        ("", 5, ""),
    ],
)
def test_rate(executed: Cells, budget: Cells, share: object) -> None:
    assert ZPB_RATE(executed, budget) == share


def test_a_rate_of_what_is_no_amount_names_it() -> None:
    assert ZPB_RATE("约5", 8) == "执行数「约5」不是能读懂的数。请改为数字，单位写在数字之后。"
    assert "预算数「TRUE」" in str(ZPB_RATE(1, True))


@pytest.mark.parametrize(
    ("arguments", "total"),
    [
        ((1, 2, 3), 6),
        (([[1, None], ["—", "/"], ["", "——"]],), 1),
        (([[0.1], [0.2]], 0.3), 0.6),
        (("176.45万元", 3), 179.45),
        (("5000元", 1, "万元"), 1.5),
        (("5000元", 1, "元"), 5001),
        (("2.6亿元", "万元"), 26000),
        (("1.5亿元", 0.5, "亿元"), 2),
        (([[1, 2]], "项目资金（万元）"), 3),
        (([[1, 2]], "金额单位：元"), 3),
        (([],), 0),
        ((None,), 0),
    ],
)
def test_total(arguments: tuple[Cells, ...], total: object) -> None:
    assert ZPB_TOTAL(*arguments) == total


@pytest.mark.parametrize("wrong", ["见附件", "10-12", "#DIV/0!", True, "1万2"])
def test_a_total_names_what_is_no_amount(wrong: Scalar) -> None:
    shown = "TRUE" if wrong is True else wrong
    assert f"金额「{shown}」不是能读懂的数" in str(ZPB_TOTAL([[1, wrong]]))


@pytest.mark.parametrize(
    ("arguments", "points"),
    [
        ((0.8569, 10), 8.57),
        (("85.69%", 10), 8.57),
        ((85.69, 10), 8.57),
        ((0.7603, "10分"), 7.6),
        ((0.76, 10, "xinjiang"), 7.6),
        ((2.4367, 10), 10),
        ((3, 10), 10),
        ((3.01, 10), ""),  # 3.01 % or 301 %
        ((9.5, 10), ""),
        ((10, 10), ""),
        ((15, 10), 1.5),
        (("1", 10), 10),
        (("1.01", 10), ""),
        (("9.5", 10), ""),
        (("9.5%", 10), 0.95),
        ((-0.5, 10), 0),
        (("", 10), ""),
        ((0.5, ""), ""),
        ((0.5, -1), ""),
        ((0.5, True), ""),
    ],
)
def test_points_for_a_rate(arguments: tuple[Cells, ...], points: object) -> None:
    assert ZPB_RATE_SCORE(*arguments) == points


def test_an_unknown_profile_is_told_with_a_near_one() -> None:
    answer = ZPB_RATE_SCORE(0.5, 10, "natoinal")
    assert answer == "没有名为「natoinal」的评分办法。您是否想用 national？"


@pytest.mark.parametrize(
    "path", ["/etc/passwd", "..\\别处.toml", "a.toml", "//server/a", "长" * 99]
)
def test_a_cell_never_makes_a_function_open_a_file(path: str) -> None:
    assert "不是评分办法的代号" in str(ZPB_RATE_SCORE(0.5, 10, path))


@pytest.mark.parametrize(
    ("arguments", "share"),
    [
        (("≥48", 60), 1.25),
        (("100%", 0.99), 0.99),
        (("100%", "99%"), 0.99),
        (("≤35万元", "26.25万元"), 0.75),
        ((35, 70, "成本指标"), 2),
        (("≥48", ""), ""),
        (("社会稳定", "社会稳定"), ""),
        (("2020年12月底前完成", "2020年11月30日"), 1),
        (("≥48", "约50"), ""),
    ],
)
def test_completion(arguments: tuple[Cells, ...], share: object) -> None:
    assert ZPB_COMPLETION(*arguments) == share


@pytest.mark.parametrize(
    ("arguments", "points"),
    [
        (("100%", "99%", 10), 9.9),
        (("≥48", 60, 5), 5),
        (("≥48", 40, 5), 4.17),
        (("35", 26.61, 10, None, "成本指标"), 10),
        (("35", 26.61, 10, None, "数量指标"), 7.6),
        (("≤10", 12, 10), 8),
        (("≤10", 12, 10, "", "", "hubei"), 8.33),
        (("≤10", 30, 10), 0),
        ((48, 48, "5分"), 5),
        (([["≥48"]], [[60]], [[5]]), 5),
        (("社会稳定", "社会稳定", 10), ""),
        (("≥48", "", 5), ""),
        (("≥48", 60, ""), ""),
        (("≥48", 60, 5, STEPS[:3]), "「差异率」"),
        (("", "12%", 5, STEPS), 4),
        ((STEPS, "12%", 5, STEPS), 4),
        (("≥48", 60, 5, "≥48"), 5),
    ],
)
def test_score(arguments: tuple[Cells, ...], points: object) -> None:
    answer = ZPB_SCORE(*arguments)
    assert str(points) in str(answer) if isinstance(points, str) and points else answer == points


@pytest.mark.parametrize(
    ("clause", "value", "weight", "lost"),
    [
        (STEPS, "12%", 5, 1),
        (STEPS, 0.12, 5, 1),
        (STEPS, 12, 5, 1),
        (STEPS, -0.0566, 5, 0),
        (STEPS, "80%", 5, 5),
        ([[STEPS]], [["12%"]], [["5分"]], 1),
        (UNSETTLED, "3/4", 5, 3.75),
        (UNSETTLED, 0.75, 5, 3.75),
        (UNSETTLED, [[3, 4]], 5, 3.75),
        (MONTHS, [[0.4, 0.7, 0.9]], 5, 0),
        (MONTHS, [[0.4], [0.6], [0.9]], 5, 2),
        (STEPS, "", 5, ""),
    ],
)
def test_deduct(clause: Cells, value: Cells, weight: Cells, lost: object) -> None:
    assert ZPB_DEDUCT(clause, value, weight) == lost


@pytest.mark.parametrize(
    ("clause", "words"),
    [
        ("", "空"),
        ("看着办", "读到「看着办」（第 1 字）处"),
        ("每增加0%扣0.5分", "「每增加0%扣0.5分」"),
        ("执行率在80%以上得5分，70%以上得8分，70%以上得3分", "「70%以上得8分」与「70%以上得3分」"),
    ],
)
def test_a_clause_that_is_not_understood_says_at_which_words(clause: str, words: str) -> None:
    answer = ZPB_DEDUCT(clause, 1, 5)
    assert isinstance(answer, str)
    assert words in answer


@pytest.mark.parametrize(
    ("value", "told"), [("12%", ""), (0.12, "百分比单元格"), (12, "不带百分号")]
)
def test_an_explanation_says_how_a_per_cent_was_read(value: Cells, told: str) -> None:
    sentence = str(ZPB_EXPLAIN("ZPB_DEDUCT", STEPS, value, 5))
    assert told in sentence
    assert sentence.endswith("，结果为 1。")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("ZPB_RATE", 3.04, 8.02), "执行数 3.04，预算数 8.02：执行数 ÷ 预算数，结果为 37.91%。"),
        (("zpb_rate", 5, 0), "执行数 5，预算数 0：预算数空白、为 0 或为负，没有执行率。"),
        (("ZPB_TOTAL", 1, "—", 2), "金额 1、2：各数相加，单位为万元，结果为 3 万元。"),
        (
            ("ZPB_SCORE", "100%", "99%", 10),
            "年度指标值 100%，实际完成值 99%，分值 10：正向指标，完成值 99% ÷ 指标值 100% ＝ 99%；"
            "未达到，按比例：10 × 99% ÷ 100%，结果为 9.9。",
        ),
        (("ZPB_RATE", 1), "ZPB_RATE 的参数个数不对，应为：ZPB_RATE(执行数, 预算数)。"),
    ],
)
def test_explain(arguments: tuple[Cells, ...], sentence: str) -> None:
    assert ZPB_EXPLAIN(*arguments) == sentence


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("", 3, 10, "每发现一处问题扣两分，扣完为止。"), "每 1处 扣 2 分，计 3 档"),
        (("", 3, 10, "每完成一项得两分，最高10分。"), "每 1项 加 2 分，计 3 档"),
        (("", "93%", 10, "达到95%得满分，每低1%扣1分。"), "比 95% 少 2%，每 1% 扣 1 分，计 2 档"),
        (("", "95%", 10, "达到95%得满分，每低1%扣1分。"), "没有低于 95%"),
        (("≤1千册", 1000, 10), "完成值 1000册 折合 1千册"),
        (("≤1千元", 1000, 10), "看不出完成值 1000 是不是以「千元」计，请补上单位"),
    ],
)
def test_an_explanation_tells_the_steps_and_other_readings(
    arguments: tuple[Cells, ...], told: str
) -> None:
    assert told in str(ZPB_EXPLAIN("ZPB_SCORE", *arguments))


def test_less_than_a_thousand_times_the_target_is_no_other_unit() -> None:
    assert "其实" not in str(ZPB_EXPLAIN("ZPB_SCORE", "≤1千册", 999, 10))


def test_a_long_sum_is_not_told_number_by_number() -> None:
    assert "等 100 个" in str(ZPB_EXPLAIN("ZPB_TOTAL", [[1] * 100]))


@pytest.mark.parametrize("name", ["ZPB_NONE", "", "ZPB_EXPLAIN"])
def test_an_unknown_function_is_told_with_those_there_are(name: str) -> None:
    answer = str(ZPB_EXPLAIN(name))
    assert answer.startswith(f"没有名为「{name}」的函数，可用：ZPB_COMPLETION、")
