"""What a clause is made of between its commas: thresholds, points, steps, limits, formulas.

A phrase is what all tokens from its start to its end say. What it keeps as mere words (the thing
that is counted) holds no binding word.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, NamedTuple

from zipingbiao.scoring.clause.model import Effect, Expression, Points, Scale, Span

Way = Literal["up", "down", "apart", "both", "late", ""]


class Quantity(NamedTuple):
    """A number with its unit; ``next`` is the token after it."""

    value: Decimal
    percent: bool
    unit: str
    next: int


@dataclass(frozen=True, slots=True)
class Phrase:
    """The tokens from ``start`` up to ``end``."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Text(Phrase):
    """Words that are none of the others: names, conditions, glue."""


@dataclass(frozen=True, slots=True)
class Separator(Phrase):
    """A comma, or what ends a sentence (``strong``)."""

    strong: bool


@dataclass(frozen=True, slots=True)
class Mark(Phrase):
    """The number of an item."""


@dataclass(frozen=True, slots=True)
class Threshold(Phrase):
    """``≤0``, ``10%以内``, ``10%—20%之间``, ``[80,90)``, ``达到目标值``, ``较上年下降``.

    ``said_low``, ``said_high``: it is said in so many words whether the end belongs to it.
    ``bare``: a number without any sign of comparison. ``name``: words inside it that name what
    is compared. ``soft``: no noun says that a target is meant (完成得满分), it may be mere words.
    """

    span: Span
    percent: bool = False
    unit: str = ""
    said_low: bool = False
    said_high: bool = False
    bare: bool = False
    absolute: bool = False
    name: str = ""
    scale: Scale = "value"
    soft: bool = False


@dataclass(frozen=True, slots=True)
class Baseline(Phrase):
    """以100%为标准, 目标值95%: what results are measured from, and no points for it."""

    threshold: Threshold


@dataclass(frozen=True, slots=True)
class Award(Phrase):
    """Points earned or lost. ``points`` None: 扣分 without saying how many; ``each``: 各得.

    ``added``: 加2分, on top of points that are said elsewhere.
    """

    points: Points | None
    effect: Effect = "gain"
    each: bool = False
    added: bool = False


@dataclass(frozen=True, slots=True)
class NoGain(Phrase):
    """不加分: what the condition says earns no more than all."""


@dataclass(frozen=True, slots=True)
class Free(Phrase):
    """酌情: a person sets the points; at most so many are taken (or given) where it is said."""

    most: Points | None = None
    taking: bool = False


@dataclass(frozen=True, slots=True)
class Step(Phrase):
    """每增加5%（含）扣减0.5分. ``aim``: from the target; ``verb``: the first word behind 每."""

    way: Way
    quantity: Quantity
    points: Points
    effect: Effect
    inclusive: bool | None = None
    origin: Quantity | None = None
    aim: bool = False
    thing: str = ""
    verb: str = ""
    absolute: bool = False
    part: PartOfStep | None = None


@dataclass(frozen=True, slots=True)
class Floor(Phrase):
    """扣完为止, 减至2分为止: never fewer points."""

    points: Points


@dataclass(frozen=True, slots=True)
class Most(Phrase):
    """最多扣3分, 不超过89分; None: never above the weight, which goes without saying.

    ``added``: 最多加2分.
    """

    points: Points | None
    effect: Effect | None = None
    added: bool = False


@dataclass(frozen=True, slots=True)
class PartOfStep(Phrase):
    """不足5%按5%计 (``ceil``), 不足5%的不扣分."""

    ceil: bool
    quantity: Quantity


@dataclass(frozen=True, slots=True)
class InProportion(Phrase):
    """按比例得分, 按完成率计分. ``name``: the rate that is named.

    ``of_target``: the words say that it is the share of a plan that is done.
    """

    of_target: bool = False
    takes: bool = False
    name: str = ""


@dataclass(frozen=True, slots=True)
class Interpolated(Phrase):
    """按线性插值计分: between what two other rules give."""


@dataclass(frozen=True, slots=True)
class Formula(Phrase):
    """得分=达到数/全部数×10: the expression and the names that stand in it.

    ``loses``: 按…扣分. ``place``: where the expression begins.
    """

    expression: Expression
    names: tuple[str, ...]
    place: int
    loses: bool = False
    absolute: bool = False


@dataclass(frozen=True, slots=True)
class Definition(Phrase):
    """预算控制率=(追加/年初)×100%, 除不可抗力外: what the variable is, or leaves out."""


@dataclass(frozen=True, slots=True)
class Listing(Phrase):
    """6、9、11月; 40%、67.5%、82.5%; 1分、2分、2分. ``that_is``: 即 stands before it."""

    values: tuple[Decimal, ...]
    unit: Literal["percent", "points", "period", ""]
    words: tuple[str, ...]
    that_is: bool = False


@dataclass(frozen=True, slots=True)
class Gating(Phrase):
    """…的(2)-(4)项不得分."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Else(Phrase):
    """否则."""


@dataclass(frozen=True, slots=True)
class Absolute(Phrase):
    """（绝对值）, |…|: the sign of the value does not count."""


@dataclass(frozen=True, slots=True)
class Unreadable(Phrase):
    """Words of scoring that say no amount we could take; the reading stops here."""

    reason: str
