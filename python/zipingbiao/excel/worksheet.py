"""The worksheet functions as Excel calls them, through xlwings' function server.

Every function of `zipingbiao.scoring.functions` stands here under its own name. xlwings reads
their signatures for the VBA wrappers, and turns cells into values by `CellValues`.
Excel waits for this import at the first formula, so it stays light.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from inspect import Parameter, Signature
from typing import TYPE_CHECKING, Any

import xlwings as xw
from xlwings.conversion import ValueAccessor

from zipingbiao.excel.declaration import TAB
from zipingbiao.scoring.functions import FUNCTIONS, Answer, Cells, Scalar, WorksheetFunction
from zipingbiao.values.serial import serial_of

if TYPE_CHECKING:
    from xlwings.conversion import ConversionContext, Pipeline

#: Arguments whose names VBA keeps for itself → what they are called there.
_FOR_VBA = {"function": "function_name"}
#: Excel hands an error over as this number and 2000 to 2099.
_ERRORS = range(-2146826288, -2146826188)
#: What stands for an error without a name, and for what can't be read.
_UNKNOWN = "#ERROR!"
#: Excel cuts off an address of many areas at 255 letters; one area takes up to 25.
_LONGEST_ADDRESS = 230
_FIRST_YEAR = 1900
_SECONDS_A_DAY = 86_400
_WHOLE_COLUMNS = re.compile(r"\$?[A-Z]+:\$?[A-Z]+")
_WHOLE_ROWS = re.compile(r"\$?[0-9]+:\$?[0-9]+")


class CellValues(ValueAccessor):
    """Cells → what the functions take: rows of texts, numbers, truths and None.

    Dates become texts such as 2020年11月30日, errors their names: neither is ever a number.
    Of whole columns only the part in use is read, of several areas each.
    """

    @staticmethod
    def reader(options: Mapping[str, object]) -> Pipeline:
        """The stages from Excel's range, or Excel's value, to rows."""
        told = {**options, "ndim": 2, "dates": _day_text, "err_to_str": True}
        stages: Pipeline = ValueAccessor.reader(told)  # type: ignore[no-untyped-call]
        stages.insert(0, _take_areas)
        stages.append(_take_plain)
        return stages


def _take_areas(context: ConversionContext) -> None:
    """Take the values of several areas ``(A1:A3,C1:C3)`` at once; of one, what is in use."""
    if context.range is None:
        return
    cells = context.range
    address: str = cells.address  # asked once: each question goes to another process
    if len(address) > _LONGEST_ADDRESS:
        context.range, context.value = None, _UNKNOWN
    elif "," in address:
        areas = [_within_use(cells.sheet.range(one), one) for one in address.split(",")]
        context.value = [row for area in areas for row in _rows(area.raw_value)]
        context.range = None
    else:
        context.range = _within_use(cells, address)


def _within_use(area: xw.Range, address: str) -> xw.Range:
    """The area without the unused rest of whole columns and rows."""
    columns, rows = _WHOLE_COLUMNS.fullmatch(address), _WHOLE_ROWS.fullmatch(address)
    if not columns and not rows:
        return area
    used = area.sheet.used_range.last_cell
    height, width = area.shape
    bottom = used.row if columns else area.row + height - 1
    right = used.column if rows else area.column + width - 1
    return area.sheet.range((area.row, area.column), (bottom, right))


def _rows(values: object) -> Sequence[Sequence[object]]:
    """What a range holds, as rows; one cell holds its bare value."""
    return values if isinstance(values, list | tuple) else [[values]]


def _take_plain(context: ConversionContext) -> None:
    context.value = [[_plain(value) for value in row] for row in context.value]


def _plain(value: Any) -> Scalar:
    """Amounts in a currency format come as decimals, unknown errors as numbers."""
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, int) and value in _ERRORS:
        return _UNKNOWN
    return value  # type: ignore[no-any-return]


def _day_text(
    year: int, month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0, **_: object
) -> Scalar:
    """A date as forms print it; a time of day, which has no date, as Excel's fraction."""
    if year < _FIRST_YEAR or not serial_of(year, month, day):
        return (hour * 3600 + minute * 60 + second) / _SECONDS_A_DAY
    return f"{year}年{month}月{day}日"


def _signature(function: WorksheetFunction) -> Signature:
    """The arguments as VBA names them."""
    parameters = []
    for one in function.listed:
        name = _FOR_VBA.get(one.name, one.name)
        if one.repeats:
            parameters.append(Parameter(name, Parameter.VAR_POSITIONAL))
            continue
        default = None if one.optional else Parameter.empty
        parameters.append(Parameter(name, Parameter.POSITIONAL_OR_KEYWORD, default=default))
    return Signature(parameters)


def _for_excel(function: WorksheetFunction) -> Callable[..., Answer]:
    """The function as xlwings wants it: named, with its signature and its help."""

    def answer(*cells: Cells) -> Answer:
        return function(*cells)

    answer.__name__, answer.__doc__ = function.name, function.help
    answer.__annotations__ = {}
    signature = _signature(function)
    answer.__signature__ = signature  # type: ignore[attr-defined]
    for name, one in zip(signature.parameters, function.parameters, strict=False):
        xw.arg(name, CellValues, ndim=2, doc=f"{one.chinese}：{one.help}")(answer)
    declared: Callable[..., Answer] = xw.func(category=TAB)(answer)
    return declared


globals().update({name: _for_excel(function) for name, function in FUNCTIONS.items()})
