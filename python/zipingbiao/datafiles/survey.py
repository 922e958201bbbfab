"""A look over TOML text beside the parser: where statements begin, which line each key has.

tomllib tells no lines, follows nested brackets by recursion, keeps each part of a dotted key with
all parts before it, and hands numbers of any length to ``int``; a text that would abuse that is
told of here, before it is parsed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

#: The way to a key: its tables, its place in a list, its name: ``("ignore", 1, "reason")``.
Way = tuple[str | int, ...]

#: Files of ours need six.
_MOST_LEVELS = 20
#: ``int`` refuses some thousand digits; no number of ours has more than fifteen.
_MOST_DIGITS = 30

_TOKEN = re.compile(
    r"""
      [#][^\n]*+
    | \"{3} (?: \\[\s\S] | [^"\\] | "{1,2}(?!") )*+ "{3,5}
    | '{3} (?: [^'] | '{1,2}(?!') )*+ '{3,5}
    | " (?: \\. | [^"\\\n] )*+ "
    | ' [^'\n]*+ '
    | [^\S\n]++
    | [^\s"'#=,.{}\[\]]++
    | [\s\S]
    """,
    re.VERBOSE,
)
_LONG_NUMBER = re.compile(rf"[+-]?[\d_]{{{_MOST_DIGITS},}}")
_PART = r"""(?:"(?:\\.|[^"\\])*+"|'[^']*+'|[\w-]++)"""
_KEYS = rf"({_PART}(?:\s*+\.\s*+{_PART})*+)\s*+"
_HEADER = re.compile(rf"(\[\[?)\s*+{_KEYS}\]")
_KEY = re.compile(rf"{_KEYS}=")
_ONE_PART = re.compile(_PART)


class Statement(NamedTuple):
    """Where a statement begins: a table's head, or a key with its value."""

    line: int
    offset: int
    is_head: bool


class Survey(NamedTuple):
    """The statements of a text, and what is too much in it, as (line, reason)."""

    statements: list[Statement]
    excesses: list[tuple[int, str]]


def survey(text: str) -> Survey:
    """Goes through a text once, be it TOML or not."""
    found = Survey([], [])
    line, depth, dots, fresh = 1, 0, 0, True
    for token in _TOKEN.finditer(text):
        piece = token[0]
        sign = piece[0]
        if fresh and sign != "#" and not piece.isspace():
            found.statements.append(Statement(line, token.start(), sign == "["))
            fresh = False
        depth = max(0, depth + (sign in "[{") - (sign in "]}"))
        dots = 0 if sign in "[]{}=,\n" else dots + (sign == ".")
        if sign in "[{" and depth == _MOST_LEVELS + 1:
            found.excesses.append((line, f"括号套得太深，最多 {_MOST_LEVELS} 层"))
        elif sign == "." and dots == _MOST_LEVELS:
            found.excesses.append((line, f"名称里的点太多，最多分 {_MOST_LEVELS} 段"))
        elif _LONG_NUMBER.fullmatch(piece):
            found.excesses.append((line, f"「{piece[:_MOST_DIGITS]}…」位数太多"))
        line += piece.count("\n")
        fresh = fresh or (piece == "\n" and not depth)
    return found


def lines_of(text: str, statements: list[Statement]) -> dict[Way, int]:
    """The line of each table and key where it is said first."""
    lines: dict[Way, int] = {}
    counts: dict[Way, int] = {}
    table: Way = ()
    for line, offset, is_head in statements:
        match = (_HEADER if is_head else _KEY).match(text, offset)
        if match is None:
            continue
        if is_head:
            table = _table(list(_parts(match[2])), match[1] == "[[", counts)
            for length in range(1, len(table) + 1):
                lines.setdefault(table[:length], line)
        else:
            way = table
            for part in _parts(match[1]):
                way = (*way, part)
                lines.setdefault(way, line)
    return lines


def _parts(text: str) -> Iterator[str]:
    for part in _ONE_PART.findall(text):
        yield part[1:-1] if part[0] in "\"'" else part


def _table(parts: list[str], is_array: bool, counts: dict[Way, int]) -> Way:
    """The way of a head; a table below an array belongs to the array's last item."""
    way: Way = ()
    for index, part in enumerate(parts):
        way = (*way, part)
        if is_array and index == len(parts) - 1:
            counts[way] = counts.get(way, -1) + 1
        if way in counts:
            way = (*way, counts[way])
    return way
