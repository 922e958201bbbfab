"""Marks in the cells of a form: a colour and a note, both of which say that they are ours.

The colour is a conditional format whose formula is always true and holds a name of ours, so the
cell's own format stays untouched. The note begins and ends with lines of ours; what people
write before or after them is theirs and stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, NamedTuple

from zipingbiao.errors import CallError
from zipingbiao.excel.marker import Rule
from zipingbiao.rules.finding import SEVERITIES

if TYPE_CHECKING:
    import xlwings as xw

    from zipingbiao.excel.host import Host

#: The two kinds of marks: what the check found, what was mended. A check replaces the first.
CHECK, FIX = "检查", "修正"
KINDS = (CHECK, FIX)
_TAGS = {CHECK: frozenset(SEVERITIES), FIX: frozenset({"fix"})}
_OWNER = "「自评表」"
_END = f"{_OWNER}——"
_TAG = re.compile(r'"zpb:(\w+)"')
_WAIVER = re.compile(r"忽略\s*ZPB", re.IGNORECASE)


class Mark(NamedTuple):
    """A mark: the cell's address, its tag (``error``, ``fix``), its colour, what the note says."""

    cell: str
    tag: str
    colour: str
    text: str


def note_of(kind: str, text: str) -> str:
    """A note of ours."""
    return f"{_OWNER}{kind}\n{text}\n{_END}"


def rest_of(note: str, kinds: Iterable[str] = KINDS) -> str:
    """What is left of a note without our part of it; ``""`` where nothing is.

    Somebody may have written into our part, and broken it: then what they ask to be ignored
    stays, as only people ask that at the beginning of a line.
    """
    lines = note.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    heads = {f"{_OWNER}{kind}" for kind in kinds}
    left: list[str] = []
    ours = False
    for line in lines:
        if line.strip() in heads:
            ours = True
        elif ours and line.strip() == _END:
            ours = False
        elif not ours or _WAIVER.match(line.strip()):
            left.append(line)
    return "\n".join(left) if len(left) < len(lines) else note


def is_own_note(note: str) -> bool:
    """Whether a note was made by us, whatever people have added."""
    return note.startswith(_OWNER)


def put(sheet: xw.Sheet, kind: str, marks: Iterable[Mark], host: Host) -> list[str]:
    """Mark cells of one sheet, which must not be protected; the cells whose note stays as it is.

    Those have a note already that is none of ours.
    """
    marks = list(marks)
    host.marker.colour(sheet, map(rule_of, marks))
    written, kept = noted(host.marker.notes(sheet), kind, marks)
    kept |= set(host.marker.set_notes(sheet, written))
    return [one.cell for one in marks if one.cell in kept]


def rule_of(mark: Mark) -> Rule:
    """The rule that colours a marked cell."""
    return Rule(mark.cell, f'="zpb:{mark.tag}"<>""', mark.colour)


def noted(
    texts: Mapping[str, str], kind: str, marks: Iterable[Mark]
) -> tuple[dict[str, str], set[str]]:
    """The notes to be written where some stand, and the cells whose note of others stays."""
    kept, written = set[str](), dict[str, str]()
    for one in marks:
        note = note_of(kind, one.text)
        before = written.get(one.cell, texts.get(one.cell, ""))
        if before and not is_own_note(before):
            kept.add(one.cell)
        else:
            written[one.cell] = f"{before}\n{note}" if before else note
    return written, kept


def tags_of(kinds: Iterable[str]) -> frozenset[str]:
    """By what the colours of some kinds of marks are known."""
    return frozenset().union(*(_TAGS[kind] for kind in kinds))


def changed_notes(texts: Mapping[str, str], kinds: Iterable[str]) -> dict[str, str]:
    """The notes that have a part of ours, without it."""
    kinds = tuple(kinds)
    return {c: rest for c, text in texts.items() if (rest := rest_of(text, kinds)) != text}


@contextmanager
def opened(sheet: xw.Sheet, host: Host) -> Iterator[bool]:
    """A block in which a protected sheet can be changed; False where a password forbids it."""
    with ExitStack() as stack:
        try:
            stack.enter_context(host.unlocked(sheet))
        except CallError:
            is_open = False
        else:
            is_open = True
        yield is_open


def clear(book: xw.Book, host: Host, kinds: Iterable[str] = KINDS) -> tuple[int, list[str]]:
    """Take all our marks off; how many, and the sheets whose password forbids it."""
    kinds, marker = tuple(kinds), host.marker
    tags = tags_of(kinds)
    count, closed = 0, []
    for sheet in book.sheets:
        rules = marker.colours(sheet, lambda formula: tag_of(formula) in tags)
        changed = changed_notes(marker.notes(sheet), kinds)
        if not rules and not changed:
            continue
        with opened(sheet, host) as is_open:
            if is_open:
                marker.uncolour(sheet, rules)
                marker.set_notes(sheet, changed)
                count += len(rules) + len(changed)
            else:
                closed.append(sheet.name)
    return count, closed


def tag_of(formula: str) -> str | None:
    """The tag in the formula of a rule of ours; None of any other."""
    match = _TAG.search(formula)
    return match[1] if match else None
