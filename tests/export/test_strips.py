"""A page cut into paragraphs and tables; the rows that each page repeats begin a table."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from zipingbiao.export.page import THIN, Box, Heads, Look, Page
from zipingbiao.export.strips import Grid, Line, strips_of
from zipingbiao.ooxml.address import Area

_BOXED = Look(edges=THIN)


def page(boxes: list[Box], rows: int, heads: Heads | None = None) -> Page:
    return Page((50.0, 50.0), (20.0,) * rows, tuple(boxes), heads=heads)


def row_of(number: int) -> list[Box]:
    return [Box(Area(number, c, number, c), f"{number}-{c}", _BOXED) for c in (1, 2)]


TITLE = Box(Area(1, 1, 1, 2), "标题")
NOTE = Box(Area(5, 1, 5, 2), "注")


def test_a_title_and_a_note_are_lines_and_the_rest_is_a_table() -> None:
    boxes = [TITLE, *row_of(2), *row_of(3), *row_of(4), NOTE]
    first, table, last = strips_of(page(boxes, 5))
    assert first == Line(TITLE)
    assert last == Line(NOTE)
    assert isinstance(table, Grid)
    assert (table.top, table.bottom, table.heads, table.joined) == (2, 4, 0, False)


def test_a_row_with_lines_around_it_is_no_paragraph() -> None:
    boxes = [Box(Area(1, 1, 1, 2), "标题", _BOXED), *row_of(2)]
    (table,) = strips_of(page(boxes, 2))
    assert isinstance(table, Grid)


def test_heads_within_a_table_begin_another_one_with_one_line_between() -> None:
    boxes = [box for number in range(1, 5) for box in row_of(number)]
    above, below = strips_of(page(boxes, 4, Heads(3, 3)))
    assert isinstance(above, Grid)
    assert isinstance(below, Grid)
    assert (above.top, above.bottom, above.heads, above.joined) == (1, 2, 0, True)
    assert (below.top, below.bottom, below.heads) == (3, 4, 1)
    assert {box.look.edges.bottom for box in above.boxes if box.area.bottom == 2} == {""}
    assert {box.look.edges.top for box in below.boxes} == {"thin"}


def test_a_box_that_reaches_out_of_the_heads_is_cut_without_a_line() -> None:
    tall = Box(Area(1, 1, 4, 1), "绩效指标", _BOXED)
    others = [Box(Area(n, 2, n, 2), str(n), _BOXED) for n in range(1, 5)]
    above, below = strips_of(page([tall, *others], 4, Heads(2, 2)))
    assert isinstance(above, Grid)
    assert isinstance(below, Grid)
    pieces = [box for grid in (above, below) for box in grid.boxes if box.area.left == 1]
    assert [box.text for box in pieces] == ["", "", "绩效指标"]
    assert [box.look.edges.top for box in pieces] == ["thin", "", ""]
    assert [box.look.edges.bottom for box in pieces] == ["", "", "thin"]


def test_heads_that_nothing_follows_are_rows_like_others() -> None:
    (table,) = strips_of(page([*row_of(1), *row_of(2)], 2, Heads(2, 2)))
    assert isinstance(table, Grid)
    assert table.heads == 0


@given(st.integers(1, 9), st.integers(1, 9), st.integers(0, 4), st.data())
def test_no_text_is_lost_and_none_doubled(
    rows: int, first: int, more: int, data: st.DataObject
) -> None:
    tall = data.draw(st.integers(1, rows))
    boxes = [Box(Area(1, 1, tall, 1), "高", _BOXED)]
    boxes += [Box(Area(n, 1, n, 1), f"左{n}", _BOXED) for n in range(tall + 1, rows + 1)]
    boxes += [Box(Area(n, 2, n, 2), f"右{n}", _BOXED) for n in range(1, rows + 1)]
    strips = strips_of(page(boxes, rows, Heads(first, first + more)))
    found = [box.text for strip in strips if isinstance(strip, Grid) for box in strip.boxes]
    assert sorted(filter(None, found)) == sorted(box.text for box in boxes)
    covered = sum(box.area.size for s in strips if isinstance(s, Grid) for box in s.boxes)
    assert covered == 2 * rows
