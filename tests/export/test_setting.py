"""How texts stand in their boxes: letters, lines, and a form made to fit on one sheet."""

from __future__ import annotations

from zipingbiao.export.page import Box, Font, Heads, Look, Page
from zipingbiao.export.setting import (
    letters_of,
    line_height,
    lines_of,
    pages_of,
    row_heights,
    tightened,
)
from zipingbiao.ooxml.address import Area


def page(text: str, look: Look = Look(), rows: int = 1, height: float = 20.0) -> Page:  # noqa: B008
    boxes = tuple(Box(Area(row, 1, row, 1), text, look) for row in range(1, rows + 1))
    return Page((60.0,), (height,) * rows, boxes)


def test_a_text_that_is_to_be_shrunk_takes_one_line() -> None:
    look = Look(Font(size=10.0), shrinks=True)
    small = page("1234567890.12", look)
    size = letters_of(small.boxes[0], small)
    assert 5.0 <= size < 10.0
    assert lines_of(small.boxes[0], small, size) == 1
    short = page("12", look)
    assert letters_of(short.boxes[0], short) == 10.0


def test_lines_are_counted_with_those_that_are_broken_by_hand() -> None:
    one = page("一二三四五六七八\n九", Look(Font(size=10.0)))
    assert lines_of(one.boxes[0], one, 10.0) == 3
    assert row_heights(one) == [3 * line_height(10.0)]


def test_a_little_more_than_a_page_is_made_one_page() -> None:
    tall = page("甲", Look(Font(size=10.0)), rows=25, height=32.0)
    assert pages_of(tall) == 2
    fitted = tightened(tall)
    assert pages_of(fitted) == 1
    assert min(fitted.heights) >= line_height(10.0)


def test_a_little_more_than_two_pages_is_made_two_but_not_by_all_means() -> None:
    look = Look(Font(size=10.0))
    assert pages_of(tightened(page("甲", look, rows=50, height=32.0))) == 2
    dense = page("甲", look, rows=90, height=20.0)
    assert pages_of(dense) == pages_of(tightened(dense)) == 3


def test_what_fits_stays_and_what_never_fits_too() -> None:
    look = Look(Font(size=10.0))
    for one in (page("甲", look, rows=3), page("甲", look, rows=90, height=line_height(10.0))):
        assert tightened(one) == one


def test_pages_are_counted_with_the_heads_on_each() -> None:
    rows = page("甲", Look(Font(size=10.0)), rows=95)
    with_heads = Page(rows.widths, rows.heights, rows.boxes, heads=Heads(1, 9))
    assert pages_of(rows) == 3
    assert pages_of(with_heads) == 4
