"""How a text stands in its box: how large its letters may be, how many lines it takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import ceil

from zipingbiao.export.page import Box, Page, half_points
from zipingbiao.values.text import width

#: Points of a box's width that no text uses, on either side.
MARGIN = 2.0
#: A line is so much higher than its letters: what rows of workbooks are measured by.
_LINE = 1.3
#: Letters are a little wider in some fonts than in others.
_SAFE = 1.03
#: The widest digits of any usual font, as a part of a letter: a number stays on its line.
_DIGIT = 0.64
#: Lines of a label are no longer (halves of a letter), and are not shrunk to less than this part.
_LABEL, _SMALLEST = 16, 0.7
#: A workbook moves an indented text by so much of a letter for each step.
_INDENT = 0.9
#: Letters that stand below each other.
STACKED = 255


def line_height(size: float) -> float:
    """The height of a line in points; the same whatever font a machine has."""
    return ceil(size * _LINE * 2) / 2


def indent(box: Box) -> float:
    """How far a text is moved to the side, in points."""
    return box.look.indent * box.look.font.size * _INDENT


def letters_of(box: Box, page: Page) -> float:
    """The size of a box's letters: smaller where it is to be shrunk to fit, as a number is.

    A number is never broken into two lines.
    """
    size = box.look.font.size
    if box.look.rotation or not box.text:
        return size
    room = page.width_of(box.area) - 2 * MARGIN - indent(box)
    if not (box.look.shrinks or box.is_number):
        return _kept_lines(box.text, size, room)
    letter = _DIGIT if box.is_number else _SAFE / 2
    needed = width(box.text) * size * letter
    return size if needed <= room else half_points(size * room / needed)


def _kept_lines(text: str, size: float, room: float) -> float:
    """The size at which a label keeps the lines that it was broken into, if not much smaller.

    Else one sign of a line would stand alone below it.
    """
    lines = text.split("\n")
    longest = max(map(width, lines))
    needed = longest / 2 * size * _SAFE
    if len(lines) == 1 or longest > _LABEL or needed <= room:
        return size
    smaller = half_points(size * room / needed)
    return smaller if smaller >= size * _SMALLEST else size


def lines_of(box: Box, page: Page, size: float) -> int:
    """How many lines a text takes in its box."""
    room = max(page.width_of(box.area) - 2 * MARGIN - indent(box), size)
    return sum(max(1, ceil(width(line) / 2 * size * _SAFE / room)) for line in box.text.split("\n"))


def row_heights(page: Page) -> list[float]:
    """How high each row becomes: as its sheet has it, higher where its text needs it."""
    return list(map(max, page.heights, _needed(page)))


def _needed(page: Page) -> list[float]:
    """How high each row must be for its texts."""
    heights = [0.0] * len(page.heights)
    for box in page.boxes:
        if not box.text or box.look.rotation or box.rows > 1:
            continue
        size = letters_of(box, page)
        needed = lines_of(box, page, size) * line_height(size)
        heights[box.area.top - 1] = max(heights[box.area.top - 1], needed)
    return heights


def pages_of(page: Page) -> int:
    """How many sheets of paper a form takes: rows stand whole on one, heads on each."""
    return _pages(row_heights(page), page)


def _pages(heights: Sequence[float], page: Page) -> int:
    room = page.paper.room[1] - _SPARE
    again = sum(heights[page.heads.first - 1 : page.heads.last]) if page.heads else 0.0
    count, used = 1, 0.0
    for row, high in enumerate(heights, start=1):
        if used and used + high > room:
            count += 1
            used = again if page.heads and row > page.heads.last else 0.0
        used += high
    return count


def tightened(page: Page) -> Page:
    """The page with a little less room in its rows, where that saves a sheet of paper.

    Rows that are meant to be written in by hand keep most of their height. One that would take
    two sheets gives all that it can to stand on one.
    """
    heights = row_heights(page)
    count = pages_of(page)
    least = [min(high, text + _PADDING) for high, text in zip(heights, _lowest(page), strict=True)]
    for step in range(_STEPS if count == 2 else _STEPS // 2):
        given = (step + 1) / _STEPS
        made = [high - (high - low) * given for low, high in zip(least, heights, strict=True)]
        if _pages(made, page) < count:
            return replace(page, heights=tuple(made))
    return page


#: In so many steps rows give what they can.
_STEPS = 20
#: Points of a sheet of paper that paragraphs without text take; room above and below a text.
_SPARE, _PADDING = 12.0, 4.0
#: A row with nothing in it keeps so much of its height.
_BLANK = 0.75


def _lowest(page: Page) -> list[float]:
    """How high each row must be, blank ones too; merged boxes need all of theirs together."""
    needed = _needed(page)
    rows = zip(needed, page.heights, strict=True)
    lowest = [text or high * _BLANK for text, high in rows]
    for box in page.boxes:
        if box.rows > 1 and box.text and not box.look.rotation:
            size = letters_of(box, page)
            short = lines_of(box, page, size) * line_height(size)
            short -= sum(lowest[box.area.top - 1 : box.area.bottom])
            if short > 0:
                lowest[box.area.bottom - 1] += short
    return lowest
