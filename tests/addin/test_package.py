"""The add-in's package: its parts belong together, and LibreOffice opens it and runs it."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

import pytest

import office
import vba
from zipingbiao.addin.ovba import Module, vba_project
from zipingbiao.addin.package import AddinSheet, addin_package

RIBBON = """\
<customUI xmlns="http://schemas.microsoft.com/office/2009/07/customui">
<ribbon><tabs><tab id="zpb.tab" label="绩效自评"/></tabs></ribbon></customUI>
"""
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
OFFICE = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
TEXT = ' 两行，_x0041_ & < > "\n第二行 '
SOURCE = """\
Option Explicit

Public Function ZpbSetting() As String
    ZpbSetting = ThisWorkbook.Worksheets("zpb.conf").Range("B2").Value
End Function

Public Function ZpbHidden() As String
    ZpbHidden = ThisWorkbook.Worksheets("zpb.text").Range("C1").Value
End Function

Public Function ZpbJoined(first, second) As String
    Dim joiner As ZpbJoiner
    Set joiner = New ZpbJoiner
    ZpbJoined = joiner.Join(first, second)
End Function
"""
CLASS = """\
VERSION 1.0 CLASS
BEGIN
  MultiUse = -1  'True
END
Attribute VB_Name = "ZpbJoiner"
Option Explicit

Public Function Join(ByVal first As String, ByVal second As String) As String
    Join = first & "-" & second
End Function
"""
MODULES = [
    Module("ThisWorkbook", "Option Explicit\n", "document"),
    Module("Sheet1", "", "document"),
    Module("Sheet2", "", "document"),
    Module("ZpbTest", SOURCE),
    Module("ZpbJoiner", CLASS, "class"),
]
SHEETS = [
    AddinSheet("zpb.conf", "Sheet1", [["VERSION", "1"], ["INTERPRETER", TEXT]]),
    AddinSheet("zpb.text", "Sheet2", [["key", "", "=1+1"], []]),
]
PROJECT = vba_project("zipingbiao", MODULES)
ADDIN = addin_package(PROJECT, SHEETS, RIBBON, {"check": b"\x89PNG check", "fix": b"\x89PNG fix"})


@pytest.fixture
def parts() -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(ADDIN)) as file:
        assert file.testzip() is None
        return {name: file.read(name) for name in file.namelist()}


def relations(parts: dict[str, bytes]) -> Iterator[tuple[str, str, str]]:
    """Each relation: its kind, its id, the part it leads to."""
    for name, data in parts.items():
        if name.endswith(".rels"):
            folder = posixpath.dirname(posixpath.dirname(name))
            for one in ElementTree.fromstring(data):
                target = posixpath.normpath(posixpath.join(folder, one.attrib["Target"]))
                yield one.attrib["Type"].rsplit("/", 1)[1], one.attrib["Id"], target


def test_every_part_is_reached_and_every_relation_leads_to_a_part(parts: dict[str, bytes]) -> None:
    reached = {target for _, _, target in relations(parts)}
    services = {name for name in parts if name.endswith(".rels")} | {"[Content_Types].xml"}
    assert reached == parts.keys() - services


def test_every_part_has_a_content_type(parts: dict[str, bytes]) -> None:
    kinds = list(ElementTree.fromstring(parts["[Content_Types].xml"]))
    ends = {one.attrib["Extension"] for one in kinds if "Extension" in one.attrib}
    named = {
        one.attrib["PartName"]: one.attrib["ContentType"]
        for one in kinds
        if "PartName" in one.attrib
    }
    assert {name.rsplit(".", 1)[1] for name in parts} - {"xml]"} <= ends
    assert {name.lstrip("/") for name in named} <= parts.keys()
    assert named["/xl/workbook.xml"].endswith("addin.macroEnabled.main+xml")


def test_every_part_is_xml_that_can_be_read(parts: dict[str, bytes]) -> None:
    names = [name for name in parts if name.endswith((".xml", ".rels"))]
    assert len(names) >= 9
    for name in names:
        ElementTree.fromstring(parts[name])


def test_ribbon_pictures_and_project_lie_in_it_unchanged(parts: dict[str, bytes]) -> None:
    assert parts["customUI/customUI14.xml"].decode() == RIBBON
    assert parts["xl/vbaProject.bin"] == PROJECT
    pictures = {id_: target for kind, id_, target in relations(parts) if kind == "image"}
    assert {id_: parts[target] for id_, target in pictures.items()} == {
        "check": b"\x89PNG check",
        "fix": b"\x89PNG fix",
    }
    assert ("extensibility", "rId3", "customUI/customUI14.xml") in relations(parts)


def test_code_names_tie_sheets_to_their_modules(parts: dict[str, bytes]) -> None:
    workbook = ElementTree.fromstring(parts["xl/workbook.xml"])
    (properties,) = workbook.iter(f"{MAIN}workbookPr")
    assert properties.attrib["codeName"] == "ThisWorkbook"
    sheets = {
        one.attrib["name"]: one.attrib[f"{OFFICE}id"] for one in workbook.iter(f"{MAIN}sheet")
    }
    places = {id_: target for kind, id_, target in relations(parts) if kind == "worksheet"}
    code_names = {
        name: ElementTree.fromstring(parts[places[id_]])[0].attrib["codeName"]
        for name, id_ in sheets.items()
    }
    assert code_names == {"zpb.conf": "Sheet1", "zpb.text": "Sheet2"}


def test_one_sheet_is_not_hidden_as_excel_demands(parts: dict[str, bytes]) -> None:
    sheets = ElementTree.fromstring(parts["xl/workbook.xml"]).iter(f"{MAIN}sheet")
    assert [sheet.get("state") for sheet in sheets] == [None, "veryHidden"]


def test_without_pictures_there_is_no_relation_of_the_ribbon() -> None:
    with zipfile.ZipFile(BytesIO(addin_package(PROJECT, SHEETS, RIBBON, {}))) as file:
        assert [name for name in file.namelist() if name.startswith("customUI/_rels")] == []


def test_equal_arguments_give_equal_bytes() -> None:
    pictures = {"fix": b"\x89PNG fix", "check": b"\x89PNG check"}
    assert addin_package(PROJECT, SHEETS, RIBBON, pictures) == ADDIN


@pytest.mark.office
def test_libreoffice_runs_its_functions_and_reads_its_sheets(tmp_path: Path) -> None:
    reason = office.missing()
    if reason is not None:
        pytest.skip(f"{reason}，跳过用 LibreOffice 的测试")
    path = tmp_path / "zipingbiao.xlam"
    path.write_bytes(ADDIN)
    with vba.running(tmp_path) as program:
        answers = program.run(
            path,
            ("ZpbTest.ZpbSetting", ()),
            ("ZpbTest.ZpbHidden", ()),
            ("ZpbTest.ZpbJoined", ("a", "汇")),
        )
    assert answers == [TEXT, "=1+1", "a-汇"]
