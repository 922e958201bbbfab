"""A form that was put aside is the same again, and rules find on it what they find on itself."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from zipingbiao.model import GOALS, SELF_EVALUATION, Header, SelfEvaluation
from zipingbiao.reading import read_paths
from zipingbiao.rules.catalogue import RULES
from zipingbiao.rules.corpus import groups_of
from zipingbiao.rules.finding import Finding
from zipingbiao.rules.page import sections
from zipingbiao.rules.registry import FILE, PROJECT, UNIT
from zipingbiao.rules.runner import Checker
from zipingbiao.rules.shelved import shelved, taken_down
from zipingbiao.rules.view import FormView

FormsOf = Callable[[dict[str, Any]], list[SelfEvaluation]]


def put_aside(form: SelfEvaluation) -> SelfEvaluation:
    return taken_down(json.loads(json.dumps(shelved(form))), brief_of(form))


def brief_of(form: SelfEvaluation) -> SelfEvaluation:
    header = form.header
    what = Header(project=header.project, department=header.department, unit=header.unit)
    return SelfEvaluation(
        form.layout, year=form.year, header=what, source=form.source, kind=form.kind
    )


def test_a_form_comes_back_whole(shared: Path) -> None:
    forms = read_paths([shared / "agency"], jobs=1, printed=True).forms
    assert len(forms) > 10
    assert [put_aside(form) for form in forms] == list(forms)


def test_forms_are_looked_at_together_by_their_unit_or_their_project() -> None:
    def made(
        project: str | None, unit: str | None, department: str | None, kind: str = SELF_EVALUATION
    ) -> Any:
        header = Header(project=project, unit=unit, department=department)
        return SelfEvaluation("x", header=header, kind=kind)

    forms = [
        made("道路维修经费", "甲局", "甲部"),
        made("桥梁维修", None, "甲局"),
        made("道路维修项目", "乙局", "甲部", GOALS),
        made("隧道维修", None, None),
        made("桥梁加固", None, None),
        made("隧道养护", "乙局", None),
        made("桥梁养护", "丙局", None),
    ]
    assert list(groups_of(forms)) == [(UNIT, [0, 1]), (PROJECT, [0, 2])]


def across_aside(checker: Checker, forms: Sequence[SelfEvaluation]) -> list[Finding]:
    """What is found in groups of forms that were put aside, and among those of each file."""
    pages = [json.dumps(shelved(form)) for form in forms]
    told = [json.dumps(checker.gists(checker.view(form))) for form in forms]

    def fetched(number: int) -> SelfEvaluation:
        return taken_down(json.loads(pages[number]), brief_of(forms[number]))

    def aside(number: int, index: int) -> FormView:
        brief, known = brief_of(forms[number]), json.loads(told[number])
        return checker.view_aside(brief, index, partial(fetched, number), known)

    found: list[Finding] = []
    for scope, numbers in groups_of(forms):
        found += checker.check_among([aside(n, at) for at, n in enumerate(numbers)], scope)
    files: dict[str, list[SelfEvaluation]] = {}
    for form in forms:
        files.setdefault(form.source.path, []).append(form)
    for own in files.values():
        views = [checker.view(form, index) for index, form in enumerate(own)]
        found += checker.check_among(views, FILE)
    return found


def test_what_is_found_across_forms_put_aside_is_what_is_found_across_them(shared: Path) -> None:
    read = read_paths([shared / "agency"], jobs=1, printed=True).forms
    forms = [*read, *read]  # all of them twice: then more is found
    checker = Checker()
    found = across_aside(checker, forms)
    assert len({one.code for one in found}) > 2
    assert sorted(map(repr, found)) == sorted(map(repr, checker.check_across(forms)))


@pytest.mark.parametrize("code", [code for code, one in RULES.items() if one.across])
def test_each_rule_across_forms_finds_the_same_on_forms_put_aside(
    code: str, forms_of: FormsOf
) -> None:
    checker = Checker(select=[code])
    example = tomllib.loads(sections(RULES[code].page)["反例"])
    forms = forms_of(example)
    expected = checker.check_across(forms)
    assert expected
    assert across_aside(checker, forms) == expected
