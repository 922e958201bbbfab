"""Run the rules: which apply, with which options and profile; the findings in order."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from zipingbiao.errors import CallError, suggest
from zipingbiao.layouts import usual_profile
from zipingbiao.limits import collecting_rarely
from zipingbiao.model import AccountLine, Prose, SelfEvaluation
from zipingbiao.rules.corpus import Corpus
from zipingbiao.rules.finding import ERROR, Finding, Hit
from zipingbiao.rules.mendable import harmless
from zipingbiao.rules.prose_view import ProseView, own_words, tells_more
from zipingbiao.rules.registry import Rule, Setting, Settings
from zipingbiao.rules.resolver import doubts_of, resolved, touches_of
from zipingbiao.rules.rulebook import RULES
from zipingbiao.rules.view import FormView
from zipingbiao.scoring.profile import Profile

_ADDRESS = re.compile(r"([A-Z]+)(\d+)")
#: Codes from here on are faults of reading.
_READING = "ZPB900"
_CODE = re.compile(r"(?:ZPB)?(\d{1,3})", re.IGNORECASE)

#: One profile for all forms, or one for each layout.
Profiles = Profile | Mapping[str, Profile] | None
#: Told of a rule that broke off on a form (None: among all forms). What it had found stays.
OnBreak = Callable[[Rule, SelfEvaluation | None, Exception], None]


def _raise(rule: Rule, form: SelfEvaluation | None, error: Exception) -> None:
    raise error


class Checker:
    """The rules that were asked for, ready to look at forms.

    ``select`` and ``ignore`` are codes or slugs; ``options`` settings by code. ``profiles``: the
    layouts' own where None. Without ``on_break`` an error inside a rule is raised. Raises
    CallError naming every mistake.
    """

    def __init__(
        self,
        *,
        profiles: Profiles = None,
        select: Iterable[str] | None = None,
        ignore: Iterable[str] = (),
        options: Mapping[str, Settings] | None = None,
        on_break: OnBreak = _raise,
    ) -> None:
        self._profiles = profiles
        self._usual = lru_cache(maxsize=None)(usual_profile)
        self._on_break = on_break
        chosen = _chosen(select, ignore)
        settings = _settings(options or {})
        self._single = [
            (one, settings[one.code]) for one in chosen if not (one.across or one.prose)
        ]
        self._prose = [(one, settings[one.code]) for one in chosen if one.prose]
        self._across = [(one, settings[one.code]) for one in chosen if one.across]
        self._by_layout: dict[tuple[str, str], list[tuple[Rule, Settings]]] = {}
        singly = {one.code for one in RULES.values() if not (one.across or one.prose)}
        self._is_complete = singly <= {one.code for one, _ in self._single}

    def check(self, forms: Sequence[SelfEvaluation]) -> list[Finding]:
        """Everything found on some forms, in their order, from top to bottom."""
        with collecting_rarely():
            views = [self.view(form, index) for index, form in enumerate(forms)]
            hits: list[list[Finding]] = [list(self._on_form(view)) for view in views]
            for number, finding in self._among(views):
                hits[number].append(finding)
            return [
                finding
                for view, found in zip(views, hits, strict=True)
                for finding in sorted(self._settled(view, found), key=_position)
            ]

    def check_form(self, form: SelfEvaluation) -> list[Finding]:
        """What the rules that look at one form find on it, in the order of the rules."""
        return self.check_view(self.view(form))

    def check_view(self, view: FormView, *, mending: bool = True) -> list[Finding]:
        """As `check_form`, of a form that is looked at already.

        ``mending`` False: nobody mends it, so that no fix need be sought that does no harm.
        """
        found = list(self._on_form(view))
        return self._settled(view, found) if mending else resolved(found, _unread(view.form))

    def _settled(self, view: FormView, found: Sequence[Finding]) -> list[Finding]:
        """Findings that agree with each other, with the fixes that do no harm."""
        agreeing = resolved(found, _unread(view.form))
        if all(one.fix is None for one in agreeing):
            return agreeing
        if self._is_complete:
            return harmless(view, agreeing, agreeing)
        everything = Checker(profiles=self._profiles, on_break=self._on_break)
        return harmless(view, agreeing, everything.check_form(view.form))

    def check_across(self, forms: Sequence[SelfEvaluation]) -> list[Finding]:
        """What the rules that look at many forms find among them."""
        return self.check_among([self.view(form, index) for index, form in enumerate(forms)])

    def check_among(self, views: Sequence[FormView], scope: str = "") -> list[Finding]:
        """As `check_across`, of forms that are looked at already and numbered in their order.

        ``scope``: by the rules alone that look at those of a file, a unit or a project.
        """
        found = sorted(self._among(views, scope), key=lambda pair: (pair[0], _position(pair[1])))
        return [finding for _, finding in found]

    def gists(self, view: FormView) -> dict[str, object]:
        """What the rules across forms need to know of a form, by their codes."""
        if not view.brief.is_evaluation:
            return {}
        if view.asked is not self._profile(view.layout):
            view = self.view(view.form)
        return {one.code: view.once(one.gist) for one, _ in self._across if one.gist is not None}

    def check_prose(
        self,
        texts: Sequence[Prose],
        views: Sequence[FormView],
        accounts: Sequence[AccountLine] = (),
    ) -> list[Finding]:
        """What the rules that look at running text find in some texts, beside some forms.

        ``accounts``: the final accounts for all of them; those in each text's own sheet where none.
        """
        found: list[Finding] = []
        for text in texts:
            found += self._in_prose(ProseView(text, views, accounts=accounts))
        return found

    def view(self, form: SelfEvaluation, index: int = 0) -> FormView:
        """The form as rules look at it."""
        return FormView(form, self._profile(form.layout), index)

    def view_aside(
        self,
        brief: SelfEvaluation,
        index: int,
        whole: Callable[[], SelfEvaluation],
        gists: Mapping[str, object],
    ) -> FormView:
        """The view of a form that was put aside; ``whole`` fetches it, ``gists`` are as above."""
        made = ((RULES[code].gist, told) for code, told in gists.items())
        known = {gist: told for gist, told in made if gist is not None}
        profile = self._profile(brief.layout)
        return FormView(brief, profile, index, whole=whole, known=known)

    def _profile(self, layout: str) -> Profile:
        if isinstance(self._profiles, Profile):
            return self._profiles
        given = self._profiles.get(layout) if self._profiles is not None else None
        return given or self._usual(layout)

    def _on_form(self, view: FormView) -> Iterator[Finding]:
        if not view.form.is_evaluation:
            return
        for one, settings in self._applicable(view):
            try:
                hits = one.check(view, settings) if one.options else one.check(view)
                for hit in hits:
                    yield finding_of(one, hit, view.form)
            except Exception as error:
                self._on_break(one, view.form, error)
        if self._prose and tells_more(view.form):
            yield from self._in_prose(ProseView(own_words(view), (view,), view))

    def _in_prose(self, view: ProseView) -> Iterator[Finding]:
        for one, settings in self._prose:
            try:
                for hit in one.check(view, settings) if one.options else one.check(view):
                    yield finding_of(one, hit, view.prose)
            except Exception as error:
                self._on_break(one, view.form.form if view.form else None, error)

    def _applicable(self, view: FormView) -> Sequence[tuple[Rule, Settings]]:
        """The rules for a form; those of a layout and profile are found once."""
        if any(one.years for one, _ in self._single):
            return [pair for pair in self._single if pair[0].applies(view)]
        key = (view.layout, view.profile.region)
        known = self._by_layout.get(key) if view.has_known_layout else None
        if known is None:
            known = [pair for pair in self._single if pair[0].applies(view)]
            if view.has_known_layout:
                self._by_layout[key] = known
        return known

    def _among(self, views: Sequence[FormView], scope: str = "") -> Iterator[tuple[int, Finding]]:
        corpus = Corpus(
            [view for view in views if view.brief.is_evaluation],
            [view for view in views if not view.brief.is_evaluation],
        )
        for one, settings in self._across:
            if scope and one.across != scope:
                continue
            try:
                hits = one.check(corpus, settings) if one.options else one.check(corpus)
                for hit in hits:
                    yield hit.form, finding_of(one, hit, views[hit.form].brief)
            except Exception as error:
                self._on_break(one, None, error)


def check_forms(
    forms: Sequence[SelfEvaluation],
    *,
    profiles: Profiles = None,
    select: Iterable[str] | None = None,
    ignore: Iterable[str] = (),
    options: Mapping[str, Settings] | None = None,
) -> list[Finding]:
    """Check some forms. Raises CallError for codes, options or settings that are not known."""
    checker = Checker(profiles=profiles, select=select, ignore=ignore, options=options)
    return checker.check(forms)


def finding_of(one: Rule, hit: Hit, at: SelfEvaluation | Prose) -> Finding:
    """A hit with what its rule and the form, or the text, know."""
    severity = hit.severity or one.severity
    mended = isinstance(at, SelfEvaluation) and not at.source.spots  # only cells are
    return Finding(
        code=one.code,
        severity=severity,
        path=at.source.path,
        sheet=at.source.sheet,
        cell=hit.cell,
        field=hit.field,
        project=at.header.project if isinstance(at, SelfEvaluation) else at.project,
        printed=hit.printed,
        expected=hit.expected,
        template=hit.template or one.message,
        args=hit.args,
        fix=hit.fix if mended else None,
        rests=hit.rests,
        doubts=doubts_of(hit, severity),
        witnesses=hit.witnesses,
        touches=touches_of(hit),
        spot=_spot_of(hit, at),
    )


def _spot_of(hit: Hit, at: SelfEvaluation | Prose) -> str:
    """The place in a document as a person counts it, else ""."""
    if isinstance(at, SelfEvaluation):
        return at.source.spots.get(hit.cell or "", "")
    return next((one.spot for one in at.paragraphs if one.field == hit.field), "")


def _unread(form: SelfEvaluation) -> set[str]:
    """The fields that hold something which nobody can read."""
    return {
        fault.place.field
        for fault in form.faults
        if fault.place.field is not None and fault.severity == ERROR and fault.code >= _READING
    }


def _position(finding: Finding) -> tuple[int, int, int, str]:
    """Where a finding stands on its sheet; those without a cell come first."""
    match = _ADDRESS.fullmatch(finding.cell or "")
    if match is None:
        return 0, 0, 0, finding.code
    return int(match[2]), len(match[1]), _column(match[1]), finding.code


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


# What the call asks for


def code_of(text: str) -> str | None:
    """The code that a text names: ``ZPB001``, ``zpb1``, ``1`` or the rule's slug."""
    match = _CODE.fullmatch(text.strip())
    code = f"ZPB{int(match[1]):03d}" if match else None
    if code in RULES:
        return code
    return next((one.code for one in RULES.values() if one.slug == text.strip().lower()), None)


