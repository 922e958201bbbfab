"""Formulas in Excel's grammar, through LibreOffice and back."""

from __future__ import annotations

from typing import Any

import pytest
import xlwings as xw

from zipingbiao.errors import CallError


@pytest.mark.parametrize(
    "formula",
    [
        "=SUM(A1:B2,3)",
        "=IF(A1>1,\"a,b;c\",'问题 清单'!B2)",
        "=Data!$A$1*2",
        "=SUM(A:A)",
        "=SUM(1:3)",
        "=IFERROR(ROUND(Data!A1/Data!B1,4),0)",
        "=SUM({1,2;3,4})",
        '=SUMIFS(A1:A3,B1:B3,">=1")',
        '=HYPERLINK("#\'问题 清单\'!A1","到")',
        "=ZPB_RATE(A1,B1)",
        "=#REF!+1",
        "=IF(A1,TRUE(),FALSE())",
        '=-A1^2%&"TRUE"',
        "=IF(ISERROR(A1),#N/A,A1)",
        '=ISTEXT("it\'s")',
    ],
)
def test_a_formula_comes_back_as_it_was(book: xw.Book, formula: str) -> None:
    for name in ("问题 清单", "Data"):
        book.sheets.add(name)
    cell = book.sheets["Sheet1"]["F9"]
    cell.formula = formula
    assert cell.formula == formula


def test_formulas_compute(book: xw.Book) -> None:
    sheet = book.sheets.add("数据 表")
    sheet["A1"].value = [[3, 4]]
    front = book.sheets["Sheet1"]
    front["A1"].value = [["='数据 表'!A1+'数据 表'!B1", "=IF(A1>5,TRUE,FALSE)", '=TEXT(0.5,"0%")']]
    assert front["A1:C1"].value == [7.0, True, "50%"]
    sheet["A1"].value = 1
    assert front["A1:C1"].value == [5.0, False, "50%"]


def formulas(cells: xw.Range) -> Any:
    """The formulas of a range, row by row."""
    return cells.formula


def test_the_formula_of_a_value_is_the_value(sheet: xw.Sheet) -> None:
    sheet["A1"].value = [["甲", 1, 0.25, True, None, "'=1"]]
    assert formulas(sheet["A1:F1"]) == (("甲", "1", "0.25", "TRUE", "", "=1"),)
    assert sheet["A1"].formula == "甲"


def test_one_formula_fills_a_range_as_a_copy_would(sheet: xw.Sheet) -> None:
    sheet["A1"].value = [[1], [2], [3]]
    sheet["B1:C3"].formula = "=$A1*2"
    sheet["D1:D3"].formula = "=A1+D$9"
    assert formulas(sheet["B1:D3"]) == (
        ("=$A1*2", "=$A1*2", "=A1+D$9"),
        ("=$A2*2", "=$A2*2", "=A2+D$9"),
        ("=$A3*2", "=$A3*2", "=A3+D$9"),
    )
    assert sheet["C1:C3"].value == [2.0, 4.0, 6.0]


def test_a_column_of_formulas_among_values(sheet: xw.Sheet) -> None:
    sheet["A1"].value = [["甲", 1, "=B1*2"], ["乙", 2, "=B2*2"], ["合计", "=SUM(B1:B2)", "没有"]]
    assert formulas(sheet["A1:C3"])[2] == ("合计", "=SUM(B1:B2)", "没有")
    assert sheet["C1:C2"].value == [2.0, 4.0]


def test_an_array_formula_is_one(sheet: xw.Sheet) -> None:
    sheet["A1:A2"].value = [[1], [2]]
    sheet["C1:C2"].formula_array = "=A1:A2*10"
    assert sheet["C1:C2"].value == [10.0, 20.0]
    assert sheet["C1"].has_array
    assert not sheet["A1"].has_array
    assert sheet["C1:C2"].formula_array == "=A1:A2*10"
    assert formulas(sheet["C1:C2"]) == (("=A1:A2*10",), ("=A1:A2*10",))
    with pytest.raises(CallError, match="没有照办"):
        sheet["C1"].value = 1


def test_calculation_can_be_held(book: xw.Book) -> None:
    sheet, app = book.sheets[0], book.app
    sheet["A1"].value = [[1, "=A1*2"]]
    app.calculation = "manual"
    sheet["A1"].value = 5
    assert app.calculation == "manual"
    assert sheet["B1"].value == 2.0
    app.calculate()
    assert sheet["B1"].value == 10.0
    app.calculation = "automatic"
    assert app.calculation == "automatic"
