"""One process that reads and checks for the page: it stays warm, and what hangs is ended."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures import TimeoutError as LateError
from concurrent.futures.process import BrokenProcessPool
from threading import Lock
from typing import ParamSpec, TypeVar

from zipingbiao.errors import CallError
from zipingbiao.limits import TIME_LIMIT, end_with_parent, limit_memory

_T = TypeVar("_T")
_P = ParamSpec("_P")
#: Seconds after which a call hangs; each step inside holds itself to `TIME_LIMIT`.
PATIENCE = 3 * TIME_LIMIT


class Worker:
    """Calls functions of modules in a process of their own, one after the other."""

    def __init__(self, patience: float = PATIENCE) -> None:
        self._patience = patience
        self._lock = Lock()
        self._pool: ProcessPoolExecutor | None = None

    def warm(self) -> None:
        """Start the process, so that the first call does not wait for it."""
        with self._lock:
            self._running().submit(_warm)

    def call(self, function: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> _T:
        """The result of a function. Raises what it raises, CallError where it hangs or dies."""
        with self._lock:
            future = self._running().submit(function, *args, **kwargs)
            try:
                return future.result(self._patience)
            except LateError:
                self._end()
                reason = f"这个文件处理了 {self._patience:g} 秒还没有完，已停止。"
                raise CallError(reason, cure="请检查文件，或用命令行处理。") from None
            except BrokenProcessPool:
                self._end()
                reason = "处理这个文件的进程意外结束，可能是内存不足。"
                raise CallError(reason, cure="请检查文件，再试一次。") from None

    def close(self) -> None:
        """End the process."""
        with self._lock:
            self._end()

    def _running(self) -> ProcessPoolExecutor:
        if self._pool is None:
            context = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(1, mp_context=context, initializer=_begin)
        return self._pool

    def _end(self) -> None:
        pool, self._pool = self._pool, None
        if pool is None:
            return
        for process in [*(pool._processes or {}).values()]:
            process.kill()
        pool.shutdown(wait=True, cancel_futures=True)


def _begin() -> None:
    """Begin a process: it ends with the service, which alone hears of Ctrl+C."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    end_with_parent()
    limit_memory()


def _warm() -> None:
    """Have at hand what every call needs."""
    from zipingbiao.layouts import form_reader
    from zipingbiao.serving import looking

    form_reader()
    looking.layout_list()
