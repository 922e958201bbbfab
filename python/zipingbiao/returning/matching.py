"""Findings of two checks of one file, matched: what is mended, answered, open, new.

By code, form and field; a row is known by its label, wherever it stands now.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from zipingbiao.errors import shown
from zipingbiao.model import SelfEvaluation
from zipingbiao.report.context import Places, labels_of, split_field
from zipingbiao.report.suppression import Ignored
from zipingbiao.returning.ledger import SentFile, SentFinding, SentForm
from zipingbiao.returning.sending import number_of, unit_of
from zipingbiao.rules.finding import Finding
from zipingbiao.rules.registry import FILE
from zipingbiao.rules.rulebook import RULES
from zipingbiao.values.text import fold


class Outcome:
    """What became of a finding that was sent back."""

    MENDED, ANSWERED, OPEN, UNKNOWN, WAITING = "mended", "answered", "open", "unknown", "waiting"
    NAMES: ClassVar[Mapping[str, str]] = {
        MENDED: "已改正",
        ANSWERED: "已说明",
        OPEN: "未改",
        UNKNOWN: "看不出",
        WAITING: "未交回",
    }


class Reviewed(NamedTuple):
    """A finding that was sent back and its status; ``now`` is the finding that is still there.

    ``why`` is the reason that was given, or why nothing can be told.
    """

    sent: SentFinding
    status: str
    now: Finding | None = None
    why: str = ""


class Now(NamedTuple):
    """What a returned file holds: its forms, what was found, what was found and waived."""

    forms: Sequence[SelfEvaluation]
    findings: Sequence[Finding]
    waived: Sequence[Ignored]
    places: Places


#: Code, number of the form, list, row, field: what two findings of one thing share.
_Spot = tuple[str, int | None, str, int, str]


class Review(NamedTuple):
    """What became of each finding, the findings that are new, and what is odd about the forms."""

    reviewed: tuple[Reviewed, ...]
    new: list[Finding]
    notes: list[str]


def review(sent: SentFile, asked: Sequence[SentFinding], now: Now, company: bool) -> Review:
    """What became of each finding, and the findings that are new.

    ``company``: all files are there that findings over several files were made of. All that was
    sent is matched, so that nothing old looks new; only what is ``asked`` is told.
    """
    matcher = _Matcher(sent, now)
    wanted = set(map(id, asked))
    reviewed = [matcher.outcome(one, company) for one in sent.findings]
    told = tuple(one for one in reviewed if id(one.sent) in wanted)
    return Review(told, matcher.unmatched, matcher.notes)


def is_of_same(sent: SentFile, forms: Sequence[SelfEvaluation]) -> bool:
    """Whether no form of a file has become that of another unit or project."""
    pairs = paired(sent.forms, forms).items()
    return not any(_renamed(sent.forms[old], forms[new], ()) for old, new in pairs)


def _renamed(was: SentForm, form: SelfEvaluation, asked: Collection[str | None]) -> str:
    """What other unit or project a form names now, in words; ``""`` where it is the same.

    What was blank may be filled in, and what was found fault with, ``asked``, mended.
    """
    told = (
        ("单位", "header.unit", was.unit, unit_of(form)),
        ("项目", "header.project", was.project, form.header.project),
    )
    return "，".join(
        f"{what}由「{shown(before)}」变为「{shown(after or '')}」"
        for what, field, before, after in told
        if before and fold(before) != fold(after) and field not in asked
    )


@dataclass
class _Left:
    """Findings that nothing was matched with yet, by where they are."""

    by_spot: dict[_Spot, list[Finding]]

    @classmethod
    def of(cls, findings: Iterable[Finding], now: Now) -> _Left:
        left: dict[_Spot, list[Finding]] = {}
        for one in findings:
            number = number_of(one, now.forms, now.places)
            left.setdefault((one.code, number, *split_field(one.field)), []).append(one)
        return cls(left)

    def take(self, spot: _Spot, sent: SentFinding) -> Finding | None:
        """The finding at a spot: one that prints the same, else one in the same cell, else any.

        Where no field is known it must print the same or be in the same cell.
        """
        there = self.by_spot.get(spot, [])
        alike = [one for one in there if one.printed == sent.printed and sent.printed]
        near = [one for one in there if one.cell == sent.cell and one.sheet == (sent.sheet or "")]
        found = next(iter([*alike, *near, *(there if spot[-1] or spot[-2] >= 0 else ())]), None)
        if found is not None:
            there.remove(found)
        return found


class _Matcher:
    def __init__(self, sent: SentFile, now: Now) -> None:
        self._sent = sent
        self._now = now
        self._forms = paired(sent.forms, now.forms)
        self._rows = {
            old: _rows(sent.forms[old].rows, labels_of(now.forms[new]))
            for old, new in self._forms.items()
        }
        self._left = _Left.of(now.findings, now)
        self._waived = _Left.of((one.finding for one in now.waived), now)
        self._reasons = {id(one.finding): one.reason for one in now.waived}
        #: Of each form that was sent: what other one its answer is.
        self._others: dict[int, str] = {}
        for old, new in self._forms.items():
            asked = {one.field for one in sent.findings if one.form == old}
            if other := _renamed(sent.forms[old], now.forms[new], asked):
                self._others[old] = other

    @property
    def notes(self) -> list[str]:
        """What is odd about the forms: that they are of another unit or project now."""
        told = []
        for old, new in self._forms.items():
            if other := _renamed(self._sent.forms[old], self._now.forms[new], ()):
                then = "像是另一张表，没有当作答复，" if old in self._others else ""
                told.append(f"交回的表{other}，{then}请核对。")
        return list(dict.fromkeys(told))

    @property
    def unmatched(self) -> list[Finding]:
        """The findings that were not there before, in their order; none on the form of another."""
        foreign = {self._forms[old] for old in self._others}
        left = {
            id(one)
            for spot, some in self._left.by_spot.items()
            for one in some
            if spot[1] not in foreign
        }
        return [one for one in self._now.findings if id(one) in left]

    def outcome(self, one: SentFinding, company: bool) -> Reviewed:
        """What became of one finding."""
        spot, why = self._spot(one)
        if spot is None:
            return Reviewed(one, Outcome.UNKNOWN, why=why)
        if found := self._left.take(spot, one):
            return Reviewed(one, Outcome.OPEN, found)
        if waived := self._waived.take(spot, one):
            return Reviewed(one, Outcome.ANSWERED, why=self._reasons[id(waived)])
        if not company and one.code in RULES and RULES[one.code].across not in ("", FILE):
            why = "这个问题要与退回时的其他文件一起检查才看得出。"
            return Reviewed(one, Outcome.UNKNOWN, why=why)
        return Reviewed(one, Outcome.MENDED)

    def _spot(self, one: SentFinding) -> tuple[_Spot | None, str]:
        """Where a finding would be now; why nobody knows, where its form or row is gone."""
        holder, row, name = split_field(one.field or "")
        others = [self._others.get(one.form)] if one.form is not None else self._others.values()
        if other := next(filter(None, others), ""):
            return None, f"交回的表{other}，不像原来的那一张，请核对。"
        if one.form is None:
            return (one.code, None, holder, row, name), ""
        form = self._forms.get(one.form)
        if form is None:
            what = self._sent.forms[one.form].project or one.sheet or ""
            return None, f"原来的表「{what}」不在交回的文件里。"
        labels = self._sent.forms[one.form].rows.get(holder, ())
        if row < 0 or row >= len(labels):
            return (one.code, form, holder, row, name), ""
        there = self._rows[one.form].get(holder, {}).get(row)
        if there is None:
            return None, f"原来的「{labels[row] or f'第 {row + 1} 行'}」一行不在表里了，请核对。"
        return (one.code, form, holder, there, name), ""


def paired(old: Sequence[SentForm], new: Sequence[SelfEvaluation]) -> dict[int, int]:
    """Which form is which: by unit, project and year, else by sheet, else the only ones left."""
    found: dict[int, int] = {}

    def pair(left: Sequence[object], right: Sequence[object]) -> None:
        mine = [(number, key) for number, key in enumerate(left) if number not in found]
        theirs = [(n, key) for n, key in enumerate(right) if n not in found.values()]
        found.update(_same(mine, theirs))

    pair(
        [(one.kind, fold(one.unit), fold(one.project), one.year) for one in old],
        [(one.kind, fold(unit_of(one)), fold(one.header.project), one.year) for one in new],
    )
    pair([(one.kind, one.sheet) for one in old], [(one.kind, one.source.sheet) for one in new])
    if len(old) == len(new) == len(found) + 1:
        pair([None] * len(old), [None] * len(new))
    return found


def _rows(
    old: Mapping[str, Sequence[str]], new: Mapping[str, Sequence[str]]
) -> dict[str, dict[int, int]]:
    return {holder: aligned_rows(labels, new.get(holder, ())) for holder, labels in old.items()}


def aligned_rows(old: Sequence[str], new: Sequence[str]) -> dict[int, int]:
    """Where each row stands now: by its label, else, renamed, between the same neighbours.

    A row that is in neither way to be found is left out.
    """
    left, right = list(map(fold, old)), list(map(fold, new))
    found = dict(_same(list(enumerate(left)), list(enumerate(right))))
    if len(old) == len(new):
        taken = set(found.values())
        found |= {n: n for n in range(len(old)) if n not in found and n not in taken}
        return found
    taken = set(found.values())
    for row in range(len(left)):
        if row in found:
            continue
        before = found.get(row - 1, -1 if row == 0 else None)
        behind = found.get(row + 1, len(right) if row == len(left) - 1 else None)
        if before is not None and behind == before + 2 and before + 1 not in taken:
            found[row] = before + 1
    return found


def _same(
    left: Sequence[tuple[int, object]], right: Sequence[tuple[int, object]]
) -> Iterator[tuple[int, int]]:
    """The numbers of equal things; of several alike the first is the first, if as many are left."""
    mine, theirs = Counter(key for _, key in left), Counter(key for _, key in right)
    places: dict[object, list[int]] = {}
    for number, key in right:
        places.setdefault(key, []).append(number)
    seen: Counter[object] = Counter()
    for number, key in left:
        if mine[key] == theirs[key]:
            yield number, places[key][seen[key]]
            seen[key] += 1
