"""What a cell's value becomes where a number, a text or a truth is wanted, as in Excel.

An error value is a text of a class of its own (whoever reads cells has one), so that it is
told from a text that only looks like it.
"""

from __future__ import annotations

from zipingbiao.values.criteria import typed_number
from zipingbiao.values.display import number_text

Number = int | float
#: What a cell holds.
Value = str | int | float | bool | None

DIVISION, VALUE, MISSING, REFERENCE, NUMERIC = "#DIV/0!", "#VALUE!", "#N/A", "#REF!", "#NUM!"


class Failure(Exception):
    """An error value on its way to the cell; ``code`` is what the cell shows."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def is_error(value: Value) -> bool:
    """Whether it is an error value."""
    return isinstance(value, str) and value.__class__ is not str


def value_of(value: Value) -> Value:
    """The value itself. Fails on error values."""
    if is_error(value):
        raise Failure(str(value))
    return value


def number_of(value: Value) -> Number:
    """The value as a number: blank is 0, ``"3"`` is 3. Fails on other texts."""
    if value.__class__ is float or value.__class__ is int:
        return value
    if value is None:
        return 0
    if isinstance(value, str):
        number = typed_number(text_of(value))
        if number is None:
            raise Failure(VALUE)
        return number
    return int(value)


def text_of(value: Value) -> str:
    """The value as ``&`` joins it. Fails on error values."""
    if isinstance(value, str):
        if value.__class__ is not str:
            raise Failure(str(value))
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    return "" if value is None else number_text(value)


def truth_of(value: Value) -> bool:
    """The value as a condition: numbers but 0 are true. Fails on other texts."""
    if isinstance(value, str):
        text = text_of(value).upper()
        if text not in ("TRUE", "FALSE"):
            raise Failure(VALUE)
        return text == "TRUE"
    return bool(value)


def finite(value: Number) -> Number:
    """The number; fails where it is beyond what a cell can hold."""
    if value - value != 0:
        raise Failure(NUMERIC)
    return value
