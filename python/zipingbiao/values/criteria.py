"""How Excel compares values: its order, wildcards, and the criteria of COUNTIF."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from zipingbiao.values.numbers import read_number, read_rate

Number = int | float
Value = str | int | float | bool | None
#: Whether a value of a cell meets a criterion.
Test = Callable[[Value], bool]

_OPERATOR = re.compile(r"(<>|<=|>=|<|>|=)?(.*)", re.DOTALL)
_WILD = re.compile(r"~([*?~])|([*?])|(.)", re.DOTALL)
_EXPONENT = re.compile(r"\s*[+-]?[0-9]+(?:\.[0-9]*)?[eE][+-]?[0-9]{1,3}\s*")
#: Two floats nearer than this, relatively, are the same number to a person.
_SAME = 2.0**-48
_BLANKS: dict[type, Value] = {str: "", bool: False, int: 0, float: 0}
_VERDICTS: dict[str, Callable[[int], bool]] = {
    "=": lambda sign: sign == 0,
    "<>": lambda sign: sign != 0,
    "<": lambda sign: sign < 0,
    ">": lambda sign: sign > 0,
    "<=": lambda sign: sign <= 0,
    ">=": lambda sign: sign >= 0,
}


def is_number(value: object) -> bool:
    """Whether it is a number; TRUE and FALSE are none."""
    return value.__class__ is float or value.__class__ is int


def typed_number(text: str) -> Number | None:
    """The number that Excel makes of a text in a calculation: ``3``, ``85%``, ``1E3``."""
    number = read_number(text)
    if number is None:
        number = read_rate(text)
    if number is None and _EXPONENT.fullmatch(text):
        return float(text)
    return number


def order(left: Value, right: Value) -> int:
    """-1, 0 or 1: numbers before texts before FALSE before TRUE; a blank is 0 or "".

    Texts compare without regard to case; numbers that agree in 15 digits are the same.
    """
    if left is None:
        left = _BLANKS.get(right.__class__)
    if right is None:
        right = _BLANKS.get(left.__class__)
    ranks = rank(left), rank(right)
    if ranks[0] != ranks[1]:
        return -1 if ranks[0] < ranks[1] else 1
    if isinstance(left, str) and isinstance(right, str):
        return _sign(left.casefold(), right.casefold())
    if isinstance(left, int | float) and isinstance(right, int | float):
        same = abs(left - right) < abs(left) * _SAME
        return 0 if same else (left > right) - (left < right)
    return 0


def _sign(left: str, right: str) -> int:
    return (left > right) - (left < right)


def rank(value: Value) -> int:
    """Numbers and blanks are 0, texts 1, truths 2: the order of kinds."""
    if isinstance(value, bool):
        return 2
    return 1 if isinstance(value, str) else 0


def verdict(operator: str) -> Callable[[int], bool]:
    """What an operator (``=``, ``<>``, ``<`` …) says of an `order`."""
    return _VERDICTS[operator]


@lru_cache(maxsize=1024)
def wildcard(pattern: str) -> re.Pattern[str]:
    """A text with ``*`` and ``?`` (``~*`` for the sign itself) as a regular expression."""
    parts = [
        re.escape(escaped or plain) if escaped or plain else {"*": ".*", "?": "."}[wild]
        for escaped, wild, plain in _WILD.findall(pattern)
    ]
    return re.compile("".join(parts), re.IGNORECASE | re.DOTALL)


def criterion(wanted: Value) -> Test:
    """The test of COUNTIF, SUMIF …: ``5``, ``">=60"``, ``"<>"``, ``"经济*"``."""
    if not isinstance(wanted, str):
        return _equals(0 if wanted is None else wanted)
    match = _OPERATOR.fullmatch(wanted)
    operator, operand = (match[1], match[2]) if match else (None, wanted)
    number = typed_number(operand)
    if operator in (None, "=", "<>"):
        test = _equals(number) if number is not None else _like(operand, operator is not None)
        return test if operator != "<>" else lambda value: not test(value)
    holds = _VERDICTS[operator]
    if number is not None:
        return lambda value: is_number(value) and holds(order(value, number))
    return lambda value: value.__class__ is str and value != "" and holds(order(value, operand))


def _equals(wanted: Value) -> Test:
    """Equal values; a text that says the same number is equal too."""

    def test(value: Value) -> bool:
        if value.__class__ is str and isinstance(value, str) and not isinstance(wanted, bool):
            value = read_number(value)
        return value is not None and value.__class__ in _BLANKS and order(value, wanted) == 0

    return test


def _like(pattern: str, by_sign: bool) -> Test:
    if not pattern:  # "=" is a blank cell, "" also a cell with an empty text
        return (lambda value: value is None) if by_sign else (lambda value: value in (None, ""))
    matches = wildcard(pattern).fullmatch
    return lambda value: value.__class__ is str and matches(str(value)) is not None
