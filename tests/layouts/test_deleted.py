"""Whoever deletes the first row of a group keeps the group's name: all its rows hold it.

In a merged area the cells that are covered hold the name as well. What deletes the row of the
first one, Excel or LibreOffice, shows the next.
"""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

from office import Office
from zipingbiao.interchange import forms_in
from zipingbiao.layouts import find_layouts, form_reader
from zipingbiao.model import SelfEvaluation
from zipingbiao.ooxml.address import cell_place
from zipingbiao.ooxml.opening import open_workbook_bytes

LAYOUTS = find_layouts()
READER = form_reader(LAYOUTS)
#: Layouts whose groups are merged.
GROUPED = [
    name
    for name, layout in LAYOUTS.items()
    if any(tag.merge for cell in layout.form.cells.values() for tag in cell.tags)
]


def read(path: Path) -> SelfEvaluation:
    sheet, *_ = open_workbook_bytes(path.read_bytes(), path.name).sheets
    [form] = READER.read(sheet, path.name)
    return form


@pytest.mark.parametrize("name", GROUPED)
def test_a_group_keeps_its_name_without_its_first_row(
    name: str, office: Office, tmp_path: Path
) -> None:
    layout, path = LAYOUTS[name], tmp_path / "form.xlsx"
    [form, *_] = forms_in(json.loads((layout.folder / "sample.json").read_text("utf-8")))
    path.write_bytes(layout.write([form]).data)
    before = read(path)
    names = [one.level1 for one in before.indicators]
    at = next(n for n in range(len(names) - 1) if names[n] == names[n + 1])
    row, _ = cell_place(before.cells[f"indicators[{at}].level3"])
    sheet = openpyxl.load_workbook(path).sheetnames[0]
    after = read(office.delete_rows(path, sheet, row, 1, tmp_path / "deleted.xlsx"))
    left = [(one.level1, one.level2, one.level3) for one in before.indicators]
    del left[at]
    assert [(one.level1, one.level2, one.level3) for one in after.indicators] == left
