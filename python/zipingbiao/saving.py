"""Write a file whole or not at all, and never over what is no file.

What is written stands beside its place first and is then renamed into it. A process that was
killed may leave such a file behind: whoever writes into the folder next takes it away.
"""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile
import time
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from zipingbiao.errors import OutputError, Place, system_reason

_PREFIX, _SUFFIX = ".zpb-", ".tmp"
#: Seconds after which a file of another machine, or of a system that can't be asked, is left over.
_FORGOTTEN = 24 * 3600.0
#: Folders that were looked through for what was left over: a process does that once.
_swept: set[str] = set()


def write_beside(path: Path, data: bytes) -> None:
    """Write a whole file or nothing; see `writing_beside`."""
    with writing_beside(path) as file:
        file.write(data)


@contextlib.contextmanager
def writing_beside(path: Path) -> Iterator[BinaryIO]:
    """A file to write; it comes into its place when all is written, and not before.

    A link is followed, what it leads to is replaced. Raises OutputError where the folder is
    missing, the place is open elsewhere, not writable, or no file at all (a folder, a device).
    """
    target = Path(os.path.realpath(path))
    refuse_place(path, target)
    _sweep(target.parent)
    name = None
    try:
        handle, name = tempfile.mkstemp(_SUFFIX, _own_prefix(), target.parent)
        with os.fdopen(handle, "w+b") as file:
            yield file
        os.chmod(name, _mode_for(target))
        os.replace(name, target)
    except BaseException as error:
        if name is not None:
            with contextlib.suppress(OSError):
                os.unlink(name)
        if isinstance(error, OSError):
            raise _unwritable(Place(path=str(path)), error) from None
        raise


def refuse_place(path: Path, target: Path) -> None:
    """Raise OutputError where no file can be written; ``target`` is where ``path`` leads."""
    place = Place(path=str(path))
    if os.path.isdir(target):
        raise OutputError("无法写入，这是一个文件夹。", place, "请给出文件名。")
    if not os.path.isdir(target.parent):
        raise OutputError("无法写入，文件夹不存在。", place, "请先建立文件夹，或换一个输出位置。")
    with contextlib.suppress(OSError):
        if not stat.S_ISREG(os.stat(target).st_mode):
            reason = "无法写入，这不是普通文件，而是设备或管道。"
            raise OutputError(reason, place, "请给出文件名；要打印在屏幕上，请去掉 -o。")


def _mode_for(path: Path) -> int:
    """The mode of the file that is replaced, else what a new file gets."""
    if os.path.exists(path):
        return path.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def _unwritable(place: Place, error: OSError) -> OutputError:
    if isinstance(error, PermissionError):
        cure = "请先在 Excel 或 WPS 中关闭该文件，或换一个有写入权限的位置。"
        return OutputError("无法写入，文件正被占用或没有权限。", place, cure)
    return OutputError(f"无法写入（{system_reason(error)}）。", place, "请检查磁盘空间和路径。")


# What was left over


def _own_prefix() -> str:
    return f"{_PREFIX}{_host()}-{os.getpid()}-"


def _host() -> str:
    """A short word for this machine: folders are shared."""
    name = os.uname().nodename if hasattr(os, "uname") else os.environ.get("COMPUTERNAME", "")
    return f"{zlib.crc32(name.encode('utf-8', 'replace')):08x}"


def _sweep(folder: Path) -> None:
    """Take away the beginnings of files that nobody goes on writing."""
    if str(folder) in _swept:
        return
    _swept.add(str(folder))
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith(_PREFIX) and entry.name.endswith(_SUFFIX):
                with contextlib.suppress(OSError):
                    if _is_left_over(entry):
                        os.unlink(entry.path)


def _is_left_over(entry: os.DirEntry[str]) -> bool:
    if not entry.is_file(follow_symlinks=False):
        return False
    if time.time() - entry.stat(follow_symlinks=False).st_mtime > _FORGOTTEN:
        return True
    host, _, rest = entry.name.removeprefix(_PREFIX).partition("-")
    process = rest.partition("-")[0]
    return host == _host() and process.isdecimal() and not _lives(int(process))


def _lives(process: int) -> bool:
    """Whether a process of this machine is there; where that can't be asked it is."""
    if os.name != "posix" or process == os.getpid():
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
