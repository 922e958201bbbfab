"""From some files and folders to findings: read, checked, what is ignored or old left out."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, TypeVar

from zipingbiao.errors import Mishap, ZpbError
from zipingbiao.limits import collecting_rarely
from zipingbiao.model import SelfEvaluation
from zipingbiao.ooxml.address import cell_place
from zipingbiao.reading import FileReading, Found, Progress, inputs, read_all
from zipingbiao.report.baseline import Baseline, load_baseline
from zipingbiao.report.codes import FAULTS, codes_in
from zipingbiao.report.examining import READ, Examiner, Terms, finding_of
from zipingbiao.report.settings import (
    FolderSettings,
    Waiver,
    load_settings,
    settings_above,
)
from zipingbiao.report.suppression import Ignored
from zipingbiao.report.together import Aside, Together
from zipingbiao.report.waived import Waived
from zipingbiao.rules.finding import INFO, Finding, parted
from zipingbiao.rules.rulebook import RULES
from zipingbiao.scoring.profile import Profile, load_profile
from zipingbiao.scoring.profile_reading import ProfileError

_PARAGRAPH = re.compile(r"text\[(\d+)\]")
_T = TypeVar("_T")


class WrongCall(ZpbError):
    """A call with mistakes in its options or in files it names; all of them are told."""

    def __init__(self, mistakes: Sequence[str]) -> None:
        super().__init__("\n".join(mistakes))
        self.mistakes = tuple(mistakes)


@dataclass(frozen=True)
class Request:
    """What is asked for. ``select`` None is all codes; ``profile`` None is each layout's own.

    ``severity``: findings of this weight and graver ones.

    ``original``: where the one file of ``paths`` really stands, when that is a copy of it made to
    be read (of a workbook that is open); what is set for the original applies.
    """

    paths: Sequence[Path]
    select: Sequence[str] | None = None
    ignore: Sequence[str] = ()
    profile: str | None = None
    baseline: Path | None = None
    jobs: int | None = None
    exclude: Sequence[Path] = ()
    severity: str = INFO
    original: Path | None = None

    def home(self, file: Path) -> Path:
        """Where a file really stands."""
        return self.original or file


@dataclass(frozen=True)
class Checked:
    """What came of it. ``found`` are the files by their name in messages.

    ``mishaps`` tell of rules that broke off on a form; what they had to say of it is missing.
    ``lighter`` are the findings that were not asked for, as they are not grave enough.
    """

    readings: Sequence[FileReading]
    findings: tuple[Finding, ...]
    found: Mapping[str, Found]
    inspector: Inspector
    lighter: tuple[Finding, ...] = ()

    @property
    def mishaps(self) -> Sequence[Mishap]:
        """What broke off while the forms were checked, each told once."""
        return tuple(dict.fromkeys(self.inspector.mishaps))

    @property
    def forms(self) -> list[SelfEvaluation]:
        """All forms that were read."""
        return [form for one in self.readings for form in one.forms]

    @property
    def statements(self) -> Sequence[int]:
        """How many numbers were checked in each file that tells some in running text."""
        return [
            one.record.statements for one in self.readings if one.record.statements and not one.twin
        ]

    @property
    def twins(self) -> Mapping[str, str]:
        """Files that are the same as another, which was checked in their place → that file."""
        return {one.record.path: one.twin for one in self.readings if one.twin}

    def count(self, severity: str) -> int:
        """How many findings are of a severity."""
        return sum(one.severity == severity for one in self.findings)


def check_paths(request: Request, progress: Progress | None = None) -> Checked:
    """Check all forms in some files and folders.

    Raises CallError for a path that isn't there, WrongCall for everything else that is wrong with
    the call, all at once.
    """
    found = inputs(request.paths, request.exclude)
    inspector = _inspector(request, found)
    # Paused once for all: each single form would have it look at all that was made before.
    with collecting_rarely():
        readings = read_all(found, request.jobs, progress, printed=True, texts=True)
        findings = inspector.findings(readings)
    grave, lighter = parted(findings, request.severity)
    return Checked(readings, grave, {one.name: one for one in found}, inspector, lighter)


def _inspector(request: Request, found: Sequence[Found]) -> Inspector:
    mistakes: list[str] = []
    terms = _terms(request, found, mistakes)
    baseline = load_baseline(request.baseline, mistakes) if request.baseline else Baseline()
    if mistakes:
        raise WrongCall(mistakes)
    return Inspector(terms, found, baseline, whole_folders(request.paths), request.severity)


def terms_of(request: Request, found: Sequence[Found]) -> Terms:
    """What is asked of the files of a request. Raises WrongCall with all that is wrong with it."""
    mistakes: list[str] = []
    terms = _terms(request, found, mistakes)
    if mistakes:
        raise WrongCall(mistakes)
    return terms


def _terms(request: Request, found: Sequence[Found], mistakes: list[str]) -> Terms:
    codes = _codes(request, mistakes)
    profile = _profile(request.profile, mistakes)
    settings = _settings(request, found, mistakes)
    return Terms(codes, profile, settings, request.original)


def whole_folders(paths: Iterable[Path]) -> tuple[Path, ...]:
    """The folders among some paths: all in them is checked."""
    return tuple(path for path in paths if path.is_dir())


def _codes(request: Request, mistakes: list[str]) -> frozenset[str]:
    everything = {*RULES, *FAULTS}
    select = request.select
    chosen = everything if select is None else codes_in(select, mistakes, "--select：")
    return frozenset(chosen - codes_in(request.ignore, mistakes, "--ignore："))


def _profile(name: str | None, mistakes: list[str]) -> Profile | None:
    if name is None:
        return None
    try:
        return load_profile(name)
    except ProfileError as error:
        mistakes += map(str, error.mistakes)
        return None


def _settings(
    request: Request, found: Sequence[Found], mistakes: list[str]
) -> dict[str, FolderSettings]:
    """The settings of each file that has some; each file of settings is read once."""
    loaded: dict[Path, FolderSettings] = {}
    by_file: dict[str, FolderSettings] = {}
    nearest = lru_cache(maxsize=None)(settings_above)
    tops = [path for path in request.paths if path.is_dir()]
    for one in found:
        folder = request.home(one.path).parent
        path = nearest(folder, next((top for top in tops if folder.is_relative_to(top)), folder))
        if path is not None:
            if path not in loaded:
                loaded[path] = load_settings(path, mistakes)
            by_file[one.name] = loaded[path]
    return by_file


class Inspector:
    """Checks forms by the codes, profiles, settings and baseline of one call.

    ``folders``: those that are checked as a whole; ``severity``: what is lighter is not mended;
    ``ignored``: what was found and not reported, as somebody asked for it.
    """

    def __init__(
        self,
        terms: Terms,
        found: Iterable[Found],
        baseline: Baseline,
        folders: Sequence[Path],
        severity: str = INFO,
    ) -> None:
        self.terms = terms
        self.severity = severity
        self._examiner = Examiner(terms)
        self._found = {one.name: one for one in found}
        self._baseline = baseline
        self._folders = folders
        self.ignored: list[Ignored] = []

    @property
    def mishaps(self) -> Sequence[Mishap]:
        """What broke off on the way."""
        return self._examiner.mishaps

    def findings(self, readings: Sequence[FileReading]) -> list[Finding]:
        """All that is found in some files and among them, in order."""
        found = [self._found[one.record.path] for one in readings]
        raw: list[Finding] = []
        forms: list[Aside] = []
        for one, reading in zip(found, readings, strict=True):
            examined = self._examiner.examined(one, reading)
            raw += examined.findings
            for form, gists in zip(reading.forms, examined.gists, strict=True):
                forms.append(Aside(form, partial(_itself, form), partial(_itself, gists)))
        together = Together(
            self._examiner, found, readings, forms, lambda number: readings[number].prose
        )
        raw += together.findings()
        kept = self._kept(readings, raw)
        kept += [finding_of(fault) for fault, _ in dict.fromkeys(self.mishaps) if fault.place.path]
        return list(self._baseline.new_among(sorted(kept, key=finding_order(readings))))

    def _kept(self, readings: Sequence[FileReading], raw: Iterable[Finding]) -> list[Finding]:
        """What is not to be ignored, and what is wrong with what is to be."""
        waived = Waived(self.terms)
        for one in readings:
            if one.record.status in READ:
                found = self._found[one.record.path]
                waived.add(self._examiner.suppression(found))
        kept = [one for one in raw if waived.keeps(one)]
        self.ignored = waived.ignored
        return [*kept, *waived.doubts(self._found, self._folders)]

    def fixable(self, name: str, forms: Iterable[SelfEvaluation]) -> list[Finding]:
        """All findings on forms of one file; those that are to be mended have their fix.

        What is not asked for, ignored or old is not mended, nor what would change its cell. What
        is only lighter and can't be mended itself stands in nobody's way.
        """
        file, used = self._found[name], set[tuple[Path, Waiver, str]]()
        suppression = self._examiner.suppression(file)
        checker = self._examiner.checker(file, RULES.keys())
        found = [one for form in forms for one in checker.check_form(form)]
        kept = [
            one for one in found if one.code in self.terms.codes and suppression.keeps(one, used)
        ]
        grave, lighter = parted(self._baseline.new_among(kept), self.severity)
        asked = set(map(id, grave))
        idle = asked | {id(one) for one in lighter if one.fix is None}
        spared = {(one.sheet, one.cell) for one in found if id(one) not in idle}
        return [_sparing(one, spared) if id(one) in asked else _unmended(one) for one in found]


def _itself(value: _T) -> _T:
    return value


def _unmended(one: Finding) -> Finding:
    return one if one.fix is None else replace(one, fix=None)


def _sparing(one: Finding, spared: Collection[tuple[str, str | None]]) -> Finding:
    """The finding, without its fix where that would change a cell that is to be left alone."""
    also = one.fix.also if one.fix is not None else ()
    return _unmended(one) if any((one.sheet, fix.cell) in spared for fix in also) else one


def finding_order(readings: Sequence[FileReading]) -> Callable[[Finding], tuple[Any, ...]]:
    """The key of a finding's place: its file, its sheet, its row and column, its code."""
    files = {one.record.path: number for number, one in enumerate(readings)}
    sheets: dict[tuple[str, str], int] = {}
    for form in (form for one in readings for form in one.forms):
        sheets.setdefault((form.source.path, form.source.sheet), len(sheets))

    def key(finding: Finding) -> tuple[Any, ...]:
        file = files.get(finding.path, len(files))
        sheet = sheets.get((finding.path, finding.sheet), -1)
        place = _place(finding.cell), _paragraph(finding.field)
        return file, finding.path, sheet, *place, finding.code, finding.field

    return key


def _paragraph(path: str) -> int:
    """The number of a paragraph of running text; all else comes before."""
    match = _PARAGRAPH.fullmatch(path)
    return int(match[1]) if match else -1


def _place(cell: str | None) -> tuple[int, int]:
    try:
        return cell_place(cell or "")
    except ValueError:
        return 0, 0
