"""A merge that was killed leaves nothing behind; the next one is as if nothing had happened."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from mistaken import workbook, wrong_form

ROOT = Path(__file__).resolve().parent.parent.parent
#: ``make kills`` asks for 50.
KILLS = int(os.environ.get("ZPB_KILLS", "6"))
FORMS = 60
#: Seconds after which no process is left, on a machine that has much else to do.
PATIENCE = 60.0

pytestmark = [
    pytest.mark.alone,
    pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="这个系统不能强行结束进程"),
]


def merging(folder: Path, out: Path, *more: str) -> subprocess.Popen[bytes]:
    """A merge with two processes, in a session of its own."""
    command = [sys.executable, "-m", "zipingbiao.cli", "merge", str(folder), "-o", str(out)]
    return subprocess.Popen(
        [*command, "--jobs", "2", *more],
        env={**os.environ, "PYTHONPATH": str(ROOT / "python")},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def members(session: int) -> list[int]:
    """The processes of a session that still run, where the system tells."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, _, own = entry.read_text().rpartition(")")[2].split()[:4]
        except OSError:
            continue
        if own == str(session) and state != "Z":
            found.append(int(entry.parent.name))
    return found


def gone(session: int) -> bool:
    """Whether all processes of a session have ended in time."""
    end = time.monotonic() + PATIENCE
    while members(session) and time.monotonic() < end:
        time.sleep(0.05)
    return not members(session)


@pytest.mark.parametrize("cached", [False, True], ids=["without a cache", "with a cache"])
def test_a_second_run_makes_what_an_undisturbed_one_makes(tmp_path: Path, *, cached: bool) -> None:
    folder, out, cache = tmp_path / "报送", tmp_path / "汇总.xlsx", tmp_path / "缓存"
    folder.mkdir()
    for number in range(FORMS):
        form = replace(wrong_form(f"项目{number}"), year=2000 + number)
        (folder / f"{number}.xlsx").write_bytes(workbook(form))
    begun = time.monotonic()
    undisturbed = merging(folder, out)
    assert undisturbed.wait() == 0, undisturbed.communicate()
    seconds = time.monotonic() - begun
    expected = out.read_bytes()
    more = ("--cache", str(cache)) if cached else ()
    chance = random.Random(11)
    for _ in range(KILLS // 2):
        out.unlink(missing_ok=True)
        process = merging(folder, out, *more)
        time.sleep(chance.uniform(0.2, 1.0) * seconds)
        os.kill(process.pid, chance.choice([signal.SIGKILL, signal.SIGTERM]))
        told = process.communicate()[1]
        assert b"Traceback" not in told
        assert "缓存".encode() not in told
        assert gone(process.pid)
        assert not out.exists() or out.read_bytes() == expected
    again = merging(folder, out, *more)
    assert again.wait() == 0, again.communicate()
    assert out.read_bytes() == expected
    left = {"报送", "汇总.xlsx", "缓存"} if cached else {"报送", "汇总.xlsx"}
    assert {path.name for path in tmp_path.iterdir()} == left
    assert not cached or [path.name for path in cache.iterdir()] == ["自评表缓存.db"]
