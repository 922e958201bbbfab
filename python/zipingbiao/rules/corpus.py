"""Many forms as the rules across forms look at them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Hashable, Iterator, Sequence
from functools import cached_property

from zipingbiao.domain.owners import by_filer, filer_of, may_be_one_office
from zipingbiao.domain.wording import project_core
from zipingbiao.model import SelfEvaluation
from zipingbiao.rules.registry import PROJECT, UNIT
from zipingbiao.rules.view import FormView
from zipingbiao.values.text import fold


class Corpus:
    """The self-evaluations that are checked together, in their order.

    ``others`` are the year's other papers beside them: 绩效目标申报表, 绩效运行监控表.
    """

    def __init__(self, forms: Sequence[FormView], others: Sequence[FormView] = ()) -> None:
        self.forms = tuple(forms)
        self.others = tuple(others)

    @cached_property
    def papers(self) -> tuple[tuple[FormView, FormView], ...]:
        """Each self-evaluation with each other paper of its project, unit and year.

        Where several self-evaluations may be the paper's, none is.
        """
        forms: dict[str, list[FormView]] = {}
        for form in self.forms:
            if form.brief.header.project and form.form.indicators:
                forms.setdefault(project_core(project_of(form)), []).append(form)
        pairs = []
        for other in self.others:
            same = forms.get(project_core(project_of(other)), [])
            found = [form for form in same if _may_be_one(form, other)]
            if len(found) == 1:
                pairs.append((found[0], other))
        return tuple(pairs)

    @cached_property
    def by_unit(self) -> Sequence[tuple[FormView, ...]]:
        """The forms of each unit; those that name none are left out."""
        named = [form for form in self.forms if unit_of(form)]
        headers = (form.brief.header for form in named)
        whose = [filer_of(header.unit, header.department) for header in headers]
        return [tuple(forms) for forms in by_filer(zip(whose, named, strict=True)).values()]

    @cached_property
    def payments(self) -> tuple[tuple[FormView, FormView], ...]:
        """Each table of payments with the one form in the same file that is its project's."""
        projects: dict[tuple[str, str], list[FormView]] = {}
        for form in self.forms:
            if form.total_line and form.brief.header.project:
                projects.setdefault(_project_key(form), []).append(form)
        found = (
            (form, projects.get(_project_key(form), []))
            for form in self.forms
            if form.form.tables.payments
        )
        return tuple((form, own[0]) for form, own in found if len(own) == 1)


def _may_be_one(form: FormView, other: FormView) -> bool:
    """Whether neither year nor unit speaks against two papers being one project's."""
    years = {one.brief.year for one in (form, other)} - {None}
    named = bool(_units(form)) and bool(_units(other))
    return len(years) < 2 and (not named or _share_unit(form, other))


def _units(form: FormView) -> set[str]:
    header = form.brief.header
    return {fold(name) for name in (header.unit, header.department) if name}


def _share_unit(form: FormView, other: FormView) -> bool:
    one, two = form.brief.header, other.brief.header
    if one.unit and two.unit and fold(one.unit) == fold(two.unit):
        return may_be_one_office(one.department or "", two.department or "")
    return any(one in two or two in one for one in _units(form) for two in _units(other))


def _project_key(form: FormView) -> tuple[str, str]:
    return form.brief.source.path, project_core(project_of(form))


def unit_of(form: FormView) -> str:
    """The unit of a form, folded."""
    return _unit_of(form.brief)


def _unit_of(form: SelfEvaluation) -> str:
    return fold(form.header.unit or form.header.department)


def project_of(form: FormView) -> str:
    """The project of a form, folded."""
    return _project_of(form.brief)


def _project_of(form: SelfEvaluation) -> str:
    return fold(form.header.project)


def groups_of(forms: Sequence[SelfEvaluation]) -> Iterator[tuple[str, list[int]]]:
    """Which forms are to be looked at together, by their numbers, and whether as those of a unit
    or of a project. What a form is filed for is enough to know; no other rule holds any two of
    different groups against each other.
    """
    units: dict[str, list[int]] = {}
    projects: dict[str, list[int]] = {}
    with_others: set[str] = set()
    for number, form in enumerate(forms):
        core = project_core(_project_of(form))
        projects.setdefault(core, []).append(number)
        if not form.is_evaluation:
            with_others.add(core)
        elif unit := _unit_of(form):
            units.setdefault(unit, []).append(number)
    yield from ((UNIT, numbers) for numbers in units.values() if len(numbers) > 1)
    yield from ((PROJECT, projects[core]) for core in projects if core in with_others)


def where(form: FormView) -> str:
    """How a message names another form: its project, else its file and sheet."""
    source = form.brief.source
    project = form.brief.header.project
    if project:
        return f"「{project}」"
    return "另一张表" if not source.path else f"{source.path} 的「{source.sheet}」"


def sharing(
    told: Sequence[Collection[Hashable]], least: int = 1
) -> Iterator[tuple[int, list[int]]]:
    """Each number with the earlier ones that have at least so many things in common, in order."""
    holders: dict[Hashable, list[int]] = {}
    for number, things in enumerate(told):
        counts: Counter[int] = Counter()
        for thing in dict.fromkeys(things):
            earlier = holders.setdefault(thing, [])
            counts.update(earlier)
            earlier.append(number)
        near = sorted(one for one, count in counts.items() if count >= least)
        if near:
            yield number, near
