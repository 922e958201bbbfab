"""References in formulas: how they move, how shared ones slide, how sheets are renamed."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.formula.translate import Translator

from office import Office
from zipingbiao.ooxml.address import Area, cell_name
from zipingbiao.ooxml.formula import (
    Renaming,
    areas_named,
    expand_shared,
    move_areas,
    move_formula,
    parse,
    quote_sheet,
    rename,
    sheets_named,
    single_row,
    top_row,
)
from zipingbiao.ooxml.rowmap import RowMap

#: Row 13 becomes rows 13 to 32.
MAPS = {"自评表": RowMap({13: 20}), "自评 表": RowMap({13: 20}), "It's": RowMap({13: 20})}

MOVED = r'''
SUM(G13:G13) → SUM(G13:G32)
G13+G14-$G$12 → G13+G33-$G$12
SUM(A1:B13,$A$14:B$20) → SUM(A1:B32,$A$33:B$39)
B14:A1 → B33:A1
A13:A13 → A13:A32
5:5 → 5:5
SUM(13:13,$14:$15) → SUM(13:32,$33:$34)
SUM(A:A,$B:C) → SUM(A:A,$B:C)
自评表!A14&"A14"""A14 → 自评表!A33&"A14"""A33
'自评 表'!$A$14 → '自评 表'!$A$33
'It''s'!A13:B14 → 'It''s'!A13:B33
自评表!A1:自评表!B13 → 自评表!A1:自评表!B32
别的!A14+'别 的'!A14 → 别的!A14+'别 的'!A14
[1]自评表!A14+'[1]自评 表'!A14 → [1]自评表!A14+'[1]自评 表'!A14
自评表:别的!A14 → 自评表:别的!A14
'自评表:自评 表'!A14 → '自评表:自评 表'!A33
#REF!A14+#REF!+A14 → #REF!A14+#REF!+A33
LOG10(A14)+ATAN2(A14,A15) → LOG10(A33)+ATAN2(A33,A34)
A1B+A14_+总得分14+_A14 → A1B+A14_+总得分14+_A14
1E14+A14*1.5E-3 → 1E14+A33*1.5E-3
XFD14+XFE14+A1048577 → XFD33+XFE14+A1048577
明细表[[#This Row],[A14]]+[@A14] → 明细表[[#This Row],[A14]]+[@A14]
INDEX(A1:A20,1):A13 → INDEX(A1:A39,1):A32
A13:OFFSET(A14,1,1) → A13:OFFSET(A33,1,1)
-A14%+A15# → -A33%+A34#
A1:A1048576 → A1:A1048576
A1048576+A1 → #REF!+A1
a14+$b$14 → a33+$b$33
IF(A14="",{1,2;"A14",4},A14) → IF(A33="",{1,2;"A14",4},A33)
'''.strip().splitlines()


@pytest.mark.parametrize("case", MOVED)
def test_references_move_and_nothing_else(case: str) -> None:
    old, _, new = case.partition(" → ")
    assert move_formula(old, MAPS, "自评表") == new


@given(st.text(st.sampled_from("A1$:!'\"[](),;+ #.BG13自E_"), max_size=25))
def test_pieces_joined_give_the_formula_back(text: str) -> None:
    assert "".join(map(str, parse(text))) == text
    assert move_formula(text, {"自评表": RowMap()}, "自评表") == text
    assert rename(text, Renaming({}, {})) == text


ROWS = st.integers(1, 60)
REPEATS = st.dictionaries(ROWS, st.integers(1, 9), max_size=4)
DOLLAR = st.sampled_from(["", "$"])


@given(REPEATS, ROWS, DOLLAR)
def test_a_cell_goes_to_the_first_copy_of_its_row(
    repeats: dict[int, int], row: int, dollar: str
) -> None:
    rows = RowMap(repeats)
    moved = move_formula(f"-$C{dollar}{row}", {"表": rows}, "表")
    assert moved.startswith(f"-$C{dollar}")
    assert rows.source(int(moved.rpartition(dollar or "C")[2])) == (row, 0)


@given(REPEATS, ROWS, ROWS, DOLLAR)
def test_a_range_covers_all_copies_of_the_rows_it_covered(
    repeats: dict[int, int], top: int, bottom: int, dollar: str
) -> None:
    rows = RowMap(repeats)
    moved = move_formula(f"SUM(表!B{dollar}{top}:C{bottom})", {"表": rows}, "另一张")
    ((sheet, area),) = areas_named(moved[4:-1], "") or ()
    low, high = sorted((top, bottom))
    covered = {row for row in range(1, 120) if low <= rows.source(row)[0] <= high}
    assert sheet == "表"
    assert set(range(area.top, area.bottom + 1)) == covered


@pytest.mark.parametrize(
    ("formula", "own"),
    [
        ("G13+$H$13", "G18+$H$18"),
        ("SUM(C13:F13)", "SUM(C18:F18)"),
        ("G13/SUM(G$13:G$13)", "G18/SUM(G$13:G$32)"),
        ("SUM(G$13:G13)", "SUM(G$13:G18)"),
        ("SUM(G13:G$13)", "SUM(G18:G$32)"),
        ("自评表!G13+别的!G13", "自评表!G18+别的!G13"),
        ("G12+G14+SUM(G12:G14)", "G12+G33+SUM(G12:G33)"),
    ],
)
def test_a_repeated_formula_means_its_own_row(formula: str, own: str) -> None:
    maps = {"自评表": RowMap({13: 20}), "别的": RowMap({5: 1})}
    assert move_formula(formula, maps, "自评表", (13, 5)) == own


def test_sheets_are_found_whatever_the_case_of_their_names() -> None:
    assert move_formula("sheet1!A14", {"Sheet1": RowMap({13: 2})}, "Sheet2") == "sheet1!A15"


@pytest.mark.parametrize(
    ("areas", "grown"),
    [
        ("A13", "A13:A32"),
        ("$A$13:B13 C14", "$A$13:B32 C33"),
        ("A1:XFD1048576", "A1:XFD1048576"),
        ("13:13 A:A", "13:32 A:A"),
    ],
)
def test_areas_grow_over_all_copies(areas: str, grown: str) -> None:
    assert move_areas(areas, RowMap({13: 20})) == grown


def test_areas_are_told_from_other_formulas() -> None:
    assert areas_named("('自 评'!$B$3:A1,C9)", "表") == (
        ("自 评", Area(1, 1, 3, 2)),
        ("表", Area(9, 3, 9, 3)),
    )
    for other in ("A:A", "[1]表!A1", "表1:表3!A1", "名称", "SUM(A1)"):
        assert areas_named(other, "表") is None
    assert (top_row("B9 A3:C4"), top_row("A:A"), top_row("")) == (3, None, None)
    assert (single_row("A3:C3"), single_row("A3:C4"), single_row("A3 B3")) == (3, None, None)


def test_the_sheets_of_a_formula_are_named() -> None:
    assert sheets_named("A1+'自 评'!B2+表1:表3!C3+[1]外!D4", "家") == {"家", "自 评", "表1", "表3"}


SHARED = ["B2+$C3-D$4*$E$5", "SUM(A1:B$9)+'自 评'!A1", 'IF(A1="A1",LOG10(B1),2:3)', "SUM(A:$B)"]


@given(st.sampled_from(SHARED), st.integers(1, 30), st.integers(1, 30))
def test_shared_formulas_slide_as_openpyxl_slides_them(formula: str, row: int, column: int) -> None:
    by, at = (10, 5), (row + 10, column + 5)
    theirs = Translator(f"={formula}", cell_name(*by)).translate_formula(cell_name(*at))
    assert expand_shared(formula, by, at) == theirs[1:]


def test_a_shared_reference_that_leaves_the_sheet_is_lost() -> None:
    assert expand_shared("A1+B2:C3", (5, 5), (4, 5)) == "#REF!+B1:C2"
    assert expand_shared("A9+XFD9", (5, 5), (5, 6)) == "B9+#REF!"


RENAMED = """
自评表!A1+别的!A1 → 'a b'!A1+别的!A1
'自评表'!A1:自评表!B2 → 'a b'!A1:'a b'!B2
自评表!总得分+"自评表!A1" → 'a b'!总得分+"自评表!A1"
自评表:别的!A1 → 'a b:别的'!A1
[1]自评表!A1 → [1]自评表!A1
SUM(明细表[金额])+ROWS(明细表)+明细表2[金额] → SUM(明细_2[金额])+ROWS(明细_2)+明细表2[金额]
""".strip().splitlines()


@pytest.mark.parametrize("case", RENAMED)
def test_sheets_and_tables_are_renamed_and_nothing_else(case: str) -> None:
    old, _, new = case.partition(" → ")
    assert rename(old, Renaming({"自评表": "a b"}, {"明细表": "明细_2"})) == new


@pytest.mark.parametrize(
    ("name", "quoted"),
    [
        *(("自评表", "'自评表'"), ("A1", "'A1'"), ("R1C1", "'R1C1'"), ("①项目", "'①项目'")),
        *(("1月", "'1月'"), ("It's", "'It''s'"), ("甲（乙）", "'甲（乙）'"), ("a b", "'a b'")),
    ],
)
def test_sheet_names_are_quoted(name: str, quoted: str) -> None:
    assert quote_sheet(name) == quoted
    assert sheets_named(f"{quoted}!A1", "") == {name}


ROWS_NAMED = (5, 13, 14, 20)


def references() -> list[str]:
    """References in all manners to rows 5, 13, 14 and 20; no range ends in 13.

    Inserting by hand behind row 13 does not let a range grow that ends there.
    """
    ends = [
        (f"{column}{dollar}", row) for column, dollar, row in product("BC", ("", "$"), ROWS_NAMED)
    ]
    cells = [f"{column}{row}" for column, row in ends]
    ranges = [
        f"${left}{top}:{right}{bottom}"
        for (left, top), (right, bottom) in product(ends[:8], ends[8:])
        if top <= bottom != 13
    ]
    plain = [*cells, *ranges, "13:14", "$5:$20", "C:D"]
    return plain + [f"{sheet}!{ref}" for sheet in ("自评表", "别的") for ref in plain]


def test_libreoffice_moves_references_alike_when_rows_are_inserted(
    tmp_path: Path, office: Office
) -> None:
    formulas = [f"SUM({reference})" for reference in references()]
    book = openpyxl.Workbook()
    form, other = book.worksheets[0], book.create_sheet("别的")
    form.title = "自评表"
    for number, formula in enumerate(formulas, 1):
        form.cell(40 + number, 1, f"={formula}")
        other.cell(number, 1, f"={formula}")
    book.save(tmp_path / "a.xlsx")
    out = office.insert_rows(tmp_path / "a.xlsx", "自评表", 14, 19, tmp_path / "b.xlsx")
    moved = openpyxl.load_workbook(out)
    maps = {"自评表": RowMap({13: 20})}
    for number, formula in enumerate(formulas, 1):
        for sheet, row in (("自评表", 59 + number), ("别的", number)):
            theirs = str(moved[sheet].cell(row, 1).value).lstrip("=").replace("$自评表.", "自评表!")
            ours = move_formula(formula, maps, sheet)
            assert theirs.replace(f"{sheet}!", "") == ours.replace(f"{sheet}!", "")
