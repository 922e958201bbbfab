"""The VBA of the worksheet functions runs in LibreOffice; a class stands in for Python."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import office
import vba
from tooling import tool
from zipingbiao.addin import building
from zipingbiao.addin.building import build_xlam

pytest.importorskip("xlwings", reason="没有装 xlwings，跳过生成器的测试")
pytestmark = pytest.mark.office

#: What a cell shows where Python cannot be asked.
FAILED: str = tool("vba_wrappers").FAILED

ROOT = Path(__file__).resolve().parents[2]

STAND_INS = {
    "ZpbPython.bas": """\
Attribute VB_Name = "ZpbPython"
Option Explicit

Public Function XLPy() As Object
    Set XLPy = New ZpbServer
End Function

Public Function ZpbText(ByVal key As String) As String
    ZpbText = "sentence " & key
End Function
""",
    "ZpbServer.cls": """\
VERSION 1.0 CLASS
BEGIN
  MultiUse = -1  'True
END
Attribute VB_Name = "ZpbServer"
Option Explicit

Public Function CallUDF(ByVal module As String, ByVal name As String, ByVal given As Variant) _
    As Variant
    Dim one As Long, told As String
    told = module & " " & name
    For one = LBound(given) To UBound(given)
        If IsObject(given(one)) Then
            told = told & " range"
        ElseIf IsError(given(one)) Or IsMissing(given(one)) Then
            told = told & " missing"
        ElseIf given(one) = "fail" Then
            Err.Raise 7103, "test", "no Python"
        Else
            told = told & " " & given(one)
        End If
    Next one
    CallUDF = told
End Function
""",
}
#: What is called, and what Python is then asked.
CALLS = {
    "ZPB_RATE(151, 176)": "ZPB_RATE 151 176",
    'ZPB_RATE_SCORE("85%", 10)': "ZPB_RATE_SCORE 85% 10 missing",
    'ZPB_RATE_SCORE("85%", 10, "hubei")': "ZPB_RATE_SCORE 85% 10 hubei",
    "ZPB_COMPLETION(48, 50)": "ZPB_COMPLETION 48 50 missing missing",
    "ZPB_SCORE(48, 50, 5)": "ZPB_SCORE 48 50 5 missing missing missing",
    'ZPB_DEDUCT("clause", 12, 5)': "ZPB_DEDUCT clause 12 5 missing",
    "ZPB_TOTAL(1)": "ZPB_TOTAL 1",
    'ZPB_TOTAL(1, 2, "x")': "ZPB_TOTAL 1 2 x",
    "ZPB_TOTAL()": "ZPB_TOTAL",
    'ZPB_TOTAL(ThisWorkbook.Worksheets(1).Range("A1:B2"), 3)': "ZPB_TOTAL range 3",
    'ZPB_EXPLAIN("ZPB_RATE", 1, 2)': "ZPB_EXPLAIN ZPB_RATE 1 2",
    'ZPB_EXPLAIN("ZPB_RATE")': "ZPB_EXPLAIN ZPB_RATE",
    'ZPB_RATE("fail", 1)': f"sentence {FAILED}",
    'ZPB_TOTAL(1, "fail")': f"sentence {FAILED}",
}


def attempts() -> str:
    """A module with a function for each call."""
    head = 'Attribute VB_Name = "ZpbTry"\nOption Explicit\n'
    return head + "".join(
        f"\nPublic Function Try{number}() As Variant\n    Try{number} = {call}\nEnd Function\n"
        for number, call in enumerate(CALLS)
    )


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[object]]:
    """What each call answers, all in one opened add-in."""
    reason = office.missing()
    if reason is not None:
        pytest.skip(f"{reason}，跳过在其中运行宏的测试")
    folder = tmp_path_factory.mktemp("wrappers")
    (folder / "macros").mkdir()
    shutil.copy(ROOT / "macros" / "ZpbFunctions.bas", folder / "macros")
    shutil.copytree(ROOT / "addin", folder / "addin")
    for name, text in {**STAND_INS, "ZpbTry.bas": attempts()}.items():
        (folder / "macros" / name).write_text(text, "ascii")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(building, "resource_folder", folder.joinpath)
        (folder / "functions.xlam").write_bytes(build_xlam({}))
    with vba.running(folder) as program:
        calls = [(f"ZpbTry.Try{number}", ()) for number in range(len(CALLS))]
        yield program.run(folder / "functions.xlam", *calls)


@pytest.mark.parametrize(("number", "call"), list(enumerate(CALLS)), ids=list(CALLS))
def test_python_is_asked_what_the_cell_says(answers: list[object], number: int, call: str) -> None:
    asked = CALLS[call]
    assert answers[number] == (
        asked if asked.startswith("sentence") else f"zipingbiao.excel.worksheet {asked}"
    )
