"""导出 Word: the forms of a book in one document, the book as it was."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import xlwings as xw

from excel.fake import FakeHost, fake_book, opened, start
from zipingbiao.errors import ZpbError
from zipingbiao.excel.call import Call
from zipingbiao.excel.documents import word
from zipingbiao.interchange import forms_in
from zipingbiao.layouts import form_reader, get_layout
from zipingbiao.model import SelfEvaluation
from zipingbiao.ooxml.opening import open_workbook
from zipingbiao.ooxml.origin import origin_of


def forms(layout: str = "hebei-project", count: int = 2) -> list[SelfEvaluation]:
    folder = get_layout(layout).folder
    return list(forms_in(json.loads((folder / "sample.json").read_text("utf-8"))))[:count]


def book_of(some: list[SelfEvaluation], folder: Path) -> xw.Book:
    data = get_layout("hebei-project").write(some, given=True).data
    return opened(start(), data, folder)


def exported(book: xw.Book, target: Path | None) -> str:
    return word(Call(book.app, FakeHost(target=target), book))


def read_back(path: Path) -> list[SelfEvaluation]:
    [sheet] = open_workbook(path, path.name).sheets
    return form_reader().read(sheet, path.name)


def test_all_forms_are_one_document_and_the_book_stays_as_it_is(tmp_path: Path) -> None:
    book = book_of(forms(), tmp_path)
    names = book.sheet_names
    fake_book(book).saved = True
    host = FakeHost(target=tmp_path / "结果")
    said = word(Call(book.app, host, book))
    assert host.proposed == ["自评表.docx"]
    assert said.split("\n")[0] == f"已导出 2 张表：{tmp_path / '结果.docx'}"
    back = read_back(tmp_path / "结果.docx")
    assert [one.header.project for one in back] == [one.header.project for one in forms()]
    assert book.sheet_names == names
    assert fake_book(book).saved
    assert origin_of((tmp_path / "结果.docx").read_bytes())


def test_one_form_is_a_document_of_its_own(tmp_path: Path) -> None:
    exported(book_of(forms(count=1), tmp_path), tmp_path / "a.docx")
    assert [one.funds for one in read_back(tmp_path / "a.docx")] == [forms(count=1)[0].funds]


def test_hidden_forms_are_left_out(tmp_path: Path) -> None:
    book = book_of(forms(), tmp_path)
    book.sheets[0].visible = False
    exported(book, tmp_path / "a.docx")
    assert len(read_back(tmp_path / "a.docx")) == 1


def test_nothing_is_written_where_the_user_cancels(tmp_path: Path) -> None:
    assert exported(book_of(forms(count=1), tmp_path), None) == ""


def refused(book: xw.Book, target: Path) -> str:
    with pytest.raises(ZpbError) as told:
        exported(book, target)
    return str(told.value)


def test_what_stands_in_the_way_is_told(tmp_path: Path) -> None:
    book = book_of(forms(count=1), tmp_path)
    assert "文件名应以 .docx 结尾。" in refused(book, tmp_path / "a.doc")
    (tmp_path / "b.docx").write_bytes(b"PK")
    assert "没有覆盖" in refused(book, tmp_path / "b.docx")
    book.sheets.add("说明")
    for sheet in book.sheets:
        sheet.visible = sheet.name == "说明"
    assert "自评表都在隐藏的工作表上，没有导出。" in refused(book, tmp_path / "c.docx")


def test_a_book_without_a_form_is_told(tmp_path: Path) -> None:
    book = start().books.add()
    assert "没有找到自评表" in refused(book, tmp_path / "a.docx")
