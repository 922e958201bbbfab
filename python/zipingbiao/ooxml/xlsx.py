"""Read the sheets of an ``.xlsx``: fast where the XML is as programs write it, right always.

The fast way takes the cells by one regular expression and counts that none was missed; where
the count differs (prefixed names, attributes in another order, cells without an address) the
sheet is parsed anew by expat. Cells are understood only when somebody asks for them.
``<dimension>`` is never believed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from functools import lru_cache
from posixpath import dirname, join, normpath
from typing import NamedTuple
from xml.parsers import expat

from zipingbiao.errors import UnreadableFile
from zipingbiao.ooxml.address import cell_name, cell_place
from zipingbiao.ooxml.grid import CellError, Scalar, Sheet
from zipingbiao.ooxml.package import Package
from zipingbiao.values.display import BUILTIN_FORMATS, formatter

MAX_CELLS = 2_000_000

Formatter = Callable[[int | float], str]


class RawCell(NamedTuple):
    """A cell as the file has it: style number, type, formula mark, value, inline string."""

    address: str
    style: str
    kind: str
    formula: str
    value: str
    inline: str


_CELL = re.compile(
    r'<c r="([A-Z]+[0-9]+)"(?: s="([0-9]+)")?(?: t="([A-Za-z]+)")?>'
    r"(?:(<f)(?: [^>]*)?(?:/>|>[^<]*</f>))?"
    r"(?:<v(?: [^>]*)?>([^<]*)</v>|<v/>)?(?:<is>(.*?)</is>)?</c>",
    re.DOTALL,
)
_MERGE = re.compile(r'<mergeCell ref="([A-Z0-9:]+)"\s*/>')
_ENTITY = re.compile(r"&(#x[0-9A-Fa-f]+|#[0-9]+|amp|lt|gt|quot|apos);")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_STRING_ITEM = re.compile(r"<si>(.*?)</si>|<si/>", re.DOTALL)
_TEXT = re.compile(r"<t(?: [^>]*)?>([^<]*)</t>|<t(?: [^>]*)?/>")
_PHONETIC = re.compile(r"<rPh .*?</rPh>", re.DOTALL)
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}


def _entity(match: re.Match[str]) -> str:
    name = match[1]
    if name.startswith("#x"):
        return chr(int(name[2:], 16))
    return chr(int(name[1:])) if name.startswith("#") else _NAMED[name]


def unescape(text: str) -> str:
    """XML text and Excel's ``_x000D_`` escapes → the text that is meant."""
    if "&" in text:
        text = _ENTITY.sub(_entity, text)
    if "_x" in text:
        text = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)
    return text


def rich_text(markup: str) -> str:
    """The text of a string item: its runs joined, phonetic hints left out."""
    if markup.startswith("<t") and markup.find("<t", 2) < 0:
        start = markup.find(">") + 1
        return unescape(markup[start : markup.find("</t>", start)]) if markup[start - 2] != "/" else ""
    if "<rPh" in markup:
        markup = _PHONETIC.sub("", markup)
    return unescape("".join(_TEXT.findall(markup)))


class SharedStrings:
    """The shared strings, understood one by one when asked for."""

    def __init__(self, items: Sequence[str], *, plain: bool = False) -> None:
        self._items = list(items)
        self._known: list[str | None] = list(items) if plain else [None] * len(items)

    def __getitem__(self, index: int) -> str:
        known = self._known[index]
        if known is None:
            known = self._known[index] = rich_text(self._items[index])
        return known


class Book:
    """What the sheets of one workbook share: strings, number formats, the date system."""

    def __init__(self, strings: SharedStrings, formats: tuple[Formatter, ...]) -> None:
        self.strings = strings
        self.formats = formats


class XlsxSheet:
    """One sheet of an ``.xlsx``. See `zipingbiao.ooxml.grid.Sheet`."""

    __slots__ = ("_book", "cells", "hidden", "merge_text", "merges", "name")

    def __init__(
        self, name: str, hidden: bool, book: Book, cells: dict[str, tuple[str, ...]], merges: tuple[str, ...]
    ) -> None:
        self.name = name
        self.hidden = hidden
        self.merges = merges
        self.cells = cells
        self._book = book

    @property
    def addresses(self) -> Collection[str]:
        """The addresses of all cells that hold something."""
        return self.cells.keys()

    def value(self, address: str) -> Scalar:
        """What the cell holds; None where nothing stands."""
        cell = self.cells.get(address)
        if cell is None:
            return None
        _, _, kind, _, value, inline = cell
        if kind == "s":
            return self._shared(value)
        if kind == "" or kind == "n":
            return _number(value) if value else None
        return _other(kind, value, inline)

    def shown(self, address: str) -> str:
        """What a person sees in the cell."""
        cell = self.cells.get(address)
        if cell is None:
            return ""
        _, style, kind, _, value, inline = cell
        if kind == "s":
            return self._shared(value)
        if kind == "" or kind == "n":
            return self._formatted(style, value) if value else ""
        other = _other(kind, value, inline)
        if isinstance(other, bool):
            return "TRUE" if other else "FALSE"
        if isinstance(other, int | float):
            return self._formatted(style, value)
        return other or ""

    def uncached(self, address: str) -> bool:
        """Whether the cell holds a formula whose value was never stored."""
        cell = self.cells.get(address)
        return cell is not None and bool(cell[3]) and not cell[4] and cell[2] != "str"

    def _shared(self, value: str) -> str:
        try:
            return self._book.strings[int(value)]
        except (ValueError, IndexError):
            raise UnreadableFile("ZPB903", "文件已损坏，单元格指向不存在的文字。") from None

    def _formatted(self, style: str, value: str) -> str:
        number = _number(value)
        if isinstance(number, str):
            return number
        formats = self._book.formats
        index = int(style) if style else 0
        return formats[index](number) if index < len(formats) else formats[0](number)


