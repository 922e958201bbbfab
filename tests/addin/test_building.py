"""The built add-in: what stands in ``macros`` and ``addin`` stands in it, and nothing else."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

import vba
from zipingbiao import __version__
from zipingbiao.addin import building
from zipingbiao.addin.building import build_xlam, help_rows, read_modules
from zipingbiao.addin.ovba import vba_project
from zipingbiao.errors import OutputError
from zipingbiao.ooxml.package import Package
from zipingbiao.scoring.functions import FUNCTIONS

CONFIG = {"INTERPRETER": "C:\\Users\\张三\\python\\python.exe", "LOG": "1"}
RIBBON = """\
<customUI xmlns="http://schemas.microsoft.com/office/2009/07/customui"><ribbon><tabs>
<tab id="t" label="绩效自评"><group id="g" label="检查">
<button id="a" image="check"/><button id="b" image="fix"/><button id="c" image="check"/>
</group></tab></tabs></ribbon></customUI>
"""
FILES = {
    "macros/ThisWorkbook.cls": "VERSION 1.0 CLASS\nBEGIN\nEND\nOption Explicit\n' book\n",
    "macros/ZpbBridge.bas": 'Attribute VB_Name = "ZpbBridge"\nOption Explicit\n',
    "macros/ZpbEvents.cls": 'VERSION 1.0 CLASS\nBEGIN\nEND\nAttribute VB_Name = "ZpbEvents"\n',
    "macros/README.md": "not a module",
    "addin/customUI14.xml": RIBBON,
    "addin/texts.toml": 'busy = "正在编辑单元格，请先按回车。"\nother = """两\n行"""\n',
    "addin/icons/check.png": "png check",
    "addin/icons/fix.png": "png fix",
    "addin/icons/fix_16.png": "not of the ribbon",
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Folders of our own in the place of the project's."""
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    monkeypatch.setattr(building, "resource_folder", tmp_path.joinpath)
    return tmp_path


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(data)) as file:
        return {name: file.read(name) for name in file.namelist()}


def sheets(data: bytes) -> dict[str, list[list[str | None]]]:
    """The rows of the sheets. openpyxl takes an add-in for no workbook until told that it is."""
    kind = b"application/vnd.ms-excel.addin.macroEnabled.main+xml"
    usual = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as copy:
        for name, part in parts(data).items():
            copy.writestr(name, part.replace(kind, usual))
    book = openpyxl.load_workbook(file)
    return {
        sheet.title: [[cell for cell in row if cell is not None] for row in sheet.values]
        for sheet in book.worksheets
    }


def test_two_builds_are_equal_to_the_byte(folder: Path) -> None:
    assert build_xlam(CONFIG) == build_xlam(dict(CONFIG))


def test_the_modules_are_those_of_the_folder_and_the_documents(folder: Path) -> None:
    modules = {module.name: module.kind for module in read_modules(folder / "macros")}
    assert list(modules.items()) == [
        ("Sheet1", "document"),
        ("Sheet2", "document"),
        ("Sheet3", "document"),
        ("ThisWorkbook", "document"),
        ("ZpbBridge", "standard"),
        ("ZpbEvents", "class"),
    ]


def test_the_sheets_hold_settings_texts_and_help(folder: Path) -> None:
    found = sheets(build_xlam(CONFIG))
    assert found == {
        "zpb.conf": [["VERSION", __version__], *map(list, CONFIG.items())],
        "zpb.text": [["busy", "正在编辑单元格，请先按回车。"], ["other", "两\n行"]],
        "zpb.functions": [list(row) for row in help_rows()],
    }


def test_without_settings_the_interpreter_is_blank(folder: Path) -> None:
    assert sheets(build_xlam({}))["zpb.conf"] == [["VERSION", __version__], ["INTERPRETER"]]


def test_only_the_pictures_that_the_ribbon_names_are_packed(folder: Path) -> None:
    found = parts(build_xlam({}))
    pictures = {name: data for name, data in found.items() if name.endswith(".png")}
    assert pictures == {
        "customUI/images/check.png": b"png check",
        "customUI/images/fix.png": b"png fix",
    }
    assert found["customUI/customUI14.xml"].decode() == RIBBON


@pytest.mark.parametrize(
    "name", ["addin/customUI14.xml", "addin/texts.toml", "addin/icons/fix.png"]
)
def test_a_missing_file_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(OutputError, match=f"{Path(name).name}：安装不完整"):
        build_xlam({})


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("addin/customUI14.xml", "<customUI>", "customUI14.xml：功能区的 XML 不正确"),
        ("addin/texts.toml", "busy = 正在", "texts.toml：文字表不是正确的 TOML"),
        ("addin/texts.toml", "busy = 1", "texts.toml › busy：文字表里的这一项不是文字"),
        ("macros/ZpbBridge.bas", "' 汇总", "ZpbBridge › 第 1 行：VBA 模块里只能有 ASCII"),
        ("macros/ZpbEvents.bas", "", "两个「ZpbEvents」"),
        ("macros/ThisWorkbook.bas", "", "两个「ThisWorkbook」"),
    ],
)
def test_a_file_that_is_not_what_it_should_be_is_named(
    folder: Path, name: str, text: str, told: str
) -> None:
    (folder / name).write_text(text, encoding="utf-8")
    with pytest.raises(OutputError, match=told):
        build_xlam({})


def test_text_that_is_no_utf_8_is_refused(folder: Path) -> None:
    (folder / "macros" / "ZpbBridge.bas").write_bytes("' 汇总".encode("gbk"))
    with pytest.raises(OutputError, match="只能有 ASCII"):
        build_xlam({})


def test_every_function_and_argument_has_help_that_excel_can_show() -> None:
    rows = help_rows()
    assert [row[0] for row in rows] == list(FUNCTIONS)
    for row, function in zip(rows, FUNCTIONS.values(), strict=True):
        assert len(row) == 3 + len(function.listed)
        assert row[2] == "绩效自评"
        # Application.MacroOptions takes no more than 255 characters.
        assert all(0 < len(text) <= 255 for text in row)


def test_the_projects_own_add_in_holds_its_macros_unchanged(root: Path, tmp_path: Path) -> None:
    path = tmp_path / "zipingbiao.xlam"
    path.write_bytes(build_xlam(CONFIG))
    found = vba.modules_by_oletools(path)
    modules = read_modules(root / "macros")
    assert found == {module.name: module.text for module in modules}
    for name in (file.name for file in (root / "macros").iterdir()):
        source = (root / "macros" / name).read_text("ascii").splitlines()
        code = source[source.index("Option Explicit") :]
        assert found[Path(name).stem].splitlines()[-len(code) :] == code


def test_the_projects_own_add_in_is_built_the_same_twice_and_holds_its_parts(root: Path) -> None:
    data = build_xlam(CONFIG)
    assert data == build_xlam(CONFIG)
    package = Package.open(data)
    project = vba_project(building.PROJECT, read_modules(root / "macros"))
    assert package.read("xl/vbaProject.bin") == project
    assert package.read("customUI/customUI14.xml") == (root / "addin/customUI14.xml").read_bytes()
