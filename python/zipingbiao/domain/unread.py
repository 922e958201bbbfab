"""Points that stand in a form and that nobody could read: no sum without them is judged."""

from __future__ import annotations

import re
from typing import Final

from zipingbiao.model import SelfEvaluation

#: A number in no column that is known; a column that no field is for, with what heads it.
_NUMBER = "ZPB931"
_COLUMN = "ZPB930"
_HEADS: Final = {"score": "栏目「得分」", "weight": "栏目「分值」"}
_CELL: Final = re.compile("([A-Z]+)([0-9]+)")
#: What such a fault says: which number, from which cell on.
_SAID: Final = re.compile(r"数「(?P<number>[0-9.,]+)」")
_FROM: Final = re.compile("（(?P<cell>[A-Z]+[0-9]+) 起）")
#: No more than this are points.
_MOST: Final = 100


def has_unread(form: SelfEvaluation, name: str) -> bool:
    """Whether a form holds points that were not read; ``name`` is ``score`` or ``weight``.

    That is a text in place of points, a number in the same column as others that was left
    unread, or a column of points above the indicators: 金额合计 with 分值 and 得分 of its own.
    What is taken for absent then may well be there.
    """
    rows = (*form.funds, *form.indicators)
    if any(isinstance(getattr(one, name), str) for one in rows):
        return True
    left = {
        _place(one.place.cell)[0]
        for one in form.faults
        if one.code == _NUMBER and _may_be_points(one.reason)
    }
    above = [
        _place(begun["cell"])[1]
        for one in form.faults
        if one.code == _COLUMN and one.reason.startswith(_HEADS[name])
        if (begun := _FROM.search(one.reason)) is not None
    ]
    if not left and not above:
        return False
    places = form.places or form.cells
    spots = {path: _place(at) for path, at in places.items() if path.endswith(f".{name}")}
    first = min(
        (row for path, (_, row) in spots.items() if path.startswith("indicators")), default=0
    )
    return any(row < first for row in above) or any(column in left for column, _ in spots.values())


def _may_be_points(reason: str) -> bool:
    """Whether a number that was not read is small enough: 665000 is none of the points."""
    said = _SAID.search(reason)
    return said is None or float(said["number"].replace(",", "")) <= _MOST


def _place(cell: str | None) -> tuple[str, int]:
    """Column and row."""
    match = _CELL.match(cell or "")
    return (match[1], int(match[2])) if match else ("", 0)
