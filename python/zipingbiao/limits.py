"""What one input may take of time and memory, where the system can hold us to it."""

from __future__ import annotations

import gc
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from zipingbiao.errors import OutOfTime

#: Seconds for one file.
TIME_LIMIT = 60
#: Bytes of address space that one file may take. A large workbook needs a tenth of it.
MEMORY_LIMIT = 1536 * 1024 * 1024


@contextmanager
def time_limit(seconds: float = TIME_LIMIT) -> Iterator[None]:
    """Raise OutOfTime when what is inside takes longer.

    Only the main thread of a process can be held to it, and not on Windows; the limits of sizes
    hold everywhere.
    """
    if not hasattr(signal, "setitimer") or not _is_main_thread():
        yield
        return

    def stop(number: int, frame: FrameType | None) -> None:
        raise OutOfTime(seconds)

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _is_main_thread() -> bool:
    return threading.current_thread() is threading.main_thread()


def limit_memory(more: int = MEMORY_LIMIT) -> None:
    """Let this process take so many bytes more than it has."""
    try:
        import resource
    except ImportError:  # Windows
        return
    wanted = _address_space() + more
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    if hard == resource.RLIM_INFINITY or hard > wanted:
        resource.setrlimit(resource.RLIMIT_AS, (wanted, hard))


def _address_space() -> int:
    """The bytes of address space that this process has; 0 where the system does not tell."""
    try:
        with open("/proc/self/statm", "rb") as told:
            return int(told.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError):
        return 0


#: Young objects before the collector looks at them, and how often it looks at older ones.
_RARELY = (20_000, 20, 1_000)


@contextmanager
def collecting_rarely() -> Iterator[None]:
    """Have the garbage collector look at young objects only: much is made, and few cycles."""
    before = gc.get_threshold()
    collect_rarely()
    try:
        yield
    finally:
        # Freezing and thawing calls all that was made old; else it is all looked at now.
        gc.freeze()
        gc.unfreeze()
        gc.set_threshold(*before)


def collect_rarely() -> None:
    """As `collecting_rarely`, from now on."""
    gc.set_threshold(*_RARELY)


def end_with_parent() -> None:
    """End this process when the one that started it is gone: nobody waits for its answers.

    On Windows a process is not told; it ends when its pipe does.
    """
    if os.name == "posix":
        threading.Thread(target=_watch, args=(os.getppid(),), daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        threading.Event().wait(_PAUSE)
    os._exit(1)


#: Seconds between two looks at the parent.
_PAUSE = 0.5
