"""Write a sheet: a compiled template and the contents of its cells in, worksheet XML out.

All that depends only on how many rows there are (a *shape*) is worked out once and kept: moved
formulas, renumbered rows, the moved tail. Filling a form then joins texts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from zipingbiao.ooxml import xmltext
from zipingbiao.ooxml.address import Area, column_name
from zipingbiao.ooxml.formula import Reference, move_formula, parse
from zipingbiao.ooxml.grid import CellError, Scalar
from zipingbiao.ooxml.moving import move_part
from zipingbiao.ooxml.rowmap import RowMap
from zipingbiao.ooxml.styles import Styles
from zipingbiao.template.codec import Content
from zipingbiao.template.compiled import SheetTemplate, TemplateCell, TemplateRow
from zipingbiao.template.heights import height, lines, room
from zipingbiao.values.numbers import write_number

#: Stands for the row's number in the text of a row that is written many times.
_ROW = "\x01"
_MERGES = re.compile(r'<mergeCells[^>]*?(?:/>|>)')
#: The elements of a worksheet that stand before its merged cells.
_BEFORE_MERGES = frozenset(
    "sheetData sheetCalcPr sheetProtection protectedRanges scenarios autoFilter sortState"
    " dataConsolidate customSheetViews".split()
)
_LITERAL_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_NEEDS_PRESERVE = re.compile(r"^\s|\s$|\n|  ")


@dataclass(slots=True)
class Filling:
    """What goes into the cells of one sheet.

    ``cells``: single cells by (row, column) of the template; ``rows``: for each repeated row its
    copies, each the contents of the row's filled cells in order; ``merges``: areas of the
    finished sheet to be merged.
    """

    cells: Mapping[tuple[int, int], Content] = field(default_factory=dict)
    rows: Mapping[int, Sequence[Sequence[Content]]] = field(default_factory=dict)
    merges: Sequence[Area] = ()

    def repeats(self, sheet: SheetTemplate) -> dict[int, int]:
        """How often each repeated row is written: at least once."""
        return {row: max(len(self.rows.get(row, ())), 1) for row in sheet.repeated}


def filled_cells(row: TemplateRow) -> tuple[TemplateCell, ...]:
    """The cells of a row that take a content, in the order in which `Filling` gives them."""
    return tuple(cell for cell in row.cells if cell.pattern is not None or cell.computes)


class _Formulas:
    """The formula of a cell in each copy of its row."""

    def __init__(self, text: str, maps: Mapping[str, RowMap], home: str, row: int) -> None:
        rows = maps[home]
        self._first = rows.first(row)
        self._pattern = move_formula(text, maps, home, (row, 0))
        if rows.copies(row) > 1:
            second = move_formula(text, maps, home, (row, 1))
            self._pattern = _own_row(self._pattern, second)

    def at(self, number: int) -> str:
        """The formula in that row of the finished sheet."""
        return self._pattern.replace(_ROW, str(number))


class LiveCell(NamedTuple):
    """A cell that is written anew for each form.

    ``slot`` is its place in the row's contents (None: a formula nobody gives data for);
    ``formulas`` its formula for each copy of the row.
    """

    cell: TemplateCell
    slot: int | None
    letters: float
    size: float
    formulas: _Formulas | None


def _own_row(first: str, second: str) -> str:
    """What differs between two copies of a formula is the number of their own row."""
    return "".join(
        str(left) if left == right or isinstance(left, str) else _marked(left, right)
        for left, right in zip(parse(first), parse(second), strict=True)
    )


def _marked(left: Reference, right: str | Reference) -> str:
    if isinstance(right, str):
        raise ValueError("two copies of one formula differ in more than their row")
    top, bottom = left.first, left.last
    text = left.prefix + _end_text(top.at(top.row), top.row != right.first.row)
    if bottom is not None and right.last is not None:
        text += left.link + _end_text(bottom.at(bottom.row), bottom.row != right.last.row)
    return text


def _end_text(text: str, own: bool) -> str:
    return re.sub(r"\d+$", _ROW, text) if own else text


@dataclass(frozen=True, slots=True)
class RowStep:
    """A row that is written anew: ``text`` with a place for its number, height and cells."""

    row: TemplateRow
    first: int
    copies: int
    text: str
    live: tuple[LiveCell, ...]
    height: float


@dataclass(frozen=True)
class SheetShape:
    """A sheet with a certain number of rows: ready to be filled."""

    sheet: SheetTemplate
    rows: RowMap
    head: str
    steps: tuple[str | RowStep, ...]
    before_merges: str
    merged: str
    merge_count: int
    after_merges: str
    step_of: Mapping[int, RowStep]


def shape_sheet(sheet: SheetTemplate, maps: Mapping[str, RowMap], styles: Styles) -> SheetShape:
    """Work out all that does not depend on what is filled in."""
    rows = maps[sheet.name]
    steps = tuple(_joined(_Shaper(sheet, maps, styles).steps()))
    tail = move_part(sheet.part, sheet.tail, maps, sheet.name)
    before, merged, count, after = _split_merges(tail)
    return SheetShape(
        sheet=sheet,
        rows=rows,
        head=_sized(move_part(sheet.part, sheet.head, maps, sheet.name)),
        steps=steps,
        before_merges=before,
        merged=merged,
        merge_count=count,
        after_merges=after,
        step_of={step.row.number: step for step in steps if isinstance(step, RowStep)},
    )


def _sized(head: str) -> str:
    """A dimension that was A1 all along tells nobody anything; a true one is left."""
    return head.replace('<dimension ref="A1"/>', "")


class _Shaper:
    """Turns the rows of a template into steps."""

    def __init__(self, sheet: SheetTemplate, maps: Mapping[str, RowMap], styles: Styles) -> None:
        self._sheet = sheet
        self._maps = maps
        self._styles = styles
        self._rows = maps[sheet.name]

    def steps(self) -> Iterator[str | RowStep]:
        """One step a row."""
        for row in self._sheet.rows:
            slots = {id(cell): slot for slot, cell in enumerate(filled_cells(row))}
            live = tuple(self._live(cell, slots.get(id(cell))) for cell in row.cells if _is_live(cell))
            first, copies = self._rows.first(row.number), self._rows.copies(row.number)
            text = self._text(row, {id(one.cell) for one in live})
            if live:
                least = float(row.settings.get("ht", 0))
                yield RowStep(row, first, copies, text, live, least)
                continue
            for number in range(first, first + copies):
                yield _numbered(text, number) % (_height_text(float(row.settings.get("ht", 0))),)

    def _live(self, cell: TemplateCell, slot: int | None) -> LiveCell:
        style = self._styles[cell.style]
        upright = cell.area.top == cell.area.bottom
        letters = room(cell.area, self._sheet.widths, style.size) if style.wraps and upright else 0.0
        formulas = None
        if cell.formula is not None:
            formulas = _Formulas(cell.formula, self._maps, self._sheet.name, cell.row)
        return LiveCell(cell, slot, letters, style.size, formulas)

    def _text(self, row: TemplateRow, live: set[int]) -> str:
        """The row with %s for its height and for what each live cell holds."""
        settings = "".join(
            f" {name}={xmltext.quoted(value)}"
            for name, value in row.settings.items()
            if name not in ("ht", "customHeight")
        ).replace("%", "%%")
        cells = "".join(self._cell_text(cell, id(cell) in live) for cell in row.cells)
        return f'<row r="{_ROW}"{settings}%s>{cells}</row>'

    def _cell_text(self, cell: TemplateCell, live: bool) -> str:
        start = f'<c r="{column_name(cell.column)}{_ROW}"'
        if cell.style:
            start += f' s="{cell.style}"'
        if live:
            return start + "%s"
        markup = cell.markup.replace("%", "%%")
        if not markup:
            return start + "/>"
        kind = f' t="{cell.kind}"' if cell.kind else ""
        return f"{start}{kind}>{markup}</c>"


def _is_live(cell: TemplateCell) -> bool:
    return cell.pattern is not None or cell.formula is not None or cell.computes is not None


def _numbered(text: str, number: int) -> str:
    return text.replace(_ROW, str(number))


def _joined(steps: Iterator[str | RowStep]) -> Iterator[str | RowStep]:
    """Neighbouring rows that never change, as one text."""
    text: list[str] = []
    for step in steps:
        if isinstance(step, str):
            text.append(step)
            continue
        if text:
            yield "".join(text)
            text.clear()
        yield step
    if text:
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


# Filling


class SheetValues(Protocol):
    """The values of a sheet's formulas; `zipingbiao.template.calculate` works them out."""

    def outcome(self, row: int, column: int) -> tuple[Scalar, bool]:
        """The value of a formula cell of the finished sheet, and whether the formula stays."""


