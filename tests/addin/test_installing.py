"""The add-in is put into Excel and LibreOffice, and taken out without a trace."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from machines import program, windows_pc
from zipingbiao.addin.building import build_xlam
from zipingbiao.addin.excel_checks import addin_config
from zipingbiao.addin.extension import build_oxt
from zipingbiao.addin.installing import (
    ExcelInstaller,
    OfficeInstaller,
    build,
    described,
    installer,
)
from zipingbiao.addin.libreoffice import LibreOffice, environment, find_libreoffice
from zipingbiao.addin.windows import WindowsRegistry, bits_of_bytes, this_computer
from zipingbiao.errors import CallError, OutputError

# Excel


def test_the_addin_stands_in_the_start_folder_and_knows_its_python(tmp_path: Path) -> None:
    computer, _ = windows_pc(tmp_path)
    told = ExcelInstaller(computer).install()
    target = tmp_path / "Roaming" / "Microsoft" / "Excel" / "XLSTART" / "zipingbiao.xlam"
    assert str(target) in told
    config = addin_config(target.read_bytes())
    assert config is not None
    assert config["INTERPRETER"] == str(tmp_path / "Python" / "pythonw.exe")
    assert config["LIBRARY_FOLDER"] == str(tmp_path / "Python")


def test_without_a_windowless_python_the_other_one_is_taken(tmp_path: Path) -> None:
    computer, _ = windows_pc(tmp_path)
    (tmp_path / "Python" / "pythonw.exe").unlink()
    assert computer.interpreter == computer.python


@pytest.mark.parametrize("where", ["Env", "Roaming/Python", None])
def test_the_dlls_are_found_where_pip_puts_them(tmp_path: Path, where: str | None) -> None:
    computer, _ = windows_pc(tmp_path)
    computer = replace(computer, python=tmp_path / "Env" / "Scripts" / "python.exe")
    if where:
        (tmp_path / where).mkdir(parents=True, exist_ok=True)
        (tmp_path / "Python" / "xlwings64-0.37.8.dll").rename(
            tmp_path / where / "xlwings64-0.37.8.dll"
        )
    ExcelInstaller(computer).install()
    config = addin_config(computer.addin.read_bytes())
    assert config is not None
    assert config.get("LIBRARY_FOLDER") == (str(tmp_path / where) if where else None)


def test_installing_again_changes_nothing(tmp_path: Path) -> None:
    computer, _ = windows_pc(tmp_path)
    ExcelInstaller(computer).install()
    first = computer.addin.read_bytes()
    ExcelInstaller(computer).install()
    assert computer.addin.read_bytes() == first
    assert [path.name for path in computer.start_folder.iterdir()] == ["zipingbiao.xlam"]


def test_uninstalling_removes_the_addin_and_nothing_else(tmp_path: Path) -> None:
    computer, _ = windows_pc(tmp_path)
    computer.start_folder.mkdir(parents=True)
    (computer.start_folder / "PERSONAL.XLSB").write_bytes(b"mine")
    before = sorted(tmp_path.rglob("*"))
    ExcelInstaller(computer).install()
    assert "已卸载" in ExcelInstaller(computer).uninstall()
    assert sorted(tmp_path.rglob("*")) == before


def test_uninstalling_what_is_not_there_says_so(tmp_path: Path) -> None:
    computer, _ = windows_pc(tmp_path)
    assert "没有装过" in ExcelInstaller(computer).uninstall()


def test_the_python_of_the_store_is_refused(tmp_path: Path) -> None:
    computer, _ = windows_pc(tmp_path)
    store = replace(computer, base=tmp_path / "Program Files" / "WindowsApps" / "Python")
    with pytest.raises(CallError, match="Microsoft Store"):
        ExcelInstaller(store).install()
    assert not computer.addin.exists()


def test_while_excel_has_the_addin_open_the_cure_is_to_close_excel(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    computer, _ = windows_pc(tmp_path)
    ExcelInstaller(computer).install()
    before = computer.addin.read_bytes()

    def held(*_: object, **__: object) -> None:
        raise PermissionError(13, "另一个程序正在使用此文件")

    monkeypatch.setattr("os.replace", held)
    with pytest.raises(OutputError, match="请关闭全部 Excel 窗口"):
        ExcelInstaller(computer).install()
    with monkeypatch.context() as context:
        context.setattr(Path, "unlink", held)
        with pytest.raises(OutputError, match="请关闭全部 Excel 窗口"):
            ExcelInstaller(computer).uninstall()
    assert computer.addin.read_bytes() == before


def test_a_start_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    computer, _ = windows_pc(tmp_path)
    computer.roaming.write_bytes(b"no folder")
    with pytest.raises(OutputError, match="启动文件夹"):
        ExcelInstaller(computer).install()


def test_windows_is_asked_for_the_users_folders(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("APPDATA", str(tmp_path))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "Local"))
    assert this_computer().addin == tmp_path / "Microsoft" / "Excel" / "XLSTART" / "zipingbiao.xlam"
    monkeypatch.delenv("APPDATA")
    with pytest.raises(CallError, match="APPDATA"):
        this_computer()


def test_on_windows_the_installer_is_excels(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("APPDATA", str(tmp_path))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path))
    monkeypatch.setattr(sys, "platform", "win32")
    assert isinstance(installer(), ExcelInstaller)


def test_the_registry_is_read_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    stored = {r"SOFTWARE\Here": [("", "a", 1), ("Level", 4, 4)]}

    class Key(list[tuple[str, object, int]]):
        def __enter__(self) -> Key:
            return self

        def __exit__(self, *_: object) -> None:
            pass

    def open_key(root: str, path: str) -> Key:
        assert root == "user"
        if path not in stored:
            raise FileNotFoundError(path)
        return Key(stored[path])

    def enum_value(key: Key, number: int) -> tuple[str, object, int]:
        if number >= len(key):
            raise OSError(259)
        return key[number]

    winreg = SimpleNamespace(HKEY_CURRENT_USER="user", OpenKey=open_key, EnumValue=enum_value)
    monkeypatch.setitem(sys.modules, "winreg", winreg)
    assert WindowsRegistry().values(r"HKCU\SOFTWARE\Here") == {"": "a", "level": 4}
    assert WindowsRegistry().values(r"HKCU\SOFTWARE\Nowhere") == {}


@pytest.mark.parametrize("bits", [32, 64])
def test_the_bits_of_a_program_stand_in_its_head(bits: int) -> None:
    assert bits_of_bytes(program(bits) + bytes(500)) == bits


@given(st.binary(max_size=80), st.sampled_from([b"", b"MZ", program(64)[:0x3C]]))
def test_no_head_is_misread(tail: bytes, start: bytes) -> None:
    assert bits_of_bytes(start + tail) is None


# Files


def test_a_built_addin_is_the_same_each_time(tmp_path: Path) -> None:
    build(tmp_path / "a.xlam", r"D:\py\pythonw.exe")
    assert (tmp_path / "a.xlam").read_bytes() == build_xlam({"INTERPRETER": r"D:\py\pythonw.exe"})
    build(tmp_path / "a.oxt")
    assert (tmp_path / "a.oxt").read_bytes() == build_oxt({})


def test_another_ending_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CallError, match="扩展名不对"):
        build(tmp_path / "a.xlsx")


# LibreOffice


@pytest.fixture
def office() -> Iterator[LibreOffice]:
    """A LibreOffice with a profile of its own; as it takes no extensions from root, nobody's."""
    found = find_libreoffice()
    if found is None:
        pytest.skip("没有安装 LibreOffice（unopkg），跳过")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if os.getuid() == 0:
            if not shutil.which("setpriv"):
                pytest.skip("以 root 运行而没有 setpriv，跳过")
            folder.chmod(0o777)
            text = _AS_NOBODY.format(folder, found.unopkg)
            found = script_of(folder, text)
        yield LibreOffice(found.unopkg, folder / "profile")


