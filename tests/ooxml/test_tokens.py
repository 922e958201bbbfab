"""Formulas are cut as openpyxl cuts them, which judges here; what is cut wrongly is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl.formula.tokenizer import Tokenizer

from zipingbiao.ooxml.tokens import TokenError, tokens

FORMULAS = Path(__file__).parent.parent / "values"

#: Formulas in which a sign, a bracket or a quote means something else than elsewhere.
ODD = (
    "1.5E-3+A1", "A1E-3", "-A1--B1%-2", "(A1)-{1,-2;3,4}", "SUM((A1,B2),C3)", "A1,B2", "'a''b'!A1",
    "[1]Sheet1!A1", "表[[#All],[列]]", "'[a.xls]甲'!B2:'乙'!C3", '"a""b"&"("', "#REF!+Sheet1!#REF!",
    "IF(A1<>B1, TRUE ,FALSE)", "A1:INDEX(B:B,2)", "A1 B1", "@A1", "SUM (A1)", "1>=2", "2^-1", "",
)  # fmt: skip


def _listed() -> list[str]:
    files = ("formulas.txt", "array_formulas.txt")
    lines = [line for name in files for line in (FORMULAS / name).read_text().splitlines()]
    return [line.removeprefix("=").split("\t")[0] for line in lines if line[:1] not in ("", "#")]


@pytest.mark.parametrize("formula", [*ODD, *_listed()])
def test_cuts_a_formula_as_openpyxl_does(formula: str) -> None:
    judged = Tokenizer(f"={formula}").items
    found = tokens(formula)
    assert [one.value for one in found] == [one.value for one in judged]
    names = {one.type: two.type for one, two in zip(judged, found, strict=True)}
    assert [names[one.type] for one in judged] == [one.type for one in found]
    kinds = {one.subtype: two.subtype for one, two in zip(judged, found, strict=True)}
    assert [kinds[one.subtype] for one in judged] == [one.subtype for one in found]


@pytest.mark.parametrize(
    "formula", ['"a', "'a", "A1)", "(A1}", "[a", "#NO", 'A1"b"', "A1'b'", "A1{1}", 'A1:"b"']
)
def test_refuses_what_does_not_match(formula: str) -> None:
    with pytest.raises(TokenError):
        tokens(formula)
