"""The work that runs in processes of its own, each by the code that the command line calls.

Nothing here knows of a spreadsheet program. What is told of it at the end is plain data.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from zipingbiao.errors import Trouble
from zipingbiao.excel.jobs import BIND, COMPARE, MERGE, RETURN, Request
from zipingbiao.reading import FileReading, Progress

if TYPE_CHECKING:
    from zipingbiao.report.checking import Request as CheckRequest

#: What is told of it: ``sentences`` say what was done, ``told`` what is odd, ``unread`` are the
#: files that could not be read, each with the reason.
Told = dict[str, object]


def merge(request: Request, progress: Progress) -> Told:
    """``zpb merge``."""
    from zipingbiao.merge.summary import merge_paths

    merged = merge_paths(
        request.paths,
        request.out,
        request.jobs,
        progress,
        roster=request.roster,
        previous=request.previous,
    )
    told = [*merged.warnings, *map(str, merged.mishaps)]
    without = sum(one.record.status == "no-form" for one in merged.readings)
    counts = {"forms": merged.forms, "files": merged.files, "without": without}
    return {**counts, **_told(merged.readings, merged.sentences, told)}


def send_back(request: Request, progress: Progress) -> Told:
    """``zpb check --format xlsx -o``, a folder."""
    from zipingbiao.report.checking import check_paths
    from zipingbiao.returning import dispatch

    checked = check_paths(_checking(request, [request.out]), progress)
    told: list[str] = []
    troubles: list[Trouble] = []
    said = dispatch.send_back(
        request.out, checked, troubles, told.append, deadline=request.deadline
    )
    told += map(str, dict.fromkeys([*checked.mishaps, *troubles]))
    return _told(checked.readings, [said], told)


def compare(request: Request, progress: Progress) -> Told:
    """``zpb check --since``."""
    from zipingbiao.report.checking import check_paths
    from zipingbiao.returning import faces
    from zipingbiao.returning.answers import round_of
    from zipingbiao.returning.ledger import load_ledger
    from zipingbiao.returning.originals import originals_beside
    from zipingbiao.saving import write_beside

    assert request.since is not None
    ledger = load_ledger(request.since)
    aside = originals_beside(request.paths, ledger)
    checked = check_paths(_checking(request, [*aside, request.out]), progress)
    found = round_of(ledger, checked)
    write_beside(request.out, faces.since_book(found))
    told = [*faces.remarks(found), *map(str, checked.mishaps)]
    return _told(checked.readings, [faces.closing(found)], told)


def bind(request: Request, progress: Progress) -> Told:
    """``zpb bind``."""
    from zipingbiao.binding.binding import bind_paths

    bound = bind_paths(request.paths, request.out, request.jobs, reading=progress)
    told = [*bound.told, *map(str, bound.troubles)]
    return {"forms": bound.forms, "sheets": bound.sheets, **_told(bound.readings, (), told)}


def _checking(request: Request, exclude: Iterable[Path]) -> CheckRequest:
    from zipingbiao.report.checking import Request as CheckRequest

    return CheckRequest(
        paths=request.paths,
        ignore=request.ignore,
        profile=request.profile,
        jobs=request.jobs,
        exclude=[*exclude],
        severity=request.severity,
    )


def _told(readings: Iterable[FileReading], sentences: Iterable[str], told: Iterable[str]) -> Told:
    records = [one.record for one in readings]
    unread = [[one.path, one.message] for one in records if one.status == "unreadable"]
    return {"sentences": [*sentences], "told": [*told], "unread": unread}


WORKS: dict[str, Callable[[Request, Progress], Told]] = {
    MERGE: merge,
    RETURN: send_back,
    BIND: bind,
    COMPARE: compare,
}
