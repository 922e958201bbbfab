"""Characters that no workbook can hold are shown, never written."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inbox import form
from zipingbiao.layouts import get_layout
from zipingbiao.merge.legible import legible, legible_rows
from zipingbiao.merge.summary import merge_paths


class Pair(NamedTuple):
    text: str | None
    number: float


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("甲\x01乙", "甲␁乙"),
        ("\x00\x1f", "␀␟"),
        ("甲\ufffe\uffff\ud83d", "甲\ufffd\ufffd\ufffd"),
        ("第一行\n第二行\t\r", "第一行\n第二行\t\r"),
        ("😀≥48", "😀≥48"),
    ],
)
def test_control_characters_become_visible(text: str, shown: str) -> None:
    assert legible(text) == shown
    assert legible_rows([Pair(text, 1), Pair(None, 2)]) == [Pair(shown, 1), Pair(None, 2)]


@given(st.lists(st.builds(Pair, st.none() | st.text(), st.floats(allow_nan=False))))
def test_what_is_legible_stays_and_all_is_xml(rows: list[Pair]) -> None:
    shown = legible_rows(rows)
    for before, after in zip(rows, shown, strict=True):
        assert after.number == before.number
        if before.text is not None and after.text != before.text:
            assert re.search("[\x00-\x1f\ufffe\uffff]", before.text)
        safe = (after.text or "").replace("&", "").replace("<", "").replace("\r", "")
        assert (ElementTree.fromstring(f"<a>{safe}</a>").text or "") == safe


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
    names = {cell.value for cell in openpyxl.load_workbook(out)["汇总表"]["D"]}
    assert {"甲␁甲", "乙乙乙"} <= names
