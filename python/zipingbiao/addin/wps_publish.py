"""The list of WPS's add-ins, ``publish.xml``: our line goes in and out, others stay as they are.

A line is an element below the root, as wpsjs 2.2.3 writes it:
``<jsplugin name="…" type="et" url="…" version="…" enable="enable_dev" install="null" …/>``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from xml.parsers import expat

from zipingbiao import __version__
from zipingbiao.addin.wps_files import FOLDER, NAME
from zipingbiao.errors import CallError, Place, stopped_at

_ROOT = "jsplugins"
_EMPTY = f"<{_ROOT}>\n</{_ROOT}>\n".encode()
_LINE = (
    f'<jsplugin name="{NAME}" type="et" url="{FOLDER}" version="{__version__}" '
    'enable="enable_dev" install="null" customDomain=""/>'
).encode()
_CURE = "请把它改名留存，再试一次；其他加载项要重新装。"


@dataclass(frozen=True)
class _Element:
    """An element below the root: its attributes, and from where to where it stands."""

    attributes: dict[str, str]
    start: int
    end: int

    @property
    def is_ours(self) -> bool:
        return self.attributes.get("name") == NAME and self.attributes.get("type") == "et"


def with_line(data: bytes, place: str) -> bytes:
    """The list with our line, in the place of an older one. Raises CallError for no such list."""
    rest = without_line(data, place) if data.strip() else _EMPTY
    _, end = _read(rest, place)
    if rest[end - 2 : end] == b"/>":
        head = rest[: end - 2].rstrip()
        return head + b">\n  " + _LINE + f"\n</{_ROOT}>".encode() + rest[end:]
    close = rest.rindex(b"</", 0, end)
    gap = b"" if rest[:close].endswith(b"\n") else b"\n"
    return rest[:close] + gap + b"  " + _LINE + b"\n" + rest[close:]


def without_line(data: bytes, place: str) -> bytes:
    """The list without our line. Raises CallError where it is none."""
    if not data.strip():
        return data
    for one in reversed(_ours(data, place)):
        start, end = one.start, one.end
        # With the line's own indentation and end, where nothing else stands on it.
        before, after = data[:start].rstrip(b" \t"), data[end:].lstrip(b" \t")
        if before.endswith(b"\n") and after.startswith((b"\n", b"\r\n")):
            start, end = len(before), len(data) - len(after) + after.index(b"\n") + 1
        data = data[:start] + data[end:]
    return data


def is_bare(data: bytes, place: str) -> bool:
    """Whether no add-in at all stands on a list."""
    return not data.strip() or (not _read(data, place)[0] and b"<!--" not in data)


def our_line(data: bytes, place: str) -> dict[str, str] | None:
    """The attributes of our line; None where it is not there. Raises CallError for no list."""
    found = _ours(data, place) if data.strip() else []
    return found[-1].attributes if found else None


def is_current(line: dict[str, str]) -> bool:
    """Whether a line leads to this version of the add-in."""
    return line.get("url") == FOLDER


def _ours(data: bytes, place: str) -> list[_Element]:
    return [one for one in _read(data, place)[0] if one.is_ours]


def _read(data: bytes, place: str) -> tuple[list[_Element], int]:
    """The elements below the root, and where the root ends."""
    try:
        data.decode("utf-8")
        return _elements(data)
    except (expat.ExpatError, UnicodeDecodeError, ValueError) as error:
        reason = f"WPS 的加载项清单读不懂{stopped_at(error)}，没有改动。"
        raise CallError(reason, Place(place), _CURE) from None


def _elements(data: bytes) -> tuple[list[_Element], int]:
    parser = expat.ParserCreate()
    opened: list[tuple[dict[str, str], int]] = []
    found: list[_Element] = []
    ends: list[int] = []

    def begin(name: str, attributes: dict[str, str]) -> None:
        if not opened and name != _ROOT:
            raise ValueError(f"根元素是 {name}")
        opened.append((attributes, parser.CurrentByteIndex))

    def end(_: str) -> None:
        attributes, start = opened.pop()
        last = _tag_end(data, start)
        if data[last - 2 : last] != b"/>":
            last = _tag_end(data, parser.CurrentByteIndex)
        if len(opened) == 1:
            found.append(_Element(attributes, start, last))
        ends.append(last)

    def refuse(*_: object) -> None:
        raise ValueError("有文档类型声明")

    parser.StartElementHandler, parser.EndElementHandler = begin, end
    parser.StartDoctypeDeclHandler = refuse
    parser.Parse(data, True)
    return found, ends[-1]


def _tag_end(data: bytes, start: int) -> int:
    """Where a tag ends, past what stands in quotes."""
    return next(_unquoted(data, start)) + 1


def _unquoted(data: bytes, start: int) -> Iterator[int]:
    quote = 0
    for at in range(start, len(data)):
        one = data[at]
        if quote:
            quote = 0 if one == quote else quote
        elif one in b"\"'":
            quote = one
        elif one == ord(">"):
            yield at
