"""Texts that run on over blank cells, as far as a workbook lets them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from zipingbiao.export.page import THIN, Box, Look, Page
from zipingbiao.export.spilling import spilled
from zipingbiao.ooxml.address import Area

PLAIN = Look(wraps=False)
LONG = "填报单位：某县人民政府信访局"


def spans(first: Look, second: str = "", third: Look = PLAIN) -> list[tuple[str, int]]:
    """The boxes of a row with a long text at its left: text and columns."""
    boxes = (
        Box(Area(1, 1, 1, 1), LONG, first),
        Box(Area(1, 2, 1, 2), second, PLAIN),
        Box(Area(1, 3, 1, 3), "", third),
        Box(Area(1, 4, 1, 4), "", PLAIN),
    )
    made = spilled(Page((60.0,) * 4, (20.0,), boxes))
    return [(box.text, box.columns) for box in made.boxes]


def test_a_text_takes_as_many_blank_cells_as_it_needs() -> None:
    assert spans(PLAIN) == [(LONG, 3), ("", 1)]


@pytest.mark.parametrize(
    "look",
    [
        Look(),
        Look(wraps=False, horizontal="center"),
        Look(wraps=False, shrinks=True),
        Look(wraps=False, edges=THIN),
    ],
)
def test_a_text_that_is_held_in_its_cell_takes_none(look: Look) -> None:
    assert spans(look) == [(LONG, 1), ("", 1), ("", 1), ("", 1)]


def test_a_text_or_a_line_stops_it() -> None:
    assert spans(PLAIN, "甲") == [(LONG, 1), ("甲", 1), ("", 1), ("", 1)]
    assert spans(PLAIN, "", replace(PLAIN, edges=THIN)) == [(LONG, 2), ("", 1), ("", 1)]
