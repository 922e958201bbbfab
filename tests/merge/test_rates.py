"""执行率 in the summary: told of forms of which both amounts are known, and of no other."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from merge.test_arrangement import filed
from zipingbiao.layouts import get_layout
from zipingbiao.merge.amounts import execution_rate
from zipingbiao.merge.summary import merge_paths

UNREAD = ("约八十万", "(80)", "#DIV/0!")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One form whose amounts are read, and one for each way of not being read."""
    folder = tmp_path_factory.mktemp("报送")
    for number, told in enumerate((None, *UNREAD)):
        path = folder / f"{number}.xlsx"
        one = filed("教育局", f"第{number}中学", f"项目{number}", 100)
        path.write_bytes(get_layout("national-project").write([one], given=True).data)
        book = openpyxl.load_workbook(path)
        row = next(row for row in book.active.iter_rows() if any(c.value == 100 for c in row))
        *_, executed = [cell for cell in row if cell.value == 100]
        executed.value = 80 if told is None else told
        book.save(path)
    return folder


def test_a_rate_needs_two_numbers() -> None:
    assert execution_rate(200, 80) == pytest.approx(0.4)
    for pair in ((None, 80), (200, None), ("约二百", 80), (200, "约八十万"), (0, 80)):
        assert execution_rate(*pair) is None


def test_the_official_table_has_no_rate_where_nothing_was_read(
    folder: Path, tmp_path: Path
) -> None:
    out = tmp_path / "结果.xlsx"
    merge_paths([folder], out, jobs=1, template="自评结果汇总表", checking=False)
    sheet = openpyxl.load_workbook(out, data_only=True).active
    told = {row[1]: row[5:7] + row[9:10] for row in sheet.iter_rows(min_row=6, values_only=True)}
    assert told["项目0"] == (80, 0.8, None)
    for number in range(1, 1 + len(UNREAD)):
        executed, rate, note = told[f"项目{number}"]
        assert (executed, rate) == (None, None)
        assert "执行数" in str(note)
    assert told["合计（4 张表）"][:2] == (80, 0.8)


def test_the_summary_counts_both_amounts_or_none(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "汇总.xlsx"
    merge_paths([folder], out, jobs=1, checking=False)
    book = openpyxl.load_workbook(out, data_only=True)
    said = " ".join(
        str(cell) for row in book["首页"].iter_rows(values_only=True) for cell in row if cell
    )
    assert "执行率 80.00%（3 张表的金额读不出，未计入执行率）" in said
    sheet = book["汇总表"]
    first = openpyxl.utils.cell.range_boundaries(sheet.auto_filter.ref)[1]
    heads = [cell.value for cell in sheet[first]]
    rates = [row[heads.index("执行率")].value for row in sheet.iter_rows(min_row=first + 1)]
    assert rates == [0.8, 0.8, None, None, None]
    formulas = openpyxl.load_workbook(out)["汇总表"]
    parts = [str(formulas.cell(row, heads.index("全年预算数（万元）") + 1).value) for row in (4, 5)]
    # They follow the filter, as 合计 does.
    assert all(one.startswith("=SUBTOTAL(9,") for one in parts)
    shares = [sheet.cell(row, heads.index("全年预算数（万元）") + 1).value for row in (3, 4, 5)]
    assert shares == [400, 400, 0]
