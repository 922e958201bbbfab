"""The parts of a compiled formula, and the functions that a formula can call.

`FUNCTIONS` names each function with its signature: a letter for each argument, ``?`` before
those that may be left out, ``*`` before a group that may be repeated:

=====  ===============================  =====  =================================
``n``  a number                         ``m``  a matrix of values
``t``  a text                           ``a``  a matrix for a range, else a value
``b``  TRUE or FALSE                    ``r``  the area of a range
``v``  any value                        ``l``  a value computed when called for
``e``  any value, errors included
=====  ===============================  =====  =================================

Source: Excel's own help; LibreOffice is the oracle of the tests.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_FLOOR, ROUND_UP
from typing import NamedTuple, Protocol

from zipingbiao.ooxml.address import Area
from zipingbiao.ooxml.grid import CellError, Scalar
from zipingbiao.values import matrices, worksheet
from zipingbiao.values.coercion import (
    DIVISION,
    MISSING,
    VALUE,
    Failure,
    finite,
    is_error,
    number_of,
    text_of,
    truth_of,
    value_of,
)
from zipingbiao.values.criteria import is_number, order, verdict
from zipingbiao.values.matrices import numbers, truths

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

    def name(self, name: str) -> Scalar | Reference:
        """What a defined name stands for; ``CellError("#NAME?")`` where there is none."""


class Scope:
    """What a formula is evaluated with: the lookup, and the cell the formula stands in."""

    __slots__ = ("area", "cell", "here", "name")

    def __init__(self, lookup: Lookup, here: tuple[int, int] | None) -> None:
        self.cell = lookup.cell
        self.area = lookup.area
        self.name = lookup.name
        self.here = here


#: A compiled part that gives one value.
Scalars = Callable[[Scope], Scalar]
#: An argument that is computed only when called for.
Thunk = Callable[[], Scalar]
#: A compiled part that gives many.
Matrices = Callable[[Scope], Matrix]


@dataclass(frozen=True, slots=True)
class Node:
    """A compiled part of a formula.

    ``matrix`` computes all values where the part has more than one. ``is_range`` tells a range
    from a computed array: only ranges are spread out where a function aggregates.
    """

    scalar: Scalars
    matrix: Matrices | None = None
    is_range: bool = False
    reference: Reference | None = None


#: An argument left empty: ``IF(A1,,2)``.
OMITTED = Node(lambda _: None)
_BLANK_CELL: Matrix = ((None,),)


class Function(NamedTuple):
    """A worksheet function: its body, the kinds of its arguments, those that repeat."""

    body: Callable[..., Scalar]
    kinds: str
    minimum: int
    repeat: str

    def kind(self, index: int) -> str:
        """The kind of the argument at ``index``."""
        if index < len(self.kinds):
            return self.kinds[index]
        return self.repeat[(index - len(self.kinds)) % len(self.repeat)]

    def accepts(self, count: int) -> bool:
        """Whether it can be called with so many arguments."""
        if count <= len(self.kinds):
            return count >= self.minimum
        return bool(self.repeat) and (count - len(self.kinds)) % len(self.repeat) == 0


# Functions that decide which of their arguments is computed.


def _if(condition: bool, yes: Thunk, no: Thunk | None = None) -> Scalar:
    if condition:
        return yes()
    return False if no is None else no()


def _is_missing(value: Scalar) -> bool:
    return is_error(value) and value == MISSING


def _ifs(*branches: Thunk) -> Scalar:
    for condition, result in zip(branches[::2], branches[1::2], strict=True):
        if truth_of(condition()):
            return result()
    raise Failure(MISSING)


def _choose(number: Number, *choices: Thunk) -> Scalar:
    if not 1 <= number < len(choices) + 1:
        raise Failure(VALUE)
    return choices[int(number) - 1]()


_TABLE: dict[str, tuple[str, Callable[..., Scalar]]] = {
    "SUM": ("a*a", matrices.sum_of),
    "SUBTOTAL": ("nm*m", matrices.subtotal),
    "PRODUCT": ("a*a", lambda *operands: matrices.product(numbers(operands))),
    "MIN": ("a*a", lambda *operands: min(numbers(operands), default=0)),
    "MAX": ("a*a", lambda *operands: max(numbers(operands), default=0)),
    "AVERAGE": ("a*a", lambda *operands: matrices.mean(numbers(operands))),
    "COUNT": ("a*a", matrices.count),
    "COUNTA": ("a*a", matrices.count_filled),
    "COUNTBLANK": ("m", matrices.count_blank),
    "COUNTIF": ("mv", matrices.count_ifs),
    "COUNTIFS": ("mv*mv", matrices.count_ifs),
    "SUMIF": ("mv?m", matrices.sum_if),
    "SUMIFS": ("mmv*mv", matrices.sum_ifs),
    "AVERAGEIF": ("mv?m", matrices.average_if),
    "SUMPRODUCT": ("m*m", matrices.sum_of_products),
    "IF": ("bl?l", _if),
    "IFERROR": ("el", lambda value, other: other() if is_error(value) else value),
    "IFNA": ("el", lambda value, other: other() if _is_missing(value) else value),
    "IFS": ("ll*ll", _ifs),
    "CHOOSE": ("nl*l", _choose),
    "AND": ("a*a", lambda *operands: all(truths(operands))),
    "OR": ("a*a", lambda *operands: any(truths(operands))),
    "NOT": ("b", lambda condition: not condition),
    "TRUE": ("", lambda: True),
    "FALSE": ("", lambda: False),
    "ISNUMBER": ("e", is_number),
    "ISTEXT": ("e", lambda value: value.__class__ is str),
    "ISBLANK": ("e", lambda value: value is None),
    "ISERROR": ("e", is_error),
    "ISNA": ("e", _is_missing),
    "NA": ("", lambda: CellError(MISSING)),
    "ROUND": ("nn", worksheet.round_half_up),
    "ROUNDUP": ("nn", lambda value, digits: worksheet.round_towards(value, digits, ROUND_UP)),
    "ROUNDDOWN": ("nn", lambda value, digits: worksheet.round_towards(value, digits, ROUND_DOWN)),
    "TRUNC": ("n?n", lambda value, digits=0: worksheet.round_towards(value, digits, ROUND_DOWN)),
    "INT": ("n", lambda value: worksheet.round_towards(value, 0, ROUND_FLOOR)),
    "ABS": ("n", abs),
    "MOD": ("nn", worksheet.modulo),
    "POWER": ("nn", worksheet.power),
    "SQRT": ("n", worksheet.square_root),
    "N": ("v", worksheet.number_only),
    "T": ("v", worksheet.text_only),
    "VALUE": ("n", lambda value: value),
    "TEXT": ("vt", worksheet.in_format),
    "LEN": ("t", len),
    "LEFT": ("t?n", worksheet.left),
    "RIGHT": ("t?n", worksheet.right),
    "MID": ("tnn", worksheet.middle),
    "TRIM": ("t", worksheet.trim),
    "SUBSTITUTE": ("ttt?n", worksheet.substitute),
    "FIND": ("tt?n", worksheet.find),
    "SEARCH": ("tt?n", worksheet.search),
    "CONCATENATE": ("t*t", lambda *texts: "".join(texts)),
    "CONCAT": ("a*a", lambda *operands: "".join(map(text_of, matrices.cells(operands)))),
    "EXACT": ("tt", lambda left, right: left == right),
    "REPT": ("tn", worksheet.repeat),
    "UPPER": ("t", str.upper),
    "LOWER": ("t", str.lower),
    "ROW": ("r", lambda area: area.top),
    "COLUMN": ("r", lambda area: area.left),
    "ROWS": ("r", lambda area: area.bottom - area.top + 1),
    "COLUMNS": ("r", lambda area: area.right - area.left + 1),
    "INDEX": ("mn?n", matrices.index),
    "MATCH": ("vm?n", matrices.match),
    "VLOOKUP": ("vmn?b", matrices.look_down),
    "HLOOKUP": ("vmn?b", matrices.look_across),
    "LOOKUP": ("vm?m", matrices.look_up),
    "HYPERLINK": ("v?v", lambda link, name=None: link if name is None else name),
    "DATE": ("nnn", worksheet.date_serial),
    "YEAR": ("n", lambda serial: worksheet.calendar_day(serial).year),
    "MONTH": ("n", lambda serial: worksheet.calendar_day(serial).month),
    "DAY": ("n", lambda serial: worksheet.calendar_day(serial).day),
}


def _made(signature: str, body: Callable[..., Scalar]) -> Function:
    fixed, _, repeat = signature.partition("*")
    required, _, optional = fixed.partition("?")
    return Function(body, required + optional, len(required), repeat)


#: Every function that can be evaluated, by its name in capitals.
FUNCTIONS: dict[str, Function] = {name: _made(*entry) for name, entry in _TABLE.items()}


def declare(name: str, signature: str, body: Callable[..., Scalar]) -> None:
    """Make a function of an add-in known to the evaluator, under its name in capitals."""
    FUNCTIONS[name] = _made(signature, body)


# Calls: each argument as its function wants it.

_CONVERTERS: dict[str, Callable[[Scalar], Scalar]] = {
    "n": number_of,
    "t": text_of,
    "b": truth_of,
    "v": value_of,
    "e": lambda value: value,
}


def call(function: Function, arguments: Sequence[Node]) -> Node:
    """A call of the function."""
    kinds = [function.kind(index) for index in range(len(arguments))]
    getters = tuple(_getter(kind, node) for kind, node in zip(kinds, arguments, strict=True))
    body = function.body
    matrix = None
    if set(kinds) <= _CONVERTERS.keys():
        matrix = _spread(_converting(body, kinds), arguments)
    if len(getters) == 1:
        get = getters[0]
        return Node(lambda scope: body(get(scope)), matrix)
    return Node(lambda scope: body(*[get(scope) for get in getters]), matrix)


def _getter(kind: str, node: Node) -> Callable[[Scope], object]:
    scalar = node.scalar
    if kind == "e":
        return lambda scope: _caught(node, scope)
    if kind in _CONVERTERS:
        convert = _CONVERTERS[kind]
        return lambda scope: convert(scalar(scope))
    if kind == "l":
        return lambda scope: lambda: scalar(scope)
    if kind == "r":
        return lambda _: _area_of(node)
    if node.matrix is not None and (node.is_range or kind == "m"):
        return node.matrix
    if kind == "m":
        return lambda scope: ((scalar(scope),),)
    if node is OMITTED:
        return lambda _: 0
    # a blank that IF or CHOOSE gives is still a blank cell to an aggregate
    return lambda scope: _BLANK_CELL if (value := scalar(scope)) is None else value_of(value)


def _converting(body: Callable[..., Scalar], kinds: Sequence[str]) -> Callable[..., Scalar]:
    """The body with its arguments converted first."""
    converters = [_CONVERTERS[kind] for kind in kinds]

    def converted(*values: Scalar) -> Scalar:
        pairs = zip(converters, values, strict=True)
        return body(*(convert(value) for convert, value in pairs))

    return converted


def _area_of(node: Node) -> Area:
    if node.reference is None:
        raise Failure(VALUE)
    return node.reference.area


def _caught(node: Node, scope: Scope) -> Scalar:
    """The node's value, an error as a value."""
    try:
        return node.scalar(scope)
    except Failure as failure:
        return CellError(failure.code)


