"""Projects beside the earlier ones: nothing guessed, every number both ways."""

from __future__ import annotations

from typing import Any

import pytest

from zipingbiao.merge.briefs import Brief, Line, found_counts, found_text
from zipingbiao.merge.changelist import NO_PREVIOUS, no_changes
from zipingbiao.merge.changes import (
    CHANGED,
    GONE,
    NEW,
    UNSURE,
    changes_of,
    project_key,
)
from zipingbiao.merge.records import BriefRow
from zipingbiao.report.codes import entry_of

LINES: list[Line] = [
    ("数量指标", "培训人次", "≥500", ""),
    ("数量指标", "期数", "≥5", ""),
    ("质量指标", "合格率", "100%", ""),
]
ROW = BriefRow(
    "项目支出", 2024, "县教育局", "峨边县教育局", "信访经费", "national-project", 100, 90, 0.9, 95,
    None, 3, "表", "A1:I20", "甲.xlsx", "甲.xlsx",
)  # fmt: skip


def brief(lines: Any = LINES, **changed: Any) -> Brief:
    return Brief(ROW._replace(**changed), lambda: lines)


def states(before: list[Brief], now: list[Brief]) -> list[tuple[str, str | None]]:
    return [(one.state, one.project) for one in changes_of(before, now, "上次").rows]


def test_what_is_new_gone_and_changed() -> None:
    before = [brief(), brief(project="旧项目"), brief(project="不变")]
    now = [brief(budget_wan=120), brief(project="绿化工程"), brief(project="不变")]
    found = changes_of(before, now, "去年.xlsx")
    assert [(one.state, one.project) for one in found.rows] == [
        (NEW, "绿化工程"), (CHANGED, "信访经费"), (GONE, "旧项目"),
    ]  # fmt: skip
    changed = found.rows[1]
    assert (changed.budget_before, changed.budget) == (100, 120)
    assert (changed.score_before, changed.score) == (95, 95)
    names = ("new", "gone", "changed", "same")
    assert [found.scalars[f"{name}_count"] for name in names] == [1, 1, 1, 1]
    assert (
        "与「去年.xlsx」相比：新增 1 个，取消 1 个，有变化 1 个，没有变化 1 个。"
        in found.sentences[0]
    )


@pytest.mark.parametrize(
    "same",
    [
        {"unit": "四川省峨边彝族自治县教育局"},
        {"unit": "峨边县教育局（本级）"},
        {"project": "2025年 信访经费"},
        {"project": "信访经费（2025年度）"},
        {"department": None},
        {"budget_wan": 100.00000000000001},
    ],
)
def test_one_project_however_it_is_written(same: dict[str, Any]) -> None:
    assert states([brief()], [brief(**same)]) == []


@pytest.mark.parametrize(
    "other",
    [
        {"unit": "沐川县教育局"},
        {"project": "信访稳定经费"},
        {"category": "部门整体"},
    ],
)
def test_another_project_is_new_and_the_old_one_gone(other: dict[str, Any]) -> None:
    assert [state for state, _ in states([brief()], [brief(**other)])] == [NEW, GONE]


def test_what_a_project_may_have_been_is_shown_on_both_rows() -> None:
    new, gone = changes_of([brief()], [brief(project="信访稳定经费")], "").rows
    assert (new.maybe, gone.maybe) == ("上次的「信访经费」", "这次的「信访稳定经费」")
    new, gone = changes_of([brief()], [brief(unit="峨边县教育体育局")], "").rows
    assert new.maybe == "上次的峨边县教育局「信访经费」"
    assert gone.maybe == "这次的峨边县教育体育局「信访经费」"
    new, gone = changes_of([brief()], [brief(project="绿化工程")], "").rows
    assert (new.maybe, gone.maybe) == (None, None)


def test_forms_of_one_name_are_paired_where_year_layout_or_place_tells_them_apart() -> None:
    before = [brief(year=2023, budget_wan=1), brief(year=2024, budget_wan=2)]
    now = [brief(year=2024, budget_wan=3), brief(year=2023, budget_wan=1)]
    found = changes_of(before, now, "").rows
    assert [(one.budget_before, one.budget) for one in found] == [(2, 3)]
    before = [brief(path="甲"), brief(path="乙")]
    now = [brief(path="丙"), brief(path="丁"), brief(path="戊")]
    [row] = changes_of(before, now, "").rows
    assert (row.state, row.budget_before, row.budget) == (UNSURE, None, None)
    assert row.maybe == "同名的表上次 2 张、这次 3 张，没有比。"


