"""The parts of a compiled formula: constants, ranges, names, operators, each ready to compute.

A part gives one value, or, where it stands for many, a matrix of them as well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from typing import NamedTuple, Protocol, overload

from zipingbiao.ooxml.address import Area
from zipingbiao.ooxml.grid import CellError, Scalar
from zipingbiao.values import worksheet
from zipingbiao.values.coercion import (
    DIVISION,
    MISSING,
    VALUE,
    Failure,
    finite,
    number_of,
    text_of,
    value_of,
)
from zipingbiao.values.criteria import order, verdict

Number = int | float
Matrix = Sequence[Sequence[Scalar]]


class Reference(NamedTuple):
    """The cells that a formula names. ``sheet`` None is the formula's own sheet."""

    sheet: str | None
    area: Area


class Lookup(Protocol):
    """Where a formula finds the values of other cells."""

    def cell(self, sheet: str | None, row: int, column: int) -> Scalar:
        """The value of one cell, None where nothing stands."""

    def area(self, sheet: str | None, area: Area) -> Matrix:
        """The values of an area, row by row.

        Rows and columns beyond the last cell of the sheet may be left out, so whole columns
        stay small.
        """

    def name(self, name: str) -> Scalar | Reference | Node:
        """What a defined name stands for; ``CellError("#NAME?")`` where there is none.

        Raises ZpbError for one that can't be computed.
        """


class Scope:
    """What a formula is evaluated with: the lookup, and the cell the formula stands in."""

    __slots__ = ("area", "cell", "here", "name")

    def __init__(self, lookup: Lookup, here: tuple[int, int] | None) -> None:
        self.cell = lookup.cell
        self.area = lookup.area
        self.name: Callable[[str], Scalar | Reference | Node] = lookup.name
        self.here = here

    def with_names(self, name: Callable[[str], Scalar | Reference | Node]) -> Scope:
        """The same with other names."""
        other = copy(self)
        other.name = name
        return other


#: A compiled part that gives one value.
Scalars = Callable[[Scope], Scalar]
#: An argument that is computed only when called for.
Thunk = Callable[[], Scalar]
#: A compiled part that gives many.
Matrices = Callable[[Scope], Matrix]
#: Where a part lies that is a range.
Place = Callable[[Scope], Reference]


class Lines(Sequence[Sequence[Scalar]]):
    """A matrix each of whose rows is worked out when it is looked at.

    ``LOOKUP(2,1/(C$13:C5000<>""),…)``, the last cell that is not blank, looks at few of them;
    where each row of a form asks so, the time would grow with the square of the rows. Who goes
    through all of them leaves them kept.
    """

    __slots__ = ("_height", "_kept", "_line")

    def __init__(self, height: int, line: Callable[[int], Sequence[Scalar]]) -> None:
        self._height = max(0, height)
        self._line = line
        self._kept: list[Sequence[Scalar]] | None = None

    def __len__(self) -> int:
        return self._height

    def __iter__(self) -> Iterator[Sequence[Scalar]]:
        if self._kept is None:
            self._kept = [self._line(row) for row in range(self._height)]
        return iter(self._kept)

    @overload
    def __getitem__(self, row: int) -> Sequence[Scalar]: ...
    @overload
    def __getitem__(self, row: slice) -> Sequence[Sequence[Scalar]]: ...
    def __getitem__(self, row: int | slice) -> Sequence[object]:
        if isinstance(row, slice):
            return [self._line(one) for one in range(*row.indices(self._height))]
        return self._line(range(self._height)[row])


@dataclass(frozen=True, slots=True)
class Node:
    """A compiled part of a formula.

    ``matrix`` computes all values where the part has more than one. ``is_range`` tells a range
    from a computed array: only ranges are spread out where a function aggregates. ``place`` finds
    a range, ``reference`` is that of one that lies where the formula says.
    """

    scalar: Scalars
    matrix: Matrices | None = None
    is_range: bool = False
    reference: Reference | None = None
    place: Place | None = None


#: An argument left empty: ``IF(A1,,2)``.
OMITTED = Node(lambda _: None)


def constant(value: Scalar) -> Node:
    """A value that stands in the formula itself."""
    return Node(lambda _: value)


def range_node(reference: Reference) -> Node:
    """A range: where one value belongs, the one in the own row or column of the formula."""
    sheet, area = reference
    row, column = area.top, area.left
    if (row, column) == (area.bottom, area.right):
        return Node(
            lambda scope: scope.cell(sheet, row, column),
            lambda scope: ((scope.cell(sheet, row, column),),),
            True,
            reference,
            lambda _: reference,
        )
    return Node(
        lambda scope: crossing(scope, reference),
        lambda scope: scope.area(sheet, area),
        True,
        reference,
        lambda _: reference,
    )


