"""The colours of a workbook as six digits: said outright, by the palette, or by the theme.

Source: ECMA-376 part 1, §18.8.3 (bgColor: theme and tint), §18.8.27 (indexedColors), §20.1.6.2.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from colorsys import hls_to_rgb, rgb_to_hls

from zipingbiao.ooxml import xmltext
from zipingbiao.ooxml.editor.parts import children, root_of

#: The palette that every workbook has; the first eight stand in it twice.
_FIRST = "000000 FFFFFF FF0000 00FF00 0000FF FFFF00 FF00FF 00FFFF"
_PALETTE = (
    f"{_FIRST} {_FIRST} 800000 008000 000080 808000 800080 008080 C0C0C0 808080 9999FF 993366 "
    "FFFFCC CCFFFF 660066 FF8080 0066CC CCCCFF 000080 FF00FF FFFF00 00FFFF 800080 800000 008080 "
    "0000FF 00CCFF CCFFFF CCFFCC FFFF99 99CCFF FF99CC CC99FF FFCC99 3366FF 33CCCC 99CC00 FFCC00 "
    "FF9900 FF6600 666699 969696 003366 339966 003300 333300 993300 993366 333399 333333"
).split()
#: How cells number the colours of a theme; the theme has the dark ones first.
_THEME = ("lt1", "dk1", "lt2", "dk2", *(f"accent{n}" for n in range(1, 7)), "hlink", "folHlink")
_DIGITS = frozenset("0123456789ABCDEF")


class Colours:
    """Knows the colours of a workbook by its ``theme`` part and the palette in its styles."""

    def __init__(self, theme: bytes, palette: Sequence[str] = ()) -> None:
        self._theme = dict(_scheme(theme)) if theme else {}
        self._palette = list(map(_six, palette)) or _PALETTE

    def of(self, found: Mapping[str, str]) -> str:
        """Six digits for the attributes of a colour; ``""`` where they name none."""
        if "rgb" in found:
            base = _six(found["rgb"])
        elif "indexed" in found:
            base = _at(self._palette, found["indexed"])
        else:
            base = self._theme.get(_at(_THEME, found.get("theme", "")), "")
        return _tinted(base, found.get("tint", "")) if base else ""


def _six(text: str) -> str:
    digits = text[-6:].upper()
    return digits if len(digits) == 6 and _DIGITS.issuperset(digits) else ""


def _at(names: Sequence[str], number: str) -> str:
    return names[int(number)] if number.isdecimal() and int(number[:6]) < len(names) else ""


def _scheme(theme: bytes) -> Iterator[tuple[str, str]]:
    """The colours of a theme by their names."""
    xml = xmltext.tokens(xmltext.decode(theme))
    start = xmltext.find(xml, "clrScheme", root_of(xml))
    for first, end, name in children(xml, start) if start is not None else ():
        for index in range(first + 1, end):
            if xmltext.is_start(xml[index]):
                tag = xml[index]
                value = xmltext.attribute(tag, "lastClr") or xmltext.attribute(tag, "val") or ""
                yield name, _six(value)
                break


def _tinted(digits: str, tint: str) -> str:
    """A colour made darker (below 0) or lighter."""
    try:
        share = min(1.0, max(-1.0, float(tint or 0)))
    except ValueError:
        return digits
    if not share:
        return digits
    red, green, blue = (int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4))
    hue, light, depth = rgb_to_hls(red, green, blue)
    light = light * (1 + share) if share < 0 else light * (1 - share) + share
    return "".join(f"{round(part * 255):02X}" for part in hls_to_rgb(hue, light, depth))
