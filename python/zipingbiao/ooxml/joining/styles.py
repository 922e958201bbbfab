"""The styles of several workbooks as those of one: equal ones once, colours as they were seen.

A cell keeps its look, not the name of its style. Colours of another theme become plain ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from zipingbiao.errors import OutputError
from zipingbiao.ooxml import xmltext
from zipingbiao.ooxml.colours import Colours
from zipingbiao.ooxml.editor.parts import children, root_of

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
#: The lists of styles, in the order in which they stand (ECMA-376 part 1, CT_Stylesheet).
_FIRST = ("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs")
#: What a cell's style counts from: attribute → list.
_POINTERS = {"fontId": "fonts", "fillId": "fills", "borderId": "borders"}
_APPLIED = ("NumberFormat", "Font", "Fill", "Border", "Alignment", "Protection")
_COLOURS = frozenset({"color", "fgColor", "bgColor"})
#: Number formats from here on are a workbook's own.
_FIRST_OWN = 164
#: Cell styles that Excel takes («Excel specifications and limits»).
MOST_STYLES = 65_490
_DIGITS = re.compile(r"\d{1,9}")


class Adopted(NamedTuple):
    """How a workbook's styles are numbered now: those of cells, and those of conditions."""

    cells: Sequence[int]
    conditions: Sequence[int]


class _Pool:
    """A list in which what is added stands once; what it begins with keeps its numbers."""

    def __init__(self, first: Sequence[str]) -> None:
        self.entries = list(first)
        self._numbers = {markup: number for number, markup in enumerate(first)}

    def add(self, markup: str) -> int:
        """The number of an entry."""
        number = self._numbers.setdefault(markup, len(self.entries))
        if number == len(self.entries):
            self.entries.append(markup)
        return number


class JoinedStyles:
    """The styles of a workbook that takes in others. ``theme`` is its own."""

    def __init__(self, styles: bytes, theme: bytes) -> None:
        self._theme = theme
        self._lists = _lists_of(styles)
        pooled = (*_POINTERS.values(), "cellXfs", "dxfs")
        self._pools = {name: _Pool(self._lists.get(name, ())) for name in pooled}
        self._formats = dict(_formats_of(self._lists.get("numFmts", ())))
        self._known: dict[tuple[bytes, bytes], Adopted] = {}

    def adopt(self, styles: bytes, theme: bytes) -> Adopted:
        """Take in the styles of another workbook.

        Raises OutputError where they are more than a workbook may have.
        """
        key = (styles, theme)
        if key not in self._known:
            self._known[key] = self._adopted(styles, theme)
        return self._known[key]

    def _adopted(self, styles: bytes, theme: bytes) -> Adopted:
        if not styles:
            return Adopted((0,), ())
        plain = _Plain(theme, styles, same_theme=theme == self._theme)
        lists = _lists_of(styles, plain)
        numbers = {
            name: [self._pools[name].add(markup) for markup in lists.get(name, ())]
            for name in _POINTERS.values()
        }
        formats = {
            number: self._format(code) for code, number in _formats_of(lists.get("numFmts", ()))
        }
        cells = [self._cell(markup, numbers, formats) for markup in lists.get("cellXfs", ())]
        conditions = [self._condition(markup, formats) for markup in lists.get("dxfs", ())]
        if len(self._pools["cellXfs"].entries) > MOST_STYLES:
            cure = "请分成几册。"
            raise OutputError(f"单元格的样式超过 {MOST_STYLES} 种，一册装不下。", cure=cure)
        return Adopted(cells or (0,), conditions)

    def _format(self, code: str) -> int:
        free = max((_FIRST_OWN - 1, *self._formats.values())) + 1
        return self._formats.setdefault(code, free)

    def _cell(
        self, markup: str, numbers: Mapping[str, Sequence[int]], formats: Mapping[int, int]
    ) -> int:
        xml = xmltext.tokens(markup)
        tag = _with_format(xml[0], formats)
        for pointer, name in _POINTERS.items():
            number = xmltext.whole(tag, pointer)
            known = numbers[name]
            tag = xmltext.with_attribute(
                tag, pointer, str(known[number] if number < len(known) else 0)
            )
        tag = xmltext.with_attribute(tag, "xfId", "0")
        for name in _APPLIED:
            tag = xmltext.with_attribute(tag, f"apply{name}", "1")
        return self._pools["cellXfs"].add("".join((tag, *xml[1:])))

    def _condition(self, markup: str, formats: Mapping[int, int]) -> int:
        xml = xmltext.tokens(markup)
        for index, name in xmltext.starts(xml):
            if name == "numFmt":
                xml[index] = _with_format(xml[index], formats)
        return self._pools["dxfs"].add("".join(xml))

    def part(self) -> bytes:
        """The styles as a part."""
        lists = {
            **self._lists,
            **{name: pool.entries for name, pool in self._pools.items()},
            "numFmts": [
                f'<numFmt numFmtId="{number}" formatCode={xmltext.quoted(code)}/>'
                for code, number in self._formats.items()
            ],
        }
        inside = "".join(
            f'<{name} count="{len(lists[name])}">{"".join(lists[name])}</{name}>'
            for name in _FIRST
            if lists.get(name)
        )
        head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        return xmltext.encode(f'{head}<styleSheet xmlns="{_MAIN}">{inside}</styleSheet>')


