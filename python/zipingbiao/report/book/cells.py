"""The cells of a sheet part: asked for style and formula, given other ones.

Only the cells that are edited are written anew; a cell or row that is missing is put in its
place. Formulas that share a text are told apart where their master goes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby

from zipingbiao.ooxml import xmltext
from zipingbiao.ooxml.address import area_of, cell_name, cell_place
from zipingbiao.ooxml.formula import expand_shared
from zipingbiao.ooxml.grid import CellError, Scalar
from zipingbiao.report.book.parts import children, element, root_of


class BoundCellError(Exception):
    """A cell that can't be written alone: it belongs to an array formula or a data table."""


@dataclass(frozen=True, slots=True)
class _Cell:
    """A cell of the part: the tokens it takes, its attributes, its formula if it has one."""

    start: int
    end: int
    style: int
    formula: str | None = None
    shared: str | None = None


@dataclass(frozen=True, slots=True)
class _Edit:
    """What becomes of a cell. ``value`` counts where ``written``; a formula then goes with it."""

    style: int | None = None
    written: bool = False
    value: Scalar = None
    formula: str | None = None
    cached: bool = False


class SheetCells:
    """The cells of one sheet part."""

    def __init__(self, xml: list[str]) -> None:
        self._xml = xml
        self._cells: dict[str, _Cell] = {}
        self._rows: dict[int, tuple[int, int]] = {}
        self._arrays: list[str] = []
        self._masters: dict[str, tuple[str, str]] = {}
        self._edits: dict[str, _Edit] = {}
        self._prefix = xmltext.prefix_of(xml[root_of(xml)])
        self._data = xmltext.find(xml, "sheetData")
        for start, end, number in self._row_elements():
            self._rows[number] = start, end
            for address, cell in self._cells_of(start, number):
                self._cells[address] = cell

    def _row_elements(self) -> Iterator[tuple[int, int, int]]:
        number = 0
        if self._data is not None:
            for start, end, name in children(self._xml, self._data):
                if name == "row":
                    number = int(xmltext.attribute(self._xml[start], "r") or number + 1)
                    yield start, end, number

    def _cells_of(self, row: int, number: int) -> Iterator[tuple[str, _Cell]]:
        column = 0
        for start, end, name in children(self._xml, row):
            if name == "c":
                written = xmltext.attribute(self._xml[start], "r")
                column = cell_place(written)[1] if written else column + 1
                address = cell_name(number, column)
                yield address, self._cell(address, start, end)

    def _cell(self, address: str, start: int, end: int) -> _Cell:
        style = int(xmltext.attribute(self._xml[start], "s") or 0)
        at = next((at for at, _, name in children(self._xml, start) if name == "f"), None)
        if at is None:
            return _Cell(start, end, style)
        tag, text = self._xml[at], xmltext.text_at(self._xml, at)[1]
        kind, group = xmltext.attribute(tag, "t"), xmltext.attribute(tag, "si") or ""
        if kind in ("array", "dataTable"):
            self._arrays.append(xmltext.attribute(tag, "ref") or address)
        if kind != "shared":
            return _Cell(start, end, style, text)
        master, text = self._masters.setdefault(group, (address, text))
        own = expand_shared(text, cell_place(master), cell_place(address))
        return _Cell(start, end, style, own, group)

    @property
    def formulas(self) -> dict[str, str]:
        """The formulas of the sheet by cell, as edited."""
        found: dict[str, str | None] = {at: one.formula for at, one in self._cells.items()}
        for address, edit in self._edits.items():
            if edit.written and not edit.cached:
                found[address] = edit.formula
        return {address: text for address, text in found.items() if text}

    def style(self, address: str) -> int:
        """The style of a cell; of its row or its column where the cell is not there."""
        edit = self._edits.get(address)
        if edit and edit.style is not None:
            return edit.style
        cell = self._cells.get(address)
        return cell.style if cell else self._style_around(address)

    def _style_around(self, address: str) -> int:
        number, column = cell_place(address)
        if number in self._rows:
            written = xmltext.attribute(self._xml[self._rows[number][0]], "s")
            if written:
                return int(written)
        for index, name in xmltext.starts(self._xml[: self._data]):
            if name == "col":
                found = {one.name: one.value for one in xmltext.attributes(self._xml[index])}
                if int(found.get("min", 0)) <= column <= int(found.get("max", 0)):
                    return int(found.get("style", 0))
        return 0

    def restyle(self, address: str, style: int) -> None:
        """Give a cell another style."""
        self._edits[address] = replace(self._edits.get(address, _Edit()), style=style)

    def write(self, address: str, value: Scalar, formula: str | None = None) -> None:
        """Write a value, or a formula with its value. Raises BoundCellError."""
        row, column = cell_place(address)
        if any(area_of(area).contains(row, column) for area in self._arrays):
            raise BoundCellError(address)
        edit = self._edits.get(address, _Edit())
        self._edits[address] = replace(
            edit, written=True, value=value, formula=formula, cached=False
        )

    def recache(self, address: str, value: Scalar) -> None:
        """Give a formula cell the value that it now has."""
        edit = self._edits.get(address, _Edit())
        cached = edit.cached or not edit.written
        self._edits[address] = replace(edit, written=True, value=value, cached=cached)

    # Writing

    def markup(self) -> str:
        """The part with its edits."""
        if self._data is None or not self._edits:
            return "".join(self._xml)
        xml = list(self._xml)
        edits = dict(self._edits)
        for address, edit in self._told_apart(edits).items():
            edits[address] = edit
        absent = (cell_place(at) for at in edits if at not in self._cells)
        missing = sorted(absent, reverse=True)
        for address, cell in self._cells.items():
            if address in edits:
                markup = self._edited(address, cell, edits[address])
                xml[cell.start : cell.end] = [markup, *[""] * (cell.end - cell.start - 1)]
        for row, group in groupby(missing, key=lambda place: place[0]):
            self._insert(xml, row, [cell_name(*place) for place in group], edits)
        return "".join(xml)

    def _told_apart(self, edits: dict[str, _Edit]) -> dict[str, _Edit]:
        """Formulas that share the text of one that is written over get their own."""
        gone = {
            group
            for group, (master, _) in self._masters.items()
            if (edit := edits.get(master)) and edit.written and not edit.cached
        }
        return {
            address: replace(edits.get(address, _Edit()), formula=cell.formula)
            for address, cell in self._cells.items()
            if cell.shared in gone and not _overwritten(edits.get(address))
        }

    def _edited(self, address: str, cell: _Cell, edit: _Edit) -> str:
        tag = self._xml[cell.start]
        if edit.style is not None:
            tag = xmltext.with_attribute(tag, "s", str(edit.style))
        if edit.written and not edit.cached:
            return self._new_cell(tag, edit.value, edit.formula)
        inside = "".join(self._xml[cell.start + 1 : cell.end])
        if xmltext.is_empty(tag):
            return tag
        if edit.formula is not None:
            inside = self._with_own_formula(cell, edit.formula)
        if edit.cached:
            return self._recached(tag, inside, edit.value)
        return tag + inside

    def _with_own_formula(self, cell: _Cell, formula: str) -> str:
        xml = self._xml[cell.start + 1 : cell.end]
        at = xmltext.find(xml, "f")
        assert at is not None
        own = f"<{self._prefix}f>{xmltext.escape(formula)}</{self._prefix}f>"
        return "".join([*xml[:at], own, *xml[xmltext.element_end(xml, at) :]])

    def _recached(self, tag: str, inside: str, value: Scalar) -> str:
        xml = xmltext.tokens(inside)
        at = xmltext.find(xml, "f")
        formula = "" if at is None else "".join(xml[at : xmltext.element_end(xml, at)])
        return self._typed(tag, value, formula)

    def _new_cell(self, tag: str, value: Scalar, formula: str | None) -> str:
        own = f"<{self._prefix}f>{xmltext.escape(formula)}</{self._prefix}f>" if formula else ""
        return self._typed(tag, value, own)

    def _typed(self, tag: str, value: Scalar, formula: str) -> str:
        """The cell with a value and the markup of its formula."""
        kind, shown = _written(value, bool(formula))
        for name in ("cm", "vm"):
            tag = xmltext.with_attribute(tag, name, None)
        tag = xmltext.with_attribute(tag, "t", kind).removesuffix("/>").removesuffix(">").rstrip()
        prefix = self._prefix
        if kind == "inlineStr":
            text = f'<{prefix}t xml:space="preserve">{xmltext.escape(shown or "")}</{prefix}t>'
            body = f"<{prefix}is>{text}</{prefix}is>"
        else:
            body = "" if shown is None else f"<{prefix}v>{xmltext.escape(shown)}</{prefix}v>"
        return f"{tag}>{formula}{body}</{prefix}c>"

    def _insert(
        self, xml: list[str], row: int, addresses: list[str], edits: dict[str, _Edit]
    ) -> None:
        """Put cells that are not there into their row, and the row where it isn't there either.

        The cells come from right to left, the rows from the last one up.
        """
        made = [(address, self._made(address, edits[address])) for address in addresses]
        if row in self._rows:
            for address, markup in made:
                self._insert_cell(xml, row, address, markup)
            return
        cells = "".join(markup for _, markup in reversed(made))
        markup = element(f"{self._prefix}row", {"r": str(row)}, cells)
        behind = [place for number, place in self._rows.items() if number > row]
        at = min(behind)[0] if behind else None
        if at is not None:
            xml[at] = markup + xml[at]
        else:
            self._at_the_end(xml, self._data or 0, markup)

    def _insert_cell(self, xml: list[str], row: int, address: str, markup: str) -> None:
        start, _ = self._rows[row]
        column = cell_place(address)[1]
        for at, _, name in children(self._xml, start):
            written = xmltext.attribute(self._xml[at], "r") if name == "c" else None
            if written and cell_place(written)[1] > column:
                xml[at] = markup + xml[at]
                return
        self._at_the_end(xml, start, markup)

    def _at_the_end(self, xml: list[str], start: int, markup: str) -> None:
        """Put markup behind all that an element held; tokens keep their numbers.

        What comes last is put there first.
        """
        tag = self._xml[start]
        if xmltext.is_empty(tag):
            head = f"{tag.removesuffix('/>').rstrip()}>"
            if xml[start] == tag:
                name = f"{xmltext.prefix_of(tag)}{xmltext.local_name(tag)}"
                xml[start] = f"{head}</{name}>"
            xml[start] = head + markup + xml[start][len(head) :]
        else:
            last = xmltext.element_end(self._xml, start) - 1
            xml[last] = markup + xml[last]

    def _made(self, address: str, edit: _Edit) -> str:
        style = edit.style if edit.style is not None else self._style_around(address)
        tag = element(f"{self._prefix}c", {"r": address} | ({"s": str(style)} if style else {}))
        return self._new_cell(tag, edit.value, edit.formula) if edit.written else tag


def _overwritten(edit: _Edit | None) -> bool:
    return edit is not None and edit.written and not edit.cached


def _written(value: Scalar, computed: bool) -> tuple[str | None, str | None]:
    """The type of a cell and the text of its value, as the file has them."""
    if value is None:
        return None, None
    if isinstance(value, bool):
        return "b", str(int(value))
    if isinstance(value, CellError):
        return "e", str(value)
    if isinstance(value, str):
        return ("str" if computed else "inlineStr"), value
    return None, repr(value)
