"""What a web page shows is on the sheet; what it hides is not."""

from __future__ import annotations

import pytest

from documents import page
from ooxml import hostile
from zipingbiao.ooxml.foreign.worker import read
from zipingbiao.ooxml.grid import PlainSheet
from zipingbiao.ooxml.opening import SkippedFileError, open_workbook_bytes


def sheet(body: str) -> PlainSheet:
    [found] = read("html", page(body))
    return found


def shown(found: PlainSheet) -> dict[str, str]:
    return {address: found.shown(address) for address in found.addresses}


SAID = {
    "blanks": ("  甲\n  乙&nbsp;丙 ", "甲 乙 丙"),
    "a break": ("甲<br>乙<br/>丙", "甲\n乙\n丙"),
    "paragraphs": ("<p>甲</p>\n<p>乙", "甲\n乙"),
    "a list": ("<ul><li>甲<li>乙</ul>", "甲\n乙"),
    "entities": ("&lt;&#30002;&ge;5&amp;", "<甲≥5&"),
    "text that looks like a formula": ("=100", "=100"),
    "what Word deleted": ("甲<del datetime='2024-01-01'>乙</del>", "甲"),
    "what Word inserted": ("甲<ins datetime='2024-01-01'>乙</ins>", "甲乙"),
    "hidden text": ("甲<span style='color:red; DISPLAY : none'><b>乙</b></span>丙", "甲丙"),
    "a hidden element": ("甲<div hidden><div>乙</div>丙</div>丁", "甲丁"),
    "a script": ("甲<script>x = '</td><td>'</script>", "甲"),
    "Word's islands": ("甲<xml><o:p>x</o:p></xml><!--[if mso]>乙<![endif]-->", "甲"),
    "a note's mark": ("66<a href='#_ftn1' name='_ftnref1'><sup>[1]</sup></a>", "66"),
    "a link that is text": ("见<a href='#x'>附件一</a>", "见附件一"),
    "a field": ("<input value='12.5'>万元<input type=hidden value=9>", "12.5万元"),
    "a box ticked": ("<input type=checkbox checked>是<input type='checkbox'>否", "☑是□否"),
    "a choice": ("<select><option>甲<option selected>乙</option></select>", "乙"),
    "a choice not made": ("<select><option>甲</option><option>乙</option></select>丙", "甲丙"),
    "a long text": ("<textarea>甲</textarea>", "甲"),
    "a picture": ("<img src='http://x/a.png'>", "=DISPIMG()"),
    "a picture that only keeps apart": ("<img src=a.gif width=1 height=5>", ""),
    "fonts": ("<font face='a>b'>甲</font><o:p></o:p>", "甲"),
}


@pytest.mark.parametrize("name", SAID)
def test_a_cell_says_what_is_seen(name: str) -> None:
    content, expected = SAID[name]
    found = shown(sheet(f"<table><tr><td>{content}</td></tr></table>"))
    assert found == ({"A1": expected} if expected else {})


SHAPES: dict[str, tuple[str, dict[str, str], tuple[str, ...]]] = {
    "no end tags": ("<table><tr><td>1<td>2<tr><td>3", {"A1": "1", "B1": "2", "A2": "3"}, ()),
    "no rows": ("<table><td>1<td>2</table>", {"A1": "1", "B1": "2"}, ()),
    "a span to the end of its rows": (
        "<table><tr><td rowspan=0>1<td>2<tr><td>3<tbody><tr><td>4<td>5</table>",
        {"A1": "1", "B1": "2", "B2": "3", "A3": "4", "B3": "5"},
        ("A1:A2",),
    ),
    "a span beyond all columns": (
        "<table><tr><td colspan=1000000>1<tr><td>2<td>3</table>",
        {"A1": "1", "A2": "2", "B2": "3"},
        ("A1:C1",),
    ),
    "a span below the table": (
        "<table><tr><td rowspan=999999999999>1<td>2<tr><td>3</table>",
        {"A1": "1", "B1": "2", "B2": "3"},
        ("A1:A2",),
    ),
    "a span into another": (
        "<table><tr><td>1<td rowspan=2>2<tr><td colspan=2>3</table>",
        {"A1": "1", "B1": "2", "A2": "3"},
        ("B1:B2",),
    ),
    "spans without sense": (
        "<table><tr><td colspan=x rowspan=-1>1<td colspan=''>2</table>",
        {"A1": "1", "B1": "2"},
        (),
    ),
    "a foot that comes first": (
        "<table><tfoot><tr><td>合计</tfoot><tbody><tr><td>1</table>",
        {"A1": "1", "A2": "合计"},
        (),
    ),
    "a caption and text around": (
        "前<table><caption>表</caption><tr><td>1</table>后",
        {"A1": "前", "A2": "表", "A3": "1", "A4": "后"},
        (),
    ),
    "rows without cells": ("<table><tr><tr><td>1<tr></tr><tr><td>2", {"A1": "1", "A2": "2"}, ()),
    "a hidden row": ("<table><tr style='display:none'><td>9</tr><tr><td>1", {"A1": "1"}, ()),
    "a table in a cell": (
        "<table><tr><td>甲<td><table><tr><td>1<td>2</table></table>",
        {"A1": "甲", "B1": "1", "C1": "2"},
        (),
    ),
    "tables that lay out a page": (
        "<table><tr><td>&nbsp;<td><table><tr><td><table><tr><td>1<td>2</table></table></table>",
        {"A1": "1", "B1": "2"},
        (),
    ),
}