def _chosen(select: Iterable[str] | None, ignore: Iterable[str]) -> list[Rule]:
    mistakes: list[str] = []
    chosen = set(RULES) if select is None else _codes(select, mistakes)
    left_out = _codes(ignore, mistakes)
    if mistakes:
        raise CallError("".join(mistakes))
    return [one for code, one in RULES.items() if code in chosen - left_out]


def _codes(names: Iterable[str], mistakes: list[str]) -> set[str]:
    found: set[str] = set()
    for name in names:
        code = code_of(name)
        if code is None:
            known = dict.fromkeys([*RULES, *(one.slug for one in RULES.values())])
            mistakes.append(f"没有代码为「{name}」的规则。{suggest(name.upper(), known)}")
        else:
            found.add(code)
    return found


def _settings(options: Mapping[str, Settings]) -> dict[str, dict[str, Setting]]:
    """Each rule's settings; the mistakes in ``options`` are told together."""
    mistakes: list[str] = []
    settings = {code: one.defaults() for code, one in RULES.items()}
    for name, given in options.items():
        code = code_of(name)
        if code is None:
            mistakes.append(f"没有代码为「{name}」的规则。")
            continue
        for key, value in given.items():
            default = settings[code].get(key)
            if default is None:
                mistakes.append(_unknown_option(code, key))
            elif isinstance(value, bool) or not isinstance(value, _kinds(default)):
                mistakes.append(
                    f"{code} 的参数「{key}」应是{_kind_name(default)}，而不是「{value}」。"
                )
            else:
                settings[code][key] = value
    if mistakes:
        raise CallError("".join(mistakes))
    return settings


def _unknown_option(code: str, key: str) -> str:
    known = RULES[code].options
    if not known:
        return f"{code} 没有参数，不认识「{key}」。"
    return f"{code} 没有名为「{key}」的参数。{suggest(key, known)}"


def _kinds(default: Setting) -> tuple[type, ...]:
    return (str,) if isinstance(default, str) else (int, float)


def _kind_name(default: Setting) -> str:
    return "文字" if isinstance(default, str) else "数"
