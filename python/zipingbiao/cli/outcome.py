"""What became of the inputs, told on standard error, and the exit status that follows from it."""

from __future__ import annotations

import contextlib
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from zipingbiao.errors import MOST_NAMES, MOST_TOLD, Fault, Trouble, ZpbError, system_reason
from zipingbiao.glossary import field_words

if TYPE_CHECKING:
    from zipingbiao.model import FileRecord
    from zipingbiao.reading import FileReading, ToldFaults

#: Exit status (CONTRACT §1).
DONE, ERRORS_FOUND, WRONG_CALL, SOME_UNREAD, BROKEN = 0, 1, 2, 3, 10


def report(
    readings: Sequence[FileReading],
    troubles: Sequence[Trouble] = (),
    told: ToldFaults | None = None,
    *,
    evaluated: bool = False,
) -> int:
    """Tell what could not be read, then what is odd; the exit status says whether all was read.

    ``troubles`` are those after reading; ``told`` the faults, where the readings are in brief.
    ``evaluated``: no form but self-evaluations was asked for.
    """
    for one in readings:
        if one.record.code is not None:
            warn(file_line(one.record))
    status = report_losses(readings, troubles, named=True, evaluated=evaluated)
    first, count = told or _told_of(readings)
    for fault in first:
        warn(spoken(fault))
    if count > len(first):
        warn(f"……另有 {count - len(first)} 条，见结果。")
    return status


def _told_of(readings: Sequence[FileReading]) -> tuple[Sequence[Fault], int]:
    faults = [fault for one in readings for fault in one.faults if fault.code != one.record.code]
    return faults[:MOST_TOLD], len(faults)


def report_losses(
    readings: Sequence[FileReading],
    troubles: Sequence[Trouble],
    *,
    named: bool = False,
    evaluated: bool = False,
) -> int:
    """Tell only what was lost: files not read, work broken off, no form at all.

    ``named``: the files that could not be read were told of before. ``evaluated``: no form but
    self-evaluations was asked for.
    """
    unread = [one.record for one in readings if one.record.status == "unreadable"]
    for record in () if named else unread:
        warn(file_line(record))
    for line in _skipped_lines([one.record for one in readings]):
        warn(line)
    for trouble in troubles:
        warn(str(trouble))
    logs = [one.log for one in (*readings, *troubles) if not isinstance(one, ZpbError)]
    logs = list(filter(None, logs))
    if logs:
        where = write_log("\n".join(logs))
        warn(f"有 {len(logs)} 处情况出乎程序的意料，详情已写入 {where}，请把它发给我们。")
    forms = (form for one in readings for form in one.forms)
    without_form = not any(not evaluated or form.is_evaluation for form in forms)
    if evaluated and any(one.record.statements for one in readings):
        without_form = False  # text was checked in its place
    if without_form:
        warn(f"{len(readings)} 个文件里没有一张自评表。请检查给出的文件和文件夹。")
    return SOME_UNREAD if unread or troubles or without_form else DONE


def _skipped_lines(records: Iterable[FileRecord]) -> Iterator[str]:
    """The files of other kinds: a line for each kind, with the names of the first few."""
    skipped: dict[str, list[str]] = {}
    for one in records:
        if one.status == "skipped":
            skipped.setdefault(one.message or "未读取。", []).append(one.path)
    for reason, paths in skipped.items():
        more = f" 等 {len(paths)} 个文件" if len(paths) > MOST_NAMES else ""
        yield f"{'、'.join(paths[:MOST_NAMES])}{more}：{reason}"


def file_line(record: FileRecord) -> str:
    """What became of a file that is not read as it should be."""
    return f"{record.path}：{record.code} {record.message}"


def warn(sentence: str) -> None:
    """Tell something on standard error; where that is full or closed, nobody hears it."""
    with contextlib.suppress(OSError):
        print(sentence, file=sys.stderr, flush=True)


def spoken(fault: Fault) -> str:
    """A fault as the screen says it: its field in Chinese."""
    place = replace(fault.place, field=field_words(fault.place.field))
    return str(replace(fault, place=place))


def from_here(path: Path) -> Path:
    """A path as a person standing in the present folder would write it."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


def write_log(text: str) -> str:
    """Write a log for who mends the program; where it is, or that it could not be written."""
    try:
        return _write_log(text)
    except OSError as error:
        return f"（日志写不了：{system_reason(error)}）"


def _write_log(text: str) -> str:
    with tempfile.NamedTemporaryFile(
        "w", prefix="zpb-", suffix=".log", delete=False, encoding="utf-8", errors="backslashreplace"
    ) as log:
        log.write(f"zpb {' '.join(sys.argv[1:])}\n{sys.version}\n\n{text}")
    return log.name
