"""A form put aside on disk while others are looked at: what rules hold against other forms.

JSON, as all that is kept between two runs. What stands where, and what is printed there, is kept
of the fields alone that these rules point at.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from zipingbiao import model
from zipingbiao.glossary import LISTS
from zipingbiao.model import SelfEvaluation
from zipingbiao.template.reading.lists import ListReading
from zipingbiao.template.reading.packing import pack

#: The fields of lists that rules across forms point at.
_POINTED = frozenset({"source", "executed", "level3", "target", "actual", "score"})
_ITEMS = {term.path: term.item for term in LISTS.values()}
_SINGLE = ("header.project", "header.unit", "year")
_TICKS = ("causes", "methods")
_TABLES = "tables."


def shelved(form: SelfEvaluation) -> object:
    """A form as JSON has it; `taken_down` makes it again."""
    packed = pack(form)
    lists = {path: (one[0], one[1]) for path, one in packed.lists.items()}
    own = (form.title, form.remarks, packed.header, packed.total, packed.groups)
    return own, lists, _places(form.places or form.cells), _printed(form)


def _printed(form: SelfEvaluation) -> dict[str, str]:
    """What a person sees in the cells of numbers; texts are as they were read.

    But for a target that says more than its cell: its unit stands beside it.
    """
    paths = [*_SINGLE, *(f"funds[{index}].executed" for index in range(len(form.funds)))]
    for index, one in enumerate(form.indicators):
        paths.append(f"indicators[{index}].score")
        if one.actual and one.target and one.actual[-1].isdigit() and not one.target[-1].isdigit():
            paths.append(f"indicators[{index}].target")
    return {path: text for path in paths if (text := form.printed.get(path)) is not None}


def _places(places: Mapping[str, str]) -> dict[str, str]:
    """Where the fields stand: of the first item of a list all, which tell what columns it has."""
    return {
        field: cell
        for field, cell in places.items()
        if "[" not in field or "[0]." in field or field.rpartition(".")[2] in _POINTED
    }


def taken_down(plain: Sequence[Any], brief: SelfEvaluation) -> SelfEvaluation:
    """The form again, which is known in ``brief``."""
    (title, remarks, header, total, groups), lists, places, printed = plain
    rows: dict[str, Any] = {path: _records(path, *columns) for path, columns in lists.items()}
    tables = {path.removeprefix(_TABLES): rows.pop(path) for path in lists if _TABLES in path}
    return replace(
        brief,
        title=title,
        remarks=remarks,
        header=model.Header(*header),
        total=model.Total(*total),
        groups=tuple(model.Group(*group) for group in groups),
        tables=model.Tables(**tables),
        places=places,
        cells=places,
        printed=printed,
        **rows,
    )


def _records(path: str, columns: dict[str, list[Any]], count: int) -> tuple[Any, ...]:
    for name in _TICKS:
        if name in columns:
            columns[name] = list(map(tuple, columns[name]))
    return ListReading(columns, count, (), (), 0).records(_ITEMS[path])
