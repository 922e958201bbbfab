"""A page of a form as plain data that the browser draws: boxes on a grid, and their looks."""

from __future__ import annotations

from typing import Any

from zipingbiao.export.page import Box, Look, Page
from zipingbiao.ooxml.address import Area, cell_name

#: Beyond this nobody looks at a form in a page.
_MOST_ROWS, _MOST_COLUMNS = 1_500, 120


def whole() -> Area:
    """As much of a sheet as is drawn."""
    return Area(1, 1, _MOST_ROWS, _MOST_COLUMNS)


def drawn(page: Page) -> dict[str, Any]:
    """Widths and heights in points, boxes, the looks that they name by number.

    A box is: row, column, rows, columns, text, look, whether it is a number, and its cells on the
    sheet (from, to).
    """
    looks: dict[Look, int] = {}
    boxes = [_box(one, page, looks) for one in page.boxes]
    return {
        "widths": page.widths,
        "heights": page.heights,
        "boxes": boxes,
        "looks": [_look(one) for one in looks],
        "told": page.told,
    }


def _box(box: Box, page: Page, looks: dict[Look, int]) -> list[Any]:
    area = box.area
    top, left = page.rows[area.top - 1], page.columns[area.left - 1]
    bottom, right = page.rows[area.bottom - 1], page.columns[area.right - 1]
    look = looks.setdefault(box.look, len(looks))
    place = [area.top, area.left, box.rows, box.columns]
    return [
        *place,
        box.text,
        look,
        box.is_number,
        cell_name(top, left),
        [top, left, bottom, right],
    ]


def _look(look: Look) -> dict[str, Any]:
    font, edges = look.font, look.edges
    return {
        "font": font.name,
        "size": font.size,
        "bold": font.bold,
        "italic": font.italic,
        "color": font.color,
        "fill": look.fill,
        "across": look.horizontal,
        "down": look.vertical,
        "upright": look.rotation == _LETTERS_BELOW,
        "edges": [edges.top, edges.right, edges.bottom, edges.left],
    }


_LETTERS_BELOW = 255
