"""Forms out of TOML fragments: what examples on rule pages and case files are written in.

A fragment is one form of the data that `zpb read` gives, with only what matters; `HEADER` and
`DEFAULTS` stand in for the rest. ``forms`` holds several. ``printed`` says what stands in cells,
``computed`` which fields hold formulas,
``profile`` and ``options`` change how the rules look at it, ``without`` leaves something out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from string import ascii_uppercase
from typing import Any

import pytest
from openpyxl.utils import get_column_letter

from zipingbiao.errors import Fault, Place
from zipingbiao.interchange import form_data, form_from
from zipingbiao.layouts import usual_profile
from zipingbiao.model import AccountLine, Prose, SelfEvaluation, Source
from zipingbiao.rules.catalogue import RULES
from zipingbiao.rules.corpus import Corpus
from zipingbiao.rules.finding import Finding
from zipingbiao.rules.prose_view import ProseView, prose_of
from zipingbiao.rules.runner import Checker, finding_of
from zipingbiao.rules.view import FormView
from zipingbiao.scoring.profile import Profile, load_profile

#: What a fragment need not say.
DEFAULTS: Mapping[str, Any] = {"layout": "national-project", "year": 2023}
HEADER = {
    "project": "示例项目",
    "department": "示例单位",
    "unit": "示例单位",
    "money_unit": "万元",
}
#: What a fragment may say beside the form: not of the form itself.
ASIDE = (
    "printed",
    "profile",
    "source",
    "forms",
    "options",
    "name",
    "fields",
    "severity",
    "without",
    "text",
    "accounts",
    "computed",
)


#: What the data say beside what a form holds.
NO_FIELDS = ("source", "layout", "kind", "cells")


def form_of(fragment: Mapping[str, Any]) -> SelfEvaluation:
    """One form; what the fragment leaves out is as in `DEFAULTS`."""
    own = {key: value for key, value in fragment.items() if key not in ASIDE}
    data = {**DEFAULTS, "header": HEADER, **own}
    for name in fragment.get("without", ()):
        del data[name]
    source = Source(**{"path": "样例.xlsx", "sheet": "Sheet1", **fragment.get("source", {})})
    printed = fragment.get("printed", {})
    computed = frozenset(fragment.get("computed", ()))
    faults = tuple(
        Fault("ZPB017", Place(source.path, source.sheet, field=field), "分数带有百分号。")
        for field, text in printed.items()
        if field.endswith("score") and text.endswith("%")
    )
    return replace(
        form_from(data), source=source, printed=printed, faults=faults, computed=computed
    )


def forms_of(fragment: Mapping[str, Any]) -> list[SelfEvaluation]:
    """The forms of a fragment: itself, or those under ``forms``; a ``text`` has none else."""
    alone = [] if "text" in fragment else [fragment]
    return [form_of(one) for one in fragment.get("forms", alone)]


def text_of(fragment: Mapping[str, Any]) -> list[Prose]:
    """The running text of a fragment."""
    text = fragment.get("text")
    if not text:
        return []
    lines = [
        {"scope": "", "step": 0.01, "cell": "A1", **one} for one in fragment.get("accounts", ())
    ]
    accounts = tuple(AccountLine(**line) for line in lines)
    return [replace(prose_of(text, Source(path="说明.txt")), accounts=accounts)]


def profile_in(fragment: Mapping[str, Any]) -> Profile | None:
    """The profile that a fragment asks for: a name, or changes to its layout's own."""
    wanted = fragment.get("profile")
    if wanted is None:
        return None
    if isinstance(wanted, str):
        return load_profile(wanted)
    changes = dict(wanted)
    if "caps" in changes:
        changes["caps"] = tuple(tuple(pair) for pair in changes["caps"])
    return replace(usual_profile(fragment.get("layout", DEFAULTS["layout"])), **changes)


def places_of(form: SelfEvaluation) -> dict[str, str]:
    """A cell for each filled field: a row for each item, a column for each field."""
    columns: dict[str, int] = {}
    places: dict[str, str] = {}
    data = {name: value for name, value in form_data(form).items() if name not in NO_FIELDS}
    for row, (path, _) in enumerate(leaves(data), start=1):
        holder, _, name = path.rpartition(".")
        column = columns.setdefault(name, len(columns) + 1)
        line = next((cell for at, cell in places.items() if at.startswith(f"{holder}.")), f"A{row}")
        places[path] = f"{get_column_letter(column)}{line.lstrip(ascii_uppercase)}"
    return places


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """All fields of a form as data that hold something."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from leaves(inner, f"{path}.{name}" if path else name)
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        for index, inner in enumerate(value):
            yield from leaves(inner, f"{path}[{index}]")
    elif value not in (None, [], ""):
        yield path, value


def found_in(fragment: Mapping[str, Any], code: str | None = None) -> list[Finding]:
    """What is found in a fragment, by one rule or by all."""
    select = None if code is None else [code]
    options = {code: fragment["options"]} if code is not None and "options" in fragment else None
    checker = Checker(profiles=profile_in(fragment), select=select, options=options)
    forms = forms_of(fragment)
    views = [checker.view(form, index) for index, form in enumerate(forms)]
    return [*checker.check(forms), *checker.check_prose(text_of(fragment), views)]


def wanted_in(fragment: Mapping[str, Any], code: str) -> list[Finding]:
    """What a rule says of a fragment that stands in cells, with the fixes that it would make."""
    checker, one = Checker(profiles=profile_in(fragment)), RULES[code]
    forms = [replace(form, places=places_of(form)) for form in forms_of(fragment)]
    views = [checker.view(form, index) for index, form in enumerate(forms)]
    if one.prose:
        prose = [ProseView(text, views) for text in text_of(fragment)]
        return [finding_of(one, hit, view.prose) for view in prose for hit in one.check(view)]
    looks: list[Any] = [_corpus(views)] if one.across else [v for v in views if one.applies(v)]
    settings = [one.defaults() | fragment.get("options", {})] if one.options else []
    hits = [hit for look in looks for hit in one.check(look, *settings)]
    return [finding_of(one, hit, forms[hit.form]) for hit in hits]


def _corpus(views: list[FormView]) -> Corpus:
    own = [view for view in views if view.form.is_evaluation]
    return Corpus(own, [view for view in views if view not in own])


@pytest.fixture(name="found_in", scope="session")
def found_in_fixture() -> Callable[..., list[Finding]]:
    """What is found in a fragment."""
    return found_in


@pytest.fixture(name="forms_of", scope="session")
def forms_of_fixture() -> Callable[..., list[SelfEvaluation]]:
    """The forms of a fragment."""
    return forms_of


@pytest.fixture(name="wanted_in", scope="session")
def wanted_in_fixture() -> Callable[..., list[Finding]]:
    """What a rule says of a fragment, with the fixes that it would make."""
    return wanted_in
