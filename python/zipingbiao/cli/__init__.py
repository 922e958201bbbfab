"""The command line ``zpb``: arguments in, exit status out; the work is done elsewhere.

Results go to standard output, progress and warnings to standard error. Whatever goes wrong is
told in one Chinese sentence, never as a traceback.
"""

from __future__ import annotations

import errno
import io
import os
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import FrameType

from zipingbiao.cli.outcome import BROKEN, DONE, WRONG_CALL, warn, write_log
from zipingbiao.errors import ZpbError, system_reason
from zipingbiao.places import own_folders

__all__ = ["main"]

#: What shells expect of a program that a signal has ended: this and the signal's number.
_SIGNALLED = 128
#: Signals that ask us to end, as far as the system has them.
_STOPPING = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")


#: How a system says that no more can be written.
_FULL = {errno.ENOSPC, errno.EFBIG, errno.EIO, getattr(errno, "EDQUOT", errno.ENOSPC)}


class _Stopped(KeyboardInterrupt):
    """Somebody asked us to end."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


def main(words: Sequence[str] | None = None) -> int:
    """Run one command. ``words`` are those after ``zpb``; None takes the process's own."""
    _speak_utf8()
    try:
        with _stoppable():
            status = _run(words)
            sys.stdout.flush()
    except ZpbError as error:
        warn(f"zpb：{error}")
        return WRONG_CALL
    except KeyboardInterrupt as stop:
        number = stop.number if isinstance(stop, _Stopped) else signal.SIGINT
        warn("\n已取消。" if number == signal.SIGINT else "已停止。")
        return _SIGNALLED + number
    except BrokenPipeError:
        # Whoever read our output has had enough; nothing more can be said there.
        _forget_output()
        return DONE
    except OSError as error:
        # Files that can't be written are told by name; what has none is the standard output.
        if error.filename is not None or error.errno not in _FULL:
            return _broken(error)
        _forget_output()
        warn(f"zpb：标准输出写不进去（{system_reason(error)}），结果不完整。请检查磁盘空间。")
        return WRONG_CALL
    except Exception as error:
        return _broken(error)
    return status


def _run(words: Sequence[str] | None) -> int:
    from zipingbiao.cli.arguments import build_parser  # its imports take time: stoppable too

    arguments = build_parser().parse_args(words)
    if getattr(arguments, "uses_layouts", False) and own_folders():
        _tell_broken_layouts()
    status: int = arguments.run(arguments)
    return status


def _tell_broken_layouts() -> None:
    """Say which of the user's own layouts can't be used; work goes on with the others."""
    from zipingbiao.layouts import broken_layouts  # most users have none of their own

    for sentence in broken_layouts():
        warn(sentence)


def _broken(error: Exception) -> int:
    """Tell of a fault of the program."""
    import traceback

    log = write_log("".join(traceback.format_exception(error)))
    warn(f"zpb：程序出错了，输出可能不完整。详情已写入 {log}，请把它发给我们。")
    return BROKEN


def _forget_output() -> None:
    """Let what is still to be written to standard output go nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _speak_utf8() -> None:
    """UTF-8 on any console; file names that are no text must not stop us."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:  # closed, or a program without a console
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


@contextmanager
def _stoppable() -> Iterator[None]:
    """Let signals that ask us to end unwind what we do: processes are ended, files taken away."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    numbers = [getattr(signal, name) for name in _STOPPING if hasattr(signal, name)]
    # What the caller has us ignore (nohup) we go on ignoring.
    before = {n: signal.getsignal(n) for n in numbers if signal.getsignal(n) != signal.SIG_IGN}
    for number in before:
        signal.signal(number, _stop)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _stop(number: int, frame: FrameType | None) -> None:
    raise _Stopped(number)
