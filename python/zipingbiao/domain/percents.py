"""A number without its sign of per cent, where per cents are meant: 0.8 is 80 %, or 0.8 %.

A cell formatted as per cent holds the fraction; a clerk who forgot the sign wrote the per cents.
What it is compared with tells them apart, or nothing does.
"""

from __future__ import annotations

from typing import Final

from zipingbiao.values.numbers import Number

#: Up to here a bare number is a fraction, as a per-cent cell holds it.
LARGEST_FRACTION: Final = 1
#: From here on it is per cents and nothing else: no form has a rate of 200 % and more.
LARGEST_DOUBT: Final = 2
#: A fraction that would be so many times what is asked for may be per cents.
TOO_MANY: Final = 5


def is_doubtful(number: Number, most: Number, whole: int = 100) -> bool:
    """Whether a bare number may be a fraction or per cents as well.

    ``most``: the greatest per cent that it is compared with, 0 where there is none. ``whole``:
    1000 where the sign that lacks is ‰.
    """
    size = abs(number)
    if size == 0 or size > LARGEST_DOUBT:
        return False
    if not most:
        return size >= LARGEST_FRACTION
    if size <= LARGEST_FRACTION:
        return whole * size > TOO_MANY * most
    return whole * size * size <= most * most


def lacking_sign(written: str, *readings: str) -> str:
    """Why such a number counts for nothing, in Chinese; ``readings`` are what it may say."""
    return f"「{written}」没有百分号，看不出是 {' 还是 '.join(readings)}，请补上百分号。"


def doubtful_formula(number: str, most: str) -> str:
    """`is_doubtful` as a condition of Excel; both are expressions, ``most`` 0 or above."""
    size = f"ABS({number})"
    if most == "0":
        return f"AND({size}>={LARGEST_FRACTION},{size}<={LARGEST_DOUBT})"
    small = f"AND({size}<={LARGEST_FRACTION},100*{size}>{TOO_MANY}*{most})"
    large = (
        f"AND({size}>{LARGEST_FRACTION},{size}<={LARGEST_DOUBT},100*{size}*{size}<={most}*{most})"
    )
    return f"OR({small},{large})"
