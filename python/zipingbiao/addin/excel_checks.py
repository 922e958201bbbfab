"""The checks of a Windows machine: Excel, the add-in, its Python, the macro policy.

A check looks at one thing, changes nothing and never fails: what it may not look at, it says.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import TypeAlias

from zipingbiao import __version__
from zipingbiao.addin.building import CONFIG_SHEET, FILE_NAME, build_xlam
from zipingbiao.addin.diagnosis import INSTALL, Check, installed_version, xlwings_check
from zipingbiao.addin.libreoffice import LibreOffice
from zipingbiao.addin.windows import XLWINGS_VERSION, Computer, bits_of
from zipingbiao.errors import ZpbError, system_reason
from zipingbiao.ooxml.opening import open_workbook_bytes

_KEY = r"HKCU\Software\Microsoft\Office\{0}\Excel"
_EXPLORER = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Explorer"
_POLICIES = r"HKCU\Software\Policies\Microsoft\Office\{0}"


def examine_windows(computer: Computer, office: LibreOffice | None = None) -> list[Check]:
    """Check Excel, the add-in, its Python and the macro policy of a Windows machine."""
    missing = Check("加载项", "error", f"没有装（{computer.addin} 不存在）。", INSTALL)
    installed = computer.addin.is_file()
    groups = (_ADDIN_CHECKS if installed else (), _CHECKS)
    checks = [_guarded(name, check, computer) for group in groups for name, check in group]
    if office is not None:
        checks.append(Check("LibreOffice", "ok", "已安装；在 Windows 上不需要它。"))
    return checks if installed else [missing, *checks]


def _guarded(name: str, check: Callable[[Computer], Check], computer: Computer) -> Check:
    try:
        return check(computer)
    except OSError as error:
        what = f"查不了（{system_reason(error)}：{error.filename or '未知文件'}）。"
        return Check(name, "warn", what, "请检查该文件的权限。")


def _excel(computer: Computer) -> Check:
    program = _excel_program(computer)
    if program is None:
        cure = "请安装 Excel 2010 或更新的版本；加载项不能装在 WPS 表格里。"
        return Check("Excel", "error", "没有找到 Excel。", cure)
    bits = bits_of(program)
    if bits is None:
        cure = "请安装 32 位或 64 位的 Excel。"
        return Check("Excel", "error", f"认不出 {program} 是多少位的程序。", cure)
    return Check("Excel", "ok", f"版本 {office_version(computer)}，{bits} 位（{program}）。")


def _excel_program(computer: Computer) -> Path | None:
    for root in ("HKCU", "HKLM"):
        key = rf"{root}\SOFTWARE\Microsoft\Windows\CurrentVersion\App Paths\excel.exe"
        text = computer.registry.values(key).get("")
        if isinstance(text, str) and (program := Path(text.strip('"'))).is_file():
            return program
    return None


def office_version(computer: Computer) -> str:
    """The version of Office as the registry's keys name it, ``16.0`` where it does not say."""
    text = computer.registry.values(r"HKCR\Excel.Application\CurVer").get("", "")
    number = str(text).rpartition(".")[2]
    return f"{number}.0" if number.isdigit() else "16.0"


def _python(computer: Computer) -> Check:
    if computer.from_store:
        cure = "请改用 python.org 的 Python，或用 zpb addin kit 做的安装包。"
        what = "这是 Microsoft Store 版的 Python，它装的文件 Excel 看不见。"
        return Check("Python", "error", what, cure)
    version = ".".join(map(str, sys.version_info[:3]))
    return Check("Python", "ok", f"版本 {version}（{computer.python}）。")


def _xlwings(computer: Computer) -> Check:
    return xlwings_check(str(computer.python), XLWINGS_VERSION)


def _pywin32(computer: Computer) -> Check:
    cure = f"请运行 {computer.python} -m pip install --force-reinstall pywin32。"
    found = installed_version("pywin32")
    if found is None:
        return Check("pywin32", "error", "没有装。", cure)
    try:
        import_module("pythoncom")
        import_module("win32com.client")
    except ImportError:
        return Check("pywin32", "error", f"装了 {found}，却载入不了。", cure)
    return Check("pywin32", "ok", f"版本 {found}。")


