"""The kit: one zip that puts everything onto a Windows PC without a network.

It holds the Windows wheels, our own wheel, the add-in, the installing scripts, a guide of one
page, and, where it is given, Python itself (the embeddable zip of python.org).
"""

from __future__ import annotations

import io
import re
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from email.parser import HeaderParser
from pathlib import Path
from typing import NamedTuple

from zipingbiao import __version__
from zipingbiao.addin import wheel
from zipingbiao.addin.building import FILE_NAME, build_xlam
from zipingbiao.addin.windows import bits_of_bytes
from zipingbiao.errors import CallError, OutputError, Place, system_reason
from zipingbiao.places import resource_folder
from zipingbiao.saving import write_beside

#: The Python of the PC, where the kit brings none.
PYTHON = "3.11"
#: The folder inside the zip.
FOLDER = "zipingbiao-kit"
GUIDE = "安装说明.txt"
#: Where the kit's installer puts Python; Excel's macros put in the folder of each user.
INTERPRETER = r"%LOCALAPPDATA%\zipingbiao\python\pythonw.exe"

_SCRIPTS = ("install.cmd", "doctor.cmd", "uninstall.cmd")
_SAY = re.compile(r"^say (.+)$", re.M)
_PATHS = re.compile(r"python3(\d+)\._pth")
_NAMED = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_SECONDS = 1800
#: No file of Python is as large.
_LARGEST = 256 * 1024 * 1024


class System(NamedTuple):
    """A system for which a kit is: its names in markers, the extras and further packages it needs.

    ``platforms`` are pip's names of it.
    """

    names: tuple[str, ...]
    extras: tuple[str, ...]
    more: tuple[str, ...]
    platforms: tuple[str, ...] = ()


# pip judges by the machine it runs on, where nothing asks for pywin32.
WINDOWS = System(
    ("win32", "Windows", "nt"), ("excel", "serve"), ("pywin32",), platforms=("win_amd64",)
)

#: Bring wheels: requirements, Python's version, the folder they go into.
Fetch = Callable[[Sequence[str], str, Path], None]


@dataclass(frozen=True, slots=True)
class Kit:
    """What was written: ``size`` in bytes, the names of the wheels, Python's version."""

    size: int
    wheels: tuple[str, ...]
    python: str
    with_python: bool


def fetch_wheels(
    requirements: Sequence[str],
    version: str,
    folder: Path,
    platforms: Sequence[str] = WINDOWS.platforms,
) -> None:
    """Let pip bring the wheels for a system. Raises CallError where it can't."""
    words = ["download", "--quiet", "--disable-pip-version-check", "--only-binary=:all:"]
    words += [word for one in platforms for word in ("--platform", one)]
    words += ["--implementation", "cp", "--python-version", version]
    try:
        done = subprocess.run(
            [sys.executable, "-m", "pip", *words, "--dest", str(folder), *requirements],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=_SECONDS,
        )
    except subprocess.TimeoutExpired:
        cure = "请检查网络，再试一次。"
        raise CallError("下载程序包超过了半小时，已停止。", cure=cure) from None
    if done.returncode != 0:
        told = [line for line in done.stderr.splitlines() if line.startswith("ERROR:")]
        said = told[0].removeprefix("ERROR:").strip()[:200] if told else "pip 没有说明原因"
        cure = "请检查网络和 pip 的设置；本命令要在能联网的电脑上运行。"
        raise CallError(f"下载程序包失败（{said}）。", cure=cure)


def write_kit(out: Path, python: Path | None = None, fetch: Fetch = fetch_wheels) -> Kit:
    """Write the kit. ``python`` is Windows' embeddable Python, a zip.

    Raises CallError where an argument is wrong or wheels can't be had, OutputError where the zip
    can't be written.
    """
    if out.suffix.lower() != ".zip":
        raise CallError("输出文件应以 .zip 结尾。", Place(str(out)), "请改文件名。")
    own = embedded(python) if python else {}
    version = next((f"3.{m[1]}" for name in own if (m := _PATHS.fullmatch(name))), PYTHON)
    brought = wheels(version, fetch, WINDOWS)
    files = {
        **_resources(version, bool(own)),
        FILE_NAME: build_xlam({"INTERPRETER": INTERPRETER}),
        **{f"python/{name}": data for name, data in own.items()},
        **{f"wheels/{name}": data for name, data in brought.items()},
    }
    data = zipped(files)
    write_beside(out, data)
    return Kit(len(data), tuple(brought), version, bool(own))


# Python


