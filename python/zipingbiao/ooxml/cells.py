"""The cells of a sheet part: fast where the XML is as programs write it, right always.

The fast way takes the cells by one regular expression and counts that none was missed; where
the count differs it looks closer, and at last `zipingbiao.ooxml.sheetxml` reads the part anew
(prefixed names, cells without an address). ``<dimension>`` is never believed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from zipingbiao.ooxml.address import cell_name
from zipingbiao.ooxml.sheetxml import CellXml, SheetReader
from zipingbiao.ooxml.strings import is_rich_text, unescape

#: What the file has of a cell behind its address: other attributes, formula, value:
#: `` s="3" t="s"><v>17``, `` s="3"><f>SUM(A1:A3)</f><v>17``, `` t="inlineStr"><is><t>words</t>``.
Raw = str

VALUE, INLINE, FORMULA = "><v>", "><is>", "><f"
#: Ends the attributes of a cell that holds a shared string, as nearly all programs write it.
SHARED = 't="s"><v>'
#: Stands in the attributes of a cell that is not a mere number.
TYPED = ' t="'
#: Stand before and after a text of the cell's own that is all in one piece.
_ONE_TEXT, _ONE_TEXT_END = ' t="inlineStr"><is><t>', "</t>"


class SheetPart(NamedTuple):
    """What a sheet part holds: cells that hold something, by address, and merged areas."""

    cells: dict[str, Raw]
    merges: tuple[str, ...]


_PLACE = "[A-Z]{1,3}[1-9][0-9]{0,6}"
#: A value, a text of the cell's own, or a formula without a value, of which only `<f>` is taken.
_PLAIN_CELL = re.compile(
    rf'<c r="({_PLACE})"([^>]*>'
    r'(?:(?:<f>[^<]*</f>)?<v>[^<]+|<is><t(?: xml:space="preserve")?>[^<]*</t>|<f>))'
    r"(?:(?<![ft]>)</v>|(?<=</t>)</is>|(?<=<f>)[^<]*</f>(?:<v></v>|<v/>)?)</c>"
)
_CELL = re.compile(
    rf'<c r="({_PLACE})"([^>]*)>'
    r"(?:(<f)(?: [^>]*)?(?:/>|>[^<]*</f>))?"
    r"(?:<v(?: [^>]*)?>([^<]*)</v>|<v/>)?(?:<is>(.*?)</is>)?</c>",
    re.DOTALL,
)
#: The end of a part is looked for in so many letters.
_TAIL = 64
_AREA = re.compile(f"{_PLACE}(?::{_PLACE})?")
_MERGE = re.compile(rf'<mergeCell ref="({_AREA.pattern})"\s*/>')
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


def own_texts(cells: Mapping[str, Raw]) -> dict[str, str]:
    """The texts of cells that have their own, all in one piece, by address.

    None at all where some cell has one in several pieces: then each must be looked at.
    """
    begin, end = len(_ONE_TEXT), -len(_ONE_TEXT_END)
    texts = {
        address: raw[raw.index(_ONE_TEXT) + begin : end]
        for address, raw in cells.items()
        if _ONE_TEXT in raw and raw.endswith(_ONE_TEXT_END)
    }
    joined = "".join(texts.values())
    if "<" in joined:
        return {}
    if "&" in joined or "_x" in joined:
        return {address: unescape(text) for address, text in texts.items()}
    return texts


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
    if not whole or "\0" in text or ("!" in text and "<!" in text):
        return _parse_slowly(data)
    merges = _merges(text)
    count = text.count("</c>")
    cells: list[tuple[str, Raw]] = _PLAIN_CELL.findall(text)
    if merges is None or (not count and ":c " in text):
        return _parse_slowly(data)
    if len(cells) == count:
        return SheetPart(dict(cells), merges)
    found = _CELL.findall(text)
    if len(found) != count or not all(is_rich_text(one[4]) for one in found if one[4]):
        return _parse_slowly(data)
    return SheetPart(_raws(found), merges)


def _raws(found: Iterable[tuple[str, ...]]) -> dict[str, Raw]:
    """The cells that hold something; a formula is written as its beginning."""
    cells: dict[str, Raw] = {}
    for address, settings, formula, value, inline in found:
        if value:
            beginning = f"{settings}{FORMULA}" if formula else settings
            cells[address] = f"{beginning}{VALUE}{value}"
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


def _parse_slowly(data: bytes) -> SheetPart:
    reader = SheetReader(data)
    found = (_parts_of(cell) for row in reader for cell in row.cells)
    return SheetPart(_raws(found), tuple(_areas(reader.merges)))


def _parts_of(cell: CellXml) -> tuple[str, ...]:
    """A cell as `_CELL` takes it apart."""
    settings = "".join(
        f' {key}="{cell.settings[key]}"' for key in ("s", "t") if key in cell.settings
    )
    value, inline = _escape(cell.value or ""), _escape(cell.words)
    return (
        cell_name(cell.row, cell.column),
        settings,
        "" if cell.formula is None else "<f",
        value,
        f"<t>{inline}</t>" if inline else "",
    )


def _areas(merges: Iterable[str]) -> Iterator[str]:
    """What names no area merges nothing: Excel drops it on opening."""
    for text in merges:
        area = text.replace("$", "")
        if _AREA.fullmatch(area):
            yield area


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")
