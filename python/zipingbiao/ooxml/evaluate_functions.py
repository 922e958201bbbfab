"""The worksheet functions that formulas in forms use, as Python functions of ready values.

Each is declared with a signature: a letter for each argument, then ``?`` before those that may
be left out, and ``*`` before a group that may be repeated:

=====  =========================================================================
``n``  a number            ``t``  a text             ``b``  TRUE or FALSE
``v``  any value           ``e``  any value, errors included
``m``  a matrix of values  ``a``  a matrix where a range stands, else a value
``l``  a value computed only when called for         ``r``  the area of a range
=====  =========================================================================

A function fails by raising `Failure`. Source: Excel's own help, LibreOffice as the oracle.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import ROUND_DOWN, ROUND_UP, Context, Decimal
from typing import NamedTuple

from zipingbiao.ooxml.address import Area
from zipingbiao.ooxml.grid import CellError, Scalar
from zipingbiao.values.criteria import Test, criterion, is_number, order, typed_number, wildcard
from zipingbiao.values.display import formatter, number_text, text_formatter
from zipingbiao.values.numbers import half_up
from zipingbiao.values.serial import Day, day_of, serial_of

Number = int | float
Matrix = Sequence[Sequence[Scalar]]
#: An argument of an aggregate: a range's values, or one value.
Operand = Matrix | Scalar
Thunk = Callable[[], Scalar]

DIVISION, VALUE, MISSING, REFERENCE, NUMERIC = "#DIV/0!", "#VALUE!", "#N/A", "#REF!", "#NUM!"
#: The longest text a cell can hold.
_LONGEST_TEXT = 32_767


class Failure(Exception):
    """An error value on its way to the cell; ``code`` is what the cell shows."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


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
        return count >= self.minimum and (bool(self.repeat) or count <= len(self.kinds))


FUNCTIONS: dict[str, Function] = {}


def _declare(name: str, signature: str, body: Callable[..., Scalar]) -> None:
    fixed, _, repeat = signature.partition("*")
    required, _, optional = fixed.partition("?")
    FUNCTIONS[name] = Function(body, required + optional, len(required), repeat)


def _function[**P](*names: str, signature: str) -> Callable[[Callable[P, Scalar]], Callable[P, Scalar]]:
    ...
