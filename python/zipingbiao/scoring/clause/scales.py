"""What stands in the cells → the number that a clause compares, on its own scale.

Most clauses compare the result itself. Those that speak of a target compare how much of it is
done, or how far from it the result is. Where a number could be taken in two ways that give
different points, nothing is guessed: both readings are handed on.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final, NamedTuple

from zipingbiao.domain.comparisons import order
from zipingbiao.scoring.clause.amounts import THOUSANDS
from zipingbiao.scoring.clause.cells import divisor_of, read_cells, tenth
from zipingbiao.scoring.clause.check import ClauseError
from zipingbiao.scoring.clause.grammar.names import (
    ACTUAL,
    APART,
    TO_TARGET,
)
from zipingbiao.scoring.clause.model import (
    HUNDRED,
    ZERO,
    Bands,
    Clause,
    Expression,
    Measure,
    Steps,
    TwoWay,
)
from zipingbiao.scoring.clause.sides import check_late, comparable, on_side, side_of
from zipingbiao.scoring.clause.values import Scalar, exact, is_empty, readings, unit_factor
from zipingbiao.scoring.clause.wants import levels_in, mixes_target
from zipingbiao.scoring.comparison import Pair, together
from zipingbiao.scoring.trace import Trace
from zipingbiao.values.targets import BLANK, DATE, NUMBER, REVERSE, TEXT, Target, sense_of
from zipingbiao.values.text import fold

_ABOVE: Final = frozenset("≥>")
_BELOW: Final = frozenset("≤<")
#: No result is so many per cent apart from its target: it is more likely what was done of it.
_NEAR: Final = 50
#: A change that says its direction: +3%, 下降2%.
_SIGNED: Final = re.compile("[-+−]|[^0-9.]*[降减增升提高涨跌多少持平]")
#: A greater number without a sign is more likely what is, where the clause names no number.
_LEVEL: Final = Decimal("0.3")


class Reading(NamedTuple):
    """A number on a scale, a remark on how it was read, and another reading that is as good.

    Where the ``rival`` gives other points there are none.
    """

    number: Decimal
    remark: str = ""
    rival: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """A result beside its target, as the cells have them; ``kind`` is as `sense_of` takes it.

    ``ends`` are the numbers that the clause names, ``whole`` is 100 where it speaks of what is
    done of all.
    """

    value: Scalar
    target: str | int | float | None = None
    kind: str = ""
    ends: frozenset[Decimal] = frozenset()
    whole: Decimal = ZERO

    @property
    def most(self) -> Decimal:
        """The greatest per cent that the result is compared with."""
        goal = self._goal
        asked = exact(goal.value or 0) if goal.unit == "%" else ZERO
        return max([self.whole, abs(asked), *map(abs, self.ends)])

    @property
    def has_target(self) -> bool:
        """Whether there is a target to hold it against."""
        return self._goal.kind != BLANK

    @property
    def is_counts(self) -> bool:
        """Whether the result is two counts: 3/4."""
        return isinstance(self.value, str) and "/" in self.value

    def goal_number(self) -> Decimal | None:
        """The target's number, None where it is none."""
        value = self._goal.value
        return None if value is None else exact(value)

    def beside_goal(self, formula: Expression, trace: Trace | None) -> tuple[Decimal, Decimal]:
        """The result and the target as two numbers of one unit, for a formula.

        Per cents are fractions where the formula holds 60% or 0.6 against them. Raises ClauseError
        where it adds or subtracts the two as per cents: 93% and 95% are 0.02 apart, or 2.
        """
        pair, _, _ = self._pair(trace)
        if mixes_target(formula) and pair.unit == "%":
            raise ClauseError("算式里指标值与完成值是百分比，看不出按百分点还是按小数计算。")
        whole = divisor_of(pair, levels_in(formula))
        return exact(pair.actual) / whole, exact(pair.goal) / whole

    @property
    def sign(self) -> str:
        """How the target asks: ≥, ≤ …, "" where it has no sign."""
        return self._goal.operator or ""

    @property
    def _goal(self) -> Target:
        return read_cells(self.target, None, self.kind)[0]

    def on(self, measure: Measure, trace: Trace | None = None) -> Reading:
        """The number that a measure compares. Raises ClauseError where there is none."""
        match measure.scale:
            case "value" if (distance := self._distance(measure, trace)) is not None:
                return distance
            case "value" | "change":
                self._check_per_cent(measure)
                self._check_change(measure)
                return Reading(*readings(self.value, measure, self.most))
            case "rate":
                return self._rate(measure, trace)
            case "off":
                return self._off(measure, trace)
            case "degree":
                return self._degree(measure, trace)
        if not self.has_target:
            raise ClauseError("这条评分标准要与年度指标值比较，请给出指标值。")
        pair, goal, done = self._pair(trace)
        falling = sense_of(goal, self.kind) == REVERSE
        if done.operator in _ABOVE | _BELOW:
            raise ClauseError(f"完成值「{self.value}」是不等式，不能按这条评分标准计算。")
        if measure.scale == "share":
            return Reading(_share(pair, falling))
        reading = _gap(pair, measure)
        if measure.scale == "ahead" and falling:
            rival = reading.rival
            return Reading(-reading.number, rival=None if rival is None else -rival)
        return reading

    def _check_per_cent(self, measure: Measure) -> None:
        """A number of people is no per cent, though nobody wrote 人 behind it."""
        goal, done = read_cells(self.target, self.value, self.kind)
        bare = done.kind == NUMBER and not done.unit and abs(done.value or 0) > 1
        if not measure.percent or not bare or goal.kind != NUMBER or goal.unit == "%":
            return
        number = exact(goal.value or 0)
        if goal.unit or number > HUNDRED or (number > 1 and number not in self.ends):
            raise ClauseError(
                f"条文比较的是百分比，指标值却是「{self.target}」，看不出「{self.value}」是不是百分比。"
            )

    def _check_change(self, measure: Measure) -> None:
        """90% beside 较上年提高 may be what is, not by how much it rose: a sign or a word tells."""
        text = fold(self.value) if isinstance(self.value, str) else ""
        if measure.scale != "change" or measure.percent or _SIGNED.match(text):
            return  # 增长10%以上 beside 12% tells what the number is
        number = readings(self.value, measure, self.most)[0]
        if number and (not measure.name or number > _LEVEL or self._goal.kind == NUMBER):
            raise ClauseError(
                f"看不出「{self.value}」是比上年的增减还是今年的数，请写成「提高…」「下降…」或带上正负号。"
            )

    def _pair(self, trace: Trace | None) -> tuple[Pair, Target, Target]:
        """Both as numbers in one unit."""
        goal, done = read_cells(self.target, self.value, self.kind)
        if goal.kind != NUMBER:
            raise ClauseError(f"指标值「{self.target}」不是一个数，不能按这条评分标准计算。")
        if done.zero:
            done = Target(NUMBER, value=0, unit=goal.unit)
        if done.kind != NUMBER:
            raise ClauseError(f"完成值「{self.value}」读不成一个数，不能按这条评分标准计算。")
        pair = together(goal, done, trace)
        if isinstance(pair, str):
            raise ClauseError(f"{pair}，不能按这条评分标准计算。")
        if goal.operator in ("<", ">") and order(pair.actual, pair.goal) == 0:
            raise ClauseError(f"指标值「{self.target}」不含本数，完成值恰好等于它，须由人判断。")
        if pair.unit == "‰":
            pair = Pair(tenth(pair.goal), tenth(pair.actual), "%")
        return pair, goal, done

    def check_share(self) -> None:
        """按完成比例 is of the target. Raises ClauseError where that tells no share."""
        if self.has_target:
            self._pair(None)

    def _rate(self, measure: Measure, trace: Trace | None) -> Reading:
        """A completion rate: the result where it is one, or the result over the target."""
        plain = replace(measure, scale="value")
        goal, done = read_cells(self.target, self.value, self.kind)
        self._check_alone(measure, goal, done)
        if goal.kind != NUMBER or not measure.percent:
            return Reading(*readings(self.value, plain, self.most))
        if done.unit == "%" and goal.unit not in ("%", None):
            return Reading(*readings(self.value, plain, self.most))
        if done.unit == "%" and goal.unit is None and (goal.value or 0) > 1 and goal.value != 100:
            return Reading(*readings(self.value, plain, self.most))
        pair, goal, _ = self._pair(trace)
        share = _share(pair, sense_of(goal, self.kind) == REVERSE)
        if pair.unit != "%" or measure.name.endswith(("比例", "比率", "百分比")):
            return Reading(share)
        return Reading(share, rival=readings(self.value, plain, self.most)[0])

    def _check_alone(self, measure: Measure, goal: Target, done: Target) -> None:
        """180 without a target may be what was done; a completion of 180 % is written 180%."""
        bare = done.kind == NUMBER and done.unit is None and (done.value or 0) > HUNDRED
        if bare and measure.percent and goal.kind == BLANK:
            raise ClauseError(
                f"没有指标值，看不出「{self.value}」是完成的数量还是百分比，请给出指标值或写上百分号。"
            )

    def _degree(self, measure: Measure, trace: Trace | None) -> Reading:
        """Result over target, or target over result; without a target the value is that degree."""
        goal, done = read_cells(self.target, self.value, self.kind)
        self._check_alone(measure, goal, done)
        if goal.kind == BLANK or (done.unit == "%" and goal.unit not in ("%", None)):
            return Reading(*readings(self.value, replace(measure, scale="value"), self.most))
        pair, goal, _ = self._pair(trace)
        falling = sense_of(goal, self.kind) == REVERSE
        if falling and pair.actual > pair.goal >= 0:
            return Reading(exact(pair.goal) / exact(pair.actual) * HUNDRED)
        return Reading(_share(pair, falling))

    def _off(self, measure: Measure, trace: Trace | None) -> Reading:
        """How far from the target; without one the result says how far."""
        plain = replace(measure, scale="value", absolute=False)
        goal, done = read_cells(self.target, self.value, self.kind)
        itself = measure.percent and done.unit == "%" and goal.unit not in ("%", None)
        if goal.kind in (BLANK, TEXT) or itself:
            number, remark = readings(self.value, plain, self.most)
            result = ACTUAL.fullmatch(measure.name.removesuffix(TO_TARGET) or "完成值")
            if result and not itself and measure.percent and abs(number) > _NEAR:
                raise ClauseError(
                    f"没有指标值，看不出「{self.value}」是相差的数还是完成的数，请给出指标值。"
                )
            return Reading(abs(number), remark)
        reading = _gap(self._pair(trace)[0], measure)
        rival = reading.rival
        return Reading(abs(reading.number), rival=None if rival is None else abs(rival))

    def _distance(self, measure: Measure, trace: Trace | None) -> Reading | None:
        """偏差率, 缺口, 超支 beside a target: how far from it; None where the result says that.

        A target of no more than so much, or one that the clause names, is the distance's own.
        """
        side = side_of(measure)
        goal, done = read_cells(self.target, self.value, self.kind)
        if not side or goal.kind != NUMBER or not goal.value or done.kind != NUMBER:
            return None
        if not comparable(measure, goal.unit, done.unit):
            return None
        if side == "late":
            check_late(self.target, goal, measure)
            return None
        falling = sense_of(goal, self.kind) == REVERSE
        asked = goal.operator in _ABOVE
        named = exact(goal.value) in self.ends and not asked
        own = measure.percent == (goal.unit == "%")
        if named or (own and falling and side != "over"):
            return None
        pair = self._pair(trace)[0]
        gap = _gap(pair, measure)
        number = on_side(side, gap.number)
        if not asked and self._may_be_own(measure, goal):
            return Reading(number, rival=readings(self.value, measure, self.most)[0])
        better = gap.number < 0 if falling else gap.number > 0
        if side == "off" and better and not measure.absolute:
            return Reading(number, rival=ZERO)
        return Reading(number, rival=None if gap.rival is None else on_side(side, gap.rival))

    def _may_be_own(self, measure: Measure, goal: Target) -> bool:
        """Whether a target without a sign may be the distance's own: 3%, or 3 beside 5件以内."""
        number = exact(goal.value or 0)
        if measure.percent:
            return goal.unit == "%" or (not goal.unit and number < HUNDRED)
        return number <= max(self.ends, default=ZERO)


