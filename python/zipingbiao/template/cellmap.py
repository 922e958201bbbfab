"""Where the values of a form were read: field path → address, worked out when somebody looks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from zipingbiao.ooxml.grid import Sheet
from zipingbiao.template.lists import ListReading, Places
from zipingbiao.template.planned import RowPlan


class Entry(NamedTuple):
    """A record that was read: its path, and where its fields stand."""

    prefix: str
    record: object
    places: Places


class CellMap(Mapping[str, str]):
    """Field path → address of every non-null leaf; with ``blanks`` of every leaf."""

    __slots__ = ("_blanks", "_lists", "_made", "_single")

    def __init__(
        self,
        single: Sequence[Entry],
        lists: Mapping[str, ListReading],
        *,
        blanks: bool = False,
    ) -> None:
        self._single = single
        self._lists = lists
        self._blanks = blanks
        self._made: dict[str, str] | None = None

    def _all(self) -> dict[str, str]:
        if self._made is None:
            made: dict[str, str] = {}
            for prefix, record, places in self._entries():
                for name, address in places:
                    if self._blanks or getattr(record, name) not in (None, ()):
                        made.setdefault(prefix + name, address)
            self._made = made
            self._single, self._lists = (), {}
        return self._made

    def _entries(self) -> Iterator[Entry]:
        yield from self._single
        for path, (records, rows, groups) in self._lists.items():
            for index, record in enumerate(records):
                carried = groups[index] if groups else ()
                places = (*carried, *_row_places(rows[index], record))
                yield Entry(f"{path}[{index}].", record, places)

    def __getitem__(self, path: str) -> str:
        return self._all()[path]

    def __iter__(self) -> Iterator[str]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())

    def __reduce__(self) -> tuple[object, ...]:
        return dict, (self._all(),)


class PrintedMap(Mapping[str, str]):
    """Field path → what a person sees in its cell; looked up when somebody asks."""

    __slots__ = ("_places", "_sheet")

    def __init__(self, places: Mapping[str, str], sheet: Sheet) -> None:
        self._places = places
        self._sheet = sheet

    def __getitem__(self, path: str) -> str:
        return self._sheet.shown(self._places[path])

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)

    def __reduce__(self) -> tuple[object, ...]:
        return dict, (dict(self),)


def _row_places(row: RowPlan, record: object) -> Iterator[tuple[str, str]]:
    """Where the fields of a row stand; a tick where the first word is ticked."""
    if row.key is not None:
        yield row.label, row.key
    for spot in row.spots:
        tag = spot.tag
        if tag.tick is None or tag.tick in getattr(record, tag.name):
            yield tag.name, spot.address
