"""macros/ZpbFunctions.bas: fresh, fit for VBA, and the same functions as Python's."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from tooling import tool
from zipingbiao.scoring.functions import FUNCTIONS

pytest.importorskip("xlwings", reason="没有装 xlwings，跳过生成器的测试")
wrappers = tool("vba_wrappers")

#: The words that VBA keeps for itself, so far as an argument might be named so.
RESERVED = frozenset(
    re.findall(
        r"\w+",
        """
        and as boolean byref byte byval call case const currency date declare dim do double each
        else elseif empty end enum error event exit false for friend function get global goto if
        imp implements in integer is let like long loop lset me mod new next not nothing null
        object on option optional or paramarray preserve print private property public raiseevent
        redim resume return rset select set single static step stop string sub then time to true
        type until variant wend while with withevents xor
        """,
    )
)
HEAD = re.compile(r"^Public Function (\w+)\((.*)\) As Variant$")


@pytest.fixture(scope="module")
def text(root: Path) -> str:
    return (root / "macros" / "ZpbFunctions.bas").read_text("ascii")


def procedures(text: str) -> dict[str, list[str]]:
    """The lines of each function."""
    found = re.findall(r"^Public Function (\w+).*?^End Function$", text, re.S | re.M)
    bodies = re.findall(r"^Public Function .*?^End Function$", text, re.S | re.M)
    return dict(zip(found, (body.splitlines() for body in bodies), strict=True))


def test_the_file_is_what_the_generator_makes(text: str) -> None:
    before = set(sys.modules)
    assert wrappers.functions_module() == text
    assert {name for name in set(sys.modules) - before if name.startswith("py")} == set()


def test_what_xlwings_no_longer_writes_is_told() -> None:
    with pytest.raises(ValueError, match="xlwings no longer writes"):
        wrappers.edited("Function ZPB_RATE(executed, budget)\nEnd Function\n")


def test_there_is_a_function_for_each_of_pythons(text: str) -> None:
    assert procedures(text).keys() == FUNCTIONS.keys()


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_takes_what_pythons_takes(text: str, name: str) -> None:
    function = FUNCTIONS[name]
    head = HEAD.match(procedures(text)[name][0])
    assert head
    arguments = head[2].split(", ")
    repeats = [one for one in arguments if one.startswith("ParamArray ")]
    plain = [one for one in arguments if one not in repeats]
    assert len(plain) - sum(one.startswith("Optional ") for one in plain) + any(
        repeats and not one.optional and one.repeats for one in function.parameters
    ) == (function.least)
    assert bool(repeats) == (function.most is None)
    if not repeats:
        assert len(arguments) == function.most


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_name_in_a_function_is_declared(text: str, name: str) -> None:
    lines = procedures(text)[name]
    head = HEAD.match(lines[0])
    assert head
    arguments = {re.findall(r"\w+", one)[-1] for one in head[2].split(", ")}
    assert {one.lower() for one in arguments} & RESERVED == set()
    variables = set(re.findall(r"(\w+)(?:\(\))? As \w+", "\n".join(lines[1:])))
    known = arguments | variables | {name, "failed", "XLPy", "CallUDF", "ZpbText", "Array"}
    known |= {"IsObject", "UBound", "LBound", "As"}
    bare = re.sub(r'"[^"]*"', "", "\n".join(lines[1:]))
    used = {word for word in re.findall(r"[A-Za-z]\w*", bare) if word.lower() not in RESERVED}
    assert used <= known


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_is_short_and_fails_with_a_sentence(text: str, name: str) -> None:
    lines = procedures(text)[name]
    assert len(lines) <= 20
    assert lines[1].strip() == "On Error GoTo failed"
    assert lines[-2].strip() == f'{name} = ZpbText("{wrappers.FAILED}")'
    assert any(f'"zipingbiao.excel.worksheet", "{name}"' in line for line in lines)


def test_the_module_is_exported_as_vba_does(text: str) -> None:
    assert text.startswith('Attribute VB_Name = "ZpbFunctions"\n')
    assert "\nOption Explicit\n" in text
    assert "#" not in text, "LibreOffice knows no conditional compilation outside a procedure"
    assert max(map(len, text.splitlines())) < 1000
