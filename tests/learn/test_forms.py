"""Forms of many places are learned, corrected by a clerk in two places at most, refilled and read.

A form is learned twice: beside all layouts, and beside those that don't fit it.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from learn.refilled import compared, everything, other, personal, written
from template.transcribed import Transcribed, transcribed
from zipingbiao.interchange import forms_in
from zipingbiao.layouts import Layout, find_layouts, form_reader, load_layout
from zipingbiao.learn.learning import learn
from zipingbiao.model import SelfEvaluation, Total
from zipingbiao.ooxml.opening import open_workbook_bytes
from zipingbiao.reading import read_paths

HERE = Path(__file__).parent
PUBLISHED = HERE.parents[2] / "shared" / "cases" / "forms"
CLERK = tomllib.loads((HERE / "clerk.toml").read_text("utf-8"))
ALL = find_layouts()
READER = form_reader(ALL)
#: Of the fields of a form so many are read back.
ENOUGH = 0.99
OWN = [
    *transcribed("published.toml"),
    *transcribed("provinces.toml"),
    *(one for one in transcribed("unseen.toml") if one.name in CLERK["learned"]["names"]),
]


@dataclass(frozen=True)
class Case:
    """A filled form: its file, what it says."""

    name: str
    path: Path
    form: SelfEvaluation


def published() -> list[str]:
    return sorted(path.stem for path in PUBLISHED.glob("*.xlsx"))


def beside(kind: str, form: SelfEvaluation) -> dict[str, Layout]:
    """All layouts; or, as for one that nobody has made yet, those that are not the form's."""
    return {key: one for key, one in ALL.items() if kind == "all" or key != form.layout}


@cache
def readable() -> Sequence[Transcribed]:
    """The forms written down by the project that are forms at all."""
    return [one for one in OWN if READER.read(one.draft.sheet, "表.xlsx")]


def check(case: Case, layouts: Mapping[str, Layout], folder: Path) -> None:
    """Learn, correct, refill with other values, read back; nothing of the form is left."""
    learn(case.path, folder, layouts=layouts)
    assert not {one for one in personal(case.form) if one in everything(folder)}
    for edit in edits(case.name):
        correct(folder, edit)
    layout = load_layout(folder)
    layout.write(forms_in(layout.blank_data()))
    refilled = other(case.form, layout)
    data = layout.write([refilled], given=True).data
    reader = form_reader({layout.id: layout, **layouts})
    (back,) = [f for s in open_workbook_bytes(data, "x").sheets for f in reader.read(s, "x.xlsx")]
    assert back.layout == layout.id
    count, wrong = compared(layout.writer.held(refilled), back)
    assert len(wrong) <= (1 - ENOUGH) * count, wrong


def edits(name: str) -> list[dict[str, Any]]:
    found = [one for one in CLERK["edit"] if one["form"] == name]
    assert len(found) <= 2, "a clerk corrects two places at most"
    return found


def correct(folder: Path, edit: Mapping[str, Any]) -> None:
    """Change one cell of the form, or one line of its settings."""
    if "cell" in edit:
        book = load_workbook(folder / "form.xlsx")
        book.worksheets[0][edit["cell"]] = edit["says"]
        book.save(folder / "form.xlsx")
        return
    path = folder / "layout.toml"
    line = rf"(?m)^{edit['line']} = .*$"
    text, changed = re.subn(line, f'{edit["line"]} = "{edit["says"]}"', path.read_text("utf-8"))
    assert changed == 1
    path.write_text(text, "utf-8")


def printed(name: str, form: SelfEvaluation) -> SelfEvaluation:
    """The form with what truly stands on it."""
    absent = [field for one in CLERK["absent"] if one["form"] == name for field in one["fields"]]
    if "goals" in absent:
        form = replace(form, goals=())
    if "total.weight" in absent:
        form = replace(form, total=Total(score=form.total.score))
    return form


#: Every published form as one that nobody has made yet; every third beside its own layout too.
TRIED = [
    *((name, "unknown") for name in published() or ["-"]),
    *((name, "all") for name in published()[::3]),
]


@pytest.mark.parametrize(("name", "kind"), TRIED)
def test_a_published_form_is_learned(shared: Path, name: str, kind: str, tmp_path: Path) -> None:
    path = PUBLISHED / f"{name}.xlsx"
    data = json.loads((PUBLISHED / "truth" / f"{name}.json").read_text("utf-8"))["forms"][0]
    data.pop("alt", None)
    (read,) = read_paths([path], jobs=1).forms
    truth = printed(name, forms_in({**data, "layout": read.layout})[0])
    check(Case(name, path, truth), beside(kind, read), tmp_path / "xue-lai")


def test_there_are_forms_written_down() -> None:
    assert len(readable()) > 20


BEYOND = {one["form"] for one in CLERK["beyond"]}


@pytest.mark.parametrize("one", readable(), ids=lambda one: one.name)
def test_a_form_written_down_is_learned(one: Transcribed, tmp_path: Path) -> None:
    path = written(one.draft, tmp_path / "表.xlsx")
    if one.name in BEYOND:
        asked = learn(path, tmp_path / "xue-lai").asks
        assert any("不一样" in question for question in asked)
        return
    (form,) = READER.read(one.draft.sheet, "表.xlsx")
    check(Case(one.name, path, form), beside("unknown", form), tmp_path / "xue-lai")
