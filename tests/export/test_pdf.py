"""PDF: in one go for many, each alone where that fails, without the time when it was made."""

from __future__ import annotations

import shutil

import pytest

from zipingbiao.errors import CallError, UnreadableFile
from zipingbiao.export import pdf
from zipingbiao.export.page import Box, Page
from zipingbiao.export.word import Sheet, document_of
from zipingbiao.ooxml.address import Area
from zipingbiao.ooxml.origin import Origin, origin_of

MADE = (
    b"%PDF-1.6\nbody\n<</Title<FEFF0061>\n/CreationDate(D:{date})>>\nendobj\nxref\ntrailer\n"
    b"<</Size 2\n/ID [ <{id}>\n<{id}> ]\n/DocChecksum /{id}\n>>\nstartxref\n9\n%%EOF\n"
)


def made(date: bytes, identity: bytes) -> bytes:
    return MADE.replace(b"{date}", date).replace(b"{id}", identity)


def test_what_is_made_at_two_times_is_the_same_and_as_long() -> None:
    one = made(b"20261129190546Z'", b"64B04B21C4EC24FEB5889ED1C85D0AD1")
    other = made(b"20250101000000+08'00'", b"A" * 32)
    assert pdf.timeless(one) == pdf.timeless(made(b"20270101000000Z'", b"B" * 32))
    assert len(pdf.timeless(one)) == len(one)
    assert len(pdf.timeless(other)) == len(other)
    assert b"2026" not in pdf.timeless(one)
    assert b"64B04B21" not in pdf.timeless(one)


def test_a_pdf_of_another_make_stays_as_it_is() -> None:
    assert pdf.timeless(b"%PDF-1.4 none of ours") == b"%PDF-1.4 none of ours"


def test_where_one_document_fails_the_others_are_made(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def convert(files: dict[str, bytes], *_: object) -> dict[str, bytes]:
        asked.append(len(files))
        if b"slow" in files.values():
            raise UnreadableFile("ZPB907", "LibreOffice 转换超过 50 秒，没有继续。")
        return {name: data.upper() for name, data in files.items() if data != b"broken"}

    monkeypatch.setattr(pdf, "convert", convert)
    documents = [("甲.pdf", b"one"), ("乙.pdf", b"slow"), ("丙.pdf", b"broken")]
    found = dict(pdf.pdfs_of(documents, "soffice"))
    assert found["甲.pdf"] == b"ONE"
    assert isinstance(found["乙.pdf"], UnreadableFile)
    assert isinstance(found["丙.pdf"], UnreadableFile)
    assert asked == [3, 1, 1, 1]


def test_without_libreoffice_the_cure_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "find_soffice", lambda: None)
    with pytest.raises(CallError, match="安装 LibreOffice"):
        pdf.office()


@pytest.mark.office
@pytest.mark.skipif(shutil.which("soffice") is None, reason="没有安装 LibreOffice（soffice）")
def test_libreoffice_makes_a_pdf_that_says_what_it_is_a_copy_of() -> None:
    page = Page((200.0,), (20.0,), (Box(Area(1, 1, 1, 1), "一行字"),))
    mark = Origin.of_hash("ab" * 32, "cd" * 16).mark
    document = document_of([Sheet(page, "表")], "标题", mark)
    [(_, first)] = pdf.pdfs_of([("1", document)], pdf.office())
    [(_, second)] = pdf.pdfs_of([("2", document)], pdf.office())
    assert isinstance(first, bytes)
    assert first == second
    origin = origin_of(first)
    assert origin is not None
    assert origin.is_copy_of("ab" * 32)
