"""Forms out of TOML fragments: what examples on rule pages and case files are written in.

A fragment is one form of the data that `zpb read` gives, with only what matters; `HEADER` and
`DEFAULTS` stand in for the rest. ``forms`` holds several. ``printed`` says what stands in cells,
``profile`` and ``options`` change how the rules look at it, ``without`` leaves something out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest

from zipingbiao.errors import Fault, Place
from zipingbiao.interchange import form_from
from zipingbiao.model import SelfEvaluation, Source
from zipingbiao.rules.finding import Finding
from zipingbiao.rules.runner import Checker, profile_of
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
)


def form_of(fragment: Mapping[str, Any]) -> SelfEvaluation:
    """One form; what the fragment leaves out is as in `DEFAULTS`."""
    own = {key: value for key, value in fragment.items() if key not in ASIDE}
    data = {**DEFAULTS, "header": HEADER, **own}
    for name in fragment.get("without", ()):
        del data[name]
    source = Source(**{"path": "样例.xlsx", "sheet": "Sheet1", **fragment.get("source", {})})
    printed = fragment.get("printed", {})
    faults = tuple(
        Fault("ZPB017", Place(source.path, source.sheet, field=field), "分数带有百分号。")
        for field, text in printed.items()
        if field.endswith("score") and text.endswith("%")
    )
    return replace(form_from(data), source=source, printed=printed, faults=faults)


def forms_of(fragment: Mapping[str, Any]) -> list[SelfEvaluation]:
    """The forms of a fragment: itself, or those under ``forms``."""
    return [form_of(one) for one in fragment.get("forms", [fragment])]


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
    return replace(profile_of(fragment.get("layout", DEFAULTS["layout"])), **changes)


def found_in(fragment: Mapping[str, Any], code: str | None = None) -> list[Finding]:
    """What is found in a fragment, by one rule or by all."""
    select = None if code is None else [code]
    options = {code: fragment["options"]} if code is not None and "options" in fragment else None
    checker = Checker(profiles=profile_in(fragment), select=select, options=options)
    return checker.check(forms_of(fragment))


@pytest.fixture(name="found_in", scope="session")
def found_in_fixture() -> Callable[..., list[Finding]]:
    """What is found in a fragment."""
    return found_in


@pytest.fixture(name="forms_of", scope="session")
def forms_of_fixture() -> Callable[..., list[SelfEvaluation]]:
    """The forms of a fragment."""
    return forms_of
