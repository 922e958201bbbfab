"""Mending: into a copy, only what is safe, and nothing else changes."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from mistaken import finding, workbook, wrong_form
from office import Office
from zipingbiao.layouts import form_reader
from zipingbiao.model import SelfEvaluation
from zipingbiao.ooxml.origin import origin_of
from zipingbiao.ooxml.package import Package
from zipingbiao.ooxml.xlsx import read_xlsx
from zipingbiao.report.checking import Request, check_paths
from zipingbiao.report.fixing import Left, Mended, Written, diff_lines, mend, note_of
from zipingbiao.rules.finding import ERROR, Finding, Fix


def mended(path: Path) -> Mended:
    found = check_paths(Request([path]))
    return mend(
        path.read_bytes(),
        path.name,
        form_reader(),
        lambda forms: found.inspector.fixable(path.name, forms),
    )


@pytest.fixture
def fixed(wrong: Path) -> Path:
    path = wrong / "甲.修正.xlsx"
    path.write_bytes(mended(wrong / "甲.xlsx").data)
    return path


def test_what_can_be_mended_is_gone_and_nothing_new_is_there(wrong: Path, fixed: Path) -> None:
    before = check_paths(Request([wrong / "甲.xlsx"]))
    after = check_paths(Request([fixed]))
    assert [one for one in after.findings if one.fixable] == []
    assert after.count(ERROR) == 0 < before.count(ERROR)
    assert {one.code for one in after.findings} <= {one.code for one in before.findings}


@pytest.mark.parametrize(("lighter", "mended"), [(None, True), (Fix("K6", 1, "轻的"), False)])
def test_only_a_lighter_finding_that_can_be_mended_itself_keeps_its_cell(
    lighter: Fix | None, mended: bool, wrong: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked = check_paths(Request([wrong / "甲.xlsx"], severity=ERROR))
    whole = Fix("J6", 0.5, "重算", also=(Fix("K6", 5, "重算"),))
    found = [replace(finding("J6"), fix=whole), replace(finding("K6", "warn"), fix=lighter)]
    monkeypatch.setattr("zipingbiao.rules.runner.Checker.check_form", lambda *_: found)
    kept = checked.inspector.fixable("甲.xlsx", checked.forms[:1])
    assert [one.fix is not None for one in kept] == [mended, False]


def test_formulas_stand_where_numbers_are_computed(wrong: Path) -> None:
    done = mended(wrong / "甲.xlsx")
    changes = {one.code: one for one in done.changes}
    rate, points = changes["ZPB001"], changes["ZPB004"]
    values = openpyxl.load_workbook(BytesIO(done.data), data_only=True).worksheets[0]
    formulas = openpyxl.load_workbook(BytesIO(done.data)).worksheets[0]
    assert values[rate.cell].value == pytest.approx(0.8569)
    assert values[points.cell].value == pytest.approx(8.57)
    assert formulas[rate.cell].value == f"={rate.formula}"
    assert (rate.old, rate.new) == ("85.90%", "85.69%")
    assert formulas[rate.cell].comment.text.startswith("原值：85.90%\n改为：85.69%（=ROUND(")
    assert "ZPB001 执行率不符：" in formulas[rate.cell].comment.text


def test_the_original_and_all_other_parts_stay(wrong: Path) -> None:
    before = (wrong / "甲.xlsx").read_bytes()
    done = mended(wrong / "甲.xlsx")
    assert (wrong / "甲.xlsx").read_bytes() == before
    origin = origin_of(done.data)
    assert origin is not None
    assert origin.is_copy_of(hashlib.sha256(before).hexdigest())
    assert origin.is_untouched(read_xlsx(Package.open(done.data)))
    old, new = Package.open(before), Package.open(done.data)
    changed = {name for name in old.names if name in new and old.read(name) != new.read(name)}
    assert {name for name in old.names if name not in new} <= {"xl/calcChain.xml"}
    assert changed <= {
        "[Content_Types].xml", "_rels/.rels", "docProps/core.xml", "xl/styles.xml",
        "xl/worksheets/sheet1.xml", "xl/worksheets/_rels/sheet1.xml.rels",
        "xl/_rels/workbook.xml.rels", "xl/comments1.xml", "xl/drawings/vmlDrawing1.vml",
    }  # fmt: skip
    books = (openpyxl.load_workbook(BytesIO(data)) for data in (before, done.data))
    one, other = (book.worksheets[0] for book in books)
    cells = {change.cell for change in done.changes}
    for row in one.iter_rows():
        for cell in row:
            if cell.coordinate not in cells:
                assert other[cell.coordinate].value == cell.value
    assert one.merged_cells.ranges == other.merged_cells.ranges


def test_a_mended_copy_is_true_in_libreoffice(fixed: Path, office: Office) -> None:
    assert office.changed(fixed) == {}
    assert office.recalculated(fixed)


def test_agency_workbooks_have_nothing_left_to_mend(
    shared: Path, office: Office, tmp_path: Path
) -> None:
    for theirs in sorted((shared / "agency").glob("*.xlsx")):
        done = mended(theirs)
        copy = tmp_path / theirs.name
        copy.write_bytes(done.data)
        assert [one for one in check_paths(Request([copy])).findings if one.fixable] == []
        assert office.changed(copy) == {}


def test_mending_twice_gives_the_same_bytes(wrong: Path) -> None:
    assert mended(wrong / "甲.xlsx").data == mended(wrong / "甲.xlsx").data


def test_a_copy_of_what_is_right_has_no_changes(wrong: Path) -> None:
    assert mended(wrong / "乙.xlsx").changes == ()


# Single fixes on odd workbooks


def odd(*rows: tuple[str, object, str]) -> bytes:
    """A workbook with cells (address, value, number format)."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "表"
    for address, value, code in rows:
        sheet[address] = value
        sheet[address].number_format = code
    book.save(out := BytesIO())
    return out.getvalue()


