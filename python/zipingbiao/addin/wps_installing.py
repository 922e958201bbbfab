"""Put the add-in into WPS for one user, and take it out again; no administrator is needed."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from zipingbiao.addin import starting
from zipingbiao.addin.starting import Starter, this_starter
from zipingbiao.addin.wps import (
    USUAL_PORT,
    Wps,
    drop_secret,
    load_secret,
    new_secret,
    this_wps,
    write_private,
)
from zipingbiao.addin.wps_files import CONFIG, MANIFEST, NAME, addin_files
from zipingbiao.addin.wps_publish import is_bare, with_line, without_line
from zipingbiao.errors import CallError, OutputError, Place, ZpbError, system_reason
from zipingbiao.saving import write_beside

_CLOSE = "请关闭全部 WPS 窗口，再试一次。"
_NEXT = (
    "请关闭全部 WPS 窗口，再打开 WPS 表格：它问「是否信任」时点「确定」（允许），"
    "然后再全部关闭、重新打开一次，功能区里会多出「绩效自评」。"
    "没有出现时，请运行 zpb addin doctor。"
)


@dataclass(frozen=True, slots=True)
class WpsInstaller:
    """See `zipingbiao.addin.installing.Installer`. ``port`` is where the service listens."""

    wps: Wps
    starter: Starter
    port: int = USUAL_PORT

    def install(self) -> str:
        """Install, in the place of an older version."""
        wps = self.wps
        if not wps.is_there:
            cure = "请先装好 WPS，打开一次 WPS 表格，再试一次。"
            raise CallError("没有找到 WPS。", Place(str(wps.addins.parent)), cure)
        listed = with_line(_bytes(wps.publish), str(wps.publish))
        # The one that is there goes on being good: an open WPS need not be told another.
        files = addin_files(self.port, load_secret() or new_secret())
        try:
            for old in self._folders():
                _remove(old)
            for name, data in files.items():
                path = wps.folder / name
                path.parent.mkdir(parents=True, exist_ok=True)
                _write(path, data)
        except OSError as error:
            raise _refused(error, wps.folder) from None
        write_beside(wps.publish, listed)
        told = [f"已装进 WPS → {wps.folder}", _NEXT]
        try:
            self.starter.install()
        except ZpbError as error:
            told.append(f"加载项已装好，但服务不会随登录启动：{error}")
        return "\n".join(told)

    def uninstall(self) -> str:
        """Take out what `install` has put in, and nothing else."""
        wps = self.wps
        before = _bytes(wps.publish)
        after = without_line(before, str(wps.publish))
        found = [*self._folders()]
        try:
            if after != before:
                _replace(wps.publish, after)
            for folder in found:
                _remove(folder)
        except OSError as error:
            raise _refused(error, wps.folder) from None
        was_there = bool(found) or after != before or load_secret() is not None
        drop_secret()
        starting.remove(self.starter)
        if not was_there:
            return "WPS 里没有装过，什么也没有改动。"
        return "已从 WPS 卸载，其他加载项没有动。已打开的 WPS 关闭后生效。"

    @property
    def is_installed(self) -> bool:
        """Whether any part of it is there."""
        return load_secret() is not None or any(self._folders())

    def _folders(self) -> Iterator[Path]:
        """The folders of ours, of any version: so named, and with our manifest in them.

        A link in the place of ours is one: what it leads to is somebody else's.
        """
        for folder in sorted(self.wps.addins.glob(f"{NAME}_*")):
            if folder.is_symlink():
                is_ours = folder == self.wps.folder
            else:
                is_ours = folder.is_dir() and _is_ours(folder / MANIFEST)
            if is_ours:
                yield folder


def wps_installer(port: int = USUAL_PORT) -> WpsInstaller:
    """The WPS of the user who runs this."""
    return WpsInstaller(this_wps(), this_starter(), port)


def _remove(folder: Path) -> None:
    if folder.is_symlink():
        folder.unlink()
    else:
        shutil.rmtree(folder)


def _is_ours(manifest: Path) -> bool:
    return f"<Name>{NAME}</Name>".encode() in _bytes(manifest)


def _write(path: Path, data: bytes) -> None:
    if path.name == CONFIG:
        os.chmod(path.parent, 0o700)
        write_private(path, data.decode())
    else:
        path.write_bytes(data)


def _replace(path: Path, data: bytes) -> None:
    """Write the list; one on which nothing is left need not be there."""
    if is_bare(data, str(path)):
        path.unlink()
    else:
        write_beside(path, data)


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""
    except OSError as error:
        reason = f"读不了（{system_reason(error)}）。"
        raise CallError(reason, Place(str(path)), _CLOSE) from None


def _refused(error: OSError, folder: Path) -> OutputError:
    place = Place(str(error.filename or folder))
    return OutputError(f"改不了 WPS 的加载项（{system_reason(error)}）。", place, _CLOSE)
