"""Forms that were not merely moved about: heads flattened, labels split, rows and columns gone."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from template.distort import Draft, Sample, drawn
from template.test_read import BY_LAYOUT, FIRST, READER, read, same
from zipingbiao.model import SelfEvaluation
from zipingbiao.ooxml.address import Area
from zipingbiao.template.words import unit_said
from zipingbiao.values.text import fold


def head_row(draft: Draft) -> int:
    """The first row of the head of the table of indicators."""
    return min(row for row, _ in draft.find("一级指标", "三级指标", "目标指标"))


def one(draft: Draft) -> SelfEvaluation:
    (form,) = read(draft)
    return form


def assert_same(draft: Draft, sample: Sample, **other: Any) -> None:
    """Read as the sample, but for some fields."""
    assert same(one(draft)) == same(dataclasses.replace(sample.form, **other))


def flattened(draft: Draft, top: int, width: int) -> Draft:
    """A head of two rows as one: the lower labels take the place of those above them."""
    for column in range(1, width + 1):
        area = draft.box(top, column)
        if area.bottom == top and (cell := draft.cells.get((top + 1, column))):
            draft = draft.put((top, column), cell)
    for area in [area for area in draft.merges if area.top <= top + 1 and area.bottom >= top]:
        draft = draft.part(area)
    return draft.without_row(top + 1)


@pytest.mark.parametrize("name", ["liaoning-department", "sichuan-department"])
def test_a_head_of_two_rows_may_be_flattened(name: str) -> None:
    sample = FIRST[name]
    top = head_row(sample.draft)
    if name == "sichuan-department":
        top -= 1
    assert_same(flattened(sample.draft, top, sample.draft.right), sample)


@pytest.mark.parametrize("name", ["national-project", "hebei-project", "sichuan-project"])
def test_a_head_may_be_broken_over_two_rows(name: str) -> None:
    sample = FIRST[name]
    top = head_row(sample.draft)
    draft = sample.draft.with_row(top + 1)
    for column in range(1, draft.right + 1):
        text = draft.text((top, column))
        if len(text) < 4 or not text.endswith(("指标值", "完成值", "目标值")):
            continue
        draft = draft.put((top, column), text[:-2]).put((top + 1, column), text[-2:])
    assert_same(draft, sample)


def test_a_label_may_be_broken_over_two_cells_side_by_side() -> None:
    sample = FIRST["national-project"]
    ((row, column),) = sample.draft.find("项目名称")
    area = sample.draft.box(row, column)
    draft = sample.draft.part(area).put((row, column), "项目").put((row, column + 1), "名称")
    assert_same(draft, sample)


def test_two_labels_and_their_values_may_share_a_cell() -> None:
    sample = FIRST["national-project"]
    header = sample.form.header
    ((row, column),) = sample.draft.find("主管部门")
    draft = sample.draft
    for place in [place for place in draft.cells if place[0] == row]:
        draft = draft.put(place, None)
    text = f"主管部门：{header.department}    实施单位：{header.unit}"
    assert_same(draft.put((row, column), text), sample)


def test_a_blank_value_is_not_taken_from_the_next_label() -> None:
    sample = FIRST["national-project"]
    ((row, column),) = sample.draft.find("项目名称")
    value = sample.draft.box(row, column).right + 1
    draft = sample.draft.part(sample.draft.box(row, value)).put((row, value), None)
    draft = draft.put((row, value + 3), "项目编码").put((row, value + 5), "65-001")
    assert one(draft).header.project is None


def test_a_value_may_stand_behind_a_blank_column() -> None:
    sample = FIRST["national-project"]
    ((row, column),) = sample.draft.find("项目名称")
    edge = sample.draft.box(row, column).right + 1
    assert_same(sample.draft.with_column(edge, 2), sample)


@pytest.mark.parametrize("label", ["单位资金", "财政专户管理资金", "其中：省级补助资金"])
def test_further_rows_of_funds_are_read_with_their_labels(label: str) -> None:
    sample = FIRST["national-project"]
    ((row, column),) = sample.draft.find("其他资金")
    area = sample.draft.box(row, column)
    draft = sample.draft.with_row(row).merge(area).put((row, column), label)
    amounts = {fund: cell for fund, cell in draft.cells.items() if fund[0] == row - 3}
    for _, column in amounts:
        if column > area.right:
            draft = draft.put((row, column), amounts[row - 3, column])
    form = one(draft)
    first = form.funds[0]
    assert dataclasses.replace(first, source=label.removeprefix("其中：")) in form.funds
    assert len(form.funds) == len(sample.form.funds) + 1
    assert form.indicators == sample.form.indicators


@pytest.mark.parametrize("gone", ["上年结转资金", "其他资金", "其中：当年财政拨款"])
def test_rows_of_funds_may_be_missing(gone: str) -> None:
    sample = FIRST["national-project"]
    ((row, _),) = sample.draft.find(gone)
    kept = tuple(line for line in sample.form.funds if (line.source or "") not in gone)
    assert_same(sample.draft.without_row(row), sample, funds=kept)


def without_column(draft: Draft, label: str) -> Draft:
    """Without a column of the table of indicators."""
    (row, column) = draft.find(label)[-1]
    right = draft.box(row, column).right
    for place in list(draft.cells):
        if place[0] >= row and column <= place[1] <= right:
            draft = draft.put(place, None)
    return draft


def test_the_column_of_reasons_may_be_missing() -> None:
    sample = FIRST["national-project"]
    draft = without_column(sample.draft, "偏差原因分析及改进措施")
    rows = tuple(dataclasses.replace(row, reason=None) for row in sample.form.indicators)
    assert_same(draft, sample, indicators=rows)


def test_the_column_of_weights_may_be_missing() -> None:
    sample = FIRST["national-project"]
    form = one(without_column(sample.draft, "分值"))
    assert [row.score for row in form.indicators] == [row.score for row in sample.form.indicators]
    assert [row.weight for row in form.indicators] == [None] * len(form.indicators)


@pytest.mark.parametrize(
    ("name", "label"), [("national-project", "总分"), ("hebei-project", "自评总分")]
)
def test_without_a_total_row_signatures_are_still_no_indicators(name: str, label: str) -> None:
    sample = FIRST[name]
    ((row, _),) = sample.draft.find(label)
    draft = sample.draft.without_row(row)
    draft = draft.put((draft.bottom + 1, 1), "填报人：张三").put((draft.bottom + 1, 4), "电话：123")
    form = one(draft)
    assert form.indicators == sample.form.indicators
    assert form.total.score is None


def test_the_total_may_be_called_otherwise_even_where_subtotals_are() -> None:
    sample = FIRST["national-project"]
    ((row, column),) = sample.draft.find("总分")
    draft = sample.draft.put((row, column), "合计").with_row(row - 2)
    draft = draft.put((row - 2, 2), "小计").put((row - 2, 9), 40)
    for area in [area for area in draft.merges if area.contains(row - 2, 2) and area.left > 1]:
        draft = draft.part(area)
    form = one(draft)
    assert form.total == sample.form.total
    assert form.indicators == sample.form.indicators


@pytest.mark.parametrize(
    "lines",
    [
        ["填报说明：请各单位认真填写项目支出绩效自评表。", "一、指标值与批复一致。"],
        ["附件1", "某市财政局文件"],
        ["2023年度绩效自评工作", "（示范文本）"],
    ],
)
def test_words_above_the_form_do_no_harm(lines: list[str]) -> None:
    sample = FIRST["hebei-project"]
    above = drawn([(line,) for line in lines])
    assert_same(above.above(sample.draft, 1), sample)


def test_a_table_below_the_form_belongs_to_nobody() -> None:
    sample = FIRST["sichuan-project"]
    ledger = drawn(
        [
            ("资金支付台账",),
            ("日期", "内容", "金额"),
            ("3月1日", "办公费", 10),
            ("3月2日", "差旅费", 22),
        ]
    )
    assert_same(sample.draft.above(ledger, 2), sample)


def test_a_target_divided_into_sign_value_and_unit_is_left_alone() -> None:
    sample = FIRST["national-project"]
    top = head_row(sample.draft)
    (_, column) = sample.draft.find("年度指标值")[0]
    draft = sample.draft.with_column(column + 1, 2).with_row(top + 1)
    draft = draft.merge(Area(top, column, top, column + 2))
    for offset, text in enumerate(("符号", "值", "单位")):
        draft = draft.put((top + 1, column + offset), text)
    form = one(draft)
    assert [row.target for row in form.indicators] == [None] * len(sample.form.indicators)
    assert [row.actual for row in form.indicators] == [row.actual for row in sample.form.indicators]


def test_many_forms_of_one_sheet_keep_their_order() -> None:
    forms = [sample.form for found in BY_LAYOUT.values() for sample in found[:1]]
    draft = next(iter(FIRST.values())).draft
    for sample in list(FIRST.values())[1:]:
        draft = draft.above(sample.draft, 2)
    found = READER.read(draft.sheet, "a.xlsx")
    assert [form.layout for form in found] == [form.layout for form in forms]
    assert [same(form) for form in found] == [same(form) for form in forms]


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("单位：人民币万元", "万元"),
        ("（2020年度） 金额单位：人民币元", "元"),
        ("单位：万元（人民币）", "万元"),
        ("项目资金\n（人民币千元）", "千元"),
        ("项目资金（万元（人民币））", "万元"),
        ("单位：万美元", None),
        ("单位：十万元", None),
        ("单位：元/万元", None),
        ("单位：人民币", None),
    ],
)
def test_a_unit_of_money_may_say_whose_money_it_is(text: str, unit: str | None) -> None:
    assert unit_said(fold(text)) == unit
