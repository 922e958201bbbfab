"""Makes the files that tests need and no library writes: compound files, old and binary
workbooks, and everything that was sent in bad faith or arrived in pieces.
"""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence

import xlsxwriter

from zipingbiao.errors import UnreadableFile

_SECTOR = 512
_END_OF_CHAIN, _FREE = 0xFFFFFFFE, 0xFFFFFFFF
#: A storage's content: streams by name, and storages inside it.
Storage = Mapping[str, "bytes | Storage"]


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    """A zip file of some parts, in this order."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


def unzipped(data: bytes) -> dict[str, bytes]:
    """The parts of a zip file."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def outcome(read: Callable[[], object]) -> str:
    """``read`` where that works, else the code of the refusal; any other error is a failure."""
    try:
        read()
    except UnreadableFile as error:
        return error.code
    return "read"


# --- compound files --------------------------------------------------------------------------


class _OleMaker:
    def __init__(self) -> None:
        self.body: list[bytes] = []
        self.fat: list[int] = []
        self.entries: list[bytes] = []

    def chain(self, data: bytes) -> int:
        """Store data in sectors; the number of the first one."""
        count = max(1, -(-len(data) // _SECTOR))
        first = len(self.fat)
        self.fat += [*range(first + 1, first + count), _END_OF_CHAIN]
        self.body.append(data.ljust(count * _SECTOR, b"\0"))
        return first

    def storage(self, name: str, kind: int, content: Storage) -> int:
        """Store a storage and what is in it; the number of its directory entry."""
        number = len(self.entries)
        self.entries.append(b"")
        child = _FREE
        for inner, data in content.items():
            if isinstance(data, bytes):
                child = self.stream(inner, data, child)
            else:
                place = self.storage(inner, 1, data)
                self.entries[place] = _with_sibling(self.entries[place], child)
                child = place
        self.entries[number] = _entry(name, kind, _FREE, child, _END_OF_CHAIN, 0)
        return number

    def stream(self, name: str, data: bytes, sibling: int) -> int:
        """Store a stream, never a short one; the number of its directory entry."""
        data = data.ljust(4096, b"\0")
        self.entries.append(_entry(name, 2, sibling, _FREE, self.chain(data), len(data)))
        return len(self.entries) - 1

    def made(self) -> bytes:
        """The file: header, sectors, directory, allocation table."""
        directory = self.chain(b"".join(self.entries))
        first = len(self.fat)
        tables = -(-(first + 1) // 127)
        self.fat += [0xFFFFFFFD] * tables
        self.fat += [_FREE] * (tables * 128 - len(self.fat))
        head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
        head += struct.pack("<5H6x3I", 0x3E, 3, 0xFFFE, 9, 6, 0, tables, directory)
        head += struct.pack("<6I", 0, 4096, _END_OF_CHAIN, 0, _END_OF_CHAIN, 0)
        places = [*range(first, first + tables)]
        head += struct.pack("<109I", *places, *[_FREE] * (109 - tables))
        return head + b"".join(self.body) + struct.pack(f"<{len(self.fat)}I", *self.fat)


def _entry(name: str, kind: int, sibling: int, child: int, start: int, size: int) -> bytes:
    raw = (name + "\0").encode("utf-16-le")
    return raw.ljust(64, b"\0") + struct.pack(
        "<HBB3I36xIQ", len(raw), kind, 1, _FREE, sibling, child, start, size
    )


def _with_sibling(entry: bytes, sibling: int) -> bytes:
    return entry[:72] + struct.pack("<I", sibling) + entry[76:]


def ole(content: Storage) -> bytes:
    """A compound file with these streams and storages."""
    maker = _OleMaker()
    maker.storage("Root Entry", 5, content)
    return maker.made()


# --- .xls --------------------------------------------------------------------------------------


class OldSheet:
    """Records of one BIFF sheet, appended call by call; rows and columns count from 0."""

    def __init__(self, name: str, *, hidden: bool = False, biff8: bool = True) -> None:
        self.name = name
        self.hidden = hidden
        self.biff8 = biff8
        self.records: list[bytes] = []

    def number(self, row: int, column: int, value: float, style: int = 0) -> None:
        self.records.append(record(0x203, struct.pack("<3Hd", row, column, style, value)))

    def text(self, row: int, column: int, value: str | bytes) -> None:
        if isinstance(value, bytes):
            body = struct.pack("<H", len(value)) + value
        else:
            body = struct.pack("<HB", len(value), 1) + value.encode("utf-16-le")
        self.records.append(record(0x204, struct.pack("<3H", row, column, 0) + body))

    def boolean(self, row: int, column: int, value: bool) -> None:
        self.records.append(record(0x205, struct.pack("<3HBB", row, column, 0, value, 0)))

    def error(self, row: int, column: int, code: int) -> None:
        self.records.append(record(0x205, struct.pack("<3HBB", row, column, 0, code, 1)))

    def formula(self, row: int, column: int, result: bytes, text: str | None = None) -> None:
        body = struct.pack("<3H", row, column, 0) + result + struct.pack("<HIH", 0, 0, 3)
        self.records.append(record(0x06, body + b"\x1e\x01\x00"))
        if text is not None:
            raw = struct.pack("<HB", len(text), 1) + text.encode("utf-16-le")
            self.records.append(record(0x207, raw))

    def merge(self, top: int, bottom: int, left: int, right: int) -> None:
        self.records.append(record(0xE5, struct.pack("<5H", 1, top, bottom, left, right)))

    def stream(self) -> bytes:
        return _bof(0x10, self.biff8) + b"".join(self.records) + record(0x0A)


def record(number: int, content: bytes = b"") -> bytes:
    """A BIFF record."""
    return struct.pack("<HH", number, len(content)) + content


def _bof(kind: int, biff8: bool) -> bytes:
    body = struct.pack("<4H", 0x600 if biff8 else 0x500, kind, 0x0DBB, 0x07CC)
    return record(0x809, body + bytes(8) if biff8 else body)


def old_stream(
    sheets: Sequence[OldSheet],
    formats: Sequence[str] = (),
    *,
    codepage: int | None = 1200,
    date1904: bool = False,
    first: bytes = b"",
) -> bytes:
    """A Workbook stream. Style 0 is General, style n the n-th of ``formats``."""
    biff8 = sheets[0].biff8
    head = _bof(5, biff8) + first
    head += b"" if codepage is None else record(0x42, struct.pack("<H", codepage))
    head += record(0x22, struct.pack("<H", date1904))
    head += _font(biff8) * 5
    for place, code in enumerate(formats):
        raw = struct.pack("<HHB", 164 + place, len(code), 1) + code.encode("utf-16-le")
        head += record(0x41E, raw)
    for key in (0, *range(164, 164 + len(formats))):
        head += record(0xE0, struct.pack("<3H", 0, key, 0).ljust(20 if biff8 else 16, b"\0"))
    names = [_old_name(sheet) for sheet in sheets]
    place = len(head) + sum(10 + len(name) for name in names) + 4
    for sheet, name in zip(sheets, names, strict=True):
        head += record(0x85, struct.pack("<IBB", place, sheet.hidden, 0) + name)
        place += len(sheet.stream())
    return head + record(0x0A) + b"".join(sheet.stream() for sheet in sheets)


def _font(biff8: bool) -> bytes:
    head = struct.pack("<5H4B", 200, 0, 0x7FFF, 400, 0, 0, 0, 0, 0)
    return record(0x31, head + (b"\x01\x00A" if biff8 else b"\x01A"))


def _old_name(sheet: OldSheet) -> bytes:
    if sheet.biff8:
        return struct.pack("<BB", len(sheet.name), 1) + sheet.name.encode("utf-16-le")
    raw = sheet.name.encode("gb18030")
    return struct.pack("<B", len(raw)) + raw


def xls(*sheets: OldSheet, formats: Sequence[str] = (), date1904: bool = False) -> bytes:
    """An ``.xls`` of Excel 97-2003."""
    return ole({"Workbook": old_stream(sheets, formats, date1904=date1904)})


# --- .xlsb -------------------------------------------------------------------------------------


def brt(number: int, content: bytes = b"") -> bytes:
    """A BIFF12 record."""
    size, sizes = len(content), b""
    while True:
        size, low = size >> 7, size & 0x7F
        sizes += bytes([low | 0x80 if size else low])
        if not size:
            break
    head = bytes([number]) if number < 0x80 else bytes([number & 0x7F | 0x80, number >> 7])
    return head + sizes + content


def wide(text: str) -> bytes:
    """An XLWideString."""
    return struct.pack("<I", len(text.encode("utf-16-le")) // 2) + text.encode("utf-16-le")


def brt_cell(number: int, column: int, value: bytes, style: int = 0) -> bytes:
    """A cell record."""
    return brt(number, struct.pack("<II", column, style) + value)


def brt_row(row: int) -> bytes:
    """The record that begins a row."""
    return brt(0, struct.pack("<IIHHBI", row, 0, 300, 0, 0, 0))


_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def _relations(items: Iterable[tuple[str, str]]) -> str:
    inner = "".join(
        f'<Relationship Id="rId{place}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for place, (kind, target) in enumerate(items, 1)
    )
    return f'<?xml version="1.0"?><Relationships xmlns="{_RELATIONS}">{inner}</Relationships>'


def xlsb(
    sheets: Mapping[str, tuple[int, Sequence[bytes], Sequence[bytes]]],
    strings: Sequence[bytes] = (),
    formats: Sequence[str] = (),
    *,
    date1904: bool = False,
) -> bytes:
    """An ``.xlsb``. Sheets: name → (state, cell records, merge records); formats as `xls`."""
    listed = [("worksheet", f"worksheets/sheet{n}.bin") for n in range(1, len(sheets) + 1)]
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": _content_types(len(sheets)),
        "_rels/.rels": _relations([("officeDocument", "xl/workbook.bin")]),
        "xl/workbook.bin": _book_part(sheets, date1904),
        "xl/_rels/workbook.bin.rels": _relations(
            [*listed, ("styles", "styles.bin"), ("sharedStrings", "sharedStrings.bin")]
        ),
        "xl/styles.bin": _styles_part(formats),
        "xl/sharedStrings.bin": b"".join(
            (brt(159, struct.pack("<II", len(strings), len(strings))), *strings, brt(160))
        ),
    }
    for place, (_, cells, merges) in enumerate(sheets.values(), 1):
        parts[f"xl/worksheets/sheet{place}.bin"] = _sheet_part(cells, merges)
    return zipped(parts)


def _content_types(count: int) -> str:
    kind = "application/vnd.ms-excel"
    names = {"/xl/workbook.bin": f"{kind}.sheet.binary.macroEnabled.main"}
    names |= {f"/xl/worksheets/sheet{n}.bin": f"{kind}.worksheet" for n in range(1, count + 1)}
    names |= {"/xl/styles.bin": f"{kind}.styles", "/xl/sharedStrings.bin": f"{kind}.sharedStrings"}
    inner = "".join(
        f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in names.items()
    )
    rels = "application/vnd.openxmlformats-package.relationships+xml"
    return (
        f'<?xml version="1.0"?><Types xmlns="{_TYPES}">'
        f'<Default Extension="rels" ContentType="{rels}"/>{inner}</Types>'
    )


def _book_part(sheets: Mapping[str, tuple[int, object, object]], date1904: bool) -> bytes:
    body = brt(131) + brt(153, struct.pack("<II", date1904, 0) + wide("")) + brt(143)
    for place, (name, (state, _, _)) in enumerate(sheets.items(), 1):
        body += brt(156, struct.pack("<II", state, place) + wide(f"rId{place}") + wide(name))
    return body + brt(144) + brt(132)


def _styles_part(formats: Sequence[str]) -> bytes:
    body = brt(278) + brt(615, struct.pack("<I", len(formats)))
    for place, code in enumerate(formats):
        body += brt(44, struct.pack("<H", 164 + place) + wide(code))
    body += brt(616) + brt(611, struct.pack("<I", 1))
    body += brt(43, struct.pack("<6H", 200, 0, 400, 0, 0, 0) + bytes(9) + wide("Arial")) + brt(612)
    body += brt(626, struct.pack("<I", 1)) + brt(47, _style(0xFFFF, 0)) + brt(627)
    body += brt(617, struct.pack("<I", 1 + len(formats))) + brt(47, _style(0, 0))
    for place in range(len(formats)):
        body += brt(47, _style(0, 164 + place))
    return body + brt(618) + brt(279)


def _style(parent: int, key: int) -> bytes:
    return struct.pack("<5HBBHBB", parent, key, 0, 0, 0, 0, 0, 0x1000, 0x01, 0)


def _sheet_part(cells: Sequence[bytes], merges: Sequence[bytes]) -> bytes:
    body = brt(129) + brt(148, struct.pack("<4I", 0, 0, 0, 0))
    body += brt(145) + b"".join(cells) + brt(146)
    if merges:
        body += brt(177, struct.pack("<I", len(merges))) + b"".join(merges) + brt(178)
    return body + brt(130)


# --- .ods --------------------------------------------------------------------------------------

_SPREADSHEET = "application/vnd.oasis.opendocument.spreadsheet"
_NAMES = {
    "office": "office:1.0",
    "table": "table:1.0",
    "text": "text:1.0",
    "style": "style:1.0",
    "draw": "drawing:1.0",
}
_XMLNS = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}"'
    for short, name in _NAMES.items()
)
_CALC = 'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'


def content_xml(tables: str, styles: str = "", root: str = "document-content") -> str:
    """The ``content.xml`` of an ``.ods`` with these tables."""
    kind = f' office:mimetype="{_SPREADSHEET}"' if root == "document" else ""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:{root} {_XMLNS} {_CALC}{kind}>'
        f"<office:automatic-styles>{styles}</office:automatic-styles><office:body>"
        f"<office:spreadsheet>{tables}</office:spreadsheet></office:body></office:{root}>"
    )


