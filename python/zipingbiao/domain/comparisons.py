"""How two amounts, two rates, two scores are compared: each tolerance once, with its reason.

What is printed decides: a number says no more than its last decimal.
"""

from __future__ import annotations

from math import isclose

from zipingbiao.domain.figures import decimals
from zipingbiao.values.numbers import Number, half_up

#: Two floats nearer than this, relatively, are the same number to a person (15 digits).
_SEEN = 2.0**-47
#: What binary fractions may add where a few dozen figures were computed with; of large ones a part.
NOISE, _NOISE_OF_LARGE = 1e-9, 1e-12
#: Amounts are kept to two decimals (分 in 元; in 万元 what most forms print): half of the last.
_HALF_CENT = 0.005
#: A sum of amounts that were rounded one by one may be off by so much; users may allow more.
SUM_TOLERANCE = 0.01
#: Points have two decimals at most: half of the last is what rounding may take or give.
_HALF_POINT = 0.005
#: Rates have four decimals (85.69 %): half of the last.
_HALF_RATE = 0.00005
#: Two rates that are less than one per cent apart may be one that was typed.
_PER_CENT = 0.01
#: Numbers that differ by a smaller part may be one, rounded differently.
_ROUNDED_DIFFERENTLY = 0.006
#: Half of one per cent.
_HALF_PER_CENT = 0.005
#: A stored rate with more decimals than this was computed, not typed.
_TYPED = 6
#: A rate from here on that is right as per cents lacks its sign: 85.9 for 85.9%.
_BARE = 1.5


def order(left: Number, right: Number) -> int:
    """-1, 0 or 1, as a person who sees 15 digits compares."""
    difference = left - right
    if difference == 0 or abs(difference) <= abs(right) * _SEEN:
        return 0
    return 1 if difference > 0 else -1


def same(one: Number, other: Number) -> bool:
    """Whether two numbers that were computed are one, but for the noise of floats."""
    return isclose(one, other, rel_tol=_NOISE_OF_LARGE, abs_tol=NOISE)


def below(one: Number, other: Number) -> bool:
    """Whether a number is surely less than another."""
    return one < other and not same(one, other)


def within(one: Number, other: Number, tolerance: Number) -> bool:
    """Whether two numbers are no farther apart than somebody allows."""
    return abs(one - other) <= tolerance + NOISE


def rounds_to(printed: Number, true: Number, digits: int | None = None) -> bool:
    """Whether a number is another one rounded, to ``digits`` or the decimals it is printed with."""
    return same(printed, half_up(true, decimals(printed) if digits is None else digits))


def may_be_same(one: Number, other: Number) -> bool:
    """Whether two numbers may be one that was rounded differently: 99.5 and 100."""
    return within(one, other, _ROUNDED_DIFFERENTLY * max(1, abs(one), abs(other)))


def as_due(value: Number, due: Number, kind: str) -> bool:
    """Whether what a formula gives is what is due, to the last decimal of its kind of field."""
    half = {"rate": _HALF_RATE, "degree": _HALF_RATE, "points": _HALF_POINT}.get(kind, 0)
    return same(value, due) or within(value, due, half)


# Amounts


def exceeds_amount(one: Number, other: Number) -> bool:
    """Whether an amount is above another by more than rounding to two decimals explains."""
    return one > other + _HALF_CENT


def same_amount_rounded(printed: Number, true: Number, digits: int, parts: int = 1) -> bool:
    """Whether a sum of ``parts`` amounts of so many decimals is another amount, as far as told.

    Each part may be off by half of its last decimal; whole numbers must be the nearest one.
    """
    near = within(printed, half_up(true, digits), 0.5 * 10.0**-digits * parts)
    return near and (digits > 0 or abs(printed - true) < 0.5)


# Points


def same_points(one: Number, other: Number, roundings: int = 1) -> bool:
    """Whether two scores are one at two decimals.

    ``roundings``: how often a value was rounded on the way; 2 for a sum of rounded parts.
    """
    return within(one, other, roundings * _HALF_POINT)


def is_between(points: Number, low: Number, high: Number) -> bool:
    """Whether a sum of points lies between two others, ends included."""
    return same_points(points, min(max(points, low), high), 2)


def is_cut(printed: Number, true: Number, digits: int) -> bool:
    """Whether a positive number is another one with the digits behind ``digits`` cut off."""
    return same(printed, int(true * 10**digits + NOISE) / 10**digits)


def same_share(one: Number, other: Number) -> bool:
    """Whether two shares of points are one: half a per cent is what rounding points may do."""
    return within(one, other, _HALF_PER_CENT)


# Rates


def exceeds_rate(rate: Number, limit: Number) -> bool:
    """Whether a rate is above a limit by more than rounding to four decimals explains."""
    return rate > limit + _HALF_RATE


def lacks_sign(rate: Number, true: Number) -> bool:
    """Whether a rate is a per cent without its sign: 85.69 where 0.8569 is right."""
    return rate > _BARE and abs(rate / 100 - true) < _PER_CENT


def is_bare_per_cent(rate: Number) -> bool:
    """Whether a number that stands for a rate can only be per cents without their sign."""
    return rate > _BARE


def rate_digits(value: Number, printed: str | None) -> int:
    """To how many decimals of the fraction a rate was given: 85.9% → 3; whole per cents at least.

    The finer of what is stored and what is shown; ``printed`` is the shown text, if known.
    """
    stored = min(decimals(value), _TYPED)
    shown = decimals(printed) + 2 if printed and printed.rstrip().endswith("%") else 0
    return max(2, stored, min(shown, _TYPED))


def same_rate(value: Number, true: Number, printed: str | None = None) -> bool:
    """Whether a rate is the true one at the precision it was given with."""
    if same(value, true):
        return True
    digits = rate_digits(value, printed)
    if digits == _TYPED:
        return abs(value - true) < 10.0**-_TYPED
    return rounds_to(value, true, digits)
