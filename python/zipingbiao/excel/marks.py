"""Marks in the cells of a form: a colour and a note, both of which say that they are ours.

The colour is a conditional format whose formula is always true and holds a name of ours, so the
cell's own format stays untouched. The note begins and ends with lines of ours; what people
write before or after them is theirs and stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from typing import NamedTuple

import xlwings as xw

from zipingbiao.errors import CallError
from zipingbiao.excel.host import Host
from zipingbiao.rules.finding import SEVERITIES

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


def put(sheet: xw.Sheet, kind: str, marks: Iterable[Mark]) -> list[str]:
    """Mark cells of one sheet, which must not be protected; the cells whose note stays as it is.

    Those have a note already that is none of ours.
    """
    return [one.cell for one in marks if not _put(sheet, kind, one)]


def _put(sheet: xw.Sheet, kind: str, mark: Mark) -> bool:
    """Mark a cell; whether it could be given a note."""
    cell = sheet[mark.cell]
    formula = f'="zpb:{mark.tag}"<>""'
    cell.merge_area.conditional_formats.add_custom(formula, fill_color=f"#{mark.colour}")
    text, note = note_of(kind, mark.text), cell.note
    if note is None:
        return _add_note(cell, text)
    if not is_own_note(note.text):
        return False
    note.text = f"{note.text}\n{text}"
    return True


def _add_note(cell: xw.Range, text: str) -> bool:
    """Add a note; False where the program takes none: a threaded comment stands there."""
    try:
        cell.add_note(text)
    except Exception as error:
        if type(error).__name__ != "com_error":  # pywin32's, which is there on Windows only
            raise
        return False
    return True


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
    kinds = tuple(kinds)
    count, closed = 0, []
    for sheet in book.sheets:
        found = _own_marks(sheet, kinds)
        if not found:
            continue
        with opened(sheet, host) as is_open:
            if is_open:
                for one in found:
                    _remove(one, kinds)
                count += len(found)
            else:
                closed.append(sheet.name)
    return count, closed


_Marked = xw.main.ConditionalFormat | xw.main.Note


def _own_marks(sheet: xw.Sheet, kinds: tuple[str, ...]) -> list[_Marked]:
    """Our marks on a sheet, the last first: the others keep their places as they go."""
    tags = frozenset().union(*(_TAGS[kind] for kind in kinds))
    rules = (one for one in sheet.used_range.conditional_formats if _tag_of(one) in tags)
    notes = (one for one in sheet.notes if rest_of(one.text, kinds) != one.text)
    found: list[_Marked] = [*rules, *notes]
    return found[::-1]


def _tag_of(rule: xw.main.ConditionalFormat) -> str | None:
    match = _TAG.search(rule.formula or "")
    return match[1] if match else None


def _remove(mark: _Marked, kinds: tuple[str, ...]) -> None:
    rest = rest_of(mark.text, kinds) if isinstance(mark, xw.main.Note) else ""
    if rest and isinstance(mark, xw.main.Note):
        mark.text = rest
    else:
        mark.delete()
