"""The LibreOffice extension: its parts, and what it does inside a running LibreOffice."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import openpyxl
import pytest

import office_extension
from office_extension import Running
from zipingbiao import functions
from zipingbiao.addin.extension import build_oxt
from zipingbiao.addin.extension_files import COMPONENTS, generated_files
from zipingbiao.excel.declaration import COMMANDS, OWN
from zipingbiao.layouts import find_layouts
from zipingbiao.places import resource_folder
from zipingbiao.scoring.functions import FUNCTIONS

FOLDER = resource_folder("addin") / "office"
PACKAGE = Path(functions.__file__).parents[1]
SDK = Path("/usr/lib/libreoffice/sdk/bin")
TYPES = ("/usr/lib/libreoffice/program/types.rdb", "/usr/lib/libreoffice/program/types/offapi.rdb")
OOR = "{http://openoffice.org/2001/registry}"
HAN = re.compile("[\u4e00-\u9fff]")
PATIENCE = 90.0

# ---- its parts -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def parts() -> dict[str, bytes]:
    """The files of the extension."""
    with zipfile.ZipFile(BytesIO(build_oxt({"INTERPRETER": "/usr/bin/python3"}))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_generated_files_are_fresh() -> None:
    found = {name: (FOLDER / name).read_text("utf-8") for name in generated_files()}
    assert found == generated_files()


@pytest.mark.skipif(not (SDK / "unoidl-write").exists(), reason="没有安装 libreoffice-dev")
def test_the_types_are_compiled_from_the_idl(tmp_path: Path) -> None:
    compiled = tmp_path / "types.rdb"
    idl = FOLDER / "XFunctions.idl"
    subprocess.run([SDK / "unoidl-write", *TYPES, idl, compiled], check=True)

    def shown(path: Path) -> bytes:
        return subprocess.run(
            [SDK / "unoidl-read", *TYPES, path], check=True, capture_output=True
        ).stdout

    assert shown(FOLDER / "types.rdb") == shown(compiled) != b""


def test_two_builds_are_equal() -> None:
    assert build_oxt({"INTERPRETER": "a"}) == build_oxt({"INTERPRETER": "a"})
    assert build_oxt({"INTERPRETER": "a"}) != build_oxt({"INTERPRETER": "b"})


def test_what_the_manifest_names_is_there(parts: dict[str, bytes]) -> None:
    root = ElementTree.fromstring(parts["META-INF/manifest.xml"])
    named = [next(value for key, value in entry.items() if "full-path" in key) for entry in root]
    assert set(named) <= parts.keys()
    assert set(COMPONENTS) <= set(named)
    assert {name for name in parts if name.endswith(".xcu")} <= set(named)


def values(parts: dict[str, bytes], file: str, prop: str) -> list[str]:
    """The values of a property wherever it stands in a configuration file."""
    root = ElementTree.fromstring(parts[file])
    found = root.iterfind(f".//prop[@{OOR}name='{prop}']/value")
    return [value.text or "" for value in found]


def test_every_command_is_in_the_menu_and_on_the_toolbar(parts: dict[str, bytes]) -> None:
    urls = values(parts, "Addons.xcu", "URL")
    for command in COMMANDS:
        # the menu, the toolbar, the picture
        assert urls.count(f"zipingbiao:{command.id}") == 3
        assert values(parts, "Addons.xcu", "Title").count(command.label) == 2
    assert set(json.loads(parts["commands.json"])) == {command.id for command in COMMANDS}


def test_every_layout_is_offered(parts: dict[str, bytes]) -> None:
    urls = values(parts, "Addons.xcu", "URL")
    layouts = {*find_layouts(), OWN}
    assert {url.partition("?")[2] for url in urls if "?" in url} == layouts
    assert set(json.loads(parts["layouts.json"])) == layouts


def test_every_picture_is_there(parts: dict[str, bytes]) -> None:
    named = [
        *values(parts, "Addons.xcu", "ImageSmallURL"),
        *values(parts, "Addons.xcu", "ImageBigURL"),
    ]
    assert len(named) == 2 * len(COMMANDS)
    assert {name.removeprefix("%origin%/") for name in named} <= parts.keys()


def test_every_function_and_argument_has_chinese_help(parts: dict[str, bytes]) -> None:
    told = values(parts, "CalcAddIns.xcu", "Description")
    assert len(told) == sum(1 + len(one.listed) for one in FUNCTIONS.values())
    assert [text for text in told if not HAN.search(text)] == []
    assert values(parts, "CalcAddIns.xcu", "CompatibilityName") == list(FUNCTIONS)


def test_the_functions_run_from_the_extension_alone(
    parts: dict[str, bytes], tmp_path: Path
) -> None:
    for name, data in parts.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    script = (
        f"import sys; sys.path.insert(0, {str(tmp_path / 'pythonpath')!r})\n"
        "import zipingbiao.functions as found\n"
        "print(found.ZPB_SCORE('≥48', 24, 10, '', '', 'liaoning'), found.ZPB_RATE(1, 4),\n"
        "  found.ZPB_DEDUCT('每出现一次扣1分，扣完为止。', 2, 5), found.__file__)"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-c", script], capture_output=True, check=True, encoding="utf-8"
    )
    *answers, place = done.stdout.split()
    wanted = [functions.ZPB_SCORE("≥48", 24, 10, "", "", "liaoning"), 0.25, 2]
    assert [float(answer) for answer in answers] == wanted
    assert Path(place).is_relative_to(tmp_path)


# ---- inside LibreOffice --------------------------------------------------------------------------


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A LibreOffice with the extension; what needs one is skipped where there is none."""
    reason = office_extension.missing()
    if reason is not None:
        pytest.skip(f"{reason}，跳过用 LibreOffice 的测试")
    config = {"INTERPRETER": sys.executable, "PYTHONPATH": str(PACKAGE)}
    with office_extension.running(tmp_path_factory.mktemp("extension"), config) as program:
        yield program


