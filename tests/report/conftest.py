"""Workbooks with mistakes, for the faces and the fixes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from mistaken import rich_workbook, workbook, wrong_form
from zipingbiao.model import Header, Total


@pytest.fixture
def wrong(tmp_path: Path) -> Path:
    """A folder with a workbook that has mistakes, and one that has none of them."""
    folder = tmp_path / "报送"
    folder.mkdir()
    form = wrong_form()
    (folder / "甲.xlsx").write_bytes(workbook(form))
    total = replace(form.funds[0], rate=0.8569, score=8.57)
    right = replace(form, funds=(total, *form.funds[1:]), total=Total(100, 98.57))
    (folder / "乙.xlsx").write_bytes(
        workbook(replace(right, header=Header("乙", None, "乙局", "万元")))
    )
    return folder


@pytest.fixture(scope="session")
def rich() -> bytes:
    """A workbook with notes, a button, a chart and more."""
    return rich_workbook()
