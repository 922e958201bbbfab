"""What a clause says before it is of a kind: rules, bounds, what is asked for; and refusals."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from zipingbiao.scoring.clause.grammar import phrases as ph
from zipingbiao.scoring.clause.grammar.reader import Reader
from zipingbiao.scoring.clause.refusals import Contradiction, NotUnderstood, Refusal

Outcome = ph.Award | ph.Step | ph.Free | ph.InProportion | ph.Interpolated | ph.Most | ph.Formula

#: Of these, what stands behind a condition; a limit may stand alone.
OUTCOMES: Final = (ph.Award, ph.Step, ph.Free, ph.InProportion, ph.Interpolated, ph.Formula)
_HEAD: Final = re.compile(r"^(?:[，,、：:；;。\s的①-⑳]|如果?|若|当|凡|其中|即|但是?|不过)+")
#: What leads to a condition and is none of it: 评分标准：制度健全….
_LEAD: Final = re.compile(r"^[^，,；;。]*[：:](?=[^，,：:；;。])")
_TAIL: Final = re.compile(r"(?:[，,、：:；;。\s]|的|者|，?[本该此]项|[（(])+$")
#: What says that signs don't count; it stands apart wherever it is said.
SIGNLESS: Final = frozenset(("abs", "bar"))
#: What is understood from the words of a condition, whether they are kept or not.
_HEARD: Final = SIGNLESS | {"target", "missed"}
#: The most of the text that a message repeats.
_SHOWN: Final = 24


class Stop(Exception):
    """The reading ends here; carries the refusal."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.sentence)
        self.refusal = refusal


@dataclass(slots=True)
class Rule:
    """Where the condition holds (a threshold, or words), this is the outcome.

    ``text``: the tokens of the words. ``most``: what its own steps take or give at most.
    """

    condition: ph.Threshold | None
    words: str
    outcome: Outcome
    otherwise: ph.Else | None
    start: int
    end: int
    text: tuple[int, int] = (0, 0)
    most: ph.Most | None = None

    def use(self, reader: Reader, kept: bool = False) -> None:
        """The rule is part of what is built; its words with their numbers only where they are kept.

        What says that signs don't count, or that a target is reached, is read from them.
        """
        reader.use(self.condition, self.outcome, self.otherwise)
        for place in range(*self.text):
            if kept or reader.kind(place) in _HEARD:
                reader.use_between(place, place + 1)


@dataclass(slots=True)
class Statement:
    """All that a clause, or an item of it, says.

    ``aims`` are thresholds without points: what is asked for. ``explained`` are the places of
    sentences that give no points.
    """

    rules: list[Rule] = field(default_factory=list)
    floor: ph.Floor | None = None
    most: ph.Most | None = None
    part: ph.PartOfStep | None = None
    listings: list[ph.Listing] = field(default_factory=list)
    gating: tuple[str, ph.Gating] | None = None
    aims: list[ph.Threshold] = field(default_factory=list)
    unrewarded: list[ph.NoGain] = field(default_factory=list)
    absolutes: list[ph.Absolute] = field(default_factory=list)
    explained: list[tuple[int, int]] = field(default_factory=list)
    definitions: list[str] = field(default_factory=list)

    @property
    def definition(self) -> str:
        """What explains the variable."""
        return "；".join(self.definitions)


def stop(reader: Reader, place: int, end: int, reason: str) -> Stop:
    """Not understood, at the words between two tokens."""
    words = reader.words(place, end) or reader.words(place, reader.size)
    return Stop(NotUnderstood(words[:_SHOWN].strip(), reader.position(place), reason))


def clash(reader: Reader, spots: Sequence[tuple[int, int]], reason: str) -> Stop:
    """Contradictory: these words."""
    words = tuple(reader.words(start, end)[:_SHOWN].strip() for start, end in spots)
    return Stop(Contradiction(words, reader.position(min(spots)[0]), reason))


def trimmed(words: str) -> str:
    """A condition without the commas and particles around it."""
    return _TAIL.sub("", _HEAD.sub("", _LEAD.sub("", words)))
