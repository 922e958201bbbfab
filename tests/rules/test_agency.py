"""The reference forms: what a reviewer found in them, the checker finds too."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

import pytest

from zipingbiao.reading import read_paths
from zipingbiao.rules.finding import ERROR, Finding
from zipingbiao.rules.runner import check_forms


@pytest.fixture(scope="module")
def found(shared: Path) -> list[Finding]:
    return check_forms(read_paths([shared / "agency"], jobs=1, printed=True).forms)


@pytest.fixture(scope="module")
def wanted(shared: Path) -> dict[str, list[dict[str, str]]]:
    loaded: dict[str, list[dict[str, str]]] = json.loads(
        (shared / "domain" / "findings.json").read_text("utf-8")
    )
    return loaded


def place(path: str, sheet: str, cell: str | None, forms: dict[str, dict[str, str]]) -> str | None:
    """The form of the list that a cell lies in."""
    row = int(re.sub(r"\D", "", cell or "0") or 0)
    for name, form in forms.items():
        top, bottom = (int(re.sub(r"\D", "", end)) for end in form["range"].split(":"))
        if (form["path"], form["sheet"]) == (path, sheet) and top <= row <= bottom:
            return name
    return None


def test_everything_that_must_be_found_is_found_as_often(
    found: list[Finding], wanted: dict[str, list[dict[str, str]]]
) -> None:
    forms: dict[str, dict[str, str]] = wanted["forms"]  # type: ignore[assignment]
    got = Counter((place(one.path, one.sheet, one.cell, forms), one.code) for one in found)
    must = Counter((one["form"], one["code"]) for one in wanted["must"])
    assert {key: (number, got[key]) for key, number in must.items() if got[key] < number} == {}


def test_no_error_is_found_that_the_reviewer_does_not_know(
    found: list[Finding], wanted: dict[str, list[dict[str, str]]]
) -> None:
    forms: dict[str, dict[str, str]] = wanted["forms"]  # type: ignore[assignment]
    known = {(one["form"], one["code"]) for key in ("must", "may") for one in wanted[key]}
    errors = {
        (form, one.code): one.message
        for one in found
        if one.severity == ERROR
        and (form := place(one.path, one.sheet, one.cell, forms)) is not None
    }
    assert {key: text for key, text in errors.items() if key not in known} == {}


def test_the_worst_form_is_told_what_is_wrong_with_it(found: list[Finding]) -> None:
    codes = {one.code for one in found if one.project == "特殊疑难信访问题救助资金"}
    assert {"ZPB011", "ZPB012", "ZPB016", "ZPB017", "ZPB036", "ZPB041"} <= codes
