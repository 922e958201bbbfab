"""Importing the worksheet functions beside an empty Python: Excel waits for it at each start."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROUNDS = 15
#: Milliseconds that the import may add.
HOLD = 60
PYTHON = Path(__file__).resolve().parents[2] / "python"


def seconds(code: str) -> float:
    """How long a fresh Python takes for some code."""
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True, cwd=PYTHON)
    return time.perf_counter() - start


def main() -> dict[str, float]:
    """The milliseconds that the import adds, as a share of those it may."""
    pairs = [(seconds("import zipingbiao.functions"), seconds("pass")) for _ in range(ROUNDS)]
    added = statistics.median(full for full, _ in pairs) - statistics.median(
        empty for _, empty in pairs
    )
    return {"import functions": added * 1000 / HOLD}


@pytest.mark.benchmark
def test_importing_the_functions() -> None:
    ratios = main()
    print(ratios)
    assert ratios["import functions"] <= 1