def write_sheet(shape: SheetShape, filling: Filling, values: SheetValues) -> str:
    """The worksheet part for one form."""
    out = [shape.head]
    for step in shape.steps:
        if isinstance(step, str):
            out.append(step)
        else:
            out.extend(_write_rows(step, filling, values))
    out.append(shape.before_merges)
    if shape.merge_count or filling.merges:
        extra = "".join(f'<mergeCell ref="{area.name}"/>' for area in filling.merges)
        count = shape.merge_count + len(filling.merges)
        out.append(f'<mergeCells count="{count}">{shape.merged}{extra}</mergeCells>')
    out.append(shape.after_merges)
    return "".join(out)


def row_contents(step: RowStep, filling: Filling) -> Sequence[Sequence[Content]]:
    """The contents of each copy of a row, in the order of its filled cells."""
    if step.row.item is not None:
        return filling.rows.get(step.row.number) or [(None,) * len(filled_cells(step.row))]
    return [[filling.cells.get((c.row, c.column)) for c in filled_cells(step.row)]]


def _write_rows(step: RowStep, filling: Filling, values: SheetValues) -> Iterator[str]:
    for number, contents in enumerate(row_contents(step, filling), start=step.first):
        bodies = [""]
        tallest = step.height
        for cell, slot, letters, size, formulas in step.live:
            content: Scalar = None if slot is None else contents[slot]
            if formulas is not None:
                content, stays = values.outcome(number, cell.column)
                if stays:
                    bodies.append(_formula_body(formulas.at(number), content))
                    continue
            if letters and type(content) is str:
                tallest = max(tallest, height(lines(content, letters), size))
            bodies.append(_body(content))
        bodies[0] = _height_text(tallest)
        yield _numbered(step.text, number) % tuple(bodies)