# Operators, on one value and on matrices.


def lift(operator: Callable[..., Scalar], *operands: Node) -> Node:
    """An operator (of one operand or two) on single values, and place by place on matrices."""
    spread = _spread(operator, operands)
    first = operands[0].scalar
    if len(operands) == 1:
        return Node(lambda scope: operator(first(scope)), spread)
    second = operands[1].scalar
    return Node(lambda scope: operator(first(scope), second(scope)), spread)


def _spread(body: Callable[..., Scalar], nodes: Sequence[Node]) -> Matrices | None:
    """The body applied to every place of the nodes' matrices; None where none has one."""
    if all(node.matrix is None for node in nodes):
        return None

    def attempt(inputs: Sequence[Matrix], row: int, column: int) -> Scalar:
        try:
            return body(*[_at(matrix, row, column) for matrix in inputs])
        except Failure as failure:
            return CellError(failure.code)

    def spread(scope: Scope) -> Matrix:
        inputs = [
            node.matrix(scope) if node.matrix else ((_caught(node, scope),),) for node in nodes
        ]
        height = max(map(len, inputs))
        width = max(len(row) for matrix in inputs for row in matrix[:1])
        return [[attempt(inputs, row, column) for column in range(width)] for row in range(height)]

    return spread


def _at(matrix: Matrix, row: int, column: int) -> Scalar:
    """The value at a place; a single row or column serves for all."""
    values = matrix[0] if len(matrix) == 1 else matrix[row] if row < len(matrix) else ()
    if len(values) == 1:
        return values[0]
    return values[column] if column < len(values) else CellError(MISSING)


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
