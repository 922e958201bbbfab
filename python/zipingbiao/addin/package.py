"""Write an Excel add-in (``.xlam``): a workbook nobody sees, its macros, its part of the ribbon.

The parts are those that Excel needs, no more, written from nothing; equal arguments give equal
bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from zipingbiao.addin.ovba import WORKBOOK
from zipingbiao.ooxml.address import cell_name
from zipingbiao.ooxml.package import deflate, pack
from zipingbiao.ooxml.xmltext import quoted
from zipingbiao.template.writing.markup import escape_text

_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_RIBBON = "http://schemas.microsoft.com/office/2007/relationships/ui/extensibility"
_VBA = "http://schemas.microsoft.com/office/2006/relationships/vbaProject"
_CONTENT = "application/vnd.openxmlformats-officedocument.spreadsheetml"

#: What Excel's list of add-ins shows.
TITLE = "绩效自评"
_DESCRIPTION = "绩效自评表：填报、检查、评分、汇总。"

_STYLES = (
    f'<styleSheet xmlns="{_MAIN}">'
    '<fonts count="1"><font><sz val="11"/><name val="宋体"/><charset val="134"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
    "</styleSheet>"
)


@dataclass(frozen=True, slots=True)
class AddinSheet:
    """A sheet of the add-in: its name, its document module, its texts row by row."""

    name: str
    code_name: str
    rows: Sequence[Sequence[str]]


def addin_package(
    project: bytes, sheets: Sequence[AddinSheet], ribbon: str, pictures: Mapping[str, bytes]
) -> bytes:
    """The bytes of an ``.xlam``.

    ``project`` is the VBA project; ``ribbon`` the XML of customUI14, whose ``image="check"`` is
    ``pictures["check"]``, a PNG.
    """
    parts = dict(_parts(sheets, ribbon, sorted(pictures)))
    packed = {name: (_DECLARATION + xml).encode() for name, xml in parts.items()}
    packed["customUI/customUI14.xml"] = ribbon.encode()
    packed["xl/vbaProject.bin"] = project
    packed |= {f"customUI/images/{name}.png": pictures[name] for name in sorted(pictures)}
    return pack(deflate(name, data) for name, data in packed.items())


def _parts(
    sheets: Sequence[AddinSheet], ribbon: str, pictures: Sequence[str]
) -> Iterator[tuple[str, str]]:
    """The parts written here, by name."""
    yield "[Content_Types].xml", _content_types(len(sheets))
    yield (
        "_rels/.rels",
        _relations(
            (
                ("rId1", f"{_OFFICE}/officeDocument", "xl/workbook.xml"),
                ("rId2", f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
                ("rId3", _RIBBON, "customUI/customUI14.xml"),
            )
        ),
    )
    yield "docProps/core.xml", _core()
    yield "xl/workbook.xml", _workbook(sheets)
    yield (
        "xl/_rels/workbook.xml.rels",
        _relations(
            (
                *(
                    (f"rId{number}", f"{_OFFICE}/worksheet", f"worksheets/sheet{number}.xml")
                    for number in range(1, len(sheets) + 1)
                ),
                (f"rId{len(sheets) + 1}", f"{_OFFICE}/styles", "styles.xml"),
                (f"rId{len(sheets) + 2}", _VBA, "vbaProject.bin"),
            )
        ),
    )
    yield "xl/styles.xml", _STYLES
    for number, sheet in enumerate(sheets, 1):
        yield f"xl/worksheets/sheet{number}.xml", _sheet(sheet)
    if pictures:
        yield (
            "customUI/_rels/customUI14.xml.rels",
            _relations((name, f"{_OFFICE}/image", f"images/{name}.png") for name in pictures),
        )


def _content_types(sheets: int) -> str:
    defaults = (
        ("rels", "application/vnd.openxmlformats-package.relationships+xml"),
        ("xml", "application/xml"),
        ("bin", "application/vnd.ms-office.vbaProject"),
        ("png", "image/png"),
    )
    overrides = (
        ("xl/workbook.xml", "application/vnd.ms-excel.addin.macroEnabled.main+xml"),
        *(
            (f"xl/worksheets/sheet{number}.xml", f"{_CONTENT}.worksheet+xml")
            for number in range(1, sheets + 1)
        ),
        ("xl/styles.xml", f"{_CONTENT}.styles+xml"),
        ("docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml"),
    )
    return (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        + "".join(f'<Default Extension="{end}" ContentType="{kind}"/>' for end, kind in defaults)
        + "".join(
            f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in overrides
        )
        + "</Types>"
    )


def _relations(relations: Iterable[tuple[str, str, str]]) -> str:
    return (
        f'<Relationships xmlns="{_PACKAGE}/relationships">'
        + "".join(
            f'<Relationship Id={quoted(id_)} Type="{kind}" Target={quoted(target)}/>'
            for id_, kind, target in relations
        )
        + "</Relationships>"
    )


def _core() -> str:
    return (
        f'<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{TITLE}</dc:title><dc:description>{_DESCRIPTION}</dc:description>"
        "</cp:coreProperties>"
    )


def _workbook(sheets: Sequence[AddinSheet]) -> str:
    """The workbook. Excel wants one sheet that is not hidden; the add-in's window is."""
    listed = "".join(
        f'<sheet name={quoted(sheet.name)} sheetId="{number}"'
        f'{"" if number == 1 else _HIDDEN} r:id="rId{number}"/>'
        for number, sheet in enumerate(sheets, 1)
    )
    return (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><workbookPr codeName="{WORKBOOK}"/>'
        '<bookViews><workbookView visibility="hidden"/></bookViews>'
        f"<sheets>{listed}</sheets></workbook>"
    )


_HIDDEN = ' state="veryHidden"'


def _sheet(sheet: AddinSheet) -> str:
    rows = "".join(
        f'<row r="{row}">{"".join(_cells(row, texts))}</row>'
        for row, texts in enumerate(sheet.rows, 1)
    )
    return (
        f'<worksheet xmlns="{_MAIN}"><sheetPr codeName={quoted(sheet.code_name)}/>'
        f"<sheetData>{rows}</sheetData></worksheet>"
    )


def _cells(row: int, texts: Sequence[str]) -> Iterator[str]:
    for column, text in enumerate(texts, 1):
        if text:
            yield (
                f'<c r="{cell_name(row, column)}" t="inlineStr"><is>'
                f'<t xml:space="preserve">{escape_text(text)}</t></is></c>'
            )
