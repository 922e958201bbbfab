"""续表 between the parts of a table, and what is printed again there, is none of the table."""

from __future__ import annotations

import pytest

import documents
from documents import Grid, docx, paragraph, part_of, word_table
from zipingbiao.ooxml.address import area_of, cell_place
from zipingbiao.ooxml.documents.continuing import is_of_break
from zipingbiao.ooxml.foreign.worker import read
from zipingbiao.ooxml.grid import PlainSheet

WHOLE = Grid(
    5, 3,
    {(1, 1): "一级指标", (1, 2): "三级指标", (1, 3): "分值", (2, 1): "产出指标",
     (2, 2): "甲", (2, 3): "10", (3, 2): "乙", (3, 3): "20", (4, 2): "丙", (4, 3): "30",
     (5, 1): "总分", (5, 3): "60"},
    {(2, 1): area_of("A2:A4")},
)  # fmt: skip
HEADS = part_of(WHOLE, 1, 1)


def sheet(body: str) -> PlainSheet:
    [found] = read("docx", docx(body))
    return found


def seen(found: PlainSheet) -> tuple[list[tuple[str, str]], set[str]]:
    texts = [(one, found.shown(one)) for one in sorted(found.addresses, key=cell_place)]
    return texts, set(found.merges)


def two(between: str, *, heads: bool = False, row: str = "") -> str:
    """The table in two parts, cut within its tall box."""
    top, rest = part_of(WHOLE, 1, 2), part_of(WHOLE, 3, 5)
    if heads:
        rest = joined(HEADS, rest)
    if row:
        rest = joined(Grid(1, 3, {(1, 1): row}, {(1, 1): area_of("A1:C1")}), rest)
    return word_table(top) + between + word_table(rest, continued=True)


def joined(upper: Grid, lower: Grid) -> Grid:
    """One grid above another."""
    texts = {(row + upper.rows, column): text for (row, column), text in lower.texts.items()}
    areas = {
        (row + upper.rows, column): area._replace(
            top=area.top + upper.rows, bottom=area.bottom + upper.rows
        )
        for (row, column), area in lower.areas.items()
    }
    return Grid(
        upper.rows + lower.rows, upper.columns, {**upper.texts, **texts}, {**upper.areas, **areas}
    )


def test_a_table_in_two_parts_is_one_whatever_stands_between() -> None:
    title = paragraph("附表") + paragraph("单位：万元")
    expected = seen(sheet(title + word_table(WHOLE)))
    mark = paragraph("续表")
    unit = paragraph("单位：万元")
    bodies = {
        "the mark": two(mark),
        "the mark and the unit again": two(mark + unit),
        "the mark as a row": two("<w:p/>", row="（续上表）"),
    }
    for name, body in bodies.items():
        assert (name, *seen(sheet(title + body))[:1]) == (name, expected[0])


def test_heads_that_are_printed_again_stand_once() -> None:
    found, _ = seen(sheet(two(paragraph("续表"), heads=True)))
    assert [text for _, text in found] == [*WHOLE.texts.values()]


def test_heads_with_the_label_beside_them_stand_once_on_every_page() -> None:
    heads = {(1, 1): "绩效指标", (1, 2): "一级指标", (1, 3): "三级指标", (1, 4): "分值"}
    rows = {(row, column): f"{row}行{column}" for row in range(2, 8) for column in (2, 3, 4)}
    whole = Grid(7, 4, {**heads, **rows}, {(1, 1): area_of("A1:A7")})
    first = Grid(3, 4, part_of(whole, 1, 3).texts, {(1, 1): area_of("A1:A3")})
    pages = [word_table(first)]
    for row in (4, 6):
        texts = joined(Grid(1, 4, heads), part_of(whole, row, row + 1)).texts
        pages.append(word_table(Grid(3, 4, texts, {(1, 1): area_of("A1:A3")})))
    assert seen(sheet(paragraph("－ 1 －").join(pages))) == seen(sheet(word_table(whole)))


def test_heads_stay_where_another_table_begins() -> None:
    found, _ = seen(sheet(two(paragraph("附表2"), heads=True)))
    assert [text for _, text in found].count("三级指标") == 2


def test_a_mark_before_a_table_of_other_columns_stays() -> None:
    other = Grid(1, 2, {(1, 1): "甲", (1, 2): "乙"})
    body = word_table(WHOLE) + paragraph("续表") + word_table(other, widths=[900, 2700])
    assert "续表" in [text for _, text in seen(sheet(body))[0]]


def test_a_web_page_has_it_too() -> None:
    parts = [part_of(WHOLE, 1, 2), part_of(WHOLE, 5, 5)]
    [found] = read("html", documents.page("<p>续表</p>".join(map(documents.html_table, parts))))
    assert "续表" not in [text for _, text in seen(found)[0]]


@pytest.mark.parametrize(
    "text",
    [
        "续表",
        "（续表）",
        "续 表",
        "续表1",
        "续表一：",
        "接上表",
        "续上页",
        "表2（续）",
        "(续)",
        "转下页",
        "第 2 页 共 3 页",
        "— 12 —",
    ],
)
def test_what_says_that_a_table_goes_on(text: str) -> None:
    assert is_of_break(text)


@pytest.mark.parametrize(
    "text", ["", "附表", "后续表扬", "续表情况说明", "表2", "连续", "12", "第3页的附注", "-5.66"]
)
def test_what_does_not(text: str) -> None:
    assert not is_of_break(text)
