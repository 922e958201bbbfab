"""By what a file is known as the answer: its stamp, its unit, project and year, its name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import PurePosixPath
from typing import TypeVar

from zipingbiao.model import SelfEvaluation
from zipingbiao.reading import FileReading
from zipingbiao.returning.ledger import SentFile, SentForm
from zipingbiao.returning.matching import is_of_same
from zipingbiao.returning.sending import unit_of
from zipingbiao.values.text import fold

#: By so many digits hashes are looked up; the stamps of copies have more.
DIGITS = 16
Key = tuple[str, str, str, int | None]
_T = TypeVar("_T")


def standing(one: FileReading, sent: SentFile) -> tuple[bool, bool, bool, bool, bool, str]:
    """Which of several answers counts: what is read, of the same unit and project, changed and not
    superseded comes first.
    """
    counts = any(form.source.counts for form in one.forms)
    own = one.touched or one.origin is None
    same = is_of_same(sent, one.forms)
    return bool(one.forms), same, is_changed(one, sent), own, counts, one.record.path


def now_read(sent: SentFile, reading: FileReading) -> SentFile:
    """A file that could not be read, with the unit and project that its answer names."""
    header = next((one.header for one in reading.forms if unit_of(one)), None)
    units = (unit_of(one) for one in reading.forms)
    return replace(
        sent,
        unit=next(filter(None, units), sent.unit),
        project=header.project if header else None,
        year=next((one.year for one in reading.forms), None),
    )


def whole_name(path: str) -> str:
    """The whole path of a file, as it is compared."""
    return fold(path)


def last_name(path: str) -> str:
    """The name of a file without its folders."""
    return fold(PurePosixPath(path).name)


def stem_name(path: str) -> str:
    """The name of a file without folders and ending."""
    return fold(PurePosixPath(path).stem)


def grouped(pairs: Iterable[tuple[str, _T]]) -> dict[str, list[_T]]:
    """Things by their names."""
    found: dict[str, list[_T]] = {}
    for name, one in pairs:
        found.setdefault(name, []).append(one)
    return found


def is_changed(one: FileReading, sent: SentFile) -> bool:
    """Whether a file is neither the original nor the copy as they were."""
    return one.sha256 not in (sent.hash, sent.copy_hash)


def hashes(sent: SentFile) -> list[str]:
    """The hashes of an original and its copy."""
    return [one for one in (sent.hash, sent.copy_hash) if one]


def stamps(reading: FileReading) -> set[str]:
    """What a file may be known by: beginnings of hashes."""
    own = reading.origin.original if reading.origin else ""
    return {one[:DIGITS] for one in (reading.sha256, own) if one}


def each_once(readings: Iterable[FileReading]) -> list[FileReading]:
    """Each file once."""
    return list({one.record.path: one for one in readings}.values())


def is_stamped(reading: FileReading, sent: SentFile) -> bool:
    """Whether a file is what was sent, or a copy of it."""
    if reading.sha256 in hashes(sent):
        return True
    origin = reading.origin
    return origin is not None and any(map(origin.is_copy_of, hashes(sent)))


def key_of(form: SelfEvaluation) -> Key | None:
    """By what a form is known; None where it names no unit."""
    return _key(form.kind, unit_of(form), form.header.project, form.year)


def key_sent(form: SentForm) -> Key | None:
    """By what a form that was sent is known."""
    return _key(form.kind, form.unit, form.project, form.year)


def _key(kind: str, unit: str | None, project: str | None, year: int | None) -> Key | None:
    return (kind, fold(unit), fold(project), year) if unit else None
