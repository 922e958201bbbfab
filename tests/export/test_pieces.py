"""A text whose letters differ keeps them in Word."""

from __future__ import annotations

import io
import re

import openpyxl
import pytest
import xlsxwriter
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from zipingbiao.export.page import Box, Font, Piece
from zipingbiao.export.sheets import Book
from zipingbiao.export.tables import body_of


def shared() -> bytes:
    """A workbook with mixed texts among its shared strings."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        sheet = book.add_worksheet()
        red = book.add_format({"font_color": "#FF0000", "bold": True})
        small = book.add_format({"font_script": 1})
        sheet.write("A1", "一样的")
        sheet.write_rich_string("A2", "完成 ", red, "66 <万元>", "，以实际为准")
        sheet.write_rich_string("A3", "100m", small, "2")
    return target.getvalue()


def inline() -> bytes:
    """A workbook with a mixed text in its cell."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    red = InlineFont(color="FFFF0000", b=True, rFont="黑体", sz=14)
    sheet["A1"] = CellRichText("完成", TextBlock(red, "66"))
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def boxes(data: bytes) -> list[Box]:
    book = Book(data)
    return list(book.page(next(iter(book.sheets))).boxes)


def test_pieces_have_their_own_fonts() -> None:
    alike, mixed, raised = boxes(shared())
    assert alike.pieces == ()
    assert [(one.text, one.font.color, one.font.bold) for one in mixed.pieces] == [
        ("完成 ", "", False),
        ("66 <万元>", "FF0000", True),
        ("，以实际为准", "", False),
    ]
    assert [one.font.raised for one in raised.pieces] == ["", "superscript"]


@pytest.mark.parametrize("data", [inline()])
def test_a_text_in_its_cell_may_be_mixed_too(data: bytes) -> None:
    [box] = boxes(data)
    assert box.pieces[1] == Piece("66", Font("黑体", 14.0, bold=True, color="FF0000"))


def test_word_says_each_piece_in_its_font() -> None:
    book = Book(shared())
    page = book.page(next(iter(book.sheets)))
    body = body_of(page, "")
    said = re.findall(r"<w:r>(.*?)</w:r>", body)
    assert [re.sub(r"<[^>]*>", "", one) for one in said] == [
        "一样的", "完成 ", "66 &lt;万元&gt;", "，以实际为准", "100m", "2",
    ]  # fmt: skip
    assert '<w:color w:val="FF0000"/>' in said[2]
    assert '<w:vertAlign w:val="superscript"/>' in said[5]
    sizes = [re.findall(r'w:sz w:val="(\d+)"', one) for one in said]
    assert len({tuple(one) for one in sizes}) == 1
