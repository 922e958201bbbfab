"""Numbers as messages print them, and how exactly a printed number was given."""

from __future__ import annotations

import re

from zipingbiao.values.numbers import Number, half_up, write_number

_DECIMALS = re.compile(r"\.(\d+)")
#: A stored rate with more decimals than this was computed, not typed.
_TYPED = 6


def show_field(kind: str, value: object) -> str | None:
    """A value of the model as a form prints it."""
    if value is None or value == ():
        return None
    if isinstance(value, tuple):
        return "、".join(value)
    if isinstance(value, int | float):
        return show_rate(value) if kind in ("rate", "degree") else show_number(value)
    return str(value)


def show_number(value: Number, digits: int = 4) -> str:
    """A number with at most so many decimals."""
    return write_number(half_up(value, digits))


def show_rate(value: Number, digits: int = 2) -> str:
    """A fraction as per cent, with at most so many decimals: 0.8569 → 85.69%."""
    return f"{write_number(half_up(value * 100, digits))}%"


def rate_digits(value: Number, printed: str | None) -> int:
    """To how many decimals of the fraction a rate was given: 85.9% → 3; whole per cents at least.

    The finer of what is stored and what is shown; ``printed`` is the shown text, if known.
    """
    stored = min(_decimals(write_number(value)), _TYPED)
    shown = _decimals(printed) + 2 if printed and printed.rstrip().endswith("%") else 0
    return max(2, stored, min(shown, _TYPED))


def rate_matches(value: Number, printed: str | None, true: Number) -> bool:
    """Whether a rate is the true one at the precision it was given with."""
    digits = rate_digits(value, printed)
    if digits == _TYPED:
        return abs(value - true) < 10.0**-_TYPED
    return abs(value - half_up(true, digits)) < 0.05 * 10.0**-digits


def _decimals(text: str) -> int:
    match = _DECIMALS.search(text)
    return len(match[1]) if match else 0
