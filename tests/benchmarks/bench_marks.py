"""填报检查 in a running LibreOffice on a form with some fifty findings: at once, and one by one.

Each question to LibreOffice is a message to another process. Marking cell by cell took 2 to 5
seconds where marking all at once takes less than one.
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
import xlwings as xw

from benchmarks.bench_check import one_form
from excel.office.program import missing, running_app
from zipingbiao.excel.declaration import BY_ID
from zipingbiao.excel.marker import CellMarker, Marker
from zipingbiao.excel.office.host import OfficeHost
from zipingbiao.excel.office.marking import OfficeMarker
from zipingbiao.excel.session import perform
from zipingbiao.layouts import get_layout
from zipingbiao.places import USER_VARIABLE
from zipingbiao.report.checking import Request, check_paths

ROUNDS = 3
#: What part of the time of marking cell by cell the button may take, and taking all off again.
LIMITS = {"press": 0.65, "clear": 0.6}


def make_form(path: Path) -> None:
    """A form all of whose indicators have more points than they may have."""
    form = one_form(5)
    wrong = replace(form, indicators=tuple(replace(one, score=3.0) for one in form.indicators))
    path.write_bytes(get_layout("national-project").write([wrong], given=True).data)


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _round(book: xw.Book, marker: Marker) -> tuple[float, float]:
    """The seconds of 填报检查 and of 清除标记."""
    OfficeHost.marker = marker
    try:
        return _pressed(book, "check"), _pressed(book, "clear")
    finally:
        OfficeHost.marker = OfficeMarker()


def _pressed(book: xw.Book, command: str) -> float:
    return _seconds(lambda: perform(BY_ID[command], book.app, book))


def main() -> dict[str, float]:
    """The ratios; seconds of the button, for orientation."""
    if reason := missing():
        pytest.skip(reason)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ[USER_VARIABLE] = str(folder / "own")
        path = folder / "自评表.xlsx"
        make_form(path)
        request = Request([path], jobs=1)
        assert len(check_paths(request).findings) >= 46
        with running_app(folder) as app:
            app.engine.activate()
            book = app.books.open(str(path))
            _round(book, CellMarker())  # what is only loaded once
            rounds = [
                (*_round(book, CellMarker()), *_round(book, OfficeMarker())) for _ in range(ROUNDS)
            ]
    each, off, together, all_off = (statistics.median(one) for one in zip(*rounds, strict=True))
    return {"press": together / each, "clear": all_off / off, "s press": together}


@pytest.mark.benchmark
def test_the_button_waits_for_few_messages() -> None:
    found = main()
    print()
    print("填报检查:", ", ".join(f"{name} {figure:.2f}" for name, figure in found.items()))
    assert all(found[name] <= limit for name, limit in LIMITS.items())


if __name__ == "__main__":
    print(main())
