"""The contents of a document of many forms: a field that Word can renew, filled in already."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import ceil

from zipingbiao.export.markup import field, font, runs, twips
from zipingbiao.export.page import Font, Page, Paper
from zipingbiao.export.setting import pages_of
from zipingbiao.ooxml import xmltext

#: The list that the entries belong to, told apart from headings of other documents.
_LIST = "z"
_HEADING, _ENTRY = Font("黑体", 16.0), Font("仿宋_GB2312", 12.0)
#: Points that the heading and an entry take; the style of entries says the same.
_HEADING_ROOM, _ENTRY_ROOM = 48.0, 24.0


def mark_of(number: int, title: str) -> str:
    """What a form bears at its beginning, so that the contents find it."""
    said = xmltext.escape(_quotable(title))
    hidden = "<w:rPr><w:vanish/></w:rPr>"
    pieces = (
        '<w:fldChar w:fldCharType="begin"/>',
        f'<w:instrText xml:space="preserve"> TC "{said}" \\f {_LIST} \\l 1 </w:instrText>',
        '<w:fldChar w:fldCharType="end"/>',
    )
    inside = "".join(f"<w:r>{hidden}{piece}</w:r>" for piece in pieces)
    place = f'<w:bookmarkStart w:id="{number}" w:name="{_anchor(number)}"/>'
    return f'{place}{inside}<w:bookmarkEnd w:id="{number}"/>'


def _anchor(number: int) -> str:
    return f"_Toc{number:08}"


def _quotable(title: str) -> str:
    """A title on one line, without what ends a quotation in a field."""
    return " ".join(xmltext.legible(title).split()).replace('"', "”").replace("\\", "＼")


def contents_of(entries: Sequence[tuple[str, Page]], paper: Paper) -> str:
    """The contents: for each form its title and the page where it begins."""
    lines = list(_lines(entries, paper))
    begin = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve">'
        f' TOC \\h \\f {_LIST} </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    )
    end = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    tab = f'<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="{twips(paper.room[0])}"/></w:tabs>'
    style = f'<w:pPr><w:pStyle w:val="TOC1"/>{tab}</w:pPr>'
    made = "".join(
        f"<w:p>{style}{begin if number == 0 else ''}{line}"
        f"{end if number == len(lines) - 1 else ''}</w:p>"
        for number, line in enumerate(lines)
    )
    head = (
        f'<w:p><w:pPr><w:spacing w:line="{twips(_HEADING_ROOM)}" w:lineRule="exact"/>'
        f'<w:jc w:val="center"/></w:pPr>{runs("目　录", font(_HEADING))}</w:p>'
    )
    gallery = '<w:docPartObj><w:docPartGallery w:val="Table of Contents"/><w:docPartUnique/>'
    return (
        f"<w:sdt><w:sdtPr>{gallery}</w:docPartObj></w:sdtPr>"
        f"<w:sdtContent>{head}{made}</w:sdtContent></w:sdt>"
    )


def _lines(entries: Sequence[tuple[str, Page]], paper: Paper) -> Iterator[str]:
    look = font(_ENTRY)
    at = 1 + ceil((_HEADING_ROOM + len(entries) * _ENTRY_ROOM) / paper.room[1])
    for number, (title, page) in enumerate(entries, start=1):
        anchor = _anchor(number)
        shown = field(f" PAGEREF {anchor} \\h ", str(at), look)
        yield (
            f'<w:hyperlink w:anchor="{anchor}" w:history="1">{runs(_quotable(title), look)}'
            f"<w:r>{look}<w:tab/></w:r>{shown}</w:hyperlink>"
        )
        at += pages_of(page)
