"""Word documents that are one XML file are read as those of many parts are."""

from __future__ import annotations

import base64
import io
import re
import zipfile

import pytest
from hypothesis import given, settings

from documents import Grid, docx, paragraph, word_table
from ooxml.documents.test_laying import grids
from zipingbiao.errors import UnreadableFile
from zipingbiao.ooxml.foreign.worker import read
from zipingbiao.ooxml.opening import open_workbook_bytes

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_2003 = "http://schemas.microsoft.com/office/word/2003/wordml"
_FLAT = "http://schemas.microsoft.com/office/2006/xmlPackage"
_HEAD = "<?xml version='1.0'?><?mso-application progid='Word.Document'?>"


def flat(document: bytes, *, packed: bool = False) -> bytes:
    """A document as one file; its parts as XML, or packed as pictures are."""
    parts = []
    with zipfile.ZipFile(io.BytesIO(document)) as archive:
        for name in archive.namelist():
            content = archive.read(name)
            if packed:
                held = f"<pkg:binaryData>{base64.b64encode(content).decode()}</pkg:binaryData>"
            else:
                xml = re.sub(r"<\?xml.*?\?>", "", content.decode())
                held = f"<pkg:xmlData>{xml}</pkg:xmlData>"
            kind = "application/vnd.openxmlformats-officedocument.wordprocessingml"
            parts.append(f"<pkg:part pkg:name='/{name}' pkg:contentType='{kind}'>{held}</pkg:part>")
    return f"{_HEAD}<pkg:package xmlns:pkg='{_FLAT}'>{''.join(parts)}</pkg:package>".encode()


def word2003(body: str) -> bytes:
    """A document of Word 2003 with a body."""
    body = body.replace("vMerge", "vmerge")
    return (
        f"{_HEAD}<w:wordDocument xmlns:w='{_2003}' xmlns:wx='urn:wx' xmlns:aml='urn:aml'>"
        f"<w:body><wx:sect>{body}</wx:sect></w:body></w:wordDocument>"
    ).encode()


@settings(max_examples=30)
@given(grids())
def test_the_same_table_is_the_same_sheet(grid: Grid) -> None:
    body = paragraph("标题") + word_table(grid)
    expected = read("docx", docx(body))
    assert read("flat", flat(docx(body))) == expected
    assert read("word2003", word2003(body)) == expected


PAIR = Grid(1, 2, {(1, 1): "金额", (1, 2): "12"})


@pytest.mark.parametrize(
    ("name", "misnamed"),
    [("a.xml", None), ("a.doc", ".xml"), ("a.docx", ".xml"), ("a.xls", ".xml")],
)
@pytest.mark.parametrize(
    "data", [flat(docx(word_table(PAIR)), packed=True), word2003(word_table(PAIR))]
)
def test_it_is_read_under_any_ending_of_a_document(
    data: bytes, name: str, misnamed: str | None
) -> None:
    found = open_workbook_bytes(data, name)
    assert found.misnamed == misnamed
    assert [found.sheets[0].shown(one) for one in ("A1", "B1")] == ["金额", "12"]


def test_changes_that_word_2003_tracked_are_told() -> None:
    run = (
        "<aml:annotation w:type='Word.{}'><aml:content><w:r><w:t>{}</w:t></w:r></aml:content>"
        "</aml:annotation>"
    )
    said = (
        run.format("Deletion", "旧")
        + run.format("Insertion", "新")
        + run.format("Bookmark.Start", "")
    )
    [sheet] = read("word2003", word2003(f"<w:p>{said}</w:p>"))
    assert sheet.shown("A1") == "新"
    assert [notice.reason[:10] for notice in sheet.notices] == ["文档里有 2 处修订，"[:10]]


@pytest.mark.parametrize("data", [
    flat(docx(word_table(PAIR)))[:-30], word2003("")[:-30],
    f"{_HEAD}<pkg:package xmlns:pkg='{_FLAT}'><pkg:part pkg:name='/word/document.xml'>"
    f"<pkg:binaryData>x</pkg:binaryData></pkg:part><!-- {_W} --></pkg:package>".encode(),
])  # fmt: skip
def test_a_damaged_one_is_told(data: bytes) -> None:
    with pytest.raises(UnreadableFile) as caught:
        open_workbook_bytes(data, "a.doc")
    assert caught.value.code == "ZPB903"
