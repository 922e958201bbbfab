"""Forms on their way from one process to another: by columns, without what they have in common.

Frozen records cost more to send than to read; their columns cost little. Where values stand is
sent as the rows' places, which the forms of one plan share.
"""

from __future__ import annotations

from dataclasses import fields
from functools import lru_cache
from operator import attrgetter
from typing import Any, NamedTuple

from zipingbiao import model
from zipingbiao.glossary import LISTS
from zipingbiao.model import SelfEvaluation
from zipingbiao.template.reading.cellmap import CellMap
from zipingbiao.template.reading.lists import ListReading, Places

_TABLES = "tables."
_RECORDS = {term.path: term.record for term in LISTS.values()}
_ITEMS = {term.path: term.item for term in LISTS.values()}
_SINGLE = (
    "layout",
    "title",
    "year",
    "remarks",
    "source",
    "places",
    "printed",
    "computed",
    "faults",
    "kind",
)


class PackedForm(NamedTuple):
    """A form as plain data; ``lists`` by path, ``places`` of its single fields where kept."""

    single: tuple[Any, ...]
    header: tuple[Any, ...]
    total: tuple[Any, ...]
    groups: tuple[tuple[Any, ...], ...]
    lists: dict[str, tuple[Any, ...]]
    places: Places
    cells: dict[str, str] | None


@lru_cache(maxsize=32)
def _getter(record: type) -> attrgetter[tuple[Any, ...]]:
    return attrgetter(*(one.name for one in fields(record)))


_single = attrgetter(*_SINGLE)


def pack(form: SelfEvaluation) -> PackedForm:
    """A form as plain data."""
    cells = form.cells if isinstance(form.cells, CellMap) else None
    return PackedForm(
        single=_single(form),
        header=_getter(model.Header)(form.header),
        total=_getter(model.Total)(form.total),
        groups=tuple(map(_getter(model.Group), form.groups)),
        lists=_lists(form) if cells is None else {p: tuple(r) for p, r in cells.lists.items()},
        places=() if cells is None else cells.single,
        cells=dict(form.cells) if cells is None else None,
    )


def _lists(form: SelfEvaluation) -> dict[str, tuple[Any, ...]]:
    """The lists of a form that was not read from cells."""
    found: dict[str, tuple[Any, ...]] = {}
    for path, record in _RECORDS.items():
        if rows := attrgetter(path)(form):
            columns = zip(*map(_getter(record), rows), strict=True)
            names = [one.name for one in fields(record)]
            named = dict(zip(names, map(list, columns), strict=True))
            found[path] = ListReading(named, len(rows), (), (), 0)
    return found


def unpack(packed: PackedForm) -> SelfEvaluation:
    """The form that was packed."""
    lists = {path: ListReading(*read) for path, read in packed.lists.items()}
    rows: dict[str, Any] = {path: read.records(_ITEMS[path]) for path, read in lists.items()}
    tables = {path.removeprefix(_TABLES): rows.pop(path) for path in lists if _TABLES in path}
    return SelfEvaluation(
        **dict(zip(_SINGLE, packed.single, strict=True)),
        header=model.Header(*packed.header),
        total=model.Total(*packed.total),
        groups=tuple(model.Group(*group) for group in packed.groups),
        tables=model.Tables(**tables),
        cells=CellMap(packed.places, lists) if packed.cells is None else packed.cells,
        **rows,
    )
