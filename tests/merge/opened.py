"""Written summaries as openpyxl opens them: each once, as that takes longer than any test."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import openpyxl


def opened(path: Path, values: bool = True) -> openpyxl.Workbook:
    """A workbook, with the values of its formulas or with the formulas; nobody changes it."""
    seen = path.stat()
    return _opened(path, (seen.st_mtime_ns, seen.st_size), values)


@lru_cache(maxsize=8)
def _opened(path: Path, state: tuple[int, int], values: bool) -> openpyxl.Workbook:
    return openpyxl.load_workbook(path, data_only=values)
