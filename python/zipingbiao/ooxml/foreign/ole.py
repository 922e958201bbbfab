"""OLE2 compound files ([MS-CFB]): which streams lie at the top, and their first bytes.

Old office files (.xls, .et, .doc) and encrypted new ones are such files. Nothing in them is
believed: every chain is bounded by the size of the file.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import NamedTuple

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEADER_FATS = 109
_NO_SECTOR = 0xFFFFFFFA  # this and above are marks, not sectors
_NO_ENTRY = 0xFFFFFFFF
_ENTRY_SIZE = 128
_STREAM = 2


class DamagedOleError(ValueError):
    """The file begins as a compound file but does not hold together."""


class _Entry(NamedTuple):
    name: str
    kind: int
    left: int
    right: int
    child: int
    start: int
    size: int


class CompoundFile:
    """A compound file in memory. Raises DamagedOleError where its directory cannot be read."""

    def __init__(self, data: bytes) -> None:
        if len(data) < 512 or not data.startswith(MAGIC):
            raise DamagedOleError("no compound file")
        shift, mini_shift = struct.unpack_from("<HH", data, 30)
        if shift not in (9, 12) or mini_shift != 6:
            raise DamagedOleError("unknown sector size")
        self._data = data
        self._size = 1 << shift
        self._fat = self._read_fat()
        (start,) = struct.unpack_from("<I", data, 48)
        self._directory = b"".join(self._chain(start, len(data)))
        root = self._entry(0)
        self._root = root
        self._streams = {
            entry.name: entry for entry in self._siblings(root.child) if entry.kind == _STREAM
        }

    @property
    def names(self) -> frozenset[str]:
        """The names of the streams at the top level; those of embedded objects lie deeper."""
        return frozenset(self._streams)

    def head(self, name: str, size: int) -> bytes:
        """The first bytes of a stream, at most ``size`` of them."""
        entry = self._streams[name]
        wanted = min(size, entry.size)
        (cutoff,) = struct.unpack_from("<I", self._data, 56)
        if entry.size >= cutoff:
            return b"".join(self._chain(entry.start, wanted))[:wanted]
        return self._mini_head(entry.start, wanted)

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self._size
        found = self._data[start : start + self._size]
        if not found:
            raise DamagedOleError("a sector lies beyond the end")
        return found

    def _numbers(self, sector: int) -> tuple[int, ...]:
        found = self._sector(sector)
        return struct.unpack(f"<{len(found) // 4}I", found[: len(found) // 4 * 4])

    def _read_fat(self) -> list[int]:
        sectors = list(struct.unpack_from(f"<{_HEADER_FATS}I", self._data, 76))
        (more,) = struct.unpack_from("<I", self._data, 68)
        limit = len(self._data) // self._size + 1
        while more < _NO_SECTOR and len(sectors) <= limit + _HEADER_FATS:
            *further, more = self._numbers(more)
            sectors += further
        fat: list[int] = []
        for sector in sectors:
            if sector < _NO_SECTOR and len(fat) <= limit:
                fat += self._numbers(sector)
        return fat

    def _chain(self, sector: int, size: int) -> Iterator[bytes]:
        """The sectors of a chain until ``size`` bytes are there; a circle ends with the file."""
        left = min(size, len(self._data))
        while sector < _NO_SECTOR and left > 0:
            found = self._sector(sector)
            yield found
            left -= len(found)
            if sector >= len(self._fat):
                raise DamagedOleError("a chain leaves the table")
            sector = self._fat[sector]

    def _mini_head(self, sector: int, size: int) -> bytes:
        (start,) = struct.unpack_from("<I", self._data, 60)
        table = b"".join(self._chain(start, len(self._data)))
        store = b"".join(self._chain(self._root.start, self._root.size))
        found = bytearray()
        while sector * 64 < len(store) and len(found) < size:
            found += store[sector * 64 : sector * 64 + 64]
            if sector * 4 + 4 > len(table):
                break
            (sector,) = struct.unpack_from("<I", table, sector * 4)
        return bytes(found[:size])

    def _entry(self, number: int) -> _Entry:
        raw = self._directory[number * _ENTRY_SIZE : (number + 1) * _ENTRY_SIZE]
        if len(raw) < _ENTRY_SIZE:
            raise DamagedOleError("the directory is cut short")
        length, kind = struct.unpack_from("<HB", raw, 64)
        name = raw[: max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
        left, right, child = struct.unpack_from("<III", raw, 68)
        start, size = struct.unpack_from("<II", raw, 116)
        return _Entry(name, kind, left, right, child, start, size)

    def _siblings(self, first: int) -> Iterator[_Entry]:
        waiting, seen = [first], {_NO_ENTRY}
        while waiting:
            number = waiting.pop()
            if number in seen:
                continue
            seen.add(number)
            entry = self._entry(number)
            yield entry
            waiting += (entry.left, entry.right)


_FILEPASS = 0x2F
#: Records after which no FILEPASS comes any more: EOF, and the list of sheets.
_TOO_LATE = frozenset({0x0A, 0x85})


def has_filepass(stream: bytes) -> bool:
    """Whether a BIFF stream says near its start that the rest of it is encrypted."""
    place = 0
    while place + 4 <= len(stream):
        record = int.from_bytes(stream[place : place + 2], "little")
        if record == _FILEPASS or record in _TOO_LATE:
            return record == _FILEPASS
        place += 4 + int.from_bytes(stream[place + 2 : place + 4], "little")
    return False
