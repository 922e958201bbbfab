"""The pieces of a part that move, and how each is computed. See `moving`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple, Protocol
from urllib.parse import quote, unquote

from zipingbiao.ooxml import xmltext
from zipingbiao.ooxml.address import MAX_ROW
from zipingbiao.ooxml.formula import (
    Renaming,
    map_of,
    move_areas,
    move_formula,
    refers,
    rename,
    sheets_named,
)
from zipingbiao.ooxml.rowmap import RowMap

Maps = Mapping[str, RowMap]

#: Kinds of references. A formula, where a single cell goes to the first copy of its row; areas,
#: each growing over all copies of its rows; a link (``#Sheet!A1``, or an address elsewhere);
#: the number of a row from 1, seen as the row behind which something stands; the number of a
#: row from 0, seen as the top or the bottom of something; the name of a sheet.
FORMULA, AREAS, LINK, AFTER, TOP, BOTTOM = "formula", "areas", "link", "after", "top", "bottom"
SHEET = "sheet"

_STAY = RowMap()


class Context(NamedTuple):
    """What a reference depends on.

    ``home`` is its own sheet, ``sheets`` are all sheets in their order, ``row`` is the row it
    is seen from; ``repeated`` says that its element is repeated with that row.
    """

    home: str
    sheets: tuple[str, ...] = ()
    row: int | None = None
    repeated: bool = False


class Slot(Protocol):
    """A piece of a part that moves."""

    def moved(self, maps: Maps, copy: int) -> str:
        """What stands there; in an element that is repeated, for that copy."""

    def renamed(self, names: Renaming) -> str:
        """What stands there, unmoved, when sheets and tables have other names."""


Piece = str | Slot
#: Tokens to be replaced: index of the first → index behind the last, and what stands there.
Overrides = dict[int, tuple[int, Piece]]


def filled(pieces: Iterable[Piece], maps: Maps, copy: int = 0) -> str:
    """The text of pieces, each slot moved."""
    return "".join(piece if isinstance(piece, str) else piece.moved(maps, copy) for piece in pieces)


def renamed(pieces: Iterable[Piece], names: Renaming) -> str:
    """The text of pieces with sheets and tables called by other names."""
    return "".join(piece if isinstance(piece, str) else piece.renamed(names) for piece in pieces)


def joined(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """The pieces with neighbouring texts made one."""
    texts: list[str] = []
    for piece in pieces:
        if isinstance(piece, str):
            texts.append(piece)
        else:
            yield "".join(texts)
            yield piece
            texts = []
    yield "".join(texts)


@dataclass(frozen=True, slots=True)
class Reference:
    """The value of an attribute or the text of an element, as `RULES` names them.

    Unmoved, it is ``raw`` as it stood; moved, it is written anew.
    """

    kind: str
    raw: str
    value: str
    context: Context
    write: Callable[[str], str]

    def moved(self, maps: Maps, copy: int) -> str:
        """The reference for one form."""
        return self._written(_MOVE[self.kind](self.value, self.context, maps, copy))

    def renamed(self, names: Renaming) -> str:
        """The reference with sheets and tables called by other names."""
        return self._written(_RENAME.get(self.kind, rename)(self.value, names))

    def _written(self, value: str) -> str:
        return self.raw if value == self.value else self.write(value)


def reference(
    kind: str, raw: str, value: str, context: Context, write: Callable[[str], str]
) -> Piece:
    """The slot of a reference, or its text where it can't move at all."""
    if kind == LINK:
        moves = value.startswith("#")
    elif kind == SHEET:
        moves = True
    elif kind in (FORMULA, AREAS):
        moves = refers(value)
    else:
        moves = value.strip().isdecimal()
    return Reference(kind, raw, value, context, write) if moves else raw


def _formula(value: str, context: Context, maps: Maps, copy: int) -> str:
    own = None if context.row is None else (context.row, copy)
    return move_formula(value, maps, context.home, own)


def _areas(value: str, context: Context, maps: Maps, copy: int) -> str:
    if context.repeated or "!" in value:
        return _formula(value, context, maps, copy)
    return move_areas(value, rows_of(maps, context.home))


