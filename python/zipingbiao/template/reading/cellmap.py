"""Where the values of a form were read: field path → address, worked out when somebody looks."""

from __future__ import annotations

from collections.abc import Collection, Container, ItemsView, Iterator, Mapping
from typing import Any

from zipingbiao.ooxml.grid import Sheet
from zipingbiao.ooxml.xlsx import XlsxSheet
from zipingbiao.template.reading.lists import ListReading, Places


class CellMap(Mapping[str, str]):
    """Field path → address of every non-null leaf; with ``blanks`` of every leaf.

    ``single`` are fields that stand alone, with their addresses; ``lists`` by their paths.
    """

    __slots__ = ("_made", "blanks", "lists", "single")

    def __init__(
        self, single: Places, lists: Mapping[str, ListReading], *, blanks: bool = False
    ) -> None:
        self.single = single
        self.lists = lists
        self.blanks = blanks
        self._made: dict[str, str] | None = None

    def _all(self) -> dict[str, str]:
        if self._made is None:
            made = dict(reversed(self.single))
            for path, read in self.lists.items():
                self._put_list(made, path, read)
            self._made = made
        return self._made

    def _put_list(self, made: dict[str, str], path: str, read: ListReading) -> None:
        """Where the fields of each item stand; a tick where it is ticked. The first place wins."""
        put, columns, blanks = made.setdefault, read.columns, self.blanks
        for index, row in enumerate(read.rows):
            prefix = f"{path}[{index}]."
            for name, address in read.groups[index] if read.groups else ():
                if blanks or columns[name][index] is not None:
                    put(prefix + name, address)
            for name, address, tick in row:
                if tick is None:
                    if blanks or columns[name][index] is not None:
                        put(prefix + name, address)
                elif tick and tick in columns[name][index]:
                    put(prefix + name, address)

    def __getitem__(self, path: str) -> str:
        return self._all()[path]

    def get(self, path: str, default: Any = None) -> Any:
        """As of any mapping, which would ask for each path anew."""
        return self._all().get(path, default)

    def items(self) -> ItemsView[str, str]:
        """As of any mapping, which would ask for each path anew."""
        return self._all().items()

    def __iter__(self) -> Iterator[str]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())

    def __reduce__(self) -> tuple[object, ...]:
        return dict, (self._all(),)


class PrintedMap(Mapping[str, str]):
    """Field path → what a person sees in its cell; looked up when somebody asks.

    ``own`` has the texts of fields that share their cell with others.
    """

    __slots__ = ("_own", "_places", "_sheet")

    def __init__(self, places: Mapping[str, str], sheet: Sheet, own: Mapping[str, str]) -> None:
        self._places = places
        self._sheet = sheet
        self._own = own

    def __getitem__(self, path: str) -> str:
        own = self._own.get(path)
        return self._sheet.shown(self._places[path]) if own is None else own

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)

    def __reduce__(self) -> tuple[object, ...]:
        return dict, (dict(self),)


class ComputedFields(Container[str]):
    """The fields whose cells hold formulas; looked up when somebody asks."""

    __slots__ = ("_cells", "_places", "_sheet")

    def __init__(self, places: Mapping[str, str], sheet: Sheet) -> None:
        self._places = places
        self._sheet = sheet
        self._cells: Collection[str] | None = None

    def _formulas(self) -> Collection[str]:
        if self._cells is None:
            self._cells = self._sheet.computed if isinstance(self._sheet, XlsxSheet) else ()
        return self._cells

    def __contains__(self, path: object) -> bool:
        return isinstance(path, str) and self._places.get(path) in self._formulas()

    def __reduce__(self) -> tuple[object, ...]:
        formulas = self._formulas()
        return frozenset, ([path for path, cell in self._places.items() if cell in formulas],)
