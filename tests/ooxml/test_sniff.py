from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msoffcrypto.format.ooxml import OOXMLFile

from ooxml import hostile
from zipingbiao.ooxml.foreign.ole import has_filepass
from zipingbiao.ooxml.sniff import Kind, ending_of, kind_of, verdict

_SHEET = hostile.OldSheet("Sheet1")
_XLS = hostile.xls(_SHEET)
_XLSB = hostile.xlsb({"Sheet1": (0, [], [])})
_ODS = hostile.ods("<table:table/>")
_FODS = hostile.content_xml("<table:table/>", root="document").encode()
_LOCKED_ODS = hostile.ods_of(b"\x8a\x01", "<manifest:encryption-data/>")
_LOCKED_XLS = hostile.ole(
    {"Workbook": hostile.old_stream([_SHEET], first=hostile.record(0x2F, bytes(54)))}
)
_LOCKED_XLSX = hostile.ole({"EncryptionInfo": b"\4\0\4\0", "EncryptedPackage": b"?"})
_DOC = hostile.ole({"WordDocument": bytes(32)})
_LOCKED_DOC = hostile.ole({"WordDocument": bytes(11) + b"\1" + bytes(20)})
_XML2003 = (
    b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
    b'<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'
)
_MHT = b"MIME-Version: 1.0\nContent-Type: multipart/related;"
_HTML = b"<html xmlns:x='urn:schemas-microsoft-com:office:excel'><table><tr><td>1</table>"


def _typed(kind: str) -> bytes:
    """An OOXML package whose main part has an unusual name."""
    return hostile.zipped({"[Content_Types].xml": f"<Types>{kind}</Types>", "main.xml": "<a/>"})


KINDS: list[tuple[str, bytes, Kind]] = [
    ("empty", b"", Kind.EMPTY),
    ("xlsx", hostile.xlsx(), Kind.XLSX),
    ("xlsx with an unusual part name", _typed("spreadsheetml.sheet.main+xml"), Kind.XLSX),
    ("xlsm with an unusual part name", _typed("ms-excel.sheet.macroEnabled"), Kind.XLSX),
    ("xlsb", _XLSB, Kind.XLSB),
    ("xlsb with an unusual part name", _typed("ms-excel.sheet.binary.macro"), Kind.XLSB),
    ("pptx", _typed("presentationml.presentation.main+xml"), Kind.SLIDES),
    ("an unknown package", _typed("visio"), Kind.ARCHIVE),
    ("docx", hostile.docx(), Kind.DOCX),
    ("a zip", hostile.zipped({"a.txt": "a"}), Kind.ARCHIVE),
    ("an empty zip", hostile.zipped({}), Kind.ARCHIVE),
    ("half a zip", hostile.xlsx()[:900], Kind.DAMAGED),
    ("ods", _ODS, Kind.ODS),
    ("odt", hostile.zipped({"mimetype": "x.opendocument.text", "content.xml": ""}), Kind.ODT),
    ("ods without a mimetype", hostile.zipped(
        {"content.xml": "", "META-INF/manifest.xml": "opendocument.spreadsheet"}), Kind.ODS),
    ("fods", _FODS, Kind.FODS),
    ("ods with a password", _LOCKED_ODS, Kind.ENCRYPTED),
    ("xls", _XLS, Kind.XLS),
    ("xls of Excel 95", hostile.ole({"Book": hostile.old_stream([_SHEET])}), Kind.XLS),
    ("xls without a container", hostile.old_stream([_SHEET]), Kind.XLS),
    ("xls with a password", _LOCKED_XLS, Kind.ENCRYPTED),
    ("xlsx with a password", _LOCKED_XLSX, Kind.ENCRYPTED),
    ("doc", _DOC, Kind.DOC),
    ("doc with a password", _LOCKED_DOC, Kind.ENCRYPTED),
    ("doc with a workbook inside",
     hostile.ole({"WordDocument": b"w", "ObjectPool": {"_1": {"Workbook": b"x"}}}), Kind.DOC),
    ("xls with a document inside",
     hostile.ole({"Workbook": hostile.old_stream([_SHEET]), "MBD1": {"WordDocument": b"w"}}),
     Kind.XLS),
    ("ppt", hostile.ole({"PowerPoint Document": b"p"}), Kind.SLIDES),
    ("thumbs.db", hostile.ole({"256_1": b"p"}), Kind.OTHER),
    ("half an xls", _XLS[:600], Kind.DAMAGED),
    ("pdf", b"%PDF-1.4\n", Kind.PDF),
    ("fodt", b'<?xml version="1.0"?><office:document office:mimetype="application/vnd.oasis.'
     b'opendocument.text">', Kind.FODT),
    ("Word 2003 XML", b"<?xml version='1.0'?><w:wordDocument xmlns:w='http://schemas.microsoft."
     b"com/office/word/2003/wordml'>", Kind.WORD2003),
    ("Flat OPC", b"<pkg:package xmlns:pkg='http://schemas.microsoft.com/office/2006/xmlPackage'>"
     b"<pkg:part pkg:contentType='x.wordprocessingml.document.main+xml'>", Kind.FLAT),
    ("slides in Flat OPC", b"<?xml version='1.0'?><pkg:package xmlns:pkg='http://schemas.microsoft"
     b".com/office/2006/xmlPackage'><pkg:part pkg:contentType='x.presentationml'>", Kind.XML),
    ("rtf", b"{\\rtf1 x}", Kind.RTF),
    ("png", b"\x89PNG\r\n\x1a\n....", Kind.IMAGE),
    ("jpeg", b"\xff\xd8\xff\xe0", Kind.IMAGE),
    ("bmp", b"BM\x36\x00\x00\x00\x00\x00\x00\x00", Kind.IMAGE),
    ("webp", b"RIFF\0\0\0\0WEBPVP8 ", Kind.IMAGE),
    ("rar", b"Rar!\x1a\x07\x00", Kind.ARCHIVE),
    ("html", _HTML, Kind.HTML),
    ("html in UTF-16", _HTML.decode().encode("utf-16"), Kind.HTML),
    ("a web archive", b"MIME-Version: 1.0\nContent-Type: multipart/related;", Kind.MHT),
    ("XML 2003", _XML2003, Kind.XML2003),
    ("XML of another kind", b'<?xml version="1.0"?><a/>', Kind.XML),
    ("csv in UTF-8", "项目,金额\n甲,1\n".encode(), Kind.TEXT),
    ("csv in GBK", "项目,金额\n甲,1\n".encode("gbk"), Kind.TEXT),
    ("csv in GBK, cut within a character", ("a" + "项" * 9000).encode("gbk"), Kind.TEXT),
    ("bytes of no kind", b"\x00\x01\x02\x03", Kind.OTHER),
    ("bytes of no encoding", b"\xff\xff\xff\xff", Kind.OTHER),
]  # fmt: skip


