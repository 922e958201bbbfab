"""The kit for 统信 and 麒麟, whose own Python is older than ours must be.

It holds the Linux wheels, our own wheel, ``install.sh`` and its fellows, a guide of one page and,
where it is given, a Python that runs from any folder. For arm64 the same by its list of wheels;
for loongarch64 there are no wheels.
"""

from __future__ import annotations

import io
import re
import tarfile
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import NamedTuple

from zipingbiao import __version__
from zipingbiao.addin import kit as windows
from zipingbiao.addin.kit import GUIDE, PYTHON, Fetch, Kit, System, fetch_wheels, filled, zipped
from zipingbiao.addin.systems import MACHINES, WITHOUT
from zipingbiao.errors import CallError, Place, system_reason
from zipingbiao.places import resource_folder
from zipingbiao.saving import write_beside

_SCRIPTS = ("install.sh", "doctor.sh", "uninstall.sh")
#: The C library that the wheels want at least; 统信 UOS 20 and 麒麟 V10 have it.
_GLIBC = (2, 28)
_PYTHONS = re.compile(r"python/bin/python3\.(\d+)")
#: The field ``e_machine`` of a program's header. Source: System V ABI, ELF header.
_PROGRAMS = {0x3E: "x86_64", 0xB7: "aarch64"}
_LARGEST = 512 * 1024 * 1024


class Machine(NamedTuple):
    """A kind of machine: what ``uname -m`` says, what is said of it in Chinese."""

    name: str
    label: str

    @property
    def system(self) -> System:
        """What the kit brings for it."""
        tags = [f"manylinux_2_{minor}_{self.name}" for minor in (28, 24, 17)]
        platforms = (*tags, f"manylinux2014_{self.name}")
        return System(("linux", "Linux", "posix"), ("serve",), (), platforms)


def write_linux_kit(out: Path, system: str, python: Path | None, fetch: Fetch | None = None) -> Kit:
    """Write the kit for a machine of `SYSTEMS` other than Windows. ``python``: see `relocatable`.

    Raises CallError where an argument is wrong, wheels can't be had, or there are none.
    """
    if system in WITHOUT:
        cure = "请在 x86-64 或 arm64 的电脑上用。"
        reason = f"{WITHOUT[system]}做不了安装包：用到的 pandas、numpy 没有人为它编译好发布。"
        raise CallError(reason, cure=cure)
    if out.suffix.lower() != ".zip":
        raise CallError("输出文件应以 .zip 结尾。", Place(str(out)), "请改文件名。")
    machine = Machine(*MACHINES[system])
    own = relocatable(python, machine) if python else None
    version = f"3.{own[1]}" if own else PYTHON
    brings = machine.system
    wheels = windows.wheels(
        version, fetch or partial(fetch_wheels, platforms=brings.platforms), brings
    )
    files = {
        **_resources(machine, version, wheels, with_python=own is not None),
        **({"python.tar.gz": own[0]} if own else {}),
        **{f"wheels/{name}": data for name, data in wheels.items()},
    }
    data = zipped(files)
    write_beside(out, data)
    return Kit(len(data), tuple(wheels), version, own is not None)


def relocatable(path: Path, machine: Machine) -> tuple[bytes, int]:
    """A Python for Linux that runs from any folder, as it is published; its minor version.

    That is ``cpython-3.…-…-unknown-linux-gnu-install_only.tar.gz`` of python-build-standalone.
    Raises CallError where the file is another.
    """
    place = Place(str(path))
    cure = (
        "请取 python-build-standalone 的 cpython-3.11 或更新、"
        f"{machine.name}-unknown-linux-gnu-install_only.tar.gz，不要解压。"
    )
    try:
        data = path.read_bytes()
        minor, program = _program(data)
    except OSError as error:
        reason = f"文件打不开（{system_reason(error)}）。"
        raise CallError(reason, place, "请检查文件名。") from None
    except (tarfile.TarError, EOFError, ValueError):
        raise CallError("这不是能放到任何文件夹里运行的 Python。", place, cure) from None
    found = _PROGRAMS.get(int.from_bytes(program[18:20], "little"))
    if program[:4] != b"\x7fELF" or found != machine.name:
        raise CallError(f"这不是 {machine.label} 的 Python。", place, cure)
    return data, minor


def _program(data: bytes) -> tuple[int, bytes]:
    """The minor version of the Python in an archive, and the head of its program."""
    with tarfile.open(fileobj=io.BytesIO(data), mode="r:gz") as archive:
        size = 0
        for one in archive:
            size += one.size
            if size > _LARGEST or one.name.startswith("/") or ".." in one.name.split("/"):
                raise ValueError
            match = _PYTHONS.fullmatch(one.name.removeprefix("./"))
            file = archive.extractfile(one) if match and one.isreg() else None
            if match and file is not None:
                if int(match[1]) < int(PYTHON.partition(".")[2]):
                    raise ValueError
                return int(match[1]), file.read(64)
    raise ValueError


def _resources(
    machine: Machine, version: str, wheels: Mapping[str, bytes], *, with_python: bool
) -> dict[str, bytes]:
    folder = resource_folder("addin") / "kit"
    words = {
        "version": version,
        "minor": version.partition(".")[2],
        "release": __version__,
        "machine": machine.name,
        "label": machine.label,
        "glibc": ".".join(map(str, _GLIBC)),
        "glibc_minor": str(_GLIBC[1]),
        "python": _python_line(version, with_python),
        "wheel": next(name for name in wheels if name.startswith("zipingbiao-")),
    }
    scripts = {name: filled(folder / name, words).encode() for name in _SCRIPTS}
    listed = "".join(f"{name}\n" for name in sorted(wheels)).encode()
    guide = filled(folder / "guide_linux.txt", words).encode()
    return {GUIDE: guide, "wheels.txt": listed, **scripts}


def _python_line(version: str, with_python: bool) -> str:
    if with_python:
        return f"Python {version} 已在安装包里，不必另装。"
    return f"先由系统管理员装好 Python {version}（系统自带的较旧，不能用）。"
