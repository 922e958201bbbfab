"""Amounts in a row, each with its share of a whole that stands farther before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from zipingbiao.domain.figures import added
from zipingbiao.domain.roundings import Printed, exceeds, may_add_up, may_be_share
from zipingbiao.prose.listing import Listing
from zipingbiao.prose.statements import AMOUNT, BUDGET, SHARE, Statement, Told

_ALL = 100
#: Of so few shares nobody knows which is the odd one.
_FEW = 2
_Row = list[tuple[Statement, Statement]]


def of_shares(number: int, told: Told) -> Iterator[Listing]:
    """The rows of a paragraph with the amount before them that they make up, or should.

    That is the one that they add up to; else, where the shares make up 100 %, the one that all of
    them are right of, or all but one of that right before them in their sentence.
    """
    for row in _rows(told):
        parts, shares = zip(*row, strict=True)
        before = [
            one
            for one in told.statements
            if one.role in (AMOUNT, BUDGET)
            and not one.group
            and one.figure.start < parts[0].figure.start
        ]
        whole = next((one for one in reversed(before) if _is_sum(parts, one)), None)
        if whole is None and _make_all(shares):
            whole = next((one for one in reversed(before) if _fits(row, one)), None)
            near = (one for one in reversed(before) if _is_near(row, one, before[-1]))
            whole = whole or next((one for one in near if _is_all_but_one(row, one)), None)
        if whole is not None:
            yield Listing(whole, number, parts, (number,) * len(parts), True)


def odd_share(told: Told) -> Iterator[tuple[Sequence[Statement], Statement, Statement]]:
    """A row without a whole, and the one part whose share is not of the sum as all others are.

    Where the shares make up 100 % it may be the amount that is wrong: then none needs be right.
    """
    for row in _rows(told):
        parts = [part for part, _ in row]
        total = parts[0]._replace(figure=parts[0].figure._replace(printed=_sum(parts), written=""))
        shares = [share for _, share in row]
        odd = [pair for pair in row if not _fits([pair], total, adjusted=_make_all(shares))]
        sure = len(row) > _FEW or exceeds([one.figure.printed for one in shares], Printed(_ALL, 1))
        if odd and (_make_all(shares) or (len(odd) == 1 and sure)):
            yield parts, *odd[0]


def _sum(parts: Sequence[Statement]) -> Printed:
    steps = (one.figure.printed.step for one in parts)
    return Printed(added(one.figure.printed.value for one in parts), added(steps))


def _rows(told: Told) -> Iterator[_Row]:
    row: _Row = []
    for one, share in pairwise(told.statements):
        if one.role == AMOUNT and share.role == SHARE and not one.group:
            if row and (row[-1][0].sentence, row[-1][1].of) != (one.sentence, share.of):
                yield from _long(row)
                row = []
            row.append((one, share))
        elif one.role == AMOUNT and not one.group:
            yield from _long(row)
            row = []
    yield from _long(row)


def _long(row: _Row) -> Iterator[_Row]:
    if len(row) > 1:
        yield row


def _is_sum(parts: Sequence[Statement], whole: Statement) -> bool:
    """Whether parts, rounded as they are, are the whole."""
    return may_add_up([one.figure.printed for one in parts], whole.figure.printed)


def _make_all(shares: Sequence[Statement]) -> bool:
    rates = [one.figure.printed for one in shares]
    return may_add_up([Printed(one.value, one.step * 2) for one in rates], Printed(_ALL, 0))


def _is_all_but_one(row: _Row, whole: Statement) -> bool:
    """Whether an amount is what all parts but one have their shares of."""
    return sum(_fits([pair], whole) for pair in row) == len(row) - 1


def _is_near(row: _Row, whole: Statement, last: Statement) -> bool:
    """Whether an amount is right before a row, in its sentence; farther off where it is long."""
    apart = row[0][0].sentence - whole.sentence
    return apart < _FEW if len(row) > _FEW else whole is last and not apart


def _fits(row: _Row, whole: Statement, *, adjusted: bool = False) -> bool:
    return all(
        may_be_share(
            share.figure.printed, part.figure.printed, whole.figure.printed, adjusted=adjusted
        )
        for part, share in row
    )
