"""Texts in which letters differ: a word in red, a small 2 above the line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from zipingbiao.export.looks import font_of
from zipingbiao.export.page import Font, Piece
from zipingbiao.ooxml import xmltext
from zipingbiao.ooxml.colours import Colours
from zipingbiao.ooxml.editor.parts import children, root_of
from zipingbiao.ooxml.strings import unescape

#: A text is mixed only where it holds runs.
_RUN = (b"<r>", b":r>", b"<r ")

#: A run as it is written: its text, the markup of its properties (none: as the cell).
Run = tuple[str, list[str]]


def shared_runs(strings: bytes) -> dict[int, list[Run]]:
    """The runs of the shared strings that hold some, by their numbers."""
    if not any(mark in strings for mark in _RUN):
        return {}
    xml = xmltext.tokens(xmltext.decode(strings))
    items = [one for one in children(xml, root_of(xml)) if one[2] == "si"]
    found = {number: list(_runs(xml[first:end])) for number, (first, end, _) in enumerate(items)}
    return {number: runs for number, runs in found.items() if runs}


def inline_runs(markup: str) -> list[Run]:
    """The runs of a text that stands in its cell; none where it is all alike."""
    return list(_runs(xmltext.tokens(f"<is>{markup}</is>"))) if "r>" in markup else []


def _runs(item: list[str]) -> Iterator[Run]:
    for first, end, name in children(item, 0):
        if name == "r":
            held = {kind: item[a:b] for a, b, kind in children(item, first)}
            yield unescape(_raw(held.get("t", []))), held.get("rPr", [])
        elif name == "t":
            yield unescape(_raw(item[first:end])), []


def _raw(element: Sequence[str]) -> str:
    return "".join(one for one in element if xmltext.is_text(one))


def pieces_of(runs: Sequence[Run], text: str, font: Font, colours: Colours) -> tuple[Piece, ...]:
    """The pieces of a text in a cell of a font; none where the runs say another text."""
    if "".join(said for said, _ in runs) != text:
        return ()
    bare = Font(font.name, font.size)
    made = tuple(
        Piece(said, font_of(markup, colours, bare) if markup else font)
        for said, markup in runs
        if said
    )
    return made if any(piece.font != font for piece in made) else ()
