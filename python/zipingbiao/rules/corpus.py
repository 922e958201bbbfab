"""Many forms as the rules across forms look at them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from zipingbiao.rules.view import FormView
from zipingbiao.values.text import fold

_FILLING = re.compile("专项资金|项目|专项|经费|资金|支出|费$|费(?=用)")


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


def unit_of(form: FormView) -> str:
    """The unit of a form, folded."""
    return fold(form.form.header.unit or form.form.header.department or "")


def project_of(form: FormView) -> str:
    """The project of a form, folded."""
    return fold(form.form.header.project or "")


def project_core(name: str) -> str:
    """What distinguishes a project: 信访稳定费项目 and 信访稳定经费 are both 信访稳定."""
    return _FILLING.sub("", name).rstrip("费") or name


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
