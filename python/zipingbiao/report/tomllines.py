"""On which line of a TOML file each key stands; tomllib itself does not tell."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator

_HEADER = re.compile(r"\s*(\[\[?)\s*(.+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"""\s*((?:"[^"]*"|'[^']*'|[\w-]+)(?:\s*\.\s*(?:"[^"]*"|'[^']*'|[\w-]+))*)\s*=""")
_PART = re.compile(r"""\s*(?:"([^"]*)"|'([^']*)'|([\w-]+))\s*\.?""")
_AT = re.compile(r"\(at line (\d+), column (\d+)\)")


def lines_of(text: str) -> dict[str, int]:
    """Path → line: ``profile``, ``options.ZPB006.tolerance``, ``ignore[1].reason``."""
    lines: dict[str, int] = {}
    counts: dict[str, int] = {}
    table = ""
    for number, line in enumerate(text.splitlines(), start=1):
        header = _HEADER.match(line)
        key = None if header else _KEY.match(line)
        if header is not None:
            table = _table(header[2], header[1] == "[[", counts)
            lines.setdefault(table, number)
        elif key is not None:
            for path in _grown(table, list(_parts(key[1]))):
                lines.setdefault(path, number)
    return lines


def _parts(text: str) -> Iterator[str]:
    for groups in _PART.findall(text):
        yield next(part for part in groups if part)


def _table(text: str, is_array: bool, counts: dict[str, int]) -> str:
    """The path of a header; a table below an array belongs to the array's last item."""
    path = ""
    parts = list(_parts(text))
    for index, part in enumerate(parts):
        path = f"{path}.{part}" if path else part
        if is_array and index == len(parts) - 1:
            counts[path] = counts.get(path, -1) + 1
        if path in counts:
            path = f"{path}[{counts[path]}]"
    return path


def _grown(table: str, parts: list[str]) -> Iterator[str]:
    path = table
    for part in parts:
        path = f"{path}.{part}" if path else part
        yield path


def place_of(error: tomllib.TOMLDecodeError) -> tuple[int, str]:
    """The line of an error, and what is wrong there in Chinese."""
    match = _AT.search(str(error))
    twice = "overwrite" in str(error) or "twice" in str(error) or "Cannot declare" in str(error)
    column = f"，在第 {match[2]} 列" if match else ""
    return int(match[1]) if match else 0, "同一项写了两次" if twice else f"写法有误{column}"
