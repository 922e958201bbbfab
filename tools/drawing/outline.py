"""Draws an outline, a Word file with tags in the look of an official paper, from a short text.

A line of the text is a paragraph. ``#`` begins the title, ``##``, ``###`` and ``####`` headings,
``^`` the caption of a table, ``>`` a line in the middle, ``<<`` one at the left edge, ``>>`` one at
the right; ``//`` is left out. Lines between ``|``
are rows of a table, the first one its head; ``|: 3 2 2`` before it tells how wide its columns are.
In a cell ``<`` sets the text to the left, ``=`` merges it with the cell above while both say the
same. ``@name`` stands for the lines of ``parts/name.txt``.

Source of the look: GB/T 9704—2012 (party and government papers).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from zipingbiao.export.markup import DECLARATION, RELATIONS, ROOT, WORD, field
from zipingbiao.ooxml import xmltext
from zipingbiao.ooxml.package import deflate, pack

OUTLINES = Path(__file__).resolve().parent / "outlines"
NOTICES = OUTLINES.with_name("notices")

_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
#: Twips: A4, margins of 37, 35, 28 and 26 mm, and what is left between them.
_PAGE = (
    '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="2098" w:right="1474" w:bottom="1984" '
    'w:left="1587" w:header="851" w:footer="1417" w:gutter="0"/>'
)
_WIDTH = 11906 - 1474 - 1587


class Style(NamedTuple):
    """A style of paragraphs: its name in Word, font, half points, the rest of its properties."""

    key: str
    name: str
    font: str
    size: int
    paragraph: str
    run: str = ""


_LINE = '<w:spacing w:before="0" w:after="0" w:line="560" w:lineRule="exact"/>'
_INDENT = '<w:ind w:firstLineChars="200" w:firstLine="640"/>'
#: Each begins a page: of a report that is about several projects each has pages of its own.
_TITLE = (
    '<w:keepNext/><w:pageBreakBefore/><w:spacing w:before="0" w:after="560" w:line="640" '
    'w:lineRule="exact"/><w:ind w:firstLine="0"/><w:jc w:val="center"/>'
)
_IN_TABLE = (
    '<w:spacing w:before="0" w:after="0" w:line="300" w:lineRule="exact"/><w:ind w:firstLine="0"/>'
)
STYLES = {
    "": Style("a", "Normal", "仿宋", 32, f'{_LINE}{_INDENT}<w:jc w:val="both"/>'),
    "#": Style("Title", "Title", "方正小标宋简体", 44, _TITLE),
    "##": Style("1", "heading 1", "黑体", 32, f'<w:keepNext/>{_LINE}<w:outlineLvl w:val="0"/>'),
    "###": Style("2", "heading 2", "楷体", 32, f'<w:keepNext/>{_LINE}<w:outlineLvl w:val="1"/>'),
    "####": Style(
        "3", "heading 3", "仿宋", 32, f'<w:keepNext/>{_LINE}<w:outlineLvl w:val="2"/>', "<w:b/>"
    ),
    "^": Style(
        "Caption", "caption", "黑体", 28,
        '<w:keepNext/><w:spacing w:before="120" w:after="60" w:line="400" w:lineRule="exact"/>'
        '<w:ind w:firstLine="0"/><w:jc w:val="center"/>',
    ),
    ">": Style(
        "Middle", "Middle", "仿宋", 32,
        f'{_LINE}<w:ind w:firstLine="0"/><w:jc w:val="center"/>',
    ),
    "<<": Style("Edge", "Left Edge", "仿宋", 32, f'{_LINE}<w:ind w:firstLine="0"/>'),
    ">>": Style(
        "Signed", "Signed", "仿宋", 32,
        f'<w:keepNext/>{_LINE}<w:ind w:firstLine="0" w:right="1280"/><w:jc w:val="right"/>',
    ),
    "|": Style("Cell", "Table Text", "宋体", 21, f'{_IN_TABLE}<w:jc w:val="center"/>'),
    "|<": Style("CellLeft", "Table Text Left", "宋体", 21, f'{_IN_TABLE}<w:jc w:val="left"/>'),
    "|#": Style("CellHead", "Table Head", "黑体", 21, f'{_IN_TABLE}<w:jc w:val="center"/>'),
}  # fmt: skip
#: What stands for a font where it is not installed.
_INSTEAD = {"方正小标宋简体": "宋体", "仿宋": "仿宋_GB2312", "楷体": "楷体_GB2312"}


def lines_of(path: Path) -> Iterator[str]:
    """The lines of a text, parts put in."""
    for line in path.read_text("utf-8").splitlines():
        if line.startswith("@"):
            yield from lines_of(OUTLINES / "parts" / f"{line[1:].strip()}.txt")
        elif line.strip() and not line.startswith("//"):
            yield line.strip()


def outline_of(path: Path) -> bytes:
    """The Word file of a text. Equal texts give equal bytes."""
    body = "".join(_body(list(lines_of(path))))
    section = f'<w:sectPr><w:footerReference w:type="default" r:id="rId3"/>{_PAGE}</w:sectPr>'
    document = f"<w:document {ROOT}><w:body>{body}{section}</w:body></w:document>"
    fonts = '<w:rFonts w:ascii="宋体" w:hAnsi="宋体" w:eastAsia="宋体"/>'
    look = f'<w:rPr>{fonts}<w:sz w:val="28"/></w:rPr>'
    number = f"{_run('— ', look)}{field(' PAGE ', '1', look)}{_run(' —', look)}"
    foot = '<w:pPr><w:ind w:firstLine="0"/><w:jc w:val="center"/></w:pPr>'
    parts = {
        "[Content_Types].xml": _types(),
        "_rels/.rels": _relations([("rId1", "officeDocument", "word/document.xml")]),
        "word/document.xml": document,
        "word/_rels/document.xml.rels": _relations(
            [
                ("rId1", "styles", "styles.xml"),
                ("rId2", "fontTable", "fontTable.xml"),
                ("rId3", "footer", "footer1.xml"),
                ("rId4", "settings", "settings.xml"),
            ]
        ),
        "word/styles.xml": _styles(),
        "word/fontTable.xml": _fonts(),
        "word/footer1.xml": f"<w:ftr {ROOT}><w:p>{foot}{number}</w:p></w:ftr>",
        "word/settings.xml": f'<w:settings xmlns:w="{WORD}"><w:compat><w:compatSetting '
        'w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" '
        'w:val="15"/></w:compat></w:settings>',
    }
    return pack(deflate(name, f"{DECLARATION}{xml}".encode()) for name, xml in parts.items())


def _body(lines: Sequence[str]) -> Iterator[str]:
    index = 0
    while index < len(lines):
        if lines[index].startswith("|"):
            end = index
            while end < len(lines) and lines[end].startswith("|"):
                end += 1
            yield _table(lines[index:end])
            index = end
            continue
        head, _, rest = lines[index].partition(" ")
        kind, text = (head, rest) if head in STYLES and head else ("", lines[index])
        yield _paragraph(kind, text)
        index += 1


def _paragraph(kind: str, text: str) -> str:
    style = f'<w:pPr><w:pStyle w:val="{STYLES[kind].key}"/></w:pPr>' if kind else ""
    return f"<w:p>{style}{_run(text)}</w:p>" if text else f"<w:p>{style}</w:p>"


def _run(text: str, look: str = "") -> str:
    return f'<w:r>{look}<w:t xml:space="preserve">{xmltext.escape(text)}</w:t></w:r>'


def _table(lines: Sequence[str]) -> str:
    shares = [1.0]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    if lines[0].startswith("|:"):
        shares = [float(one) for one in lines[0][2:].split()]
        rows = rows[1:]
    count = max(map(len, rows))
    shares = shares if len(shares) == count else [1.0] * count
    widths = [round(_WIDTH * one / sum(shares)) for one in shares]
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    edges = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    made = "".join(_row(row, widths, head=not number) for number, row in enumerate(rows))
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{edges}</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar>'
        '<w:left w:w="60" w:type="dxa"/><w:right w:w="60" w:type="dxa"/></w:tblCellMar>'
        f"</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{made}</w:tbl>"
    )


def _row(cells: Sequence[str], widths: Sequence[int], *, head: bool) -> str:
    again = "<w:tblHeader/>" if head else ""
    looks = f'<w:trPr><w:cantSplit/><w:trHeight w:val="454" w:hRule="atLeast"/>{again}</w:trPr>'
    if len(cells) == 1 < len(widths):
        inside = f'<w:tcW w:w="{sum(widths)}" w:type="dxa"/><w:gridSpan w:val="{len(widths)}"/>'
        return (
            f"<w:tr>{looks}<w:tc><w:tcPr>{inside}</w:tcPr>{_paragraph('|', cells[0])}</w:tc></w:tr>"
        )
    made = (_cell(text, width, head) for text, width in zip(cells, widths, strict=True))
    return f"<w:tr>{looks}{''.join(made)}</w:tr>"


def _cell(text: str, width: int, head: bool) -> str:
    kind, merged = ("|#", "") if head else ("|", "")
    if text.startswith("="):
        text, merged = text[1:].strip(), '<w:vMerge w:val="restart"/>'
    if text.startswith("<"):
        text, kind = text[1:].strip(), "|<"
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{merged}<w:vAlign w:val="center"/>'
        f"</w:tcPr>{_paragraph(kind, text)}</w:tc>"
    )


def _styles() -> str:
    made = []
    for kind, one in STYLES.items():
        usual = "" if kind else ' w:default="1"'
        based = '<w:basedOn w:val="a"/>' if kind else ""
        made.append(
            f'<w:style w:type="paragraph"{usual} w:styleId="{one.key}"><w:name w:val="{one.name}"/>'
            f"{based}<w:qFormat/><w:pPr>{one.paragraph}</w:pPr><w:rPr><w:rFonts "
            f'w:ascii="{one.font}" w:hAnsi="{one.font}" w:eastAsia="{one.font}" w:cs="{one.font}"/>'
            f'{one.run}<w:sz w:val="{one.size}"/><w:szCs w:val="{one.size}"/></w:rPr></w:style>'
        )
    return (
        f'<w:styles xmlns:w="{WORD}"><w:docDefaults><w:rPrDefault><w:rPr><w:lang w:val="en-US" '
        f'w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault></w:docDefaults>{"".join(made)}'
        '<w:style w:type="table" w:default="1" w:styleId="b"><w:name w:val="Normal Table"/>'
        '<w:tblPr><w:tblInd w:w="0" w:type="dxa"/></w:tblPr></w:style></w:styles>'
    )


def _fonts() -> str:
    inside = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/></w:font>'
        for name, other in _INSTEAD.items()
    )
    return f'<w:fonts xmlns:w="{WORD}">{inside}</w:fonts>'


def _types() -> str:
    kinds = {"document": "document.main", "styles": "styles", "fontTable": "fontTable"}
    kinds |= {"footer1": "footer", "settings": "settings"}
    inside = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{_TYPE}.{kind}+xml"/>'
        for name, kind in kinds.items()
    )
    return (
        f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
        f'ContentType="application/xml"/>{inside}</Types>'
    )


def _relations(found: Iterable[tuple[str, str, str]]) -> str:
    inside = "".join(
        f'<Relationship Id="{key}" Type="{RELATIONS}/{kind}" Target="{target}"/>'
        for key, kind, target in found
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{inside}</Relationships>'
