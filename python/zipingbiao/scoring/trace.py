"""Why a number is what it is: inputs, steps, result.

A function that computes takes a `Trace` or None; it tells its steps only when somebody listens,
so that scoring ten thousand indicators costs nothing for sentences that nobody reads.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Number = int | float


@dataclass(frozen=True, slots=True)
class Input:
    """A value that went in: its Chinese name, how it is printed, the cell it stands in."""

    name: str
    shown: str
    cell: str | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One step: a Chinese clause without a full stop, and what it gave."""

    text: str
    value: Number | str | None = None


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another result that a near boundary or another reading would give, with the reason."""

    value: Number | str
    reason: str


@dataclass(slots=True)
class Trace:
    """The way to one result; filled while it is computed."""

    function: str = ""
    inputs: list[Input] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    alternatives: list[Alternative] = field(default_factory=list)
    result: Number | str | None = None

    def put(self, name: str, shown: object, cell: str | None = None) -> None:
        """Note an input."""
        self.inputs.append(Input(name, "空白" if shown in (None, "") else str(shown), cell))

    def say(self, text: str, value: Number | str | None = None) -> None:
        """Note a step."""
        self.steps.append(Step(text, value))

    def also(self, value: Number | str, reason: str) -> None:
        """Note what another reading would give."""
        self.alternatives.append(Alternative(value, reason))

    def sentence(self, spots: Mapping[str, str] = {}) -> str:
        """All of it as one Chinese sentence; ``spots`` are cells' places in a document."""
        given = "，".join(
            f"{one.name} {one.shown}" + (f"（{spots.get(one.cell, one.cell)}）" if one.cell else "")
            for one in self.inputs
        )
        steps = "；".join(one.text for one in self.steps)
        others = "；".join(f"{one.reason}则为 {one.value}" for one in self.alternatives)
        parts = [part for part in (given, steps) if part]
        text = "：".join(parts)
        if self.result not in (None, ""):
            text += f"{'，' if text else ''}结果为 {self.result}"
        return f"{text}。" + (f"（{others}。）" if others else "")
