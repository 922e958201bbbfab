"""The cells of a sheet part: asked for style and formula, given other ones.

Only the cells that are edited are written anew; a cell or row that is missing is put in its
place. Formulas that share a text are told apart where their master goes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import NamedTuple
from xml.parsers.expat import ExpatError

from zipingbiao.errors import UnreadableFile, stopped_at
from zipingbiao.ooxml import xmltext
from zipingbiao.ooxml.address import Area, area_of, cell_name, cell_place
from zipingbiao.ooxml.editor.parts import element
from zipingbiao.ooxml.formula import expand_shared
from zipingbiao.ooxml.grid import CellError, Scalar
from zipingbiao.ooxml.sheetxml import CellXml, RowXml, SheetReader


class BoundCellError(Exception):
    """A cell that can't be written alone: it belongs to an array formula or a data table."""


class CellFormula(NamedTuple):
    """The formula of a cell, without its equals sign.

    ``area`` is where the values of an array formula go, None for a plain one; ``spills``: it fills
    as many cells as it has values. The formula of a data table has no text.
    """

    text: str
    area: Area | None = None
    spills: bool = False


@dataclass(frozen=True, slots=True)
class _Edit:
    """What becomes of a cell. ``value`` counts where ``written``; a formula then goes with it.

    ``cached``: only the value of its formula changes.
    """

    style: int | None = None
    written: bool = False
    value: Scalar = None
    formula: str | None = None
    cached: bool = False

    @property
    def overwrites(self) -> bool:
        """Whether what stood in the cell goes."""
        return self.written and not self.cached


#: What is to become of the cells of a sheet, by address.
SheetEdits = Mapping[str, _Edit]


class _Patch(NamedTuple):
    """Bytes of the part, from ``start`` to ``end``, and what stands there instead."""

    start: int
    end: int
    text: str