def _with_format(tag: str, formats: Mapping[int, int]) -> str:
    number = xmltext.whole(tag, "numFmtId")
    new = number if number < _FIRST_OWN else formats.get(number, 0)
    return xmltext.with_attribute(tag, "numFmtId", str(new))


def _formats_of(listed: Sequence[str]) -> Iterator[tuple[str, int]]:
    for tag in listed:
        number, code = (
            xmltext.attribute(tag, "numFmtId") or "",
            xmltext.attribute(tag, "formatCode"),
        )
        if code is not None and _DIGITS.fullmatch(number):
            yield code, int(number)


def _lists_of(styles: bytes, plain: _Plain | None = None) -> dict[str, list[str]]:
    """The entries of each list of styles, without prefixes and extensions."""
    xml = xmltext.tokens(xmltext.decode(styles))
    found: dict[str, list[str]] = {}
    root = root_of(xml)
    own = xmltext.prefix_of(xml[root])
    for start, _, name in children(xml, root):
        if name in _FIRST:
            found[name] = [
                _simple(xml[first:end], own, plain) for first, end, _ in children(xml, start)
            ]
    return found


def _simple(xml: Sequence[str], own: str, plain: _Plain | None) -> str:
    """An entry in one way of writing: what other namespaces add is left out."""
    made: list[str] = []
    index = 0
    while index < len(xml):
        token = xml[index]
        if not token.startswith("<") or token.startswith(("<!--", "<?")):
            if token.strip() and not token.startswith("<"):
                made.append(token)
            index += 1
        elif xmltext.is_start(token):
            name = xmltext.local_name(token)
            if xmltext.prefix_of(token) != own or name == "extLst":
                index = xmltext.element_end(xml, index)
                continue
            made.append(_tag(token, name, plain))
            index += 1
        else:
            made.append(f"</{xmltext.local_name(token)}>" if xmltext.is_end(token) else "")
            index += 1
    return "".join(made)


def _tag(token: str, name: str, plain: _Plain | None) -> str:
    found = {one.name: one.value for one in xmltext.attributes(token) if ":" not in one.name}
    if plain is not None:
        if name in _COLOURS:
            found = plain.colour(found)
        elif name == "scheme" and not plain.same_theme:
            return "" if xmltext.is_empty(token) else "<scheme>"
    inside = "".join(f" {key}={xmltext.quoted(value)}" for key, value in found.items())
    return f"<{name}{inside}{'/' if xmltext.is_empty(token) else ''}>"


class _Plain:
    """Colours of a workbook that another one does not have, as six digits."""

    def __init__(self, theme: bytes, styles: bytes, *, same_theme: bool) -> None:
        palette = _palette(styles)
        self.same_theme = same_theme
        self._own_palette = bool(palette)
        self._colours = Colours(theme, palette)

    def colour(self, found: Mapping[str, str]) -> dict[str, str]:
        """The attributes of a colour as any workbook understands them."""
        if ("theme" in found and not self.same_theme) or ("indexed" in found and self._own_palette):
            digits = self._colours.of(found)
            if digits:
                return {"rgb": f"FF{digits}"}
        return dict(found)


def _palette(styles: bytes) -> list[str]:
    if b"indexedColors" not in styles:
        return []
    xml = xmltext.tokens(xmltext.decode(styles))
    at = xmltext.find(xml, "indexedColors")
    found = children(xml, at) if at is not None else ()
    return [xmltext.attribute(xml[start], "rgb") or "" for start, _, _ in found]
