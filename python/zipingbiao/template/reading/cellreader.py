"""Read cells, one by one and a column at a time."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from zipingbiao.domain.wording import names_kind_of_value
from zipingbiao.ooxml.grid import PICTURE, Sheet
from zipingbiao.ooxml.xlsx import XlsxSheet
from zipingbiao.template.codec import (
    DECODERS,
    Decoded,
    Decoder,
    Remark,
    decode_text,
    is_ticked,
    is_unticked,
    read_operator,
)
from zipingbiao.template.patterns import match_of
from zipingbiao.template.reading.planned import Spot
from zipingbiao.template.tag import tags_of
from zipingbiao.values.numbers import read_points
from zipingbiao.values.text import fold, is_blank_mark, plain

_COLON = re.compile(r"[：:∶]")
#: Far behind a value another label may follow in the same cell.
_NEXT_LABEL = re.compile(r"(?:\s{2,}|\t|\n|　)(?=[^\s：:∶]{2,12}[：:∶])")
#: Words where only a tick belongs are words that were not read.
NOT_A_TICK = "ZPB932"
_QUOTED = 20
#: What most often stands for no number (`is_blank_mark`).
_MARKS = frozenset({"—", "——", "-", "/"})
_SIGN = r"[≥≤≧≦><=＞＜＝]{1,2}|[不大小多少高低超等于过]{2,4}"
_SIGNED = re.compile(_SIGN)
#: A number with or without its sign, and without its unit.
#: A number with its unit; a date is none.
_MEASURE = re.compile(r"[\d０-９][\d０-９,，.．]*\s*[^\W\d_年月日号][^\W\d_]{0,4}")
_BARE_NUMBER = re.compile(rf"(?:{_SIGN})?[+-]?[\d０-９][\d０-９,，.．]*[%％‰]?")


@dataclass(slots=True)
class TextSheet:
    """A sheet of one text, for a field that shares its cell with literal text."""

    text: str
    name: str = ""
    hidden: bool = False
    merges: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()

    def value(self, address: str) -> str | None:
        """The text."""
        return self.text or None

    def shown(self, address: str) -> str:
        """The text."""
        return self.text

    def uncached(self, address: str) -> bool:
        """Never."""
        return False


class Unsaid(NamedTuple):
    """A sign or a unit that its target does not say: its cell, its text, the target's cell."""

    address: str
    text: str
    target: str


