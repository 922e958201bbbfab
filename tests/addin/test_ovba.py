"""The VBA project: other programs read its modules, their attributes and its settings."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path

import olefile
import pytest

from vba import decompressed_by_oletools, modules_by_oletools
from zipingbiao.addin.ovba import Kind, Module, vba_project
from zipingbiao.errors import OutputError

PLAIN = "Option Explicit\nPublic Function ZpbOne() As Long\n    ZpbOne = 1\nEnd Function\n"
CLASS = """\
VERSION 1.0 CLASS
BEGIN
  MultiUse = -1  'True
END
Attribute VB_Name = "ZpbEvents"
Attribute VB_GlobalNameSpace = False
Attribute VB_Creatable = False
Attribute VB_PredeclaredId = False
Attribute VB_Exposed = True
Attribute VB_Description = "Events"
Option Explicit
"""
MODULES = [
    Module("ThisWorkbook", PLAIN, "document"),
    Module("Sheet1", "", "document"),
    Module("ZpbBridge", 'Attribute VB_Name = "ZpbBridge"\n' + PLAIN),
    Module("ZpbEvents", CLASS, "class"),
    Module("ZpbLong", PLAIN + "' a remark of some length, repeated\n" * 500),
]


def opened(modules: list[Module] = MODULES) -> olefile.OleFileIO:
    return olefile.OleFileIO(
        vba_project("zipingbiao", modules), raise_defects=olefile.DEFECT_UNSURE
    )


def stream(file: olefile.OleFileIO, name: str) -> bytes:
    data: bytes = file.openstream(name).read()
    return data


def records(directory: bytes) -> Iterator[tuple[int, bytes]]:
    """The records of the stream ``dir``; that of the version lies about its length."""
    at = 0
    while at < len(directory):
        id_, size = struct.unpack_from("<HI", directory, at)
        size = 6 if id_ == 0x09 else size
        yield id_, directory[at + 6 : at + 6 + size]
        at += 6 + size


def test_other_programs_read_every_module(tmp_path: Path) -> None:
    path = tmp_path / "vbaProject.bin"
    path.write_bytes(vba_project("zipingbiao", MODULES))
    assert modules_by_oletools(path) == {module.name: module.text for module in MODULES}


def test_the_streams_are_those_of_a_project_without_cache() -> None:
    file = opened()
    names = {"/".join(path) for path in file.listdir()}
    own = {"PROJECT", "PROJECTwm", "VBA/_VBA_PROJECT", "VBA/dir"}
    assert names == own | {f"VBA/{module.name}" for module in MODULES}
    assert stream(file, "VBA/_VBA_PROJECT") == b"\xcc\x61\xff\xff\x00\x01\x00"
    for module in MODULES:
        assert decompressed_by_oletools(stream(file, f"VBA/{module.name}")).decode() == module.text


def test_the_directory_lists_libraries_and_modules() -> None:
    found = list(records(decompressed_by_oletools(stream(opened(), "VBA/dir"))))
    assert [data.decode() for id_, data in found if id_ == 0x16] == ["stdole", "Office"]
    assert [data.decode() for id_, data in found if id_ == 0x19] == [one.name for one in MODULES]
    kinds = [id_ for id_, _ in found if id_ in (0x21, 0x22)]
    assert kinds == [0x21 if one.kind == "standard" else 0x22 for one in MODULES]
    assert [data for id_, data in found if id_ == 0x31] == [bytes(4)] * len(MODULES)
    assert dict(found)[0x0F] == struct.pack("<H", len(MODULES))
    assert found[-1] == (0x10, b"")


def test_the_project_names_each_module_by_its_kind() -> None:
    file = opened()
    lines = stream(file, "PROJECT").decode("ascii").split("\r\n")
    assert lines[1:6] == [
        "Document=ThisWorkbook/&H00000000",
        "Document=Sheet1/&H00000000",
        "Module=ZpbBridge",
        "Class=ZpbEvents",
        "Module=ZpbLong",
    ]
    assert 'Name="zipingbiao"' in lines
    wide = "".join(f"{one.name}\0" for one in MODULES).encode("utf-16-le")
    assert len(stream(file, "PROJECTwm")) == len(wide) + len(wide) // 2 + 2


def unveiled(project: str, name: str) -> bytes:
    """What a disguised setting of the stream PROJECT says ([MS-OVBA] 2.4.3.3)."""
    values = dict(line.split("=", 1) for line in project.split("\r\n") if "=" in line)
    data = bytes.fromhex(values[name].strip('"'))
    seed, version, key = data[0], data[1] ^ data[0], data[2] ^ data[0]
    assert version == 2
    assert key == sum(values["ID"].strip('"').encode()) & 0xFF
    plain, before = bytearray(), key
    for at in range(3, len(data)):
        before = data[at] ^ (data[at - 2] + before & 0xFF)
        plain.append(before)
    plain = plain[(seed & 6) // 2 :]
    assert struct.unpack_from("<I", plain)[0] == len(plain) - 4
    return bytes(plain[4:])


#: As Excel itself has written them into a project that nobody has protected.
BY_EXCEL = """\
ID="{318BEE36-5BE1-492A-826D-473DB19B0F30}"\r
CMG="5D5F8AADDAA8DEA8DEA8DEA8DE"\r
DPB="5D5F8AADDAADDBADDBAD"\r
GC="5D5F8AADDAADDBADDB52"\r
"""


@pytest.mark.parametrize(("name", "value"), [("CMG", bytes(4)), ("DPB", b"\0"), ("GC", b"\xff")])
def test_the_project_is_open_and_visible_as_excel_says_it(name: str, value: bytes) -> None:
    assert unveiled(BY_EXCEL, name) == value
    assert unveiled(stream(opened(), "PROJECT").decode(), name) == value


def test_an_exported_class_loses_its_head_and_keeps_its_attributes() -> None:
    assert Module("ZpbEvents", CLASS, "class").text.split("\r\n") == [
        'Attribute VB_Name = "ZpbEvents"',
        'Attribute VB_Base = "0{FCFB3D2A-A0FA-1068-A738-08002B3371B5}"',
        "Attribute VB_GlobalNameSpace = False",
        "Attribute VB_Creatable = False",
        "Attribute VB_PredeclaredId = False",
        "Attribute VB_Exposed = True",
        "Attribute VB_TemplateDerived = False",
        "Attribute VB_Customizable = False",
        'Attribute VB_Description = "Events"',
        "Option Explicit",
        "",
    ]


@pytest.mark.parametrize(
    ("name", "base"), [("ThisWorkbook", "00020819"), ("Sheet1", "00020820"), ("Sheet9", "00020820")]
)
def test_a_document_is_predeclared_and_based_on_its_kind(name: str, base: str) -> None:
    lines = Module(name, "", "document").text.split("\r\n")
    assert f'Attribute VB_Base = "0{{{base}-0000-0000-C000-000000000046}}"' in lines
    assert "Attribute VB_PredeclaredId = True" in lines


@pytest.mark.parametrize("kind", ["standard", "class", "document"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_lines_end_as_in_the_editor_whatever_the_file_has(kind: Kind, end: str) -> None:
    text = Module("Zpb", PLAIN.replace("\n", end), kind).text
    assert text.count("\r\n") == text.count("\n") == text.count("\r")
    assert text.endswith(PLAIN.replace("\n", "\r\n"))


@pytest.mark.parametrize(
    ("module", "told"),
    [
        (Module("Zpb", "Option Explicit\n' 汇总\n"), "Zpb › 第 2 行：VBA 模块里只能有 ASCII"),
        (Module("Zpb", f"\n\n' {'x' * 1022}\n"), "Zpb › 第 3 行：VBA 的一行不能超过 1023"),
        (Module("Zpb", 'Attribute VB_Name = "Other"\n'), "VB_Name 与文件名不一致"),
        (Module("汇总", ""), "「汇总」不能用作 VBA 模块的名称"),
        (Module("Zpb" * 11, ""), "不能用作 VBA 模块的名称"),
        (Module("1Zpb", ""), "不能用作 VBA 模块的名称"),
        (Module("zpbbridge", ""), "两个「zpbbridge」"),
        (Module("Zipingbiao", ""), "两个「Zipingbiao」"),
    ],
)
def test_what_no_editor_could_show_is_refused(module: Module, told: str) -> None:
    with pytest.raises(OutputError, match=told):
        vba_project("zipingbiao", [*MODULES, module])


def test_equal_modules_give_equal_bytes() -> None:
    assert vba_project("zipingbiao", MODULES) == vba_project("zipingbiao", list(MODULES))
