"""What is found among the files of a summary, once all are read: forms beside forms, texts beside
forms, what was to be ignored and is not there.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from zipingbiao.errors import Mishap
from zipingbiao.merge.findings import FileRows, Slots
from zipingbiao.merge.gists import FileGist
from zipingbiao.merge.parts import FORMS_PAGE, GISTS_PAGE, PROSE_PAGE, prose_of
from zipingbiao.model import Prose, SelfEvaluation
from zipingbiao.reading import Found, Parts
from zipingbiao.report.examining import READ, Examiner, Terms, finding_of
from zipingbiao.report.suppression import Suppression
from zipingbiao.report.together import Aside, Together
from zipingbiao.report.waived import Waived
from zipingbiao.rules.finding import Finding
from zipingbiao.rules.rulebook import RULES
from zipingbiao.rules.shelved import taken_down

#: Pages of so many files are kept at hand while forms are held against each other.
_AT_HAND = 64


class Across:
    """What is found among files: ``slots`` by the number of the file, ``loose`` of no file.

    ``terms`` None: nothing is checked, but for what was filed twice. ``folders`` are those that
    are merged as a whole.
    """

    def __init__(
        self,
        parts: Parts[FileGist],
        found: Sequence[Found],
        terms: Terms | None,
        folders: Sequence[Path],
    ) -> None:
        self._parts = parts
        self._found = found
        self._folders = folders
        self.slots: dict[int, Slots] = {}
        self.loose: list[Finding] = []
        self.mishaps: list[Mishap] = []
        self._page = lru_cache(_AT_HAND)(self._read_page)
        findings = {
            number: [finding_of(one) for one in more]
            for number in range(len(found))
            if (more := self._more_faults(number, checked=terms is not None))
        }
        if terms is not None:
            self._find(Examiner(terms), findings)
        for number, more in findings.items():
            rows = FileRows(parts.readings[number], parts.gists[number].link)
            self.slots[number] = rows.slots(more)
        self._page.cache_clear()

    def _more_faults(self, number: int, *, checked: bool) -> Sequence[Any]:
        """What came up when it was decided what counts; a rule tells of it in files that count."""
        more = self._parts.more_faults(number)
        if checked and self._parts.readings[number].record.status in READ:
            return [one for one in more if one.code not in RULES]
        return more

    def _find(self, examiner: Examiner, findings: dict[int, list[Finding]]) -> None:
        numbers = {one.name: number for number, one in enumerate(self._found)}
        waived = self._waived(examiner.terms)
        together = Together(
            examiner, self._found, self._parts.readings, self._asides(), self._prose
        )
        kept = [one for one in together.findings() if waived.keeps(one)]
        found = {one.name: one for one in self._found}
        kept += waived.doubts(found, self._folders)
        told = [*self._mishaps(), *dict.fromkeys(examiner.mishaps)]
        self.mishaps = list(dict.fromkeys(told))
        kept += [finding_of(fault) for fault, _ in self.mishaps if fault.place.path]
        for one in kept:
            number = numbers.get(one.path)
            if number is None:
                self.loose.append(one)
            else:
                findings.setdefault(number, []).append(one)

    def _mishaps(self) -> Iterable[Mishap]:
        for number, gist in enumerate(self._parts.gists):
            if not self._parts.is_listed_only(number):
                yield from map(Mishap, gist.check.mishaps, gist.check.logs)

    def _waived(self, terms: Terms) -> Waived:
        waived = Waived(terms)
        rows = zip(self._found, self._parts.readings, self._parts.gists, strict=True)
        for found, reading, gist in rows:
            if reading.record.status not in READ:
                continue
            settings, check = terms.settings.get(found.name), gist.check
            used = {check.notes[number] for number in check.used_notes}
            one = Suppression(found.name, terms.home(found), check.notes, settings, used)
            waived.add(one)
            if settings is not None:
                entries = ((settings.waivers[number], code) for number, code in check.used_entries)
                waived.used |= {(settings.path, *entry) for entry in entries}
        return waived

    # What was put aside

    def _asides(self) -> list[Aside]:
        return [
            Aside(form, partial(self._whole, number, at, form), partial(self._gists, number, at))
            for number, reading in enumerate(self._parts.readings)
            for at, form in enumerate(reading.forms)
        ]

    def _read_page(self, number: int, name: str) -> Any:
        page = self._parts.page(number, name)
        return json.loads(page) if page else []

    def _whole(self, number: int, at: int, brief: SelfEvaluation) -> SelfEvaluation:
        return taken_down(self._page(number, FORMS_PAGE)[at], brief)

    def _gists(self, number: int, at: int) -> Mapping[str, object]:
        told: Sequence[Mapping[str, object]] = self._page(number, GISTS_PAGE)
        return told[at]

    def _prose(self, number: int) -> Sequence[Prose]:
        if not self._parts.gists[number].check.has_prose:
            return ()
        return prose_of(self._parts.page(number, PROSE_PAGE))
