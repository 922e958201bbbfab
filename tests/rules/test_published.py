"""Published forms, checked as they stand: the errors that they have, and no other."""

from __future__ import annotations

from pathlib import Path

import pytest

from learn.refilled import written
from template.transcribed import Transcribed, transcribed
from zipingbiao.report.checking import Request, check_paths
from zipingbiao.rules.finding import ERROR

FORMS = transcribed("published.toml")


@pytest.mark.parametrize("form", FORMS, ids=lambda one: one.name)
def test_checking_a_published_form_finds_its_errors_only(form: Transcribed, tmp_path: Path) -> None:
    path = written(form.draft, tmp_path / "表.xlsx")
    checked = check_paths(Request((path,), jobs=1))
    found = {one.code for one in checked.findings if one.severity == ERROR}
    assert found == set(form.errors) | ({"ZPB931"} if form.strays else set())
