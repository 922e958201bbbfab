"""Whole workbooks with one thing wrong, or odd and yet right: written, read again, checked.

``trials.toml`` says what is put where and where it must be told; the forms are those of
``provinces`` without a flaw. Each is tried as the form of its layout and, unless it says otherwise,
as one of a layout that nobody knows.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from flawless import FORMS, flawless
from planted import typed
from zipingbiao.errors import Fault
from zipingbiao.layouts import find_layouts, form_reader, get_layout
from zipingbiao.model import SelfEvaluation
from zipingbiao.ooxml.package import Package
from zipingbiao.ooxml.xlsx import read_xlsx
from zipingbiao.rules.finding import ERROR, INFO, Finding
from zipingbiao.rules.runner import Checker

HERE = Path(__file__).parent
TRIALS = tomllib.loads((HERE / "trials.toml").read_text("utf-8"))["trial"]
WRONG = [one for one in TRIALS if "told" in one]
ODD = [one for one in TRIALS if "told" not in one]
STRANGE = [one for one in WRONG if one.get("known", True)]


class Tried(NamedTuple):
    """A workbook of one form, and where its fields stand."""

    data: bytes
    sheet: str
    places: Mapping[str, str]


@cache
def right(name: str) -> Tried:
    """The workbook of a form without a flaw."""
    form = flawless(name)
    book = get_layout(form.layout).write([form], given=True).data
    [again] = read(book)
    return Tried(book, again.source.sheet, again.places)


@cache
def reader_without(layout: str) -> Any:
    """Reads as if a layout were not known."""
    known = find_layouts()
    return form_reader({name: one for name, one in known.items() if name != layout})


def read(data: bytes, without: str = "") -> list[SelfEvaluation]:
    """The forms of a workbook; ``without``: a layout that is not to be known."""
    reader = reader_without(without)
    sheets = read_xlsx(Package.open(data))
    return [form for one in sheets for form in reader.read(one, "表.xlsx", printed=True)]


def spoilt(trial: Mapping[str, Any]) -> bytes:
    """The workbook of a trial."""
    tried = right(trial["form"])
    edits = {
        (tried.sheet, tried.places[path]): None if value == "" else value
        for path, value in trial["put"].items()
    }
    return typed(tried.data, edits)


def told_of(form: SelfEvaluation) -> Iterator[Finding | Fault]:
    """What a check tells of a form, faults of reading included."""
    yield from Checker().check_form(form)
    yield from form.faults


def cells_told(form: SelfEvaluation) -> set[str | None]:
    """The cells that anything is told of."""
    found = told_of(form)
    return {one.cell if isinstance(one, Finding) else one.place.cell for one in found}


def cells_of(trial: Mapping[str, Any]) -> Collection[str]:
    """The cells where it should be told."""
    return {right(trial["form"]).places[path] for path in trial["told"]}


@pytest.mark.parametrize("name", sorted({one["form"] for one in TRIALS}))
def test_the_form_itself_is_right(name: str) -> None:
    [form] = read(right(name).data)
    assert [one for one in told_of(form) if one.severity != INFO] == []


@pytest.mark.parametrize("trial", WRONG, ids=[one["name"] for one in WRONG])
def test_what_is_wrong_is_told(trial: Mapping[str, Any]) -> None:
    [form] = read(spoilt(trial))
    assert cells_told(form) & set(cells_of(trial)), [one.code for one in told_of(form)]


@pytest.mark.parametrize("trial", STRANGE, ids=[one["name"] for one in STRANGE])
def test_it_is_told_in_a_layout_that_is_not_known_too(trial: Mapping[str, Any]) -> None:
    layout = FORMS[trial["form"]]["layout"]
    told = {cell for form in read(spoilt(trial), layout) for cell in cells_told(form)}
    assert told & set(cells_of(trial))


@pytest.mark.parametrize("trial", ODD, ids=[one["name"] for one in ODD])
def test_what_is_odd_and_right_is_left_alone(trial: Mapping[str, Any]) -> None:
    [form] = read(spoilt(trial))
    loud = [one for one in told_of(form) if one.severity != INFO]
    assert [one for one in loud if one.code not in trial.get("allowed", ())] == []


@pytest.mark.parametrize("trial", TRIALS, ids=[one["name"] for one in TRIALS])
def test_two_findings_never_want_different_numbers_in_one_cell(trial: Mapping[str, Any]) -> None:
    [form] = read(spoilt(trial))
    wanted: dict[str, set[float]] = {}
    for one in Checker().check_form(form):
        for field, due in one.doubts.items():
            if due is not None:
                wanted.setdefault(field, set()).add(round(float(due), 2))
    assert {field: dues for field, dues in wanted.items() if len(dues) > 1} == {}


@pytest.mark.parametrize("trial", WRONG, ids=[one["name"] for one in WRONG])
def test_no_error_rests_on_what_another_calls_wrong(trial: Mapping[str, Any]) -> None:
    [form] = read(spoilt(trial))
    found = [one for one in Checker().check_form(form) if one.severity == ERROR]
    wrong = {field for one in found for field in one.doubts}
    shaken = {
        (one.code, field)
        for one in found
        for field, needed in one.rests.items()
        if field in wrong and field not in one.doubts and needed is None
    }
    assert shaken == set()


def test_there_are_enough_of_both() -> None:
    assert len(WRONG) >= 80
    assert len(ODD) >= 40
