"""Many forms as the rules across forms look at them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from zipingbiao.domain.wording import project_core
from zipingbiao.rules.view import FormView
from zipingbiao.values.text import fold


class Corpus:
    """The forms that are checked together, in their order."""

    def __init__(self, forms: Sequence[FormView]) -> None:
        self.forms = tuple(forms)

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
