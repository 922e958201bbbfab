"""Read whatever lies in some files and folders: every file listed, every form read.

One bad file never stops the rest. The result is the same whatever the order of the files or the
number of processes.
"""

from __future__ import annotations

import gc
import hashlib
import multiprocessing
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from zipingbiao.errors import CallError, Fault, Place, UnreadableFile
from zipingbiao.layouts import form_reader
from zipingbiao.model import FileRecord, Reading, SelfEvaluation
from zipingbiao.ooxml.grid import Workbook
from zipingbiao.ooxml.opening import SkippedFileError, open_workbook_bytes, read_file
from zipingbiao.ooxml.package import is_own_output
from zipingbiao.template.reading.packing import PackedForm, pack, unpack
from zipingbiao.template.reading.read import FormReader

#: Files that systems leave about; nobody means them as input.
_LITTER = frozenset({"thumbs.db", "desktop.ini"})
#: Below this number of files a second process costs more than it brings.
_WORTH_PROCESSES = 24
_CHUNK = 32

Progress = Callable[[int, int], None]


class Found(NamedTuple):
    """A file to be read: where it is, and its name relative to what was asked for.

    ``asked``: read it even if it is an output of this program, as somebody named it.
    """

    path: Path
    name: str
    asked: bool = False


@dataclass(frozen=True, slots=True)
class FileReading:
    """What came of one file: its record, its forms, its faults, the SHA-256 of its bytes."""

    record: FileRecord
    forms: tuple[SelfEvaluation, ...] = ()
    faults: tuple[Fault, ...] = ()
    sha256: str = ""

    def __reduce__(self) -> tuple[object, ...]:
        packed = tuple(map(pack, self.forms))
        return _unpacked, (self.record, packed, self.faults, self.sha256)


def _unpacked(
    record: FileRecord, packed: Iterable[PackedForm], faults: tuple[Fault, ...], sha256: str
) -> FileReading:
    return FileReading(record, tuple(map(unpack, packed)), faults, sha256)


def discover(paths: Iterable[Path], exclude: Iterable[Path] = ()) -> list[Found]:
    """The files in some paths, folders searched downwards, by their relative name.

    Raises CallError where a path does not exist. Lock files (``~$…``) and what systems leave
    about are no inputs; nor are the files of ``exclude``.
    """
    left_out = {os.path.realpath(path) for path in exclude}
    found: dict[str, Found] = {}
    for path in paths:
        if not path.exists():
            raise CallError("路径不存在。", Place(str(path)), "请检查文件名和所在文件夹。")
        for file, name in _files(path):
            if file not in left_out and file not in found:
                found[file] = Found(Path(file), name)
    return sorted(found.values(), key=lambda one: (one.name, str(one.path)))


def _files(path: Path) -> Iterator[tuple[str, str]]:
    """Where each file really is, and its name relative to the path."""
    top = os.path.realpath(path)
    if not os.path.isdir(top):
        yield top, path.name
        return
    for folder, subfolders, names in os.walk(top):
        subfolders[:] = sorted(name for name in subfolders if not name.startswith("."))
        inner = Path(folder).relative_to(top).as_posix()
        prefix = "" if inner == "." else f"{inner}/"
        for name in names:
            if not name.startswith(("~$", ".")) and name.lower() not in _LITTER:
                file = os.path.join(folder, name)
                yield os.path.realpath(file) if os.path.islink(file) else file, prefix + name


def read_file_forms(
    found: Found, reader: FormReader, *, printed: bool = False
) -> FileReading | None:
    """Read one file; None where it is an output of this program. Never raises for a bad file.

    ``printed``: keep what stands in each cell as a person sees it.
    """
    name = found.name
    sha256 = ""
    try:
        data = read_file(found.path, name)
        sha256 = hashlib.sha256(data).hexdigest()
        if not found.asked and is_own_output(data):
            return None
        workbook = open_workbook_bytes(data, name)
        return _read_workbook(workbook, name, sha256, reader, printed)
    except SkippedFileError as skipped:
        return FileReading(FileRecord(name, "skipped", None, skipped.reason), sha256=sha256)
    except UnreadableFile as error:
        fault = Fault(error.code, Place(name), error.reason)
        record = FileRecord(name, "unreadable", error.code, fault.message)
        return FileReading(record, faults=(fault,), sha256=sha256)
    except RecursionError:
        fault = Fault("ZPB903", Place(name), "文件嵌套过深，无法解析。")
        record = FileRecord(name, "unreadable", fault.code, fault.message)
        return FileReading(record, faults=(fault,), sha256=sha256)


