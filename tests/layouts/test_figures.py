"""Amounts, points and scores of the official forms take numbers, and tell who types another."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.datavalidation import DataValidation

from zipingbiao.interchange import form_from, forms_in
from zipingbiao.layouts import find_layouts
from zipingbiao.model import SelfEvaluation
from zipingbiao.ooxml.address import Area, cell_name, cell_place
from zipingbiao.ooxml.evaluate import compile_formula
from zipingbiao.ooxml.evaluate_nodes import Matrix
from zipingbiao.ooxml.formula import expand_shared
from zipingbiao.ooxml.grid import CellError, Scalar

LAYOUTS = find_layouts()
HINTS = ("金额", "分值（权重）", "得分")


class Sheet:
    """The values of a sheet, as formulas look them up."""

    def __init__(self, values: Mapping[str, Scalar]) -> None:
        self.values = values

    def cell(self, _: str | None, row: int, column: int) -> Scalar:
        return self.values.get(cell_name(row, column))

    def area(self, sheet: str | None, area: Area) -> Matrix:
        columns = range(area.left, area.right + 1)
        rows = range(area.top, area.bottom + 1)
        return [[self.cell(sheet, row, column) for column in columns] for row in rows]

    def name(self, _: str) -> CellError:
        return CellError("#NAME?")


def written(
    name: str, forms: tuple[SelfEvaluation, ...], folder: Path
) -> tuple[dict[str, Scalar], dict[str, DataValidation]]:
    """The values of a form, and what each cell that takes figures accepts."""
    path = folder / "form.xlsx"
    path.write_bytes(LAYOUTS[name].write(forms, given=True).data)
    sheet = openpyxl.load_workbook(path).worksheets[0]
    values = {cell.coordinate: cell.value for row in sheet.iter_rows() for cell in row}
    checked = {
        cell_name(row, column): one
        for one in sheet.data_validations.dataValidation
        if one.promptTitle in HINTS
        for area in one.sqref.ranges
        for row in range(area.min_row, area.max_row + 1)
        for column in range(area.min_col, area.max_col + 1)
    }
    return values, checked


def accepts(one: DataValidation, address: str, values: Mapping[str, Scalar]) -> Scalar:
    top = next(iter(one.sqref.ranges)).coord.split(":")[0]
    formula = expand_shared(one.formula1, cell_place(top), cell_place(address))
    return compile_formula(formula).evaluate(Sheet(values), cell_place(address))


def contents(name: str) -> Iterator[tuple[SelfEvaluation, ...]]:
    yield (form_from(LAYOUTS[name].blank_data()),)
    yield forms_in(json.loads((LAYOUTS[name].folder / "sample.json").read_text("utf-8")))


@pytest.mark.parametrize("name", LAYOUTS)
def test_what_stands_in_forms_is_accepted_and_other_words_are_refused(
    name: str, tmp_path: Path
) -> None:
    for forms in contents(name):
        values, checked = written(name, forms, tmp_path)
        assert checked or name == "national-monitoring"
        for address, one in checked.items():
            assert one.errorStyle in (None, "stop")
            assert one.allowBlank
            assert all((one.prompt, one.error))
            tried: list[Scalar] = [0, 0.5, "/", "—"]
            if values[address] not in (None, ""):
                tried.append(values[address])
            for value in tried:
                assert accepts(one, address, {**values, address: value}) is True, address
            for word in ("十", "8分", "3万元", "无", "√"):
                assert accepts(one, address, {**values, address: word}) is False, address


@pytest.mark.parametrize(
    ("score", "weight", "good"),
    [(8, 10, True), (10, 10, True), (10.01, 10, False), (-1, 10, False), (8, None, True)],
)
def test_a_score_stays_within_its_points(
    score: float, weight: float | None, good: bool, tmp_path: Path
) -> None:
    values, checked = written("national-project", next(contents("national-project")), tmp_path)
    changed = {**values, "I14": score, "H14": weight}
    assert accepts(checked["I14"], "I14", changed) is good


@pytest.mark.parametrize("name", LAYOUTS)
def test_every_cell_for_figures_that_is_typed_is_checked(name: str) -> None:
    form = LAYOUTS[name].form
    sheet = openpyxl.load_workbook(LAYOUTS[name].folder / "form.xlsx").worksheets[0]
    checked = {
        str(area) for one in sheet.data_validations.dataValidation for area in one.sqref.ranges
    }
    for cell in form.cells.values():
        for tag in cell.tags:
            is_figure = tag.name in ("weight", "score") or tag.part == "分值"
            if is_figure and cell.formula is None:
                assert cell.address in checked, tag