def _share(pair: Pair, falling: bool) -> Decimal:
    """The result's per cent of the target."""
    goal, actual = exact(pair.goal), exact(pair.actual)
    if falling:
        if actual <= goal:
            return HUNDRED
        raise ClauseError("指标值以少为好，没有达到时完成了百分之几说不清，须由人判断。")
    if goal <= 0:
        raise ClauseError("指标值不大于 0，没有比例可算。")
    return actual / goal * HUNDRED


def _gap(pair: Pair, measure: Measure) -> Reading:
    """By how much the result is above the target, in the measure's unit.

    Of per cents both the difference and its part of the target are meant now and then.
    """
    goal, actual = exact(pair.goal), exact(pair.actual)
    gap = actual - goal
    if gap == 0:
        return Reading(ZERO)
    if not measure.percent:
        factor = unit_factor(pair.unit, measure.unit) if pair.unit and measure.unit else Decimal(1)
        if factor is None:
            raise ClauseError(f"指标值的单位「{pair.unit}」与条文的「{measure.unit}」不同。")
        return Reading(gap * factor)
    if goal <= 0:
        raise ClauseError("指标值不大于 0，没有比例可算。")
    relative = gap / goal * HUNDRED
    return Reading(gap, rival=relative) if pair.unit == "%" else Reading(relative)


