"""A form of 60 rows looked at in the page: the call to the service, beside the same in one process.

The whole call is measured, as a browser makes it: over the loopback, a connection each, the
form checked and drawn, the answer read to its end. A server that waits for acknowledgements
before it sends on (Nagle) takes some 45 ms more, whatever is asked.
"""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.bench_check import one_form
from serving.client import started
from zipingbiao.layouts import get_layout
from zipingbiao.places import USER_VARIABLE
from zipingbiao.serving.looking import look
from zipingbiao.serving.service import Service

ROUNDS = 9
ROWS = 60
#: The call may take 1.5 times as long as the same in one process, and 30 ms.
LIMITS = {"look": 1.5, "state": 1.0}
_ALLOWANCE = 0.03


def make_form(path: Path) -> None:
    """A form of so many rows, each with a finding."""
    form = one_form(5)
    many = [form.indicators[row % len(form.indicators)] for row in range(ROWS)]
    wrong = [replace(one, level3=f"指标{row}", score=3.0) for row, one in enumerate(many, 1)]
    made = replace(form, indicators=tuple(wrong))
    path.write_bytes(get_layout("national-project").write([made], given=True).data)


def _seconds(work: Callable[[], object]) -> float:
    """The median of some rounds, after one that loads what is only loaded once."""
    times = []
    work()
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def main() -> dict[str, float]:
    """The ratios; milliseconds, for orientation."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ[USER_VARIABLE] = str(folder / "own")
        path = folder / "自评表.xlsx"
        make_form(path)
        alone = _seconds(lambda: look(str(path), path.name))
        with started(Service(idle=None)) as caller:
            key = caller.drop(path.name, path.read_bytes())
            page = _seconds(lambda: caller.ask("GET", f"api/files/{key}/look"))
            bare = _seconds(lambda: caller.ask("GET", "api/state"))
    return {
        "look": max(page - _ALLOWANCE, 0) / alone,
        "state": bare / _ALLOWANCE,
        "look-ms": page * 1000,
        "alone-ms": alone * 1000,
    }


@pytest.mark.benchmark
def test_the_page_answers_as_fast_as_the_program() -> None:
    found = main()
    print()
    print("页面:", ", ".join(f"{name} {figure:.2f}" for name, figure in found.items()))
    assert all(found[name] <= limit for name, limit in LIMITS.items())


if __name__ == "__main__":
    print(main())
