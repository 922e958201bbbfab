"""Lists that are longer than a sheet: said, written as tables, or on several sheets."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from merge.opened import opened
from mistaken import workbook, wrong_form
from zipingbiao.errors import OutputError
from zipingbiao.merge import exports, sizes
from zipingbiao.merge.summary import merge_paths
from zipingbiao.model import Indicator

FORMS, EACH = 4, 7
HEAD = 3


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Forms of some indicators each; one begins as a formula does."""
    folder = tmp_path / "报送"
    folder.mkdir()
    for number in range(FORMS):
        form = wrong_form(f"项目{number}")
        indicators = tuple(
            Indicator(
                "产出指标",
                "数量指标",
                f"第 {index} 项",
                target="≥1个",
                actual="-1",
                weight=5,
                score=5,
            )
            for index in range(EACH)
        )
        form = replace(form, year=2000 + number, indicators=indicators)
        (folder / f"{number}.xlsx").write_bytes(workbook(form))
    return folder


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """A sheet takes sixteen rows: all amounts, and some of the indicators."""
    monkeypatch.setattr(sizes, "MOST_ROWS", 16)


def names(path: Path, sheet: str) -> Iterator[tuple[object, object]]:
    """Project and indicator of each row."""
    rows = opened(path)[sheet].iter_rows(min_row=HEAD + 1)
    return ((row[3].value, row[6].value) for row in rows)


def test_a_long_list_has_neither_formulas_nor_links(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = folder.parent / "汇总.xlsx"
    merge_paths([folder], out, 1)
    whole = opened(out)["指标明细"]
    before = [[cell.value for cell in row] for row in whole.iter_rows(min_row=HEAD + 1)]
    monkeypatch.setattr(sizes, "MOST_LINKED", FORMS * EACH - 1)
    merge_paths([folder], out, 1)
    sheet = opened(out, values=False)["指标明细"]
    after = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=HEAD + 1)]
    assert after == before
    assert "不带公式和链接" in str(sheet["A2"].value)
    assert all(not cell.font.underline for row in sheet.iter_rows(min_row=4) for cell in row)
    merge_paths([folder / "0.xlsx"], out, 1)
    assert opened(out, values=False)["指标明细"]["U4"].value.startswith("=HYPERLINK(")


@pytest.mark.usefixtures("short")
def test_what_fits_nowhere_is_refused_with_what_to_do(folder: Path) -> None:
    out = folder.parent / "汇总.xlsx"
    with pytest.raises(
        OutputError, match=r"汇总有 28 行，一张工作表装不下。.*--tables.*--all-rows"
    ):
        merge_paths([folder], out, 1)
    assert not out.exists()


@pytest.mark.usefixtures("short")
def test_all_rows_stand_on_numbered_sheets(folder: Path) -> None:
    out, plain = folder.parent / "汇总.xlsx", folder.parent / "plain.xlsx"
    merge_paths([folder], out, 1, all_rows=True)
    book = opened(out, values=False)
    numbered = ["指标明细", "指标明细（2）"]
    assert [name for name in book.sheetnames if "指标" in name] == numbered
    assert "共 28 行，分在 2 张工作表里。" in str(book["指标明细（2）"]["A2"].value)
    assert book["指标明细（2）"]["U4"].value.startswith("=HYPERLINK(")
    found = [one for sheet in numbered for one in names(out, sheet)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sizes, "MOST_ROWS", 1000)
        merge_paths([folder], plain, 1)
    assert found == list(names(plain, "指标明细"))


@pytest.mark.usefixtures("short")
def test_rows_that_do_not_fit_stand_in_tables_and_the_sheet_says_so(folder: Path) -> None:
    out, tables = folder.parent / "汇总.xlsx", folder.parent / "表格"
    merge_paths([folder], out, 1, tables=tables)
    sheet = opened(out, values=False)["指标明细"]
    assert "共 28 行，一张工作表装不下，写在" in str(sheet["A2"].value)
    assert sheet["D4"].value is None
    assert len(list(csv_rows(tables, "指标明细"))) == 28


def csv_rows(tables: Path, name: str) -> Iterator[dict[str, str]]:
    """The rows of a table, whatever it is written as."""
    path = tables / f"{name}.csv"
    if path.exists():
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield from csv.DictReader(file)
        return
    parquet = pytest.importorskip("pyarrow.parquet")
    yield from parquet.read_table(tables / f"{name}.parquet").to_pylist()


def test_tables_hold_what_the_sheets_hold(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out, tables = folder.parent / "汇总.xlsx", folder.parent / "表格"
    merge_paths([folder], folder.parent / "plain.xlsx", 1)
    monkeypatch.setattr(exports, "find_spec", lambda _: None)
    merge_paths([folder], out, 1, tables=tables)
    assert out.read_bytes() == (folder.parent / "plain.xlsx").read_bytes()
    book = opened(out)
    assert sorted(path.stem for path in tables.iterdir()) == sorted(
        set(book.sheetnames) - {"首页", "分析"}
    )
    found = [(row["项目"], row["三级指标"]) for row in csv_rows(tables, "指标明细")]
    assert found == list(names(out, "指标明细"))
    assert {row["实际完成值"] for row in csv_rows(tables, "指标明细")} == {"'-1"}
    assert [row["文件"] for row in csv_rows(tables, "来源清单")] == [
        "0.xlsx",
        "1.xlsx",
        "2.xlsx",
        "3.xlsx",
    ]


def test_numbers_and_what_is_printed_instead_have_columns_of_their_own(folder: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    form = wrong_form("文字")
    funds = (replace(form.funds[0], budget="约五万"), *form.funds[1:])
    (folder / "文字.xlsx").write_bytes(workbook(replace(form, funds=funds)))
    tables = folder.parent / "表格"
    merge_paths([folder], folder.parent / "汇总.xlsx", 1, tables=tables)
    rows = parquet.read_table(tables / "资金汇总.parquet").to_pylist()
    assert [row["全年预算数（原文）"] for row in rows if row["全年预算数（原文）"]] == ["约五万"]
    assert all(isinstance(row["全年执行数"], float | None) for row in rows)


def test_a_folder_for_tables_that_cannot_be_made_is_told(folder: Path) -> None:
    with pytest.raises(OutputError, match="放表格的文件夹建不了"):
        merge_paths([folder], folder.parent / "汇总.xlsx", 1, tables=folder / "0.xlsx")