def embedded(path: Path) -> dict[str, bytes]:
    """The files of Windows' embeddable Python. Raises CallError where the zip is another."""
    place = Place(str(path))
    cure = (
        "请从 python.org 的 Windows 下载页取「Windows embeddable package (64-bit)」，"
        f"版本 {PYTHON} 或更新，不要解压。"
    )
    try:
        with zipfile.ZipFile(path) as archive:
            if any(one.file_size > _LARGEST for one in archive.infolist()):
                raise CallError("压缩包里的文件过大。", place, cure)
            files = {one: archive.read(one) for one in archive.namelist() if one[-1] != "/"}
    except OSError as error:
        raise CallError(
            f"文件打不开（{system_reason(error)}）。", place, "请检查文件名。"
        ) from None
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError):
        raise CallError("这不是完好的 zip 压缩包。", place, cure) from None
    versions = [int(found[1]) for name in files if (found := _PATHS.fullmatch(name))]
    if "python.exe" not in files or len(versions) != 1 or versions[0] < 11:
        raise CallError("这不是 Windows 的嵌入式 Python，或版本太旧。", place, cure)
    if bits_of_bytes(files["python.exe"]) != 64:
        raise CallError("这不是 64 位的 Python。", place, cure)
    return files


# Wheels


def wheels(version: str, fetch: Fetch, system: System) -> dict[str, bytes]:
    """All wheels by name, our own among them, those that only this system needs included."""
    with tempfile.TemporaryDirectory(prefix="zpb-") as name:
        folder = Path(name)
        wanted: Sequence[str] = (*wheel.requirements(system.extras), *system.more)
        while wanted:
            fetch(wanted, version, folder)
            before, wanted = wanted, sorted(missing(folder, system))
            if set(wanted) <= set(before):
                break
        if left := missing(folder, system):
            raise OutputError(f"还缺程序包：{'、'.join(sorted(left))}。", cure="请再运行一次。")
        found = {path.name: path.read_bytes() for path in sorted(folder.glob("*.whl"))}
    return {**found, wheel.NAME: wheel.own_wheel()}


def missing(folder: Path, system: System = WINDOWS) -> set[str]:
    """What the wheels in a folder need on a system and is not among them."""
    there = {_plain(path.name.partition("-")[0]) for path in folder.glob("*.whl")}
    needed = {
        _plain(found[0])
        for path in folder.glob("*.whl")
        for line in _needs(path)
        if _is_asked_on(system, line) and (found := _NAMED.match(line))
    }
    return needed - there


def _needs(path: Path) -> list[str]:
    """The lines Requires-Dist of a wheel."""
    with zipfile.ZipFile(path) as archive:
        [name] = (one for one in archive.namelist() if one.endswith(".dist-info/METADATA"))
        head = HeaderParser().parsestr(archive.read(name).decode("utf-8", "replace"))
    return head.get_all("Requires-Dist", [])


def _is_asked_on(system: System, requirement: str) -> bool:
    """Whether a requirement is for everybody, or for a system; extras are not asked for."""
    marker = requirement.partition(";")[2]
    if "extra" in marker:
        return False
    if not re.search(r"sys_platform|platform_system|os_name", marker):
        return True
    return re.search(rf"==\s*['\"]({'|'.join(system.names)})['\"]", marker) is not None


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


# Scripts and guide


def _resources(version: str, with_python: bool) -> dict[str, bytes]:
    folder = resource_folder("addin") / "kit"
    words = {
        "version": version,
        "release": __version__,
        "python": _python_line(version, with_python),
    }
    scripts = {name: script(filled(folder / name, words)) for name in _SCRIPTS}
    guide = filled(folder / "guide.txt", words).replace("\n", "\r\n")
    installer = Path(__file__).with_name("unpacking.py")
    return {
        GUIDE: guide.encode("utf-8-sig"),
        "install.py": installer.read_bytes(),
        **{name: text.encode("ascii") for name, text in scripts.items()},
    }


def _python_line(version: str, with_python: bool) -> str:
    if with_python:
        return f"Python {version} 已在安装包里，不必另装。"
    return f"先装好 64 位的 Python {version}（python.org 的安装程序，不要用 Microsoft Store 的）。"


def filled(path: Path, words: Mapping[str, str]) -> str:
    """A text of the kit, its ``{{names}}`` filled in."""
    text = path.read_text("utf-8")
    for name, value in words.items():
        text = text.replace(f"{{{{{name}}}}}", value)
    return text


def script(text: str) -> str:
    """A .cmd file in pure ASCII: a line ``say 中文`` becomes a call that prints it.

    Windows reads such files in the code page of the machine; numbers of characters read the same
    in all of them. %NAME% in a sentence stays a variable.
    """
    return _SAY.sub(lambda found: _said(found[1]), text).replace("\n", "\r\n")


def _said(sentence: str) -> str:
    parts = [part for part in re.split(r"(%\w+%)", sentence) if part]
    told = "+".join(
        f"'{part}'" if part[0] == "%" else f"(-join[char[]]({','.join(map(str, map(ord, part)))}))"
        for part in parts
    )
    return f'powershell -NoProfile -Command "Write-Host ({told})"'


def zipped(files: Mapping[str, bytes]) -> bytes:
    """A zip; what is packed already is stored. Equal files give equal bytes."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name, content in sorted(files.items()):
            entry = zipfile.ZipInfo(f"{FOLDER}/{name}")
            packed = name.endswith((".whl", ".zip", ".xlam", ".gz"))
            entry.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return data.getvalue()
