"""Figures of a form as numbers: which is one, their sum, the decimals they are printed with."""

from __future__ import annotations

from collections.abc import Iterable
from math import fsum
from typing import TypeGuard

from zipingbiao.values.numbers import Number, half_up, write_number

#: More decimals than any amount has; what lies behind them is the noise of binary fractions.
_DECIMALS = 8


def is_number(figure: object) -> TypeGuard[Number]:
    """Whether a figure is neither blank nor text; True and False are no numbers."""
    kind = figure.__class__
    return kind is int or kind is float


def number(figure: object) -> Number | None:
    """The figure where it is a number, None for a blank and for what can't be read."""
    return figure if is_number(figure) else None


def added(numbers: Iterable[Number]) -> Number:
    """The sum without the noise of floats: 0.1 + 0.2 is 0.3."""
    return half_up(fsum(numbers), _DECIMALS)


def sum_of(figures: Iterable[object]) -> Number | None:
    """The sum of those figures that are numbers; None where none is: a blank sum is not 0."""
    numbers = [figure for figure in figures if is_number(figure)]
    return added(numbers) if numbers else None


def decimals(value: Number | str) -> int:
    """How many decimals a number is written with: 85.90 → 2 in a text, 1 as a number."""
    text = value if isinstance(value, str) else write_number(value)
    digits = text.partition(".")[2]
    return next((n for n, sign in enumerate(digits) if not sign.isdecimal()), len(digits))
