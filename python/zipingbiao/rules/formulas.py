"""Formulas over cells of a form."""

from __future__ import annotations

import re
from collections.abc import Sequence

_ADDRESS = re.compile(r"([A-Z]+)(\d+)")


def sum_formula(cells: Sequence[str | None]) -> str | None:
    """``SUM(H12:H21,K6)`` over those cells that are known; None where there are none."""
    known = [address for address in cells if address]
    if not known:
        return None
    runs: list[list[str]] = []
    for address in known:
        if runs and _follows(runs[-1][-1], address):
            runs[-1].append(address)
        else:
            runs.append([address])
    ranges = (run[0] if len(run) == 1 else f"{run[0]}:{run[-1]}" for run in runs)
    return f"SUM({','.join(ranges)})"


def _follows(above: str, below: str) -> bool:
    """Whether a cell stands right under another."""
    one, other = _ADDRESS.fullmatch(above), _ADDRESS.fullmatch(below)
    if one is None or other is None:
        return False
    return one[1] == other[1] and int(other[2]) == int(one[2]) + 1