def wait_for(what: Callable[[], bool]) -> None:
    """Wait until something is so."""
    end = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


def cell(document: Any, address: str, sheet: int = 0) -> Any:
    """A cell of a workbook."""
    return document.Sheets.getByIndex(sheet).getCellRangeByName(address)


def opened(running: Running, path: Path, address: str) -> Any:
    """A workbook, opened; the formula at the address is known to Calc."""
    document = running.open(path)
    wait_for(lambda: "ZIPINGBIAO.FUNCTIONS" in cell(document, address).Formula)
    return document


def live_form(folder: Path, layout: str = "national-project") -> Path:
    """A blank form with live formulas, as `zpb new --calc live` writes it."""
    path = folder / f"{layout}.xlsx"
    words = [sys.executable, "-m", "zipingbiao.cli", "new", layout, "--calc", "live", "-o", path]
    environment = {**os.environ, "PYTHONPATH": str(PACKAGE)}
    subprocess.run(list(map(str, words)), check=True, capture_output=True, env=environment)
    return path


def given(document: Any, address: str, value: object) -> None:
    """Type something into a cell."""
    if isinstance(value, str):
        cell(document, address).String = value
    elif value is not None:
        cell(document, address).Value = value


CALLS: list[tuple[str, list[object]]] = [
    ("ZPB_RATE", [3.04, 8.02]),
    ("ZPB_RATE", ["3.04万元", 8.02]),
    ("ZPB_RATE", [None, 8.02]),
    ("ZPB_RATE", [0, 8.02]),
    ("ZPB_RATE", [3.04, None]),
    ("ZPB_RATE", ["三万", 8.02]),
    ("ZPB_TOTAL", [1, "2万元", None, "—"]),
    ("ZPB_TOTAL", [20000, "1万元", "元"]),
    ("ZPB_RATE_SCORE", [0.8569, 10]),
    ("ZPB_RATE_SCORE", ["85.69%", 10, "liaoning"]),
    ("ZPB_COMPLETION", ["≥48", 24]),
    ("ZPB_SCORE", ["≥48", 24, 10]),
    ("ZPB_SCORE", ["≥48", None, 10]),
    ("ZPB_SCORE", ["≤5万元", None, 10, None, "成本指标"]),
    ("ZPB_SCORE", ["≤5万元", 0, 10, None, "成本指标"]),
    ("ZPB_SCORE", ["≤5万元", 6, 10, None, "成本指标", "liaoning"]),
    ("ZPB_DEDUCT", ["每出现一次扣1分，扣完为止。", 2, 5]),
    ("ZPB_DEDUCT", ["每出现一次扣1分，扣完为止。", None, 5]),
    ("ZPB_EXPLAIN", ["ZPB_RATE", 3.04, 8.02]),
    ("ZPB_EXPLAIN", ["ZPB_SCORE", "≤5万元", None, 10, "", "成本指标"]),
]


