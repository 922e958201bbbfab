"""What a rule finds: frozen facts. The sentence is made of them only when somebody reads it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as made
from typing import NamedTuple

Number = int | float

ERROR, WARN, INFO = "error", "warn", "info"
SEVERITIES = (ERROR, WARN, INFO)


class Fix(NamedTuple):
    """What may safely be written into a cell, and why, as a Chinese clause without a full stop.

    ``value`` is what the cell should hold; ``formula``, without the equals sign, what may stand
    in its place so that it stays right.
    """

    cell: str
    value: Number | str
    reason: str
    formula: str | None = None


class Hit(NamedTuple):
    """What the function of a rule yields: the facts, without what the rule itself knows.

    ``field`` is the path in the model (``funds[0].rate``), ``form`` the number of the form
    where a rule looks at many. ``severity`` and ``template`` stand in for the rule's own.
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


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding on one form.

    ``field`` is the path in the model, ``printed`` what stands in the cell as a person sees it,
    ``expected`` what should. ``template`` and ``args`` make the message.
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
