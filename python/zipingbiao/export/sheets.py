"""A sheet of a workbook as a page: what is printed of it, as it is printed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import NamedTuple

from zipingbiao.export.looks import around, colours_of, looks_of
from zipingbiao.export.page import A4, Box, Heads, Look, Page, Paper
from zipingbiao.export.pieces import Run, inline_runs, pieces_of, shared_runs
from zipingbiao.export.spilling import spilled
from zipingbiao.ooxml import xmltext
from zipingbiao.ooxml.address import MAX_COLUMN, Area, area_of, cell_name, column_number
from zipingbiao.ooxml.colours import Colours
from zipingbiao.ooxml.editor.parts import children, root_of
from zipingbiao.ooxml.formula import parse
from zipingbiao.ooxml.grid import Sheet
from zipingbiao.ooxml.package import Package
from zipingbiao.ooxml.relations import parts_of, sheets_of, targets, workbook_part
from zipingbiao.ooxml.sheetxml import CellXml, RowXml, SheetReader
from zipingbiao.ooxml.xlsx import read_xlsx

#: Pixels to a digit of the default font; columns are measured in digits.
_DIGIT, _PIXEL = 7, 0.75
_DEFAULT_WIDTH, _DEFAULT_HEIGHT = 9.14, 15.0
_INCH = 72.0
#: Papers that workbooks name by number, upright: A3, A4, A5, B5 (points).
_PAPERS = {"8": (841.9, 1190.6), "9": A4, "11": (419.5, 595.3), "13": (515.9, 728.5)}
_SETTINGS = frozenset(
    ("cols", "sheetFormatPr", "printOptions", "pageMargins", "pageSetup", "headerFooter", "drawing")
)
_HIDDEN = frozenset({"1", "true"})
_AREA, _TITLES = "_xlnm.Print_Area", "_xlnm.Print_Titles"


class Book:
    """An opened workbook (``.xlsx``) whose sheets become pages."""

    def __init__(self, data: bytes) -> None:
        package = Package.open(data)
        self.sheets: Mapping[str, Sheet] = {one.name: one for one in read_xlsx(package)}
        self._parts = parts_of(package, lambda name: name.endswith((".xml", ".rels")))

    def page(self, name: str, area: Area | None = None) -> Page:
        """A sheet, or an area of it, as a page. What is hidden is left out, as it is in print.

        Without ``area`` it is what the sheet prints; an area reaches no further than what stands
        on the sheet. Raises UnreadableFile for a damaged part.
        """
        drawn = _Drawn(self._layouts[name], self.sheets[name], self._looks, self._pieces)
        printed = self._printed.get(name, {})
        extent = drawn.extent
        if area is None:
            area = _first(printed.get(_AREA, ())) or extent
        else:
            bottom, right = min(area.bottom, extent.bottom), min(area.right, extent.right)
            area = area._replace(bottom=bottom, right=right)
        return spilled(drawn.page(area, _first(printed.get(_TITLES, ()))))

    @cached_property
    def _layouts(self) -> Mapping[str, bytes]:
        """The worksheet part of each sheet."""
        return {one.name: self._parts[one.part] for one in sheets_of(self._parts) if one.part}

    @cached_property
    def _looks(self) -> tuple[Look, ...]:
        styles, theme = self._hanging("styles"), self._hanging("theme")
        return looks_of(styles, theme) if styles else (Look(),)

    @cached_property
    def _pieces(self) -> _Mixed:
        styles, theme = self._hanging("styles"), self._hanging("theme")
        colours = colours_of(styles, theme) if styles else Colours(theme)
        return _Mixed(shared_runs(self._hanging("sharedStrings")), colours)

    def _hanging(self, kind: str) -> bytes:
        """The part of a kind that hangs on the workbook; nothing where there is none."""
        every = targets(self._parts, workbook_part(self._parts))
        found = (self._parts.get(one.target) for one in every if one.kind == kind)
        return next(filter(None, found), b"")

    @cached_property
    def _printed(self) -> Mapping[str, Mapping[str, Sequence[Area]]]:
        """Sheet → its print area and the rows printed on each page."""
        xml = xmltext.tokens(xmltext.decode(self._parts[workbook_part(self._parts)]))
        names = [one.name for one in sheets_of(self._parts)]
        found: dict[str, dict[str, Sequence[Area]]] = {}
        for index, kind in xmltext.starts(xml):
            if kind != "definedName":
                continue
            home = xmltext.whole(xml[index], "localSheetId")
            text = xmltext.text_of(xml[index : xmltext.element_end(xml, index)])
            name = xmltext.attribute(xml[index], "name") or ""
            if name in (_AREA, _TITLES) and home < len(names):
                found.setdefault(names[home], {})[name] = list(_areas(text))
        return found


def _areas(text: str) -> Iterator[Area]:
    """The areas in a name of Excel's own: ``表!$A$1:$K$9``; whole rows, ``表!$3:$4``, too."""
    for one in parse(text):
        if isinstance(one, str) or one.last is None or not (one.first.row and one.last.row):
            continue
        left, right = (column_number(end.letters.upper()) for end in (one.first, one.last))
        yield Area(one.first.row, left or 1, one.last.row, right or MAX_COLUMN)