class SheetCells:
    """The cells of one sheet part. Raises UnreadableFile ZPB903 where it is damaged."""

    def __init__(self, part: bytes) -> None:
        self._part = part = xmltext.encode(xmltext.decode(part))
        self._rows: dict[int, RowXml] = {}
        self._cells: dict[str, CellXml] = {}
        self._edits: dict[str, _Edit] = {}
        reader = SheetReader(part)
        try:
            for row in reader:
                self._take(row)
        except (ExpatError, ValueError) as error:
            reason = f"文件已损坏，工作表无法解析{stopped_at(error)}。"
            raise UnreadableFile("ZPB903", reason) from None
        self._data = reader.data
        self._prefix = reader.data.prefix if reader.data else ""
        self._masters = self._shared_masters()
        self._formulas = dict(self._formulas_there())
        self._areas = [one.area for one in self._formulas.values() if one.area is not None]

    def _take(self, row: RowXml) -> None:
        if row.start < row.end:
            self._rows[row.number] = row
        for cell in row.cells:
            self._cells[cell_name(cell.row, cell.column)] = cell

    @property
    def edits(self) -> SheetEdits:
        """What was edited so far; set, it brings that state back."""
        return dict(self._edits)

    @edits.setter
    def edits(self, edits: SheetEdits) -> None:
        self._edits = dict(edits)

    # Formulas

    def _shared_masters(self) -> Mapping[str, CellXml]:
        """Group of formulas that share a text → the cell that has it."""
        found: dict[str, CellXml] = {}
        for cell in self._cells.values():
            if cell.formula and cell.formula_settings.get("t") == "shared":
                found.setdefault(cell.formula_settings.get("si", ""), cell)
        return found

    def _formulas_there(self) -> Iterator[tuple[str, CellFormula]]:
        for address, cell in self._cells.items():
            if cell.formula is None:
                continue
            kind = cell.formula_settings.get("t")
            if kind in ("array", "dataTable"):
                area = area_of(cell.formula_settings.get("ref") or address)
                yield address, CellFormula(cell.formula, area, "cm" in cell.settings)
            elif kind == "shared" and not cell.formula:
                master = self._masters.get(cell.formula_settings.get("si", ""))
                if master is not None:
                    places = (master.row, master.column), (cell.row, cell.column)
                    yield address, CellFormula(expand_shared(master.formula or "", *places))
            elif cell.formula:
                yield address, CellFormula(cell.formula)

    @property
    def formulas(self) -> dict[str, CellFormula]:
        """The formulas of the sheet by cell, as edited."""
        found = dict(self._formulas)
        for address, edit in self._edits.items():
            if edit.overwrites:
                found.pop(address, None)
                if edit.formula is not None:
                    found[address] = CellFormula(edit.formula)
        return found

    # Styles

    def style(self, address: str) -> int:
        """The style of a cell; of its row or its column where the cell is not there."""
        edit = self._edits.get(address)
        if edit and edit.style is not None:
            return edit.style
        cell = self._cells.get(address)
        return cell.style if cell else self._style_around(address)

    def _style_around(self, address: str) -> int:
        number, column = cell_place(address)
        style = self._rows[number].settings.get("s", "") if number in self._rows else ""
        if style.isdecimal():
            return int(style)
        head = self._part[: self._data.start if self._data else 0].decode()
        xml = xmltext.tokens(head)
        for tag in (xml[index] for index, name in xmltext.starts(xml) if name == "col"):
            if xmltext.whole(tag, "min") <= column <= xmltext.whole(tag, "max"):
                return xmltext.whole(tag, "style")
        return 0

    def restyle(self, address: str, style: int) -> None:
        """Give a cell another style."""
        self._edits[address] = replace(self._edits.get(address, _Edit()), style=style)

    # Values

    def write(self, address: str, value: Scalar, formula: str | None = None) -> None:
        """Write a value, or a formula with its value. Raises BoundCellError."""
        if any(area.contains(*cell_place(address)) for area in self._areas):
            raise BoundCellError(address)
        edit = self._edits.get(address, _Edit())
        self._edits[address] = replace(
            edit, written=True, value=value, formula=formula, cached=False
        )

    def recache(self, address: str, value: Scalar) -> None:
        """Give a formula cell, or a cell of an array formula, the value that it now has."""
        edit = self._edits.get(address, _Edit())
        cached = edit.cached or not edit.written
        self._edits[address] = replace(edit, written=True, value=value, cached=cached)

    # Writing

    def markup(self) -> str:
        """The part with its edits."""
        if self._data is None or not self._edits:
            return self._part.decode()
        edits = {**self._edits, **self._told_apart()}
        patches = [
            _Patch(cell.start, cell.end, self._edited(cell, edits[address]))
            for address, cell in self._cells.items()
            if address in edits
        ]
        missing = sorted(cell_place(address) for address in edits if address not in self._cells)
        for number, places in groupby(missing, key=lambda place: place[0]):
            made = [(column, self._made(cell_name(number, column), edits)) for _, column in places]
            patches += self._inserted(number, made)
        return self._patched(patches)

    def _patched(self, patches: Sequence[_Patch]) -> str:
        pieces: list[str] = []
        at = 0
        for start, end, text in sorted(patches, key=lambda patch: patch[:2]):
            pieces += (self._part[at:start].decode(), text)
            at = end
        return "".join([*pieces, self._part[at:].decode()])

    def _told_apart(self) -> dict[str, _Edit]:
        """Formulas that share the text of one that is written over get their own."""
        gone = {
            group
            for group, master in self._masters.items()
            if (edit := self._edits.get(cell_name(master.row, master.column))) and edit.overwrites
        }
        return {
            address: replace(edit, formula=self._formulas[address].text)
            for address, cell in self._cells.items()
            if cell.formula_settings.get("t") == "shared"
            and cell.formula_settings.get("si", "") in gone
            and not (edit := self._edits.get(address, _Edit())).overwrites
        }

    def _edited(self, cell: CellXml, edit: _Edit) -> str:
        tag, *rest = xmltext.tokens(self._part[cell.start : cell.end].decode())
        if edit.style is not None:
            tag = xmltext.with_attribute(tag, "s", str(edit.style))
        if edit.overwrites:
            return self._typed(_without_metadata(tag), edit.value, self._formula(edit.formula))
        at = xmltext.find(rest, "f")
        formula = "" if at is None else "".join(rest[at : xmltext.element_end(rest, at)])
        if edit.formula is not None and at is not None:
            rest[at : xmltext.element_end(rest, at)] = [formula := self._formula(edit.formula)]
        if edit.cached:
            return self._typed(tag, edit.value, formula)
        return "".join([tag, *rest])

    def _formula(self, text: str | None) -> str:
        return f"<{self._prefix}f>{xmltext.escape(text)}</{self._prefix}f>" if text else ""

    def _typed(self, tag: str, value: Scalar, formula: str) -> str:
        """The cell with a value and the markup of its formula."""
        kind, shown = _written(value, bool(formula))
        tag = xmltext.with_attribute(tag, "vm", None)  # tells of the value that was there
        tag = xmltext.with_attribute(tag, "t", kind).removesuffix("/>").removesuffix(">").rstrip()
        prefix = self._prefix
        if kind == "inlineStr":
            text = f'<{prefix}t xml:space="preserve">{xmltext.escape(shown or "")}</{prefix}t>'
            body = f"<{prefix}is>{text}</{prefix}is>"
        else:
            body = "" if shown is None else f"<{prefix}v>{xmltext.escape(shown)}</{prefix}v>"
        return f"{tag}>{formula}{body}</{prefix}c>"

    def _made(self, address: str, edits: Mapping[str, _Edit]) -> str:
        edit = edits[address]
        style = edit.style if edit.style is not None else self._style_around(address)
        tag = element(f"{self._prefix}c", {"r": address} | ({"s": str(style)} if style else {}))
        return self._typed(tag, edit.value, self._formula(edit.formula)) if edit.written else tag

    def _inserted(self, number: int, cells: Sequence[tuple[int, str]]) -> Iterator[_Patch]:
        """Cells that are not there, put into their row, and the row where it isn't there either."""
        row = self._rows.get(number)
        if row is None:
            markup = "".join(markup for _, markup in cells)
            yield self._new_row(element(f"{self._prefix}row", {"r": str(number)}, markup), number)
            return
        last: list[str] = []
        for column, markup in cells:
            behind = [cell.start for cell in row.cells if cell.column > column]
            if behind:
                yield _Patch(min(behind), min(behind), markup)
            else:
                last.append(markup)
        if last:
            yield self._at_the_end(row.start, row.end, "".join(last))

    def _new_row(self, markup: str, number: int) -> _Patch:
        behind = [row.start for row in self._rows.values() if row.number > number]
        assert self._data is not None
        if behind:
            return _Patch(min(behind), min(behind), markup)
        start, end = self._data.start, self._data.end
        if self._part[start - 2 : start] == b"/>":
            return _Patch(start - 2, start, f">{markup}</{self._prefix}sheetData>")
        return _Patch(end, end, markup)

    def _at_the_end(self, start: int, end: int, markup: str) -> _Patch:
        """Markup behind all that an element holds."""
        whole = self._part[start:end].decode()
        if whole.endswith("/>"):
            return _Patch(end - 2, end, f">{markup}</{self._prefix}row>")
        closing = end - len(whole[whole.rindex("</") :].encode())
        return _Patch(closing, closing, markup)


def _without_metadata(tag: str) -> str:
    """``cm`` marks a formula as one that spills; it goes where that formula goes."""
    return xmltext.with_attribute(tag, "cm", None)


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
