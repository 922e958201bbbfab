"""Where the fields of a form stand in a sheet: the plan by which it is read.

A plan holds addresses only, so that the next sheet whose labels stand exactly there is read by
the same plan.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from zipingbiao.ooxml.address import Area
from zipingbiao.ooxml.grid import Sheet
from zipingbiao.template.codec import DECODERS, TEXT_KINDS, Decoder
from zipingbiao.template.tag import Pattern, Tag
from zipingbiao.values.text import plain


class Spot(NamedTuple):
    """A field, its kind, and the cell to read it from.

    ``pattern`` where literal text stands around it; ``after`` finds it behind its label in the
    same cell; ``percent`` where the head says (%); ``parts`` are the cells of a target's sign and
    its unit.
    """

    tag: Tag
    kind: str
    address: str
    pattern: Pattern | None = None
    after: re.Pattern[str] | None = None
    percent: bool = False
    parts: tuple[str, ...] = ()

    @property
    def is_simple(self) -> bool:
        """Whether the cell holds the field and nothing else."""
        mixed = self.pattern is not None or self.after is not None or bool(self.parts)
        return not (mixed or self.percent or self.tag.tick)


#: The column in which a group's points stand by themselves; no field of an indicator.
POINTS = "points"

#: Where the fields of a row stand: field, cell, the word that is ticked there. Plain, as it goes
#: from process to process.
RowPlaces = tuple[tuple[str, str, str | None], ...]


class RowPlan(NamedTuple):
    """One row of a list: its fields; ``key`` is where its label stands, ``label`` its field.

    ``goes_on``: its texts go on with those of the row above.
    """

    number: int
    spots: tuple[Spot, ...]
    key: str | None = None
    label: str = ""
    goes_on: bool = False

    def places(self) -> RowPlaces:
        """Where its fields stand."""
        own = tuple(
            (spot.tag.name, spot.address, spot.tag.tick)
            for spot in self.spots
            if spot.tag.name != POINTS
        )
        return own if self.key is None else ((self.label, self.key, None), *own)


class Column(NamedTuple):
    """One field of a list with its cell in each row, ``""`` where a row has none.

    ``decode`` reads a figure; a text has none.
    """

    name: str
    addresses: tuple[str, ...]
    decode: Decoder | None = None


#: The names of groups that a row has a cell for, with these cells.
GroupCells = tuple[tuple[str, str], ...]


class UnreadColumn(NamedTuple):
    """A column that is no field: where its head stands, its text, its cells, why.

    ``why``: ``unknown``; ``known`` and no field; ``other``, as another column is the field;
    ``doubt``, as several might be; ``partial``, as it is of a part of the year.
    """

    head: str
    text: str
    cells: tuple[str, ...]
    why: str


class Alike(NamedTuple):
    """A label that only is like one that is known: where it stands, its field, its values."""

    label: str
    text: str
    term: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ListPlan:
    """The rows of one list, and the same by columns.

    ``special`` are the fields, by number of the row, that are more than the content of a cell;
    ``groups`` are the cells of the groups' names, row by row, ``group_cells`` all of them.
    ``memory`` keeps what was made of the groups' names, as most forms have the same.
    """

    item: str
    rows: tuple[RowPlan, ...]
    places: tuple[RowPlaces, ...]
    columns: tuple[Column, ...]
    special: tuple[tuple[int, Spot], ...]
    groups: tuple[GroupCells, ...]
    group_cells: tuple[str, ...]
    going_on: tuple[int, ...] = ()
    memory: dict[tuple[str | None, ...], object] = field(default_factory=dict, compare=False)


def list_plan(item: str, rows: Sequence[RowPlan]) -> ListPlan:
    """The plan of a list, its rows by columns too."""
    cells: dict[tuple[str, str], list[str]] = {}
    special: list[tuple[int, Spot]] = []
    groups: list[GroupCells] = []
    for index, row in enumerate(rows):
        group: list[tuple[str, str]] = []
        if row.key is not None:
            _column(cells, row.label, "text", len(rows))[index] = row.key
        for spot in row.spots:
            if not spot.is_simple:
                special.append((index, spot))
            elif spot.tag.merge:
                group.append((spot.tag.name, spot.address))
            else:
                _column(cells, spot.tag.name, spot.kind, len(rows))[index] = spot.address
        same = groups and groups[-1] == tuple(group)
        groups.append(groups[-1] if same else tuple(group))
    columns = tuple(
        Column(name, tuple(addresses), None if kind in TEXT_KINDS else DECODERS[kind])
        for (name, kind), addresses in cells.items()
    )
    group_cells = tuple(dict.fromkeys(address for group in groups for _, address in group))
    return ListPlan(
        item,
        tuple(rows),
        tuple(row.places() for row in rows),
        columns,
        tuple(special),
        tuple(groups),
        group_cells,
        tuple(index for index, row in enumerate(rows) if row.goes_on and index),
    )


def _column(
    cells: dict[tuple[str, str], list[str]], name: str, kind: str, height: int
) -> list[str]:
    return cells.setdefault((name, kind), [""] * height)


@dataclass(frozen=True, slots=True)
class FormPlan:
    """Where a whole form stands.

    ``addresses`` are all its cells, labels included; ``area`` holds them all but the last rows of
    lists. ``reusable`` is False where content decided places; in ``filled`` cells something must
    stand for the plan to be right. ``extras`` are fields that are said in a label or a line above
    the form: field → cell. ``fixed`` are the labels, which must say the same. ``columns`` hold no
    field, nor do ``idle`` cells and those ``beside`` labels without one (value → label). ``alike``
    are the labels that were taken for what they are like; a source named in ``figures`` would
    change it.
    """

    title: tuple[str, ...]
    scalars: tuple[Spot, ...]
    lists: tuple[ListPlan, ...]
    addresses: frozenset[str]
    area: Area
    reusable: bool
    filled: frozenset[str] = frozenset()
    extras: Mapping[str, str] = field(default_factory=dict)
    fixed: Mapping[str, str] = field(default_factory=dict)
    columns: tuple[UnreadColumn, ...] = ()
    idle: frozenset[str] = frozenset()
    beside: Mapping[str, str] = field(default_factory=dict)
    alike: tuple[Alike, ...] = ()
    figures: frozenset[str] = frozenset()

    @property
    def whole(self) -> Area:
        """Its area with all rows of its lists."""
        rows = [row.number for one in self.lists for row in one.rows]
        return self.area._replace(bottom=max([self.area.bottom, *rows]))

    def title_text(self, sheet: Sheet) -> str:
        """The title as printed, the cells it was broken over joined."""
        return "".join(plain(sheet.shown(address)) for address in self.title)
