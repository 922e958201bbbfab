"""A form is read as it was, whatever an agency did to its sheet before sending it."""

from __future__ import annotations

import dataclasses
import json
import random
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms import THOROUGH, tries
from template.distort import (
    DISTORTIONS,
    LAYOUTS,
    Draft,
    Sample,
    drawn,
    samples,
    side_by_side,
    stacked,
    untitled,
)
from zipingbiao.interchange import forms_in
from zipingbiao.layouts import form_reader
from zipingbiao.model import SelfEvaluation
from zipingbiao.ooxml.grid import CellError, PlainCell
from zipingbiao.values.text import fold

READER = form_reader(LAYOUTS)
SAMPLES = [
    sample
    for layout in LAYOUTS.values()
    if (layout.folder / "sample.json").exists()
    for sample in samples(
        layout, forms_in(json.loads((layout.folder / "sample.json").read_text("utf-8")))
    )
]
BY_LAYOUT: dict[str, list[Sample]] = {}
for _sample in SAMPLES:
    BY_LAYOUT.setdefault(_sample.layout.id, []).append(_sample)
FIRST = {name: found[0] for name, found in BY_LAYOUT.items()}
#: After these a form says something else: no title, or a fund's row by another name.
_SAYS_LESS = ("title_gone", "labels_worded_otherwise")
HARMLESS = [name for name in DISTORTIONS if name not in _SAYS_LESS]


def same(value: Any) -> Any:
    """A form as compared here: labels that are data too may have been respaced."""
    if isinstance(value, str):
        return fold(value)
    if isinstance(value, tuple):
        return tuple(map(same, value))
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        names = [one.name for one in dataclasses.fields(value) if one.compare]
        return {name: same(getattr(value, name)) for name in names}
    return value


def read(draft: Draft) -> list[SelfEvaluation]:
    return READER.read(draft.sheet, "表.xlsx")


def assert_read(draft: Draft, forms: Sequence[SelfEvaluation]) -> None:
    assert [same(form) for form in read(draft)] == [same(form) for form in forms]


def distorted(draft: Draft, names: Sequence[str], seed: int) -> Draft:
    chance = random.Random(seed)
    for name in names:
        draft = DISTORTIONS[name](draft, chance) or draft
    return draft


@pytest.mark.parametrize("name", BY_LAYOUT)
def test_what_the_template_drew_is_read_back(name: str) -> None:
    for sample in BY_LAYOUT[name]:
        assert read(sample.draft) == [sample.form]


def _distorted_ones() -> Iterator[tuple[str, str]]:
    """Every distortion of the layouts of each kind; of those that are like others every third."""
    for number, name in enumerate(BY_LAYOUT):
        chosen = HARMLESS if name in THOROUGH else HARMLESS[number % 3 :: 3]
        yield from ((name, distortion) for distortion in chosen)


@pytest.mark.parametrize(("name", "distortion"), list(_distorted_ones()))
def test_a_distortion_changes_nothing(name: str, distortion: str) -> None:
    for sample in BY_LAYOUT[name]:
        for seed in range(tries(name, 3)):
            assert_read(distorted(sample.draft, [distortion], seed), [sample.form])


@given(
    sample=st.sampled_from(SAMPLES),
    names=st.lists(st.sampled_from(HARMLESS), min_size=2, max_size=5, unique=True),
    seed=st.integers(0, 10_000),
)
def test_distortions_together_change_nothing(sample: Sample, names: list[str], seed: int) -> None:
    assert_read(distorted(sample.draft, names, seed), [sample.form])


@pytest.mark.parametrize("name", BY_LAYOUT)
def test_other_wordings_of_labels_are_known(name: str) -> None:
    for seed in range(6):
        sample = FIRST[name]
        (form,) = read(distorted(sample.draft, ["labels_worded_otherwise"], seed))
        renamed = dataclasses.replace(form, funds=sample.form.funds, tables=sample.form.tables)
        assert same(renamed) == same(sample.form)
        amounts = [dataclasses.replace(line, source=None) for line in form.funds]
        assert amounts == [dataclasses.replace(line, source=None) for line in sample.form.funds]


@pytest.mark.parametrize("name", BY_LAYOUT)
def test_a_form_without_title_lacks_only_what_the_title_said(name: str) -> None:
    sample = FIRST[name]
    (form,) = read(distorted(sample.draft, ["title_gone"], 0))
    assert form.title is None
    assert form.indicators == sample.form.indicators
    assert form.funds == sample.form.funds
    assert form.total == sample.form.total


