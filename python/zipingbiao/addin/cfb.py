"""Write a compound file: storages and streams in one file, as [MS-CFB] version 3 describes.

A VBA project lies in such a file. Streams below 4096 bytes share the mini stream; times and
class ids are left zero, so equal streams give equal bytes.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from zipingbiao.errors import OutputError

_SECTOR = 512
_MINI_SECTOR = 64
#: Streams of this size and above lie in sectors of their own.
_CUTOFF = 4096
_FREE, _END, _FAT, _NONE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
_STORAGE, _STREAM, _ROOT = 1, 2, 5
_RED, _BLACK = 0, 1
#: The header itself has room for so many sectors of the allocation table: 7 MB of streams.
_MOST_FAT = 109
_LONGEST_NAME = 31
_FORBIDDEN = frozenset("/\\:!")

_HEADER = struct.Struct("<8s16sHHHHH6sIIIIIIIII")
_ENTRY = struct.Struct("<64sHBBIII16sI8s8sIQ")
_MAGIC = bytes.fromhex("D0CF11E0A1B11AE1")


@dataclass(slots=True)
class _Entry:
    """A storage or a stream in the directory; the links are numbers of entries."""

    name: str
    kind: int
    data: bytes = b""
    children: dict[str, _Entry] = field(default_factory=dict)
    number: int = _NONE
    color: int = _BLACK
    left: int = _NONE
    right: int = _NONE
    child: int = _NONE
    start: int = _END
    size: int = 0

    @property
    def rank(self) -> tuple[int, str]:
        """What the entries of a storage are ordered by: short names first."""
        return len(self.name.encode("utf-16-le")), self.name.upper()


def compound_file(streams: Mapping[str, bytes]) -> bytes:
    """The bytes of a compound file with these streams; ``VBA/dir`` lies in the storage ``VBA``.

    Raises OutputError where a name cannot stand in a directory or the streams exceed 7 MB.
    """
    root = _tree(streams)
    entries = list(_numbered(root))
    sectors = _Sectors()
    mini, mini_table = _mini_stream(entries)
    for entry in entries:
        if entry.kind == _STREAM and entry.size >= _CUTOFF:
            entry.start = sectors.add(entry.data)
    root.start, root.size = sectors.add(mini), len(mini)
    directory = b"".join(map(_entry_bytes, entries))
    blank = _ENTRY.pack(b"", 0, 0, _RED, _NONE, _NONE, _NONE, b"", 0, b"", b"", 0, 0)
    directory += blank * (-len(entries) % (_SECTOR // _ENTRY.size))
    first_directory = sectors.add(directory)
    first_mini = sectors.add(_table(mini_table))
    mini_count = -(-len(mini_table) * 4 // _SECTOR)
    fat = sectors.add_table()
    header = _HEADER.pack(
        _MAGIC, b"", 0x3E, 3, 0xFFFE, 9, 6, b"", 0, len(fat), first_directory, 0, _CUTOFF,
        first_mini, mini_count, _END, 0,
    )  # fmt: skip
    places = [*fat, *[_FREE] * (_MOST_FAT - len(fat))]
    return header + struct.pack(f"<{_MOST_FAT}I", *places) + bytes(sectors.body)


def _tree(streams: Mapping[str, bytes]) -> _Entry:
    root = _Entry("Root Entry", _ROOT)
    for path, data in streams.items():
        *storages, name = path.split("/")
        parent = root
        for storage in storages:
            parent = _child(parent, storage, _STORAGE)
        stream = _child(parent, name, _STREAM)
        stream.data, stream.size = data, len(data)
    return root


def _child(parent: _Entry, name: str, kind: int) -> _Entry:
    """The entry of that name, made where it is not there. Names differ by more than case."""
    if not 0 < len(name.encode("utf-16-le")) // 2 <= _LONGEST_NAME or _FORBIDDEN & set(name):
        raise OutputError(f"「{name}」不能用作 VBA 工程里的名称。", cure="请换一个短些的名称。")
    child = parent.children.get(name.upper())
    if child is None:
        child = parent.children[name.upper()] = _Entry(name, kind)
    elif (child.name, child.kind, kind) != (name, _STORAGE, _STORAGE):
        raise OutputError(f"VBA 工程里有两个「{name}」。", cure="请改掉其中一个的名称。")
    return child


def _numbered(root: _Entry) -> Iterator[_Entry]:
    """All entries, the root first, numbered and linked as search trees."""
    waiting, count = [root], 0
    while waiting:
        entry = waiting.pop(0)
        if entry is root:
            entry.number, count = 0, 1
        yield entry
        children = sorted(entry.children.values(), key=lambda child: child.rank)
        for number, child in enumerate(children, count):
            child.number = number
        count += len(children)
        waiting += children
        if children:
            entry.child = _link(children, len(children).bit_length())
            children[len(children) // 2].color = _BLACK


def _link(entries: list[_Entry], levels: int) -> int:
    """Link sorted entries as a red-black tree; gives the number of its top.

    The tree is as full as can be and its last level is red, all others black. So every way
    down meets as many black entries, and no two red ones. (The top itself is to be black.)
    """
    if not entries:
        return _NONE
    middle = len(entries) // 2
    top = entries[middle]
    top.color = _RED if levels == 1 else _BLACK
    top.left = _link(entries[:middle], levels - 1)
    top.right = _link(entries[middle + 1 :], levels - 1)
    return top.number


def _mini_stream(entries: Iterable[_Entry]) -> tuple[bytes, list[int]]:
    """The short streams one behind the other, and which mini sector follows which."""
    body, table = bytearray(), list[int]()
    for entry in entries:
        if entry.kind == _STREAM and 0 < entry.size < _CUTOFF:
            entry.start = len(table)
            table += _chain(len(table), -(-entry.size // _MINI_SECTOR))
            body += _padded(entry.data, _MINI_SECTOR)
    return bytes(body), table


class _Sectors:
    """The sectors of the file in the making, and which one follows which."""

    def __init__(self) -> None:
        self.body = bytearray()
        self._next: list[int] = []

    def add(self, data: bytes) -> int:
        """Lay data down; gives the number of its first sector, the end mark for no data."""
        if not data:
            return _END
        start = len(self._next)
        self._next += _chain(start, -(-len(data) // _SECTOR))
        self.body += _padded(data, _SECTOR)
        return start

    def add_table(self) -> list[int]:
        """Lay the table itself down; gives the numbers of its sectors."""
        each = _SECTOR // 4
        used, count = len(self._next), 0
        while used + count > count * each:
            count += 1
        if count > _MOST_FAT:
            raise OutputError("VBA 工程太大，超过 7 MB。", cure="请把宏分到几个加载项里。")
        self._next += [_FAT] * count
        self.body += _table(self._next)
        return list(range(used, used + count))


def _chain(start: int, count: int) -> list[int]:
    return [*range(start + 1, start + count), _END]


def _table(numbers: list[int]) -> bytes:
    free = [_FREE] * (-len(numbers) % (_SECTOR // 4))
    return struct.pack(f"<{len(numbers) + len(free)}I", *numbers, *free)


def _padded(data: bytes, size: int) -> bytes:
    return data + bytes(-len(data) % size)


def _entry_bytes(entry: _Entry) -> bytes:
    name = entry.name.encode("utf-16-le")
    start = 0 if entry.kind == _STORAGE else entry.start
    return _ENTRY.pack(
        name, len(name) + 2, entry.kind, entry.color, entry.left, entry.right, entry.child,
        b"", 0, b"", b"", start, entry.size,
    )  # fmt: skip
