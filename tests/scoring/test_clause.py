"""Clauses of official forms: each is read as it should be, or says at which words it isn't."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from zipingbiao.scoring.clause import (
    USUAL,
    Clause,
    ClauseError,
    Contradiction,
    NotUnderstood,
    Usual,
    deducted,
    earned,
    parse_clause,
    say,
)
from zipingbiao.scoring.clause.model import NOTHING, Additive, Bands, Levels, Points, Span, Steps
from zipingbiao.scoring.trace import Trace

_CASES = tomllib.loads(Path(__file__).with_name("clauses.toml").read_text("utf-8"))["clause"]
READ_CASES = [case for case in _CASES if "kind" in case]
READ = [pytest.param(case, id=case["id"]) for case in READ_CASES]
STOPPED = [pytest.param(case, id=case["id"]) for case in _CASES if "stops" in case]
CLASHING = [pytest.param(case, id=case["id"]) for case in _CASES if "clash" in case]

DIFFERENCE = "差异率=0，得满分；差异率（绝对值）>0时，每增加5%（含）扣减0.5分，减至0分为止。"
DEVIATION = (
    "预决算偏差程度在10%以内的，得10分。偏差度在10%—20%之间的，得5分，偏差度超过20%的，不得分。"
)


def read(text: str) -> Clause:
    """The clause; fails where it is refused."""
    found = parse_clause(text)
    assert not isinstance(found, NotUnderstood | Contradiction), found.sentence
    return found


def test_every_case_says_what_it_expects() -> None:
    assert len({case["id"] for case in _CASES}) == len(_CASES)
    assert [
        case["id"] for case in _CASES if len(case.keys() & {"kind", "stops", "clash"}) != 1
    ] == []
    assert [case["id"] for case in READ_CASES if not case.keys() & {"points", "held"}] == []


def held(case: dict[str, Any]) -> list[tuple[Any, Any, Any]]:
    """A case's targets, values and points."""
    alone = [(None, value, points) for value, points in case.get("points", [])]
    return [
        *alone,
        *((target or None, value, points) for target, value, points in case.get("held", [])),
    ]


def points_of(clause: Clause, case: dict[str, Any], target: Any, value: Any) -> object:
    """What the clause gives: a number, "" for a person, refuse where it says why not."""
    try:
        found = earned(clause, value, case.get("weight"), USUAL, target=target)
    except ClauseError as error:
        return "refuse" if error.reason.endswith("。") else error.reason
    return "" if found is None else found


# A test for each published clause takes longer than the clause: one for all lists what is wrong.


def test_clauses_are_of_their_kind_and_earn_their_points() -> None:
    kinds = {case["id"]: read(case["text"]).kind for case in READ_CASES}
    assert kinds == {case["id"]: case["kind"] for case in READ_CASES}
    wrong = []
    for case in READ_CASES:
        clause = read(case["text"])
        for target, value, points in held(case):
            expected = points if isinstance(points, str) else pytest.approx(points, abs=1e-12)
            found = points_of(clause, case, target, value)
            if found != expected:
                wrong.append((case["id"], target, value, points, found))
    assert wrong == []


def test_clauses_said_in_canonical_words_are_the_same() -> None:
    said = {case["id"]: say(read(case["text"])) for case in READ_CASES}
    changed = [
        (case["id"], said[case["id"]])
        for case in READ_CASES
        if parse_clause(said[case["id"]]) != read(case["text"])
    ]
    assert changed == []


def test_width_of_signs_and_white_space_mean_nothing() -> None:
    wrong = []
    for case in READ_CASES:
        wide = "".join(
            chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in case["text"]
        )
        target, value, points = held(case)[-1]
        for text in (wide, "，\n ".join(case["text"].split("，"))):
            clause = read(text)
            found = points_of(clause, case, target, value)
            if clause.kind != case["kind"] or found != points:
                wrong.append((case["id"], text, clause.kind, found))
    assert wrong == []


@pytest.mark.parametrize("case", STOPPED)
def test_what_is_not_understood_is_said_with_the_words(case: dict[str, Any]) -> None:
    found = parse_clause(case["text"])
    assert isinstance(found, NotUnderstood)
    assert found.at == case["stops"]
    assert case["text"][found.position :].startswith(found.at)
    assert found.at in found.sentence
    assert found.sentence.endswith("。")