# --- several forms on one sheet


@given(data=st.data(), gap=st.integers(0, 4))
def test_forms_below_each_other_are_read_each(data: st.DataObject, gap: int) -> None:
    chosen = data.draw(st.lists(st.sampled_from(SAMPLES), min_size=2, max_size=4))
    chance = random.Random(data.draw(st.integers(0, 999)))
    draft = stacked([sample.draft for sample in chosen], chance, gap)
    assert_read(draft, [sample.form for sample in chosen])


@pytest.mark.parametrize("gap", [0, 1, 2])
@pytest.mark.parametrize("name", BY_LAYOUT)
def test_forms_of_one_layout_beside_each_other_are_read_each(name: str, gap: int) -> None:
    first, second = (BY_LAYOUT[name] * 2)[:2]
    draft = first.draft.beside(second.draft, gap)
    assert_read(draft, [first.form, second.form])


#: Forms of several provinces on one sheet: those of other layouts are read each below the other.
THOROUGHLY = [sample for sample in SAMPLES if sample.form.layout in THOROUGH]


@given(data=st.data())
def test_forms_beside_each_other_are_read_each(data: st.DataObject) -> None:
    chosen = data.draw(st.lists(st.sampled_from(THOROUGHLY), min_size=2, max_size=4))
    chance = random.Random(data.draw(st.integers(0, 999)))
    draft = side_by_side([sample.draft for sample in chosen], chance)
    assert_read(draft, [sample.form for sample in chosen])


@pytest.mark.parametrize("gap", [0, 1, 3])
@pytest.mark.parametrize("name", BY_LAYOUT)
def test_the_second_form_needs_no_title(name: str, gap: int) -> None:
    first, second = (BY_LAYOUT[name] * 2)[:2]
    draft = stacked([first.draft, untitled(second.draft)], random.Random(0), gap)
    forms = read(draft)
    assert len(forms) == 2
    assert same(forms[0]) == same(first.form)
    assert forms[1].title is None
    assert forms[1].indicators == second.form.indicators
    assert forms[1].total == second.form.total


def test_the_title_repeated_at_a_page_break_begins_no_form() -> None:
    sample = FIRST["national-project"]
    (head,) = sample.draft.find("三级指标")
    at = head[0] + 5
    draft = sample.draft
    for area in [area for area in draft.merges if area.top < at <= area.bottom]:
        draft = draft.part(area)
    draft = draft.with_row(at, 2).put((at, 1), "项目支出绩效自评表（续）")
    for column in range(1, draft.right + 1):
        if cell := draft.cells.get((head[0], column)):
            draft = draft.put((at + 1, column), cell)
    assert_read(draft, [sample.form])


# --- what is no form


@pytest.mark.parametrize(
    "text",
    [
        "注：本表为项目支出绩效自评表，由各单位填写。",
        "请于3月底前报送绩效自评表",
        "完成绩效自评表",
    ],
)
def test_words_about_forms_in_a_table_begin_no_form(text: str) -> None:
    sample = FIRST["national-project"]
    (head,) = sample.draft.find("三级指标")
    place = (head[0] + 2, head[1])
    (form,) = read(sample.draft.put(place, text))
    assert form.indicators[1].level3 == text
    assert len(form.indicators) == len(sample.form.indicators)


@pytest.mark.parametrize(
    "rows",
    [
        [("2024年预算绩效管理工作要点",), ("一、做好自评表填报",)],
        [("项目支出绩效自评表",)],
        [("序号", "姓名", "得分"), (1, "张三", 90)],
        [],
    ],
)
def test_a_sheet_without_form_gives_none(rows: list[tuple[Any, ...]]) -> None:
    assert read(drawn(rows)) == []


# --- values as people type them


def national(**cells: Any) -> SelfEvaluation:
    """The national sample with other contents: field path with ``__`` for the brackets."""
    sample = FIRST["national-project"]
    (form,) = read(sample.draft)
    draft = sample.draft
    for path, content in cells.items():
        draft = draft.put(place_of(form, path), content)
    (form,) = read(draft)
    return form


def place_of(form: SelfEvaluation, path: str) -> tuple[int, int]:
    from zipingbiao.ooxml.address import cell_place

    return cell_place(form.cells[path.replace("__", ".")])


FUND = "funds[0].executed"


