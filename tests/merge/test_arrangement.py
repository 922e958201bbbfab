"""汇总表 goes from department to unit to project, and 小计 adds up what is below it, once."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from inbox import form
from merge.opened import opened
from office import Office
from zipingbiao.layouts import get_layout
from zipingbiao.merge.summary import merge_paths
from zipingbiao.model import SelfEvaluation

#: Department, unit, project, amount; as the files come, by their names.
FILED = (
    ("民政局", "福利院", "养老", 10),
    ("教育局", "一中", "校舍", 100.25),
    ("民政局", "救助站", "救助", 20),
    ("教育局", "一中", "实验室", 50),
    ("民政局", "福利院", "儿童", 30.5),
    ("民政局", "福利院", "康复", 40),
    ("水利局", "水库", "清淤", 7),
)


def filed(department: str, unit: str, project: str, amount: float) -> SelfEvaluation:
    one = form(project, "万元", amount)
    return replace(one, header=replace(one.header, department=department, unit=unit))


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("报送")
    for number, one in enumerate(FILED):
        data = get_layout("national-project").write([filed(*one)], given=True).data
        (folder / f"{number}.xlsx").write_bytes(data)
    path = tmp_path_factory.mktemp("out") / "汇总.xlsx"
    merge_paths([folder], path, jobs=1)
    return path


def lines(path: Path, *heads: str) -> list[tuple[object, ...]]:
    """Level, and what stands under some heads, line by line."""
    sheet = opened(path)["汇总表"]
    first = openpyxl.utils.cell.range_boundaries(sheet.auto_filter.ref)[1]
    columns = [[cell.value for cell in sheet[first]].index(head) + 1 for head in heads]
    return [
        (
            sheet.row_dimensions[row].outlineLevel,
            *(sheet.cell(row, column).value for column in columns),
        )
        for row in range(first + 1, sheet.max_row + 1)
    ]


def test_lines_are_grouped_and_folded(out: Path) -> None:
    assert lines(out, "主管部门", "单位", "项目", "行类") == [
        (0, "民政局", "2 个单位", "4 张表", "小计"),
        (1, "民政局", "福利院", "3 张表", "小计"),
        (2, "民政局", "福利院", "养老", "总额"),
        (2, "民政局", "福利院", "儿童", "总额"),
        (2, "民政局", "福利院", "康复", "总额"),
        (1, "民政局", "救助站", "救助", "总额"),
        (0, "教育局", "1 个单位", "2 张表", "小计"),
        (1, "教育局", "一中", "校舍", "总额"),
        (1, "教育局", "一中", "实验室", "总额"),
        (0, "水利局", "水库", "清淤", "总额"),
    ]


def total(names: Sequence[str]) -> float:
    return math.fsum(amount for *whose, amount in FILED if set(names) <= set(whose))


def test_subtotals_are_the_sums_of_their_lines_and_the_total_counts_once(out: Path) -> None:
    rows = lines(out, "行类", "主管部门", "单位", "全年预算数（万元）", "执行率")
    found = {row[2:4]: row[4:] for row in rows if row[1] == "小计"}
    assert found == {
        ("民政局", "2 个单位"): (total(["民政局"]), 1),
        ("民政局", "福利院"): (total(["福利院"]), 1),
        ("教育局", "1 个单位"): (total(["教育局"]), 1),
    }
    sheet = opened(out)["汇总表"]
    assert sheet["E3"].value == pytest.approx(total([]))


def test_subtotals_are_live_and_true(office: Office, out: Path) -> None:
    assert office.changed(out) == {}
    sheet = opened(out, values=False)["汇总表"]
    first = openpyxl.utils.cell.range_boundaries(sheet.auto_filter.ref)[1] + 1
    assert str(sheet[f"E{first}"].value).startswith("=SUBTOTAL(9,")
    row = next(row for row in range(first, 99) if sheet[f"C{row}"].value == "康复")
    changed = office.recalculated(out, {"汇总表": {f"E{row}": 1040}})["汇总表"]
    assert changed[f"E{first}"] == pytest.approx(total(["民政局"]) + 1000)
    assert changed["E3"] == pytest.approx(total([]) + 1000)


def test_the_whole_of_a_department_is_not_added_to_its_projects(tmp_path: Path) -> None:
    from zipingbiao.merge.arrangement import Filed, Group, arranged
    from zipingbiao.merge.gists import Facts, FormGist, UnitGist

    def one(number: int, unit: str, category: str) -> Filed:
        gist = UnitGist(unit, category, 1.0, 1.0, None, 0, 0)
        facts = Facts("教育局", unit, None, None, None, None, None, 0, 0, 0)
        return Filed(number, 1, FormGist(gist, facts, ()))

    forms = [one(0, "一中", "项目支出"), one(1, "教育局", "部门整体"), one(2, "一中", "项目支出")]
    head, whole, *rest = arranged(forms)
    assert isinstance(head.what, Group)
    assert (head.what.first, head.what.counted_from, head.what.last) == (1, 2, 3)
    assert whole.what == forms[1]
    assert [line.what for line in rest] == [forms[0], forms[2]]
    assert [line.what for line in arranged([forms[1], one(3, "二中", "部门整体")])][1:] != []
