"""What a rule finds: frozen facts. The sentence is made of them only when somebody reads it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from dataclasses import field as made
from typing import NamedTuple

Number = int | float

ERROR, WARN, INFO = "error", "warn", "info"
SEVERITIES = (ERROR, WARN, INFO)
#: In place of a field: all of the form.
EVERYTHING = "*"


class Fix(NamedTuple):
    """What may safely be written into a cell, and why, as a Chinese clause without a full stop.

    ``value`` is what the cell should hold; ``formula``, without the equals sign, what may stand
    in its place so that it stays right. ``also`` is what must be written with it, as it is
    computed from it or it from that; ``field`` is known for those.
    """

    cell: str
    value: Number | str
    reason: str
    formula: str | None = None
    also: tuple[Fix, ...] = ()
    field: str = ""


class Hit(NamedTuple):
    """What the function of a rule yields: the facts, without what the rule itself knows.

    ``field`` is the path in the model (``funds[0].rate``), ``form`` the number of the form
    where a rule looks at many. ``severity`` and ``template`` stand in for the rule's own.

    ``rests`` are the fields whose printed values the hit takes for granted, each with the value
    that would make it void; None: any doubt does. ``doubts`` are the fields that it calls wrong or
    missing, each with what should stand there, if known; None: its own field, where it is an
    error. ``witnesses``: how many independent facts of the form say so. ``touches``: the fields
    by which nothing may be mended while this stands; None: its own and those it doubts.
    """

    field: str
    cell: str | None = None
    printed: str | None = None
    expected: str | None = None
    args: Mapping[str, object] = {}
    fix: Fix | None = None
    severity: str | None = None
    template: str | None = None
    form: int = 0
    rests: Mapping[str, Number | None] = {}
    doubts: Mapping[str, Number | None] | None = None
    witnesses: int = 1
    touches: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding on one form.

    ``field`` is the path in the model, ``printed`` what stands in the cell as a person sees it,
    ``expected`` what should. ``template`` and ``args`` make the message. ``rests``, ``doubts``,
    ``witnesses`` and ``touches`` are as in `Hit`: by them `resolver` keeps those that agree.
    ``spot`` is the place in a document as a person counts it, else "".
    """

    code: str
    severity: str
    path: str
    sheet: str
    cell: str | None
    field: str
    project: str | None
    printed: str | None
    expected: str | None
    template: str
    args: Mapping[str, object] = made(default_factory=dict)
    fix: Fix | None = None
    rests: Mapping[str, Number | None] = made(default_factory=dict)
    doubts: Mapping[str, Number | None] = made(default_factory=dict)
    witnesses: int = 1
    touches: Mapping[str, Number | None] = made(default_factory=dict)
    spot: str = ""

    @property
    def fixable(self) -> bool:
        """Whether the program can mend it safely."""
        return self.fix is not None

    @property
    def message(self) -> str:
        """What is wrong and why, as one Chinese sentence or two."""
        printed = self.printed if self.printed is not None else "空白"
        return self.template.format_map(
            {**self.args, "printed": printed, "expected": self.expected}
        )


def weighs(severity: str, least: str) -> bool:
    """Whether a severity is another one, or graver."""
    return SEVERITIES.index(severity) <= SEVERITIES.index(least)


def parted(
    findings: Iterable[Finding], least: str
) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    """The findings of a severity and graver ones, and those that are lighter."""
    found = tuple(findings)
    grave = tuple(one for one in found if weighs(one.severity, least))
    return grave, tuple(one for one in found if not weighs(one.severity, least))
