"""What is wrong with the installation on this machine, and the cure."""

from __future__ import annotations

import sys
from importlib import import_module

from zipingbiao.addin.diagnosis import INSTALL, Check, xlwings_check
from zipingbiao.addin.excel_checks import examine_windows
from zipingbiao.addin.installing import OfficeInstaller, described
from zipingbiao.addin.libreoffice import LibreOffice, find_libreoffice
from zipingbiao.addin.windows import XLWINGS_VERSION, this_computer
from zipingbiao.errors import ZpbError


def examine(*, needed: bool = True) -> list[Check]:
    """Check this machine. ``needed`` False: LibreOffice may be missing, WPS is there instead."""
    office = find_libreoffice()
    if sys.platform == "win32":
        return examine_windows(this_computer(), office)
    return examine_office(office, sys.executable) if office or needed else []


def examine_office(office: LibreOffice | None, interpreter: str) -> list[Check]:
    """Check LibreOffice, our extension in it and the Python that its menu starts."""
    if office is None:
        return [Check("LibreOffice", "error", "没有找到 LibreOffice。", "请先安装 LibreOffice。")]
    return [
        Check("LibreOffice", "ok", f"已安装（{office.unopkg}）。"),
        _extension(office, interpreter),
        Check("Python", "ok", f"版本 {sys.version.split()[0]}（{interpreter}）。"),
        xlwings_check(interpreter, XLWINGS_VERSION),
        _bridge(),
    ]


def _extension(office: LibreOffice, interpreter: str) -> Check:
    try:
        identifier, version = described(OfficeInstaller(office, interpreter).extension())
        found = office.version_of(identifier)
    except ZpbError as error:
        return Check("扩展", "warn", f"查不了：{error.reason}", error.cure)
    if found is None:
        return Check("扩展", "error", "没有装。", INSTALL)
    if found != version:
        return Check("扩展", "error", f"装的是 {found}，本程序是 {version}。", INSTALL)
    return Check("扩展", "ok", f"版本 {found}。")


def _bridge() -> Check:
    """Whether this Python can speak to LibreOffice, as the commands of the menu do."""
    try:
        import_module("zipingbiao.excel.office.link")
    except ZpbError as error:
        return Check("接口", "error", error.reason, error.cure)
    return Check("接口", "ok", "这个 Python 用得了 LibreOffice 的接口（uno）。")
