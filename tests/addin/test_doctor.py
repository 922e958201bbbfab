"""The doctor names what is wrong and the cure, one thing at a time."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from importlib.metadata import PackageNotFoundError
from pathlib import Path
from typing import NamedTuple

import pytest

from machines import APP_PATHS, CURRENT_VERSION, FakeRegistry, have_pywin32, windows_pc
from zipingbiao import __version__
from zipingbiao.addin.building import build_xlam
from zipingbiao.addin.diagnosis import Check, verdict
from zipingbiao.addin.doctor import examine, examine_office
from zipingbiao.addin.excel_checks import examine_windows, office_version
from zipingbiao.addin.installing import ExcelInstaller
from zipingbiao.addin.libreoffice import LibreOffice
from zipingbiao.addin.windows import Computer
from zipingbiao.errors import CallError

EXCEL = r"HKCU\Software\Microsoft\Office\16.0\Excel"
POLICIES = r"HKCU\Software\Policies\Microsoft\Office\16.0"
MACHINE = r"HKLM\SOFTWARE\Policies\Microsoft\Office\16.0"
UPSET = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Explorer\FileExts\.xlsx\UserChoice"


class Pc(NamedTuple):
    """A machine that a test may spoil."""

    folder: Path
    computer: Computer
    registry: FakeRegistry
    monkeypatch: pytest.MonkeyPatch


@pytest.fixture
def healthy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Pc:
    have_pywin32(monkeypatch)
    computer, registry = windows_pc(tmp_path)
    ExcelInstaller(computer).install()
    return Pc(tmp_path, computer, registry, monkeypatch)


@pytest.mark.parametrize("bits", [32, 64])
def test_a_healthy_machine_is_all_right(healthy: Pc, bits: int) -> None:
    computer, _ = windows_pc(healthy.folder, bits)
    checks = examine_windows(computer)
    assert f"{bits} 位" in str(checks)
    assert f"xlwings{bits}-" in str(checks)
    assert [check for check in checks if check.state != "ok"] == []
    assert verdict(checks) == "一切正常。"
    assert all(check.what and not check.cure for check in checks)


Spoil = Callable[[Pc], object]


def unlink(*names: str) -> Spoil:
    def spoil(pc: Pc) -> None:
        for name in names:
            for path in pc.folder.rglob(name):
                path.unlink()

    return spoil


def put(key: str, name: str, value: object) -> Spoil:
    return lambda pc: pc.registry.put(key, name, value)


def write(make: Callable[[Pc], bytes]) -> Spoil:
    return lambda pc: pc.computer.addin.write_bytes(make(pc))


def version(name: str, text: str) -> Spoil:
    versions = {"xlwings": "0.37.8", "pywin32": "312", name: text}
    return lambda pc: pc.monkeypatch.setattr("importlib.metadata.version", versions.__getitem__)


def mark(zone: int) -> Spoil:
    return lambda pc: Path(f"{pc.computer.addin}:Zone.Identifier").write_text(
        f"[ZoneTransfer]\r\nZoneId={zone}\r\n"
    )


def disabled(text: str) -> bytes:
    return b"\x02\0\0\0\x40\0\0" + text.encode("utf-16-le") + b"\0\0"


SPOILED: dict[str, tuple[Spoil, str, str, str]] = {
    "no Excel": (put(APP_PATHS, "", r"C:\nowhere\EXCEL.EXE"), "Excel", "error", "安装 Excel"),
    "no add-in": (unlink("*.xlam"), "加载项", "error", "zpb addin install"),
    "a broken add-in": (write(lambda pc: b"PK"), "加载项", "error", "已损坏"),
    "an old add-in": (
        write(lambda pc: build_xlam({"VERSION": "0.0.1", "INTERPRETER": "x"})),
        "加载项",
        "error",
        "装的是 0.0.1",
    ),
    "a changed add-in": (
        write(lambda pc: pc.computer.addin.read_bytes() + b"\0"),
        "加载项",
        "warn",
        "被改动过",
    ),
    "no interpreter told": (write(lambda pc: build_xlam({})), "解释器", "error", "没有写明"),
    "Python gone": (unlink("pythonw.exe"), "解释器", "error", "不存在"),
    "another Python": (
        write(lambda pc: build_xlam({"INTERPRETER": str(pc.folder / "Office" / "EXCEL.EXE")})),
        "解释器",
        "warn",
        "不是运行本命令的",
    ),
    "another xlwings": (version("xlwings", "0.30.0"), "xlwings", "error", "xlwings==0.37.8"),
    "pywin32 does not load": (
        lambda pc: pc.monkeypatch.setitem(sys.modules, "pythoncom", None),
        "pywin32",
        "error",
        "载入不了",
    ),
    "the DLL is gone": (unlink("xlwings*.dll"), "连接库", "error", "杀毒软件"),
    "from the internet": (mark(3), "网络标记", "error", "解除锁定"),
    "disabled by Excel": (
        put(rf"{EXCEL}\Resiliency\DisabledItems", "1A2B", disabled(r"C:\…\ZIPINGBIAO.XLAM")),
        "禁用项目",
        "error",
        "启用",
    ),
    "loaded twice": (
        put(rf"{EXCEL}\Options", "OPEN1", r'/R "D:\zipingbiao.xlam"'),
        "重复加载",
        "warn",
        "取消",
    ),
    "opened by WPS": (put(UPSET, "ProgId", "ET.Xlsx.6"), "打开方式", "warn", "WPS"),
    "no VBA": (put(rf"{POLICIES}\Common", "VBAOff", 1), "宏策略", "error", "信息部门"),
    "no VBA on the machine": (put(rf"{MACHINE}\Common", "VBAOff", 1), "宏策略", "error", "VBA"),
    "no trusted places": (
        put(rf"{EXCEL}\Security\Trusted Locations", "AllLocationsDisabled", 1),
        "宏策略",
        "error",
        "信任中心",
    ),
    "no user's places": (
        put(rf"{POLICIES}\Common\Security\Trusted Locations", "Allow User Locations", 0),
        "宏策略",
        "error",
        "信息部门",
    ),
    "signed only": (put(rf"{EXCEL}\Security", "RequireAddinSig", 1), "宏策略", "error", "签名"),
    "no add-ins": (put(rf"{EXCEL}\Security", "DisableAllAddins", 1), "宏策略", "error", "停用"),
    "no macros": (put(rf"{EXCEL}\Security", "VBAWarnings", 4), "宏策略", "warn", "信任中心"),
}


#: What a fault brings with it.
FOLLOWING = {
    "a broken add-in": {"解释器"},
    "an old add-in": {"解释器"},
}


@pytest.mark.parametrize("name", SPOILED)
def test_each_fault_is_named_with_its_cure_and_no_other(healthy: Pc, name: str) -> None:
    spoil, check, state, phrase = SPOILED[name]
    spoil(healthy)
    found = {one.name: one for one in examine_windows(healthy.computer) if one.state != "ok"}
    assert found.keys() == {check} | FOLLOWING.get(name, set())
    assert found[check].state == state
    assert phrase in str(found[check])
    assert found[check].cure.endswith("。")


@pytest.mark.parametrize(
    ("spoil", "what"),
    [
        (mark(0), "网络标记"),
        (put(rf"{EXCEL}\Resiliency\DisabledItems", "1A2B", disabled("other.xlam")), "禁用项目"),
        (put(rf"{EXCEL}\Options", "OPEN", "other.xlam"), "重复加载"),
        (put(UPSET, "ProgId", "Excel.Sheet.12"), "打开方式"),
        (put(rf"{EXCEL}\Security", "VBAWarnings", 2), "宏策略"),
        (put(rf"{POLICIES}\Common", "VBAOff", 0), "宏策略"),
    ],
)
def test_what_only_looks_like_a_fault_is_none(healthy: Pc, spoil: Spoil, what: str) -> None:
    spoil(healthy)
    assert {one.name: one.state for one in examine_windows(healthy.computer)}[what] == "ok"


def test_packages_that_are_missing_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(name: str) -> str:
        raise PackageNotFoundError(name)

    monkeypatch.setattr("importlib.metadata.version", missing)
    computer, _ = windows_pc(tmp_path)
    told = {one.name: one for one in examine_windows(computer)}
    assert told["xlwings"].what == told["pywin32"].what == "没有装。"
    assert f"{computer.python} -m pip install" in told["xlwings"].cure


def test_the_store_python_is_named(healthy: Pc) -> None:
    store = replace(healthy.computer, base=Path("C:/Program Files/WindowsApps/Python"))
    told = {one.name: one.state for one in examine_windows(store)}
    assert told["Python"] == "error"


def test_what_may_not_be_read_is_told_and_the_rest_goes_on(healthy: Pc) -> None:
    def locked(_: Path) -> bytes:
        raise PermissionError(13, "Permission denied", "zipingbiao.xlam")

    before = len(examine_windows(healthy.computer))
    healthy.monkeypatch.setattr(Path, "read_bytes", locked)
    checks = examine_windows(healthy.computer)
    assert len(checks) == before
    assert "没有权限：zipingbiao.xlam" in str(checks[0])


@pytest.mark.parametrize(
    ("told", "expected"),
    [("Excel.Application.15", "15.0"), ("Excel.Application.16", "16.0"), ("", "16.0")],
)
def test_the_keys_follow_the_version_of_excel(tmp_path: Path, told: str, expected: str) -> None:
    computer, registry = windows_pc(tmp_path)
    registry.put(CURRENT_VERSION, "", told)
    assert office_version(computer) == expected


def test_a_path_in_the_users_own_folder_is_understood(healthy: Pc) -> None:
    interpreter = healthy.folder / "Local" / "python" / "pythonw.exe"
    interpreter.parent.mkdir(parents=True)
    interpreter.touch()
    config = {"INTERPRETER": str(Path("%LOCALAPPDATA%", "python", "pythonw.exe"))}
    healthy.computer.addin.write_bytes(build_xlam(config))
    told = {one.name: one for one in examine_windows(healthy.computer)}
    assert str(interpreter) in told["解释器"].what
    assert told["解释器"].state == "warn"


def test_the_verdict_counts() -> None:
    good, odd, bad = (
        Check("a", "ok", "好。"),
        Check("b", "warn", "怪。"),
        Check("c", "error", "坏。"),
    )
    assert verdict([good]) == "一切正常。"
    assert verdict([good, odd]) == "可以使用；有 1 处请留意。"
    assert verdict([good, odd, bad, bad]) == "有 2 处不对，请按上面的办法逐条解决。"
    assert [str(one)[0] for one in (good, odd, bad)] == ["✓", "！", "✗"]


# LibreOffice


def office(folder: Path, listed: str) -> LibreOffice:
    script = folder / "unopkg"
    script.write_text(f"#!/bin/sh\ncat <<'END'\n{listed}\nEND\n")
    script.chmod(0o755)
    return LibreOffice(str(script))


@pytest.mark.parametrize(
    ("listed", "state", "phrase"),
    [
        ("Identifier: zipingbiao.office\n  Version: {0}\n", "ok", "版本"),
        ("Identifier: zipingbiao.office\n  Version: 0.0.1\n", "error", "装的是 0.0.1"),
        ("Identifier: another\n  Version: {0}\n", "error", "没有装"),
    ],
)
def test_the_extension_is_looked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, listed: str, state: str, phrase: str
) -> None:
    have_pywin32(monkeypatch)
    monkeypatch.setattr("zipingbiao.addin.doctor.import_module", lambda _: None)
    checks = examine_office(office(tmp_path, listed.format(__version__)), sys.executable)
    [found] = [one for one in checks if one.name == "扩展"]
    assert found.state == state
    assert phrase in found.what
    assert [one.name for one in checks if one.state == "error" and one.name != "扩展"] == []


def test_a_python_that_cannot_speak_to_libreoffice_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(_: str) -> None:
        raise CallError("用不了接口（uno）。", cure="请安装 python3-uno。")

    monkeypatch.setattr("zipingbiao.addin.doctor.import_module", refused)
    checks = examine_office(office(tmp_path, ""), sys.executable)
    [found] = [one for one in checks if one.name == "接口"]
    assert str(found) == "✗ 接口：用不了接口（uno）。请安装 python3-uno。"


def test_a_libreoffice_that_does_not_answer_is_told(tmp_path: Path) -> None:
    checks = examine_office(LibreOffice(str(tmp_path / "unopkg")), sys.executable)
    assert "运行不了" in {one.name: one.what for one in checks}["扩展"]


def test_without_libreoffice_that_is_all_that_is_told() -> None:
    assert [str(one) for one in examine_office(None, sys.executable)] == [
        "✗ LibreOffice：没有找到 LibreOffice。请先安装 LibreOffice。"
    ]


def test_each_machine_is_asked_its_own_questions(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.which", lambda *_, **__: None)
    monkeypatch.setattr(sys, "platform", "linux")
    assert [one.name for one in examine()] == ["LibreOffice"]
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setenv("APPDATA", str(tmp_path))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path))
    monkeypatch.setattr("zipingbiao.addin.windows.WindowsRegistry.values", lambda *_: {})
    assert "Excel" in [one.name for one in examine()]
