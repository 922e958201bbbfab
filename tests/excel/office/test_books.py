"""Books and their sheets: opened, saved, printed, put in order."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest
import xlwings as xw
from msoffcrypto.format.ooxml import OOXMLFile

from zipingbiao.errors import CallError, OutputError

if TYPE_CHECKING:
    from zipingbiao.excel.office.host import OfficeHost


def test_books_are_found_by_name_and_number(app: xw.App, tmp_path: Path) -> None:
    first, second = app.books.add(), app.books.add()
    first.save(tmp_path / "甲.xlsx")
    assert {book.name for book in app.books} == {"甲.xlsx", second.name}
    assert app.books["甲.xlsx"] == first
    assert len(app.books) == 2
    assert app.books[0] in (first, second)
    with pytest.raises(KeyError):
        app.books["没有.xlsx"].close()


@pytest.mark.parametrize("visible", [True, False])
def test_the_book_in_front_is_the_one_brought_there(app: xw.App, visible: bool) -> None:
    app.visible = visible
    first = app.books.add()
    second = app.books.add()
    assert app.books.active == second
    first.activate()
    assert app.books.active == first
    first.sheets[0]["B2"].select()
    assert app.selection == first.sheets[0]["B2"]
    first.close()
    assert app.books.active == second


def test_no_book_in_front_is_told(app: xw.App) -> None:
    assert len(app.books) == 0
    assert app.selection is None
    with pytest.raises(CallError, match="没有打开的工作簿。请先打开要处理的自评表"):
        app.books.active.close()


@pytest.mark.parametrize("ending", [".xlsx", ".xlsm", ".xls", ".ods"])
def test_a_book_is_saved_and_opened_again(app: xw.App, tmp_path: Path, ending: str) -> None:
    book = app.books.add()
    book.sheets[0]["A1"].value = [["甲", 1.5, True, "=B1*2"]]
    path = tmp_path / f"自评表{ending}"
    book.save(path)
    assert (book.name, book.fullname) == (path.name, str(path))
    book.close()
    again = app.books.open(path)
    assert again.sheets[0]["A1:D1"].value == ["甲", 1.5, True, 3.0]
    assert app.books.open(path) == again


def test_saving_again_keeps_the_file(saved: xw.Book) -> None:
    saved.sheets[0]["A1"].value = "改过"
    saved.save()
    assert openpyxl.load_workbook(saved.fullname).active["A1"].value == "改过"


def test_an_unknown_ending_is_refused(book: xw.Book, tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"不能保存为「\.docx」格式.*请改用 \.xlsx、"):
        book.save(tmp_path / "自评表.docx")


def test_a_place_that_is_no_folder_is_told(book: xw.Book, tmp_path: Path) -> None:
    (tmp_path / "文件").write_bytes(b"")
    with pytest.raises(CallError, match="LibreOffice 没有照办"):
        book.save(tmp_path / "文件" / "自评表.xlsx")


def test_a_book_with_a_password_opens_with_it_only(saved: xw.Book, tmp_path: Path) -> None:
    app, path = saved.app, tmp_path / "有密码.xlsx"
    with Path(saved.fullname).open("rb") as plain, path.open("wb") as encrypted:
        OOXMLFile(plain).encrypt("secret", encrypted)
    with pytest.raises(CallError, match=r"有密码\.xlsx：.*它有密码、已损坏，或不是工作簿"):
        app.books.open(path)
    assert app.books.open(path, password="secret").sheets[0].name == "Sheet1"


def test_no_password_is_promised_that_would_not_be_set(book: xw.Book, tmp_path: Path) -> None:
    with pytest.raises(CallError, match="不能在这里设置打开密码"):
        book.save(tmp_path / "有密码.xlsx", password="secret")
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_no_workbook_is_told(app: xw.App, tmp_path: Path) -> None:
    path = tmp_path / "坏的.xlsx"
    path.write_bytes(b"PK\x03\x04 nothing")
    with pytest.raises(CallError, match=r"坏的\.xlsx"):
        app.books.open(path)
    assert len(app.books) == 0


def test_a_stale_lock_is_named(saved: xw.Book, tmp_path: Path) -> None:
    app, path = saved.app, Path(saved.fullname)
    saved.close()
    lock = path.with_name(f".~lock.{path.name}#")
    lock.write_text("", "utf-8")
    with pytest.raises(CallError, match=r"请删除锁文件 \.~lock\.自评表\.xlsx#"):
        app.books.open(path)


def test_a_book_that_somebody_has_open_opens_read_only(saved: xw.Book, host: OfficeHost) -> None:
    app, path = saved.app, Path(saved.fullname)
    saved.close()
    lock = path.with_name(f".~lock.{path.name}#")
    lock.write_text("张三,zhangsan,电脑,20.11.2026 08:00,file:///home/zhangsan;", "utf-8")
    assert host.is_read_only(app.books.open(path))


def test_only_the_chosen_sheets_are_printed(saved: xw.Book, tmp_path: Path) -> None:
    saved.sheets[0]["A1"].value = "第一张"
    saved.sheets.add("问题清单", after=saved.sheets[0])["A1"].value = "第二张"
    target = tmp_path / "自评表.pdf"
    saved.to_pdf(target, exclude=["问题清单"])
    pages = subprocess.run(["pdftotext", str(target), "-"], capture_output=True, text=True).stdout
    assert "第一张" in pages
    assert "第二张" not in pages
    assert [sheet.visible for sheet in saved.sheets] == [True, True]


def test_sheets_are_added_where_asked_for(book: xw.Book) -> None:
    first = book.sheets[0]
    after = book.sheets.add("后", after=first)
    book.sheets.add("前", before=first)
    named = book.sheets.add(after=after)
    assert book.sheet_names == ["前", "Sheet1", "后", named.name]
    assert book.sheets.active == named
    assert [sheet.index for sheet in book.sheets] == [1, 2, 3, 4]
    assert book.sheets["sheet1"] == first
    assert book.sheets[1] == first
    with pytest.raises(KeyError):
        book.sheets["没有"].clear()


def test_a_sheet_is_renamed_hidden_and_deleted(book: xw.Book) -> None:
    sheet = book.sheets.add("旧")
    sheet.name = "新"
    sheet.visible = False
    assert not book.sheets["新"].visible
    book.sheets["新"].delete()
    assert book.sheet_names == ["Sheet1"]
    with pytest.raises(CallError, match="这是最后一张看得见的工作表，不能删除"):
        book.sheets[0].delete()


def test_a_protected_structure_stays(book: xw.Book) -> None:
    book.sheets.add("乙")
    book.impl.api.protect("")
    for change in (
        lambda: book.sheets.add("丙"),
        book.sheets["乙"].delete,
        lambda: setattr(book.sheets["乙"], "name", "丁"),
        lambda: setattr(book.sheets["乙"], "visible", False),
    ):
        with pytest.raises(CallError, match="工作簿的结构受保护，不能增删工作表"):
            change()
    assert sorted(book.sheet_names) == ["Sheet1", "乙"]
