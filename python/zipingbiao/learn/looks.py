"""The looks of a workbook, and nothing that tells of who filled it in: its styles, its theme.

What is not known to be a look is left out: names of styles, extensions, texts in number formats.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from zipingbiao.ooxml import xmltext
from zipingbiao.ooxml.editor.book import EditedBook
from zipingbiao.ooxml.editor.parts import children, element, root_of
from zipingbiao.ooxml.relations import targets, workbook_part

_TYPE = "application/vnd.openxmlformats-officedocument"
_STYLES = ("xl/styles.xml", f"{_TYPE}.spreadsheetml.styles+xml", "styles")
_THEME = ("xl/theme/theme1.xml", f"{_TYPE}.theme+xml", "theme")
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
#: The lists of a styles part that cells are drawn by.
_LISTS = ("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "colors")
#: The name of the style that all others are of.
_NORMAL = '<cellStyles count="1"><cellStyle name="常规" xfId="0" builtinId="0"/></cellStyles>'
#: Of a style or a font, what leads elsewhere or names things.
_STRANGE = ("extLst", "AlternateContent")
#: What a theme is drawn by; its names are anybody's.
_SCHEMES = ("clrScheme", "fontScheme", "fmtScheme")
#: Words that a number format may show; any other text in one is somebody's own.
_SHOWN = re.compile("[年月日时分秒元万亿千百整人民币个次件户份张点上下午]*")
_CHINESE = re.compile("[\u2e80-\u9fff\uf900-\uffef]+")


def add_looks(book: EditedBook, parts: Mapping[str, bytes]) -> None:
    """Give a book the styles and the theme of another workbook's parts, cleaned."""
    if (styles := _related(parts, "styles")) is not None:
        name, content, kind = _STYLES
        book.add(name, clean_styles(styles), content, book.workbook, kind)
    if (theme := _clean_theme(_related(parts, "theme"))) is not None:
        name, content, kind = _THEME
        book.add(name, theme, content, book.workbook, kind)


def _related(parts: Mapping[str, bytes], kind: str) -> str | None:
    """The part of a kind that hangs on the workbook."""
    found = (one.target for one in targets(parts, workbook_part(parts)) if one.kind == kind)
    return next((xmltext.decode(parts[target]) for target in found if target in parts), None)


def clean_styles(source: str) -> str:
    """A styles part with its lists of looks only."""
    xml = xmltext.tokens(source)
    lists = {
        name: plain_markup(xml[start:end])
        for start, end, name in children(xml, root_of(xml))
        if name in _LISTS
    }
    if "numFmts" in lists:
        lists["numFmts"] = "".join(map(_neutral, xmltext.tokens(lists["numFmts"])))
    if "cellStyleXfs" in lists:
        lists["cellXfs"] = lists.get("cellXfs", "") + _NORMAL
    inside = "".join(lists[name] for name in _LISTS if name in lists)
    return DECLARATION + element("styleSheet", {"xmlns": MAIN}, inside)


def _neutral(token: str) -> str:
    """A number format without words of its own."""
    code = xmltext.attribute(token, "formatCode") if xmltext.is_start(token) else None
    if code is None or all(_SHOWN.fullmatch(word) for word in _CHINESE.findall(code)):
        return token
    return xmltext.with_attribute(token, "formatCode", "General")


def _clean_theme(source: str | None) -> str | None:
    """A theme with its schemes only; None where there is none that stands alone."""
    if source is None or f'"{_DRAWING}"' not in source or ":embed" in source:
        return None
    xml = xmltext.tokens(source)
    elements = next((start for start, name in xmltext.starts(xml) if name == "themeElements"), None)
    if elements is None:
        return None
    schemes = (
        "".join(_scheme(xml[start:end]))
        for start, end, name in children(xml, elements)
        if name in _SCHEMES
    )
    inside = element("a:themeElements", {}, "".join(schemes))
    return DECLARATION + element("a:theme", {"xmlns:a": _DRAWING, "name": "Office"}, inside)


def _scheme(xml: list[str]) -> Iterator[str]:
    """A scheme by the name of Office; elements with the prefix ``a``."""
    first, *rest = _bare(xml)
    yield xmltext.with_attribute(_named(first), "name", "Office")
    yield from map(_named, rest)


def _named(token: str) -> str:
    if xmltext.is_end(token):
        return token.replace("</", "</a:", 1)
    return token.replace("<", "<a:", 1) if xmltext.is_start(token) else token


def plain_markup(xml: list[str]) -> str:
    """Markup without prefixes, without what has a namespace of its own, without extensions."""
    return "".join(_bare(xml))


def _bare(xml: list[str]) -> Iterator[str]:
    index = 0
    while index < len(xml):
        token = xml[index]
        if xmltext.is_start(token) and xmltext.local_name(token) in _STRANGE:
            index = xmltext.element_end(xml, index)
            continue
        if xmltext.is_start(token):
            yield _bare_start(token)
        elif xmltext.is_end(token):
            yield f"</{xmltext.local_name(token)}>"
        index += 1


def _bare_start(tag: str) -> str:
    kept = "".join(
        f" {one.name}={xmltext.quoted(one.value)}"
        for one in xmltext.attributes(tag)
        if ":" not in one.name and one.name != "xmlns"
    )
    return f"<{xmltext.local_name(tag)}{kept}{'/' if xmltext.is_empty(tag) else ''}>"
