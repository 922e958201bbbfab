"""The formulas of a template: checked when it is compiled, brought into their order once.

Which formula needs which is a matter of the template alone. So the order in which they can be
evaluated one after the other is found here, whatever number of rows a form will have.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from graphlib import CycleError, TopologicalSorter

from zipingbiao.errors import TemplateError, ZpbError
from zipingbiao.ooxml import xmltext
from zipingbiao.ooxml.evaluate import Formula, compile_formula
from zipingbiao.ooxml.evaluate_functions import Functions
from zipingbiao.ooxml.evaluate_nodes import Reference
from zipingbiao.ooxml.formula import End, move_formula, parse
from zipingbiao.ooxml.formula import Reference as Written
from zipingbiao.ooxml.names import Names
from zipingbiao.ooxml.rowmap import RowMap
from zipingbiao.template.compiled import FormulaCell, SheetTemplate

#: Stands for the row's own number in a text that is written many times.
OWN_ROW_MARK = "\x01"
#: Stands for the row's own number in a formula that is evaluated many times: no sheet has it.
OWN_ROW = 9_999_999
_OWN = re.compile(rf"(?<=[A-Za-z$]){OWN_ROW}(?![\w.(])")
#: The functions of the add-in begin so.
ADDIN_PREFIX = "ZPB_"
_CURE = "请换用普通函数，或改为由人填写。"
#: Functions whose result depends on where a range lies, not only on what it holds.
_SEES_ROWS = re.compile(r"\b(?:ROWS?|SUMIF|AVERAGEIF)\((?!\))", re.IGNORECASE)


def formulas_in_order(
    sheets: Sequence[SheetTemplate], names: Names, functions: Functions
) -> tuple[FormulaCell, ...]:
    """All formulas, each after those that it reads.

    Raises TemplateError, naming sheet and cell, for a formula that cannot be evaluated, by a name
    that it uses for one, or that needs its own value.
    """
    every = {
        (sheet.name.casefold(), cell.row, cell.column): FormulaCell(sheet.name, cell, functions)
        for sheet in sheets
        for row in sheet.rows
        for cell in row.cells
        if cell.formula is not None
    }
    columns: dict[tuple[str, int], list[int]] = {}
    for sheet, row, column in every:
        columns.setdefault((sheet, column), []).append(row)
    graph = {place: list(_read_by(one, names, columns)) for place, one in every.items()}
    try:
        return tuple(every[place] for place in TopologicalSorter(graph).static_order())
    except CycleError as error:
        reason = "公式循环引用，要用到它自己的结果。"
        raise TemplateError(reason, every[error.args[1][0]].place, "请检查公式的引用。") from None


def _read_by(
    one: FormulaCell,
    names: Names,
    columns: Mapping[tuple[str, int], Sequence[int]],
) -> Iterator[tuple[str, int, int]]:
    """The formula cells that a formula reads."""
    for sheet, area in _areas_read(one, names):
        name = (sheet or one.sheet).casefold()
        for column in range(area.left, area.right + 1):
            for row in columns.get((name, column), ()):
                if area.top <= row <= area.bottom:
                    yield name, row, column


def _areas_read(one: FormulaCell, names: Names) -> Sequence[Reference]:
    formula = compiled(one.cell.formula or "", one)
    try:
        unknown = names.unknown(formula, one.sheet)
        found = tuple(names.references(formula, one.sheet, (one.cell.row, one.cell.column)))
    except ZpbError as error:
        raise TemplateError(error.reason, one.place, error.cure or _CURE) from None
    if unknown:
        reason = f"公式用到的名称「{'、'.join(unknown)}」没有定义。"
        raise TemplateError(reason, one.place, "请在「公式 › 名称管理器」里定义它，或改正公式。")
    return found


def compiled(text: str, one: FormulaCell) -> Formula:
    """The formula ready to be evaluated. Raises TemplateError, naming the cell."""
    try:
        return compile_formula(text, one.functions)
    except ZpbError as error:
        raise TemplateError(error.reason, one.place, error.cure or _CURE) from None


class FormulaStep:
    """One formula of a template in all copies of its row, in a workbook of a certain shape."""

    def __init__(self, one: FormulaCell, maps: Mapping[str, RowMap]) -> None:
        rows = maps[one.sheet]
        cell = one.cell
        self.sheet = one.sheet
        self.cell = cell
        self.functions = one.functions
        self.first = rows.first(cell.row)
        self.copies = rows.copies(cell.row)
        self._one = one
        self._maps = maps

    def _text(self, copy: int) -> str:
        return move_formula(self.cell.formula or "", self._maps, self.sheet, (self.cell.row, copy))

    @cached_property
    def text(self) -> str:
        """Its text, with `OWN_ROW_MARK` for the number of its own row."""
        first = self._text(0)
        return first if self.copies == 1 else _with_own_row(first, self._text(1))

    def text_at(self, row: int) -> str:
        """Its text in one row of the finished sheet."""
        return self.text.replace(OWN_ROW_MARK, str(row))

    @cached_property
    def needs_addin(self) -> bool:
        """Whether it calls a function that plain Excel does not know."""
        return ADDIN_PREFIX in (self.cell.formula or "")

    @cached_property
    def markup(self) -> str:
        """Its element, as it is written."""
        return f"<f>{xmltext.escape(self.text)}</f>"

    @cached_property
    def formulas(self) -> Sequence[Formula]:
        """What is evaluated: one formula for all copies, or one for each."""
        if self.is_one_for_all:
            return [compiled(self.text_at(OWN_ROW), self._one)]
        return [compiled(self._text(copy), self._one) for copy in range(self.copies)]

    @cached_property
    def is_one_for_all(self) -> bool:
        """Whether one formula, evaluated from row to row, is right for all copies."""
        return self.copies == 1 or not _SEES_ROWS.search(self.text)


def with_row(text: str, row: int) -> str:
    """A formula that says `OWN_ROW` for its own row, with that row's number."""
    return _OWN.sub(str(row), text)


def _with_own_row(first: str, second: str) -> str:
    """What differs between two copies of a formula is the number of their own row."""
    return "".join(
        left if isinstance(left, str) else _marked(left, right)
        for left, right in zip(parse(first), parse(second), strict=True)
    )


def _marked(left: Written, right: str | Written) -> str:
    if isinstance(right, str):
        raise ValueError("two copies of one formula differ in more than their row")
    text = left.prefix + _end(left.first, right.first) + left.link
    return text + (_end(left.last, right.last) if left.last and right.last else "")


def _end(left: End, right: End) -> str:
    if left.row == right.row:
        return left.at(left.row)
    return f"{left.column_dollar}{left.letters}{left.row_dollar}{OWN_ROW_MARK}"


def widest(formulas: Iterable[FormulaCell], limit: int) -> int:
    """The last column that any formula reads, whole rows left out: not ``limit`` itself."""
    areas = (
        area for one in formulas for _, area in compiled(one.cell.formula or "", one).references
    )
    return max((area.right for area in areas if area.right < limit), default=0)
