"""Which points a clause in words can give at all."""

from __future__ import annotations

import pytest

from zipingbiao.scoring.clause.attainable import attainable_points, limits_in, nearest

FEW = [
    ("开展内部审核的，得10分，否则不得分。", 10, {0, 10}),
    ("偏差在10%以内的得10分；10%到20%的，得5分；超过的，不得分。", 10, {0, 5, 10}),
    ("纳入考核的，得5分；建立机制的，得5分。", 10, {0, 5, 10}),
    ("每个问题扣0.5分，直至扣完。", 2, {0, 0.5, 1, 1.5, 2}),
    ("按0.5分/次予以扣分，最高扣10分。", 1, {0, 0.5, 1}),
    ("每开展一次得2分。", 6, {0, 2, 4, 6}),
    ("制度健全得3分，未执行的扣1分。", 3, {0, 1, 2, 3}),
]
OPEN = [
    "得5分，否则酌情扣分。",
    "得分=达到预期值的个数/全部个数*10。",
    "按比例计分。",
    "每低于目标值1%扣0.2分。",
    "6、9、11月达到量化指标的分别得1分、2分、2分。",
    "完成得五分，未完成不得分。",
    "根据完成情况打分。",
    "工作开展良好。",
    "得20分，否则不得分。",
]


@pytest.mark.parametrize(("clause", "weight", "points"), FEW)
def test_only_some_points_are_possible(clause: str, weight: int, points: set[float]) -> None:
    assert attainable_points(clause, weight) == {round(one * 100) for one in points}


@pytest.mark.parametrize("clause", OPEN)
def test_where_words_leave_it_open_nothing_is_said(clause: str) -> None:
    assert attainable_points(clause, 10) is None


def test_the_nearest_possible_points_are_told() -> None:
    assert nearest({0, 500, 1000}, 7) == [5, 10]
    assert nearest({0, 250}, 3) == [2.5]
    assert nearest({0, 500}, 5) == []


@pytest.mark.parametrize(
    ("text", "limits"),
    [
        ("最高扣10分", [10]),
        ("累计不超过5分。", [5]),
        ("加分3分封顶", [3]),
        ("每次扣1分", []),
        ("获省级表彰的加2分，最多加3分。", [3]),
    ],
)
def test_a_limit_is_read(text: str, limits: list[float]) -> None:
    assert limits_in(text) == limits
