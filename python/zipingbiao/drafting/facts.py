"""All forms of a report: which are projects, which is the whole department, what goes with what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from zipingbiao.domain.figures import number, sum_of
from zipingbiao.domain.wording import project_core
from zipingbiao.drafting.missing import Missing
from zipingbiao.drafting.outlines import DEPARTMENT, find_outlines, subject_of
from zipingbiao.drafting.rows import (
    FORM_NAMES,
    FUND_NAMES,
    GOAL_NAMES,
    INDICATOR_NAMES,
    LEVEL_NAMES,
    LINE_NAMES,
    PAYMENT_NAMES,
    Facts,
    FormFacts,
    figure,
    text,
)
from zipingbiao.errors import CallError
from zipingbiao.layouts import usual_profile
from zipingbiao.model import Payment, SelfEvaluation
from zipingbiao.values.text import fold

#: What a report may name besides what stands in its forms.
REPORT_NAMES: Mapping[str, str] = {
    "year": "年度",
    "unit": "部门（单位）",
    "department": "主管部门",
    "projects": "各项目的自评表，每张的内容见「一张表」",
    "whole": "部门整体的自评表，内容见「一张表」；没有时为空",
    "together": "各项目合计：budget 全年预算数、executed 全年执行数、rate 执行率、"
    "money_unit 金额单位；有一个项目没有填的，合计为空",
}
#: All tables of names, each by the heading under which the handbook has it.
NAMES: Mapping[str, Mapping[str, str]] = {
    "报告": REPORT_NAMES,
    "一张表": FORM_NAMES,
    "资金": FUND_NAMES,
    "目标": GOAL_NAMES,
    "指标": INDICATOR_NAMES,
    "一级指标": LEVEL_NAMES,
    "支付明细": PAYMENT_NAMES,
    "收支与任务": LINE_NAMES,
}


class Gathered(NamedTuple):
    """The forms of a report by what they are; ``alone`` are payments that belong to no project."""

    projects: tuple[SelfEvaluation, ...]
    whole: SelfEvaluation | None
    payments: Mapping[int, tuple[Payment, ...]]
    alone: tuple[SelfEvaluation, ...]

    @property
    def first(self) -> SelfEvaluation:
        """The form that the report is about: the department's, else the first project's."""
        return self.whole or self.projects[0]


def gather_forms(forms: Iterable[SelfEvaluation]) -> Gathered | None:
    """What some forms are; None where none of them can be reported on.

    Raises CallError where they are of several departments.
    """
    counted = [one for one in forms if one.is_evaluation and one.source.counts]
    lists = [one for one in counted if _only_pays(one)]
    rest = [one for one in counted if not _only_pays(one)]
    known = find_outlines().values()
    about = [subject_of(one, known) for one in rest]
    projects = tuple(one for one, it in zip(rest, about, strict=True) if it != DEPARTMENT)
    wholes = [one for one, it in zip(rest, about, strict=True) if it == DEPARTMENT]
    if len(wholes) > 1:
        names = "、".join(dict.fromkeys(one.header.unit or one.source.path for one in wholes[:5]))
        cure = "一份报告只写一个部门，请分开给出各部门的文件。"
        raise CallError(f"给出的文件里有 {len(wholes)} 张部门整体自评表（{names}）。", cure=cure)
    if not rest:
        return None
    found: dict[int, tuple[Payment, ...]] = {}
    alone = []
    for one in lists:
        own = [index for index, project in enumerate(projects) if _same_project(project, one)]
        if len(own) == 1 and own[0] not in found:
            found[own[0]] = one.tables.payments
        else:
            alone.append(one)
    return Gathered(projects, wholes[0] if wholes else None, found, tuple(alone))


def _only_pays(form: SelfEvaluation) -> bool:
    return bool(form.tables.payments) and not form.indicators and not form.funds


def _same_project(project: SelfEvaluation, listed: SelfEvaluation) -> bool:
    one, other = (_core(form.header.project) for form in (project, listed))
    years = {form.year for form in (project, listed)} - {None}
    return bool(one) and one == other and len(years) < 2


def _core(name: str | None) -> str:
    return project_core(fold(name))


def facts_of(gathered: Gathered) -> Facts:
    """All that an outline may name; amounts of projects are added up where all are known."""
    year = _year(gathered)
    made = [FormFacts(one, usual_profile(one.layout)) for one in gathered.projects]
    projects = [one.facts(gathered.payments.get(index, ()), year) for index, one in enumerate(made)]
    whole = gathered.whole
    first = gathered.first
    unit = first.header.unit or first.header.department
    department = first.header.department or (unit if whole else None)
    return {
        "year": year or Missing("年度"),
        "unit": text(unit, "部门（单位）"),
        "department": text(department, "主管部门"),
        "projects": projects,
        "whole": FormFacts(whole, usual_profile(whole.layout)).facts((), year)
        if whole
        else Missing("部门整体自评表"),
        "together": _together(made),
    }


def _year(gathered: Gathered) -> int | None:
    """The year of the department's form, else the one that all projects have."""
    if gathered.whole and gathered.whole.year:
        return gathered.whole.year
    years = {one.year for one in gathered.projects if one.year}
    return years.pop() if len(years) == 1 else None


def _together(projects: Sequence[FormFacts]) -> Facts:
    totals = [one.total for one in projects]
    units = {one.form.header.money_unit for one in projects}
    unit = units.pop() if len(units) == 1 else None
    sums: dict[str, object] = {}
    for name in ("budget", "executed"):
        found = [number(getattr(one, name)) if one else None for one in totals]
        known = bool(unit) and bool(found) and None not in found
        sums[name] = sum_of(found) if known else None
    amounts = sums["executed"], sums["budget"]
    return {
        "budget": figure(sums["budget"], "各项目全年预算数合计"),
        "executed": figure(sums["executed"], "各项目全年执行数合计"),
        "rate": projects[0].rate_of(*amounts) if projects else Missing("执行率"),
        "money_unit": text(unit, "金额单位"),
    }
