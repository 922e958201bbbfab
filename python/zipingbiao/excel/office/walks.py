"""Ctrl and an arrow key: the edge of the filled cells that one lands on."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from zipingbiao.excel.office.addresses import Box
from zipingbiao.ooxml.address import MAX_COLUMN, MAX_ROW

_STEPS = {"down": (1, 0), "up": (-1, 0), "right": (0, 1), "left": (0, -1)}


def edge(
    filled: Callable[[Box], Sequence[bool]], start: Box, direction: str, used: Box
) -> tuple[int, int]:
    """Row and column of the cell that the arrow leads to.

    ``filled`` tells for the cells of a row or column which of them hold something; ``used`` is
    the part of the sheet outside of which nothing stands.
    """
    down, across = _STEPS[direction]
    row, column = start.row, start.column
    if across:
        last = MAX_COLUMN if across > 0 else 1
        far = max(column, used.column + used.width - 1) if across > 0 else 1
        line = filled(Box(row, min(column, far), 1, abs(far - column) + 1))
        return row, column + across * _steps(line[::across], abs(last - column))
    last = MAX_ROW if down > 0 else 1
    far = max(row, used.row + used.height - 1) if down > 0 else 1
    line = filled(Box(min(row, far), column, abs(far - row) + 1, 1))
    return row + down * _steps(line[::down], abs(last - row)), column


def _steps(line: Sequence[bool], room: int) -> int:
    """How far the arrow leads; ``line`` begins with the cell one stands on.

    From a filled cell with a filled neighbour to the last of that run, otherwise to the next
    filled cell; to the end of the sheet (``room``) where there is none.
    """
    if len(line) > 1 and line[0] and line[1]:
        return line.index(False, 1) - 1 if False in line else len(line) - 1
    return next((place for place in range(1, len(line)) if line[place]), room)
