"""The kit for 统信 and 麒麟: what it holds, what it refuses, how its installer goes about it."""

from __future__ import annotations

import io
import os
import stat
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from zipingbiao import __version__
from zipingbiao.addin import unpacking_linux, wheel
from zipingbiao.addin.kit import FOLDER, GUIDE, missing
from zipingbiao.addin.kit_linux import Machine, write_linux_kit
from zipingbiao.addin.systems import MACHINES
from zipingbiao.addin.unpacking import NotInstalledError
from zipingbiao.errors import CallError

X86, ARM = 0x3E, 0xB7
ROOT = Path(__file__).resolve().parents[2]


def elf(machine: int) -> bytes:
    """The head of a program."""
    return b"\x7fELF\2\1\1" + bytes(11) + machine.to_bytes(2, "little") + bytes(60)


def python_archive(path: Path, files: Mapping[str, bytes]) -> Path:
    """An archive with some files."""
    with tarfile.open(path, "w:gz") as archive:
        for name, data in files.items():
            one = tarfile.TarInfo(name)
            one.size = len(data)
            archive.addfile(one, io.BytesIO(data))
    return path


def wheel_file(name: str, files: Mapping[str, bytes] = {}) -> bytes:
    """A wheel."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr(f"{name}/__init__.py", b"")
        archive.writestr(f"{name}-1.0.dist-info/METADATA", f"Name: {name}\n")
        for path, content in files.items():
            archive.writestr(path, content)
    return data.getvalue()


#: Made once: the archive notes the time.
PANDAS = wheel_file("pandas")


def fetch(requirements: Sequence[str], version: str, folder: Path) -> None:
    """What pip would bring."""
    (folder / "pandas-3.0-cp311-cp311-manylinux_2_28_x86_64.whl").write_bytes(PANDAS)


@pytest.fixture(autouse=True)
def _requirements(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wheel, "requirements", lambda *_: ("pandas>=3.0",))


def contents(path: Path) -> dict[str, bytes]:
    """The files of a kit."""
    with zipfile.ZipFile(path) as archive:
        return {name.removeprefix(f"{FOLDER}/"): archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize(("system", "code"), [("x86_64", X86), ("arm64", ARM)])
def test_the_kit_holds_everything(tmp_path: Path, system: str, code: int) -> None:
    python = python_archive(
        tmp_path / "python.tar.gz",
        {"python/lib/x": b"", "python/bin/python3": b"", "python/bin/python3.12": elf(code)},
    )
    out = tmp_path / "kit.zip"
    told = write_linux_kit(out, system, python, fetch)
    assert (told.python, told.with_python, told.size) == ("3.12", True, out.stat().st_size)
    files = contents(out)
    own = f"zipingbiao-{__version__}-py3-none-any.whl"
    assert f"wheels/{own}" in files
    assert own in files["wheels.txt"].decode()
    assert files["python.tar.gz"] == python.read_bytes()
    for name in ("install.sh", "doctor.sh", "uninstall.sh", GUIDE):
        assert "{{" not in files[name].decode()
    script = files["install.sh"].decode()
    assert f'"$(uname -m)" = "{MACHINES[system][0]}"' in script
    assert "python3.12" in script
    assert len(files[GUIDE].decode().splitlines()) < 50
    again = tmp_path / "again.zip"
    write_linux_kit(again, system, python, fetch)
    assert again.read_bytes() == out.read_bytes()


def test_without_python_the_kit_says_what_must_be_there(tmp_path: Path) -> None:
    write_linux_kit(tmp_path / "kit.zip", "x86_64", None, fetch)
    files = contents(tmp_path / "kit.zip")
    assert "python.tar.gz" not in files
    assert "先由系统管理员装好 Python 3.11" in files[GUIDE].decode()


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"python/bin/python3.11": elf(ARM)}, "这不是 x86-64 的 Python"),
        ({"python/bin/python3.11": b"MZ" + bytes(80)}, "这不是 x86-64 的 Python"),
        ({"python/bin/python3.10": elf(X86)}, "这不是能放到任何文件夹里运行的 Python"),
        ({"usr/bin/python3.11": elf(X86)}, "这不是能放到任何文件夹里运行的 Python"),
        ({"python/../../x": b"", "python/bin/python3.11": elf(X86)}, "这不是能放到任何"),
        ({}, "这不是能放到任何文件夹里运行的 Python"),
    ],
)
def test_another_python_is_refused(tmp_path: Path, files: dict[str, bytes], said: str) -> None:
    python = python_archive(tmp_path / "p.tar.gz", files)
    with pytest.raises(CallError, match=said):
        write_linux_kit(tmp_path / "kit.zip", "x86_64", python, fetch)
    assert not (tmp_path / "kit.zip").exists()


def test_what_is_no_archive_or_no_machine_of_ours_is_refused(tmp_path: Path) -> None:
    (tmp_path / "p.tar.gz").write_bytes(b"x")
    with pytest.raises(CallError, match="这不是能放到任何"):
        write_linux_kit(tmp_path / "kit.zip", "x86_64", tmp_path / "p.tar.gz", fetch)
    with pytest.raises(CallError, match="文件打不开"):
        write_linux_kit(tmp_path / "kit.zip", "x86_64", tmp_path / "none.tar.gz", fetch)
    with pytest.raises(CallError, match=r"应以 \.zip 结尾"):
        write_linux_kit(tmp_path / "kit.tar", "x86_64", None, fetch)
    with pytest.raises(CallError, match="龙芯（loongarch64）做不了安装包"):
        write_linux_kit(tmp_path / "kit.zip", "loongarch64", None, fetch)


def test_what_only_linux_needs_is_seen(tmp_path: Path) -> None:
    needs = (
        b"Name: a\nRequires-Dist: b; sys_platform == 'linux'\nRequires-Dist: c; os_name == 'nt'\n"
    )
    with zipfile.ZipFile(tmp_path / "a-1.0-py3-none-any.whl", "w") as archive:
        archive.writestr("a-1.0.dist-info/METADATA", needs)
    assert missing(tmp_path, Machine(*MACHINES["x86_64"]).system) == {"b"}
    assert missing(tmp_path) == {"c"}


# On the bare machine


@pytest.fixture
def kit(tmp_path: Path) -> Path:
    """The kit as the user has unpacked it, its own wheel without the whole program."""
    folder = tmp_path / "kit"
    (folder / "wheels").mkdir(parents=True)
    data = {"pandas-1.0.data/data/share/zipingbiao/x": b"x"}
    (folder / "wheels" / "pandas-1.0-py3-none-any.whl").write_bytes(wheel_file("pandas", data))
    for name in ("doctor.sh", "uninstall.sh"):
        (folder / name).write_text("#!/bin/sh\n")
    return folder


@pytest.mark.skipif(os.name != "posix", reason="只在 Linux 上")
def test_the_installer_puts_the_wheels_into_an_environment_of_its_own(
    kit: Path, tmp_path: Path
) -> None:
    home = tmp_path / "自己" / "zipingbiao"
    (home / "python").mkdir(parents=True)
    (home / "python" / "old").touch()
    python = unpacking_linux.install(kit, home)
    assert sorted(path.name for path in home.iterdir()) == ["doctor.sh", "python", "uninstall.sh"]
    code = "import pandas, sys; print(sys.prefix)"
    told = subprocess.run([python, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == str(home / "python")
    assert (home / "python" / "share" / "zipingbiao" / "x").is_file()
    assert stat.S_IMODE((home / "python" / "zpb").stat().st_mode) == 0o755
    assert f"python3.{sys.version_info[1]}" in (home / "python" / "zpb").read_text("utf-8")


@pytest.mark.skipif(os.name != "posix", reason="只在 Linux 上")
def test_a_spoiled_wheel_leaves_the_older_installation(kit: Path, tmp_path: Path) -> None:
    (kit / "wheels" / "z-1.0-py3-none-any.whl").write_bytes(b"PK")
    (tmp_path / "home" / "python").mkdir(parents=True)
    with pytest.raises(NotInstalledError, match="已损坏"):
        unpacking_linux.install(kit, tmp_path / "home")
    assert (tmp_path / "home" / "python").is_dir()


@pytest.mark.skipif(os.name != "posix", reason="只在 Linux 上")
@pytest.mark.parametrize(
    ("fakes", "said"),
    [
        ({"uname": "echo mips64"}, "这个安装包用于 x86-64 的电脑，这台是 mips64"),
        ({"uname": "echo x86_64", "id": "echo 0"}, "请用平时使用 WPS 的那个用户运行"),
        ({"uname": "echo x86_64", "id": "echo 7", "getconf": "echo glibc 2.17"}, "系统太旧"),
        ({"uname": "echo x86_64", "id": "echo 7", "getconf": "false"}, "系统太旧"),
        (
            {"uname": "echo x86_64", "id": "echo 7", "getconf": "echo glibc 2.31"},
            "没有找到 Python 3.11，系统自带的较旧",
        ),
    ],
)
def test_what_is_missing_is_told_before_anything_is_done(
    tmp_path: Path, fakes: dict[str, str], said: str
) -> None:
    write_linux_kit(tmp_path / "kit.zip", "x86_64", None, fetch)
    with zipfile.ZipFile(tmp_path / "kit.zip") as archive:
        archive.extractall(tmp_path)
    tools = tmp_path / "bin"
    tools.mkdir()
    for name in ("sh", "dirname", "sed", "mkdir", "rm", "rmdir"):
        (tools / name).symlink_to(Path("/bin", name) if name == "sh" else Path("/usr/bin", name))
    for name, does in fakes.items():
        (tools / name).write_text(f"#!/bin/sh\n{does}\n")
        (tools / name).chmod(0o755)
    done = subprocess.run(
        ["/bin/sh", tmp_path / FOLDER / "install.sh"],
        env={"PATH": str(tools), "HOME": str(tmp_path / "home")},
        capture_output=True,
        encoding="utf-8",
    )
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.startswith("没有装成：")
    assert said in done.stdout
    assert not list((tmp_path / "home").rglob("python"))


@pytest.mark.parametrize("name", ["install.sh", "doctor.sh", "uninstall.sh"])
@pytest.mark.skipif(os.name != "posix", reason="没有 sh")
def test_scripts_are_scripts(name: str) -> None:
    subprocess.run(["/bin/sh", "-n", ROOT / "addin" / "kit" / name], check=True)
