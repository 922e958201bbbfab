"""The cells of a sheet part: fast where the XML is as programs write it, right always.

The fast way takes the cells by one regular expression and counts that none was missed; where
the count differs it looks closer, and at last the part is parsed anew by expat (prefixed names,
cells without an address). ``<dimension>`` is never believed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from zipingbiao.ooxml.address import cell_name, cell_place
from zipingbiao.ooxml.events import local, parse

#: What the file has of a cell behind its address: other attributes, formula, value:
#: `` s="3" t="s"><v>17``, `` s="3"><f>SUM(A1:A3)</f><v>17``, `` t="inlineStr"><is><t>words</t>``.
Raw = str

VALUE, INLINE, FORMULA = "><v>", "><is>", "><f"
#: Ends the attributes of a cell that holds a shared string, as nearly all programs write it.
SHARED = 't="s"><v>'


class SheetPart(NamedTuple):
    """What a sheet part holds: cells that hold something, by address, and merged areas."""

    cells: dict[str, Raw]
    merges: tuple[str, ...]


_PLAIN_CELL = re.compile(r'<c r="([A-Z]+[0-9]+)"([^>]*>(?:<f>[^<]*</f>)?<v>[^<]+)</v></c>')
_CELL = re.compile(
    r'<c r="([A-Z]+[0-9]+)"([^>]*)>'
    r"(?:(<f)(?: [^>]*)?(?:/>|>[^<]*</f>))?"
    r"(?:<v(?: [^>]*)?>([^<]*)</v>|<v/>)?(?:<is>(.*?)</is>)?</c>",
    re.DOTALL,
)
#: The end of a part is looked for in so many letters.
_TAIL = 64
_MERGE = re.compile(r'<mergeCell ref="([A-Z0-9:]+)"\s*/>')
_SETTING = re.compile(r'\s([a-z]+)="([^"]*)"')


class Settings(NamedTuple):
    """What a cell's attributes say: the number of its style, its type."""

    style: int
    kind: str


class Parted(NamedTuple):
    """A cell in its parts: attributes, value as XML text, markup inside ``<is>``."""

    settings: str
    value: str
    inline: str


def parted(raw: Raw) -> Parted:
    """Part what the file has of a cell."""
    settings, _, value = raw.partition(VALUE)
    settings, _, inline = settings.partition(INLINE)
    return Parted(settings.partition(FORMULA)[0], value, inline)


def is_uncached(raw: Raw) -> bool:
    """Whether the cell holds a formula whose value was never stored."""
    return FORMULA in raw and VALUE not in raw and INLINE not in raw


def settings_of(text: str) -> Settings:
    """Understand a cell's attributes; a style that is no number is the first one."""
    found = dict(_SETTING.findall(text))
    style = found.get("s", "")
    return Settings(int(style) if style.isdecimal() else 0, found.get("t") or "n")


def parse_sheet(data: bytes) -> SheetPart:
    """The cells and merged areas of a sheet part."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return _parse_slowly(data)
    whole = "</worksheet>" in text[-_TAIL:]
    if not whole or ("!" in text and "<!" in text):
        return _parse_slowly(data)
    merges = _merges(text)
    count = text.count("</c>")
    cells: list[tuple[str, Raw]] = _PLAIN_CELL.findall(text)
    if merges is None or (not count and ":c " in text):
        return _parse_slowly(data)
    if len(cells) == count:
        return SheetPart(dict(cells), merges)
    found = _CELL.findall(text)
    return SheetPart(_raws(found), merges) if len(found) == count else _parse_slowly(data)


def _raws(found: Iterable[tuple[str, ...]]) -> dict[str, Raw]:
    """The cells that hold something; a formula without value is written as such."""
    cells: dict[str, Raw] = {}
    for address, settings, formula, value, inline in found:
        if value:
            cells[address] = f"{settings}{VALUE}{value}"
        elif inline:
            cells[address] = f"{settings}{INLINE}{inline}"
        elif formula:
            cells[address] = f"{settings}{FORMULA}>"
    return cells


def _merges(text: str) -> tuple[str, ...] | None:
    start = text.rfind("<mergeCells")
    if start < 0:
        return None if ":mergeCell" in text else ()
    merges = tuple(_MERGE.findall(text, start))
    return merges if len(merges) == text.count("<mergeCell ", start) else None


class _Handler:
    """Cells and merges by expat: any prefix, any order of attributes, addresses left out."""

    def __init__(self) -> None:
        self.found: list[tuple[str, ...]] = []
        self.merges: list[str] = []
        self._row = self._column = 0
        self._cell: dict[str, str] = {}
        self._formula = ""
        self._value: list[str] = []
        self._inline: list[str] = []
        self._into: list[str] | None = None
        self._phonetic = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        match local(name):
            case "row":
                self._row = int(attributes.get("r", self._row + 1))
                self._column = 0
            case "c":
                self._start_cell(attributes)
            case "f":
                self._formula = "<f"
            case "v":
                self._into = self._value
            case "rPh":
                self._phonetic = True
            case "t" if not self._phonetic:
                self._into = self._inline
            case "mergeCell":
                self.merges.append(attributes["ref"])

    def _start_cell(self, attributes: dict[str, str]) -> None:
        self._cell = attributes
        place = attributes.get("r")
        if place is None:
            self._column += 1
        else:
            self._row, self._column = cell_place(place)
        self._formula, self._value, self._inline = "", [], []

    def end(self, name: str) -> None:
        """An element ends."""
        kind = local(name)
        if kind in ("v", "t"):
            self._into = None
        elif kind == "rPh":
            self._phonetic = False
        elif kind == "c":
            self._end_cell()

    def _end_cell(self) -> None:
        value, inline = _escape("".join(self._value)), _escape("".join(self._inline))
        address = cell_name(self._row, self._column)
        settings = _written((key, self._cell[key]) for key in ("s", "t") if key in self._cell)
        inline = f"<t>{inline}</t>" if inline else ""
        self.found.append((address, settings, self._formula, value, inline))

    def text(self, data: str) -> None:
        """Characters inside an element."""
        if self._into is not None:
            self._into.append(data)


def _parse_slowly(data: bytes) -> SheetPart:
    handler = _Handler()
    parse(data, handler.start, handler.end, handler.text)
    return SheetPart(_raws(handler.found), tuple(handler.merges))


def _written(settings: Iterable[tuple[str, str]]) -> str:
    return "".join(f' {key}="{value}"' for key, value in settings)


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")
