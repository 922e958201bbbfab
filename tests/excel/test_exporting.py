"""导出 PDF: the forms only, the book as it was."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest
import xlwings as xw
from openpyxl.workbook.protection import WorkbookProtection

from excel.fake import FakeComError, FakeHost, fake_book, opened, start
from zipingbiao.errors import CallError, ZpbError
from zipingbiao.excel.call import Call
from zipingbiao.excel.exporting import pdf
from zipingbiao.excel.scores import rescore_book
from zipingbiao.interchange import forms_in
from zipingbiao.layouts import get_layout


@pytest.fixture
def book(tmp_path: Path) -> xw.Book:
    """A book with several forms."""
    layout = get_layout("hebei-project")
    made = forms_in(json.loads((layout.folder / "sample.json").read_text("utf-8")))
    return opened(start(), layout.write(made, given=True).data, tmp_path)


def exported(book: xw.Book, target: Path | None) -> str:
    return pdf(Call(book.app, FakeHost(target=target), book))


def test_the_forms_are_printed_and_the_book_stays_as_it_is(book: xw.Book, tmp_path: Path) -> None:
    names = book.sheet_names
    rescore_book(Call(book.app, FakeHost(), book))
    book.sheets.add("说明", after=book.sheets[-1])["A1"].value = "别的"
    book.sheets[0].activate()
    book.sheets[0]["B3"].select()
    fake_book(book).saved = True
    host = FakeHost(target=tmp_path / "结果")
    said = pdf(Call(book.app, host, book))
    assert host.proposed == ["自评表.pdf"]
    assert said == f"已导出 {len(names)} 张工作表：{tmp_path / '结果.pdf'}"
    assert (tmp_path / "结果.pdf").read_bytes().startswith(b"%PDF")
    assert fake_book(book).printed == [names]
    assert all(sheet.visible for sheet in book.sheets)
    assert book.sheets.active.name == names[0]
    selection = book.app.selection
    assert selection is not None
    assert selection.address == "$B$3"
    assert fake_book(book).saved


def test_a_book_of_nothing_but_forms_is_printed_whole(book: xw.Book, tmp_path: Path) -> None:
    fake_book(book).workbook.security = WorkbookProtection(lockStructure=True)
    exported(book, tmp_path / "a.pdf")
    assert fake_book(book).printed == [book.sheet_names]


def test_forms_on_hidden_sheets_stay_hidden(book: xw.Book, tmp_path: Path) -> None:
    hidden = book.sheets[0].name
    book.sheets[0].visible = False
    exported(book, tmp_path / "a.pdf")
    assert hidden not in fake_book(book).printed[0]
    assert not book.sheets[0].visible


def refused(book: xw.Book, target: Path) -> str:
    with pytest.raises(ZpbError) as told:
        exported(book, target)
    return str(told.value)


def test_a_book_whose_forms_are_all_hidden_is_told(book: xw.Book, tmp_path: Path) -> None:
    book.sheets.add("说明")
    for sheet in book.sheets:
        sheet.visible = sheet.name == "说明"
    assert "自评表都在隐藏的工作表上，没有导出。" in refused(book, tmp_path / "a.pdf")


def test_a_book_without_a_form_is_told(tmp_path: Path) -> None:
    openpyxl.Workbook().save(tmp_path / "空.xlsx")
    book = start().books.open(str(tmp_path / "空.xlsx"))
    assert "空.xlsx：文件里没有找到自评表。" in refused(book, tmp_path / "a.pdf")


def test_where_sheets_cannot_be_hidden_it_is_told(book: xw.Book, tmp_path: Path) -> None:
    book.sheets.add("说明")
    fake_book(book).workbook.security = WorkbookProtection(lockStructure=True)
    assert "工作簿的结构受保护，不能只导出自评表。" in refused(book, tmp_path / "a.pdf")


def test_who_cancels_gets_nothing(book: xw.Book) -> None:
    assert exported(book, None) == ""
    assert fake_book(book).printed == []


def test_a_target_that_is_open_elsewhere_is_told(book: xw.Book, tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF")
    (tmp_path / ".~lock.a.pdf#").touch()
    assert "文件正被占用或没有权限。" in refused(book, tmp_path / "a.pdf")


def test_another_format_is_refused(book: xw.Book, tmp_path: Path) -> None:
    assert "文件名应以 .pdf 结尾。" in refused(book, tmp_path / "a.xlsx")


def test_a_program_that_prints_nothing_is_told(
    book: xw.Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    error: list[Exception] = [FakeComError()]

    def refuse(*arguments: object, **options: object) -> None:
        raise error[0]

    monkeypatch.setattr(type(fake_book(book)), "to_pdf", refuse)
    with pytest.raises(CallError, match="没有导出成 PDF。请确认电脑上装有打印机"):
        exported(book, tmp_path / "a.pdf")
    error[0] = FakeComError(-2147418111)  # Excel is busy: the session tells of it
    with pytest.raises(FakeComError):
        exported(book, tmp_path / "a.pdf")
