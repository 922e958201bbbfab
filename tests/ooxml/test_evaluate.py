"""Formulas give what a spreadsheet gives."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from office import Office, same
from sheets import Sheets
from zipingbiao.errors import ZpbError
from zipingbiao.ooxml.address import Area, area_of, cell_name
from zipingbiao.ooxml.evaluate import FormulaError, UnknownFunction, compile_formula
from zipingbiao.ooxml.evaluate_functions import EXCEL
from zipingbiao.ooxml.evaluate_nodes import Reference
from zipingbiao.ooxml.grid import CellError, Scalar

#: The sheet that the formulas speak of: amounts, a code, texts, blanks, a text that is a number.
DATA: dict[str, Scalar] = {
    **{"A1": 66, "A2": 176.45, "A3": 0.125, "A4": -5.66, "A5": 100, "A6": 0, "A7": 2.5, "A8": 1e6},
    **{"B1": "经济效益", "B2": "社会效益", "B3": "经济成本", "B4": "abc", "B5": "ABC", "B6": "3"},
    **{"B8": "a*c", "C1": 1, "C2": 2, "C3": 3, "C4": 5, "C5": 8, "C6": 13, "C7": 21, "C8": 34},
    **{"D1": 0.859, "D3": "/", "D4": "", "D5": 44196, "D6": 0.1, "D7": 0.2, "D8": 0.3},
}
NAMES = {"总数": "42", "一列": "$C$1:$C$8", "加倍": "总数*$C$3", "循环": "循环+1"}
OTHER: dict[str, Scalar] = {"A1": 7, "B2": "另表"}


def formulas(name: str = "formulas.txt") -> list[str]:
    path = Path(__file__).parent.parent / "values" / name
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("# ")]


CELLS = Sheets({"": DATA, "另表": OTHER}, NAMES)


def value_of(formula: str, here: tuple[int, int] | None = None) -> Scalar:
    return compile_formula(formula).evaluate(CELLS, here)


def in_libreoffice(
    office: Office, path: Path, texts: Sequence[str], arrays: bool = False
) -> list[object]:
    """What LibreOffice computes, formula by formula; they stand below one another in H."""
    with xlsxwriter.Workbook(path, {"use_future_functions": True}) as book:
        sheet = book.add_worksheet("表")
        other = book.add_worksheet("另表")
        for name, text in NAMES.items():
            if name != "循环":
                book.define_name(name, f"={re.sub('[$]C', '表!$C', text, count=1)}")
        for target, cells in ((sheet, DATA), (other, OTHER)):
            for address, value in cells.items():
                # an empty text can stand in a cell only as a formula's result
                target.write(address, '=""' if value == "" else value)
        for row, text in enumerate(texts):
            if arrays:
                sheet.write_array_formula(row, 7, row, 7, f"{{={text}}}")
            else:
                sheet.write_formula(row, 7, "=" + text)
    results = office.recalculated(path)["表"]
    return [results.get(cell_name(row + 1, 8)) for row in range(len(texts))]


def disagreements(
    office: Office, path: Path, texts: Sequence[str]
) -> list[tuple[str, Scalar, object]]:
    theirs = in_libreoffice(office, path, texts)
    ours = [value_of(text, (row, 8)) for row, text in enumerate(texts, 1)]
    return [
        (text, our, their)
        for text, our, their in zip(texts, ours, theirs, strict=True)
        if not (same(our, their) or our == their)
    ]


def test_libreoffice_computes_the_same(office: Office, tmp_path: Path) -> None:
    different = disagreements(office, tmp_path / "formulas.xlsx", formulas())
    assert different == [], "\n".join(map(str, different))


def test_libreoffice_computes_array_formulas_the_same(office: Office, tmp_path: Path) -> None:
    texts = formulas("array_formulas.txt")
    theirs = in_libreoffice(office, tmp_path / "arrays.xlsx", texts, arrays=True)
    different = [
        (text, our, their)
        for text, their in zip(texts, theirs, strict=True)
        if not same(our := compile_formula(text, spreads=True).evaluate_all(CELLS)[0][0], their)
    ]
    assert different == [], "\n".join(map(str, different))


def test_truths_in_an_array_are_not_added() -> None:
    """As in Excel; LibreOffice counts them."""
    assert compile_formula("SUM(C1:C8>2)", spreads=True).evaluate_all(CELLS) == ((0,),)


@pytest.mark.parametrize("text", ["ROW(A1:A3)", "SUM(COLUMN(A1:B1))", "ROWS(A1:A3)+ROW(A1:A2)"])
def test_an_array_formula_that_looks_at_places_is_refused(text: str) -> None:
    with pytest.raises(UnknownFunction, match="数组公式"):
        compile_formula(text, spreads=True)


def test_a_name_that_leads_back_to_itself_is_refused() -> None:
    with pytest.raises(FormulaError):
        value_of("循环*2")


@pytest.mark.parametrize(
    ("formula", "here", "expected"),
    [
        ("C1:C8", (1, 9), 1),
        ("C1:C8", (8, 9), 34),  # the last row of the range
        ("C1:C8", (9, 9), CellError("#VALUE!")),
        ("A1:C1", (9, 1), 66),
        ("A1:C1", (9, 3), 1),  # its last column
        ("A1:C1", (9, 4), CellError("#VALUE!")),
        ("C2:C7+1", (7, 9), 22),
        ("C2:C7+1", (1, 9), CellError("#VALUE!")),
    ],
)
def test_a_range_where_one_value_belongs_is_the_one_beside_the_formula(
    formula: str, here: tuple[int, int], expected: Scalar
) -> None:
    assert value_of(formula, here) == expected


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("COUNTBLANK(C1:C20)", 12),
        ("COUNTBLANK(A1:Z1)", 22),
        ('SUMPRODUCT((C1:C20="")*1)', 12),
        ("SUM(C5:C99)", 76),
        ("加倍", 126),
    ],
)
def test_blanks_beyond_the_last_cell_count_too(formula: str, expected: Scalar) -> None:
    assert value_of(formula) == expected


CELL = st.sampled_from([f"{column}{row}" for column in "ACD" for row in (1, 2, 5, 6, 7)])
NUMBERS = st.decimals(min_value=-1000, max_value=1000, places=2).map(str)
RANGES = st.sampled_from(["A1:A8", "C2:C5", "A1:C3", "D1:D8", "A1:D1", "B1:B8"])


def compound(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    def joined(*parts: str | st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        strategies = [st.just(part) if isinstance(part, str) else part for part in parts]
        return st.tuples(*strategies).map("".join)

    return st.one_of(
        joined("(", inner, st.sampled_from(["+", "-", "*", "/", "+", "-", "*"]), inner, ")"),
        joined(
            "IF(", inner, st.sampled_from(["<", ">", "=", "<>", "<=", ">="]), inner, ","
        ).flatmap(lambda start: joined(start, inner, ",", inner, ")")),
        joined(st.sampled_from(["SUM", "MAX", "MIN", "COUNT"]), "(", RANGES, ",", inner, ")"),
        joined("ROUND(", inner, ",", st.sampled_from("0124"), ")"),
        joined("IFERROR(", inner, ",", inner, ")"),
        joined("LEN(", inner, "&", inner, ")"),
        joined("-", inner),
        joined("(", inner, "%)"),
        joined("INT(", inner, ")"),
        joined("COUNTIF(", RANGES, ',"', st.sampled_from(["<", ">", "", "<>"]), NUMBERS, '")'),
    )


FORMULAS = st.recursive(CELL | NUMBERS.map(lambda text: f"({text})"), compound, max_leaves=6)


@settings(max_examples=2, phases=[Phase.generate])
@given(texts=st.lists(FORMULAS, min_size=150, max_size=200))
def test_libreoffice_computes_whatever_formula_the_same(
    texts: list[str], office: Office, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("formulas") / "formulas.xlsx"
    different = disagreements(office, path, texts)
    assert different == [], "\n".join(map(str, different))


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ('SUM(A1:A3,"4",TRUE)', 247.575),
        ("POWER(-8,1/3)", CellError("#NUM!")),
        ("SQRT(-1)", CellError("#NUM!")),
        ('VALUE("x")', CellError("#VALUE!")),
        ("MID(B1,0,2)", CellError("#VALUE!")),
        ("INDEX(C1:C8,99)", CellError("#REF!")),
        ("SUM(A1:INDEX(A1:A3,9))", CellError("#REF!")),
        ("VLOOKUP(6,C1:C8,2,FALSE)", CellError("#REF!")),
        ('LOOKUP(2,1/(B1:B9<>""),B1:B9)', "a*c"),
        ('LOOKUP(2,1/(D1:D4<>""),D1:D4)', "/"),
        ("LOOKUP(2,1/(A1:D1>80),A2:D2)", "社会效益"),
        ("LOOKUP(2,1/(C1:C8=4),C1:C8)", CellError("#N/A")),
        ("LOOKUP(2,1/(C1:C8=34),C1:C3)", CellError("#REF!")),
        ("LOOKUP(7,C1:C8)", 5),
        ("LOOKUP(0.5,C1:C8)", CellError("#N/A")),
        ('CHOOSE(4,"一","二","三")', CellError("#VALUE!")),
        ('""&1E15', "1E+15"),
        ("ROUND(1.005*100,0)", 101),
        ("TRUE=1", False),
        ("TRUE>99", True),
        ("ISNUMBER(TRUE)", False),
        ("SUM(E1:E2)", 0),
        ("E1", 0),
        ('IF(E1="","空","有")', "空"),
        ("0^0", CellError("#NUM!")),
        ("10^400", CellError("#NUM!")),
        ("1E200*1E200", CellError("#NUM!")),
        ("不存在", CellError("#NAME?")),
        ("A1:A3", CellError("#VALUE!")),
        ("SUM((A1:A3>0)*1)", CellError("#VALUE!")),
        ('"85%"+0', 0.85),
        ('"１２"+0', 12),
        ('LEFT("甲",-1)', CellError("#VALUE!")),
        ('REPT("x",99999)', CellError("#VALUE!")),
        ("ROUND(1,999)", 1),
        ("ROUND(1.5,-999)", 0),
        ("CHOOSE(1,5,1/0)", 5),
        ("YEAR(-1)", CellError("#NUM!")),
        ("YEAR(60)+MONTH(60)/100+DAY(60)/10000", 1900.0229),
        ("Sheet9!A1", CellError("#REF!")),
        ("#REF!+1", CellError("#REF!")),
        ("A1+Sheet1!#REF!", CellError("#REF!")),
        ("_xlfn.IFNA(#N/A,3)", 3),
        ("sum(a1,c1)", 67),
        ('"说""好"&"x"', '说"好x'),
        ("{1,2;3,4}", 1),
    ],
)
def test_excel_has_rules_that_libreoffice_does_not_share(formula: str, expected: Scalar) -> None:
    value = value_of(formula)
    assert value == expected
    assert type(value) is type(expected)


def test_a_range_where_one_value_belongs_means_the_cell_in_the_own_row_or_column() -> None:
    assert value_of("A1:A8*1", (2, 9)) == 176.45
    assert value_of("A1:C1+0", (9, 3)) == 1
    assert value_of("A1:A8+0", (99, 9)) == CellError("#VALUE!")


def test_whole_numbers_are_int_and_blanks_are_zero() -> None:
    assert isinstance(value_of("A7*2"), int)
    assert isinstance(value_of("SUM(C1:C3)"), int)
    assert isinstance(value_of("A7*1"), float)
    assert value_of("D2") == 0


@pytest.mark.parametrize("name", ["TODAY", "NOW", "INDIRECT", "ZPB_NONE", "RAND"])
def test_an_unknown_function_is_refused_by_name(name: str) -> None:
    with pytest.raises(UnknownFunction, match=name) as caught:
        compile_formula(f"IF(A1,{name}(),2)")
    assert isinstance(caught.value, ZpbError)


def test_only_those_functions_are_known_that_were_handed_in() -> None:
    functions = EXCEL.and_also({"ZPB_TWICE": ("n", lambda number: 2 * number)})
    assert compile_formula("ZPB_TWICE(21)+SUM(1)", functions).evaluate(CELLS) == 43
    with pytest.raises(UnknownFunction, match="ZPB_TWICE"):
        compile_formula("ZPB_TWICE(A7)+SUM(A7)")


@pytest.mark.parametrize(
    "text",
    [
        *("1+", "SUM(A1", "(1", "1)", "A1 A2", "ROUND(1)", "NOT(1,2)", "COUNTIFS(A1:A2,1,A1:A2)"),
        *(
            "[1]表!A1",
            "一:二!A1",
            "表[金额]",
            "A1:SUM(A1:A3)",
            "A1:2",
            "*1",
            "",
            "SUM(1;2)",
            "{1,2",
        ),
        *("{1,A1}", "{1,2;3}", "{}", '{-"x"}'),
    ],
)
def test_what_cannot_be_evaluated_is_refused(text: str) -> None:
    with pytest.raises(FormulaError, match="公式"):
        compile_formula(text)


@given(st.text(alphabet="AB12+-*/^&=<>(){},;:!'\"%$#. SUMIF甲", max_size=20))
def test_no_text_however_odd_ends_otherwise_than_with_a_value_or_a_refusal(text: str) -> None:
    try:
        formula = compile_formula(text)
    except (FormulaError, UnknownFunction):
        return
    assert isinstance(formula.evaluate(CELLS), str | int | float)


def test_a_formula_too_deep_is_refused() -> None:
    with pytest.raises(FormulaError):
        compile_formula("(" * 5000 + "1" + ")" * 5000)
    with pytest.raises(FormulaError):
        value_of("+".join(["A1"] * 5000))


def test_references_are_those_of_the_text_in_its_order() -> None:
    formula = compile_formula("SUM('表 一'!$B$2:C3,A1,D:D,3:4)")
    assert formula.references == (
        Reference("表 一", Area(2, 2, 3, 3)),
        Reference(None, Area(1, 1, 1, 1)),
        Reference(None, Area(1, 4, 1_048_576, 4)),
        Reference(None, Area(3, 1, 4, 16_384)),
    )


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("SUM(H12:INDEX(H:H,ROW()-1))+N(K6)", ["H12:H13", "K6"]),
        ("SUM(K6,INDEX(H:H,ROW()+1):INDEX(H:H,ROW(A20)-1))", ["K6", "H15:H19"]),
        ("SUM(INDEX(H:H,3):B3)", ["B3:H3"]),
        ("SUM(H2:INDEX(H2:H9,A1))", ["H2", "H2:H9", "A1"]),  # a cell says where: it may be any
        ("SUM(H12:INDEX(H:H,ROW()-99))", ["H12", "H1:H1048576"]),
    ],
)
def test_a_formula_reads_of_a_range_that_it_works_out_just_the_cells_of_it(
    text: str, read: list[str]
) -> None:
    assert [one.area for one in compile_formula(text).reads((14, 8))] == [
        area_of(name) for name in read
    ]


@pytest.mark.parametrize("operator", ["+", "-", "*", "/", "^", "&", "=", "<", ">="])
def test_an_error_in_an_operand_is_the_result(operator: str) -> None:
    assert value_of(f"(1/0){operator}A1") == CellError("#DIV/0!")
    assert value_of(f"A1{operator}#N/A") == CellError("#N/A")


@pytest.mark.parametrize("name", sorted(EXCEL.known))
def test_every_function_is_held_by_a_formula_that_libreoffice_computes_too(name: str) -> None:
    assert any(f"{name}(" in text for text in formulas())
