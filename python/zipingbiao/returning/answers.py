"""What came of what was sent back: each file its answer, each finding what became of it.

A returned copy is known by its stamp, whatever it is called now; an agency's own file by unit,
project and year. Findings are matched by code, form and field, rows by their labels: rows that
were put in or moved do not make an old finding a new one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import PurePosixPath

from zipingbiao.reading import FileReading
from zipingbiao.report.checking import Checked
from zipingbiao.report.context import Places
from zipingbiao.report.examining import READ
from zipingbiao.report.suppression import Ignored
from zipingbiao.returning.knowing import (
    DIGITS,
    Key,
    each_once,
    grouped,
    hashes,
    is_changed,
    is_stamped,
    key_of,
    key_sent,
    last_name,
    now_read,
    stamps,
    standing,
    stem_name,
    whole_name,
)
from zipingbiao.returning.ledger import Ledger, SentFile, SentFinding
from zipingbiao.returning.matching import Now, Outcome, Reviewed, review
from zipingbiao.returning.originals import typed_into
from zipingbiao.rules.finding import SEVERITIES, Finding, weighs
from zipingbiao.values.text import fold

#: What became of a file, and of a unit: `STATES` and `VERDICTS` by their names.
RETURNED, UNCHANGED, MISSING, UNREADABLE = "returned", "unchanged", "missing", "unreadable"
STATES = {
    RETURNED: "已交回",
    UNCHANGED: "原样交回",
    MISSING: "未交回",
    UNREADABLE: "交回的读不了",
}
VERDICTS = {
    "worse": "更差",
    "open": "还有问题",
    "unchanged": "原样交回",
    "waiting": "未交回",
    "answered": "已说明",
    "mended": "已改好",
}
#: How a file was known as the answer.
BY_STAMP, BY_SUBJECT, BY_NAME = "stamp", "subject", "name"


@dataclass(frozen=True)
class Answer:
    """A file that was sent back, and what came of it. ``returned``: the name of its answer.

    ``notes`` are sentences on what a person has to look at.
    """

    sent: SentFile
    state: str
    returned: str | None = None
    known: str | None = None
    reviewed: tuple[Reviewed, ...] = ()
    new: tuple[Finding, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class UnitAnswer:
    """A unit and what came of all that was sent back to it."""

    unit: str
    answers: Sequence[Answer]

    @property
    def earlier(self) -> dict[str, int]:
        """The findings that were sent back, by weight; only of files that came back."""
        come = [one for one in self.answers if one.state not in (MISSING, UNREADABLE)]
        return _counted(one.sent.severity for answer in come for one in answer.reviewed)

    @property
    def now(self) -> dict[str, int]:
        """The findings that there are in what came back, by weight."""
        old = [found.now for one in self.answers for found in one.reviewed]
        new = [found for one in self.answers for found in one.new]
        return _counted(one.severity for one in (*old, *new) if one is not None)

    def count(self, status: str) -> int:
        """How many findings of a status there are."""
        return sum(one.status == status for answer in self.answers for one in answer.reviewed)

    @property
    def new(self) -> int:
        """How many findings are new."""
        return sum(len(one.new) for one in self.answers)

    @property
    def verdict(self) -> str:
        """One of `VERDICTS`: worse is more findings, the grave ones before the lighter."""
        if all(one.state == MISSING for one in self.answers):
            return "waiting"
        if all(one.state in (MISSING, UNCHANGED) for one in self.answers):
            return "unchanged"
        known = all(not one.sent.is_unread for one in self.answers)
        if known and tuple(self.now.values()) > tuple(self.earlier.values()):
            return "worse"
        if any(one.state != RETURNED and one.sent.is_unread for one in self.answers):
            return "open"
        unsettled = sum(map(self.count, (Outcome.OPEN, Outcome.UNKNOWN, Outcome.WAITING)))
        if unsettled or self.new:
            return "open"
        return "answered" if self.count(Outcome.ANSWERED) else "mended"


@dataclass(frozen=True)
class Round:
    """All that came of one sending; ``others`` are files that answer nothing that was sent.

    ``left``: findings that were sent back and not looked for now; ``notes`` concern all.
    """

    ledger: Ledger
    units: Sequence[UnitAnswer]
    others: Sequence[str] = ()
    left: int = 0
    notes: Sequence[str] = ()

    @property
    def answers(self) -> list[Answer]:
        """All files that were sent back."""
        return [one for unit in self.units for one in unit.answers]

    def verdicts(self) -> dict[str, int]:
        """How many units there are of each verdict."""
        return {name: sum(one.verdict == name for one in self.units) for name in VERDICTS}

    def statuses(self) -> dict[str, int]:
        """How many of the earlier findings are of each status."""
        return {name: sum(one.count(name) for one in self.units) for name in Outcome.NAMES}


def _counted(severities: Iterator[str]) -> dict[str, int]:
    found = list(severities)
    return {name: found.count(name) for name in SEVERITIES}


def round_of(ledger: Ledger, checked: Checked) -> Round:
    """What came of a sending, as the files that were checked tell it."""
    return _Round(ledger, checked).result()


@dataclass
class _Round:
    """Finds the answers and compares them."""

    ledger: Ledger
    checked: Checked
    _taken: set[str] = field(default_factory=set)
    _notes: list[str] = field(default_factory=list)

    def result(self) -> Round:
        """All of it."""
        found = self._found()
        awaited = [*self._sent(), *self.ledger.unread]
        answers = [self._answer(sent, found.get(id(sent), [])) for sent in awaited]
        units: dict[str, list[Answer]] = {}
        for one in answers:
            units.setdefault(fold(one.sent.unit), []).append(one)
        others = [
            one.record.path
            for one in self.checked.readings
            if one.forms and one.record.path not in self._taken
        ]
        return Round(
            self.ledger,
            [UnitAnswer(some[0].sent.unit, some) for some in units.values()],
            others,
            sum(not self._is_asked(one) for sent in self.ledger.sent for one in sent.findings),
            self._notes,
        )

    def _sent(self) -> list[SentFile]:
        return [one for one in self.ledger.sent if any(map(self._is_asked, one.findings))]

    def _is_asked(self, one: SentFinding) -> bool:
        inspector = self.checked.inspector
        return one.code in inspector.terms.codes and weighs(one.severity, inspector.severity)

    # Which file is the answer

    def _found(self) -> dict[int, list[FileReading]]:
        """The files that may be the answer to each that was sent."""
        found: dict[int, list[FileReading]] = {}
        readings = [one for one in self.checked.readings if not one.twin]
        by_stamp: dict[str, list[FileReading]] = {}
        for one in readings:
            for stamp in stamps(one):
                by_stamp.setdefault(stamp, []).append(one)
        for sent in (*self.ledger.sent, *self.ledger.unread):
            near = [one for key in hashes(sent) for one in by_stamp.get(key[:DIGITS], ())]
            stamped = [one for one in each_once(near) if is_stamped(one, sent)]
            if stamped:
                found[id(sent)] = stamped
                self._taken.update(one.record.path for one in stamped)
        by_key: dict[Key, list[SentFile]] = {}
        for sent in self.ledger.files:
            # What came back changed is the answer; nothing else is looked for.
            if not any(is_changed(one, sent) for one in found.get(id(sent), ())):
                for key in dict.fromkeys(filter(None, map(key_sent, sent.forms))):
                    by_key.setdefault(key, []).append(sent)
        for reading in readings:
            if reading.forms and reading.record.path not in self._taken:
                self._by_subject(reading, by_key, found)
            elif reading.record.status == "unreadable":
                self._by_name(reading, found)
        self._again([one for one in readings if one.record.path not in self._taken], found)
        return found

    def _again(self, readings: Sequence[FileReading], found: dict[int, list[FileReading]]) -> None:
        """Files in the place of such as could not be read: by their name, else by its stem.

        Of several of one name nobody knows which is which: they are left alone.
        """
        for name_of in (whole_name, last_name, stem_name):
            awaited = grouped(
                (name_of(one.path), one) for one in self.ledger.unread if id(one) not in found
            )
            come = grouped(
                (name_of(one.record.path), one)
                for one in readings
                if one.record.status != "skipped" and one.record.path not in self._taken
            )
            for name, sents in awaited.items():
                files = come.get(name, [])
                if len(sents) == len(files) == 1:
                    found[id(sents[0])] = files
                    self._taken.add(files[0].record.path)

    def _by_subject(
        self,
        reading: FileReading,
        by_key: Mapping[Key, Sequence[SentFile]],
        found: dict[int, list[FileReading]],
    ) -> None:
        keys = filter(None, map(key_of, reading.forms))
        fitting = {id(one): one for key in keys for one in by_key.get(key, ())}
        asked = [one for one in fitting.values() if one.is_sent]
        if not asked:
            return
        self._taken.add(reading.record.path)
        if len(fitting) > 1:
            names = "、".join(f"「{one.path}」" for one in fitting.values())
            self._notes.append(
                f"{reading.record.path}：单位、项目、年度与 {names} 都对得上，"
                "分不清是哪一份的答复，没有比较。请单位在退回的副本上改，或只留一份。"
            )
            return
        found.setdefault(id(asked[0]), []).append(reading)

    def _by_name(self, reading: FileReading, found: dict[int, list[FileReading]]) -> None:
        """A file that can't be read is known by nothing but its name."""
        name = PurePosixPath(reading.record.path).name
        for sent in self.ledger.sent:
            if name in (sent.copy, PurePosixPath(sent.path).name) and id(sent) not in found:
                found[id(sent)] = [reading]

    # What it says

    def _answer(self, sent: SentFile, candidates: Sequence[FileReading]) -> Answer:
        asked = [one for one in sent.findings if self._is_asked(one)]
        if not candidates:
            waiting = tuple(Reviewed(one, Outcome.WAITING) for one in asked)
            return Answer(sent, MISSING, reviewed=waiting)
        reading = max(candidates, key=lambda one: standing(one, sent))
        path = reading.record.path
        known = BY_STAMP if is_stamped(reading, sent) else BY_NAME if sent.is_unread else BY_SUBJECT
        if reading.record.status == "unreadable":
            known = BY_NAME
            why = reading.record.message or ""
            if reading.sha256 == sent.hash:
                return Answer(sent, UNCHANGED, path, BY_STAMP, notes=(why,))
            unread = tuple(Reviewed(one, Outcome.UNKNOWN, why=why) for one in asked)
            return Answer(sent, UNREADABLE, path, known, unread, notes=(why,))
        if not reading.forms and reading.record.status not in READ:
            # A copy that nobody touched, beside its original: nothing of it was checked.
            opened = tuple(Reviewed(one, Outcome.OPEN) for one in asked)
            return Answer(sent, UNCHANGED, path, known, opened)
        if sent.is_unread:
            sent = now_read(sent, reading)
        now = self._now(reading)
        found = review(sent, asked, now, self._is_company_there)
        state = UNCHANGED if self._is_as_sent(reading, sent, found.reviewed) else RETURNED
        new = tuple(one for one in found.new if self._is_told(one))
        notes = (*found.notes, *self._odd(sent, reading, candidates))
        return Answer(sent, state, path, known, found.reviewed, new, notes)

    def _now(self, reading: FileReading) -> Now:
        path = reading.record.path
        found, ignored = self._by_path
        return Now(reading.forms, found.get(path, []), ignored.get(path, []), Places(reading.forms))

    @cached_property
    def _by_path(self) -> tuple[dict[str, list[Finding]], dict[str, list[Ignored]]]:
        """What was found in each file, and what was found there and ignored."""
        found: dict[str, list[Finding]] = {}
        for one in (*self.checked.findings, *self.checked.lighter):
            found.setdefault(one.path, []).append(one)
        ignored: dict[str, list[Ignored]] = {}
        for other in self.checked.inspector.ignored:
            ignored.setdefault(other.finding.path, []).append(other)
        return found, ignored

    def _is_told(self, one: Finding) -> bool:
        """Whether a new finding is such as would have been sent back, and is asked for now."""
        codes = self.ledger.codes
        least = (self.ledger.severity, self.checked.inspector.severity)
        return (not codes or one.code in codes) and all(weighs(one.severity, w) for w in least)

    def _is_as_sent(
        self, reading: FileReading, sent: SentFile, reviewed: Sequence[Reviewed]
    ) -> bool:
        if any(one.status == Outcome.ANSWERED for one in reviewed):
            return False
        if reading.sha256 == sent.hash or (reading.origin is not None and not reading.touched):
            return True
        if not sent.cells or any(r.status != Outcome.OPEN for r in reviewed):
            return False
        return typed_into(self.checked.found[reading.record.path]) == sent.cells

    @cached_property
    def _is_company_there(self) -> bool:
        """Whether all files are there that findings over several files were made of."""
        keys = {key for one in self.checked.forms if (key := key_of(one))}
        wanted = {key for one in self.ledger.files for form in one.forms if (key := key_sent(form))}
        return wanted <= keys

    def _odd(
        self, sent: SentFile, reading: FileReading, candidates: Sequence[FileReading]
    ) -> Iterator[str]:
        others = [
            one.record.path
            for one in candidates
            if one is not reading and one.forms and is_changed(one, sent)
        ]
        if others:
            names = "、".join(others)
            yield f"{names} 也是这一份的答复；以「{reading.record.path}」为准，请确认。"
        if len(reading.forms) < len(sent.forms):
            yield f"退回时有 {len(sent.forms)} 张表，交回的只有 {len(reading.forms)} 张。"