class CellReader:
    """Reads the cells of one sheet as values of the model.

    ``unit`` is the money unit of the form that is read; ``remarks`` is what was noted meanwhile,
    ``unsaid`` what stands beside targets and could not become part of them.
    """

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.unit: str | None = None
        self.remarks: list[Remark] = []
        self.unsaid: list[Unsaid] = []
        self._present = sheet.addresses
        self._texts: Mapping[str, str] = {}
        self._quick = sheet if isinstance(sheet, XlsxSheet) else None
        if self._quick is not None:
            self._texts = self._quick.texts

    def __contains__(self, address: str) -> bool:
        """Whether something stands in the cell."""
        return address in self._present

    def text(self, address: str) -> str | None:
        """The text of a cell as a person sees it."""
        if address not in self._present:
            return None
        text = decode_text(self.sheet, address, None, self.remarks.append)
        return None if text is None else str(text)

    def texts(self, addresses: Sequence[str]) -> list[Any]:
        """The texts of a column of cells."""
        found: list[Any] = list(map(self._texts.get, addresses))
        together = "".join(filter(None, found))
        if PICTURE in together:
            found = [None if text and text.startswith(PICTURE) else text for text in found]
        if " " in together or not together.isprintable():
            found = [text and plain(text) for text in found]
        shown, present = self.sheet.shown, self._present
        for index, text in enumerate(found):
            if not text:
                address = addresses[index]
                if address not in present:
                    found[index] = None
                elif (text := shown(address)).isalnum():
                    found[index] = text
                else:
                    found[index] = self.text(address)
        return found

    def figures(self, addresses: Sequence[str], decode: Decoder) -> list[Any]:
        """The values of a column of cells."""
        found: list[Any] = [None] * len(addresses)
        if self._quick is not None:
            found = self._quick.numbers(addresses)
        texts, present = self._texts, self._present
        for index, number in enumerate(found):
            if number is not None or texts.get(addresses[index]) in _MARKS:
                continue
            if addresses[index] in present:
                found[index] = decode(self.sheet, addresses[index], self.unit, self.remarks.append)
        return found

    def spot(self, spot: Spot) -> Decoded:
        """The value of one field."""
        sheet: Sheet = self.sheet
        if spot.parts:
            return self._target(spot)
        if spot.pattern is not None or spot.after is not None:
            text = self.own_text(spot)
            if text is not None:
                sheet = TextSheet(text)
        value = DECODERS[spot.kind](sheet, spot.address, self.unit, self.remarks.append)
        if spot.percent and spot.kind in ("rate", "degree") and isinstance(value, int | float):
            return _of_hundred(sheet.shown(spot.address), value)
        return value

    def ticked(self, address: str) -> bool:
        """Whether a cell is ticked; other words in it are told, as there is no place for them."""
        shown = plain(self.sheet.shown(address)) if address in self._present else ""
        if shown and not is_ticked(shown) and not is_unticked(shown):
            reason = f"这一栏只打「√」，文字「{shown[:_QUOTED]}」没有读取。"
            self.remarks.append(Remark(NOT_A_TICK, address, reason, shown, "warn"))
        return is_ticked(shown)

    def _target(self, spot: Spot) -> str | None:
        """A target that was split over cells: its sign, its number, its unit."""
        number = self.text(spot.address) if spot.address in self else None
        texts = [self.text(part) if part and part in self else None for part in spot.parts]
        sign, unit = texts
        target = None if number is None else joined_target(sign, number, unit)
        for address, text in zip(spot.parts, texts, strict=True):
            if text and not says_part(target or "", text):
                self.unsaid.append(Unsaid(address, text, spot.address))
        return target

    def own_text(self, spot: Spot) -> str | None:
        """The field's part of a cell that holds literal text too."""
        text = self.sheet.shown(spot.address)
        span = own_span(spot, text)
        return None if span is None else plain(text[slice(*span)])


def own_span(spot: Spot, text: str) -> tuple[int, int] | None:
    """Where in the text of its cell a field stands; None where the text is not of its pattern."""
    if spot.pattern is not None:
        match = match_of(spot.pattern, text)
        tags = list(tags_of(spot.pattern))
        return None if match is None else match.span(tags.index(spot.tag) + 1)
    if spot.after is None:
        return 0, len(text)
    match = spot.after.search(text)
    colon = _COLON.search(text)
    start, end = match.span(1) if match else (colon.end() if colon else 0, len(text))
    further = _NEXT_LABEL.search(text, start, end)
    return start, further.start() if further else end


def joined_target(sign: str | None, number: str, unit: str | None) -> str:
    """One target of its parts: ≥, 735, 人次 → ≥735人次; what is no number stays alone.

    A number with its unit, 4小时, takes the sign only.
    """
    bare = _BARE_NUMBER.fullmatch(number) is not None
    if not bare and _MEASURE.fullmatch(number) is None:
        return number
    if bare and unit and not is_blank_mark(unit) and not number.endswith(("%", "％", unit)):
        number += unit
    wanted = sign and read_operator(sign) and not _SIGNED.match(number)
    return f"{sign}{number}" if wanted else number


def says_part(target: str, part: str) -> bool:
    """Whether a target says the sign or the unit beside it; one that says nothing need not be.

    及时 says no 次 and no ≥; that it is to be equal, or 定性, goes without saying.
    """
    if is_blank_mark(part) or names_kind_of_value(part):
        return True
    sign = read_operator(part)
    if sign is None:
        return fold(part) in fold(target)
    own = _SIGNED.match(target)
    return sign == "=" if own is None else read_operator(own[0]) in (sign, None)


def _of_hundred(shown: str, value: int | float) -> int | float:
    """Under a head that says (%), a bare 85.9 is 85.9%; up to 1 it is a fraction all the same."""
    if "%" in fold(shown) or abs(value) <= 1:
        return value
    return read_points(f"{value / 100:.12g}") or 0
