"""Parts kept between two runs: what did not change is not read again.

One SQLite file, to which nothing is left half-written. What is in it has a check sum, and counts
only for the program that made it. Whatever is wrong with it is told once; a cache is never needed.
"""

from __future__ import annotations

import contextlib
import hashlib
import sqlite3
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from zipingbiao.errors import CallError, Place, UnreadableFile, system_reason
from zipingbiao.ooxml.opening import SkippedFileError, read_file
from zipingbiao.program import program_digest
from zipingbiao.reading.finding import Found
from zipingbiao.reading.parts import Pages, Part
from zipingbiao.reading.plain import Codec

#: The file in the folder of a cache.
NAME = "自评表缓存.db"
#: Seconds after which what was made is safe from a sudden end.
_SAFE_AFTER = 1.0
#: Quickly is well enough.
_LEVEL = 1
_TABLES = """
CREATE TABLE about (program TEXT NOT NULL);
CREATE TABLE parts (id INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, brief BLOB NOT NULL,
                    check_sum INTEGER NOT NULL);
CREATE TABLE pages (part INTEGER NOT NULL, name TEXT NOT NULL, page BLOB NOT NULL,
                    PRIMARY KEY (part, name));
"""
_OTHER = "是另一版本的程序留下的，或者没有写完，已重新建立。"
_BUSY = "正被另一次运行使用，这一次不用缓存。"
_FAILED = "写不进去（{reason}），这一次不用缓存。"
#: What SQLite says of a file that another run holds.
_IN_USE = frozenset({"SQLITE_BUSY", "SQLITE_LOCKED"})


def cache_files(folder: Path) -> list[Path]:
    """The files that a cache may have in its folder; they are no inputs."""
    return [folder / f"{NAME}{ending}" for ending in ("", "-wal", "-shm", "-journal")]


