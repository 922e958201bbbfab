"""The installer of the kit for Linux, run by its ``install.sh`` from our own wheel.

It uses what needs the standard library alone: nothing else is there yet. The program goes into
``python`` in the user's own folder; an older one stays whole until the new one is.
"""

from __future__ import annotations

import compileall
import os
import re
import subprocess
import sys
import sysconfig
from pathlib import Path

from zipingbiao.addin.unpacking import NotInstalledError, replace, unpack
from zipingbiao.errors import system_reason

_ZPB = '#!/bin/sh\nexec "$(dirname "$(readlink -f "$0")")/bin/{}" -m zipingbiao.cli "$@"\n'
_TESTS = re.compile(r"/tests/")
_SCRIPTS = ("doctor.sh", "uninstall.sh")


def main(kit: str, home: str) -> int:
    """Install from the folder ``kit`` into ``home``; the exit status is 0 or 1."""
    try:
        interpreter = install(Path(kit), Path(home))
    except NotInstalledError as error:
        print(f"没有装成：{error}")
        return 1
    except OSError as error:
        what = f"{error.filename or home}：{system_reason(error)}"
        print(f"没有装成：{what}。请检查磁盘空间和权限，再试一次。")
        return 1
    sys.stdout.flush()
    # The wheel that this runs from is left behind with the kit.
    own = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    _, *done = [
        subprocess.run([interpreter, "-m", "zipingbiao.cli", "addin", *words], env=own).returncode
        for words in (("install", "--wps"), ("install", "--page"), ("doctor",))
    ]
    return min(max(done), 1)  # the page does without WPS; what is wrong in WPS the doctor says


def install(kit: Path, home: Path) -> Path:
    """Put the wheels into the new Python, and that in its place; gives the interpreter.

    ``home/python.new`` is the kit's own Python already, or an environment of the one that runs.
    """
    wheels = sorted((kit / "wheels").glob("*.whl"))
    target, fresh, old = (home / f"python{ending}" for ending in ("", ".new", ".old"))
    if not (fresh / "bin").is_dir():
        import venv

        venv.create(fresh)
    python = f"python3.{sys.version_info[1]}"
    packages = fresh / "lib" / python / "site-packages"
    if not packages.is_dir():
        version = sysconfig.get_python_version()
        raise NotInstalledError(f"Python {version} 的文件不全。请重新复制安装包，再试一次。")
    print("正在解压……", flush=True)
    for wheel in wheels:
        unpack(wheel, fresh, packages)
    print("正在准备（约一分钟）……", flush=True)
    compileall.compile_dir(packages, quiet=2, rx=_TESTS, stripdir=str(fresh))
    command = fresh / "zpb"
    command.write_text(_ZPB.format(python), "utf-8")
    os.chmod(command, 0o755)
    replace(target, fresh, old)
    for name in _SCRIPTS:
        (home / name).write_bytes((kit / name).read_bytes())
    return target / "bin" / python


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:3]))
