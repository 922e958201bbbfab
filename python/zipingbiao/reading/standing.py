"""Which of the inputs count. All are listed, but no amount is added up twice.

The same bytes count once. A copy of ours counts beside its original only where a person had a
hand in it, and then in its place. What a unit filed twice for one project and year counts once:
as the later argument of the call has it, else the later file. Units of one name are one where
their departments are; where nobody can say whether they are, both count, and it is told.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePosixPath
from typing import NamedTuple

from zipingbiao.domain.owners import offices, owner_key
from zipingbiao.errors import Fault, Place
from zipingbiao.layouts import whole_unit_layouts
from zipingbiao.model import FileRecord, SelfEvaluation
from zipingbiao.ooxml.origin import CHECKED, MENDED, Origin
from zipingbiao.ooxml.sniff import DOCUMENT_ENDINGS, Kind, ending_of
from zipingbiao.reading.files import FileReading
from zipingbiao.reading.finding import Found
from zipingbiao.values.text import fold


class Subject(NamedTuple):
    """What a form is filed for. Names are folded; ``department`` is blank where none is told."""

    kind: str
    layout: str
    unit: str
    department: str
    project: str
    year: int


_MARKS = (f".{CHECKED}", f".{MENDED}")
#: The code of forms that were filed twice: a rule says so too, of forms in one file.
FILED_TWICE = "ZPB057"


class Filed(NamedTuple):
    """What is known of a file when it is decided whether it counts.

    ``moment`` orders files that were filed for the same: later ones are greater. ``subjects`` are
    those of its forms, in their order; None where a form does not say enough.
    """

    name: str
    sha256: str
    moment: tuple[int, int]
    subjects: tuple[Subject | None, ...] = ()
    origin: Origin | None = None
    touched: bool = False


class Standing(NamedTuple):
    """Why a file does not count, and which file counts in its place.

    ``twice``: for the same was filed twice; ``same``: the bytes are the same.
    """

    reason: str
    instead: str
    twice: bool = False
    same: bool = False


class Verdict(NamedTuple):
    """The files that do not count, by name; forms that do not, by file and number → that file.

    ``unclear``: forms that count, and the file that has one for what may be the same.
    """

    files: Mapping[str, Standing]
    forms: Mapping[tuple[str, int], str]
    unclear: Mapping[tuple[str, int], str] = {}


def settled(readings: Sequence[FileReading], found: Sequence[Found]) -> list[FileReading]:
    """The readings, what does not count listed as such. ``found`` are their files."""
    filed = [
        Filed(
            name=reading.record.path,
            sha256=reading.sha256,
            moment=(one.argument, _changed(one)),
            subjects=tuple(map(subject_of, reading.forms)),
            origin=reading.origin,
            touched=reading.touched,
        )
        for reading, one in zip(readings, found, strict=True)
        if reading.forms
    ]
    verdict = judge(filed)
    if not any(verdict):
        return list(readings)
    return [_listed(reading, verdict) for reading in readings]


def _changed(found: Found) -> int:
    """When a file was changed. A PDF is a print of what was filed: that is always later."""
    if ending_of(found.name) in DOCUMENT_ENDINGS[Kind.PDF]:
        return 0
    try:
        return os.stat(found.path).st_mtime_ns
    except OSError:
        return 0


def subject_of(form: SelfEvaluation) -> Subject | None:
    """What a form is filed for; None where it does not say unit, year and project."""
    unit, department = owner_key(form.header.unit, form.header.department)
    project = fold(form.header.project)
    if not unit or form.year is None or form.source.hidden:
        return None
    if not project and form.layout not in whole_unit_layouts():
        return None
    return Subject(form.kind, form.layout, unit, department, project, form.year)


def judge(filed: Sequence[Filed]) -> Verdict:
    """Decide on files. Their order does not matter."""
    filed = sorted(filed, key=lambda one: one.name)
    files = dict(_same_bytes(filed))
    for name, standing in _copies(filed):
        files.setdefault(name, standing)
    forms, unclear = _filed_twice([one for one in filed if one.name not in files])
    return Verdict(files, forms, unclear)


def _same_bytes(filed: Iterable[Filed]) -> Iterator[tuple[str, Standing]]:
    first: dict[str, str] = {}
    for one in filed:
        name = first.setdefault(one.sha256, one.name)
        if name != one.name:
            yield one.name, Standing(f"与「{name}」完全相同，只计一次。", name, same=True)


# Copies of ours


def _copies(filed: Sequence[Filed]) -> Iterator[tuple[str, Standing]]:
    """What does not count of copies and their originals."""
    by_name = {one.name: one for one in filed}
    for copy in filed:
        if copy.origin is None:
            continue
        original = next((one for one in filed if copy.origin.is_copy_of(one.sha256)), None)
        changed = original is None
        original = original or _changed_original(copy, filed, by_name)
        if original is None:
            continue
        if not copy.touched:
            if _is_elsewhere(copy, original, filed):
                reason = f"程序生成，未经单位确认；以「{original.name}」为准。"
                yield copy.name, Standing(reason, original.name)
        elif len(copy.subjects) != len(original.subjects):
            continue  # a part of it, or more: what was filed twice is decided form by form
        elif not changed:
            reason = f"由「{copy.name}」代替：那是它的修正稿，单位改过。"
            yield original.name, Standing(reason, copy.name)
        else:
            first, last = sorted((copy, original), key=lambda one: (one.moment, one.name))
            reason = f"原件和修正稿都改过，以后改的「{last.name}」为准。"
            yield first.name, Standing(reason, last.name, twice=True)


def _is_elsewhere(copy: Filed, original: Filed, filed: Iterable[Filed]) -> bool:
    """Whether all that an untouched copy holds is there without it: it may be of several files."""
    if len(copy.subjects) <= len(original.subjects):
        return True
    others = [
        subject
        for one in filed
        if one is not copy and not (one.origin and one.origin.is_of_several)
        for subject in one.subjects
    ]
    # what does not say whose it is can't be known again: there must be as many elsewhere
    unknown = copy.subjects.count(None) <= others.count(None)
    return unknown and set(copy.subjects) <= {*others, None}


def _changed_original(
    copy: Filed, filed: Iterable[Filed], by_name: Mapping[str, Filed]
) -> Filed | None:
    """What a copy was made of, changed meanwhile: by its name, else by what it is filed for."""
    path = PurePosixPath(copy.name)
    stem = next((path.stem.removesuffix(mark) for mark in _MARKS if path.stem.endswith(mark)), "")
    if stem:
        for ending in dict.fromkeys((path.suffix, ".xlsx", ".xlsm", ".et")):
            if found := by_name.get(str(path.with_name(stem + ending))):
                return found
    subjects = set(filter(None, copy.subjects))
    others = (one for one in filed if one.origin is None)
    return next((one for one in others if subjects & set(one.subjects)), None)


# Filed twice


_Form = tuple[str, int]


def _filed_twice(filed: Iterable[Filed]) -> tuple[dict[_Form, str], dict[_Form, str]]:
    """The forms that were filed again, and those of which that can't be told."""
    by_subject: dict[Subject, list[tuple[Filed, int, str]]] = {}
    for one in filed:
        for number, subject in enumerate(one.subjects):
            if subject is not None:
                key = subject._replace(department="")
                by_subject.setdefault(key, []).append((one, number, subject.department))
    again: dict[_Form, str] = {}
    unclear: dict[_Form, str] = {}
    for forms in by_subject.values():
        told = offices((department for _, _, department in forms), blank_joins=False)
        last: dict[int, Filed] = {}
        for one, _, department in forms:
            office = told[department].number
            last[office] = max(last.get(office, one), one, key=lambda it: (it.moment, it.name))
        for one, number, department in forms:
            office, maybe = told[department]
            if one.name != last[office].name:
                again[one.name, number] = last[office].name
            elif maybe:
                unclear[one.name, number] = last[maybe[0]].name
    return again, unclear


