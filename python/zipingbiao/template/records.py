"""Make frozen records quickly.

A frozen dataclass sets each field through ``object.__setattr__``, which takes as long as reading
a whole row. So a record is filled as a draft, which has the same slots and is not frozen, and
then becomes what it is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import field, fields, make_dataclass
from functools import lru_cache
from typing import Any


@lru_cache(maxsize=32)
def maker(record: type[Any]) -> Callable[..., Any]:
    """As calling ``record`` with its fields by name; a frozen dataclass with slots."""
    known = [(one.name, Any, field(default=one.default)) for one in fields(record)]
    draft = make_dataclass(f"{record.__name__}Draft", known, slots=True)

    def make(**values: Any) -> Any:
        made = draft(**values)
        made.__class__ = record
        return made

    return make