class PartCache:
    """The cache in a folder; to be closed.

    ``codec`` knows the gists; ``key`` says of a file, beside its content, what decides its part.
    ``warnings`` are what is to be told of it. Raises CallError where the folder can't be made.
    """

    def __init__(self, folder: Path, codec: Codec, key: Callable[[Found], str]) -> None:
        self.warnings: list[str] = []
        self._codec = codec
        self._key = key
        self._used: set[int] = set()
        self._safe = time.monotonic()
        self._file = folder / NAME
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            reason = f"缓存的文件夹建不了（{system_reason(error)}）。"
            raise CallError(reason, Place(str(folder)), "请换一个文件夹。") from None
        self._store = self._opened()
        self._writes = self._store is not None

    # Opening

    def _opened(self) -> sqlite3.Connection | None:
        is_there = self._file.exists()
        try:
            store = self._whole()
            if store is not None:
                return store
            if is_there:
                self._tell(_OTHER)
                self._forget()
            return self._whole(new=True)
        except (sqlite3.Error, OSError) as error:
            in_use = getattr(error, "sqlite_errorname", "") in _IN_USE
            self._tell(_BUSY if in_use else _FAILED.format(reason=_reason(error)))
            return None

    def _whole(self, *, new: bool = False) -> sqlite3.Connection | None:
        """The store, where it is whole and of this program. Raises where it is in use."""
        if not new and not self._file.exists():
            return None
        store = sqlite3.connect(self._file, timeout=0.2, isolation_level=None)
        try:
            store.execute("PRAGMA locking_mode = EXCLUSIVE")
            store.execute("PRAGMA journal_mode = WAL")
            store.execute("PRAGMA synchronous = NORMAL")
            store.execute("BEGIN EXCLUSIVE")
            if new:
                for statement in _TABLES.split(";"):
                    store.execute(statement)
                store.execute("INSERT INTO about VALUES (?)", [program_digest()])
                store.execute("COMMIT")
                store.execute("BEGIN")
                return store
            if _is_sound(store):
                return store
        except sqlite3.Error as error:
            store.close()
            if new or getattr(error, "sqlite_errorname", "") in _IN_USE:
                raise
            return None
        store.close()
        return None

    def _forget(self) -> None:
        for file in cache_files(self._file.parent):
            file.unlink(missing_ok=True)

    def _tell(self, sentence: str) -> None:
        self.warnings.append(f"缓存「{self._file}」{sentence}")

    # What was made before

    def find(self, found: Found) -> int | None:
        """The number of the whole part of a file that did not change; None where there is none."""
        if self._store is None or found.closed or found.elsewhere:
            return None
        try:
            sha256 = hashlib.sha256(read_file(found.path, found.name)).hexdigest()
            return self._whole_part(_key(sha256, self._key(found)))
        except (UnreadableFile, SkippedFileError, OSError, sqlite3.Error):
            return None  # whatever it is, reading it tells

    def _whole_part(self, key: bytes) -> int | None:
        row = self._row("SELECT id, brief, check_sum FROM parts WHERE key = ?", key)
        if row is None:
            return None
        number, brief, check_sum = row
        if _check_sum(brief, self._pages(number)) != check_sum:
            return None
        self._used.add(number)
        return int(number)

    def _pages(self, number: int) -> Iterator[bytes]:
        assert self._store is not None
        pages = "SELECT page FROM pages WHERE part = ? ORDER BY name"
        return (page for (page,) in self._store.execute(pages, [number]))

    def part(self, number: int) -> tuple[Part, Pages]:
        """A part, and its pages, which are there until the cache is closed."""
        [brief] = self._row("SELECT brief FROM parts WHERE id = ?", number) or [b""]
        reading, faults, gist = self._codec.loads(brief)
        return Part(reading, faults, gist, {}), partial(self._page, number)

    def _page(self, number: int, name: str) -> bytes:
        row = self._row("SELECT page FROM pages WHERE part = ? AND name = ?", number, name)
        return zlib.decompress(row[0]) if row else b""

    def _row(self, query: str, *values: object) -> Sequence[Any] | None:
        assert self._store is not None
        row: Sequence[Any] | None = self._store.execute(query, values).fetchone()
        return row

    # What is made now

    def keep(self, found: Found, part: Part) -> None:
        """Keep a part for the next run; not one that may be another then."""
        reading = part.reading
        if not self._writes or not reading.sha256 or reading.record.status == "unreadable":
            return
        brief = self._codec.dumps((reading, part.faults, part.gist))
        pages = [(name, zlib.compress(page, _LEVEL)) for name, page in sorted(part.pages.items())]
        check_sum = _check_sum(brief, [page for _, page in pages])
        try:
            key = _key(reading.sha256, self._key(found))
            self._add((key, brief, check_sum), pages)
            if time.monotonic() - self._safe > _SAFE_AFTER:
                self._commit()
        except sqlite3.Error as error:
            self._writes = False
            self._tell(_FAILED.format(reason=_reason(error)))

    def _add(self, row: tuple[bytes, bytes, int], pages: Sequence[tuple[str, bytes]]) -> None:
        assert self._store is not None
        self._drop("key = ?", row[0])
        number = self._store.execute(
            "INSERT INTO parts (key, brief, check_sum) VALUES (?, ?, ?)", row
        ).lastrowid
        assert number is not None
        rows = [(number, name, page) for name, page in pages]
        self._store.executemany("INSERT INTO pages VALUES (?, ?, ?)", rows)
        self._used.add(number)

    def _drop(self, which: str, *values: object) -> None:
        assert self._store is not None
        chosen = f"SELECT id FROM parts WHERE {which}"
        self._store.execute(f"DELETE FROM pages WHERE part IN ({chosen})", values)
        self._store.execute(f"DELETE FROM parts WHERE {which}", values)

    def _commit(self) -> None:
        assert self._store is not None
        self._store.execute("COMMIT")
        self._store.execute("BEGIN")
        self._safe = time.monotonic()

    def close(self) -> None:
        """Let go of the cache. Parts that this run had no use for stay while they are few."""
        if self._store is None:
            return
        with contextlib.suppress(sqlite3.Error):
            if self._writes:
                self._tidy()
                self._store.execute("COMMIT")
        with contextlib.suppress(sqlite3.Error):
            self._store.close()
        self._store = None

    def _tidy(self) -> None:
        assert self._store is not None
        [count] = self._store.execute("SELECT count(*) FROM parts").fetchone()
        if count > 2 * len(self._used):
            self._store.execute("CREATE TEMP TABLE used (id INTEGER PRIMARY KEY)")
            rows = [(number,) for number in sorted(self._used)]
            self._store.executemany("INSERT INTO used VALUES (?)", rows)
            self._drop("id NOT IN (SELECT id FROM used)")


def _is_sound(store: sqlite3.Connection) -> bool:
    """Whether it is whole, and of this program."""
    program = store.execute("SELECT program FROM about").fetchall()
    check = store.execute("PRAGMA quick_check(1)").fetchall()
    return program == [(program_digest(),)] and check == [("ok",)]


def _key(sha256: str, more: str) -> bytes:
    return hashlib.sha256(f"{sha256}\n{more}".encode("utf-8", "surrogatepass")).digest()


def _check_sum(brief: bytes, pages: Iterable[bytes]) -> int:
    found = zlib.crc32(brief)
    for page in pages:
        found = zlib.crc32(page, found)
    return found


def _reason(error: Exception) -> str:
    if isinstance(error, OSError):
        return system_reason(error)
    return "磁盘已满" if "full" in str(error) else "不是能写的数据库"
