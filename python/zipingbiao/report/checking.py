"""From some files and folders to findings: read, checked, what is ignored or old left out."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path, PurePosixPath

from zipingbiao.errors import Fault, Mishap, Place, ZpbError, mishap
from zipingbiao.limits import collecting_rarely, time_limit
from zipingbiao.model import AccountLine, SelfEvaluation
from zipingbiao.ooxml.address import cell_place
from zipingbiao.reading import (
    SETTINGS_NAME,
    FileReading,
    Found,
    Progress,
    inputs,
    read_all,
)
from zipingbiao.report.baseline import Baseline, load_baseline
from zipingbiao.report.codes import FAULTS, codes_in
from zipingbiao.report.settings import (
    FolderSettings,
    Waiver,
    load_settings,
    settings_above,
)
from zipingbiao.report.suppression import Suppression, note_waivers, unused_entries
from zipingbiao.rules.catalogue import RULES
from zipingbiao.rules.finding import INFO, Finding, parted
from zipingbiao.rules.registry import Rule, Setting
from zipingbiao.rules.runner import Checker
from zipingbiao.scoring.profile import Profile, load_profile
from zipingbiao.scoring.profile_reading import ProfileError

_PARAGRAPH = re.compile(r"text\[(\d+)\]")
#: What may become of a file that could be opened.
READ = frozenset({"ok", "no-form"})
Options = Mapping[str, Mapping[str, Setting]]


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
    codes = _codes(request, mistakes)
    profile = _profile(request.profile, mistakes)
    settings = _settings(request, found, mistakes)
    baseline = load_baseline(request.baseline, mistakes) if request.baseline else Baseline()
    if mistakes:
        raise WrongCall(mistakes)
    files = {one.name: request.home(one.path) for one in found}
    copies = {one.name: one.path for one in found}
    folders = tuple(path for path in request.paths if path.is_dir())
    return Inspector(
        codes, profile, settings, files, copies, baseline, folders, severity=request.severity
    )


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


@dataclass(frozen=True)
class Inspector:
    """Checks forms by the codes, profiles, settings and baseline of one call.

    ``files`` are where the files stand, ``copies`` where they are read, by their names.
    """

    codes: frozenset[str]
    profile: Profile | None
    settings: Mapping[str, FolderSettings]
    files: Mapping[str, Path]
    copies: Mapping[str, Path]
    baseline: Baseline
    folders: Sequence[Path]
    severity: str = INFO
    mishaps: list[Mishap] = field(default_factory=list)
    _checkers: dict[str, Checker] = field(default_factory=dict)

    def findings(self, readings: Sequence[FileReading]) -> list[Finding]:
        """All that is found in some files and among them, in order."""
        used: set[tuple[Path, Waiver, str]] = set()
        read = [one.record.path for one in readings if one.record.status in READ]
        files = {name: self._suppression(name) for name in read}
        raw = [*self._in_files(readings), *self._across(readings), *self._in_prose(readings)]
        kept = [one for one in raw if files[one.path].keeps(one, used)]
        for suppression in files.values():
            kept += suppression.doubts(self.codes)
        kept += unused_entries(
            self._named_settings(), files.values(), used, self.codes, self.folders
        )
        kept += [_finding_of(fault) for fault, _ in dict.fromkeys(self.mishaps) if fault.place.path]
        return list(self.baseline.new_among(sorted(kept, key=_order(readings))))

    def fixable(self, name: str, forms: Iterable[SelfEvaluation]) -> list[Finding]:
        """All findings on forms of one file; those that are to be mended have their fix.

        What is not asked for, ignored or old is not mended, nor what would change its cell.
        """
        suppression, used = self._suppression(name), set[tuple[Path, Waiver, str]]()
        checker = self._checker(name, RULES.keys())
        found = [one for form in forms for one in checker.check_form(form)]
        kept = [one for one in found if one.code in self.codes and suppression.keeps(one, used)]
        grave, _ = parted(self.baseline.new_among(kept), self.severity)
        asked = set(map(id, grave))
        spared = {(one.sheet, one.cell) for one in found if id(one) not in asked}
        return [_sparing(one, spared) if id(one) in asked else _unmended(one) for one in found]

    def _suppression(self, name: str) -> Suppression:
        notes = note_waivers(self.copies[name])
        return Suppression(name, self.files[name], notes, self.settings.get(name))

    def _named_settings(self) -> dict[Path, tuple[FolderSettings, str]]:
        """The settings by their path, with the name that messages give them."""
        named = {}
        for name, one in self.settings.items():
            steps = len(self.files[name].resolve().parent.relative_to(one.path.parent).parts)
            above = Path(name).parts[: -1 - steps]
            named[one.path] = one, Path(*above, SETTINGS_NAME).as_posix()
        return named

    def _in_files(self, readings: Sequence[FileReading]) -> Iterator[Finding]:
        for reading in readings:
            yield from self._faults(reading)
            if reading.forms:
                checker = self._checker(reading.record.path)
                for form in reading.forms:
                    try:
                        with time_limit():
                            found = checker.check_form(form)
                        yield from found
                    except Exception as error:
                        self.mishaps.append(mishap(error, "检查", _place_of(form)))

    def _faults(self, reading: FileReading) -> Iterator[Finding]:
        """The faults of a file that was read, and of its cells; rules tell of the rest."""
        if reading.record.status not in READ:
            return
        for fault in reading.faults:
            if fault.code in self.codes and fault.code not in RULES:
                yield _finding_of(fault, reading.forms)

    def _across(self, readings: Sequence[FileReading]) -> list[Finding]:
        forms = [form for one in readings for form in one.forms]
        options: dict[str, dict[str, Setting]] = {}
        for one in self.settings.values():
            for code, values in one.options.items():
                options.setdefault(code, {}).update(values)
        return self._made(self.profile, options).check_across(forms)

    def _in_prose(self, readings: Sequence[FileReading]) -> Iterator[Finding]:
        """What the rules over running text find, file by file, beside all the forms."""
        forms: list[SelfEvaluation] | None = None
        for reading in readings:
            if not reading.prose or reading.twin:
                continue
            if forms is None:
                forms = [form for one in readings for form in one.forms]
            name = reading.record.path
            try:
                with time_limit():
                    accounts = _accounts_beside(reading, readings)
                    found = self._checker(name).check_prose(reading.prose, forms, accounts)
                yield from found
            except Exception as error:
                self.mishaps.append(mishap(error, "检查", Place(name)))

    def _checker(self, name: str, codes: Collection[str] | None = None) -> Checker:
        settings = self.settings.get(name)
        if settings is None:
            return self._made(self.profile, {}, codes)
        file = self.files[name]
        profile = self.profile or settings.profile_for(file)
        return self._made(profile, settings.options_for(file), codes)

    def _made(
        self, profile: Profile | None, options: Options, codes: Collection[str] | None = None
    ) -> Checker:
        """The checker for a profile, options and codes; one serves many files."""
        chosen = self.codes if codes is None else codes
        plain = sorted((code, sorted(one.items())) for code, one in options.items())
        key = repr((profile, plain, codes is None))
        if key not in self._checkers:
            select = sorted(chosen & RULES.keys())
            self._checkers[key] = Checker(
                profiles=profile, select=select, options=options, on_break=self._broke_off
            )
        return self._checkers[key]

    def _broke_off(self, rule: Rule, form: SelfEvaluation | None, error: Exception) -> None:
        place = _place_of(form) if form else Place()
        self.mishaps.append(mishap(error, f"规则 {rule.code} 的检查", place))


def _accounts_beside(reading: FileReading, readings: Sequence[FileReading]) -> list[AccountLine]:
    """The final accounts in a file, else in the one file of its folder that has some.

    In a folder with several texts nobody can tell whose they are.
    """
    own = _accounts(reading)
    if own:
        return own
    folder = PurePosixPath(reading.record.path).parent
    near = [
        one for one in readings if PurePosixPath(one.record.path).parent == folder and not one.twin
    ]
    texts = sum(one.record.statements > 0 for one in near)
    beside = [lines for one in near if (lines := _accounts(one))]
    return beside[0] if len(beside) == texts == 1 else []


def _accounts(reading: FileReading) -> list[AccountLine]:
    return [line for one in reading.prose for line in one.accounts]


def _unmended(one: Finding) -> Finding:
    return one if one.fix is None else replace(one, fix=None)


def _sparing(one: Finding, spared: Collection[tuple[str, str | None]]) -> Finding:
    """The finding, without its fix where that would change a cell that is to be left alone."""
    also = one.fix.also if one.fix is not None else ()
    return _unmended(one) if any((one.sheet, fix.cell) in spared for fix in also) else one


def _place_of(form: SelfEvaluation) -> Place:
    return Place(form.source.path, form.source.sheet, form.source.range.partition(":")[0])


def _finding_of(fault: Fault, forms: Iterable[SelfEvaluation] = ()) -> Finding:
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


def _order(readings: Sequence[FileReading]) -> Callable[[Finding], tuple[object, ...]]:
    """The key of a finding's place: its file, its sheet, its row and column, its code."""
    files = {one.record.path: number for number, one in enumerate(readings)}
    sheets: dict[tuple[str, str], int] = {}
    for form in (form for one in readings for form in one.forms):
        sheets.setdefault((form.source.path, form.source.sheet), len(sheets))

    def key(finding: Finding) -> tuple[object, ...]:
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
