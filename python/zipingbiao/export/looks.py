"""The looks of the cells of a workbook, from its styles part."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache

from zipingbiao.export.page import Edges, Font, Look
from zipingbiao.ooxml import xmltext
from zipingbiao.ooxml.colours import Colours
from zipingbiao.ooxml.editor.parts import children, root_of

_SIDES = ("left", "right", "top", "bottom")
#: Attributes of a switch that is off.
_OFF = frozenset({"0", "false", "none"})
_RAISED = frozenset({"superscript", "subscript"})
_BLACK = "000000"
#: A colour that is seen through: the fill of a cell that has none.
_WHITE = "FFFFFF"


@lru_cache(maxsize=32)
def looks_of(styles: bytes, theme: bytes = b"") -> tuple[Look, ...]:
    """The looks by the number that cells name them by (``cellXfs``)."""
    xml = xmltext.tokens(xmltext.decode(styles))
    lists = {
        name: [xml[first:last] for first, last, _ in children(xml, start)]
        for start, _, name in children(xml, root_of(xml))
        if name in ("fonts", "fills", "borders", "cellXfs")
    }
    colours = colours_of(styles, theme)
    fonts = [font_of(one, colours, Font()) for one in lists.get("fonts", [])]
    fills = [_fill(one, colours) for one in lists.get("fills", [])]
    edges = [_edges(one) for one in lists.get("borders", [])]
    return tuple(_look(one, fonts, fills, edges) for one in lists.get("cellXfs", [])) or (Look(),)


@lru_cache(maxsize=32)
def colours_of(styles: bytes, theme: bytes = b"") -> Colours:
    """The colours of a workbook."""
    xml = xmltext.tokens(xmltext.decode(styles))
    return Colours(
        theme, [found.get("rgb", "") for name, found in _tags(xml) if name == "rgbColor"]
    )


def _tags(xml: list[str]) -> Iterator[tuple[str, Mapping[str, str]]]:
    """The elements of some markup, with their attributes."""
    for index, name in xmltext.starts(xml):
        yield name, {one.name: one.value for one in xmltext.attributes(xml[index])}


def font_of(xml: list[str], colours: Colours, font: Font) -> Font:
    """The font that some markup says; ``font`` has what it leaves out."""
    for name, found in _tags(xml):
        value = found.get("val", "")
        is_on = value not in _OFF
        match name:
            case "sz":
                font = replace(font, size=_number(value, font.size))
            case "name" | "rFont":
                font = replace(font, name=value or font.name)
            case "b":
                font = replace(font, bold=is_on)
            case "i":
                font = replace(font, italic=is_on)
            case "u":
                font = replace(font, underlined=is_on)
            case "strike":
                font = replace(font, struck=is_on)
            case "vertAlign":
                font = replace(font, raised=value if value in _RAISED else "")
            case "color":
                font = replace(font, color=_unusual(colours.of(found), _BLACK))
    return font


def _fill(xml: list[str], colours: Colours) -> str:
    found = dict(_tags(xml))
    if found.get("patternFill", {}).get("patternType") != "solid":
        return ""
    return _unusual(colours.of(found.get("fgColor", {})), _WHITE)


def _unusual(color: str, usual: str) -> str:
    """A colour; ``""`` for the usual one."""
    return "" if color == usual else color


def _edges(xml: list[str]) -> Edges:
    kinds = {name: found.get("style", "") for name, found in _tags(xml) if name in _SIDES}
    return Edges(**{side: "" if kind in _OFF else kind for side, kind in kinds.items()})


def _look(xml: list[str], fonts: list[Font], fills: list[str], edges: list[Edges]) -> Look:
    found = dict(_tags(xml))
    own, placed = found.get("xf", {}), found.get("alignment", {})
    font, fill, border = (_whole(own.get(name)) for name in ("fontId", "fillId", "borderId"))
    return Look(
        font=fonts[font] if font < len(fonts) else Font(),
        edges=edges[border] if border < len(edges) else Edges(),
        horizontal=placed.get("horizontal", "general"),
        vertical=placed.get("vertical", "bottom"),
        indent=_whole(placed.get("indent")),
        wraps=placed.get("wrapText", "0") not in _OFF,
        shrinks=placed.get("shrinkToFit", "0") not in _OFF,
        rotation=_whole(placed.get("textRotation")),
        fill=fills[fill] if fill < len(fills) else "",
    )


def _whole(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 6 else 0


def _number(text: str, usual: float) -> float:
    try:
        number = float(text)
    except ValueError:
        return usual
    return number if 1.0 <= number <= 409.0 else usual


def around(looks: list[list[Look]]) -> Look:
    """The look of merged cells: the first one's, with the lines along their outer edge."""
    first, last = looks[0], looks[-1]
    edges = Edges(
        left=first[0].edges.left,
        right=first[-1].edges.right,
        top=first[0].edges.top,
        bottom=last[0].edges.bottom,
    )
    return replace(first[0], edges=edges)
