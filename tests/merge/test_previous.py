"""The summary beside the one of the last time, read from its working sheets or from a folder."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from calls import zpb
from inbox import form
from merge.opened import opened
from office import Office
from zipingbiao.layouts import get_layout
from zipingbiao.merge.changelist import NO_PREVIOUS
from zipingbiao.merge.summary import merge_paths
from zipingbiao.model import Indicator, SelfEvaluation
from zipingbiao.ooxml.origin import SUMMARY_SCHEMA

Row = dict[str, object]
INDICATORS = tuple(
    Indicator(
        level1="产出指标", level2="数量指标", level3=name, target=target, actual=target, weight=10,
        score=10,
    )
    for name, target in (("培训人次", "≥500人次"), ("培训期数", "≥5期"), ("发放册数", "≥100册"))
)  # fmt: skip


def filed(
    folder: Path, name: str, project: str, year: int, *amounts: float, lower: bool = False
) -> None:
    made: SelfEvaluation = form(project, "万元", *amounts)
    first = replace(INDICATORS[0], target="≥400人次") if lower else INDICATORS[0]
    made = replace(made, year=year, indicators=(first, *INDICATORS[1:]))
    filled = get_layout("national-project").write([made], given=True)
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(filled.data)


@pytest.fixture(scope="module")
def years(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The folders of two years."""
    top = tmp_path_factory.mktemp("两年")
    old, new = top / "去年", top / "今年"
    filed(old, "甲.xlsx", "信访经费", 2023, 100)
    filed(old, "乙.xlsx", "培训经费", 2023, 50)
    filed(old, "丙.xlsx", "旧的项目", 2023, 7)
    filed(new, "1.xlsx", "2024年信访经费", 2024, 120, lower=True)
    filed(new, "2.xlsx", "培训经费", 2024, 50)
    filed(new, "3.xlsx", "绿化工程", 2024, 9)
    return old, new


@pytest.fixture(scope="module")
def before(years: tuple[Path, Path]) -> Path:
    """The summary of the first year."""
    out = years[0].parent / "去年.xlsx"
    merge_paths([years[0]], out, jobs=1)
    return out


def rows_of(path: Path) -> list[Row]:
    heads, *rows = opened(path)["较上次"].iter_rows(min_row=3, values_only=True)
    return [dict(zip(map(str, heads), row, strict=True)) for row in rows]


def test_what_changed_since_the_last_summary(
    years: tuple[Path, Path], before: Path, tmp_path: Path
) -> None:
    out = tmp_path / "汇总.xlsx"
    merged = merge_paths([years[1]], out, jobs=1, previous=before)
    rows = {str(row["项目"]): row for row in rows_of(out)}
    assert {name: row["状态"] for name, row in rows.items()} == {
        "绿化工程": "新增", "2024年信访经费": "变化", "培训经费": "变化", "旧的项目": "取消",
    }  # fmt: skip
    changed = rows["2024年信访经费"]
    head = "预算"
    assert [changed[f"上次{head}"], changed[f"本次{head}"], changed[f"{head}增减"]] == [
        100,
        120,
        20,
    ]
    assert [changed["上次年度"], changed["本次年度"]] == [2023, 2024]
    assert changed["指标"] == "指标相同而目标值降低：「培训人次」≥500人次 → ≥400人次"
    assert str(rows["培训经费"]["指标"]).startswith("指标照抄上年：3 个指标")
    assert rows["旧的项目"]["上次来源"] == "丙.xlsx"
    assert "新增 1 个，取消 1 个，有变化 2 个，没有变化 0 个" in merged.sentences[0]


def test_a_folder_tells_the_same_as_the_summary_made_of_it(
    years: tuple[Path, Path], before: Path, tmp_path: Path
) -> None:
    outs = [tmp_path / name for name in ("一.xlsx", "二.xlsx", "三.xlsx")]
    merge_paths([years[1]], outs[0], jobs=1, previous=before)
    merge_paths([years[1]], outs[1], jobs=1, previous=years[0])
    merge_paths([years[1]], outs[2], jobs=2, previous=before)
    assert rows_of(outs[0]) == rows_of(outs[1])
    assert outs[0].read_bytes() == outs[2].read_bytes()


def test_without_one_the_sheet_says_so(years: tuple[Path, Path], before: Path) -> None:
    book = openpyxl.load_workbook(before, data_only=True)
    assert str(book["较上次"]["A2"].value).startswith(NO_PREVIOUS)
    assert book["较上次"].max_row == 4
    assert f"-{SUMMARY_SCHEMA}" in book.properties.keywords


def test_a_summary_held_against_its_own_folder_has_no_change(
    years: tuple[Path, Path], before: Path, tmp_path: Path
) -> None:
    merged = merge_paths([years[0]], tmp_path / "又.xlsx", jobs=1, previous=before)
    assert "新增 0 个，取消 0 个，有变化 0 个，没有变化 3 个" in merged.sentences[0]


def marked(path: Path, out: Path, mark: str) -> Path:
    """A summary with another mark of its version."""
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "docProps/core.xml":
                data = re.sub(rb" zipingbiao-summary-[-0-9a-f]+", mark.encode(), data)
            new.writestr(name, data)
    return out


