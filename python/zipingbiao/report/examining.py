"""What is found on files one by one, by the codes, profile and settings of one call."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from zipingbiao.errors import Fault, Mishap, Place, mishap
from zipingbiao.limits import time_limit
from zipingbiao.model import SelfEvaluation
from zipingbiao.reading import FileReading, Found
from zipingbiao.report.settings import FolderSettings
from zipingbiao.report.suppression import Suppression, note_waivers
from zipingbiao.rules.finding import Finding
from zipingbiao.rules.registry import FILE, Rule, Setting
from zipingbiao.rules.rulebook import RULES
from zipingbiao.rules.runner import Checker
from zipingbiao.scoring.profile import Profile

#: What may become of a file that could be opened.
READ = frozenset({"ok", "no-form"})
Options = Mapping[str, Mapping[str, Setting]]


@dataclass(frozen=True)
class Terms:
    """What a call asks for: which codes, by which profile (None: each layout's own), with which
    settings of folders, by the names of files. It goes from process to process.

    ``original``: where the one file really stands, when a copy of it is read.
    """

    codes: frozenset[str]
    profile: Profile | None = None
    settings: Mapping[str, FolderSettings] = field(default_factory=dict)
    original: Path | None = None

    def home(self, found: Found) -> Path:
        """Where a file really stands."""
        return self.original or found.path

    @cached_property
    def options_across(self) -> Options:
        """The options of rules that look at many forms: those of all folders."""
        options: dict[str, dict[str, Setting]] = {}
        for one in self.settings.values():
            for code, values in one.options.items():
                options.setdefault(code, {}).update(values)
        return options

    def told_of(self, found: Found) -> str:
        """All of it that decides what is found on a file, as a text; equal ones are alike."""
        settings = self.settings.get(found.name)
        if settings is None:
            return self._common
        file = self.home(found)
        own = settings.profile_for(file), _plain(settings.options_for(file))
        return f"{self._common}{(*own, settings.waivers, settings.name_of(file))!r}"

    @cached_property
    def _common(self) -> str:
        return repr((sorted(self.codes), self.profile, _plain(self.options_across)))


def _plain(options: Options) -> object:
    return sorted((code, sorted(one.items())) for code, one in options.items())


class Examined(NamedTuple):
    """What is found on one file, and what rules across forms need to know of each of its forms."""

    findings: list[Finding]
    gists: list[Mapping[str, object]]


class Examiner:
    """Looks at files by some terms. ``mishaps`` tell of rules that broke off.

    ``mending``: somebody wants to know what of it the program can mend.
    """

    def __init__(self, terms: Terms, *, mending: bool = True) -> None:
        self.terms = terms
        self._mending = mending
        self.mishaps: list[Mishap] = []
        self._checkers: dict[str, Checker] = {}

    def suppression(self, found: Found) -> Suppression:
        """What is to be ignored in a file."""
        terms, notes = self.terms, note_waivers(found.path)
        return Suppression(found.name, terms.home(found), notes, terms.settings.get(found.name))

    def examined(self, found: Found, reading: FileReading) -> Examined:
        """All that is found on a file by itself, whatever is to be ignored."""
        findings, gists = list(self._faults(reading)), list[Mapping[str, object]]()
        if not reading.forms:
            return Examined(findings, gists)
        checker, across = self.checker(found), self.across()
        for form in reading.forms:
            view = checker.view(form)
            told: Mapping[str, object] = {}
            try:
                with time_limit():
                    findings += checker.check_view(view, mending=self._mending)
                    told = across.gists(view)
            except Exception as error:
                self.mishaps.append(mishap(error, "检查", place_of(form)))
            gists.append(told)
        if len(reading.forms) > 1:
            views = [across.view(form, index) for index, form in enumerate(reading.forms)]
            findings += across.check_among(views, FILE)
        return Examined(findings, gists)

    def _faults(self, reading: FileReading) -> Iterator[Finding]:
        """The faults of a file that was read, and of its cells; rules tell of the rest."""
        if reading.record.status not in READ:
            return
        for fault in reading.faults:
            if fault.code in self.terms.codes and fault.code not in RULES:
                yield finding_of(fault, reading.forms)

    def checker(self, found: Found, codes: Collection[str] | None = None) -> Checker:
        """What checks the forms and texts of a file."""
        settings, profile = self.terms.settings.get(found.name), self.terms.profile
        if settings is None:
            return self._made(profile, {}, codes)
        file = self.terms.home(found)
        profile = profile or settings.profile_for(file)
        return self._made(profile, settings.options_for(file), codes)

    def across(self) -> Checker:
        """What checks forms of several files."""
        return self._made(self.terms.profile, self.terms.options_across)

    def _made(
        self, profile: Profile | None, options: Options, codes: Collection[str] | None = None
    ) -> Checker:
        """The checker for a profile, options and codes; one serves many files."""
        chosen = self.terms.codes if codes is None else codes
        key = repr((profile, _plain(options), codes is None))
        if key not in self._checkers:
            select = sorted(chosen & RULES.keys())
            self._checkers[key] = Checker(
                profiles=profile, select=select, options=options, on_break=self._broke_off
            )
        return self._checkers[key]

    def _broke_off(self, rule: Rule, form: SelfEvaluation | None, error: Exception) -> None:
        place = place_of(form) if form else Place()
        self.mishaps.append(mishap(error, f"规则 {rule.code} 的检查", place))


def place_of(form: SelfEvaluation) -> Place:
    """Where a form begins."""
    return Place(form.source.path, form.source.sheet, form.source.range.partition(":")[0])


def finding_of(fault: Fault, forms: Iterable[SelfEvaluation] = ()) -> Finding:
    """A fault as a finding; ``forms`` may be those that have it."""
    place = fault.place
    return Finding(
        code=fault.code,
        severity=fault.severity,
        path=place.path or "",
        sheet=place.sheet or "",
        cell=place.cell,
        field=place.field or "",
        project=next((f.header.project for f in forms if fault in f.faults), None),
        printed=fault.printed,
        expected=None,
        template="{message}",
        args={"message": fault.message},
        spot=place.spot or "",
    )
