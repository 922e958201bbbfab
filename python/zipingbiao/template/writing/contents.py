"""What goes into the cells of a sheet: between whoever knows the data and whoever writes XML."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from zipingbiao.ooxml.address import Area
from zipingbiao.ooxml.grid import Scalar
from zipingbiao.template.codec import Content
from zipingbiao.template.compiled import SheetTemplate, TemplateRow

#: The contents of the filled cells of one row, in their order.
RowContents = Sequence[Content]


class Live(NamedTuple):
    """A formula of ours as the content of a cell, with its true value; data is never one."""

    formula: str
    value: Scalar


@dataclass(frozen=True, slots=True)
class Stream:
    """The copies of a row that were written before they had their place; see `RowWriter`.

    ``texts`` are gone through once, row by row; ``columns`` hold the values that formulas in
    other rows read, by the number of their column. ``bare`` rows have neither formulas nor links.
    """

    count: int
    texts: Iterable[str]
    columns: Mapping[int, Sequence[Scalar]] = field(default_factory=dict)
    bare: bool = False

    def __len__(self) -> int:
        return self.count


@dataclass(frozen=True, slots=True)
class Filling:
    """What goes into the cells of one sheet.

    ``rows``: for each row of the template with cells to be filled its copies (a row that does
    not repeat has one), each with the contents of the row's filled cells in order, or a stream of
    them; ``merges``: areas of the finished sheet to be merged.
    """

    rows: Mapping[int, Sequence[RowContents] | Stream] = field(default_factory=dict)
    merges: Sequence[Area] = ()

    def contents(self, row: TemplateRow) -> Sequence[RowContents]:
        """The contents of each copy of a row; a list without items leaves one blank row."""
        found = self.rows.get(row.number)
        return found if found and not isinstance(found, Stream) else [(None,) * len(row.filled)]

    def stream(self, row: int) -> Stream | None:
        """The copies of a row that are written already; None where they are not, or none is."""
        found = self.rows.get(row)
        return found if found and isinstance(found, Stream) else None

    def repeats(self, sheet: SheetTemplate) -> dict[int, int]:
        """How often each repeated row is written: at least once."""
        return {row: max(len(self.rows.get(row, ())), 1) for row in sheet.repeated}
