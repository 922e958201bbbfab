"""The same form as .xlsx, .xls and .ods, the latter two written by LibreOffice."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from office import Office
from zipingbiao.ooxml.grid import CellError, Sheet, Workbook
from zipingbiao.ooxml.opening import open_workbook

_PLACES = {
    "A1": ("项目支出绩效自评表", "项目支出绩效自评表"),
    "A2": (0.859, "85.9%"),
    "B2": (1, "100%"),
    "C2": (1234567.5, "1,234,567.50"),
    "D2": (44196, "2020年12月31日"),
    "E2": (44196, "2020-12"),
    "A3": ("0012", "0012"),
    "B3": ("176.45万元", "176.45万元"),
    "C3": ("上行\n下行", "上行\n下行"),
    "D3": ("  前后各二  ", "  前后各二  "),
    "E3": ("富文本", "富文本"),
    "A4": (CellError("#DIV/0!"), "#DIV/0!"),
    "B4": (CellError("#N/A"), "#N/A"),
    "C4": (True, "TRUE"),
    "D4": (3, "3"),
    "E4": ("达标", "达标"),
    "A6": ("产出指标（70分）", "产出指标（70分）"),
    "B9": (66, "66"),
    "C9": (-0.5, "-0.50"),
    "D9": (0.1234567890123, "0.123456789"),
}
_MERGES = {"A1:E1", "A6:A8", "B6:B7", "B10:C10", "B11:C11"}


def _make(path: Path) -> None:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("自评表")
        made = {code: book.add_format({"num_format": code}) for code in _CODES}
        bold = book.add_format({"bold": True})
        sheet.merge_range("A1:E1", "项目支出绩效自评表")
        sheet.write("A2", 0.859, made["0.0%"])
        sheet.write("B2", 1, made["0%"])
        sheet.write("C2", 1234567.5, made["#,##0.00"])
        sheet.write_datetime("D2", date(2020, 12, 31), made['yyyy"年"m"月"d"日"'])
        sheet.write_datetime("E2", date(2020, 12, 31), made["yyyy-mm"])
        for place in ("A3", "B3", "C3", "D3"):
            sheet.write_string(place, str(_PLACES[place][0]))
        sheet.write_rich_string("E3", bold, "富", "文本")
        sheet.write_formula("A4", "=1/0", None, "#DIV/0!")
        sheet.write_formula("B4", "=NA()", None, "#N/A")
        sheet.write_boolean("C4", True)
        sheet.write_formula("D4", "=1+2", None, 3)
        sheet.write_formula("E4", '=IF(1,"达标","")', None, "达标")
        sheet.merge_range("A6:A8", "产出指标（70分）")
        sheet.merge_range("B6:B7", "")
        sheet.write("B9", 66)
        sheet.write("C9", -0.5, made["0.00"])
        sheet.write("D9", 0.1234567890123)
        sheet.merge_range("B10:C10", "")
        sheet.merge_range("B11:C11", "")
        sheet.write_comment("B9", "批注不是内容")
        book.add_worksheet("藏").hide()
        book.add_worksheet("深藏").very_hidden()


_CODES = ("0.0%", "0%", "#,##0.00", "0.00", 'yyyy"年"m"月"d"日"', "yyyy-mm")


@pytest.fixture(scope="module")
def books(office: Office, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Workbook]:
    path = tmp_path_factory.mktemp("foreign") / "表.xlsx"
    _make(path)
    paths = [path, office.convert(path, "xls"), office.convert(path, "ods")]
    return {one.suffix: open_workbook(one, one.name) for one in paths}


def _cells(sheet: Sheet) -> dict[str, tuple[object, str]]:
    return {
        place: (sheet.value(place), sheet.shown(place))
        for place in sheet.addresses
        if sheet.value(place) is not None
    }


@pytest.mark.parametrize("ending", [".xlsx", ".xls", ".ods"])
def test_values_and_looks_are_the_same_in_every_format(
    books: dict[str, Workbook], ending: str
) -> None:
    found = _cells(books[ending].sheets[0])
    expected = dict(_PLACES)
    if ending == ".xls":
        # LibreOffice writes 0 there for a formula of text that it has not calculated itself.
        del expected["E4"], found["E4"]
    assert found == expected
    for place, (value, _) in expected.items():
        assert type(found[place][0]) is type(value), place


@pytest.mark.parametrize("ending", [".xlsx", ".xls", ".ods"])
def test_merges_and_hidden_sheets_are_the_same_in_every_format(
    books: dict[str, Workbook], ending: str
) -> None:
    book = books[ending]
    assert set(book.sheets[0].merges) == _MERGES
    assert [(sheet.name, sheet.hidden) for sheet in book.sheets] == [
        ("自评表", False),
        ("藏", True),
        ("深藏", True),
    ]
    assert book.misnamed is None
    assert not any(book.sheets[0].uncached(place) for place in _PLACES)
