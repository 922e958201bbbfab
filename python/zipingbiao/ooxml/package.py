"""A zip package of parts: read with limits, written the same for the same parts.

Writing takes entries that are deflated already, so that the parts a template never changes
are compressed once and copied into every form.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache
from typing import BinaryIO, NamedTuple

from zipingbiao.errors import UnreadableFile

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

    ``names`` are the parts' names without a leading slash. A name that is asked for in another
    case is the same, as it is to Excel. Nothing is inflated before `read`.
    """

    def __init__(self, data: bytes, places: Mapping[str, _Place], path: str | None) -> None:
        self._data = data
        self._places = places
        self._path = path
        self._others: dict[str, str] | None = None

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

    @property
    def size(self) -> int:
        """How many bytes all parts have when they are inflated."""
        return sum(place.size for place in self._places.values())

    def __contains__(self, name: str) -> bool:
        return self._place(name) is not None

    def _place(self, name: str) -> _Place | None:
        place = self._places.get(name)
        if place is None:
            if self._others is None:
                self._others = {other.lower(): other for other in reversed(list(self._places))}
            place = self._places.get(self._others.get(name.lower(), ""))
        return place

    def packed(self, name: str) -> Packed:
        """One part as it lies in the file. Raises UnreadableFile ZPB903 where it is missing."""
        place = self._place(name)
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
        if part := part_name(name.decode()):
            places[part] = place
    return places if at == end else _listed(data)


def part_name(entry: str) -> str:
    r"""The part that an entry of a zip is, ``""`` for a folder: some write ``xl\workbook.xml``."""
    name = entry.replace("\\", "/").lstrip("/")
    return "" if name.endswith("/") else name


def _listed(data: bytes) -> Mapping[str, _Place]:
    """As `_directory`, by the standard library."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {
            part: _Place(
                info.flag_bits,
                info.compress_type,
                info.CRC,
                info.compress_size,
                info.file_size,
                info.header_offset,
            )
            for info in archive.infolist()
            if (part := part_name(info.orig_filename))
        }


def _check_limits(places: Collection[_Place], path: str | None) -> None:
    if len(places) > MAX_PARTS:
        raise UnreadableFile("ZPB907", f"文件含 {len(places)} 个部件，超过上限。", path)
    sizes = [place.size for place in places]
    total = sum(sizes)
    if max(sizes, default=0) > MAX_PART_SIZE or total > MAX_TOTAL_SIZE:
        size = total // 1024 // 1024
        raise UnreadableFile("ZPB907", f"文件解压后有 {size} MB，超过上限。", path)
    if total > RATIO_FLOOR and total > MAX_RATIO * max(sum(p.packed for p in places), 1):
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


class Packer:
    """Writes a zip file part by part into a file that can be sought in.

    Equal parts give equal bytes: the time is fixed at 1980.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._directory: list[bytes] = []
        self._offset = 0

    def add(self, entry: Entry) -> None:
        """Write a part that is deflated already."""
        head = self._listed(entry.name, entry.crc, len(entry.deflated), entry.size)
        self._file.write(head)
        self._file.write(entry.deflated)
        self._offset += len(head) + len(entry.deflated)

    def stream(self, name: str, pieces: Iterable[bytes], level: int) -> None:
        """Deflate a part while it is made; no more of it than a piece is in memory."""
        start = self._offset + len(_local_head(name, 0, 0, 0))
        self._file.seek(start)
        packer = zlib.compressobj(level, zlib.DEFLATED, -15)
        crc = packed = size = 0
        for piece in pieces:
            crc, size = zlib.crc32(piece, crc), size + len(piece)
            packed += self._file.write(packer.compress(piece))
        packed += self._file.write(packer.flush())
        self._file.seek(self._offset)
        self._file.write(self._listed(name, crc, packed, size))
        self._offset = self._file.seek(start + packed)

    def close(self) -> None:
        """Write the directory, which makes the file whole."""
        tail, count = b"".join(self._directory), len(self._directory)
        self._file.write(tail)
        self._file.write(_END.pack(b"PK\5\6", 0, 0, count, count, len(tail), self._offset, 0))

    def _listed(self, name: str, crc: int, packed: int, size: int) -> bytes:
        """The head of a part, which the directory now lists."""
        head = _local_head(name, crc, packed, size)
        zeros = (0, 0, 0, 0, self._offset)
        self._directory.append(
            _CENTRAL.pack(b"PK\1\2", 20, *_common(name, crc, packed, size), *zeros) + name.encode()
        )
        return head


def _local_head(name: str, crc: int, packed: int, size: int) -> bytes:
    return _LOCAL.pack(b"PK\3\4", *_common(name, crc, packed, size)) + name.encode()


def _common(name: str, crc: int, packed: int, size: int) -> tuple[int, ...]:
    """What a part's head and the directory say of it alike."""
    raw = name.encode()
    flag = 0 if raw.isascii() else 0x800
    return 20, flag, 8, 0, _DATE_1980, crc, packed, size, len(raw), 0


def pack(entries: Iterable[Entry]) -> bytes:
    """The bytes of a zip file; equal entries give equal bytes."""
    file = io.BytesIO()
    packer = Packer(file)
    for entry in entries:
        packer.add(entry)
    packer.close()
    return file.getvalue()
