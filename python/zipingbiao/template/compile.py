"""Compile a template workbook: once, so that every form after it is quick.

What could not be read back or calculated is refused here, naming file, sheet and cell.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple
from xml.parsers.expat import ExpatError

from zipingbiao.errors import Place, TemplateError, UnreadableFile, system_reason
from zipingbiao.glossary import LISTS
from zipingbiao.ooxml import xmltext
from zipingbiao.ooxml.address import Area, area_of, cell_name
from zipingbiao.ooxml.calcpr import as_calculated
from zipingbiao.ooxml.evaluate_functions import EXCEL, Functions
from zipingbiao.ooxml.formula import expand_shared
from zipingbiao.ooxml.grid import CellError, Scalar
from zipingbiao.ooxml.names import Names
from zipingbiao.ooxml.package import Package
from zipingbiao.ooxml.relations import (
    SheetPart,
    drop_calc_chain,
    parts_of,
    sheets_of,
    targets,
    workbook_part,
)
from zipingbiao.ooxml.sheetxml import CellXml, RowXml, SheetReader
from zipingbiao.ooxml.strings import rich_text, shared_items
from zipingbiao.ooxml.styles import Styles, styles_of
from zipingbiao.places import template_file
from zipingbiao.template.compiled import SheetTemplate, Template, TemplateCell, TemplateRow
from zipingbiao.template.formulas import formulas_in_order
from zipingbiao.template.notes import field_notes, without_notes
from zipingbiao.template.parsing import parse_pattern
from zipingbiao.template.tag import Pattern, Tag
from zipingbiao.template.words import clean_source
from zipingbiao.values.text import fold

#: What to do about a template that is damaged, or written by no spreadsheet.
SAVE_AGAIN = "请用 Excel 打开后另存为 .xlsx。"
#: Records that stand once in a form.
_SINGLE = ("", "header", "total")


def load_template(
    path: Path, functions: Functions = EXCEL, *, fills_only: bool = False
) -> Template:
    """Compile the template in a file. Raises TemplateError, UnreadableFile.

    ``functions`` are those that its formulas may call; see `compile_template`.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise TemplateError(f"模板打不开（{system_reason(error)}）。", Place(str(path))) from None
    return compile_template(data, str(path), functions, fills_only=fills_only)


def find_template(folder: str, what: str) -> Template:
    """The template in a folder of templates that is filled and never read; the user's own first.

    ``what`` it is, for whom it is missing. Raises TemplateError, UnreadableFile.
    """
    return load_template(template_file(f"{folder}/form.xlsx", f"{what}的模板"), fills_only=True)


def compile_template(
    data: bytes, path: str, functions: Functions = EXCEL, *, fills_only: bool = False
) -> Template:
    """Compile the bytes of a template.

    ``functions`` are those that its formulas may call. ``fills_only`` marks a template that is
    never read back (the summary): it may use any field names. Raises TemplateError naming the
    cell, UnreadableFile where the bytes are no package.
    """
    return compile_parts(parts_of(Package.open(data, path)), path, functions, fills_only=fills_only)


def compile_parts(
    source: Mapping[str, bytes],
    path: str,
    functions: Functions = EXCEL,
    *,
    fills_only: bool = False,
) -> Template:
    """As `compile_template`, for the parts of a workbook."""
    with _errors_in(Place(path)):
        try:
            parts = drop_calc_chain(source)
            listed = [sheet for sheet in sheets_of(parts) if sheet.part in parts]
            book = workbook_part(parts)
            workbook = xmltext.decode(parts[book])
            parts[book] = as_calculated(parts[book])
            compiler = _Compiler(parts, fills_only)
        except (LookupError, ValueError, ExpatError, UnreadableFile):
            reason = "模板不是 .xlsx 工作簿，或已损坏。"
            raise TemplateError(reason, cure=SAVE_AGAIN) from None
        sheets = tuple(compiler.sheet(sheet) for sheet in listed if "worksheet" in sheet.part)
        if not any(sheet.has_tags for sheet in sheets):
            cure = "请在要填写的单元格里写上标签。"
            raise TemplateError("模板里没有任何 {{ 字段 }}。", cure=cure)
        formulas = formulas_in_order(sheets, Names.of(workbook, functions), functions)
        return Template(compiler.parts, sheets, functions, formulas, source)


@contextmanager
def _errors_in(place: Place) -> Iterator[None]:
    """Tells errors that come from within where that is, as far as they don't know."""
    try:
        yield
    except TemplateError as error:
        known = error.place
        whole = replace(
            known,
            path=known.path or place.path,
            sheet=known.sheet or place.sheet,
            cell=known.cell or place.cell,
        )
        raise TemplateError(error.reason, whole, error.cure) from None


class _Compiler:
    """Compiles the sheets of one workbook; ``parts`` lose the notes that name fields."""

    def __init__(self, parts: dict[str, bytes], free: bool) -> None:
        self.parts = parts
        self._free = free
        self._strings = _strings_of(parts)
        self._styles = styles_of(parts)

    def sheet(self, listed: SheetPart) -> SheetTemplate:
        """Compile one sheet."""
        with _errors_in(Place(sheet=listed.name)):
            try:
                return self._sheet(listed)
            except (LookupError, ValueError, UnreadableFile):
                raise TemplateError("工作表或它的部件已损坏。", cure=SAVE_AGAIN) from None

    def _sheet(self, listed: SheetPart) -> SheetTemplate:
        notes = field_notes(self.parts, listed.part, self._free)
        self.parts = without_notes(self.parts, listed.part, notes) if notes else self.parts
        xml = _drawn(self.parts[listed.part])
        cells = _Cells(xml, notes, self._strings, self._styles, self._free)
        rows = tuple(cells.row(row) for row in xml.rows)
        tail = _without_merges(xml.tail, _joined_by_data(rows))
        sheet = SheetTemplate(
            listed.name, listed.part, xml.head, tail, rows, cells.merges, _widths(xml.head)
        )
        if not self._free:
            _check_keys(sheet)
        return sheet


