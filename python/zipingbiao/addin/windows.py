"""What is asked of Windows: its registry, its folders, whether a program has 32 or 64 bits.

The registry stands behind one small protocol, so that everything above it runs, and is tested,
on any machine.
"""

from __future__ import annotations

import os
import site
import struct
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Protocol

from zipingbiao.addin.building import FILE_NAME
from zipingbiao.errors import CallError

#: The xlwings the add-in is made for; its DLLs carry the version in their names.
XLWINGS_VERSION = "0.37.8"

_ROOTS = {
    "HKCR": "HKEY_CLASSES_ROOT",
    "HKCU": "HKEY_CURRENT_USER",
    "HKLM": "HKEY_LOCAL_MACHINE",
}
#: The machine field of a program's header.
_BITS = {0x014C: 32, 0x8664: 64}
_HEAD = 4096


class Registry(Protocol):
    """Windows' registry, for reading only."""

    def values(self, key: str) -> Mapping[str, object]:
        r"""The values of a key such as ``HKCU\Software\…`` by their small-letter names.

        The unnamed value is ``""``. A key that is missing, or that we may not read, has none.
        """


class WindowsRegistry:
    """The registry of this machine."""

    def values(self, key: str) -> Mapping[str, object]:
        """See `Registry`."""
        winreg = import_module("winreg")
        root, _, path = key.partition("\\")
        found: dict[str, object] = {}
        try:
            with winreg.OpenKey(getattr(winreg, _ROOTS[root]), path) as opened:
                while True:
                    name, value, _ = winreg.EnumValue(opened, len(found))
                    found[name.lower()] = value
        except OSError:
            # EnumValue ends so, too.
            return found


@dataclass(frozen=True, slots=True)
class Computer:
    """A Windows machine as this user sees it.

    ``roaming`` is %APPDATA%, ``local`` %LOCALAPPDATA%; ``python`` the interpreter that runs,
    ``base`` the folder of the Python itself, which differs in a virtual environment; ``own`` the
    folder of what the user has installed for all Pythons.
    """

    registry: Registry
    roaming: Path
    local: Path
    python: Path
    base: Path
    own: Path

    @property
    def start_folder(self) -> Path:
        """The folder whose workbooks Excel opens at each start; trusted by Excel."""
        return self.roaming / "Microsoft" / "Excel" / "XLSTART"

    @property
    def addin(self) -> Path:
        """Where the add-in of this user stands, or will stand."""
        return self.start_folder / FILE_NAME

    @property
    def interpreter(self) -> Path:
        """The Python that Excel is to start: the one without a console window, if there is one."""
        windowed = self.python.with_name("pythonw.exe")
        return windowed if windowed.is_file() else self.python

    def library(self, bits: int) -> Path | None:
        """The DLL through which Excel of so many bits speaks to Python; None where it is not."""
        name = f"xlwings{bits}-{XLWINGS_VERSION}.dll"
        # Beside python.exe; in a virtual environment above it; after `pip install --user` apart.
        folders = (self.python.parent, self.python.parent.parent, self.own)
        return next((path for one in folders if (path := one / name).is_file()), None)

    def expanded(self, text: str) -> str:
        """A path of the add-in's settings, with this user's own folder in it."""
        return text.replace("%LOCALAPPDATA%", str(self.local))

    @property
    def from_store(self) -> bool:
        """Whether this is the Python of the Microsoft Store.

        What that one writes to %APPDATA% lands in a folder of its own that Excel never sees.
        """
        return "windowsapps" in {part.lower() for part in (*self.base.parts, *self.python.parts)}


def this_computer() -> Computer:
    """The machine we run on. Raises CallError where Windows names no folder for the user."""
    roaming, local = os.environ.get("APPDATA"), os.environ.get("LOCALAPPDATA")
    if not roaming or not local:
        raise CallError(
            "环境变量 APPDATA 或 LOCALAPPDATA 没有值，不知道 Excel 的启动文件夹在哪里。",
            cure="请在普通用户的命令提示符里运行。",
        )
    return Computer(
        registry=WindowsRegistry(),
        roaming=Path(roaming),
        local=Path(local),
        python=Path(sys.executable),
        base=Path(sys.base_prefix),
        own=Path(site.getuserbase()),
    )


def bits_of(program: Path) -> int | None:
    """32 or 64 by the head of an .exe; None where it can't be told. Raises OSError."""
    with program.open("rb") as file:
        return bits_of_bytes(file.read(_HEAD))


def bits_of_bytes(head: bytes) -> int | None:
    """As `bits_of`, from the first 4096 bytes."""
    if not head.startswith(b"MZ") or len(head) < 64:
        return None
    start = struct.unpack_from("<I", head, 0x3C)[0]
    if head[start : start + 4] != b"PE\0\0" or len(head) < start + 6:
        return None
    return _BITS.get(struct.unpack_from("<H", head, start + 4)[0])
