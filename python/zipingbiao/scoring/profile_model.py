"""What a profile is: how a region scores in a year."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Context, Decimal

Number = int | float

_WIDE = Context(prec=60)
_UNITS = tuple(Decimal(1).scaleb(-digits) for digits in range(11))


@dataclass(frozen=True, slots=True)
class Profile:
    """The rules of a region. Shares and rates are fractions, points are of 100.

    ``subject``: project or department, what it scores. ``years``: the first year, or the first and
    the last; none where its file names none, then it is for all.
    ``weights``: level-1 name → points; 「效益指标+满意度指标」 share theirs. ``rate_denominator``:
    budget or initial_budget. ``reverse``: shortfall, w·max(0, 1−(a−t)/t), or quotient, w·t/a.
    ``equal``: at_least (more than 「=」 asks is full) or exact (a person judges).
    ``zero_target``: all_or_nothing or judge. ``late``, a missed deadline: judge or zero.
    ``bands`` of words: name, lower share (included), best first. ``over_achievement``: the share
    from which a result must be explained; ``over_deduction``: points it costs. ``low_rate``: the
    execution rate below which a reason is due. ``rounding``: half_up or truncate.
    ``step_rounding``: decimals of a per cent before it is counted in steps, None for as it is;
    ``step_count``: floor or ceil. ``caps``: below this execution rate, at most so many points.
    ``ratings``: name, least total, best first. ``sources``: what each value rests on.
    """

    id: str
    title: str
    region: str
    subject: str
    years: tuple[int, ...]
    basis: str
    weights: Mapping[str, Number]
    rate_denominator: str
    reverse: str
    equal: str
    zero_target: str
    late: str
    bands: tuple[tuple[str, float], ...]
    over_achievement: float
    over_deduction: Number
    low_rate: float
    rate_digits: int
    points_digits: int
    total_digits: int
    rounding: str
    step_rounding: int | None
    step_count: str
    caps: tuple[tuple[float, Number], ...]
    money_unit: str
    ratings: tuple[tuple[str, Number], ...]
    sources: Mapping[str, str]

    def covers(self, year: int | None) -> bool:
        """Whether it is for a year; a form that names none is taken to be of its time."""
        if year is None or not self.years:
            return True
        return self.years[0] <= year and (len(self.years) == 1 or year <= self.years[1])

    @property
    def years_text(self) -> str:
        """``2020 年起``, ``2020—2022 年``, ``2016 年``; 各年 where its file names no year."""
        if not self.years:
            return "各年"
        first, *last = self.years
        if last == [first]:
            return f"{first} 年"
        return f"{first}—{last[0]} 年" if last else f"{first} 年起"

    def source_of(self, name: str) -> str:
        """The notice or form that a value rests on; "" where its file does not say."""
        return self.sources.get(name, "")

    def group_of(self, level1: str) -> tuple[tuple[str, ...], Number] | None:
        """The level-1 names that share points with this one, and those points."""
        wanted = level1.removesuffix("指标")
        for key, points in self.weights.items():
            names = tuple(key.split("+"))
            if wanted in (name.removesuffix("指标") for name in names):
                return names, points
        return None

    def rounded(self, value: Number, digits: int) -> Number:
        """The value to so many decimals, as the region rounds.

        On the 15 digits that a person sees: 1.005 is 1.01, and 9.7 truncated is 9.7.
        """
        if value.__class__ is int:
            return value
        number = Decimal(f"{value:.15g}")
        unit = _UNITS[digits] if 0 <= digits < len(_UNITS) else Decimal(1).scaleb(-digits)
        how = ROUND_HALF_UP if self.rounding == "half_up" else ROUND_DOWN
        result = float(number.quantize(unit, how, _WIDE))
        return int(result) if result.is_integer() else result
