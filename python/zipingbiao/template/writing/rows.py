"""Rows of a list written before it is known where they will stand: in any process, in any order.

A row depends on nothing but its record: its formulas read cells of their own row only. What
formulas elsewhere read of it is handed on in columns.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from zipingbiao.errors import Place, TemplateError
from zipingbiao.ooxml import xmltext
from zipingbiao.ooxml.evaluate import Formula, compile_formula
from zipingbiao.ooxml.evaluate_nodes import Reference
from zipingbiao.ooxml.grid import CellError, Scalar
from zipingbiao.ooxml.names import Names
from zipingbiao.ooxml.relations import workbook_part
from zipingbiao.ooxml.rowmap import RowMap
from zipingbiao.ooxml.styles import styles_of
from zipingbiao.places import REINSTALL
from zipingbiao.template.compiled import SheetTemplate, Template, TemplateRow
from zipingbiao.template.formulas import OWN_ROW, OWN_ROW_MARK, FormulaStep, compiled
from zipingbiao.template.writing.calculate import WorkbookPlan
from zipingbiao.template.writing.compact import CompactRow
from zipingbiao.template.writing.contents import Live
from zipingbiao.template.writing.fill import columns_of
from zipingbiao.template.writing.shaping import RowStep, shape_sheet
from zipingbiao.template.writing.views import Views

_LEVEL = re.compile(r' outlineLevel="\d"')
#: A link whose target is a text whatever texts stand in the cells: what is shown is its value.
_LINK = re.compile(
    rf'HYPERLINK\((?:[A-Z]+{OWN_ROW_MARK}|"[^"]*"|IF\(|RIGHT\(|[&=,)])+,(?P<shown>[^,"()]+(?:"")?)\)'
)


class WrittenRows(NamedTuple):
    """Rows as XML, to be put in their places (`placed`), and their columns by number."""

    texts: list[str]
    columns: dict[int, list[Scalar]]


_Known = dict[object, Scalar]
#: So many values of a formula are remembered.
_REMEMBERED = 4096
#: The value of a formula in one row.
Line = Callable[[FormulaStep, Formula, int], Scalar]


class _RowFormula:
    """A formula of the row. Where all that it reads comes again, so does its value."""

    def __init__(self, step: FormulaStep, names: Names) -> None:
        self._step = step
        self.column = step.cell.column
        self._reads = sorted(
            {
                column
                for _, area in _read_by(step, names)
                for column in range(area.left, area.right + 1)
            }
        )
        link = _LINK.fullmatch(step.text)
        shown = None if link is None else compile_formula(_of_own_row(link["shown"]))
        self._shown = shown
        self._shows = sorted({one.area.left for one in shown.references}) if shown else []
        #: Values that are known, by what was read: of the formula itself, of what its link shows.
        self._known: tuple[_Known, _Known] = ({}, {})

    def values(self, columns: Mapping[int, Sequence[Scalar]], line: Line) -> list[Scalar]:
        """Its values in some rows; ``line`` is to evaluate it in one of them."""
        formula, reads, known = self._step.formulas[0], self._reads, self._known[0]
        if self._shown is not None and not any(_has_errors(columns[one]) for one in reads):
            formula, reads, known = self._shown, self._shows, self._known[1]
        if len(known) > _REMEMBERED:
            known.clear()
        values = []
        for number, read in enumerate(zip(*map(columns.__getitem__, reads), strict=True)):
            key = *read, *map(type, read)
            if key not in known:
                known[key] = line(self._step, formula, number)
            values.append(known[key])
        return values


def _of_own_row(text: str) -> str:
    return text.replace(OWN_ROW_MARK, str(OWN_ROW))


def _has_errors(values: Sequence[Scalar]) -> bool:
    return CellError in set(map(type, values))


class RowWriter:
    """Writes the rows of one list of a template.

    ``read`` are the columns that formulas elsewhere read. Raises TemplateError where a formula
    of the rows reads another row.
    """

    def __init__(self, template: Template, item: str) -> None:
        sheet, row = _home(template, item)
        names = Names.of(
            xmltext.decode(template.parts[workbook_part(template.parts)]), template.functions
        )
        # Of two copies of a formula it can be seen what in it is the number of its row.
        maps = {
            one.name: RowMap({row.number: 2} if one is sheet else {}) for one in template.sheets
        }
        plan = WorkbookPlan(template.sheets, template.formulas, names, maps)
        shape = shape_sheet(sheet, maps, plan, styles_of(template.parts))
        self._row = row
        steps = (one for one in shape.steps if isinstance(one, RowStep))
        self._compact = CompactRow(next(step for step in steps if step.row is row))
        own = [
            step
            for step in plan.formulas.values()
            if step.sheet == sheet.name and step.cell.row == row.number
        ]
        self._names = names
        self._sheet = sheet.name
        self._blank: list[Scalar] = [None] * len(plan.sheets[sheet.name].blank[0])
        for cell in row.cells:
            self._blank[cell.column] = None if cell.is_live else cell.value
        self.read = sorted(_columns_read(template, names, sheet, row))
        for formula in own:
            _refuse_others(formula, names)
        self._formulas = [_RowFormula(formula, names) for formula in own]

    def write(self, records: Sequence[object], *, live: bool = False) -> WrittenRows:
        """The rows of some records; ``live``: some of their fields may be formulas."""
        if not records:
            return WrittenRows([], {column: [] for column in self.read})
        count = len(records)
        columns: dict[int, Sequence[Scalar]] = {
            column: [value] * count for column, value in enumerate(self._blank)
        }
        filled = [cell.column for cell in self._row.filled]
        lively = filled if live else ()
        columns.update(zip(filled, columns_of(self._row, records), strict=True))
        given = dict(columns)
        columns.update((column, list(map(_value, columns[column]))) for column in lively)

        line = self._blank.copy()
        views = Views({self._sheet: [line]}, self._names)

        def evaluated(step: FormulaStep, formula: Formula, row: int) -> Scalar:
            line[:] = [values[row] for values in columns.values()]
            return views.evaluate(step, formula, 0)

        for formula in self._formulas:
            given[formula.column] = columns[formula.column] = formula.values(columns, evaluated)
        read = {column: list(columns[column]) for column in self.read}
        return WrittenRows(self._compact.texts(given, count), read)


def at_level(text: str, level: int) -> str:
    """A row that was written, at another level of the outline of its sheet."""
    return _LEVEL.sub(f' outlineLevel="{level}"' if level else "", text, count=1)


def _value(content: Scalar | Live) -> Scalar:
    return content.value if isinstance(content, Live) else content


def _home(template: Template, item: str) -> tuple[SheetTemplate, TemplateRow]:
    """The sheet and the row that a list repeats."""
    found = ((sheet, row) for sheet in template.sheets for row in sheet.rows if row.item == item)
    home = next(found, None)
    if home is None:
        raise TemplateError(f"模板里没有 {item} 的行。", cure=REINSTALL)
    return home


def _refuse_others(step: FormulaStep, names: Names) -> None:
    """Raise TemplateError for a formula that reads another row."""
    for one in _read_by(step, names):
        if one.sheet is not None or (one.area.top, one.area.bottom) != (OWN_ROW, OWN_ROW):
            place = Place(sheet=step.sheet, cell=step.cell.address)
            raise TemplateError("重复行里的公式只能引用本行的单元格。", place, "请改正公式。")


def _read_by(step: FormulaStep, names: Names) -> Iterator[Reference]:
    for formula in step.formulas:
        yield from names.references(formula, step.sheet)


def _columns_read(
    template: Template, names: Names, home: SheetTemplate, row: TemplateRow
) -> set[int]:
    """The columns of a row that formulas of other rows read."""
    found: set[int] = set()
    width = max(cell.column for cell in row.cells)
    for one in template.formulas:
        if one.sheet == home.name and one.cell.row == row.number:
            continue
        formula = compiled(one.cell.formula or "", one)
        for sheet, area in names.references(formula, one.sheet, (one.cell.row, one.cell.column)):
            is_home = (sheet or one.sheet).casefold() == home.name.casefold()
            if is_home and area.top <= row.number <= area.bottom:
                found.update(range(area.left, min(area.right, width) + 1))
    return found
