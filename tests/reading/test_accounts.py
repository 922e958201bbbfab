"""Final accounts beside a text: the totals of their tables."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from zipingbiao.model import AccountLine
from zipingbiao.ooxml.opening import open_workbook_bytes
from zipingbiao.reading.accounts import accounts_in

BALANCE: list[list[object]] = [
    ["收入支出决算总表"],
    ["部门：某县信访局", None, None, None, None, "金额单位：万元"],
    ["收入", None, None, "支出"],
    ["项目", "行次", "金额", "项目", "行次", "金额"],
    ["一、财政拨款收入", 1, 300, "一、一般公共服务支出", 31, 305.97],
    ["本年收入合计", 27, 300, "本年支出合计", 57, "305.97"],
    ["年初结转和结余", 28, 5.97, "年末结转和结余", 58, None],
    ["总计", 30, 305.97, "总计", 60, 305.97],
]
EXPENSES: list[list[object]] = [
    ["支出决算表"],
    ["单位：元"],
    ["项目", None, "本年支出合计", "基本支出", "项目支出"],
    ["栏次", None, 1, 2, 3],
    ["合计", None, "3,059,712.40", 2714601.2, 345111.2],
    ["201", "一般公共服务支出", 3059712.4, 2714601.2, 345111.2],
]


def lines(tmp_path: Path, *tables: list[list[object]]) -> list[AccountLine]:
    book = openpyxl.Workbook()
    for table in tables:
        for row in table:
            book.active.append(row)
    book.save(tmp_path / "表.xlsx")
    (sheet,) = open_workbook_bytes((tmp_path / "表.xlsx").read_bytes(), "表.xlsx").sheets
    return list(accounts_in(sheet, ()))


def shown(found: list[AccountLine]) -> dict[tuple[str, str], tuple[float, str]]:
    return {(one.scope, one.name): (one.amount, one.cell) for one in found}


def test_the_totals_of_both_sides_are_read(tmp_path: Path) -> None:
    assert shown(lines(tmp_path, BALANCE)) == {
        ("", "本年收入合计"): (3_000_000, "C6"),
        ("", "本年支出合计"): (3_059_700, "F6"),
        ("", "收入总计"): (3_059_700, "C8"),
        ("", "支出总计"): (3_059_700, "F8"),
    }


def test_the_sums_of_expenses_are_read_by_their_columns(tmp_path: Path) -> None:
    assert shown(lines(tmp_path, EXPENSES)) == {
        ("", "本年支出合计"): (3059712.4, "C5"),
        ("", "基本支出"): (2714601.2, "D5"),
        ("", "项目支出"): (345111.2, "E5"),
    }


def test_a_table_that_follows_has_its_own_unit_and_scope(tmp_path: Path) -> None:
    second: list[list[object]] = [
        ["财政拨款收入支出决算总表"],
        ["单位：元"],
        ["总计", 30, 500, "总计", 60, 500],
    ]
    found = lines(tmp_path, BALANCE, second)
    assert found[-1] == AccountLine(
        "支出总计", "财政拨款", 500, 1, "财政拨款收入支出决算总表", "F11"
    )


@pytest.mark.parametrize("row", [["部门：某县信访局"], ["单位：某县信访局"]])
def test_without_a_unit_nothing_is_read(tmp_path: Path, row: list[object]) -> None:
    assert lines(tmp_path, [BALANCE[0], row, *BALANCE[2:]]) == []