def applied(data: bytes, field: str, *fixes: Fix) -> Mended:
    """Mend with findings of our own, each told once."""
    told = iter([list(fixes), []])

    def recheck(_: Iterable[SelfEvaluation]) -> list[Finding]:
        args: Mapping[str, object] = {}
        return [
            Finding("ZPB001", ERROR, "a", "表", fix.cell, field, None, None, None, "", args, fix)
            for fix in next(told)
        ]

    return mend(data, "a.xlsx", form_reader(), recheck)


def cell(done: Mended, address: str, *, formula: bool = False) -> object:
    sheet = openpyxl.load_workbook(BytesIO(done.data), data_only=not formula)["表"]
    return sheet[address].value


def test_a_formula_that_would_not_give_the_value_is_not_written() -> None:
    data = odd(("A1", "90万元", "General"), ("A2", 10, "General"), ("A3", 0, "General"))
    done = applied(data, "funds[0].budget", Fix("A3", 100, "合计", "SUM(A1:A2)"))
    assert cell(done, "A3", formula=True) == 100
    assert done.changes[0].formula is None


def test_other_formulas_follow_what_is_mended() -> None:
    data = odd(("A1", 1, "General"), ("A2", 2, "General"), ("A3", "=SUM(A1:A2)", "General"))
    done = applied(data, "funds[0].budget", Fix("A1", 5, "改"))
    assert cell(done, "A3") == 7
    assert cell(done, "A3", formula=True) == "=SUM(A1:A2)"


def test_excel_is_asked_to_calculate_what_is_beyond_us() -> None:
    data = odd(("A1", 1, "General"), ("A3", "=WEBSERVICE(A1)", "General"))
    done = applied(data, "funds[0].budget", Fix("A1", 5, "改"))
    assert openpyxl.load_workbook(BytesIO(done.data)).calculation.fullCalcOnLoad


@pytest.mark.parametrize(
    ("code", "field", "value", "shown"),
    [
        ("@", "funds[0].rate", 0.8569, "85.69%"),
        ("0.0%", "funds[0].rate", 0.8569, "85.7%"),
        ("0%", "total.score", 98, "98"),
        ("@", "funds[0].score", 8.57, "8.57"),
        ("General", "indicators[0].completion", 1, "100.00%"),
        ("General", "indicators[0].actual", "-5.66%", "-5.66%"),
    ],
)
def test_a_mended_cell_looks_as_its_field_should(
    code: str, field: str, value: float | str, shown: str
) -> None:
    done = applied(odd(("A1", "x", code)), field, Fix("A1", value, "改"))
    assert [one.new for one in done.changes] == [shown]


def test_two_rules_that_contradict_each_other_come_to_an_end() -> None:
    data = odd(("A1", 1, "General"))
    values = iter(range(100))

    def recheck(_: Iterable[SelfEvaluation]) -> list[Finding]:
        fix = Fix("A1", next(values), "改")
        return [Finding("ZPB001", ERROR, "a", "表", "A1", "", None, None, None, "", {}, fix)]

    assert len(mend(data, "a.xlsx", form_reader(), recheck).changes) == 1


def test_a_cell_of_an_array_formula_is_left_and_named() -> None:
    data = odd(("A1", 1, "General"))
    book = openpyxl.load_workbook(BytesIO(data))
    book["表"]["A1"] = openpyxl.worksheet.formula.ArrayFormula("A1:A2", "=B1:B2")
    book.save(out := BytesIO())
    done = applied(out.getvalue(), "total.score", Fix("A1", 5, "改"))
    assert done.left == (Left("表", "A1", "是数组公式，没有修正"),)
    assert done.changes == ()


# Rounds: what a check finds after each


def told(code: str, cell: str, fix: Fix | None = None) -> Finding:
    """A finding of our own in the only sheet."""
    return Finding(code, ERROR, "a", "表", cell, f"x.{cell}", None, None, None, "", {}, fix)