@pytest.mark.parametrize("case", CLASHING)
def test_what_contradicts_itself_is_refused_with_the_words_that_clash(
    case: dict[str, Any],
) -> None:
    found = parse_clause(case["text"])
    assert isinstance(found, Contradiction)
    assert list(found.at) == case["clash"]
    assert all(f"「{words}」" in found.sentence for words in found.at)


def test_a_clause_becomes_data() -> None:
    clause = read("“三公经费”变动率≦0，计5分；“三公经费”>0，每超过一个百分点扣0.5分，扣完为止。")
    assert isinstance(clause, Steps)
    assert clause.measure.name == "“三公经费”变动率"
    assert clause.measure.percent
    assert [clause.start, clause.step] == [Decimal(0), Decimal(1)]
    assert clause.up
    assert [clause.points, clause.full, clause.floor] == [
        Points(Decimal("0.5")),
        Points(Decimal(5)),
        NOTHING,
    ]


def test_the_formula_of_the_variable_is_kept_as_its_definition() -> None:
    clause = read("预算控制率=0，计5分；大于0不得分。预算控制率=(本年追加预算/年初预算)×100%。")
    assert clause.definition == "预算控制率=(本年追加预算/年初预算)×100%"
    assert isinstance(clause, Bands)
    assert clause.bands[0].span == Span(Decimal(0), Decimal(0), True, True)


def test_conditions_in_words_that_take_everything_are_kept_for_a_person() -> None:
    clause = read("每发现一处错误扣1分，出现重大失实的不得分。")
    assert clause.vetoes == ("出现重大失实",)
    trace = Trace()
    assert earned(clause, 1, 5, USUAL, trace) == 4
    assert "「出现重大失实」不得分，须由人判断" in trace.sentence()


# ---- 39.996 %: published as 1 point, 1.5 by the words ------------------------------------------


def test_a_rate_is_not_rounded_before_its_steps_are_counted() -> None:
    trace = Trace()
    assert deducted(read(DIFFERENCE), "39.996%", 5, USUAL, trace) == 3.5
    assert [(other.value, other.reason) for other in trace.alternatives] == [
        (4, "先舍入成 40.00% 再算档，")
    ]


def test_a_profile_can_round_it_first() -> None:
    trace = Trace()
    assert earned(read(DIFFERENCE), 0.39996, 5, Usual(step_rounding=2), trace) == 1
    assert [other.value for other in trace.alternatives] == [1.5]
    assert "先舍入到 2 位小数：40.00%" in trace.sentence()


def test_a_profile_can_count_a_part_of_a_step() -> None:
    assert earned(read(DIFFERENCE), "0.1%", 5, Usual(step_count="ceil")) == 4.5
    assert earned(read(DIFFERENCE), "5%", 5, Usual(step_count="ceil")) == 4.5


def test_far_from_a_boundary_nothing_is_doubtful() -> None:
    trace = Trace()
    earned(read(DIFFERENCE), "12%", 5, USUAL, trace)
    assert trace.alternatives == []


@pytest.mark.parametrize("steps", range(1, 10))
def test_a_value_on_a_boundary_counts_whatever_binary_makes_of_it(steps: int) -> None:
    clause = read("率≤0得满分；率>0时，每增加0.1%扣0.1分。")
    assert earned(clause, 0.001 * steps, 5, USUAL) == pytest.approx(5 - 0.1 * steps)
    assert earned(clause, 0.1 * steps / 100, 5, USUAL) == pytest.approx(5 - 0.1 * steps)


def test_an_end_that_two_bands_claim_is_told() -> None:
    trace = Trace()
    assert earned(read(DEVIATION), "10%", 10, USUAL, trace) == 10
    assert "前后两档都有，归得分多的一档" in trace.sentence()
    assert [other.value for other in trace.alternatives] == [5]


# ---- values ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "value", ["12%", "12％", " 12 %", "１２%", 0.12, 12, "12", "12个百分点", "+12%"]
)
def test_a_per_cent_may_be_written_in_many_ways(value: str | float) -> None:
    assert earned(read(DIFFERENCE), value, 5, USUAL) == 4


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (0.12, "0.12 按百分比单元格里的数理解，即 12%"),
        (12, "12 不带百分号，按 12% 理解"),
    ],
)
def test_the_trace_says_how_a_bare_number_was_taken(value: float, said: str) -> None:
    trace = Trace()
    earned(read(DIFFERENCE), value, 5, USUAL, trace)
    assert said in trace.sentence()
    assert trace.alternatives == []


