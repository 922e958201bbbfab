"""A titled table at the end of a Word document, with links to bookmarks in its text."""

from __future__ import annotations

from collections.abc import Sequence

from zipingbiao.ooxml import xmltext
from zipingbiao.ooxml.editor.document import EditedDocument, text_run
from zipingbiao.ooxml.editor.tables import Column, Line, Table

#: Whatever the document's own styles say: black letters, no indent, no space, no grid.
_FLAT = (
    '<w:snapToGrid w:val="0"/><w:spacing w:before="0" w:beforeAutospacing="0" w:after="0" '
    'w:afterAutospacing="0" w:line="240" w:lineRule="auto"/>'
    '<w:ind w:left="0" w:leftChars="0" w:right="0" w:rightChars="0" w:firstLine="0" '
    'w:firstLineChars="0"/>'
)
_FONT = '<w:rFonts w:ascii="宋体" w:hAnsi="宋体" w:eastAsia="宋体" w:cs="宋体"/>'
_BOLD, _PLAIN = "<w:b/>", '<w:b w:val="0"/>'
_BLACK, _GREY, _LINK = "000000", "595959", "0563C1"
#: Half points of the letters of the title and of all the rest.
_TITLE, _TEXT = 32, 18
_HEAD_FILL, _LINE_COLOUR = "D9E1F2", "BFBFBF"
_SIDES = ("top", "left", "bottom", "right", "insideH", "insideV")


def append_table(document: EditedDocument, table: Table) -> None:
    """Put a table on a page of its own behind all that is in a document."""
    columns = table.columns
    unit = document.width / sum(one.width for one in columns)
    widths = [int(one.width * unit) for one in columns]
    heads = "".join(
        _cell(text_run(one.head, _letters(_TEXT, _BOLD)), width, True, _HEAD_FILL)
        for one, width in zip(columns, widths, strict=True)
    )
    rows = f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{heads}</w:tr>"
    rows += "".join(_row(line, columns, widths) for line in table.lines)
    borders = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="{_LINE_COLOUR}"/>'
        for side in _SIDES
    )
    margins = "".join(f'<w:{side} w:w="60" w:type="dxa"/>' for side in ("left", "right"))
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    document.close_with(
        _paragraph(text_run(table.title, _letters(_TITLE, _BOLD)), "<w:pageBreakBefore/>")
        + _paragraph(text_run(table.subtitle, _letters(_TEXT, _PLAIN, _GREY)))
        + f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblInd w:w="0" '
        f'w:type="dxa"/><w:tblBorders>{borders}</w:tblBorders><w:tblLayout w:type="fixed"/>'
        f"<w:tblCellMar>{margins}</w:tblCellMar></w:tblPr><w:tblGrid>{grid}</w:tblGrid>"
        f"{rows}</w:tbl>{_paragraph('')}"
    )


def _row(line: Line, columns: Sequence[Column], widths: Sequence[int]) -> str:
    cells = []
    for at, (text, column, width) in enumerate(zip(line.texts, columns, widths, strict=True)):
        fill = line.coloured[1] if line.coloured and line.coloured[0] == at else ""
        said = text_run(text, _letters(_TEXT, _PLAIN))
        if line.link and line.link[0] == at:
            look = _letters(_TEXT, _PLAIN, _LINK, '<w:u w:val="single"/>')
            name = xmltext.quoted(line.link[1])
            said = (
                f'<w:hyperlink w:anchor={name} w:history="1">{text_run(text, look)}</w:hyperlink>'
            )
        cells.append(_cell(said, width, column.centred, fill))
    return f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{''.join(cells)}</w:tr>"


def _cell(said: str, width: int, centred: bool, fill: str) -> str:
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>' if fill else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{shade}<w:vAlign w:val="center"/>'
        f"</w:tcPr>{_paragraph(said, side='center' if centred else 'left')}</w:tc>"
    )


def _paragraph(said: str, before: str = "", side: str = "left") -> str:
    return f'<w:p><w:pPr>{before}{_FLAT}<w:jc w:val="{side}"/></w:pPr>{said}</w:p>'


def _letters(size: int, weight: str, colour: str = _BLACK, line: str = "") -> str:
    return (
        f'{_FONT}{weight}<w:color w:val="{colour}"/><w:sz w:val="{size}"/><w:szCs w:val="{size}"/>'
        f"{line}"
    )
