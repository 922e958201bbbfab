"""Targets beside those of the last year."""

from __future__ import annotations

import pytest

from zipingbiao.merge.indicators import beside, is_lowered, lowered_text


@pytest.mark.parametrize(
    ("level2", "name", "before", "now", "lowered"),
    [
        ("数量指标", "培训人次", "≥500人次", "≥400人次", True),
        ("数量指标", "培训人次", "≥400人次", "≥500人次", False),
        ("数量指标", "培训人次", "500人次", "400人次", True),
        ("数量指标", "培训人次", "≥500人次", "≥500人次", False),
        ("质量指标", "验收合格率", "100%", "≥95%", True),
        ("质量指标", "投诉率", "≤1%", "≤2%", True),
        ("质量指标", "投诉率", "≤2%", "≤1%", False),
        ("质量指标", "投诉起数", "3起", "5起", True),
        ("时效指标", "平均响应时间", "≤2小时", "≤4小时", True),
        ("时效指标", "完成时间", "2024年12月底前", "2025年12月底前", False),
        ("成本指标", "补助标准", "≤500元", "≤600元", False),
        ("数量指标", "培训人次", "≥500人次", "≥4期", False),
        ("数量指标", "培训人次", "500人次", "开展", False),
        ("数量指标", "培训人次", "≥500人次", "≤400人次", False),
        ("服务对象满意度指标", "群众满意度", "≥95%", "≥90%", True),
    ],
)
def test_a_target_asks_for_less(
    level2: str, name: str, before: str, now: str, *, lowered: bool
) -> None:
    assert is_lowered((level2, name, before, ""), (level2, name, now, "")) == lowered


BEFORE = [
    ("数量指标", "培训人次", "≥500人次", ""),
    ("数量指标", "培训 期数", "≥5期", ""),
    ("质量指标", "合格率", "100%", ""),
]


def test_indicators_taken_over_as_they_were() -> None:
    found = beside(BEFORE, [("数量指标", "培训期数", "≥5期", "6"), BEFORE[0], BEFORE[2]])
    assert (found.same, found.lowered, found.copied) == (3, (), True)
    assert not beside(BEFORE[:2], BEFORE[:2]).copied
    assert not beside(BEFORE, BEFORE[:2]).copied
    assert not beside(BEFORE, [*BEFORE, ("", "新的", "1", "")]).copied


def test_a_lowered_target_is_told_with_both_numbers() -> None:
    now = [("数量指标", "培训人次", "≥450人次", ""), *BEFORE[1:]]
    found = beside(BEFORE, now)
    assert not found.copied
    assert lowered_text(found.lowered) == ("指标相同而目标值降低：「培训人次」≥500人次 → ≥450人次")


def test_indicators_of_one_name_are_compared_only_where_it_is_clear_which_is_which() -> None:
    twice = [("数量指标", "次数", "≥5次", ""), ("质量指标", "次数", "≥9次", "")]
    now = [("数量指标", "次数", "≥4次", ""), ("质量指标", "次数", "≥9次", "")]
    assert [str(one) for one in beside(twice, now).lowered] == ["「次数」≥5次 → ≥4次"]
    same_level = [("数量指标", "次数", "≥5次", ""), ("数量指标", "次数", "≥9次", "")]
    assert beside(same_level, same_level).same == 0
