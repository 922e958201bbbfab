"""A compiled template: its sheets as rows of cells that know what they say.

`zipingbiao.template.compile` makes it, rendering and reading use it; nothing changes it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from zipingbiao.errors import Place
from zipingbiao.ooxml.address import Area, cell_name
from zipingbiao.ooxml.grid import Scalar
from zipingbiao.template.tag import Pattern, Tag, tags_of

if TYPE_CHECKING:  # a compiled form is read without them
    from zipingbiao.ooxml.evaluate_functions import Functions


@dataclass(frozen=True, slots=True)
class TemplateCell:
    """One cell of a template.

    ``pattern`` is its text with fields (None where it has no field); ``computes`` the field that
    its note names; ``value`` what stands there otherwise; ``markup`` the XML inside ``<c>`` for
    a cell that never changes.
    """

    row: int
    column: int
    style: int
    area: Area
    pattern: Pattern | None = None
    computes: Tag | None = None
    formula: str | None = None
    value: Scalar = None
    kind: str = ""
    markup: str = ""
    general: bool = True

    @property
    def address(self) -> str:
        """Where it stands in the template."""
        return cell_name(self.row, self.column)

    @property
    def is_filled(self) -> bool:
        """Whether a form has a content of its own for it."""
        return self.pattern is not None or self.computes is not None

    @property
    def is_live(self) -> bool:
        """Whether what stands in it depends on the form, or may: a field or a formula."""
        return self.is_filled or self.formula is not None

    @property
    def says(self) -> Pattern:
        """The pattern of its content; the computed field alone where a formula stands there."""
        if self.pattern is not None:
            return self.pattern
        return () if self.computes is None else (self.computes,)

    @property
    def tags(self) -> tuple[Tag, ...]:
        """Its fields, the computed one included."""
        inside = tuple(tags_of(self.pattern)) if self.pattern else ()
        return (*inside, self.computes) if self.computes else inside

    @property
    def label(self) -> str:
        """Its literal text, as a label to be found again in an agency's sheet."""
        if self.pattern is not None:
            return "".join(piece for piece in self.pattern if isinstance(piece, str))
        return self.value if isinstance(self.value, str) and self.formula is None else ""


@dataclass(frozen=True)
class TemplateRow:
    """One row of a template; ``item`` names the list whose items repeat it."""

    number: int
    settings: Mapping[str, str]
    cells: tuple[TemplateCell, ...]
    item: str | None = None

    @cached_property
    def filled(self) -> tuple[TemplateCell, ...]:
        """The cells that take a content, in the order in which contents are given."""
        return tuple(cell for cell in self.cells if cell.is_filled)

    @cached_property
    def filled_runs(self) -> tuple[tuple[slice, slice], ...]:
        """Neighbouring cells of `filled`: their columns, and their places among the contents."""
        starts = [
            slot
            for slot, cell in enumerate(self.filled)
            if not slot or cell.column != self.filled[slot - 1].column + 1
        ]
        ends = [*starts[1:], len(self.filled)]
        columns = (self.filled[start].column for start in starts)
        return tuple(
            (slice(column, column + end - start), slice(start, end))
            for column, start, end in zip(columns, starts, ends, strict=False)
        )

    @property
    def height(self) -> float:
        """Its height in points as it was drawn, 0 where nothing is said of it."""
        return float(self.settings.get("ht", 0))


@dataclass(frozen=True)
class SheetTemplate:
    """One sheet of a template."""

    name: str
    part: str
    head: str
    tail: str
    rows: tuple[TemplateRow, ...]
    merges: tuple[Area, ...]
    widths: Mapping[int, float] = field(default_factory=dict)

    @cached_property
    def cells(self) -> Mapping[tuple[int, int], TemplateCell]:
        """All cells by row and column."""
        return {(cell.row, cell.column): cell for row in self.rows for cell in row.cells}

    @cached_property
    def repeated(self) -> Mapping[int, str]:
        """The repeated rows: row number → item."""
        return {row.number: row.item for row in self.rows if row.item}

    @property
    def has_tags(self) -> bool:
        """Whether anything is filled in here."""
        return any(cell.tags for row in self.rows for cell in row.cells)

    @cached_property
    def is_live(self) -> bool:
        """Whether it is written anew for each form: it has fields or formulas."""
        return self.has_tags or any(cell.formula for row in self.rows for cell in row.cells)

    def tagged(self) -> Sequence[tuple[TemplateCell, Tag]]:
        """Each field with its cell."""
        return self._tagged

    @cached_property
    def _tagged(self) -> tuple[tuple[TemplateCell, Tag], ...]:
        return tuple(
            (cell, tag)
            for row in self.rows
            for cell in row.cells
            if cell.is_filled
            for tag in cell.tags
        )


class FormulaCell(NamedTuple):
    """A cell that holds a formula, the sheet it stands on, the functions that it may call."""

    sheet: str
    cell: TemplateCell
    functions: Functions

    @property
    def place(self) -> Place:
        """Where it is, for whoever reads an error about it."""
        return Place(sheet=self.sheet, cell=self.cell.address)


@dataclass(frozen=True)
class Template:
    """A compiled template: the parts that stay and the sheets that are filled.

    ``functions`` are those that its formulas may call, ``formulas`` all formulas, each after
    those it reads; ``source`` the parts as they were drawn, with the notes that name fields.
    """

    parts: Mapping[str, bytes]
    sheets: tuple[SheetTemplate, ...]
    functions: Functions
    formulas: tuple[FormulaCell, ...] = ()
    source: Mapping[str, bytes] = field(default_factory=dict, repr=False)

    @cached_property
    def form(self) -> SheetTemplate:
        """The sheet that holds the form: the first with fields."""
        return next(sheet for sheet in self.sheets if sheet.has_tags)
