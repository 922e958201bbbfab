"""The number formats of a workbook: how its cells show numbers."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from zipingbiao.ooxml.events import local, parse
from zipingbiao.values.display import BUILTIN_FORMATS, formatter

Formatter = Callable[[int | float], str]

#: Formats that show a number otherwise than it is: per cent, other units, thousands cut off.
_SAYS_MORE = re.compile(r"%|[千万亿元]|[0#?.],+(?:[^0#?,.]|$)")


def says_more(code: str) -> bool:
    """Whether a format shows a number otherwise than it is."""
    return _SAYS_MORE.search(code) is not None


class NumberFormat(NamedTuple):
    """A number format: its code, and how it shows a number."""

    code: str
    show: Formatter


def number_format(code: str, date1904: bool) -> NumberFormat:
    """A number format by its code."""
    return NumberFormat(code, formatter(code, date1904))


def cell_formats(data: bytes, date1904: bool = False) -> tuple[NumberFormat, ...]:
    """The number formats of the cell styles (``cellXfs``) of a styles part, ready to use."""
    custom: dict[int, str] = {}
    styles: list[int] = []
    inside = False

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal inside
        kind = local(name)
        if kind == "numFmt" and "numFmtId" in attributes:
            custom[int(attributes["numFmtId"])] = attributes.get("formatCode", "General")
        elif kind == "cellXfs":
            inside = True
        elif kind == "xf" and inside:
            styles.append(int(attributes.get("numFmtId", 0)))

    def end(name: str) -> None:
        nonlocal inside
        if local(name) == "cellXfs":
            inside = False

    parse(data, start, end)
    codes = {**BUILTIN_FORMATS, **custom}
    return tuple(number_format(codes.get(number, "General"), date1904) for number in styles or [0])
