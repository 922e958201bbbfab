"""What stands in cells, as it goes to LibreOffice and comes back."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pandas as pd
import pytest
import xlwings as xw

from zipingbiao.errors import CallError


def test_a_block_comes_back_as_excel_would_give_it(sheet: xw.Sheet) -> None:
    rows = [["甲", 1, 2.5, None], [True, date(2024, 3, 5), "", "'=1+1"]]
    sheet["B2"].value = rows
    assert sheet["B2:E3"].value == [
        ["甲", 1.0, 2.5, None],
        [True, datetime(2024, 3, 5), None, "=1+1"],
    ]


@pytest.mark.parametrize(
    ("text", "value", "number_format"),
    [
        ("001", 1.0, "General"),
        ("1,234.5", 1234.5, "General"),
        ("-3", -3.0, "General"),
        ("95%", 0.95, "0%"),
        ("95.5%", 0.955, "0.00%"),
        ("2024/3/5", datetime(2024, 3, 5), "yyyy/m/d"),
        ("TRUE", True, "BOOLEAN"),
        ("'001", "001", "General"),
        ("2024/13/5", "2024/13/5", "General"),
        ("≥95%", "≥95%", "General"),
        ("3月5日", "3月5日", "General"),
    ],
)
def test_text_is_taken_as_if_it_were_typed(
    sheet: xw.Sheet, text: str, value: object, number_format: str
) -> None:
    sheet["A1"].value = text
    assert sheet["A1"].value == value
    assert sheet["A1"].number_format == number_format


def test_a_text_cell_keeps_what_is_typed(sheet: xw.Sheet) -> None:
    sheet["A1:A3"].number_format = "@"
    sheet["A1"].value = [["001"], ["=1+1"], ["95%"]]
    assert sheet["A1:A3"].value == ["001", "=1+1", "95%"]
    formulas: Any = sheet["A1:A3"].formula
    assert formulas == (("001",), ("=1+1",), ("95%",))


def test_a_format_of_ones_own_stays(sheet: xw.Sheet) -> None:
    sheet["A1:A2"].number_format = "0.0000"
    sheet["A1:A2"].value = [["95%"], [date(2024, 3, 5)]]
    assert sheet["A1"].number_format == "0.0000"
    assert sheet["A1"].value == 0.95


def test_a_number_on_a_truth_value_is_a_number(sheet: xw.Sheet) -> None:
    sheet["A1:B1"].value = [True, False]
    sheet["A1:B1"].value = [5, False]
    assert sheet["A1:B1"].value == [5.0, False]


def test_errors_are_told_apart_from_empty_cells(sheet: xw.Sheet) -> None:
    sheet["A1"].value = [["=1/0", "=NA()", None, "=不存在(1)"]]
    assert sheet["A1:D1"].value == [None, None, None, None]
    shown = sheet["A1:D1"].options(err_to_str=True).value
    assert shown == ["#DIV/0!", "#N/A", None, "#NAME?"]


def test_truth_and_dates_of_formulas_are_what_they_are(sheet: xw.Sheet) -> None:
    sheet["A1"].value = [["=1=1", "=DATE(2024,3,5)", "=1+1", '="甲"']]
    assert sheet["A1:D1"].value == [True, datetime(2024, 3, 5), 2.0, "甲"]


def test_the_number_of_dimensions_is_as_asked_for(sheet: xw.Sheet) -> None:
    assert sheet["A1"].options(ndim=2).value == [[None]]
    assert sheet["A1:A2"].options(ndim=2).value == [[None], [None]]
    assert sheet["A1:B1"].value == [None, None]


def test_one_value_fills_a_range(sheet: xw.Sheet) -> None:
    sheet["A1:B2"].value = "甲"
    assert sheet["A1:B2"].value == [["甲", "甲"], ["甲", "甲"]]


def test_missing_numbers_are_empty_cells(sheet: xw.Sheet) -> None:
    sheet["A1"].value = [[math.nan, pd.NA, pd.NaT, pd.Timestamp(2024, 3, 5)]]
    assert sheet["A1:D1"].value == [None, None, None, datetime(2024, 3, 5)]


def test_a_table_of_pandas_goes_there_and_back(sheet: xw.Sheet) -> None:
    table = pd.DataFrame({"名称": ["甲", "乙"], "金额": [1.5, 2.5]})
    sheet["A1"].options(index=False).value = table
    read = sheet["A1"].expand().options(pd.DataFrame, index=False).value
    assert read.to_dict("list") == table.to_dict("list")


def test_cells_are_written_together_not_one_by_one(sheet: xw.Sheet) -> None:
    rows = [[float(row * column) for column in range(100)] for row in range(1000)]

    def one_by_one() -> None:
        for row in range(1, 101):
            sheet[f"DA{row}"].value = 1.0

    def together() -> None:
        sheet["A1"].value = rows

    # Of three times the least: what else the machine does has no part in it.
    alone, at_once = (min(map(seconds_of, [work] * 3)) for work in (one_by_one, together))
    assert sheet["A1:CV1000"].value == rows
    # A thousand times as many cells; it takes a quarter of the time.
    assert at_once < alone


def seconds_of(work: Callable[[], None]) -> float:
    """How long some work takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def test_expanding_stops_at_the_first_empty_cell(sheet: xw.Sheet) -> None:
    sheet["B2"].value = [["名称", "金额"], ["甲", 1], ["乙", 2]]
    assert sheet["B2"].expand("table").address == "$B$2:$C$4"
    assert sheet["B2"].end("down").address == "$B$4"
    assert sheet["C4"].end("up").address == "$C$2"
    assert sheet["B2"].end("right").address == "$C$2"
    assert sheet["B9"].end("up").address == "$B$4"
    assert sheet.used_range.address == "$B$2:$C$4"


def test_clearing_contents_leaves_format_and_note(sheet: xw.Sheet) -> None:
    sheet["A1"].value = "95%"
    sheet["A1"].add_note("批注")
    sheet["A1"].clear_contents()
    assert (sheet["A1"].value, sheet["A1"].number_format) == (None, "0%")
    assert sheet["A1"].note is not None
    sheet["A1"].clear()
    assert sheet["A1"].note is None


@pytest.mark.parametrize("address", ["A1", "A1:B2"])
def test_a_protected_sheet_is_not_written_to(sheet: xw.Sheet, address: str) -> None:
    sheet["A1"].value = "原来"
    sheet.impl.api.protect("")
    with pytest.raises(CallError, match=r"Sheet1：工作表受保护，不能改。请先撤销工作表保护"):
        sheet[address].value = "新的"
    assert sheet["A1"].value == "原来"


def test_an_unlocked_cell_of_a_protected_sheet_can_be_written_to(sheet: xw.Sheet) -> None:
    own = sheet["B1"].impl.api
    protection = own.CellProtection
    protection.IsLocked = False
    own.CellProtection = protection
    sheet.impl.api.protect("")
    sheet["B1"].value = "可以"
    assert sheet["B1"].value == "可以"


def test_a_closed_book_is_told_in_chinese(sheet: xw.Sheet) -> None:
    cell = sheet["A1"]
    assert cell.value is None
    sheet.book.close()
    with pytest.raises(CallError, match="请确认工作簿没有关闭"):
        cell.value = 1
