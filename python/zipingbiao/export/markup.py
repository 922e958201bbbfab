"""The markup of a Word document: paragraphs, runs, fields, sections (ECMA-376 part 1, §17)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from zipingbiao.export.page import Font, Paper
from zipingbiao.ooxml import xmltext

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
ROOT = f'xmlns:w="{WORD}" xmlns:r="{RELATIONS}"'
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

#: How workbooks call a place in a line, and how Word does.
SIDES = {
    "left": "left",
    "center": "center",
    "right": "right",
    "centerContinuous": "center",
    "justify": "both",
    "distributed": "distribute",
}
#: Twips of the paragraph that keeps two tables apart, and of the one that ends a section.
THIN = 20


def twips(points: float) -> int:
    """A length as Word has it: twentieths of a point."""
    return round(points * 20)


def font(look: Font, size: float | None = None) -> str:
    """The properties of a run."""
    name = xmltext.quoted(look.name)
    half = round((size or look.size) * 2)
    return (
        f"<w:rPr><w:rFonts w:ascii={name} w:hAnsi={name} w:eastAsia={name} w:cs={name}/>"
        + ("<w:b/>" if look.bold else "")
        + ("<w:i/>" if look.italic else "")
        + ("<w:strike/>" if look.struck else "")
        + (f'<w:color w:val="{look.color}"/>' if look.color else "")
        + f'<w:sz w:val="{half}"/><w:szCs w:val="{half}"/>'
        + ('<w:u w:val="single"/>' if look.underlined else "")
        + (f'<w:vertAlign w:val="{look.raised}"/>' if look.raised else "")
        + "</w:rPr>"
    )


def runs(text: str, properties: str) -> str:
    """A text as a run; line feeds become breaks, what no XML holds is made visible."""
    if not text:
        return ""
    lines = xmltext.legible(text.replace("\r\n", "\n").replace("\r", "\n")).split("\n")
    said = "<w:br/>".join(
        f'<w:t xml:space="preserve">{xmltext.escape(line)}</w:t>' if line else "" for line in lines
    )
    return f"<w:r>{properties}{said}</w:r>"


def field(code: str, shown: str, properties: str = "") -> str:
    """A field with its last result."""
    marks = [f'<w:r>{properties}<w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in _MARKS]
    begin, middle, end = marks
    asked = f'<w:r>{properties}<w:instrText xml:space="preserve">{xmltext.escape(code)}'
    return f"{begin}{asked}</w:instrText></w:r>{middle}{runs(shown, properties)}{end}"


_MARKS = ("begin", "separate", "end")


def thin_paragraph(section: str = "", *, keep: bool = False) -> str:
    """A paragraph that takes no room. ``section``: the properties of the section it ends."""
    next_ = "<w:keepNext/>" if keep else ""
    return (
        f'<w:p><w:pPr>{next_}<w:spacing w:before="0" w:after="0" w:line="{THIN}" '
        f'w:lineRule="exact"/><w:rPr><w:sz w:val="2"/><w:szCs w:val="2"/></w:rPr>{section}'
        "</w:pPr></w:p>"
    )


def section(paper: Paper, running: Mapping[str, str]) -> str:
    """The properties of a section, which begins on a new page.

    ``running``: header and footer → the relation of their part.
    """
    turned = ' w:orient="landscape"' if paper.is_landscape else ""
    named = "".join(
        f'<w:{kind}Reference w:type="default" r:id="{key}"/>' for kind, key in running.items()
    )
    margins = (
        f'w:top="{twips(paper.top)}" w:right="{twips(paper.right)}" '
        f'w:bottom="{twips(paper.bottom)}" w:left="{twips(paper.left)}" '
        f'w:header="{twips(paper.header)}" w:footer="{twips(paper.footer)}" w:gutter="0"'
    )
    return (
        f'<w:sectPr>{named}<w:type w:val="nextPage"/><w:pgSz w:w="{twips(paper.width)}" '
        f'w:h="{twips(paper.height)}"{turned}/><w:pgMar {margins}/></w:sectPr>'
    )


# What runs along above and below each page

_CODE = re.compile(r'&(?:"([^"]*)"|(\d{1,3})|(.))|([^&]+)', re.DOTALL)
_PLACES = {"L": "left", "C": "center", "R": "right"}
_FIELDS = {"P": ("PAGE", "1"), "N": ("NUMPAGES", "1")}
_RUNNING_SIZE = 9.0


def running_line(code: str, sheet: str) -> str:
    """The paragraphs of a header or footer as workbooks write it: ``&C第 &P 页``."""
    made: dict[str, str] = {}
    place, look = "center", Font(size=_RUNNING_SIZE)
    for match in _CODE.finditer(code):
        name, size, letter, text = match.groups()
        if letter in _PLACES:
            place, look = _PLACES[letter], Font(size=_RUNNING_SIZE)
            continue
        if name is not None:
            look = Font(name.partition(",")[0].lstrip("-") or look.name, look.size)
        elif size is not None:
            look = Font(look.name, float(size) or look.size)
        made[place] = made.get(place, "") + _running(letter, text, sheet, font(look))
    return "".join(_running_paragraphs(made))


def _running(letter: str | None, text: str | None, sheet: str, look: str) -> str:
    if letter in _FIELDS:
        return field(f" {_FIELDS[letter][0]} ", _FIELDS[letter][1], look)
    if letter == "A":
        return runs(sheet, look)
    return runs("&" if letter == "&" else text or "", look)


def _running_paragraphs(made: Mapping[str, str]) -> Iterator[str]:
    for place, inside in made.items():
        if inside:
            yield f'<w:p><w:pPr><w:jc w:val="{place}"/></w:pPr>{inside}</w:p>'