def test_functions_give_in_calc_what_they_give_in_python(running: Running) -> None:
    document = running.new()
    found, wanted = [], []
    for row, (name, arguments) in enumerate(CALLS, 1):
        places = [f"{letter}{row}" for letter in "ABCDEF"[: len(arguments)]]
        for place, value in zip(places, arguments, strict=True):
            given(document, place, value)
        cell(document, f"H{row}").Formula = f"={name}({';'.join(places)})"
        result = FUNCTIONS[name](*arguments)  # type: ignore[arg-type]
        wanted.append((name, arguments, result))
    document.calculateAll()
    for row, (name, arguments) in enumerate(CALLS, 1):
        result = cell(document, f"H{row}")
        shown = result.String if result.FormulaResultType2 == 2 else result.Value
        found.append((name, arguments, shown))
    document.close(True)
    assert found == wanted


def test_the_function_dialog_has_the_chinese_help(running: Running) -> None:
    known = {}
    for function in running.link.service("sheet.FunctionDescriptions"):
        told = {one.Name: one.Value for one in function}
        known[told["Name"]] = told
    for name, function in FUNCTIONS.items():
        told = known[name]
        wanted = [(one.chinese, one.help) for one in function.listed]
        assert told["Description"].startswith(function.help)
        assert [(one.Name, one.Description) for one in told["Arguments"]] == wanted


def test_arguments_may_be_written_out_left_out_or_whole_ranges(running: Running) -> None:
    document = running.new()
    for row, value in enumerate([1, "2万元", None], 1):
        given(document, f"A{row}", value)
    formulas = {
        '=ZPB_RATE("3.04万元";8.02)': functions.ZPB_RATE("3.04万元", 8.02),
        "=ZPB_TOTAL(A1:A3)": 3,
        '=ZPB_TOTAL(A1:A3;10000;"元")': functions.ZPB_TOTAL(1, "2万元", 10000, "元"),
        '=ZPB_SCORE("≥48";50;5;;"正向")': 5,
        "=ZPB_RATE(1)": functions.ZPB_RATE(1),
        "=IF(TRUE();ZPB_RATE(1;4)+1;0)": 1.25,
        '=ZPB_DEDUCT("每出现一次扣1分，扣完为止。";A1:A1;5)': 1,
    }
    for row, formula in enumerate(formulas, 1):
        cell(document, f"C{row}").Formula = formula
    shown = [cell(document, f"C{row}") for row in range(1, len(formulas) + 1)]
    found = [one.String if one.FormulaResultType2 == 2 else one.Value for one in shown]
    document.close(True)
    assert found == list(formulas.values())


def test_a_blank_cell_is_no_zero_even_beside_one_that_is(running: Running) -> None:
    document = running.new()
    for row in range(1, 7):
        given(document, f"A{row}", "≤3起")
        given(document, f"C{row}", 5)
        given(document, f"B{row}", None if row % 2 else 0)
        cell(document, f"D{row}").Formula = f'=ZPB_SCORE(A{row};B{row};C{row};"";"反向")'
    document.calculateAll()
    first = [cell(document, f"D{row}").String for row in range(1, 7)]
    cell(document, "B1").Value = 0
    cell(document, "B2").String = ""
    second = [cell(document, f"D{row}").String for row in range(1, 4)]
    document.close(True)
    assert first == ["", "5"] * 3
    assert second == ["5", "", ""]