def _link(value: str, context: Context, maps: Maps, copy: int) -> str:
    return _relinked(value, _formula(unquote(value[1:]), context, maps, copy))


def _relinked(value: str, place: str) -> str:
    if place == unquote(value[1:]):
        return value
    return "#" + (quote(place, safe="!'$:()") if "%" in value else place)


def _after(value: str, context: Context, maps: Maps, copy: int) -> str:
    return str(rows_of(maps, context.home).last(int(value)))


def _top(value: str, context: Context, maps: Maps, copy: int) -> str:
    return str(rows_of(maps, context.home).first(int(value) + 1) - 1)


def _bottom(value: str, context: Context, maps: Maps, copy: int) -> str:
    return str(min(rows_of(maps, context.home).last(int(value) + 1), MAX_ROW) - 1)


_MOVE: dict[str, Callable[[str, Context, Maps, int], str]] = {
    FORMULA: _formula,
    AREAS: _areas,
    LINK: _link,
    AFTER: _after,
    TOP: _top,
    BOTTOM: _bottom,
    SHEET: lambda value, context, maps, copy: value,
}
_RENAME: dict[str, Callable[[str, Renaming], str]] = {
    LINK: lambda value, names: _relinked(value, rename(unquote(value[1:]), names)),
    SHEET: lambda value, names: names.sheets.get(value, value),
}


def rows_of(maps: Maps, home: str) -> RowMap:
    """How the rows of a sheet move."""
    return map_of(maps, home) or _STAY


@dataclass(frozen=True, slots=True)
class Repeated:
    """An element within one row of the sheet ``home``, repeated with it."""

    home: str
    row: int
    pieces: tuple[Piece, ...]

    def moved(self, maps: Maps, copy: int) -> str:
        """One element for each copy of the row."""
        copies = rows_of(maps, self.home).copies(self.row)
        return "".join(filled(self.pieces, maps, number) for number in range(copies))

    def renamed(self, names: Renaming) -> str:
        """The one element with other names."""
        return renamed(self.pieces, names)


@dataclass(frozen=True, slots=True)
class Count:
    """The number of elements of which some are `Repeated`, one for each of ``rows``."""

    raw: str
    value: int
    home: str
    rows: tuple[int, ...]

    def moved(self, maps: Maps, copy: int) -> str:
        """The number for one form, quoted."""
        here = rows_of(maps, self.home)
        more = sum(here.copies(row) - 1 for row in self.rows)
        return f'"{self.value + more}"' if more else self.raw

    def renamed(self, names: Renaming) -> str:
        """The number as it stands."""
        return self.raw


@dataclass(frozen=True, slots=True)
class FrozenRows:
    """How many rows a pane freezes, from row ``top`` on."""

    raw: str
    top: int
    value: int
    home: str

    def moved(self, maps: Maps, copy: int) -> str:
        """The number for one form, quoted."""
        here = rows_of(maps, self.home)
        value = here.last(self.top + self.value - 1) - here.first(self.top) + 1
        return self.raw if value == self.value else f'"{value}"'

    def renamed(self, names: Renaming) -> str:
        """The number as it stands."""
        return self.raw


@dataclass(frozen=True, slots=True)
class SharedFormula:
    """A cell's share in a formula; it gets its own where the shared one moves."""

    parts: tuple[str, ...]
    text: str
    home: str

    def moved(self, maps: Maps, copy: int) -> str:
        """The element for one form."""
        named = (map_of(maps, name) for name in sheets_named(self.text, self.home))
        if all(rows is None or rows.identity for rows in named):
            return "".join(self.parts)
        tag = self.parts[0]
        for name in ("t", "ref", "si"):
            tag = xmltext.with_attribute(tag, name, None)
        return _element(tag, move_formula(self.text, maps, self.home))

    def renamed(self, names: Renaming) -> str:
        """The element with other names, still shared."""
        text = xmltext.text_of(self.parts)
        return _element(self.parts[0], rename(text, names)) if text else "".join(self.parts)


def _element(tag: str, text: str) -> str:
    name = xmltext.prefix_of(tag) + xmltext.local_name(tag)
    return f"{tag.removesuffix('/>').removesuffix('>')}>{xmltext.escape(text)}</{name}>"
