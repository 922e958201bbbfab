"""On a cluster the same comes out as in one process, also where a machine is lost."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import pytest

from mistaken import workbook, wrong_form
from zipingbiao.errors import CallError
from zipingbiao.merge.summary import merge_paths
from zipingbiao.reading import cluster

pytestmark = pytest.mark.alone

pytest.importorskip("distributed")

ROOT = Path(__file__).resolve().parent.parent.parent
FORMS = 60


@contextmanager
def running(kind: str, file: Path, *more: str, folder: Path | None = None) -> Iterator[int]:
    """A scheduler or a machine; its process."""
    command = [sys.executable, "-m", f"distributed.cli.dask_{kind}", "--scheduler-file", str(file)]
    process = subprocess.Popen(
        [*command, "--no-dashboard", *more],
        env={**os.environ, "PYTHONPATH": str(ROOT / "python")},
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process.pid
    finally:
        process.kill()
        process.wait()


def _address_in(file: Path) -> str:
    """The address that a scheduler writes down, once it stands there whole."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        with suppress(OSError, ValueError):
            address: str = json.loads(file.read_text())["address"]
            return address
        time.sleep(0.1)
    raise AssertionError("the scheduler did not come up")


@contextmanager
def machines(folder: Path) -> Iterator[tuple[str, list[int]]]:
    """A scheduler and two machines: its address, their processes."""
    file = folder / "scheduler.json"
    plain = ("--no-nanny", "--nthreads", "1", "--local-directory", str(folder))
    with running("scheduler", file, "--host", "127.0.0.1", "--port", "0"):
        address = _address_in(file)
        with (
            running("worker", file, *plain, folder=folder) as one,
            running("worker", file, *plain, folder=folder) as other,
        ):
            yield address, [one, other]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "报送"
    folder.mkdir()
    for number in range(FORMS):
        form = replace(wrong_form(f"项目{number}"), year=2000 + number)
        (folder / f"{number}.xlsx").write_bytes(workbook(form))
    (folder / "坏.xlsx").write_bytes(b"PK")
    return folder


def test_a_cluster_makes_the_same_summary_also_when_a_machine_is_lost(folder: Path) -> None:
    plain, out = folder.parent / "甲.xlsx", folder.parent / "乙.xlsx"
    merge_paths([folder], plain, 1)
    (folder.parent / "机器").mkdir()
    with machines(folder.parent / "机器") as (address, processes):
        merge_paths([folder], out, cluster=address)
        assert out.read_bytes() == plain.read_bytes()

        def kill(done: int, total: int) -> None:
            if done == 5:
                os.kill(processes[0], signal.SIGKILL)

        out.unlink()
        merge_paths([folder], out, progress=kill, cluster=address)
        assert out.read_bytes() == plain.read_bytes()


def test_a_cluster_that_is_not_there_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "_PATIENCE", 1)
    with pytest.raises(CallError, match="Dask 集群连不上"):
        merge_paths([folder], folder.parent / "甲.xlsx", cluster="tcp://127.0.0.1:9")
