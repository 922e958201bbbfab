"""Forms into workbooks: what is written is right, what cannot be held is refused by name."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from hashlib import sha256
from typing import Any

import pytest

from drafts import CELLS, MERGES, NOTES, SHEET, cells_of, draft, merges_of, write
from forms import THOROUGH
from zipingbiao.errors import RenderError
from zipingbiao.interchange import forms_in
from zipingbiao.layouts import find_layouts
from zipingbiao.model import (
    BudgetLine,
    FundLine,
    Goal,
    Group,
    Header,
    Indicator,
    Payment,
    SelfEvaluation,
    Tables,
    Total,
)

LAYOUTS = find_layouts()
ONE = Indicator("产出", "数量", "次数", target="3", weight=10, score=9.5)
FORM = SelfEvaluation("x", header=Header("道路"), indicators=(ONE,))


def with_indicators(*rows: Indicator) -> SelfEvaluation:
    return replace(FORM, indicators=rows)


# What no layout like this can hold


@pytest.mark.parametrize(
    ("form", "field", "words"),
    [
        (replace(FORM, header=Header("道路", unit="某局")), "header.unit", "没有位置"),
        (replace(FORM, year=2020), "year", "没有位置"),
        (replace(FORM, remarks="无"), "remarks", "没有位置"),
        (replace(FORM, goals=(Goal("目标"),)), "goals[0].expected", "没有位置"),
        (replace(FORM, funds=(FundLine("合计", 1),)), "funds[0].initial_budget", "没有位置"),
        (replace(FORM, total=Total(weight=100)), "total.weight", "没有位置"),
        (with_indicators(replace(ONE, actual="3")), "indicators[0].actual", "没有位置"),
        (with_indicators(replace(ONE, causes=("其他",))), "indicators[0].causes", "没有位置"),
        (replace(FORM, tables=Tables(payments=(Payment("1"),))), "tables.payments[0].no", "没有"),
        (replace(FORM, groups=(Group("产出", 70),)), "groups[0]", "不在一级指标上印分值"),
        (replace(FORM, title="情况说明"), "title", "不像自评表的标题"),
        (with_indicators(replace(ONE, level3=" 次数")), "indicators[0].level3", "首尾有空白"),
        (with_indicators(replace(ONE, level3="")), "indicators[0].level3", "请用 null"),
        (with_indicators(replace(ONE, weight="10分")), "indicators[0].weight", "读成别的内容"),
        (
            with_indicators(ONE, replace(ONE, level2=None)),
            "indicators[1].level2",
            "会并入上一行的「数量」",
        ),
    ],
)
def test_what_a_layout_cannot_hold_is_refused_by_name(
    form: SelfEvaluation, field: str, words: str
) -> None:
    with pytest.raises(RenderError) as caught:
        write(draft(), form)
    assert caught.value.place.field == field
    assert words in caught.value.reason


@pytest.mark.parametrize(
    ("layout", "changes", "field", "words"),
    [
        ("national-project", {"funds": (FundLine("捐赠", 1),)}, "funds[0]", "没有「捐赠」这一行"),
        (
            "national-project",
            {"funds": (FundLine("其他资金", received=1),)},
            "funds[3].received",
            "没有位置",
        ),
        (
            "liaoning-department",
            {"tables": Tables(revenue=(BudgetLine("8. 捐款", 1),))},
            "tables.revenue[0]",
            "没有「8. 捐款」这一行",
        ),
        (
            "liaoning-department",
            {"indicators": (Indicator("甲", "乙", "丙", causes=("天气",)),)},
            "indicators[0].causes",
            "没有「天气」这一栏",
        ),
        (
            "hebei-project",
            {"groups": (Group("产出指标", 70),)},
            "groups[0]",
            "没有一级指标「产出指标」",
        ),
        (
            "hebei-project",
            {"indicators": (Indicator("产出（70分）", "乙", "丙"),)},
            "indicators[0].level1",
            "与所印分值混淆",
        ),
        (
            "sichuan-department",
            {"title": "甲局部门整体绩效自评打分表", "header": Header(unit="乙局")},
            "header.unit",
            "标题「甲局部门整体绩效自评打分表」与它不一致",
        ),
    ],
)
def test_official_layouts_refuse_by_name(
    layout: str, changes: dict[str, Any], field: str, words: str
) -> None:
    form = replace(SelfEvaluation(layout), **changes)
    with pytest.raises(RenderError) as caught:
        LAYOUTS[layout].write([form])
    assert caught.value.place.field == field
    assert words in caught.value.reason


def test_fields_in_one_cell_must_stay_apart() -> None:
    template = draft(dict(CELLS) | {"B2": "{{ header.project }}，{{ header.department }}"})
    assert cells_of(write(template, FORM).data)["B2"].startswith("道路，")  # type: ignore[attr-defined]
    with pytest.raises(RenderError, match="「道路，桥梁」与格内其他文字混淆") as caught:
        write(template, replace(FORM, header=Header("道路，桥梁", "某局")))
    assert caught.value.place.field == "header.project"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("甲\x0b乙", "控制字符（U+000B）"),
        ("甲\x00乙", "控制字符（U+0000）"),
        ("甲\x01乙", "控制字符（U+0001）"),
        ("甲\ud83d乙", "控制字符（U+D83D）"),
        ("甲\uffff乙", "控制字符（U+FFFF）"),
        ("长" * 32_768, "32768 个字符，超过 Excel 单元格的上限"),
    ],
)
@pytest.mark.parametrize("where", ["header.project", "indicators[0].level3", "title"])
def test_text_that_no_cell_can_hold_is_refused(value: str, words: str, where: str) -> None:
    forms = {
        "header.project": replace(FORM, header=Header(value)),
        "indicators[0].level3": with_indicators(replace(ONE, level3=value)),
        "title": replace(FORM, title=f"{value}绩效自评表"),
    }
    with pytest.raises(RenderError) as caught:
        write(draft(), forms[where])
    assert caught.value.place.field == where
    if where != "title" or not words.startswith("32768"):
        assert words in caught.value.reason


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (float("nan"), "不是一个数"),
        (float("inf"), "不是一个数"),
        (-float("inf"), "不是一个数"),
        (10**15, "只保留 15 位"),
        (1e300, "只保留 15 位"),
        (True, "应为数字"),
    ],
)
def test_numbers_that_no_cell_can_hold_are_refused(value: float, words: str) -> None:
    with pytest.raises(RenderError) as caught:
        write(draft(), with_indicators(ONE, replace(ONE, score=value)))
    assert caught.value.place.field == "indicators[1].score"
    assert words in caught.value.reason


def test_with_several_forms_the_number_of_the_form_is_told() -> None:
    bad = SelfEvaluation("national-project", header=Header("甲\x0b"))
    with pytest.raises(RenderError) as caught:
        LAYOUTS["national-project"].write([SelfEvaluation("national-project"), bad])
    assert caught.value.place.field == "forms[1].header.project"


# What is written


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+A1",
        "-",
        "@SUM(A1)",
        "=cmd|' /C calc'!A0",
        "_x000D_",
        "_x0041_",
        "<b>&amp;",
        "a  b",
    ],
)
def test_data_stays_text_and_never_becomes_a_formula(text: str) -> None:
    data = write(draft(), with_indicators(replace(ONE, level3=text))).data
    written = cells_of(data, values=False)["C4"]
    # openpyxl shows Excel's escape of a literal escape as it stands
    assert written in (text, text.replace("_x", "_x005F_x"))
    assert b"<f>1+1" not in data


def test_equal_neighbours_become_one_cell_but_not_across_their_group() -> None:
    rows = [("甲", "子"), ("甲", "子"), ("甲", "丑"), ("乙", "丑"), ("乙", "丑"), ("丙", "丑")]
    form = with_indicators(*(replace(ONE, level1=a, level2=b) for a, b in rows))
    found = merges_of(write(draft(), form).data)
    assert found == {"A1:F1", "B2:F2", "A4:A6", "B4:B5", "A7:A8", "B7:B8", "A10:E10"}


def test_a_group_without_narrower_ones_takes_their_cells() -> None:
    """扣分项: one cell across the three columns, as the official form prints it."""
    deduction = Indicator("扣分项", weight=10)
    form = with_indicators(ONE, deduction, replace(deduction, score=1))
    found = merges_of(write(draft(), form).data)
    assert "A5:C6" in found


def test_a_group_left_blank_for_the_pen_is_not_merged_away() -> None:
    found = merges_of(write(draft(), with_indicators(Indicator("产出"))).data)
    assert found == {"A1:F1", "B2:F2", "A5:E5"}


def test_a_wide_cell_of_the_template_is_never_merged_over() -> None:
    merges = ("A1:G1", "B2:G2", "C3:D3", "C4:D4", "A5:F5")
    cells = dict(CELLS) | {"E3": "年度指标值", "F3": "分值", "G3": "得分"}
    cells |= {"E4": CELLS["D4"], "F4": CELLS["E4"], "G4": CELLS["F4"]}
    cells |= {"G5": "=SUM(G4:G4)", "F5": "", "D3": "", "D4": ""}
    cells = {at: text for at, text in cells.items() if text}
    template = draft(cells, {"A1": NOTES["A1"], "G5": NOTES["F5"]}, merges)
    found = merges_of(write(template, with_indicators(Indicator("扣分项", weight=10))).data)
    assert {"A4:B4", "C4:D4"} <= found
    assert len(found) == len(merges) + 1


def test_no_items_leave_one_blank_row() -> None:
    data = write(draft(), with_indicators()).data
    assert cells_of(data).keys() == {"A1", "A2", "B2", "A3", "B3", "C3", "D3", "E3", "F3", "A5"}


def test_a_bare_number_is_written_as_a_number_so_that_excel_can_compute() -> None:
    assert cells_of(write(draft(), FORM).data)["D4"] == 3


# Data against formulas


def test_a_datum_that_differs_from_its_formula_is_told() -> None:
    rendered = write(draft(), replace(FORM, total=Total(score=100)), given=False)
    (difference,) = rendered.differences
    assert (difference.field, difference.given, difference.computed) == ("total.score", 100, 9.5)
    assert str(difference) == "自评表 › 总得分：数据为 100，按公式应为 9.5。"
    assert cells_of(rendered.data)["F5"] == 9.5


def test_a_datum_without_anything_to_compute_is_kept_and_told() -> None:
    form = replace(with_indicators(replace(ONE, score=None)), total=Total(score=88))
    rendered = write(draft(), form, given=False)
    (difference,) = rendered.differences
    assert difference.kept
    assert str(difference) == "自评表 › 总得分：公式无可计算的数，按所给数据写入 88。"
    assert cells_of(rendered.data, values=False)["F5"] == 88


def test_data_that_agree_are_not_told() -> None:
    assert write(draft(), replace(FORM, total=Total(score=9.5)), given=False).differences == ()


def test_given_data_replace_the_formulas() -> None:
    rendered = write(draft(), replace(FORM, total=Total(score=100)), given=True)
    assert rendered.differences == ()
    assert cells_of(rendered.data, values=False)["F5"] == 100


# Blank forms


@pytest.mark.parametrize(
    ("layout", "title", "printed"),
    [
        ("hebei-project", "年度预算项目绩效自评表", "　　　　年度预算项目绩效自评表"),
        ("sichuan-department", "部门整体绩效自评打分表", "　　　　　　部门整体绩效自评打分表"),
        ("sichuan-payments", "年支付明细表", "　　　　　　　　\n　　　　年支付明细表"),
        ("national-project", "项目支出绩效自评表", "项目支出绩效自评表"),
    ],
)
def test_a_blank_title_has_room_for_the_pen(layout: str, title: str, printed: str) -> None:
    chosen = LAYOUTS[layout]
    form = forms_in(chosen.blank_data())[0]
    assert chosen.writer.held(form).title == title
    data = chosen.write([form]).data
    assert cells_of(data, chosen.template.form.name)["A1"] == printed


def test_the_title_of_a_form_is_printed_as_it_is() -> None:
    form = SelfEvaluation("hebei-project", title="2021年度预算项目绩效自评表", year=2021)
    sheet = LAYOUTS["hebei-project"].template.form.name
    data = LAYOUTS["hebei-project"].write([form]).data
    assert cells_of(data, sheet)["A1"] == "2021年度预算项目绩效自评表"


# Same out of same

_HASH = """
import sys
from hashlib import sha256
from zipingbiao.interchange import forms_in
from zipingbiao.layouts import get_layout
for layout in map(get_layout, sys.argv[1:]):
    forms = forms_in(layout.blank_data())
    for given in (True, False):
        print(sha256(layout.write(forms * 2, given=given).data).hexdigest())
"""


def test_the_same_form_gives_the_same_bytes_in_every_process() -> None:
    here = []
    names = sorted(THOROUGH)
    for layout in map(LAYOUTS.__getitem__, names):
        forms = forms_in(layout.blank_data())
        for given in (True, False):
            data = [layout.write(forms * 2, given=given).data for _ in range(2)]
            assert data[0] == data[1]
            here.append(sha256(data[0]).hexdigest())
    environment = {"PYTHONPATH": ":".join(sys.path), "PYTHONHASHSEED": "7"}
    run = [sys.executable, "-c", _HASH, *names]
    other = subprocess.run(run, env=environment, capture_output=True, text=True, check=True)
    assert other.stdout.split() == here


def test_the_sheet_keeps_its_name_and_merges_of_the_template() -> None:
    assert {"A1:F1", "B2:F2"} <= merges_of(write(draft(), FORM).data, SHEET)
    assert set(MERGES) == {"A1:F1", "B2:F2", "A5:E5"}
