"""Phrases → rules: which condition leads to which points, and what bounds all of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from zipingbiao.scoring.clause import phrases as ph
from zipingbiao.scoring.clause.model import Contradiction, NotUnderstood, Refusal, Span
from zipingbiao.scoring.clause.reader import Reader
from zipingbiao.scoring.clause.words import SINGLE, TWISTS

Outcome = ph.Award | ph.Step | ph.Free | ph.InProportion | ph.Most
Condition = ph.Threshold | ph.Target

_HEAD: Final = re.compile(r"^(?:[，,、：:；;。\s]|如果?|若|当|凡|其中|即)+")
_TAIL: Final = re.compile(r"(?:[，,、：:；;。\s]|的|者|，?[本该此]项|[（(])+$")
#: Words that join a condition to the threshold behind them.
_JOINED: Final = re.compile(r"且|但|同时|或|除|如果")
#: What follows 每 where it begins a step.
_STEPPING: Final = frozenset(("up", "down", "op", "num", "late", "apart", "aim"))
#: The most of the text that a message repeats.
_SHOWN: Final = 24


class Stop(Exception):
    """The reading ends here; carries the refusal."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.sentence)
        self.refusal = refusal


@dataclass(slots=True)
class Rule:
    """Where the condition holds (a threshold, or words), this is the outcome."""

    condition: Condition | None
    words: str
    outcome: Outcome
    otherwise: bool
    start: int
    end: int


@dataclass(slots=True)
class Statement:
    """All that a clause, or an item of it, says."""

    rules: list[Rule] = field(default_factory=list)
    floor: ph.Floor | None = None
    most: ph.Most | None = None
    part: ph.PartOfStep | None = None
    formulas: list[ph.Formula] = field(default_factory=list)
    formula_condition: Condition | None = None
    listings: list[ph.Listing] = field(default_factory=list)
    gating: tuple[str, ph.Gating] | None = None
    aim: ph.Threshold | None = None
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


def gather(reader: Reader, phrases: Sequence[ph.Phrase]) -> Statement:
    """The rules of the phrases. Raises Stop where words of scoring are left over."""
    gathering = _Gathering(reader)
    for phrase in phrases:
        gathering.take(phrase)
    gathering.finish()
    return gathering.statement


def trimmed(words: str) -> str:
    """A condition without the commas and particles around it."""
    return _TAIL.sub("", _HEAD.sub("", words))


