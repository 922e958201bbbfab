"""Read foreign formats in a process of their own, so that a hostile file harms only that.

One process serves many files; it is started when first needed, started anew when it died, and
ended with this process. Processes of a pool have one each.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import subprocess
import sys
import threading
from pathlib import Path

from zipingbiao.errors import UnreadableFile, system_reason
from zipingbiao.limits import TIME_LIMIT
from zipingbiao.ooxml.foreign.wire import decode, read_frame, write_frame
from zipingbiao.ooxml.foreign.worker import OUT_OF_MEMORY
from zipingbiao.ooxml.grid import PlainSheet

#: Seconds for one file; the process holds itself to less, where it can.
_PATIENCE = TIME_LIMIT + 5.0
_MODULE = "zipingbiao.ooxml.foreign.worker"
#: No black window flashes up when Excel is the one that starts us.
_FLAGS: int = getattr(subprocess, "CREATE_NO_WINDOW", 0)


class ReadingProcess:
    """A process that reads workbooks, one at a time. ``seconds`` is its time for one file."""

    def __init__(self, seconds: float = _PATIENCE) -> None:
        self._seconds = seconds
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()

    def read(self, kind: str, data: bytes) -> tuple[PlainSheet, ...]:
        """Read a workbook of a kind (xls, xlsb, ods, fods).

        Raises UnreadableFile; ZPB907 where the process ran out of time or memory, ZPB903 where
        it died otherwise.
        """
        with self._lock:
            content = self._ask(kind, data)
        try:
            return decode(content)
        except ValueError:
            raise UnreadableFile("ZPB903", "文件内容异常，读取没有得到结果。") from None
        except UnreadableFile as error:
            if error.reason == OUT_OF_MEMORY:
                self.close()  # what it holds may be in pieces
            raise

    def close(self) -> None:
        """End the process; the next `read` starts another."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            _finish(process)

    def forget(self) -> None:
        """Let go of a process that belongs to the process we were forked from."""
        process, self._process = self._process, None
        if process is not None:
            process.returncode = 0  # not ours to wait for
            _finish(process)

    def _ask(self, kind: str, data: bytes) -> bytes:
        process = self._running()
        late = threading.Event()

        def stop() -> None:
            late.set()
            process.kill()

        timer = threading.Timer(self._seconds, stop)
        timer.daemon = True
        timer.start()
        try:
            content = _exchange(process, kind, data)
        except BaseException:
            self.close()  # its answer must not be taken for that to the next request
            raise
        finally:
            timer.cancel()
        if content is None:
            self.close()
            raise _dead(late.is_set(), self._seconds)
        return content

    def _running(self) -> subprocess.Popen[bytes]:
        process = self._process
        if process is not None and process.poll() is None:
            return process
        self.close()
        try:
            self._process = started = _start()
        except OSError as error:
            reason = f"无法启动读取旧格式的进程（{system_reason(error)}）。"
            raise UnreadableFile("ZPB903", reason) from None
        return started


def _start() -> subprocess.Popen[bytes]:
    root = str(Path(__file__).resolve().parents[3])
    search = os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH"))))
    return subprocess.Popen(
        # -P: a folder of agencies' files is no place to import modules from.
        [sys.executable, "-P", "-m", _MODULE],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": search},
        creationflags=_FLAGS,
    )


def _exchange(process: subprocess.Popen[bytes], kind: str, data: bytes) -> bytes | None:
    """Send a request and wait for its answer; None where the process died over it."""
    if process.stdin is None or process.stdout is None:
        return None
    try:
        write_frame(process.stdin, kind.encode())
        write_frame(process.stdin, data)
        return read_frame(process.stdout)
    except (OSError, MemoryError, OverflowError):
        return None


def _dead(late: bool, seconds: float) -> UnreadableFile:
    if late:
        return UnreadableFile("ZPB907", f"读取超过 {seconds:g} 秒，没有继续。")
    return UnreadableFile("ZPB903", "文件内容异常，读取进程中途退出。")


def _finish(process: subprocess.Popen[bytes]) -> None:
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            with contextlib.suppress(OSError):
                stream.close()
    if process.returncode is None:
        process.wait()


#: The reading process of this process: process id → reader (at most one entry).
_OWN: dict[int, ReadingProcess] = {}


def read_apart(kind: str, data: bytes) -> tuple[PlainSheet, ...]:
    """Read a workbook in the reading process that belongs to this process.

    Raises UnreadableFile as `ReadingProcess.read` does.
    """
    return _own().read(kind, data)


def _own() -> ReadingProcess:
    own = _OWN.get(os.getpid())
    if own is None:
        for inherited in _OWN.values():
            inherited.forget()
        _OWN.clear()
        own = _OWN.setdefault(os.getpid(), ReadingProcess())
    return own


def close() -> None:
    """End the reading process of this process, if there is one."""
    own = _OWN.pop(os.getpid(), None)
    if own is not None:
        own.close()


atexit.register(close)
