"""New cell styles: what a cell looks like already, with another fill or another number format."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from zipingbiao.ooxml import xmltext
from zipingbiao.ooxml.editor.book import EditedBook
from zipingbiao.ooxml.editor.parts import children, root_of
from zipingbiao.values.display import BUILTIN_FORMATS

_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
_EMPTY = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<styleSheet xmlns="{main}">'
    "</styleSheet>"
)
#: What stands in a list that the workbook lacks: entries that cells mean without saying so.
_FIRST = {
    "fonts": ('<font><sz val="11"/><name val="宋体"/></font>',),
    "fills": (
        '<fill><patternFill patternType="none"/></fill>',
        '<fill><patternFill patternType="gray125"/></fill>',
    ),
    "borders": ("<border><left/><right/><top/><bottom/><diagonal/></border>",),
    "cellStyleXfs": ('<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>',),
    "cellXfs": ('<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>',),
    "cellStyles": ('<cellStyle name="常规" xfId="0" builtinId="0"/>',),
}
#: Excel itself has no more styles than this.
_MOST_ENTRIES = 65_000
#: The order of the lists in the part (ECMA-376 part 1, CT_Stylesheet).
_ORDER = ("numFmts", *_FIRST)
_GENERAL, _PERCENT = 0, 10
#: A number format of digits only. A comma behind them would show thousandths.
_FIGURE = re.compile(r"(?:,(?=[#0?])|[#0?.;_ ()*+\\-])+")


class _Section(NamedTuple):
    """A list in the styles part: where it starts and ends, its entries, old and new.

    ``end`` is ``start`` where the part has no such list: there it belongs. ``first`` are new
    entries that only say what cells meant without them.
    """

    start: int
    end: int
    entries: Sequence[str]
    first: Sequence[str]
    new: list[str]

    @property
    def is_missing(self) -> bool:
        """Whether the part has no such list."""
        return self.start == self.end

    def number(self, markup: str) -> int:
        """The number of an entry, which is added where it is not there."""
        listed = [*self.entries, *self.new]
        if markup in listed:
            return listed.index(markup)
        self.new.append(markup)
        return len(listed)


def _opened(xml: list[str]) -> list[str]:
    """The part with a root that can take elements."""
    root = root_of(xml)
    if not xmltext.is_empty(xml[root]):
        return xml
    closing = f"</{xmltext.prefix_of(xml[root])}{xmltext.local_name(xml[root])}>"
    opened = f"{xml[root].removesuffix('/>').rstrip()}>"
    return [*xml[:root], opened, closing, *xml[root + 1 :]]


class StyleList:
    """The cell styles of a workbook; new ones are written by `save`."""

    def __init__(self, book: EditedBook) -> None:
        self._book = book
        self._part = book.related(book.workbook, "styles") or self._plain_styles()
        self._xml = _opened(book.tokens(self._part))
        root = root_of(self._xml)
        self._prefix = xmltext.prefix_of(self._xml[root])
        there = {name: (start, end) for start, end, name in children(self._xml, root)}
        self._is_bare = not there
        self._sections = {name: self._section(name, there, root) for name in _FIRST}
        self._codes = self._number_formats()

    def _plain_styles(self) -> str:
        book = self._book
        part = f"{book.workbook.rpartition('/')[0]}/styles.xml".lstrip("/")
        book.add(part, _EMPTY.format(main=book.namespace), _TYPE, book.workbook, "styles")
        return part

    def _section(self, name: str, there: Mapping[str, tuple[int, int]], root: int) -> _Section:
        before = _ORDER[: _ORDER.index(name)]
        place = max((there[one][1] for one in before if one in there), default=root + 1)
        start, end = there.get(name, (place, place))
        entries = self._entries(start) if name in there else ()
        first = () if entries else tuple(map(self._prefixed, self._meant(name)))
        return _Section(start, end, entries, first, list(first))

    def _meant(self, name: str) -> Sequence[str]:
        """What a list that the part lacks must begin with: as many entries as cells name."""
        first = _FIRST[name]
        key = f"{name.removesuffix('s')}Id"
        named = (
            xmltext.whole(self._xml[index], key)
            for index, kind in xmltext.starts(self._xml)
            if kind == "xf"
        )
        most = max((number for number in named if number < _MOST_ENTRIES), default=0)
        return (*first, *[first[0]] * (most + 1 - len(first)))

    def _entries(self, start: int) -> list[str]:
        xml = self._xml
        return ["".join(xml[first:end]) for first, end, _ in children(xml, start)]

    def _number_formats(self) -> dict[int, str]:
        codes = dict(BUILTIN_FORMATS)
        for index, name in xmltext.starts(self._xml):
            tag = self._xml[index]
            if name == "numFmt":
                number = xmltext.whole(tag, "numFmtId")
                codes[number] = xmltext.attribute(tag, "formatCode") or ""
        return codes

    def code(self, style: int) -> str:
        """The number format of a style."""
        tag = xmltext.tokens(self._look(style))[0]
        return self._codes.get(xmltext.whole(tag, "numFmtId"), "General")

    def _look(self, style: int) -> str:
        section = self._sections["cellXfs"]
        looks = [*section.entries, *section.new]
        return looks[style] if style < len(looks) else looks[0]

    def filled(self, style: int, colour: str) -> int:
        """The style with a solid fill of a colour (``FFC7CE``)."""
        return self._with(style, fillId=self._fill(colour), applyFill=1)

    def _fill(self, colour: str) -> int:
        return self._entry(
            "fills",
            '<fill><patternFill patternType="solid">'
            f'<fgColor rgb="FF{colour}"/><bgColor indexed="64"/></patternFill></fill>',
        )

    def for_rate(self, style: int) -> int:
        """The style for a fraction shown as per cent; itself where it shows one."""
        if "%" in self.code(style):
            return style
        return self._with(style, numFmtId=_PERCENT, applyNumberFormat=1, quotePrefix=None)

    def for_number(self, style: int) -> int:
        """The style for a plain number.

        As text a formula would stay text, and as per cent 98 points would be 9800 %.
        """
        quoted = xmltext.attribute(xmltext.tokens(self._look(style))[0], "quotePrefix")
        code = self.code(style)
        if code == "@" or "%" in code:
            return self._with(style, numFmtId=_GENERAL, applyNumberFormat=1, quotePrefix=None)
        return self._with(style, quotePrefix=None) if quoted else style

    def for_figure(self, style: int) -> int:
        """The style for a number of which every digit is to be seen: no date, scale or per cent."""
        if self.code(style) == "General" or _FIGURE.fullmatch(self.code(style)):
            return style
        return self._with(style, numFmtId=_GENERAL, applyNumberFormat=1, quotePrefix=None)

    def _with(self, style: int, **settings: int | None) -> int:
        xml = xmltext.tokens(self._look(style))
        for name, value in settings.items():
            xml[0] = xmltext.with_attribute(xml[0], name, None if value is None else str(value))
        return self._sections["cellXfs"].number("".join(xml))

    def made(self, font: str, fill: str | None, border: str, alignment: str) -> int:
        """A style made anew of the markup of its font, border and alignment, and a colour."""
        prefix = self._prefix
        settings = {
            "numFmtId": "0",
            "fontId": str(self._entry("fonts", font)),
            "fillId": str(self._fill(fill) if fill else 0),
            "borderId": str(self._entry("borders", border)),
            "xfId": "0",
            **dict.fromkeys(("applyFont", "applyFill", "applyBorder", "applyAlignment"), "1"),
        }
        tag = f"<{prefix}xf>"
        for name, value in settings.items():
            tag = xmltext.with_attribute(tag, name, value)
        return self._sections["cellXfs"].number(f"{tag}{self._prefixed(alignment)}</{prefix}xf>")

    def _entry(self, section: str, markup: str) -> int:
        return self._sections[section].number(self._prefixed(markup))

    def _prefixed(self, markup: str) -> str:
        if not self._prefix:
            return markup
        return (
            markup.replace("</", "\0")
            .replace("<", f"<{self._prefix}")
            .replace("\0", f"</{self._prefix}")
        )

    def save(self) -> None:
        """Write the new entries into the styles part; the lists that it lacks come with them."""
        if not any(len(one.new) > len(one.first) for one in self._sections.values()):
            return
        xml = list(self._xml)
        for name, section in self._sections.items():
            if section.new and (name != "cellStyles" or self._is_bare):
                self._write(xml, name, section)
        self._book.put(self._part, xml)

    def _write(self, xml: list[str], name: str, section: _Section) -> None:
        """Put the new entries of a list into the part; its tokens keep their numbers."""
        inside, start = "".join(section.new), section.start
        count = str(len(section.entries) + len(section.new))
        if section.is_missing:
            tag = xmltext.with_attribute(f"<{self._prefix}{name}>", "count", count)
            xml[start - 1] += f"{tag}{inside}</{self._prefix}{name}>"
            return
        tag = xmltext.with_attribute(xml[start], "count", count)
        if xmltext.is_empty(tag):
            xml[start] = f"{tag.removesuffix('/>').rstrip()}>{inside}</{self._prefix}{name}>"
        else:
            xml[start] = tag
            xml[section.end - 1] = inside + xml[section.end - 1]
