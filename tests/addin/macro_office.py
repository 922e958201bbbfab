"""The add-in as LibreOffice can run it: its own macros, stubs for what needs Windows.

LibreOffice says nothing of a module that it cannot compile, so each gets a last function, its
sentinel, which answers only where all before it was understood.
"""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

import pytest

import vba
from vba_source import read_sources
from zipingbiao.addin import building
from zipingbiao.addin.building import build_xlam

ROOT = Path(__file__).resolve().parents[2]
STUBS = Path(__file__).with_name("vba")
SOURCES = read_sources(ROOT / "macros")
#: The modules that can hold a function for others: not those of the workbook and its sheets.
MODULES = sorted(SOURCES.keys() - {"ThisWorkbook", "Sheet1", "Sheet2", "Sheet3"})


class MacroOffice:
    """A running LibreOffice and the add-in of the tests, made anew where settings differ."""

    def __init__(self, program: vba.VbaOffice, folder: Path) -> None:
        self.program = program
        self.port = program.port
        self.folder = folder
        self.home = folder / "home"

    def put_stubs(self, macros: Path) -> None:
        """Replace what needs Windows, add what tests run."""
        for path in STUBS.glob("*.bas"):
            shutil.copy(path, macros)

    def addin(self, **config: str) -> Path:
        """The add-in with these settings."""
        macros = self.folder / "parts" / "macros"
        shutil.rmtree(macros.parent, ignore_errors=True)
        shutil.copytree(ROOT / "macros", macros)
        shutil.copytree(ROOT / "addin", macros.parent / "addin")
        self.put_stubs(macros)
        for path in (macros / f"{name}{SOURCES[name].path.suffix}" for name in MODULES):
            path.write_text(path.read_text("ascii") + sentinel(path.stem), "ascii")
        with (macros / "ZpbProbe.bas").open("a", encoding="ascii") as probe:
            probe.writelines(class_probe(name) for name in MODULES if SOURCES[name].is_class)
        path = self.folder / "zipingbiao.xlam"
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(building, "resource_folder", macros.parent.joinpath)
            path.write_bytes(build_xlam({"INTERPRETER": sys.executable, **config}))
        return path

    def run(self, *calls: tuple[str, ...], **config: str) -> list[object]:
        """What each function answers, all in one opened add-in."""
        path = self.addin(**config)
        return self.program.run(path, *((name, list(rest)) for name, *rest in calls))


class WindowsOffice(MacroOffice):
    """The same with ZpbPython itself, whose declarations alone are replaced."""

    python: Path

    def put_stubs(self, macros: Path) -> None:
        """Put procedures in the place of those that ZpbPython declares."""
        for path in (STUBS / "windows").iterdir():
            shutil.copy(path, macros)
        (macros / "ZpbProbe.bas").write_text('Attribute VB_Name = "ZpbProbe"\n', "ascii")
        python = macros / "ZpbPython.bas"
        before, declared = python.read_text("ascii").split("#If Win64 Then\n")
        _, _, after = declared.partition("ByVal style As Long) As Long\n")
        [library, *_] = re.findall(r"^Private Const LIBRARY.+$", declared, re.M)
        # LibreOffice knows of no handle of its window.
        after = after.replace("Application.Hwnd", "0")
        python.write_text(f"{before}{library}\n{after}", "ascii")


def sentinel_of(name: str) -> str:
    """The sentinel of a module, as scripts call it; that of a class stands elsewhere."""
    module = "ZpbProbe" if SOURCES[name].is_class else name
    return f"{module}.Last{name}"


def sentinel(name: str) -> str:
    """A module's last function."""
    return f'\nPublic Function Last{name}() As String\n    Last{name} = "{name}"\nEnd Function\n'


def class_probe(name: str) -> str:
    """A function that asks a class for its sentinel."""
    return (
        f"\nPublic Function Last{name}() As String\n    Dim one As {name}\n"
        f"    Set one = New {name}\n    Last{name} = one.Last{name}()\nEnd Function\n"
    )
