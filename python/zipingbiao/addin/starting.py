"""The service at the user's login, and 「自评表」 among the programs: entries of this user only.

On Linux they are the files of the XDG specifications (Desktop Entry 1.5, Autostart 0.5); on
Windows shortcuts, made by PowerShell, which every Windows has.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from zipingbiao.addin.installing import search_path
from zipingbiao.errors import CallError, OutputError, Place, system_reason
from zipingbiao.places import user_folder
from zipingbiao.saving import write_beside

TITLE, SERVICE = "自评表", "自评表服务"
_ABOUT = "绩效自评表：检查、修正、汇总（在浏览器里）"
_STAY, _OPEN = ("serve", "--stay"), ("serve", "--open")
_SECONDS = 60
#: What stands in an argument without quotes. Source: Desktop Entry Specification, key Exec.
_BARE = re.compile(r"[\w@+=:,./-]+")
_SHORTCUT = (
    "$s=(New-Object -ComObject WScript.Shell).CreateShortcut($env:ZPB_LINK);"
    "$s.TargetPath=$env:ZPB_TARGET;$s.Arguments=$env:ZPB_WORDS;"
    "$s.Description=$env:ZPB_ABOUT;$s.Save()"
)


class Starter(Protocol):
    """The entries of one user."""

    def entries(self) -> Sequence[Path]:
        """Where they stand, or will stand: at login, among the programs."""

    def install(self, *, login: bool = True) -> None:
        """Write them, the first where ``login`` says so.

        Raises CallError or OutputError where that can't be done.
        """

    def strayed(self) -> Sequence[Path]:
        """Those that are there and lead to another Python, as far as that can be seen."""


def remove(starter: Starter) -> None:
    """Take the entries away."""
    for path in starter.entries():
        with suppress(OSError):
            path.unlink()


def start_now() -> None:
    """Start the service in the background. Raises CallError where the system refuses."""
    try:
        subprocess.Popen(
            [_windowless(), "-m", "zipingbiao.cli", *_STAY],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, **search_path()},
            cwd=user_folder(),
            start_new_session=True,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except OSError as error:
        reason = f"服务没有启动（{system_reason(error)}）。"
        raise CallError(reason, cure="请运行 zpb serve --open。") from None


# Linux


@dataclass(frozen=True)
class DesktopStarter:
    """Files of a Linux desktop. ``environment`` is what the program needs beside the usual."""

    config: Path
    data: Path
    python: str
    environment: Mapping[str, str] = field(default_factory=dict)

    def entries(self) -> Sequence[Path]:
        """See `Starter`."""
        return (
            self.config / "autostart" / "zipingbiao.desktop",
            self.data / "applications" / "zipingbiao.desktop",
        )

    def install(self, *, login: bool = True) -> None:
        """See `Starter`."""
        for path, data in [*self._files()][0 if login else 1 :]:
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                reason = f"文件夹建不了（{system_reason(error)}）。"
                raise OutputError(reason, Place(str(path.parent)), "请检查权限。") from None
            write_beside(path, data)

    def strayed(self) -> Sequence[Path]:
        """See `Starter`."""
        return [
            path for path, data in self._files() if path.is_file() and path.read_bytes() != data
        ]

    def _files(self) -> Iterator[tuple[Path, bytes]]:
        """The entries, and what stands in them."""
        started, listed = self.entries()
        hidden = "NoDisplay=true\nX-GNOME-Autostart-enabled=true\n"
        yield started, self._text(SERVICE, _STAY, hidden)
        yield listed, self._text(TITLE, _OPEN, "Categories=Office;Spreadsheet;\n")

    def _text(self, title: str, words: Sequence[str], more: str) -> bytes:
        command = " ".join(map(_quoted, [*self._program(), "-m", "zipingbiao.cli", *words]))
        return (
            f"[Desktop Entry]\nType=Application\nVersion=1.5\nName={title}\nComment={_ABOUT}\n"
            f"Exec={command}\nIcon=x-office-spreadsheet\nTerminal=false\n{more}"
        ).encode()

    def _program(self) -> list[str]:
        settings = [f"{name}={value}" for name, value in self.environment.items()]
        return ["/usr/bin/env", *settings, self.python] if settings else [self.python]


def _quoted(word: str) -> str:
    """A word of the key Exec: in quotes where it must be; escaped for the quotes, then the file."""
    word = word.replace("%", "%%")
    if _BARE.fullmatch(word.replace("%", "")):
        return word
    inner = re.sub(r'([\\"`$])', r"\\\1", word)
    return f'"{inner}"'.replace("\\", "\\\\")


# Windows


@dataclass(frozen=True)
class ShortcutStarter:
    """Shortcuts of Windows. ``roaming`` is %APPDATA%."""

    roaming: Path
    python: str

    def entries(self) -> Sequence[Path]:
        """See `Starter`."""
        programs = self.roaming / "Microsoft" / "Windows" / "Start Menu" / "Programs"
        return programs / "Startup" / f"{SERVICE}.lnk", programs / f"{TITLE}.lnk"

    def install(self, *, login: bool = True) -> None:
        """See `Starter`."""
        wanted = zip(self.entries(), (_STAY, _OPEN), strict=True)
        for path, words in [*wanted][0 if login else 1 :]:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._shortcut(path, " ".join(("-m", "zipingbiao.cli", *words)))

    def strayed(self) -> Sequence[Path]:
        """See `Starter`: where a shortcut leads is not read here."""
        return ()

    def _shortcut(self, path: Path, words: str) -> None:
        # Names with any letters go by the environment: nothing of them is read as a command.
        told = {"ZPB_LINK": str(path), "ZPB_TARGET": self.python, "ZPB_WORDS": words}
        try:
            done = subprocess.run(
                ["powershell", "-NoProfile", "-NonInteractive", "-Command", _SHORTCUT],
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=_SECONDS,
                env={**os.environ, **told, "ZPB_ABOUT": _ABOUT},
            )
        except (OSError, subprocess.TimeoutExpired):
            done = None
        if done is None or done.returncode != 0 or not path.is_file():
            cure = "请自己把 zpb serve --stay 放进登录时启动的程序里。"
            raise CallError("快捷方式没有建成，PowerShell 没有完成。", Place(str(path)), cure)


def this_starter() -> Starter:
    """The entries of the user who runs this. Raises CallError where Windows names no folder."""
    python = _windowless()
    if sys.platform == "win32":
        roaming = os.environ.get("APPDATA")
        if not roaming:
            cure = "请在普通用户的命令提示符里运行。"
            raise CallError("环境变量 APPDATA 没有值，不知道开始菜单在哪里。", cure=cure)
        return ShortcutStarter(Path(roaming), python)
    home = Path.home()
    config = os.environ.get("XDG_CONFIG_HOME") or home / ".config"
    data = os.environ.get("XDG_DATA_HOME") or home / ".local" / "share"
    return DesktopStarter(Path(config), Path(data), python, search_path())


def _windowless() -> str:
    """The Python that is started in the background: without a console, if there is such a one."""
    quiet = Path(sys.executable).with_name("pythonw.exe")
    return str(quiet) if quiet.is_file() else sys.executable