def _read_workbook(
    workbook: Workbook, name: str, sha256: str, reader: FormReader, printed: bool
) -> FileReading:
    forms: list[SelfEvaluation] = []
    faults: list[Fault] = []
    if workbook.misnamed:
        reason = f"扩展名与内容不符，实为 .{workbook.misnamed.lstrip('.')} 文件。"
        faults.append(Fault("ZPB905", Place(name), reason, severity="warn"))
    for sheet in workbook.sheets:
        found = reader.read(sheet, name, printed=printed)
        forms += found
        if found and sheet.hidden:
            reason = "自评表在隐藏的工作表上，列出但不汇总。"
            faults.append(Fault("ZPB912", Place(name, sheet.name), reason, severity="warn"))
    faults += [fault for form in forms for fault in form.faults]
    if not forms:
        missing = Fault("ZPB906", Place(name), "文件里没有找到自评表。", severity="warn")
        record = FileRecord(name, "no-form", missing.code, missing.message)
        return FileReading(record, faults=(*faults, missing), sha256=sha256)
    misnamed = next((fault for fault in faults if fault.code == "ZPB905"), None)
    code, message = (misnamed.code, misnamed.message) if misnamed else (None, None)
    record = FileRecord(name, "ok", code, message, len(forms))
    return FileReading(record, tuple(forms), tuple(faults), sha256)


def read_all(
    found: Sequence[Found],
    jobs: int | None = None,
    progress: Progress | None = None,
    *,
    printed: bool = False,
) -> list[FileReading]:
    """Read files, in their order, with several processes where that is worth it.

    ``jobs``: the number of processes; None takes as many as there are processors. ``printed``:
    keep what stands in each cell as a person sees it.
    """
    jobs = jobs or os.cpu_count() or 1
    with collector_paused():
        if jobs == 1 or len(found) < _WORTH_PROCESSES:
            reader = form_reader()
            readings = (read_file_forms(one, reader, printed=printed) for one in found)
            return list(_counted(readings, len(found), progress))
        context = multiprocessing.get_context()
        with ProcessPoolExecutor(jobs, mp_context=context, initializer=_start_worker) as pool:
            in_worker = partial(_read_in_worker, printed=printed)
            chunks = pool.map(in_worker, _chunks(found, jobs))
            return list(_counted(chain.from_iterable(chunks), len(found), progress))


def _chunks(found: Sequence[Found], jobs: int) -> Iterator[Sequence[Found]]:
    """Files for one worker at a time: few enough that all workers end together."""
    size = max(1, min(_CHUNK, len(found) // (4 * jobs)))
    return (found[start : start + size] for start in range(0, len(found), size))


@contextmanager
def collector_paused() -> Iterator[None]:
    """Pause the garbage collector: much is made and no cycles, it would look at all in vain."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            # Freezing and thawing calls all that was made old; else it is all looked at now.
            gc.freeze()
            gc.unfreeze()
            gc.enable()


def _counted(
    readings: Iterable[FileReading | None], total: int, progress: Progress | None
) -> Iterator[FileReading]:
    for number, reading in enumerate(readings, start=1):
        if progress is not None:
            progress(number, total)
        if reading is not None:
            yield reading


_worker_reader: list[FormReader] = []


def _start_worker() -> None:
    gc.disable()
    _worker_reader[:] = [form_reader()]


def _read_in_worker(found: Sequence[Found], printed: bool) -> list[FileReading | None]:
    return [read_file_forms(one, _worker_reader[0], printed=printed) for one in found]


def gather(readings: Iterable[FileReading]) -> Reading:
    """Files, forms and faults of many files as one reading."""
    readings = list(readings)
    return Reading(
        files=tuple(one.record for one in readings),
        forms=tuple(form for one in readings for form in one.forms),
        faults=tuple(fault for one in readings for fault in one.faults),
    )


def read_paths(
    paths: Iterable[Path],
    jobs: int | None = None,
    exclude: Iterable[Path] = (),
    progress: Progress | None = None,
    *,
    printed: bool = False,
) -> Reading:
    """Read all forms in some files and folders. Raises CallError for a path that isn't there.

    ``printed``: keep what stands in each cell as a person sees it.
    """
    return gather(read_all(discover(paths, exclude), jobs, progress, printed=printed))
