"""Read the sheets of an ``.xlsx``. Cells are understood only when somebody asks for them.

What many files have alike (the list of sheets, relations, styles) is understood once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache
from math import isfinite
from posixpath import dirname, join, normpath
from typing import NamedTuple
from xml.parsers import expat

from zipingbiao.errors import UnreadableFile, stopped_at
from zipingbiao.ooxml.cells import (
    FORMULA,
    INLINE,
    SHARED,
    TYPED,
    Raw,
    SheetPart,
    is_uncached,
    own_texts,
    parse_sheet,
    parted,
    settings_of,
)
from zipingbiao.ooxml.events import local, parse
from zipingbiao.ooxml.formats import Formatter, NumberFormat, cell_formats, number_format, says_more
from zipingbiao.ooxml.grid import CellError, Scalar, Sheet
from zipingbiao.ooxml.package import Package, Packed
from zipingbiao.ooxml.strings import SharedStrings, rich_text, shared_items, unescape
from zipingbiao.values.serial import serial_of_iso

MAX_CELLS = 2_000_000
#: A workbook has some dozens of them.
_MOST_LOOKS = 10_000
#: Digits of a whole number that are kept as written; a workbook holds 15 of them exactly.
_WHOLE_DIGITS = 18
#: Few enough to stay near at hand.
_KEPT = 2048


class Look(NamedTuple):
    """How cells with the same attributes are understood: their type, their number format.

    ``bare``: numbers that are shown as they are, without per cent, unit or scaling.
    """

    kind: str
    show: Formatter
    bare: bool


class Looks(dict[str, Look]):
    """The looks of a workbook's cells, by their attributes as written; made when asked for."""

    def __init__(self, formats: tuple[NumberFormat, ...], date1904: bool = False) -> None:
        super().__init__()
        self._formats = formats
        self.date1904 = date1904
        self.numbers = _Numbers(self)
        self.shown = _Shown(self)

    def __missing__(self, written: str) -> Look:
        if len(self) > _MOST_LOOKS:
            self.clear()
        style, kind = settings_of(written)
        formats = self._formats
        form = formats[style] if 0 <= style < len(formats) else formats[0]
        look = self[written] = Look(kind, form.show, not says_more(form.code))
        return look


class _Numbers(dict[Raw | None, int | float | None]):
    """Cells → their numbers, those that are shown as they are; None for any other."""

    def __init__(self, looks: Looks) -> None:
        super().__init__({None: None})
        self._looks = looks

    def __missing__(self, raw: Raw) -> int | float | None:
        if len(self) > _KEPT:
            self.clear()
            self[None] = None
        settings, value, _ = parted(raw)
        look = self._looks[settings]
        number = self[raw] = _plain_number(value) if look.kind == "n" and look.bare else None
        return number


class _Shown(dict[Raw, str | None]):
    """Cells → how their number is shown; None where they hold none."""

    def __init__(self, looks: Looks) -> None:
        super().__init__()
        self._looks = looks

    def __missing__(self, raw: Raw) -> str | None:
        if len(self) > _KEPT:
            self.clear()
        settings, value, _ = parted(raw)
        look = self._looks[settings]
        shown = self[raw] = _number_shown(look.show, value) if look.kind == "n" else None
        return shown


def _number_shown(show: Formatter, value: str) -> str:
    """Shows a number as the file writes it."""
    if not value:
        return ""
    number = _number(value)
    return number if isinstance(number, str) else show(number)