def test_what_the_checker_finds_no_more_is_told(tmp_path: Path) -> None:
    old, new = tmp_path / "上次", tmp_path / "这次"
    for folder, score in ((old, 12), (new, 10)):
        made = form("信访经费", "万元", 100)
        first = replace(INDICATORS[0], score=score)  # of 10 points
        made = replace(made, year=2024, indicators=(first, *INDICATORS[1:]))
        folder.mkdir()
        filled = get_layout("national-project").write([made], given=True)
        (folder / "甲.xlsx").write_bytes(filled.data)
    merge_paths([old], tmp_path / "上次.xlsx", jobs=1)
    out = tmp_path / "汇总.xlsx"
    merge_paths([new], out, jobs=1, previous=tmp_path / "上次.xlsx")
    [row] = rows_of(out)
    assert str(row["问题"]).startswith("改正 ")
    assert "（ZPB014） 1 条" in str(row["问题"])
    folder_out = tmp_path / "又.xlsx"
    merge_paths([new], folder_out, jobs=1, previous=old)
    assert rows_of(folder_out) == rows_of(out)
    back = tmp_path / "反.xlsx"
    merge_paths([old], back, jobs=1, previous=new)
    assert [one["多了问题"] for one in rows_of(back)] == [row["少了问题"]]


def damaged(before: Path, out: Path, what: str) -> None:
    book = openpyxl.load_workbook(before)
    sheet = book["对比底稿"]
    if what == "a row less":
        sheet.delete_rows(5)
    elif what == "a row twice":
        sheet.append([cell.value for cell in sheet[4]])
    elif what == "no rows":
        sheet.delete_rows(4, 9)
    elif what == "words for numbers":
        for row in (4, 5, 6):
            sheet.cell(row, 7).value = "坏"
    elif what == "another number":
        sheet["G4"] = 12345
    elif what == "another name":
        sheet["E4"] = "别的项目"
    book.save(out)


@pytest.mark.parametrize(
    "what",
    ["a row less", "a row twice", "no rows", "words for numbers", "another number", "another name"],
)
def test_a_working_sheet_that_was_changed_is_refused(
    what: str, years: tuple[Path, Path], before: Path, tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    damaged(before, tmp_path / "坏.xlsx", what)
    out = tmp_path / "汇总.xlsx"
    assert zpb("merge", years[1], "-o", out, "--previous", tmp_path / "坏.xlsx") == 2
    told = capsys.readouterr().err
    assert "已损坏或被改过" in told
    assert len(told.splitlines()) == 1
    assert not out.exists()


@pytest.mark.parametrize("what", ["rows less", "another name"])
def test_indicators_that_are_not_all_there_are_not_compared(
    what: str, years: tuple[Path, Path], before: Path, tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    book = openpyxl.load_workbook(before)
    sheet = book["指标明细"]
    if what == "rows less":
        sheet.delete_rows(sheet.max_row)
    else:
        sheet.title = "指标"
    book.save(tmp_path / "缺.xlsx")
    out = tmp_path / "汇总.xlsx"
    assert zpb("merge", years[1], "-o", out, "--previous", tmp_path / "缺.xlsx") in (0, 1)
    told = capsys.readouterr()
    assert "「指标明细」不全" in told.err
    assert "指标不比" in told.out + told.err
    assert "目标值降低的指标 0 个" not in told.out + told.err


def test_a_summary_that_is_only_saved_again_is_read(
    years: tuple[Path, Path], before: Path, tmp_path: Path
) -> None:
    again, outs = tmp_path / "又存.xlsx", (tmp_path / "一.xlsx", tmp_path / "二.xlsx")
    damaged(before, again, "nothing")
    merge_paths([years[1]], outs[0], jobs=1, previous=before)
    merge_paths([years[1]], outs[1], jobs=1, previous=again)
    assert rows_of(outs[0]) == rows_of(outs[1])


@pytest.mark.parametrize(
    ("mark", "words"),
    [
        ("", "较早的版本"),
        (f" zipingbiao-summary-{SUMMARY_SCHEMA}", "较早的版本"),
        (f" zipingbiao-summary-{SUMMARY_SCHEMA + 1}", "另一版本"),
    ],
)
def test_a_summary_of_another_version_is_refused(
    years: tuple[Path, Path], before: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str],
    mark: str, words: str,
) -> None:  # fmt: skip
    other, out = marked(before, tmp_path / "别的.xlsx", mark), tmp_path / "汇总.xlsx"
    assert zpb("merge", years[1], "-o", out, "--previous", other) == 2
    told = capsys.readouterr().err
    assert words in told
    assert "文件夹" in told
    assert not out.exists()


def test_what_is_no_summary_is_refused(years: tuple[Path, Path], tmp_path: Path) -> None:
    out = tmp_path / "汇总.xlsx"
    (tmp_path / "坏.xlsx").write_bytes(b"PK\x03\x04")
    (tmp_path / "空").mkdir()
    for name in (years[0] / "甲.xlsx", tmp_path / "坏.xlsx", tmp_path / "无.xlsx", tmp_path / "空"):
        assert zpb("merge", years[1], "-o", out, "--previous", name) == 2
    assert not out.exists()


def test_the_summary_may_lie_among_the_inputs(years: tuple[Path, Path], before: Path) -> None:
    out = years[1].parent / "全部.xlsx"
    merged = merge_paths([years[1], before], out, jobs=1, previous=before)
    assert merged.files == 3


@pytest.mark.office
def test_libreoffice_recalculates_and_nothing_changes(
    years: tuple[Path, Path], before: Path, tmp_path: Path, office: Office
) -> None:
    out = tmp_path / "汇总.xlsx"
    merge_paths([years[1]], out, jobs=1, previous=before)
    assert office.changed(out) == {}