def _number(value: str) -> int | float | CellError:
    try:
        return int(value) if value.isdigit() else _compact(float(value))
    except ValueError:
        return CellError(unescape(value).strip())


def _compact(number: float) -> int | float:
    """Whole numbers as int, so that ``66.0`` and ``66`` are one."""
    return int(number) if number.is_integer() and abs(number) < 1e15 else number


def _other(kind: str, value: str, inline: str) -> Scalar:
    if kind == "inlineStr":
        return rich_text(inline) or None
    if kind == "b":
        return value.strip() == "1" if value else None
    if kind == "e":
        return CellError(value)
    return unescape(value) or None


def read_xlsx(package: Package) -> tuple[Sheet, ...]:
    """All worksheets of the package, in the order of their tabs.

    Raises UnreadableFile (ZPB903 damaged, ZPB907 over a limit).
    """
    try:
        return _read_sheets(package)
    except (ValueError, KeyError, IndexError, OverflowError, expat.ExpatError) as error:
        raise UnreadableFile("ZPB903", f"文件已损坏，内容无法解析（{error}）。") from None


def _read_sheets(package: Package) -> tuple[Sheet, ...]:
    root = _office_document(package)
    listing = _workbook(package.read(root), _relations(package, root), dirname(root))
    book = Book(_shared_strings(package, listing.strings), _formats(package, listing))
    sheets: list[Sheet] = []
    cells = 0
    for name, hidden, part in listing.sheets:
        found, merges = parse_sheet(package.read(part))
        cells += len(found)
        if cells > MAX_CELLS:
            raise UnreadableFile("ZPB907", f"单元格超过 {MAX_CELLS} 个。")
        sheets.append(XlsxSheet(name, hidden, book, found, merges))
    return tuple(sheets)


