"""A Word document of forms: each begins on a new page. Equal forms give equal bytes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from zipingbiao.export.contents import contents_of, mark_of
from zipingbiao.export.markup import (
    DECLARATION,
    RELATIONS,
    ROOT,
    WORD,
    running_line,
    section,
    thin_paragraph,
)
from zipingbiao.export.page import Page, Paper
from zipingbiao.export.setting import tightened
from zipingbiao.export.tables import body_of
from zipingbiao.ooxml import xmltext
from zipingbiao.ooxml.package import deflate, pack

_CONTENT = "http://schemas.openxmlformats.org/package/2006/content-types"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_CORE = f"{_PACKAGE}/metadata/core-properties"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_PROPERTIES = "application/vnd.openxmlformats-package.core-properties+xml"
_ELEMENTS = {"header": "hdr", "footer": "ftr"}


class Sheet(NamedTuple):
    """A form's page and what it is called: in the contents, by its header or footer."""

    page: Page
    name: str
    title: str = ""


def document_of(
    sheets: Sequence[Sheet], title: str, mark: str = "", *, contents: bool = False
) -> bytes:
    """The bytes of a ``.docx``.

    ``title`` and ``mark`` are its properties, ``mark`` what it says of its origin.
    ``contents``: a page before the forms says on which page each of them is.
    """
    parts = _Parts()
    fitted = [one._replace(page=tightened(one.page.fitted())) for one in sheets]
    made: list[str] = []
    if contents:
        foot = next((one.page.paper.foot for one in fitted if one.page.paper.foot), "")
        paper = Paper(foot=foot)
        made.append(contents_of([(one.title, one.page) for one in fitted], paper))
        made.append(thin_paragraph(section(paper, parts.running(paper, ""))))
    for number, one in enumerate(fitted, start=1):
        made.append(body_of(one.page, mark_of(number, one.title) if contents else ""))
        last = section(one.page.paper, parts.running(one.page.paper, one.name))
        made.append(thin_paragraph("" if number == len(fitted) else last))
        if number == len(fitted):
            made.append(last)
    body = f"{DECLARATION}<w:document {ROOT}><w:body>{''.join(made)}</w:body></w:document>"
    return parts.packed(body, title, mark)


class _Parts:
    """The parts of a document besides its body."""

    def __init__(self) -> None:
        self._running: dict[tuple[str, str], str] = {}

    def running(self, paper: Paper, name: str) -> Mapping[str, str]:
        """Header and footer of a paper → the relations of their parts; equal ones are one part."""
        found = {}
        for kind, code in (("header", paper.head), ("footer", paper.foot)):
            if inside := running_line(code, name):
                key = (kind, inside)
                found[kind] = self._running.setdefault(key, f"rId{len(self._running) + 10}")
        return found

    def packed(self, body: str, title: str, mark: str) -> bytes:
        """The bytes of the document."""
        parts = {"word/document.xml": body, "word/styles.xml": _STYLES, "word/settings.xml": _SETUP}
        types = {"document": "document.main", "styles": "styles", "settings": "settings"}
        relations = {"rId1": ("styles", "styles.xml"), "rId2": ("settings", "settings.xml")}
        for number, ((kind, inside), key) in enumerate(self._running.items(), start=1):
            name = _ELEMENTS[kind]
            types[f"{kind}{number}"] = kind
            relations[key] = (kind, f"{kind}{number}.xml")
            xml = f"{DECLARATION}<w:{name} {ROOT}>{inside}</w:{name}>"
            parts[f"word/{kind}{number}.xml"] = xml
        parts["word/_rels/document.xml.rels"] = _relations(
            (key, f"{RELATIONS}/{kind}", target) for key, (kind, target) in relations.items()
        )
        parts["docProps/core.xml"] = _core(title, mark)
        parts["_rels/.rels"] = _relations(
            (
                ("rId1", f"{RELATIONS}/officeDocument", "word/document.xml"),
                ("rId2", _CORE, "docProps/core.xml"),
            )
        )
        every = {"[Content_Types].xml": _types(types), **parts}
        return pack(deflate(name, xml.encode()) for name, xml in every.items())


def _relations(found: Iterable[tuple[str, str, str]]) -> str:
    inside = "".join(
        f'<Relationship Id="{key}" Type="{kind}" Target="{target}"/>' for key, kind, target in found
    )
    return f'{DECLARATION}<Relationships xmlns="{_PACKAGE}">{inside}</Relationships>'


def _types(types: Mapping[str, str]) -> str:
    inside = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{_TYPE}.{kind}+xml"/>'
        for name, kind in types.items()
    )
    return (
        f'{DECLARATION}<Types xmlns="{_CONTENT}"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/docProps/core.xml" ContentType="{_PROPERTIES}"/>{inside}</Types>'
    )


def _core(title: str, mark: str) -> str:
    """The properties. There is no time among them: equal forms give equal bytes."""
    said = xmltext.escape(xmltext.legible(title))
    return (
        f'{DECLARATION}<cp:coreProperties xmlns:cp="{_METADATA}/core-properties" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{said}</dc:title>'
        f"<cp:keywords>{mark}</cp:keywords></cp:coreProperties>"
    )


_METADATA = "http://schemas.openxmlformats.org/package/2006/metadata"
#: Text stands as close as on a sheet: no grid, no blanks between Chinese and other letters.
_STYLES = (
    f'{DECLARATION}<w:styles xmlns:w="{WORD}"><w:docDefaults><w:rPrDefault><w:rPr>'
    '<w:rFonts w:ascii="宋体" w:hAnsi="宋体" w:eastAsia="宋体" w:cs="宋体"/>'
    '<w:sz w:val="21"/><w:szCs w:val="21"/><w:lang w:val="en-US" w:eastAsia="zh-CN"/>'
    '</w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:snapToGrid w:val="0"/>'
    '<w:spacing w:before="0" w:after="0" w:line="240" w:lineRule="auto"/>'
    "</w:pPr></w:pPrDefault></w:docDefaults>"
    '<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/>'
    '<w:pPr><w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="TOC1"><w:name w:val="toc 1"/>'
    '<w:basedOn w:val="a"/><w:pPr><w:spacing w:before="0" w:after="0" w:line="480" '
    'w:lineRule="exact"/></w:pPr></w:style>'
    '<w:style w:type="table" w:default="1" w:styleId="b"><w:name w:val="Normal Table"/>'
    '<w:tblPr><w:tblInd w:w="0" w:type="dxa"/></w:tblPr></w:style></w:styles>'
)
_SETUP = (
    f'{DECLARATION}<w:settings xmlns:w="{WORD}"><w:characterSpacingControl '
    'w:val="doNotCompress"/><w:compat><w:compatSetting w:name="compatibilityMode" '
    'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat></w:settings>'
)
