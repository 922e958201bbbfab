"""What the worksheet functions add to the import of xlwings: Excel waits for it at the first one.

And what one call of a function costs, so that a form with a hundred of them still feels live.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import timeit
from pathlib import Path

import pytest

pytest.importorskip("xlwings", reason="没有装 xlwings，跳过工作表函数的测速")

ROUNDS = 9
#: Milliseconds that the import may add to that of xlwings, and that a call may take.
ADDED, CALL = 60, 1
LIMITS = {"import worksheet": 1, "a call": 1}
PYTHON = Path(__file__).resolve().parents[2] / "python"
_CODE = """
import time, xlwings
start = time.perf_counter()
import zipingbiao.excel.worksheet
print(time.perf_counter() - start)
"""


def import_seconds() -> float:
    """How long the import takes in a fresh Python that has xlwings already."""
    command = [sys.executable, "-c", _CODE]
    return float(subprocess.run(command, check=True, cwd=PYTHON, capture_output=True).stdout)


def call_seconds() -> float:
    """How long a call takes: a score, whose argument is a target to be understood."""
    from zipingbiao.scoring.functions import ZPB_SCORE

    calls = [([[f"≥{target}"]], [[50]], [[5]]) for target in range(1000)]
    ZPB_SCORE(*calls[0])
    return timeit.timeit(lambda: [ZPB_SCORE(*call) for call in calls], number=1) / len(calls)


def main() -> dict[str, float]:
    """The milliseconds, as shares of those that may be taken."""
    added = statistics.median(import_seconds() for _ in range(ROUNDS))
    return {
        "import worksheet": added * 1000 / ADDED,
        "a call": call_seconds() * 1000 / CALL,
    }


@pytest.mark.benchmark
def test_the_functions_start_and_answer_at_once() -> None:
    ratios = main()
    print(ratios)
    assert max(ratios.values()) <= 1
