"""Worksheet functions of ranges: adding up, counting, choosing by criteria, looking up.

A range is a matrix, row by row. As in Excel texts, truths and blanks in a range are not added,
while a value that stands as an argument of its own is taken as the number it is.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

from zipingbiao.values.coercion import (
    DIVISION,
    MISSING,
    NUMERIC,
    REFERENCE,
    VALUE,
    Failure,
    Number,
    Value,
    finite,
    is_error,
    number_of,
    truth_of,
    value_of,
)
from zipingbiao.values.criteria import Test, criterion, is_number, order, rank, wildcard

Matrix = Sequence[Sequence[Value]]
#: An argument of an aggregate: a range's values, or one value.
Operand = Matrix | Value
Item = TypeVar("Item")

# Aggregates.


def cells(operands: Iterable[Operand]) -> Iterator[Value]:
    """All values, those of ranges row by row."""
    for operand in operands:
        if isinstance(operand, str | int | float | None):
            yield operand
        else:
            for row in operand:
                yield from row


def numbers(operands: Iterable[Operand]) -> list[Number]:
    """The numbers in ranges, and single values as numbers. Fails on the first error value."""
    found: list[Number] = []
    for operand in operands:
        if isinstance(operand, str | int | float | None):
            found.append(number_of(operand))
            continue
        for row in operand:
            for value in row:
                if value.__class__ is float or value.__class__ is int:
                    found.append(value)
                elif value is not None:
                    value_of(value)
    return found


def total(values: Iterable[Number]) -> float:
    """The sum, correctly rounded whatever the order."""
    try:
        return math.fsum(values)
    except OverflowError:
        raise Failure(NUMERIC) from None


def sum_of(*operands: Operand) -> Number:
    """SUM."""
    return total(numbers(operands))


def mean(values: Sequence[Number]) -> float:
    """AVERAGE."""
    if not values:
        raise Failure(DIVISION)
    return total(values) / len(values)


def product(values: Sequence[Number]) -> Number:
    """PRODUCT; 0 where there is nothing to multiply."""
    return finite(math.prod(map(float, values))) if values else 0


def count(*operands: Operand) -> int:
    """COUNT: the numbers."""
    found = 0
    for operand in operands:
        if isinstance(operand, str | int | float | None):
            found += _is_countable(operand)
        else:
            found += sum(map(is_number, cells([operand])))
    return found


def _is_countable(value: Value) -> bool:
    try:
        number_of(value)
    except Failure:
        return False
    return True


def count_filled(*operands: Operand) -> int:
    """COUNTA: all but blanks."""
    return sum(value is not None for value in cells(operands))


def count_blank(matrix: Matrix) -> int:
    """COUNTBLANK: blanks and empty texts."""
    return sum(value is None or value == "" for value in cells([matrix]))


def _variance(values: Sequence[Number], freedom: int) -> float:
    """The variance; ``freedom`` is 1 for a sample, 0 for all there is."""
    if len(values) <= freedom:
        raise Failure(DIVISION)
    middle = mean(values)
    return total((value - middle) ** 2 for value in values) / (len(values) - freedom)


_SUBTOTALS: dict[int, Callable[[Sequence[Operand]], Number]] = {
    1: lambda ranges: mean(numbers(ranges)),
    2: lambda ranges: count(*ranges),
    3: lambda ranges: count_filled(*ranges),
    4: lambda ranges: max(numbers(ranges), default=0),
    5: lambda ranges: min(numbers(ranges), default=0),
    6: lambda ranges: product(numbers(ranges)),
    7: lambda ranges: math.sqrt(_variance(numbers(ranges), 1)),
    8: lambda ranges: math.sqrt(_variance(numbers(ranges), 0)),
    9: lambda ranges: total(numbers(ranges)),
    10: lambda ranges: _variance(numbers(ranges), 1),
    11: lambda ranges: _variance(numbers(ranges), 0),
}


def subtotal(number: Number, *ranges: Matrix) -> Number:
    """SUBTOTAL. 101–111 are 1–11: no cell of a form is hidden from its own sums.

    A SUBTOTAL inside the range counts like any cell, as the values do not tell it.
    """
    kind = int(number) - 100 if number > 100 else int(number)
    if kind not in _SUBTOTALS:
        raise Failure(VALUE)
    return _SUBTOTALS[kind](ranges)


def sum_of_products(*matrices: Matrix) -> Number:
    """SUMPRODUCT; texts, truths and blanks count as 0."""
    shapes = {tuple(map(len, matrix)) for matrix in matrices}
    if len(shapes) > 1:
        raise Failure(VALUE)
    rows = zip(*(cells([matrix]) for matrix in matrices), strict=True)
    return total(math.prod(map(_factor, row)) for row in rows)


def _factor(value: Value) -> Number:
    return value if is_number(value_of(value)) else 0  # type: ignore[return-value]


def truths(operands: Iterable[Operand]) -> list[bool]:
    """The conditions of AND and OR: texts and blanks in ranges are none. Fails without any."""
    found: list[bool] = []
    for operand in operands:
        if isinstance(operand, str | int | float | None):
            found.append(truth_of(operand))
        else:
            values = map(value_of, cells([operand]))
            found += [bool(value) for value in values if isinstance(value, int | float)]
    if not found:
        raise Failure(VALUE)
    return found


# Choosing by criteria.


def _met(pairs: Sequence[Operand]) -> Iterator[tuple[int, int]]:
    """The places (row, column) where every criterion of (range, criterion, …) is met."""
    tests: list[tuple[Matrix, Test]] = []
    for matrix, wanted in zip(pairs[::2], pairs[1::2], strict=True):
        assert not isinstance(matrix, str | int | float | None)
        assert isinstance(wanted, str | int | float | None)
        tests.append((matrix, criterion(wanted)))
    first, whether = tests[0]
    if any(len(matrix) != len(first) for matrix, _ in tests):
        raise Failure(VALUE)
    others = tests[1:]
    for row, values in enumerate(first):
        for column, value in enumerate(values):
            if whether(value) and all(_meets(one[row], column, test) for one, test in others):
                yield row, column


def _meets(values: Sequence[Value], column: int, test: Test) -> bool:
    return column < len(values) and test(values[column])


def count_ifs(*pairs: Operand) -> int:
    """COUNTIF and COUNTIFS."""
    return sum(1 for _ in _met(pairs))


def _chosen(values: Matrix, pairs: Sequence[Operand]) -> list[Number]:
    inside = ((row, column) for row, column in _met(pairs) if row < len(values))
    return numbers([[[values[row][column] for row, column in inside if column < len(values[row])]]])


def sum_ifs(values: Matrix, *pairs: Operand) -> Number:
    """SUMIFS."""
    return total(_chosen(values, pairs))


def sum_if(matrix: Matrix, wanted: Value, values: Matrix | None = None) -> Number:
    """SUMIF."""
    return total(_chosen(matrix if values is None else values, (matrix, wanted)))


def average_if(matrix: Matrix, wanted: Value, values: Matrix | None = None) -> Number:
    """AVERAGEIF."""
    return mean(_chosen(matrix if values is None else values, (matrix, wanted)))


# Looking up.


def _exact_position(wanted: Value, values: Sequence[Value]) -> int:
    """Where the value stands, from 0; a text may hold wildcards."""
    matches = wildcard(wanted).fullmatch if isinstance(wanted, str) else None
    for index, value in enumerate(values):
        if value is None or is_error(value):
            continue
        if matches is None:
            if rank(value) == rank(wanted) and order(value, wanted) == 0:
                return index
        elif isinstance(value, str) and matches(value):
            return index
    raise Failure(MISSING)


def _near_position(wanted: Value, values: Sequence[Value], mode: Number) -> int:
    """The last value not above the wanted one (mode 1), or not below it (mode -1), from 0."""
    if mode > 0:  # from the end, where it most often is
        return _last_not_above(wanted, values.__getitem__, len(values))
    found = -1
    for index, value in enumerate(values):
        if value is None or is_error(value) or rank(value) != rank(wanted):
            continue
        if order(value, wanted) < 0:
            break
        found = index
    if found < 0:
        raise Failure(MISSING)
    return found


def _last_not_above(wanted: Value, value_at: Callable[[int], Value], count: int) -> int:
    for index in range(count - 1, -1, -1):
        value = value_at(index)
        if value is None or is_error(value) or rank(value) != rank(wanted):
            continue
        if order(value, wanted) <= 0:
            return index
    raise Failure(MISSING)


def _position(wanted: Value, values: Sequence[Value], mode: Number) -> int:
    return _near_position(wanted, values, mode) if mode else _exact_position(wanted, values)


def _line(matrix: Matrix) -> Sequence[Value]:
    """The values of a single row or column."""
    return matrix[0] if len(matrix) == 1 else [row[0] for row in matrix if row]


def _taken(values: Sequence[Item], number: Number) -> Item:
    """The value (or row) with that number, from 1."""
    if number < 1:
        raise Failure(VALUE)
    if number >= len(values) + 1:
        raise Failure(REFERENCE)
    return values[int(number) - 1]


def match(wanted: Value, matrix: Matrix, mode: Number = 1) -> int:
    """MATCH."""
    return _position(wanted, _line(matrix), mode) + 1


def look_up(wanted: Value, matrix: Matrix, results: Matrix | None = None) -> Value:
    """LOOKUP; without ``results`` the last column (or row) of the matrix answers."""
    width = len(matrix[0]) if matrix else 0
    tall = len(matrix) >= width if results is None else len(matrix) > 1
    if tall and width:
        found = _last_not_above(wanted, lambda row: matrix[row][0], len(matrix))
    else:
        found = _last_not_above(wanted, lambda column: matrix[0][column], width)
    if results is None:
        return matrix[found][-1] if tall else matrix[-1][found]
    if len(results) > 1:
        return _taken(results, found + 1)[0]
    return _taken(results[0], found + 1)


def look_down(wanted: Value, matrix: Matrix, column: Number, near: bool = True) -> Value:
    """VLOOKUP."""
    results = [_taken(row, column) for row in matrix]
    return results[_position(wanted, [row[0] for row in matrix], near)]


def look_across(wanted: Value, matrix: Matrix, row: Number, near: bool = True) -> Value:
    """HLOOKUP."""
    return _taken(matrix, row)[_position(wanted, matrix[0], near)]


def index(matrix: Matrix, row: Number, column: Number | None = None) -> Value:
    """INDEX of one value; 0 for a whole row or column is allowed where there is only one."""
    if column is None:
        row, column = (1, row) if len(matrix) == 1 else (row, 1)
    row = 1 if row == 0 and len(matrix) == 1 else row
    column = 1 if column == 0 and len(matrix[0]) == 1 else column
    return _taken(_taken(matrix, row), column)
