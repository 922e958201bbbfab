"""Moving the references in formulas, losslessly.

A formula is cut into pieces once: texts that stay, and references. Strings, names, functions,
structured references and references into other workbooks are never touched.

How references move when row *r* of a sheet repeats:

* a single cell goes to the first copy of its row; rows below *r* move down;
* a range goes from the first copy of its top row to the last copy of its bottom row, so it
  grows when it contains or ends at *r*;
* in a formula that itself stands in a copy of *r*, references to *r* mean that copy's own row.
  In a range that lies within *r* an absolute row number keeps its reach: in row 13 ``C13:F13``
  is the own row, ``G$13:G$13`` all copies, ``G$13:G13`` the copies down to the own one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from zipingbiao.ooxml.address import (
    MAX_COLUMN,
    MAX_ROW,
    Area,
    column_name,
    column_number,
)
from zipingbiao.ooxml.rowmap import RowMap

#: Characters of a sheet name that needs no quotes (generously: all but operators).
_SHEET = r"""[^\s"'()\[\]{}+\-*/^&=<>,;:!#%@$|~]+"""
_CELL = r"\$?[A-Za-z]{1,3}\$?[1-9][0-9]{0,6}"
_PREFIX = rf"""(?:
      '(?:[^']|'')+'
    | (?:\[[^\[\]]*\])?(?:(?!{_CELL}:){_SHEET}:)?{_SHEET}
    | \[[^\[\]]*\]
    | \#REF
    )!"""
_LEXEME = re.compile(
    rf"""
      (?P<literal>"(?:[^"]|"")*+")
    | (?P<prefix>{_PREFIX})?
      (?P<first>{_CELL}|\$?[1-9][0-9]{{0,6}}(?=:\$?[0-9])|\$?[A-Za-z]{{1,3}}(?=:\$?[A-Za-z]))
      (?:(?P<link>:(?:{_PREFIX})?)
         (?P<last>{_CELL}|(?<=[0-9]:)\$?[1-9][0-9]{{0,6}}|(?<=[A-Za-z]:)\$?[A-Za-z]{{1,3}}))?
      (?![\w.(\[!\\?])
    | {_PREFIX}
    | (?:[^\W\d]|\\)[\w.\\?]*
    | (?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[Ee][+-]?[0-9]+)?
    | \[(?:[^\[\]']|'.|\[(?:[^\[\]']|'.)*+\])*+\]
    | .
    """,
    re.VERBOSE | re.DOTALL,
)
_END = re.compile(r"(\$?)([A-Za-z]*)(\$?)([0-9]*)")
_LITERAL = re.compile(r'(?:"(?:[^"]|"")*"|[\s0-9.%+-]*)')
_LOST = "#REF!"


class End(NamedTuple):
    """One end of a reference: ``$G$13``. ``row`` is 0 in whole columns, letters "" in rows."""

    column_dollar: str
    letters: str
    row_dollar: str
    row: int

    def at(self, row: int) -> str:
        """This end, written with another row."""
        return f"{self.column_dollar}{self.letters}{self.row_dollar}{row or ''}"


class Reference(NamedTuple):
    """A reference as it stands in a formula.

    ``sheets`` are the sheets named by ``prefix``: none for the formula's own sheet, two for a
    3-D reference, None for another workbook or a lost sheet. ``link`` joins the two ends of a
    range. ``closing`` says that a single cell ends a computed range: ``INDEX(…):G13``.
    """

    prefix: str
    sheets: tuple[str, ...] | None
    first: End
    link: str
    last: End | None
    closing: bool

    def __str__(self) -> str:
        return self.written(self.first.row, self.last.row if self.last else 0)

    def written(self, top: int, bottom: int) -> str:
        """The reference with other rows."""
        tail = self.last.at(bottom) if self.last else ""
        return f"{self.prefix}{self.first.at(top)}{self.link}{tail}"


@lru_cache(maxsize=8192)
def parse(text: str) -> tuple[str | Reference, ...]:
    """The pieces of a formula (without its ``=``); joined they give it back."""
    pieces: list[str | Reference] = []
    for match in _LEXEME.finditer(text):
        reference = _reference(match) if match["first"] else None
        if reference is not None:
            pieces.append(reference)
        elif pieces and isinstance(pieces[-1], str):
            pieces[-1] += match[0]
        else:
            pieces.append(match[0])
    return tuple(pieces)


def _reference(match: re.Match[str]) -> Reference | None:
    first, last = _end(match["first"]), _end(match["last"]) if match["last"] else None
    if not _exists(first) or (last and not _exists(last)):
        return None
    if last is None and not (first.letters and first.row):
        return None
    prefix = match["prefix"] or ""
    closing = last is None and match.string[max(match.start() - 1, 0)] == ":"
    return Reference(prefix, _sheets(prefix), first, match["link"] or "", last, closing)


def _end(text: str) -> End:
    column_dollar, letters, row_dollar, row = _END.fullmatch(text).groups()  # type: ignore[union-attr]
    if not letters:
        column_dollar, row_dollar = "", column_dollar or row_dollar
    return End(column_dollar, letters, row_dollar, int(row or 0))


def _exists(end: End) -> bool:
    return end.row <= MAX_ROW and column_number(end.letters.upper()) <= MAX_COLUMN


def _sheets(prefix: str) -> tuple[str, ...] | None:
    if "[" in prefix or prefix.startswith("#"):
        return None
    name = prefix[:-1]
    if name.startswith("'"):
        name = name[1:-1].replace("''", "'")
    return tuple(name.split(":")) if name else ()


def refers(text: str) -> bool:
    """Whether a formula may refer to anything: it is more than one text or number."""
    return _LITERAL.fullmatch(text) is None


def sheets_named(text: str, home: str) -> frozenset[str]:
    """The sheets of this workbook that a formula refers to."""
    found = (piece.sheets for piece in parse(text) if isinstance(piece, Reference))
    return frozenset(name for sheets in found if sheets is not None for name in sheets or (home,))


def move_formula(
    text: str, maps: Mapping[str, RowMap], home: str, own: tuple[int, int] | None = None
) -> str:
    """The formula with its references moved.

    ``maps`` says by sheet name how rows move (other sheets do not); ``home`` is the sheet of
    unqualified references; ``own=(r, k)`` says that the formula stands in copy ``k`` (from 0)
    of row ``r`` of ``home``. A reference pushed off the sheet becomes ``#REF!``.
    """
    if all(rows.identity for rows in maps.values()):
        return text
    return _move(text, tuple(maps.items()), home, own)


@lru_cache(maxsize=32768)
def _move(
    text: str, maps: tuple[tuple[str, RowMap], ...], home: str, own: tuple[int, int] | None
) -> str:
    table = dict(maps)
    return "".join(
        piece if isinstance(piece, str) else _moved(piece, table, home, own)
        for piece in parse(text)
    )


def _moved(
    reference: Reference, maps: Mapping[str, RowMap], home: str, own: tuple[int, int] | None
) -> str:
    if reference.sheets is None or not reference.first.row:
        return str(reference)
    found = [map_of(maps, name) for name in reference.sheets or (home,)]
    rows = found[0]
    if rows is None or rows.identity or found[0] != found[-1]:
        return str(reference)
    if reference.sheets and reference.sheets[0].casefold() != home.casefold():
        own = None
    top, bottom = _rows(reference, rows, own)
    if top > MAX_ROW:
        return _LOST
    return reference.written(top, min(bottom, MAX_ROW))


def _rows(reference: Reference, rows: RowMap, own: tuple[int, int] | None) -> tuple[int, int]:
    first, last = reference.first, reference.last
    mine = own is not None and first.row == own[0]
    here = rows.first(first.row) + own[1] if own is not None and mine else 0
    if last is None:
        return here or (rows.last if reference.closing else rows.first)(first.row), 0
    if first.row > last.row:
        return rows.last(first.row), rows.first(last.row)
    top, bottom = rows.first(first.row), rows.last(last.row)
    if mine and first.row == last.row:
        return top if first.row_dollar else here, bottom if last.row_dollar else here
    return top, bottom


def map_of(maps: Mapping[str, RowMap], sheet: str) -> RowMap | None:
    """The map of a sheet; Excel takes no heed of case in sheet names."""
    found = maps.get(sheet)
    if found is None and maps:
        folded = sheet.casefold()
        found = next((rows for name, rows in maps.items() if name.casefold() == folded), None)
    return found


def move_areas(text: str, rows: RowMap) -> str:
    """A list of areas (``sqref``) with each grown over all copies of its rows: ``A13`` too."""
    return "".join(
        piece if isinstance(piece, str) else _grown(piece, rows) for piece in parse(text)
    )


def _grown(reference: Reference, rows: RowMap) -> str:
    if reference.last is not None or rows.copies(reference.first.row) == 1:
        return _moved(reference, {"": rows}, "", None)
    single = reference._replace(link=":", last=reference.first)
    return _moved(single, {"": rows}, "", None)


def top_row(text: str) -> int | None:
    """The topmost row of a list of areas; None where it names no row."""
    found = [
        end.row
        for piece in parse(text)
        if isinstance(piece, Reference)
        for end in (piece.first, piece.last)
        if end is not None and end.row
    ]
    return min(found, default=None)


def single_row(text: str) -> int | None:
    """The row that one area lies within; None where it is taller, or no single area."""
    areas = areas_named(text, "")
    if areas and len(areas) == 1 and areas[0][1].top == areas[0][1].bottom:
        return areas[0][1].top
    return None


def areas_named(text: str, home: str) -> tuple[tuple[str, Area], ...] | None:
    """The areas a plain reference stands for, each with its sheet: ``(S!A1:A3,S!C1)``.

    None where the formula is anything else: a name, a function, another workbook, whole rows.
    """
    found = []
    for piece in parse(text):
        if isinstance(piece, str):
            if piece.strip("(), "):
                return None
        elif piece.sheets is None or len(piece.sheets) > 1 or not _is_block(piece):
            return None
        else:
            found.append(((piece.sheets or (home,))[0], _area(piece)))
    return tuple(found)


def _is_block(reference: Reference) -> bool:
    last = reference.last or reference.first
    return bool(reference.first.row and last.row and reference.first.letters and last.letters)


def _area(reference: Reference) -> Area:
    first, last = reference.first, reference.last or reference.first
    rows = sorted((first.row, last.row))
    columns = sorted(column_number(end.letters.upper()) for end in (first, last))
    return Area(rows[0], columns[0], rows[1], columns[1])


def expand_shared(master: str, from_cell: tuple[int, int], to_cell: tuple[int, int]) -> str:
    """The formula of a cell that shares ``master``'s: relative references move along.

    Cells are (row, column). A reference that would leave the sheet becomes ``#REF!``.
    """
    down, right = to_cell[0] - from_cell[0], to_cell[1] - from_cell[1]
    return "".join(
        piece if isinstance(piece, str) else _slid(piece, down, right) for piece in parse(master)
    )


def _slid(reference: Reference, down: int, right: int) -> str:
    first = _slid_end(reference.first, down, right)
    last = _slid_end(reference.last, down, right) if reference.last else None
    if first is None or (reference.last and last is None):
        return _LOST
    moved = reference._replace(first=first, last=last)
    return str(moved)


def _slid_end(end: End, down: int, right: int) -> End | None:
    letters, row = end.letters, end.row
    if row and not end.row_dollar:
        row += down
        if not 1 <= row <= MAX_ROW:
            return None
    if letters and not end.column_dollar:
        column = column_number(letters.upper()) + right
        if not 1 <= column <= MAX_COLUMN:
            return None
        letters = column_name(column)
    return end._replace(letters=letters, row=row)


class Renaming(NamedTuple):
    """New names of sheets and of tables, by their old names."""

    sheets: Mapping[str, str]
    tables: Mapping[str, str]


def quote_sheet(name: str) -> str:
    """A sheet's name as it stands in formulas: in quotes, as programs differ in what needs none."""
    return "'" + name.replace("'", "''") + "'"


def rename(text: str, names: Renaming) -> str:
    """The formula with sheets and tables called by their new names."""
    return "".join(_renamed(match, names) for match in _LEXEME.finditer(text))


def _renamed(match: re.Match[str], names: Renaming) -> str:
    whole = match[0]
    if match["prefix"]:
        whole = _renamed_prefix(match["prefix"], names) + whole[len(match["prefix"]) :]
    elif whole.endswith("!"):
        return _renamed_prefix(whole, names)
    elif whole in names.tables:
        return names.tables[whole]
    link = match["link"]
    if link and link != ":":
        return whole.replace(link, ":" + _renamed_prefix(link[1:], names), 1)
    return whole


def _renamed_prefix(prefix: str, names: Renaming) -> str:
    sheets = _sheets(prefix) or ()
    new = [names.sheets.get(sheet, sheet) for sheet in sheets]
    if new == list(sheets):
        return prefix
    return quote_sheet(":".join(new)) + "!"
