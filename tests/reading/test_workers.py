"""Processes that work in chunks: order, deaths, hangs, and that none outlives its purpose."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from zipingbiao.reading.workers import Lost, in_processes

pytestmark = pytest.mark.alone

ROOT = Path(__file__).resolve().parent.parent.parent
Work = Callable[[int], Any]
#: Seconds; far less than the sleepy work would go on, much more than a busy machine needs.
PATIENCE = 60.0


def square(number: int) -> int:
    return number * number


def dies_at(deadly: frozenset[int], number: int) -> int:
    if number in deadly:
        os._exit(9)
    return square(number)


def hangs_at(deadly: frozenset[int], number: int) -> int:
    if number in deadly:
        time.sleep(60)
    return square(number)


def sends_nonsense_at(deadly: frozenset[int], number: int) -> Any:
    return (lambda: 0) if number in deadly else square(number)


def raises_at(deadly: frozenset[int], number: int) -> int:
    if number in deadly:
        raise ZeroDivisionError
    return square(number)


def tells_its_size(number: int) -> bytes:
    return bytes(number % 3 * 1_000_000)


def start(work: Work) -> Work:
    return work


def done(work: Work, count: int, jobs: int = 2, patience: float = 60.0) -> list[Any]:
    lost = partial(_lost, "lost")
    return list(in_processes(partial(start, work), range(count), jobs, lost, patience))


def _lost(word: str, item: int, why: Lost) -> tuple[str, int, bool]:
    return word, item, why.late


@pytest.mark.parametrize(("count", "jobs"), [(0, 2), (1, 2), (7, 3), (100, 2), (500, 4)])
def test_results_come_in_the_order_of_the_items(count: int, jobs: int) -> None:
    assert done(square, count, jobs) == [number * number for number in range(count)]


@pytest.mark.parametrize("work", [dies_at, sends_nonsense_at, raises_at])
@pytest.mark.parametrize("deadly", [{0}, {99}, {31, 32, 33}, {5, 50, 95}])
def test_only_the_item_over_which_a_process_dies_is_lost(
    work: Callable[..., Any], deadly: set[int], capfd: pytest.CaptureFixture[str]
) -> None:
    expected = [
        ("lost", number, False) if number in deadly else square(number) for number in range(100)
    ]
    assert done(partial(work, frozenset(deadly)), 100) == expected


def test_an_item_that_takes_too_long_is_lost() -> None:
    found = done(partial(hangs_at, frozenset({2})), 8, patience=2.0)
    assert found == [0, 1, ("lost", 2, True), 9, 16, 25, 36, 49]


def test_large_results_come_whole() -> None:
    assert list(map(len, done(tells_its_size, 40))) == [n % 3 * 1_000_000 for n in range(40)]


def test_no_more_is_begun_than_a_little_ahead(tmp_path: Path) -> None:
    results = in_processes(partial(start, partial(leaves_a_mark, tmp_path)), range(2000), 2, _never)
    assert next(results) == 0
    time.sleep(1)
    begun = len(list(tmp_path.iterdir()))
    results.close()
    assert begun <= 1 + 32 * (2 * 4 + 2)


def leaves_a_mark(folder: Path, number: int) -> int:
    (folder / str(number)).touch()
    return number


def _never(item: int, why: Lost) -> Any:
    raise AssertionError(item, why)


# Nobody outlives the main process


def processes(session: int) -> set[int]:
    """The processes of a session that are there and no zombies."""
    found = set()
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                state, _, _, its = (entry / "stat").read_text().rpartition(")")[2].split()[:4]
            except OSError:
                continue
            if int(its) == session and state != "Z":
                found.add(int(entry.name))
    return found


def wait_for(wanted: Callable[[], bool]) -> None:
    """Until something is so; not for ever."""
    end = time.monotonic() + PATIENCE
    while not wanted():
        assert time.monotonic() < end
        time.sleep(0.05)


needs_proc = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="这个系统没有 /proc")

_SLEEPY = """
import signal, sys, time
from functools import partial
# What a shell runs in the background ignores interrupts, and so would all below it.
signal.signal(signal.SIGINT, signal.default_int_handler)
sys.path.insert(0, sys.argv[1])
from reading import test_workers as t
import zipingbiao.cli as cli

def run(words):
    for result in t.in_processes(partial(t.start, t.sleepy), range(4000), 2, t._never):
        print(result, flush=True)
    return 0

cli._run = run
raise SystemExit(cli.main([]))
"""


def sleepy(number: int) -> int:
    time.sleep(0.05)
    return number


@needs_proc
@pytest.mark.parametrize(
    ("number", "status", "group"),
    [
        (signal.SIGINT, 130, True),
        (signal.SIGTERM, 143, False),
        (signal.SIGHUP, 129, True),
        (signal.SIGKILL, -9, False),
    ],
)
def test_all_processes_end_with_the_main_one(
    number: signal.Signals, status: int, group: bool
) -> None:
    environment = {**os.environ, "PYTHONPATH": f"{ROOT / 'python'}:{ROOT / 'tests'}"}
    main = subprocess.Popen(
        [sys.executable, "-c", _SLEEPY, str(ROOT / "tests")],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
        start_new_session=True,
    )
    assert main.stdout is not None
    assert main.stderr is not None
    assert main.stdout.readline() == b"0\n"
    wait_for(lambda: len(processes(main.pid)) >= 3)  # one is started as soon as it is needed
    if group:  # as a terminal does
        os.killpg(main.pid, number)
    else:
        main.send_signal(number)
    assert main.wait(PATIENCE) == status
    wait_for(lambda: not processes(main.pid))
    assert b"Traceback" not in main.stderr.read()
