"""What is found on a file as rows of 问题清单: by form and severity, then by place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from zipingbiao.errors import CURES
from zipingbiao.glossary import field_words
from zipingbiao.merge.gists import CheckGist
from zipingbiao.merge.links import cell_link
from zipingbiao.merge.records import FaultRow
from zipingbiao.merge.words import SEVERITIES
from zipingbiao.model import SelfEvaluation
from zipingbiao.reading import FileReading, Found
from zipingbiao.report.checking import finding_order
from zipingbiao.report.codes import entry_of
from zipingbiao.report.context import NO_UNIT, Places
from zipingbiao.report.examining import READ, Examiner, finding_of
from zipingbiao.report.explaining import page_sections
from zipingbiao.report.settings import Waiver
from zipingbiao.report.waived import UsedEntry
from zipingbiao.rules.finding import Finding
from zipingbiao.rules.page import paragraph

#: What orders the findings of a file: sheet, row, column, paragraph, code, field.
Key = list[Any]
#: The severities in the order of 问题清单.
WEIGHTS = tuple(SEVERITIES)


class Placed(NamedTuple):
    """A row with its place among the others."""

    key: Key
    row: FaultRow


#: The rows of a file by slots: of the file itself, then of each form, those of each severity.
Slots = dict[int, list[Placed]]


def slots_of(entry: int) -> Sequence[int]:
    """The slots of a file itself (0) or of one of its forms (from 1), by severity."""
    return range(entry * len(WEIGHTS), (entry + 1) * len(WEIGHTS))


def unit_of(form: SelfEvaluation) -> str | None:
    """The unit that a form names, else the department."""
    return form.header.unit or form.header.department


class FileRows:
    """Makes rows of what is found on one file; its forms may be there in brief."""

    def __init__(self, reading: FileReading, link: str) -> None:
        self._forms = reading.forms
        self._entries = {id(form): entry for entry, form in enumerate(reading.forms, start=1)}
        self._places = Places(reading.forms)
        self._order = finding_order([reading])
        self._link = link

    def slots(self, findings: Iterable[Finding], cures: Mapping[str, str] = {}) -> Slots:
        """The findings as rows; ``cures`` by code where they are not those of everywhere."""
        slots: Slots = {}
        for one in findings:
            form = self._places.form_of(one)
            entry = 0 if form is None else self._entries[id(form)]
            slot = slots_of(entry)[WEIGHTS.index(one.severity)]
            row = self._row(one, form, cures.get(one.code))
            slots.setdefault(slot, []).append(Placed(self._key(one), row))
        for placed in slots.values():
            placed.sort(key=lambda each: each.key)
        return slots

    def _key(self, one: Finding) -> Key:
        _, _, sheet, (row, column), *rest = self._order(one)
        return [sheet, row, column, *rest]

    def _row(self, one: Finding, form: SelfEvaluation | None, cure: str | None) -> FaultRow:
        words = field_words(one.field)
        return FaultRow(
            unit=self._places.unit(one),
            project=form.header.project if form else one.project,
            severity=SEVERITIES[one.severity],
            code=one.code,
            name=entry_of(one.code).name,
            reason=one.message.removesuffix(CURES.get(one.code, "")),
            printed=one.printed,
            expected=one.expected,
            cure=cure or cure_of(one.code),
            field=None if words == one.field else words,
            sheet=one.sheet or None,
            cell=one.spot or one.cell,
            path=one.path,
            link=cell_link(self._link, None if one.spot else one.sheet, one.cell),
        )


def loose_row(one: Finding) -> FaultRow:
    """The row of a finding that is of no file that was read."""
    return FaultRow(
        unit=NO_UNIT,
        project=None,
        severity=SEVERITIES[one.severity],
        code=one.code,
        name=entry_of(one.code).name,
        reason=one.message.removesuffix(CURES.get(one.code, "")),
        printed=one.printed,
        expected=one.expected,
        cure=cure_of(one.code),
        field=None,
        sheet=None,
        cell=None,
        path=one.path,
        link="",
    )


@cache
def cure_of(code: str) -> str:
    """What is to be done about a finding of a code."""
    return paragraph(page_sections(code)["如何修改"])


# Where a file is read


def found_on(
    examiner: Examiner | None, found: Found, reading: FileReading
) -> tuple[list[Finding], list[Mapping[str, object]], CheckGist]:
    """What is found on a file by itself, but for what is to be ignored; with what rules across
    forms need to know of its forms. Without an examiner: the faults of reading.
    """
    if examiner is None or reading.record.status not in READ:
        return [finding_of(fault, reading.forms) for fault in reading.faults], [], CheckGist()
    before = len(examiner.mishaps)
    suppression, used = examiner.suppression(found), set[UsedEntry]()
    examined = examiner.examined(found, reading)
    kept = [one for one in examined.findings if suppression.keeps(one, used)]
    told = list(dict.fromkeys(examiner.mishaps[before:]))
    del examiner.mishaps[before:]
    notes = tuple(suppression.notes)
    waivers: Sequence[Waiver] = suppression.settings.waivers if suppression.settings else ()
    gist = CheckGist(
        notes=notes,
        used_notes=tuple(n for n, note in enumerate(notes) if note in suppression.used),
        used_entries=tuple(sorted((waivers.index(entry), code) for _, entry, code in used)),
        mishaps=tuple(fault for fault, _ in told),
        logs=tuple(log for _, log in told),
        has_prose=bool(reading.prose),
    )
    return kept, examined.gists, gist