def _library(computer: Computer) -> Check:
    program = _excel_program(computer)
    bits = (bits_of(program) if program else None) or 64
    library = computer.library(bits)
    if library is not None:
        return Check("连接库", "ok", f"{library}。")
    cure = (
        f"请运行 {computer.python} -m pip install --force-reinstall xlwings=={XLWINGS_VERSION}；"
        "若随即又不见了，是被杀毒软件删除了，请联系信息部门放行。"
    )
    what = f"找不到 xlwings{bits}-{XLWINGS_VERSION}.dll，它应在 {computer.python.parent} 里。"
    return Check("连接库", "error", what, cure)


# The add-in


def _addin(computer: Computer) -> Check:
    data = computer.addin.read_bytes()
    config = addin_config(data)
    if config is None:
        return Check("加载项", "error", f"{computer.addin} 已损坏。", INSTALL)
    version = config.pop("VERSION", None)
    if version != __version__:
        what = f"装的是 {version or '未知版本'}，本程序是 {__version__}。"
        return Check("加载项", "error", what, INSTALL)
    if data != build_xlam(config):
        what = "版本相同，内容却与本程序做出的不同，可能被改动过。"
        return Check("加载项", "warn", what, INSTALL)
    return Check("加载项", "ok", f"版本 {version}（{computer.addin}）。")


def addin_config(addin: bytes) -> dict[str, str] | None:
    """The settings that an add-in carries in its own sheet; None where it can't be read."""
    try:
        sheets = open_workbook_bytes(addin, "zipingbiao.xlsx").sheets
        [sheet] = (one for one in sheets if one.name == CONFIG_SHEET)
        names = (address for address in sheet.addresses if address.startswith("A"))
        return {sheet.shown(one): sheet.shown(f"B{one[1:]}") for one in names}
    except (ZpbError, ValueError):
        return None


def _interpreter(computer: Computer) -> Check:
    config = addin_config(computer.addin.read_bytes()) or {}
    told = computer.expanded(config.get("INTERPRETER", ""))
    if not told:
        return Check("解释器", "error", "加载项里没有写明用哪个 Python。", INSTALL)
    if not Path(told).is_file():
        what = f"加载项要用的 {told} 不存在，可能 Python 被移走或卸载了。"
        return Check("解释器", "error", what, INSTALL)
    if Path(told) != computer.interpreter:
        what = f"加载项用的是 {told}，不是运行本命令的 Python；以下各项查的是后者。"
        return Check("解释器", "warn", what, "要换成后者，请运行 zpb addin install。")
    return Check("解释器", "ok", f"{told}。")


def _mark_of_the_web(computer: Computer) -> Check:
    if _zone(computer.addin) >= 3:
        what = "加载项带着「来自互联网」的标记，Excel 会禁止其中的宏。"
        cure = f"{INSTALL}或者在文件的「属性」里勾选「解除锁定」。"
        return Check("网络标记", "error", what, cure)
    return Check("网络标记", "ok", "没有「来自互联网」的标记。")


def _zone(path: Path) -> int:
    """The security zone Windows has noted beside a file: 3 internet, 4 restricted; -1 none."""
    try:
        text = Path(f"{path}:Zone.Identifier").read_text("utf-8", "replace")
    except OSError:
        return -1
    lines = (line.strip().lower().partition("=") for line in text.splitlines())
    zones = [value for name, _, value in lines if name == "zoneid" and value.isdigit()]
    return int(zones[0]) if zones else -1


def _disabled(computer: Computer) -> Check:
    key = _KEY.format(office_version(computer)) + r"\Resiliency\DisabledItems"
    for value in computer.registry.values(key).values():
        if isinstance(value, bytes) and _names_addin(value):
            what = "Excel 曾在打开它时出错，把它列入了「禁用项目」。"
            cure = (
                "请在 Excel 的「文件 → 选项 → 加载项」里，"
                "把「管理」选为「禁用项目」，点「转到」，选中 zipingbiao 后点「启用」。"
            )
            return Check("禁用项目", "error", what, cure)
    return Check("禁用项目", "ok", "没有被 Excel 禁用。")


def _names_addin(value: bytes) -> bool:
    """Whether a binary value holds our name as UTF-16, wherever in it that starts."""
    texts = (value[start:].decode("utf-16-le", "ignore").lower() for start in (0, 1))
    return any(FILE_NAME in text for text in texts)


