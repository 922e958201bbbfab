"""Records ⇄ JSON, for what is kept of files between two runs.

JSON and not pickle: what is read back can be wrong at worst, never run anything.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from functools import lru_cache
from typing import Any

from zipingbiao.errors import Fault, Place
from zipingbiao.model import FileRecord, Header, SelfEvaluation, Source
from zipingbiao.ooxml.origin import Origin
from zipingbiao.reading.files import FileReading

#: What is kept of any file. `SelfEvaluation` stands for a form in brief.
_KNOWN = (FileReading, FileRecord, Fault, Place, SelfEvaluation, Header, Source, Origin)


class Codec:
    """Writes and reads records: those of every file, and the ``more`` that some work makes."""

    def __init__(self, more: Iterable[type[Any]] = ()) -> None:
        self._makers: dict[str, Callable[..., Any]] = {
            kind.__name__: kind for kind in (*_KNOWN, *more)
        }

    def dumps(self, value: object) -> bytes:
        """Records as JSON."""
        return json.dumps(_plain(value), ensure_ascii=False, separators=(",", ":")).encode()

    def loads(self, text: bytes) -> Any:
        """Records again. Raises TypeError, ValueError or LookupError for what are none."""
        return self._value(json.loads(text))

    def _value(self, plain: Any) -> Any:
        if isinstance(plain, list):
            name, *values = plain
            if name == "":
                return tuple(map(self._value, values))
            return self._makers[name](*map(self._value, values))
        if isinstance(plain, dict):
            if "" not in plain:
                return {key: self._value(value) for key, value in plain.items()}
            named = {key: self._value(value) for key, value in plain.items() if key}
            return self._makers[plain[""]](**named)
        return plain


def _plain(value: Any) -> Any:
    """Texts, numbers, lists ``["", …]``, mappings; records by the name of their kind."""
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, tuple | list):
        name = type(value).__name__ if hasattr(value, "_fields") else ""
        return [name, *map(_plain, value)]
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items()}
    kind: Any = type(value)
    given = {"": kind.__name__}
    for name, default in _fields(kind):
        if (one := getattr(value, name)) != default:
            given[name] = _plain(one)
    return given


@lru_cache(maxsize=64)
def _fields(kind: Hashable) -> tuple[tuple[str, object], ...]:
    """The fields of a record, with what they are where nothing is said."""
    if not (isinstance(kind, type) and is_dataclass(kind)):
        raise TypeError(kind)
    return tuple(
        (one.name, one.default if one.default_factory is MISSING else one.default_factory())
        for one in fields(kind)
    )
