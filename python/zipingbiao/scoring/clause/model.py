"""A clause as data: what a sentence of a scoring standard says, and nothing that it doesn't.

Numbers are decimals as printed: 5 % is 5 where the measure is per cent. Two clauses are equal
where they score alike; the words they were read from and remarks on the reading don't count.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import ClassVar, Final, Literal

ZERO = Decimal(0)
ONE = Decimal(1)
HUNDRED = Decimal(100)

#: What a band does: points earned, points lost, or the most that can be earned.
Effect = Literal["gain", "loss", "limit"]
#: What becomes of a part of a step: nothing, or as much as a whole one.
Partial = Literal["floor", "ceil"]
#: What the number is that a clause compares:
#: ``value``   the result itself;
#: ``change``  the result is a change against last year, a rise above 0;
#: ``rate``    the result where it is a completion rate already, else its per cent of the target;
#: ``share``   the result's per cent of the target;
#: ``degree``  the same, or the target's per cent of the result where less is wanted;
#: ``above``   by how much the result is above the target (below it: less than 0);
#: ``ahead``   by how much it is better than the target, which may mean less;
#: ``off``     how far it is from the target; without a target the result says so itself.
Scale = Literal["value", "change", "rate", "share", "degree", "above", "ahead", "off"]
#: Scales that nothing but a target can give.
AGAINST_TARGET: Final[frozenset[Scale]] = frozenset(("share", "above", "ahead"))


@dataclass(frozen=True, slots=True)
class Points:
    """A number of points, or a share (0.1 is a tenth) of the weight."""

    amount: Decimal
    of_weight: bool = False

    def of(self, weight: Decimal) -> Decimal:
        """How many points they are where the indicator weighs so much."""
        return self.amount * weight if self.of_weight else self.amount


NOTHING = Points(ZERO)
ALL = Points(ONE, of_weight=True)


@dataclass(frozen=True, slots=True)
class Measure:
    """What is measured: the words that name it, per cent or not, its unit, its sign or not."""

    name: str = ""
    percent: bool = False
    unit: str = ""
    absolute: bool = False
    scale: Scale = "value"

    def shown(self, number: Decimal) -> str:
        """A number of it as a person writes it: ``5%``, ``3天``."""
        return f"{number.normalize():f}{'%' if self.percent else self.unit}"


@dataclass(frozen=True, slots=True)
class Span:
    """The numbers between two ends, each with or without the end itself; None is no end.

    ``outside`` turns it round: all numbers but these (``≠0``).
    """

    low: Decimal | None = None
    high: Decimal | None = None
    low_in: bool = False
    high_in: bool = False
    outside: bool = False

    def __contains__(self, number: Decimal) -> bool:
        above = self.low is None or number > self.low or (self.low_in and number == self.low)
        below = self.high is None or number < self.high or (self.high_in and number == self.high)
        return (above and below) != self.outside


@dataclass(frozen=True, slots=True)
class Band:
    """What is given, taken or allowed at most where the value lies in the span.

    ``measure`` where it is not the clause's own.
    """

    span: Span
    points: Points
    effect: Effect = "gain"
    measure: Measure | None = None


@dataclass(frozen=True, slots=True)
class Gate:
    """Where the condition holds, the items ``first`` to ``last`` (from 1) earn nothing."""

    condition: str
    first: int
    last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """What every clause has.

    ``definition`` explains the variable; ``vetoes`` are conditions in words under which nothing
    is earned, which only a person can tell; ``notes`` say how doubtful words were taken.
    """

    definition: str = ""
    vetoes: tuple[str, ...] = ()
    words: str = field(default="", compare=False)
    notes: tuple[str, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Stage:
    """From ``start`` on each ``step`` takes these ``points``: a later stretch of steps."""

    start: Decimal
    step: Decimal
    points: Points


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps(Spoken):
    """So many points less (or more) for each step beyond a start.

    ``full`` is earned at the start. ``up`` says which way the steps count. ``inclusive`` and
    ``partial`` are None where the clause leaves them to the profile. ``counted``: the value is
    a number of faults, days, items. ``bands`` are exceptions, looked at first. ``then``: where
    other steps follow; each stretch takes what lies in it, and all are added up.
    """

    measure: Measure
    start: Decimal
    step: Decimal
    points: Points
    up: bool = True
    gain: bool = False
    full: Points = ALL
    floor: Points = NOTHING
    most: Points | None = None
    inclusive: bool | None = None
    partial: Partial | None = None
    counted: bool = False
    bands: tuple[Band, ...] = ()
    gate: Gate | None = None
    then: tuple[Stage, ...] = ()

    @property
    def kind(self) -> str:
        """The kind's name."""
        return "counted" if self.counted else "steps"

    @property
    def stages(self) -> list[Steps]:
        """Its stretches, each as steps of one size."""
        later = (replace(self, start=one.start, step=one.step, points=one.points, then=())
                 for one in self.then)  # fmt: skip
        return [replace(self, then=()), *later]