@pytest.mark.parametrize(("data", "kind"), [pytest.param(*rest, id=name) for name, *rest in KINDS])
def test_the_content_tells_the_kind(data: bytes, kind: Kind) -> None:
    assert kind_of(data) == kind


VERDICTS: list[tuple[str, bytes, str, str | None, str | None]] = [
    ("a.xlsx", hostile.xlsx(), "read", None, None),
    ("A.XLSM", hostile.xlsx(), "read", None, None),
    ("a.et", hostile.xlsx(), "read", None, None),
    ("a.et", _XLS, "read", None, None),
    ("a.ett", _XLS, "read", None, None),
    ("a.ods", _ODS, "read", None, None),
    ("a.fods", _FODS, "read", None, None),
    ("a.xlsx", _XLS, "read", "ZPB905", ".xls"),
    ("a.xls", hostile.xlsx(), "read", "ZPB905", ".xlsx"),
    ("a.xlsx", _ODS, "read", "ZPB905", ".ods"),
    ("a.xlsx", _XLSB, "read", "ZPB905", ".xlsb"),
    ("a.docx", hostile.xlsx(), "read", "ZPB905", ".xlsx"),
    ("a.zip", hostile.xlsx(), "read", "ZPB905", ".xlsx"),
    ("自评表", _XLS, "read", "ZPB905", ".xls"),
    ("a.xlsx.bak", hostile.xlsx(), "skipped", None, None),
    ("a.xlam", hostile.xlsx(), "skipped", None, None),
    ("a.docx", hostile.docx(), "read", None, None),
    ("a.docm", hostile.docx(), "read", None, None),
    ("a.wps", hostile.docx(), "read", None, None),
    ("a.wps", _DOC, "read", None, None),
    ("a.doc", _DOC, "read", None, None),
    ("a.doc", b"{\\rtf1 x}", "read", None, None),
    ("a.html", _HTML, "read", None, None),
    ("a.mht", _MHT, "read", None, None),
    ("a.xml", _XML2003, "read", None, None),
    ("a.doc", hostile.docx(), "read", "ZPB905", ".docx"),
    ("a.docx", _DOC, "read", "ZPB905", ".doc"),
    ("a.doc", _HTML, "read", "ZPB905", ".html"),
    ("a.zip", hostile.docx(), "read", "ZPB905", ".docx"),
    ("a.xls", _HTML, "read", "ZPB905", ".html"),
    ("a.xls", _XML2003, "read", "ZPB905", ".xml"),
    ("自评表", _HTML, "read", "ZPB905", ".html"),
    ("a.docx.bak", hostile.docx(), "skipped", None, None),
    ("a.wbk", _DOC, "skipped", None, None),
    ("a.js", _HTML, "skipped", None, None),
    ("a.eml", _MHT, "skipped", None, None),
    ("a.xml", b'<?xml version="1.0"?><a/>', "skipped", None, None),
    ("a.pdf", b"%PDF-1.4", "read", None, None),
    ("a.jpg", b"\xff\xd8\xff\xe0", "skipped", None, None),
    ("a.txt", b"", "skipped", None, None),
    ("a.csv", b"a,b", "skipped", None, None),
    ("a.docx", _LOCKED_XLSX, "unreadable", "ZPB902", None),
    ("a.doc", _LOCKED_DOC, "unreadable", "ZPB902", None),
    ("a.docx", hostile.docx()[:300], "unreadable", "ZPB903", None),
    ("a.docx", b"", "unreadable", "ZPB904", None),
    ("a.docx", b"a,b", "unreadable", "ZPB901", None),
    ("a.html", b"a,b", "unreadable", "ZPB901", None),
    ("a.xlsx", b"a,b", "unreadable", "ZPB901", None),
    ("a.xlsx", hostile.docx(), "read", "ZPB905", ".docx"),
    ("a.et", b"%PDF-1.4", "read", "ZPB905", ".pdf"),
    ("a.xlsx", b"\0\1\2", "unreadable", "ZPB901", None),
    ("a.xlsx", _LOCKED_XLSX, "unreadable", "ZPB902", None),
    ("a.xls", _LOCKED_XLS, "unreadable", "ZPB902", None),
    ("a.ods", _LOCKED_ODS, "unreadable", "ZPB902", None),
    ("a.xlsx", hostile.xlsx()[:900], "unreadable", "ZPB903", None),
    ("a.xls", _XLS[:600], "unreadable", "ZPB903", None),
    ("a.xlsx", b"", "unreadable", "ZPB904", None),
]


