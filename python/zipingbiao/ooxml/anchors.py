"""Where shapes, controls and notes are anchored, and how they go with the rows. See `moving`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from zipingbiao.ooxml import xmltext
from zipingbiao.ooxml.formula import Renaming
from zipingbiao.ooxml.rowmap import RowMap
from zipingbiao.ooxml.slots import Maps, Overrides, rows_of

_NUMBER = re.compile(r"-?[0-9]+")


@dataclass(frozen=True, slots=True)
class Span:
    """Where a shape lies: rows from 0, and how far it reaches into its bottom row.

    ``moves`` and ``sizes`` are Excel's: with the cells. A shape within one row stays with the
    first copy; ``by`` is the row (from 0) that a note belongs to and goes with.
    """

    top: int
    bottom: int
    offset: int
    moves: bool = True
    sizes: bool = True
    by: int | None = None

    def rows(self, here: RowMap) -> tuple[int, int]:
        """Its top and bottom rows for one form."""
        if not self.moves:
            return self.top, self.bottom
        pinned = self.top if self.by is None else self.by
        shift = here.first(pinned + 1) - 1 - pinned
        last = self.bottom + 1 if self.offset else self.bottom
        if self.by is not None or not self.sizes or last <= self.top + 1:
            return self.top + shift, self.bottom + shift
        return self.top + shift, here.last(last) - last + self.bottom


@dataclass(frozen=True, slots=True)
class SpanRow:
    """One row number of a shape's anchor."""

    raw: str
    span: Span
    home: str
    foot: bool

    def moved(self, maps: Maps, copy: int) -> str:
        """The number for one form."""
        rows = self.span.rows(rows_of(maps, self.home))
        value = rows[self.foot]
        return self.raw if value == (self.span.top, self.span.bottom)[self.foot] else str(value)

    def renamed(self, names: Renaming) -> str:
        """The number as it stands."""
        return self.raw


@dataclass(frozen=True, slots=True)
class SpanNumbers:
    """The eight numbers of a shape's anchor in VML: column, row and offsets, twice."""

    raw: str
    span: Span
    home: str

    def moved(self, maps: Maps, copy: int) -> str:
        """The numbers for one form, all else as it stood."""
        top, bottom = self.span.rows(rows_of(maps, self.home))
        rows = iter((None, None, top, None, None, None, bottom, None))
        return _NUMBER.sub(lambda old: _replaced(old, next(rows, None)), self.raw)

    def renamed(self, names: Renaming) -> str:
        """The numbers as they stand."""
        return self.raw


def _replaced(old: re.Match[str], new: int | None) -> str:
    return old[0] if new is None else str(new)


def _numbers(text: str) -> list[int]:
    return [int(number) for number in _NUMBER.findall(text)]


def of_shape(parts: Sequence[str], home: str) -> Overrides:
    """The slots of a shape's anchor: its ``from`` and ``to`` rows."""
    top, bottom = (_row_text(parts, name) for name in ("from", "to"))
    if top is None:
        return {}
    span = Span(top[2], (bottom or top)[2], (bottom or top)[3], *_behaviour(parts[0]))
    overrides: Overrides = {}
    for foot, found in enumerate((top, bottom)):
        if found is not None:
            raw = "".join(parts[found[0] : found[1]])
            overrides[found[0]] = found[1], SpanRow(raw, span, home, bool(foot))
    return overrides


def _row_text(parts: Sequence[str], name: str) -> tuple[int, int, int, int] | None:
    """Of ``from`` or ``to``: first and end index of the row's text, the row, its offset."""
    at = xmltext.find(parts, name)
    row = None if at is None else xmltext.find(parts, "row", at)
    if row is None:
        return None
    end, text = xmltext.text_at(parts, row)
    offset = xmltext.find(parts, "rowOff", end)
    beyond = 0 if offset is None else sum(_numbers(xmltext.text_at(parts, offset)[1]))
    return (row + 1, end, int(text), beyond) if text.strip().isdecimal() else None


def _behaviour(tag: str) -> tuple[bool, bool]:
    """Whether a shape moves and sizes with the cells."""
    if xmltext.local_name(tag) == "anchor":
        flags = (xmltext.attribute(tag, name) for name in ("moveWithCells", "sizeWithCells"))
        moves, sizes = (flag in ("1", "true") for flag in flags)
        return moves or sizes, sizes
    edit = xmltext.attribute(tag, "editAs") or "twoCell"
    return edit != "absolute", edit == "twoCell"


def of_vml(parts: Sequence[str], home: str) -> Overrides:
    """The slot of a note or a control in VML. A note goes with its cell and keeps its size."""
    at = xmltext.find(parts, "Anchor")
    end, text = (0, "") if at is None else xmltext.text_at(parts, at)
    anchor = _numbers(text)
    if at is None or len(anchor) != 8:
        return {}
    found = {name: start for start, name in xmltext.starts(parts)}
    row = _numbers(xmltext.text_at(parts, found["Row"])[1]) if "Row" in found else []
    by = row[0] if row and xmltext.attribute(parts[0], "ObjectType") == "Note" else None
    # In VML these elements say that the shape does not.
    moves, sizes = "MoveWithCells" not in found or by is not None, "SizeWithCells" not in found
    span = Span(anchor[2], anchor[6], anchor[7], moves, sizes, by)
    slot = SpanNumbers("".join(parts[at + 1 : end]), span, home)
    return {at + 1: (end, slot)}
