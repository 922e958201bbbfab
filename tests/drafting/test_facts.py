"""What outlines may name: what is told of each form, what is missing, what goes with what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from zipingbiao.drafting.facts import NAMES, Gathered, facts_of, gather_forms
from zipingbiao.drafting.missing import Missing
from zipingbiao.errors import CallError
from zipingbiao.model import (
    GOALS,
    FundLine,
    Goal,
    Group,
    Header,
    Indicator,
    Payment,
    SelfEvaluation,
    Source,
    Tables,
    Total,
)

ROOT = Path(__file__).resolve().parents[2]
FORM = SelfEvaluation(
    "national-project",
    year=2023,
    header=Header("培训", "某局", "某中心", "万元"),
    funds=(
        FundLine("年度资金总额", 70, 66, None, 56.56, 0.9, 10, 9),
        FundLine("当年财政拨款", 70, 66, None, 56.56),
        FundLine("其他资金", 4),
    ),
    goals=(Goal("培训 2 期。", "培训 3 期。"),),
    indicators=(
        Indicator("产出指标", "数量指标", "期数", target="≥2", actual="3", weight=50, score=50),
        Indicator("产出指标", "质量指标", "合格率", target="≥95%", actual="90%", weight=30,
                  score=25, reason="人员变动。", improvement="加强管理。"),
        Indicator("满意度指标", "满意度", "满意度", target="≥90%", actual=None, weight=10),
    ),
    total=Total(100, 94),
)  # fmt: skip
WHOLE = SelfEvaluation("liaoning-department", header=Header(unit="某局"), year=2023)


def one(form: SelfEvaluation) -> dict[str, Any]:
    """The facts of a project."""
    gathered = gather_forms([form])
    assert gathered is not None
    found: Any = facts_of(gathered)
    return dict(found["projects"][0])


def paid(project: str, year: int | None = 2023) -> SelfEvaluation:
    """A list of payments."""
    rows = (Payment("1", "差旅费", 22, 22, 11), Payment("合计", None, 22, 22, 11))
    head = Header(project)
    return SelfEvaluation("sichuan-payments", year=year, header=head, tables=Tables(payments=rows))


def test_amounts_are_as_printed_and_the_rate_is_computed() -> None:
    fund = one(FORM)["fund"]
    assert (fund["budget"], fund["executed"], fund["unspent"]) == ("66", "56.56", "9.44")
    assert fund["rate"] == "85.7%"  # not the printed 90 %
    assert str(fund["received"]) == "【请填写：到位数】"


def test_sources_without_an_amount_of_the_year_are_none() -> None:
    assert [line["source"] for line in one(FORM)["sources"]] == ["当年财政拨款"]


def test_noise_of_binary_fractions_is_not_printed() -> None:
    funds = (FundLine("年度资金总额", budget=0.1 + 0.2, executed=10441.353442),)
    fund = one(replace(FORM, funds=funds))["fund"]
    assert (fund["budget"], fund["executed"]) == ("0.3", "10441.353442")


@pytest.mark.parametrize("budget", [None, 0, "约三十"])
def test_no_rate_without_a_budget(budget: float | str | None) -> None:
    fund = one(replace(FORM, funds=(FundLine("年度资金总额", budget=budget, executed=1),)))["fund"]
    assert not fund["rate"]
    assert str(fund["rate"]) == "【请填写：执行率】"


def test_what_nobody_can_read_as_a_number_is_asked_for() -> None:
    fund = one(replace(FORM, funds=(FundLine("年度资金总额", budget="约三十"),)))["fund"]
    assert str(fund["budget"]) == "【请填写：全年预算数（表上印作「约三十」）】"
    assert str(one(replace(FORM, funds=()))["fund"]) == "【请填写：资金总额】"


def test_nought_is_a_number_and_no_blank() -> None:
    fund = one(replace(FORM, funds=(FundLine("年度资金总额", budget=66, executed=0),)))["fund"]
    assert (fund["executed"], fund["rate"]) == ("0", "0%")


def test_deviations_are_points_lost_and_targets_missed() -> None:
    facts = one(FORM)
    assert [each["name"] for each in facts["deviations"]] == ["合格率"]
    assert facts["deviations"][0]["reason"] == "人员变动；加强管理"
    missed = replace(FORM.indicators[0], actual="1", score=None)
    [found] = one(replace(FORM, indicators=(missed,)))["deviations"]
    assert str(found["reason"]) == "【请填写：偏差原因及改进措施】"


@pytest.mark.parametrize(
    ("actual", "completion", "deviates"),
    [("良好", 0.8, True), ("良好", 1, False), ("良好", None, False), ("100%", 0, False)],
)
def test_completion_tells_where_words_do_not(
    actual: str, completion: float | None, deviates: bool
) -> None:
    row = Indicator("产出指标", "质量指标", "规范", target="规范", actual=actual,
                    completion=completion)  # fmt: skip
    found = one(replace(FORM, indicators=(row,)))["deviations"]
    assert bool(found) is deviates


def test_points_taken_off_are_told_apart() -> None:
    off = Indicator("扣分项", weight=10, score=2)
    facts = one(replace(FORM, indicators=(*FORM.indicators, off)))
    assert len(facts["indicators"]) == 3
    assert [each["score"] for each in facts["deductions"]] == ["2"]


def test_levels_have_their_points_where_all_are_known() -> None:
    first, second = one(FORM)["levels"]
    assert (first["name"], first["weight"], first["score"]) == ("产出指标", "80", "75")
    assert [each["name"] for each in first["deviations"]] == ["合格率"]
    assert (second["weight"], str(second["score"])) == ("10", "【请填写：得分合计】")


def test_points_that_the_level_prints_are_not_asked_of_each() -> None:
    rows = tuple(replace(each, weight=None, score=each.score) for each in FORM.indicators[:2])
    facts = one(replace(FORM, groups=(Group("产出指标", 90),), indicators=rows))
    assert facts["levels"][0]["weight"] == "90"
    assert not any(isinstance(each["weight"], Missing) for each in facts["indicators"])


def test_what_is_judged_by_points_alone_has_no_target_to_ask_for() -> None:
    row = Indicator("项目决策", level3="立项依据", weight=5, score=5)
    [facts] = one(replace(FORM, indicators=(row,)))["indicators"]
    assert (facts["measured"], facts["target"], facts["actual"]) == (False, "", "")
    assert str(one(FORM)["indicators"][2]["actual"]) == "【请填写：实际完成值】"


def test_the_rating_is_that_of_the_printed_score() -> None:
    assert (one(FORM)["score"], one(FORM)["rating"]) == ("94", "优")
    assert str(one(replace(FORM, total=Total()))["rating"]) == "【请填写：评价等级】"


@pytest.mark.parametrize("name", ["培训", "培训经费", "培训项目", "培训费项目"])
def test_payments_go_to_the_project_of_their_name(name: str) -> None:
    gathered = gather_forms([paid(name), FORM])
    assert gathered is not None
    facts: Any = facts_of(gathered)
    rows = facts["projects"][0]["payments"]
    assert [(str(row["no"]), row["item"], row["rate"]) for row in rows] == [
        ("1", "差旅费", "50%"),
        ("", "合计", "50%"),
    ]


@pytest.mark.parametrize(("name", "year"), [("会议费", 2023), ("培训", 2022)])
def test_payments_of_another_project_or_year_stay_alone(name: str, year: int) -> None:
    gathered = gather_forms([FORM, paid(name, year)])
    assert gathered is not None
    assert len(gathered.alone) == 1


def test_projects_add_up_only_where_all_are_known() -> None:
    other = replace(FORM, header=replace(FORM.header, project="会议"))
    assert together(FORM, other) == ("132", "113.12", "85.7%", "万元")
    blank = replace(other, funds=())
    assert together(FORM, blank)[0] == "【请填写：各项目全年预算数合计】"
    yuan = replace(other, header=replace(other.header, money_unit="元"))
    assert together(FORM, yuan)[0] == "【请填写：各项目全年预算数合计】"


def together(*forms: SelfEvaluation) -> tuple[str, ...]:
    """The amounts of all projects."""
    gathered = gather_forms(forms)
    assert gathered is not None
    found: Any = facts_of(gathered)
    sums = found["together"]
    return tuple(str(sums[name]) for name in ("budget", "executed", "rate", "money_unit"))


def test_other_papers_and_forms_that_do_not_count_are_left_out() -> None:
    goals = replace(FORM, kind=GOALS)
    twice = replace(FORM, source=Source(superseded_by="乙.xlsx"))
    assert gather_forms([goals, twice, paid("培训")]) is None


def test_a_report_is_about_one_department() -> None:
    with pytest.raises(CallError, match="2 张部门整体自评表"):
        gather_forms([WHOLE, WHOLE, FORM])


def test_the_year_of_the_department_is_that_of_its_projects_where_it_says_none() -> None:
    gathered = gather_forms([replace(WHOLE, year=None), FORM])
    assert gathered is not None
    facts: Any = facts_of(gathered)
    assert (facts["year"], facts["unit"], facts["whole"]["year"]) == (2023, "某局", 2023)
    mixed = Gathered((FORM, replace(FORM, year=2022)), None, {}, ())
    assert str(facts_of(mixed)["year"]) == "【请填写：年度】"


def test_every_name_is_told_and_every_told_name_is_there() -> None:
    gathered = gather_forms([WHOLE, FORM])
    assert gathered is not None
    facts: Any = facts_of(gathered)
    form = facts["projects"][0]
    have: Mapping[str, Mapping[str, object]] = {
        "报告": facts,
        "一张表": form,
        "资金": form["fund"],
        "目标": form["goals"][0],
        "指标": form["indicators"][0],
        "一级指标": form["levels"][0],
    }
    for heading, names in have.items():
        assert list(names) == list(NAMES[heading]) or set(names) == set(NAMES[heading])
    page = (ROOT / "docs" / "自评报告.md").read_text("utf-8")
    for heading, told in NAMES.items():
        section = page.partition(f"\n### {heading}\n")[2].partition("\n### ")[0]
        for name, meaning in told.items():
            assert f"| `{name}` | {meaning} |" in section, (heading, name)


def test_all_that_is_asked_of_what_is_missing_is_missing() -> None:
    gap: Any = Missing("金额")
    assert str(gap.fund.budget) == "【请填写：金额】"
    assert (bool(gap), len(gap), list(gap)) == (False, 0, [])


def test_a_form_is_what_the_outlines_say_of_its_layout_or_title() -> None:
    region = replace(WHOLE, layout="transfer-region")
    titled = replace(FORM, title="部门整体支出绩效自评表")
    gathered = gather_forms([region, titled, replace(region, year=2022)])
    assert gathered is not None
    assert gathered.projects == (region, replace(region, year=2022))
    assert gathered.whole == titled
