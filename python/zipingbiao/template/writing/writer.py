"""Write a sheet: its shape and the contents of its cells in, worksheet XML out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from zipingbiao.template.formulas import OWN_ROW_MARK
from zipingbiao.template.writing.compact import SharedTexts, placed
from zipingbiao.template.writing.contents import Filling
from zipingbiao.template.writing.heights import heighten
from zipingbiao.template.writing.markup import Bodies, formula_body, height_text
from zipingbiao.template.writing.shaping import LiveCell, RowStep, SheetShape
from zipingbiao.template.writing.views import Grid

#: Formula cells, by row and column, that hold something else: a datum (None), another formula.
Kept = Mapping[tuple[int, int], str | None]


def write_sheet(shape: SheetShape, filling: Filling, grid: Grid, kept: Kept, bodies: Bodies) -> str:
    """The worksheet part for one form. ``grid`` has the values of the formulas."""
    return "".join(sheet_pieces(shape, filling, grid, kept, bodies, SharedTexts(None)))


def sheet_pieces(
    shape: SheetShape,
    filling: Filling,
    grid: Grid,
    kept: Kept,
    bodies: Bodies,
    shared: SharedTexts,
) -> Iterator[str]:
    """As `write_sheet`, piece by piece; rows that were written before share their texts."""
    yield shape.head
    for step in shape.steps:
        if isinstance(step, str):
            yield step
            continue
        stream = filling.stream(step.row.number)
        if stream:
            yield from placed(stream, step, shared)
            continue
        texts = _texts(step, filling, grid, kept, bodies)
        for number, text in enumerate(texts, start=step.first):
            yield text.replace(OWN_ROW_MARK, str(number))
    yield shape.before_merges
    if shape.merge_count or filling.merges:
        extra = "".join(f'<mergeCell ref="{area.name}"/>' for area in filling.merges)
        count = shape.merge_count + len(filling.merges)
        yield f'<mergeCells count="{count}">{shape.merged}{extra}</mergeCells>'
    yield shape.after_merges


def _texts(
    step: RowStep, filling: Filling, grid: Grid, kept: Kept, bodies: Bodies
) -> Iterator[str]:
    """The copies of a row, with `OWN_ROW_MARK` where the number of each belongs.

    Cells are written column by column: that is quick in Python.
    """
    contents = filling.contents(step.row)
    slots = list(zip(*contents, strict=True))
    heights = [step.row.height] * len(contents)
    columns: list[Sequence[str]] = []
    for cell in step.live:
        values = () if cell.slot is None else slots[cell.slot]
        if cell.formula is not None:
            columns.append(_formulas(step, cell, grid, kept, bodies))
            continue
        columns.append([bodies[value] for value in values])
        if cell.letters:
            heighten(heights, values, cell.letters, cell.size)
    texts = {points: height_text(points) for points in set(heights)}
    rows = zip([texts[points] for points in heights], *columns, strict=True)
    text = step.text
    for row in rows:
        yield text % row


def _formulas(step: RowStep, cell: LiveCell, grid: Grid, kept: Kept, bodies: Bodies) -> list[str]:
    """A column of formulas; in cells that are kept a datum or another formula stands."""
    column, formula = cell.column, cell.formula or ""
    rows = range(step.first, step.first + step.copies)
    if not kept:
        return [formula_body(formula, grid[row][column]) for row in rows]
    written = []
    for row in rows:
        value, other = grid[row][column], kept.get((row, column), formula)
        written.append(bodies[value] if other is None else formula_body(other, value))
    return written
