"""What stands in cells: whole blocks between Python and LibreOffice, meaning what Excel means.

Excel takes text that is assigned to a cell as if it had been typed: ``=A1`` becomes a formula,
``95%`` a number, ``'001`` the text 001. LibreOffice's blocks hold bare numbers and texts, so
that is done here. Dates and truth values are numbers with a format in LibreOffice.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby
from math import isfinite
from typing import NamedTuple, TypeGuard

#: Number formats: of a cell that nobody has formatted, of truth values.
GENERAL = "General"
LOGICAL = "BOOLEAN"

Cell = float | str
#: What stands in a cell as commands see it; None is an empty cell.
Value = float | str | bool | datetime | None
#: A position within a block: row and column, counted from 0.
Spot = tuple[int, int]

_DATE_FORMAT = "yyyy/m/d"
_MOMENT_FORMAT = "yyyy/m/d h:mm"
_NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d*)?(?:[eE][+-]?\d+)?(%?)")
_DAY = re.compile(r"(\d{4})([-/])(\d{1,2})\2(\d{1,2})")
#: A text that begins otherwise stays a text.
_TELLING = frozenset("'=+-.0123456789 \t\nTtFf")
_TRUTH = {"TRUE": 1.0, "FALSE": 0.0}


class CellFailure(str):
    """An error in a cell, by its name in Excel: ``#DIV/0!``."""


class Typed(NamedTuple):
    """What assigning a value to a cell does: its content, a formula, the format it brings."""

    content: Cell
    format: str = GENERAL
    formula: str = ""


def failure(shown: str) -> CellFailure:
    """The error that LibreOffice shows; its own numbered ones have no name in Excel."""
    return CellFailure(shown if shown.startswith("#") else "#VALUE!")


def typed(value: object, epoch: datetime) -> Typed:
    """What happens when a value is assigned to a cell in Excel.

    ``epoch`` is day 0 of the workbook.
    """
    if isinstance(value, str):
        return _typed_text(value, epoch)
    if isinstance(value, bool):
        return Typed(float(value), LOGICAL)
    if isinstance(value, datetime):
        day = (value.replace(tzinfo=None) - epoch) / timedelta(days=1)
        return Typed(day, _MOMENT_FORMAT if day % 1 else _DATE_FORMAT)
    if isinstance(value, date):
        return Typed(float((value - epoch.date()).days), _DATE_FORMAT)
    if value is None:
        return Typed("")
    number = float(value)  # type: ignore[arg-type]
    return Typed(number if isfinite(number) else "")


def _typed_text(text: str, epoch: datetime) -> Typed:
    if text[:1] == "'":
        return Typed(text[1:])
    if text[:1] == "=" and len(text) > 1:
        return Typed("", formula=text)
    bare = text.strip()
    if bare.upper() in _TRUTH:
        return Typed(_TRUTH[bare.upper()], LOGICAL)
    if bare[:1].isdigit() or bare[:1] in ("+", "-", "."):
        return _number(bare) or _day(bare, epoch) or Typed(text)
    return Typed(text)


def _number(text: str) -> Typed | None:
    match = _NUMBER.fullmatch(text)
    if match is None or not any(letter.isdigit() for letter in text):
        return None
    number = float(text.rstrip("%").replace(",", ""))
    if not match[1]:
        return Typed(number)
    return Typed(number / 100, "0.00%" if "." in text else "0%")


def _day(text: str, epoch: datetime) -> Typed | None:
    match = _DAY.fullmatch(text)
    try:
        day = match and date(int(match[1]), int(match[3]), int(match[4]))
    except ValueError:
        return None
    return Typed(float((day - epoch.date()).days), _DATE_FORMAT) if day else None


class Block(NamedTuple):
    """A block ready to be written: bare contents, and the cells that need more than that.

    ``literal`` are the texts as they were given, for cells whose format keeps text as it is;
    ``numeric`` says whether a content is a text that begins like a number.
    """

    contents: tuple[tuple[Cell, ...], ...]
    formulas: dict[Spot, str]
    formats: dict[Spot, str]
    literal: dict[Spot, str]
    numeric: bool = False


def block(rows: Iterable[Sequence[object]], epoch: datetime) -> Block:
    """A block of values, ready to be written."""
    contents: list[tuple[Cell, ...]] = []
    made = Block((), {}, {}, {})
    numeric = False
    for down, row in enumerate(rows):
        line: list[Cell] = []
        for across, value in enumerate(row):
            if _is_bare(value):
                line.append(value)
                continue
            result = typed(value, epoch)
            line.append(result.content)
            numeric = numeric or _is_numeric(result.content)
            _remember(made, (down, across), value, result)
        contents.append(tuple(line))
    return made._replace(contents=tuple(contents), numeric=numeric)


def _is_numeric(content: Cell) -> bool:
    return isinstance(content, str) and content[:1] in _TELLING


def _is_bare(value: object) -> TypeGuard[Cell]:
    """Whether it is kept as it is: most of a large block is."""
    if type(value) is float:
        return isfinite(value)
    return type(value) is str and value[:1] not in _TELLING


def _remember(made: Block, spot: Spot, value: object, result: Typed) -> None:
    if result.formula:
        made.formulas[spot] = result.formula
    if result.format != GENERAL:
        made.formats[spot] = result.format
    if isinstance(value, str) and result.content != value:
        made.literal[spot] = value


def literally(made: Block, spots: Iterable[Spot]) -> Block:
    """The block with the texts of some cells as they were given: those cells hold text."""
    rows = [list(row) for row in made.contents]
    for spot in spots:
        rows[spot[0]][spot[1]] = made.literal[spot]
        made.formulas.pop(spot, None)
        made.formats.pop(spot, None)
    return made._replace(contents=tuple(tuple(row) for row in rows))


def columns_of(spots: Iterable[Spot]) -> Iterator[list[Spot]]:
    """The cells as runs from top to bottom, each without a gap in one column."""
    ordered = sorted(spots, key=lambda spot: (spot[1], spot[0]))
    for _, run in groupby(enumerate(ordered), key=lambda x: (x[1][1], x[1][0] - x[0])):
        yield [spot for _, spot in run]


def cleaned(
    value: Value,
    dates: Callable[..., object],
    empty: object,
    numbers: Callable[[float], object] | None,
    errors: bool,
) -> object:
    """One value as xlwings' converters ask for it."""
    if value is None or value == "":
        return empty
    if isinstance(value, CellFailure):
        return str(value) if errors else None
    if isinstance(value, datetime):
        parts = {name: getattr(value, name) for name in _PARTS}
        return dates(**parts, tzinfo=None)
    if numbers is not None and type(value) is float:
        return numbers(value)
    return value


_PARTS = ("year", "month", "day", "hour", "minute", "second", "microsecond")
