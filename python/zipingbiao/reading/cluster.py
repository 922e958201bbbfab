"""Work on the machines of a Dask cluster that is there already: as `workers` does in processes.

Files are named by their paths, as texts; a machine that does not see a file leaves it to us. What
a machine was doing when it was lost is given out again.
"""

from __future__ import annotations

import logging
import os
import pickle
import re
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import suppress
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from zipingbiao.errors import CallError, Place
from zipingbiao.program import program_digest
from zipingbiao.reading.finding import Found
from zipingbiao.reading.workers import CHUNK, Lost, Result, Start

if TYPE_CHECKING:
    from distributed import Client, Future

#: Seconds to wait for the scheduler, and for the first machine.
_PATIENCE = 20
#: A machine and a port, with or without the way there.
_ADDRESS = re.compile(r"(?:(?:tcp|tls)://)?[^/\s:]+:[0-9]{1,5}/?")
#: Chunks for each machine that may be under way, and how often one that fails is tried again.
_AHEAD, _RETRIES = 4, 3
#: What comes back of a file that the machine does not see.
_UNSEEN = "unseen"
_working = threading.Lock()


def in_cluster(
    address: str,
    start: Start,
    found: Sequence[Found],
    lost: Callable[[Found, Lost], Result],
) -> Generator[Result]:
    """The results of some files, in their order, made on a cluster.

    ``start`` and ``lost`` as for `zipingbiao.reading.workers.in_processes`. Raises CallError where
    there is no cluster, or where its machines have another version of this program.
    """
    client = _connected(address)
    try:
        yield from _Crew(client, start, found, lost).results()
    except (OSError, TimeoutError) as error:
        raise _unreachable(
            address, "断开了", "请加上 --cache 再运行一次，已读的不必重读。"
        ) from error
    finally:
        with suppress(Exception):
            client.close(timeout=_PATIENCE)


def _connected(address: str) -> Client:
    try:
        from distributed import Client
    except ImportError:
        cure = "请运行 pip install zipingbiao[cluster]，各台机器都要装。"
        raise CallError("没有安装 Dask，不能用 --cluster。", cure=cure) from None
    if not _ADDRESS.fullmatch(address):
        # the library would try for a minute, and then complain in its own way
        raise _unreachable(address, "的地址写得不对", "请写成 tcp://10.0.0.5:8786 这样。")
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    try:
        client = Client(address, timeout=_PATIENCE, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        cure = "请检查地址（如 tcp://10.0.0.5:8786），并先启动 dask scheduler。"
        raise _unreachable(address, "连不上", cure) from error
    try:
        client.wait_for_workers(1, timeout=_PATIENCE)
    except TimeoutError as error:
        client.close()
        cure = f"请在各台机器上运行 dask worker {address}。"
        raise _unreachable(address, "里没有干活的机器", cure) from error
    return client


def _unreachable(address: str, what: str, cure: str) -> CallError:
    return CallError(f"Dask 集群{what}。", Place(address), cure)


class _Crew:
    """Chunks that are under way, in their order."""

    def __init__(
        self,
        client: Client,
        start: Start,
        found: Sequence[Found],
        lost: Callable[[Found, Lost], Any],
    ) -> None:
        self._client, self._start, self._lost = client, start, lost
        # Pickled here, so that no machine sees a path of another system.
        self._packed = pickle.dumps(start)
        size = max(1, min(CHUNK, len(found) // (4 * self._hands())))
        chunks = (found[first : first + size] for first in range(0, len(found), size))
        self._waiting: Iterator[Sequence[Found]] = iter(chunks)
        self._under_way: deque[tuple[Future, Sequence[Found]]] = deque()
        self._own: Callable[[Found], Any] | None = None

    def _hands(self) -> int:
        return max(1, len(self._client.nthreads()))

    def results(self) -> Iterator[Any]:
        """All results in order."""
        self._give_out()
        while self._under_way:
            future, found = self._under_way.popleft()
            yield from self._results_of(future, found)
            self._give_out()

    def _give_out(self) -> None:
        most = _AHEAD * self._hands()
        while len(self._under_way) < most:
            found = next(self._waiting, None)
            if found is None:
                return
            self._under_way.append((self._submitted(found), found))

    def _submitted(self, found: Sequence[Found]) -> Future:
        work = (self._packed, pickle.dumps(list(found)), program_digest())
        return self._client.submit(_work, *work, pure=False, retries=_RETRIES)

    def _results_of(self, future: Future, found: Sequence[Found]) -> Iterator[Any]:
        from distributed import KilledWorker

        try:
            results: list[Any] = pickle.loads(future.result())
        except KilledWorker:
            if len(found) == 1:
                yield self._lost(found[0], Lost(late=False))
                return
            for one in found:
                yield from self._results_of(self._submitted([one]), [one])
            return
        finally:
            future.release()
        for one, result in zip(found, results, strict=True):
            yield self._here(one) if isinstance(result, str) else result

    def _here(self, found: Found) -> Any:
        """Work on a file here: nobody else sees it."""
        if self._own is None:
            self._own = self._start()
        return self._own(found)


# On the machines


def _work(start: bytes, found: bytes, program: str) -> bytes:
    """What a machine does with a chunk."""
    if program != program_digest():
        raise CallError(
            "集群里有机器装的是另一版本的程序，或者版式与这台机器不同。",
            Place(os.uname().nodename if hasattr(os, "uname") else os.environ.get("COMPUTERNAME")),
            "请在各台机器上装同一版本，再运行一次。",
        )
    with _working:
        work = _made(start)
        return pickle.dumps(
            [work(one) if _is_seen(one) else _UNSEEN for one in pickle.loads(found)]
        )


def _is_seen(found: Found) -> bool:
    return bool(found.closed or found.elsewhere) or os.path.lexists(found.path)


@lru_cache(maxsize=1)
def _made(start: bytes) -> Callable[[Found], Any]:
    begin: Start = pickle.loads(start)
    return begin()