def _twice(computer: Computer) -> Check:
    key = _KEY.format(office_version(computer)) + r"\Options"
    values = computer.registry.values(key)
    others = [
        str(value)
        for name, value in values.items()
        if name.startswith("open") and FILE_NAME in str(value).lower()
    ]
    if others:
        what = f"Excel 另外还加载了一份：{others[0]}。"
        cure = "请在 Excel 的「开发工具 → Excel 加载项」里取消 zipingbiao 的勾选。"
        return Check("重复加载", "warn", what, cure)
    return Check("重复加载", "ok", "只加载一份。")


def _opened_by(computer: Computer) -> Check:
    key = rf"{_EXPLORER}\FileExts\.xlsx\UserChoice"
    program = str(computer.registry.values(key).get("progid", ""))
    if program.upper().startswith(("ET.", "KET.", "WPS.")):
        what = "双击 .xlsx 打开的是 WPS 表格，那里没有「绩效自评」。"
        cure = "请从 Excel 里打开自评表，或把 .xlsx 的默认打开方式改为 Excel。"
        return Check("打开方式", "warn", what, cure)
    return Check("打开方式", "ok", "没有改成 WPS 表格。")


# The macro policy. Files in XLSTART are trusted, so that only these stop them.


def _macros(computer: Computer) -> Check:
    version = office_version(computer)
    for key, name, wanted, what in _FORBIDDING:
        value = computer.registry.values(key.format(version)).get(name)
        if value == wanted:
            return Check("宏策略", "error", what, _ASK if "Policies" in key else _TRUST_CENTER)
    if _macro_level(computer, version) == 4:
        what = "宏被设为「禁用所有宏，并且不通知」；XLSTART 是受信任位置，通常不受影响。"
        return Check("宏策略", "warn", what, "按钮没有反应时，请在信任中心改为「通知」。")
    return Check("宏策略", "ok", "没有禁止受信任位置里的宏。")


def _macro_level(computer: Computer, version: str) -> object:
    for base in (_POLICIES.format(version) + r"\Excel", _KEY.format(version)):
        level = computer.registry.values(rf"{base}\Security").get("vbawarnings")
        if level is not None:
            return level
    return None


_ASK = "这是单位统一的策略，请联系信息部门。"
_TRUST_CENTER = "请在 Excel 的「文件 → 选项 → 信任中心 → 信任中心设置」里取消。"
_NO_TRUST = "受信任位置被全部停用，加载项里的宏不能运行。"
_SIGNED = "要求加载项由受信任的发布者签名，本加载项没有签名。"
_NO_ADDINS = "全部加载项被停用。"
_NO_VBA = "Office 里的 VBA 被停用。"
_MACHINE = r"HKLM\SOFTWARE\Policies\Microsoft\Office\{0}"
#: Key, value's name, the value that forbids, what that means.
_FORBIDDING = (
    (rf"{_POLICIES}\Common", "vbaoff", 1, _NO_VBA),
    (rf"{_MACHINE}\Common", "vbaoff", 1, _NO_VBA),
    (rf"{_POLICIES}\Excel\Security\Trusted Locations", "alllocationsdisabled", 1, _NO_TRUST),
    (rf"{_KEY}\Security\Trusted Locations", "alllocationsdisabled", 1, _NO_TRUST),
    (rf"{_POLICIES}\Common\Security\Trusted Locations", "allow user locations", 0, _NO_TRUST),
    (rf"{_POLICIES}\Excel\Security", "disablealladdins", 1, _NO_ADDINS),
    (rf"{_KEY}\Security", "disablealladdins", 1, _NO_ADDINS),
    (rf"{_POLICIES}\Excel\Security", "requireaddinsig", 1, _SIGNED),
    (rf"{_KEY}\Security", "requireaddinsig", 1, _SIGNED),
)

_Checks: TypeAlias = tuple[tuple[str, Callable[[Computer], Check]], ...]
#: Those of the add-in's file, where there is one.
_ADDIN_CHECKS: _Checks = (
    ("加载项", _addin),
    ("网络标记", _mark_of_the_web),
    ("解释器", _interpreter),
)
_CHECKS: _Checks = (
    ("Excel", _excel),
    ("Python", _python),
    ("xlwings", _xlwings),
    ("pywin32", _pywin32),
    ("连接库", _library),
    ("禁用项目", _disabled),
    ("重复加载", _twice),
    ("打开方式", _opened_by),
    ("宏策略", _macros),
)
