"""Compile a template workbook: once, so that every form after it is quick.

What could not be read back is refused here, naming file, sheet and cell.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from zipingbiao.errors import Place, TemplateError
from zipingbiao.glossary import LISTS
from zipingbiao.ooxml import xmltext
from zipingbiao.ooxml.address import Area, area_of, cell_name
from zipingbiao.ooxml.formula import expand_shared
from zipingbiao.ooxml.grid import CellError, Scalar
from zipingbiao.ooxml.moving import drop_calc_chain
from zipingbiao.ooxml.package import Package
from zipingbiao.ooxml.relations import SheetPart, sheets_of, targets, workbook_part
from zipingbiao.ooxml.sheetxml import CellXml, RowXml, take_apart
from zipingbiao.ooxml.styles import Styles, read_styles
from zipingbiao.ooxml.xlsx import SharedStrings, rich_text, shared_items
from zipingbiao.template.anchors import clean_source
from zipingbiao.template.compiled import SheetTemplate, Template, TemplateCell, TemplateRow
from zipingbiao.template.notes import field_notes, without_notes
from zipingbiao.template.tag import Pattern, Tag, parse_pattern
from zipingbiao.values.text import fold


def compile_template(data: bytes, path: str, *, fills_only: bool = False) -> Template:
    """Compile the bytes of a template.

    ``fills_only`` marks a template that is never read back (the summary): it may use any field
    names. Raises TemplateError naming the cell.
    """
    package = Package.open(data, path)
    parts = {name: package.read(name) for name in package.names}
    return compile_parts(parts, path, fills_only=fills_only)


def compile_parts(
    source: Mapping[str, bytes], path: str, *, fills_only: bool = False
) -> Template:
    """As `compile_template`, for the parts of a workbook."""
    parts = drop_calc_chain(source)
    compiler = _Compiler(parts, path, fills_only)
    sheets = []
    for sheet in sheets_of(parts):
        if sheet.part in parts and "worksheet" in sheet.part:
            sheets.append(compiler.sheet(sheet))
    template = Template(compiler.parts, tuple(sheets), source)
    if not any(sheet.has_tags for sheet in sheets):
        raise TemplateError("模板里没有任何 {{ 字段 }}。", Place(path), "请在要填写的单元格里写上标签。")
    return template


class _Compiler:
    """Compiles the sheets of one workbook; ``parts`` lose the notes that name fields."""

    def __init__(self, parts: dict[str, bytes], path: str, free: bool) -> None:
        self.parts = parts
        self._path = path
        self._free = free
        book = workbook_part(parts)
        by_kind = {relation.kind: relation.target for relation in targets(parts, book)}
        strings = by_kind.get("sharedStrings")
        self._strings = shared_items(parts[strings]) if strings in parts else SharedStrings(())
        styles = by_kind.get("styles")
        self._styles = read_styles(parts[styles]) if styles in parts else Styles()

    def sheet(self, listed: SheetPart) -> SheetTemplate:
        """Compile one sheet."""
        place = Place(self._path, listed.name)
        try:
            notes = field_notes(self.parts, listed.part, self._free)
        except TemplateError as error:
            raise _placed(error, place) from None
        self.parts = without_notes(self.parts, listed.part, notes) if notes else self.parts
        xml = take_apart(self.parts[listed.part])
        merges = _merges(xml.tail)
        areas = {area.address: area for area in merges}
        shared = _shared_formulas(xml.rows)
        rows = tuple(self._row(row, areas, notes, shared, place) for row in xml.rows)
        tail = _without_merges(xml.tail, _joined_by_data(rows))
        sheet = SheetTemplate(
            listed.name, listed.part, xml.head, tail, rows, merges, _widths(xml.head)
        )
        if not self._free:
            _check_keys(sheet, place)
        return sheet

    def _row(
        self,
        row: RowXml,
        areas: Mapping[str, Area],
        notes: Mapping[str, Tag],
        shared: Mapping[str, tuple[str, int, int]],
        place: Place,
    ) -> TemplateRow:
        cells = []
        for xml in row.cells:
            address = cell_name(row.number, xml.column)
            here = Place(place.path, place.sheet, address)
            cells.append(self._cell(row.number, xml, areas.get(address), notes.get(address), shared, here))
        items = {tag.record: cell for cell in cells for tag in cell.tags if self._repeats(tag)}
        if len(items) > 1:
            names = "、".join(sorted(items))
            cell = list(items.values())[1]
            where = Place(place.path, place.sheet, cell.address)
            raise TemplateError(f"一行里有两个列表的字段（{names}）。", where, "请分成两行。")
        return TemplateRow(row.number, row.settings, tuple(cells), next(iter(items), None))

    def _repeats(self, tag: Tag) -> bool:
        if self._free:
            return tag.key is None and tag.record not in ("", "header", "total")
        return tag.repeats

    def _cell(
        self,
        row: int,
        xml: CellXml,
        area: Area | None,
        note: Tag | None,
        shared: Mapping[str, tuple[str, int, int]],
        place: Place,
    ) -> TemplateCell:
        value = self._value(xml)
        pattern = self._pattern(value, place) if isinstance(value, str) else None
        style = int(xml.style or 0)
        return TemplateCell(
            row=row,
            column=xml.column,
            style=style,
            area=area or Area(row, xml.column, row, xml.column),
            pattern=pattern,
            computes=note,
            formula=_formula(xml, row, shared),
            value=value if pattern is None else None,
            kind=xml.kind,
            markup=_markup(xml),
            general=self._styles.is_general(style),
        )

    def _value(self, xml: CellXml) -> Scalar:
        if xml.formula is not None:
            return None
        if xml.kind == "s":
            return self._strings[int(xml.value or 0)]
        if xml.kind == "inlineStr":
            return rich_text(xml.inline or "")
        return _plain_value(xml.kind, xml.value)

    def _pattern(self, text: str, place: Place) -> Pattern | None:
        try:
            pattern = parse_pattern(text, self._free)
        except TemplateError as error:
            raise _placed(error, place) from None
        return pattern if any(isinstance(piece, Tag) for piece in pattern) else None


def _placed(error: TemplateError, place: Place) -> TemplateError:
    return TemplateError(error.reason, place, error.cure)


def _plain_value(kind: str, value: str | None) -> Scalar:
    if value is None:
        return None
    if kind == "b":
        return value == "1"
    if kind == "e":
        return CellError(value)
    if kind == "str":
        return value
    number = float(value)
    return int(number) if number.is_integer() else number


def _markup(xml: CellXml) -> str:
    """What stands inside ``<c>`` where the cell never changes."""
    if xml.inline is not None:
        return f"<is>{xml.inline}</is>"
    return "" if xml.value is None else f"<v>{xmltext.escape(xml.value)}</v>"


def _shared_formulas(rows: tuple[RowXml, ...]) -> dict[str, tuple[str, int, int]]:
    """Shared formulas: index → (text, row, column of the cell that has it)."""
    return {
        cell.formula_settings["si"]: (cell.formula, row.number, cell.column)
        for row in rows
        for cell in row.cells
        if cell.formula and cell.formula_settings.get("t") == "shared"
    }


def _formula(xml: CellXml, row: int, shared: Mapping[str, tuple[str, int, int]]) -> str | None:
    """The formula of a cell; shared ones unfolded."""
    if xml.formula is None:
        return None
    if not xml.formula and xml.formula_settings.get("t") == "shared":
        text, from_row, from_column = shared[xml.formula_settings["si"]]
        return expand_shared(text, (from_row, from_column), (row, xml.column))
    return xml.formula


def _merges(tail: str) -> tuple[Area, ...]:
    xml = xmltext.tokens(tail)
    return tuple(
        area_of(xmltext.attribute(xml[index], "ref") or "A1")
        for index, name in xmltext.starts(xml)
        if name == "mergeCell"
    )


def _joined_by_data(rows: tuple[TemplateRow, ...]) -> set[str]:
    """The areas of |merge cells: how they are merged depends on the data."""
    return {
        cell.area.name
        for row in rows
        for cell in row.cells
        if row.item and any(tag.merge for tag in cell.tags)
    }


def _without_merges(tail: str, names: set[str]) -> str:
    xml = xmltext.tokens(tail)
    for index, name in xmltext.starts(xml):
        if name == "mergeCell" and xmltext.attribute(xml[index], "ref") in names:
            for at in range(index, xmltext.element_end(xml, index)):
                xml[at] = ""
    return "".join(xml)


def _widths(head: str) -> dict[int, float]:
    """Column widths in characters."""
    xml = xmltext.tokens(head)
    widths: dict[int, float] = {}
    for index, name in xmltext.starts(xml):
        if name == "col":
            found = {item.name: item.value for item in xmltext.attributes(xml[index])}
            last = min(int(found["max"]), int(found["min"]) + 255)
            for column in range(int(found["min"]), last + 1):
                hidden = found.get("hidden") in ("1", "true")
                widths[column] = 0.0 if hidden else float(found.get("width", 8.43))
    return widths


def _check_keys(sheet: SheetTemplate, place: Place) -> None:
    """A fixed row must print the label that its fields name."""
    for cell, tag in sheet.tagged():
        if tag.key is None or tag.record not in LISTS:
            continue
        if clean_source(fold(tag.key)) not in _labels_in(sheet, cell.row):
            where = Place(place.path, place.sheet, cell.address)
            reason = f"字段按「{tag.key}」取行，但这一行没有印这个标签。"
            raise TemplateError(reason, where, "请让标签与方括号里的文字一致。")


def _labels_in(sheet: SheetTemplate, row: int) -> set[str]:
    return {clean_source(fold(label)) for label in _literals(sheet, row)}


def _literals(sheet: SheetTemplate, row: int) -> Iterator[str]:
    return (cell.label for one in sheet.rows if one.number == row for cell in one.cells)


def load_template(path: Path, *, fills_only: bool = False) -> Template:
    """Compile the template in a file. Raises TemplateError, UnreadableFile."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise TemplateError(f"模板打不开（{error.strerror}）。", Place(str(path))) from None
    return compile_template(data, str(path), fills_only=fills_only)
