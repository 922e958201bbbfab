"""Long work in a process of its own: started, watched, cancelled, found dead.

A job is a folder in the user's own. Whoever shows progress, be it VBA, reads ``status.txt``:
UTF-16LE without a mark at its head, two lines: RUN, DONE or FAIL, and a text for the status bar.
It is replaced as a whole. The worker holds a lock on ``alive`` for as long as it lives: the
system frees it however the worker ends.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from glob import escape
from pathlib import Path
from threading import Thread
from typing import Any, NamedTuple

import zipingbiao
from zipingbiao.errors import CallError, system_reason
from zipingbiao.places import user_folder
from zipingbiao.rules.finding import INFO

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

RUN, DONE, FAIL = "RUN", "DONE", "FAIL"

_WORKER = "zipingbiao.excel.worker"
#: A worker that has not taken its lock by then has not come up.
_START_SECONDS = 60.0
_KEPT_DAYS = 7
#: A reader on Windows holds the file for a moment; then it can be replaced.
_TRIES, _PAUSE = 40, 0.05


class Kind(NamedTuple):
    """A kind of work: what it is called, and what it writes."""

    label: str
    product: str

    @property
    def done(self) -> str:
        """What is said at its end."""
        return f"{self.label}完成。"

    @property
    def cancelled(self) -> str:
        """What is said where it was cancelled, and nothing is left of it."""
        return f"已取消{self.label}，没有写出文件。"


MERGE, RETURN, BIND, COMPARE = "merge", "return", "bind", "compare"
KINDS = {
    MERGE: Kind("汇总", "汇总表"),
    RETURN: Kind("退回", "退回的副本"),
    BIND: Kind("成册", "成册的工作簿"),
    COMPARE: Kind("对比", "交回情况"),
}


class Request(NamedTuple):
    """What is to be done with which files, where to, with how many processes.

    ``roster`` and ``previous`` go with merging, ``deadline`` with sending back, ``since`` with
    holding answers against what was sent; the others are how forms are checked.
    """

    paths: tuple[Path, ...]
    out: Path
    jobs: int | None = None
    kind: str = MERGE
    roster: Path | None = None
    previous: Path | None = None
    since: Path | None = None
    deadline: str | None = None
    severity: str = INFO
    ignore: tuple[str, ...] = ()
    profile: str | None = None

    def data(self) -> dict[str, object]:
        """It as JSON holds it."""
        return {name: _plain(value) for name, value in self._asdict().items()}


def _plain(value: object) -> object:
    """Paths are texts in JSON."""
    if isinstance(value, tuple):
        return [str(one) for one in value]
    return str(value) if isinstance(value, Path) else value


#: What of a request is a path.
_PATHS = ("roster", "previous", "since")


class Status(NamedTuple):
    """RUN, DONE or FAIL, and the text for the status bar."""

    phase: str
    text: str


@dataclass(frozen=True)
class Job:
    """One piece of work, by its folder."""

    folder: Path

    @property
    def log(self) -> Path:
        """What the worker said where it went wrong."""
        return self.folder / "worker.log"

    @property
    def request(self) -> Request:
        """What was asked for."""
        data = json.loads((self.folder / "job.json").read_text("utf-8"))
        data |= {name: Path(data[name]) for name in _PATHS if data.get(name)}
        data["ignore"] = tuple(data.get("ignore", ()))
        return Request(
            **{**data, "paths": tuple(map(Path, data["paths"])), "out": Path(data["out"])}
        )

    @property
    def kind(self) -> Kind:
        """What kind of work it is."""
        return KINDS[self.request.kind]

    @property
    def status(self) -> Status:
        """How far it is."""
        lines = (self.folder / "status.txt").read_bytes().decode("utf-16-le").split("\n")
        return Status(lines[0], lines[1])

    def tell(self, phase: str, text: str) -> None:
        """Say how far it is. Progress that nobody could see just now is left out."""
        line = " ".join(text.split("\n"))
        self._replace("status.txt", f"{phase}\n{line}".encode("utf-16-le"), must=phase != RUN)

    @property
    def result(self) -> dict[str, Any] | None:
        """What came of it; None as long as nothing has."""
        try:
            found: dict[str, Any] = json.loads((self.folder / "result.json").read_text("utf-8"))
        except FileNotFoundError:
            return None
        return found

    def end(self, phase: str, text: str, **result: object) -> None:
        """Say what came of it: first the result, then that it has ended."""
        data = json.dumps({"text": text, **result}, ensure_ascii=False)
        self._replace("result.json", data.encode("utf-8", "backslashreplace"), must=True)
        self.tell(phase, text)

    def cancel(self) -> None:
        """Ask the worker to stop."""
        (self.folder / "cancel").touch()

    @property
    def is_cancelled(self) -> bool:
        """Whether it was asked to stop."""
        return (self.folder / "cancel").exists()

    @property
    def is_running(self) -> bool:
        """Whether somebody works at it. One whose worker has died is ended here and now."""
        if self.status.phase != RUN:
            return False
        if self._is_alive():
            return True
        self.bury()
        return False

    def bury(self) -> None:
        """The worker has gone: say so, where it has not said what came of it itself."""
        clear_leftovers(self.request.out)
        if self.status.phase != RUN:
            return
        if self.is_cancelled:
            self.end(FAIL, self.kind.cancelled)
        else:
            label, product = self.kind
            cure = f"请再试一次；如再发生，请把 {self.log} 发给我们。"
            self.end(FAIL, f"{label}进程意外结束，没有写出{product}。{cure}")

    def _is_alive(self) -> bool:
        lock = self.folder / "alive"
        if lock.exists():
            return _is_locked(lock)
        return time.time() - (self.folder / "job.json").stat().st_mtime < _START_SECONDS

    def _replace(self, name: str, data: bytes, *, must: bool) -> None:
        """Put a whole new file in the place of the old one."""
        path = self.folder / name
        beside = path.with_suffix(".new")
        beside.write_bytes(data)
        for _ in range(_TRIES if must else 1):
            with suppress(PermissionError):
                os.replace(beside, path)
                return
            time.sleep(_PAUSE if must else 0)

    @contextmanager
    def alive(self) -> Iterator[None]:
        """For as long as this block runs, the job has a worker."""
        with (self.folder / "alive").open("wb") as file:
            _lock(file.fileno())
            yield


def _lock(handle: int) -> None:
    """Lock a file for this process. Raises OSError where another one has it."""
    if sys.platform == "win32":
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
    else:
        fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _is_locked(path: Path) -> bool:
    with path.open("r+b") as file:
        try:
            _lock(file.fileno())
        except OSError:
            return True
    return False


def clear_leftovers(out: Path) -> None:
    """Remove what a write that was cut off left beside a file, or in a folder."""
    where, name = (out, "*") if out.is_dir() else (out.parent, escape(out.name))
    for path in where.glob(f".{name}.*.tmp"):
        path.unlink(missing_ok=True)


# All jobs.


def jobs_folder() -> Path:
    """Where the jobs are, each a folder."""
    folder = user_folder() / "jobs"
    folder.mkdir(exist_ok=True)
    return folder


def _all_jobs() -> list[Job]:
    return [Job(path.parent) for path in sorted(jobs_folder().glob("*/status.txt"))]


def running() -> list[Job]:
    """The jobs that somebody works at."""
    return [job for job in _all_jobs() if job.is_running]


def job_at(folder: Path) -> Job:
    """The job that a folder holds. Raises CallError where it is none of ours."""
    if folder.parent != jobs_folder() or not (folder / "status.txt").is_file():
        raise CallError("没有这次操作的记录。", cure="请重新做一次。")
    return Job(folder)


def start(request: Request) -> Job:
    """Start a worker. Raises CallError where the system refuses."""
    sweep()
    prefix = f"{datetime.now():%Y%m%d-%H%M%S}-"
    job = Job(Path(tempfile.mkdtemp(prefix=prefix, dir=jobs_folder())))
    (job.folder / "job.json").write_text(json.dumps(request.data()), "utf-8")
    label = KINDS[request.kind].label
    job.tell(RUN, f"{label}：正在准备……")
    try:
        process = _spawn([sys.executable, "-m", _WORKER, str(job.folder)], job)
    except OSError as error:
        shutil.rmtree(job.folder, ignore_errors=True)
        cure = "请重新安装加载项。"
        raise CallError(f"{label}进程没有启动（{system_reason(error)}）。", cure=cure) from None
    Thread(target=_attend, args=(process, job), daemon=True).start()
    return job


def _spawn(words: Sequence[str], job: Job) -> subprocess.Popen[bytes]:
    """A process without a window and without our handles, whose children can be found."""
    home = str(Path(zipingbiao.__file__).parents[1])
    paths = [home, *filter(None, [os.environ.get("PYTHONPATH")])]
    with job.log.open("wb") as log:
        return subprocess.Popen(
            words,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=job.folder,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(paths), "PYTHONUTF8": "1"},
            start_new_session=True,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )


def _attend(process: subprocess.Popen[bytes], job: Job) -> None:
    """Wait for a worker's end; where it died, end what it had started and say so."""
    process.wait()
    if sys.platform != "win32":
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    with suppress(OSError):  # the folder may have been swept
        job.bury()


def sweep() -> None:
    """Remove the jobs that ended some days ago."""
    oldest = time.time() - _KEPT_DAYS * 86_400
    for job in _all_jobs():
        if (job.folder / "status.txt").stat().st_mtime < oldest and not job.is_running:
            shutil.rmtree(job.folder, ignore_errors=True)
