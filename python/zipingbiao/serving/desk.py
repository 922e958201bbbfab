"""What lies on the user's desk: copies of the files that were dropped or opened, and results.

All of it is in one temporary folder that goes when the service ends. Names come from a browser:
none of them leads out of that folder.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path, PurePosixPath
from threading import RLock
from typing import IO, NamedTuple

from zipingbiao.errors import CallError, OutputError, Place, shown, system_reason
from zipingbiao.ooxml.opening import MAX_FILE_SIZE
from zipingbiao.reading import SETTINGS_NAME, discover
from zipingbiao.report.answering import Answer
from zipingbiao.report.outputs import refuse_strangers, write_copy

#: So many files, and so many bytes of them.
MOST_FILES, MOST_BYTES = 5_000, 2 * 1024**3
_PREFIX = "zpb-desk-"
_OWNER = "process"
_CHUNK = 1 << 20
_LONGEST_NAME, _LONGEST_STEP = 400, 200
#: What no system lets stand in a name, and names that mean a device on Windows.
_FORBIDDEN = re.compile(r'[\x00-\x1f<>:"|?*\\\x7f]')
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


@dataclass
class DeskFile:
    """A file on the desk. ``top`` is the folder that it was opened from, where it was.

    ``chosen`` are the findings that are to be mended (None: all that can be), ``answers`` what is
    said of those that are right as they are; ``original`` the bytes as they came, where the copy
    on the desk has been changed since, and ``done`` what was.
    """

    key: str
    name: str
    path: Path
    top: Path | None = None
    chosen: list[str] | None = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    original: Path | None = None
    done: Done | None = None


@dataclass(frozen=True)
class Result:
    """A file that was made. ``top``: the folder that it belongs in, if the inputs have one."""

    key: str
    name: str
    path: Path
    top: Path | None = None

    @property
    def home(self) -> Path | None:
        """Where it belongs."""
        return self.top / self.name if self.top else None


class Done(NamedTuple):
    """What was changed in a file, what could not be, and the copy that says so."""

    changes: Sequence[Mapping[str, object]]
    left: Sequence[str]
    result: Result


class Desk:
    """Files and results by their keys; one for each run of the service."""

    def __init__(self) -> None:
        sweep()
        self.folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
        # Windows takes away no file that is held: so the next one knows that this one lives.
        self._held = (self.folder / _OWNER).open("w", encoding="ascii")
        self._held.write(str(os.getpid()))
        self._held.flush()
        self.inputs = self.folder / "in"
        self.files: dict[str, DeskFile] = {}
        self.results: dict[str, Result] = {}
        #: What goes with the files and is none of them: list of units, last summary, ledger.
        self.aside: dict[str, Path] = {}
        #: The folder that was opened by its path, where one was.
        self.home: Path | None = None
        #: The files by where they lie, and how many bytes they have.
        self._at: dict[Path, DeskFile] = {}
        self._bytes = 0
        self._lock = RLock()
        self._numbers = count(1)
        self._make()

    def _make(self) -> None:
        for name in ("in", "as-it-was", "out", "aside"):
            (self.folder / name).mkdir(exist_ok=True)

    def close(self) -> None:
        """Take everything away."""
        self._held.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def clear(self) -> None:
        """Take all files and results away."""
        with self._lock:
            self.files, self.results, self.home, self.aside = {}, {}, None, {}
            self._at, self._bytes = {}, 0
            for name in ("in", "as-it-was", "out", "aside"):
                shutil.rmtree(self.folder / name, ignore_errors=True)
            self._make()

    # Files

    def add(self, name: str, stream: IO[bytes], top: Path | None = None) -> tuple[DeskFile, bool]:
        """Put a file down; whether it took the place of one of the same name, from elsewhere.

        Raises CallError where it can't be.
        """
        steps = steps_of(name)
        path = self.inputs.joinpath(*steps)
        with self._lock:
            old = self._at.get(path)
            if old is None and len(self.files) >= MOST_FILES:
                cure = "更多的文件请用 zpb merge、zpb check。"
                raise CallError(f"一次最多放 {MOST_FILES} 个文件。", Place(name), cure)
            there = old.path.stat().st_size if old is not None and old.path.is_file() else 0
            room = min(MAX_FILE_SIZE, MOST_BYTES - self._bytes + there)
            self._bytes += self._write(path, name, stream, room) - there
            if old is not None:
                self.files.pop(old.key)
            one = DeskFile(self._key(), "/".join(steps), path, top)
            self.files[one.key] = self._at[path] = one
            return one, old is not None and (top is None or old.top != top)

    def put_aside(self, kind: str, name: str, stream: IO[bytes]) -> None:
        """Keep what goes with the files, in the place of an earlier one of its kind."""
        with self._lock:
            steps = steps_of(name)
            path = self.folder / "aside" / kind / steps[-1]
            self.take_aside(kind)
            self._write(path, name, stream, MAX_FILE_SIZE)
            self.aside[kind] = path

    def take_aside(self, kind: str) -> None:
        """Take away what was put aside."""
        with self._lock:
            old = self.aside.pop(kind, None)
            if old is not None:
                old.unlink(missing_ok=True)

    def _write(self, path: Path, name: str, stream: IO[bytes], room: int) -> int:
        """Write what comes, whole or not at all; how many bytes."""
        left = room
        handle, beside = tempfile.mkstemp(dir=self.folder)
        try:
            with os.fdopen(handle, "wb") as file:
                while chunk := stream.read(_CHUNK):
                    left -= len(chunk)
                    if left < 0:
                        megabytes = MAX_FILE_SIZE // 1024 // 1024
                        reason = f"文件大于 {megabytes} MB，或放的文件合计超过 2 GB。"
                        raise CallError(reason, Place(name), "请分几次放，或用命令行处理。")
                    file.write(chunk)
            path.parent.mkdir(parents=True, exist_ok=True)
            os.replace(beside, path)
            return room - left
        except OSError as error:
            Path(beside).unlink(missing_ok=True)
            reason = f"文件放不下（{system_reason(error)}）。"
            raise CallError(reason, Place(name), "请检查磁盘空间，或改短文件名。") from None
        except BaseException:
            Path(beside).unlink(missing_ok=True)
            raise

    def open(self, path: Path) -> tuple[int, list[str]]:
        """Put down what stands in a folder, or one file; how many, and what was left out and why.

        Links that lead out of the folder are left out. Raises CallError for no such path.
        """
        if not path.is_absolute():
            raise CallError(
                "请写完整的路径。", Place(str(path)), r"例如 D:\报送 或 /home/某人/报送。"
            )
        found = discover([path])
        if len(found) > MOST_FILES:
            reason = f"里面有 {len(found)} 个文件，一次最多放 {MOST_FILES} 个。"
            raise CallError(reason, Place(str(path)), "请写到更下面的文件夹。")
        top = path if path.is_dir() else path.parent
        left: list[str] = []
        folders = set()
        done = 0
        for one in found:
            if not _inside(one.path, top):
                left.append(f"{one.name}：这个链接指向文件夹以外，没有放入。")
            elif reason := one.closed or one.elsewhere:
                left.append(f"{one.name}：{reason if one.closed else '文件夹链接，没有放入。'}")
            elif self._take(one.path, one.name, top, left):
                done += 1
                folders |= {*PurePosixPath(one.name).parents}
        for folder in sorted(folders) if path.is_dir() else ():
            self._take_settings(str(folder / SETTINGS_NAME), top, left)
        self.home = top
        return done, left

    def _take(self, path: Path, name: str, top: Path, left: list[str]) -> bool:
        """Put down a file of a folder; why not, and what it took the place of, is told."""
        try:
            if not path.is_file():
                left.append(f"{name}：不是普通文件，没有放入。")
                return False
            with path.open("rb") as stream:
                _, displaced = self.add(name, stream, top)
        except OSError as error:
            left.append(f"{name}：读不了（{system_reason(error)}）。")
            return False
        except CallError as error:
            left.append(str(error))
            return False
        if displaced:
            left.append(f"{name}：原来放入的同名文件换成了这一个。")
        return True

    def _take_settings(self, name: str, top: Path, left: list[str]) -> None:
        """Put down the settings of a folder, where it has some."""
        path = top / name
        if not os.path.lexists(path):
            return
        if not (path.is_file() and _inside(path, top)):
            left.append(f"{name}：不是普通文件，设置没有用上。")
            return
        try:
            with path.open("rb") as stream:
                self._write(self.inputs / name, name, stream, MAX_FILE_SIZE)
        except OSError as error:
            left.append(f"{name}：读不了（{system_reason(error)}），设置没有用上。")

    def file(self, key: str) -> DeskFile:
        """The file of a key. Raises CallError where there is none."""
        found = self.files.get(key)
        if found is None or not found.path.is_file():
            raise CallError("这个文件已不在桌面上。", cure="请重新放入。")
        return found

    def remove(self, key: str) -> None:
        """Take a file off the desk."""
        with self._lock:
            one = self.file(key)
            self._bytes -= one.path.stat().st_size
            one.path.unlink(missing_ok=True)
            del self.files[key], self._at[one.path]

    def keep_original(self, one: DeskFile) -> Path:
        """The bytes of a file as they came."""
        if one.original is None:
            one.original = self.folder / "as-it-was" / f"{one.key}{one.path.suffix}"
            shutil.copyfile(one.path, one.original)
        return one.original

    # Results

    def out_folder(self) -> Path:
        """A new folder for what is made."""
        return Path(tempfile.mkdtemp(dir=self.folder / "out"))

    def made(self, path: Path, name: str, top: Path | None = None) -> Result:
        """Note a result; one of the same name takes the place of an earlier one."""
        with self._lock:
            for old in [one for one in self.results.values() if one.name == name]:
                del self.results[old.key]
            result = Result(self._key(), name, path, top)
            self.results[result.key] = result
            return result

    def made_in(self, folder: Path) -> list[Result]:
        """Note all files in a folder."""
        paths = sorted(path for path in folder.rglob("*") if path.is_file())
        # The page shows the last of all results first.
        made = [
            self.made(path, path.relative_to(folder).as_posix(), self.home)
            for path in reversed(paths)
        ]
        return made[::-1]

    def unmake(self, result: Result) -> None:
        """Take a result away."""
        with self._lock:
            self.results.pop(result.key, None)

    def result(self, key: str) -> Result:
        """The result of a key. Raises CallError where there is none."""
        found = self.results.get(key)
        if found is None or not found.path.is_file():
            raise CallError("这份结果已不在了。", cure="请再做一次。")
        return found

    def save(self, result: Result) -> Path:
        """Write a result beside the inputs. Raises OutputError where that can't be done."""
        home, top = result.home, result.top
        if home is None or top is None:
            cure = "请点「下载」；要存到原处，请用「打开文件夹」写出路径。"
            raise OutputError("文件是拖进来的，程序不知道它原来在哪里。", Place(result.name), cure)
        if not top.is_dir():
            raise OutputError("打开的文件夹已经不在了。", Place(str(top)), "请点「下载」。")
        if not _inside(home, top):
            cure = "请移走那个链接，或点「下载」。"
            raise OutputError("这里是一个通到文件夹以外的链接，没有写。", Place(str(home)), cure)
        refuse_strangers([home])
        write_copy(home, result.path.read_bytes())
        return home

    def _key(self) -> str:
        return f"f{next(self._numbers)}"


