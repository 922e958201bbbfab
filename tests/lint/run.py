"""``make validate``: every kind of output before Microsoft's Open XML SDK validator, and the lint.

usage: run.py VALIDATOR

The validator is a program that is given a workbook and a version, and prints what it finds as
JSON. What the original of a copy has already is not the copy's fault. What we write is all of the
oldest version; copies carry what is of later ones. After ``LIMIT`` seconds the rest is passed over.
"""

from __future__ import annotations

import io
import json
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from multiprocessing.pool import ThreadPool
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from lint.outputs import Output, outputs
from lint.workbook import added, faults

OLDEST, NEWEST = "Office2010", "Microsoft365"
#: Seconds for all workbooks, and for one.
LIMIT, LIMIT_OF_ONE = 300, 60


def main(validator: str) -> int:
    """Hold all outputs against both judges; 1 where any fault was found."""
    silence = io.StringIO()
    with (
        tempfile.TemporaryDirectory() as folder,
        redirect_stdout(silence),
        redirect_stderr(silence),
    ):
        written = list(outputs(Path(folder)))
    end = time.monotonic() + LIMIT
    with ThreadPool() as pool:  # each waits for a process of its own
        told = pool.map(lambda one: _told(validator, one, end), written)
    count = 0
    for one, more in zip(written, told, strict=True):
        found = faults(one.data) if one.original is None else added(one.original, one.data)
        for fault in (*found, *(more or ())):
            print(f"{one.name}：{fault}")
            count += 1
    if late := told.count(None):
        print(f"校验器用了 {LIMIT} 秒，还有 {late} 份工作簿没有校验。")
    print(f"检验了 {len(written)} 份工作簿，{f'有 {count} 处毛病' if count else '没有毛病'}。")
    return 1 if count else 0


def _told(validator: str, output: Output, end: float) -> list[str] | None:
    """What the validator finds in an output more often than in its original; None if too late."""
    told: list[str] = []
    for version in (OLDEST,) if output.original is None else (OLDEST, NEWEST):
        if time.monotonic() > end:
            return None
        had = Counter(_errors(validator, output.name, output.original, version))
        found = Counter(_errors(validator, output.name, output.data, version))
        told += [f"{version}：{error}" for error in found - had]
    return told


def _errors(validator: str, name: str, data: bytes | None, version: str) -> Iterator[str]:
    if data is None:
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        done = subprocess.run(
            [validator, str(path), version], capture_output=True, text=True, timeout=LIMIT_OF_ONE
        )
    for error in json.loads(done.stdout)["errors"]:
        yield f"{error.get('id')} {error.get('description')}"


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1]))
