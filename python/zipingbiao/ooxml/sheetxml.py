"""A worksheet part as it is written: rows and cells, each with the place it takes in the bytes.

This is the one reader that understands every way of writing a sheet: any prefix, any order of
attributes, rows and cells without an address, comments, any encoding. Whoever only wants values
takes the shortcut of `zipingbiao.ooxml.cells`, which comes here where it ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from zipingbiao.ooxml.address import cell_place
from zipingbiao.ooxml.events import local, parser_of

_TAG = re.compile(rb"""<(?:[^<>"']|"[^"]*"|'[^']*')*>""")
#: So many bytes are read before their rows are handed over.
_STEP = 1 << 16


@dataclass(frozen=True, slots=True)
class CellXml:
    """One ``<c>``: where it is, its attributes, its formula, its value, its own text.

    ``inline`` is the markup inside ``<is>``, ``words`` its text without phonetic hints.
    ``start`` and ``end`` bound the element in the bytes of the part.
    """

    row: int
    column: int
    start: int
    end: int
    settings: Mapping[str, str]
    value: str | None = None
    inline: str | None = None
    words: str = ""
    formula: str | None = None
    formula_settings: Mapping[str, str] = field(default_factory=dict)

    @property
    def style(self) -> int:
        """The number of its style; what is no number is the first one."""
        written = self.settings.get("s", "")
        return int(written) if written.isdecimal() else 0

    @property
    def kind(self) -> str:
        """Its type as written, ``""`` for a number."""
        return self.settings.get("t", "")


@dataclass(frozen=True, slots=True)
class RowXml:
    """One ``<row>``: its number, its attributes, its cells, the place it takes in the bytes."""

    number: int
    settings: Mapping[str, str]
    cells: tuple[CellXml, ...]
    start: int
    end: int


class DataXml(NamedTuple):
    """``<sheetData>``: where its content begins and ends. ``prefix`` is that of its name.

    Where ``start`` is ``end`` the start tag may be the whole element, ``<sheetData/>``.
    """

    prefix: str
    start: int
    end: int


class _Tag(NamedTuple):
    """A start tag: where it begins and ends; ``whole`` where it is all there is of its element."""

    start: int
    end: int
    whole: bool


_NO_TAG = _Tag(0, 0, False)


@dataclass(slots=True)
class _OpenCell:
    """A cell whose end is still to come. ``into`` takes the characters that come next."""

    tag: _Tag = _NO_TAG
    settings: Mapping[str, str] = field(default_factory=dict)
    formula: Mapping[str, str] = field(default_factory=dict)
    texts: dict[str, list[str]] = field(default_factory=dict)
    into: list[str] | None = None
    inline: tuple[int, int] | None = None
    is_phonetic: bool = False

    def text(self, kind: str) -> str | None:
        """The text of an element in it, ``f``, ``v`` or ``t``; None where there is none."""
        return "".join(self.texts[kind]) if kind in self.texts else None


class SheetReader:
    """The rows of a worksheet part, one after the other; then ``data`` and ``merges``.

    Places are right where the part is in UTF-8. Iterating raises expat.ExpatError, ValueError
    for an address that is none, and UnreadableFile for a part that declares entities.
    """

    def __init__(self, part: bytes) -> None:
        self.data: DataXml | None = None
        self.merges: list[str] = []
        self._part = part
        self._parser = parser_of(self._start, self._end, self._text)
        self._inside = False
        self._data_tag = self._row_tag = _NO_TAG
        self._prefix = ""
        self._number = self._column = 0
        self._row: Mapping[str, str] = {}
        self._rows: list[RowXml] = []
        self._cells: list[CellXml] = []
        self._open = _OpenCell()

    def __iter__(self) -> Iterator[RowXml]:
        for start in range(0, len(self._part), _STEP):
            self._parser.Parse(self._part[start : start + _STEP], False)
            yield from self._rows
            self._rows.clear()
        self._parser.Parse(b"", True)
        yield from self._rows

    # Places

    def _tag(self) -> _Tag:
        """The start tag that is met."""
        start = self._parser.CurrentByteIndex
        match = _TAG.match(self._part, start)
        end = match.end() if match else start
        return _Tag(start, end, self._part[end - 2 : end] == b"/>")

    def _behind(self, tag: _Tag) -> int:
        """Where the element with that start tag ends, now that its end is met."""
        if tag.whole:
            return tag.end
        return self._part.find(b">", self._parser.CurrentByteIndex) + 1

    # Events

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        kind = local(name)
        if self._inside:
            self._start_inside(kind, attributes)
        elif kind == "sheetData":
            self._inside, self._data_tag = True, self._tag()
            self._prefix = name.removesuffix(kind)
        elif kind == "mergeCell":
            self.merges.append(attributes.get("ref", ""))

    def _start_inside(self, kind: str, attributes: dict[str, str]) -> None:
        cell = self._open
        match kind:
            case "row":
                self._number = int(attributes.get("r", self._number + 1))
                self._column = 0
                self._row, self._row_tag = attributes, self._tag()
            case "c":
                self._open = _OpenCell(self._tag(), attributes)
                if "r" in attributes:
                    self._number, self._column = cell_place(attributes["r"])
                else:
                    self._column += 1
            case "f" | "v":
                cell.into = cell.texts.setdefault(kind, [])
                if kind == "f":
                    cell.formula = attributes
            case "is":
                end = self._tag().end
                cell.inline = end, end
            case "rPh":
                cell.is_phonetic = True
            case "t" if not cell.is_phonetic:
                cell.into = cell.texts.setdefault("t", [])

    def _end(self, name: str) -> None:
        if not self._inside:
            return
        cell = self._open
        match local(name):
            case "v" | "f" | "t":
                cell.into = None
            case "rPh":
                cell.is_phonetic = False
            case "is" if cell.inline is not None:
                start, _ = cell.inline
                cell.inline = start, max(start, self._parser.CurrentByteIndex)
            case "c":
                self._cells.append(self._closed(cell))
            case "row":
                self._end_row(self._row_tag.start, self._behind(self._row_tag))
            case "sheetData":
                self._end_data()

    def _closed(self, cell: _OpenCell) -> CellXml:
        inline = self._part[slice(*cell.inline)].decode(errors="replace") if cell.inline else None
        return CellXml(
            self._number,
            self._column,
            cell.tag.start,
            self._behind(cell.tag),
            cell.settings,
            cell.text("v"),
            inline,
            cell.text("t") or "",
            cell.text("f"),
            cell.formula,
        )

    def _end_row(self, start: int, end: int) -> None:
        self._rows.append(RowXml(self._number, self._row, tuple(self._cells), start, end))
        self._cells.clear()

    def _end_data(self) -> None:
        tag = self._data_tag
        end = tag.end if tag.whole else self._parser.CurrentByteIndex
        self.data = DataXml(self._prefix, tag.end, end)
        self._inside = False
        if self._cells:  # of no row
            self._row = {}
            self._end_row(end, end)

    def _text(self, data: str) -> None:
        if self._open.into is not None:
            self._open.into.append(data)
