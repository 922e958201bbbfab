"""Windows machines for tests: folders below a temporary one, a registry in a dictionary."""

from __future__ import annotations

import struct
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType

import pytest

from zipingbiao.addin.windows import XLWINGS_VERSION, Computer

APP_PATHS = r"HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\App Paths\excel.exe"
CURRENT_VERSION = r"HKCR\Excel.Application\CurVer"


@dataclass
class FakeRegistry:
    """A registry that is a dictionary: key → name → value."""

    keys: dict[str, dict[str, object]] = field(default_factory=dict)

    def values(self, key: str) -> Mapping[str, object]:
        """As the protocol says: names in small letters."""
        return {name.lower(): value for name, value in self.keys.get(key, {}).items()}

    def put(self, key: str, name: str, value: object) -> None:
        """Set a value."""
        self.keys.setdefault(key, {})[name] = value


def program(bits: int) -> bytes:
    """The head of a Windows program of 32 or 64 bits."""
    machine = {32: 0x014C, 64: 0x8664}[bits]
    return b"MZ".ljust(0x3C, b"\0") + struct.pack("<I4sH", 0x40, b"PE\0\0", machine)


def windows_pc(folder: Path, bits: int = 64) -> tuple[Computer, FakeRegistry]:
    """A machine with Excel of so many bits and a Python with xlwings' DLLs beside it."""
    excel, python, registry = folder / "Office" / "EXCEL.EXE", folder / "Python", FakeRegistry()
    for path in (excel, python / "python.exe", python / "pythonw.exe"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(program(bits if path == excel else 64))
    for number in (32, 64):
        (python / f"xlwings{number}-{XLWINGS_VERSION}.dll").touch()
    registry.put(APP_PATHS, "", str(excel))
    registry.put(CURRENT_VERSION, "", "Excel.Application.16")
    computer = Computer(
        registry=registry,
        roaming=folder / "Roaming",
        local=folder / "Local",
        python=python / "python.exe",
        base=python,
        own=folder / "Roaming" / "Python",
    )
    return computer, registry


def have_pywin32(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let Python believe that xlwings and pywin32 are installed."""
    versions = {"xlwings": XLWINGS_VERSION, "pywin32": "312"}
    monkeypatch.setattr("importlib.metadata.version", versions.__getitem__)
    for name in ("pythoncom", "win32com", "win32com.client"):
        monkeypatch.setitem(sys.modules, name, ModuleType(name))
