"""The VBA modules keep the rules of the house, as far as their text shows it."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from vba_source import Procedure, Source, bare, joined, names, read_sources, words
from zipingbiao.addin.building import CONFIG_SHEET, HELP_SHEET, TEXT_SHEET
from zipingbiao.addin.callbacks import ribbon_module
from zipingbiao.addin.windows import XLWINGS_VERSION
from zipingbiao.excel.declaration import BY_ID

ROOT = Path(__file__).resolve().parents[2]
SOURCES = read_sources(ROOT / "macros")
TEXTS = tomllib.loads((ROOT / "addin" / "texts.toml").read_text("utf-8"))
PROCEDURES = [one for source in SOURCES.values() for one in source.procedures]

#: Written by a program; it keeps rules of its own.
GENERATED = {"ZpbFunctions", "ZpbRibbon"}
DOCUMENTS = {"ThisWorkbook", "Sheet1", "Sheet2", "Sheet3"}
#: What the language, its libraries and Excel bring that our modules use.
_WORDS = """
    access activeworkbook and append application array as ascw binary boolean byte chrw clng close
    collection cstr dim do each else elseif end environ err error exit false for format freefile
    function get getattr goto hex if iif in instr instrrev integer is iserror isobject join lbound
    left len like lof long loop mid mkdir mod new next not nothing now object on open or preserve
    print range read redim replace resume right set split step string strptr sub text then
    thisworkbook timeserial to true ubound variant vartype vbcr vbdirectory vbexclamation vblf
    vbquestion vbstring vbtextcompare vbyes vbyesno while with workbook workbooks worksheet
    xlcalculationmanual
