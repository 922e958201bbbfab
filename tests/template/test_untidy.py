"""What stands around a form or runs into it, kind by kind: each was once read wrong in silence."""

from __future__ import annotations

import time
from collections.abc import Sequence

import pytest

from template.distort import Draft, Sample, drawn
from template.test_read import FIRST, assert_read, read
from zipingbiao.ooxml.address import Area
from zipingbiao.ooxml.grid import CellError, PlainCell, Scalar

Rows = Sequence[Sequence[Scalar]]
LEDGERS: dict[str, Rows] = {
    "payments": [
        ("资金支付台账",),
        ("日期", "内容", "金额"),
        ("3月1日", "办公费", 10),
        ("3月2日", "差旅费", 22),
    ],
    "funds": [("项目", "预算数", "执行数"), ("办公费", 3, 2), ("差旅费", 5, 4), ("合计", 8, 6)],
    "amounts": [("科目", "金额"), ("培训费", 3), ("总分", 77)],
    "scores": [("指标", "分值", "得分"), ("复核一", 7, 6), ("复核二", 5, 4), ("总分", 12, 10)],
}
#: Wide and narrow ones, with a total and without, with points and without.
LAYOUTS = (
    "national-project", "sichuan-completion", "chongqing-department", "transfer-region",
    "hubei-result", "sichuan-payments", "hainan-project", "guangshui-project",
)  # fmt: skip
WIDE = ("national-project", "hainan-project", "beijing-project", "yunnan-project")


def head_row(sample: Sample) -> int:
    return sample.draft.find("三级指标", "指标名称", "目标指标", "序号", "评价内容")[0][0]


# --- what stands around a form


@pytest.mark.parametrize("ledger", LEDGERS)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_ledger_below_is_not_read(layout: str, ledger: str) -> None:
    sample = FIRST[layout]
    assert_read(sample.draft.above(drawn(LEDGERS[ledger]), 2), [sample.form])


@pytest.mark.parametrize("ledger", LEDGERS)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_ledger_beside_is_not_read_whatever_rows_it_shares(layout: str, ledger: str) -> None:
    sample = FIRST[layout]
    rows = {0, 3, head_row(sample) - 1, head_row(sample) + 1}
    for down in rows:
        table = drawn(LEDGERS[ledger]).moved(down=down)
        assert_read(sample.draft.beside(table, 2), [sample.form])


@pytest.mark.parametrize("word", ["总分", "合计", "得分", "自评得分", "差额"])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_second_total_beside_or_below_is_not_read(layout: str, word: str) -> None:
    sample = FIRST[layout]
    scratch = drawn([(word, 77)])
    assert_read(sample.draft.above(scratch, 2), [sample.form])
    for down in (2, head_row(sample), sample.draft.bottom - 1):
        assert_read(sample.draft.beside(scratch.moved(down=down), 2), [sample.form])


@pytest.mark.parametrize("ledger", LEDGERS)
@pytest.mark.parametrize("layout", ["national-project", "sichuan-project", "sichuan-payments"])
def test_a_table_above_is_not_the_untitled_form_below(layout: str, ledger: str) -> None:
    sample = FIRST[layout]
    draft = drawn(LEDGERS[ledger]).above(sample.draft.put((1, 1), None), 2)
    (form,) = read(draft)
    assert form.layout == layout
    assert form.funds == sample.form.funds
    assert form.indicators == sample.form.indicators
    assert form.tables == sample.form.tables


def test_what_an_untitled_form_says_above_its_labels_is_its_own() -> None:
    sample = FIRST["hainan-project"]
    (form,) = read(sample.draft.put((1, 1), None))
    assert form.header.money_unit == sample.form.header.money_unit


@pytest.mark.parametrize("gap", [0, 1, 3])
@pytest.mark.parametrize("down", [0, 1, 7, 12])
def test_forms_of_any_layouts_stand_beside_each_other_at_any_height(down: int, gap: int) -> None:
    page, forms = FIRST[WIDE[0]].draft, [FIRST[WIDE[0]].form]
    for number, layout in enumerate(WIDE[1:], 1):
        page = page.beside(FIRST[layout].draft.moved(down=down * (number % 2)), gap)
        forms.append(FIRST[layout].form)
    found = read(page)
    assert sorted(form.layout for form in found) == sorted(WIDE)
    assert_read(page.moved(), sorted(forms, key=lambda one: found_at(found, one.layout)))


def found_at(found: Sequence[object], layout: str) -> int:
    return [getattr(one, "layout", "") for one in found].index(layout)


def test_a_hundred_forms_beside_each_other_are_read_in_time_that_grows_with_them() -> None:
    sample = FIRST["hubei-result"]

    def seconds(count: int) -> float:
        page = sample.draft
        for number in range(1, count):
            page = page.joined(sample.draft.moved(right=number * (sample.draft.right + 1)))
        started = time.process_time()
        assert len(read(page)) == count
        return time.process_time() - started

    few, many = seconds(20), seconds(100)
    assert many < 15 * few


