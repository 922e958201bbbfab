"""What a value in a file may be: value → value, or a ValueError with the reason in Chinese."""

from __future__ import annotations

from collections.abc import Callable

from zipingbiao.errors import shown

Number = int | float
Check = Callable[[object], object]

_FIRST_YEAR, _LAST_YEAR = 1990, 2100


def text(value: object) -> str:
    """Words in quotes, not blank."""
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"「{shown(value)}」应是引号里的文字")
    return value


def texts(value: object) -> tuple[str, ...]:
    """A list of texts; it may be empty."""
    if not isinstance(value, list) or not all(isinstance(one, str) and one for one in value):
        raise ValueError(f"「{shown(value)}」应是方括号里的几段文字")
    return tuple(value)


def text_or_texts(value: object) -> tuple[str, ...]:
    """One text or a list of them."""
    return texts([value] if isinstance(value, str) else value)


def some_texts(value: object) -> tuple[str, ...]:
    """One text or a list of at least one."""
    found = text_or_texts(value)
    if not found:
        raise ValueError("一个也没有写")
    return found


def number(value: object) -> Number:
    """A finite number, no true or false."""
    if isinstance(value, bool) or not isinstance(value, int | float) or value - value != 0:
        quoted = "，数不加引号" if isinstance(value, str) else ""
        raise ValueError(f"「{shown(value)}」不是数{quoted}")
    return value


def years(value: object) -> tuple[int, ...]:
    """The first year, or the first and the last: ``2020``, ``[2020]``, ``[2020, 2022]``."""
    given = value if isinstance(value, list) else [value]
    whole = [one for one in given if type(one) is int and _FIRST_YEAR <= one <= _LAST_YEAR]
    if not 1 <= len(whole) == len(given) <= 2 or whole != sorted(whole):
        raise ValueError(f"「{shown(value)}」应是起始年份，或起止两个年份，如 [2020, 2022]")
    return tuple(whole)


def one_of(*words: str) -> Callable[[object], str]:
    """One of some words."""

    def check(value: object) -> str:
        if value not in words:
            raise ValueError(f"「{shown(value)}」不在可选值 {' / '.join(words)} 之内")
        return str(value)

    return check


def between(low: Number, high: Number) -> Callable[[object], Number]:
    """A number from ``low`` to ``high``, both included."""

    def check(value: object) -> Number:
        if not low <= number(value) <= high:
            raise ValueError(f"「{shown(value)}」应在 {low} 到 {high} 之间")
        return number(value)

    return check


def whole(low: int, high: int) -> Callable[[object], int]:
    """A whole number from ``low`` to ``high``, both included."""

    def check(value: object) -> int:
        if type(value) is not int or not low <= value <= high:
            raise ValueError(f"「{shown(value)}」应是 {low} 到 {high} 的整数")
        return value

    return check
