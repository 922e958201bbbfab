"""Read the lists of a form: funds, goals, indicators, tables; which rows are items of theirs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import compress
from typing import Any, NamedTuple

from zipingbiao.glossary import LISTS
from zipingbiao.model import Figure
from zipingbiao.template.codec import is_ticked
from zipingbiao.template.reading.cellreader import CellReader
from zipingbiao.template.reading.planned import GroupCells, ListPlan, RowPlaces, RowPlan
from zipingbiao.template.reading.records import make_records
from zipingbiao.template.words import clean_source, is_subtotal
from zipingbiao.values.numbers import read_points
from zipingbiao.values.text import fold, is_blank_mark

GROUP_POINTS = re.compile(r"(.+?)\s*[（(]\s*(\d+(?:\.\d+)?)\s*分?\s*[）)]", re.DOTALL)
_NUMBERED = re.compile(r"指标(\d+|[一二三四五六七八九十]+)?[:.,]?|…+|\.{3,}|-+|/+")
_LEVELS = ("level1", "level2", "level3")
_SCORED = ("target", "actual", "weight", "score")
_RATE_GROUP = "预算执行率"
_GROUPINGS_KEPT = 64

#: Fields with their addresses.
Places = Sequence[tuple[str, str]]


class Points(NamedTuple):
    """The points that a group's label prints, and where it stands."""

    weight: Figure
    address: str


class ListReading(NamedTuple):
    """A list that was read, by columns: field → values of all items.

    ``rows`` and ``groups`` tell where the fields of each item and its groups' names stand;
    ``bottom`` is the last row.
    """

    columns: dict[str, list[Any]]
    size: int
    rows: tuple[RowPlaces, ...]
    groups: tuple[Places, ...]
    bottom: int

    def records(self, item: str) -> tuple[Any, ...]:
        """The items as records."""
        return make_records(LISTS[item].record, self.columns, self.size)


class Group(NamedTuple):
    """The name of a group of indicators: its text, without its points, where it stands."""

    text: str
    name: str
    address: str


class _Groups:
    """The groups that a row of indicators belongs to.

    ``fresh`` tells that one begins in this row; ``plain`` that no name looks like a subtotal.
    """

    __slots__ = ("cells", "fresh", "groups", "names", "places", "plain")

    def __init__(self, cells: GroupCells, groups: Mapping[str, Group], fresh: bool) -> None:
        self.cells = cells
        self.groups = groups
        self.fresh = fresh
        self.names = {level: group.name for level, group in groups.items()}
        self.places = tuple([(level, group.address) for level, group in groups.items()])
        self.plain = not any("计" in name or "分" in name for name in self.names.values())


def _reading(
    plan: ListPlan,
    columns: dict[str, list[Any]],
    keep: Sequence[bool],
    groups: tuple[Places, ...],
) -> ListReading:
    """The rows that are items."""
    if all(keep):  # what is shared stays shared
        last = plan.rows[-1].number if plan.rows else 0
        return ListReading(columns, len(keep), plan.places, groups, last)
    return ListReading(
        {name: list(compress(column, keep)) for name, column in columns.items()},
        sum(keep),
        tuple(compress(plan.places, keep)),
        tuple(compress(groups, keep)),
        max((row.number for row in compress(plan.rows, keep)), default=0),
    )


def read_list(reader: CellReader, plan: ListPlan, points: dict[str, Points]) -> ListReading:
    """Read a list. ``points`` takes the points of groups that print them."""
    columns = _columns(reader, plan)
    term = LISTS[plan.item]
    if plan.item == "indicator":
        return _indicators(reader, plan, columns, points)
    keep = [
        _says_anything(row, values, term.key)
        for row, values in zip(plan.rows, _by_row(columns, len(plan.rows)), strict=True)
    ]
    if plan.item == "fund" and "source" in columns:
        columns["source"] = [text and clean_source(text) for text in columns["source"]]
    return _reading(plan, columns, keep, ())


def _columns(reader: CellReader, plan: ListPlan) -> dict[str, list[Any]]:
    """All fields of a list, each as a column; groups' names are not among them."""
    columns: dict[str, list[Any]] = {}
    for name, addresses, decode in plan.columns:
        found = reader.texts(addresses) if decode is None else reader.figures(addresses, decode)
        if name in columns:  # the rows of a list need not all be of one kind
            found = [b if a is None else a for a, b in zip(columns[name], found, strict=True)]
        columns[name] = found
    for index, spot in plan.special:
        tag = spot.tag
        if tag.tick is None:
            column = columns.setdefault(tag.name, [None] * len(plan.rows))
            column[index] = reader.spot(spot) if spot.address in reader else None
        else:
            column = columns.setdefault(tag.name, [()] * len(plan.rows))
            if spot.address in reader and is_ticked(reader.sheet.shown(spot.address)):
                column[index] = (*column[index], tag.tick)
    return columns


