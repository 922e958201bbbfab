"""Where the checker did not look, the summary says so, and compares no findings."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from inbox import form
from merge.test_previous import filed, rows_of
from zipingbiao.layouts import get_layout
from zipingbiao.merge.summary import merge_paths
from zipingbiao.merge.words import UNCHECKED, UNCHECKED_NOTE


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    top = tmp_path_factory.mktemp("两年")
    old, new = top / "去年", top / "今年"
    filed(old, "甲.xlsx", "信访经费", 2023, 100)
    filed(new, "甲.xlsx", "信访经费", 2024, 120)
    return old, new


def test_the_first_page_says_that_nobody_checked(
    folders: tuple[Path, Path], tmp_path: Path
) -> None:
    for checking in (True, False):
        out = tmp_path / f"{checking}.xlsx"
        merge_paths([folders[1]], out, jobs=1, checking=checking)
        book = openpyxl.load_workbook(out, data_only=True)
        first = book["首页"]
        told = [first[name].value for name in ("L7", "L8", "L9", "L10")]
        assert (told == [UNCHECKED] * 4) is not checking
        assert str(first["A3"].value).endswith(f"；{UNCHECKED}。") is not checking
        assert (UNCHECKED_NOTE in str(book["问题清单"]["A2"].value)) is not checking


@pytest.mark.parametrize("sides", [(True, False), (False, True), (False, False), (True, True)])
@pytest.mark.parametrize("as_folder", [True, False])
def test_findings_are_compared_where_both_sides_were_checked(
    folders: tuple[Path, Path], tmp_path: Path, sides: tuple[bool, bool], as_folder: bool
) -> None:
    before = folders[0]
    if not as_folder:
        before = tmp_path / "去年.xlsx"
        merge_paths([folders[0]], before, jobs=1, checking=sides[0])
    out = tmp_path / "汇总.xlsx"
    merged = merge_paths([folders[1]], out, jobs=1, previous=before, checking=sides[1])
    compared = sides[1] if as_folder else all(sides)
    assert ("问题少了" in merged.sentences[0]) is compared
    assert ("没有检查，问题不比" in merged.sentences[0]) is not compared
    [row] = rows_of(out)
    assert (row["问题"] == "没有检查，不比") is not compared
    if not compared:
        assert row["少了问题"] is row["多了问题"] is None


def test_what_is_found_among_files_is_told_without_the_checker(tmp_path: Path) -> None:
    folder = tmp_path / "报送"
    folder.mkdir()
    for name, department in (("甲.xlsx", "甲县教育局"), ("乙.xlsx", None)):
        made = form("校舍维修", "万元", 100)
        header = replace(made.header, unit="第一小学", department=department)
        filled = get_layout("national-project").write([replace(made, header=header)], given=True)
        (folder / name).write_bytes(filled.data)
    counts = []
    for checking in (True, False):
        out = tmp_path / f"{checking}.xlsx"
        merge_paths([folder], out, jobs=1, checking=checking)
        book = openpyxl.load_workbook(out, data_only=True)
        codes = [row[3] for row in book["问题清单"].iter_rows(min_row=4, values_only=True)]
        counts.append(codes.count("ZPB057"))
    assert counts[0] == counts[1] > 0
