"""``python -m zipingbiao.excel.worker FOLDER``: does one job and says in its folder how far it is.

Nothing here knows of a spreadsheet program: Excel stays free while it works. Cancelled, it leaves
no process and no file behind.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import time
import traceback
from collections.abc import Callable
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from pathlib import Path
from threading import Lock, Thread

from zipingbiao.errors import ZpbError
from zipingbiao.excel.jobs import (
    CANCELLED_TEXT,
    DONE,
    DONE_TEXT,
    FAIL,
    RUN,
    Job,
    Request,
    clear_leftovers,
)
from zipingbiao.merge.summary import Merged, merge_paths
from zipingbiao.reading import Progress

#: Seconds between two looks for the wish to cancel, and between two tellings of progress.
_LOOK, _TELL = 0.1, 0.2

Merge = Callable[[Request, Progress], Merged]
_Stamp = tuple[int, int] | None


def merge(request: Request, progress: Progress) -> Merged:
    """Do what was asked for."""
    return merge_paths(request.paths, request.out, request.jobs, progress)


def work(job: Job, merge: Merge = merge) -> None:
    """Do a job to its end, whatever that is; cancelled, this process ends."""
    # Who holds it may say how far the job is.
    voice = Lock()
    Thread(target=_look, args=(job, voice, _stamp(job.request.out)), daemon=True).start()
    phase, text, told = _outcome(job, voice, merge)
    with voice:
        job.end(phase, text, **told)


def _outcome(job: Job, voice: Lock, merge: Merge) -> tuple[str, str, dict[str, object]]:
    """Do a job; DONE or FAIL, the text that says so, what is told of it."""
    try:
        merged = merge(job.request, _Teller(job, voice))
    except ZpbError as error:
        return FAIL, str(error), {}
    except BrokenProcessPool:
        reason = "读取文件的进程意外结束，可能是内存不足，没有写出汇总表。"
        return FAIL, f"{reason}请在「设置」里把汇总进程数改为 1，再试一次。", {}
    except Exception:
        traceback.print_exc()
        reason = "汇总时程序出错，没有写出汇总表。"
        return FAIL, f"{reason}详情在 {job.log}，请把它发给我们。", {}
    return DONE, DONE_TEXT, _told(merged)


def _told(merged: Merged) -> dict[str, object]:
    """What is told of a merge, as plain data."""
    records = [one.record for one in merged.readings]
    unread = [one for one in records if one.status == "unreadable"]
    return {
        "forms": merged.forms,
        "files": merged.files,
        "unread": [[one.path, one.message] for one in unread],
        "without": sum(one.status == "no-form" for one in records),
        "warnings": list(merged.warnings),
    }


class _Teller:
    """Tells progress, not more often than a person can see."""

    def __init__(self, job: Job, voice: Lock) -> None:
        self._job = job
        self._voice = voice
        self._next = 0.0

    def __call__(self, done: int, total: int) -> None:
        """Say how many files are read."""
        now = time.monotonic()
        if done < total and now < self._next:
            return
        self._next = now + _TELL
        how_far = f"已读 {done}/{total} 个文件……"
        if done == total:
            how_far = f"已读完 {total} 个文件，正在写汇总表……"
        with self._voice:
            self._job.tell(RUN, f"汇总：{how_far}")


# Cancelling. A pool of processes that are killed may wait for them for ever, and nothing stops a
# thread that writes: so the whole process ends, whatever it is at.


def _look(job: Job, voice: Lock, before: _Stamp) -> None:
    """Wait for the wish to cancel."""
    while not job.is_cancelled:
        if job.status.phase != RUN:
            return
        time.sleep(_LOOK)
    with voice:
        if job.status.phase == RUN:
            _stop(job, before)


def _stop(job: Job, before: _Stamp) -> None:
    """End all processes, this one included, and leave nothing half written."""
    for _ in range(2):  # one may just be coming up
        for child in multiprocessing.active_children():
            child.kill()
        time.sleep(_LOOK / 2)
    out = job.request.out
    with suppress(PermissionError):  # on Windows it is still open; who waits for us removes it
        clear_leftovers(out)
    late = f"取消得晚了一步，汇总表已经写好：{out}"
    job.end(FAIL, CANCELLED_TEXT if _stamp(out) == before else late)
    os._exit(0)


def _stamp(path: Path) -> _Stamp:
    """Which file stands there."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns


def main() -> None:
    """Do the job in the folder that is named."""
    job = Job(Path(sys.argv[1]))
    with job.alive():
        work(job)


if __name__ == "__main__":
    main()
