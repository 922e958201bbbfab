"""What a file really is, told by its content; its ending only says what was meant.

`verdict` decides what becomes of a file:

* A workbook's content is read under any ending, and reported as misnamed (ZPB905) where the
  ending promises something else, ``.docx``, ``.zip`` or none at all included: an amount that
  somebody sent must not vanish because a mail gateway renamed the file.
* So is a Word document; a web page only under an ending of one, of a workbook or of a document,
  for programs, scripts and mails are full of such text.
* Backup copies and add-ins (``.bak``, ``.tmp``, ``.xlk``, ``.xlam`` …) are skipped: their forms
  would be counted twice.
* The ending of a workbook or a document with anything else inside is unreadable (ZPB901–904).
* All other files are skipped.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Mapping
from enum import StrEnum
from typing import Literal, NamedTuple

from zipingbiao.ooxml.foreign.ole import MAGIC as OLE_MAGIC
from zipingbiao.ooxml.foreign.ole import CompoundFile, DamagedOleError, has_filepass
from zipingbiao.ooxml.package import part_name


class Kind(StrEnum):
    """The kinds of content."""

    XLSX = "xlsx"
    XLSB = "xlsb"
    XLS = "xls"
    ODS = "ods"
    FODS = "fods"
    XML2003 = "xml2003"
    DOCX = "docx"
    DOC = "doc"
    RTF = "rtf"
    ODT = "odt"
    FODT = "fodt"
    WORD2003 = "word2003"
    FLAT = "flat"
    HTML = "html"
    MHT = "mht"
    ENCRYPTED = "encrypted"
    DAMAGED = "damaged"
    EMPTY = "empty"
    XML = "xml"
    TEXT = "text"
    SLIDES = "slides"
    PDF = "pdf"
    IMAGE = "image"
    ARCHIVE = "archive"
    OTHER = "other"


#: The endings of workbooks made of parts, which can be edited cell by cell and written again.
EDITABLE_ENDINGS = frozenset({".xlsx", ".xlsm", ".xltx", ".xltm"})
#: Which endings a workbook's content may have.
ENDINGS: dict[Kind, frozenset[str]] = {
    Kind.XLSX: EDITABLE_ENDINGS | {".et", ".ett"},
    Kind.XLSB: frozenset({".xlsb"}),
    Kind.XLS: frozenset({".xls", ".xlt", ".et", ".ett"}),
    Kind.ODS: frozenset({".ods", ".ots"}),
    Kind.FODS: frozenset({".fods"}),
    Kind.XML2003: frozenset({".xml"}),
}
#: The endings of Word documents made of parts: the usual one, and those with macros.
WORD_ENDINGS = frozenset({".docx", ".docm", ".dotx", ".dotm"})
#: Which endings a document's content may have.
_OLD_ENDINGS = frozenset({".doc", ".dot", ".wps", ".wpt"})
DOCUMENT_ENDINGS: dict[Kind, frozenset[str]] = {
    Kind.DOCX: WORD_ENDINGS | {".wps", ".wpt"},
    Kind.DOC: _OLD_ENDINGS,
    Kind.RTF: frozenset({".rtf", ".doc"}),
    Kind.ODT: frozenset({".odt", ".ott"}),
    Kind.FODT: frozenset({".fodt"}),
    Kind.WORD2003: frozenset({".xml"}),
    Kind.FLAT: frozenset({".xml"}),
    Kind.HTML: frozenset({".html", ".htm", ".xhtml", ".shtml"}),
    Kind.MHT: frozenset({".mht", ".mhtml"}),
    Kind.PDF: frozenset({".pdf"}),
}
#: The endings of files whose plain text may be a report.
TEXT_ENDINGS = frozenset({".txt"})
#: Documents that only LibreOffice can read.
CONVERTED_KINDS = frozenset({Kind.DOC, Kind.RTF, Kind.ODT, Kind.FODT})
WORKBOOK_ENDINGS: frozenset[str] = frozenset[str]().union(*ENDINGS.values()) - {".xml"}
#: The endings of all files that are meant to be read.
READABLE_ENDINGS = WORKBOOK_ENDINGS.union(*DOCUMENT_ENDINGS.values()) - {".xml"}
#: Content that is only what it seems to be where the ending says so too.
_ANYTHING = frozenset(
    {
        *(Kind.HTML, Kind.MHT, Kind.RTF, Kind.ODT, Kind.FODT),
        *(Kind.XML2003, Kind.WORD2003, Kind.FLAT),
    }
)
#: XML that Office wrote: its usual ending is no name of its kind.
_IN_XML = frozenset({Kind.XML2003, Kind.WORD2003, Kind.FLAT})
#: Copies that Excel or people leave behind, and add-ins: no reports, whatever they hold.
LEFT_BEHIND = frozenset({".bak", ".tmp", ".xlk", ".wbk", ".asd", ".old", ".xla", ".xlam", ".xll"})

#: How a message names what a file is.
TITLES: dict[Kind, str] = {
    Kind.XML2003: "XML 表格（2003）",
    Kind.DOCX: "Word 文档",
    Kind.DOC: "旧版 Word 文档",
    Kind.RTF: "RTF 文档",
    Kind.ODT: "ODT 文档",
    Kind.FODT: "ODT 文档（XML）",
    Kind.WORD2003: "Word 文档（2003 XML）",
    Kind.FLAT: "Word 文档（XML）",
    Kind.HTML: "网页（HTML）",
    Kind.MHT: "网页归档（MHT）",
    Kind.XML: "XML 文件",
    Kind.TEXT: "文本（如 CSV）",
    Kind.SLIDES: "演示文稿",
    Kind.PDF: "PDF 文件",
    Kind.IMAGE: "图片",
    Kind.ARCHIVE: "压缩包",
    Kind.OTHER: "无法识别的内容",
    Kind.ENCRYPTED: "加密文件",
    Kind.DAMAGED: "不完整的文件",
    Kind.EMPTY: "空文件",
}


class Verdict(NamedTuple):
    """What becomes of a file: it is read, skipped, or unreadable.

    ``code`` is the fault where there is one (ZPB905 for a misnamed workbook that is read);
    ``reason`` says it in Chinese; ``misnamed`` is the ending the file should have.
    """

    status: Literal["read", "skipped", "unreadable"]
    kind: Kind
    code: str | None = None
    reason: str | None = None
    misnamed: str | None = None


def ending_of(path: str) -> str:
    """``表.XLS`` → ``.xls``; ``""`` where there is none."""
    name = path.replace("\\", "/").rpartition("/")[2].strip().lower()
    stem, dot, ending = name.rpartition(".")
    return dot + ending if stem else ""


def verdict(path: str, data: bytes) -> Verdict:
    """Decide what becomes of a file, by its name and its bytes."""
    kind = kind_of(data)
    ending = ending_of(path)
    if ending in LEFT_BEHIND:
        return Verdict("skipped", kind, reason=f"{ending} 是备份、临时文件或加载项，未读取。")
    endings = ENDINGS.get(kind) or DOCUMENT_ENDINGS.get(kind)
    known = ending in READABLE_ENDINGS
    if endings is not None and (known or ending in endings or not ending or kind not in _ANYTHING):
        return _read(kind, ending, endings)
    if not known:
        return Verdict("skipped", kind, reason=f"{TITLES[kind]}，不是工作簿或 Word 文档，未读取。")
    return _unreadable(kind, ending)


def _read(kind: Kind, ending: str, endings: frozenset[str]) -> Verdict:
    if ending in endings:
        return Verdict("read", kind)
    name = f"扩展名是 {ending}" if ending else "没有扩展名"
    true = ".xml" if kind in _IN_XML else f".{kind}"
    what = "工作簿" if kind in ENDINGS else "文档"
    return Verdict("read", kind, "ZPB905", f"文件{name}，内容却是 {true} {what}。", true)


def _unreadable(kind: Kind, ending: str) -> Verdict:
    meant = "工作簿" if ending in WORKBOOK_ENDINGS else "文档"
    code, reason = "ZPB901", f"文件内容是{TITLES[kind]}，不是{meant}，只是扩展名写成了 {ending}。"
    if kind == Kind.EMPTY:
        code, reason = "ZPB904", "文件是空的（0 字节）。"
    elif kind == Kind.ENCRYPTED:
        code, reason = "ZPB902", "文件已加密（设有打开密码，或工作簿保护密码），无法读取。"
    elif kind == Kind.DAMAGED:
        code, reason = "ZPB903", "文件已损坏或没有传完，无法打开。"
    elif kind == Kind.XML:
        reason += "多为业务系统导出，在 Excel 或 Word 中打开后另存即可读取。"
    elif kind == Kind.OTHER:
        reason = f"文件内容无法识别，不是{meant}，只是扩展名写成了 {ending}。"
    return Verdict("unreadable", kind, code, reason)


def kind_of(data: bytes) -> Kind:
    """What the bytes are."""
    if not data:
        return Kind.EMPTY
    if data.startswith(b"PK\3\4"):
        return _zip_kind(data)
    if data.startswith(OLE_MAGIC):
        return _ole_kind(data)
    if data.startswith(_BARE_BIFF):
        return Kind.XLS
    return _magic_kind(data) or _text_kind(data)


#: BIFF streams that stand in the file without a container (Excel 2 to 4, and some exporters):
#: the BOF record and its length.
_BARE_BIFF = (
    b"\x09\x00\x04\x00",
    b"\x09\x02\x06\x00",
    b"\x09\x04\x06\x00",
    b"\x09\x08\x08\x00",
    b"\x09\x08\x10\x00",
)
_MAGIC: tuple[tuple[bytes, Kind], ...] = (
    (b"\x89PNG\r\n\x1a\n", Kind.IMAGE),
    (b"\xff\xd8\xff", Kind.IMAGE),
    (b"GIF8", Kind.IMAGE),
    (b"II*\x00", Kind.IMAGE),
    (b"MM\x00*", Kind.IMAGE),
    (b"{\\rtf", Kind.RTF),
    (b"PK\5\6", Kind.ARCHIVE),
    (b"Rar!\x1a\x07", Kind.ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c", Kind.ARCHIVE),
    (b"\x1f\x8b", Kind.ARCHIVE),
)


def _magic_kind(data: bytes) -> Kind | None:
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            return kind
    if b"%PDF-" in data[:1024]:
        return Kind.PDF
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return Kind.IMAGE
    if data.startswith(b"BM") and data[6:10] == bytes(4):
        return Kind.IMAGE
    return None


# --- zip -----------------------------------------------------------------------------------


def _zip_kind(data: bytes) -> Kind:
    """The kind of a zip file.

    The names of the usual parts in the zip's directory tell most workbooks without opening it.
    """
    end = data.rfind(b"PK\5\6", max(0, len(data) - 65_557))
    if end < 0:
        return Kind.DAMAGED
    start = int.from_bytes(data[end + 16 : end + 20], "little")
    directory = data[start:end]
    if b"word/document.xml" not in directory:
        if b"xl/workbook.xml" in directory:
            return Kind.XLSX
        if b"xl/workbook.bin" in directory:
            return Kind.XLSB
    return _zip_kind_slowly(data)


def _zip_kind_slowly(data: bytes) -> Kind:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _archive_kind(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, OSError):
        return Kind.DAMAGED
    except (NotImplementedError, RuntimeError):
        return Kind.ENCRYPTED


def _archive_kind(archive: zipfile.ZipFile) -> Kind:
    names = {part_name(info.filename).lower(): info for info in archive.infolist()}
    if "[content_types].xml" in names:
        return _ooxml_kind(_head(archive, names["[content_types].xml"]))
    if "content.xml" in names:
        return _opendocument_kind(archive, names)
    return Kind.ARCHIVE


_HEAD = 1024 * 1024


def _head(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    with archive.open(info) as part:
        return part.read(_HEAD)


def _ooxml_kind(types: bytes) -> Kind:
    if b"ms-excel.sheet.binary" in types:
        return Kind.XLSB
    if b"wordprocessingml" in types or b"ms-word" in types:
        return Kind.DOCX
    if b"presentationml" in types or b"ms-powerpoint" in types:
        return Kind.SLIDES
    if b"spreadsheetml" in types or b"ms-excel" in types:
        return Kind.XLSX
    return Kind.ARCHIVE


def _opendocument_kind(archive: zipfile.ZipFile, names: Mapping[str, zipfile.ZipInfo]) -> Kind:
    listed = names.get("meta-inf/manifest.xml")
    manifest = _head(archive, listed) if listed else b""
    kind = _head(archive, names["mimetype"]) if "mimetype" in names else manifest
    locked = b"encryption-data" in manifest
    if b"opendocument.text" in kind:
        return Kind.ENCRYPTED if locked else Kind.ODT
    if b"opendocument.presentation" in kind:
        return Kind.SLIDES
    if b"opendocument.spreadsheet" not in kind:
        return Kind.ARCHIVE
    return Kind.ENCRYPTED if locked else Kind.ODS


# --- OLE2 ----------------------------------------------------------------------------------


def _ole_kind(data: bytes) -> Kind:
    try:
        file = CompoundFile(data)
        names = file.names
        if names & {"EncryptedPackage", "EncryptionInfo"}:
            return Kind.ENCRYPTED
        for name in ("Workbook", "Book", "WORKBOOK", "BOOK"):
            if name in names:
                return Kind.ENCRYPTED if has_filepass(file.head(name, 65_536)) else Kind.XLS
        if "WordDocument" in names:
            return _word_kind(file)
    except DamagedOleError:
        return Kind.DAMAGED
    return Kind.SLIDES if "PowerPoint Document" in names else Kind.OTHER


#: The flags of a Word file's header, and the one that says that it is encrypted.
_FLAGS_AT, _ENCRYPTED = 10, 0x0100


def _word_kind(file: CompoundFile) -> Kind:
    head = file.head("WordDocument", _FLAGS_AT + 2)
    flags = int.from_bytes(head[_FLAGS_AT:], "little")
    return Kind.ENCRYPTED if flags & _ENCRYPTED else Kind.DOC


# --- text ----------------------------------------------------------------------------------

_SAMPLE = 8192
_HTML_MARKS = ("<html", "<!doctype html", "<table", "<body", "<meta ", "<style")
_ARCHIVE_MARK = "content-type: multipart/related"
_XML2003_MARK = "urn:schemas-microsoft-com:office:spreadsheet"
_WORD2003_MARK = "schemas.microsoft.com/office/word/2003/wordml"
_FLAT_MARK = "schemas.microsoft.com/office/2006/xmlpackage"
_CONTROLS = frozenset(range(32)) - set(b"\t\n\r\f\x1b")


def _text_kind(data: bytes) -> Kind:
    sample = _decoded(data[:_SAMPLE])
    if sample is None:
        return Kind.OTHER
    if "<office:document" in sample and "opendocument.spreadsheet" in sample:
        return Kind.FODS
    if "<office:document" in sample and "opendocument.text" in sample:
        return Kind.FODT
    lowered = sample.lower()
    start = lowered.lstrip("\ufeff \t\r\n")
    if _ARCHIVE_MARK in lowered and not start.startswith("<"):
        return Kind.MHT
    if start.startswith("<?xml") and _XML2003_MARK in lowered and "<workbook" in lowered:
        return Kind.XML2003
    if start.startswith("<") and _WORD2003_MARK in lowered and "worddocument" in lowered:
        return Kind.WORD2003
    if start.startswith("<") and _FLAT_MARK in lowered and "wordprocessingml" in lowered:
        return Kind.FLAT
    if any(mark in lowered for mark in _HTML_MARKS):
        return Kind.HTML
    return Kind.XML if start.startswith("<?xml") else Kind.TEXT


def _decoded(sample: bytes) -> str | None:
    """The beginning of a text file, or None where it is no text."""
    if sample.startswith((b"\xff\xfe", b"\xfe\xff")):
        return sample.decode("utf-16", "replace")
    if _CONTROLS.intersection(sample):
        return None
    for encoding in ("utf-8", "gb18030"):
        # The sample may end within a character: up to three bytes are left off.
        for cut in range(4):
            try:
                return sample[: len(sample) - cut].decode(encoding)
            except UnicodeDecodeError:
                continue
    return None
