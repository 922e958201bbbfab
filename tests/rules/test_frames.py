"""Forms in the frames of many places: nothing is told that isn't wrong, and one wrong cell is."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from planted import mended
from template.distort import Draft
from template.saved import workbook
from template.transcribed import Transcribed, transcribed
from zipingbiao.layouts import form_reader
from zipingbiao.ooxml.address import cell_name, cell_place
from zipingbiao.rules.finding import INFO, Finding
from zipingbiao.rules.runner import Checker

FRAMES = tomllib.loads(Path(__file__).with_name("frames.toml").read_text("utf-8"))["frame"]
RIGHT = [one for one in FRAMES if "silent" in one]
WRONG = [one for one in FRAMES if "told" in one]
READER = form_reader()


@cache
def forms() -> dict[str, Transcribed]:
    """The forms by their names."""
    return {one.name: one for name in ("unseen", "invented") for one in transcribed(f"{name}.toml")}


def typed(draft: Draft, edits: Mapping[str, Any]) -> Draft:
    """The form with other contents in some cells."""
    cells = dict(draft.cells)
    for address, value in edits.items():
        place = cell_place(address)
        cells[place] = cells[place]._replace(value=value or None, shown=str(value))
    return replace(draft, cells=cells)


def told(draft: Draft) -> list[Finding]:
    """What a check tells."""
    read = READER.read(draft.sheet, "表.xlsx", printed=True)
    return [one for form in read for one in Checker().check_form(form)]


@pytest.mark.parametrize("case", RIGHT, ids=[one["name"] for one in RIGHT])
def test_nothing_is_told_of_what_is_right(case: Mapping[str, Any]) -> None:
    found = {one.code for one in told(forms()[case["form"]].draft) if one.severity != INFO}
    assert not found & set(case["silent"])


@pytest.mark.parametrize("case", WRONG, ids=[one["name"] for one in WRONG])
def test_what_is_wrong_is_told(case: Mapping[str, Any]) -> None:
    draft = forms()[case["form"]].draft
    before = {(one.code, one.cell) for one in told(draft)}
    new = {(one.code, one.cell) for one in told(typed(draft, case["put"]))} - before
    assert {cell for _, cell in new} & set(case["told"]), new


@pytest.mark.parametrize("case", WRONG, ids=[one["name"] for one in WRONG])
def test_mending_it_changes_nothing_that_is_right(case: Mapping[str, Any]) -> None:
    draft = forms()[case["form"]].draft
    right = {cell_name(*place): cell.value for place, cell in draft.cells.items()}
    changed = mended(workbook(typed(draft, case["put"]))).cells
    assert {cell for _, cell in changed if cell not in case["put"] and cell in right} == set()
