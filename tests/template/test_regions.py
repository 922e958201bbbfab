"""A sheet as a person sees it: boxes with texts."""

from __future__ import annotations

import pytest

from template.distort import drawn
from zipingbiao.layouts import form_reader
from zipingbiao.ooxml.address import areas_of
from zipingbiao.template.reading import areas, read
from zipingbiao.template.reading.regions import Canvas, Window, around


def canvas() -> Canvas:
    draft = drawn(
        [("标题", None, None), (" 项 目 名称：", "道路", "covered"), (None, "  ", 3)],
        "A1:C1 B2:C2 A2:A3",
    )
    return Canvas(draft.sheet)


def test_texts_are_folded_and_blank_cells_are_nothing() -> None:
    assert [region.text for region in canvas().within(Window())] == [
        "标题",
        "项目名称",
        "道路",
        "3",
    ]


def test_what_a_merged_area_covers_is_not_seen() -> None:
    assert [region.address for region in canvas().rows[2]] == ["A2", "B2"]
    region = canvas().at(2, 3)
    assert region is not None
    assert region.text == "道路"


def test_a_window_holds_what_begins_in_it() -> None:
    window = Window(2, 2, 3, 3)
    assert [region.address for region in canvas().within(window)] == ["B2", "C3"]
    assert [number for number, _ in canvas().lines(window)] == [2, 3]


def test_neighbours_are_boxes_of_the_same_height_or_width() -> None:
    sheet = Canvas(drawn([("年度", "指标"), ("目标", "值"), ("合计",)], "A3:B3").sheet)
    upper, right = sheet.rows[1]
    below, beside = sheet.below(upper), sheet.beside(upper)
    assert below is not None
    assert below.text == "目标"
    assert beside == right
    assert sheet.below(below) is None, "the merged box below is wider"


def test_a_giant_merged_area_takes_no_time() -> None:
    draft = drawn([("标题",)], "A1:XFD1048576")
    region = Canvas(draft.sheet).at(1500, 200)
    assert region is not None
    assert region.text == "标题"


def test_around_two_areas() -> None:
    one, other = canvas().rows[1][0].area, canvas().rows[3][0].area
    assert around(one, other).name == "A1:C3"


HEADS = ("项目名称", "一级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "主管部门")


def test_of_a_sheet_of_too_many_rows_the_first_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read, "MOST_ROWS", 40)
    items = [("", "产出指标", f"指标第{n}", "≥1", "1", 1, 1) for n in range(60)]
    rows = [("项目支出绩效自评表",), ("项目名称", "大表"), ("", *HEADS[1:7]), *items]
    got = form_reader().read_sheet(drawn(rows, "").sheet, "表.xlsx")
    assert [len(form.indicators) for form in got.forms] == [37]
    told = [fault for fault in got.faults if fault.severity == "error"]
    assert [fault.code for fault in told] == ["ZPB914"]
    assert "第 41 行起" in told[0].reason


@pytest.mark.parametrize("more", [20, 3000])
def test_where_a_label_stands_in_every_cell_it_is_said_once(
    more: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(areas, "_MORE_ROWS", more)
    rows = [tuple(HEADS[(row + n) % len(HEADS)] for n in range(8)) for row in range(80)]
    got = form_reader().read_sheet(drawn(rows, "").sheet, "表.xlsx")
    assert [fault.code for fault in got.faults if fault.severity == "error"] == ["ZPB914"]
    assert all(len(form.faults) < 60 for form in got.forms)


def test_of_a_large_sheet_of_mere_labels_the_first_rows_are_looked_at(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(read, "_MOST_LABELS", 64)
    got = form_reader().read_sheet(drawn([HEADS] * 80, "").sheet, "表.xlsx")
    told = [fault.reason for fault in got.faults if fault.severity == "error"]
    assert len(told) == 1
    assert "第 9 行起" in told[0]


def test_heads_that_come_twice_hold_no_field() -> None:
    rows = [
        ("项目支出绩效自评表",),
        ("项目名称", "道路", "实施单位", "某局"),
        ("预算数", "预算数", "执行数", "执行数"),
        (100, 90, 80, 70),
        ("三级指标", "目标值", "完成值", "得分"),
        ("里程", "5", "5", 60),
        ("合格率", "100%", "100%", 40),
    ]
    (form,) = form_reader().read(drawn(rows, "").sheet, "表.xlsx")
    assert form.funds == ()
    assert [f.code for f in form.faults if f.severity == "error"] == ["ZPB933"] * 4


def test_cells_are_told_as_rectangles() -> None:
    cells = ["B3", "B4", "C3", "C4", "D7", "E8", "B6"]
    assert [area.name for area in areas_of(cells)] == ["B3:C4", "B6", "D7", "E8"]