def parse_sheet(data: bytes) -> tuple[dict[str, tuple[str, ...]], tuple[str, ...]]:
    """The cells that hold something, by address, and the merged areas of a sheet part."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return _parse_slowly(data)
    found = _CELL.findall(text)
    if len(found) != text.count("</c>") or "<!--" in text or "<![CDATA[" in text:
        return _parse_slowly(data)
    start = text.rfind("<mergeCells")
    merges = tuple(_MERGE.findall(text, start)) if start >= 0 else ()
    if start >= 0 and len(merges) != text.count("<mergeCell ", start):
        return _parse_slowly(data)
    if start < 0 and ":mergeCell" in text:
        return _parse_slowly(data)
    if not found and ":c " in text:
        return _parse_slowly(data)
    cells = {cell[0]: cell for cell in found if cell[4] or cell[5] or cell[3]}
    return cells, merges


class _SlowParser:
    """Cells and merges by expat: any prefix, any order of attributes, addresses left out."""

    def __init__(self) -> None:
        self.cells: dict[str, tuple[str, ...]] = {}
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
        match _local(name):
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
        local = _local(name)
        if local in ("v", "t"):
            self._into = None
        elif local == "rPh":
            self._phonetic = False
        elif local == "c":
            self._end_cell()

    def _end_cell(self) -> None:
        value, inline = "".join(self._value), "".join(self._inline)
        if not (value or inline or self._formula):
            return
        address = cell_name(self._row, self._column)
        style, kind = self._cell.get("s", ""), self._cell.get("t", "")
        markup = f"<t>{_escape(inline)}</t>" if inline else ""
        self.cells[address] = (address, style, kind, self._formula, _escape(value), markup)

    def text(self, data: str) -> None:
        """Characters inside an element."""
        if self._into is not None:
            self._into.append(data)


def _parse_slowly(data: bytes) -> tuple[dict[str, tuple[str, ...]], tuple[str, ...]]:
    handler = _SlowParser()
    _parse(data, handler.start, handler.end, handler.text)
    return handler.cells, tuple(handler.merges)


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _parse(
    data: bytes,
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = start
    if end is not None:
        parser.EndElementHandler = end
    if text is not None:
        parser.CharacterDataHandler = text
    parser.EntityDeclHandler = _refuse_entity
    parser.Parse(data, True)


def _refuse_entity(*_: object) -> None:
    raise UnreadableFile("ZPB903", "文件含有实体声明，疑似恶意文件，没有打开。")


class Listing(NamedTuple):
    """What workbook.xml says: sheets as (name, hidden, part), the shared parts, the dates."""

    sheets: tuple[tuple[str, bool, str], ...]
    strings: str | None
    styles: str | None
    date1904: bool


_HIDDEN = frozenset({"hidden", "veryHidden"})


@lru_cache(maxsize=256)
def _workbook(data: bytes, relations: tuple[tuple[str, str, str], ...], folder: str) -> Listing:
    targets = {key: _part_name(folder, target) for key, _, target in relations}
    kinds = {key: kind for key, kind, _ in relations}
    of_kind = {kind: targets[key] for key, kind in kinds.items()}
    sheets: list[tuple[str, bool, str]] = []
    date1904 = False

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal date1904
        local = _local(name)
        if local == "sheet":
            key = next((v for k, v in attributes.items() if _local(k) == "id"), "")
            if kinds.get(key) == "worksheet":
                hidden = attributes.get("state", "visible") in _HIDDEN
                sheets.append((attributes["name"], hidden, targets[key]))
        elif local == "workbookPr":
            date1904 = attributes.get("date1904", "0") in ("1", "true")

    _parse(data, start)
    return Listing(tuple(sheets), of_kind.get("sharedStrings"), of_kind.get("styles"), date1904)


def _part_name(folder: str, target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else normpath(join(folder, target))


@lru_cache(maxsize=256)
def _parse_relations(data: bytes) -> tuple[tuple[str, str, str], ...]:
    found: list[tuple[str, str, str]] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if _local(name) == "Relationship" and attributes.get("TargetMode") != "External":
            kind = attributes["Type"].rpartition("/")[2]
            found.append((attributes["Id"], kind, attributes["Target"]))

    _parse(data, start)
    return tuple(found)


def _relations(package: Package, part: str) -> tuple[tuple[str, str, str], ...]:
    name = join(dirname(part), "_rels", part.rpartition("/")[2] + ".rels")
    return _parse_relations(package.read(name))


def _office_document(package: Package) -> str:
    for _, kind, target in _parse_relations(package.read("_rels/.rels")):
        if kind == "officeDocument":
            return _part_name("", target)
    raise UnreadableFile("ZPB901", "文件不是工作簿。")


def _shared_strings(package: Package, part: str | None) -> SharedStrings:
    if part is None or part not in package:
        return SharedStrings(())
    return shared_items(package.read(part))


def shared_items(data: bytes) -> SharedStrings:
    """The shared strings of a part."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return _slow_strings(data)
    items = _STRING_ITEM.findall(text)
    if len(items) != text.count("</si>") + text.count("<si/>") or "<![CDATA[" in text:
        return _slow_strings(data)
    return SharedStrings(items) if items or ":si>" not in text else _slow_strings(data)


def _slow_strings(data: bytes) -> SharedStrings:
    items: list[list[str]] = []
    state = {"into": False, "phonetic": False}

    def start(name: str, _: dict[str, str]) -> None:
        local = _local(name)
        if local == "si":
            items.append([])
        elif local == "rPh":
            state["phonetic"] = True
        elif local == "t":
            state["into"] = not state["phonetic"]

    def end(name: str) -> None:
        local = _local(name)
        if local == "t":
            state["into"] = False
        elif local == "rPh":
            state["phonetic"] = False

    def text(characters: str) -> None:
        if state["into"]:
            items[-1].append(characters)

    _parse(data, start, end, text)
    plain = [_ESCAPED.sub(lambda m: chr(int(m[1], 16)), "".join(item)) for item in items]
    return SharedStrings(plain, plain=True)


def _formats(package: Package, listing: Listing) -> tuple[Formatter, ...]:
    if listing.styles is None or listing.styles not in package:
        return (formatter("General"),)
    return cell_formats(package.read(listing.styles), listing.date1904)


@lru_cache(maxsize=256)
def cell_formats(data: bytes, date1904: bool = False) -> tuple[Formatter, ...]:
    """The number formats of the cell styles (``cellXfs``) of a styles part, ready to use."""
    custom: dict[int, str] = {}
    styles: list[int] = []
    inside = False

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal inside
        local = _local(name)
        if local == "numFmt" and "numFmtId" in attributes:
            custom[int(attributes["numFmtId"])] = attributes.get("formatCode", "General")
        elif local == "cellXfs":
            inside = True
        elif local == "xf" and inside:
            styles.append(int(attributes.get("numFmtId", 0)))

    def end(name: str) -> None:
        nonlocal inside
        if _local(name) == "cellXfs":
            inside = False

    _parse(data, start, end)
    codes = {**BUILTIN_FORMATS, **custom}
    return tuple(formatter(codes.get(number, "General"), date1904) for number in styles or [0])
