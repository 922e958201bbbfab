"""The commands of the checker, the same as in Excel, in a real LibreOffice."""

from __future__ import annotations

from copy import copy
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest
import xlwings as xw

from excel.desk import note_in, selected
from excel.dump import Dump, dump
from excel.samples import wrong_samples
from mistaken import workbook, wrong_form
from zipingbiao.excel.declaration import BY_ID
from zipingbiao.excel.session import perform
from zipingbiao.places import USER_VARIABLE

if TYPE_CHECKING:
    from zipingbiao.excel.office.host import OfficeHost

FOUND = "共 4 个问题：错误 3 个，警告 1 个。已列在「问题清单」里，点「下一个问题」逐个看。"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the workbooks are; the user's own folder is empty."""
    monkeypatch.setenv(USER_VARIABLE, str(tmp_path / "own"))
    return tmp_path


@pytest.fixture
def wrong(app: xw.App, folder: Path) -> xw.Book:
    """An open workbook with three errors in one form."""
    return opened(app, folder, workbook(wrong_form()))


def opened(app: xw.App, folder: Path, data: bytes) -> xw.Book:
    """A workbook, written and opened."""
    path = folder / "自评表.xlsx"
    path.write_bytes(data)
    return app.books.open(path)


def press(book: xw.Book, command: str) -> str:
    """Press a button; what the program says."""
    return perform(BY_ID[command], book.app, book) or ""


def content(book: xw.Book, host: OfficeHost, folder: Path) -> tuple[Dump, object]:
    """All that a book holds, as a copy of it tells, and the fonts of its forms' cells.

    LibreOffice gives a cell two fonts, Western and Chinese, and writes only one of them, by its
    last guess at the script. So fonts are asked of the cells themselves.
    """
    copied = folder / "copy.xlsx"
    host.save_copy(book, copied)
    workbook = openpyxl.load_workbook(copied)
    for cell in (cell for sheet in workbook for row in sheet.iter_rows() for cell in row):
        if cell.has_style:
            font = copy(cell.font)
            font.name = font.charset = font.family = None
            cell.font = font
    return dump(workbook), [fonts(sheet) for sheet in book.sheets if sheet.name != "问题清单"]


def fonts(sheet: xw.Sheet) -> dict[tuple[int, int], tuple[str, str]]:
    """The two fonts of each cell, asked area by area."""
    areas = sheet.used_range.impl.api.getCellFormatRanges()
    found = {}
    for alike in map(areas.getByIndex, range(areas.Count)):
        area = alike.RangeAddress
        rows = range(area.StartRow, area.EndRow + 1)
        for cell in product(rows, range(area.StartColumn, area.EndColumn + 1)):
            found[cell] = alike.CharFontName, alike.CharFontNameAsian
    return found


@pytest.mark.parametrize("layout", ["sichuan-department", "sichuan-project"])
def test_check_and_clear_leave_the_book_as_it_was(
    app: xw.App, host: OfficeHost, folder: Path, layout: str
) -> None:
    """The second has three sheets, each protected: LibreOffice makes no style while one is."""
    book = opened(app, folder, wrong_samples(layout))
    before = content(book, host, folder)
    assert "已列在「问题清单」里" in press(book, "check")
    once = content(book, host, folder)
    assert once != before
    press(book, "check")
    assert content(book, host, folder) == once
    assert press(book, "clear") == "标记已清除，填写的内容没有变。"
    assert content(book, host, folder) == before


def test_findings_are_marked_and_listed(wrong: xw.Book) -> None:
    assert press(wrong, "check") == FOUND
    form, listed = wrong.sheets
    assert [rule.fill_color for rule in form["J6"].conditional_formats] == [(255, 199, 206)]
    assert "ZPB001 执行率不符" in str(note_in(form, "J6"))
    rows = listed.used_range.options(ndim=2).value
    assert [row[5] for row in rows[3:]] == ["J6", "K6", "K6", "I16"]
    assert [row[8] for row in rows[3:]] == ["85.90%", "8", "8", "97"]
    assert form.impl.api.isProtected(), "the protection came back"


def test_the_way_goes_from_cell_to_cell(wrong: xw.Book) -> None:
    press(wrong, "check")
    seen = []
    for command in ("next", "next", "next", "next", "previous"):
        assert press(wrong, command) == ""
        seen.append(selected(wrong.app).get_address(False, False))
    assert seen == ["J6", "K6", "I16", "J6", "I16"]


def test_what_is_wrong_is_mended_in_the_open_book(wrong: xw.Book, folder: Path) -> None:
    assert press(wrong, "fix").startswith("已修正 3 处")
    form = wrong.sheets[0]
    assert [form[cell].value for cell in ("J6", "K6", "I16")] == [0.8569, 8.57, 98.57]
    assert form["J6"].formula == "=ROUND(G6/E6,4)"
    assert wrong.sheet_names[1:] == ["修正清单", "问题清单"]
    [copy] = folder.glob("*备份*")
    assert openpyxl.load_workbook(copy).worksheets[0]["J6"].value == 0.859
    press(wrong, "clear")
    assert wrong.sheet_names == ["项目支出绩效自评表"]
    assert form["I16"].value == 98.57


def test_marks_are_known_after_saving_and_opening_again(wrong: xw.Book) -> None:
    press(wrong, "check")
    path = wrong.fullname
    wrong.save()
    wrong.close()
    again = xw.apps.active.books.open(path)  # type: ignore[union-attr]
    assert press(again, "check") == FOUND
    assert again.sheet_names == ["项目支出绩效自评表", "问题清单"]
    assert press(again, "clear") == "标记已清除，填写的内容没有变。"
    assert list(again.sheets[0].notes) == []
    assert len(again.sheets[0].used_range.conditional_formats) == 0
