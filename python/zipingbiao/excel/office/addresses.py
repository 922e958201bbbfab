"""Excel's addresses: ``$A$1:B2``, ``A:C``, ``1:3`` ⇄ first row, first column, rows, columns."""

from __future__ import annotations

import re
from typing import NamedTuple

from zipingbiao.ooxml.address import MAX_COLUMN, MAX_ROW, Area, area_of, column_name, column_number

_COLUMNS = re.compile(r"\$?([A-Z]{1,3}):\$?([A-Z]{1,3})")
_ROWS = re.compile(r"\$?(\d+):\$?(\d+)")
_PLAIN_NAME = re.compile(r"[^\W\d]\w*")


class Box(NamedTuple):
    """A rectangle of cells: its first cell, counted from 1, and its size."""

    row: int
    column: int
    height: int
    width: int


def box_of(address: str) -> Box | None:
    """The cells of an address without a sheet; None for what is no address."""
    address = address.upper()
    columns = _COLUMNS.fullmatch(address)
    rows = _ROWS.fullmatch(address)
    if columns:
        first, last = sorted(map(column_number, columns.groups()))
        area = Area(1, first, MAX_ROW, last)
    elif rows:
        top, bottom = sorted(map(int, rows.groups()))
        area = Area(top, 1, bottom, MAX_COLUMN)
    else:
        try:
            area = area_of(address)
        except ValueError:
            return None
    return box_between(area.top, area.left, area.bottom, area.right)


def box_between(top: int, left: int, bottom: int, right: int) -> Box:
    """The rectangle with these two corners, in whichever order they are given."""
    top, bottom = sorted((top, bottom))
    left, right = sorted((left, right))
    return Box(top, left, bottom - top + 1, right - left + 1)


def address_of(box: Box, row_absolute: bool = True, column_absolute: bool = True) -> str:
    """``$A$1:$B$2``, ``$A:$C`` for whole columns, ``$1:$3`` for whole rows."""
    down, across = "$" * row_absolute, "$" * column_absolute
    bottom, right = box.row + box.height - 1, box.column + box.width - 1
    first, last = f"{across}{column_name(box.column)}", f"{across}{column_name(right)}"
    if box.height == MAX_ROW:
        return f"{first}:{last}"
    if box.width == MAX_COLUMN:
        return f"{down}{box.row}:{down}{bottom}"
    first, last = f"{first}{down}{box.row}", f"{last}{down}{bottom}"
    return first if first == last else f"{first}:{last}"


def quoted(sheet: str, book: str = "") -> str:
    """A sheet's name as it stands before ``!``: ``Sheet1``, ``'问题 清单'``, ``[a.xlsx]Sheet1``."""
    name = f"[{book}]{sheet}" if book else sheet
    if _PLAIN_NAME.fullmatch(sheet) and (not book or _PLAIN_NAME.fullmatch(book.partition(".")[0])):
        return name
    return "'" + name.replace("'", "''") + "'"
