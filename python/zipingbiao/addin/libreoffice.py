"""LibreOffice's own tool for extensions, `unopkg`: add, remove, list."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from zipingbiao.errors import CallError, system_reason

_SECONDS = 120
_MAC = "/Applications/LibreOffice.app/Contents/MacOS/unopkg"
_LISTED = re.compile(r"^Identifier: (\S+)\s*\n\s*Version: (\S+)", re.M)
_ROOT = re.compile(r"\bas root\b")
_BUSY = re.compile(r"lock file|already running", re.I)


@dataclass(frozen=True, slots=True)
class LibreOffice:
    """An installed LibreOffice. ``profile`` is the user's, None for the usual one."""

    unopkg: str
    profile: Path | None = None

    def add(self, extension: Path) -> None:
        """Install an extension for this user, in the place of an older one."""
        self._run("add", "--force", "--suppress-license", str(extension))

    def remove(self, identifier: str) -> None:
        """Remove an extension of this user."""
        self._run("remove", identifier)

    def version_of(self, identifier: str) -> str | None:
        """The version of an extension of this user; None where it is not installed."""
        return dict(_LISTED.findall(self._run("list"))).get(identifier)

    def _run(self, *words: str) -> str:
        command, *rest = words
        own = [f"-env:UserInstallation={self.profile.as_uri()}"] if self.profile else []
        try:
            done = subprocess.run(
                [self.unopkg, command, *rest, *own],
                stdin=subprocess.DEVNULL,
                capture_output=True,
                encoding="utf-8",
                errors="replace",
                timeout=_SECONDS,
                env=environment(),
            )
        except OSError as error:
            cure = "请修复 LibreOffice 的安装。"
            raise CallError(
                f"{self.unopkg} 运行不了（{system_reason(error)}）。", cure=cure
            ) from None
        except subprocess.TimeoutExpired:
            cure = "请关闭 LibreOffice 的全部窗口，再试一次。"
            raise CallError("LibreOffice 的扩展工具（unopkg）没有回应。", cure=cure) from None
        if done.returncode != 0:
            raise _refused(done.stderr or done.stdout)
        return done.stdout


def environment() -> dict[str, str]:
    """The environment that LibreOffice runs well in.

    The Python inside it takes its library from beside the first ``python3`` of PATH. Where a
    virtual environment or pyenv is active that is another one, and no extension can be installed:
    the system's own comes first.
    """
    found = dict(os.environ)
    if sys.platform != "win32":
        found["PATH"] = os.pathsep.join(filter(None, (os.defpath, found.get("PATH"))))
    return found


def _refused(told: str) -> CallError:
    if _BUSY.search(told):
        cure = "请关闭 LibreOffice 的全部窗口，再试一次。"
        return CallError("LibreOffice 正开着，不能改动它的扩展。", cure=cure)
    if _ROOT.search(told):
        cure = "请用平时打开 LibreOffice 的那个用户运行，不要用 sudo。"
        return CallError("扩展不能以 root 的身份装进 LibreOffice。", cure=cure)
    lines = [line.strip() for line in told.splitlines() if line.strip()]
    said = f"，它说「{lines[-1][:200]}」" if lines else ""
    return CallError(f"LibreOffice 没有接受这次改动{said}。", cure="请修复 LibreOffice 后再试。")


def find_libreoffice() -> LibreOffice | None:
    """The LibreOffice of this machine, None where there is none."""
    beside = shutil.which("soffice")
    places = [shutil.which("unopkg")]
    if beside:
        places.append(shutil.which("unopkg", path=str(Path(beside).resolve().parent)))
    if sys.platform == "darwin":
        places.append(shutil.which(_MAC))
    found = next(filter(None, places), None)
    return LibreOffice(found) if found else None