def _by_row(columns: Mapping[str, Sequence[Any]], height: int) -> Iterator[dict[str, Any]]:
    """What stands in each row."""
    for index in range(height):
        yield {
            name: column[index]
            for name, column in columns.items()
            if column[index] is not None and column[index] != ()
        }


# Indicators


def _indicators(
    reader: CellReader,
    plan: ListPlan,
    columns: dict[str, list[Any]],
    points: dict[str, Points],
) -> ListReading:
    groups, places, told = _grouping(reader, plan)
    points.update(told)
    keep = _kept(columns, groups)
    for level in _LEVELS:
        if level not in columns:
            columns[level] = [one.names.get(level) for one in groups]
    return _reading(plan, columns, keep, places)


def _kept(columns: Mapping[str, Sequence[Any]], groups: Sequence[_Groups]) -> list[bool]:
    """Which rows are indicators: nearly all have a name that is surely one."""
    names = columns.get("level3") or [None] * len(groups)
    keep = [
        one.plain
        and name is not None
        and name[0].isalnum()
        and not ("计" in name or "分" in name or name.startswith("指标"))
        for name, one in zip(names, groups, strict=True)
    ]
    for index, sure in enumerate(keep):
        if not sure:
            own = {name: column[index] for name, column in columns.items()}
            says = any(value is not None and value != () for value in own.values())
            if says or groups[index].fresh:
                keep[index] = is_indicator({**own, **groups[index].names})
    return keep


class _Grouping(NamedTuple):
    """The groups of each row of a list, where they stand, the points that their labels print."""

    groups: tuple[_Groups, ...]
    places: tuple[Places, ...]
    points: dict[str, Points]


def _grouping(reader: CellReader, plan: ListPlan) -> _Grouping:
    """The groups of each row. Most forms have the same as the one before."""
    texts = tuple(reader.texts(plan.group_cells))
    known = plan.memory.get(texts)
    if not isinstance(known, _Grouping):
        if len(plan.memory) > _GROUPINGS_KEPT:
            plan.memory.clear()
        known = _grouped(plan.groups, dict(zip(plan.group_cells, texts, strict=True)))
        plan.memory[texts] = known
    return known


def _grouped(rows: Sequence[GroupCells], texts: Mapping[str, str | None]) -> _Grouping:
    """A group's name that is written once holds for the rows below it.

    Where a column to the left begins another group, nothing is carried; where a group's column
    is covered from the left (扣分项), it ends.
    """
    found: list[_Groups] = []
    points: dict[str, Points] = {}
    current = _Groups((), {}, False)
    for cells in rows:
        if cells is not current.cells:
            current = _carried(cells, texts, current.groups, points)
        elif current.fresh:
            current = _Groups(cells, current.groups, False)
        found.append(current)
    return _Grouping(tuple(found), tuple([one.places for one in found]), points)


def _carried(
    cells: GroupCells,
    texts: Mapping[str, str | None],
    above: Mapping[str, Group],
    points: dict[str, Points],
) -> _Groups:
    fresh = False
    found: dict[str, Group] = {}
    for level, address in cells:
        text = texts[address]
        group = above.get(level)
        if text is None:
            if group is not None and not fresh:
                found[level] = group
        elif group is not None and group.text == text:
            found[level] = group._replace(address=address)
        else:
            fresh = True
            name, weight = _parted(text) if level == "level1" else (text, None)
            found[level] = Group(text, name, address)
            if weight is not None:
                points.setdefault(name, Points(weight, address))
    return _Groups(cells, found, fresh)


def _parted(text: str) -> tuple[str, Figure]:
    """产出指标（70分） is 产出指标 with 70 points."""
    match = GROUP_POINTS.fullmatch(text)
    return (text, None) if match is None else (match[1], read_points(match[2]))


# Which rows are items


def _says_anything(row: RowPlan, values: Mapping[str, Any], key: str | None) -> bool:
    """Whether a row says anything; one with a printed label always does."""
    if row.key is not None:
        return bool(values)
    told = {name: value for name, value in values.items() if name != "no"}
    if key is not None and told.keys() == {key}:
        return not is_blank_mark(str(told[key]))
    return bool(told)


def is_indicator(values: Mapping[str, Any]) -> bool:
    """Whether a row of the indicator table is an indicator."""
    for level in _LEVELS:
        text = values.get(level)
        if text and ("计" in text or "分" in text) and is_subtotal(fold(text)):
            return False
    if _says_something(values.get("level3")):
        return True
    level1 = values.get("level1")
    if level1 and fold(level1).startswith(_RATE_GROUP):
        return True
    return any(_says_something(values.get(name)) for name in _SCORED)


def _says_something(value: object) -> bool:
    """Whether a value is no placeholder: /, 指标2, ……"""
    if not isinstance(value, str):
        return value is not None
    if value[:1].isalnum() and not value.startswith("指标"):
        return True
    return _NUMBERED.fullmatch(fold(value)) is None
