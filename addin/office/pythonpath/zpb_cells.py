"""Which of a formula's arguments are blank cells, and which are dates.

Calc hands an add-in function the number 0 for a blank cell, and a serial number for a date;
an indicator that nobody has filled in would score as one whose actual value is 0. So where an
argument is 0, or might be a date, the formulas of the document that call the function with such
arguments are looked up, and the cells that they name are looked at.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import cached_property, lru_cache
from time import monotonic
from typing import Any, NamedTuple

#: What Calc's formulas are called by in a document: ``ZIPINGBIAO.FUNCTIONS.ZPB_RATE(``.
PREFIX = "ZIPINGBIAO.FUNCTIONS."
#: A cell that is just being computed answers a question for its error with this one.
_RUNNING = 522
#: Serial numbers of the years 2000 to 2099; other numbers are no dates of a form.
_DATES = range(36526, 73051)
_DATE = 2  # com.sun.star.util.NumberFormat.DATE

_REFERENCE = re.compile(r"(?:\$?('(?:[^']|'')+'|[^'.!:]+)\.)?\$?[A-Z]{1,3}\$?[0-9]{1,7}")
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?(E[+-]?[0-9]+)?")

#: Sheet, row, column, counted from 0.
_Place = tuple[int, int, int]
#: Place of an argument → what it is instead of the number that came: None, or a date's text.
Meaning = Mapping[int, str | None]


class _Candidate(NamedTuple):
    """A cell whose formula may be the one that calls."""

    cell: Any
    meaning: Meaning


class _Site(NamedTuple):
    """A call as it stands in the formula of a cell."""

    cell: Any
    formula: str
    arguments: tuple[_Argument, ...]


def true_arguments(document: Any, name: str, given: Sequence[Any]) -> list[Any]:
    """The arguments of a call of the function ``name`` with blanks and dates told apart."""
    doubtful = [place for place, value in enumerate(given) if _is_doubtful(value)]
    if not doubtful or not hasattr(document, "Sheets"):
        return list(given)
    known = _known(document, name)
    candidates = _candidates(known.sites, given, doubtful)
    if not candidates:
        # The formula may be newer than what is known.
        del _KNOWN[_key(document, name)]
        known = _known(document, name)
        candidates = _candidates(known.sites, given, doubtful)
    meaning = _meaning_of(candidates, known)
    return [meaning.get(place, value) for place, value in enumerate(given)]


def _is_doubtful(value: Any) -> bool:
    if not isinstance(value, float):
        return False
    return value == 0 or (value.is_integer() and int(value) in _DATES)


def _meaning_of(candidates: Sequence[_Candidate], known: _Known) -> Meaning:
    """What the arguments mean to the formula that calls.

    Mostly all candidates agree. Where not, the one that is being computed is found by asking;
    only where no candidate needs another, as asking computes.
    """
    if not candidates:
        return {}
    first = candidates[0].meaning
    if all(candidate.meaning == first for candidate in candidates):
        return first
    cells = [candidate.cell for candidate in candidates]
    if known.are_apart or _are_apart(cells):
        for cell, meaning in candidates:
            if cell.getError() == _RUNNING:
                return meaning
    # Better an empty result than a number that may be wrong.
    return max((candidate.meaning for candidate in candidates), key=len)


def _are_apart(cells: Sequence[Any]) -> bool:
    """Whether none of the cells is computed from another."""
    addresses = [cell.getCellAddress() for cell in cells]
    places = {(one.Sheet, one.Row, one.Column) for one in addresses}
    return not any(
        place in places and place != (own.Sheet, own.Row, own.Column)
        for own, cell in zip(addresses, cells, strict=True)
        for area in cell.queryPrecedents(True).RangeAddresses
        for place in _places_in(area, places)
    )


def _places_in(area: Any, places: Collection[_Place]) -> Iterator[_Place]:
    """The places that lie in an area."""
    rows = range(area.StartRow, area.EndRow + 1)
    columns = range(area.StartColumn, area.EndColumn + 1)
    if len(rows) * len(columns) < len(places):
        yield from ((area.Sheet, row, column) for row in rows for column in columns)
    else:
        for place in places:
            if place[0] == area.Sheet and place[1] in rows and place[2] in columns:
                yield place


def _candidates(
    sites: Sequence[_Site], given: Sequence[Any], doubtful: Sequence[int]
) -> list[_Candidate]:
    """The calls that may have been made with these arguments."""
    # Numbers and texts that are certain tell most calls apart.
    order = sorted(range(len(given)), key=doubtful.__contains__)
    found = []
    for site in sites:
        arguments = site.arguments
        if len(arguments) == len(given) and all(
            arguments[place].may_be(given[place]) for place in order
        ):
            told = ((place, arguments[place].told()) for place in doubtful)
            meaning = {place: one[0] for place, one in told if one}
            if site.cell.Formula == site.formula:
                found.append(_Candidate(site.cell, meaning))
    return found


class _Known:
    """What was last found in a document: when, in which cells, which calls."""

    def __init__(self, where: tuple[str, ...], sites: tuple[_Site, ...]) -> None:
        self.when = monotonic()
        self.where = where
        self.sites = sites

    @property
    def is_old(self) -> bool:
        """Whether it is older than a computation may last."""
        return monotonic() - self.when >= _FRESH_SECONDS

    @cached_property
    def are_apart(self) -> bool:
        """Whether none of all the cells is computed from another."""
        return _are_apart([site.cell for site in self.sites])


_FRESH_SECONDS = 0.3
_KNOWN: dict[tuple[str, str], _Known] = {}


def _key(document: Any, name: str) -> tuple[str, str]:
    return document.RuntimeUID, name


def _known(document: Any, name: str) -> _Known:
    """All calls of a function in a document."""
    key = _key(document, name)
    found = [(sheet, formula_areas(sheet, f"{name}(")) for sheet in document.Sheets]
    where = tuple(areas.RangeAddressesAsString for _, areas in found if areas)
    known = _KNOWN.get(key)
    if known is None or known.where != where or known.is_old:
        for old in [old for old, one in _KNOWN.items() if one.is_old]:
            del _KNOWN[old]
        sites = (site for sheet, areas in found for site in _read(document, sheet, areas, name))
        known = _KNOWN[key] = _Known(where, tuple(sites))
    return known


def _read(document: Any, sheet: Any, areas: Any, name: str) -> Iterator[_Site]:
    for cell in cells_of(areas):
        formula = cell.Formula
        for texts in calls(formula, name):
            arguments = (_Argument.of(document, sheet, text) for text in texts)
            yield _Site(cell, formula, tuple(arguments))


def formula_areas(sheet: Any, text: str) -> Any:
    """The areas of a sheet with cells that hold a text in what was entered; None for none."""
    search = sheet.createSearchDescriptor()
    search.SearchString = text
    return sheet.findAll(search)


def cells_of(areas: Any) -> Iterator[Any]:
    """The cells of areas that hold formulas."""
    for area in areas or ():
        for row in range(area.Rows.Count):
            for column in range(area.Columns.Count):
                cell = area.getCellByPosition(column, row)
                if cell.Formula.startswith("="):
                    yield cell


@lru_cache(maxsize=512)
def calls(formula: str, name: str) -> tuple[tuple[str, ...], ...]:
    """The arguments of every call of a function in a formula, as written."""
    starts = [found.end() for found in re.finditer(rf"\b{name}\(", formula)]
    return tuple(_arguments(formula, start) for start in starts)


def _arguments(formula: str, start: int) -> tuple[str, ...]:
    """The arguments from behind the opening bracket; blank ones at the end are left out."""
    parts, depth, quote, begin = [], 0, "", start
    for place in range(start, len(formula)):
        letter = formula[place]
        if quote:
            quote = "" if letter == quote else quote
        elif letter in "\"'":
            quote = letter
        elif letter in "({":
            depth += 1
        elif letter in ")}" and depth:
            depth -= 1
        elif letter in ";)" and not depth:
            parts.append(formula[begin:place].strip())
            begin = place + 1
            if letter == ")":
                break
    while parts and not parts[-1]:
        parts.pop()
    return tuple(parts)


class _Argument(NamedTuple):
    """An argument as written, with the cell that it names where it names one."""

    text: str
    cell: Any
    document: Any

    @classmethod
    def of(cls, document: Any, sheet: Any, text: str) -> _Argument:
        """An argument of a formula that stands on the sheet."""
        match = _REFERENCE.fullmatch(text)
        if match is None:
            return cls(text, _named(document, text), document)
        if match[1]:
            name = match[1].strip("'").replace("''", "'")
            if not document.Sheets.hasByName(name):
                return cls(text, None, document)
            sheet = document.Sheets.getByName(name)
            text = text[match.end(1) + 1 :]
        return cls(text, sheet.getCellRangeByName(text).getCellByPosition(0, 0), document)

    def may_be(self, value: Any) -> bool:
        """Whether this is what came as ``value``; formulas are not computed to tell."""
        if self.cell is None:
            return self._may_be_written(value)
        kind = self.cell.Type.value
        if kind == "FORMULA":
            return not isinstance(value, tuple)
        if kind == "TEXT":
            return bool(value == self.cell.String)
        return bool(value == self.cell.Value)

    def _may_be_written(self, value: Any) -> bool:
        if self.text.startswith('"') and self.text.count('"') % 2 == 0:
            return "&" in self.text or value == self.text[1:-1].replace('""', '"')
        if _NUMBER.fullmatch(self.text):
            return bool(value == float(self.text))
        return True

    def told(self) -> tuple[str | None] | None:
        """None for a number that is one; else what it is: blank, or the text of a date."""
        if self.cell is None:
            return None
        if self.cell.Type.value == "EMPTY":
            return (None,)
        kind = self.document.NumberFormats.getByKey(self.cell.NumberFormat).Type
        if not kind & _DATE:
            return None
        return (_day_text(self.document, self.cell.Value),) if self.cell.Value else None


def _named(document: Any, text: str) -> Any:
    """The single cell that a name of the document stands for, None for anything else."""
    if not document.NamedRanges.hasByName(text):
        return None
    cells = document.NamedRanges.getByName(text).getReferredCells()
    if cells is None or cells.Rows.Count * cells.Columns.Count > 1:
        return None
    return cells.getCellByPosition(0, 0)


def _day_text(document: Any, serial: float) -> str:
    """A date as forms print it: 2020年11月30日."""
    zero = document.NullDate
    day = date(zero.Year, zero.Month, zero.Day) + timedelta(days=int(serial))
    return f"{day.year}年{day.month}月{day.day}日"
