"""A sheet without looks as a page: lines above and below, boxes with thin lines between."""

from __future__ import annotations

from collections.abc import Mapping

from zipingbiao.export.page import THIN, Box, Page
from zipingbiao.export.plain import page_of
from zipingbiao.export.strips import Grid, Line, strips_of
from zipingbiao.ooxml.address import Area
from zipingbiao.ooxml.grid import PlainCell, PlainSheet


def sheet(
    texts: Mapping[str, str | int], merges: tuple[str, ...] = (), tables: tuple[Area, ...] = ()
) -> PlainSheet:
    cells = {address: PlainCell(value, str(value)) for address, value in texts.items()}
    return PlainSheet("表", cells, merges, tables=tables)


TEXTS: dict[str, str | int] = {
    "A1": "自评表", "A2": "单位：甲", "A3": "项目", "B3": "预算", "C3": "得分",
    "A4": "其他", "A5": "培训", "B5": 12, "C5": 9, "A6": "注：无",
}  # fmt: skip


def kinds(page: Page) -> list[tuple[str, int]]:
    """Lines and tables, with the row where each begins."""
    return [
        ("line", one.box.area.top) if isinstance(one, Line) else ("table", one.top)
        for one in strips_of(page)
    ]


def box_of(page: Page, text: str) -> Box:
    return next(box for box in page.boxes if box.text == text)


def test_rows_with_one_text_above_and_below_the_table_are_lines() -> None:
    page = page_of(sheet(TEXTS), Area(1, 1, 6, 3))
    assert kinds(page) == [("line", 1), ("line", 2), ("table", 3), ("line", 6)]
    assert box_of(page, "其他").look.edges == THIN
    assert box_of(page, "12").is_number


def test_a_document_says_where_its_tables_are() -> None:
    tables = (Area(3, 1, 3, 3), Area(5, 1, 5, 3))
    page = page_of(sheet(TEXTS, tables=tables), Area(1, 1, 6, 3))
    assert kinds(page) == [
        ("line", 1), ("line", 2), ("table", 3), ("line", 4), ("table", 5), ("line", 6),
    ]  # fmt: skip


def test_a_text_over_several_columns_makes_none_of_them_wide() -> None:
    texts = {**TEXTS, "A4": "很长的说明" * 4}
    narrow = page_of(sheet(texts, ("A4:C4",)), Area(1, 1, 6, 3))
    assert narrow.widths[0] < page_of(sheet(texts), Area(1, 1, 6, 3)).widths[0]
    assert box_of(narrow, "很长的说明" * 4).columns == 3


def test_an_area_within_the_sheet_begins_at_its_own_corner() -> None:
    page = page_of(sheet(TEXTS, ("A4:A5",)), Area(3, 1, 5, 2))
    assert [type(one) for one in strips_of(page)] == [Grid]
    assert page.boxes[0].area == Area(1, 1, 1, 1)
    assert box_of(page, "其他").rows == 2
