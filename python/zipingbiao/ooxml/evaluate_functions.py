"""The functions that a formula can call, and calls of them.

`EXCEL` names each function of Excel with its signature: a letter for each argument, ``?`` before
those that may be left out, ``*`` before a group that may be repeated:

=====  ===============================  =====  =================================
``n``  a number                         ``m``  a matrix of values
``t``  a text                           ``a``  a matrix for a range, else a value
``b``  TRUE or FALSE                    ``r``  the area of a range
``v``  any value                        ``l``  a value computed when called for
``e``  any value, errors included       ``w``  a matrix whose rows come when asked for
=====  ===============================  =====  =================================

Source: Excel's own help; LibreOffice is the oracle of the tests.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_FLOOR, ROUND_UP
from typing import NamedTuple

from zipingbiao.ooxml.address import Area
from zipingbiao.ooxml.evaluate_nodes import (
    OMITTED,
    Matrices,
    Matrix,
    Node,
    Number,
    Scope,
    Thunk,
    caught,
    spread_over,
)
from zipingbiao.ooxml.grid import CellError, Scalar
from zipingbiao.values import matrices, worksheet
from zipingbiao.values.coercion import (
    MISSING,
    VALUE,
    Failure,
    is_error,
    number_of,
    text_of,
    truth_of,
    value_of,
)
from zipingbiao.values.criteria import is_number
from zipingbiao.values.matrices import numbers, truths

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
    "LOOKUP": ("vw?w", matrices.look_up),
    "HYPERLINK": ("v?v", lambda link, name=None: link if name is None else name),
    "DATE": ("nnn", worksheet.date_serial),
    "YEAR": ("n", lambda serial: worksheet.calendar_day(serial).year),
    "MONTH": ("n", lambda serial: worksheet.calendar_day(serial).month),
    "DAY": ("n", lambda serial: worksheet.calendar_day(serial).day),
}


@dataclass(frozen=True, slots=True, eq=False)
class Functions:
    """The functions that a formula may call, by their names in capitals; never changed."""

    known: Mapping[str, Function]

    def and_also(self, added: Mapping[str, tuple[str, Callable[..., Scalar]]]) -> Functions:
        """These and others: name → signature and body."""
        known = dict(self.known)
        for name, (signature, body) in added.items():
            fixed, _, repeat = signature.partition("*")
            required, _, optional = fixed.partition("?")
            known[name] = Function(body, required + optional, len(required), repeat)
        return Functions(known)


#: The functions of Excel that can be evaluated.
EXCEL = Functions({}).and_also(_TABLE)

_CONVERTERS: dict[str, Callable[[Scalar], Scalar]] = {
    "n": number_of,
    "t": text_of,
    "b": truth_of,
    "v": value_of,
    "e": lambda value: value,
}


def call(function: Function, arguments: Sequence[Node], *, spreads: bool = False) -> Node:
    """A call of the function. ``spreads``: within an array formula."""
    kinds = [function.kind(index) for index in range(len(arguments))]
    pairs = tuple(zip(kinds, arguments, strict=True))
    getters = tuple(_getter(kind, node, spreads) for kind, node in pairs)
    body = function.body
    matrix = None
    if set(kinds) <= _CONVERTERS.keys():
        matrix = spread_over(_converting(body, kinds), arguments)
    elif spreads:
        matrix = _spread_call(body, pairs, getters)
    if len(getters) == 1:
        get = getters[0]
        return Node(lambda scope: body(get(scope)), matrix)
    return Node(lambda scope: body(*[get(scope) for get in getters]), matrix)


def _spread_call(
    body: Callable[..., Scalar],
    pairs: Sequence[tuple[str, Node]],
    getters: Sequence[Callable[[Scope], object]],
) -> Matrices | None:
    """The body at every place of those arguments that take one value and have many.

    The others are the same at every place: ``IF(A1:A3>0,A1:A3)``, ``COUNTIF(A1:A3,B1:B3)``.
    """
    many = [
        at
        for at, (kind, node) in enumerate(pairs)
        if node.matrix is not None and (kind == "l" or kind in _CONVERTERS)
    ]
    if not many:
        return None

    def spread(scope: Scope) -> Matrix:
        def one(*values: Scalar) -> Scalar:
            place = dict(zip(many, values, strict=True))
            return body(
                *[
                    _given(pairs[at][0], place[at]) if at in place else get(scope)
                    for at, get in enumerate(getters)
                ]
            )

        over = spread_over(one, [pairs[at][1] for at in many])
        return over(scope) if over else ()

    return spread


def _given(kind: str, value: Scalar) -> object:
    """A value as an argument of that kind."""
    return (lambda: value) if kind == "l" else _CONVERTERS[kind](value)


def _getter(kind: str, node: Node, spreads: bool) -> Callable[[Scope], object]:
    scalar = node.scalar
    if kind == "e":
        return lambda scope: caught(node, scope)
    if kind in _CONVERTERS:
        convert = _CONVERTERS[kind]
        return lambda scope: convert(scalar(scope))
    if kind == "l":
        return lambda scope: lambda: scalar(scope)
    if kind == "r":
        return lambda scope: _area_of(node, scope)
    matrix = node.matrix
    if matrix is not None and (node.is_range or kind == "w"):
        return matrix
    if matrix is not None and (spreads or kind == "m"):
        return lambda scope: tuple(matrix(scope))
    if kind in "mw":
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


def _area_of(node: Node, scope: Scope) -> Area:
    if node.place is None:
        raise Failure(VALUE)
    return node.place(scope).area
