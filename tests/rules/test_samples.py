"""The samples of all layouts with one thing wrong, or odd and yet right: ``samples.toml``.

A sample is a published form and may have findings of its own: only what comes with the change
counts.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from planted import forms_read, typed
from zipingbiao.interchange import forms_in
from zipingbiao.layouts import get_layout
from zipingbiao.rules.finding import INFO
from zipingbiao.rules.runner import Checker

SAMPLES = tomllib.loads(Path(__file__).with_name("samples.toml").read_text("utf-8"))["sample"]
WRONG = [one for one in SAMPLES if "told" in one]
ODD = [one for one in SAMPLES if "told" not in one]

#: What is told: by which code, of which cell, in which words.
Told = tuple[str, str | None, str]


@cache
def book_of(layout: str) -> bytes:
    """The workbook of a layout's first sample, as typed."""
    one = get_layout(layout)
    sample = json.loads((one.folder / "sample.json").read_text("utf-8"))
    data = one.write([forms_in(sample)[0]]).data
    return one.write(forms_read(data), given=True).data


def told(data: bytes, *, loud: bool = False) -> set[Told]:
    """All that a check tells; ``loud``: errors and warnings only."""
    found: set[Told] = set()
    for form in forms_read(data):
        for one in Checker().check_form(form):
            if not loud or one.severity != INFO:
                found.add((one.code, one.cell, one.message))
        found |= {(fault.code, fault.place.cell, str(fault)) for fault in form.faults}
    return found


@cache
def told_before(layout: str, *, loud: bool) -> set[Told]:
    """What is told of the sample itself."""
    return told(book_of(layout), loud=loud)


def new_in(case: Mapping[str, Any], *, loud: bool = False) -> set[Told]:
    """What is told of the changed form that is not told of the sample."""
    book = book_of(case["layout"])
    [form] = forms_read(book)
    cells = {**form.places, **form.cells}
    edits = {
        (form.source.sheet, cells[path]): None if value == "" else value
        for path, value in case["put"].items()
    }
    return told(typed(book, edits), loud=loud) - told_before(case["layout"], loud=loud)


@pytest.mark.parametrize("case", WRONG, ids=[one["name"] for one in WRONG])
def test_what_is_wrong_is_told(case: Mapping[str, Any]) -> None:
    found = new_in(case)
    assert {cell for _, cell, _ in found} & set(case["told"]), found


@pytest.mark.parametrize("case", ODD, ids=[one["name"] for one in ODD])
def test_what_is_odd_and_right_is_left_alone(case: Mapping[str, Any]) -> None:
    assert new_in(case, loud=True) == set()