def test_a_blank_cell_is_found_by_its_name_and_on_another_sheet(running: Running) -> None:
    document = running.new()
    document.Sheets.insertNewByName("甲 乙's", 1)
    for sheet in (0, 1):
        document.Sheets.getByIndex(sheet).getCellRangeByName("A1").String = "≤3起"
    place = cell(document, "B1").CellAddress
    document.NamedRanges.addNewByName("实际", "$Sheet1.$B$1", place, 0)
    formulas = [
        '=ZPB_SCORE(A1;实际;5;"";"反向")',
        "=ZPB_SCORE($'甲 乙''s'.$A$1;$'甲 乙''s'.B1;5;\"\";\"反向\")",
    ]
    for row, formula in enumerate(formulas, 1):
        cell(document, f"D{row}").Formula = formula
    assert [cell(document, place).String for place in ("D1", "D2")] == ["", ""]
    given(document, "B1", 0)
    cell(document, "B1", 1).Value = 4
    found = [cell(document, place).Value for place in ("D1", "D2")]
    document.close(True)
    assert found == [functions.ZPB_SCORE("≤3起", actual, 5, "", "反向") for actual in (0, 4)]


def test_a_date_in_a_cell_is_a_date(running: Running) -> None:
    document = running.new()
    given(document, "A1", "2020年12月底前")
    cell(document, "B1").FormulaLocal = "2020-11-30"
    cell(document, "C1").Formula = "=ZPB_SCORE(A1;B1;5)"
    found = cell(document, "C1").Value
    document.close(True)
    assert found == functions.ZPB_SCORE("2020年12月底前", "2020年11月30日", 5)


def test_a_live_form_follows_and_stays_unmodified_when_opened(
    running: Running, tmp_path: Path
) -> None:
    document = opened(running, live_form(tmp_path), "J6")
    assert not document.isModified()
    assert not document.UndoManager.isUndoPossible()
    assert cell(document, "J6").String == ""
    for address, value in {"E7": 80, "G7": 40, "I6": 10}.items():
        given(document, address, value)
    found = [cell(document, address).Value for address in ("E6", "G6", "J6", "K6")]
    assert found == [80, 40, 0.5, 5]
    cell(document, "G7").Value = 60
    assert [cell(document, address).Value for address in ("J6", "K6")] == [0.75, 7.5]
    assert document.isModified()
    document.close(True)


def as_excel_saves(source: Path, target: Path) -> Path:
    """The workbook as Excel saves one whose functions live in an add-in: ``[1]!ZPB_RATE(…)``."""
    related = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    packed = "http://schemas.openxmlformats.org/package/2006/relationships"
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.externalLink+xml"
    link, place = "externalLinks/externalLink1.xml", "file:///C:\\XLSTART\\zipingbiao.xlam"
    changes = {
        "xl/worksheets/sheet1.xml": ("<f>ZPB_", "<f>[1]!ZPB_"),
        "[Content_Types].xml": (
            "</Types>",
            f'<Override PartName="/xl/{link}" ContentType="{kind}"/></Types>',
        ),
        "xl/_rels/workbook.xml.rels": (
            "</Relationships>",
            f'<Relationship Id="rX" Type="{related}/externalLink" Target="{link}"/>'
            "</Relationships>",
        ),
        "xl/workbook.xml": (
            "</sheets>",
            '</sheets><externalReferences><externalReference r:id="rX"/></externalReferences>',
        ),
    }
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            before, after = changes.get(name, ("", ""))
            assert before.encode() in text
            new.writestr(name, text.replace(before.encode(), after.encode()) if before else text)
        new.writestr(
            f"xl/{link}",
            f'<externalLink xmlns="{main}"><externalBook xmlns:r="{related}" r:id="rId1">'
            '<definedNames><definedName name="ZPB_RATE"/></definedNames></externalBook>'
            "</externalLink>",
        )
        new.writestr(
            "xl/externalLinks/_rels/externalLink1.xml.rels",
            f'<Relationships xmlns="{packed}"><Relationship Id="rId1" TargetMode="External" '
            f'Type="{related}/externalLinkPath" Target="{place}"/></Relationships>',
        )
    return target


