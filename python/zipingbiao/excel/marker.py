"""How a program colours many cells and notes many things, at once or one by one.

`zipingbiao.excel.marks` says what is put and taken away; here is how. `CellMarker` does it by what
xlwings gives on every engine. Where every question is a message to another process, a host has a
marker of its own that asks fewer of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

if TYPE_CHECKING:
    import xlwings as xw


class Rule(NamedTuple):
    """A cell that a rule colours: its address, a formula that is always true, ``FFC7CE``."""

    cell: str
    formula: str
    colour: str


class Marker(Protocol):
    """What marks are made of; the sheet must not be protected where something changes."""

    def colour(self, sheet: xw.Sheet, rules: Iterable[Rule]) -> None:
        """Colour cells, merged ones as a whole, by rules that leave their own formats alone."""

    def colours(self, sheet: xw.Sheet, is_ours: Callable[[str], bool]) -> Sequence[Any]:
        """The rules of a sheet whose formulas are ours, for `uncolour`."""

    def uncolour(self, sheet: xw.Sheet, rules: Sequence[Any]) -> None:
        """Take away rules of a sheet that `colours` has just given."""

    def notes(self, sheet: xw.Sheet) -> dict[str, str]:
        """What the notes of a sheet say, by the addresses of their cells."""

    def set_notes(self, sheet: xw.Sheet, texts: Mapping[str, str]) -> list[str]:
        """Write notes, or take away those whose text is ``""``; the cells that take none."""


class CellMarker:
    """See `Marker`: one cell after the other, by xlwings alone."""

    def colour(self, sheet: xw.Sheet, rules: Iterable[Rule]) -> None:
        """Colour cells."""
        for cell, formula, colour in rules:
            area = sheet[cell].merge_area
            area.conditional_formats.add_custom(formula, fill_color=f"#{colour}")

    def colours(self, sheet: xw.Sheet, is_ours: Callable[[str], bool]) -> Sequence[Any]:
        """The rules that are ours."""
        rules = sheet.used_range.conditional_formats
        return [one for one in rules if is_ours(one.formula or "")]

    def uncolour(self, sheet: xw.Sheet, rules: Sequence[Any]) -> None:
        """Take rules away, the last first: the others keep their places as they go."""
        for one in reversed(rules):
            one.delete()

    def notes(self, sheet: xw.Sheet) -> dict[str, str]:
        """What the notes say."""
        return {one.location.get_address(False, False): one.text for one in sheet.notes}

    def set_notes(self, sheet: xw.Sheet, texts: Mapping[str, str]) -> list[str]:
        """Write notes, or take them away."""
        return [cell for cell, text in texts.items() if not _set_note(sheet[cell], text)]


def _set_note(cell: xw.Range, text: str) -> bool:
    """Write a note; False where the program takes none: a threaded comment stands there."""
    note = cell.note
    if note is not None and text:
        note.text = text
    elif note is not None:
        note.delete()
    elif text:
        return _add_note(cell, text)
    return True


def _add_note(cell: xw.Range, text: str) -> bool:
    try:
        cell.add_note(text)
    except Exception as error:
        if type(error).__name__ != "com_error":  # pywin32's, which is there on Windows only
            raise
        return False
    return True
