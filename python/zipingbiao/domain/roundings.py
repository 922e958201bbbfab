"""Numbers as a text prints them: each stands for all that would be printed alike.

What is computed of some of them is held against another with all that their rounding may do; a
rate may besides be off by one in its last digit, as shares that must add up to 100 % are.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from zipingbiao.domain.comparisons import NOISE, below
from zipingbiao.values.numbers import Number

_HUNDRED = 100
#: By so much of its last step a number may be off where two are: both at their worst are too rare.
_UNSURE = 0.35
#: Behind so many digits there is only the noise of floats.
_DIGITS = 6


class Printed(NamedTuple):
    """A number with the step of its last printed digit: 39.58万元 is 395800 by steps of 100."""

    value: Number
    step: Number

    @property
    def low(self) -> Number:
        """The least that is printed so."""
        return self.value - self.step / 2

    @property
    def high(self) -> Number:
        """The most that is printed so."""
        return self.value + self.step / 2


def may_add_up(parts: Sequence[Printed], whole: Printed) -> bool:
    """Whether the parts, as far as their printing tells, are the whole."""
    return not (exceeds(parts, whole) or falls_short(parts, whole))


def exceeds(parts: Sequence[Printed], whole: Printed) -> bool:
    """Whether the parts are surely more than the whole."""
    return sum(one.value for one in parts) > whole.value + _slack(parts, whole)


def falls_short(parts: Sequence[Printed], whole: Printed) -> bool:
    """Whether the parts are surely less than the whole."""
    return sum(one.value for one in parts) < whole.value - _slack(parts, whole)


def _slack(parts: Sequence[Printed], whole: Printed) -> Number:
    """By how much parts may miss their whole: half a step for each number that was rounded.

    One number alone, told twice, is printed alike or with fewer digits.
    """
    steps = [one.step for one in parts if one.value]
    rounded = [max([whole.step, *steps])] if len(steps) == 1 else [whole.step, *steps]
    return sum(rounded) / 2 + NOISE * max(1.0, abs(whole.value))


def may_be_one(one: Printed, other: Printed) -> bool:
    """Whether two numbers may be the same, one perhaps printed with fewer digits."""
    return may_add_up([one], other)


def may_be_share(rate: Printed, part: Printed, whole: Printed, *, adjusted: bool = False) -> bool:
    """Whether a rate in per cent may be what the part is of the whole; of nothing anything is.

    It may be rounded, or cut; ``adjusted``: its last digit may be one more besides, as that of
    shares which must add up to 100.
    """
    if whole.value < 0:
        return False
    if whole.value == 0:
        return part.value != 0 or rate.value in (0, _HUNDRED)
    low = max(part.value - part.step * _UNSURE, 0) / (whole.value + whole.step * _UNSURE)
    least = max(whole.value - whole.step * _UNSURE, whole.step * _UNSURE) or whole.value
    high = (part.value + part.step * _UNSURE) / least
    above = rate.step if adjusted else rate.step / 2
    cut = below(part.value / whole.value * _HUNDRED, rate.value + rate.step)
    too_low = below(rate.value, low * _HUNDRED - rate.step / 2) and not cut
    return not too_low and not below(high * _HUNDRED + above, rate.value)


def may_be_growth(rate: Printed, change: Printed, base: Printed) -> bool:
    """Whether a rate in per cent may be what the change is of the base; of nothing none is told."""
    if base.low <= 0 <= base.high:
        return True
    return may_be_share(rate, change, base)


def difference(one: Printed, other: Printed) -> Printed:
    """One number less another, with the rounding of both."""
    value = round(one.value - other.value, _DIGITS)
    return Printed(value, one.step + other.step)


def total(one: Printed, other: Printed) -> Printed:
    """Two numbers together, with the rounding of both."""
    return Printed(round(one.value + other.value, _DIGITS), one.step + other.step)
