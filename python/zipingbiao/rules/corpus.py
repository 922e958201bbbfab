"""Many forms as the rules across forms look at them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from zipingbiao.domain.wording import project_core
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
            if form.form.header.project and form.items:
                forms.setdefault(project_core(project_of(form)), []).append(form)
        pairs = []
        for other in self.others:
            same = forms.get(project_core(project_of(other)), [])
            found = [form for form in same if _may_be_one(form, other)]
            if len(found) == 1:
                pairs.append((found[0], other))
        return tuple(pairs)

    @cached_property
    def by_unit(self) -> Mapping[str, tuple[FormView, ...]]:
        """Forms by their unit, as folded; those that name none are left out."""
        found: dict[str, list[FormView]] = {}
        for form in self.forms:
            unit = unit_of(form)
            if unit:
                found.setdefault(unit, []).append(form)
        return {unit: tuple(forms) for unit, forms in found.items()}

    @cached_property
    def payments(self) -> tuple[tuple[FormView, FormView], ...]:
        """Each table of payments with the one form in the same file that is its project's."""
        projects: dict[tuple[str, str], list[FormView]] = {}
        for form in self.forms:
            if form.total_line and form.form.header.project:
                projects.setdefault(_project_key(form), []).append(form)
        found = (
            (form, projects.get(_project_key(form), []))
            for form in self.forms
            if form.form.tables.payments
        )
        return tuple((form, own[0]) for form, own in found if len(own) == 1)


def _may_be_one(form: FormView, other: FormView) -> bool:
    """Whether neither year nor unit speaks against two papers being one project's."""
    years = {one.form.year for one in (form, other)} - {None}
    named = bool(_units(form)) and bool(_units(other))
    return len(years) < 2 and (not named or _share_unit(form, other))


def _units(form: FormView) -> set[str]:
    header = form.form.header
    return {fold(name) for name in (header.unit, header.department) if name}


def _share_unit(form: FormView, other: FormView) -> bool:
    return any(one in two or two in one for one in _units(form) for two in _units(other))


def _project_key(form: FormView) -> tuple[str, str]:
    return form.form.source.path, project_core(project_of(form))


def unit_of(form: FormView) -> str:
    """The unit of a form, folded."""
    return fold(form.form.header.unit or form.form.header.department or "")


def project_of(form: FormView) -> str:
    """The project of a form, folded."""
    return fold(form.form.header.project or "")


def where(form: FormView) -> str:
    """How a message names another form: its project, else its file and sheet."""
    source = form.form.source
    project = form.form.header.project
    if project:
        return f"「{project}」"
    return "另一张表" if not source.path else f"{source.path} 的「{source.sheet}」"


def pairs(forms: Sequence[FormView]) -> Iterator[tuple[FormView, FormView]]:
    """Each form with each later one."""
    for index, one in enumerate(forms):
        for other in forms[index + 1 :]:
            yield one, other