class XlsxSheet:
    """One sheet of an ``.xlsx``. See `zipingbiao.ooxml.grid.Sheet`.

    ``cells`` are as the file has them, ``_typed`` those of a type of their own, shared strings
    aside; ``texts`` those that hold a text of their own or a shared one, with it.
    """

    def __init__(
        self, name: str, hidden: bool, part: SheetPart, strings: Mapping[str, str], looks: Looks
    ) -> None:
        self.name = name
        self.hidden = hidden
        self.cells, self.merges = part
        self._strings = strings
        self._looks = looks
        self.texts = {
            address: strings[raw[raw.rindex(">") + 1 :]]
            for address, raw in self.cells.items()
            if SHARED in raw
        }
        self._typed = {
            address: raw
            for address, raw in self.cells.items()
            if TYPED in raw and SHARED not in raw
        }
        if self._typed:
            self.texts |= self._inline()

    def _inline(self) -> dict[str, str]:
        """The texts of cells that have their own."""
        texts = own_texts(self._typed)
        for address, raw in self._typed.items():
            if INLINE in raw and address not in texts:
                parts = parted(raw)
                if self._looks[parts.settings].kind == "inlineStr":
                    texts[address] = rich_text(parts.inline)
        return texts

    @property
    def addresses(self) -> Collection[str]:
        """The addresses of all cells that hold something."""
        return self.cells.keys()

    def value(self, address: str) -> Scalar:
        """What the cell holds; None where nothing stands."""
        if address in self.texts:
            return self.texts[address] or None
        raw = self.cells.get(address)
        if raw is None:
            return None
        settings, value, inline = parted(raw)
        kind = self._looks[settings].kind
        if kind == "n":
            return _number(value) if value else None
        return self._other(kind, value, inline)

    def shown(self, address: str) -> str:
        """What a person sees in the cell."""
        if address in self.texts:
            return self.texts[address]
        raw = self.cells.get(address)
        if raw is None:
            return ""
        number = self._looks.shown[raw]
        if number is not None:
            return number
        settings, value, inline = parted(raw)
        look = self._looks[settings]
        other = self._other(look.kind, value, inline)
        if look.kind == "d" and isinstance(other, int | float):
            shown = look.show(other)
            return value.partition("T00:00:00")[0] if _number(shown) == other else shown
        if isinstance(other, bool):
            return "TRUE" if other else "FALSE"
        return str(other) if other is not None else ""

    def uncached(self, address: str) -> bool:
        """Whether the cell holds a formula whose value was never stored."""
        raw = self.cells.get(address)
        if raw is None or not is_uncached(raw):
            return False
        return self._looks[parted(raw).settings].kind != "str"

    @property
    def computed(self) -> Collection[str]:
        """The addresses of the cells that hold a formula."""
        return {address for address, raw in self.cells.items() if FORMULA in raw}

    def numbers(self, addresses: Iterable[str]) -> list[int | float | None]:
        """The numbers in some cells that are shown as they are; None for any other."""
        numbers = self._looks.numbers
        return [numbers[raw] for raw in map(self.cells.get, addresses)]

    def worded(self) -> Mapping[str, str]:
        """The cells that hold text of any kind, with their texts."""
        others = [address for address in self._typed if address not in self.texts]
        if not others:
            return self.texts
        values = ((address, self.value(address)) for address in others)
        return {**self.texts, **{a: text for a, text in values if isinstance(text, str)}}

    def _other(self, kind: str, value: str, inline: str) -> Scalar:
        if kind == "s":
            return (self._strings[value] or None) if value else None
        if kind == "inlineStr":
            return rich_text(inline) or None
        if kind == "b":
            return value.strip() == "1" if value else None
        if kind == "e":
            return CellError(value)
        if kind == "d" and (serial := serial_of_iso(value, self._looks.date1904)) is not None:
            return serial
        return unescape(value) or None


def _number(value: str) -> int | float | CellError:
    """What a number's cell holds; what is no number is an error."""
    number = _plain_number(value)
    return CellError(unescape(value).strip()) if number is None else number


def _plain_number(value: str) -> int | float | None:
    """The number that is written; None for what no workbook can hold (1e999, nan, 1_000)."""
    try:
        if value.isdigit() and len(value) <= _WHOLE_DIGITS:
            return int(value)
        number = float(value)
    except ValueError:
        return None
    return _compact(number) if isfinite(number) and "_" not in value else None


def _compact(number: float) -> int | float:
    """Whole numbers as int, so that ``66.0`` and ``66`` are one."""
    return int(number) if number.is_integer() and abs(number) < 1e15 else number


def read_xlsx(package: Package, only: Collection[str] = ()) -> tuple[Sheet, ...]:
    """All worksheets of the package, or those of some names, in the order of their tabs.

    Raises UnreadableFile (ZPB903 damaged, ZPB907 over a limit).
    """
    try:
        return _read_sheets(package, only)
    except (ValueError, LookupError, OverflowError, expat.ExpatError) as error:
        raise UnreadableFile("ZPB903", f"文件已损坏，内容无法解析{stopped_at(error)}。") from None


