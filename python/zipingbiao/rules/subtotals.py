"""Which rows of amounts add up to which: the total of the funds, the subtotals of tables.

By the names first. Rows of the funds may be nested (财政拨款, 其中：中央补助 …; 中央, 省级,
小计), which their names don't tell: then those rows make up the total that do so in most columns.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import combinations, takewhile
from typing import NamedTuple

from zipingbiao.domain.comparisons import SUM_TOLERANCE, within
from zipingbiao.domain.figures import added
from zipingbiao.domain.totals import adds_up, fund_listings, is_grand_total
from zipingbiao.rules.rows import Line
from zipingbiao.rules.view import FormView
from zipingbiao.values.text import fold

#: The amounts of a row, as `Line` calls them.
AMOUNTS = ("initial", "budget", "received", "executed")
#: Sums may be off by so much where each amount was rounded.
ROUNDING = SUM_TOLERANCE
#: Of so few rows below a total some are parts of another only if all sums hold; of more than
#: the most nobody can tell.
_PLAIN, _MOST = 3, 10
#: Tables whose rows may be parts of others: 基本支出, 其中：人员经费 …
_NESTED = frozenset(("tables.revenue", "tables.expenditure"))
#: A sum of one row is no sum.
_TWO = 2
#: What is said of a row that is part of the one above it.
_AMONG = "其中"
_SPAN = re.compile(r"第?1至\d+项")
_CHAPTERS = re.compile(r"一\+二")
_CHAPTER = re.compile(r"^[一二三四五六七八九十]+[.,]")
_POINT = re.compile(r"^\d+[.,]")


class Addition(NamedTuple):
    """A row and those that it sums up, as far as they have any amount.

    ``rows``: all of them, the blank ones too, where it sums up a whole listing.
    """

    total: Line
    parts: tuple[Line, ...]
    rows: tuple[Line, ...] = ()


def additions(form: FormView) -> tuple[Addition, ...]:
    """All sums among the rows of amounts of a form."""
    return form.once(_all)


def _all(form: FormView) -> tuple[Addition, ...]:
    found: list[Addition] = []
    for index, rows in fund_listings(form.form.funds):
        total, listed = form.funds[index], tuple(form.funds[row] for row in rows)
        parts = () if _is_one_of(form, total, listed) else _members(form, total, _filled(listed))
        if parts:
            whole = listed if parts == _filled(listed) else ()
            found.append(Addition(total, parts, whole))
            found += _subtotals(listed, parts)
            found += _nested(form, listed, parts)
    if len(form.lines) > len(form.funds):
        for name, lines in form.tables.items():
            for line, members in _named(lines):
                filled = _filled(members)
                nested = name in _NESTED and _kind(line.name) == "grand"
                parts = (_members(form, line, filled) if nested else ()) or filled
                found += [Addition(line, parts)] if parts else []
                found += _nested(form, members, parts) if len(parts) < len(filled) else []
            found += _below_the_first(form, lines)
    return tuple(found)


def _below_the_first(form: FormView, lines: Sequence[Line]) -> Iterator[Addition]:
    """A table whose first row is the total of all below: 支出合计, 1.基本支出, 其中：人员经费 …"""
    if lines and _kind(lines[0].name) == "grand":
        listed = tuple(lines[1:])
        parts = _members(form, lines[0], _filled(listed))
        if _columns_held(lines[0], parts):
            yield Addition(lines[0], parts)
            yield from _nested(form, listed, parts)


def _nested(form: FormView, listed: Sequence[Line], parts: Sequence[Line]) -> Iterator[Addition]:
    """The parts of a total that have two or more rows of their own, which make one up somewhere."""
    for above in parts:
        behind = listed[listed.index(above) + 1 :]
        below = _filled(takewhile(lambda one: one not in parts and not adds_up(one.name), behind))
        if len(below) >= _TWO and _is_above(form, above, below) and _columns_held(above, below):
            yield Addition(above, below)


def _subtotals(listed: Sequence[Line], parts: Sequence[Line]) -> Iterator[Addition]:
    """中央 50, 省级 30, 小计 85: a row named as a sum that the total passes over, with the rows
    right before it, or where there are none right after it.
    """
    for at, row in enumerate(listed):
        if row in parts or not adds_up(row.name) or not _filled((row,)):
            continue
        sides = (listed[at - 1 :: -1] if at else (), listed[at + 1 :])
        for side in sides:
            run = _filled(takewhile(lambda one: not adds_up(one.name), side))
            if len(run) >= _TWO and all(one in parts for one in run):
                yield Addition(row, tuple(sorted(run, key=listed.index)))
                break


def swapped(one: Addition) -> bool:
    """Whether a total's budget and what was executed stand in each other's place."""
    budget, executed = one.total.budget, one.total.executed
    if budget is None or executed is None or within(budget, executed, ROUNDING):
        return False
    sums = [
        added(value for part in one.parts if (value := getattr(part, column)) is not None)
        for column in ("executed", "budget")
    ]
    return within(sums[0], budget, ROUNDING) and within(sums[1], executed, ROUNDING)


def _filled(lines: Iterable[Line]) -> tuple[Line, ...]:
    return tuple(line for line in lines if any(getattr(line, one) is not None for one in AMOUNTS))


def _is_one_of(form: FormView, total: Line, listed: Sequence[Line]) -> bool:
    """Whether only one row is listed, as one among others: 其中：财政拨款."""
    return len(listed) == 1 and _is_among(form, listed[0]) and _is_above(form, total, listed)


def _members(form: FormView, total: Line, rows: tuple[Line, ...]) -> tuple[Line, ...]:
    """The rows that make up a total; none where the amounts leave it open."""
    columns = sum(getattr(total, column) is not None for column in AMOUNTS)
    for some in (rows, without_sums(rows), tuple(row for row in rows if not adds_up(row.name))):
        if some and _columns_held(total, some) == columns:
            return some
    rows = without_sums(rows)
    best, most = rows, _columns_held(total, rows)
    if len(rows) > _MOST:
        return rows if most else ()
    few = len(rows) <= _PLAIN
    for size in range(len(rows) - 1, 0, -1):
        for some in combinations(rows, size):
            held = _columns_held(total, some)
            if few and (held < columns or size > len(rows) - _TWO):
                continue
            if held > most and _are_nested(form, some, rows, told=not few):
                best, most = some, held
    return best


def without_sums(rows: tuple[Line, ...]) -> tuple[Line, ...]:
    """The rows but those that add up some right before or after them: 中央, 省级, 小计."""
    return tuple(row for at, row in enumerate(rows) if not _is_sum_beside(rows, at))


def _is_sum_beside(rows: Sequence[Line], at: int) -> bool:
    """Whether a row is named as a sum, and is one of two or more rows on one side of it."""
    if not adds_up(rows[at].name):
        return False
    columns = sum(getattr(rows[at], column) is not None for column in AMOUNTS)
    for side in (rows[at + 1 :], rows[at - 1 :: -1] if at else ()):
        run = list(takewhile(lambda row: not adds_up(row.name), side))[:_MOST]
        for size in range(_TWO, len(run) + 1):
            if columns and _columns_held(rows[at], run[:size]) == columns:
                return True
    return False


def _are_nested(form: FormView, tops: Sequence[Line], rows: Sequence[Line], *, told: bool) -> bool:
    """Whether all other rows are parts of the one of ``tops`` that they stand below.

    ``told``: it is enough that the first of them is said to be among it.
    """
    above: Line | None = None
    below: list[Line] = []
    for row in (*rows, None):
        if row is not None and row not in tops:
            below.append(row)
            continue
        if below and not (above is not None and _is_above(form, above, below, told=told)):
            return False
        above, below = row, []
    return True


def _is_among(form: FormView, row: Line) -> bool:
    field = "source" if row.table == "funds" else "name"
    return _AMONG in form.form.printed.get(f"{row.path}.{field}", row.name)


def _is_above(form: FormView, above: Line, below: Sequence[Line], *, told: bool = True) -> bool:
    """Whether rows are parts of another: its sum or said to be among it.

    They are never more, but by mistake: where several are said to be, and are its sum elsewhere.
    """
    among = told and _is_among(form, below[0])
    equal = over = False
    for column in AMOUNTS:
        parts = added(getattr(row, column) or 0 for row in below)
        whole = getattr(above, column) or 0
        over = over or (parts > whole and not within(parts, whole, ROUNDING))
        equal = equal or (parts > 0 and within(parts, whole, ROUNDING))
    if over:
        return among and equal and len(below) >= _TWO
    return among or equal


def _columns_held(total: Line, rows: Sequence[Line]) -> int:
    """In how many columns some rows make up the total."""
    held = 0
    for column in AMOUNTS:
        whole = getattr(total, column)
        amounts = [value for row in rows if (value := getattr(row, column)) is not None]
        held += bool(whole) and bool(amounts) and within(added(amounts), whole, ROUNDING)
    return held


def _named(lines: Sequence[Line]) -> Iterator[tuple[Line, Sequence[Line]]]:
    """Each row whose name says which others it sums up, with those."""
    for index, line in enumerate(lines):
        kind = _kind(line.name)
        if kind == "grand":
            yield line, [one for one in lines[:index] if not one.total]
        elif kind == "span":
            yield line, list(_points(lines[index + 1 :]))
        elif kind == "chapters":
            yield line, [one for one in lines[index + 1 :] if _CHAPTER.match(fold(one.name))]


@lru_cache(maxsize=4096)
def _kind(name: str) -> str:
    folded = fold(name)
    if _SPAN.search(folded):
        return "span"
    if _CHAPTERS.search(folded):
        return "chapters"
    return "grand" if is_grand_total(name) else ""


def _points(lines: Sequence[Line]) -> Iterator[Line]:
    """The numbered rows right below a subtotal."""
    for line in lines:
        if not _POINT.match(fold(line.name)):
            return
        yield line
