"""Characters that no workbook can hold, made visible: ␁ for U+0001, � for what has no picture.

One such character in one agency's cell must not spoil the summary of all.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import chain
from typing import TypeVar, cast

_CONTROLS = bytes(code for code in range(32) if code not in (9, 10, 13))
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NONCHARACTERS = (b"\xef\xbf\xbe", b"\xef\xbf\xbf")

Row = TypeVar("Row", bound=tuple[object, ...])


def legible_rows(rows: Sequence[Row]) -> Sequence[Row]:
    """The rows with every such character replaced; the same rows where there is none."""
    if _all_legible("".join(map(str, chain.from_iterable(rows)))):
        return rows
    return [_legible_row(row) for row in rows]


def legible(text: str) -> str:
    """A text with every such character replaced."""
    return _FORBIDDEN.sub(lambda found: _picture(ord(found[0])), text)


def _all_legible(text: str) -> bool:
    """Quick: bytes are dropped in one go rather than looked at one by one."""
    try:
        raw = text.encode()
    except UnicodeEncodeError:
        return False
    if len(raw.translate(None, _CONTROLS)) != len(raw):
        return False
    return not any(sign in raw for sign in _NONCHARACTERS)


def _legible_row(row: Row) -> Row:
    values = [legible(value) if isinstance(value, str) else value for value in row]
    make = getattr(type(row), "_make", tuple)
    return cast(Row, make(values))


def _picture(code: int) -> str:
    return chr(0x2400 + code) if code < 32 else "\ufffd"
