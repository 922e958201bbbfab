"""Read the lists of a form: funds, goals, indicators, tables; which rows are items of theirs."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import compress
from typing import Any, NamedTuple

from zipingbiao.domain.levels import EXECUTION, LEVELS, level1_kind, split_points
from zipingbiao.domain.totals import is_adding_row
from zipingbiao.domain.wording import says_nothing
from zipingbiao.glossary import LISTS
from zipingbiao.model import Figure
from zipingbiao.template.codec import DECODERS
from zipingbiao.template.reading.cellreader import CellReader
from zipingbiao.template.reading.planned import (
    POINTS,
    GroupCells,
    ListPlan,
    RowPlaces,
    RowPlan,
)
from zipingbiao.template.reading.records import make_records
from zipingbiao.template.words import clean_source
from zipingbiao.values.numbers import read_points
from zipingbiao.values.text import is_blank_mark

#: Texts that may go on in the next row.
_GOING_ON = frozenset(
    {"target", "actual", "reason", "improvement", "explanation", "criterion", "note"}
)
_SCORED = ("target", "actual", "weight", "score")
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
            if reader.ticked(spot.address):
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
    groups, places, printed, unread = _grouping(reader, plan)
    points.update(printed)
    said = {remark.address for remark in reader.remarks}
    reader.figures([address for address in unread if address not in said], DECODERS["points"])
    for index in plan.going_on:
        _go_on(columns, index)
    names = columns.get("level3", [None] * len(groups))
    for index in reversed(range(1, len(groups))):
        if names[index] is None and not groups[index].fresh:
            _go_on_alone(columns, index)
    told = {remark.address for remark in reader.remarks}
    keep = _kept(columns, groups, [_holds(row, told) for row in plan.places])
    for level in LEVELS:
        if level not in columns:
            columns[level] = [one.names.get(level) for one in groups]
    return _reading(plan, columns, keep, places)


def _go_on(columns: Mapping[str, list[Any]], index: int) -> None:
    """Texts that go on in a row become one with those of the row above."""
    for column in columns.values():
        above, here = column[index - 1], column[index]
        if isinstance(here, str) and isinstance(above, str) and here != above:
            column[index - 1] = above + here
        elif above is None:
            column[index - 1] = here
        column[index] = () if isinstance(here, tuple) else None


def _go_on_alone(columns: Mapping[str, list[Any]], index: int) -> None:
    """A text alone in its row, below another one with nothing between, goes on with that."""
    own = {n: c[index] for n, c in columns.items() if c[index] is not None and c[index] != ()}
    name = goes_on_with(own)
    if name is None:
        return
    filled = (
        row
        for row in range(index - 1, -1, -1)
        if any(column[row] is not None and column[row] != () for column in columns.values())
    )
    row = next(filled, index)
    if row < index and isinstance(above := columns[name][row], str):
        columns[name][row] = above + own[name]
        columns[name][index] = None


def _holds(row: RowPlaces, told: Collection[str]) -> bool:
    """Whether in a row a figure stands that could not be read."""
    return bool(told) and any(name in _SCORED and address in told for name, address, _ in row)


def _kept(
    columns: Mapping[str, Sequence[Any]], groups: Sequence[_Groups], unread: Sequence[bool]
) -> list[bool]:
    """Which rows are indicators: nearly all have a name that is surely one.

    So are those of a group of their own with ``unread`` figures.
    """
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
                if unread[index] and groups[index].fresh:
                    own["score"] = 0
                keep[index] = is_indicator({**own, **groups[index].names})
    return keep


class _Grouping(NamedTuple):
    """The groups of each row of a list, where they stand, the points that their labels print."""

    groups: tuple[_Groups, ...]
    places: tuple[Places, ...]
    points: dict[str, Points]
    unread: tuple[str, ...] = ()


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
    unread = tuple(
        address
        for one in found
        if one.fresh
        for level, address in one.cells
        if level == POINTS
        and (name := one.names.get("level1")) is not None
        and (name not in points or points[name].weight is None)
    )
    return _Grouping(tuple(found), tuple([one.places for one in found]), points, unread)


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
        if level == POINTS:
            if fresh and text is not None and "level1" in found:
                points.setdefault(found["level1"].name, Points(read_points(text), address))
        elif text is None:
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
    return split_points(text)


# Which rows are items


def goes_on_with(values: Mapping[str, Any]) -> str | None:
    """The text with which a row of indicators only goes on, where nothing else stands in it."""
    own = [name for name in values if name not in LEVELS[:2]]
    if len(own) != 1 or own[0] not in _GOING_ON:
        return None
    text = values[own[0]]
    words = isinstance(text, str) and not is_blank_mark(text) and read_points(text) is None
    return own[0] if words else None


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
    for level in LEVELS:
        text = values.get(level)
        if text and is_adding_row(text):
            return False
    if _says_something(values.get("level3")):
        return True
    level1 = values.get("level1")
    if level1 and level1_kind(level1) == EXECUTION:
        return True
    return any(_says_something(values.get(name)) for name in _SCORED)


def _says_something(value: object) -> bool:
    """Whether a value is no placeholder: /, 指标2, ……"""
    if not isinstance(value, str):
        return value is not None
    if value[:1].isalnum() and not value.startswith("指标"):
        return True
    return not says_nothing(value)
