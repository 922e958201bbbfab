"""A zip package of parts: read with limits, written the same for the same parts.

Writing takes entries that are deflated already, so that the parts a template never changes
are compressed once and copied into every form.
"""

from __future__ import annotations

import io
import os
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from zipingbiao.errors import OutputError, Place, UnreadableFile

MAX_PARTS = 5_000
MAX_PART_SIZE = 256 * 1024 * 1024
MAX_TOTAL_SIZE = 512 * 1024 * 1024
#: Sheets of repeated rows inflate about 40 times; a bomb inflates a thousand times.
MAX_RATIO = 250
#: Below this size a high ratio does no harm (a blank part of a few kilobytes).
RATIO_FLOOR = 8 * 1024 * 1024


class Package:
    """The parts of an opened ``.xlsx``, ``.xlsb`` or ``.ods``.

    ``names`` are the parts' names without a leading slash. Nothing is inflated before `read`.
    """

    def __init__(self, archive: zipfile.ZipFile, path: str | None) -> None:
        self._archive = archive
        self._path = path
        self._infos = {info.filename.lstrip("/"): info for info in archive.infolist()}

    @classmethod
    def open(cls, data: bytes, path: str | None = None) -> Package:
        """Open the bytes of a zip file.

        Raises UnreadableFile: ZPB903 where it is damaged, ZPB907 where it would inflate beyond
        the limits.
        """
        try:
            archive = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, OSError, struct.error, NotImplementedError):
            raise UnreadableFile("ZPB903", "文件已损坏，压缩包不完整。", path) from None
        _check_limits(archive.infolist(), path)
        return cls(archive, path)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all parts, in the order of the file."""
        return tuple(self._infos)

    def __contains__(self, name: str) -> bool:
        return name in self._infos

    def read(self, name: str) -> bytes:
        """The bytes of one part. Raises UnreadableFile ZPB903 where it is missing or damaged."""
        try:
            return self._archive.read(self._infos[name])
        except KeyError:
            reason = f"文件已损坏，缺少部件 {name}。"
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError):
            reason = f"文件已损坏，部件 {name} 无法解压。"
        except (OSError, ValueError, struct.error):
            reason = f"文件已损坏，部件 {name} 无法读取。"
        raise UnreadableFile("ZPB903", reason, self._path)


def _check_limits(infos: list[zipfile.ZipInfo], path: str | None) -> None:
    if len(infos) > MAX_PARTS:
        raise UnreadableFile("ZPB907", f"文件含 {len(infos)} 个部件，超过上限。", path)
    total = sum(info.file_size for info in infos)
    largest = max((info.file_size for info in infos), default=0)
    if largest > MAX_PART_SIZE or total > MAX_TOTAL_SIZE:
        size = total // 1024 // 1024
        raise UnreadableFile("ZPB907", f"文件解压后有 {size} MB，超过上限。", path)
    packed = sum(info.compress_size for info in infos)
    if total > RATIO_FLOOR and total > MAX_RATIO * max(packed, 1):
        raise UnreadableFile("ZPB907", "文件的压缩比异常，疑似压缩炸弹，没有打开。", path)


class Entry(NamedTuple):
    """A part ready to be written: deflated, with what the zip directory says of it."""

    name: str
    crc: int
    deflated: bytes
    size: int


def deflate(name: str, data: bytes, level: int = 6) -> Entry:
    """Compress one part."""
    packer = zlib.compressobj(level, zlib.DEFLATED, -15)
    return Entry(name, zlib.crc32(data), packer.compress(data) + packer.flush(), len(data))


_LOCAL = struct.Struct("<4sHHHHHIIIHH")
_CENTRAL = struct.Struct("<4sHHHHHHIIIHHHHHII")
_END = struct.Struct("<4sHHHHIIH")
_DATE_1980 = 33


def pack(entries: Iterable[Entry]) -> bytes:
    """The bytes of a zip file; equal entries give equal bytes (the time is fixed at 1980)."""
    body: list[bytes] = []
    directory: list[bytes] = []
    offset = 0
    for name, crc, deflated, size in entries:
        raw = name.encode()
        flag = 0 if raw.isascii() else 0x800
        common = (20, flag, 8, 0, _DATE_1980, crc, len(deflated), size, len(raw))
        local = _LOCAL.pack(b"PK\3\4", *common, 0) + raw
        directory.append(_CENTRAL.pack(b"PK\1\2", 20, *common, 0, 0, 0, 0, 0, offset) + raw)
        body += (local, deflated)
        offset += len(local) + len(deflated)
    tail = b"".join(directory)
    count = len(directory)
    end = _END.pack(b"PK\5\6", 0, 0, count, count, len(tail), offset, 0)
    return b"".join((*body, tail, end))


def write_beside(path: Path, data: bytes) -> None:
    """Write a whole file or nothing: beside its place first, then renamed into it.

    Raises OutputError where the folder is missing, the place is open elsewhere or not writable.
    """
    place = Place(path=str(path))
    if not path.parent.is_dir():
        raise OutputError("无法写入，文件夹不存在。", place, "请先建立文件夹，或换一个输出位置。")
    if path.is_dir():
        raise OutputError("无法写入，这是一个文件夹。", place, "请给出文件名。")
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".tmp", dir=path.parent)
    except OSError as error:
        raise _unwritable(place, error) from None
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.chmod(name, _mode_for(path))
        os.replace(name, path)
    except OSError as error:
        Path(name).unlink(missing_ok=True)
        raise _unwritable(place, error) from None


def _mode_for(path: Path) -> int:
    """The mode of the file that is replaced, else what a new file gets."""
    if path.exists():
        return path.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def _unwritable(place: Place, error: OSError) -> OutputError:
    if isinstance(error, PermissionError):
        cure = "请先在 Excel 或 WPS 中关闭该文件，或换一个有写入权限的位置。"
        return OutputError("无法写入，文件正被占用或没有权限。", place, cure)
    return OutputError(f"无法写入（{error.strerror}）。", place, "请检查磁盘空间和路径。")


#: Stands among the key words of every workbook that is an output and no input.
OWN_OUTPUT = "zipingbiao-output"


def is_own_output(data: bytes) -> bool:
    """Whether a file is an output of this program (a summary), marked in its key words."""
    if not data.startswith(b"PK"):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            info = archive.getinfo("docProps/core.xml")
            return info.file_size < 65_536 and OWN_OUTPUT.encode() in archive.read(info)
    except (zipfile.BadZipFile, KeyError, OSError, ValueError, RuntimeError, zlib.error, EOFError):
        return False
    except (NotImplementedError, struct.error):
        return False
