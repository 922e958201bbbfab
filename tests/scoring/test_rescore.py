"""Forms scored anew: right figures are reproduced, wrong ones come out as they should be."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from zipingbiao.interchange import forms_in
from zipingbiao.layouts import find_layouts
from zipingbiao.model import BudgetLine, FundLine, Group, Indicator, SelfEvaluation, Tables, Total
from zipingbiao.reading import discover, gather, read_all
from zipingbiao.scoring.profile import load_profile
from zipingbiao.scoring.rescore import Rescored, RescoredForm, rescore

LAYOUTS = find_layouts()
NATIONAL = load_profile()

# ---- published forms ---------------------------------------------------------------------------


def scored(folder: Path) -> list[RescoredForm]:
    """All forms of a folder, by the profiles of their layouts."""
    found = gather(read_all(discover([folder]), 1))
    return [rescore(form, load_profile(LAYOUTS[form.layout].profile)) for form in found.forms]


@pytest.fixture(scope="module")
def published(shared: Path) -> list[RescoredForm]:
    """The published forms."""
    return scored(shared / "agency")


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> list[RescoredForm]:
    """The project's samples, as printed, written and read back."""
    folder = tmp_path_factory.mktemp("样例")
    for name, layout in LAYOUTS.items():
        made = forms_in(json.loads((layout.folder / "sample.json").read_text("utf-8")))
        (folder / f"{name}.xlsx").write_bytes(layout.write(made, given=True).data)
    return scored(folder)


def the(forms: list[RescoredForm], project: str, field: str) -> Rescored:
    """One score of the form whose project or unit has such a name."""
    for one in forms:
        header = one.form.header
        if project in (header.project or header.unit or "") and one.form.total.score is not None:
            found = [each for each in one.scores if each.field == field]
            if found:
                return found[0]
    raise AssertionError(f"no {field} of {project}")


def named(forms: list[RescoredForm], project: str, name: str) -> Rescored:
    """One score by the name of its indicator."""
    for one in forms:
        if project in (one.form.header.project or one.form.header.unit or ""):
            found = [each for each in one.scores if each.name == name]
            if found:
                return found[0]
    raise AssertionError(f"no {name} of {project}")


@pytest.fixture(params=["published", "own"])
def forms(request: pytest.FixtureRequest) -> list[RescoredForm]:
    """The same forms from the agencies' workbooks and from the project's samples."""
    found: list[RescoredForm] = request.getfixturevalue(request.param)
    return found


def test_99_per_cent_of_10_points_are_9_9(forms: list[RescoredForm]) -> None:
    found = named(forms, "开展信访工作业务", "上访群众满意度率")
    assert (found.printed, found.computed, found.agrees) == (9.9, 9.9, True)
    assert "10 × 99% ÷ 100%" in found.trace.sentence()


def test_76_per_cent_are_7_6_points_whatever_digits_are_printed(forms: list[RescoredForm]) -> None:
    found = next(
        one
        for form in forms
        for one in form.scores
        if one.field == "funds[0].score" and form.form.funds[0].executed == 26.61
    )
    assert (found.computed, found.agrees) == (7.6, True)
    assert "表上印作 76%，按执行数 ÷ 预算数应为 76.03%" in found.trace.sentence()
    assert found.trace.alternatives == []


def test_a_cost_below_its_target_is_full(forms: list[RescoredForm]) -> None:
    found = next(
        one
        for form in forms
        for one in form.scores
        if one.name == "完成目标任务资金保障（万元）" and one.printed == 7.6
    )
    assert (found.computed, found.agrees) == (10, False)
    assert "反向指标，完成值 26.61 ÷ 指标值 35" in found.trace.sentence()


def test_the_total_of_96_stands_with_its_rounding_explained(forms: list[RescoredForm]) -> None:
    total = the(forms, "抚顺", "total.score")
    assert (total.printed, total.computed) == (96, 96)
    rate = named(forms, "抚顺", "财政拨款收入预决算差异率")
    assert rate.computed == 1
    assert [one.value for one in rate.trace.alternatives] == [1.5]
    assert "按收支表算得的 39.996% 计则为 1.5" in rate.trace.sentence()


def test_8_should_be_8_57(forms: list[RescoredForm]) -> None:
    found = named(forms, "信访维稳经费", "预算执行率")
    assert (found.printed, found.computed, found.agrees) == (8, 8.57, False)
    assert "10 × 85.69%" in found.trace.sentence()
    assert [one.value for one in found.trace.alternatives] == [8.59], "by the printed 85.9%"


def test_40_39_per_cent_should_be_37_91(forms: list[RescoredForm]) -> None:
    found = the(forms, "群众工作中心运行经费", "funds[0].rate")
    assert found.printed == pytest.approx(0.4039)
    assert (found.computed, found.agrees) == (0.3791, False)