def check_count(target: str | int | float | None, kind: str, measure: Measure) -> None:
    """A count of faults beside a target that asks for more: perhaps it is no count of faults."""
    goal = read_cells(target, None, kind)[0]
    if goal.kind == DATE:
        raise ClauseError(f"指标值「{target}」是期限，请直接给出逾期的数量。")
    if goal.kind != NUMBER or not goal.value:
        return
    check_late(target, goal, measure)
    if sense_of(goal, kind) == REVERSE:
        return
    if goal.unit and measure.unit and unit_factor(goal.unit, measure.unit) is None:
        return
    raise ClauseError(
        f"条文数的是差错，指标值却是「{target}」，看不出完成值是差错的个数还是完成的数量。"
    )


def with_sign(reading: Reading, clause: Clause) -> Reading:
    """A negative 差异率 beside thresholds above 0: meant as it stands, or without its sign."""
    if reading.number >= 0 or reading.rival is not None or not is_sign_unsure(clause):
        return reading
    return reading._replace(rival=-reading.number)


def is_sign_unsure(clause: Clause) -> bool:
    """Whether a negative value may be meant without its sign."""
    if not isinstance(clause, Steps | Bands):
        return False
    measure = clause.measure
    apart = measure.scale == "value" and measure.percent and APART.search(measure.name)
    return bool(apart) and not measure.absolute and all(end > 0 for end in _ends(clause))