@pytest.mark.parametrize(
    ("content", "value"),
    [
        ("176.45万元", 176.45),
        ("1.2亿元", 12000),
        ("1,764.5", 1764.5),
        ("１７６．４５", 176.45),
        ("1764500元", 176.45),
        ("¥176.45", 176.45),
        ("—", None),
        ("/", None),
        (" ", None),
        (0, 0),
    ],
)
def test_amounts_are_read_in_the_unit_of_the_form(content: Any, value: Any) -> None:
    assert national(**{FUND: content}).funds[0].executed == value


@pytest.mark.parametrize(
    ("content", "value"),
    [("98%", 98), ("98分", 98), ("98 分", 98), (98, 98), (PlainCell(0.98, "98%"), 98)],
)
def test_the_total_is_points_however_printed(content: Any, value: Any) -> None:
    form = national(**{"total__score": content})
    assert form.total.score == value
    printed = content if isinstance(content, str) else getattr(content, "shown", "")
    codes = [(fault.code, fault.printed) for fault in form.faults]
    assert codes == ([("ZPB017", printed)] if printed.endswith("%") else [])


@pytest.mark.parametrize(
    ("content", "code", "value"),
    [
        (PlainCell(CellError("#DIV/0!"), "#DIV/0!"), "ZPB909", "#DIV/0!"),
        (PlainCell(None, "", True), "ZPB910", None),
        ("约10万", "ZPB908", "约10万"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_place(content: Any, code: str, value: Any) -> None:
    form = national(**{FUND: content})
    assert form.funds[0].executed == value
    (fault,) = form.faults
    assert (fault.code, fault.place.field) == (code, FUND)
    assert fault.place.cell
    assert fault.place.sheet == "项目支出绩效自评表"
    assert fault.printed == (value if value is not None else None)
    assert fault.message.endswith("。")


def test_an_error_in_a_text_is_told_too() -> None:
    form = national(**{"indicators[0].actual": PlainCell(CellError("#REF!"), "#REF!")})
    assert form.indicators[0].actual == "#REF!"
    assert [fault.code for fault in form.faults] == ["ZPB909"]


def test_targets_are_what_a_person_sees() -> None:
    form = national(
        **{
            "indicators[0].target": PlainCell(1, "100%"),
            "indicators[0].actual": PlainCell(44165.0, "2020年11月30日"),
        }
    )
    assert form.indicators[0].target == "100%"
    assert form.indicators[0].actual == "2020年11月30日"


@pytest.mark.parametrize(
    ("content", "rate"),
    [(85.9, 0.859), ("85.9", 0.859), ("85.9%", 0.859), (PlainCell(0.859, "85.9%"), 0.859), (1, 1)],
)
def test_under_a_head_in_per_cent_a_bare_number_is_per_cent(content: Any, rate: float) -> None:
    sample = FIRST["national-project"]
    (head,) = sample.draft.find("执行率")
    (plain,) = read(sample.draft)
    draft = sample.draft.put(head, "执行率（%）").put(place_of(plain, "funds[0].rate"), content)
    (form,) = read(draft)
    assert form.funds[0].rate == rate


def test_a_lone_figure_after_the_table_does_no_harm() -> None:
    sample = FIRST["sichuan-project"]
    draft = sample.draft.put((sample.draft.bottom + 1, 1), "注：目标值按批复填写。")
    draft = draft.put((draft.bottom + 1, 5), 1234)
    assert_read(draft, [sample.form])


def test_a_hidden_sheet_says_so() -> None:
    draft = dataclasses.replace(FIRST["hebei-project"].draft, hidden=True, name="自评")
    (form,) = read(draft)
    assert form.source.hidden
    assert form.source.sheet == "自评"


def test_the_range_holds_all_cells_and_every_value_has_one() -> None:
    from zipingbiao.ooxml.address import area_of, cell_place

    for sample in SAMPLES:
        (form,) = read(sample.draft.moved(7, 3))
        area = area_of(form.source.range)
        assert all(area.contains(*cell_place(address)) for address in form.cells.values())
        assert area.top == 8
        leaves = [f"indicators[{n}].score" for n, one in enumerate(form.indicators) if one.score]
        assert set(leaves) <= set(form.cells)


def test_a_group_written_once_stands_where_it_is_written() -> None:
    sample = FIRST["hebei-project"]
    (form,) = read(sample.draft)
    rows = [n for n, one in enumerate(form.indicators) if one.level1 == "产出指标"]
    addresses = {form.cells[f"indicators[{row}].level1"] for row in rows}
    assert len(rows) > 2
    assert len(addresses) == 1
    assert form.cells["groups[0].weight"] in addresses