def ods(tables: str, styles: str = "") -> bytes:
    """An ``.ods`` with these tables."""
    return ods_of(content_xml(tables, styles))


def ods_of(content: str | bytes, manifest: str = "") -> bytes:
    """An ``.ods`` with this ``content.xml``."""
    return zipped(
        {
            "mimetype": _SPREADSHEET,
            "content.xml": content,
            "META-INF/manifest.xml": f"<manifest>{manifest}</manifest>",
        }
    )


# --- the hostile ones --------------------------------------------------------------------------


def xlsx() -> bytes:
    """A small honest ``.xlsx``: 自评表 in A1, 0.859 in B2, C1:D1 merged."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Sheet1")
        sheet.write("A1", "自评表")
        sheet.write("B2", 0.859, book.add_format({"num_format": "0.0%"}))
        sheet.merge_range("C1:D1", "合并")
    return target.getvalue()


def xlsx_with(sheet: str | bytes) -> bytes:
    """The honest ``.xlsx`` with another sheet part."""
    parts: dict[str, str | bytes] = {**unzipped(xlsx()), "xl/worksheets/sheet1.xml": sheet}
    return zipped(parts)


_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def sheet_xml(rows: str, before: str = "") -> str:
    """A sheet part with these rows."""
    return f"<worksheet {_MAIN}>{before}<sheetData>{rows}</sheetData></worksheet>"


def far_cell() -> bytes:
    """One value in the last cell there is, as Excel's own Solver writes it."""
    row = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    return xlsx_with(sheet_xml(row))


