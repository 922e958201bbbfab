"""Processes that work on many items in chunks: in order, bounded, and nothing is lost.

A process that dies or hangs takes no item with it but its own: the chunk it had is given out
again item by item, and only the item over which a process dies alone is lost. When this process
ends, however it ends, the others do.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import pickle
import signal
import time
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any, Generic, NamedTuple, TypeVar

from zipingbiao.limits import TIME_LIMIT, collect_rarely, end_with_parent, limit_memory

Item = TypeVar("Item")
Result = TypeVar("Result")
#: Made once in each process: what turns an item into its result.
Start = Callable[[], Callable[[Any], Any]]

#: Items that are given out together, at most.
CHUNK = 32
#: Chunks for each process that may be finished before the one that all wait for.
_AHEAD = 4
#: Seconds after which a process hangs. It holds itself to a shorter time for one item.
_PATIENCE = TIME_LIMIT + 30.0
_FAREWELL = 2.0
#: Signals that ask a process to end.
_STOPPING = {
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
}


class Lost(NamedTuple):
    """Why an item has no result: its process took too long over it (``late``), or died."""

    late: bool


class _Task(NamedTuple):
    """Items that are given out together; ``first`` is the number of the first of them."""

    first: int
    items: Sequence[Any]


@dataclass
class _Member:
    """A process, and what it works on since when."""

    process: BaseProcess
    connection: Connection
    task: _Task | None = None
    since: float = 0.0


def in_processes(
    start: Start,
    items: Sequence[Item],
    jobs: int,
    lost: Callable[[Item, Lost], Result],
    patience: float = _PATIENCE,
) -> Generator[Result]:
    """The results of some items, in their order, made by several processes.

    ``start`` is a function of a module; ``lost`` gives the result of an item that has none.
    """
    team: _Team[Item, Result] = _Team(start, items, jobs, lost, patience)
    try:
        yield from team.results()
        team.dismiss()
    finally:
        team.end()


class _Team(Generic[Item, Result]):
    """The processes, what is still to be done, and the results that wait for their turn."""

    def __init__(
        self,
        start: Start,
        items: Sequence[Item],
        jobs: int,
        lost: Callable[[Item, Lost], Result],
        patience: float,
    ) -> None:
        self._start, self._jobs, self._lost, self._patience = start, jobs, lost, patience
        self._context = multiprocessing.get_context()
        self._members: list[_Member] = []
        self._count = len(items)
        # Few enough for one that all end together.
        size = max(1, min(CHUNK, len(items) // (4 * jobs)))
        self._tasks = deque(
            _Task(first, items[first : first + size]) for first in range(0, len(items), size)
        )
        self._ahead = _AHEAD * jobs * size
        self._done: dict[int, Result] = {}

    def results(self) -> Iterator[Result]:
        """All results in order."""
        for number in range(self._count):
            while number not in self._done:
                self._give_out(number)
                self._take_in()
            yield self._done.pop(number)

    def _give_out(self, awaited: int) -> None:
        """Give tasks to whoever is free; none that is too far ahead of the awaited item."""
        while self._tasks and self._tasks[0].first <= awaited + self._ahead:
            member = next((one for one in self._members if one.task is None), None)
            if member is None:
                if len(self._members) >= self._jobs:
                    return
                member = self._hire()
            member.task, member.since = self._tasks.popleft(), time.monotonic()
            try:
                member.connection.send(member.task.items)
            except OSError:
                self._lose(member, Lost(late=False))

    def _hire(self) -> _Member:
        ours, theirs = self._context.Pipe()
        process = self._context.Process(target=_serve, args=(theirs, self._start), daemon=True)
        with _undisturbed():
            process.start()
        theirs.close()
        member = _Member(process, ours)
        self._members.append(member)
        return member

    def _take_in(self) -> None:
        """Wait until something happens; take what is finished, replace what is dead or hangs."""
        busy = [one for one in self._members if one.task is not None]
        if not busy:
            return
        now = time.monotonic()
        left = max(0.0, min(one.since for one in busy) + self._patience - now)
        watched = [end for one in busy for end in (one.connection, one.process.sentinel)]
        ready = wait(watched, left)
        now = time.monotonic()
        for one in busy:
            if one.connection in ready:
                self._receive(one)
            elif one.process.sentinel in ready:
                self._lose(one, Lost(late=False))
            elif now - one.since >= self._patience:
                self._lose(one, Lost(late=True))

    def _receive(self, member: _Member) -> None:
        try:
            results: Sequence[Result] = member.connection.recv()
        except (EOFError, OSError, pickle.UnpicklingError):
            self._lose(member, Lost(late=False))
            return
        task, member.task = member.task, None
        assert task is not None
        self._done.update(enumerate(results, start=task.first))

    def _lose(self, member: _Member, why: Lost) -> None:
        """Let go of a process; what it had is tried again item by item, or lost."""
        task = member.task
        self._members.remove(member)
        _kill(member)
        assert task is not None
        if len(task.items) == 1:
            self._done[task.first] = self._lost(task.items[0], why)
            return
        singles = (_Task(task.first + n, [item]) for n, item in enumerate(task.items))
        self._tasks.extendleft(reversed(list(singles)))

    def dismiss(self) -> None:
        """Ask all processes to end, as there is nothing left to do."""
        for one in self._members:
            with contextlib.suppress(OSError):
                one.connection.send(None)
        for one in self._members:
            one.process.join(_FAREWELL)

    def end(self) -> None:
        """End all processes, whatever they do."""
        while self._members:
            _kill(self._members.pop())


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Hold signals back: a process that begins has our handlers until it has its own."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _STOPPING)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _kill(member: _Member) -> None:
    member.connection.close()
    member.process.kill()
    member.process.join()
    member.process.close()


def _serve(connection: Connection, start: Start) -> None:
    """What a process does: items in, results out, until there are no more."""
    # What a signal has the main process do is not for us; nobody but it need hear of an interrupt.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for number in _STOPPING - {signal.SIGINT}:
        signal.signal(number, signal.SIG_DFL)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOPPING)
    end_with_parent()
    limit_memory()
    collect_rarely()
    work = start()
    while True:
        try:
            items = connection.recv()
        except (EOFError, OSError):
            return
        if items is None:
            return
        connection.send([work(item) for item in items])