def _first(areas: Sequence[Area]) -> Area | None:
    """The only area; of several nobody can say how they follow each other."""
    return areas[0] if len(areas) == 1 else None


class _Mixed(NamedTuple):
    """The texts of a workbook that do not look alike throughout, and its colours."""

    shared: Mapping[int, Sequence[Run]]
    colours: Colours

    def runs_in(self, cell: CellXml) -> Sequence[Run]:
        """The runs of a cell's text; none where it is all alike."""
        if cell.inline is not None:
            return inline_runs(cell.inline)
        number = cell.value or ""
        return self.shared.get(int(number), ()) if cell.kind == "s" and number.isdecimal() else ()


class _Drawn:
    """One sheet: its settings, its rows, its cells. Rows and columns are those of the sheet."""

    def __init__(self, part: bytes, sheet: Sheet, looks: Sequence[Look], mixed: _Mixed) -> None:
        reader = SheetReader(part)
        self._rows: dict[int, RowXml] = {row.number: row for row in reader}
        self._sheet = sheet
        self._looks = looks
        self._mixed = mixed
        cells = [cell for row in self._rows.values() for cell in row.cells]
        self._styles = {(cell.row, cell.column): cell.style for cell in cells}
        self._runs = {
            (cell.row, cell.column): runs for cell in cells if (runs := mixed.runs_in(cell))
        }
        self._merged = list(map(area_of, sheet.merges))
        xml = xmltext.tokens(xmltext.decode(part))
        self._settings = {
            name: xml[start:end]
            for start, end, name in children(xml, root_of(xml))
            if name in _SETTINGS
        }

    @property
    def extent(self) -> Area:
        """All in which something stands. Lines around nothing are no part of it."""
        merged = {area.address: area for area in self._merged}
        found = [
            merged.get(one) or area_of(one)
            for one in self._sheet.addresses
            if self._sheet.shown(one)
        ]
        bottom = max((area.bottom for area in found), default=1)
        return Area(1, 1, bottom, max((area.right for area in found), default=1))

    def page(self, area: Area, titles: Area | None) -> Page:
        """An area of the sheet as a page."""
        rows = [n for n in range(area.top, area.bottom + 1) if self._height(n)]
        columns = [n for n in range(area.left, area.right + 1) if self._width(n)]
        rows, columns = rows or [area.top], columns or [area.left]
        hidden = area.size - len(rows) * len(columns)
        told = ["隐藏的行列没有印出"] if hidden and self._holds_hidden(area, rows, columns) else []
        if "drawing" in self._settings:
            told.append("表上的图片、图形没有带到文档里")
        return Page(
            widths=tuple(map(self._width, columns)),
            heights=tuple(map(self._height, rows)),
            boxes=tuple(self._boxes(rows, columns)),
            paper=self._paper(),
            heads=_heads(titles, rows),
            told=tuple(told),
            rows=tuple(rows),
            columns=tuple(columns),
        )

    def _holds_hidden(self, area: Area, rows: Sequence[int], columns: Sequence[int]) -> bool:
        """Whether something stands in what is left out."""
        seen = {cell_name(row, column) for row in rows for column in columns}
        inside = (
            cell_name(row, column)
            for row in range(area.top, area.bottom + 1)
            for column in range(area.left, area.right + 1)
        )
        return any(self._sheet.shown(one) for one in inside if one not in seen)

    # Boxes

    def _boxes(self, rows: Sequence[int], columns: Sequence[int]) -> Iterator[Box]:
        """The boxes of some rows and columns, in rows and columns of the page."""
        row_of = {row: number for number, row in enumerate(rows, start=1)}
        column_of = {column: number for number, column in enumerate(columns, start=1)}
        begun: set[Area] = set()
        covering = self._covering(row_of.keys(), column_of.keys())
        for row in rows:
            for column in columns:
                area = covering.get((row, column), Area(row, column, row, column))
                if area in begun:
                    continue
                begun.add(area)
                tall = [row_of[n] for n in range(area.top, area.bottom + 1) if n in row_of]
                wide = [column_of[n] for n in range(area.left, area.right + 1) if n in column_of]
                yield self._box(area, Area(tall[0], wide[0], tall[-1], wide[-1]))

    def _covering(
        self, rows: Iterable[int], columns: Iterable[int]
    ) -> Mapping[tuple[int, int], Area]:
        """The merged area over each place, as far as it is seen."""
        there, across = sorted(rows), sorted(columns)
        found = {}
        for area in self._merged:
            inside = [n for n in there if area.top <= n <= area.bottom]
            for row in inside:
                for column in (n for n in across if area.left <= n <= area.right):
                    found[row, column] = area
        return found

    def _box(self, area: Area, place: Area) -> Box:
        looks = [
            [self._look(row, column) for column in (area.left, area.right)]
            for row in (area.top, area.bottom)
        ]
        value = self._sheet.value(area.address)
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        look, text = around(looks), self._sheet.shown(area.address)
        runs = self._runs.get((area.top, area.left), ())
        pieces = pieces_of(runs, text, look.font, self._mixed.colours) if runs else ()
        return Box(place, text, look, is_number, pieces)

    def _look(self, row: int, column: int) -> Look:
        style = self._styles.get((row, column), 0)
        return self._looks[style] if style < len(self._looks) else self._looks[0]

    # Measures

    def _height(self, row: int) -> float:
        """The height of a row, 0 where it is hidden."""
        found = self._rows.get(row)
        settings: Mapping[str, str] = found.settings if found else {}
        if settings.get("hidden") in _HIDDEN:
            return 0.0
        return _number(settings.get("ht")) or self._usual("defaultRowHeight", _DEFAULT_HEIGHT)

    def _width(self, column: int) -> float:
        """The width of a column, 0 where it is hidden."""
        digits = self._widths.get(column, self._usual("defaultColWidth", _DEFAULT_WIDTH))
        return round(digits * _DIGIT) * _PIXEL

    def _usual(self, name: str, otherwise: float) -> float:
        tags = self._settings.get("sheetFormatPr", ())
        return (_number(xmltext.attribute(tags[0], name)) if tags else 0.0) or otherwise

    @cached_property
    def _widths(self) -> Mapping[int, float]:
        found: dict[int, float] = {}
        xml = self._settings.get("cols", [])
        for index, name in xmltext.starts(xml):
            if name == "col":
                first, last = (xmltext.whole(xml[index], side) for side in ("min", "max"))
                hidden = xmltext.attribute(xml[index], "hidden") in _HIDDEN
                width = 0.0 if hidden else _number(xmltext.attribute(xml[index], "width"))
                for column in range(first, min(last, MAX_COLUMN) + 1):
                    found[column] = width
        return found

    def _paper(self) -> Paper:
        """The paper that the sheet is printed on."""
        setup, margins = self._of("pageSetup"), self._of("pageMargins")
        width, height = _PAPERS.get(setup.get("paperSize", "9"), A4)
        if setup.get("orientation") == "landscape":
            width, height = height, width
        paper = Paper(width, height)
        inches = {side: _number(value) * _INCH for side, value in margins.items()}
        xml = self._settings.get("headerFooter", [])
        running = {name: xmltext.text_at(xml, index)[1] for index, name in xmltext.starts(xml)}
        paper = replace(paper, head=running.get("oddHeader", ""), foot=running.get("oddFooter", ""))
        return replace(
            paper,
            left=inches.get("left", paper.left),
            right=inches.get("right", paper.right),
            top=inches.get("top", paper.top),
            bottom=inches.get("bottom", paper.bottom),
            header=inches.get("header", paper.header),
            footer=inches.get("footer", paper.footer),
        )

    def _of(self, name: str) -> Mapping[str, str]:
        """The attributes of a setting."""
        tags = self._settings.get(name, [])
        return {one.name: one.value for one in xmltext.attributes(tags[0])} if tags else {}


def _heads(titles: Area | None, rows: Sequence[int]) -> Heads | None:
    """The rows printed again on each page, by their place on the page."""
    if titles is None:
        return None
    found = [at for at, row in enumerate(rows, start=1) if titles.top <= row <= titles.bottom]
    return Heads(found[0], found[-1]) if found else None


def _number(text: str | None) -> float:
    """The measure that a setting says, 0 where it says none."""
    try:
        number = float(text or 0)
    except ValueError:
        return 0.0
    return number if 0.0 <= number < 2000.0 else 0.0
