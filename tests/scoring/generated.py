"""Clauses composed of wordings, each with the points that its parameters give.

The oracle knows nothing of the grammar: a sentence and its points come from the same numbers.
"""

from __future__ import annotations

import random
import tomllib
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from math import floor
from pathlib import Path
from typing import Any, NamedTuple

_WORDS: dict[str, dict[str, list[str]]] = tomllib.loads(
    Path(__file__).with_name("wordings.toml").read_text("utf-8")
)
_COMMON = _WORDS["common"]
_NUMERALS = "零一二三四五六七八九"


class Example(NamedTuple):
    """A clause, the target beside it, a value, the weight, and the points that are right."""

    family: str
    text: str
    target: str
    value: str
    weight: int
    points: Fraction


class _Maker:
    """Makes sentences and their points from one source of chance."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def one(self, choices: Sequence[Any]) -> Any:
        """Any of them."""
        return self.random.choice(choices)

    def words(self, family: str, key: str, **parts: object) -> str:
        """A wording, filled in."""
        return str(self.one(_WORDS[family][key])).format(**parts)

    # Pieces

    def per_cent(self, number: Fraction) -> str:
        """A per cent as a threshold."""
        return str(self.one(["{}%", "{}%", "{}％"])).format(_plain(number))

    def piece(self, number: Fraction) -> str:
        """A per cent as the size of a step, perhaps in numerals."""
        wording = str(self.one(_COMMON["pieces"]))
        if number.denominator == 1 and number <= 10 and "%" not in wording and self.half():
            return wording.format("十" if number == 10 else _NUMERALS[int(number)])
        return wording.format(_plain(number))

    def half(self) -> bool:
        """Once in two."""
        return self.random.random() < 0.5

    def full(self, weight: int) -> str:
        """How the full score is said."""
        return str(self.one(_COMMON["fulls"])).format(weight=weight)

    def zero(self) -> str:
        """How no points are said."""
        return str(self.one(_COMMON["zeros"]))

    def take(self, points: Fraction, weight: int) -> str:
        """How so many points are taken: a number, or now and then a share of the weight."""
        amount = f"{_plain(points)}分"
        share = points / weight * 100
        if share.denominator in (1, 2, 5) and self.random.random() < 0.15:
            amount = str(self.one(_COMMON["of_weight"])).format(share=_plain(share))
        return str(self.one(_COMMON["takes"])).format(points=amount)

    def join(self) -> str:
        """Between two parts."""
        return str(self.one(_COMMON["joins"]))

    def end(self) -> str:
        """Behind the last step."""
        return str(self.one(_COMMON["ends"]))

    def wide(self, text: str) -> str:
        """Now and then all digits full width."""
        if self.random.random() > 0.06:
            return text
        return "".join(chr(ord(sign) + 0xFEE0) if sign.isascii() and sign.isdigit() else sign
                       for sign in text)  # fmt: skip

    # Families

    def steps(self, up: bool) -> Example:
        """得满分 on one side of a threshold, so many points less for each step on the other."""
        family = "steps_up" if up else "steps_down"
        weight = self.one([4, 5, 6, 8, 10, 15, 20])
        start = Fraction(self.one([0, 5, 10, 100] if up else [80, 85, 90, 95, 98, 100]))
        step = self.one([Fraction(1), Fraction(1), Fraction(2), Fraction(5), Fraction(1, 2)])
        points = self.one(
            [Fraction(1, 2), Fraction(1), Fraction(1, 5), Fraction(1, 10), Fraction(2)]
        )
        name = self.one(_COMMON["falling" if up else "names"])
        beyond = step * self.random.randint(0, 12) + self.one(
            [Fraction(0), Fraction(0), step * 2 / 5]
        )
        value = start + (beyond if up else -beyond) * self.one([1, 1, 1, -1])
        parts = {
            "name": name, "start": self.per_cent(start), "step": self.piece(step),
            "take": self.take(points, weight), "full": self.full(weight),
        }  # fmt: skip
        if self.random.random() < 0.2:
            text = self.words(family, "alone", **parts) + self.end()
        else:
            said = self.words(family, "full", **parts), self.words(family, "step", **parts)
            text = said[0] + self.join() + said[1] + self.end()
        over = (value - start) if up else (start - value)
        count = floor(over / step) if over > 0 else 0
        right = max(Fraction(0), weight - count * points)
        return Example(family, self.wide(text), "", f"{_plain(value)}%", weight, right)

    def bands(self, up: bool) -> Example:
        """Three to five bands of one measure, each with its points."""
        family = "bands_up" if up else "bands"
        weight = self.one([5, 8, 10])
        count = self.random.randint(2, 4)
        ends = sorted(self.random.sample(range(5, 50, 5) if up else range(50, 100, 5), count))
        points = sorted(self.random.sample(range(1, weight), count - 1), reverse=True)
        given = [weight, *points]
        name = self.one(_COMMON["falling" if up else "names"])
        ordered = ends if up else ends[::-1]
        lines = []
        for place, end in enumerate(ordered):
            low, high = (ordered[place - 1], end) if up else (end, ordered[place - 1])
            said = self.words("bands", "given", points=given[place])
            parts = {"name": name, "low": self.per_cent(Fraction(low)),
                     "high": self.per_cent(Fraction(high)), "given": said}  # fmt: skip
            lines.append(self.words(family, "top" if place == 0 else "middle", **parts))
        last = self.per_cent(Fraction(ordered[-1]))
        zero = self.zero()
        lines.append(self.words(family, "bottom", name=name, low=last, high=last, zero=zero))
        join = self.one(["；", "；", "，", "。", ";\n"])
        value = Fraction(self.one([*ends, self.random.randint(0, 110)]))
        value += self.one([0, 0, Fraction(1, 10), Fraction(-1, 10)])
        reached = [p for end, p in zip(ordered, given, strict=True)
                   if (value <= end if up else value >= end)]  # fmt: skip
        right = Fraction(reached[0] if reached else 0)
        return Example(
            family, self.wide(join.join(lines) + "。"), "", f"{_plain(value)}%", weight, right
        )

    def counted(self) -> Example:
        """So many points less for each fault."""
        weight = self.one([3, 5, 6, 10])
        points = self.one([Fraction(1), Fraction(1, 2), Fraction(2), Fraction(3, 10)])
        unit, thing = self.one(_COMMON["counters"]), self.one(_COMMON["things"])
        take = str(self.one(_COMMON["takes"])).format(points=f"{_plain(points)}分")
        lead = self.words("counted", "lead", thing=thing, full=self.full(weight))
        step = self.words("counted", "step", thing=thing, unit=unit, take=take,
                          points=f"{_plain(points)}分")  # fmt: skip
        text = f"{lead}{self.join() if lead else ''}{step}"
        count = self.random.randint(0, 7)
        lost = count * points
        if self.random.random() < 0.3:
            most = self.one([m for m in range(1, weight + 1) if m >= points] or [weight])
            text += self.words("counted", "most", most=most)
            lost = min(lost, Fraction(most))
        else:
            text += self.end()
        value = self.one([f"{count}", f"{count}{unit}"])
        right = max(Fraction(0), weight - lost)
        return Example("counted", self.wide(text), "", value, weight, right)

    def earned(self) -> Example:
        """So many points for each item."""
        weight = self.one([4, 5, 6, 10])
        points = self.one([Fraction(1), Fraction(2), Fraction(1, 2)])
        most = self.one([weight, weight, weight - 1])
        end = self.words("earned", "most", most=most)
        step = self.words("earned", "step", points=f"{_plain(points)}分")
        count = self.random.randint(0, 6)
        right = min(count * points, Fraction(most if str(most) in end else weight))
        return Example("earned", step + end, "", f"{count}", weight, right)

    def all_or_nothing(self) -> Example:
        """All from a threshold on, else nothing."""
        up = self.half()
        weight = self.one([2, 5, 10])
        start = Fraction(self.one([80, 90, 95, 100] if up else [5, 10, 20, 100]))
        parts = {
            "name": self.one(_COMMON["names" if up else "falling"]), "start": self.per_cent(start),
            "full": self.full(weight), "zero": self.zero(), "join": self.join(),
        }  # fmt: skip
        text = self.words("all_or_nothing", "up" if up else "down", **parts) + "。"
        value = start + self.one([0, 1, -1, Fraction(1, 10), Fraction(-1, 10), 5])
        holds = value >= start if up else value <= start
        right = Fraction(weight if holds else 0)
        return Example("all_or_nothing", self.wide(text), "", f"{_plain(value)}%", weight, right)

    def proportional(self) -> Example:
        """All from a threshold on, below it in proportion."""
        weight = self.one([5, 8, 10, 20])
        start = Fraction(self.one([80, 90, 95, 100]))
        name = self.one([n for n in _COMMON["names"] if "“" not in n])
        parts = {"name": name, "start": self.per_cent(start), "full": self.full(weight),
                 "weight": weight}  # fmt: skip
        if self.half():
            text = self.words("proportional", "alone", **parts) + self.one(["。", ""])
            start = Fraction(100)
        else:
            text = self.words("proportional", "full", **parts) + self.one(["；", "，"])
            text += self.words("proportional", "rest", **parts) + "。"
        value = Fraction(self.random.randint(40, 110))
        right = weight * min(Fraction(1), value / start)
        return Example("proportional", self.wide(text), "", f"{_plain(value)}%", weight, right)

    # Against a target

    def target_steps(self, up: bool) -> Example:
        """So many points less for each step that the result is short of (or over) the target."""
        family = "target_up" if up else "target_down"
        weight = self.one([5, 8, 10])
        points = self.one([Fraction(1, 2), Fraction(1), Fraction(1, 5), Fraction(2)])
        kind = self.one(["per cent", "count", "relative"])
        if kind == "per cent":
            goal, step, unit = Fraction(self.one([10, 20] if up else [90, 95, 98])), Fraction(
                self.one([1, 2])), "%"  # fmt: skip
            size = self.piece(step)
        elif kind == "count":
            unit = self.one(["次", "人", "场", "户", "个"])
            goal, step = Fraction(self.one([10, 12, 20, 50])), Fraction(self.one([1, 1, 2]))
            size = f"{_plain(step)}{unit}"
        else:
            unit = self.one(["人", "户", "万元", ""])
            goal, step = Fraction(self.one([100, 200, 500])), Fraction(self.one([1, 2, 5]))
            size = self.per_cent(step)
        off = step * self.random.randint(0, 6) * (goal / 100 if kind == "relative" else 1)
        value = goal + (off if up else -off) * self.one([1, 1, 1, -1])
        value = max(value, Fraction(0))
        parts = {"step": size, "take": self.take(points, weight), "full": self.full(weight)}
        full = self.words(family, "full", **parts)
        key = "bare" if full and not up and self.random.random() < 0.3 else "step"
        step_words = self.words(family, key, **parts)
        if not full and "目标" not in step_words and "指标" not in step_words:
            full = "达到目标值得满分" if not up else "不超过目标值得满分"
        text = f"{full}{self.join() if full else ''}{step_words}{self.end()}"
        gap = (value - goal) if up else (goal - value)
        if kind == "relative":
            gap = gap / goal * 100
        count = floor(gap / step) if gap > 0 else 0
        right = max(Fraction(0), weight - count * points)
        sign = self.one(["≤", "≤", "不超过"] if up else ["≥", "≥", "不低于", ""])
        return Example(family, self.wide(text), f"{sign}{_plain(goal)}{unit}",
                       f"{_plain(value)}{unit}", weight, right)  # fmt: skip

    def target_share(self) -> Example:
        """The share of the target that is done."""
        weight = self.one([5, 8, 10])
        goal, unit = Fraction(self.one([20, 50, 200])), self.one(["人", "次", "户", "公里", ""])
        value = Fraction(self.random.randint(5, 220))
        text = self.words("target_share", "whole", full=self.full(weight), weight=weight)
        right = weight * min(Fraction(1), value / goal)
        return Example("target_share", self.wide(text), f"≥{_plain(goal)}{unit}",
                       f"{_plain(value)}{unit}", weight, right)  # fmt: skip

    def target_bands(self) -> Example:
        """Bands by the share of the target that is done."""
        weight = self.one([5, 8, 10])
        ends = sorted(self.random.sample(range(55, 100, 5), 2), reverse=True)
        given = [weight, *sorted(self.random.sample(range(1, weight), 2), reverse=True)]
        lines = [self.words("target_bands", "top",
                            given=self.words("bands", "given", points=weight))]  # fmt: skip
        for end, points in zip(ends, given[1:], strict=True):
            said = self.words("bands", "given", points=points)
            lines.append(self.words("target_bands", "middle", low=f"{end}%", given=said))
        lines.append(self.words("target_bands", "bottom", high=f"{ends[-1]}%", zero=self.zero()))
        goal, unit = 200, self.one(["人", "次", "户", ""])
        value = self.random.randint(80, 220)
        share = Fraction(value, goal) * 100
        reached = [p for end, p in zip([100, *ends], given, strict=True) if share >= end]
        right = Fraction(reached[0] if reached else 0)
        text = self.one(["；", "，", "。"]).join(lines) + "。"
        return Example(
            "target_bands", self.wide(text), f"≥{goal}{unit}", f"{value}{unit}", weight, right
        )

    def target_over(self) -> Example:
        """Points off for far too much."""
        weight, taken = self.one([5, 10]), self.one([1, 2])
        step = self.one([20, 30, 50])
        goal, unit = 100, self.one(["人", "次", "个", ""])
        text = self.words("target_over", "loss", step=f"{step}%", taken=taken) + "。"
        value = goal + self.one([0, step - 5, step + 5, step + 20, -5])
        right = Fraction(weight - (taken if value > goal + step else 0))
        return Example(
            "target_over", self.wide(text), f"≥{goal}{unit}", f"{value}{unit}", weight, right
        )


def _plain(number: Fraction | int) -> str:
    """A decimal without needless zeros."""
    if Fraction(number).denominator == 1:
        return str(int(number))
    return f"{float(number):.4f}".rstrip("0").rstrip(".")


#: Half-sentences with a number that no clause here speaks of.
FOREIGN: Sequence[str] = _WORDS["foreign"]["halves"]

FAMILIES: dict[str, Callable[[_Maker], Example]] = {
    "steps down": lambda maker: maker.steps(up=False),
    "steps up": lambda maker: maker.steps(up=True),
    "bands": lambda maker: maker.bands(up=False),
    "bands up": lambda maker: maker.bands(up=True),
    "counted": _Maker.counted,
    "earned": _Maker.earned,
    "all or nothing": _Maker.all_or_nothing,
    "proportional": _Maker.proportional,
    "below the target": lambda maker: maker.target_steps(up=False),
    "above the target": lambda maker: maker.target_steps(up=True),
    "share of the target": _Maker.target_share,
    "bands of the target": _Maker.target_bands,
    "far above the target": _Maker.target_over,
}


def examples(family: str, count: int, seed: int = 0) -> Iterator[Example]:
    """So many examples of a family, always the same for a seed."""
    for number in range(count):
        yield FAMILIES[family](_Maker(seed * 1_000_003 + number))