# How it is listed


def _listed(reading: FileReading, verdict: Verdict) -> FileReading:
    name = reading.record.path
    standing = verdict.files.get(name)
    if standing is not None:
        record = FileRecord(name, "skipped", None, standing.reason)
        told = (_fault(Place(name), standing.reason),) if standing.twice else ()
        twin = standing.instead if standing.same else ""
        set_aside = replace(reading, record=record, forms=(), faults=told)
        return replace(set_aside, twin=twin, instead=standing.instead)
    forms, faults = list(reading.forms), list(reading.faults)
    for number, form in enumerate(forms):
        if instead := verdict.forms.get((name, number)):
            fault = _twice(form, instead)
            source = replace(form.source, superseded_by=instead)
            forms[number] = replace(form, source=source, faults=(*form.faults, fault))
            faults.append(fault)
        elif maybe := verdict.unclear.get((name, number)):
            fault = _maybe_twice(form, maybe)
            forms[number] = replace(form, faults=(*form.faults, fault))
            faults.append(fault)
    return replace(reading, forms=tuple(forms), faults=tuple(faults))


def _twice(form: SelfEvaluation, instead: str) -> Fault:
    reason = f"在「{instead}」又报了一次，以那一张为准，这一张不计入汇总。"
    return _fault(_where(form), f"「{_what(form)}」{reason}")


def _maybe_twice(form: SelfEvaluation, other: str) -> Fault:
    place = "同一份文件里" if other == form.source.path else f"「{other}」"
    reason = f"在{place}也有一张，从主管部门看不出是不是同一个单位的，两张都计入汇总。"
    return _fault(_where(form), f"「{_what(form)}」{reason}")


def _where(form: SelfEvaluation) -> Place:
    header = form.header
    field = "header.project" if header.project else "header.unit"
    return Place(form.source.path, form.source.sheet, form.cells.get(field), field)


def _what(form: SelfEvaluation) -> str | None:
    return form.header.project or form.header.unit or form.header.department


def _fault(place: Place, reason: str) -> Fault:
    return Fault(FILED_TWICE, place, reason, severity="warn")
