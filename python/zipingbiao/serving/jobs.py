"""Long work for the page: a command of ``zpb`` in a process of its own, watched and cancelled.

The command line tells how far it is in the file that `PROGRESS_VARIABLE` names.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Lock, Thread

import zipingbiao
from zipingbiao.errors import CallError, system_reason
from zipingbiao.places import PROGRESS_VARIABLE

RUN, DONE, FAIL, CANCELLED = "run", "done", "fail", "cancelled"
CANCELLED_TEXT = "已取消，没有写出文件。"
#: What `zpb` answers where it did what was asked.
_DID = frozenset({0, 1, 3})
#: So much of what it says is shown.
_MOST_SAID = 20_000
_FAREWELL = 10.0


@dataclass
class Job:
    """A command that runs or has run. ``out`` is the folder that what it makes ends up in.

    ``aside``: a file that it writes elsewhere, and its name in that folder.
    """

    key: str
    kind: str
    title: str
    out: Path
    log: Path
    progress: Path
    process: subprocess.Popen[bytes]
    aside: tuple[Path, str] | None = None
    phase: str = RUN
    text: str = ""
    wanted: bool = True

    @property
    def how_far(self) -> tuple[str, int, int] | None:
        """What it does, how much of it is done, how much there is; None where it has not said."""
        try:
            label, done, total = self.progress.read_text("utf-8").split("\t")
            return label, int(done), int(total)
        except (OSError, ValueError):
            return None

    @property
    def said(self) -> str:
        """What the command told, without where the desk is."""
        try:
            text = self.log.read_bytes()[:_MOST_SAID].decode("utf-8", "replace")
        except OSError:
            return ""
        home = str(self.out.parents[1])
        if self.aside is not None:
            text = text.replace(str(self.aside[0]), self.aside[1])
        text = text.replace(f"{self.out}{os.sep}", "")
        # What goes with the files lies in a folder of its own on the desk.
        text = re.sub(rf"{re.escape(home)}[\\/](aside[\\/]\w+[\\/])?", "", text)
        # The page has a button for that, and it is the page that speaks.
        return text.replace("可用 --fix 修正", "可以自动修正").strip().removeprefix("zpb：")


class Jobs:
    """The commands of one run of the service; one at a time."""

    def __init__(self) -> None:
        self.latest: Job | None = None
        self._lock = Lock()
        self._count = 0

    @property
    def is_running(self) -> bool:
        """Whether a command runs."""
        return self.latest is not None and self.latest.phase == RUN

    def start(
        self,
        kind: str,
        title: str,
        words: Sequence[str],
        out: Path,
        aside: tuple[Path, str] | None = None,
    ) -> Job:
        """Start a command. Raises CallError where another one runs, or the system refuses."""
        with self._lock:
            if self.is_running and self.latest is not None:
                cure = "请等它做完，或先取消。"
                raise CallError(f"正在{self.latest.title}。", cure=cure)
            self._count += 1
            log, progress = (out.with_name(f"{out.name}.{name}") for name in ("log", "progress"))
            try:
                process = _spawn(words, log, progress)
            except OSError as error:
                reason = f"进程没有启动（{system_reason(error)}）。"
                raise CallError(reason, cure="请重新启动本服务。") from None
            job = Job(f"j{self._count}", kind, title, out, log, progress, process, aside)
            self.latest = job
        Thread(target=_attend, args=(job,), daemon=True).start()
        return job

    def job(self, key: str) -> Job:
        """The job of a key. Raises CallError for another than the latest."""
        if self.latest is None or self.latest.key != key:
            raise CallError("没有这次任务的记录。", cure="请重新做一次。")
        return self.latest

    def forget(self) -> None:
        """Cancel what runs; what came of it is nothing any more."""
        self.close()
        self.latest = None

    def close(self) -> None:
        """Cancel what runs, and wait for its end."""
        if self.latest is not None:
            cancel(self.latest)


def cancel(job: Job) -> None:
    """Ask a command to stop; one that does not is ended."""
    if job.phase != RUN:
        return
    job.wanted = False
    with suppress(OSError):
        job.process.terminate()
    try:
        job.process.wait(_FAREWELL)
    except subprocess.TimeoutExpired:
        job.process.kill()


def _spawn(words: Sequence[str], log: Path, progress: Path) -> subprocess.Popen[bytes]:
    home = str(Path(zipingbiao.__file__).parents[1])
    paths = [home, *filter(None, [os.environ.get("PYTHONPATH")])]
    more = {
        "PYTHONPATH": os.pathsep.join(paths),
        "PYTHONUTF8": "1",
        PROGRESS_VARIABLE: str(progress),
    }
    with log.open("wb") as file:
        return subprocess.Popen(
            [sys.executable, "-m", "zipingbiao.cli", *words],
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=file,
            env={**os.environ, **more},
            start_new_session=True,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )


def _attend(job: Job) -> None:
    """Wait for a command's end, end what it had started, say what came of it."""
    status = job.process.wait()
    if sys.platform != "win32":
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(job.process.pid, signal.SIGKILL)
    if job.aside is not None and job.aside[0].is_file():
        os.replace(job.aside[0], job.out / job.aside[1])
    made = any(path.is_file() for path in job.out.rglob("*"))
    if not job.wanted:
        job.text, job.phase = CANCELLED_TEXT, CANCELLED
    elif status in _DID and made:
        job.text, job.phase = job.said, DONE
    else:
        ended = "进程意外结束，可能是内存不足。没有写出文件，请再试一次。"
        job.text, job.phase = job.said or ended, FAIL