def crossing(scope: Scope, reference: Reference) -> Scalar:
    """The one value of a range that lies in the formula's own row or column."""
    sheet, area = reference
    if scope.here is not None:
        row, column = scope.here
        if area.left == area.right and area.top <= row <= area.bottom:
            return scope.cell(sheet, row, area.left)
        if area.top == area.bottom and area.left <= column <= area.right:
            return scope.cell(sheet, area.top, column)
    raise Failure(VALUE)


def name_node(name: str) -> Node:
    """A defined name; what it stands for is asked each time."""

    def node(scope: Scope) -> Node:
        meaning = scope.name(name)
        if isinstance(meaning, Reference):
            return range_node(meaning)
        return meaning if isinstance(meaning, Node) else constant(meaning)

    def matrix(scope: Scope) -> Matrix:
        found = node(scope)
        return found.matrix(scope) if found.matrix else ((found.scalar(scope),),)

    return Node(lambda scope: node(scope).scalar(scope), matrix, True)


def here_node(column: bool) -> Node:
    """The number of the row, or the column, that the formula itself stands in."""

    def scalar(scope: Scope) -> Scalar:
        if scope.here is None:
            raise Failure(VALUE)
        return scope.here[column]

    return Node(scalar)


# Operators, on one value and on matrices.


def caught(node: Node, scope: Scope) -> Scalar:
    """The node's value, an error as a value."""
    try:
        return node.scalar(scope)
    except Failure as failure:
        return CellError(failure.code)


def lift(operator: Callable[..., Scalar], *operands: Node) -> Node:
    """An operator of one operand or two: on single values, and place by place on matrices."""
    spread = spread_over(operator, operands)
    first = operands[0].scalar
    if len(operands) == 1:
        return Node(lambda scope: operator(first(scope)), spread)
    second = operands[1].scalar
    return Node(lambda scope: operator(first(scope), second(scope)), spread)


def spread_over(body: Callable[..., Scalar], nodes: Sequence[Node]) -> Matrices | None:
    """The body applied to every place of the nodes' matrices; None where none has one."""
    if all(node.matrix is None for node in nodes):
        return None

    def attempt(lines: Sequence[Sequence[Scalar]], column: int) -> Scalar:
        try:
            return body(*[_at(line, column) for line in lines])
        except Failure as failure:
            return CellError(failure.code)

    def spread(scope: Scope) -> Matrix:
        inputs = [
            node.matrix(scope) if node.matrix else ((caught(node, scope),),) for node in nodes
        ]
        width = max(len(matrix[0]) for matrix in inputs if matrix)

        def line(row: int) -> list[Scalar]:
            lines = [_line(matrix, row) for matrix in inputs]
            return [attempt(lines, column) for column in range(width)]

        return Lines(max(map(len, inputs)), line)

    return spread


def _line(matrix: Matrix, row: int) -> Sequence[Scalar]:
    """A row of a matrix; a single one serves for all."""
    return matrix[0] if len(matrix) == 1 else matrix[row] if row < len(matrix) else ()


def _at(line: Sequence[Scalar], column: int) -> Scalar:
    """The value in a column; a single one serves for all."""
    if len(line) == 1:
        return line[0]
    return line[column] if column < len(line) else CellError(MISSING)


#: A difference this much smaller than its parts is the noise of binary fractions.
_NOISE = 2.0**-48


def _sum_of(left: Number, right: Number) -> Number:
    result = left + right
    return 0 if abs(result) < abs(left) * _NOISE else result


def _over(left: Scalar, right: Scalar) -> Scalar:
    dividend, divisor = number_of(left), number_of(right)
    if divisor == 0:
        raise Failure(DIVISION)
    return finite(dividend / divisor)


def _compare(operator: str) -> Callable[[Scalar, Scalar], Scalar]:
    says = verdict(operator)
    return lambda left, right: says(order(value_of(left), value_of(right)))


OPERATORS: dict[str, Callable[[Scalar, Scalar], Scalar]] = {
    "+": lambda left, right: _sum_of(number_of(left), number_of(right)),
    "-": lambda left, right: _sum_of(number_of(left), -number_of(right)),
    "*": lambda left, right: finite(number_of(left) * number_of(right)),
    "/": _over,
    "^": lambda left, right: worksheet.power(number_of(left), number_of(right)),
    "&": lambda left, right: text_of(left) + text_of(right),
    **{sign: _compare(sign) for sign in ("=", "<>", "<", ">", "<=", ">=")},
}


def minus(value: Scalar) -> Scalar:
    """The sign before a value."""
    return -number_of(value)


def percent(value: Scalar) -> Scalar:
    """The sign behind a value."""
    return number_of(value) / 100
