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
from typing import Any

from zipingbiao.errors import ZpbError
from zipingbiao.excel.jobs import (
    DONE,
    FAIL,
    RUN,
    Job,
    Kind,
    Request,
    clear_leftovers,
)
from zipingbiao.excel.works import WORKS, Told
from zipingbiao.reading import LEDGER_NAME, Progress

#: Seconds between two looks for the wish to cancel, and between two tellings of progress.
_LOOK, _TELL = 0.1, 0.2

Do = Callable[[Request, Progress], Told]
#: Which file stands somewhere, or what stands in a folder.
_Stamp = tuple[Any, ...]


def do(request: Request, progress: Progress) -> Told:
    """Do what was asked for."""
    return WORKS[request.kind](request, progress)


def work(job: Job, do: Do = do) -> None:
    """Do a job to its end, whatever that is; cancelled, this process ends."""
    # Who holds it may say how far the job is.
    voice = Lock()
    Thread(target=_look, args=(job, voice, _stamp(job.request.out)), daemon=True).start()
    phase, text, told = _outcome(job, voice, do)
    with voice:
        job.end(phase, text, **told)


def _outcome(job: Job, voice: Lock, do: Do) -> tuple[str, str, dict[str, object]]:
    """Do a job; DONE or FAIL, the text that says so, what is told of it."""
    kind = job.kind
    try:
        told = do(job.request, _Teller(job, voice))
    except ZpbError as error:
        return FAIL, str(error), {}
    except BrokenProcessPool:
        reason = f"读取文件的进程意外结束，可能是内存不足，没有写出{kind.product}。"
        return FAIL, f"{reason}请在「设置」里把汇总进程数改为 1，再试一次。", {}
    except Exception:
        traceback.print_exc()
        reason = f"{kind.label}时程序出错，没有写出{kind.product}。"
        return FAIL, f"{reason}详情在 {job.log}，请把它发给我们。", {}
    return DONE, kind.done, told


class _Teller:
    """Tells progress, not more often than a person can see."""

    def __init__(self, job: Job, voice: Lock) -> None:
        self._job = job
        self._voice = voice
        self._next = 0.0
        self._kind: Kind = job.kind

    def __call__(self, done: int, total: int) -> None:
        """Say how many files are read."""
        now = time.monotonic()
        if done < total and now < self._next:
            return
        self._next = now + _TELL
        how_far = f"已读 {done}/{total} 个文件……"
        if done == total:
            how_far = f"已读完 {total} 个文件，正在写{self._kind.product}……"
        with self._voice:
            self._job.tell(RUN, f"{self._kind.label}：{how_far}")


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
    job.end(FAIL, job.kind.cancelled if _stamp(out) == before else _late(job, before))
    os._exit(0)


def _late(job: Job, before: _Stamp) -> str:
    """What is said where something had been written; into a folder the list goes last."""
    out, product = job.request.out, job.kind.product
    written = dict(one for one in _stamp(out) if one not in before) if out.is_dir() else {}
    if out.is_dir() and LEDGER_NAME not in written:
        return f"已取消{job.kind.label}。{out} 里已有写好的几份，请不要发出；可以再做一次。"
    return f"取消得晚了一步，{product}已经写好：{out}"


def _stamp(path: Path) -> _Stamp:
    try:
        found = path.stat()
        if path.is_dir():
            return tuple(sorted((one.name, one.stat().st_mtime_ns) for one in path.iterdir()))
    except OSError:
        return ()
    return found.st_ino, found.st_mtime_ns


def main() -> None:
    """Do the job in the folder that is named."""
    job = Job(Path(sys.argv[1]))
    with job.alive():
        work(job)


if __name__ == "__main__":
    main()