def _read_sheets(package: Package, only: Collection[str]) -> tuple[Sheet, ...]:
    root = _office_document(package.packed("_rels/.rels"))
    relations = join(dirname(root), "_rels", root.rpartition("/")[2] + ".rels")
    listing = _listing(package.packed(root), package.packed(relations), dirname(root))
    strings = _Strings.of(_shared_strings(package, listing.strings))
    looks = _looks(package, listing)
    sheets: list[Sheet] = []
    count = 0
    for name, hidden, part in listing.sheets:
        if only and name not in only:
            continue
        parsed = parse_sheet(package.read(part))
        count += len(parsed.cells)
        if count > MAX_CELLS:
            raise UnreadableFile("ZPB907", f"单元格超过 {MAX_CELLS} 个。")
        try:
            sheets.append(XlsxSheet(name, hidden, parsed, strings, looks))
        except KeyError:
            raise UnreadableFile("ZPB903", "文件已损坏，单元格指向不存在的文字。") from None
    return tuple(sheets)


_NUMBERS = tuple(map(str, range(4096)))


class _Strings(dict[str, str]):
    """The shared strings by their number as cells write it."""

    @classmethod
    def of(cls, items: SharedStrings) -> _Strings:
        """Some shared strings in order."""
        numbers = _NUMBERS if len(items) <= len(_NUMBERS) else map(str, range(len(items)))
        return cls(zip(numbers, items, strict=False))

    def __missing__(self, written: str) -> str:
        number = str(int(written))
        if number == written:
            raise KeyError(written)
        return self[number]


class Listing(NamedTuple):
    """What workbook.xml says: sheets as (name, hidden, part), the shared parts, the dates."""

    sheets: tuple[tuple[str, bool, str], ...]
    strings: str | None
    styles: str | None
    date1904: bool


class Relation(NamedTuple):
    """A relation of a part: its key, the last word of its type, its target as written."""

    key: str
    kind: str
    target: str


_HIDDEN = frozenset({"hidden", "veryHidden"})


@lru_cache(maxsize=256)
def _listing(workbook: Packed, relations: Packed, folder: str) -> Listing:
    found = _relations(relations)
    targets = {one.key: _part_name(folder, one.target) for one in found}
    kinds = {one.key: one.kind for one in found}
    of_kind = {kind: targets[key] for key, kind in kinds.items()}
    sheets: list[tuple[str, bool, str]] = []
    date1904 = False

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal date1904
        kind = local(name)
        if kind == "sheet":
            key = next((v for k, v in attributes.items() if local(k) == "id"), "")
            if kinds.get(key) == "worksheet":
                hidden = attributes.get("state", "visible") in _HIDDEN
                sheets.append((attributes["name"], hidden, targets[key]))
        elif kind == "workbookPr":
            date1904 = attributes.get("date1904", "0") in ("1", "true")

    parse(workbook.inflated(), start)
    return Listing(tuple(sheets), of_kind.get("sharedStrings"), of_kind.get("styles"), date1904)


def _part_name(folder: str, target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else normpath(join(folder, target))


def _relations(part: Packed) -> list[Relation]:
    found: list[Relation] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if local(name) == "Relationship" and attributes.get("TargetMode") != "External":
            kind = attributes["Type"].rpartition("/")[2]
            found.append(Relation(attributes["Id"], kind, attributes["Target"]))

    parse(part.inflated(), start)
    return found


@lru_cache(maxsize=64)
def _office_document(relations: Packed) -> str:
    for one in _relations(relations):
        if one.kind == "officeDocument":
            return _part_name("", one.target)
    raise UnreadableFile("ZPB901", "文件不是工作簿。")


def _shared_strings(package: Package, part: str | None) -> SharedStrings:
    if part is None or part not in package:
        return []
    return shared_items(package.read(part))


def _looks(package: Package, listing: Listing) -> Looks:
    if listing.styles is None or listing.styles not in package:
        return Looks((number_format("General", listing.date1904),), listing.date1904)
    return _looks_of(package.packed(listing.styles), listing.date1904)


@lru_cache(maxsize=64)
def _looks_of(styles: Packed, date1904: bool) -> Looks:
    return Looks(cell_formats(styles.inflated(), date1904), date1904)
