"""Colours that a workbook says in other words than digits."""

from __future__ import annotations

import io

import openpyxl
import pytest
from openpyxl.styles import Font, PatternFill
from openpyxl.styles.colors import Color

from zipingbiao.export.sheets import Book
from zipingbiao.ooxml.colours import Colours

THEME = (
    b"<a:theme xmlns:a='urn:a'><a:themeElements><a:clrScheme name='x'>"
    b"<a:dk1><a:sysClr val='windowText' lastClr='000000'/></a:dk1>"
    b"<a:lt1><a:sysClr val='window' lastClr='FFFFFF'/></a:lt1>"
    b"<a:dk2><a:srgbClr val='1F497D'/></a:dk2><a:lt2><a:srgbClr val='EEECE1'/></a:lt2>"
    b"<a:accent1><a:srgbClr val='4F81BD'/></a:accent1></a:clrScheme></a:themeElements></a:theme>"
)

#: As Excel shows them.
SHOWN = [
    ({"rgb": "FFff0000"}, "FF0000"),
    ({"rgb": "12"}, ""),
    ({"indexed": "10"}, "FF0000"),
    ({"indexed": "2"}, "FF0000"),
    ({"indexed": "63"}, "333333"),
    ({"indexed": "64"}, ""),
    ({"theme": "0"}, "FFFFFF"),
    ({"theme": "1"}, "000000"),
    ({"theme": "3"}, "1F497D"),
    ({"theme": "4"}, "4F81BD"),
    ({"theme": "4", "tint": "0.39997558519241921"}, "95B3D7"),
    ({"theme": "4", "tint": "0.79998168889431442"}, "DCE6F1"),
    ({"theme": "4", "tint": "-0.249977111117893"}, "366092"),
    ({"theme": "4", "tint": "x"}, "4F81BD"),
    ({"theme": "9"}, ""),
    ({"theme": "99"}, ""),
    ({"auto": "1"}, ""),
    ({}, ""),
]


@pytest.mark.parametrize(("found", "shown"), SHOWN)
def test_a_colour_is_the_one_that_is_seen(found: dict[str, str], shown: str) -> None:
    digits = Colours(THEME).of(found)
    pairs = zip(digits, shown, strict=True)
    # Programs round the parts of a tinted colour in different ways, by one.
    assert all(a == b or abs(int(a, 16) - int(b, 16)) == 1 for a, b in pairs)


def test_a_workbook_may_have_a_palette_of_its_own() -> None:
    assert Colours(b"", ["00112233", "00445566"]).of({"indexed": "1"}) == "445566"
    assert Colours(b"").of({"theme": "4"}) == ""


def test_colours_of_the_theme_are_on_the_page() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"] = "甲"
    sheet["A1"].font = Font(color=Color(theme=5))
    sheet["A1"].fill = PatternFill("solid", fgColor=Color(indexed=43))
    target = io.BytesIO()
    book.save(target)
    made = Book(target.getvalue())
    [box] = made.page(sheet.title).boxes
    assert (box.look.font.color, box.look.fill) == ("C0504D", "FFFF99")