def test_of_several_earlier_years_the_last_one_is_compared() -> None:
    before = [brief(year=2022), brief(year=2024, budget_wan=1), brief(year=2023), brief(year=None)]
    found = changes_of(before[:3], [brief(year=2025, budget_wan=2)], "往年")
    assert [(one.year_before, one.budget_before, one.budget) for one in found.rows] == [
        (2024, 1, 2)
    ]
    assert "更早年度的 2 张不比。" in found.sentences[0]
    gone = changes_of(before[:3], [], "往年").rows
    assert [(one.state, one.year_before) for one in gone] == [(GONE, 2024)]
    # A form without a year may be of any: nobody can say which is the last.
    [row] = changes_of(before, [brief(year=2025)], "").rows
    assert (row.state, row.maybe) == (UNSURE, "同名的表上次 2 张、这次 1 张，没有比。")


def test_what_is_found_no_more_and_what_is_found_anew() -> None:
    before = [brief(found=found_text({"ZPB001": 2, "ZPB999": 1}))]
    [row] = changes_of(before, [brief(found="ZPB001×1、ZPB040×3")], "").rows
    assert (row.mended, row.worse) == (2, 3)
    names = [entry_of(code).name for code in ("ZPB001", "ZPB040")]
    assert row.findings == (
        f"改正 {names[0]}（ZPB001） 1 条、ZPB999 1 条；新出现 {names[1]}（ZPB040） 3 条"
    )


def test_targets_are_compared_and_a_copy_is_told_only_of_a_later_year() -> None:
    lowered: list[Line] = [("数量指标", "培训人次", "≥400", ""), *LINES[1:]]
    [row] = changes_of([brief()], [brief(lowered, year=2025)], "").rows
    assert row.targets == "指标相同而目标值降低：「培训人次」≥500 → ≥400"
    [row] = changes_of([brief()], [brief(year=2025)], "").rows
    assert row.targets == "指标照抄上年：3 个指标的名称和目标值都与上年相同"
    assert states([brief()], [brief(year=2024)]) == []


def test_figures_that_nobody_can_read_are_shown_and_not_taken_for_numbers() -> None:
    [row] = changes_of([brief(score="约90")], [brief(score=None)], "").rows
    assert (row.score_before, row.score) == ("约90", None)


def test_nothing_on_either_side() -> None:
    assert states([], []) == []
    assert states([], [brief()]) == [(NEW, "信访经费")]
    assert states([brief()], []) == [(GONE, "信访经费")]
    assert no_changes().scalars["since_note"] == NO_PREVIOUS


def test_the_year_is_no_part_of_a_projects_name() -> None:
    assert project_key("2024 年度信访经费") == project_key("信访经费（2025年）") == "信访经费"
    assert project_key("2024") == "2024"
    assert project_key(None) == ""


def test_what_is_found_is_text_and_back() -> None:
    counts = {"ZPB001": 2, "ZPB908": 1}
    assert found_counts(found_text(counts)) == counts
    assert found_text({}) is None


# Whose projects they are


def school(department: str | None, project: str = "校舍维修", **changed: Any) -> Brief:
    path = f"{department}{project}.xlsx"
    return brief(unit="第一小学", department=department, project=project, path=path, **changed)


SCHOOLS = {
    "the same of three, one without its department": (
        [school("甲山县教育局"), school("乙水县教育局"), school(None)],
        [school("甲山县教育局"), school("乙水县教育局"), school(None)],
        [],
    ),
    "of one name, another changed": (
        [school("甲山县教育局"), school("乙水县教育局")],
        [school("四川省甲山县教育局"), school("乙水县教育局", budget_wan=120)],
        [(CHANGED, "乙水县教育局")],
    ),
    "of one name, another is new": (
        [school("甲山县教育局")],
        [school("甲山县教育局"), school("乙水县教育局")],
        [(NEW, "乙水县教育局")],
    ),
}


@pytest.mark.parametrize("case", SCHOOLS)
def test_units_of_one_name_are_held_against_their_own(case: str) -> None:
    before, now, wanted = SCHOOLS[case]
    for forms in (now, now[::-1]):
        rows = changes_of(before, forms, "上次").rows
        assert [(one.state, one.department) for one in rows] == wanted
