"""Put the add-in into Excel, the extension into LibreOffice, and take them out again.

In Windows the add-in goes into the user's own XLSTART folder: no administrator is needed, and
Excel trusts what stands there. Elsewhere LibreOffice takes the extension into the user's profile.
"""

from __future__ import annotations

import io
import sys
import tempfile
import zipfile
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Protocol
from xml.etree import ElementTree

from zipingbiao.addin.building import build_xlam
from zipingbiao.addin.extension import build_oxt
from zipingbiao.addin.libreoffice import LibreOffice, find_libreoffice
from zipingbiao.addin.windows import Computer, this_computer
from zipingbiao.errors import CallError, OutputError, Place, system_reason
from zipingbiao.saving import write_beside

EXTENSION = "zipingbiao.oxt"
_DESCRIPTION = "{http://openoffice.org/extensions/description/2006}"


class Installer(Protocol):
    """A spreadsheet program into which the add-in is put. Each call gives what was done."""

    def install(self) -> str:
        """Install, in the place of an older version."""

    def uninstall(self) -> str:
        """Take out what `install` has put in, and nothing else."""


def installer() -> Installer:
    """The spreadsheet program of this machine. Raises CallError where there is none."""
    if sys.platform == "win32":
        return ExcelInstaller(this_computer())
    office = find_libreoffice()
    if office is None:
        raise CallError(
            "没有找到 LibreOffice（unopkg）。",
            cure="请先安装 LibreOffice；要给装有 Excel 的 Windows 电脑用，请运行 zpb addin kit。",
        )
    return OfficeInstaller(office, sys.executable)


# What is built


def build(out: Path, interpreter: str = "") -> None:
    """Write the add-in (.xlam) or the extension (.oxt), which starts ``interpreter``.

    Raises CallError on another ending.
    """
    make = {".xlam": build_xlam, ".oxt": build_oxt}.get(out.suffix.lower())
    if make is None:
        cure = "请改为 .xlam（Excel 的加载项）或 .oxt（LibreOffice 的扩展）。"
        raise CallError("输出文件的扩展名不对。", Place(str(out)), cure)
    write_beside(out, make({"INTERPRETER": interpreter} if interpreter else {}))


# Excel


@dataclass(frozen=True, slots=True)
class ExcelInstaller:
    """Excel on Windows, for the user who runs this."""

    computer: Computer

    def install(self) -> str:
        """See `Installer`. Raises CallError for the Microsoft Store's Python."""
        if self.computer.from_store:
            raise CallError(
                "这是 Microsoft Store 版的 Python，它装的文件 Excel 看不见。",
                Place(str(self.computer.python)),
                "请改用 python.org 的 Python，或用 zpb addin kit 做的安装包。",
            )
        target = self.computer.addin
        data = build_xlam(self._config())
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            reason = f"建不了 Excel 的启动文件夹（{system_reason(error)}）。"
            raise OutputError(reason, Place(str(target.parent)), "请检查权限。") from None
        try:
            write_beside(target, data)
        except OutputError as error:
            raise OutputError(error.reason, error.place, _CLOSE_EXCEL) from None
        return (
            f"已装好 → {target}\n请关闭全部 Excel 窗口，再打开 Excel："
            "功能区里会多出「绩效自评」。没有出现时，请运行 zpb addin doctor。"
        )

    def _config(self) -> dict[str, str]:
        """What the add-in is told of this machine."""
        config = {"INTERPRETER": str(self.computer.interpreter)}
        library = self.computer.library(64) or self.computer.library(32)
        return config | ({"LIBRARY_FOLDER": str(library.parent)} if library else {})

    def uninstall(self) -> str:
        """See `Installer`."""
        target = self.computer.addin
        try:
            target.unlink()
        except FileNotFoundError:
            return f"没有装过，什么也没有改动（{target} 不存在）。"
        except OSError as error:
            reason = f"删不掉加载项（{system_reason(error)}）。"
            raise OutputError(reason, Place(str(target)), _CLOSE_EXCEL) from None
        return f"已卸载 → {target}\n已打开的 Excel 关闭后生效。"


_CLOSE_EXCEL = "请关闭全部 Excel 窗口（任务管理器里也不应再有 EXCEL.EXE），再试一次。"


# LibreOffice


@dataclass(frozen=True, slots=True)
class OfficeInstaller:
    """LibreOffice, for the user who runs this; its menu starts ``interpreter``."""

    office: LibreOffice
    interpreter: str

    def extension(self) -> bytes:
        """The bytes of the extension that is installed."""
        return build_oxt({"INTERPRETER": self.interpreter, **search_path()})

    def install(self) -> str:
        """See `Installer`."""
        data = self.extension()
        with tempfile.TemporaryDirectory(prefix="zpb-") as folder:
            extension = Path(folder) / EXTENSION
            extension.write_bytes(data)
            self.office.add(extension)
        return (
            f"已装进 LibreOffice（{described(data)[0]}）。\n请关闭全部 LibreOffice 窗口，"
            "再打开表格：菜单里会多出「绩效自评」。没有出现时，请运行 zpb addin doctor。"
        )

    def uninstall(self) -> str:
        """See `Installer`."""
        identifier, _ = described(self.extension())
        if self.office.version_of(identifier) is None:
            return "没有装过，什么也没有改动。"
        self.office.remove(identifier)
        return f"已从 LibreOffice 卸载（{identifier}）。"


def search_path() -> dict[str, str]:
    """Where the other Python finds the package, if that runs from where nobody looks for it."""
    try:
        metadata.distribution("zipingbiao")
    except metadata.PackageNotFoundError:
        return {"PYTHONPATH": str(Path(__file__).resolve().parents[2])}
    return {}


def described(extension: bytes) -> tuple[str, str]:
    """The identifier and the version of an extension, as its description.xml says."""
    with zipfile.ZipFile(io.BytesIO(extension)) as parts:
        root = ElementTree.fromstring(parts.read("description.xml"))
    values = (root.find(f"{_DESCRIPTION}{name}") for name in ("identifier", "version"))
    identifier, version = (one.attrib["value"] if one is not None else "" for one in values)
    return identifier, version
