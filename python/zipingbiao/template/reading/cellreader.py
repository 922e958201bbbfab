"""Read cells, one by one and a column at a time."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from zipingbiao.ooxml.grid import Sheet
from zipingbiao.ooxml.xlsx import XlsxSheet
from zipingbiao.template.codec import DECODERS, Decoded, Decoder, Remark, decode_text
from zipingbiao.template.patterns import values_in
from zipingbiao.template.reading.planned import Spot
from zipingbiao.values.numbers import read_points
from zipingbiao.values.text import fold, plain

_COLON = re.compile(r"[：:∶]")


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


class CellReader:
    """Reads the cells of one sheet as values of the model.

    ``unit`` is the money unit of the form that is read; ``remarks`` is what was noted meanwhile.
    """

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.unit: str | None = None
        self.remarks: list[Remark] = []
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
        for index, number in enumerate(found):
            if number is None and addresses[index] in self._present:
                found[index] = decode(self.sheet, addresses[index], self.unit, self.remarks.append)
        return found

    def spot(self, spot: Spot) -> Decoded:
        """The value of one field."""
        sheet: Sheet = self.sheet
        if spot.pattern is not None or spot.after is not None:
            text = self._own_text(spot)
            if text is not None:
                sheet = TextSheet(text)
        value = DECODERS[spot.kind](sheet, spot.address, self.unit, self.remarks.append)
        if spot.percent and spot.kind in ("rate", "degree") and isinstance(value, int | float):
            return _of_hundred(sheet.shown(spot.address), value)
        return value

    def _own_text(self, spot: Spot) -> str | None:
        """The field's part of a cell that holds literal text too."""
        text = self.sheet.shown(spot.address)
        if spot.after is not None:
            match = spot.after.search(text)
            return plain(match[1] if match else _COLON.split(text, maxsplit=1)[-1])
        found = values_in(spot.pattern or (), text)
        return found[spot.tag] if found is not None and spot.tag in found else None


def _of_hundred(shown: str, value: int | float) -> int | float:
    """Under a head that says (%), a bare 85.9 is 85.9%; up to 1 it is a fraction all the same."""
    if "%" in fold(shown) or abs(value) <= 1:
        return value
    return read_points(f"{value / 100:.12g}") or 0
