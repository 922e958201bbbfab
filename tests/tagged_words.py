"""Small Word documents for the tests of outlines."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape

from zipingbiao.ooxml import xmltext
from zipingbiao.ooxml.package import Package, deflate, pack

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default '
    'Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" '
    f'ContentType="{_TYPE}.document.main+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
    f'Type="{_OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>',
    "word/other.xml": "<a>{{ nothing }}</a>",
}


def paragraph(*runs: str, properties: str = "") -> str:
    """A paragraph of runs with those texts."""
    said = "".join(
        f"<w:r><w:rPr><w:b/><w:u/></w:rPr><w:t>{escape(run)}</w:t></w:r>" for run in runs
    )
    return f"<w:p>{properties}{said}</w:p>"


def row(*cells: str, merged: bool = False) -> str:
    """A row of cells; ``merged``: each begins a merged area."""
    mark = '<w:tcPr><w:vMerge w:val="restart"/></w:tcPr>' if merged else ""
    inside = "".join(f"<w:tc>{mark}{paragraph(cell)}</w:tc>" for cell in cells)
    return f"<w:tr>{inside}</w:tr>"


def docx(body: str, header: str = "") -> bytes:
    """A document with that body."""
    parts = {**_PARTS, "word/document.xml": _part("document", f"<w:body>{body}</w:body>")}
    if header:
        parts["word/header1.xml"] = _part("hdr", header)
    return pack(deflate(name, xml.encode()) for name, xml in parts.items())


def _part(name: str, inside: str) -> str:
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    return f'{head}<w:{name} xmlns:w="{_W}">{inside}</w:{name}>'


def body_of(data: bytes) -> str:
    """The markup of a document's body."""
    xml = xmltext.decode(Package.open(data).read("word/document.xml"))
    return xml.partition("<w:body>")[2].partition("</w:body>")[0]


def lines_of(data: bytes) -> list[str]:
    """The text of each paragraph."""
    return [
        xmltext.unescape(re.sub("<[^>]+>", "", one))
        for one in re.findall(r"<w:p/>|<w:p(?: [^>]*)?>(.*?)</w:p>", body_of(data), re.S)
    ]
