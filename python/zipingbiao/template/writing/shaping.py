"""A sheet with a certain number of rows, ready to be written again and again.

All that depends only on how many rows there are (a *shape*) is worked out once and kept: moved
formulas, renumbered rows, the moved tail. Filling a form then joins texts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from zipingbiao.ooxml import xmltext
from zipingbiao.ooxml.address import column_name
from zipingbiao.ooxml.grid import Scalar
from zipingbiao.ooxml.moving import move_part
from zipingbiao.ooxml.rowmap import RowMap
from zipingbiao.ooxml.styles import Styles
from zipingbiao.template.compiled import SheetTemplate, TemplateCell, TemplateRow
from zipingbiao.template.formulas import OWN_ROW_MARK
from zipingbiao.template.writing.calculate import WorkbookPlan
from zipingbiao.template.writing.heights import room
from zipingbiao.template.writing.markup import formula_body, height_text

_MERGES = re.compile(r"<mergeCells[^>]*?(?:/>|>)")
#: The elements of a worksheet that stand before its merged cells.
_BEFORE_MERGES = frozenset(
    (
        *("sheetData", "sheetCalcPr", "sheetProtection", "protectedRanges", "scenarios"),
        *("autoFilter", "sortState", "dataConsolidate", "customSheetViews"),
    )
)


class LiveCell(NamedTuple):
    """A cell that is written anew for each form.

    ``slot`` is its place in the row's contents (None: a formula nobody gives data for);
    ``letters`` how many one line of it holds (0 where it does not make its row higher), ``size``
    their size in points; ``formula`` the element of its formula.
    """

    column: int
    slot: int | None
    letters: float
    size: float
    formula: str | None


@dataclass(frozen=True, slots=True)
class RowStep:
    """A row that is written anew: ``text`` with places for its number, height and cells."""

    row: TemplateRow
    first: int
    copies: int
    text: str
    live: tuple[LiveCell, ...]


@dataclass(frozen=True, slots=True)
class SheetShape:
    """A sheet with a certain number of rows: texts and rows in turn, then its tail."""

    head: str
    steps: tuple[str | RowStep, ...]
    before_merges: str
    merged: str
    merge_count: int
    after_merges: str

    @property
    def is_finished(self) -> bool:
        """Whether nothing in it depends on the form: all its formulas have their values."""
        return all(isinstance(step, str) for step in self.steps)


def shape_sheet(
    sheet: SheetTemplate, maps: Mapping[str, RowMap], plan: WorkbookPlan, styles: Styles
) -> SheetShape:
    """Work out all that does not depend on what is filled in."""
    tail = move_part(sheet.part, sheet.tail, maps, sheet.name)
    head = move_part(sheet.part, sheet.head, maps, sheet.name)
    steps = tuple(_joined(_Shaper(sheet, maps[sheet.name], plan, styles).steps()))
    return SheetShape(_sized(head), steps, *_split_merges(tail))


def _sized(head: str) -> str:
    """A dimension that was A1 all along tells nobody anything; a true one is left."""
    return head.replace('<dimension ref="A1"/>', "")


class _Shaper:
    """Turns the rows of a template into steps."""

    def __init__(
        self, sheet: SheetTemplate, rows: RowMap, plan: WorkbookPlan, styles: Styles
    ) -> None:
        self._sheet = sheet
        self._rows = rows
        self._plan = plan
        self._styles = styles

    def steps(self) -> Iterator[str | RowStep]:
        """One step a row."""
        for row in self._sheet.rows:
            live = [cell for cell in row.cells if cell.is_live and not self._is_settled(cell)]
            first, copies = self._rows.first(row.number), self._rows.copies(row.number)
            text = self._text(row, live)
            if live:
                yield RowStep(row, first, copies, text, tuple(self._live(row, live)))
                continue
            for number in range(first, first + copies):
                yield text.replace(OWN_ROW_MARK, str(number)) % height_text(row.height)

    def _is_settled(self, cell: TemplateCell) -> bool:
        return cell.formula is not None and self._plan.settled(self._sheet.name, cell)

    def _live(self, row: TemplateRow, live: list[TemplateCell]) -> Iterator[LiveCell]:
        slots = {cell.column: slot for slot, cell in enumerate(row.filled)}
        for cell in live:
            style = self._styles[cell.style]
            upright = style.wraps and cell.area.top == cell.area.bottom
            letters = room(cell.area, self._sheet.widths, style.size) if upright else 0.0
            formula = None if cell.formula is None else self._formula(cell)
            yield LiveCell(cell.column, slots.get(cell.column), letters, style.size, formula)

    def _formula(self, cell: TemplateCell) -> str:
        return self._plan.formulas[self._sheet.name, cell.row, cell.column].markup

    def _text(self, row: TemplateRow, live: list[TemplateCell]) -> str:
        """The row with %s for its height and for what each live cell holds."""
        settings = "".join(
            f" {name}={xmltext.quoted(value)}"
            for name, value in row.settings.items()
            if name not in ("ht", "customHeight")
        ).replace("%", "%%")
        columns = {cell.column for cell in live}
        cells = "".join(self._cell_text(cell, cell.column in columns) for cell in row.cells)
        return f'<row r="{OWN_ROW_MARK}"{settings}%s>{cells}</row>'

    def _cell_text(self, cell: TemplateCell, live: bool) -> str:
        start = f'<c r="{column_name(cell.column)}{OWN_ROW_MARK}"'
        if cell.style:
            start += f' s="{cell.style}"'
        if live:
            return start + "%s"
        if cell.formula is not None:
            return start + formula_body(self._formula(cell), self._value(cell)).replace("%", "%%")
        if not cell.markup:
            return start + "/>"
        kind = f' t="{cell.kind}"' if cell.kind else ""
        return f"{start}{kind}>{cell.markup}</c>".replace("%", "%%")

    def _value(self, cell: TemplateCell) -> Scalar:
        return self._plan.sheets[self._sheet.name].blank[self._rows.first(cell.row)][cell.column]


def _joined(steps: Iterator[str | RowStep]) -> Iterator[str | RowStep]:
    """Neighbouring rows that never change, as one text."""
    text: list[str] = []
    for step in steps:
        if isinstance(step, str):
            text.append(step)
            continue
        yield "".join(text)
        yield step
        text.clear()
    yield "".join(text)


def _split_merges(tail: str) -> tuple[str, str, int, str]:
    """A tail as (before, the merged cells, how many, after)."""
    start = _MERGES.search(tail)
    if start is None:
        at = _place_for_merges(tail)
        return tail[:at], "", 0, tail[at:]
    if start[0].endswith("/>"):
        return tail[: start.start()], "", 0, tail[start.end() :]
    end = tail.index("</mergeCells>", start.end())
    inside = tail[start.end() : end]
    return tail[: start.start()], inside, inside.count("<mergeCell "), tail[end + 13 :]


def _place_for_merges(tail: str) -> int:
    """Where merged cells belong in a tail that has none."""
    xml = xmltext.tokens(tail)
    index = 0
    while index < len(xml):
        token = xml[index]
        if xmltext.is_start(token):
            if xmltext.local_name(token) not in _BEFORE_MERGES:
                break
            index = xmltext.element_end(xml, index)
        elif token == "</worksheet>":
            break
        else:
            index += 1
    return sum(map(len, xml[:index]))