@pytest.mark.parametrize("name", SHAPES)
def test_a_table_has_the_shape_that_is_seen(name: str) -> None:
    body, texts, merges = SHAPES[name]
    found = sheet(body)
    assert (shown(found), found.merges) == (texts, merges)


@pytest.mark.parametrize(
    ("charset", "said"),
    [
        ("utf-8", "utf-8"),
        ("utf-8", "gb2312"),
        ("gbk", "gb2312"),
        ("gb18030", "utf-8"),
        ("gb18030", "nonsense"),
        ("utf-8-sig", "gbk"),
        ("utf-16", "utf-8"),
        ("big5", "big5"),
    ],
)
def test_the_encoding_is_told_by_the_bytes(charset: str, said: str) -> None:
    text = f"<html><meta charset={said}><table><tr><td>績效金額表格</table>"
    [found] = open_workbook_bytes(text.encode(charset), "a.html").sheets
    assert found.shown("A1") == "績效金額表格"


def test_bytes_of_no_encoding_are_not_dropped() -> None:
    data = b"<html><table><tr><td>" + "甲".encode("gbk") * 9000 + b"\xff\xff</table>"
    [found] = open_workbook_bytes(data, "a.html").sheets
    assert found.shown("A1").endswith("甲\ufffd\ufffd")


def test_tracked_changes_are_told() -> None:
    [notice] = sheet("<table><td><del cite=x>甲</del><ins cite=x>乙</ins></table>").notices
    assert (notice.code, "2 处修订" in notice.reason) == ("ZPB940", True)


def _archive(encoding: str, body: bytes, name: str = "a.htm") -> bytes:
    return (
        b"--X\r\nContent-Type: text/html; charset=\"gb2312\"\r\nContent-Transfer-Encoding: "
        + encoding.encode() + b"\r\nContent-Location: file:///C:/" + name.encode()
        + b"\r\n\r\n" + body + b"\r\n"
    )  # fmt: skip


def test_an_archive_has_a_sheet_a_page() -> None:
    import base64
    import quopri

    first = "<table><tr><td>甲=1</table>".encode("gbk")
    second = "<table><tr><td>乙</table>".encode("gbk")
    head = b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=X\r\n\r\n"
    frame = _archive("8bit", b"<html><frameset></frameset></html>")
    picture = b"--X\r\nContent-Type: image/png\r\n\r\nx\r\n"
    data = head + frame + _archive("quoted-printable", quopri.encodestring(first)) + picture
    data += _archive("base64", base64.b64encode(second)) + b"--X--\r\n"
    sheets = open_workbook_bytes(data, "a.mht").sheets
    assert [(one.name, one.shown("A1")) for one in sheets] == [("正文", "甲=1"), ("正文2", "乙")]


def test_a_page_named_as_a_workbook_is_read() -> None:
    book = open_workbook_bytes(page("<table><tr><td>甲</table>"), "导出.xls")
    assert (book.misnamed, book.sheets[0].shown("A1")) == (".html", "甲")


def test_a_page_without_a_table_is_skipped() -> None:
    with pytest.raises(SkippedFileError, match="网页（HTML）里没有表格"):
        open_workbook_bytes(page("<p>通知"), "a.html")


@pytest.mark.parametrize(
    "body",
    [
        "<table><tr><td>" * 200,
        "<table><td>1</table>" * 6000,
        "<div>" * 50_000 + "<table><td>1</table>",
        "<table><tr>" + "<td colspan=1000 rowspan=65534>" * 300 + "<tr>" * 3000,
        "<a href='" * 3000,
        "<!--" * 3000 + "<table><td>1</table>",
        "<table><td>" + "&#x1F600;&" * 30_000 + "</table>",
        "</table></td></tr>" * 3000 + "<table><td>1</table>",
    ],
)
def test_a_hostile_page_is_read_or_refused(body: str) -> None:
    assert hostile.outcome(lambda: read("html", page(body))) in {"read", "ZPB907"}
