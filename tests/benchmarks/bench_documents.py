"""Reading forms in Word documents and web pages, beside the same forms as ``.xlsx``.

Times are of the processor, that of the reading process included; the three take turns.
"""

from __future__ import annotations

import os
import statistics
import tempfile
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import pytest

from benchmarks.bench_read import make_forms, ours
from documents import whole_docx, whole_page
from zipingbiao.ooxml.foreign import apart
from zipingbiao.ooxml.opening import open_workbook

FORMS, ROUNDS = 200, 5
#: What reading a document may take of the time of the same form as .xlsx.
HOLD = 2.0
LIMITS = {"docx": HOLD, "html": HOLD}


def make_documents(paths: Sequence[Path], folder: Path, ending: str) -> None:
    """Each form as a document."""
    folder.mkdir()
    make = whole_docx if ending == "docx" else whole_page
    for path in paths:
        sheets = open_workbook(path, path.name).sheets
        (folder / f"{path.stem}.{ending}").write_bytes(make(sheets))


def seconds(work: Callable[[], object]) -> float:
    """The processor's time for some work, here and in the reading process."""
    apart.close()
    before = os.times()
    work()
    apart.close()
    after = os.times()
    return sum(after[:4]) - sum(before[:4])


def main(forms: int = FORMS) -> dict[str, float]:
    """What each kind of document takes of the time of workbooks."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        paths = make_forms(folder / "xlsx", forms, lambda number: 38 + number % 7)
        for ending in LIMITS:
            make_documents(paths, folder / ending, ending)
        times: dict[str, list[float]] = {ending: [] for ending in ("xlsx", *LIMITS)}
        for _ in range(ROUNDS):
            for ending, taken in times.items():
                taken.append(seconds(partial(ours, folder / ending)))
    workbooks = statistics.median(times["xlsx"])
    return {ending: statistics.median(times[ending]) / workbooks for ending in LIMITS}


@pytest.mark.benchmark
def test_reading_documents() -> None:
    found = main()
    print()
    for name, ratio in found.items():
        print(f"{name} / xlsx: {ratio:.3f}")
    assert max(found.values()) <= HOLD