@pytest.mark.parametrize(("value", "said"), [(1, "100% 还是 1%"), (1.5, "150% 还是 1.5%")])
def test_a_bare_number_that_may_be_a_fraction_or_per_cents_is_refused(
    value: float, said: str
) -> None:
    with pytest.raises(ClauseError, match=said):
        earned(read(DIFFERENCE), value, 5, USUAL)


@pytest.mark.parametrize(
    ("value", "unit"), [("10.5万元", "万元"), ("95件", "件"), ("7天", "天"), ("三家", "家")]
)
def test_a_unit_that_does_not_fit_is_named(value: str, unit: str) -> None:
    with pytest.raises(ClauseError, match=f"单位是「{unit}」，条文比较的是百分比"):
        earned(read("执行率≥95%得满分，每低1%扣1分"), value, 10, USUAL)


@pytest.mark.parametrize("value", ["很好", "约12%", "12-15%", True, "12天", float("nan")])
def test_what_is_no_number_is_said_and_never_guessed(value: object) -> None:
    with pytest.raises(ClauseError, match="不能按这条评分标准计算"):
        earned(read(DIFFERENCE), value, 5, USUAL)  # type: ignore[arg-type]


@pytest.mark.parametrize("value", [None, "", "—", "/", []])
def test_a_blank_gives_no_number(value: object) -> None:
    trace = Trace()
    assert earned(read(DIFFERENCE), value, 5, USUAL, trace) is None  # type: ignore[arg-type]
    assert "没有填值" in trace.sentence()


@pytest.mark.parametrize(
    ("text", "value", "reason"),
    [
        ("6、9月分别达到40%、60%，分别得1分、2分。", [40], "要 2 个值，给了 1 个"),
        (DIFFERENCE, [1, 2], "只要一个值，给了 2 个"),
        ("得分=完成数/总数×5", 7, "看不出是几分之几"),
        ("每个问题扣1分。", -1, "不是一个可用的个数"),
    ],
)
def test_values_that_do_not_fit_are_said(text: str, value: object, reason: str) -> None:
    with pytest.raises(ClauseError, match=reason):
        earned(read(text), value, 5, USUAL)  # type: ignore[arg-type]


def test_points_above_the_weight_are_refused_with_the_number() -> None:
    with pytest.raises(ClauseError, match=r"里的 10 分超过了分值 5 分"):
        earned(read(DEVIATION), "5%", 5, USUAL)


def test_the_weight_of_items_that_say_none_is_what_the_others_leave() -> None:
    clause = read("1.制度健全得2分；2.每发现一起问题扣0.5分，扣完为止。")
    assert isinstance(clause, Additive)
    assert earned(clause, ["是", 2], 5, USUAL) == 4
    assert earned(clause, ["是", 2], 2, USUAL) == 1


def test_the_points_are_rounded_as_the_profile_says() -> None:
    clause = read("得分=完成数/总数×10")
    assert earned(clause, "2/3", 10, USUAL) == 6.67
    assert earned(clause, "2/3", 10, Usual(rounding="truncate")) == 6.66
    assert earned(clause, "2/3", 10, Usual(points_digits=0)) == 7


# ---- the house ---------------------------------------------------------------------------------


def test_the_names_of_levels_are_kept() -> None:
    clause = read("优秀得10分，良好得8分，合格得6分，不合格不得分。")
    assert isinstance(clause, Levels)
    assert [name for name, _ in clause.levels] == ["优秀", "良好", "合格", "不合格"]


def test_an_empty_or_a_very_long_text_is_no_clause() -> None:
    for text in ("", " \n", "得" * 5000):
        assert isinstance(parse_clause(text), NotUnderstood)


def test_the_package_imports_its_parts_only_when_asked() -> None:
    code = (
        "import sys, zipingbiao.scoring.clause as c;"
        "assert not [m for m in sys.modules if m.startswith('zipingbiao.scoring.clause.')];"
        "c.parse_clause; assert 'openpyxl' not in sys.modules and 'pandas' not in sys.modules"
    )
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0


@pytest.mark.calls
def test_scoring_costs_a_few_dozen_calls() -> None:
    clause = read(DIFFERENCE)
    earned(clause, 0.12, 5, USUAL)
    calls = 0

    def count_one(_frame: object, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event == "call"

    sys.setprofile(count_one)
    try:
        earned(clause, 0.37, 5, USUAL)
    finally:
        sys.setprofile(None)
    assert calls < 150
