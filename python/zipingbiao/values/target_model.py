"""What a target or a result is: a number, a range, a date, words, or nothing."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from zipingbiao.values.measures import split_magnitude
from zipingbiao.values.numbers import number_of, write_number

Number = int | float

NUMBER, RANGE, DATE, TEXT, BLANK = "number", "range", "date", "text", "blank"
#: The senses of a target: more is better, less is better, just so much, by a date, words.
FORWARD, REVERSE, EQUAL, DEADLINE, QUALITATIVE = "正向", "反向", "等于", "时限", "定性"
#: Between two numbers.
BETWEEN = "区间"


#: The quarters and the halves of a year.
_PERIODS = {3: ("第一季度", "第二季度", "第三季度", "第四季度"), 6: ("上半年", "下半年")}
_SHORT = {4: 30, 6: 30, 9: 30, 11: 30, 2: 28}


def days_in(year: int, month: int) -> int:
    """How many days a month has."""
    leap = month == 2 and year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return 29 if leap else _SHORT.get(month, 31)


class When(NamedTuple):
    """A date, a month, a year, or a day of any year. As text: ``2020-12``, ``--12-31``.

    ``months``: how many months end with this one, 3 of a quarter, 6 of half a year.
    """

    year: int | None
    month: int | None
    day: int | None
    months: int = 1

    def __str__(self) -> str:
        year = f"{self.year:04d}" if self.year is not None else "-"
        rest = "".join(f"-{part:02d}" for part in (self.month, self.day) if part is not None)
        return year + rest

    def written(self) -> str:
        """As it is written in Chinese: 2020年12月31日, 12月, 第三季度, 上半年."""
        month: int | str | None = self.month
        ending = "月"
        if self.month is not None and self.months > 1:
            number = self.month // self.months
            month, ending = _PERIODS[self.months][number - 1], ""
        parts = zip((self.year, month, self.day), ("年", ending, "日"), strict=True)
        return "".join(f"{part}{name}" for part, name in parts if part is not None)

    def last(self, year: int) -> tuple[int, int, int]:
        """The last day that it may be; ``year`` where it names none."""
        own = self.year or year
        month = self.month or 12
        return own, month, self.day or days_in(own, month)

    def first(self, year: int) -> tuple[int, int, int]:
        """The first day that it may be."""
        month = 1 if self.month is None else self.month - self.months + 1
        return self.year or year, month, self.day or 1


class Target(NamedTuple):
    """A target or a result.

    ``kind``: number, range, date, text or blank. ``operator``: ≥ ≤ = > <, None where no sign is
    written. ``value``, ``low`` and ``high`` are as printed: 80 for 80%, 16.3 for 16.3万亩.
    ``unit`` is "%" for per cents. ``deadline`` is a date beside a number (11月底完成100%).
    ``prefix`` and ``suffix`` are the words around a number; ``text`` the words of a text.
    ``zero``: the words say that something must not happen (零登记).
    """

    kind: str
    operator: str | None = None
    value: Number | None = None
    unit: str | None = None
    low: Number | None = None
    high: Number | None = None
    date: When | None = None
    deadline: When | None = None
    prefix: str = ""
    suffix: str = ""
    text: str = ""
    zero: bool = False

    @property
    def percent(self) -> bool:
        """Whether it is printed in per cents."""
        return self.unit == "%"

    @property
    def normalized(self) -> Number | None:
        """The value without 万 or 亿 before its unit: 5500000 for 550万粒."""
        if self.value is None or self.unit is None:
            return self.value
        return number_of(Decimal(str(self.value)) * split_magnitude(self.unit)[0])


def is_cost(level2: str) -> bool:
    """Whether the second-level text is one of costs, where less is better."""
    return "成本" in level2 and "节约" not in level2


def write_target(target: Target) -> str:
    """A text that is read as the same target again."""
    if target.kind == NUMBER and target.value is not None:
        number = write_number(target.value) + (target.unit or "")
        return f"{target.prefix}{target.operator or ''}{number}{target.suffix}"
    if target.kind == RANGE and target.low is not None and target.high is not None:
        ends = (write_number(end) + (target.unit or "") for end in (target.low, target.high))
        return target.prefix + "~".join(ends)
    if target.kind == DATE and target.date is not None:
        return target.date.written()
    return target.text
