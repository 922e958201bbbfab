"""How cells look."""

from __future__ import annotations

import openpyxl
import pytest
import xlwings as xw

from zipingbiao.errors import CallError


def test_the_font_is_set_for_chinese_and_latin_letters(saved: xw.Book) -> None:
    font = saved.sheets[0]["A1"].font
    saved.sheets[0]["A1"].value = "执行率 rate"
    font.bold, font.italic, font.size, font.name, font.color = True, True, 14, "SimSun", "#ff0000"
    assert (font.bold, font.italic, font.size) == (True, True, 14.0)
    assert (font.name, font.color) == ("SimSun", (255, 0, 0))
    saved.save()
    written = openpyxl.load_workbook(saved.fullname).active["A1"].font
    assert (written.b, written.sz, written.name) == (True, 14.0, "SimSun")
    font.bold = False
    assert font.bold is False
    assert saved.sheets[0]["A1:B1"].font.size is None


def test_colours_are_set_read_and_taken_away(sheet: xw.Sheet) -> None:
    sheet["A1:B1"].color = "#ffc7ce"
    assert sheet["A1:B1"].color == (255, 199, 206)
    sheet["B1"].color = None
    assert sheet["B1"].color is None
    sheet["B1"].color = (0, 255, 0)
    assert sheet["B1"].color == (0, 255, 0)
    assert sheet["A1:B1"].color is None


@pytest.mark.parametrize(
    "code",
    [
        "General",
        "0.00%",
        "@",
        "#,##0.00",
        "yyyy-mm-dd",
        'yyyy"年"m"月"d"日"',
        "yyyy/m/d h:mm",
        "h:mm:ss AM/PM",
        '"MD "0',
    ],
)
def test_a_number_format_comes_back_as_it_was(sheet: xw.Sheet, code: str) -> None:
    sheet["A1:B2"].number_format = code
    assert sheet["A1:B2"].number_format == code
    sheet["B2"].number_format = "0.000"
    assert sheet["A1:B2"].number_format is None


def test_a_number_format_that_is_none_is_told(sheet: xw.Sheet) -> None:
    with pytest.raises(CallError, match="MalformedNumberFormatException"):
        sheet["A1"].number_format = "bad[["


def test_alignment(sheet: xw.Sheet) -> None:
    cells = sheet["A1:B2"]
    assert (cells.horizontal_alignment, cells.wrap_text) == ("general", False)
    cells.horizontal_alignment = "center"
    cells.vertical_alignment = "top"
    cells.wrap_text = True
    assert (cells.horizontal_alignment, cells.vertical_alignment) == ("center", "top")
    assert cells.wrap_text is True
    sheet["A1"].horizontal_alignment = "left"
    assert cells.horizontal_alignment is None


def test_sizes_are_in_characters_and_points(saved: xw.Book) -> None:
    sheet = saved.sheets[0]
    sheet["B1:C1"].column_width = 20
    sheet["D1"].column_width = 10
    sheet["A2:A3"].row_height = 30
    assert sheet["C1"].column_width == pytest.approx(20, abs=0.1)
    assert sheet["A3"].row_height == pytest.approx(30, abs=0.1)
    saved.save()
    written = openpyxl.load_workbook(saved.fullname).active
    # A file has widths in digits of its default font, which differs with the fonts installed;
    # how wide the columns are to each other does not: digits of 7 pixels, and a margin of 5.
    wide, narrow = (written.column_dimensions[name].width for name in "BD")
    assert wide / narrow == pytest.approx((20 * 7 + 5) / (10 * 7 + 5), rel=0.01)
    assert written.row_dimensions[2].height == pytest.approx(30, abs=0.1)


def test_columns_are_made_as_wide_as_needed(sheet: xw.Sheet) -> None:
    sheet["A1"].value = "很长很长很长很长很长很长很长很长的文字"
    width, height = sheet["A1"].column_width, sheet["A1"].row_height
    assert width is not None
    assert height is not None
    sheet.autofit("c")
    assert (sheet["A1"].column_width or 0) > width
    sheet["A1"].column_width = 10
    sheet["A1"].wrap_text = True
    sheet["A1"].rows.autofit()
    assert (sheet["A1"].row_height or 0) > height


def test_borders_are_drawn_and_taken_away(saved: xw.Book) -> None:
    cells = saved.sheets[0]["B2:C3"]
    cells.borders.set("all", line_style="continuous", weight="thin")
    cells.borders["edge_bottom"].weight = "thick"
    assert cells.borders["edge_top"].weight == "thin"
    assert cells.borders["edge_bottom"].weight == "thick"
    assert cells.borders.line_style == "continuous"
    assert cells.borders.weight is None
    cells.borders.color = "#ff0000"
    assert cells.borders.color == (255, 0, 0)
    saved.save()
    written = openpyxl.load_workbook(saved.fullname).active
    assert {getattr(written["B2"].border, side).style for side in ("left", "right", "top")} == {
        "thin"
    }
    assert written["D4"].border.left.style is None
    cells.borders.clear()
    assert cells.borders.line_style == "none"
    assert cells.borders["diagonal_up"].line_style == "none"


def test_clearing_formats_leaves_contents(sheet: xw.Sheet) -> None:
    cell = sheet["A1"]
    cell.value = 0.5
    cell.number_format = "0%"
    cell.color = "#ffc7ce"
    cell.clear_formats()
    assert (cell.value, cell.number_format, cell.color) == (0.5, "General", None)


def test_a_protected_sheet_keeps_its_looks(sheet: xw.Sheet) -> None:
    sheet.impl.api.protect("")
    for name, value in (("color", "#ffffff"), ("number_format", "0%"), ("wrap_text", True)):
        with pytest.raises(CallError, match="工作表受保护，不能改"):
            setattr(sheet["A1"], name, value)
