"""What is sent back: the files with findings, called by unit and project; the rest is listed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePosixPath
from typing import NamedTuple

from zipingbiao.domain.owners import distinct_names, filer_of
from zipingbiao.export.naming import stems_for
from zipingbiao.model import SelfEvaluation
from zipingbiao.ooxml.origin import origin_of
from zipingbiao.reading import FileReading
from zipingbiao.report.checking import Checked
from zipingbiao.report.codes import entries
from zipingbiao.report.context import NO_UNIT, Places, labels_of
from zipingbiao.report.examining import READ
from zipingbiao.returning.ledger import Ledger, SentFile, SentFinding, SentForm
from zipingbiao.rules.finding import Finding
from zipingbiao.values.text import fold

#: What parts the words of a name.
_GAP = "　"


class SentCopy(NamedTuple):
    """A copy that is sent back: its name, its SHA-256, the digest of what was typed into it.

    ``cells`` is None where it is a mere list of findings, without the form.
    """

    name: str
    hash: str = ""
    cells: str | None = None

    @classmethod
    def of(cls, name: str, data: bytes) -> SentCopy:
        """A copy as it was written."""
        origin = origin_of(data)
        return cls(name, hashlib.sha256(data).hexdigest(), origin.cells if origin else None)


def to_send(checked: Checked) -> list[str]:
    """The files that are to be sent back: those with findings, each content once."""
    found = {one.path for one in checked.findings}
    return [
        one.record.path
        for one in checked.readings
        if one.record.status in READ and one.record.path in found
    ]


def stems_of(names: Sequence[str], checked: Checked) -> dict[str, str]:
    """What the copy of each file is called, without its ending: by unit and project, distinct."""
    forms = {one.record.path: one.forms for one in checked.readings}
    stems = stems_for(_title(name, forms[name]) for name in names)
    return dict(zip(names, stems, strict=True))


def _title(name: str, forms: Sequence[SelfEvaluation]) -> str:
    units = _distinct(unit_of(form) for form in forms)
    projects = _distinct(form.header.project for form in forms)
    if not units:
        return PurePosixPath(name).stem
    if len(units) > 1:
        return f"{units[0]}等{len(units)}个单位"
    more = f"等{len(projects)}个项目" if len(projects) > 1 else ""
    return _GAP.join([*units, *(f"{one}{more}" for one in projects[:1])])


def unit_of(form: SelfEvaluation) -> str | None:
    """The unit that filed a form; the department where it names no unit."""
    return form.header.unit or form.header.department


def _distinct(texts: Iterable[str | None]) -> list[str]:
    """The texts on one line each, those once that differ in blanks or width only."""
    found: dict[str, str] = {}
    for text in filter(None, texts):
        found.setdefault(fold(text), " ".join(text.split()))
    return list(found.values())


def ledger_of(checked: Checked, copies: Mapping[str, SentCopy], deadline: str | None) -> Ledger:
    """What is sent back: ``copies`` are those that were written, by the names of their files."""
    places = Places(checked.forms)
    found: dict[str, list[Finding]] = {}
    for one in checked.findings:
        found.setdefault(one.path, []).append(one)
    kept = [one for one in checked.readings if one.record.status != "skipped"]
    files = [
        _file(one, unit, found.get(one.record.path, []), places, copies.get(one.record.path))
        for one, unit in zip(kept, _units_of(kept), strict=True)
    ]
    codes = checked.inspector.terms.codes
    whole = all(entry.code in codes for entry in entries())
    return Ledger(
        files=tuple(files),
        deadline=deadline,
        severity=checked.inspector.severity,
        codes=() if whole else tuple(sorted(codes)),
    )


def _units_of(readings: Sequence[FileReading]) -> list[str]:
    """Whose each file is; units of one name with their departments, which tell them apart."""
    named = [[form for form in one.forms if unit_of(form)] for one in readings]
    filers = [filer_of(some[0].header.unit, some[0].header.department) for some in named if some]
    names = iter(distinct_names(filers))
    return [next(names) if some else NO_UNIT for some in named]


def _file(
    reading: FileReading,
    unit: str,
    findings: Sequence[Finding],
    places: Places,
    copy: SentCopy | None,
) -> SentFile:
    forms = reading.forms
    unread = reading.record.status not in READ
    return SentFile(
        path=reading.record.path,
        hash=reading.sha256,
        unit=unit,
        copy=copy.name if copy else None,
        copy_hash=copy.hash if copy else None,
        cells=copy.cells if copy else None,
        project=next((form.header.project for form in forms if form.header.project), None),
        year=next((form.year for form in forms if form.year is not None), None),
        message=reading.record.message if unread else None,
        forms=tuple(_form(form) for form in forms),
        findings=tuple(_finding(one, forms, places) for one in findings),
    )


def _form(form: SelfEvaluation) -> SentForm:
    return SentForm(
        kind=form.kind,
        sheet=form.source.sheet,
        unit=unit_of(form),
        project=form.header.project,
        year=form.year,
        rows=labels_of(form),
    )


def _finding(one: Finding, forms: Sequence[SelfEvaluation], places: Places) -> SentFinding:
    return SentFinding(
        code=one.code,
        severity=one.severity,
        sheet=one.sheet or None,
        cell=one.cell,
        place=one.spot or None,
        field=one.field or None,
        form=number_of(one, forms, places),
        project=one.project,
        context=places.context(one),
        printed=one.printed,
        message=one.message,
    )


def number_of(one: Finding, forms: Sequence[SelfEvaluation], places: Places) -> int | None:
    """Which of a file's forms a finding is about; None where it is about none of them."""
    form = places.form_of(one)
    return next((number for number, other in enumerate(forms) if other is form), None)