def test_a_rate_of_the_other_budget_is_told(forms: list[RescoredForm]) -> None:
    found = next(
        one
        for form in forms
        for one in form.scores
        if one.field == "tables.expenditure[0].rate" and one.printed is not None
    )
    assert (found.computed, found.agrees) == (1, False)
    assert "以年初预算数为分母，即表上所印，则为 140%" in found.trace.sentence()


def test_every_input_that_has_a_cell_names_it(published: list[RescoredForm]) -> None:
    for form in published:
        for one in form.scores:
            for given in one.trace.inputs:
                if given.shown != "空白":
                    assert given.cell, (one.field, given)
                    assert f"（{given.cell}）" in one.trace.sentence()


def test_every_cell_of_an_input_holds_what_is_shown(published: list[RescoredForm]) -> None:
    """By the target, the result and the weight of each indicator."""
    checked = 0
    for form in published:
        leaves = {cell: path for path, cell in form.form.cells.items()}
        for one in form.scores:
            for given in one.trace.inputs:
                if given.name in ("年度指标值", "实际完成值") and given.cell:
                    path = leaves[given.cell]
                    index = int(path[path.index("[") + 1 : path.index("]")])
                    leaf = path.rpartition(".")[2]
                    assert str(getattr(form.form.indicators[index], leaf)) == given.shown
                    checked += 1
    assert checked > 100


def test_every_score_says_its_way(forms: list[RescoredForm]) -> None:
    for form in forms:
        for one in form.scores:
            assert one.trace.steps, one.field
            if one.computed is not None:
                assert one.trace.result is not None
                assert "结果为" in one.trace.sentence()


def test_the_samples_score_as_the_published_forms_do(
    published: list[RescoredForm], own: list[RescoredForm]
) -> None:
    def figures(forms: list[RescoredForm]) -> list[tuple[object, ...]]:
        return sorted(
            (one.form.layout, str(one.form.header.project), each.field, str(each.computed))
            for one in forms
            for each in one.scores
        )

    layouts = {one.form.layout for one in published}
    assert figures([one for one in own if one.form.layout in layouts]) == figures(published)


# ---- made up -----------------------------------------------------------------------------------

LINE = FundLine("年度资金总额", budget=100, executed=85, rate=0.85, weight=10, score=8.5)


def form(*indicators: Indicator, **more: object) -> SelfEvaluation:
    """A form of the national layout with one fund line."""
    made = SelfEvaluation(layout="national-project", indicators=indicators, funds=(LINE,))
    return replace(made, **more)  # type: ignore[arg-type]


def row(
    level1: str, target: str, actual: str, weight: float | None = None, score: float | None = None
) -> Indicator:
    """An indicator."""
    return Indicator(
        level1=level1, level3="指标", target=target, actual=actual, weight=weight, score=score
    )


def by_field(scores: RescoredForm) -> dict[str, Rescored]:
    return {one.field: one for one in scores.scores}


def test_more_digits_than_asked_for_are_no_difference() -> None:
    line = replace(LINE, budget=176.45, executed=151.2, rate=151.2 / 176.45, score=8.57)
    found = by_field(rescore(form(funds=(line,)), NATIONAL))
    assert found["funds[0].rate"].agrees
    assert found["funds[0].score"].agrees


def test_a_printed_rate_counts_where_no_other_is_to_be_had() -> None:
    line = replace(LINE, executed=None)
    found = by_field(rescore(form(funds=(line,)), NATIONAL))
    assert found["funds[0].rate"].computed is None
    assert found["funds[0].score"].computed == 8.5


def test_a_text_in_place_of_a_number_is_told_and_nothing_is_guessed() -> None:
    line = replace(LINE, executed="约85", rate="见附件", score=None)
    found = by_field(rescore(form(funds=(line,)), NATIONAL))
    assert found["funds[0].rate"].computed is None
    assert "「约85」" in found["funds[0].rate"].trace.sentence()
    assert found["funds[0].score"].computed is None


def test_a_person_judges_words_and_the_printed_score_counts() -> None:
    words = row("效益指标", "社会稳定", "社会稳定", 30, 25)
    scores = rescore(form(words, total=Total(100, 33.5)), NATIONAL)
    found = by_field(scores)
    assert found["indicators[0].score"].computed is None
    assert found["indicators[0].score"].agrees
    assert found["total.score"].computed == 33.5
    assert "由人评定，照所印 25 分计入" in found["indicators[0].score"].trace.sentence()
    assert scores.rating == "差"


def test_a_total_with_a_gap_is_not_added_up() -> None:
    words = row("效益指标", "社会稳定", "社会稳定", 30)
    scores = rescore(form(words, total=Total(100, 90)), NATIONAL)
    assert by_field(scores)["total.score"].computed is None
    assert "有 1 个得分既没有印，也算不出来" in by_field(scores)["total.score"].trace.sentence()
    assert scores.rating is None


