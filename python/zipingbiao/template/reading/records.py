"""Make frozen records quickly.

A frozen dataclass sets each field through ``object.__setattr__``, which takes as long as reading
a whole row. So a record is filled as a draft, which has the same slots and is not frozen, and
then becomes what it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field, fields, make_dataclass
from functools import lru_cache
from itertools import repeat
from typing import Any


@lru_cache(maxsize=32)
def _draft(record: type) -> tuple[type[Any], tuple[tuple[str, Any], ...]]:
    """A class with the same slots as a frozen record; the fields with their defaults."""
    known = [(one.name, Any, field(default=one.default)) for one in fields(record)]
    draft = make_dataclass(f"{record.__name__}Draft", known, slots=True)
    return draft, tuple((one.name, one.default) for one in fields(record))


def make_records(record: type, columns: Mapping[str, Sequence[Any]], count: int) -> tuple[Any, ...]:
    """Records of a frozen dataclass with slots, from the columns of their fields."""
    draft, known = _draft(record)
    values: list[Iterable[Any]] = [
        columns[name] if name in columns else repeat(default, count) for name, default in known
    ]
    made = tuple(map(draft, *values))
    for one in made:
        one.__class__ = record
    return made
