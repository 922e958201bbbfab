r"""The kit's own installer: it runs on the bare PC, as ``install.py`` beside the wheels.

Standard library only, and nothing of this package: whatever Python 3.11 or newer starts it, it
puts Python and the wheels into ``%LOCALAPPDATA%\zipingbiao\python`` and has the add-in
installed by what it has just put there. An older installation stays whole until the new one is.
"""

from __future__ import annotations

import compileall
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath, PureWindowsPath

#: What a wheel's ``….data`` folders are for: below the root, or among the packages.
_ROOT, _PACKAGES = "data", ("purelib", "platlib")
_COMMANDS = ("doctor.cmd", "uninstall.cmd")
_ZPB = '@"%~dp0{}" -m zipingbiao.cli %*\r\n'
_TESTS = re.compile(r"[\\/]tests[\\/]")


class NotInstalledError(Exception):
    """Why nothing was installed, as a Chinese sentence with its cure."""


def main() -> int:
    """Install; the exit status is 0 or 1."""
    local = os.environ.get("LOCALAPPDATA")
    try:
        if not local:
            raise NotInstalledError("环境变量 LOCALAPPDATA 没有值。请以普通用户的身份运行。")
        interpreter = install(Path(__file__).resolve().parent, Path(local) / "zipingbiao")
        status = _run(interpreter, "install")
        if not status and _has_wps():
            status = _run(interpreter, "install", "--wps")
        return status or _run(interpreter, "doctor")
    except NotInstalledError as error:
        print(f"没有装成：{error}")
    except OSError as error:
        what = f"{error.filename or '安装文件夹'}：{error.strerror or '文件没有复制成功'}"
        print(f"没有装成：{what}。请关闭 Excel，检查磁盘空间和单位的安全策略，再试一次。")
    return 1


def _has_wps() -> bool:
    """Whether this user has ever started WPS."""
    return Path(os.environ.get("APPDATA", ""), "kingsoft", "wps").is_dir()


def _run(interpreter: Path, *words: str) -> int:
    """Let the new installation do something; it tells of itself."""
    sys.stdout.flush()
    done = subprocess.run([interpreter, "-m", "zipingbiao.cli", "addin", *words])
    return min(done.returncode, 1)


def install(kit: Path, home: Path) -> Path:
    """Put Python and the wheels into ``home/python``; gives the new interpreter.

    Raises NotInstalledError, or OSError; then what was installed before is still there.
    """
    wheels = sorted((kit / "wheels").glob("*.whl"))
    if not wheels:
        raise NotInstalledError(f"{kit} 里没有 wheels 文件夹。请把压缩包全部解压后再试。")
    target, fresh, old = (home / f"python{ending}" for ending in ("", ".new", ".old"))
    home.mkdir(parents=True, exist_ok=True)
    for left in (fresh, old):
        shutil.rmtree(left, ignore_errors=True)
    print("正在解压……", flush=True)
    interpreter = _python(kit, fresh, wheels)
    packages = fresh / "Lib" / "site-packages"
    for wheel in wheels:
        unpack(wheel, fresh, packages)
    print("正在准备（约一分钟）……", flush=True)
    compileall.compile_dir(packages, quiet=2, rx=_TESTS, stripdir=str(fresh))
    (fresh / "zpb.cmd").write_text(
        _ZPB.format(PureWindowsPath(interpreter.relative_to(fresh))), "ascii", newline=""
    )
    replace(target, fresh, old)
    for name in _COMMANDS:
        shutil.copyfile(kit / name, home / name)
    return target / interpreter.relative_to(fresh)


def _python(kit: Path, fresh: Path, wheels: list[Path]) -> Path:
    """The new Python: the kit's own, else an environment of the one that runs."""
    own = kit / "python"
    if own.is_dir():
        shutil.copytree(own, fresh)
        _admit_packages(fresh)
        return fresh / "python.exe"
    _check_running(wheels)
    import venv

    try:
        venv.create(fresh)
    except subprocess.SubprocessError as error:
        raise NotInstalledError(
            f"建不了 Python 环境（{error}）。请重新安装 Python，再试一次。"
        ) from None
    (fresh / "Lib" / "site-packages").mkdir(parents=True, exist_ok=True)
    return fresh / "Scripts" / "python.exe"


def _admit_packages(folder: Path) -> None:
    """The embeddable Python looks only where its ``._pth`` file says: add the packages."""
    for paths in folder.glob("python*._pth"):
        lines = [line for line in paths.read_text("utf-8").split("\n") if "site" not in line]
        kept = [line.strip() for line in lines if line.strip()]
        paths.write_text("\n".join([*kept, "Lib\\site-packages", "import site", ""]), "utf-8")


def _check_running(wheels: list[Path]) -> None:
    """The Python that runs must be one for which the wheels are made, and no Store app."""
    if "windowsapps" in sys.base_prefix.lower():
        raise NotInstalledError(
            "这是 Microsoft Store 版的 Python，它装的文件 Excel 看不见。"
            "请改用 python.org 的 Python。"
        )
    made_for = {found[1] for one in wheels if (found := re.search(r"-cp3(\d+)-win", one.name))}
    if made_for and made_for != {str(sys.version_info[1])}:
        version = "、".join(f"3.{number}" for number in sorted(made_for))
        running = f"{sys.version_info[0]}.{sys.version_info[1]}"
        raise NotInstalledError(
            f"安装包要用 Python {version}，这里是 {running}。请先安装 Python {version}。"
        )
    if sys.maxsize < 2**32:
        raise NotInstalledError("这是 32 位的 Python。请先安装 64 位的 Python。")


def unpack(wheel: Path, root: Path, packages: Path) -> None:
    """Put the files of a wheel where they belong; its scripts are not needed."""
    try:
        with zipfile.ZipFile(wheel) as archive:
            for name, target in _targets(archive, root, packages):
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(archive.read(name))
    except (zipfile.BadZipFile, EOFError) as error:
        raise NotInstalledError(
            f"{wheel.name} 已损坏（{error}）。请重新复制安装包，再试一次。"
        ) from None


def _targets(archive: zipfile.ZipFile, root: Path, packages: Path) -> Iterator[tuple[str, Path]]:
    for name in archive.namelist():
        parts = PurePosixPath(name).parts
        if name.endswith("/"):
            continue
        if ".." in parts or name.startswith("/") or ":" in name or "\\" in name:
            raise NotInstalledError(f"安装包里有不该有的路径 {name}。请向提供者索取原件。")
        if not parts[0].endswith(".data"):
            yield name, packages.joinpath(*parts)
        elif parts[1] == _ROOT:
            yield name, root.joinpath(*parts[2:])
        elif parts[1] in _PACKAGES:
            yield name, packages.joinpath(*parts[2:])


def replace(target: Path, fresh: Path, old: Path) -> None:
    """The new folder takes the old one's place; where that is in use, nothing changes."""
    if target.exists():
        try:
            target.rename(old)
        except OSError:
            shutil.rmtree(fresh, ignore_errors=True)
            raise NotInstalledError(
                f"{target} 正被使用。请关闭全部 Excel、WPS 窗口，再试一次。"
            ) from None
    try:
        fresh.rename(target)
    except OSError:
        if old.exists():
            old.rename(target)
        raise
    shutil.rmtree(old, ignore_errors=True)


if __name__ == "__main__":
    raise SystemExit(main())