def test_deductions_are_taken_off() -> None:
    full = row("产出指标", "≥1", "1", 90, 90)
    off = Indicator(level1="扣分项", score=2)
    found = by_field(rescore(form(full, off, total=Total(100, 96.5)), NATIONAL))
    assert found["total.score"].computed == 96.5
    assert "2 个得分相加，减去扣分 2" in found["total.score"].trace.sentence()


@pytest.mark.parametrize(
    "off",
    [
        Indicator(level1="减分项", level3="违规次数", target="0次", actual="1次", score=2),
        Indicator(level1="倒扣分", weight=5, target="0次", actual="1次", score=2),
        Indicator(level1="管理", level2="扣分项", level3="违规次数", score=2),
        Indicator(level1="管理", level3="减分项", score=-2),
        Indicator(level1="扣分项", target="每发生一次扣1分，扣完5分为止", actual="2次", weight=5),
    ],
)
def test_points_are_taken_off_whatever_they_are_called_and_wherever(off: Indicator) -> None:
    full = row("产出指标", "≥1", "1", 90, 90)
    found = by_field(rescore(form(full, off, total=Total(100, 96.5)), NATIONAL))
    assert found["total.score"].computed == 96.5
    assert found["indicators[1].score"].agrees or off.score is None


def test_points_are_added_where_the_form_says_so() -> None:
    full = row("产出指标", "≥1", "1", 90, 90)
    more = Indicator(level1="加分项", level3="获得表彰", score=1)
    found = by_field(rescore(form(full, more, total=Total(100, 99.5)), NATIONAL))
    assert found["total.score"].computed == 99.5
    assert "加上加分 1" in found["total.score"].trace.sentence()


def test_a_blank_deduction_takes_nothing() -> None:
    full = row("产出指标", "≥1", "1", 90, 90)
    blank = Indicator(level1="扣分项", level3="违规次数")
    found = by_field(rescore(form(full, blank, total=Total(100, 98.5)), NATIONAL))
    assert found["total.score"].computed == 98.5


def test_the_rate_is_that_of_the_total_wherever_it_stands() -> None:
    parts = (
        FundLine("财政拨款", budget=60, executed=60, rate=1),
        FundLine("自筹", budget=40, executed=25),
        FundLine("合计", budget=100, executed=85, rate=0.85, weight=10, score=8.5),
    )
    found = by_field(rescore(form(funds=parts), NATIONAL))
    assert found["funds[2].score"].computed == 8.5
    assert found["funds[2].rate"].agrees
    assert "funds[0].score" not in found


def test_an_execution_item_is_scored_by_the_rate_and_counts_once() -> None:
    bare = FundLine("年度资金总额", budget=100, executed=85, rate=0.85)
    rest = row("产出指标", "≥1", "1", 90, 90)
    for level1 in ("预算执行率", "预算执行情况（10分）"):
        item = Indicator(level1=level1, target="≥80%", actual="85%", weight=10, score=8.5)
        found = by_field(rescore(form(item, rest, funds=(bare,), total=Total(100, 98.5)), NATIONAL))
        assert found["indicators[0].score"].computed == 8.5
        assert found["total.score"].computed == 98.5
    twice = (replace(bare, weight=10, score=8.5),)
    found = by_field(rescore(form(item, rest, funds=twice, total=Total(100, 98.5)), NATIONAL))
    assert found["total.score"].computed == 98.5


def test_an_indicator_named_like_the_rate_is_ordinary_beside_the_points_of_the_funds() -> None:
    named = replace(row("产出指标", "≥80%", "85%", 90, 90), level3="资金执行率")
    found = by_field(rescore(form(named, total=Total(100, 98.5)), NATIONAL))
    assert found["indicators[0].score"].computed == 90
    assert found["total.score"].computed == 98.5


def test_the_only_indicator_of_a_group_has_its_points() -> None:
    one = row("产出指标", "≥4", "3", score=30)
    made = form(one, groups=(Group("产出指标", 40),), cells={"groups[0].weight": "A7"})
    found = by_field(rescore(made, NATIONAL))["indicators[0].score"]
    assert found.computed == 30
    assert "分值 40（A7）" in found.trace.sentence()


def test_the_denominator_is_the_profiles() -> None:
    line = replace(LINE, initial_budget=170)
    made = form(funds=(line,), tables=Tables(expenditure=(BudgetLine("支出", 170, 100, 85, 0.5),)))
    found = by_field(rescore(made, load_profile("beijing")))
    assert found["funds[0].rate"].computed == 0.5
    assert "以全年预算数为分母，即表上所印，则为 85%" in found["funds[0].rate"].trace.sentence()
    assert found["tables.expenditure[0].rate"].agrees


def test_a_clause_that_is_not_understood_is_told() -> None:
    one = replace(row("管理", "健全", "健全", 5, 5), criterion="看着办")
    found = by_field(rescore(form(one), NATIONAL))["indicators[0].score"]
    assert found.computed is None
    assert "看着办" in found.trace.sentence()
