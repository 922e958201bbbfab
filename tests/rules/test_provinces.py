"""Whole forms of other provinces: just what should be found, nothing more.

The rows of the forms named after a place are those of published forms (the address is in each
file); what the publication lacks is made up so that the sums hold. The forms called 正确 have
nothing wrong: on them every rule is silent.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from zipingbiao.rules.finding import Finding

FORMS = sorted(Path(__file__).parent.glob("provinces/*.toml"))
COLUMNS = ("level1", "level2", "level3", "target", "actual", "weight", "score", "reason")


def form_in(path: Path) -> tuple[dict[str, Any], list[str]]:
    """The fragment in a file, its compact rows spelt out, and the findings it expects."""
    data = tomllib.loads(path.read_text("utf-8"))
    expected = data.pop("findings")
    rows = data.pop("rows", None)
    if rows is not None:
        assert all(len(row) == len(COLUMNS) for row in rows)
        data["indicators"] = [
            {name: value for name, value in zip(COLUMNS, row, strict=True) if value != ""}
            for row in rows
        ]
    return data, expected


@pytest.mark.parametrize("path", FORMS, ids=[path.stem for path in FORMS])
def test_a_form_gives_the_findings_it_lists(
    path: Path, found_in: Callable[..., list[Finding]]
) -> None:
    fragment, expected = form_in(path)
    found = [f"{one.code} {one.field}" for one in found_in(fragment)]
    assert sorted(found) == sorted(expected)


def test_there_are_forms_of_at_least_ten_places() -> None:
    assert len([path for path in FORMS if not path.stem.startswith("正确")]) >= 10