class _Gathering:
    """What is still waiting for its points while phrases come by."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.statement = Statement()
        self.condition: Condition | None = None
        self.text: tuple[int, int] | None = None
        self.otherwise: int | None = None
        self.unsaid: ph.Award | None = None

    def take(self, phrase: ph.Phrase) -> None:
        """The next phrase."""
        match phrase:
            case ph.Unreadable():
                raise stop(self.reader, phrase.start, phrase.end, phrase.reason)
            case ph.Text():
                self._take_text(phrase)
            case ph.Separator():
                if phrase.strong:
                    self._end_of_sentence(phrase)
            case ph.Threshold() | ph.Target():
                self._take_condition(phrase)
            case ph.Else():
                self.otherwise = phrase.start
            case ph.Award() | ph.Step() | ph.Free() | ph.InProportion():
                self._take_outcome(phrase)
            case _:
                self._take_bound(phrase)

    def _take_text(self, phrase: ph.Text) -> None:
        if self.condition is None:
            start = self.text[0] if self.text else phrase.start
            self.text = (start, phrase.end)
        elif TWISTS.search(self.reader.plain(phrase.start, phrase.end)):
            raise stop(self.reader, phrase.start, phrase.end, "条件里还有别的条件")

    def _take_condition(self, phrase: Condition) -> None:
        if isinstance(self.condition, ph.Target) and isinstance(phrase, ph.Threshold):
            phrase = _valued(self.condition, phrase)
        elif self.condition is not None:
            raise stop(self.reader, phrase.start, phrase.end, "前一个条件没有说得多少分")
        self.condition = phrase

    def _take_outcome(self, phrase: ph.Award | ph.Step | ph.Free | ph.InProportion) -> None:
        if isinstance(phrase, ph.Award) and phrase.points is None:
            self.unsaid = phrase
            self._reset()
            return
        if self.unsaid is not None and not isinstance(phrase, ph.Step | ph.InProportion):
            self._refuse_unsaid()
        self.unsaid = None
        self._rule(phrase)

    def _rule(self, outcome: Outcome) -> None:
        words = self._condition_words(outcome)
        start = self.text[0] if self.text else outcome.start
        if self.condition is not None:
            start = min(start, self.condition.start)
        otherwise = self.otherwise is not None
        rule = Rule(self.condition, words, outcome, otherwise, start, outcome.end)
        self.statement.rules.append(rule)
        self._reset()

    def _condition_words(self, outcome: Outcome) -> str:
        if isinstance(self.condition, ph.Target):
            start = self.text[0] if self.text else self.condition.start
            return trimmed(self.reader.words(start, self.condition.end))
        if self.text is None:
            return ""
        start, end = self.text
        words = trimmed(self.reader.words(start, end))
        alone = SINGLE.search(words) is None
        if isinstance(self.condition, ph.Threshold) and alone and _JOINED.search(words):
            raise stop(self.reader, start, end, "条件不止一个")
        self._check(start, end, percent=self.condition is None)
        if isinstance(self.condition, ph.Threshold):
            self._check_every(start, end)
        return words

    def _take_bound(self, phrase: ph.Phrase) -> None:
        statement = self.statement
        match phrase:
            case ph.Most() if self.condition is not None and phrase.points is not None:
                self._rule(phrase)
            case ph.Most():
                statement.most = phrase if phrase.points is not None else statement.most
                self._drop_text()
            case ph.Floor():
                statement.floor = phrase
                self._drop_text()
            case ph.PartOfStep():
                statement.part = phrase
                self._drop_text()
            case ph.Formula():
                self._drop_text()
                statement.formula_condition = self.condition or statement.formula_condition
                self.condition = None
                statement.formulas.append(phrase)
            case ph.Definition():
                statement.definitions.append(self.reader.words(phrase.start, phrase.end))
            case ph.Listing():
                statement.listings.append(phrase)
                if self.text is not None:
                    self._check(*self.text, percent=False)
                self.text = None
            case ph.Gating():
                start, end = self.text or (phrase.start, phrase.start)
                statement.gating = trimmed(self.reader.words(start, end)), phrase
                self._reset()

    def _drop_text(self) -> None:
        """The words before a limit or a formula say no more than that it is one."""
        if self.text is not None:
            self._keep(*self.text)
        self.text = None

    def _end_of_sentence(self, phrase: ph.Separator) -> None:
        if isinstance(self.condition, ph.Threshold):
            words = self.reader.words(*self.text) if self.text else ""
            if not any(word in words for word in ("目标", "标准", "指标值", "计划")):
                raise stop(
                    self.reader, self.condition.start, phrase.start, "条件后面没有说得多少分"
                )
            self.statement.aim = self.condition
            self.statement.definitions.append(
                self.reader.words(self.text[0] if self.text else 0, phrase.start)
            )
        elif self.text is not None:
            self._keep(*self.text)
        self.condition, self.text = None, None

    def _keep(self, start: int, end: int) -> None:
        """Words of a sentence that gives no points: an explanation."""
        self._check(start, end, percent=False)
        words = trimmed(self.reader.words(start, end))
        if len(words) > 3:
            self.statement.definitions.append(words)

    def _check(self, start: int, end: int, percent: bool) -> None:
        """No words of scoring may be left in a text; with points at stake, no per cents."""
        for place in range(start, end):
            if _is_scoring(self.reader, place, percent):
                reason = "这里的分数或比例说的是什么，看不出来"
                raise stop(self.reader, place, self.reader.piece(place), reason)

    def _check_every(self, start: int, end: int) -> None:
        """每超过±5% is a step that wasn't read, and no name before a threshold."""
        for place in range(start, end):
            following = self.reader.kind(place + 1)
            if self.reader.kind(place) == "every" and following in _STEPPING:
                raise stop(self.reader, place, self.reader.piece(place), "看不懂这里每一步怎样加减")

    def _reset(self) -> None:
        self.condition, self.text, self.otherwise = None, None, None

    def _refuse_unsaid(self) -> None:
        if self.unsaid is not None:
            raise stop(self.reader, self.unsaid.start, self.unsaid.end, "没有说扣多少分")

    def finish(self) -> None:
        """At the end of the text nothing may wait."""
        self._refuse_unsaid()
        if isinstance(self.condition, ph.Threshold):
            raise stop(
                self.reader, self.condition.start, self.condition.end, "条件后面没有说得多少分"
            )
        if self.otherwise is not None:
            raise stop(self.reader, self.otherwise, self.reader.size, "否则怎样没有说")
        if self.text is not None:
            self._keep(*self.text)


def _valued(target: ph.Target, value: ph.Threshold) -> ph.Threshold:
    """达到目标值90%, 未达到计划的100%: the target with its value."""
    if not value.bare or value.span.low is None:
        return value
    low, high = (None, value.span.low) if target.missed else (value.span.low, None)
    span = Span(low, high, not target.missed, False)
    return replace(value, start=target.start, span=span, said_low=True, said_high=True, bare=False)


def _is_scoring(reader: Reader, place: int, percent: bool) -> bool:
    """Whether a scoring amount stands there that no phrase has taken."""
    kind = reader.kind(place)
    if kind in ("free", "half"):
        return True
    if kind != "num":
        return False
    after = reader.kind(place + 1)
    named = reader.at(place).text in ("十", "百", "一") and after == "fen"
    return (after == "fen" and not named) or (percent and after == "percent")
