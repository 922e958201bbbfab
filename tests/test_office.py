"""The harness around LibreOffice, held to a small workbook with known answers."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter

from office import Office, OfficeError, same, stored


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("harness") / "样本.xlsx"
    with xlsxwriter.Workbook(path) as made:
        sheet = made.add_worksheet("明细")
        sheet.write_column("A1", [1.5, 2.5, 3])
        sheet.write_formula("A4", "=SUM(A1:A3)", None, 99)
        sheet.write_formula("B4", '=IF(A4>1,"达标","")', None, "达标")
        sheet.write_formula("C4", "=A1/0", None, "#DIV/0!")
        sheet.write_formula("D4", '=IF(A1=0,1,"")', None, "")
        sheet.write_number("E4", 0.859, made.add_format({"num_format": "0.0%"}))
        sheet.print_area("A1:E4")
        chart = made.add_chart({"type": "column"})
        chart.add_series({"values": "=明细!$A$1:$A$3"})
        sheet.insert_chart("G1", chart)
        made.add_worksheet("空表")
    return path


def test_a_stale_stored_value_is_seen_and_recalculated(office: Office, book: Path) -> None:
    assert office.values(book)["明细"]["A4"] == 99
    assert office.recalculated(book)["明细"] == {"A4": 7, "B4": "达标", "C4": "#DIV/0!", "D4": ""}
    assert office.changed(book) == {"明细!A4": (99, 7)}


def test_a_sheet_without_formulas_is_named_too(office: Office, book: Path) -> None:
    assert office.recalculated(book)["空表"] == {}


def test_inputs_are_typed_in_before_the_recalculation(office: Office, book: Path) -> None:
    assert office.recalculated(book, {"明细": {"A1": 10}})["明细"]["A4"] == 15.5
    assert office.recalculated(book)["明细"]["A4"] == 7, "the file itself must stay as it was"


def test_what_a_person_sees_is_told(office: Office, book: Path) -> None:
    assert office.shown(book, "明细", "E4") == "85.9%"
    assert office.formula(book, "明细", "A4") == "=SUM(A1:A3)"


def test_print_areas_and_charts_are_told(office: Office, book: Path) -> None:
    assert office.print_areas(book) == {"明细": ["A1:E4"], "空表": []}
    [[area]] = office.chart_ranges(book)["明细"]
    assert area == "$明细.$A$1:$A$3"


def test_inserted_rows_move_formulas(office: Office, book: Path, tmp_path: Path) -> None:
    grown = office.insert_rows(book, "明细", 2, 3, tmp_path / "grown.xlsx")
    assert office.formula(grown, "明细", "A7") == "=SUM(A1:A6)"


@pytest.mark.parametrize(
    ("ending", "magic"), [("xls", b"\xd0\xcf\x11\xe0"), ("ods", b"PK"), ("xlsx", b"PK")]
)
def test_workbooks_are_converted(
    office: Office, book: Path, tmp_path: Path, ending: str, magic: bytes
) -> None:
    made = office.convert(book, ending, tmp_path)
    assert made.read_bytes().startswith(magic)
    assert office.recalculated(made)["明细"]["A4"] == 7


def test_a_pdf_is_printed(office: Office, book: Path, tmp_path: Path) -> None:
    assert office.to_pdf(book, tmp_path / "样本.pdf").read_bytes().startswith(b"%PDF")


def test_a_file_that_cannot_be_opened_is_an_error_and_work_goes_on(
    office: Office, book: Path, tmp_path: Path
) -> None:
    with pytest.raises(OfficeError, match="no such file"):
        office.values(tmp_path / "无此文件.xlsx")
    picture = tmp_path / "图.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(40))
    with pytest.raises(OfficeError):
        office.values(picture)
    assert office.values(book)["明细"]["A4"] == 99


def test_stored_values_are_read_without_the_office(book: Path) -> None:
    assert stored(book)["明细"]["A4"] == 99


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        (0.1 + 0.2, 0.3, True),
        (1, 1.001, False),
        (None, "", True),
        (0, "", False),
        (None, 0, False),
        ("甲", "甲", True),
        ("7", 7, False),
        (True, 1, True),
    ],
)
def test_values_are_compared_as_a_person_would(one: object, other: object, equal: bool) -> None:
    assert same(one, other) is equal
