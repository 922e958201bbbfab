"""Formulas get their true values, whatever they read and wherever they stand."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import NamedTuple

import openpyxl
import pytest
from openpyxl.workbook.defined_name import DefinedName

from drafts import cells_of, draft
from office import Office
from zipingbiao.ooxml.rowmap import RowMap
from zipingbiao.template.compile import compile_template
from zipingbiao.template.formulas import OWN_ROW_MARK, FormulaStep
from zipingbiao.template.writing.calculate import WorkbookPlan
from zipingbiao.template.writing.fill import fill_template

SHEET = "表"


class Row(NamedTuple):
    n: float


#: Every way in which a formula may name rows: its own, all copies, fixed ones, whole columns.
CELLS: dict[str, str | float] = {
    "A1": "{{ top }}", "B1": 7, "C1": "=B1*2", "D1": "=C1+B1", "E1": "=A1+C1",
    "A3": "{{ row.n }}", "B3": "=A3*2", "C3": "=SUM(A$3:A3)", "D3": "=SUM(A$3:A$3)",
    "E3": "=A3/$A$1", "F3": "=SUM(A3:B3)", "G3": "=ROW()", "H3": "=ROW(A3)", "I3": "=ROWS(A$3:A3)",
    "J3": '=SUMIF(A$3:A3,">1",B$3:B3)', "K3": "=A$3+A3", "L3": "=SUM(A3:A$5)", "M3": "=C1",
    "N3": "=表!A3+1", "O3": "=COUNT(A:A)",
    "A5": "=SUM(A3:A3)", "B5": "=A5+Z99", "C5": "=SUM(X1:Z9)", "D5": '=IF(A5=0,"",A5)',
    "E5": "=另表!A1", "F5": "=SUM(3:3)",
}  # fmt: skip


def fill(cells: dict[str, str | float], rows: list[Row]) -> bytes:
    template = compile_template(draft(cells, {}, (), SHEET), "form.xlsx", fills_only=True)
    return fill_template(template, {"top": 10}, {"row": rows})


def test_every_kind_of_reference_has_its_value() -> None:
    found = cells_of(fill(CELLS, [Row(1), Row(2), Row(4)]), SHEET)
    assert [found[f"{column}1"] for column in "CDE"] == [14, 21, 24]
    columns = {
        column: [found[f"{column}{row}"] for row in (3, 4, 5)] for column in "BCDEFGHIJKLMNO"
    }
    assert columns == {
        "B": [2, 4, 8], "C": [1, 3, 7], "D": [7] * 3, "E": [0.1, 0.2, 0.4], "F": [3, 6, 12],
        "G": [3, 4, 5], "H": [3, 4, 5], "I": [1, 2, 3], "J": [0, 4, 12], "K": [2, 4, 8],
        "L": [14] * 3, "M": [14] * 3, "N": [2, 3, 5], "O": [5] * 3,
    }  # fmt: skip
    assert (found["A7"], found["B7"], found["C7"], found["D7"]) == (7, 7, 0, 7)
    assert found["E7"] == "#REF!"


def test_libreoffice_agrees(office: Office, tmp_path: Path) -> None:
    path = tmp_path / "filled.xlsx"
    cells = {at: text for at, text in CELLS.items() if at != "E5"}
    for rows in ([Row(1), Row(2), Row(4)], [Row(3)], [], [Row(n) for n in range(50)]):
        path.write_bytes(fill(cells, rows))
        assert office.changed(path) == {}


def test_formulas_that_no_form_changes_are_evaluated_once() -> None:
    template = compile_template(draft(CELLS, {}, (), SHEET), "form.xlsx", fills_only=True)
    maps = {SHEET: RowMap({3: 3})}
    plan = WorkbookPlan(template.sheets, template.formulas, {}, maps)
    live = {step.cell.address for step in plan.steps}
    assert {"C1", "D1", "C5", "E5"}.isdisjoint(live)
    assert {"E1", "B3", "A5", "M3"} <= live
    assert plan.value(SHEET, "D1") == 21
    assert plan.value(SHEET, "Z50") is None
    with pytest.raises(LookupError):
        plan.value(SHEET, "A1")


def test_the_own_row_of_a_formula_is_written_where_it_stands() -> None:
    template = compile_template(draft(CELLS, {}, (), SHEET), "form.xlsx", fills_only=True)
    maps = {SHEET: RowMap({3: 3})}
    texts = {
        one.cell.address: FormulaStep(one, maps).text.replace(OWN_ROW_MARK, "#")
        for one in template.formulas
    }
    assert texts["C3"] == "SUM(A$3:A#)"
    assert texts["D3"] == "SUM(A$3:A$5)"
    assert texts["E3"] == "A#/$A$1"
    assert texts["L3"] == "SUM(A3:A$7)"
    assert texts["A5"] == "SUM(A3:A5)"


def test_defined_names_are_followed() -> None:

    cells: dict[str, str | float] = {"A1": "=合计*2", "A3": "{{ row.n }}", "A5": "=SUM(A3:A3)"}
    book = openpyxl.load_workbook(BytesIO(draft(cells, {}, (), SHEET)))
    book.defined_names["合计"] = DefinedName("合计", attr_text="表!$A$5")
    made = BytesIO()
    book.save(made)
    template = compile_template(made.getvalue(), "form.xlsx", fills_only=True)
    assert [one.cell.address for one in template.formulas] == ["A5", "A1"]
    data = fill_template(template, {}, {"row": [Row(1), Row(2)]})
    assert cells_of(data, SHEET)["A1"] == 6
