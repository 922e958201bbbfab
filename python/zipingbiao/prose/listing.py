"""A whole and the parts that it is said to be made of."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from zipingbiao.domain.figures import decimals
from zipingbiao.domain.roundings import Printed, exceeds, may_add_up
from zipingbiao.prose.statements import Statement

#: So many parts make it likely that all are told, and so large a gap that it is no chance.
_SURE, _LEAST = 3, 100


def _slips(number: int) -> Iterator[int]:
    """What a number may have been before two of its digits were turned about, or one miswritten."""
    digits = str(number)
    for at, digit in enumerate(digits):
        for other in "0123456789":
            if other != digit:
                yield int(digits[:at] + other + digits[at + 1 :])
        if at:
            yield int(digits[: at - 1] + digit + digits[at - 1] + digits[at + 1 :])


class Listing(NamedTuple):
    """A whole and its parts, each with the number of its paragraph; ``closed``: it has no other."""

    whole: Statement
    at: int
    parts: tuple[Statement, ...]
    places: tuple[int, ...]
    closed: bool

    @property
    def adds_up(self) -> bool:
        """Whether the parts may be the whole, or part of it where there may be others.

        Some of the first parts may be all of it: what follows tells of it in another way.
        """
        whole, parts = self.whole.figure.printed, self.printed
        if may_add_up(parts, whole) or (not self.closed and not exceeds(parts, whole)):
            return True
        named = all(one.name for one in self.parts)
        firsts = () if named else range(2, len(parts))
        return any(may_add_up(parts[:count], whole) for count in firsts)

    @property
    def is_slip(self) -> bool:
        """Whether the parts fall short by what one wrong digit, or two turned about, would make.

        Only where so many digits are told that this is hardly chance.
        """
        told = [one.value for one in (self.whole.figure.printed, *self.printed)]
        step = min((one.step for one in self.printed if one.step), default=0)
        if self.adds_up is False or len(self.parts) < _SURE or not step:
            return False
        numbers = [round(value / step) for value in told]
        while numbers[0] and not any(number % 10 for number in numbers):
            numbers = [number // 10 for number in numbers]
        short = numbers[0] - sum(numbers[1:])
        if short < _LEAST or min(numbers) < 0:
            return False
        return sum(numbers[1:]) in _slips(numbers[0]) or any(
            short + part in _slips(part) for part in numbers[1:]
        )

    @property
    def finest(self) -> Statement:
        """The number that tells with how many decimals a sum is to be shown."""
        told = [one for one in (self.whole, *self.parts) if one.figure.printed.value]
        return max(told or [self.whole], key=lambda one: decimals(one.figure.written))

    @property
    def printed(self) -> list[Printed]:
        """The parts as printed."""
        return [one.figure.printed for one in self.parts]
