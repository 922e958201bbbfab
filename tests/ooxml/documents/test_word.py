"""What stands in a Word document is on the sheet as a person sees it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

import documents
from documents import Grid, docx, paragraph, word_cell, word_table
from ooxml import hostile
from ugly import text_box
from zipingbiao.errors import UnreadableFile
from zipingbiao.ooxml.address import area_of
from zipingbiao.ooxml.documents.numbering import roman
from zipingbiao.ooxml.foreign.worker import read
from zipingbiao.ooxml.grid import PlainSheet
from zipingbiao.ooxml.opening import open_workbook_bytes


def sheet(body: str, parts: Mapping[str, str] = {}) -> PlainSheet:
    [found] = read("docx", docx(body, parts))
    return found


def shown(found: PlainSheet) -> dict[str, str]:
    return {address: found.shown(address) for address in found.addresses}


def one(content: str, properties: str = "") -> str:
    """A table of one cell."""
    return f"<w:tbl><w:tr>{word_cell(properties, content)}</w:tr></w:tbl>"


def run(inner: str) -> str:
    return f"<w:p><w:r>{inner}</w:r></w:p>"


SAID = {
    "two paragraphs": (paragraph("甲") + paragraph("乙"), "甲\n乙"),
    "a break": (run("<w:t>甲</w:t><w:br/><w:t>乙</w:t>"), "甲\n乙"),
    "a page break": (run("<w:t>甲</w:t><w:br w:type='page'/><w:t>乙</w:t>"), "甲乙"),
    "a tab": (run("<w:t>甲</w:t><w:tab/><w:t>乙</w:t>"), "甲 乙"),
    "text that looks like a formula": (paragraph("=100"), "=100"),
    "a hyphen that does not break": (run("<w:t>1</w:t><w:noBreakHyphen/><w:t>2</w:t>"), "1-2"),
    "a tick of Wingdings": (run("<w:sym w:font='Wingdings' w:char='F0FC'/>"), "√"),
    "a box of Wingdings 2": (run("<w:sym w:font='Wingdings 2' w:char='F0A3'/>"), "□"),
    "a sign that is not known": (run("<w:sym w:font='Webdings' w:char='F061'/>"), "�"),
    "a number sign that is none": (run("<w:sym w:font='Symbol' w:char='x'/>"), "�"),
    "what was inserted": ("<w:p><w:ins><w:r><w:t>甲</w:t></w:r></w:ins></w:p>", "甲"),
    "what was deleted": (
        "<w:p><w:r><w:t>甲</w:t></w:r><w:del><w:r><w:delText>乙</w:delText></w:r></w:del></w:p>",
        "甲",
    ),
    "what was moved here": ("<w:p><w:moveTo><w:r><w:t>甲</w:t></w:r></w:moveTo></w:p>", "甲"),
    "what was moved away": (
        "<w:p><w:moveFrom><w:r><w:t>甲</w:t></w:r></w:moveFrom><w:r><w:t>乙</w:t></w:r></w:p>",
        "乙",
    ),
    "a paragraph mark that was deleted": (
        "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>甲</w:t></w:r></w:p>"
        + paragraph("乙"),
        "甲乙",
    ),
    "hidden text": (
        "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>暗</w:t></w:r><w:r><w:t>明</w:t></w:r></w:p>",
        "明",
    ),
    "text that is not hidden after all": (
        "<w:p><w:r><w:rPr><w:vanish w:val='0'/></w:rPr><w:t>明</w:t></w:r></w:p>",
        "明",
    ),
    "a field's last result": (
        "<w:p><w:fldSimple w:instr='INCLUDETEXT http://x'><w:r><w:t>5</w:t></w:r></w:fldSimple>"
        "<w:r><w:instrText>DDE x</w:instrText></w:r></w:p>",
        "5",
    ),
    "a box ticked": (
        run("<w:fldChar><w:ffData><w:checkBox><w:checked/></w:checkBox></w:ffData></w:fldChar>"),
        "☑",
    ),
    "a box not ticked": (
        run(
            "<w:fldChar><w:ffData><w:checkBox><w:default w:val='1'/><w:checked w:val='0'/>"
            "</w:checkBox></w:ffData></w:fldChar>"
        ),
        "□",
    ),
    "a choice": (
        run(
            "<w:fldChar><w:ffData><w:ddList><w:result w:val='1'/><w:listEntry w:val='甲'/>"
            "<w:listEntry w:val='乙'/></w:ddList></w:ffData></w:fldChar>"
        ),
        "乙",
    ),
    "a control": (
        "<w:sdt><w:sdtPr><w:alias/></w:sdtPr><w:sdtContent>"
        + paragraph("甲")
        + "</w:sdtContent></w:sdt>",
        "甲",
    ),
    "a reading over a character": (
        run("<w:ruby><w:rt><w:r><w:t>jia</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>甲</w:t></w:r>"
            "</w:rubyBase></w:ruby>"),
        "甲",
    ),
    "a text box": (text_box(paragraph("甲")), "甲"),
    "a picture alone": (run("<w:drawing><wp:inline/></w:drawing>"), "=DISPIMG()"),
    "a picture beside text": (
        run("<w:t>甲</w:t><w:drawing><wp:inline/></w:drawing>"), "甲",
    ),
    "a seal over the text": (run("<w:t>甲</w:t><w:drawing><wp:anchor/></w:drawing>"), "甲"),
    "a seal alone": (run("<w:drawing><wp:anchor/></w:drawing>"), ""),
    "a note's mark": (run("<w:t>66</w:t><w:footnoteReference w:id='2'/>"), "66"),
}  # fmt: skip


@pytest.mark.parametrize("name", SAID)
def test_a_cell_says_what_is_seen(name: str) -> None:
    content, expected = SAID[name]
    assert shown(sheet(one(content))) == ({"A1": expected} if expected else {})


def test_a_document_is_its_tables_in_order_and_what_stands_between() -> None:
    pair = Grid(1, 2, {(1, 1): "金额", (1, 2): "12"})
    found = sheet(
        paragraph("项目支出绩效自评表") + "<w:p/>" + word_table(pair) + paragraph("说明")
        + word_table(pair) + "<w:sectPr/>"
    )  # fmt: skip
    assert shown(found) == {
        "A1": "项目支出绩效自评表",
        "A2": "金额",
        "B2": "12",
        "A3": "说明",
        "A4": "金额",
        "B4": "12",
    }
    assert [area.name for area in found.tables] == ["A2:B2", "A4:B4"]


def test_what_is_merged_down_says_its_text_once() -> None:
    cells = [word_cell(f"<w:vMerge{kind}/>", paragraph("甲")) for kind in (" w:val='restart'", "")]
    found = sheet("<w:tbl>" + "".join(f"<w:tr>{cell}</w:tr>" for cell in cells) + "</w:tbl>")
    assert (shown(found), found.merges) == ({"A1": "甲"}, ("A1:A2",))


def test_a_merge_goes_on_over_a_page_break_that_cut_the_table() -> None:
    tall = Grid(2, 2, {(1, 1): "产出", (1, 2): "1", (2, 2): "2"})
    tall = Grid(2, 2, tall.texts, {(1, 1): area_of("A1:A2")})
    parts = [documents.part_of(tall, row, row) for row in (1, 2)]
    first = word_table(parts[0]).replace("<w:tcPr><w:gridSpan w:val='1'/>",
                                         "<w:tcPr><w:vMerge w:val='restart'/>", 1)  # fmt: skip
    rest = word_table(parts[1]).replace("<w:tcPr><w:gridSpan w:val='1'/>", "<w:tcPr><w:vMerge/>", 1)
    found = sheet(first + "<w:p/>" + rest)
    assert (shown(found), found.merges) == ({"A1": "产出", "B1": "1", "B2": "2"}, ("A1:A2",))


def test_a_row_may_begin_further_right() -> None:
    late = "<w:tr><w:trPr><w:gridBefore w:val='1'/></w:trPr>" + word_cell("", paragraph("乙"))
    grid = "<w:tblGrid><w:gridCol w:w='900'/><w:gridCol w:w='900'/></w:tblGrid>"
    first = f"<w:tr>{word_cell('', paragraph('甲')) * 2}</w:tr>"
    assert shown(sheet(f"<w:tbl>{grid}{first}{late}</w:tr></w:tbl>")) == {
        "A1": "甲",
        "B1": "甲",
        "B2": "乙",
    }


def test_widths_tell_the_columns_where_spans_are_wrong() -> None:
    def row(*widths: int) -> str:
        cells = (word_cell(f"<w:tcW w:w='{w}' w:type='dxa'/>", paragraph(str(w))) for w in widths)
        return f"<w:tr>{''.join(cells)}</w:tr>"

    grid = "".join(f"<w:gridCol w:w='{width}'/>" for width in (1000, 2000, 3000))
    found = sheet(f"<w:tbl><w:tblGrid>{grid}</w:tblGrid>{row(1000, 2000, 3000)}{row(3000, 3000)}"
                  "</w:tbl>")  # fmt: skip
    assert shown(found) == {"A1": "1000", "B1": "2000", "C1": "3000", "A2": "3000", "C2": "3000"}
    assert found.merges == ("A2:B2",)


def test_a_table_in_a_cell_stands_in_it() -> None:
    inner = word_table(Grid(2, 2, {(1, 1): "甲", (1, 2): "1", (2, 1): "乙", (2, 2): "2"}))
    cells = word_cell("", paragraph("目标")) + word_cell("", paragraph("如下") + inner + "<w:p/>")
    found = sheet(f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>")
    assert shown(found) == {
        "A1": "目标", "B1": "如下", "B2": "甲", "C2": "1", "B3": "乙", "C3": "2",
    }  # fmt: skip
    assert set(found.merges) == {"A1:A3", "B1:C1"}


def test_footnotes_stand_below() -> None:
    notes = (
        f"<w:footnotes {documents.NAMESPACES}><w:footnote w:id='0'>{paragraph('线')}</w:footnote>"
        f"<w:footnote w:id='2'>{paragraph('按批复')}</w:footnote></w:footnotes>"
    )
    body = one(run("<w:t>66</w:t><w:footnoteReference w:id='2'/>"))
    assert shown(sheet(body, {"word/footnotes.xml": notes})) == {"A1": "66", "A2": "按批复"}


def _numbered(text: str, level: int = 0, number: int = 1) -> str:
    given = f"<w:ilvl w:val='{level}'/><w:numId w:val='{number}'/>"
    return f"<w:p><w:pPr><w:numPr>{given}</w:numPr></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def test_numbers_that_word_puts_before_paragraphs_are_seen() -> None:
    def level(at: int, kind: str, text: str) -> str:
        return (
            f"<w:lvl w:ilvl='{at}'><w:start w:val='1'/><w:numFmt w:val='{kind}'/>"
            f"<w:lvlText w:val='{text}'/></w:lvl>"
        )

    first = level(0, "chineseCounting", "%1、") + level(1, "decimal", "%2.")
    lists = (
        f"<w:numbering {documents.NAMESPACES}><w:abstractNum w:abstractNumId='5'>{first}"
        f"</w:abstractNum><w:abstractNum w:abstractNumId='6'>{level(0, 'decimal', '%1')}"
        f"</w:abstractNum><w:abstractNum w:abstractNumId='7'>{level(0, 'bullet', '•')}"
        "</w:abstractNum>"
        "<w:num w:numId='1'><w:abstractNumId w:val='5'/></w:num>"
        "<w:num w:numId='2'><w:abstractNumId w:val='6'/></w:num>"
        "<w:num w:numId='3'><w:abstractNumId w:val='7'/></w:num>"
        "<w:num w:numId='4'><w:abstractNumId w:val='6'/><w:lvlOverride w:ilvl='0'>"
        "<w:startOverride w:val='1'/></w:lvlOverride></w:num></w:numbering>"
    )
    body = "".join(
        (
            *(_numbered("目标"), _numbered("甲", 1), _numbered("乙", 1), _numbered("成效")),
            *(_numbered("丙", 1), _numbered("丁", 0, 3), _numbered("戊", 0, 99)),
        )
    )
    rows = [one(_numbered("", 0, 2)), one(_numbered("", 0, 2)), one(_numbered("", 0, 4))]
    found = sheet(body + "<w:p/>".join(rows), {"word/numbering.xml": lists})
    assert list(shown(found).values()) == [
        *("一、目标", "1. 甲", "2. 乙", "二、成效", "1. 丙", "丁", "戊", "1", "2", "1"),
    ]


@pytest.mark.parametrize(("number", "text"), [(4, "IV"), (1994, "MCMXCIV"), (5000, "5000")])
def test_roman_numbers(number: int, text: str) -> None:
    assert roman(number) == text


def test_tracked_changes_are_told() -> None:
    body = one(SAID["what was inserted"][0]) + one(SAID["what was deleted"][0])
    row = "<w:tbl><w:tr><w:trPr><w:del/></w:trPr><w:tc/></w:tr></w:tbl>"
    [notice] = sheet(body + row).notices
    assert notice.code == "ZPB940"
    assert notice.reason == "文档里有 3 处修订，按全部接受后的文字读取。"
    assert not sheet(one(paragraph("甲"))).notices


def test_a_strict_document_is_read_too() -> None:
    parts = hostile.unzipped(docx(one(paragraph("甲"))))
    parts["word/document.xml"] = parts["word/document.xml"].replace(
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
    )
    [found] = read("docx", hostile.zipped(parts))
    assert shown(found) == {"A1": "甲"}


# In bad faith, or in pieces

_LAUGH = "<!DOCTYPE w [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;'><!ENTITY c '&b;&b;&b;&b;'>]>"


def _deep(levels: int) -> str:
    return "<w:tbl><w:tr><w:tc>" * levels + paragraph("甲") + "</w:tc></w:tr></w:tbl>" * levels


BAD: dict[str, tuple[Callable[[], bytes], str]] = {
    "laughs": (lambda: docx(one(paragraph("甲")), head=_LAUGH), "ZPB903"),
    "an entity from outside": (
        lambda: docx(one(paragraph("甲")), head="<!DOCTYPE w SYSTEM 'file:///etc/passwd'>"),
        "ZPB903",
    ),
    "laughs in UTF-16": (
        lambda: docx("", {"word/document.xml": f"{_LAUGH}<w/>".encode("utf-16")}),
        "ZPB903",
    ),
    "a bomb": (lambda: docx("<w:p/>" + " " * 40_000_000), "ZPB907"),
    "tables too deep": (lambda: docx(_deep(60)), "ZPB907"),
    "far too many tables": (lambda: docx(one(paragraph("甲")) * 6000), "ZPB907"),
    "no text": (lambda: docx("", {"word/document.xml": "<w/>"}), "ZPB903"),
    "no part with the text": (
        lambda: hostile.zipped({"[Content_Types].xml": "<Types>wordprocessingml</Types>"}),
        "ZPB903",
    ),
    "half of it": (lambda: docx(one(paragraph("甲" * 999)))[:700], "ZPB903"),
    "XML in pieces": (lambda: docx("<w:p>"), "ZPB903"),
    "a password": (lambda: hostile.ole({"EncryptionInfo": b"\4\0\4\0", "EncryptedPackage": b"?"}),
                   "ZPB902"),
    "nothing": (lambda: b"", "ZPB904"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_a_bad_document_is_refused_with_its_reason(name: str) -> None:
    make, code = BAD[name]
    with pytest.raises(UnreadableFile) as caught:
        open_workbook_bytes(make(), "a.docx")
    assert caught.value.code == code
    assert str(caught.value).endswith("。")


def test_a_document_cut_anywhere_never_breaks_the_reader() -> None:
    data = docx(word_table(Grid(9, 9, {(r, c): f"{r}{c}" for r in range(9) for c in range(9)})))
    for end in range(4, len(data), len(data) // 40):
        with pytest.raises(UnreadableFile) as caught:
            open_workbook_bytes(data[:end], "a.docx")
        assert caught.value.code == "ZPB903"


def test_a_thousand_tables_are_read() -> None:
    [found] = open_workbook_bytes(docx(one(paragraph("甲")) * 1000), "a.docx").sheets
    assert len(found.addresses) == 1000


def test_tables_in_tables_as_deep_as_pages_have_them_are_read() -> None:
    assert shown(sheet(_deep(20))) == {"A1": "甲"}


def test_a_macro_is_left_alone() -> None:
    data = docx(one(paragraph("甲")), {"word/vbaProject.bin": b"\xd0\xcf\x11\xe0"})
    assert open_workbook_bytes(data, "a.docm").sheets[0].shown("A1") == "甲"


@pytest.mark.parametrize("count", [10_000, 10**9])
def test_a_span_beyond_all_columns_is_one_box(count: int) -> None:
    body = one(paragraph("甲"), f"<w:gridSpan w:val='{count}'/>")
    assert shown(sheet(body)) == {"A1": "甲"}


def test_hidden_text_is_told() -> None:
    hidden = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>暗</w:t></w:r>"
    code = "<w:r><w:rPr><w:vanish/></w:rPr><w:instrText>TC</w:instrText></w:r>"
    found = sheet(
        one(f"<w:p>{hidden}{code}<w:r><w:t>明</w:t></w:r></w:p>") + f"<w:p>{hidden}</w:p>"
    )
    assert [(notice.code, notice.reason) for notice in found.notices] == [
        ("ZPB943", "文档里有 2 处隐藏的文字，没有读取。")
    ]
    assert sheet(one(f"<w:p>{code}</w:p>")).notices == ()


def test_text_under_a_merged_cell_is_told_unless_it_is_the_same() -> None:
    def tall(first: str, under: str) -> str:
        rows = (
            f"<w:tr>{word_cell(merge, paragraph(text))}</w:tr>"
            for merge, text in (("<w:vMerge w:val='restart'/>", first), ("<w:vMerge/>", under))
        )
        return f"<w:tbl>{''.join(rows)}</w:tbl>"

    assert sheet(tall("甲", "甲")).notices == ()
    found = sheet(tall("甲", "乙"))
    assert shown(found) == {"A1": "甲"}
    assert [notice.code for notice in found.notices] == ["ZPB943"]


def test_a_prompt_of_a_content_control_is_no_text() -> None:
    prompt = (
        "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:p><w:r><w:t>请输入</w:t>"
        "</w:r></w:p></w:sdtContent></w:sdt>"
    )
    assert shown(sheet(one(prompt))) == {}
