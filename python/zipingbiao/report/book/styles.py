"""New cell styles: what a cell looks like already, with another fill or another number format."""

from __future__ import annotations

from typing import NamedTuple

from zipingbiao.ooxml import xmltext
from zipingbiao.report.book.parts import Book, children, root_of
from zipingbiao.values.display import BUILTIN_FORMATS

_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
_PLAIN = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<styleSheet xmlns="{main}">'
    '<fonts count="1"><font><sz val="11"/><name val="宋体"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="常规" xfId="0" builtinId="0"/></cellStyles>'
    "</styleSheet>"
)
_SECTIONS = ("fonts", "fills", "borders", "cellXfs")
_GENERAL, _PERCENT = 0, 10


class _Section(NamedTuple):
    """A list in the styles part: where it starts and ends, its entries, old and new."""

    start: int
    end: int
    entries: list[str]
    new: list[str]

    def number(self, markup: str) -> int:
        """The number of an entry, which is added where it is not there."""
        listed = [*self.entries, *self.new]
        if markup in listed:
            return listed.index(markup)
        self.new.append(markup)
        return len(listed)


class StyleList:
    """The cell styles of a workbook; new ones are written by `save`."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._part = book.related(book.workbook, "styles") or self._plain_styles()
        self._xml = book.tokens(self._part)
        root = root_of(self._xml)
        self._prefix = xmltext.prefix_of(self._xml[root])
        self._sections = {
            name: _Section(start, end, self._entries(start), [])
            for start, end, name in children(self._xml, root)
            if name in _SECTIONS
        }
        self._codes = self._number_formats()

    def _plain_styles(self) -> str:
        book = self._book
        part = f"{book.workbook.rpartition('/')[0]}/styles.xml".lstrip("/")
        book.add(part, _PLAIN.format(main=book.dialect.main), _TYPE, book.workbook, "styles")
        return part

    def _entries(self, start: int) -> list[str]:
        xml = self._xml
        return ["".join(xml[first:end]) for first, end, _ in children(xml, start)]

    def _number_formats(self) -> dict[int, str]:
        codes = dict(BUILTIN_FORMATS)
        for index, name in xmltext.starts(self._xml):
            tag = self._xml[index]
            if name == "numFmt":
                number = int(xmltext.attribute(tag, "numFmtId") or 0)
                codes[number] = xmltext.attribute(tag, "formatCode") or ""
        return codes

    def code(self, style: int) -> str:
        """The number format of a style."""
        tag = xmltext.tokens(self._look(style))[0]
        return self._codes.get(int(xmltext.attribute(tag, "numFmtId") or 0), "General")

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
        """Write the new entries into the styles part."""
        xml = list(self._xml)
        for section in self._sections.values():
            if section.new:
                total = len(section.entries) + len(section.new)
                xml[section.start] = xmltext.with_attribute(xml[section.start], "count", str(total))
                # The section's end tag; tokens keep their numbers, as other sections need them.
                xml[section.end - 1] = "".join(section.new) + xml[section.end - 1]
        if xml != self._xml:
            self._book.put(self._part, xml)
