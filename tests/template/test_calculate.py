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
from zipingbiao.layouts import get_layout
from zipingbiao.model import Indicator, SelfEvaluation
from zipingbiao.ooxml.address import Area
from zipingbiao.ooxml.evaluate import compile_formula
from zipingbiao.ooxml.evaluate_nodes import Lines
from zipingbiao.ooxml.grid import Scalar
from zipingbiao.ooxml.names import Names
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
    plan = WorkbookPlan(template.sheets, template.formulas, Names(), maps)
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


def test_the_last_one_said_is_looked_for_from_the_row_upwards() -> None:
    seen: list[int] = []

    def line(row: int) -> list[str]:
        seen.append(row)
        return ["数量指标" if row % 10 == 0 else ""]

    class Sheet:
        def cell(self, sheet: str | None, row: int, column: int) -> Scalar:
            raise AssertionError

        def name(self, name: str) -> Scalar:
            raise AssertionError

        def area(self, sheet: str | None, area: Area) -> Lines:
            return Lines(area.bottom - area.top + 1, line)

    formula = compile_formula('LOOKUP(2,1/(C1:C5000<>""),C1:C5000)')
    assert formula.evaluate(Sheet()) == "数量指标"
    assert len(seen) < 30


def test_a_computed_matrix_is_as_good_as_a_list() -> None:
    rows = Lines(3, lambda row: [row, -row])
    assert (len(rows), rows[0], rows[-1]) == (3, [0, 0], [2, -2])
    assert (rows[:1], list(rows), list(rows)) == ([[0, 0]], [*rows], [[0, 0], [1, -1], [2, -2]])
    with pytest.raises(IndexError):
        rows[3]
    assert list(Lines(-1, lambda row: [row])) == []


def test_what_a_plain_formula_is_made_of_is_compiled_once_for_all_rows() -> None:
    """Where each row of a form had its own, a form of 5,000 rows took minutes."""
    layout = get_layout("national-project")
    rows = [Indicator(level1="产出指标", target="3", actual="2", weight=1)] * 50
    layout.write([SelfEvaluation("", indicators=tuple(rows[:2]))])
    before = compile_formula.cache_info().misses
    layout.write([SelfEvaluation("", indicators=tuple(rows))])
    assert compile_formula.cache_info().misses - before < 40


NAMES = {
    "合计": "表!$A$5", "系数": "1.5", "进度": "IF(表!$B$1>5,系数*2,0)", "列": "表!$A$3:$A$3",
}  # fmt: skip
NAMED: dict[str, str | float] = {
    "A1": "=合计*2", "B1": 7, "C1": "=系数", "D1": "=ROUND(合计*进度,2)", "E1": "=SUM(列)",
    "A3": "{{ row.n }}", "B3": "=A3*系数", "A5": "=SUM(A3:A3)",
}  # fmt: skip


def named() -> bytes:
    book = openpyxl.load_workbook(BytesIO(draft(NAMED, {}, (), SHEET)))
    for name, text in NAMES.items():
        book.defined_names[name] = DefinedName(name, attr_text=text)
    book.worksheets[0].defined_names["系数"] = DefinedName("系数", attr_text="2", localSheetId=0)
    made = BytesIO()
    book.save(made)
    return made.getvalue()


def test_names_of_areas_constants_and_formulas_are_followed(office: Office, tmp_path: Path) -> None:
    """A name of the sheet goes before one of the workbook, which sees none of the sheet's."""
    template = compile_template(named(), "form.xlsx", fills_only=True)
    order = [one.cell.address for one in template.formulas]
    assert order.index("A5") < order.index("A1")
    data = fill_template(template, {}, {"row": [Row(1), Row(2)]})
    found = cells_of(data, SHEET)
    assert [found[f"{column}1"] for column in "ACDE"] == [6, 2, 9, 3]
    assert [found["B3"], found["B4"]] == [2, 4]
    path = tmp_path / "named.xlsx"
    path.write_bytes(data)
    assert office.changed(path) == {}
