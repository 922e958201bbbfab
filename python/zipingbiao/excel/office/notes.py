"""Notes of cells (批注)."""

from __future__ import annotations

from xlwings import base_classes

from zipingbiao.excel.office.document import check_unlocked
from zipingbiao.excel.office.link import Uno, told
from zipingbiao.excel.office.parts import RangePart

ANNOTATION = 8  # com.sun.star.sheet.CellFlags


@told
class Note(base_classes.Note):
    """The note of one cell."""

    def __init__(self, location: RangePart) -> None:
        self._location = location

    @property
    def api(self) -> Uno:
        """The note in LibreOffice."""
        return self._location.cell.getAnnotation()

    @property
    def text(self) -> str:
        """What the note says."""
        text: str = self.api.getString()
        return text

    @text.setter
    def text(self, value: str) -> None:
        check_unlocked(self._location.sheet.api)
        self.api.setString(value)

    @property
    def author(self) -> str:
        """Who wrote it, as far as the file says so."""
        author: str = self.api.getAuthor()
        return author

    @property
    def location(self) -> RangePart:
        """The cell."""
        return self._location

    def delete(self) -> None:
        """Take the note away."""
        check_unlocked(self._location.sheet.api)
        self._location.cell.clearContents(ANNOTATION)


def note_of(location: RangePart) -> Note | None:
    """The note of a cell, None where it has none."""
    # LibreOffice gives an empty note for a cell without one; it keeps no empty notes.
    return Note(location) if location.cell.getAnnotation().getString() else None


def add_note(location: RangePart, text: str) -> Note:
    """Put a note on a cell that has none."""
    sheet = location.sheet.api
    check_unlocked(sheet)
    sheet.Annotations.insertNew(location.cell.CellAddress, text)
    return Note(location)


def places_of_notes(sheet: Uno) -> list[tuple[int, int]]:
    """Row and column of each note of a sheet, counted from 1, row by row."""
    notes = sheet.Annotations
    positions = (notes.getByIndex(index).Position for index in range(notes.Count))
    return sorted((position.Row + 1, position.Column + 1) for position in positions)
