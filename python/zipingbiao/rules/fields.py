"""Which fields a form has, filled or not: those of its layout, as far as they stand in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

from zipingbiao.glossary import LISTS, TERM_OF
from zipingbiao.layouts import find_layouts
from zipingbiao.model import SelfEvaluation

#: Columns by which points are judged.
_POINTS = frozenset(("indicator.weight", "indicator.score"))
_ITEM_OF = {term.path: term.item for term in LISTS.values()} | {"groups": "group"}


def term_of(path: str) -> str:
    """The glossary's key of a path: ``indicators[3].score`` → ``indicator.score``."""
    if "[" not in path:
        return path
    holder, _, rest = path.partition("[")
    return f"{_ITEM_OF[holder]}.{rest.partition('].')[2]}"


def fields_of(form: SelfEvaluation, addresses: Mapping[str, str]) -> frozenset[str]:
    """The fields of the form's layout that it has, single ones and points that stand in it besides.

    Where the layout is not known, those that reading found a place for, else that are filled.
    """
    known = _fields_by_layout().get(form.layout)
    if known is None:
        return frozenset(map(term_of, addresses) if addresses else _filled(form))
    return (known - _missing(form, known)) | _besides(form, addresses) | _columns(addresses)


def has_just_its_fields(form: SelfEvaluation, addresses: Mapping[str, str]) -> bool:
    """Whether the layout is known, and the form has all its columns and no other single field."""
    known = _fields_by_layout().get(form.layout)
    return known is not None and not _besides(form, addresses) and not _missing(form, known)


@lru_cache(maxsize=1)
def _fields_by_layout() -> dict[str, frozenset[str]]:
    """The fields that each layout's template has: ``indicator.weight``, ``fund.received``."""
    return {
        name: frozenset(tag.term for cell in layout.form.cells.values() for tag in cell.tags)
        for name, layout in find_layouts().items()
    }


def _besides(form: SelfEvaluation, addresses: Mapping[str, str]) -> frozenset[str]:
    """The single fields of the form that its layout lacks: a total below it, as others have."""
    known = _fields_by_layout().get(form.layout, frozenset())
    return frozenset(path for path in addresses if "[" not in path) - known


def _columns(addresses: Mapping[str, str]) -> frozenset[str]:
    """The columns of points that stand in the form, whatever layout it is nearest to."""
    return frozenset(map(term_of, addresses)) & _POINTS


def _missing(form: SelfEvaluation, known: frozenset[str]) -> frozenset[str]:
    """The columns of the layout's lists that a form does not have.

    Where nothing is ticked, no place is kept for the ticks.
    """
    placed = {term_of(path) for path in form.places if "[" in path}
    lists = {term.partition(".")[0] for term in placed}
    return frozenset(
        term
        for term in known & TERM_OF.keys() - placed
        if term.partition(".")[0] in lists and TERM_OF[term].kind != "ticks"
    )


def _filled(form: SelfEvaluation) -> Iterator[str]:
    """The fields that hold something: all that is known of a form that stands in no cells."""
    for term, rows in (
        ("indicator", form.indicators),
        ("fund", form.funds),
        ("goal", form.goals),
        ("total", (form.total,)),
    ):
        for one in rows:
            yield from (f"{term}.{name}" for name in one.__slots__ if getattr(one, name))
