"""A sheet as a person sees it: boxes with texts."""

from __future__ import annotations

from template.distort import drawn
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