# --- what runs into a form


def _row_of(sample: Sample, field: str) -> tuple[int, int]:
    from zipingbiao.ooxml.address import cell_place

    (form,) = read(sample.draft)
    return cell_place(form.cells[field])


@pytest.mark.parametrize("blank", [0, 1])
@pytest.mark.parametrize("layout", ["national-project", "hunan-department"])
def test_a_text_goes_on_in_the_next_row(layout: str, blank: int) -> None:
    sample = FIRST[layout]
    row, column = _row_of(sample, "indicators[1].actual")
    draft = sample.draft.put((row, column), "方案已印发，").with_row(row + 1, 1 + blank)
    draft = draft.put((row + 1 + blank, column), "正在落实")
    (form,) = read(draft)
    assert form.indicators[1].actual == "方案已印发，正在落实"
    assert len(form.indicators) == len(sample.form.indicators)


@pytest.mark.parametrize("text", ["完成情况", "得分率", "备注", "主管部门"])
def test_remarks_may_say_a_word_of_labels(text: str) -> None:
    sample = FIRST["hebei-project"]
    place = _row_of(sample, "remarks")
    (form,) = read(sample.draft.put(place, text))
    assert form.remarks == text


@pytest.mark.parametrize("text", ["备注", "得分率"])
def test_a_goal_may_say_a_word_of_labels(text: str) -> None:
    sample = FIRST["national-project"]
    place = _row_of(sample, "goals[0].expected")
    (form,) = read(sample.draft.put(place, text))
    assert form.goals[0].expected == text
    assert form.goals[0].actual == sample.form.goals[0].actual


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (PlainCell(CellError("#REF!"), "#REF!"), "ZPB909"),
        (PlainCell(None, "", True), "ZPB910"),
        ("约10", "ZPB908"),
    ],
)
def test_points_of_a_group_that_cannot_be_read_are_told(content: Scalar, code: str) -> None:
    sample = FIRST["hainan-project"]
    (form,) = read(sample.draft.put((13, 2), content))
    assert [(fault.code, fault.place.cell) for fault in form.faults] == [(code, "B13")]


def test_an_item_whose_figures_were_never_calculated_is_still_one() -> None:
    sample = FIRST["sichuan-department"]
    row, column = _row_of(sample, "indicators[13].weight")
    (form,) = read(sample.draft.put((row, column), PlainCell(None, "", True)))
    assert form.indicators[13].level1 == "扣分项"
    assert form.indicators[13].criterion == sample.form.indicators[13].criterion
    assert [fault.code for fault in form.faults] == ["ZPB910"]


@pytest.mark.parametrize("text", ["页计", "本页合计", "（小计）", "每页小计"])
def test_a_page_subtotal_is_no_indicator(text: str) -> None:
    sample = FIRST["yunnan-project"]
    row, column = _row_of(sample, "indicators[7].level3")
    draft = sample.draft.with_row(row).put((row, column), text).put((row, column + 6), 20)
    (form,) = read(draft)
    assert form.indicators == sample.form.indicators


def _numbered(draft: Draft, at: int, head: tuple[int, int], rows: range) -> Draft:
    draft = draft.with_column(at).put((head[0], at), "行次")
    for number, row in enumerate(rows, 1):
        draft = draft.put((row, at), number)
    return draft


@pytest.mark.parametrize("layout", ["hainan-project", "sichuan-department"])
def test_a_column_of_numbers_may_stand_between_the_levels(layout: str) -> None:
    sample = FIRST[layout]
    head = sample.draft.find("三级指标")[0]
    level2 = sample.draft.find("二级指标")[0][1]
    last = _row_of(sample, f"indicators[{len(sample.form.indicators) - 2}].score")[0]
    draft = _numbered(sample.draft, level2, head, range(head[0] + 1, last + 1))
    (form,) = read(draft)
    assert form.indicators == sample.form.indicators
    assert form.groups == sample.form.groups


def test_a_row_that_counts_the_columns_is_no_item_beside_a_column_of_numbers() -> None:
    sample = FIRST["chongqing-department-2021"]
    head = sample.draft.find("指标名称")[0]
    draft = sample.draft.with_row(head[0] + 1)
    for number, column in enumerate(range(head[1], sample.draft.right), 1):
        draft = draft.put((head[0] + 1, column), number)
    draft = _numbered(draft, sample.draft.right, head, range(head[0] + 1, draft.bottom + 1))
    (form,) = read(draft)
    assert form.indicators == sample.form.indicators


def test_a_label_with_its_value_behind_blanks_still_shows_the_layout() -> None:
    sample = FIRST["hainan-project"]
    unit = sample.form.header.unit
    draft = sample.draft.put((3, 1), f"项目实施单位  {unit}").put((3, 2), None)
    draft = draft.part(Area(3, 2, 3, 4))
    (form,) = read(draft)
    assert (form.layout, form.header.unit) == ("hainan-project", unit)
    assert form.header.project == sample.form.header.project
