"""A budget, what was added to it and taken from it, and what it is after that."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import NamedTuple

from zipingbiao.domain.figures import added
from zipingbiao.domain.roundings import Printed, may_be_one
from zipingbiao.prose.statements import AMOUNT, BUDGET, CHANGE, Statement, Told
from zipingbiao.prose.sums import is_listed

_MOVED = re.compile("(?P<up>追加|调增|增加|新增|净增)|(?P<down>调减|核减|压减|减少|收回|净减)")
_AFTER = re.compile("调整后|全年预算|最终预算|调整预算")
_FIRST = re.compile("年初|当年|原|批复|部门预算")
#: What a budget is moved from: 预算由年初的 200 万元调增….
_FROM = re.compile("预算[^，。；]{0,4}(?:由|从)[^，。；]{0,6}$")
#: More than so many moves are not tried in all their combinations.
_MOST = 6


class Adjustment(NamedTuple):
    """The budget at first, its moves, and the budget after them."""

    first: Statement
    moves: tuple[Statement, ...]
    last: Statement


def adjustments_in(told: Told) -> Iterator[Adjustment]:
    """The adjusted budgets of a paragraph that no choice of the moves before them gives."""
    for index, last in enumerate(told.statements):
        if last.role in (AMOUNT, BUDGET) and _AFTER.search(last.clause) and not last.group:
            found = _before(told, index)
            if found is not None and not _explained(*found, last):
                yield Adjustment(*found, last)


def moved(one: Statement) -> float:
    """A move with its sign."""
    match = _MOVED.search(one.clause)
    up = match is not None and match["up"]
    if one.role == CHANGE:
        return one.sign * abs(one.figure.printed.value)
    return one.figure.printed.value if up else -one.figure.printed.value


def _before(told: Told, index: int) -> tuple[Statement, tuple[Statement, ...]] | None:
    """The budget before an adjusted one and the moves between; None where it is not all told."""
    moves: list[Statement] = []
    for one in reversed(told.statements[:index]):
        if one.group or told.statements[index].sentence - one.sentence > 1:
            return None
        if one.role == AMOUNT and not _MOVED.search(one.clause) and is_listed(told, one):
            continue
        if one.role == CHANGE or (one.role == AMOUNT and _MOVED.search(one.clause)):
            moves.insert(0, one)
        elif (
            (one.role == BUDGET or _FROM.search(one.clause)) and _FIRST.search(one.clause) and moves
        ):
            return one, tuple(moves)
        else:
            return None
    return None


def _explained(first: Statement, moves: Sequence[Statement], last: Statement) -> bool:
    if len(moves) > _MOST:
        return True
    told = (first, *moves)
    step = added(one.figure.printed.step for one in told)
    return any(
        may_be_one(
            last.figure.printed,
            Printed(added([first.figure.printed.value, *map(moved, some)]), step),
        )
        for size in range(1, len(moves) + 1)
        for some in combinations(moves, size)
    )
