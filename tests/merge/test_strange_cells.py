"""What one agency's cell holds does not spoil the summary of all."""

from __future__ import annotations

from pathlib import Path

import openpyxl

from inbox import form
from zipingbiao.layouts import get_layout
from zipingbiao.merge.summary import merge_paths


def test_one_control_character_does_not_spoil_the_summary(tmp_path: Path) -> None:
    folder = tmp_path / "报送"
    folder.mkdir()
    national = get_layout("national-project")
    for project in ("甲甲甲", "乙乙乙"):
        data = national.write([form(project, "万元", 5)]).data
        (folder / f"{project}.xlsx").write_bytes(data)
    book = openpyxl.load_workbook(folder / "甲甲甲.xlsx", data_only=True)
    # openpyxl writes the escape as it stands; whoever reads it has the character.
    book.worksheets[0]["C3"] = "甲_x0001_甲"
    book.save(folder / "甲甲甲.xlsx")
    out = tmp_path / "汇总.xlsx"
    merge_paths([folder], out, jobs=1)
    names = {cell.value for cell in openpyxl.load_workbook(out)["汇总表"]["C"]}
    assert {"甲␁甲", "乙乙乙"} <= names
