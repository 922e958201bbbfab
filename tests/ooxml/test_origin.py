"""What an output of ours says of itself, and the digest of what was typed into a workbook."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ooxml.hostile import zipped
from zipingbiao.ooxml.grid import PlainCell, PlainSheet, Scalar
from zipingbiao.ooxml.opening import open_workbook
from zipingbiao.ooxml.origin import (
    OWN_OUTPUT,
    SUMMARY_TITLE,
    Origin,
    input_digest,
    is_own_output,
    origin_of,
    without_marks,
)

ROOT = Path(__file__).resolve().parent.parent.parent
ORIGIN = Origin("0123456789abcdef" * 2, "f" * 32)
SUMMARY = f"<title>{SUMMARY_TITLE}</title><k>{OWN_OUTPUT}</k>"


@pytest.mark.parametrize(
    ("data", "own", "origin"),
    [
        (zipped({"docProps/core.xml": SUMMARY}), True, None),
        (zipped({"docProps/core.xml": f"<dc:title>问题清单</dc:title>{OWN_OUTPUT}"}), True, None),
        (zipped({"docProps/core.xml": f"<k>{OWN_OUTPUT}</k>"}), False, Origin()),
        (zipped({"docProps/core.xml": f"<k>甲 {ORIGIN.mark} 乙</k>"}), False, ORIGIN),
        (zipped({"docProps/core.xml": f"<k>{ORIGIN.mark[:-1]}</k>"}), False, None),
        (zipped({"docProps/core.xml": "<k>其他</k>"}), False, None),
        (zipped({"docProps/core.xml": SUMMARY + " " * 70_000}), False, None),
        (zipped({"xl/workbook.xml": SUMMARY}), False, None),
        (b"PK\3\4 docProps/core.xml", False, None),
        (b"", False, None),
        (SUMMARY.encode(), False, None),
    ],
)
def test_an_output_is_known_by_its_mark(data: bytes, own: bool, origin: Origin | None) -> None:
    assert is_own_output(data) == own
    assert origin_of(data) == origin


def test_the_template_of_the_summary_bears_the_mark() -> None:
    assert is_own_output((ROOT / "templates" / "summary" / "form.xlsx").read_bytes())


@pytest.mark.parametrize(
    ("words", "left"),
    [
        (f"{OWN_OUTPUT} 甲，乙", "甲，乙"),
        (f"甲 {ORIGIN.mark} 乙", "甲 乙"),
        (ORIGIN.mark, ""),
        ("甲  乙 ", "甲  乙 "),
    ],
)
def test_marks_are_taken_out_of_key_words_and_nothing_else(words: str, left: str) -> None:
    assert without_marks(words) == left


def sheet(cells: dict[str, Scalar], name: str = "表") -> PlainSheet:
    return PlainSheet(name, {place: PlainCell(value, "") for place, value in cells.items()})


SAME: list[tuple[dict[str, Scalar], dict[str, Scalar]]] = [
    ({"A1": 1}, {"A1": 1.0}),
    ({"A1": 0.1 + 0.2}, {"A1": 0.3}),
    ({"A1": "甲 乙\r\n丙"}, {"A1": "甲乙\n丙"}),
    ({"A1": "甲", "B1": None}, {"A1": "甲"}),
    ({"A1": "甲", "B1": ""}, {"A1": "甲"}),
]
OTHER: list[tuple[dict[str, Scalar], dict[str, Scalar]]] = [
    ({"A1": 1}, {"A1": "1.0"}),
    ({"A1": 1}, {"A2": 1}),
    ({"A1": 1}, {"A1": True}),
    ({"A1": 176.45}, {"A1": 176.46}),
    ({"A1": "甲"}, {"A1": "乙"}),
    ({"A1": "甲"}, {}),
    ({"A1": "甲"}, {"A1": "甲", "B1": "乙"}),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_what_programs_change_when_they_save_is_no_change(
    one: dict[str, Scalar], other: dict[str, Scalar]
) -> None:
    assert input_digest([sheet(one)]) == input_digest([sheet(other)])


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_what_a_person_types_is_one(one: dict[str, Scalar], other: dict[str, Scalar]) -> None:
    assert input_digest([sheet(one)]) != input_digest([sheet(other)])


CELLS = st.dictionaries(
    st.sampled_from(["A1", "B2", "C3"]),
    st.one_of(st.text(max_size=3), st.integers(), st.booleans()),
)


@given(CELLS, CELLS)
def test_sheets_may_be_moved_and_renamed_and_our_list_taken_out(
    one: dict[str, Scalar], other: dict[str, Scalar]
) -> None:
    first, second = sheet(one), sheet(other, "另一")
    listed = sheet({"A1": "问题"}, "问题清单（2）")
    digest = input_digest([first, second])
    assert digest == input_digest([sheet(other), listed, sheet(one, "改名")])


def test_formulas_and_their_results_do_not_count(tmp_path: Path) -> None:
    def digest(formula: str, value: str) -> str:
        book = openpyxl.Workbook()
        book.active["A1"], book.active["A2"] = formula, value
        book.save(tmp_path / "a.xlsx")
        return input_digest(open_workbook(tmp_path / "a.xlsx", "a.xlsx").sheets)

    assert digest("=1+1", "甲") == digest("=SUM(B1:B9)", "甲") != digest("=1+1", "乙")