"""
KNOWN = set(_WORDS.split())


def by_name(sources: dict[str, Source]) -> list[object]:
    return [pytest.param(source, id=name) for name, source in sources.items()]


def handwritten() -> dict[str, Source]:
    return {name: source for name, source in SOURCES.items() if name not in GENERATED}


every_module = pytest.mark.parametrize("source", by_name(SOURCES))
handwritten_module = pytest.mark.parametrize("source", by_name(handwritten()))
handwritten_procedure = pytest.mark.parametrize(
    "procedure",
    [pytest.param(one, id=f"{one.module}.{one.name}") for one in PROCEDURES
     if one.module not in GENERATED],
)  # fmt: skip


@every_module
def test_it_is_called_as_its_file_and_declares_all_it_uses(source: Source) -> None:
    assert f'Attribute VB_Name = "{source.name}"' in source.text
    assert "Option Explicit" in source.text.splitlines()
    assert source.name.startswith("Zpb") or source.name in DOCUMENTS


@handwritten_module
def test_it_says_what_it_is_for_and_where_it_belongs(source: Source) -> None:
    folder, description, *_ = source.lines
    assert re.fullmatch(r"'@Folder\(\"Zpb\.\w+\"\)", folder)
    assert re.fullmatch(r"'@ModuleDescription\(\"[A-Z].+\.\"\)", description)


@handwritten_module
def test_its_lines_are_not_long(source: Source) -> None:
    assert [line for line in source.text.splitlines() if len(line) > 100] == []


@handwritten_procedure
def test_it_is_short(procedure: Procedure) -> None:
    statements = [line for line in procedure.lines if line.strip()]
    assert len(statements) <= 20


@handwritten_procedure
def test_what_others_may_call_is_explained(procedure: Procedure) -> None:
    event = "_" in procedure.name
    assert event or procedure.scope == "Private" or procedure.comment.startswith("' ")


@handwritten_procedure
def test_what_others_may_call_bears_our_name(procedure: Procedure) -> None:
    ours = procedure.name.startswith("Zpb") or SOURCES[procedure.module].is_class
    xlwings = procedure.name in {"XLPy", "RunPython", "KillPy"}
    assert ours or xlwings or procedure.scope == "Private"


@handwritten_procedure
def test_errors_are_passed_over_for_a_few_statements_only(procedure: Procedure) -> None:
    body = list(procedure.body)
    for at, line in enumerate(body):
        if line == "On Error Resume Next":
            assert "On Error GoTo 0" in body[at + 1 : at + 9]


@handwritten_procedure
def test_every_variable_is_declared(procedure: Procedure) -> None:
    own = {name.lower() for line in procedure.lines for name in names(line)}
    own |= {parameter.name.lower() for parameter in procedure.parameters}
    own |= {line[:-1].lower() for line in procedure.body if re.fullmatch(r"\w+:", line)}
    public = {
        name.lower()
        for source in SOURCES.values()
        for name in (source.name, *(one.name for one in source.procedures))
    } | SOURCES["ZpbErrors"].declared
    used = {word for line in procedure.body for word in words(line)}
    assert used - own - public - SOURCES[procedure.module].declared - KNOWN == set()


def test_every_name_that_all_modules_see_is_given_once() -> None:
    public = [one.name for one in PROCEDURES if one.scope == "Public"
              and not SOURCES[one.module].is_class]  # fmt: skip
    assert sorted({name for name in public if public.count(name) > 1}) == []
    assert set(public) & SOURCES.keys() == set()


def test_only_one_module_speaks_with_libraries_outside_of_excel() -> None:
    found = {name for name, source in SOURCES.items() if "Declare " in source.text}
    assert found == {"ZpbPython"}
    assert "CreateObject" not in "".join(source.text for source in SOURCES.values())


def test_only_the_bridge_asks_python_for_a_command() -> None:
    calling = {one.module for one in PROCEDURES if any("RunPython " in line for line in one.body)}
    assert calling == {"ZpbBridge"}


def test_settings_come_from_the_add_in_itself() -> None:
    assert "ActiveWorkbook" not in SOURCES["ZpbConfig"].text
    sheets = {CONFIG_SHEET: "ZpbConfig", TEXT_SHEET: "ZpbConfig", HELP_SHEET: "ZpbStart"}
    for sheet, module in sheets.items():
        holders = [name for name, source in SOURCES.items() if f'"{sheet}"' in source.text]
        assert holders == [module]
        assert "ThisWorkbook.Worksheets(" in SOURCES[module].text
    reading = re.compile(r"(?<!ThisWorkbook\.)\bWorksheets\(")
    assert [name for name, one in SOURCES.items() if reading.search(one.text)] == []


def test_every_sentence_is_there_and_every_one_is_said() -> None:
    text = "".join(source.text for source in SOURCES.values())
    said = set(re.findall(r'ZpbText(?:With)?\("(\w+)"', text))
    said |= set(re.findall(r'ZpbRaise \w+, "(\w+)"', text))
    assert said == TEXTS.keys()


def test_a_detail_is_given_to_the_sentences_that_have_a_place_for_it() -> None:
    text = "".join(source.text for source in SOURCES.values())
    plain = set(re.findall(r'ZpbText\("(\w+)"', text))
    assert plain == {key for key, sentence in TEXTS.items() if "{1}" not in sentence}
    assert {key for key, sentence in TEXTS.items() if re.search(r"\{[^1]", sentence)} == set()


def test_every_command_that_vba_itself_runs_is_declared() -> None:
    run = {
        command
        for name, source in SOURCES.items()
        if name not in GENERATED
        for command in re.findall(r'ZpbRun "(\w+)"', source.text)
    }
    assert run == {"finish"}
    assert run <= BY_ID.keys()


def test_the_library_is_that_of_the_xlwings_we_install() -> None:
    found = set(re.findall(r"xlwings(?:32|64)-([\d.]+)\.dll", SOURCES["ZpbPython"].text))
    assert found == {XLWINGS_VERSION}


def test_the_source_reader_reads_what_it_is_for() -> None:
    assert names('Private Const A As String = "x, y"') == ["A"]
    assert names("    Dim a() As Byte, b As Long ' c") == ["a", "b"]
    assert names("Private WithEvents program As Application") == ["program"]
    assert names("Private Sub A()") == []
    assert bare("x = \"it's\" & y ' said") == 'x = "" & y'
    assert words("a.B c, d:=1 And &H10&") == {"a", "c", "and"}
    assert joined(["a _", "  b _", "  c", "d"], 0) == ("a b c", 3)
    [first, *_] = SOURCES["ZpbRibbon"].procedures
    assert first.types == ("IRibbonControl", "String", "Integer")
    assert ribbon_module().isascii()
