"""Numbers as messages print them."""

from __future__ import annotations

from zipingbiao.values.numbers import Number, half_up, write_number


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