def steps_of(name: str) -> tuple[str, ...]:
    """The steps of a relative path that a browser gave. Raises CallError for any other.

    >>> steps_of("报送/某局.xlsx")
    ('报送', '某局.xlsx')
    """
    steps = PurePosixPath(name).parts
    bad = not steps or name.startswith("/") or len(name) > _LONGEST_NAME
    for step in steps:
        bad |= step in (".", "..") or len(step.encode("utf-8", "replace")) > _LONGEST_STEP
        bad |= bool(_FORBIDDEN.search(step) or _DEVICES.fullmatch(step)) or step[-1] in ". "
    if bad:
        raise CallError("文件名不能用。", Place(shown(name)), "请改名后再放入。")
    return steps


def _inside(path: Path, top: Path) -> bool:
    return Path(os.path.realpath(path)).is_relative_to(os.path.realpath(top))


def sweep() -> None:
    """Take away the desks of services that were killed."""
    for folder in _desks():
        if _is_left_over(folder / _OWNER):
            shutil.rmtree(folder, ignore_errors=True)


def _is_left_over(owner: Path) -> bool:
    try:
        if os.name == "posix":
            os.kill(int(owner.read_text("ascii")), 0)
        else:
            owner.unlink()
            return True
    except ProcessLookupError:
        return True
    except (OSError, ValueError, OverflowError):
        return False
    return False


def _desks() -> Iterator[Path]:
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        if folder.is_dir() and not folder.is_symlink():
            yield folder
