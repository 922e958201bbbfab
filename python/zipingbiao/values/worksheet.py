"""Worksheet functions of single values, as Excel computes them.

They fail by raising `Failure` with the error value that the cell shows.
"""

from __future__ import annotations

import math
from decimal import Context, Decimal

from zipingbiao.values.coercion import (
    DIVISION,
    NUMERIC,
    VALUE,
    Failure,
    Number,
    Value,
    finite,
    text_of,
)
from zipingbiao.values.criteria import typed_number, wildcard
from zipingbiao.values.display import formatter, text_formatter
from zipingbiao.values.numbers import half_up
from zipingbiao.values.serial import Day, day_of, serial_of

#: The longest text a cell can hold.
_LONGEST_TEXT = 32_767
#: No float has more digits than this on either side of the point.
_MOST_DIGITS = 320
_WIDE = Context(prec=2 * _MOST_DIGITS + 20)

# Numbers.


def _places(digits: Number) -> int:
    return int(max(-_MOST_DIGITS, min(digits, _MOST_DIGITS)))


def round_half_up(value: Number, digits: Number) -> Number:
    """ROUND."""
    return half_up(value, _places(digits))


def round_towards(value: Number, digits: Number, rounding: str) -> Number:
    """ROUNDUP, ROUNDDOWN and INT, by ``rounding`` of the decimal module.

    Like ROUND they see 15 digits: INT(4.1*100) is 410, though the product is a bit less.
    """
    unit = Decimal(1).scaleb(-_places(digits))
    return float(Decimal(f"{value:.15g}").quantize(unit, rounding, _WIDE))


def modulo(number: Number, divisor: Number) -> Number:
    """MOD: the rest has the divisor's sign."""
    if divisor == 0:
        raise Failure(DIVISION)
    return number % divisor


def power(base: Number, exponent: Number) -> Number:
    """POWER and ``^``; what has no real result fails."""
    if base == 0 and exponent <= 0:
        raise Failure(DIVISION if exponent else NUMERIC)
    try:
        return finite(math.pow(base, exponent))
    except (ValueError, OverflowError):
        raise Failure(NUMERIC) from None


def square_root(value: Number) -> float:
    """SQRT."""
    if value < 0:
        raise Failure(NUMERIC)
    return math.sqrt(value)


# Texts.


def in_format(value: Value, code: str) -> str:
    """TEXT: the value as a cell with that number format shows it."""
    if isinstance(value, bool):
        return text_of(value)
    if isinstance(value, str):
        number = typed_number(value)
        return text_formatter(code)(value) if number is None else formatter(code)(number)
    return formatter(code)(value or 0)


def _length(count: Number) -> int:
    if count < 0:
        raise Failure(VALUE)
    return int(count)


def left(text: str, count: Number = 1) -> str:
    """LEFT."""
    return text[: _length(count)]


def right(text: str, count: Number = 1) -> str:
    """RIGHT."""
    return text[max(0, len(text) - _length(count)) :]


def middle(text: str, start: Number, count: Number) -> str:
    """MID; ``start`` counts from 1."""
    if start < 1:
        raise Failure(VALUE)
    return text[int(start) - 1 : int(start) - 1 + _length(count)]


def trim(text: str) -> str:
    """TRIM: no blanks around the text, single blanks inside it."""
    return " ".join(part for part in text.split(" ") if part)


def substitute(text: str, old: str, new: str, which: Number | None = None) -> str:
    """SUBSTITUTE: all occurrences, or the one with the number ``which``."""
    if which is not None and which < 1:
        raise Failure(VALUE)
    if not old or which is None:
        return text.replace(old, new) if old else text
    parts = text.split(old)
    at = int(which)
    if len(parts) <= at:
        return text
    return old.join(parts[:at]) + new + old.join(parts[at:])


def find(wanted: str, text: str, start: Number = 1) -> int:
    """FIND: from 1, by case, no wildcards."""
    found = text.find(wanted, int(start) - 1) if start >= 1 else -1
    if found < 0:
        raise Failure(VALUE)
    return found + 1


def search(wanted: str, text: str, start: Number = 1) -> int:
    """SEARCH: from 1, whatever the case, with wildcards."""
    inside = 1 <= start <= len(text) + 1
    match = wildcard(wanted).search(text, int(start) - 1) if inside else None
    if match is None:
        raise Failure(VALUE)
    return match.start() + 1


def repeat(text: str, count: Number) -> str:
    """REPT."""
    if len(text) * _length(count) > _LONGEST_TEXT:
        raise Failure(VALUE)
    return text * int(count)


def text_only(value: Value) -> str:
    """T: the text, ``""`` for all else."""
    return value if isinstance(value, str) else ""


def number_only(value: Value) -> Number:
    """N: the number, 0 for texts."""
    return value if isinstance(value, int | float) else 0


# Dates.


def date_serial(year: Number, month: Number, day: Number) -> int:
    """DATE."""
    serial = serial_of(int(year), int(month), int(day))
    if serial is None:
        raise Failure(NUMERIC)
    return serial


def calendar_day(serial: Number) -> Day:
    """The day of a serial, for YEAR, MONTH and DAY."""
    day = day_of(math.floor(serial))
    if day is None:
        raise Failure(NUMERIC)
    return day
