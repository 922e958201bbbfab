"""What one input may take: time, memory, and a parent that is there."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from zipingbiao.errors import OutOfTime, Place, mishap
from zipingbiao.limits import time_limit

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT / "python")}

can_time = pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="这个系统不能限时")


@can_time
@pytest.mark.parametrize("work", [lambda: time.sleep(60), lambda: re.fullmatch("(a+)+b", "a" * 40)])
def test_what_takes_too_long_is_stopped(work: object) -> None:
    begun = time.monotonic()
    with pytest.raises(OutOfTime) as caught, time_limit(0.2):
        work()  # type: ignore[operator]
    assert time.monotonic() - begun < 30
    fault = mishap(caught.value, "读取", Place("甲.xlsx")).fault
    assert (fault.code, fault.reason) == ("ZPB907", "读取超过 0.2 秒，没有继续。")


@can_time
def test_what_is_done_in_time_is_not_disturbed() -> None:
    before = signal.getsignal(signal.SIGALRM)
    with time_limit(60):
        assert signal.getitimer(signal.ITIMER_REAL)[0] > 0
    assert signal.getitimer(signal.ITIMER_REAL)[0] == 0
    assert signal.getsignal(signal.SIGALRM) == before


def test_other_threads_are_left_alone() -> None:
    done = []

    def work() -> None:
        with time_limit(0.05):
            time.sleep(0.2)
            done.append(True)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert done == [True]


def test_memory_is_bounded_beyond_what_there_is() -> None:
    pytest.importorskip("resource", reason="系统不能限制内存")
    script = """
from zipingbiao.limits import limit_memory
limit_memory(300 << 20)
bytes(100 << 20)
try:
    bytes(400 << 20)
except MemoryError:
    print("bounded")
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, env=ENVIRONMENT)
    assert done.stdout == b"bounded\n", done.stderr


@pytest.mark.skipif(os.name != "posix", reason="这个系统不告诉父进程是否还在")
def test_a_process_ends_with_the_one_that_started_it() -> None:
    child = "from zipingbiao.limits import end_with_parent; end_with_parent(); import time; "
    child += "print('on', flush=True); time.sleep(120)"
    parent = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {child!r}]).wait()"
    process = subprocess.Popen(
        [sys.executable, "-c", parent], stdout=subprocess.PIPE, env=ENVIRONMENT
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"on\n"
    process.kill()
    begun = time.monotonic()
    assert process.stdout.read() == b""  # the child held its other end
    assert time.monotonic() - begun < 60
    process.wait()
