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
from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache
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


class Packed(NamedTuple):
    """A part as it lies in the file. Equal ones have equal content, so they can be remembered."""

    name: str
    method: int
    crc: int
    size: int
    data: bytes

    def inflated(self) -> bytes:
        """Its content. Raises UnreadableFile ZPB903 where it is damaged."""
        if self.method == _STORED:
            content = self.data
        else:
            unpacker = zlib.decompressobj(-15)
            try:
                content = unpacker.decompress(self.data, self.size + 1)
            except zlib.error:
                raise UnreadableFile("ZPB903", _cannot_inflate(self.name)) from None
        if len(content) != self.size or zlib.crc32(content) != self.crc:
            raise UnreadableFile("ZPB903", _cannot_inflate(self.name))
        return content


def _cannot_inflate(name: str) -> str:
    return f"文件已损坏，部件 {name} 无法解压。"


class _Place(NamedTuple):
    """What the zip's directory says of a part."""

    flags: int
    method: int
    crc: int
    packed: int
    size: int
    offset: int


class Package:
    """The parts of an opened ``.xlsx``, ``.xlsb`` or ``.ods``.

    ``names`` are the parts' names without a leading slash. Nothing is inflated before `read`.
    """

    def __init__(self, data: bytes, places: Mapping[str, _Place], path: str | None) -> None:
        self._data = data
        self._places = places
        self._path = path

    @classmethod
    def open(cls, data: bytes, path: str | None = None) -> Package:
        """Open the bytes of a zip file.

        Raises UnreadableFile: ZPB903 where it is damaged, ZPB907 where it would inflate beyond
        the limits.
        """
        try:
            places = _directory(data)
        except (zipfile.BadZipFile, ValueError, OSError, struct.error, NotImplementedError):
            raise UnreadableFile("ZPB903", "文件已损坏，压缩包不完整。", path) from None
        _check_limits(places.values(), path)
        return cls(data, places, path)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all parts, in the order of the file."""
        return tuple(self._places)

    def __contains__(self, name: str) -> bool:
        return name in self._places

    def packed(self, name: str) -> Packed:
        """One part as it lies in the file. Raises UnreadableFile ZPB903 where it is missing."""
        place = self._places.get(name)
        if place is None:
            raise UnreadableFile("ZPB903", f"文件已损坏，缺少部件 {name}。", self._path)
        start = place.offset
        head = self._data[start : start + _LOCAL.size]
        sound = len(head) == _LOCAL.size and head.startswith(b"PK\3\4")
        if not sound or place.flags & _ENCRYPTED or place.method not in (_STORED, _DEFLATED):
            raise UnreadableFile("ZPB903", _cannot_inflate(name), self._path)
        start += _LOCAL.size + int.from_bytes(head[26:28], "little")
        start += int.from_bytes(head[28:30], "little")
        data = self._data[start : start + place.packed]
        return Packed(name, place.method, place.crc, place.size, data)

    def read(self, name: str) -> bytes:
        """The bytes of one part. Raises UnreadableFile ZPB903 where it is missing or damaged."""
        try:
            return self.packed(name).inflated()
        except UnreadableFile as error:
            raise UnreadableFile(error.code, error.reason, self._path) from None


_STORED, _DEFLATED = 0, 8
_ENCRYPTED = 1
#: What stands in the fields of a zip file too large for them.
_BEYOND = 0xFFFFFFFF


@lru_cache(maxsize=1)
def _directory(data: bytes) -> Mapping[str, _Place]:
    """The parts that a zip's directory lists, by name.

    The plain case is read here; whatever is unusual (zip64, something before the zip) is left to
    `zipfile`, which also judges what is damaged.
    """
    end = data.rfind(b"PK\5\6")
    if end < 0 or end + _END.size > len(data):
        return _listed(data)
    _, disk, first, here, count, size, start, comment = _END.unpack_from(data, end)
    plain = disk == first == 0 and here == count < 0xFFFF and end + _END.size + comment == len(data)
    if not plain or start + size != end:
        return _listed(data)
    places: dict[str, _Place] = {}
    at = start
    for _ in range(count):
        if at + _CENTRAL.size > end:
            return _listed(data)
        found = _CENTRAL.unpack_from(data, at)
        length, extra, remark = found[10:13]
        at += _CENTRAL.size
        name = data[at : at + length]
        at += length + extra + remark
        place = _Place(found[3], found[4], found[7], found[8], found[9], found[16])
        if found[0] != b"PK\1\2" or not name.isascii() or _BEYOND in place or b"\0" in name:
            return _listed(data)
        places[name.decode().lstrip("/")] = place
    return places if at == end else _listed(data)


def _listed(data: bytes) -> Mapping[str, _Place]:
    """As `_directory`, by the standard library."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {
            info.filename.lstrip("/"): _Place(
                info.flag_bits,
                info.compress_type,
                info.CRC,
                info.compress_size,
                info.file_size,
                info.header_offset,
            )
            for info in archive.infolist()
        }


def _check_limits(places: Collection[_Place], path: str | None) -> None:
    if len(places) > MAX_PARTS:
        raise UnreadableFile("ZPB907", f"文件含 {len(places)} 个部件，超过上限。", path)
    total = sum(place.size for place in places)
    largest = max((place.size for place in places), default=0)
    if largest > MAX_PART_SIZE or total > MAX_TOTAL_SIZE:
        size = total // 1024 // 1024
        raise UnreadableFile("ZPB907", f"文件解压后有 {size} MB，超过上限。", path)
    packed = sum(place.packed for place in places)
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
    if not data.startswith(b"PK") or _PROPERTIES not in data:
        return False
    try:
        part = Package.open(data).packed(_PROPERTIES.decode())
        return part.size < _LARGEST_PROPERTIES and OWN_OUTPUT.encode() in part.inflated()
    except UnreadableFile:
        return False


_PROPERTIES = b"docProps/core.xml"
_LARGEST_PROPERTIES = 65_536
