"""Native twins: plain formulas that give what the functions give, by our own reading of formulas
and with LibreOffice as the oracle.

A twin is written for what the cells hold. Once a cell holds something else, it gives what the
function would give then, or nothing; never a number that is no longer true.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
import xlsxwriter
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from office import Office
from sheets import Sheets
from zipingbiao.ooxml.evaluate import compile_formula
from zipingbiao.scoring.functions import FUNCTIONS, Cells, Scalar
from zipingbiao.scoring.native import Call, call_of, native_twin
from zipingbiao.scoring.profile import load_profile

COLUMNS = "ABCDEFGH"
KNOWN = Path(__file__).with_name("clauses.toml")

# ---- cells -------------------------------------------------------------------------------------

STEPS = "差异率≤0，得满分；差异率>0时，每增加5%（含）扣减0.5分，减至0分为止。"
CLAUSES = (
    STEPS,
    "变动率=0，得满分；变动率（绝对值）>0时，每增加5%（含）扣减0.5分，减至0分为止。",
    "偏差程度在10%以内的，得10分。偏差度在10%—20%之间的，得5分，偏差度超过20%的，不得分。",
    "应缴财政款=0，得满分，应缴财政款≠0，得0分",
    "每发现一处问题扣2分，扣完为止。",
    "得分=达到预期值的指标个数/全部指标个数*10",
    "执行率≥90%得满分，低于90%的按执行率/90%×分值计分。",
)
PROFILES = ("national", "hubei", "liaoning", "sichuan", "beijing")
money = st.one_of(st.integers(0, 2000), st.decimals(0, 900, places=2).map(float))
shares = st.one_of(
    st.decimals(0, 2, places=4).map(float), st.sampled_from([0, 1, 0.005, 0.00499, 0.28571])
)
weights: st.SearchStrategy[Scalar] = st.one_of(
    st.integers(1, 40), st.sampled_from([2.5, 12.5, 0, 7.77, None, "", "10分", -1])
)
# No truths: to LibreOffice they are numbers, to Excel not.
nothing: st.SearchStrategy[Scalar] = st.sampled_from([None, "", "—", "/", "见附件", "3万元"])
numbers = st.one_of(st.integers(1, 200), st.decimals(1, 99, places=1).map(float))
units = st.sampled_from(["", "次", "人", "万元", "%", "%"])
signs = st.sampled_from(["", "≥", "≤", "=", ">", "<", "≧", "＞", "≥ "])
kinds = st.sampled_from(["", "数量指标", "质量指标", "成本指标", "正向", "反向", "定性"])
odd = st.sampled_from(
    ["", "2020年12月底前完成", "90%-95%", "零登记", "及时", "不低于95", "3/4", "2020-11-30", "约50",
     "1e2", "5‰", "-3", "007", "1,200", "每月3次", "不适用", "2020.11", "50万元", "500000元"]
)  # fmt: skip


@st.composite
def goals(draw: st.DrawFn) -> Scalar:
    """Targets as forms print them, most of them numbers with a sign and a unit."""
    shape = draw(st.integers(0, 9))
    if shape == 0:
        return draw(odd)
    number = draw(numbers)
    return number if shape < 3 else f"{draw(signs)}{number}{draw(units)}"


@st.composite
def results(draw: st.DrawFn) -> Scalar:
    """Results: numbers, shares as per-cent cells hold them, texts with a unit."""
    shape = draw(st.integers(0, 9))
    if shape == 0:
        return draw(odd)
    number = draw(numbers | st.integers(-5, 0))
    return draw(st.sampled_from([number, draw(shares), f"{number}", f"{number}{draw(units)}"]))


class Row(NamedTuple):
    """A formula over the cells A, B … of its row, and what these hold."""

    name: str
    cells: tuple[Scalar, ...]
    profile: str = ""

    def formula(self, row: int) -> str:
        """The live formula in a row."""
        last = [f'"{self.profile}"'] if self.profile else []
        names = [f"{column}{row}" for column in COLUMNS[: len(self.cells)]]
        if self.name == "ZPB_TOTAL":
            names = [f"A{row}:{names[-1]}"]
        return f"{self.name}({','.join([*names, *last])})"

    def value(self, cells: Sequence[Scalar]) -> object:
        """What the function gives for such cells."""
        last = [self.profile] if self.profile else []
        given_cells: list[Cells] = [[cells]] if self.name == "ZPB_TOTAL" else list(cells)
        return FUNCTIONS[self.name](*given_cells, *last)

    def twin(self, row: int) -> str | None:
        """The native twin for what the cells hold."""

        def holds(text: str) -> Cells:
            if text.startswith('"'):
                return text.strip('"')
            return [[*self.cells]] if ":" in text else self.cells[COLUMNS.index(text[0])]

        return native_twin(self.formula(row), holds)


profiles = st.sampled_from(["", *PROFILES])
clauses = st.sampled_from(CLAUSES)
values = st.one_of(shares, st.integers(-20, 130), st.decimals(0, 99, places=2).map(float), nothing)
ROWS: Mapping[str, st.SearchStrategy[Row]] = {
    "ZPB_RATE": st.builds(
        Row,
        st.just("ZPB_RATE"),
        st.tuples(money | nothing, money | nothing | st.just(0)),
        st.just(""),
    ),
    "ZPB_TOTAL": st.builds(
        Row,
        st.just("ZPB_TOTAL"),
        st.tuples(*[money | st.sampled_from([None, "—", "/"])] * 4),
        st.just(""),
    ),
    "ZPB_RATE_SCORE": st.builds(
        Row,
        st.just("ZPB_RATE_SCORE"),
        st.tuples(shares | nothing | st.sampled_from([85.69, -0.5, 10, 9.5, 3.01]), weights),
        profiles,
    ),
    "ZPB_COMPLETION": st.builds(
        Row, st.just("ZPB_COMPLETION"), st.tuples(goals(), results(), kinds), profiles
    ),
    "ZPB_SCORE": st.builds(
        Row,
        st.just("ZPB_SCORE"),
        st.tuples(goals(), results(), weights, st.sampled_from(["", "", "≥48"]), kinds),
        profiles,
    ),
    "ZPB_SCORE by a clause": st.builds(
        Row,
        st.just("ZPB_SCORE"),
        st.tuples(st.just(""), values, st.integers(10, 40), clauses, st.just("")),
        profiles,
    ),
    "ZPB_DEDUCT": st.builds(
        Row, st.just("ZPB_DEDUCT"), st.tuples(clauses, values, st.integers(10, 40)), profiles
    ),
}


@cache
def rows_of(name: str, count: int = 250) -> list[tuple[Row, tuple[Scalar, ...]]]:
    """Rows, each with what is typed into its cells afterwards."""
    found: list[tuple[Row, tuple[Scalar, ...]]] = []

    @settings(max_examples=count, phases=[Phase.generate], database=None, derandomize=True)
    @given(ROWS[name], ROWS[name], st.integers(0, 31))
    def collect(row: Row, other: Row, mask: int) -> None:
        keep = [bool(mask >> at & 1) for at in range(len(row.cells))]
        pairs = zip(row.cells, other.cells, keep, strict=True)
        found.append((row, tuple(old if kept else new for old, new, kept in pairs)))

    collect()
    return found


def write(path: Path, rows: Sequence[Row]) -> dict[int, str]:
    """The rows with their twins in column H, no stored values; the row numbers with a twin."""
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("表")
    written: dict[int, str] = {}
    for number, row in enumerate(rows, 1):
        for column, value in zip(COLUMNS, row.cells, strict=False):
            put(sheet, f"{column}{number}", value)
        twin = row.twin(number)
        if twin is not None:
            written[number] = twin
            sheet.write_formula(f"H{number}", f"={twin}")
    book.close()
    return written


def put(sheet: xlsxwriter.worksheet.Worksheet, cell: str, value: Scalar) -> None:
    if isinstance(value, str) and value:
        sheet.write_string(cell, value)
    elif isinstance(value, int | float):
        sheet.write_number(cell, value)


def agree(one: object, other: object) -> bool:
    if isinstance(one, int | float) and isinstance(other, int | float):
        return abs(one - other) <= 1e-9 * max(1.0, abs(one))
    return (one or "") == (other or "") and (one == 0) == (other == 0)


def told_by_ourselves(row: Row) -> bool:
    """Whether the twin of a row gives a value, which is then that of the function."""
    twin = row.twin(1)
    if twin is None:
        return False
    cells = dict(zip((f"{column}1" for column in COLUMNS), row.cells, strict=False))
    native = compile_formula(twin).evaluate(Sheets({"": cells}))
    assert native == "" or agree(row.value(row.cells), native), (row, twin)
    return native != ""


@pytest.mark.parametrize("name", ROWS)
def test_a_twin_read_by_ourselves_gives_what_the_function_gives(name: str) -> None:
    rows = [row for row, _ in rows_of(name)]
    assert sum(map(told_by_ourselves, rows)) >= len(rows) / 8, "the examples are too poor"


def test_twins_of_all_clauses_that_are_known_give_what_the_function_gives() -> None:
    rows = [
        Row("ZPB_SCORE", (goal, value, case.get("weight", 10), case["text"], ""))
        for case in tomllib.loads(KNOWN.read_text("utf-8"))["clause"]
        for goal, value, _ in [
            *case.get("held", ()), *(("", *point) for point in case.get("points", ()))
        ]
    ]  # fmt: skip
    assert sum(map(told_by_ourselves, rows)) >= len(rows) / 8, "the examples are too poor"


@pytest.mark.parametrize("name", ROWS)
def test_a_twin_gives_what_the_function_gives(name: str, office: Office, tmp_path: Path) -> None:
    rows = [row for row, _ in rows_of(name)]
    path = tmp_path / "twins.xlsx"
    twins = write(path, rows)
    native = office.recalculated(path)["表"]
    wrong = []
    same = 0
    for number, row in enumerate(rows, 1):
        if number in twins:
            value = row.value(row.cells)
            same += agree(value, native[f"H{number}"]) and value != ""
            # The writer compares and writes the value alone where Excel can't tell it; but what
            # Excel does tell must be true.
            if native[f"H{number}"] != "" and not agree(value, native[f"H{number}"]):
                wrong.append((row, value, native[f"H{number}"]))
    assert wrong == []
    assert same >= len(rows) / 8, "the examples are too poor"


@pytest.mark.parametrize("name", ROWS)
def test_a_twin_is_never_stale(name: str, office: Office, tmp_path: Path) -> None:
    rows = rows_of(name)
    path = tmp_path / "twins.xlsx"
    twins = write(path, [row for row, _ in rows])
    typed = {
        f"{column}{number}": "" if value is None else value
        for number, (_, changed) in enumerate(rows, 1)
        for column, value in zip(COLUMNS, changed, strict=False)
        if number in twins
    }
    native = office.recalculated(path, inputs={"表": typed})["表"]
    wrong = []
    alive = 0
    for number, (row, changed) in enumerate(rows, 1):
        if number not in twins:
            continue
        value, found = row.value(changed), native[f"H{number}"]
        alive += changed != row.cells and found != ""
        if found != "" and not agree(value, found):
            wrong.append((row, changed, value, found, twins[number]))
    assert wrong == []
    assert alive > 5, "the examples are too poor"


# ---- one by one --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("target", "changed", "points"),
    [
        ("≥48", "≥60", 4),
        ("≥48", "≤60", ""),
        ("≥48", "48", ""),
        ("≥48", "及时", ""),
        ("≥48次", "≥60次", 4),
        ("≥48次", "≥60人", ""),
        ("≤40", "≤24", 0),
        ("≧48", "≧60", 4),
        ("90%", "96%", 2.5),
        ("90%", "0.96", ""),
    ],
)
def test_a_changed_target_counts_or_empties_the_cell(
    target: str, changed: str, points: object, office: Office, tmp_path: Path
) -> None:
    row = Row("ZPB_SCORE", (target, 48, 5, "", "数量指标"))
    path = tmp_path / "target.xlsx"
    assert write(path, [row])
    assert office.recalculated(path)["表"]["H1"] == pytest.approx(row.value(row.cells))
    assert office.recalculated(path, inputs={"表": {"A1": changed}})["表"]["H1"] == points


def test_a_changed_clause_empties_the_cell(office: Office, tmp_path: Path) -> None:
    row = Row("ZPB_DEDUCT", (STEPS, 0.12, 5))
    path = tmp_path / "clause.xlsx"
    assert write(path, [row])
    assert office.recalculated(path)["表"]["H1"] == 1
    changed = STEPS.replace("0.5分", "1分")
    assert office.recalculated(path, inputs={"表": {"A1": changed}})["表"]["H1"] == ""


def test_a_clause_written_later_empties_the_cell(office: Office, tmp_path: Path) -> None:
    row = Row("ZPB_SCORE", ("≥48", 50, 5, "", ""))
    path = tmp_path / "clause.xlsx"
    assert write(path, [row])
    assert office.recalculated(path)["表"]["H1"] == 5
    assert office.recalculated(path, inputs={"表": {"D1": STEPS}})["表"]["H1"] == ""


def test_both_reverse_formulas_have_a_twin(office: Office, tmp_path: Path) -> None:
    assert load_profile("national").reverse != load_profile("hubei").reverse
    cells = ("≤10", 12, 10, "", "")
    path = tmp_path / "reverse.xlsx"
    write(path, [Row("ZPB_SCORE", cells, name) for name in ("national", "hubei")])
    assert list(office.recalculated(path)["表"].values()) == [8, 8.33]


# ---- formulas ----------------------------------------------------------------------------------


def test_a_call_is_cut_at_its_own_commas() -> None:
    found = call_of('ZPB_SCORE(F1,"a,b",IF(A1=1,2,3),{1,2})')
    assert found == Call("ZPB_SCORE", ("F1", '"a,b"', "IF(A1=1,2,3)", "{1,2}"))
    assert call_of("SUM(A1:A3)") is None
    assert call_of("ZPB_NONE(A1)") is None


def nothing_there(_: str) -> Cells:
    return None


@pytest.mark.parametrize(
    ("formula", "twin"),
    [
        ("SUM(A1:A3)", "SUM(A1:A3)"),
        ('IF(COUNT(A1:A3)=0,"",ZPB_TOTAL(A1:A3,$A$9))', 'IF(COUNT(A1:A3)=0,"",SUM(A1:A3,$A$9))'),
        ("ZPB_TOTAL(A1)+ZPB_TOTAL(B1)", "SUM(A1)+SUM(B1)"),
        ("IF(ZPB_TOTAL(A1)>1,2,ZPB_TOTAL(B1))", "IF(SUM(A1)>1,2,SUM(B1))"),
        ("ZPB_NONE(A1)", None),
        ("1+ZPB_EXPLAIN(A1)", None),
        ("ZPB_DEDUCT(A1,B1,C1)", None),
    ],
)
def test_a_twin_replaces_the_calls_inside_a_formula(formula: str, twin: str | None) -> None:
    assert native_twin(formula, nothing_there) == twin


def twins() -> Iterator[str]:
    for name in ROWS:
        for number, (row, _) in enumerate(rows_of(name, 40), 1):
            twin = row.twin(number)
            if twin is not None:
                yield twin


def test_twins_need_no_addin_and_fit_into_a_cell() -> None:
    for twin in twins():
        assert "ZPB_" not in twin
        assert len(twin) < 8192
        assert twin.count('"') % 2 == 0
