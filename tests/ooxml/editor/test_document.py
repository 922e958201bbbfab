"""Comments and a list are put into a Word document; nothing else of it changes."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from html import escape

import pytest
from hypothesis import given

import documents
from documents import Grid, docx, paragraph, word_cell, word_table
from ooxml.documents.test_laying import grids
from ugly import text_box
from zipingbiao.errors import UnreadableFile
from zipingbiao.ooxml.documents.word import read_docx
from zipingbiao.ooxml.editor.comments import Remark, add_comments
from zipingbiao.ooxml.editor.document import EditedDocument
from zipingbiao.ooxml.editor.tables import Column, Line, Table
from zipingbiao.ooxml.editor.wordlist import append_table
from zipingbiao.ooxml.ownlist import LIST_HEADS, LIST_NAME
from zipingbiao.ooxml.package import Package

_COLUMNS = tuple(Column(head, 10) for head in LIST_HEADS)
_LINE = Line(["1", *"项目资金执行得分"], (1, "FFC7CE"), (4, "_Zpb1"))
LIST = Table(LIST_NAME, LIST_NAME, "共 1 个问题。", _COLUMNS, [_LINE])
PUT_IN = re.compile(
    r"<w:(?:commentRange(?:Start|End)|bookmark(?:Start|End))[^>]*/>"
    r"|<w:r><w:rPr><w:sz w:val=\"2\"/><w:szCs w:val=\"2\"/></w:rPr><w:commentReference[^>]*/></w:r>"
)
AT_THE_END = re.compile(
    r"<w:p><w:pPr><w:pageBreakBefore/>.*</w:tbl><w:p>.*?</w:p>(?=<w:sect|</w:body>)", re.DOTALL
)


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def text(data: bytes, part: str = "word/document.xml") -> str:
    return parts(data)[part].decode()


def commented(data: bytes, *addresses: str) -> bytes:
    """The document with a comment on each cell and the list."""
    document = EditedDocument(data)
    remarks = [
        Remark(one, f"头 {one}", ["话", "二"], f"_Zpb{n}") for n, one in enumerate(addresses)
    ]
    add_comments(document, remarks)
    append_table(document, LIST)
    return document.save()


def enclosed(data: bytes) -> list[str]:
    """What the text says between the marks of each comment, tags left out."""
    found = re.findall(
        r'commentRangeStart[^>]*id="(\d+)"/>(.*?)<[^<>]*commentRangeEnd[^>]*id="\1"', text(data)
    )
    return [re.sub(r"<[^>]*>", "", said) for _, said in found]


def xml_of(body: str) -> bytes:
    return docx(
        f"{body}<w:sectPr><w:pgSz w:w='11906'/><w:pgMar w:left='900' w:right='900'/></w:sectPr>"
    )


@given(grids())
def test_what_is_put_in_is_all_that_changes(grid: Grid) -> None:
    before = xml_of(word_table(grid))
    [sheet] = read_docx(Package.open(before))
    after = commented(before, *sheet.addresses)
    left = AT_THE_END.sub("", PUT_IN.sub("", text(after)))
    assert left == text(before)
    assert read_docx(Package.open(after)) == (sheet,)
    assert len(enclosed(after)) == len(sheet.addresses)
    assert text(after).count("commentReference") == len(sheet.addresses)
    assert commented(before, *sheet.addresses) == after


@given(grids())
def test_a_comment_stands_at_its_cell(grid: Grid) -> None:
    before = xml_of(word_table(grid))
    [sheet] = read_docx(Package.open(before))
    for address in list(sheet.addresses)[:3]:
        [said] = enclosed(commented(before, address))
        assert said == re.sub(r"<[^>]*>|\n", "", escape(sheet.shown(address)))


PAIR = Grid(1, 2, {(1, 1): "金额", (1, 2): "12"})
BODIES = {
    "a cell with an empty paragraph": ("<w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>", "A1", ""),
    "an empty paragraph with attributes": (
        "<w:tbl><w:tr><w:tc><w:p w:rsidR='00A1' /></w:tc></w:tr></w:tbl>", "A1", "",
    ),
    "a paragraph with properties": (
        "<w:tbl><w:tr><w:tc><w:p><w:pPr><w:jc w:val='center'/></w:pPr><w:r><w:t>甲</w:t></w:r>"
        "</w:p></w:tc></w:tr></w:tbl>", "A1", "甲",
    ),
    "several paragraphs": (
        f"<w:tbl><w:tr><w:tc>{paragraph('甲')}{paragraph('乙')}</w:tc></w:tr></w:tbl>",
        "A1", "甲乙",
    ),
    "a merged cell": (
        "<w:tbl><w:tr>" + word_cell("<w:gridSpan w:val='2'/>", paragraph("甲"))
        + "</w:tr><w:tr>" + word_cell("", paragraph("乙")) + word_cell("", paragraph("丙"))
        + "</w:tr></w:tbl>", "B1", "甲",
    ),
    "a line of text": (paragraph("单位：甲") + word_table(PAIR), "A1", "单位：甲"),
    "a cell in a control": (
        "<w:tbl><w:tr><w:sdt><w:sdtContent>" + word_cell("", paragraph("甲"))
        + "</w:sdtContent></w:sdt></w:tr></w:tbl>", "A1", "甲",
    ),
    "a control in a cell": (
        "<w:tbl><w:tr>"
        + word_cell("", f"<w:sdt><w:sdtContent>{paragraph('甲')}</w:sdtContent></w:sdt>")
        + "</w:tr></w:tbl>", "A1", "甲",
    ),
    "a table in a cell": (
        word_table(PAIR, say=f"<w:p><w:r><w:t>{{}}</w:t></w:r></w:p>{word_table(PAIR)}".format),
        "D2", "12",
    ),
    "a table in a frame": (
        word_table(Grid(1, 1, {}), say=f"{{}}{word_table(PAIR)}<w:p/>".format), "B1", "12",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BODIES)
def test_a_cell_is_found_wherever_it_stands(name: str) -> None:
    body, address, said = BODIES[name]
    after = commented(docx(body + "<w:p/>"), address)
    assert enclosed(after) == [said]


def test_a_table_in_a_text_box_is_commented_on_beside_it() -> None:
    after = commented(docx(text_box(word_table(PAIR) + "<w:p/>") + "<w:p/>"), "B1")
    xml = text(after)
    assert xml.index("commentRangeStart") < xml.index("<mc:AlternateContent>")
    assert xml.index("</mc:AlternateContent>") < xml.index("commentRangeEnd")


def test_a_footnote_has_no_comment() -> None:
    notes = (
        f"<w:footnotes {documents.NAMESPACES}><w:footnote w:id='2'>{paragraph('注')}</w:footnote>"
        "</w:footnotes>"
    )
    body = word_table(PAIR, say=lambda t: "<w:p><w:r><w:footnoteReference w:id='2'/></w:r></w:p>")
    before = docx(body, {"word/footnotes.xml": notes})
    document = EditedDocument(before)
    [below] = [one for one in document.sheet.addresses if document.sheet.shown(one) == "注"]
    assert add_comments(document, [Remark(below, "头", ["话"], "_Zpb1")]) == set()
    assert "word/comments.xml" not in parts(document.save())


# Comments that are there already

OTHERS = (
    f"<?xml version='1.0'?><w:comments {documents.NAMESPACES} xmlns:w14='urn:w14'>"
    "<w:comment w:id='0' w:author='复核' w:initials='复'>"
    "<w:p w14:paraId='00000001'><w:r><w:t>他人的批注</w:t></w:r></w:p></w:comment></w:comments>"
)
_KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_EXTENDED = "http://schemas.microsoft.com/office/2011/relationships/commentsExtended"
RELATIONS = (
    "<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'>"
    f"<Relationship Id='rId7' Type='{_KIND}/comments' Target='/word/comments.xml'/>"
    f"<Relationship Id='rId8' Type='{_EXTENDED}' Target='commentsExtended.xml'/></Relationships>"
)


def with_comments(main: Mapping[str, str] = {}) -> bytes:
    body = (
        "<w:p><w:bookmarkStart w:id='1' w:name='_Zpb1'/><w:bookmarkEnd w:id='1'/>"
        "<w:commentRangeStart w:id='0'/><w:r><w:t>题</w:t></w:r><w:commentRangeEnd w:id='0'/>"
        "<w:r><w:commentReference w:id='0'/></w:r></w:p>" + word_table(PAIR) + "<w:p/>"
    )
    more = {
        "word/comments.xml": OTHERS,
        "word/commentsExtended.xml": "<x:commentsEx xmlns:x='urn:x'><x:commentEx/></x:commentsEx>",
        "word/people.xml": "<x:people xmlns:x='urn:x'/>",
        "word/_rels/document.xml.rels": RELATIONS,
        **main,
    }
    return docx(body, more)


def test_comments_of_others_are_kept_and_their_numbers_not_taken() -> None:
    before = with_comments()
    after = commented(before, "A2", "B2")
    old, new = parts(before), parts(after)
    assert set(new) == set(old)
    changed = {name for name in old if old[name] != new[name]}
    assert changed == {"word/comments.xml", "word/document.xml"}
    comments = text(after, "word/comments.xml")
    assert comments.startswith(OTHERS.removesuffix("</w:comments>"))
    numbers = re.findall(r"<w:comment w:id=.(\d+)", comments)
    assert len(set(numbers)) == len(numbers) == 3
    marks = re.findall(r"<w:bookmarkStart w:id=.(\d+)", text(after))
    assert len(set(marks)) == len(marks)
    assert enclosed(after)[-2:] == ["金额", "12"]


def test_what_is_said_is_legible() -> None:
    document = EditedDocument(docx(word_table(PAIR) + "<w:p/>"))
    add_comments(document, [Remark("A1", "头 <&>", ["一\x01", "二"])])
    comments = text(document.save(), "word/comments.xml")
    assert "头 &lt;&amp;&gt;" in comments
    assert "一␁" in comments
    assert comments.count("<w:p>") == 3


# Other ways to write the same


def other(kind: str) -> bytes:
    """A document that another program wrote."""
    body = word_table(PAIR) + "<w:p/><w:sectPr/>"
    xml = text(docx(body))
    if kind == "another prefix":
        xml = (
            re.sub(r"(</?)w:", r"\1ns0:", xml)
            .replace(" w:", " ns0:")
            .replace("xmlns:w=", "xmlns:ns0=")
        )
    elif kind == "no prefix":
        xml = re.sub(r"(</?| )w:", r"\1", xml).replace("xmlns:w=", "xmlns=")
    elif kind == "strict":
        xml = xml.replace(
            "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
            "http://purl.oclc.org/ooxml/wordprocessingml/main",
        )
    elif kind == "comments and blanks":
        xml = xml.replace("<w:tc>", "<!-- <w:p> -->\n <w:tc>").replace("<w:t ", "<?x y?><w:t ")
    elif kind == "UTF-16":
        return docx(body, {"word/document.xml": xml.replace("UTF-8", "UTF-16").encode("utf-16")})
    return docx(body, {"word/document.xml": xml})


KINDS = ("another prefix", "no prefix", "strict", "comments and blanks", "UTF-16")


@pytest.mark.parametrize("kind", KINDS)
def test_the_text_may_be_written_in_another_way(kind: str) -> None:
    before = other(kind)
    after = commented(before, "A1", "B1")
    assert EditedDocument(after).sheet == EditedDocument(before).sheet
    assert enclosed(after) == ["金额", "12"]
    comments = text(after, "word/comments.xml")
    assert ("purl.oclc.org" in comments) == (kind == "strict")
    assert ("purl.oclc.org" in text(after, "word/_rels/document.xml.rels")) == (kind == "strict")
    assert read_docx(Package.open(after))


def test_a_text_that_cannot_be_taken_apart_is_refused() -> None:
    with pytest.raises(UnreadableFile):
        EditedDocument(docx("", {"word/document.xml": "<w:document xmlns:w='urn:x'/>"}))


def test_only_our_own_list_is_left_out() -> None:
    heads = {(1, column): head for column, head in enumerate(LIST_HEADS, 1)}
    nearly = Grid(1, len(LIST_HEADS), heads | {(1, 1): "编号"})
    ours = Grid(1, len(LIST_HEADS), heads)
    body = (
        paragraph("甲") + word_table(PAIR) + paragraph("乙") + word_table(nearly)
        + paragraph("说明") + paragraph("问题清单（2）") + paragraph("共 1 个问题。")
        + word_table(ours) + paragraph("丙")
    )  # fmt: skip
    [sheet] = read_docx(Package.open(docx(body)))
    said = [sheet.shown(address) for address in sheet.addresses]
    assert [one for one in said if len(one) == 1] == ["甲", "乙", "丙"]
    assert "说明" in said
    assert "编号" in said
    assert not {"问题清单（2）", "共 1 个问题。", "序号"} & set(said)
