"""Funds whose sources stand side by side, with the names of the amounts down the side.

合计 | 中央 | 县级 | 得分
预算数 | 200 | 150 | 50 |
执行数 | 196 | 150 | 46 | 9.8
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from zipingbiao.domain.totals import adds_up, names_source
from zipingbiao.template.reading.loose_funds import spot_of
from zipingbiao.template.reading.planned import RowPlan
from zipingbiao.template.reading.regions import Region
from zipingbiao.template.reading.vocabulary import AMOUNTS, Words
from zipingbiao.values.numbers import reads_as_number
from zipingbiao.values.text import is_blank_mark

#: So many sources side by side, and so many amounts below each other, are a block.
_FEWEST = 2
#: Behind the sources these may stand, for all of them.
_POINTS = frozenset({"weight", "score"})


class _Line(NamedTuple):
    """The amounts of one kind: the label, its field, the amount of each source; points."""

    label: Region
    name: str
    amounts: tuple[Region | None, ...]
    points: tuple[Region | None, ...]


class TurnedFunds(NamedTuple):
    """The funds of one block; ``labels`` and ``taken`` are its cells that are no value, and all."""

    plans: list[RowPlan]
    labels: list[Region]
    taken: frozenset[str]


def turned_funds(words: Words, loose: Sequence[Region]) -> TurnedFunds | None:
    """The first block of funds among regions that are in no table; None where there is none."""
    rows: dict[int, list[Region]] = {}
    for region in loose:
        rows.setdefault(region.area.top, []).append(region)
    for number, row in rows.items():
        heads = _heads(words, row, rows.get(number + 1, ()))
        points = [one for one in heads if words.amount(one.text) in _POINTS]
        sources = heads[: len(heads) - len(points)]
        if len(sources) < _FEWEST or points != heads[len(sources) :]:
            continue
        lines = list(_lines(words, rows, number, sources, points))
        if len(lines) >= _FEWEST and not AMOUNTS.isdisjoint(line.name for line in lines):
            return _block(words, sources, points, lines)
    return None


def _heads(words: Words, row: Sequence[Region], below: Sequence[Region]) -> list[Region]:
    """The names of sources with which a row ends, right of the labels that stand below it.

    One at least is known to be such a name; points may stand behind them.
    """
    sides = {region.area.left for region in below if words.amount(region.text)}
    edge = max((r.area.right for r in row if r.area.left in sides), default=0)
    found = [region for region in row if region.area.left > edge]
    touching = all(one.area.right + 1 == other.area.left for one, other in pairwise(found))
    known = any(_is_source(words, region.text) for region in found)
    strange = any(reads_as_number(region.text) for region in found)
    return found if touching and known and not strange else []


def _is_source(words: Words, text: str) -> bool:
    return adds_up(text) or names_source(text) or words.key_item(text) == "fund"


def _lines(
    words: Words,
    rows: Mapping[int, Sequence[Region]],
    number: int,
    sources: Sequence[Region],
    points: Sequence[Region],
) -> Iterator[_Line]:
    """The rows of amounts right below the sources, each of another field."""
    places = [region.area.left for region in (*sources, *points)]
    names: set[str] = set()
    while row := rows.get(number := number + 1):
        before = [region for region in row if region.area.left < places[0]]
        label = before[-1] if before else None
        name = words.amount(label.text) if label else None
        amounts = {region.area.left: region for region in row if region.area.left >= places[0]}
        values = [r.text for r in amounts.values() if not is_blank_mark(r.text)]
        if label is None or name is None or name in names or not amounts.keys() <= set(places):
            return
        figures = sum(map(reads_as_number, values))
        if label.area.right + 1 != places[0] or 2 * figures < len(values):
            return
        names.add(name)
        own = [amounts.get(left) for left in places]
        yield _Line(label, name, tuple(own[: len(sources)]), tuple(own[len(sources) :]))


def _block(
    words: Words, sources: Sequence[Region], points: Sequence[Region], lines: Sequence[_Line]
) -> TurnedFunds:
    """The funds of a block, a row for each source; the first has the points of all."""
    plans = []
    for index, source in enumerate(sources):
        spots = [
            spot_of(f"fund.{line.name}", amount.address)._replace(percent="%" in line.label.text)
            for line in lines
            if (amount := line.amounts[index]) is not None
        ]
        for place, head in enumerate(points if not index else ()):
            own = next((one for line in lines if (one := line.points[place]) is not None), None)
            if own is not None:
                spots.append(spot_of(f"fund.{words.amount(head.text)}", own.address))
        plans.append(RowPlan(source.area.top, tuple(spots), source.address, "source"))
    labels = [line.label for line in lines]
    values = (one for line in lines for one in (*line.amounts, *line.points) if one)
    cells = [*sources, *points, *labels, *values]
    return TurnedFunds(plans, [*labels, *points], frozenset(region.address for region in cells))
