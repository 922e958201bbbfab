"""Read many files: with several processes where that is worth it, always with the same result."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path

from zipingbiao.layouts import form_reader
from zipingbiao.limits import collecting_rarely
from zipingbiao.model import Reading
from zipingbiao.reading.cache import PartCache
from zipingbiao.reading.files import FileReading, lost, read_file_forms
from zipingbiao.reading.finding import Found, inputs
from zipingbiao.reading.parts import Gist, Maker, Parts, lost_part, part_maker
from zipingbiao.reading.standing import settled
from zipingbiao.reading.workers import Lost, Result, in_processes

#: Below this number of files a second process costs more than it brings.
_WORTH_PROCESSES = 24

Progress = Callable[[int, int], None]


def read_all(
    found: Sequence[Found],
    jobs: int | None = None,
    progress: Progress | None = None,
    *,
    printed: bool = False,
    texts: bool = False,
) -> list[FileReading]:
    """Read files, in their order, with several processes where that is worth it.

    What does not count beside the others (twice the same, a copy of ours that nobody touched) is
    listed so.

    ``jobs``: the number of processes; None takes as many as there are processors. ``printed``:
    keep what stands in each cell as a person sees it; ``texts``: the running text.
    """
    jobs = jobs or os.cpu_count() or 1
    with (
        collecting_rarely(),
        closing(_in_order(partial(_work, printed, texts), found, jobs, lost)) as readings,
    ):
        return settled(list(_counted(readings, len(found), progress)), found)


def read_parts(
    found: Sequence[Found],
    begin: Callable[[], Maker[Gist]],
    doing: str,
    jobs: int | None = None,
    progress: Progress | None = None,
    *,
    printed: bool = False,
    texts: bool = False,
    cache: PartCache | None = None,
    cluster: str | None = None,
) -> Parts[Gist]:
    """Read files and work on each; see `zipingbiao.reading.parts` and `read_all`.

    ``begin`` is a function of a module, or such a function with arguments; ``cache`` has
    the parts that need not be made again; ``cluster`` is the address of a Dask scheduler, whose
    machines do the work.
    """
    parts: Parts[Gist] = Parts()
    start = partial(part_maker, form_reader, begin, doing, printed, texts)
    known = [cache.find(one) if cache else None for one in found]
    rest = [one for one, number in zip(found, known, strict=True) if number is None]
    lost = partial(lost_part, begin)
    if cluster and rest:
        from zipingbiao.reading.cluster import in_cluster

        made = in_cluster(cluster, start, rest, lost)
    else:
        made = _in_order(start, rest, jobs or os.cpu_count() or 1, lost)
    try:
        with closing(made) as results:
            for one, number in _counted(zip(found, known, strict=True), len(found), progress):
                if cache and number is not None:
                    parts.add(*cache.part(number))
                    continue
                parts.add(part := next(results))
                if cache:
                    cache.keep(one, part)
        parts.settle(found)
    except BaseException:
        parts.close()
        raise
    return parts


def _in_order(
    start: Callable[[], Callable[[Found], Result]],
    found: Sequence[Found],
    jobs: int,
    lost: Callable[[Found, Lost], Result],
) -> Generator[Result]:
    if jobs == 1 or len(found) < _WORTH_PROCESSES:
        yield from map(start(), found)
    else:
        yield from in_processes(start, found, jobs, lost)


def _work(printed: bool, texts: bool) -> Callable[[Found], FileReading]:
    """How a process reads a file."""
    return partial(read_file_forms, reader=form_reader(), printed=printed, texts=texts)


def _counted(results: Iterable[Result], total: int, progress: Progress | None) -> Iterator[Result]:
    for number, result in enumerate(results, start=1):
        if progress is not None:
            progress(number, total)
        yield result


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
    return gather(read_all(inputs(paths, exclude), jobs, progress, printed=printed))