def _height_text(points: float) -> str:
    return f' ht="{points:g}" customHeight="1"' if points else ""


def _body(content: Scalar) -> str:
    """What follows the start of ``<c r= s=`` for a content."""
    if content is None or content == "":
        return "/>"
    if isinstance(content, str):
        preserve = ' xml:space="preserve"' if _NEEDS_PRESERVE.search(content) else ""
        return f' t="inlineStr"><is><t{preserve}>{escape_text(content)}</t></is></c>'
    return f"><v>{write_number(content)}</v></c>"


def escape_text(text: str) -> str:
    """A text as XML, with what Excel would take for an escape escaped."""
    if "_x" in text:
        text = _LITERAL_ESCAPE.sub("_x005F_", text)
    if "&" in text or "<" in text or ">" in text:
        text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace("\r", "_x000D_") if "\r" in text else text


def _formula_body(text: str, value: Scalar) -> str:
    """A formula with its true value."""
    formula = f"<f>{xmltext.escape(text)}</f>"
    if isinstance(value, bool):
        return f' t="b">{formula}<v>{int(value)}</v></c>'
    if isinstance(value, CellError):
        return f' t="e">{formula}<v>{value}</v></c>'
    if isinstance(value, str):
        return f' t="str">{formula}<v>{escape_text(value)}</v></c>'
    return f">{formula}<v>{write_number(value or 0)}</v></c>"
