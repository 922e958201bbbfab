"""A sheet as a page: what is printed of it, with its looks, widths, heights and paper."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import openpyxl
import pytest
from openpyxl.drawing.image import Image
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.worksheet import Worksheet
from PIL import Image as Picture

from zipingbiao.export.page import THIN, Edges, Heads, Page
from zipingbiao.export.sheets import Book
from zipingbiao.ooxml.address import Area

Draw = Callable[[Worksheet], object]


def page_of(draw: Draw, area: Area | None = None) -> Page:
    """The page of a sheet that is drawn."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    draw(sheet)
    data = BytesIO()
    book.save(data)
    return Book(data.getvalue()).page(sheet.title, area)


def filled(sheet: Worksheet, rows: int = 3, columns: int = 3) -> None:
    for row in range(1, rows + 1):
        for column in range(1, columns + 1):
            sheet.cell(row, column, f"{row}-{column}")


def texts(page: Page) -> list[str]:
    return [box.text for box in page.boxes]


def test_every_place_is_covered_once() -> None:
    def draw(sheet: Worksheet) -> None:
        filled(sheet, 4, 4)
        sheet.merge_cells("B2:C3")

    page = page_of(draw)
    places = [
        (row, column)
        for box in page.boxes
        for row in range(box.area.top, box.area.bottom + 1)
        for column in range(box.area.left, box.area.right + 1)
    ]
    assert sorted(places) == [(row, column) for row in range(1, 5) for column in range(1, 5)]
    assert next(box for box in page.boxes if box.text == "2-2").area == Area(2, 2, 3, 3)


def test_what_is_hidden_is_not_printed_and_told() -> None:
    def draw(sheet: Worksheet) -> None:
        filled(sheet, 4, 4)
        sheet.merge_cells("A2:A4")
        sheet.row_dimensions[3].hidden = True
        sheet.column_dimensions["B"].hidden = True

    page = page_of(draw)
    assert (len(page.heights), len(page.widths)) == (3, 3)
    assert "3-3" not in texts(page)
    assert page.boxes[3].area == Area(2, 1, 3, 1)
    assert page.told == ("隐藏的行列没有印出",)


def test_hidden_rows_with_nothing_in_them_are_nothing_to_tell() -> None:
    def draw(sheet: Worksheet) -> None:
        filled(sheet, 2)
        sheet["A4"] = "末行"
        sheet.row_dimensions[3].hidden = True

    assert page_of(draw).told == ()


def test_a_picture_is_told() -> None:
    def draw(sheet: Worksheet) -> None:
        filled(sheet)
        data = BytesIO()
        Picture.new("RGB", (4, 4)).save(data, "png")
        sheet.add_image(Image(data), "B2")

    assert page_of(draw).told == ("表上的图片、图形没有带到文档里",)


def test_looks_are_those_of_the_cells() -> None:
    def draw(sheet: Worksheet) -> None:
        cell = sheet["A1"]
        cell.value = 0.5
        cell.number_format = "0.00%"
        cell.font = Font(name="仿宋", size=14, bold=True, color="FF0000")
        cell.fill = PatternFill("solid", fgColor="FFFF00")
        cell.alignment = Alignment("right", "top", wrap_text=True, indent=2, text_rotation=90)
        side = Side("thin")
        cell.border = Border(side, side, side, side)

    (box,) = page_of(draw).boxes
    assert (box.text, box.is_number) == ("50.00%", True)
    look = box.look
    assert (look.font.name, look.font.size, look.font.bold) == ("仿宋", 14.0, True)
    assert (look.font.color, look.fill, look.edges) == ("FF0000", "FFFF00", THIN)
    assert (look.horizontal, look.vertical, look.indent, look.rotation) == ("right", "top", 2, 90)


def test_the_lines_of_merged_cells_are_those_along_their_edge() -> None:
    def draw(sheet: Worksheet) -> None:
        sheet["A1"] = "甲"
        sheet["A1"].border = Border(left=Side("thin"), top=Side("medium"))
        sheet["B2"].border = Border(right=Side("double"), bottom=Side("thick"))
        sheet.merge_cells("A1:B2")

    (box,) = page_of(draw).boxes
    assert box.look.edges == Edges("thin", "double", "medium", "thick")


def test_the_paper_and_the_heads_are_those_of_the_print_set_up() -> None:
    def draw(sheet: Worksheet) -> None:
        filled(sheet, 5)
        sheet.page_setup.orientation = "landscape"
        sheet.page_setup.paperSize = 9
        sheet.page_margins.left = 0.5
        sheet.oddFooter.center.text = "第 &P 页"
        sheet.print_title_rows = "2:3"
        sheet.print_area = "A1:B5"

    page = page_of(draw)
    assert page.paper.is_landscape
    assert page.paper.left == 36.0
    assert page.paper.foot == "&C第 &P 页"
    assert page.heads == Heads(2, 3)
    assert len(page.widths) == 2


def test_an_area_reaches_no_further_than_what_stands_on_the_sheet() -> None:
    def draw(sheet: Worksheet) -> None:
        filled(sheet, 4)
        sheet["A900"].border = Border(left=Side("thin"))

    page = page_of(draw, Area(2, 1, 1_000_000, 16_384))
    assert len(page.heights) == 3
    assert texts(page)[0] == "2-1"


@pytest.mark.parametrize("factor", [1, 4])
def test_a_page_is_as_wide_as_its_paper_at_most(factor: int) -> None:
    def draw(sheet: Worksheet) -> None:
        filled(sheet)
        for letter in "ABC":
            sheet.column_dimensions[letter].width = 12 * factor

    page = page_of(draw)
    fitted = page.fitted()
    room = page.paper.room[0]
    assert sum(fitted.widths) <= room + 0.01
    if sum(page.widths) <= room:
        assert fitted == page
    else:
        assert fitted.heights[0] < page.heights[0]
        assert fitted.boxes[0].look.font.size < page.boxes[0].look.font.size