@pytest.mark.parametrize(("path", "data", "status", "code", "misnamed"), VERDICTS)
def test_name_and_content_decide_what_becomes_of_a_file(
    path: str, data: bytes, status: str, code: str | None, misnamed: str | None
) -> None:
    found = verdict(path, data)
    assert (found.status, found.code, found.misnamed) == (status, code, misnamed)
    assert (found.reason is None) == (status == "read" and code is None)


def test_a_page_under_the_name_of_a_workbook_says_so() -> None:
    assert verdict("导出.xls", _HTML).reason == "文件扩展名是 .xls，内容却是 .html 文档。"


def test_what_is_no_document_is_called_by_its_kind() -> None:
    reason = verdict("表.docx", b"GIF8").reason
    assert reason == "文件内容是图片，不是文档，只是扩展名写成了 .docx。"


def test_a_workbook_that_office_encrypted_is_told() -> None:
    target = io.BytesIO()
    OOXMLFile(io.BytesIO(hostile.xlsx())).encrypt("口令", target)
    assert kind_of(target.getvalue()) == Kind.ENCRYPTED


@pytest.mark.parametrize(
    ("path", "ending"),
    [
        ("甲/乙.丙/表.XLSX", ".xlsx"),
        ("甲.乙/表", ""),
        ("甲\\表.xls ", ".xls"),
        (".xlsx", ""),
        ("表.", "."),
    ],
)
def test_the_ending_is_that_of_the_file_not_of_its_folder(path: str, ending: str) -> None:
    assert ending_of(path) == ending


@given(
    st.binary(max_size=300), st.sampled_from([b"", b"PK\3\4", hostile.ole({})[:512], b"\xff\xfe"])
)
def test_any_bytes_have_a_kind(tail: bytes, head: bytes) -> None:
    assert kind_of(head + tail) in Kind
    assert has_filepass(tail) in (True, False)


@given(st.integers(0, len(_XLS) - 1), st.binary(min_size=1, max_size=8))
def test_a_compound_file_with_wrong_bytes_has_a_kind(place: int, wrong: bytes) -> None:
    assert kind_of(_XLS[:place] + wrong + _XLS[place + len(wrong) :]) in Kind
