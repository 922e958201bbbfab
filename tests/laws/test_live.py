"""Law 3 for live formulas: ``live``, ``native`` and Python agree; every stored value is true."""

from __future__ import annotations

import json
import re
from functools import cache
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings

from forms import forms, tries
from office import Office, same, stored
from zipingbiao.errors import RenderError
from zipingbiao.interchange import form_from, forms_in
from zipingbiao.layouts import Layout, find_layouts
from zipingbiao.model import SelfEvaluation
from zipingbiao.scoring.functions import FUNCTIONS
from zipingbiao.scoring.native import call_of

LAYOUTS = find_layouts()
#: Layouts whose form computes something.
COMPUTING = [
    name
    for name in LAYOUTS
    if name not in ("sichuan-department", "anhui-department", "hainan-project")
]

Formulas = dict[str, str]


def samples(layout: Layout) -> tuple[SelfEvaluation, ...]:
    return forms_in(json.loads((layout.folder / "sample.json").read_text("utf-8")))


def blank(layout: Layout) -> tuple[SelfEvaluation, ...]:
    return (form_from(layout.blank_data()),)


def formulas(data: bytes) -> Formulas:
    """The formulas of a workbook, by sheet and cell."""
    book = openpyxl.load_workbook(BytesIO(data))
    return {
        f"{sheet.title}!{cell.coordinate}": cell.value
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    }


@cache
def sample_formulas(name: str, live: bool = False, given: bool = False) -> Formulas:
    """The formulas of a layout's samples as they are written in one way."""
    layout = LAYOUTS[name]
    return formulas(layout.write(samples(layout), live=live, given=given).data)


def check(layout: Layout, made: tuple[SelfEvaluation, ...], office: Office, folder: Path) -> None:
    """`live` and `native` store the same values; recalculated they are still the same."""
    live, native = folder / "live.xlsx", folder / "native.xlsx"
    live.write_bytes(layout.write(made, live=True).data)
    native.write_bytes(layout.write(made).data)
    values, plain = stored(live), stored(native)
    assert values.keys() == plain.keys()
    for sheet, cells in values.items():
        addresses = cells.keys() | plain[sheet].keys()
        told = {at: (cells.get(at), plain[sheet].get(at)) for at in addresses}
        assert {at: pair for at, pair in told.items() if not same(*pair)} == {}
    assert office.changed(native) == {}


@pytest.mark.parametrize("name", LAYOUTS)
@pytest.mark.parametrize("content", [samples, blank])
def test_live_samples_hold_what_native_ones_recalculate_to(
    name: str, content: object, office: Office, tmp_path: Path
) -> None:
    assert callable(content)
    check(LAYOUTS[name], content(LAYOUTS[name]), office, tmp_path)


@pytest.mark.parametrize("name", LAYOUTS)
def test_any_live_form_holds_what_the_native_one_recalculates_to(
    name: str, office: Office, tmp_path_factory: pytest.TempPathFactory
) -> None:
    layout = LAYOUTS[name]
    folder = tmp_path_factory.mktemp("live")

    @settings(max_examples=tries(name, 6))
    @given(form=forms(layout))
    def law(form: SelfEvaluation) -> None:
        try:
            check(layout, (form,), office, folder)
        except RenderError:
            return

    law()


@pytest.mark.parametrize("name", LAYOUTS)
def test_only_live_forms_call_the_functions(name: str) -> None:
    live, native = sample_formulas(name, live=True), sample_formulas(name)
    assert any("ZPB_" in formula for formula in live.values()) == (name in COMPUTING)
    assert not any("ZPB_" in formula for formula in native.values())
    assert native.keys() <= live.keys()


@pytest.mark.parametrize("name", LAYOUTS)
def test_forms_with_values_have_no_formula_for_a_field(name: str) -> None:
    left, computed = sample_formulas(name, given=True), sample_formulas(name)
    assert not any("ZPB_" in formula for formula in left.values())
    assert len(left) < len(computed) or not computed


@pytest.mark.parametrize("name", COMPUTING)
def test_every_live_call_names_a_function_with_enough_arguments(name: str) -> None:
    for cell, formula in sample_formulas(name, live=True).items():
        for called in re.findall(r"ZPB_\w+", formula):
            assert called in FUNCTIONS, cell
        call = call_of(formula.removeprefix("="))
        if call is not None:
            most = FUNCTIONS[call.name].most
            assert FUNCTIONS[call.name].least <= len(call.arguments), cell
            assert most is None or len(call.arguments) <= most, cell


@pytest.mark.parametrize("name", COMPUTING)
def test_most_of_a_native_sample_still_computes(name: str) -> None:
    """A twin that Excel can express is a formula, not a value."""
    live, native = sample_formulas(name, live=True), sample_formulas(name)
    assert len(native) >= len(live) / 2


def test_a_changed_amount_changes_the_native_form(office: Office, tmp_path: Path) -> None:
    """昌吉's 66 of 66 are 10 points; 33 of 66 are 5."""
    layout = LAYOUTS["national-project"]
    form = samples(layout)[0]
    path = tmp_path / "native.xlsx"
    path.write_bytes(layout.write([form]).data)
    sheet = next(iter(stored(path)))
    calls = formulas(layout.write([form], live=True).data)
    points = next(c for c, f in calls.items() if "ZPB_RATE_SCORE" in f).partition("!")[2]
    share = next(c for c, f in calls.items() if "ZPB_RATE(" in f).partition("!")[2]
    executed, budget = re.findall(r"[A-Z]+\d+", calls[f"{sheet}!{share}"])
    rows = range(int(budget[1:]), int(budget[1:]) + 4)
    typed = {f"{executed[0]}{row}": value for row, value in zip(rows, (33, 33, 0, 0), strict=True)}
    before = office.recalculated(path)[sheet]
    after = office.recalculated(path, inputs={sheet: typed})[sheet]
    assert (before[share], before[points]) == (1, 10)
    assert (after[share], after[points]) == (0.5, 5)