def in_rounds(data: bytes, *rounds: list[Finding]) -> tuple[Mended, int]:
    """Mend with what each check finds; the last goes on for ever. Also how often was checked."""
    checks = iter(range(100))
    counted: list[int] = []

    def recheck(_: Iterable[SelfEvaluation]) -> list[Finding]:
        counted.append(next(checks))
        return rounds[min(counted[-1], len(rounds) - 1)]

    return mend(data, "a.xlsx", form_reader(), recheck), len(counted)


ONE, OTHER = Fix("A1", 5, "改"), Fix("A2", 6, "改")
TWO = odd(("A1", 1, "General"), ("A2", 2, "General"), ("A3", "=A1+A2", "General"))


def values_of(done: Mended) -> list[object]:
    return [cell(done, address) for address in ("A1", "A2", "A3")]


def test_what_comes_up_after_a_fix_is_mended_too() -> None:
    later = told("ZPB001", "A2")
    first = [told("ZPB001", "A1", ONE), later]
    done, checks = in_rounds(TWO, first, [told("ZPB001", "A2", OTHER)], [])
    assert values_of(done) == [5, 6, 11]
    assert checks == 3


def test_when_nothing_more_can_be_mended_it_ends() -> None:
    done, checks = in_rounds(TWO, [told("ZPB001", "A1", ONE)])
    assert values_of(done)[:2] == [5, 2]
    assert checks == 2


def test_a_fix_that_brings_up_an_error_is_undone_and_the_others_stay() -> None:
    both = [told("ZPB001", "A1", ONE), told("ZPB001", "A2", OTHER)]
    worse = [*both, told("ZPB007", "A3")]
    done, _ = in_rounds(TWO, both, worse, both[1:], worse[1:], both[1:])
    assert values_of(done)[:2] == [5, 2]
    assert [one.cell for one in done.changes] == ["A1"]
    assert done.left == (Left("表", "A2", "改了会引出别的错误，没有修正"),)


def test_fixes_that_all_do_harm_are_all_undone() -> None:
    both = [told("ZPB001", "A1", ONE), told("ZPB001", "A2", OTHER)]
    worse = [*both, told("ZPB007", "A3")]
    done, checks = in_rounds(TWO, both, worse)
    assert (cell(done, "A1"), cell(done, "A2")) == (1, 2)
    assert done.changes == ()
    assert done.cells == {}
    assert [one.cell for one in done.left] == ["A1", "A2"]
    assert checks == 4


def test_what_was_written_is_told_for_those_who_write_it_elsewhere() -> None:
    data = odd(("A1", "x", "@"), ("B1", 3, "General"), ("B2", 4, "General"))
    done = applied(data, "total.score", Fix("A1", 7, "改", "SUM(B1:B2)"))
    assert done.cells == {("表", "A1"): Written(7, "SUM(B1:B2)", "General")}
    plain = applied(data, "funds[0].budget", Fix("B1", 5, "改"))
    assert plain.cells["表", "B1"][:2] == (5, None)
    assert note_of(plain.changes[0]) == "原值：3\n改为：5\nZPB001 执行率不符：改。"


def test_a_formula_must_give_the_very_number() -> None:
    """8.571 is not 8.57, though a score that is a formula already may be so."""
    data = odd(("A1", 9, "General"), ("B1", 8.571, "General"))
    done = applied(data, "total.score", Fix("A1", 8.57, "改", "B1"))
    assert done.cells["表", "A1"][:2] == (8.57, None)


def test_a_formula_is_not_replaced_by_a_number() -> None:
    data = odd(("A1", "=B1", "General"), ("B1", 3, "General"))
    done = applied(data, "total.score", Fix("A1", 5, "改"))
    assert done.left == (Left("表", "A1", "是公式，结果与应有的数不同，没有修正"),)
    assert done.changes == ()
    assert cell(done, "A1", formula=True) == "=B1"


def test_the_difference_is_told_line_by_line(wrong: Path) -> None:
    lines = list(diff_lines(mended(wrong / "甲.xlsx").changes, "甲.修正.xlsx"))
    assert lines[:2] == ["--- 甲.xlsx", "+++ 甲.修正.xlsx"]
    assert re.fullmatch(r"@@ .+![A-Z]+\d+ @@ ZPB\d{3} .+：.+", lines[2])
    assert "-85.90%" in lines
    assert any(line.startswith("+85.69%（=ROUND(") for line in lines)


def test_several_forms_on_several_sheets_are_mended(tmp_path: Path) -> None:
    forms = [wrong_form("甲项目"), replace(wrong_form("乙项目"), year=2022)]
    path = tmp_path / "两张.xlsx"
    path.write_bytes(workbook(*forms))
    done = mended(path)
    assert {one.sheet for one in done.changes} == {"甲项目", "乙项目"}
    path.write_bytes(done.data)
    assert [one for one in check_paths(Request([path])).findings if one.fixable] == []
