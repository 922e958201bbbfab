"""A form as rules look at it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from zipingbiao.domain.comparisons import rate_digits, same_rate
from zipingbiao.domain.figures import added
from zipingbiao.domain.levels import level1_kind
from zipingbiao.domain.wording import is_placeholder, is_reason, is_unwanted
from zipingbiao.model import SelfEvaluation
from zipingbiao.reading import read_paths
from zipingbiao.rules.fields import term_of
from zipingbiao.rules.formulas import sum_formula
from zipingbiao.rules.rows import Item
from zipingbiao.rules.runner import Checker
from zipingbiao.rules.shown import show_rate
from zipingbiao.rules.subtotals import additions
from zipingbiao.rules.view import FormView
from zipingbiao.rules.zpb044 import missed_count
from zipingbiao.scoring.clause import parse_clause
from zipingbiao.scoring.profile import load_profile

ViewOf = Callable[..., FormView]


@pytest.fixture
def view_of(forms_of: Callable[..., list[SelfEvaluation]]) -> ViewOf:
    return lambda fragment: Checker().view(forms_of(fragment)[0])


def item(view_of: ViewOf, **fields: Any) -> Item:
    return view_of({"indicators": [{"level1": "产出指标", "level2": "数量指标", **fields}]}).items[
        0
    ]


@pytest.mark.parametrize(
    ("fields", "met"),
    [
        ({"level3": "培训人次", "target": "≥100", "actual": "99"}, False),
        ({"level3": "培训人次", "target": "100", "actual": "120"}, True),
        ({"level3": "投诉率", "target": "5%", "actual": "3%"}, None),
        ({"level3": "投诉下降率", "target": "5%", "actual": "3%"}, False),
        ({"level3": "投诉率", "target": "≤5%", "actual": "3%"}, True),
        ({"level3": "投诉率", "target": "5%", "actual": "5%"}, True),
        ({"level3": "办理时限", "target": "5天", "actual": "3天"}, None),
        ({"level3": "补助标准", "target": "260元", "actual": "250元"}, None),
        ({"level2": "成本指标", "level3": "总成本", "target": "6", "actual": "5"}, True),
        ({"level2": "成本指标", "level3": "成本节约率", "target": "6%", "actual": "5%"}, False),
        ({"level3": "化解率", "operator": "≥", "target": "80%", "actual": "70%"}, False),
        ({"level3": "风险值", "operator": "≤", "target": "80", "actual": "70"}, True),
        ({"level3": "面积", "target": "1.2万亩", "actual": "12000亩"}, True),
    ],
)
def test_whether_a_target_is_met_is_said_only_where_it_is_sure(
    fields: dict[str, str], met: bool | None, view_of: ViewOf
) -> None:
    assert item(view_of, **fields).met is met


def test_points_of_a_group_are_shared_only_where_the_scores_bear_it_out(view_of: ViewOf) -> None:
    groups = [{"level1": "产出指标", "weight": 20}]

    def weights(*scores: float) -> list[float | None]:
        rows = [
            {"level1": "产出指标", "level3": f"指标甲{n}", "score": s} for n, s in enumerate(scores)
        ]
        view = view_of({"layout": "hebei-project", "groups": groups, "indicators": rows})
        return [one.weight for one in view.items]

    assert weights(10, 8) == [10, 10]
    assert weights(12, 8) == [12, 8]
    assert weights(12, 7) == [None, None]
    assert weights(5) == [20]


def test_the_first_row_is_the_total_only_where_it_says_so(view_of: ViewOf) -> None:
    named = view_of({"funds": [{"source": "年度资金总额", "budget": 5}, {"source": "其他资金"}]})
    assert named.total_line is not None
    assert len(named.parts) == 1
    other = view_of({"funds": [{"source": "当年财政拨款", "budget": 5}]})
    assert other.total_line is None
    assert other.parts == ()


def test_the_profile_decides_what_a_rate_is_measured_by(
    forms_of: Callable[..., list[SelfEvaluation]],
) -> None:
    funds = [{"source": "年度资金总额", "initial_budget": 50, "budget": 40, "executed": 30}]
    form = forms_of({"funds": funds})[0]
    view = Checker().view(form)
    assert view.rate == 0.75
    beijing = FormView(form, replace(view.profile, rate_denominator="initial_budget"))
    assert beijing.rate == 0.6


def test_a_form_has_the_columns_that_stand_in_it_and_no_others(
    forms_of: Callable[..., list[SelfEvaluation]],
) -> None:
    [form] = forms_of({"funds": [{"source": "年度资金总额", "budget": 40, "score": 9}]})
    places = {"funds[0].budget": "C6", "funds[0].score": "H6"}
    known = Checker().view(form)
    own = Checker().view(replace(form, places=places))
    assert known.fields - own.fields >= {"fund.weight", "fund.executed"}
    assert {"fund.score", "header.unit"} <= own.fields
    assert known.has_known_layout
    assert not own.has_known_layout
    near = Checker().view(
        replace(form, layout="hubei-result", places={"indicators[0].score": "H9"})
    )
    assert "indicator.score" in near.fields
    assert "indicator.score" not in Checker().view(replace(form, layout="hubei-result")).fields


@pytest.mark.parametrize(
    ("weight", "score", "found"),
    [(90, None, 10), (90, 10, 10), (88, 9.5, 10), (88, None, None), (80, 19, None), (80, 20, None)],
)
def test_points_of_a_heading_are_known_by_the_weights_or_the_score(
    forms_of: Callable[..., list[SelfEvaluation]],
    weight: int,
    score: float | None,
    found: int | None,
) -> None:
    line = {"source": "资金总额", "budget": 40, "executed": 38, "rate": 0.95}
    fragment = {"layout": "other", "funds": [line if score is None else {**line, "score": score}]}
    fragment["indicators"] = [{"level1": "产出指标", "level3": "培训", "weight": weight}]
    [form] = forms_of(fragment)
    places = {"funds[0].rate": "G6", "funds[0].score": "H6", "indicators[0].weight": "G9"}
    view = Checker().view(replace(form, places=places))
    assert view.heading_weight == found
    assert (view.points_line is not None) == (found is not None or score is not None)


def test_a_blank_field_is_pointed_at_where_it_belongs(shared: Path) -> None:
    forms = read_paths([shared / "agency"], jobs=1, printed=True).forms
    form = next(one for one in forms if one.layout == "liaoning-department")
    view = Checker().view(form)
    assert view.cell("indicators[5].actual") == "G54"
    assert view.cell("indicators[0].operator") == "D47"
    assert view.cell("indicators[0].score") == "J47"


def test_without_a_known_cell_the_row_is_pointed_at(
    forms_of: Callable[..., list[SelfEvaluation]],
) -> None:
    view = Checker().view(forms_of({})[0])
    assert view.cell("total.score") is None
    assert view.fix("total.score", 1, "") is None


def test_a_path_leads_to_its_value_and_its_term(view_of: ViewOf) -> None:
    view = view_of({"indicators": [{"level3": "甲", "score": 3}], "total": {"score": 98}})
    assert view.value("indicators[0].score") == 3
    assert view.value("total.score") == 98
    assert term_of("tables.tasks[3].rate") == "task.rate"
    assert term_of("year") == "year"


@pytest.mark.parametrize(
    ("value", "printed", "digits"),
    [(0.859, None, 3), (1, "100.00%", 4), (1, "100%", 2), (0.8569, "85.69%", 4), (0.5, None, 2)],
)
def test_a_rate_is_as_exact_as_it_is_written(
    value: float, printed: str | None, digits: int
) -> None:
    assert rate_digits(value, printed) == digits


def test_a_rate_is_compared_at_its_own_precision() -> None:
    assert same_rate(0.76, 26.61 / 35, "76%")
    assert not same_rate(0.859, 151.2 / 176.45, "85.9%")
    assert same_rate(151.2 / 176.45, 151.2 / 176.45, "85.69%")
    assert not same_rate(1, 0.9996, "100.00%")
    assert show_rate(14.62 / 6) == "243.67%"


def test_sums_have_no_noise_and_formulas_join_runs_of_cells() -> None:
    assert added([0.1, 0.2]) == 0.3
    assert sum_formula(["H12", "H13", "H14", "K6"]) == "SUM(H12:H14,K6)"
    assert sum_formula([None, "H12"]) == "SUM(H12)"
    assert sum_formula([None]) is None


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (None, False),
        ("/", False),
        ("无", False),
        ("无偏差", False),
        ("0", False),
        ("汛期停工", True),
    ],
)
def test_a_reason_says_something(text: str | None, says: bool) -> None:
    assert is_reason(text) is says


def test_words_are_told_apart() -> None:
    assert is_unwanted("群众投诉率")
    assert not is_unwanted("投诉办结率")
    assert level1_kind("产出指标（70分）") == "产出指标"
    assert level1_kind("运行成本") is None
    assert level1_kind("预算执行") is None
    assert is_placeholder("指标2")
    assert is_placeholder("/")
    assert not is_placeholder("培训人次")


def test_one_of_several_targets_in_a_cell_is_missed() -> None:
    target = "督查督办信访件260件；信访案带案下访200次，参与活动30次。"
    missed = missed_count(target, "下乡督导169次，带案下访63次，办理来信25件。")
    assert missed is not None
    assert missed.share == 63 / 200
    assert "带案下访200次 → 63次" in missed.words
    assert missed_count(target, "带案下访203次。") is None
    assert missed_count("修路5公里", "修路3公里") is None


def test_the_clauses_of_the_field_are_understood() -> None:
    """The rules about clauses are silent where a clause is not understood; this one is."""
    clause = parse_clause("差异率≤0，得满分；差异率>0时，每增加5%（含）扣减0.5分，减至0分为止。")
    assert type(clause).__name__ == "Steps"


def test_an_unknown_layout_has_the_fields_that_reading_found_a_place_for(view_of: ViewOf) -> None:
    form = view_of({"layout": "other", "indicators": [{"level3": "甲", "score": 5}]}).form
    assert FormView(form, load_profile("national")).fields == {
        "indicator.level3",
        "indicator.score",
    }
    placed = replace(form, places={"indicators[0].score": "H9", "total.score": "H20"})
    fields = FormView(placed, load_profile("national")).fields
    assert fields == {"indicator.score", "total.score"}


@pytest.mark.parametrize(
    ("printed", "actual", "unit"),
    [("98", "99", "%"), ("≥98", "99", "%"), ("98%", "99", None), ("98", "0.99", None)],
)
def test_a_unit_in_its_own_column_is_that_of_a_bare_actual(
    printed: str, actual: str, unit: str | None, view_of: ViewOf
) -> None:
    sign = printed.rstrip("9%8")
    one = {"level3": "合格率", "target": f"{sign}98%", "actual": actual}
    form = view_of({"indicators": [{"level1": "产出指标", "level2": "质量指标", **one}]}).form
    placed = replace(form, printed={"indicators[0].target": printed})
    assert FormView(placed, load_profile("national")).items[0].actual.unit == unit


def test_a_sum_spans_the_rows_that_are_blank_today(view_of: ViewOf) -> None:
    funds = [
        {"source": "年度资金总额"},
        {"source": "财政拨款", "budget": 80},
        {"source": "其他资金"},
    ]
    view = view_of({"funds": funds})
    assert [(len(one.parts), len(one.rows)) for one in additions(view)] == [(1, 2)]
