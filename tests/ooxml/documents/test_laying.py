"""Law: whatever boxes a table has, the sheet has the same, from Word as from a web page."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

import documents
from documents import Grid
from zipingbiao.ooxml.address import Area, area_of, cell_place
from zipingbiao.ooxml.documents.blocks import Box, Line, Table
from zipingbiao.ooxml.documents.laying import laid_out
from zipingbiao.ooxml.foreign.cells import Tally
from zipingbiao.ooxml.foreign.worker import read
from zipingbiao.ooxml.grid import PlainSheet

TEXTS = st.text("甲乙金额12.5%≥=<&>\"'（）", min_size=1, max_size=6)
CONTENT = st.one_of(st.just(""), TEXTS, st.builds("{}\n{}".format, TEXTS, TEXTS))


@st.composite
def grids(draw: st.DrawFn) -> Grid:
    rows, columns = draw(st.integers(1, 7)), draw(st.integers(1, 6))
    free = {(row, column) for row in range(1, rows + 1) for column in range(1, columns + 1)}
    texts: dict[tuple[int, int], str] = {}
    areas: dict[tuple[int, int], Area] = {}
    for row, column in sorted(free):
        if (row, column) not in free:
            continue
        bottom = draw(st.integers(row, min(rows, row + 2)))
        right = draw(st.integers(column, min(columns, column + 2)))
        while any((row, at) not in free for at in range(column, right + 1)):
            right -= 1
        area = Area(row, column, bottom, right)
        free -= {(r, c) for r in range(row, bottom + 1) for c in range(column, right + 1)}
        if area.size > 1:
            areas[row, column] = area
        if text := draw(CONTENT):
            texts[row, column] = text
    return Grid(rows, columns, texts, areas)


def seen(grid: Grid) -> tuple[dict[tuple[int, int], str], set[Area]]:
    """Texts and merged areas, columns left out in which no box begins."""
    covered = grid.covered()
    begins = {
        covered.get((row, column), Area(row, column, row, column)).left
        for row in range(1, grid.rows + 1)
        for column in range(1, grid.columns + 1)
    }
    order = {left: number for number, left in enumerate(sorted(begins), 1)}
    upto = [0, *(sum(left <= c for left in begins) for c in range(1, grid.columns + 1))]
    areas = {
        Area(area.top, order[area.left], area.bottom, upto[area.right])
        for area in grid.areas.values()
    }
    texts = {(row, order[column]): text for (row, column), text in grid.texts.items()}
    return texts, {area for area in areas if area.size > 1}


def on_sheet(sheet: PlainSheet) -> tuple[dict[tuple[int, int], str], set[Area]]:
    texts = {cell_place(address): sheet.shown(address) for address in sheet.addresses}
    return texts, set(map(area_of, sheet.merges))


def word(body: str) -> PlainSheet:
    [sheet] = read("docx", documents.docx(body))
    return sheet


def web(body: str) -> PlainSheet:
    [sheet] = read("html", documents.page(body))
    return sheet


@given(grids())
def test_a_table_of_word_is_the_same_on_the_sheet(grid: Grid) -> None:
    assert on_sheet(word(documents.word_table(grid))) == seen(grid)


@given(grids())
def test_a_table_of_a_page_is_the_same_on_the_sheet(grid: Grid) -> None:
    assert on_sheet(web(documents.html_table(grid))) == seen(grid)


@given(grids())
def test_a_table_within_a_frame_is_the_same_on_the_sheet(grid: Grid) -> None:
    frame = Grid(1, 1, {(1, 1): "x"})
    held = documents.word_table(grid)
    assert on_sheet(word(documents.word_table(frame, say=lambda _: held + "<w:p/>"))) == seen(grid)
    held = documents.html_table(grid)
    framed = documents.html_table(frame, say=lambda _: held)
    assert on_sheet(web(documents.html_table(frame, say=lambda _: framed))) == seen(grid)


@given(grids(), st.data())
def test_borders_drawn_by_hand_are_one(grid: Grid, data: st.DataObject) -> None:
    """Each row's borders lie a little beside those of the others."""
    boxes = [
        [
            Box(
                1000.0 * (area.left - 1) + data.draw(st.integers(-60, 60)),
                1000.0 * area.right + data.draw(st.integers(-60, 60)),
                grid.texts.get((row, column), ""),
                area.bottom - area.top + 1,
            )
            for column in range(1, grid.columns + 1)
            if (area := grid.box(row, column)) and (row, column) in places(grid)
        ]
        for row in range(1, grid.rows + 1)
    ]
    for row in boxes:  # where two boxes meet there is one border
        for left, right in pairwise(row):
            if right.left - left.right < 500:
                right.left = left.right
    assert on_sheet(laid_out([Table(boxes)], Tally()).sheet) == seen(grid)


def places(grid: Grid) -> set[tuple[int, int]]:
    """Where boxes begin."""
    covered = grid.covered()
    every = {(row, c) for row in range(1, grid.rows + 1) for c in range(1, grid.columns + 1)}
    return (every - covered.keys()) | grid.areas.keys()


def test_signs_without_width_are_not_there() -> None:
    table = Table([[Box(0, 1, "项\u200b目名\xad称"), Box(1, 2, "6\ufeff6.5"), Box(2, 3, "\u200b")]])
    sheet = laid_out([Line("\u2060标题"), table], Tally()).sheet
    assert {a: sheet.shown(a) for a in sheet.addresses} == {
        "A1": "标题",
        "A2": "项目名称",
        "B2": "66.5",
    }