def wrong_dimension() -> bytes:
    """A sheet that claims to be A1 and is not, as WPS writes it."""
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="9"><c r="C9"><v>9</v></c></row>'
    return xlsx_with(sheet_xml(rows, '<dimension ref="A1"/>'))


def zip_bomb() -> bytes:
    """A sheet of 64 MB that packs into 64 KB."""
    return xlsx_with(sheet_xml(" " * (64 * 1024 * 1024)))


_LAUGHS = "<!DOCTYPE a [<!ENTITY l0 'ha'>{}]>".format(
    "".join(f"<!ENTITY l{n} '{f'&l{n - 1};' * 10}'>" for n in range(1, 10))
)


def laughing_xlsx() -> bytes:
    """Billion laughs in a sheet of an ``.xlsx``."""
    row = '<row r="1"><c r="A1" t="inlineStr"><is><t>&l9;</t></is></c></row>'
    return xlsx_with(_LAUGHS + sheet_xml(row))


def laughing_ods() -> bytes:
    """Billion laughs in an ``.ods``."""
    table = "<table:table><table:table-row><table:table-cell><text:p>&l9;</text:p>"
    table += "</table:table-cell></table:table-row></table:table>"
    head, _, body = content_xml(table).partition("?>")
    return ods_of(f"{head}?>{_LAUGHS}{body}")


def docx() -> bytes:
    """A Word document with some text and no table."""
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    types = f'<Types xmlns="{_TYPES}"><Override PartName="/word/d.xml" ContentType="{kind}"/>'
    return zipped(
        {
            "[Content_Types].xml": types + "</Types>",
            "word/document.xml": "<w><body><p><r><t>通知</t></r></p></body></w>",
        }
    )