class _Drawn(NamedTuple):
    """A worksheet part taken apart: ``head`` ends with ``<sheetData>``, ``tail`` begins behind."""

    head: str
    rows: tuple[RowXml, ...]
    tail: str


def _drawn(part: bytes) -> _Drawn:
    """Take a worksheet part apart; head and tail stay text, byte for byte."""
    reader = SheetReader(part)
    try:
        rows = tuple(reader)
    except ExpatError as error:
        reason = f"工作表的 XML 在第 {error.lineno} 行损坏，无法解析。"
        raise TemplateError(reason, cure=SAVE_AGAIN) from None
    if reader.data is None or reader.data.prefix:
        raise TemplateError("工作表里没有单元格，或元素名带有前缀。", cure=SAVE_AGAIN)
    head = part[: reader.data.start].decode()
    tail = part[reader.data.end :].decode()
    if head.endswith("/>"):
        return _Drawn(f"{head[:-2].rstrip()}>", rows, f"</sheetData>{tail}")
    return _Drawn(head, rows, tail)


def _strings_of(parts: Mapping[str, bytes]) -> Sequence[str]:
    for relation in targets(parts, workbook_part(parts)):
        if relation.kind == "sharedStrings" and relation.target in parts:
            return shared_items(parts[relation.target])
    return ()


class _Cells:
    """Compiles the rows and cells of one sheet."""

    def __init__(
        self,
        xml: _Drawn,
        notes: Mapping[str, Tag],
        strings: Sequence[str],
        styles: Styles,
        free: bool,
    ) -> None:
        self.merges = _merges(xml.tail)
        self._areas = {area.address: area for area in self.merges}
        self._shared = _shared_formulas(xml.rows)
        self._notes = notes
        self._strings = strings
        self._styles = styles
        self._free = free

    def row(self, row: RowXml) -> TemplateRow:
        """Compile one row."""
        cells = tuple(self._cell(row.number, xml) for xml in row.cells)
        items = {tag.record: cell for cell in cells for tag in cell.tags if self._repeats(tag)}
        if len(items) > 1:
            names = "、".join(sorted(items))
            where = Place(cell=list(items.values())[1].address)
            raise TemplateError(f"一行里有两个列表的字段（{names}）。", where, "请分成两行。")
        settings = {key: row.settings[key] for key in row.settings if key not in ("r", "spans")}
        return TemplateRow(row.number, settings, cells, next(iter(items), None))

    def _repeats(self, tag: Tag) -> bool:
        return tag.key is None and tag.record not in _SINGLE if self._free else tag.repeats

    def _cell(self, row: int, xml: CellXml) -> TemplateCell:
        address = cell_name(row, xml.column)
        with _errors_in(Place(cell=address)):
            value = self._value(xml)
            pattern = self._pattern(value) if isinstance(value, str) else None
            return TemplateCell(
                row=row,
                column=xml.column,
                style=xml.style,
                area=self._areas.get(address) or Area(row, xml.column, row, xml.column),
                pattern=pattern,
                computes=self._notes.get(address),
                formula=_formula(xml, row, self._shared),
                value=value if pattern is None else None,
                kind=xml.kind,
                markup=_markup(xml),
                general=self._styles.is_general(xml.style),
            )

    def _value(self, xml: CellXml) -> Scalar:
        if xml.formula is not None:
            return None
        if xml.kind == "s":
            return self._strings[int(xml.value or 0)]
        if xml.kind == "inlineStr":
            return rich_text(xml.inline or "")
        return _plain_value(xml.kind, xml.value)

    def _pattern(self, text: str) -> Pattern | None:
        pattern = parse_pattern(text, self._free)
        return pattern if any(isinstance(piece, Tag) for piece in pattern) else None


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
    """The formula of a cell; shared ones unfolded. Raises TemplateError for one of many cells."""
    if xml.formula is None:
        return None
    if xml.formula_settings.get("t") in ("array", "dataTable"):
        cure = "请换成普通公式（逐项相乘再相加可用 SUMPRODUCT）。"
        raise TemplateError("模板中不能用数组公式或模拟运算表。", cure=cure)
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


def _check_keys(sheet: SheetTemplate) -> None:
    """A fixed row must print the label that its fields name."""
    for cell, tag in sheet.tagged():
        if tag.key is None or tag.record not in LISTS:
            continue
        if clean_source(fold(tag.key)) not in _labels_in(sheet, cell.row):
            where = Place(cell=cell.address)
            reason = f"字段按「{tag.key}」取行，但这一行没有印这个标签。"
            raise TemplateError(reason, where, "请让标签与方括号里的文字一致。")


def _labels_in(sheet: SheetTemplate, row: int) -> set[str]:
    return {clean_source(fold(label)) for label in _literals(sheet, row)}


def _literals(sheet: SheetTemplate, row: int) -> Iterator[str]:
    rows = (one for one in sheet.rows if one.number <= row)
    return (
        cell.label
        for one in rows
        for cell in one.cells
        if one.number == row or cell.area.bottom >= row
    )
