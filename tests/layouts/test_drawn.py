"""The official forms are drawn from tables: what stands in templates/ is what the tables say."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import openpyxl
import pytest

from tooling import TOOLS, tool
from zipingbiao.layouts import find_layouts

TEMPLATES = TOOLS.parent / "templates"
OFFICIAL = find_layouts([TEMPLATES])


@pytest.fixture(scope="module")
def drawing() -> ModuleType:
    """tools/draw_templates.py."""
    sys.path.insert(0, str(TOOLS))
    return tool("draw_templates")


def drawn(path: Path) -> dict[str, Any]:
    """All that a reader sees of a form: texts, notes, merges, sizes, looks, page."""
    sheet = openpyxl.load_workbook(path).worksheets[0]
    cells = {
        cell.coordinate: (
            cell.value,
            cell.comment.text if cell.comment else None,
            *(repr(getattr(cell, look)) for look in ("font", "border", "alignment", "protection")),
        )
        for row in sheet.iter_rows()
        for cell in row
    }
    return {
        "cells": cells,
        "merges": sorted(map(str, sheet.merged_cells.ranges)),
        "widths": {name: column.width for name, column in sheet.column_dimensions.items()},
        "heights": {number: row.height for number, row in sheet.row_dimensions.items()},
        "page": (sheet.page_setup.orientation, sheet.page_setup.paperSize, sheet.print_area),
    }


@pytest.mark.parametrize("layout", OFFICIAL)
def test_a_form_is_what_its_table_says(layout: str, drawing: ModuleType, tmp_path: Path) -> None:
    drawing.DRAWINGS[layout](tmp_path / "form.xlsx")
    assert drawn(tmp_path / "form.xlsx") == drawn(TEMPLATES / layout / "form.xlsx")


@pytest.mark.parametrize("layout", OFFICIAL)
def test_a_form_is_printed_on_a4_across_one_page(layout: str) -> None:
    sheet = openpyxl.load_workbook(TEMPLATES / layout / "form.xlsx").worksheets[0]
    assert str(sheet.page_setup.paperSize) == "9"
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
    columns = {cell.column_letter for row in sheet.iter_rows() for cell in row if cell.value}
    last = sheet.print_area.rpartition("$")[0].rpartition("$")[2]
    assert max(columns, key=lambda name: (len(name), name)) <= last


def test_the_handbook_lists_every_layout() -> None:
    listing = tool("list_layouts")
    text = listing.HANDBOOK.read_text("utf-8")
    assert listing.listed(text) == text
    assert [f"| `{name}` |" in text for name in OFFICIAL] == [True] * len(OFFICIAL)


def test_every_table_is_of_a_layout(drawing: ModuleType) -> None:
    tables = {path.stem for path in (TOOLS / "drawing" / "tables").glob("*.toml")}
    assert tables == OFFICIAL.keys()
    assert drawing.DRAWINGS.keys() == tables | {"summary", "binding"}