@dataclass(frozen=True, slots=True, kw_only=True)
class TwoWay(Spoken):
    """Steps that add points above a start and steps that take them below it (or the reverse)."""

    upper: Steps
    lower: Steps

    @property
    def measure(self) -> Measure:
        """What both compare."""
        return self.upper.measure

    kind: ClassVar[str] = "two_way"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bands(Spoken):
    """Points by where the value lies; ``otherwise`` for all other values (None: not said).

    ``shared`` are ends that two neighbours claim; the one that earns more has them.
    """

    measure: Measure
    bands: tuple[Band, ...]
    otherwise: Band | None = None
    most: Points | None = None
    shared: tuple[Decimal, ...] = field(default=(), compare=False)

    @property
    def kind(self) -> str:
        """The kind's name."""
        given = [*self.bands, *([self.otherwise] if self.otherwise else [])]
        if any(band.effect == "limit" for band in given):
            return "caps"
        losing = [band for band in given if band.effect == "loss"]
        if losing and all(band.points == NOTHING for band in given if band not in losing):
            return "losses"
        zeros = sum(band.points == NOTHING for band in given)
        return "binary" if len(given) == 2 and zeros == 1 else "bands"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged(Spoken):
    """A condition in words: ``yes`` where it holds; ``no`` None: a person sets the points.

    ``effect`` loss: ``yes`` is lost where it holds; where ``no`` is None, as much as a person
    takes. ``most``: what a person can take at most.
    """

    condition: str
    yes: Points
    no: Points | None = NOTHING
    effect: Effect = "gain"
    most: Points | None = None

    @property
    def kind(self) -> str:
        """The kind's name."""
        if self.no is None:
            return "discretionary"
        return "loss_manual" if self.effect == "loss" else "binary_manual"


#: The name of all levels that have none of their own.
REST: Final = "其他"


@dataclass(frozen=True, slots=True, kw_only=True)
class Levels(Spoken):
    """Points by a level named in words: 优秀, 良好, 合格; the value is one of the names.

    `REST` stands for all others, where the clause says what they give.
    """

    levels: tuple[tuple[str, Points], ...]
    kind: ClassVar[str] = "levels"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratio(Spoken):
    """One count over another times so many points, earned or lost; the value is ``3/4``."""

    over: str
    under: str
    points: Points
    deducts: bool = False

    @property
    def kind(self) -> str:
        """The kind's name."""
        return "ratio_deduct" if self.deducts else "ratio_of_counts"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proportional(Spoken):
    """The value over ``target`` times the points, never above them; ``bands`` come first.

    ``inverse``: what is missing counts, 1 − value/target. ``most``: no more is lost than that.
    """

    measure: Measure
    points: Points = ALL
    target: Decimal = HUNDRED
    inverse: bool = False
    bands: tuple[Band, ...] = ()
    most: Points | None = None
    kind: ClassVar[str] = "proportional"


@dataclass(frozen=True, slots=True)
class Term:
    """A part of a formula: a number, the points of the weight, or the measure.

    ``kind``: number, points, measure, target. A per cent is a fraction: 60 % is 0.6.
    """

    kind: Literal["number", "points", "measure", "target"]
    number: Decimal = ZERO
    points: Points = ALL
    percent: bool = False


@dataclass(frozen=True, slots=True)
class Operation:
    """Two parts of a formula and the sign between them."""

    sign: Literal["+", "-", "×", "÷"]
    left: Expression
    right: Expression


Expression = Term | Operation


@dataclass(frozen=True, slots=True, kw_only=True)
class Calculated(Spoken):
    """A formula over the measure: 满分×(完成率-60%)/(100%-60%); ``bands`` come first.

    ``loses``: it says the points that are lost. ``pieces``: where each formula holds, if there
    are several; the first of them is ``formula``, too.
    """

    measure: Measure
    formula: Expression
    pieces: tuple[tuple[Span, Expression], ...] = ()
    loses: bool = False
    most: Points | None = None
    bands: tuple[Band, ...] = ()
    kind: ClassVar[str] = "calculated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule(Spoken):
    """A threshold for each of several dates, with its points; the value is a list.

    ``proportional``: below a threshold value/threshold of its points; else none.
    """

    measure: Measure
    periods: tuple[str, ...]
    thresholds: tuple[Decimal, ...]
    points: tuple[Points, ...]
    proportional: bool = False
    kind: ClassVar[str] = "schedule"


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadlines(Spoken):
    """Points by the first of several dates up to which ``event`` was done; the value is a date.

    ``late``: what is given after the last, None where the clause doesn't say.
    """

    event: str
    dates: tuple[tuple[str, Points], ...]
    late: Points | None = None
    kind: ClassVar[str] = "deadlines"


@dataclass(frozen=True, slots=True, kw_only=True)
class Additive(Spoken):
    """Items scored apart and added up; the value is a list with one value an item.

    ``losing``: each item takes points from one full score.
    """

    items: tuple[Clause, ...]
    losing: bool = False
    most: Points | None = None
    gate: Gate | None = None
    kind: ClassVar[str] = "additive"


Clause = (
    Steps
    | TwoWay
    | Bands
    | Judged
    | Levels
    | Ratio
    | Proportional
    | Calculated
    | Schedule
    | Deadlines
    | Additive
)  # fmt: skip
