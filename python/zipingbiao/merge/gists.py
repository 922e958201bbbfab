"""What is kept of each form while thousands are merged: what is added up across them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from math import fsum
from typing import NamedTuple

from zipingbiao.domain.figures import is_number
from zipingbiao.merge.amounts import NO_UNIT, TOTAL, AmountLine
from zipingbiao.merge.records import FormRow
from zipingbiao.model import Figure


class UnitGist(NamedTuple):
    """A form as the sums by unit see it: its 总额 in 万元, its score, how many rows it has."""

    unit: str
    category: str
    budget: float | None
    executed: float | None
    score: float | None
    indicators: int
    faults: int


class AmountGist(NamedTuple):
    """A form's amounts of one 行类, added up as they were read, in the form's money unit.

    ``amounts`` in the order of `zipingbiao.merge.amounts.AMOUNTS`; None where no row has one.
    """

    row_class: str
    money_unit: str
    rows: int
    amounts: tuple[float | None, ...]


class FormGist(NamedTuple):
    """What is kept of a form; ``warnings`` are to be told when all is done."""

    unit: UnitGist
    amounts: tuple[AmountGist, ...]
    warnings: tuple[str, ...] = ()


class FileGist(NamedTuple):
    """What is kept of a file: the gists of its forms, None for one that is never merged.

    ``link`` leads to the file; ``rows``: of each list, how many rows come of the file itself and
    of each of its forms.
    """

    link: str
    forms: tuple[FormGist | None, ...]
    rows: Mapping[str, tuple[int, ...]]


def unit_gist(row: FormRow) -> UnitGist:
    """A form's row on 汇总表, as the sums by unit see it."""
    counts = row.row_class == TOTAL
    return UnitGist(
        row.unit or NO_UNIT,
        row.category,
        _number(row.budget_wan) if counts else None,
        _number(row.executed_wan) if counts else None,
        _number(row.score),
        row.indicators,
        row.faults,
    )


def amount_gists(lines: Iterable[AmountLine], money_unit: str | None) -> Iterator[AmountGist]:
    """The rows of a form's amounts, by 行类."""
    by_class: dict[str, list[tuple[Figure, ...]]] = {}
    for line in lines:
        by_class.setdefault(line.row_class, []).append(line.amounts)
    for row_class, rows in by_class.items():
        sums = tuple(map(_sum, zip(*rows, strict=True)))
        yield AmountGist(row_class, money_unit or NO_UNIT, len(rows), sums)


def _sum(column: Iterable[Figure]) -> float | None:
    numbers = [number for figure in column if (number := _number(figure)) is not None]
    return fsum(numbers) if numbers else None


def _number(figure: Figure) -> float | None:
    return float(figure) if is_number(figure) else None
