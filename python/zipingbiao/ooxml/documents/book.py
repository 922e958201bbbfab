"""A workbook of the sheets that a document became: for marks, and to learn a layout from.

It holds the texts as they are, merged areas, and lines around the boxes of tables.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from zipingbiao.ooxml import xmltext
from zipingbiao.ooxml.address import Area, cell_name, cell_place
from zipingbiao.ooxml.grid import PlainSheet
from zipingbiao.ooxml.package import deflate, pack

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_SIDES = "".join(f'<{side} style="thin"/>' for side in ("left", "right", "top", "bottom"))
#: Style 1 is that of a box of a table.
_STYLES = (
    f'{_HEAD}<styleSheet xmlns="{_MAIN}"><fonts count="1"><font><sz val="11"/>'
    '<name val="宋体"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/>'
    '</fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="2"><border/>'
    f"<border>{_SIDES}</border></borders>"
    '<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf xfId="0"/>'
    '<xf borderId="1" xfId="0" applyBorder="1" applyAlignment="1">'
    '<alignment horizontal="center" vertical="center" wrapText="1"/></xf></cellXfs>'
    '<cellStyles count="1"><cellStyle name="常规" xfId="0" builtinId="0"/></cellStyles>'
    "</styleSheet>"
)
_WIDTH = 14
#: More boxes than this get no lines where nothing stands in them.
_MOST_LINED = 200_000
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def book_of(sheets: Sequence[PlainSheet]) -> bytes:
    """The bytes of an ``.xlsx`` with some sheets, under their names and addresses."""
    numbers = range(1, len(sheets) + 1)
    types = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{_TYPE}.worksheet+xml"/>'
        for n in numbers
    )
    named = zip(numbers, sheets, strict=True)
    listed = "".join(
        f'<sheet name={xmltext.quoted(sheet.name)} sheetId="{n}" r:id="r{n}"/>'
        for n, sheet in named
    )
    book_rels = [(f"r{n}", "worksheet", f"worksheets/sheet{n}.xml") for n in numbers]
    parts = {
        "[Content_Types].xml": f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/>{types}</Types>',
        "_rels/.rels": _relations([("r1", "officeDocument", "xl/workbook.xml")]),
        "xl/workbook.xml": f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">'
        f"<sheets>{listed}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": _relations([*book_rels, ("s", "styles", "styles.xml")]),
        "xl/styles.xml": _STYLES,
        **{f"xl/worksheets/sheet{n}.xml": _sheet(sheets[n - 1]) for n in numbers},
    }
    return pack([deflate(name, xml.encode()) for name, xml in parts.items()])


def _relations(wanted: Sequence[tuple[str, str, str]]) -> str:
    each = "".join(
        f'<Relationship Id="{key}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for key, kind, target in wanted
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{each}</Relationships>'


def _sheet(sheet: PlainSheet) -> str:
    lined = sum(area.size for area in sheet.tables) <= _MOST_LINED
    boxes = {place for area in sheet.tables for place in _places(area)} if lined else set()
    places = sorted({*map(cell_place, sheet.addresses), *boxes})
    rows: list[str] = []
    last = 0
    for row, column in places:
        if row != last:
            rows.append(f'{"</row>" if last else ""}<row r="{row}">')
            last = row
        rows.append(_cell(sheet, cell_name(row, column), (row, column) in boxes))
    end = "</row>" if last else ""
    count = max((column for _, column in places), default=1)
    merges = "".join(f'<mergeCell ref="{name}"/>' for name in sheet.merges)
    merged = f'<mergeCells count="{len(sheet.merges)}">{merges}</mergeCells>' if merges else ""
    return (
        f'{_HEAD}<worksheet xmlns="{_MAIN}"><cols>'
        f'<col min="1" max="{count}" width="{_WIDTH}" customWidth="1"/></cols>'
        f"<sheetData>{''.join(rows)}{end}</sheetData>{merged}</worksheet>"
    )


def _places(area: Area) -> Iterator[tuple[int, int]]:
    for row in range(area.top, area.bottom + 1):
        for column in range(area.left, area.right + 1):
            yield row, column


def _cell(sheet: PlainSheet, address: str, boxed: bool) -> str:
    style = ' s="1"' if boxed else ""
    text = _NOT_IN_XML.sub("", sheet.shown(address))
    if not text:
        return f'<c r="{address}"{style}/>'
    held = f'<is><t xml:space="preserve">{xmltext.escape(text)}</t></is>'
    return f'<c r="{address}"{style} t="inlineStr">{held}</c>'
