"""Write a sheet: its shape and the contents of its cells in, worksheet XML out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from zipingbiao.ooxml.grid import Scalar
from zipingbiao.template.formulas import OWN_ROW_MARK
from zipingbiao.template.writing.calculate import Grid
from zipingbiao.template.writing.contents import Filling, RowContents
from zipingbiao.template.writing.heights import height, lines
from zipingbiao.template.writing.markup import Bodies, formula_body, height_text
from zipingbiao.template.writing.shaping import LiveCell, RowStep, SheetShape

#: Formula cells, by row and column, that hold something else: a datum (None), another formula.
Kept = Mapping[tuple[int, int], str | None]


def write_sheet(shape: SheetShape, filling: Filling, grid: Grid, kept: Kept, bodies: Bodies) -> str:
    """The worksheet part for one form. ``grid`` has the values of the formulas."""
    out = [shape.head]
    for step in shape.steps:
        if isinstance(step, str):
            out.append(step)
        else:
            out.extend(_rows(step, filling.contents(step.row), grid, kept, bodies))
    out.append(shape.before_merges)
    if shape.merge_count or filling.merges:
        extra = "".join(f'<mergeCell ref="{area.name}"/>' for area in filling.merges)
        count = shape.merge_count + len(filling.merges)
        out.append(f'<mergeCells count="{count}">{shape.merged}{extra}</mergeCells>')
    out.append(shape.after_merges)
    return "".join(out)


def _rows(
    step: RowStep, contents: Sequence[RowContents], grid: Grid, kept: Kept, bodies: Bodies
) -> Iterator[str]:
    """The copies of a row. Cells are written column by column: that is quick in Python."""
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
            _heighten(heights, values, cell)
    texts = {points: height_text(points) for points in set(heights)}
    rows = zip([texts[points] for points in heights], *columns, strict=True)
    text = step.text
    for number, row in enumerate(rows, start=step.first):
        yield (text % row).replace(OWN_ROW_MARK, str(number))


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


def _heighten(heights: list[float], values: Sequence[Scalar], cell: LiveCell) -> None:
    """Make rows high enough for the texts of a column."""
    known: dict[Scalar, float] = {}
    for index, value in enumerate(values):
        points = known.get(value)
        if points is None:
            points = known[value] = _height_of(value, cell)
        if points > heights[index]:
            heights[index] = points


def _height_of(value: Scalar, cell: LiveCell) -> float:
    if not isinstance(value, str):
        return 0.0
    if len(value) <= cell.letters and "\n" not in value:
        return height(1, cell.size)
    return height(lines(value, cell.letters), cell.size)