_AS_NOBODY = """\
for file; do case $file in *.oxt) chmod o+rx "${{file%/*}}";; esac; done
exec setpriv --reuid=65534 --regid=65534 --clear-groups env HOME={0} TMPDIR={0} {1} "$@"
"""


def script_of(folder: Path, text: str) -> LibreOffice:
    """A LibreOffice whose tool is a shell script."""
    script = folder / "unopkg"
    script.write_text(f"#!/bin/sh\n{text}\n")
    script.chmod(0o755)
    return LibreOffice(str(script))


def test_an_active_virtual_environment_is_not_the_python_of_libreoffice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    active = tmp_path / "python3"
    active.write_text("#!/bin/sh\n")
    active.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    if shutil.which("python3", path=os.defpath) is None:
        pytest.skip("系统没有自己的 Python，跳过")
    assert shutil.which("python3") == str(active)
    assert shutil.which("python3", path=environment()["PATH"]) != str(active)


def test_the_extension_comes_and_goes(office: LibreOffice) -> None:
    target = OfficeInstaller(office, sys.executable)
    identifier, version = described(target.extension())
    assert office.version_of(identifier) is None
    assert identifier in target.install()
    assert office.version_of(identifier) == version
    target.install()
    assert "已从 LibreOffice 卸载" in target.uninstall()
    assert office.version_of(identifier) is None
    assert "没有装过" in target.uninstall()


@pytest.mark.parametrize(
    ("script", "told"),
    [
        ("echo 'ERROR: unopkg is already running. Delete the lock file' >&2; exit 1", "正开着"),
        ("echo 'ERROR: Cannot run unopkg as root without --shared' >&2; exit 1", "sudo"),
        ("echo 'ERROR: disk is broken' >&2; exit 1", "它说「ERROR: disk is broken」"),
        ("exit 1", "没有接受这次改动。"),
        ("exec sleep 600", "没有回应"),
    ],
)
def test_what_libreoffice_refuses_is_told_with_a_cure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, told: str
) -> None:
    seconds = 0.5 if "sleep" in script else 60
    monkeypatch.setattr("zipingbiao.addin.libreoffice._SECONDS", seconds)
    with pytest.raises(CallError, match=told) as caught:
        script_of(tmp_path, script).remove("zipingbiao")
    assert caught.value.cure


def test_a_tool_that_does_not_run_is_told(tmp_path: Path) -> None:
    with pytest.raises(CallError, match="运行不了"):
        LibreOffice(str(tmp_path / "unopkg")).version_of("zipingbiao")


def test_without_libreoffice_the_way_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda *_, **__: None)
    monkeypatch.setattr(sys, "platform", "linux")
    with pytest.raises(CallError, match="zpb addin kit"):
        installer()