def _ends(clause: Steps | Bands) -> list[Decimal]:
    """The numbers that a clause compares with; of steps, where they begin."""
    spans = [band.span for band in clause.bands if band.measure is None]
    spans = [replace(span, low=None) if span.high and span.low == 0 else span for span in spans]
    ends = [end for span in spans for end in (span.low, span.high) if end is not None]
    return [clause.start] if isinstance(clause, Steps) else ends


def check_direction(clause: Clause, held: Held) -> None:
    """A clause that takes points where the target is surely reached is another target's."""
    if not isinstance(clause, Steps | TwoWay | Bands) or clause.measure.scale != "above":
        return
    goal = read_cells(held.target, None, held.kind)[0]
    more = goal.operator in _ABOVE
    less = sense_of(goal, held.kind) == REVERSE
    if (more and _takes(clause, above=True)) or (less and _takes(clause, above=False)):
        raise ClauseError(f"指标值「{held.target}」与条文扣分的方向相反，看不出怎样计分。")


def check_step(clause: Clause, held: Held) -> None:
    """每少100扣0.1分 beside 50万亩: no step is 100万亩. Raises ClauseError."""
    if not isinstance(clause, Steps) or clause.measure.scale not in ("above", "ahead"):
        return
    goal = read_cells(held.target, None, held.kind)[0]
    bare = not clause.measure.unit and not clause.measure.percent
    if bare and (goal.unit or "").startswith(THOUSANDS) and clause.step > exact(goal.value or 0):
        raise ClauseError("看不出每一步是多少，请在条文里写上单位。")


def _takes(clause: Steps | TwoWay | Bands, above: bool) -> bool:
    """Whether points are lost right above (or below) the target."""
    if isinstance(clause, Steps):
        return clause.up == (above if not clause.gain else not above) and clause.start == 0
    if isinstance(clause, TwoWay):
        return _takes(clause.upper if above else clause.lower, above)
    near = Decimal("1e-6") if above else Decimal("-1e-6")
    band = next((band for band in clause.bands if near in band.span), None)
    return band is not None and (band.effect == "loss" or not band.points.amount)


def empty(held: Held) -> bool:
    """Whether no result is filled in."""
    return is_empty(held.value)
