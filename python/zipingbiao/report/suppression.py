"""What somebody has decided to ignore: in notes of cells, and in ``zipingbiao.toml``.

A suppression needs a reason. One that is not used is a finding itself, else it would stay for
ever and hide the next mistake.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from zipingbiao.errors import UnreadableFile
from zipingbiao.ooxml.editor.comments import document_notes
from zipingbiao.ooxml.editor.notes import notes_of
from zipingbiao.ooxml.opening import read_file
from zipingbiao.ooxml.package import Package
from zipingbiao.ooxml.relations import parts_of, sheets_of
from zipingbiao.ooxml.sniff import Kind, kind_of
from zipingbiao.report.codes import (
    FAULTS,
    UNEXPLAINED,
    UNKNOWN,
    UNUSED_ENTRY,
    UNUSED_NOTE,
    cure_of,
    known_code,
    offer,
)
from zipingbiao.report.settings import FolderSettings, Waiver, matches
from zipingbiao.rules.finding import Finding

#: What our own findings, in the notes of a marked copy, say of a request is none.
_IGNORED = re.compile(
    r"(?<!要求)忽略\s*(ZPB\w*(?:[\s、,，]+ZPB\w*)*)\s*(?:[：:]\s*(?!\s*忽略)([^\n]*\S))?",
    re.IGNORECASE,
)
_COMMENTS = b"comments"
_CODE = re.compile(r"ZPB\w*", re.IGNORECASE)


class NoteWaiver(NamedTuple):
    """What a note says: ``忽略 ZPB023：理由``; the code as written where there is none such."""

    sheet: str
    cell: str
    code: str
    reason: str
    known: bool
    spot: str = ""


def waivers_in(text: str, sheet: str, cell: str, spot: str = "") -> Iterator[NoteWaiver]:
    """All that a note asks to be ignored."""
    for written, reason in _IGNORED.findall(text):
        for name in _CODE.findall(written):
            code = known_code(name)
            yield NoteWaiver(sheet, cell, code or name, reason.strip(), code is not None, spot)


def note_waivers(path: Path) -> tuple[NoteWaiver, ...]:
    """What the notes of a workbook, or the comments of a Word document, ask to be ignored.

    Nothing where it is neither ``.xlsx`` nor ``.docx``.
    """
    try:
        data = read_file(path, path.name)
        # Most workbooks have no notes; whether they do stands in the directory of the zip.
        if not data.startswith(b"PK") or _COMMENTS not in data.lower():
            return ()
        if kind_of(data) == Kind.DOCX:
            return tuple(_waivers_in_document(data))
        return tuple(_waivers(parts_of(Package.open(data), _holds_notes)))
    except (UnreadableFile, ValueError, LookupError):
        return ()


def _waivers_in_document(data: bytes) -> Iterator[NoteWaiver]:
    for sheet, cell, spot, text in document_notes(Package.open(data)):
        yield from waivers_in(text, sheet, cell, spot)


def _holds_notes(part: str) -> bool:
    name = part.lower()
    return name.endswith((".rels", "workbook.xml")) or "comments" in name


def _waivers(parts: Mapping[str, bytes]) -> Iterator[NoteWaiver]:
    for sheet in sheets_of(parts):
        for cell, text in notes_of(parts, sheet.part).items():
            yield from waivers_in(text, sheet.name, cell)


class Ignored(NamedTuple):
    """A finding that somebody asked to be ignored, and why."""

    finding: Finding
    reason: str


@dataclass
class Suppression:
    """What is to be ignored in one file, and what of it was used."""

    path: str
    file: Path
    notes: Sequence[NoteWaiver] = ()
    settings: FolderSettings | None = None
    used: set[NoteWaiver] = field(default_factory=set)
    ignored: list[Ignored] = field(default_factory=list)

    def keeps(self, finding: Finding, used_entries: set[tuple[Path, Waiver, str]]) -> bool:
        """Whether a finding is to be reported."""
        found = ""
        for one in self.notes:
            if one.reason and one[:3] == (finding.sheet, finding.cell, finding.code):
                self.used.add(one)
                found = found or one.reason
        for waiver in self._entries():
            if finding.code in waiver.rules and _holds(waiver, finding):
                assert self.settings is not None
                used_entries.add((self.settings.path, waiver, finding.code))
                found = found or waiver.reason
        if found:
            self.ignored.append(Ignored(finding, found))
        return not found

    def _entries(self) -> Iterator[Waiver]:
        if self.settings is not None:
            name = self.settings.name_of(self.file)
            yield from (one for one in self.settings.waivers if matches(name, one.files))

    def doubts(self, codes: frozenset[str]) -> Iterator[Finding]:
        """What is wrong with the notes: no reason, no such code, nothing to ignore."""
        for one in self.notes:
            code, words = None, ""
            if not one.known:
                code, words = (
                    UNKNOWN,
                    f"没有代码为「{one.code}」的规则，没有照办。{offer(one.code)}",
                )
            elif not one.reason:
                code, words = UNEXPLAINED, f"批注要求忽略 {one.code} 而没有写理由，没有照办。"
            elif one not in self.used and one.code in codes:
                code, words = UNUSED_NOTE, f"批注要求忽略 {one.code}，这个单元格却没有这个问题。"
            if code in codes and code is not None:
                yield fault_finding(code, self.path, words, one.sheet, one.cell, one.spot)


def _holds(waiver: Waiver, finding: Finding) -> bool:
    if waiver.sheets and finding.sheet not in waiver.sheets:
        return False
    return not waiver.cells or finding.cell in waiver.cells


def unused_entries(
    settings: Mapping[Path, tuple[FolderSettings, str]],
    files: Iterable[Suppression],
    used: set[tuple[Path, Waiver, str]],
    codes: frozenset[str],
    whole: Iterable[Path],
) -> Iterator[Finding]:
    """The ``[[ignore]]`` of settings that nothing was found for.

    ``settings`` come with the name that messages give them. One whose files were not among those
    that were checked is left alone, unless the whole folder was (``whole``).
    """
    files, folders = list(files), [folder.resolve() for folder in whole]
    for path, (one, name) in settings.items():
        seen = [file for file in files if file.settings is one]
        covered = any(path.resolve().is_relative_to(folder) for folder in folders)
        for waiver in one.waivers:
            if not covered and not _concerns(waiver, one, seen):
                continue
            for code in waiver.rules:
                if code in codes and (path, waiver, code) not in used and UNUSED_ENTRY in codes:
                    words = f"第 {waiver.line} 行要求忽略 {code}，却没有这个问题。"
                    yield fault_finding(UNUSED_ENTRY, name, words)


def _concerns(waiver: Waiver, settings: FolderSettings, files: Iterable[Suppression]) -> bool:
    return any(matches(settings.name_of(file.file), waiver.files) for file in files)


def fault_finding(
    code: str, path: str, reason: str, sheet: str = "", cell: str | None = None, spot: str = ""
) -> Finding:
    """A finding of a code that is no rule's."""
    return Finding(
        code=code,
        severity=FAULTS[code].severity,
        path=path,
        sheet=sheet,
        cell=cell,
        field="",
        project=None,
        printed=None,
        expected=None,
        template="{message}",
        args={"message": f"{reason}{cure_of(code)}"},
        spot=spot,
    )