def test_a_form_that_excel_has_saved_computes(running: Running, tmp_path: Path) -> None:
    path = as_excel_saves(live_form(tmp_path), tmp_path / "excel.xlsx")
    document = opened(running, path, "J6")
    for address, value in {"E7": 80, "G7": 40}.items():
        given(document, address, value)
    assert cell(document, "J6").Value == 0.5
    assert "!" not in cell(document, "J6").Formula
    document.close(True)


def protected(source: Path, target: Path) -> Path:
    """The workbook with its sheets protected by a password, and one array formula."""
    book = openpyxl.load_workbook(source)
    sheet = book.worksheets[0]
    sheet["X1"] = openpyxl.worksheet.formula.ArrayFormula("X1:X2", "=ZPB_RATE(E7,G7)")
    sheet.protection.set_password("1234")
    sheet.protection.enable()
    for row in sheet["E7:G7"]:
        for one in row:
            one.protection = openpyxl.styles.Protection(locked=False)
    book.save(target)
    return target


def test_a_protected_form_computes_and_stays_protected(running: Running, tmp_path: Path) -> None:
    path = protected(live_form(tmp_path), tmp_path / "protected.xlsx")
    document = opened(running, path, "J6")
    assert document.Sheets.getByIndex(0).isProtected()
    assert not document.isModified()
    for address, value in {"E7": 80, "G7": 40}.items():
        given(document, address, value)
    assert cell(document, "J6").Value == 0.5
    assert "ZIPINGBIAO" not in cell(document, "X1").Formula
    document.close(True)


def test_a_form_opened_to_be_read_only_computes(running: Running, tmp_path: Path) -> None:
    path = live_form(tmp_path)
    path.chmod(0o444)
    document = running.open(path, ReadOnly=True)
    wait_for(lambda: "ZIPINGBIAO" in cell(document, "J6").Formula)
    document.calculateAll()
    assert cell(document, "J6").getError() == 0
    assert not document.isModified()
    document.close(True)


def test_a_saved_form_has_the_names_that_excel_knows(running: Running, tmp_path: Path) -> None:
    path = live_form(tmp_path)
    document = opened(running, path, "J6")
    given(document, "E7", 80)
    document.store()
    wait_for(lambda: "ZPB_RATE(G6,E6)" in formulas_of(path))
    given(document, "G7", 40)
    document.store()
    wait_for(lambda: "ZPB_RATE(G6,E6)" in formulas_of(path) and stored(path, "J6") == 0.5)
    other = tmp_path / "other.xlsx"
    running.save_as(document, other)
    wait_for(lambda: "ZPB_RATE(G6,E6)" in formulas_of(other))
    assert stored(other, "J6") == 0.5
    document.close(True)
    again = opened(running, other, "J6")
    assert cell(again, "J6").Value == 0.5
    again.close(True)


def formulas_of(path: Path) -> set[str]:
    """The formulas of the first sheet, as they stand in the file."""
    try:
        with zipfile.ZipFile(path) as archive:
            text = archive.read("xl/worksheets/sheet1.xml").decode()
    except (zipfile.BadZipFile, KeyError):
        return set()  # just being written
    return set(re.findall(r"<f[^>]*>([^<]*)</f>", text))


def stored(path: Path, address: str) -> object:
    """The stored value of a cell."""
    value: object = openpyxl.load_workbook(path, data_only=True).worksheets[0][address].value
    return value


# ---- the menu ------------------------------------------------------------------------------------


def test_a_command_of_the_menu_runs_in_another_python(running: Running, tmp_path: Path) -> None:
    document = opened(running, live_form(tmp_path), "J6")
    given(document, "C3", "雨水管网改造")
    given(document, "D13", "改造长度（公里）")
    given(document, "H13", 20)
    running.press(document, "zipingbiao:check")
    wait_for(lambda: "问题清单" in document.Sheets.ElementNames)

    def cleared() -> bool:
        # While a command is at work the next one is turned away.
        running.press(document, "zipingbiao:clear")
        time.sleep(0.5)
        return "问题清单" not in document.Sheets.ElementNames

    wait_for(cleared)
    document.close(True)
